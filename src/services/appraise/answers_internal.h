/* What the files of answers share: its statements, and how things are sealed. */
#ifndef APPRAISE_ANSWERS_INTERNAL_H
#define APPRAISE_ANSWERS_INTERNAL_H

#include <pthread.h>

#include "base/base32.h"
#include "services/appraise/answers.h"
#include "store/group.h"

struct answers {
    store *file;
    store_group *group;
    char *backup;           /* where a copy goes after each batch */
    pthread_rwlock_t doors; /* who sends holds it to read, so that nothing comes in between a batch and its copy */
};

typedef enum answers_statement {
    MAKE_DRAFT,
    MAKE_SPENT,
    MAKE_RECEIPT,
    MAKE_STAGED,
    MAKE_COLLECTED,
    MAKE_BATCH,
    MAKE_CLOSED,
    MAKE_RESTING,
    MAKE_FEW,
    ANSWERS_TABLES, /* so many statements make tables */
    DRAFT_PUT = ANSWERS_TABLES,
    DRAFT_FIND,
    DRAFT_REMOVE,
    SPENT_FIND,
    SPENT_ADD,
    RECEIPT_ADD,
    RECEIPT_FIND,
    STAGED_ADD,
    STAGED_COUNT,
    COLLECT,
    BATCH_FIND,
    BATCH_PUT,
    CLOSED_FIND,
    CLOSED_ADD,
    COLLECTED_COUNT,
    COLLECTED_AFTER,
    END_DRAFTS,
    END_SPENT,
    END_COMMENTS,
    END_STAGED,
    END_COLLECTED,
    END_RECEIPTS,
    REST_SPENT,
    CLEAR_SPENT,
    SORT_SPENT,
    REST_RECEIPTS,
    CLEAR_RECEIPTS,
    SORT_RECEIPTS,
    CLEAR_RESTING,
    FEW_ADD,
    FEW_END,
    UNFIT_FOR_BACKUP,
    ANSWERS_STATEMENT_COUNT
} answers_statement;
extern const store_statement answers_statements[ANSWERS_STATEMENT_COUNT]; /* of the file of answers alone */

/* Bytes to a multiple of which things are filled up. */
enum { FILL_DRAFT = 8192, FILL_RATINGS = 1024, FILL_COMMENT = 4096 };

/* The length, the body and zeros: as many bytes for a short answer as for a long one of the same step. */
uint8_t *answers_fill_up(text body, size_t step, upw_arena *arena, size_t *size);
bool answers_take_out(const uint8_t *filled, size_t size, upw_arena *arena, text *body);

text answers_bytes(const uint8_t *at, size_t n);
bool answers_check_size(text body, upw_error *error);

/* Has the round's answering been closed? */
bool answers_find_closed(store_db *db, text round, bool *is_closed, upw_error *error);

/* Of a receipt only a hash is kept. */
text answers_hash_receipt(const char *receipt, uint8_t out[ANSWERS_KEY_BYTES]);

#endif
