/* One table of parameters serves the command line and the columns of --params. */
#include "cli/spc_request.h"

#include <math.h>
#include <stdatomic.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "cli/cli.h"
#include "table/cell.h"
#include "table/cells.h"
#include "table/hash.h"
#include "table/indicators.h"

typedef bool (*setter)(spc_request *request, text words, upw_arena *arena, upw_error *error);

/* ---- values ---- */

static bool read_number(text words, double *out, upw_error *error)
{
    const char *reason = "is not a number";
    if (cell_read_number(words, out, &reason) == CELL_NUMBER)
        return true;
    return upw_fail(error, UPW_BAD_USAGE, "\"%.*s\" %s", TEXT_ARGS(words), reason);
}

static bool read_count(text words, int64_t at_least, size_t *out, upw_error *error)
{
    int64_t n;
    if (!number_parse_integer(words, &n) || n < at_least || n > INT32_MAX)
        return upw_fail(error, UPW_BAD_USAGE, "\"%.*s\" is not a whole number from %lld on", TEXT_ARGS(words),
                        (long long)at_least);
    *out = (size_t)n;
    return true;
}

static bool read_flag(text words, bool *out, upw_error *error)
{
    if (!text_equal(words, TEXT("0")) && !text_equal(words, TEXT("1")))
        return upw_fail(error, UPW_BAD_USAGE, "\"%.*s\" is neither 0 nor 1", TEXT_ARGS(words));
    *out = words.at[0] == '1';
    return true;
}

static size_t count_items(text list)
{
    size_t n = 1;
    for (size_t i = 0; i < list.len; i++)
        n += list.at[i] == ';' || list.at[i] == ',';
    return n;
}

static text take_item(text *rest)
{
    size_t i = 0;
    while (i < rest->len && rest->at[i] != ';' && rest->at[i] != ',')
        i++;
    const text item = text_trim((text){ rest->at, i });
    const size_t used = i < rest->len ? i + 1 : i;
    rest->at += used;
    rest->len -= used;
    return item;
}

static bool read_indices(text words, upw_arena *arena, const size_t **out, size_t *n, upw_error *error)
{
    size_t *const indices = MEMORY_TAKE(arena, size_t, count_items(words));
    *n = 0;
    for (text rest = words; rest.len > 0;) {
        const text item = take_item(&rest);
        if (item.len > 0 && !read_count(item, 1, &indices[(*n)++], error))
            return false;
    }
    *out = indices;
    return true;
}

/* ---- parameters ---- */

static bool set_nothing(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)request, (void)words, (void)arena, (void)error;
    return true;
}

static bool set_category(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)error;
    request->category = memory_copy_text(arena, words);
    return true;
}

static bool set_improvement(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)arena;
    request->has_improvement = true;
    return indicators_parse_improvement(words, &request->xmr.improvement) ||
           upw_fail(error, UPW_BAD_USAGE, "\"%.*s\" is not increase, decrease or neutral", TEXT_ARGS(words));
}

static bool set_target(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)arena;
    request->xmr.has_target = true;
    words = text_trim(words);
    request->is_percent_target = words.len > 0 && words.at[words.len - 1] == '%';
    return read_number(words, &request->xmr.target, error);
}

static bool set_fix_after(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)arena;
    return read_count(words, 1, &request->xmr.fix_after_n, error);
}

static bool set_screening(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)arena;
    bool screens = false;
    if (!read_flag(words, &screens, error))
        return false;
    request->xmr.keep_outliers = !screens;
    return true;
}

static bool set_rebases(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    period *const dates = MEMORY_TAKE(arena, period, count_items(words));
    size_t n = 0;
    for (text rest = words; rest.len > 0;) {
        const text item = take_item(&rest);
        const char *reason;
        if (item.len == 0)
            continue;
        if (!period_parse(item, request->order, &dates[n], &reason))
            return upw_fail(error, UPW_BAD_USAGE, "\"%.*s\" is not a period: %s", TEXT_ARGS(item), reason);
        for (size_t k = n++; k > 0 && dates[k].code < dates[k - 1].code; k--) {
            const period later = dates[k - 1];
            dates[k - 1] = dates[k], dates[k] = later;
        }
    }
    if (n == 0)
        return upw_fail(error, UPW_BAD_USAGE, "\"%.*s\" names no period", TEXT_ARGS(words));
    request->rebases = dates;
    request->n_rebases = n;
    return true;
}

