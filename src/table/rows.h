/* table/rows.h: the bytes of some whole rows -> columns of observations (internal to table/). */
#ifndef TABLE_ROWS_H
#define TABLE_ROWS_H

#include "table/layout.h"

/* How cells were written: with a % sign; a period as six digits, which are a month only among months. */
enum { SIGNED_SIX_DIGITS = 0x20, SIGNED_VALUE = 0x40, SIGNED_TARGET = 0x80, SIGNED_ANY = 0xE0 };

enum { PERIOD_SPELLING = 10, KNOWN_BITS = 8, KNOWN_PLACES = 1 << KNOWN_BITS, LIKELY_PLACES = 512 };

/* A spelling of ten bytes with the one behind it, in its first and its last eight bytes, and what it means; all zeros:
 * none. */
typedef struct known_period {
    uint64_t head, tail;
    period meaning;
} known_period;

/* The last two that fell on this place of a small hash table. */
typedef struct known_pair {
    known_period last, before;
} known_pair;

/* Columns that grow and are used again for block after block. Keys are views into the block's bytes or into `arena`. */
typedef struct rows {
    const table_layout *layout;
    upw_arena *arena; /* for keys and unquoted fields; cleared by the owner between blocks */
    size_t n_points, point_capacity;
    period *periods;
    double *numbers[COLUMN_COUNT];   /* from COLUMN_VALUE on; NULL when the table has no such column */
    table_column kept[COLUMN_COUNT]; /* those that are not NULL */
    size_t n_kept;
    bool must_divide;   /* the value comes from numerator and denominator */
    bool has_counts;    /* both stand beside the value */
    bool comes_in_runs; /* a row is the names of its series, a period and a value */
    uint8_t *gaps;      /* between rows_read and rows_sort with the bits of SIGNED_… */
    int64_t *rows;
    text *annotations; /* NULL when the table has no such column */
    size_t n_signed;   /* points with SIGNED_… */
    size_t n_blank;    /* points whose value is blank */
    int64_t first_row; /* of those read */
    size_t n_series, series_capacity;
    series_key *keys;
    size_t *offsets;             /* n_series + 1 of them after rows_read */
    text parts[KEY_COUNT];       /* of the last row */
    text plain_parts[KEY_COUNT]; /* those of them that stand in a row as they are; the others empty */
    size_t n_leading;            /* columns that a row starts with and that name the series */
    text leading; /* these columns of a plain row of the last series, delimiters included; empty: not known */
    known_pair known[KNOWN_PLACES];
    known_period likely[LIKELY_PLACES]; /* at each place of a series, the one that stood there last */
    record record;
    table_notes notes;
} rows;

void rows_init(rows *r, const table_layout *layout, upw_arena *arena);
void rows_clear(rows *r);

/* Read every row of `bytes`, of which the first is `first_row` of the file; what was there before is forgotten. A
 * zero byte must follow the bytes. Rows of one series that stand together become one series. */
bool rows_read(rows *r, text bytes, int64_t first_row, upw_error *error) UPW_MUST_CHECK;

/* Sort each series by period, refuse a period that comes twice (naming both rows) or that is of another kind, and
 * values of which only some have % signs. */
bool rows_sort(rows *r, upw_error *error) UPW_MUST_CHECK;

/* Work out every value from numerator and denominator. */
bool rows_divide(rows *r, upw_error *error) UPW_MUST_CHECK;

series_table rows_view(const rows *r);

/* Points without series, for whoever groups them: room for so many, one point copied, all of `from` added with
 * `first_row` added to their rows. */
void rows_reserve(rows *r, size_t n_points);
void rows_copy_point(rows *to, size_t at, const rows *from, size_t i);
void rows_append(rows *to, const rows *from, int64_t first_row);

/* Refuse a row of RECORD_BYTES_MAX bytes or more. */
bool rows_complain_of_length(const table_layout *layout, int64_t row, upw_error *error);

/* A complaint about a cell: "my.csv, row 17, column "value": …". */
bool rows_complain(const table_layout *layout, int64_t row, size_t column, upw_error *error, const char *format, ...)
    UPW_PRINTF(5, 6);

#endif
