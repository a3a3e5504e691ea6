/* One series: its rows, what the indicators file says about it, and what the engine makes of both. */
#include "report/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "report/signals.h"
#include "report/words.h"

/* Dates that are all the first of a month are months written as dates: people say "April 2019" for them. */
static const period *read_as_months(const period *periods, size_t n, upw_arena *arena)
{
    for (size_t i = 0; i < n; i++)
        if (period_get_kind(periods[i]) != PERIOD_DAY || civil_from_days(period_get_start(periods[i])).day != 1)
            return periods;
    period *const months = MEMORY_TAKE(arena, period, n);
    for (size_t i = 0; i < n; i++)
        months[i] = period_make(period_get_start(periods[i]), PERIOD_MONTH);
    return months;
}

/* Falls per bed day are no share of the bed days, even where they are few. */
static bool is_of_rates(const indicator *about)
{
    static const char *const charts[] = { "u", "up", "ip" };
    for (size_t i = 0; about != NULL && i < sizeof charts / sizeof *charts; i++)
        if (text_equal(about->chart, text_of(charts[i])))
            return true;
    return false;
}

static bool is_proportion(const series_table *table, size_t index, const indicator *about)
{
    const size_t from = table->offsets[index], to = table->offsets[index + 1];
    if (table->keys[index].has_percent_values)
        return true; /* 95% is 0.95 */
    for (size_t i = from; i < to; i++)
        if (!isnan(table->values[i]) && (table->values[i] < 0 || table->values[i] > 1))
            return false;
    return table->numerators != NULL && table->denominators != NULL && !is_of_rates(about);
}

/* The reader was asked for 1 - numerator / denominator: the counts that belong to the values are those that remain. */
static bool is_complement(const report_series *s)
{
    const double whole = s->unit.kind == UNIT_PERCENT ? 100 : 1;
    const bool is_share = s->unit.kind == UNIT_PERCENT || s->unit.kind == UNIT_SHARE;
    bool is_found = false;
    for (size_t i = 0; is_share && s->numerators != NULL && s->denominators != NULL && i < s->n; i++) {
        const double share = s->numerators[i] / s->denominators[i], value = s->values[i] / whole;
        if (isnan(share) || isnan(value))
            continue;
        if (!(fabs(value - (1 - share)) < 1e-9))
            return false;
        is_found |= share != value;
    }
    return is_found;
}

static void use_remaining_counts(report_series *s, upw_arena *arena)
{
    double *const remaining = MEMORY_TAKE(arena, double, s->n);
    for (size_t i = 0; i < s->n; i++)
        remaining[i] = s->denominators[i] - s->numerators[i];
    s->numerators = remaining;
}

/* The target in force is the last that the table gives; an earlier, different one is remembered for a sentence. */
static void read_target_column(report_series *s, const double *targets)
{
    for (size_t i = s->n; i-- > 0;) {
        if (isnan(targets[i]))
            continue;
        if (!s->options.has_target) {
            s->options.target = targets[i];
            s->options.has_target = true;
        } else if (targets[i] != s->options.target) {
            s->earlier_target = targets[i];
            s->has_earlier_target = true;
            return;
        }
    }
}

static bool is_same_time(period a, period b)
{
    return (period_get_kind(a) == PERIOD_NUMBER) == (period_get_kind(b) == PERIOD_NUMBER) &&
           period_get_start(a) == period_get_start(b);
}

static bool refuse_rebase(const report_series *s, period wanted, size_t next, upw_error *error)
{
    buffer at, before, after;
    buffer_init(&at, 64);
    buffer_init(&before, 64);
    buffer_init(&after, 64);
    period_add_for_people(&at, wanted);
    buffer_add_char(&at, '\0');
    period_add_for_people(&before, s->periods[next - 1]);
    buffer_add_char(&before, '\0');
    if (next < s->n) {
        buffer_add_literal(&after, " and ");
        period_add_for_people(&after, s->periods[next]);
    }
    buffer_add_char(&after, '\0');
    upw_fail(
        error, UPW_BAD_INPUT,
        "the step change of %s is no period of %s%.*s; the nearest %s %s%s: choose the first period of the new stretch",
        at.at, s->key.id.len == 0 ? "the series" : "", TEXT_ARGS(s->key.id), next < s->n ? "are" : "is", before.at,
        after.at);
    buffer_clear(&at);
    buffer_clear(&before);
    buffer_clear(&after);
    return false;
}

