/* How does what the file of indicators says meet the table? Rows that describe nothing, and percentages that were
 * written down in two scales. */
#include <math.h>

#include "base/memory.h"
#include "base/nearest.h"
#include "table/indicators.h"

static text get_id(const series_key *key)
{
    return key->indicator.len > 0 ? key->indicator : key->id;
}

static bool describes(const indicator *about, const series_key *key)
{
    return text_equal(about->id, get_id(key)) &&
           (about->organisation.len == 0 || text_equal(about->organisation, key->organisation));
}

static bool is_used(const indicator *about, const series_table *table)
{
    for (size_t s = 0; s < table->n_series; s++)
        if (describes(about, &table->keys[s]))
            return true;
    return false;
}

/* The id is in the table, only not at this organisation. */
static bool has_id(const indicator *about, const series_table *table)
{
    for (size_t s = 0; s < table->n_series; s++)
        if (text_equal(about->id, get_id(&table->keys[s])))
            return true;
    return false;
}

static void add_sentence(buffer *out, const indicator_list *list, const indicator *about, const series_table *table,
                         const char *table_name)
{
    const bool is_organisation = has_id(about, table);
    nearest names = { .wanted = is_organisation ? about->organisation : about->id };
    for (size_t s = 0; s < table->n_series; s++)
        nearest_offer(&names, is_organisation ? table->keys[s].organisation : get_id(&table->keys[s]));
    buffer_add_format(out, "%s, row %lld describes nothing: %s has no %s \"%.*s\"", list->file, (long long)about->row,
                      table_name, is_organisation ? "organisation" : "indicator",
                      names.wanted.len < 60 ? (int)names.wanted.len : 60, names.wanted.at);
    if (nearest_is_likely(&names)) {
        names.n = 1;
        buffer_add_literal(out, "; did you mean ");
        nearest_add(out, &names);
        buffer_add_char(out, '?');
    }
    buffer_add_char(out, '\n');
}

void indicators_add_unused(buffer *out, const indicator_list *list, const series_table *table, const char *table_name)
{
    enum { SENTENCES_MAX = 3 };
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++)
        if (!is_used(&list->items[i], table) && n++ < SENTENCES_MAX)
            add_sentence(out, list, &list->items[i], table, table_name);
    if (n > SENTENCES_MAX)
        buffer_add_format(out, "%s: %zu more row%s nothing of %s\n", list->file, n - SENTENCES_MAX,
                          n - SENTENCES_MAX == 1 ? " describes" : "s describe", table_name);
}

static void multiply(const double *numbers, const series_table *table, size_t series, double factor, double **copy,
                     upw_arena *arena)
{
    if (numbers == NULL)
        return;
    if (*copy == NULL) {
        *copy = MEMORY_TAKE(arena, double, table->n_points);
        for (size_t i = 0; i < table->n_points; i++)
            (*copy)[i] = numbers[i];
    }
    for (size_t i = table->offsets[series]; i < table->offsets[series + 1]; i++)
        (*copy)[i] = factor * numbers[i];
}

void indicators_fit_units(const indicator_list *list, bool are_ratios, upw_arena *arena, series_table *table)
{
    double *values = NULL, *targets = NULL;
    series_key *const keys = MEMORY_TAKE(arena, series_key, table->n_series);
    for (size_t s = 0; s < table->n_series; s++) {
        series_key *const key = &keys[s];
        *key = table->keys[s];
        const indicator *const about = indicators_find(list, get_id(key), key->organisation);
        if (about == NULL)
            continue;
        const bool is_percent = about->unit.kind == UNIT_PERCENT;
        if ((are_ratios && about->unit.per != 1) || (is_percent && key->has_percent_values))
            multiply(table->values, table, s, key->scale = about->unit.per, &values, arena);
        if (is_percent && key->has_percent_targets)
            multiply(table->targets, table, s, about->unit.per, &targets, arena);
    }
    table->keys = keys;
    table->values = values != NULL ? values : table->values;
    table->targets = targets != NULL ? targets : table->targets;
}

/* Every value lies between 0 and 1, and some lies between the two. */
static bool looks_like_shares(const series_table *table, size_t series)
{
    bool has_fraction = false;
    for (size_t i = table->offsets[series]; i < table->offsets[series + 1]; i++) {
        const double value = table->values[i];
        if (!isnan(value) && (value < 0 || value > 1))
            return false;
        has_fraction |= value > 0 && value < 1;
    }
    return has_fraction;
}

void indicators_add_doubts(buffer *out, const indicator_list *list, const series_table *table)
{
    for (size_t s = 0; s < table->n_series; s++) {
        const series_key *const key = &table->keys[s];
        const indicator *const about = indicators_find(list, get_id(key), key->organisation);
        if (about == NULL || about->unit.kind != UNIT_PERCENT || !looks_like_shares(table, s))
            continue;
        buffer_add_format(out,
                          "%s, row %lld: the unit of \"%.*s\" is %%, but all its values lie between 0 and 1; if 0.95 "
                          "means 95 %%, write share\n",
                          list->file, (long long)about->row, about->id.len < 60 ? (int)about->id.len : 60,
                          about->id.at);
        return; /* one is enough: the others are likely to be the same */
    }
}
