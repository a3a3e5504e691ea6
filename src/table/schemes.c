/* The file of schemes, row by row. */
#include "table/schemes.h"

#include <math.h>

#include "base/memory.h"
#include "base/number.h"
#include "table/cell.h"
#include "table/cells.h"

typedef enum field {
    FIELD_NAME,
    FIELD_SERIES,
    FIELD_INDICATOR,
    FIELD_ORGANISATION,
    FIELD_AMBER_FROM,
    FIELD_GREEN_FROM,
    FIELD_IMPROVEMENT,
    FIELD_START,
    FIELD_AIM,
    FIELD_FROM,
    FIELD_UNTIL,
    FIELD_TOLERANCE,
    FIELD_UNIT,
    FIELD_BASELINE,
    FIELD_WORTH_RED,
    FIELD_WORTH_AMBER,
    FIELD_WORTH_GREEN,
    FIELD_SIGMA,
    FIELD_COUNT
} field;

enum { SCHEMES_MAX = 10000 };

/* The names of each, the usual one first. */
static const char *const names[FIELD_COUNT][3] = {
    [FIELD_NAME] = { "scheme", "name" },
    [FIELD_SERIES] = { "series", "series_id" },
    [FIELD_INDICATOR] = { "indicator", "measure" },
    [FIELD_ORGANISATION] = { "organisation", "organization" },
    [FIELD_AMBER_FROM] = { "amber_from", "c1" },
    [FIELD_GREEN_FROM] = { "green_from", "c2" },
    [FIELD_IMPROVEMENT] = { "improvement", "direction" },
    [FIELD_START] = { "start" },
    [FIELD_AIM] = { "aim" },
    [FIELD_FROM] = { "from" },
    [FIELD_UNTIL] = { "until" },
    [FIELD_TOLERANCE] = { "tolerance" },
    [FIELD_UNIT] = { "unit" },
    [FIELD_BASELINE] = { "baseline", "n_baseline" },
    [FIELD_WORTH_RED] = { "worth_red", "w_red" },
    [FIELD_WORTH_AMBER] = { "worth_amber", "w_amber" },
    [FIELD_WORTH_GREEN] = { "worth_green", "w_green" },
    [FIELD_SIGMA] = { "sigma" },
};

typedef struct reading {
    const cells *cells;
    size_t columns[FIELD_COUNT];
    period_order order;
} reading;

static text get(const reading *r, size_t row, field f)
{
    return cells_get(r->cells, row, r->columns[f]);
}

/* NaN when the cell is empty. With unit % a written 95% is 95. */
static bool read_number(const reading *r, size_t row, field f, const light_scheme *scheme, double *out,
                        upw_error *error)
{
    text words = get(r, row, f);
    *out = NAN;
    if (words.len == 0)
        return true;
    if (scheme->unit.kind == UNIT_PERCENT && words.at[words.len - 1] == '%')
        words.len--;
    const char *reason = "is not a number";
    if (cell_read_number(words, out, &reason) != CELL_NUMBER)
        return cells_complain(r->cells, row, r->columns[f], error, "\"%.*s\" %s", TEXT_ARGS(words), reason);
    return true;
}

static bool read_direction(const reading *r, size_t row, bool *has, bool *lower_is_better, upw_error *error)
{
    static const struct {
        const char *words;
        bool lower_is_better;
    } choices[] = { { "increase", false }, { "decrease", true }, { "1", false }, { "-1", true } };
    const text words = get(r, row, FIELD_IMPROVEMENT);
    *has = words.len > 0;
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++)
        if (text_equal_ignoring_case(words, text_of(choices[i].words))) {
            *lower_is_better = choices[i].lower_is_better;
            return true;
        }
    return !*has || cells_complain(r->cells, row, r->columns[FIELD_IMPROVEMENT], error,
                                   "\"%.*s\" is neither increase nor decrease; a traffic light needs to know which way "
                                   "is better",
                                   TEXT_ARGS(words));
}

