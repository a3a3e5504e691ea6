/* table/record.h: RFC 4180 records out of bytes: quotes, doubled quotes, line breaks within quotes. */
#ifndef TABLE_RECORD_H
#define TABLE_RECORD_H

#include <stddef.h>

#include "base/text.h"
#include "upward/arena.h"

enum { RECORD_FIELDS_MAX = 16384, RECORD_BYTES_MAX = 1 << 20 };

typedef enum record_state {
    RECORD_COMPLETE,
    RECORD_OPEN_QUOTE,  /* the bytes end inside quotes */
    RECORD_STRAY_QUOTE, /* text follows a closing quote */
    RECORD_TOO_MANY_FIELDS,
} record_state;

typedef struct record {
    text *fields; /* unquoted; quoted ones that hold doubled quotes are copied into the arena */
    size_t n_fields;
    size_t capacity; /* of fields; belongs to the arena */
} record;

/* Take one record from *rest (which must not be empty). A last line without its line break is complete. */
record_state record_take(text *rest, char delimiter, upw_arena *arena, record *out);

/* How many bytes the record at the start of `rest` has, its line break included, when its quotes are closed before the
 * end of `rest`; 0 otherwise. */
size_t record_length(text rest, char delimiter);

#endif