/* Where the limits start again. A date before the first value changes nothing (the series may have been cut); any
 * other date must be a period of the series (correction U7 of docs/methods/spc.md). */
static bool find_phases(report_series *s, upw_arena *arena, upw_error *error)
{
    const size_t n_rebases = s->about != NULL ? s->about->n_rebases : 0;
    size_t *const starts = MEMORY_TAKE(arena, size_t, n_rebases + 1);
    text *const reasons = MEMORY_TAKE(arena, text, n_rebases + 1);
    s->n_phases = 1;
    s->phase_starts = starts;
    s->step_reasons = reasons;
    size_t at = 0;
    for (size_t i = 0; i < n_rebases && s->n > 0; i++) {
        const period wanted = s->about->rebases[i];
        const int32_t day = period_get_start(wanted);
        while (at < s->n && period_get_start(s->periods[at]) < day)
            at++;
        if (at == 0 && (s->n == 0 || !is_same_time(s->periods[0], wanted))) {
            s->n_early_rebases++;
            continue;
        }
        if (at == s->n || !is_same_time(s->periods[at], wanted))
            return refuse_rebase(s, wanted, at, error);
        if (at == 0 || at == starts[s->n_phases - 1])
            continue;
        starts[s->n_phases] = at;
        reasons[s->n_phases] = s->about->rebase_reasons != NULL ? s->about->rebase_reasons[i] : (text){ "", 0 };
        s->n_phases++;
    }
    return true;
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double find_median(const double *values, size_t n, upw_arena *arena)
{
    const upw_arena_mark mark = upw_arena_get_mark(arena);
    double *const present = MEMORY_TAKE(arena, double, n);
    size_t n_present = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i]))
            present[n_present++] = values[i];
    if (n_present > 1)
        qsort(present, n_present, sizeof *present, compare_doubles);
    const double median = n_present == 0 ? NAN : (present[(n_present - 1) / 2] + present[n_present / 2]) / 2;
    upw_arena_rewind(arena, mark);
    return median;
}

/* Points in a year, where the cadence has such a number. */
static size_t find_season(cadence c)
{
    static const size_t seasons[CADENCE_COUNT] = { [CADENCE_WEEK] = 52, [CADENCE_MONTH] = 12, [CADENCE_QUARTER] = 4 };
    return seasons[c];
}

/* Steps since the last decided one that somebody might want to decide on. Nothing is redrawn for them. */
static bool find_proposals(report_series *s, upw_arena *arena, upw_error *error)
{
    const upw_xmr_phase *const last = &s->phases[s->n_phases - 1];
    const upw_steps_options options = { .season = find_season(s->cadence) };
    if (last->n > UPW_REBASE_MAX_POINTS || s->meaning != POINTS_ARE_VALUES)
        return true;
    s->was_searched = true;
    s->proposals = MEMORY_TAKE(arena, upw_step, upw_steps_at_most(last->n, &options));
    if (!upw_steps_propose(s->values + last->start, s->points + last->start, last->n, &options, arena, s->proposals,
                           &s->search, error))
        return false;
    for (size_t i = 0; i < s->search.n_steps; i++)
        if (s->proposals[i].is_shown)
            s->proposals[s->n_proposals++] = s->proposals[i];
    for (size_t i = 0; i < s->n_proposals; i++)
        s->proposals[i].first += last->start;
    return true;
}

