/* A series on another chart than XmR, when the indicators file or `upward spc` asks for one.
 *
 * The results are put into the terms of XmR, so that icons, sentences and pages need not know the difference: a point
 * beyond a limit is the rule "outside", a run longer than chance makes is a "shift" (upward/runs.h). */
#include "report/model.h"

#include <math.h>

#include "base/memory.h"

static const point_meaning meanings[UPW_CHART_COUNT] = {
    [UPW_CHART_MR] = POINTS_ARE_CHANGES,
    [UPW_CHART_XBAR] = POINTS_ARE_MEANS,
    [UPW_CHART_S] = POINTS_ARE_SPREADS,
};

/* A board looks at values. */
static bool is_for_boards(upw_chart kind)
{
    return meanings[kind] == POINTS_ARE_VALUES;
}

/* "xmr, run, i, p …" */
static void add_charts_for_boards(buffer *b)
{
    buffer_add_literal(b, "xmr");
    for (upw_chart kind = 0; kind < UPW_CHART_COUNT; kind++)
        if (is_for_boards(kind))
            buffer_add_format(b, ", %s", upw_chart_describe(kind)->name);
}

bool series_find_chart(text name, bool takes_any, upw_arena *arena, upw_chart *kind, upw_error *error)
{
    const char *const terminated = memory_copy_text(arena, name).at;
    const bool is_known = upw_chart_find(terminated, kind);
    if (is_known && (takes_any || is_for_boards(*kind)))
        return true;
    buffer names;
    buffer_init(&names, 1024);
    add_charts_for_boards(&names);
    if (is_known)
        upw_fail(error, UPW_BAD_INPUT,
                 "a report has no %s, whose points are not the values that a board reads: take %.*s, or draw it with "
                 "\"upward spc --chart %s\"",
                 upw_chart_describe(*kind)->title, (int)names.len, names.at, terminated);
    else
        upw_fail(error, UPW_BAD_INPUT, "there is no chart \"%.*s\"; a report has %.*s", TEXT_ARGS(name), (int)names.len,
                 names.at);
    buffer_clear(&names);
    return false;
}

bool series_is_xmr(text chart_name)
{
    return chart_name.len == 0 || text_equal_ignoring_case(chart_name, TEXT("xmr"));
}

bool report_check_charts(const indicator_list *list, upw_arena *arena, upw_error *error)
{
    upw_chart kind;
    for (size_t i = 0; i < list->n; i++) {
        const indicator *const about = &list->items[i];
        upw_error inner = { 0 };
        if (!series_is_xmr(about->chart) && !series_find_chart(about->chart, false, arena, &kind, &inner))
            return upw_fail_row(error, UPW_BAD_INPUT, about->row, "%s, row %lld, column \"chart\": %s", list->file,
                                (long long)about->row, inner.message);
    }
    return true;
}

/* Values are numerator / denominator times a power of ten: 1, 100 for percentages, 1,000 for rates. */
static double find_scale(const series_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++) {
        const double share = rows->numerators[i] / rows->denominators[i];
        if (share > 0 && isfinite(share) && rows->values[i] > 0)
            return pow(10, round(log10(rows->values[i] / share)));
    }
    return 1;
}

typedef struct flags {
    const upw_shewhart_point *points;
    upw_xmr_point *out;
    upw_improvement improvement;
} flags;

static void flag(const flags *f, size_t i, unsigned rule, bool is_high)
{
    upw_xmr_point *const point = &f->out[i];
    point->rules |= (uint8_t)rule;
    if (point->label != UPW_LABEL_COMMON_CAUSE)
        return;
    if (rule == UPW_RULE_OUTSIDE)
        point->label = (uint8_t)(is_high ? UPW_LABEL_ABOVE_LIMIT : UPW_LABEL_BELOW_LIMIT);
    else
        point->label = (uint8_t)(is_high ? UPW_LABEL_SHIFT_ABOVE : UPW_LABEL_SHIFT_BELOW);
    const bool is_better = is_high == (f->improvement == UPW_INCREASE);
    point->type = (uint8_t)(f->improvement == UPW_NEUTRAL ? (is_high ? UPW_POINT_NEUTRAL_HIGH : UPW_POINT_NEUTRAL_LOW)
                            : is_better                   ? UPW_POINT_IMPROVEMENT
                                                          : UPW_POINT_CONCERN);
}

static void flag_outside(const flags *f, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        const upw_shewhart_point *const p = &f->points[i];
        const int side = (p->y > p->cl) - (p->y < p->cl);
        f->out[i] = (upw_xmr_point){
            .side = (int8_t)(isnan(p->y) || isnan(p->cl) ? UPW_SIDE_UNDEFINED : side),
            .outside = (uint8_t)(isnan(p->y) || isnan(p->ucl) ? UPW_UNDEFINED
                                 : p->sigma_signal            ? UPW_YES
                                                              : UPW_NO),
            .near = UPW_UNDEFINED,
        };
        if (p->sigma_signal)
            flag(f, i, UPW_RULE_OUTSIDE, p->y > p->ucl);
    }
}

