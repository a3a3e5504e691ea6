/* Series out of the database, in columns. */
#include "services/measure/series_internal.h"

#include <math.h>

#include "base/memory.h"
#include "services/measure/measure_internal.h"

#define ENTRY "SELECT indicator, organisation, content, n, first_period, last_period FROM series "
#define IS_OF "WHERE indicator = $1 AND organisation = $2 "

const store_statement series_statements[] = {
    [SERIES_LIST] = { "series_list", ENTRY "WHERE n > 0 ORDER BY indicator, organisation", .gives = "tttiii" },
    [SERIES_LIST_OF_INDICATOR] = { "series_list_of_indicator",
                                   ENTRY "WHERE indicator = $1 AND n > 0 ORDER BY organisation", .takes = "t",
                                   .gives = "tttiii" },
    [SERIES_LIST_OF_ORGANISATION] = { "series_list_of_organisation",
                                      ENTRY "WHERE organisation = $1 AND n > 0 ORDER BY indicator", .takes = "t",
                                      .gives = "tttiii" },
    [SERIES_LIST_ONE] = { "series_list_one", ENTRY IS_OF, .takes = "tt", .gives = "tttiii" },
    [SERIES_LAST] = { "series_last",
                      "SELECT last_period FROM series WHERE indicator = $1 AND n > 0 ORDER BY last_period DESC LIMIT 1",
                      .takes = "t", .gives = "i" },
    [SERIES_FIGURES] = { "series_figures",
                         "SELECT period, value, numerator, denominator, gap, is_revised FROM observation " IS_OF
                         "ORDER BY period",
                         .takes = "tt", .gives = "iDDDii" },
    [SERIES_ANNOTATIONS] = { "series_annotations",
                             "SELECT period, words FROM annotation " IS_OF "ORDER BY period, at_ms, id", .takes = "tt",
                             .gives = "it" },
    [SERIES_STEPS] = { "series_steps",
                       "SELECT period, reason FROM rebase " IS_OF "AND ended_ms IS NULL ORDER BY period, at_ms, id",
                       .takes = "tt", .gives = "it" },
    [SERIES_TARGET] = { "series_target", "SELECT target FROM local_target " IS_OF, .takes = "tt", .gives = "d" },
    [SERIES_PATH] = { "series_path",
                      "SELECT shape, parameters, start_level, aim, from_period, horizon FROM local_plan " IS_OF,
                      .takes = "tt", .gives = "ttDdii" },
    [SERIES_HAS] = { "series_has", "SELECT period FROM observation " IS_OF "AND period = $3", .takes = "tti",
                     .gives = "i" },
    [SERIES_MAKE] = { "series_make",
                      "INSERT INTO series (indicator, organisation, figures, content, n, first_period, last_period) "
                      "VALUES ($1, $2, 0, '', 0, 0, 0) ON CONFLICT (indicator, organisation) DO NOTHING",
                      .takes = "tt" },
    [SERIES_TOUCH] = { "series_touch",
                       "UPDATE series SET figures = figures + $3, content = $4, n = $5, first_period = $6, "
                       "last_period = $7 WHERE indicator = $1 AND organisation = $2",
                       .takes = "ttitiii" },
    [SERIES_HISTORY] = { "series_history",
                         "SELECT c.period, c.value, c.numerator, c.denominator, c.gap, c.was_of, c.upload, c.is_undo, "
                         "CASE WHEN c.is_undo = 1 THEN coalesce(u.undone_ms, 0) ELSE coalesce(u.settled_ms, 0) END, "
                         "CASE WHEN c.is_undo = 1 THEN coalesce(u.undone_by, '') ELSE coalesce(u.settled_by, '') END "
                         "FROM figure_change c JOIN upload u ON u.id = c.upload "
                         "WHERE c.indicator = $1 AND c.organisation = $2 "
                         "ORDER BY 9 DESC, c.period DESC, c.is_undo DESC, c.upload LIMIT 500",
                         .takes = "tt", .gives = "iDDDittiit" },
    [SERIES_ALL_FIGURES] = { "series_all_figures",
                             "SELECT organisation, period, value, numerator, denominator, gap, is_revised "
                             "FROM observation WHERE indicator = $1 AND (organisation, period) > ($2, $3) "
                             "ORDER BY organisation, period LIMIT 5000",
                             .takes = "tti", .gives = "tiDDDii" },
    [SERIES_ALL_ANNOTATIONS] = { "series_all_annotations",
                                 "SELECT organisation, period, words FROM annotation WHERE indicator = $1 "
                                 "ORDER BY organisation, period, at_ms, id",
                                 .takes = "t", .gives = "tit" },
    [SERIES_ALL_STEPS] = { "series_all_steps",
                           "SELECT organisation, period, reason FROM rebase WHERE indicator = $1 AND ended_ms IS NULL "
                           "ORDER BY organisation, period, at_ms, id",
                           .takes = "t", .gives = "tit" },
    [SERIES_ALL_TARGETS] = { "series_all_targets",
                             "SELECT organisation, target FROM local_target WHERE indicator = $1 ORDER BY organisation",
                             .takes = "t", .gives = "td" },
    [SERIES_ALL_PATHS] = { "series_all_paths",
                           "SELECT organisation, shape, parameters, start_level, aim, from_period, horizon "
                           "FROM local_plan WHERE indicator = $1 ORDER BY organisation",
                           .takes = "t", .gives = "tttDdii" },
};
const size_t series_statements_count = sizeof series_statements / sizeof *series_statements;

