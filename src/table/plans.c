/* The file of agreed paths, row by row. */
#include "table/plans.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "table/cell.h"
#include "table/cells.h"

typedef enum field {
    FIELD_PLAN,
    FIELD_SERIES,
    FIELD_INDICATOR,
    FIELD_ORGANISATION,
    FIELD_SHAPE,
    FIELD_START,
    FIELD_AIM,
    FIELD_FROM,
    FIELD_PARAMS,
    FIELD_IMPROVEMENT,
    FIELD_UNIT,
    FIELD_HORIZON,
    FIELD_PER_YEAR,
    FIELD_COUNT
} field;

enum { PLANS_MAX = 100000, MILESTONES_MAX = 200, YEARS_MAX = 200 };

static const char *const names[FIELD_COUNT][2] = {
    [FIELD_PLAN] = { "plan", "name" },
    [FIELD_SERIES] = { "series", "series_id" },
    [FIELD_INDICATOR] = { "indicator", "measure" },
    [FIELD_ORGANISATION] = { "organisation", "organization" },
    [FIELD_SHAPE] = { "shape" },
    [FIELD_START] = { "start" },
    [FIELD_AIM] = { "aim" },
    [FIELD_FROM] = { "from" },
    [FIELD_PARAMS] = { "params", "parameters" },
    [FIELD_IMPROVEMENT] = { "improvement", "direction" },
    [FIELD_UNIT] = { "unit" },
    [FIELD_HORIZON] = { "horizon" },
    [FIELD_PER_YEAR] = { "per_year" },
};

/* ---- shapes and their parameters ---- */

bool plans_parse_shape(text words, upw_trajectory_shape *out, upw_error *error)
{
    for (size_t i = 0; i < UPW_TRAJECTORY_SHAPE_COUNT; i++)
        if (text_equal_ignoring_case(words, text_of(upw_trajectory_get_shape((upw_trajectory_shape)i)->name))) {
            *out = (upw_trajectory_shape)i;
            return true;
        }
    return upw_fail(error, UPW_BAD_INPUT,
                    "\"%.*s\" is no shape of a path; there are line, step, lag_line, lag_s, dim, jcurve and miles",
                    TEXT_ARGS(words));
}

/* A name in a file and where its number goes. */
typedef struct parameter {
    const char *name;
    size_t offset;
} parameter;

#define AT(field) offsetof(upw_trajectory_plan, field)

static const parameter parameters[] = {
    { "D", AT(depth) },   { "tb", AT(bottom) }, { "tr", AT(upturn) },
    { "T", AT(arrival) }, { "L", AT(lag) },     { "H", AT(half) },
};

bool plans_has_parameter(upw_trajectory_shape shape, text name)
{
    text all = text_of(upw_trajectory_get_shape(shape)->parameters);
    while (all.len > 0)
        if (text_equal(text_take_until(&all, ' '), name))
            return true;
    return false;
}

static bool read_list(text words, bool is_time, upw_trajectory_milestone *out, size_t *n, upw_error *error)
{
    *n = 0;
    while (words.len > 0) {
        const text one = text_trim(text_take_until(&words, '/'));
        double number;
        if (*n == MILESTONES_MAX || !number_parse(one, &number) || !isfinite(number))
            return upw_fail(error, UPW_BAD_INPUT,
                            "\"%.*s\" is no number; milestones are written like kt=1/2.5/5;kg=-0.1/0/1, at most %d",
                            TEXT_ARGS(one), MILESTONES_MAX);
        *(is_time ? &out[*n].time : &out[*n].share) = number;
        (*n)++;
    }
    return true;
}

/* One "D=0.25"; lists of milestones go into `milestones`. */
static bool read_parameter(text name, text value, upw_trajectory_plan *plan, upw_trajectory_milestone *milestones,
                           size_t counts[2], upw_error *error)
{
    if (!plans_has_parameter(plan->shape, name))
        return upw_fail(error, UPW_BAD_INPUT, "the shape %s has no parameter \"%.*s\"; it has %s",
                        upw_trajectory_get_shape(plan->shape)->name, TEXT_ARGS(name),
                        upw_trajectory_get_shape(plan->shape)->parameters);
    if (text_equal(name, TEXT("kt")) || text_equal(name, TEXT("kg"))) {
        const bool is_time = text_equal(name, TEXT("kt"));
        return read_list(value, is_time, milestones, &counts[!is_time], error);
    }
    double number;
    if (!number_parse(value, &number) || !(number > 0) || number > YEARS_MAX)
        return upw_fail(error, UPW_BAD_INPUT, "%.*s must be a number above 0 and at most %d, not \"%.*s\"",
                        TEXT_ARGS(name), YEARS_MAX, TEXT_ARGS(value));
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++)
        if (text_equal(name, text_of(parameters[i].name)))
            memcpy((char *)plan + parameters[i].offset, &number, sizeof number);
    return true;
}

