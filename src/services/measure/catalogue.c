/* Indicators as the database has them. */
#include "services/measure/catalogue.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "services/measure/catalogue_history.h"
#include "services/measure/measure_internal.h"
#include "services/measure/series.h"

const measure_theme_words measure_themes[THEME_COUNT] = {
    [THEME_CARE] = { "care", "Care" },
    [THEME_PERFORMANCE] = { "performance", "Performance" },
    [THEME_MONEY] = { "money", "Money" },
    [THEME_NEEDS] = { "needs", "Needs of the population" },
};

/* As the schema spells upw_improvement. */
static const char *const improvements[UPW_IMPROVEMENT_COUNT] = {
    [UPW_INCREASE] = "increase",
    [UPW_DECREASE] = "decrease",
    [UPW_NEUTRAL] = "neither",
};

enum { INDICATOR_BY_ID, INDICATORS_ALL, INDICATOR_ADD, INDICATOR_CHANGE };

#define COLUMNS                                                                                                        \
    "id, name, definition, unit, improvement, numerator, denominator, source, theme, chart, baseline, "                \
    "national_target, owner, is_published, version"
#define GIVES "ttttttttttiDtii"

const store_statement catalogue_statements[] = {
    [INDICATOR_BY_ID] = { "indicator_by_id", "SELECT " COLUMNS " FROM indicator WHERE id = $1", .takes = "t",
                          .gives = GIVES },
    [INDICATORS_ALL] = { "indicators_all", "SELECT " COLUMNS " FROM indicator ORDER BY theme, name, id",
                         .gives = GIVES },
    [INDICATOR_ADD] = { "indicator_add",
                        "INSERT INTO indicator (id, name, definition, unit, improvement, numerator, denominator, "
                        "source, theme, chart, baseline, national_target, owner, is_published, version) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1)",
                        .takes = "ttttttttttiDti" },
    [INDICATOR_CHANGE] = { "indicator_change",
                           "UPDATE indicator SET name = $2, definition = $3, unit = $4, improvement = $5, "
                           "numerator = $6, denominator = $7, source = $8, theme = $9, chart = $10, baseline = $11, "
                           "national_target = $12, owner = $13, is_published = $14, version = version + 1 "
                           "WHERE id = $1 AND version = $15",
                           .takes = "ttttttttttiDtii" },
};
const size_t catalogue_statements_count = sizeof catalogue_statements / sizeof *catalogue_statements;

bool measure_find_theme(text name, measure_theme *out)
{
    for (measure_theme t = 0; t < THEME_COUNT; t++)
        if (text_equal(name, text_of(measure_themes[t].name))) {
            *out = t;
            return true;
        }
    return false;
}

static upw_improvement find_improvement(text name)
{
    upw_improvement i = 0;
    while (i + 1 < UPW_IMPROVEMENT_COUNT && !text_equal(name, text_of(improvements[i])))
        i++;
    return i;
}

static void read_row(const store_rows *row, upw_arena *arena, measure_indicator *out)
{
    *out = (measure_indicator){
        .id = store_copy(row, 0, arena),
        .name = store_copy(row, 1, arena),
        .definition = store_copy(row, 2, arena),
        .unit = store_copy(row, 3, arena),
        .improvement = find_improvement(store_text(row, 4)),
        .numerator = store_copy(row, 5, arena),
        .denominator = store_copy(row, 6, arena),
        .source = store_copy(row, 7, arena),
        .chart = store_copy(row, 9, arena),
        .baseline = (size_t)store_integer(row, 10),
        .national_target = store_number(row, 11),
        .has_national_target = !store_is_null(row, 11),
        .owner = store_copy(row, 12, arena),
        .is_published = store_integer(row, 13) != 0,
        .version = store_integer(row, 14),
    };
    if (!measure_find_theme(store_text(row, 8), &out->theme))
        out->theme = THEME_NEEDS;
}

bool catalogue_find(store_db *db, text id, upw_arena *arena, measure_indicator *out, bool *found, upw_error *error)
{
    store_rows row;
    if (!store_find(db, &catalogue_statements[INDICATOR_BY_ID], (store_value[]){ STORE_TEXT(id) }, &row, found, error))
        return false;
    if (*found)
        read_row(&row, arena, out);
    return store_end(&row, error);
}

static int compare_indicators(const void *a, const void *b)
{
    const measure_indicator *const one = a, *const other = b;
    const int by_name = text_compare(one->name, other->name);
    return one->theme != other->theme ? (one->theme > other->theme) - (one->theme < other->theme)
           : by_name != 0             ? by_name
                                      : text_compare(one->id, other->id);
}

bool catalogue_list(store_db *db, upw_arena *arena, measure_indicators *out, upw_error *error)
{
    store_rows rows;
    size_t capacity = 0;
    *out = (measure_indicators){ 0 };
    if (!store_query(db, &catalogue_statements[INDICATORS_ALL], NULL, &rows, error))
        return false;
    while (store_next(&rows)) {
        if (out->n == capacity) {
            measure_indicator *const larger =
                MEMORY_TAKE(arena, measure_indicator, capacity = capacity > 0 ? 2 * capacity : 32);
            for (size_t i = 0; i < out->n; i++)
                larger[i] = out->at[i];
            out->at = larger;
        }
        read_row(&rows, arena, &out->at[out->n++]);
    }
    if (out->n > 1)
        qsort(out->at, out->n, sizeof *out->at, compare_indicators);
    return store_end(&rows, error);
}