store_value *series_write_key(measure_key key, store_value out[2])
{
    out[0] = STORE_TEXT(key.indicator);
    out[1] = STORE_TEXT(key.organisation);
    return out;
}

static bool read_entries(store_db *db, size_t statement, const store_value *values, upw_arena *arena,
                         measure_entries *out, upw_error *error)
{
    store_rows rows;
    size_t capacity = 0;
    *out = (measure_entries){ 0 };
    if (!store_query(db, &series_statements[statement], values, &rows, error))
        return false;
    while (store_next(&rows)) {
        if (out->n == capacity) {
            measure_entry *const larger =
                MEMORY_TAKE(arena, measure_entry, capacity = capacity > 0 ? 2 * capacity : 64);
            for (size_t i = 0; i < out->n; i++)
                larger[i] = out->at[i];
            out->at = larger;
        }
        out->at[out->n++] = (measure_entry){ .key = { store_copy(&rows, 0, arena), store_copy(&rows, 1, arena) },
                                             .content = store_copy(&rows, 2, arena),
                                             .n = (size_t)store_integer(&rows, 3),
                                             .first = series_period(store_integer(&rows, 4)),
                                             .last = series_period(store_integer(&rows, 5)) };
    }
    return store_end(&rows, error);
}

bool series_list(store_db *db, text indicator, text organisation, upw_arena *arena, measure_entries *out,
                 upw_error *error)
{
    store_value both[2];
    if (indicator.len > 0 && organisation.len > 0) {
        if (!read_entries(db, SERIES_LIST_ONE, series_write_key((measure_key){ indicator, organisation }, both), arena,
                          out, error))
            return false;
        out->n = out->n > 0 && out->at[0].n > 0 ? 1 : 0;
        return true;
    }
    const text one = indicator.len > 0 ? indicator : organisation;
    return read_entries(db,
                        indicator.len > 0      ? SERIES_LIST_OF_INDICATOR
                        : organisation.len > 0 ? SERIES_LIST_OF_ORGANISATION
                                               : SERIES_LIST,
                        (store_value[]){ STORE_TEXT(one) }, arena, out, error);
}

bool series_find_last(store_db *db, text indicator, period *out, bool *found, upw_error *error)
{
    store_rows row;
    const store_value values[] = { STORE_TEXT(indicator) };
    if (!store_find(db, &series_statements[SERIES_LAST], values, &row, found, error))
        return false;
    if (*found)
        *out = series_period(store_integer(&row, 0));
    return store_end(&row, error);
}

/* ---- the columns ---- */

static bool read_figures(store_db *db, const store_value *key, upw_arena *arena, measure_series *out, series_columns *c,
                         upw_error *error)
{
    store_rows rows;
    if (!store_query(db, &series_statements[SERIES_FIGURES], key, &rows, error))
        return false;
    while (store_next(&rows))
        series_add_figure(c, &rows, 0, arena);
    series_lend_columns(c, out);
    return store_end(&rows, error);
}