/* Runs of more points on one side than chance makes; missing ones and those on the line are passed over. */
static void flag_runs(const flags *f, size_t from, size_t to, size_t longest_allowed)
{
    for (size_t start = from; start < to;) {
        const int8_t side = f->out[start].side;
        const bool is_useful = side == UPW_SIDE_ABOVE || side == UPW_SIDE_BELOW;
        size_t end = start + 1, length = is_useful ? 1 : 0;
        while (is_useful && end < to && f->out[end].side != -side) {
            length += f->out[end].side == side ? 1 : 0;
            end++;
        }
        for (size_t i = start; length > longest_allowed && i < end; i++)
            if (f->out[i].side == side)
                flag(f, i, UPW_RULE_SHIFT, side == UPW_SIDE_ABOVE);
        start = end;
    }
}

static const char *name_centre(upw_chart kind)
{
    static const char *const names[UPW_CHART_COUNT] = {
        [UPW_CHART_RUN] = "median",     [UPW_CHART_G] = "median",          [UPW_CHART_T] = "centre line",
        [UPW_CHART_MR] = "mean change", [UPW_CHART_XBAR] = "overall mean", [UPW_CHART_S] = "typical spread",
    };
    return names[kind] != NULL ? names[kind] : "mean";
}

static void count_types(upw_xmr_phase *phase, const upw_xmr_point *points)
{
    size_t *const counts[UPW_POINT_TYPE_COUNT] = {
        [UPW_POINT_COMMON_CAUSE] = &phase->common_cause,
        [UPW_POINT_IMPROVEMENT] = &phase->improvement,
        [UPW_POINT_CONCERN] = &phase->concern,
    };
    for (size_t i = phase->start; i < phase->start + phase->n; i++)
        if (counts[points[i].type] != NULL)
            ++*counts[points[i].type];
}

/* Limits of the phase are those of its last point that has any: what the next value will be judged by. */
static void fill_phase(upw_xmr_phase *phase, const upw_shewhart_part *part, const flags *f)
{
    enum { SHORT_BELOW = 13 };
    *phase = (upw_xmr_phase){ .start = part->start,
                              .n = part->n,
                              .mean = NAN,
                              .mean_range = NAN,
                              .lpl = NAN,
                              .upl = NAN,
                              .nlpl = NAN,
                              .nupl = NAN,
                              .is_short = part->n < SHORT_BELOW };
    for (size_t i = part->start + part->n; i-- > part->start;) {
        const upw_shewhart_point *const p = &f->points[i];
        if (isnan(phase->mean))
            phase->mean = p->cl;
        if (isnan(phase->upl) && !isnan(p->ucl)) {
            phase->lpl = p->lcl;
            phase->upl = p->ucl;
        }
    }
    phase->last_type = part->n > 0 ? (upw_point_type)f->out[part->start + part->n - 1].type : UPW_POINT_COMMON_CAUSE;
    count_types(phase, f->out);
}

static upw_variation variation_of(upw_point_type type, bool is_high)
{
    switch (type) {
    case UPW_POINT_IMPROVEMENT:
        return is_high ? UPW_VARIATION_IMPROVEMENT_HIGH : UPW_VARIATION_IMPROVEMENT_LOW;
    case UPW_POINT_CONCERN:
        return is_high ? UPW_VARIATION_CONCERN_HIGH : UPW_VARIATION_CONCERN_LOW;
    case UPW_POINT_NEUTRAL_HIGH:
        return UPW_VARIATION_NEUTRAL_HIGH;
    case UPW_POINT_NEUTRAL_LOW:
        return UPW_VARIATION_NEUTRAL_LOW;
    default:
        return UPW_VARIATION_COMMON_CAUSE;
    }
}

static upw_assurance assurance_of(const upw_xmr_phase *phase, const upw_xmr_options *options)
{
    if (!options->has_target || options->improvement == UPW_NEUTRAL || isnan(phase->upl))
        return UPW_ASSURANCE_NONE;
    const bool is_increase = options->improvement == UPW_INCREASE;
    if (options->target > phase->upl)
        return is_increase ? UPW_ASSURANCE_FAIL : UPW_ASSURANCE_PASS;
    if (options->target < phase->lpl)
        return is_increase ? UPW_ASSURANCE_PASS : UPW_ASSURANCE_FAIL;
    return phase->upl == phase->lpl ? UPW_ASSURANCE_PASS : UPW_ASSURANCE_INCONSISTENT;
}

static void summarise(report_series *s)
{
    s->summary = (upw_xmr_summary){ .n = s->n, .deciding_point = s->n };
    for (size_t i = 0; i < s->n; i++) {
        if (isnan(s->values[i]))
            s->summary.n_missing++;
        else
            s->summary.deciding_point = i;
    }
    if (s->summary.deciding_point < s->n) {
        const upw_xmr_point *const point = &s->points[s->summary.deciding_point];
        s->summary.last_type = (upw_point_type)point->type;
        s->summary.variation = variation_of(s->summary.last_type, point->side == UPW_SIDE_ABOVE);
    }
    s->summary.assurance = assurance_of(&s->phases[s->n_phases - 1], &s->options);
}