bool schemes_set_cut_offs(double amber_from, double green_from, bool has_direction, bool lower_is_better,
                          upw_lights_scheme *out, upw_error *error)
{
    if (isnan(amber_from))
        amber_from = green_from;
    if (isnan(green_from))
        green_from = amber_from;
    if (!has_direction)
        lower_is_better = green_from < amber_from;
    *out = (upw_lights_scheme){ amber_from, green_from, lower_is_better };
    if (lower_is_better ? green_from > amber_from : green_from < amber_from)
        return upw_fail(error, UPW_BAD_INPUT,
                        "the colours overlap: green from %.10g%s begins before red %s %.10g ends; with %s better, "
                        "green_from may not be %s amber_from",
                        green_from, lower_is_better ? " down" : " up", lower_is_better ? "above" : "below", amber_from,
                        lower_is_better ? "a decrease" : "an increase", lower_is_better ? "above" : "below");
    return upw_lights_check_scheme(out, error);
}

static bool read_cut_offs(const reading *r, size_t row, light_scheme *out, upw_error *error)
{
    double amber_from, green_from;
    bool has_direction, lower_is_better = false;
    upw_error refusal = { 0 };
    if (!read_number(r, row, FIELD_AMBER_FROM, out, &amber_from, error) ||
        !read_number(r, row, FIELD_GREEN_FROM, out, &green_from, error) ||
        !read_direction(r, row, &has_direction, &lower_is_better, error))
        return false;
    if (isnan(amber_from) && isnan(green_from))
        return upw_fail_row(error, UPW_BAD_INPUT, r->cells->rows[row],
                            "%s, row %lld has no cut-offs: give amber_from and green_from, or start, aim, from and "
                            "until for a target that moves",
                            r->cells->file, (long long)r->cells->rows[row]);
    if (schemes_set_cut_offs(amber_from, green_from, has_direction, lower_is_better, &out->cut, &refusal))
        return true;
    const field at = isnan(green_from) ? FIELD_AMBER_FROM : FIELD_GREEN_FROM;
    return cells_complain(r->cells, row, r->columns[at], error, "%s", refusal.message);
}

static bool read_period(const reading *r, size_t row, field f, period *out, upw_error *error)
{
    const text words = get(r, row, f);
    const char *reason = "it is empty";
    if (words.len > 0 && period_parse(words, r->order, out, &reason))
        return true;
    if (r->columns[f] == r->cells->n_columns)
        return upw_fail_row(error, UPW_BAD_INPUT, 1, "%s has no column \"%s\", which a target that moves needs",
                            r->cells->file, names[f][0]);
    return cells_complain(r->cells, row, r->columns[f], error, "\"%.*s\" is not a period: %s", TEXT_ARGS(words),
                          reason);
}

static bool read_line(const reading *r, size_t row, light_scheme *out, upw_error *error)
{
    period until = { 0 };
    bool has_direction, lower_is_better = false;
    upw_lights_line *const line = &out->line;
    out->is_moving = true;
    if (!read_number(r, row, FIELD_START, out, &line->start, error) ||
        !read_number(r, row, FIELD_AIM, out, &line->aim, error) ||
        !read_number(r, row, FIELD_TOLERANCE, out, &line->tolerance, error) ||
        !read_period(r, row, FIELD_FROM, &out->from, error) || !read_period(r, row, FIELD_UNTIL, &until, error) ||
        !read_direction(r, row, &has_direction, &lower_is_better, error))
        return false;
    line->tolerance = isnan(line->tolerance) ? 0 : line->tolerance;
    line->length = (double)period_get_start(until) - period_get_start(out->from);
    if (isnan(line->start) || isnan(line->aim) || line->start == line->aim)
        return cells_complain(r->cells, row, r->columns[FIELD_START], error,
                              "a target that moves needs both a start and another value as its aim");
    if (!(line->length > 0))
        return cells_complain(r->cells, row, r->columns[FIELD_UNTIL], error,
                              "the target arrives before it sets out; until must be later than from");
    if (!(line->tolerance >= 0 && line->tolerance <= 1))
        return cells_complain(r->cells, row, r->columns[FIELD_TOLERANCE], error,
                              "a tolerance is a share of the way, between 0 and 1");
    if (has_direction && lower_is_better != (line->aim < line->start))
        return cells_complain(r->cells, row, r->columns[FIELD_AIM], error,
                              "the aim lies on the wrong side of the start for what the column improvement says");
    out->cut.lower_is_better = line->aim < line->start;
    return true;
}

