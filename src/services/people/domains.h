/* services/people/domains.h: mail domains that an organisation lists. Whoever reads an address in one joins the
 * organisation as a member, without an invitation (product.md, section 2, `member`).
 *
 * A domain stands for one organisation, and for its own addresses only: a.example covers neither b.a.example nor the
 * other way round. Those that many organisations share, or anybody can have, say nothing of where somebody works and
 * are refused. */
#ifndef PEOPLE_DOMAINS_H
#define PEOPLE_DOMAINS_H

#include "services/people/organisations.h"

enum { DOMAIN_MAX = 253, DOMAINS_MAX = 500 };

/* As domains are kept and compared: in lower case, without what stands before an "@". */
text domain_normal(text typed, upw_arena *arena);
text domain_of_address(text email, upw_arena *arena); /* empty: it is no address */

typedef enum domain_fault {
    DOMAIN_IS_GOOD,
    DOMAIN_IS_NONE,  /* not like leeds.nhs.uk */
    DOMAIN_IS_SHARED /* nhs.net, gmail.com, co.uk … */
} domain_fault;
domain_fault domain_find_fault(text normal);

/* The organisation that lists the domain of this address, while it is open on the day. */
bool domains_find_listing(store_db *db, text email, text day, upw_arena *arena, organisation *out, bool *found,
                          upw_error *error) UPW_MUST_CHECK;

typedef struct listed_domain {
    text domain, organisation; /* its id */
} listed_domain;

/* Of an organisation (empty: of all), by name, at most DOMAINS_MAX. */
bool domains_list(store_db *db, text of, upw_arena *arena, listed_domain **out, size_t *n,
                  upw_error *error) UPW_MUST_CHECK;

/* With their audit rows. `domain` is normal and good. domains_add: UPW_CONFLICT where another organisation lists it;
 * nothing happens where this one does already, or where there is nothing to remove. */
bool domains_add(store_db *db, listed_domain one, const workflow_actor *actor, int64_t now_ms,
                 upw_error *error) UPW_MUST_CHECK;
bool domains_remove(store_db *db, listed_domain one, const workflow_actor *actor, int64_t now_ms,
                    upw_error *error) UPW_MUST_CHECK;

extern const store_statement domains_statements[];
extern const size_t domains_statements_count;

#endif
