/* services/appraise/lineage.h: which bodies of an earlier round a body of this one was (product.md, section 3).
 *
 * It was itself, and those that have merged into it since: what they said is compared with what it says now, and marked
 * [b]. A merger that had happened before the earlier round, or has not yet in this one, changes nothing. */
#ifndef APPRAISE_LINEAGE_H
#define APPRAISE_LINEAGE_H

#include "store/store.h"
#include "upward/arena.h"

enum { LINEAGE_MAX = 64 };

typedef struct forebear {
    text body;
    int64_t people_served; /* then; 0: not known */
} forebear;

typedef struct lineage {
    forebear *at;  /* of the earlier round; itself the first, where it was there */
    size_t n;      /* 0: it was not there, and nobody merged into it */
    bool is_break; /* it was not itself alone */
} lineage;

bool lineage_find(store_db *db, text earlier, text year, text body, upw_arena *arena, lineage *out,
                  upw_error *error) UPW_MUST_CHECK;

extern const store_statement lineage_statements[];
extern const size_t lineage_statements_count;

#endif