/* Limits are shown as far as the measure can go; a percentage that passes 100 has no such bound. */
static void find_bounds(report_series *s)
{
    unit_get_bounds(s->unit, &s->lowest, &s->highest);
    if (s->meaning == POINTS_ARE_CHANGES || s->meaning == POINTS_ARE_SPREADS)
        s->lowest = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->values[i] < s->lowest)
            s->lowest = -HUGE_VAL;
        if (s->values[i] > s->highest)
            s->highest = HUGE_VAL;
    }
}

static void find_latest(report_series *s)
{
    s->latest = s->n > 0 ? s->n - 1 : 0;
    while (s->latest > 0 && isnan(s->values[s->latest]))
        s->latest--;
    s->has_latest = s->n > 0 && !isnan(s->values[s->latest]);
}

/* Counted in whole numbers: no share, no money, and no value between two of them. */
static bool is_counted_whole(const report_series *s)
{
    const bool is_worked_out = s->meaning == POINTS_ARE_MEANS || s->meaning == POINTS_ARE_SPREADS;
    if (is_worked_out || (s->unit.kind != UNIT_COUNT && s->unit.kind != UNIT_OTHER))
        return false;
    for (size_t i = 0; i < s->n; i++)
        if (!isnan(s->values[i]) && s->values[i] != floor(s->values[i]))
            return false;
    return true;
}

/* As many as tell values apart that chance moves by its usual step. */
static int choose_decimals(const report_series *s, const upw_xmr_phase *phase, double largest)
{
    const double sigmas_between_limits = 6;
    const double step = phase->mean_range > 0 ? phase->mean_range : (phase->upl - phase->lpl) / sigmas_between_limits;
    const double apart = step > 0 ? step : fabs(phase->mean) / 100;
    /* a power of ten: an average of moving ranges that happens to be 0.25 deserves no second decimal */
    const int decimals = unit_choose_decimals(s->unit, apart > 0 ? pow(10, floor(log10(apart) + 1e-9)) : apart);
    const bool stays_whole = s->is_counted_whole && s->meaning == POINTS_ARE_VALUES; /* not the limit of changes */
    return unit_keep_a_decimal(s->unit, decimals, stays_whole, largest);
}

/* One scale for all pounds of a series: by the mean and limits in force and the latest value. */
static void choose_style(report_series *s)
{
    const upw_xmr_phase *const last = &s->phases[s->n_phases - 1];
    const double figures[] = { last->mean, last->lpl, last->upl, s->has_latest ? s->values[s->latest] : NAN };
    double largest = 0;
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++)
        largest = fmax(largest, fabs(figures[i]));
    s->is_counted_whole = is_counted_whole(s);
    s->decimals = choose_decimals(s, last, largest);
    s->pounds_size = unit_choose_size(s->unit, largest, s->decimals);
}

bool series_meets_target(const report_series *s, double value)
{
    return s->options.improvement == UPW_INCREASE ? value >= s->options.target : value <= s->options.target;
}

enum { FEWEST_TO_JUDGE = 7 }; /* as many as the rule of seven needs */

/* Whether the change that the point is in makes doubtful what the limits say of the target. It may turn out otherwise:
 * the limits mix what was before a long change with what came after it, and a short one has values that they do not
 * foresee. A change for the worse leaves standing that a target will be missed. */
static bool find_whether_changing(const report_series *s, size_t point)
{
    const upw_assurance said = s->summary.assurance;
    const upw_point_type type = (upw_point_type)s->points[point].type;
    if ((said == UPW_ASSURANCE_FAIL && type == UPW_POINT_CONCERN) ||
        (said == UPW_ASSURANCE_PASS && type == UPW_POINT_IMPROVEMENT))
        return false;
    const signal g = signal_ending_at(s, point);
    bool is_foreseen = said != UPW_ASSURANCE_INCONSISTENT && g.last - g.first + 1 < FEWEST_TO_JUDGE;
    for (size_t i = g.first; is_foreseen && i <= g.last; i++)
        is_foreseen = isnan(s->values[i]) || said == UPW_ASSURANCE_NONE ||
                      series_meets_target(s, s->values[i]) == (said == UPW_ASSURANCE_PASS);
    return !is_foreseen;
}

