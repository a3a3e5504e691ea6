/* services/measure/analysis.h: what the charts say: the same analysis as `upward report`, kept by what went into it.
 *
 * A reading is found again under the hash of everything that it was made of (base/kept.h). */
#ifndef MEASURE_ANALYSIS_H
#define MEASURE_ANALYSIS_H

#include "base/kept.h"
#include "report/reading.h"
#include "services/measure/catalogue.h"
#include "services/measure/series.h"

/* Of which series, and how it shall be read. */
typedef struct analysis_wish {
    const measure_indicator *indicator;
    text place;     /* the organisation's name, for titles */
    unsigned draws; /* READING_… of report/reading.h */
    text id;        /* of the picture in its page */
    period last;    /* of all series of the indicator (series_find_last) */
} analysis_wish;

/* The series as it is now. Where it cannot be analysed as its indicator says (a p chart without counts) the reading has
 * no icons, and words.variation says why. */
bool analysis_read(store_db *db, kept_things *cache, const measure_entry *entry, const analysis_wish *wish,
                   upw_arena *arena, report_reading *out, upw_error *error) UPW_MUST_CHECK;

/* Many series of one indicator: `entries` by organisation, `places` their organisations' names; out[i] is of
 * entries[i]. Those that are not kept are read in few questions, not in five for each. Where one has no figures any
 * more, its reading has no points. `wish` is for all; its place does not count. */
typedef struct analysis_batch {
    const measure_entry *const *entries;
    const text *places;
    size_t n;
    analysis_wish wish;
} analysis_batch;
bool analysis_read_many(store_db *db, kept_things *cache, const analysis_batch *batch, upw_arena *arena,
                        report_reading *out, upw_error *error) UPW_MUST_CHECK;

/* As the report takes it: one series of a table. The target is the one agreed locally, else the national one. */
typedef struct analysis_input {
    series_table table;
    series_key key;
    size_t offsets[2];
    indicator about;
    indicator_list indicators;
    agreed_plan plan;
    plan_list plans;
    report_options options; /* looks at all the above: it stays where it is */
} analysis_input;
bool analysis_prepare(const measure_series *s, const measure_indicator *indicator, text place, upw_arena *arena,
                      analysis_input *out, upw_error *error) UPW_MUST_CHECK;

/* The same indicator of several organisations as one table, for charts on one scale; looks at the inputs. */
typedef struct analysis_table {
    series_table table;
    indicator_list indicators;
    report_options options; /* looks at the above: it stays where it is */
} analysis_table;
void analysis_join(const analysis_input *inputs, size_t n, upw_arena *arena, analysis_table *out);

#endif