const measure_indicator *catalogue_look_up(const measure_indicators *all, text id)
{
    for (size_t i = 0; i < all->n; i++)
        if (text_equal(all->at[i].id, id))
            return &all->at[i];
    return NULL;
}

/* ---- changes ---- */

typedef struct change {
    const measure_indicator *draft;
    const measure_deed *by;
    bool is_new;
} change;

enum { VALUES = 15 };

static void write_values(const measure_indicator *d, store_value out[VALUES])
{
    const store_value values[VALUES] = {
        STORE_TEXT(d->id),
        STORE_TEXT(d->name),
        STORE_TEXT(d->definition),
        STORE_TEXT(d->unit),
        STORE_TEXT(text_of(improvements[d->improvement])),
        STORE_TEXT(d->numerator),
        STORE_TEXT(d->denominator),
        STORE_TEXT(d->source),
        STORE_TEXT(text_of(measure_themes[d->theme].name)),
        STORE_TEXT(d->chart),
        STORE_INTEGER((int64_t)d->baseline),
        d->has_national_target ? STORE_NUMBER(d->national_target) : STORE_NULL,
        STORE_TEXT(d->owner),
        STORE_INTEGER(d->is_published),
        STORE_INTEGER(d->version),
    };
    for (size_t i = 0; i < VALUES; i++)
        out[i] = values[i];
}

/* Figures are kept in their unit, and must go on meaning the same. */
static bool check_unit(store_db *db, const measure_indicator *was, const measure_indicator *is, upw_error *error)
{
    bool may = true;
    if (!catalogue_may_have_unit(db, was, is->unit, &may, error))
        return false;
    return may || upw_fail(error, UPW_BAD_INPUT,
                           "The unit cannot change from \"%.*s\" to \"%.*s\" while there are figures in it: undo their "
                           "files first, or add another indicator",
                           TEXT_ARGS(was->unit), TEXT_ARGS(is->unit));
}

static bool record_change(store_db *db, const change *c, const measure_indicator *there, text fields, upw_arena *arena,
                          upw_error *error)
{
    const measure_indicator *const d = c->draft;
    const measure_note note = {
        .action = c->is_new ? "indicator.add" : "indicator.change",
        .object = d->id,
        .details = { { "name", d->name },
                     { "fields", fields },
                     { "target_before",
                       measure_write_number(there->has_national_target ? there->national_target : NAN, arena) },
                     { "target", measure_write_number(d->has_national_target ? d->national_target : NAN, arena) } },
        .n_details = 4,
    };
    return measure_record(db, c->by, &note, error);
}

static bool add(store_db *db, const change *c, upw_arena *arena, upw_error *error)
{
    store_value values[VALUES];
    const measure_indicator nothing = { 0 };
    size_t n;
    text fields;
    write_values(c->draft, values);
    return store_run(db, &catalogue_statements[INDICATOR_ADD], values, NULL, error) &&
           catalogue_keep_change(db, NULL, c->draft, c->by, arena, &n, &fields, error) &&
           record_change(db, c, &nothing, fields, arena, error);
}

/* What is as it was leaves no version, no history and no row in the trail. */
static bool alter(store_db *db, const change *c, const measure_indicator *there, upw_arena *arena, upw_error *error)
{
    store_value values[VALUES];
    int64_t n_rows = 0;
    size_t n;
    text fields;
    write_values(c->draft, values);
    if (there->version != c->draft->version)
        return measure_check_one(0, true, "indicator", error);
    if (!check_unit(db, there, c->draft, error) ||
        !catalogue_keep_change(db, there, c->draft, c->by, arena, &n, &fields, error))
        return false;
    return n == 0 ||
           (store_run(db, &catalogue_statements[INDICATOR_CHANGE], values, &n_rows, error) &&
            measure_check_one(n_rows, true, "indicator", error) && record_change(db, c, there, fields, arena, error));
}

static bool write_change(store_db *db, void *context, upw_error *error)
{
    const change *const c = context;
    upw_arena arena;
    memory_init_arena(&arena);
    measure_indicator there = { 0 };
    bool found = false;
    bool is_done = catalogue_find(db, c->draft->id, &arena, &there, &found, error);
    if (is_done && c->is_new && found)
        is_done = upw_fail(error, UPW_CONFLICT, "There is an indicator with the id \"%.*s\" already",
                           TEXT_ARGS(c->draft->id));
    else if (is_done && !c->is_new && !found)
        is_done = measure_check_one(0, false, "indicator", error);
    is_done = is_done && (c->is_new ? add(db, c, &arena, error) : alter(db, c, &there, &arena, error));
    upw_arena_clear(&arena);
    return is_done;
}

bool catalogue_may_have_unit(store_db *db, const measure_indicator *is, text unit_words, bool *may, upw_error *error)
{
    period last;
    bool has_figures = false;
    *may = catalogue_is_same_unit(is->unit, unit_words);
    if (*may)
        return true;
    if (!series_find_last(db, is->id, &last, &has_figures, error))
        return false;
    *may = !has_figures;
    return true;
}

bool catalogue_add(store_db *db, const measure_indicator *draft, const measure_deed *by, upw_error *error)
{
    change c = { draft, by, true };
    return catalogue_check(draft, NULL, error) && store_transact(db, write_change, &c, error);
}

bool catalogue_change(store_db *db, const measure_indicator *draft, const measure_deed *by, upw_error *error)
{
    change c = { draft, by, false };
    return catalogue_check(draft, NULL, error) && store_transact(db, write_change, &c, error);
}