static bool read_worths(const reading *r, size_t row, light_scheme *out, upw_error *error)
{
    static const double usual[] = { 0, 1, 2 };
    double worths[3];
    for (size_t i = 0; i < 3; i++) {
        if (!read_number(r, row, FIELD_WORTH_RED + (field)i, &(light_scheme){ 0 }, &worths[i], error))
            return false;
        worths[i] = isnan(worths[i]) ? usual[i] : worths[i];
    }
    out->worths = (upw_lights_worths){ worths[0], worths[1], worths[2] };
    return true;
}

static bool read_row(const reading *r, size_t row, light_scheme *out, upw_error *error)
{
    *out = (light_scheme){
        .name = get(r, row, FIELD_NAME),
        .series = get(r, row, FIELD_SERIES),
        .indicator = get(r, row, FIELD_INDICATOR),
        .organisation = get(r, row, FIELD_ORGANISATION),
        .unit = unit_parse(get(r, row, FIELD_UNIT)),
        .has_unit = get(r, row, FIELD_UNIT).len > 0,
    };
    const text baseline = get(r, row, FIELD_BASELINE);
    int64_t n = 0;
    if (baseline.len > 0 && (!number_parse_integer(baseline, &n) || n < 2 || n > INT32_MAX))
        return cells_complain(r->cells, row, r->columns[FIELD_BASELINE], error,
                              "\"%.*s\" is not a whole number of points from 2 on", TEXT_ARGS(baseline));
    out->n_baseline = (size_t)n;
    if (!read_number(r, row, FIELD_SIGMA, out, &out->sigma, error) || !read_worths(r, row, out, error))
        return false;
    if (!isnan(out->sigma) && !(out->sigma > 0))
        return cells_complain(r->cells, row, r->columns[FIELD_SIGMA], error, "a variation is above zero");
    const bool has_line = get(r, row, FIELD_START).len > 0 || get(r, row, FIELD_AIM).len > 0;
    const bool has_cut_offs = get(r, row, FIELD_AMBER_FROM).len > 0 || get(r, row, FIELD_GREEN_FROM).len > 0;
    if (has_line && has_cut_offs)
        return cells_complain(r->cells, row, r->columns[FIELD_AIM], error,
                              "this row has cut-offs as well as a target that moves; make two rows of it");
    return has_line ? read_line(r, row, out, error) : read_cut_offs(r, row, out, error);
}

static bool hangs_over_the_same(const light_scheme *a, const light_scheme *b)
{
    return text_equal(a->series, b->series) && text_equal(a->indicator, b->indicator) &&
           text_equal(a->organisation, b->organisation);
}