bool plans_parse_parameters(text words, upw_trajectory_plan *plan, upw_arena *arena, upw_error *error)
{
    size_t counts[2] = { 0, 0 };
    const size_t room = plan->shape == UPW_TRAJECTORY_MILES ? MILESTONES_MAX : 1;
    upw_trajectory_milestone *const milestones = MEMORY_TAKE(arena, upw_trajectory_milestone, room);
    while (words.len > 0) {
        text value = text_trim(text_take_until(&words, ';'));
        if (value.len == 0)
            continue;
        const text name = text_trim(text_take_until(&value, '='));
        if (!read_parameter(name, text_trim(value), plan, milestones, counts, error))
            return false;
    }
    if (counts[0] != counts[1])
        return upw_fail(error, UPW_BAD_INPUT, "there are %zu times (kt) and %zu shares (kg) of milestones", counts[0],
                        counts[1]);
    plan->milestones = milestones;
    plan->n_milestones = counts[0];
    return true;
}

bool plans_complete(agreed_plan *plan, upw_error *error)
{
    if (!upw_trajectory_complete_plan(&plan->plan, error))
        return false;
    if (plan->direction != 0 && plan->direction != (plan->plan.aim > plan->plan.start ? 1 : -1))
        return upw_fail(error, UPW_BAD_INPUT,
                        "the aim (%.10g) lies on the wrong side of the start (%.10g) for a measure where %s is better",
                        plan->plan.aim, plan->plan.start, plan->direction > 0 ? "more" : "less");
    return true;
}

/* ---- rows ---- */

typedef struct reading {
    const cells *cells;
    size_t columns[FIELD_COUNT];
    period_order order;
    upw_arena *arena;
} reading;

static text get(const reading *r, size_t row, field f)
{
    return cells_get(r->cells, row, r->columns[f]);
}

static bool complain(const reading *r, size_t row, field f, const upw_error *refusal, upw_error *error)
{
    return cells_complain(r->cells, row, r->columns[f], error, "%s", refusal->message);
}

static bool read_level(const reading *r, size_t row, field f, bool is_percent, double *out, upw_error *error)
{
    text words = get(r, row, f);
    *out = NAN;
    if (words.len == 0)
        return true;
    if (is_percent && words.at[words.len - 1] == '%')
        words.len--;
    const char *reason = "is not a number";
    return cell_read_number(words, out, &reason) == CELL_NUMBER ||
           cells_complain(r->cells, row, r->columns[f], error, "\"%.*s\" %s", TEXT_ARGS(words), reason);
}

static bool read_direction(const reading *r, size_t row, int *out, upw_error *error)
{
    static const struct {
        const char *words;
        int direction;
    } choices[] = { { "", 0 }, { "increase", 1 }, { "decrease", -1 }, { "1", 1 }, { "-1", -1 } };
    const text words = get(r, row, FIELD_IMPROVEMENT);
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        if (text_equal_ignoring_case(words, text_of(choices[i].words))) {
            *out = choices[i].direction;
            return true;
        }
    return cells_complain(r->cells, row, r->columns[FIELD_IMPROVEMENT], error,
                          "\"%.*s\" is neither increase nor decrease; a path leads one way", TEXT_ARGS(words));
}

static bool read_from(const reading *r, size_t row, agreed_plan *out, upw_error *error)
{
    const text words = get(r, row, FIELD_FROM);
    const char *reason;
    out->has_from = words.len > 0;
    return words.len == 0 || period_parse(words, r->order, &out->from, &reason) ||
           cells_complain(r->cells, row, r->columns[FIELD_FROM], error, "\"%.*s\" is not a period: %s",
                          TEXT_ARGS(words), reason);
}

static bool read_counts(const reading *r, size_t row, agreed_plan *out, upw_error *error)
{
    const text horizon = get(r, row, FIELD_HORIZON), per_year = get(r, row, FIELD_PER_YEAR);
    int64_t n = 0;
    if (horizon.len > 0 && (!number_parse_integer(horizon, &n) || n < 1 || n > UPW_TRAJECTORY_HORIZON_MAX))
        return cells_complain(r->cells, row, r->columns[FIELD_HORIZON], error,
                              "a horizon is a number of periods from 1 to %d, not \"%.*s\"", UPW_TRAJECTORY_HORIZON_MAX,
                              TEXT_ARGS(horizon));
    out->horizon = (size_t)n;
    if (per_year.len > 0 && (!number_parse(per_year, &out->per_year) || !(out->per_year > 0 && out->per_year <= 366)))
        return cells_complain(r->cells, row, r->columns[FIELD_PER_YEAR], error,
                              "there are some periods in a year, at most 366, not \"%.*s\"", TEXT_ARGS(per_year));
    return true;
}