static bool set_chart(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    request->is_xmr = text_equal(words, TEXT("xmr"));
    return request->is_xmr || upw_chart_find(memory_copy_text(arena, words).at, &request->chart) ||
           upw_fail(error, UPW_BAD_USAGE,
                    "there is no chart \"%.*s\"; the charts are xmr, run, i, mr, p, pp, u, up, c, g, t, xbar, s, ip",
                    TEXT_ARGS(words));
}

static bool set_has_denominator(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)arena;
    request->is_denominator_known = true;
    return read_flag(words, &request->has_denominator, error);
}

static bool set_aggregate(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)arena;
    static const char *const choices[UPW_AGGREGATE_COUNT] = { "mean", "median", "sum", "sd" };
    for (size_t i = 0; i < UPW_AGGREGATE_COUNT; i++)
        if (text_equal(words, text_of(choices[i]))) {
            request->aggregate = (upw_aggregate)i;
            return true;
        }
    return upw_fail(error, UPW_BAD_USAGE, "\"%.*s\" is not mean, median, sum or sd", TEXT_ARGS(words));
}

static bool set_multiply(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)arena;
    if (!read_number(words, &request->multiply, error))
        return false;
    return (isfinite(request->multiply) && request->multiply > 0) ||
           upw_fail(error, UPW_BAD_USAGE, "\"%.*s\" is not above zero", TEXT_ARGS(words));
}

static bool set_part(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    return read_indices(words, arena, &request->part_ends, &request->n_part_ends, error);
}

static bool set_exclude(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    const size_t *indices;
    if (!read_indices(words, arena, &indices, &request->n_exclude, error))
        return false;
    size_t *const from_zero = MEMORY_TAKE(arena, size_t, request->n_exclude);
    for (size_t i = 0; i < request->n_exclude; i++)
        from_zero[i] = indices[i] - 1;
    request->exclude = from_zero;
    return true;
}

static bool set_centre(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)arena;
    request->has_centre = true;
    return read_number(words, &request->centre, error);
}

static bool set_ssa_chart(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)arena;
    for (upw_ssa_chart c = 0; c < UPW_SSA_CHART_COUNT; c++)
        if (text_equal_ignoring_case(words, text_of(upw_ssa_chart_text(c)))) {
            request->ssa.chart = c;
            request->has_ssa_chart = true;
            return true;
        }
    return upw_fail(error, UPW_BAD_USAGE, "\"%.*s\" is not XMR, C, C', P or P'", TEXT_ARGS(words));
}

static bool set_period_min(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)arena;
    return read_count(words, 3, &request->ssa.period_min, error);
}

static bool set_baseline_length(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)arena;
    return read_count(words, 3, &request->ssa.baseline_length, error);
}

static bool set_shift_length(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)arena;
    return read_count(words, 2, &request->ssa.shift_length, error);
}

static bool set_max_exclusions(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)arena;
    const bool is_read = read_count(words, 0, &request->ssa.max_exclusions, error);
    request->ssa.no_exclusions = request->ssa.max_exclusions == 0;
    return is_read;
}

static bool set_screen_loops(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)arena;
    if (text_equal_ignoring_case(words, TEXT("inf"))) {
        request->ssa.mr_screen_max_loops = SIZE_MAX;
        return true;
    }
    const bool is_read = read_count(words, 0, &request->ssa.mr_screen_max_loops, error);
    request->ssa.no_mr_screening = request->ssa.mr_screen_max_loops == 0;
    return is_read;
}

static bool set_tolerance(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)arena;
    return read_number(words, &request->ssa.centre_line_tolerance, error);
}

