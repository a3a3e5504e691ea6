/* services/people/people.h: what other services and the program may ask of this one: who asks, what they may do, and
 * the organisations that things belong to. */
#ifndef PEOPLE_PEOPLE_H
#define PEOPLE_PEOPLE_H

#include "services/people/holders.h"
#include "services/people/organisations.h"
#include "services/people/settings.h"
#include "services/services.h"
#include "web/site.h"
#include "workflow/permit.h"

extern const service people_service;

/* The three questions that the web asks of the application (web/site.h). A route's `needs` is a permission of
 * permissions.csv; with WEB_SCOPE_OWN its address names an {organisation}, by id or code. */
bool people_identify(request *req, text person_id, web_person *out, upw_error *error) UPW_MUST_CHECK;
web_verdict people_may_use(const request *req, const route *r);
bool people_in_scope(request *req, const route *r, bool *is_in_scope, upw_error *error) UPW_MUST_CHECK;

/* The address of the page that makes the first administrator, good for 24 hours, for whoever starts the server; empty
 * when there is an administrator, or this is a demonstration. An earlier one ends. */
bool people_make_first_link(store_db *db, const char *origin, int64_t now_ms, upw_arena *arena, text *link,
                            upw_error *error) UPW_MUST_CHECK;

/* The installation's key. Where nothing in the database is sealed yet, one that is not there is made; where something
 * is, only with `is_lost`: then everybody's second factor ends, so that they set up others. */
keys *people_open_keys(store *keeps, const char *path, bool is_lost, int64_t now_ms, upw_error *error) UPW_MUST_CHECK;

/* Who asks, with the roles that they hold; NULL: nobody is signed in. */
const workflow_person *people_who_asks(const request *req);

/* May they do this to what belongs to this organisation (empty: to nobody)? For buttons, and for addresses whose
 * organisation only the handler knows. *actor (NULL: nobody asks) is who they are when they do it. */
bool people_may(request *req, workflow_permission permission, text organisation, bool *may, workflow_actor *actor,
                upw_error *error) UPW_MUST_CHECK;

/* The organisation of the address; UPW_NOT_FOUND when there is none of that id or code. */
bool people_find_named(request *req, organisation *out, upw_error *error) UPW_MUST_CHECK;

/* What somebody did, for the audit trail: the route's permission as the person who asks. */
bool people_find_actor(request *req, text organisation, workflow_actor *actor, upw_error *error) UPW_MUST_CHECK;

/* What somebody does to what is their own: as the person who asks, in the first role that they hold. */
workflow_actor people_self(const request *req);

/* How somebody is called; empty: there is no such account, or it is closed. */
bool people_find_name(store_db *db, text id, upw_arena *arena, text *name, upw_error *error) UPW_MUST_CHECK;

/* The same with the address, for letters; *found false: there is no such account, or it is closed. */
bool people_find_address(store_db *db, text id, upw_arena *arena, text *name, text *address, bool *found,
                         upw_error *error) UPW_MUST_CHECK;

/* "/organisations/{code}", or by its id where it has no code. */
text organisation_url(const organisation *o, upw_arena *arena);

#endif