static bool read_annotations(store_db *db, const store_value *key, upw_arena *arena, const measure_series *s,
                             text *annotations, upw_error *error)
{
    store_rows rows;
    const size_t n = annotations == NULL ? 0 : s->n; /* without figures there is no place for words */
    size_t i = 0;
    if (!store_query(db, &series_statements[SERIES_ANNOTATIONS], key, &rows, error))
        return false;
    while (store_next(&rows)) {
        const period when = series_period(store_integer(&rows, 0));
        while (i < n && s->periods[i].code < when.code)
            i++;
        if (i == n || s->periods[i].code != when.code)
            continue; /* the figure has gone; the words wait for it to come back */
        annotations[i] = series_join_words(annotations[i], store_text(&rows, 1), arena);
    }
    return store_end(&rows, error);
}

static bool read_steps(store_db *db, const store_value *key, upw_arena *arena, measure_series *out, upw_error *error)
{
    store_rows rows;
    size_t capacity = 8;
    measure_step *steps = MEMORY_TAKE(arena, measure_step, capacity);
    if (!store_query(db, &series_statements[SERIES_STEPS], key, &rows, error))
        return false;
    while (store_next(&rows)) {
        if (out->n_steps == capacity) {
            measure_step *const larger = MEMORY_TAKE(arena, measure_step, capacity *= 2);
            for (size_t i = 0; i < out->n_steps; i++)
                larger[i] = steps[i];
            steps = larger;
        }
        steps[out->n_steps++] = (measure_step){ series_period(store_integer(&rows, 0)), store_copy(&rows, 1, arena) };
    }
    out->steps = steps;
    return store_end(&rows, error);
}

static bool read_agreed(store_db *db, const store_value *key, upw_arena *arena, measure_series *out, upw_error *error)
{
    store_rows row;
    if (!store_find(db, &series_statements[SERIES_TARGET], key, &row, &out->has_local_target, error))
        return false;
    out->local_target = out->has_local_target ? store_number(&row, 0) : NAN;
    if (!store_end(&row, error) || !store_find(db, &series_statements[SERIES_PATH], key, &row, &out->has_path, error))
        return false;
    if (out->has_path)
        out->path = series_read_path(&row, 0, arena);
    return store_end(&row, error);
}

bool series_read(store_db *db, measure_key key, upw_arena *arena, measure_series *out, bool *found, upw_error *error)
{
    store_value values[2];
    measure_entries one;
    series_columns c = { 0 };
    *out = (measure_series){ .key = { memory_copy_text(arena, key.indicator),
                                      memory_copy_text(arena, key.organisation) } };
    if (!read_entries(db, SERIES_LIST_ONE, series_write_key(key, values), arena, &one, error))
        return false;
    *found = one.n > 0;
    if (!*found)
        return true;
    if (!read_figures(db, values, arena, out, &c, error) ||
        !read_annotations(db, values, arena, out, c.annotations, error) || !read_steps(db, values, arena, out, error) ||
        !read_agreed(db, values, arena, out, error))
        return false;
    out->content = series_hash(out, arena);
    return true;
}

bool series_read_history(store_db *db, measure_key key, upw_arena *arena, measure_histories *out, upw_error *error)
{
    store_rows rows;
    store_value values[2];
    *out = (measure_histories){ 0 };
    if (!store_query(db, &series_statements[SERIES_HISTORY], series_write_key(key, values), &rows, error))
        return false;
    while (store_next(&rows)) {
        if (out->n == 0)
            out->at = MEMORY_TAKE(arena, measure_history, HISTORIES_MAX);
        if (out->n == HISTORIES_MAX)
            break;
        out->at[out->n++] = (measure_history){
            .when = series_period(store_integer(&rows, 0)),
            .was = { store_number(&rows, 1), store_number(&rows, 2), store_number(&rows, 3),
                     (uint8_t)store_integer(&rows, 4), store_copy(&rows, 5, arena) },
            .changed_by = store_copy(&rows, 6, arena),
            .is_undo = store_integer(&rows, 7) != 0,
            .at_ms = store_integer(&rows, 8),
            .person = store_copy(&rows, 9, arena),
        };
    }
    return store_end(&rows, error);
}
