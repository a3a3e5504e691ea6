/* The file that describes indicators, row by row. */
#include "table/indicators.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "table/cell.h"
#include "table/cells.h"

typedef enum field {
    FIELD_ID,
    FIELD_ORGANISATION,
    FIELD_NAME,
    FIELD_UNIT,
    FIELD_IMPROVEMENT,
    FIELD_TARGET,
    FIELD_CHART,
    FIELD_BASELINE,
    FIELD_REBASE,
    FIELD_REBASE_REASON,
    FIELD_DEFINITION,
    FIELD_OWNER,
    FIELD_SOURCE,
    FIELD_PLAN,
    FIELD_COUNT
} field;

typedef struct reading {
    const cells *cells;
    size_t columns[FIELD_COUNT];
    period_order order;
    upw_arena *arena;
} reading;

static const char *const names[FIELD_COUNT] = {
    [FIELD_ID] = "id",
    [FIELD_ORGANISATION] = "organisation",
    [FIELD_NAME] = "name",
    [FIELD_UNIT] = "unit",
    [FIELD_IMPROVEMENT] = "improvement",
    [FIELD_TARGET] = "target",
    [FIELD_CHART] = "chart",
    [FIELD_BASELINE] = "baseline",
    [FIELD_REBASE] = "rebase",
    [FIELD_REBASE_REASON] = "rebase_reason",
    [FIELD_DEFINITION] = "definition",
    [FIELD_OWNER] = "owner",
    [FIELD_SOURCE] = "source",
    [FIELD_PLAN] = "plan",
};

static text get(const reading *r, size_t row, field f)
{
    return cells_get(r->cells, row, r->columns[f]);
}

bool indicators_parse_improvement(text words, upw_improvement *out)
{
    static const struct {
        const char *words;
        upw_improvement improvement;
    } choices[] = {
        { "increase", UPW_INCREASE },
        { "decrease", UPW_DECREASE },
        { "neither", UPW_NEUTRAL },
        { "neutral", UPW_NEUTRAL },
    };
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        if (text_equal_ignoring_case(words, text_of(choices[i].words))) {
            *out = choices[i].improvement;
            return true;
        }
    return false;
}

/* A target in the scale of the values: with unit % a written 95% is 95, with unit share it is 0.95. */
static bool read_target(const reading *r, size_t row, indicator *out, upw_error *error)
{
    text words = text_trim(get(r, row, FIELD_TARGET));
    if (out->unit.kind == UNIT_PERCENT && words.len > 0 && words.at[words.len - 1] == '%')
        words.len--;
    const char *reason = NULL;
    const cell_state state = cell_read_number(words, &out->target, &reason);
    if (state == CELL_WRONG || state == CELL_SUPPRESSED)
        return cells_complain(r->cells, row, r->columns[FIELD_TARGET], error, "\"%.*s\" %s", TEXT_ARGS(words),
                              reason != NULL ? reason : "is not a number");
    out->has_target = state == CELL_NUMBER;
    if (out->has_target && out->unit.kind == UNIT_SHARE && (out->target < 0 || out->target > 1))
        return cells_complain(r->cells, row, r->columns[FIELD_TARGET], error,
                              "\"%.*s\" is no share between 0 and 1; write it as 0.95 or 95%%", TEXT_ARGS(words));
    return true;
}

static bool read_baseline(const reading *r, size_t row, indicator *out, upw_error *error)
{
    const text words = get(r, row, FIELD_BASELINE);
    int64_t n = 0;
    if (words.len > 0 && (!number_parse_integer(words, &n) || n < 12 || n > INT32_MAX))
        return cells_complain(r->cells, row, r->columns[FIELD_BASELINE], error,
                              "\"%.*s\" is not a whole number of points from 12 on", TEXT_ARGS(words));
    out->fix_after_n = (size_t)n;
    return true;
}

static size_t count_parts(text list)
{
    size_t n = list.len > 0 ? 1 : 0;
    for (size_t i = 0; i < list.len; i++)
        n += list.at[i] == ';';
    return n;
}

/* Dates in rising order, each with its reason. */
static void sort_rebases(period *dates, text *reasons, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && dates[k].code < dates[k - 1].code; k--) {
            const period date = dates[k];
            const text reason = reasons[k];
            dates[k] = dates[k - 1], reasons[k] = reasons[k - 1];
            dates[k - 1] = date, reasons[k - 1] = reason;
        }
}

