/* table/layout.h: what each column of a file means, from its header (internal to table/). */
#ifndef TABLE_LAYOUT_H
#define TABLE_LAYOUT_H

#include "table/record.h"
#include "table/table.h"

typedef enum role {
    ROLE_IGNORED,
    ROLE_KEY, /* names the series: slot is a key_part */
    ROLE_PERIOD,
    ROLE_NUMBER, /* slot is a table_column from COLUMN_VALUE on */
    ROLE_ANNOTATION,
    ROLE_FILTER, /* slot is an index into options.filters */
    ROLE_CELL,   /* wide files: the value at a period */
} role;

typedef enum key_part { KEY_SERIES_ID, KEY_INDICATOR, KEY_ORGANISATION, KEY_COUNT } key_part;

typedef struct column_layout {
    role role;
    unsigned slot;
    period period; /* ROLE_CELL */
    text name;     /* as the header has it */
} column_layout;

typedef struct table_layout {
    const char *file; /* for complaints */
    char delimiter;
    size_t n_columns;
    column_layout *columns;
    bool has[COLUMN_COUNT]; /* which meanings are there */
    const table_options *options;
} table_layout;

/* The delimiter that the header line speaks for: comma, semicolon, tab or bar. */
char layout_detect_delimiter(text first_line);

bool layout_read_header(const record *header, const table_options *options, const char *file, char delimiter,
                        upw_arena *arena, table_layout *out, upw_error *error) UPW_MUST_CHECK;

#endif