static bool set_no_regrets(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)arena;
    bool is_set = false;
    if (!read_flag(words, &is_set, error))
        return false;
    request->ssa.allow_regrets = !is_set;
    return true;
}

static bool set_overhang(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)arena;
    bool is_set = false;
    if (!read_flag(words, &is_set, error))
        return false;
    request->ssa.ignore_overhang = !is_set;
    return true;
}

static bool set_every_shift(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)arena;
    return read_flag(words, &request->ssa.establish_every_shift, error);
}

static bool set_baseline_only(spc_request *request, text words, upw_arena *arena, upw_error *error)
{
    (void)arena;
    return read_flag(words, &request->ssa.baseline_only, error);
}

/* The columns that --params may have; docs/input.md lists them. */
static const struct {
    const char *name;
    setter set;
} parameters[] = {
    { "category", set_category },
    { "improvement_direction", set_improvement },
    { "improvement", set_improvement },
    { "target", set_target },
    { "fix_after_n_points", set_fix_after },
    { "screen_outliers", set_screening },
    { "rebase_dates", set_rebases },
    { "chart", set_chart },
    { "has_denominator", set_has_denominator },
    { "agg_fun", set_aggregate },
    { "multiply", set_multiply },
    { "freeze", set_fix_after },
    { "part", set_part },
    { "exclude", set_exclude },
    { "cl", set_centre },
    { "screened_mr", set_screening },
    { "chart_type", set_ssa_chart },
    { "period_min", set_period_min },
    { "baseline_length", set_baseline_length },
    { "shift_rule_threshold", set_shift_length },
    { "max_exclusions", set_max_exclusions },
    { "mr_screen_max_loops", set_screen_loops },
    { "centre_line_tolerance", set_tolerance },
    { "no_regrets", set_no_regrets },
    { "overhanging_reversions", set_overhang },
    { "establish_every_shift", set_every_shift },
    { "baseline_only", set_baseline_only },
    { "source", set_nothing },
    { "status", set_nothing },
};

enum { PARAMETER_COUNT = sizeof parameters / sizeof *parameters };

bool spc_request_set(spc_request *request, const char *name, text words, upw_arena *arena, upw_error *error)
{
    for (size_t i = 0; i < PARAMETER_COUNT; i++)
        if (strcmp(parameters[i].name, name) == 0)
            return words.len == 0 || parameters[i].set(request, words, arena, error);
    return upw_fail(error, UPW_BAD_USAGE, "there is no parameter \"%s\"", name);
}

/* ---- --params ---- */

struct spc_requests {
    text *ids;
    spc_request *items;
    int64_t *rows;        /* of the file */
    atomic_bool *is_used; /* some thread has asked for it */
    const char *file;
    size_t n;
    size_t *slots; /* open-addressed: index + 1; 0: free */
    size_t n_slots;
    bool has_chart;
};

static size_t find_slot(const spc_requests *requests, text id)
{
    size_t i = hash_text(id) & (requests->n_slots - 1);
    while (requests->slots[i] != 0 && !text_equal(requests->ids[requests->slots[i] - 1], id))
        i = (i + 1) & (requests->n_slots - 1);
    return i;
}

/* Which parameter each column sets; PARAMETER_COUNT for series_id. */
static bool find_parameters(const cells *file, size_t *which, upw_error *error)
{
    for (size_t c = 0; c < file->n_columns; c++) {
        size_t nearest = 0, least = SIZE_MAX;
        which[c] = text_equal(file->names[c], TEXT("series_id")) ? PARAMETER_COUNT : SIZE_MAX;
        for (size_t p = 0; p < PARAMETER_COUNT && which[c] == SIZE_MAX; p++) {
            const size_t distance = text_distance(file->names[c], text_of(parameters[p].name));
            if (distance < least)
                nearest = p, least = distance;
            if (text_equal(file->names[c], text_of(parameters[p].name)))
                which[c] = p;
        }
        if (which[c] == SIZE_MAX)
            return upw_fail_row(
                error, UPW_BAD_INPUT, 1,
                "%s: there is no parameter \"%.*s\" (the nearest is \"%s\"); rename or remove the column", file->file,
                TEXT_ARGS(file->names[c]), parameters[nearest].name);
    }
    return true;
}

