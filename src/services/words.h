/* services/words.h: days and periods as pages write them. */
#ifndef SERVICES_WORDS_H
#define SERVICES_WORDS_H

#include <stdint.h>

#include "base/period.h"
#include "base/text.h"
#include "upward/arena.h"

text words_of_period(period when, upw_arena *arena);       /* "April 2024" */
text words_of_period_short(period when, upw_arena *arena); /* "Apr 2024" */
text words_of_code(period when, upw_arena *arena);         /* as forms and files have it: "2024-04" */
text words_of_date(int32_t day, upw_arena *arena);         /* "30 November 2026" */
text words_of_day(int64_t at_ms, upw_arena *arena);        /* likewise, the day in London */

/* Of a stored day, "2026-11-30": likewise; `otherwise` where it is none. */
text words_of_stored_day(text day, const char *otherwise, upw_arena *arena);

#endif
