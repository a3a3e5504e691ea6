/* services/appraise/answers.h: what people say, kept apart from who they are (design.md, section 9.4; product.md,
 * section 6.4; security.md, section 5.9).
 *
 * A file of its own, an SQLite file in every installation. From the token of a link three things follow, none of which
 * tells another: under which name a draft lies, the key that opens it, and the mark that the token is spent. An answer
 * that is sent is sealed to the round's public key, filled up to a fixed length, and laid under a random number: no
 * name, no time, no order. Staged answers move into the collection ten or more at a time, in the order of their random
 * numbers. Nobody but this module touches the file.
 *
 * It does not protect from whoever has taken over the running server while somebody answers, nor from words that give
 * their writer away. */
#ifndef APPRAISE_ANSWERS_H
#define APPRAISE_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "upward/arena.h"
#include "upward/error.h"

enum {
    ANSWERS_KEY_BYTES = 32,
    ANSWERS_BODY_MAX = 32 * 1024, /* bytes of an answer, before it is sealed */
    ANSWERS_RECEIPT_LEN = 12,
    ANSWERS_BATCH_MIN = 10,
};

/* What somebody sends is kept in parts, so that what they wrote can be put together neither with how they rated nor
 * with what else they wrote (product.md, section 6.4). */
typedef enum answers_kind { ANSWERS_RATINGS, ANSWERS_COMMENT, ANSWERS_KIND_COUNT } answers_kind;

typedef struct answers answers; /* thread-safe */

/* Waiting requests are written together, each durable when its call returns. */
answers *answers_open(const char *path, upw_error *error) UPW_MUST_CHECK;
void answers_close(answers *a); /* NULL is allowed */

/* The keys of a round: the public one seals, the secret one opens, after the close. */
typedef struct answers_keys {
    uint8_t public_key[ANSWERS_KEY_BYTES];
    uint8_t secret_key[ANSWERS_KEY_BYTES];
} answers_keys;
void answers_make_keys(answers_keys *out);

/* What follows from the token of a link (workflow ids are 26 letters and digits; so are tokens). */
typedef struct answers_ticket {
    uint8_t draft_name[ANSWERS_KEY_BYTES];
    uint8_t draft_key[ANSWERS_KEY_BYTES];
    uint8_t spent_mark[ANSWERS_KEY_BYTES];
    char receipt[ANSWERS_RECEIPT_LEN + 1];
} answers_ticket;
void answers_make_ticket(text token, answers_ticket *out);

/* Where somebody has got to; *found false: nowhere yet. UPW_TOO_LARGE for more than ANSWERS_BODY_MAX; UPW_FORBIDDEN
 * when answering is closed. */
bool answers_save_draft(answers *a, const answers_ticket *ticket, text round, text body,
                        upw_error *error) UPW_MUST_CHECK;
bool answers_read_draft(answers *a, const answers_ticket *ticket, upw_arena *arena, text *body, bool *found,
                        upw_error *error) UPW_MUST_CHECK;

bool answers_is_spent(answers *a, const answers_ticket *ticket, bool *is_spent, upw_error *error) UPW_MUST_CHECK;

/* The same of many marks, for reminders and for the count of a day. */
bool answers_are_spent(answers *a, const uint8_t (*marks)[ANSWERS_KEY_BYTES], size_t n, bool *are_spent,
                       upw_error *error) UPW_MUST_CHECK;

/* What is sent. A person with several links (a reminder brings a new one) spends all of them with any. */
typedef struct answers_sending {
    const answers_ticket *ticket;
    const uint8_t (*other_marks)[ANSWERS_KEY_BYTES]; /* of the same person's other links */
    size_t n_other_marks;
    text round;
    const uint8_t *public_key; /* ANSWERS_KEY_BYTES */
    text ratings;
    const text *comments; /* each is laid under a random number of its own */
    size_t n_comments;
} answers_sending;

/* The answer is staged, its tokens spent, and its draft gone: all of it or nothing. UPW_CONFLICT: it is spent already;
 * UPW_FORBIDDEN: answering is closed. */
bool answers_send(answers *a, const answers_sending *sending, upw_error *error) UPW_MUST_CHECK;

/* Move staged answers into the collection: when there are ANSWERS_BATCH_MIN and a day has passed since the last time,
 * or at the close whatever there is. From the close on nothing is taken any more: what was acknowledged is collected.
 *
 * Right after it, while nobody can send, a backup of the file is made beside it (its name and ".backup"): two backups
 * differ by no answer or by ANSWERS_BATCH_MIN at least. A last batch of fewer gets into the backup when the marks of
 * its round's spent links are gone. */
bool answers_collect(answers *a, text round, int64_t now_ms, bool is_close, upw_error *error) UPW_MUST_CHECK;

/* What is over goes for good (product.md, section 5.8): drafts unread at the close; marks of spent tokens 30 days after
 * it; comments after 12 months; all of a round after 24, or when it is cancelled. */
typedef enum answers_end {
    ANSWERS_END_DRAFTS,
    ANSWERS_END_MARKS,
    ANSWERS_END_COMMENTS,
    ANSWERS_END_ALL,
    ANSWERS_END_COUNT
} answers_end;
bool answers_destroy(answers *a, text round, answers_end what, upw_error *error) UPW_MUST_CHECK;

/* How many people's answers are collected: to be shown as product.md allows, and no sooner. */
bool answers_count(answers *a, text round, int64_t *n, upw_error *error) UPW_MUST_CHECK;

/* Each collected part of a kind, opened, in the order of its random number; `take` returns false to stop. UPW_IO_FAILED
 * when one does not open with this key. */
typedef bool answers_take(void *context, text body, upw_error *error);
bool answers_read_all(answers *a, text round, answers_kind kind, const answers_keys *keys, answers_take *take,
                      void *context, upw_error *error) UPW_MUST_CHECK;

/* Is there an answer with this receipt? It may be typed with spaces, hyphens and capitals, with
 * O for 0 and I or L for 1. */
bool answers_has_receipt(answers *a, text round, text typed, bool *has, upw_error *error) UPW_MUST_CHECK;

#endif
