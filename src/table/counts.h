/* table/counts.h: values and the counts that they come from (internal to table/). */
#ifndef TABLE_COUNTS_H
#define TABLE_COUNTS_H

#include "table/rows.h"

/* numerator / denominator, or 1 less that with --complement; `missing`: why one of the two is, when it is. Refuses what
 * cannot be. */
bool counts_divide(const table_layout *layout, double numerator, double denominator, gap missing, int64_t row,
                   double *value, gap *why, upw_error *error) UPW_MUST_CHECK;

/* Is the value the share, or the share that did not, in per cent, per 1,000 or the like, rounded as people round? */
bool counts_fit(double value, double numerator, double denominator);

#endif
