/* What the files of answers share: its statements, and how things are sealed. */
#ifndef APPRAISE_ANSWERS_INTERNAL_H
#define APPRAISE_ANSWERS_INTERNAL_H

#include "base/base32.h"
#include "services/appraise/answers.h"
#include "store/group.h"

struct answers {
    store *file;
    store_group *group;
};

typedef enum answers_statement {
    MAKE_DRAFT,
    MAKE_SPENT,
    MAKE_STAGED,
    MAKE_COLLECTED,
    MAKE_BATCH,
    ANSWERS_TABLES, /* so many statements make tables */
    DRAFT_PUT = ANSWERS_TABLES,
    DRAFT_FIND,
    DRAFT_REMOVE,
    DRAFTS_DESTROY,
    SPENT_FIND,
    SPENT_ADD,
    SPENT_BY_RECEIPT,
    STAGED_ADD,
    STAGED_COUNT,
    COLLECT,
    STAGED_REMOVE,
    BATCH_FIND,
    BATCH_PUT,
    COLLECTED_COUNT,
    COLLECTED_AFTER,
    ANSWERS_STATEMENT_COUNT
} answers_statement;
extern const store_statement answers_statements[ANSWERS_STATEMENT_COUNT]; /* of the file of answers alone */

/* The length, the body and zeros: as many bytes for a short answer as for a long one of the same step. */
uint8_t *answers_fill_up(text body, upw_arena *arena, size_t *size);
bool answers_take_out(const uint8_t *filled, size_t size, upw_arena *arena, text *body);

text answers_bytes(const uint8_t *at, size_t n);
bool answers_check_size(text body, upw_error *error);

/* Of a receipt only a hash is kept. */
text answers_hash_receipt(const char *receipt, uint8_t out[ANSWERS_KEY_BYTES]);

#endif