static void keep_lines(report_series *s, const upw_shewhart_point *points, bool has_limits, upw_arena *arena)
{
    double *const centre = MEMORY_TAKE(arena, double, s->n);
    double *const lower = MEMORY_TAKE(arena, double, s->n), *const upper = MEMORY_TAKE(arena, double, s->n);
    for (size_t i = 0; i < s->n; i++) {
        centre[i] = points[i].cl;
        lower[i] = points[i].lcl;
        upper[i] = points[i].ucl;
    }
    s->centre = centre;
    s->lower = has_limits && s->meaning != POINTS_ARE_CHANGES ? lower : NULL; /* a change has no lower limit but 0 */
    s->upper = has_limits ? upper : NULL;
}

/* What is plotted takes the place of the values, unless it is the same but for rounding: what people wrote is shown as
 * they wrote it. */
static void plot_points(report_series *s, const upw_shewhart_point *points, upw_arena *arena)
{
    double *const plotted = MEMORY_TAKE(arena, double, s->n);
    size_t *const sizes = MEMORY_TAKE(arena, size_t, s->n);
    for (size_t i = 0; i < s->n; i++) {
        const bool is_written = fabs(points[i].y - s->values[i]) <= 1e-9 * fabs(points[i].y);
        plotted[i] = is_written ? s->values[i] : points[i].y;
        sizes[i] = points[i].size;
    }
    s->levels = s->meaning == POINTS_ARE_CHANGES ? s->values : NULL;
    s->values = plotted;
    s->sizes = sizes;
}

/* Changes and spreads of a measure: those of percentages are in percentage points, and neither is better for being
 * high, nor has the target of the values. */
static double leave_values_behind(report_series *s)
{
    const bool is_share = s->unit.kind == UNIT_SHARE;
    s->level_unit = s->unit;
    if (s->meaning != POINTS_ARE_VALUES)
        s->options.has_target = s->has_earlier_target = false;
    if (s->meaning != POINTS_ARE_CHANGES && s->meaning != POINTS_ARE_SPREADS)
        return 1;
    s->options.improvement = UPW_NEUTRAL;
    if (is_share || s->unit.kind == UNIT_PERCENT)
        s->unit = unit_parse(TEXT("percentage points"));
    return is_share ? 100 : 1;
}

bool series_analyse_as(report_series *s, upw_chart kind, upw_arena *arena, upw_error *error)
{
    s->face = upw_chart_describe(kind);
    s->centre_name = s->middle_name = name_centre(kind);
    s->meaning = meanings[kind];
    const bool needs_sizes = s->face->denominator == UPW_DENOMINATOR_NEEDED;
    if (needs_sizes && (s->numerators == NULL || s->denominators == NULL))
        return upw_fail(error, UPW_BAD_INPUT, "a %s needs the columns numerator and denominator", s->face->title);
    const double shown_times = leave_values_behind(s);
    const upw_shewhart_options options = {
        .profile = s->options.profile,
        .chart = kind,
        .freeze = s->options.fix_after_n,
        .part_starts = s->phase_starts,
        .n_parts = s->n_phases,
        .multiply = needs_sizes ? find_scale(&s->rows) : shown_times,
    };
    const upw_shewhart_input input = { .values = needs_sizes ? s->rows.numerators : s->rows.values,
                                       .denominators = needs_sizes ? s->rows.denominators : NULL,
                                       .n_rows = s->rows.n,
                                       .offsets = s->rows.offsets,
                                       .n_subgroups = s->n };
    upw_shewhart_point *const points = MEMORY_TAKE(arena, upw_shewhart_point, s->n);
    upw_shewhart_part *const parts = MEMORY_TAKE(arena, upw_shewhart_part, s->n_phases);
    if (!upw_shewhart_analyse(&input, &options, arena, points, parts, error))
        return false;
    plot_points(s, points, arena);
    const flags f = { points, s->points, s->options.improvement };
    for (size_t i = 0; i < s->n_phases; i++) {
        flag_outside(&f, parts[i].start, parts[i].start + parts[i].n);
        if (s->meaning != POINTS_ARE_CHANGES) /* neighbouring changes share a value, so runs come by themselves */
            flag_runs(&f, parts[i].start, parts[i].start + parts[i].n, parts[i].runs.longest_run_max);
        fill_phase(&s->phases[i], &parts[i], &f);
    }
    const upw_shewhart_part *const last = &parts[s->n_phases - 1];
    s->excess_spread = last->warns_overdispersion ? last->sigma_z : 0;
    s->middle = s->phases[s->n_phases - 1].mean;
    s->runs = last->runs;
    keep_lines(s, points, kind != UPW_CHART_RUN, arena);
    summarise(s);
    return true;
}