/* Parameters first, as they are whatever the levels, which may not be known yet. */
static bool check_plan(const reading *r, size_t row, agreed_plan *out, upw_error *error)
{
    const double start = out->plan.start, aim = out->plan.aim;
    upw_error refusal = { 0 };
    out->plan.start = 0;
    out->plan.aim = 1;
    const bool is_good = upw_trajectory_complete_plan(&out->plan, &refusal);
    out->plan.start = start;
    out->plan.aim = aim;
    if (!is_good)
        return complain(r, row, FIELD_PARAMS, &refusal, error);
    return !out->has_start || plans_complete(out, &refusal) || complain(r, row, FIELD_AIM, &refusal, error);
}

static bool read_row(const reading *r, size_t row, agreed_plan *out, upw_error *error)
{
    *out = (agreed_plan){
        .row = r->cells->rows[row],
        .name = get(r, row, FIELD_PLAN),
        .series = get(r, row, FIELD_SERIES),
        .indicator = get(r, row, FIELD_INDICATOR),
        .organisation = get(r, row, FIELD_ORGANISATION),
        .plan.shape = UPW_TRAJECTORY_JCURVE,
        .parameters = get(r, row, FIELD_PARAMS),
        .unit = unit_parse(get(r, row, FIELD_UNIT)),
        .has_unit = get(r, row, FIELD_UNIT).len > 0,
    };
    upw_error refusal = { 0 };
    const text shape = get(r, row, FIELD_SHAPE);
    if (shape.len > 0 && !plans_parse_shape(shape, &out->plan.shape, &refusal))
        return complain(r, row, FIELD_SHAPE, &refusal, error);
    if (!plans_parse_parameters(out->parameters, &out->plan, r->arena, &refusal))
        return complain(r, row, FIELD_PARAMS, &refusal, error);
    const bool is_percent = out->unit.kind == UNIT_PERCENT;
    if (!read_level(r, row, FIELD_START, is_percent, &out->plan.start, error) ||
        !read_level(r, row, FIELD_AIM, is_percent, &out->plan.aim, error) ||
        !read_direction(r, row, &out->direction, error) || !read_from(r, row, out, error) ||
        !read_counts(r, row, out, error))
        return false;
    if (isnan(out->plan.aim))
        return cells_complain(r->cells, row, r->columns[FIELD_AIM], error, "a path needs an aim");
    out->has_start = !isnan(out->plan.start);
    return check_plan(r, row, out, error);
}

static void find_columns(reading *r)
{
    for (field f = 0; f < FIELD_COUNT; f++) {
        r->columns[f] = r->cells->n_columns;
        for (size_t i = 0; i < 2 && names[f][i] != NULL && r->columns[f] == r->cells->n_columns; i++)
            r->columns[f] = cells_find(r->cells, names[f][i]);
    }
}

bool plans_read(const char *path, period_order order, upw_arena *arena, plan_list *out, upw_error *error)
{
    cells file;
    if (!cells_read(path, arena, &file, error))
        return false;
    reading r = { .cells = &file, .order = order, .arena = arena };
    find_columns(&r);
    if (r.columns[FIELD_AIM] == file.n_columns)
        return upw_fail_row(
            error, UPW_BAD_INPUT, 1,
            "%s has no column \"aim\"; a file of plans has aim and from, and as wanted series, indicator, "
            "organisation, shape, start, params, improvement",
            file.file);
    if (file.n_rows == 0)
        return upw_fail(error, UPW_BAD_INPUT, "%s has a header but no plan", file.file);
    if (file.n_rows > PLANS_MAX)
        return upw_fail(error, UPW_TOO_LARGE, "%s has more than %d plans", file.file, PLANS_MAX);
    agreed_plan *const items = MEMORY_TAKE(arena, agreed_plan, file.n_rows);
    for (size_t i = 0; i < file.n_rows; i++)
        if (!read_row(&r, i, &items[i], error))
            return false;
    *out = (plan_list){ .file = file.file, .items = items, .n = file.n_rows };
    return plans_make_index(out, arena, error);
}