bool schemes_read(const char *path, period_order order, upw_arena *arena, scheme_list *out, upw_error *error)
{
    cells file;
    if (!cells_read(path, arena, &file, error))
        return false;
    reading r = { .cells = &file, .order = order };
    for (field f = 0; f < FIELD_COUNT; f++) {
        r.columns[f] = file.n_columns;
        for (size_t i = 0; i < 3 && names[f][i] != NULL && r.columns[f] == file.n_columns; i++)
            r.columns[f] = cells_find(&file, names[f][i]);
    }
    if (r.columns[FIELD_AMBER_FROM] == file.n_columns && r.columns[FIELD_GREEN_FROM] == file.n_columns &&
        r.columns[FIELD_AIM] == file.n_columns)
        return upw_fail_row(error, UPW_BAD_INPUT, 1,
                            "%s says of no light where it changes; a file of schemes has amber_from and green_from, or "
                            "start, aim, from and until, and as wanted improvement, indicator, organisation, unit",
                            file.file);
    if (file.n_rows == 0)
        return upw_fail(error, UPW_BAD_INPUT, "%s has a header but no scheme", file.file);
    if (file.n_rows > SCHEMES_MAX)
        return upw_fail(error, UPW_TOO_LARGE, "%s has more than %d schemes", file.file, SCHEMES_MAX);
    light_scheme *const items = MEMORY_TAKE(arena, light_scheme, file.n_rows);
    for (size_t i = 0; i < file.n_rows; i++) {
        if (!read_row(&r, i, &items[i], error))
            return false;
        for (size_t before = 0; before < i; before++)
            if (hangs_over_the_same(&items[before], &items[i]))
                return upw_fail_row(
                    error, UPW_BAD_INPUT, file.rows[i],
                    "%s, row %lld: the light of row %lld hangs over the same series already; keep one "
                    "of them, or say in the columns series, indicator and organisation what each is for",
                    file.file, (long long)file.rows[i], (long long)file.rows[before]);
    }
    *out = (scheme_list){ file.file, items, file.n_rows };
    return true;
}

/* ---- which light is whose ---- */

/* How closely a scheme fits; 0: not at all. */
static int fit(const light_scheme *scheme, const series_key *key)
{
    if ((scheme->series.len > 0 && !text_equal(scheme->series, key->id)) ||
        (scheme->indicator.len > 0 && !text_equal(scheme->indicator, key->indicator)) ||
        (scheme->organisation.len > 0 && !text_equal(scheme->organisation, key->organisation)))
        return 0;
    return 1 + 4 * (scheme->series.len > 0) + 2 * (scheme->indicator.len > 0) + (scheme->organisation.len > 0);
}

const light_scheme *schemes_find(const scheme_list *list, const series_key *key)
{
    const light_scheme *best = NULL;
    int closest = 0;
    for (size_t i = 0; i < list->n; i++) {
        const int closeness = fit(&list->items[i], key);
        if (closeness > closest)
            closest = closeness, best = &list->items[i];
    }
    return best;
}

static text part_of(const series_key *key, size_t part)
{
    return part == 0 ? key->id : part == 1 ? key->indicator : key->organisation;
}

/* The name in the data that is nearest to `wanted`; empty when it is there. */
static text find_nearest(text wanted, const series_key *keys, size_t n, size_t part)
{
    text nearest = { "", 0 };
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < n && least > 0; i++) {
        const text name = part_of(&keys[i], part);
        const size_t distance = text_equal(name, wanted) ? 0 : 1 + text_distance(name, wanted);
        if (distance < least)
            least = distance, nearest = name;
    }
    return least == 0 ? (text){ "", 0 } : nearest;
}

bool schemes_check_used(const scheme_list *list, const bool *is_used, const series_key *keys, size_t n,
                        upw_error *error)
{
    static const char *const parts[] = { "series", "indicator", "organisation" };
    for (size_t i = 0; i < list->n; i++) {
        const light_scheme *const s = &list->items[i];
        const text wanted[] = { s->series, s->indicator, s->organisation };
        for (size_t part = 0; part < 3 && !is_used[i]; part++) {
            const text nearest = wanted[part].len > 0 ? find_nearest(wanted[part], keys, n, part) : (text){ "", 0 };
            if (nearest.len == 0)
                continue;
            upw_fail(error, UPW_BAD_INPUT,
                     "%s: a light hangs over the %s \"%.*s\", which is not in the data; the nearest is \"%.*s\"",
                     list->file != NULL ? list->file : "the scheme", parts[part],
                     wanted[part].len < 60 ? (int)wanted[part].len : 60, wanted[part].at,
                     nearest.len < 60 ? (int)nearest.len : 60, nearest.at);
            if (error != NULL)
                text_make_showable(error->message);
            return false;
        }
    }
    return true;
}
