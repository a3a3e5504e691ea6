/* services/people/passes.h: a link and a code by letter, either of which does one thing once (product.md, section 5.1;
 * security.md, section 3.5). Of both only hashes are kept. */
#ifndef PEOPLE_PASSES_H
#define PEOPLE_PASSES_H

#include "store/store.h"
#include "upward/arena.h"
#include "workflow/permit.h"

typedef enum pass_purpose {
    PASS_SIGN_IN,      /* 15 minutes */
    PASS_INVITE,       /* 14 days: a role waits at its end */
    PASS_CHANGE_EMAIL, /* 24 hours */
    PASS_FIRST_ADMIN,  /* 24 hours: printed at the first start */
    PASS_PURPOSE_COUNT
} pass_purpose;

enum { PASS_SIGN_IN_MS = 15 * 60 * 1000, PASS_INVITE_MS = 14 * 24 * 60 * 60 * 1000 };
enum { PASS_LINK_LEN = 43, PASS_CODE_LEN = 6, PASS_TRIES_MAX = 5 };

/* What a pass is for. */
typedef struct pass {
    pass_purpose purpose;
    text account; /* empty: made when the pass is used */
    text email;
    workflow_seat seat; /* of an invitation; organisation empty: none */
} pass;

typedef struct pass_secrets {
    int64_t n_asked;              /* so many, with this one, within a day of the first, and none of them used */
    char link[PASS_LINK_LEN + 1]; /* base64url of 32 random bytes */
    char code[PASS_CODE_LEN + 1]; /* letters and digits that are not taken for one another */
} pass_secrets;

/* An earlier pass of the same purpose for the same address ends; of invitations, which may be to several roles, none.
 */
bool passes_make(store_db *db, const pass *wanted, int64_t now_ms, pass_secrets *out, upw_error *error) UPW_MUST_CHECK;

typedef enum pass_verdict {
    PASS_GOOD,
    PASS_WRONG,         /* E005, E047: or no such pass */
    PASS_EXPIRED,       /* E006 */
    PASS_TOO_MANY_TRIES /* E007 */
} pass_verdict;

/* Look without using it: for the page with the button behind a link that a mail scanner may open. */
bool passes_look(store_db *db, pass_purpose purpose, text link, int64_t now_ms, upw_arena *arena, pass *out,
                 pass_verdict *verdict, upw_error *error) UPW_MUST_CHECK;

/* A good pass is gone afterwards. */
bool passes_use_link(store_db *db, pass_purpose purpose, text link, int64_t now_ms, upw_arena *arena, pass *out,
                     pass_verdict *verdict, upw_error *error) UPW_MUST_CHECK;

/* By code, whose letters may be capitals and may have spaces or hyphens between them. A wrong one counts as a try. */
bool passes_use_code(store_db *db, pass_purpose purpose, text email, text code, int64_t now_ms, upw_arena *arena,
                     pass *out, pass_verdict *verdict, upw_error *error) UPW_MUST_CHECK;

/* Forget those that ended more than a day ago; until then people are told that theirs has expired. */
bool passes_sweep(store_db *db, int64_t now_ms, upw_error *error) UPW_MUST_CHECK;

extern const store_statement passes_statements[];
extern const size_t passes_statements_count;

#endif