static bool read_rebases(const reading *r, size_t row, indicator *out, upw_error *error)
{
    text rest = get(r, row, FIELD_REBASE), reasons_left = get(r, row, FIELD_REBASE_REASON);
    const size_t at_most = count_parts(rest);
    if (count_parts(reasons_left) > at_most)
        return cells_complain(r->cells, row, r->columns[FIELD_REBASE_REASON], error,
                              "there are more reasons than dates in rebase; separate both by ;");
    period *const dates = MEMORY_TAKE(r->arena, period, at_most);
    text *const reasons = MEMORY_TAKE(r->arena, text, at_most);
    while (rest.len > 0) {
        const text words = text_trim(text_take_until(&rest, ';'));
        const text why = text_trim(text_take_until(&reasons_left, ';'));
        const char *reason = NULL;
        if (words.len == 0)
            continue;
        if (!period_parse(words, r->order, &dates[out->n_rebases], &reason))
            return cells_complain(r->cells, row, r->columns[FIELD_REBASE], error, "\"%.*s\" is not a period: %s",
                                  TEXT_ARGS(words), reason);
        reasons[out->n_rebases++] = why;
    }
    sort_rebases(dates, reasons, out->n_rebases);
    out->rebases = dates;
    out->rebase_reasons = reasons;
    return true;
}

static bool read_row(const reading *r, size_t row, indicator *out, upw_error *error)
{
    *out = (indicator){
        .row = r->cells->rows[row],
        .id = get(r, row, FIELD_ID),
        .organisation = get(r, row, FIELD_ORGANISATION),
        .name = get(r, row, FIELD_NAME),
        .definition = get(r, row, FIELD_DEFINITION),
        .owner = get(r, row, FIELD_OWNER),
        .source = get(r, row, FIELD_SOURCE),
        .chart = get(r, row, FIELD_CHART),
        .plan = get(r, row, FIELD_PLAN),
        .unit = unit_parse(get(r, row, FIELD_UNIT)),
    };
    if (out->id.len == 0)
        return cells_complain(r->cells, row, r->columns[FIELD_ID], error, "is empty; every indicator needs an id");
    if (out->name.len == 0)
        out->name = out->id;
    const text improvement = get(r, row, FIELD_IMPROVEMENT);
    out->has_improvement = improvement.len > 0;
    if (out->has_improvement && !indicators_parse_improvement(improvement, &out->improvement))
        return cells_complain(r->cells, row, r->columns[FIELD_IMPROVEMENT], error,
                              "\"%.*s\" is not increase, decrease or neither", TEXT_ARGS(improvement));
    return read_target(r, row, out, error) && read_baseline(r, row, out, error) && read_rebases(r, row, out, error);
}

static bool is_repeated(const indicator *items, size_t n, const indicator *fresh)
{
    for (size_t i = 0; i < n; i++)
        if (text_equal(items[i].id, fresh->id) && text_equal(items[i].organisation, fresh->organisation))
            return true;
    return false;
}

bool indicators_read(const char *path, period_order order, upw_arena *arena, indicator_list *out, upw_error *error)
{
    cells file;
    if (!cells_read(path, arena, &file, error))
        return false;
    reading r = { .cells = &file, .order = order, .arena = arena };
    for (field f = 0; f < FIELD_COUNT; f++)
        r.columns[f] = cells_find(&file, names[f]);
    if (r.columns[FIELD_ID] == file.n_columns)
        return upw_fail_row(
            error, UPW_BAD_INPUT, 1,
            "%s has no column \"id\"; a file of indicators has id and, as wanted, name, unit, improvement, "
            "target, chart, baseline, rebase, rebase_reason, organisation, definition, owner, source",
            file.file);
    indicator *const items = MEMORY_TAKE(arena, indicator, file.n_rows);
    for (size_t i = 0; i < file.n_rows; i++) {
        if (!read_row(&r, i, &items[i], error))
            return false;
        if (is_repeated(items, i, &items[i]))
            return cells_complain(&file, i, r.columns[FIELD_ID], error,
                                  "\"%.*s\" is described twice for the same organisation; keep one of the rows",
                                  TEXT_ARGS(items[i].id));
    }
    *out = (indicator_list){ items, file.n_rows, file.file };
    return true;
}

const indicator *indicators_find(const indicator_list *list, text id, text organisation)
{
    const indicator *general = NULL;
    for (size_t i = 0; list != NULL && i < list->n; i++) {
        if (!text_equal(list->items[i].id, id))
            continue;
        if (list->items[i].organisation.len == 0)
            general = &list->items[i];
        else if (text_equal(list->items[i].organisation, organisation))
            return &list->items[i];
    }
    return general;
}
