/* table/rows_point.h: one row as it is read, and how it becomes a point (internal to table/). */
#ifndef TABLE_ROWS_POINT_H
#define TABLE_ROWS_POINT_H

#include "table/rows.h"

/* A row before it becomes a point. Its numbers stand in their columns already, behind the last point. */
typedef struct observation {
    text parts[KEY_COUNT];
    period period;
    gap gaps[COLUMN_COUNT];
    text annotation;
    text leading;        /* as in rows */
    unsigned signs;      /* SIGNED_… */
    bool is_wanted;      /* by the filters */
    bool is_same_series; /* known to be of the series of the row before */
} observation;

/* Where the number of the row that is read belongs. There is always room. */
static inline double *rows_next_number(const rows *r, unsigned column)
{
    return &r->numbers[column][r->n_points];
}

bool rows_is_same_series(const rows *r, const text parts[KEY_COUNT]);
void rows_start_series(rows *r, const observation *o);

/* value = numerator / denominator, where the table has no value column. */
bool rows_divide_point(const rows *r, observation *o, int64_t row, upw_error *error) UPW_MUST_CHECK;

/* A value beside its numerator and denominator. */
void rows_compare_counts(rows *r, const observation *o, int64_t row);
void rows_count_gap(rows *r, gap why);

/* Inlined, because nearly all the time of a large file is spent in what is done for every row. */
__attribute__((always_inline)) static inline bool rows_add_point(rows *r, observation *o, int64_t row, upw_error *error)
{
    if (r->must_divide && !rows_divide_point(r, o, row, error))
        return false;
    if (!(o->is_same_series && r->n_series > 0) && !rows_is_same_series(r, o->parts))
        rows_start_series(r, o);
    const size_t at = r->n_points;
    const gap why = o->gaps[COLUMN_VALUE];
    r->periods[at] = o->period;
    r->gaps[at] = (uint8_t)(why | o->signs);
    r->n_signed += o->signs != 0;
    r->rows[at] = row;
    if (r->has_counts)
        rows_compare_counts(r, o, row);
    if (r->annotations != NULL)
        r->annotations[at] = o->annotation;
    if (why != GAP_NONE)
        rows_count_gap(r, why);
    if (++r->n_points == r->point_capacity)
        rows_reserve(r, r->n_points + 1);
    return true;
}

/* Six digits: a month, or a number? rows_sort decides when it has seen the others. */
static inline unsigned rows_get_spelling(text field)
{
    if (field.len != 6)
        return 0;
    for (size_t i = 0; i < field.len; i++)
        if (field.at[i] < '0' || field.at[i] > '9')
            return 0;
    return SIGNED_SIX_DIGITS;
}

/* Take a row that may hold anything off the front of *rest, and add its points. */
bool rows_read_any(rows *r, text *rest, int64_t row, observation *o, upw_error *error) UPW_MUST_CHECK;

#endif