/* Below seven values neither a shift nor a trend can show, and limits move with every value: only a signal counts. */
static void find_what_can_be_told(report_series *s)
{
    const upw_xmr_phase *const last = &s->phases[s->n_phases - 1];
    size_t n_present = 0;
    for (size_t i = last->start; i < last->start + last->n; i++)
        n_present += isnan(s->values[i]) ? 0 : 1;
    const size_t point = s->summary.deciding_point;
    const bool has_decision = point < s->n && !isnan(s->values[point]);
    /* a mean of one value has none */
    const bool has_limits =
        s->meaning == POINTS_ARE_MEANS && has_decision ? !isnan(s->upper[point]) : !isnan(last->upl);
    const bool has_runs_only = s->face != NULL && s->upper == NULL;
    const bool is_special = has_decision && s->points[point].type != UPW_POINT_COMMON_CAUSE;
    s->can_tell = is_special || (has_decision && n_present >= FEWEST_TO_JUDGE && (has_limits || has_runs_only));
    s->can_tell_target = s->summary.assurance != UPW_ASSURANCE_NONE && n_present >= FEWEST_TO_JUDGE;
    s->is_changing = is_special && find_whether_changing(s, point);
}

bool series_is_settled_on_target(const report_series *s)
{
    return s->can_tell_target && !s->is_changing;
}

static report_rank find_rank(const report_series *s)
{
    const bool misses = series_is_settled_on_target(s) && s->summary.assurance == UPW_ASSURANCE_FAIL;
    if (!s->can_tell)
        return misses ? RANK_MISS : RANK_CANNOT_TELL;
    switch (s->summary.variation) {
    case UPW_VARIATION_CONCERN_HIGH:
    case UPW_VARIATION_CONCERN_LOW:
        return misses ? RANK_CONCERN_AND_MISS : RANK_CONCERN;
    case UPW_VARIATION_IMPROVEMENT_HIGH:
    case UPW_VARIATION_IMPROVEMENT_LOW:
        return misses ? RANK_MISS : RANK_IMPROVEMENT;
    case UPW_VARIATION_NEUTRAL_HIGH:
    case UPW_VARIATION_NEUTRAL_LOW:
        return RANK_NEITHER;
    default:
        return misses ? RANK_MISS : s->n_proposals > 0 ? RANK_UNDECIDED : RANK_REST;
    }
}

/* A table without an indicator column has one indicator: the only one of the file. */
static const indicator *find_about(const indicator_list *list, series_key key, text id)
{
    if (list == NULL)
        return NULL;
    const indicator *const found = indicators_find(list, id, key.organisation);
    return found == NULL && key.indicator.len == 0 && list->n == 1 ? &list->items[0] : found;
}

static void describe(const series_table *table, size_t index, const report_options *options, report_series *out)
{
    const series_key key = table->keys[index];
    const size_t from = table->offsets[index], to = table->offsets[index + 1];
    const text id = key.indicator.len > 0 ? key.indicator : key.id;
    const indicator *const about = find_about(options->indicators, key, id);
    *out = (report_series){
        .number = index + 1,
        .key = key,
        .about = about,
        .name = about != NULL && about->name.len > 0 ? about->name : id,
        .n = to - from,
        .values = table->values + from,
        .numerators = table->numerators != NULL ? table->numerators + from : NULL,
        .denominators = table->denominators != NULL ? table->denominators + from : NULL,
        .gaps = table->gaps != NULL ? table->gaps + from : NULL,
        .annotations = table->annotations != NULL ? table->annotations + from : NULL,
        .centre_name = "mean",
        .middle_name = "median",
        .options = { .profile = options->profile, .improvement = UPW_NEUTRAL },
    };
    const bool has_unit = about != NULL && about->unit.words.len > 0;
    out->unit = has_unit ? about->unit : unit_parse(is_proportion(table, index, about) ? TEXT("share") : TEXT(""));
    if (about != NULL) {
        out->knows_improvement = about->has_improvement;
        out->options.improvement = about->has_improvement ? about->improvement : UPW_NEUTRAL;
        out->options.has_target = about->has_target;
        out->options.target = about->has_target ? about->target : 0;
        out->options.fix_after_n = about->fix_after_n;
    }
    if (out->options.has_target || table->targets == NULL)
        return;
    read_target_column(out, table->targets + from);
    if (key.has_percent_targets && out->unit.kind != UNIT_PERCENT) { /* under that unit the targets have been fitted */
        out->options.target = series_fit_percent(table, index, out->options.target);
        out->earlier_target = series_fit_percent(table, index, out->earlier_target);
    }
}