spc_requests *spc_requests_read(const char *path, const spc_request *defaults, upw_arena *arena, upw_error *error)
{
    cells file;
    if (!cells_read(path, arena, &file, error))
        return NULL;
    const size_t id_column = cells_find(&file, "series_id");
    if (id_column == file.n_columns) {
        upw_fail_row(error, UPW_BAD_INPUT, 1, "%s has no column \"series_id\", which says whose parameters a row holds",
                     file.file);
        return NULL;
    }
    size_t *const which = MEMORY_TAKE(arena, size_t, file.n_columns);
    if (!find_parameters(&file, which, error))
        return NULL;
    spc_requests *const r = MEMORY_TAKE(arena, spc_requests, 1);
    r->n_slots = 64;
    while (r->n_slots < 2 * file.n_rows)
        r->n_slots *= 2;
    r->ids = MEMORY_TAKE(arena, text, file.n_rows);
    r->items = MEMORY_TAKE(arena, spc_request, file.n_rows);
    r->rows = MEMORY_TAKE(arena, int64_t, file.n_rows);
    r->is_used = MEMORY_TAKE(arena, atomic_bool, file.n_rows);
    r->file = file.file;
    r->slots = MEMORY_TAKE(arena, size_t, r->n_slots);
    for (size_t i = 0; i < file.n_rows; i++) {
        r->ids[i] = cells_get(&file, i, id_column);
        r->items[i] = *defaults;
        r->rows[i] = file.rows[i];
        atomic_init(&r->is_used[i], false);
        const size_t slot = find_slot(r, r->ids[i]);
        if (r->slots[slot] != 0) {
            cells_complain(&file, i, id_column, error, "\"%.*s\" has a row already; keep one of them",
                           TEXT_ARGS(r->ids[i]));
            return NULL;
        }
        r->slots[slot] = i + 1;
        r->n++;
        for (size_t c = 0; c < file.n_columns; c++) {
            const text words = cells_get(&file, i, c);
            upw_error inner = { 0 };
            if (which[c] != PARAMETER_COUNT && words.len > 0 &&
                !parameters[which[c]].set(&r->items[i], words, arena, &inner)) {
                cells_complain(&file, i, c, error, "%s", inner.message);
                return NULL;
            }
        }
        r->has_chart |= !r->items[i].is_xmr;
    }
    return r;
}

const spc_request *spc_requests_find(const spc_requests *requests, text series_id)
{
    const size_t slot = find_slot(requests, series_id);
    if (requests->slots[slot] == 0)
        return NULL;
    const size_t i = requests->slots[slot] - 1;
    atomic_store_explicit(&requests->is_used[i], true, memory_order_relaxed);
    return &requests->items[i];
}

void spc_requests_say_unused(const spc_requests *requests, const char *table)
{
    size_t n_unused = 0, first = 0;
    for (size_t i = requests->n; i-- > 0;)
        if (!atomic_load_explicit(&requests->is_used[i], memory_order_relaxed))
            n_unused++, first = i;
    if (n_unused == 0)
        return;
    const size_t n_others = n_unused - 1;
    buffer others;
    buffer_init(&others, 80);
    if (n_others > 0)
        buffer_add_format(&others, "; %zu row%s after it %s nothing either", n_others, n_others == 1 ? "" : "s",
                          n_others == 1 ? "describes" : "describe");
    cli_say("%s, row %lld describes nothing: %s has no series \"%.*s\"%.*s", requests->file,
            (long long)requests->rows[first], table, TEXT_ARGS(requests->ids[first]), TEXT_ARGS(buffer_text(&others)));
    buffer_clear(&others);
}

bool spc_requests_have_chart(const spc_requests *requests)
{
    return requests->has_chart;
}
