/* table/series.h: a tidy table as series of observations in columns.
 *
 * Series i has the points offsets[i] … offsets[i + 1] - 1, sorted by period, no period twice. Every column has
 * n_points entries or is NULL when the table has no such column. Memory belongs to the arena lent to the reader. */
#ifndef TABLE_SERIES_H
#define TABLE_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/period.h"
#include "base/text.h"
#include "upward/arena.h"

/* Why there is no value. */
typedef enum gap { GAP_NONE, GAP_BLANK, GAP_NOT_AVAILABLE, GAP_SUPPRESSED, GAP_ZERO_DENOMINATOR, GAP_COUNT } gap;

typedef struct series_key {
    text id;           /* the series_id column, or "indicator / organisation", or what there is of the two */
    text indicator;    /* empty when the table has no such column */
    text organisation; /* empty when the table has no such column */
    /* Written with % signs: 95% is then 0.95, whatever the unit. */
    bool has_percent_values, has_percent_targets;
    double scale; /* what values were multiplied by to be in the unit of the indicator; 0: nothing */
} series_key;

typedef struct series_table {
    size_t n_series;
    size_t n_points;
    const series_key *keys;
    const size_t *offsets; /* n_series + 1 */
    const period *periods;
    const double *values; /* NaN = missing; numerator / denominator when the table has no value column */
    const double *numerators;
    const double *denominators;
    const double *expected;
    const double *targets;
    const uint8_t *gaps;     /* gap, why a value is missing */
    const text *annotations; /* words about an observation, as given; empty: none */
    const int64_t *rows;     /* row of the file that each point came from; the header is row 1 */
} series_table;

/* A target that was written with a % sign, 0.95 for 95%, in the scale of the series' values: 95 where these were
 * written without the sign and go beyond 1. */
double series_fit_percent(const series_table *table, size_t series, double target);

/* Points `from` to `to` - 1 of a table's columns. */
typedef struct series_range {
    size_t from, to;
} series_range;

/* A table of its own with only these points, one range a series. Columns are copied into the arena. */
void series_table_select(const series_table *all, const series_key *keys, const series_range *ranges, size_t n,
                         upw_arena *arena, series_table *out);

#endif
