/* report/path_stages.h: what was agreed, told as the stages of the way, and what results did beside it. */
#ifndef REPORT_PATH_STAGES_H
#define REPORT_PATH_STAGES_H

#include "report/model.h"

/* Sentences: where it starts, the dip or the flat years, when it turns, the steepest year, where it arrives; and how
 * many results lie within the range of ordinary variation round it. Of a series that has a path. */
enum { PATH_STAGES_MAX = 6 };
size_t path_write_stages(const report_series *s, upw_arena *arena, text out[PATH_STAGES_MAX]);

/* Three standard deviations round the agreed level of a period; empty where it has none. */
text path_write_range(const report_series *s, period when, upw_arena *arena);

#endif
