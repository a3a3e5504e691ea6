/* cli/since.h: --since DATE: only observations of this period and later. */
#ifndef CLI_SINCE_H
#define CLI_SINCE_H

#include "base/period.h"
#include "table/records.h"
#include "upward/error.h"

typedef struct since_filter {
    const char *words; /* as given; NULL: everything is wanted */
    period from;
    period_order order;
    size_t n_before; /* left out */
} since_filter;

/* UPW_BAD_USAGE for what is no period. */
bool since_read(const char *words, period_order order, since_filter *out, upw_error *error) UPW_MUST_CHECK;

/* Dates with dates and numbers with numbers, where a bare year is a date among dates. `name` is the file's. */
bool since_fit(since_filter *s, period sample, const char *name, upw_error *error) UPW_MUST_CHECK;

bool since_keeps(const since_filter *s, period when);

/* The column in which records have their period: needed when --since was given. */
record_column since_column(const since_filter *s, const table_options *options);

/* Whether to keep the record whose period stands in this column; false with an error when it has none. */
bool since_judge(since_filter *s, const records_file *file, int64_t row, size_t column, text field, bool *keeps,
                 upw_error *error) UPW_MUST_CHECK;

/* How many were left out, on standard error; nothing is silently dropped. Fails when nothing is left of `n_kept`. */
bool since_end(const since_filter *s, size_t n_kept, const char *name, upw_error *error) UPW_MUST_CHECK;

#endif