/* Limits and signals by the chart that is asked for. */
static bool judge(report_series *s, text chart_name, const report_options *options, upw_arena *arena, upw_error *error)
{
    upw_chart kind;
    if (!series_is_xmr(chart_name))
        return series_find_chart(chart_name, options->draws_all_charts, arena, &kind, error) &&
               series_analyse_as(s, kind, arena, error);
    if (!upw_xmr_analyse(s->values, s->n, s->phase_starts, s->n_phases, &s->options, s->points, s->phases, &s->summary,
                         error))
        return false;
    const upw_xmr_phase *const last = &s->phases[s->n_phases - 1];
    s->middle = find_median(s->values + last->start, last->n, arena);
    s->runs = upw_runs_analyse(s->values + last->start, last->n, s->middle);
    return true;
}

/* With the row of the file, and the name of the series. */
static bool refuse(const report_series *s, const series_table *table, size_t index, upw_error *error)
{
    if (error != NULL && error->row > 0 && table->rows != NULL)
        error->row = table->rows[table->offsets[index] + (size_t)error->row - 1];
    return s->key.id.len > 0 && upw_wrap(error, "%.*s", TEXT_ARGS(s->key.id));
}

bool series_analyse(const series_table *table, size_t index, const report_options *options, upw_arena *arena,
                    report_series *out, upw_error *error)
{
    report_series *const s = out;
    describe(table, index, options, s);
    s->periods = read_as_months(table->periods + table->offsets[index], s->n, arena);
    if (is_complement(s))
        use_remaining_counts(s, arena);
    const text chart_name = s->about != NULL ? s->about->chart : TEXT("");
    if (!series_gather(s, series_is_xmr(chart_name), arena, error))
        return refuse(s, table, index, error);
    s->cadence = cadence_find(s->periods, s->n);
    if (!find_phases(s, arena, error))
        return false;
    s->points = MEMORY_TAKE(arena, upw_xmr_point, s->n);
    s->phases = MEMORY_TAKE(arena, upw_xmr_phase, s->n_phases);
    if (!judge(s, chart_name, options, arena, error) || !find_proposals(s, arena, error))
        return refuse(s, table, index, error);
    find_bounds(s);
    find_latest(s);
    choose_style(s);
    find_what_can_be_told(s);
    s->rank = find_rank(s);
    series_write_words(s, arena);
    return series_judge_path(s, table, index, options, arena, error);
}

void series_mark_ended(report_series *s, period last, upw_arena *arena)
{
    enum { DAYS_OF_A_YEAR = 366, YEARS = 3 };
    const bool has_dates = period_get_kind(last) != PERIOD_NUMBER && s->cadence != CADENCE_NUMBER;
    const int64_t longest = s->cadence == CADENCE_YEAR ? YEARS * DAYS_OF_A_YEAR : DAYS_OF_A_YEAR;
    if (!has_dates || !s->has_latest ||
        (int64_t)period_get_start(last) - period_get_start(s->periods[s->latest]) <= longest)
        return;
    s->has_ended = true;
    s->can_tell = s->can_tell_target = s->is_changing = false;
    s->rank = RANK_CANNOT_TELL;
    series_write_end(s, last, arena);
}

size_t series_find_phase(const report_series *s, size_t point)
{
    size_t phase = 0;
    while (phase + 1 < s->n_phases && s->phase_starts[phase + 1] <= point)
        phase++;
    return phase;
}
