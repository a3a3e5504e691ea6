/* workflow/outbox.h: letters are rows, written in the transaction of what they tell of, and sent afterwards.
 *
 * queued -> sent, or failed after OUTBOX_TRIES_MAX tries with growing pauses (two days in all), or suppressed where
 * there is nobody to send to. A letter with the key of an earlier one is not written again, so that a job that runs
 * twice tells people once. Rows are kept for OUTBOX_DAYS days (product.md, section 5.5), the
 * text only until it is sent: links in it open doors. So is the address of a reminder to answer (A06): whom it went to
 * is who had not answered. */
#ifndef WORKFLOW_OUTBOX_H
#define WORKFLOW_OUTBOX_H

#include "store/store.h"
#include "upward/arena.h"
#include "workflow/tables.h"

enum { OUTBOX_TRIES_MAX = 12, OUTBOX_DAYS = 90, OUTBOX_BODY_MAX = 16384 };

typedef struct outbox_letter {
    text key; /* what makes it one letter: "A12 9f…" */
    workflow_email email;
    text address;  /* empty: suppressed */
    text subject;  /* of emails.csv, its brackets filled */
    text body;     /* plain text, lines ended by \n */
    bool may_wait; /* joins the reader's digest of the day */
} outbox_letter;

bool outbox_add(store_db *db, const outbox_letter *letter, int64_t now_ms, upw_error *error) UPW_MUST_CHECK;

/* The subject of emails.csv with each "[name]" replaced; a name that is not given is a fault of the program. */
typedef struct outbox_word {
    const char *name; /* "body" */
    text value;
} outbox_word;
text outbox_make_subject(workflow_email email, const outbox_word *words, size_t n_words, upw_arena *arena);

/* What a sender takes: the letters due for one address, the oldest first, several only where all may wait. Taking them
 * is a lease of OUTBOX_LEASE_MS: a sender that dies leaves them to the next. */
enum { OUTBOX_LEASE_MS = 300000, OUTBOX_TOGETHER_MAX = 50 };

typedef struct outbox_due {
    text address;
    size_t n;
    text *ids, *subjects, *bodies;
    int64_t tries; /* of the first */
} outbox_due;

bool outbox_take(store_db *db, int64_t now_ms, upw_arena *arena, outbox_due *due, bool *found,
                 upw_error *error) UPW_MUST_CHECK;
bool outbox_settle(store_db *db, const outbox_due *due, bool is_sent, int64_t now_ms, upw_error *error) UPW_MUST_CHECK;
/* The keys of letters of a kind that nobody took, after all tries. */
bool outbox_list_failed(store_db *db, workflow_email email, upw_arena *arena, text **keys, size_t *n,
                        upw_error *error) UPW_MUST_CHECK;

/* Letters of a kind whose keys begin so are not sent any more, unless they were. */
bool outbox_withdraw(store_db *db, workflow_email email, text key_start, upw_error *error) UPW_MUST_CHECK;
bool outbox_forget_old(store_db *db, int64_t now_ms, upw_error *error) UPW_MUST_CHECK;

extern const store_statement outbox_statements[];
extern const size_t outbox_statements_count;

#endif
