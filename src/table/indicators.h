/* table/indicators.h: the optional second file, which describes indicators:
 * id, name, unit, improvement, target, chart, baseline, rebase, plan (design.md, section 4), and also, all optional,
 * organisation (the row holds for that organisation only), definition, owner, source, rebase_reason.
 *
 *   improvement    increase | decrease | neither (or neutral)
 *   target         a number as people write it: 95%, 0.95, 18
 *   chart          xmr (default) or a name of upward/shewhart.h; a report has not all of them
 *   baseline       number of points that fix the limits (at least 12)
 *   rebase         dates of step changes, separated by ';' ; rebase_reason likewise, in the same order
 *   plan           name of an agreed curve (kept, not used by commands that do not know it) */
#ifndef TABLE_INDICATORS_H
#define TABLE_INDICATORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/period.h"
#include "base/text.h"
#include "base/unit.h"
#include "table/series.h"
#include "upward/arena.h"
#include "upward/error.h"
#include "upward/spc.h"

typedef struct indicator {
    int64_t row; /* of its file */
    text id;
    text organisation; /* empty: every organisation */
    text name;         /* the id when the file has none */
    text definition, owner, source, chart, plan;
    unit unit;
    upw_improvement improvement;
    bool has_improvement; /* false: the file does not say */
    double target;
    bool has_target;
    size_t fix_after_n;         /* 0: none */
    const period *rebases;      /* rising */
    const text *rebase_reasons; /* as many; empty where none is given */
    size_t n_rebases;
} indicator;

typedef struct indicator_list {
    const indicator *items;
    size_t n;
    const char *file; /* for sentences */
} indicator_list;

/* The row for this indicator and organisation, else the row for the indicator alone, else NULL. */
const indicator *indicators_find(const indicator_list *list, text id, text organisation);

/* "increase", "decrease", "neither" or "neutral". */
bool indicators_parse_improvement(text words, upw_improvement *out);

bool indicators_read(const char *path, period_order order, upw_arena *arena, indicator_list *out,
                     upw_error *error) UPW_MUST_CHECK;

/* A sentence, each on a line, for rows that describe no series of the table. */
void indicators_add_unused(buffer *out, const indicator_list *list, const series_table *table, const char *table_name);

/* Values that were worked out from numerator and denominator (`are_ratios`) go into the unit of the indicator: times
 * 100 for %, times 1,000 for "per 1,000 bed days". Where the unit is %, values and targets written as 95% become 95;
 * others are 95 already. New columns live in the arena. */
void indicators_fit_units(const indicator_list *list, bool are_ratios, upw_arena *arena, series_table *table);

/* A sentence on a line when a unit of % and the values do not go together; after indicators_fit_units. */
void indicators_add_doubts(buffer *out, const indicator_list *list, const series_table *table);

#endif
