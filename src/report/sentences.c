/* What the report says about a series. Rules, not a language: each sentence is chosen by what the engine found, and
 * says what happened, since when and by which rule; what chance alone gives; and when nobody can tell yet. */
#include "report/sentences.h"

#include <math.h>

#include "base/memory.h"
#include "report/signals.h"
#include "report/words.h"

enum {
    SENTENCE_MAX = 1 << 16,
    FEWEST_FOR_RUNS = 7, /* values off the median: with fewer the runs analysis can hardly signal */
    FEWEST_TO_MIX = 7,   /* values since a change: as many as the rule of seven needs */
    HISTORY_SHOWN = 5,
};

/* Largest moving range that chance is expected to make, in average moving ranges (D4 of Shewhart's tables, rounded as
 * in upward/spc.h). */
static const double RANGE_LIMIT = 3.267;

static const text nothing = { "", 0 };

/* The text so far, kept; the buffer is empty again. */
static text take_sentence(buffer *b, upw_arena *arena)
{
    const text kept = b->len > 0 ? memory_copy_text(arena, buffer_text(b)) : nothing;
    buffer_empty(b);
    return kept;
}

static void add_integer(buffer *b, size_t n)
{
    buffer_add_format(b, "%zu", n);
}

/* ---- what happened ---- */

static bool is_constant(const report_series *s, const upw_xmr_phase *phase)
{
    if (!(phase->upl == phase->lpl))
        return false;
    for (size_t i = phase->start; i < phase->start + phase->n; i++)
        if (!isnan(s->values[i]) && s->values[i] != phase->mean)
            return false;
    return true;
}

static size_t count_between(const report_series *s, size_t from, size_t to)
{
    size_t n = 0;
    for (size_t i = from; i < to; i++)
        n += isnan(s->values[i]) ? 0 : 1;
    return n;
}

static size_t count_present(const report_series *s, const upw_xmr_phase *phase)
{
    return count_between(s, phase->start, phase->start + phase->n);
}

static void write_cannot_tell(const report_series *s, const upw_xmr_phase *phase, buffer *b)
{
    const size_t n = count_present(s, phase);
    buffer_add_literal(b, "Cannot tell yet: ");
    if (phase->start > 0) {
        buffer_add_literal(b, "the limits start again ");
        words_add_when(b, s, phase->start);
        buffer_add_literal(b, ", and ");
    }
    add_integer(b, n);
    buffer_add(b, n == 1 ? TEXT(" value is") : TEXT(" values are"));
    buffer_add_literal(b, " too few to tell a change from chance.");
}

static void write_constant(const report_series *s, const upw_xmr_phase *phase, buffer *b)
{
    buffer_add_literal(b, "No variation at all: each of the ");
    add_integer(b, count_present(s, phase));
    buffer_add_literal(b, " values ");
    words_add_since(b, s, phase->start);
    buffer_add_literal(b, " is ");
    words_add_value(b, s, phase->mean);
    buffer_add_char(b, '.');
}

static void write_common_cause(const report_series *s, size_t point, const upw_xmr_phase *phase, buffer *b)
{
    buffer_add_literal(b, "No sign of change: ");
    words_add_value(b, s, s->values[point]);
    buffer_add_char(b, ' ');
    words_add_when(b, s, point);
    if (isnan(phase->upl)) {
        buffer_add_literal(b, " ends no run longer than chance makes about the ");
        buffer_add(b, text_of(s->centre_name));
        buffer_add_literal(b, " of ");
        words_add_value(b, s, phase->mean);
        buffer_add_char(b, '.');
        return;
    }
    buffer_add_literal(b, " is within what chance gives this process (");
    words_add_value_short(b, s, words_clip(s, phase->lpl));
    buffer_add_literal(b, " to ");
    words_add_value_short(b, s, words_clip(s, phase->upl));
    buffer_add_literal(b, ").");
}

/* "9 months in a row above the mean of 73.2 %" */
static void write_shift(const report_series *s, const signal *g, const upw_xmr_phase *phase, buffer *b)
{
    words_add_stretch(b, s, g->first, g->last);
    buffer_add(b, g->is_high ? TEXT(" in a row above the ") : TEXT(" in a row below the "));
    buffer_add(b, text_of(s->centre_name));
    buffer_add_literal(b, " of ");
    words_add_value(b, s, phase->mean);
}

/* "each month lower than the one before, from 78 % to 70.1 % (7 months)" */
static void write_trend(const report_series *s, const signal *g, buffer *b)
{
    buffer_add_literal(b, "each ");
    buffer_add(b, text_of(cadence_noun(s->cadence)));
    buffer_add(b, g->is_high ? TEXT(" higher") : TEXT(" lower"));
    buffer_add_literal(b, " than the one before, from ");
    words_add_value_short(b, s, s->values[g->first]);
    buffer_add_literal(b, " to ");
    words_add_value(b, s, s->values[g->last]);
    buffer_add_literal(b, " (");
    words_add_stretch(b, s, g->first, g->last);
    buffer_add_char(b, ')');
}

/* "61.2 % is below the lower limit of 65 %, further than chance takes it"; for several in a row, "3 months in a row
 * below the lower limit …"; and where they end a run, "9 months in a row below the mean of 70 %, the last 2 of them
 * below …". */
static void write_outside(const report_series *s, const signal *g, const upw_xmr_phase *phase, buffer *b)
{
    const double limit = g->is_high ? phase->upl : phase->lpl;
    const size_t n_outside = g->last - g->first_outside + 1;
    const int decimals = words_choose_decimals(s, s->values[g->last], limit);
    if (g->first < g->first_outside) {
        write_shift(s, g, phase, b);
        buffer_add_literal(b, ", the last ");
        if (n_outside > 1) {
            add_integer(b, n_outside);
            buffer_add_char(b, ' ');
        }
        buffer_add_literal(b, "of them ");
    } else if (n_outside > 1) {
        words_add_stretch(b, s, g->first_outside, g->last);
        buffer_add_literal(b, " in a row ");
    } else {
        words_add_value_to(b, s, s->values[g->last], decimals);
        buffer_add_literal(b, " is ");
    }
    buffer_add(b, g->is_high ? TEXT("above the upper limit of ") : TEXT("below the lower limit of "));
    words_add_value_to(b, s, limit, decimals);
    if (g->first == g->first_outside)
        buffer_add(b,
                   n_outside > 1 ? TEXT(", further than chance takes them") : TEXT(", further than chance takes it"));
}

static void write_two_of_three(const report_series *s, const signal *g, const upw_xmr_phase *phase, buffer *b)
{
    buffer_add_literal(b, "at least 2 of the last 3 ");
    buffer_add(b, text_of(cadence_plural(s->cadence)));
    buffer_add_literal(b, " lie near the ");
    buffer_add(b, g->is_high ? TEXT("upper limit of ") : TEXT("lower limit of "));
    words_add_value(b, s, g->is_high ? phase->upl : phase->lpl);
    buffer_add_literal(b, " or beyond it, more often than chance gives");
}

static const char *direction_word(upw_point_type type)
{
    static const char *const words[UPW_POINT_TYPE_COUNT] = {
        [UPW_POINT_COMMON_CAUSE] = "",       [UPW_POINT_IMPROVEMENT] = "Better", [UPW_POINT_CONCERN] = "Worse",
        [UPW_POINT_NEUTRAL_HIGH] = "Higher", [UPW_POINT_NEUTRAL_LOW] = "Lower",
    };
    return words[type];
}

static void write_signal(const report_series *s, const signal *g, const upw_xmr_phase *phase, buffer *b)
{
    buffer_add(b, text_of(direction_word(g->type)));
    buffer_add_char(b, ' ');
    if (g->first < g->last)
        words_add_since(b, s, g->first);
    else
        words_add_when(b, s, g->last);
    buffer_add_literal(b, ": ");
    switch (g->rule) {
    case UPW_RULE_OUTSIDE:
        write_outside(s, g, phase, b);
        break;
    case UPW_RULE_TREND:
        write_trend(s, g, b);
        break;
    case UPW_RULE_TWO_OF_THREE:
        write_two_of_three(s, g, phase, b);
        break;
    default:
        write_shift(s, g, phase, b);
    }
    buffer_add_char(b, '.');
}

/* The point that the icon speaks of has a value. */
static bool has_decision(const report_series *s)
{
    return s->summary.deciding_point < s->n && !isnan(s->values[s->summary.deciding_point]);
}

static void write_variation(const report_series *s, buffer *b)
{
    const size_t point = s->summary.deciding_point;
    if (s->n == s->summary.n_missing) {
        buffer_add_literal(b, "There are no values.");
        return;
    }
    const upw_xmr_phase *const last = &s->phases[s->n_phases - 1];
    if (!has_decision(s)) { /* only profile parity looks at a missing value */
        buffer_add_literal(b, "Cannot tell: ");
        words_add_period(b, s, s->n - 1);
        buffer_add_literal(b, " has no value, and profile parity looks at nothing else.");
        return;
    }
    const upw_xmr_phase *const phase = &s->phases[series_find_phase(s, point)];
    if (s->points[point].type != UPW_POINT_COMMON_CAUSE) {
        const signal g = signal_ending_at(s, point);
        write_signal(s, &g, phase, b);
    } else if (!s->can_tell) {
        write_cannot_tell(s, last, b);
    } else if (is_constant(s, phase)) {
        write_constant(s, phase, b);
    } else {
        write_common_cause(s, point, phase, b);
    }
}

/* ---- the finding: a few words after the name ---- */

static void write_finding(const report_series *s, buffer *b)
{
    static const char *const words[UPW_POINT_TYPE_COUNT] = {
        [UPW_POINT_COMMON_CAUSE] = "no sign of change",
        [UPW_POINT_IMPROVEMENT] = "better ",
        [UPW_POINT_CONCERN] = "worse ",
        [UPW_POINT_NEUTRAL_HIGH] = "higher ",
        [UPW_POINT_NEUTRAL_LOW] = "lower ",
    };
    if (!has_decision(s)) {
        buffer_add(b, s->n == s->summary.n_missing ? TEXT("no values") : TEXT("cannot tell"));
        return;
    }
    const size_t point = s->summary.deciding_point;
    const upw_xmr_phase *const last = &s->phases[s->n_phases - 1];
    const upw_point_type type = (upw_point_type)s->points[point].type;
    if (!s->can_tell) {
        buffer_add_literal(b, "cannot tell yet");
        return;
    }
    if (type == UPW_POINT_COMMON_CAUSE && is_constant(s, last)) {
        buffer_add_literal(b, "always ");
        words_add_value(b, s, last->mean);
        return;
    }
    buffer_add(b, text_of(words[type]));
    if (type == UPW_POINT_COMMON_CAUSE)
        return;
    const signal g = signal_ending_at(s, point);
    if (g.first < g.last)
        words_add_since(b, s, g.first);
    else
        words_add_when(b, s, g.last);
}

/* ---- whether this process will meet its target ---- */

static bool is_met(const report_series *s, double value)
{
    return s->options.improvement == UPW_INCREASE ? value >= s->options.target : value <= s->options.target;
}

static size_t count_met(const report_series *s, size_t from, size_t to)
{
    size_t n = 0;
    for (size_t i = from; i < to; i++)
        n += is_met(s, s->values[i]) ? 1 : 0;
    return n;
}

/* "it was met in 14 of 24 months since April 2022" */
static void write_met_count(const report_series *s, size_t from, buffer *b)
{
    const size_t n_met = count_met(s, from, s->n), n = count_between(s, from, s->n);
    buffer_add_literal(b, "it was met in ");
    if (n_met == 0)
        buffer_add_literal(b, "none");
    else
        add_integer(b, n_met);
    buffer_add_literal(b, " of ");
    add_integer(b, n);
    buffer_add_char(b, ' ');
    buffer_add(b, text_of(n == 1 ? cadence_noun(s->cadence) : cadence_plural(s->cadence)));
    buffer_add_char(b, ' ');
    words_add_since(b, s, from);
}

/* The limit that lies nearest to a target outside both: the upper one when the target is above. */
static void write_reach(const report_series *s, const upw_xmr_phase *phase, bool goes_up, buffer *b)
{
    const double limit = goes_up ? phase->upl : phase->lpl;
    words_add_value_to(b, s, words_clip(s, limit), words_choose_decimals(s, limit, s->options.target));
}

/* "miss its target of 95 % or more every month until something changes" */
static void write_certainty(const report_series *s, bool passes, buffer *b)
{
    buffer_add(b, passes ? TEXT("meet its target of ") : TEXT("miss its target of "));
    words_add_target(b, s);
    buffer_add_literal(b, " every ");
    buffer_add(b, text_of(cadence_noun(s->cadence)));
    buffer_add(b, passes ? TEXT(" unless something changes") : TEXT(" until something changes"));
}

static void write_certain(const report_series *s, const upw_xmr_phase *phase, bool passes, buffer *b)
{
    const bool goes_up = (s->options.improvement == UPW_INCREASE) != passes;
    write_certainty(s, passes, b);
    if (is_constant(s, phase)) {
        buffer_add_literal(b, ": it is always ");
        words_add_value(b, s, phase->mean);
    } else {
        buffer_add(b, goes_up ? TEXT(": chance takes it up to ") : TEXT(": chance takes it down to "));
        write_reach(s, phase, goes_up, b);
        buffer_add(b, goes_up ? TEXT(" at the highest") : TEXT(" at the lowest"));
    }
}

/* The target lies between the limits; it may still never have been met, or never been missed. */
static void write_uncertain(const report_series *s, const upw_xmr_phase *phase, buffer *b)
{
    const size_t n_met = count_met(s, phase->start, s->n), n = count_present(s, phase);
    if (n_met > 0 && n_met < n) {
        buffer_add_literal(b, "meet its target of ");
        words_add_target(b, s);
        buffer_add_literal(b, " in some ");
        buffer_add(b, text_of(cadence_plural(s->cadence)));
        buffer_add_literal(b, " and miss it in others, by chance alone: ");
        write_met_count(s, phase->start, b);
        return;
    }
    const bool goes_up = (s->options.improvement == UPW_INCREASE) == (n_met == 0);
    buffer_add(b, n_met == 0 ? TEXT("meet its target of ") : TEXT("miss its target of "));
    words_add_target(b, s);
    buffer_add_literal(b, " now and then at most, by chance alone: ");
    write_met_count(s, phase->start, b);
    if (!isnan(phase->upl)) {
        buffer_add_literal(b, ", and the limits reach to ");
        write_reach(s, phase, goes_up, b);
    }
}

/* A process that is changing: its limits are made of what was before the change and what came after. */
static void write_provisional(const report_series *s, const signal *g, buffer *b)
{
    buffer_add_literal(b, "By the limits in force it would ");
    if (s->summary.assurance == UPW_ASSURANCE_INCONSISTENT) {
        buffer_add_literal(b, "meet its target of ");
        words_add_target(b, s);
        buffer_add_literal(b, " in some ");
        buffer_add(b, text_of(cadence_plural(s->cadence)));
        buffer_add_literal(b, " and miss it in others");
    } else {
        buffer_add(b, s->summary.assurance == UPW_ASSURANCE_PASS ? TEXT("always meet its target of ")
                                                                 : TEXT("always miss its target of "));
        words_add_target(b, s);
    }
    buffer_add_literal(b, ", but they mix the time before the change with the time after it; ");
    write_met_count(s, g->first, b);
    buffer_add_char(b, '.');
}

static void write_no_direction(const report_series *s, buffer *b)
{
    buffer_add_literal(b, "The target is ");
    words_add_target(b, s);
    buffer_add(b, s->knows_improvement ? TEXT(", but neither direction is better, so nothing is said about meeting it.")
                                       : TEXT(", but nobody has said whether higher or lower is better, so nothing can "
                                              "be said about meeting it."));
}

/* The headline tells of enough values to have moved the limits: the process is on its way from one level to another. */
static bool is_changing(const report_series *s, signal *g)
{
    if (!has_decision(s) || s->points[s->summary.deciding_point].type == UPW_POINT_COMMON_CAUSE)
        return false;
    *g = signal_ending_at(s, s->summary.deciding_point);
    return g->last - g->first + 1 >= FEWEST_TO_MIX;
}

/* For the cell beside the icon. */
static void write_target(const report_series *s, buffer *b)
{
    signal g;
    if (!s->options.has_target)
        return;
    words_add_target(b, s);
    if (s->can_tell_target && is_changing(s, &g))
        buffer_add_literal(b, ", provisional");
}

static void write_assurance(const report_series *s, buffer *b)
{
    const upw_xmr_phase *const phase = &s->phases[s->n_phases - 1];
    signal g;
    if (!s->options.has_target) {
        buffer_add_literal(b, "No target is set.");
    } else if (s->options.improvement == UPW_NEUTRAL) {
        write_no_direction(s, b);
    } else if (s->face != NULL && s->upper == NULL && s->has_latest) {
        buffer_add_literal(b, "A run chart has no limits, so it cannot tell whether the target of ");
        words_add_target(b, s);
        buffer_add_literal(b, " will be met: ");
        write_met_count(s, phase->start, b);
        buffer_add_char(b, '.');
    } else if (!s->can_tell_target) {
        buffer_add_literal(b, "Cannot tell yet whether it will meet its target of ");
        words_add_target(b, s);
        buffer_add_char(b, '.');
    } else if (is_changing(s, &g)) {
        write_provisional(s, &g, b);
    } else {
        buffer_add(b, phase->is_short ? TEXT("If the trial limits hold, it will ") : TEXT("It will "));
        if (s->summary.assurance == UPW_ASSURANCE_INCONSISTENT)
            write_uncertain(s, phase, b);
        else
            write_certain(s, phase, s->summary.assurance == UPW_ASSURANCE_PASS, b);
        buffer_add_char(b, '.');
    }
}

/* ---- the latest value, and what the step to it is worth ---- */

static const char *gap_words(uint8_t why)
{
    static const char *const words[GAP_COUNT] = {
        [GAP_NONE] = "missing",
        [GAP_BLANK] = "missing",
        [GAP_NOT_AVAILABLE] = "not available",
        [GAP_SUPPRESSED] = "suppressed",
        [GAP_ZERO_DENOMINATOR] = "undefined, nothing out of nothing",
    };
    return words[why < GAP_COUNT ? why : GAP_NONE];
}

static void write_latest(const report_series *s, size_t latest, buffer *b)
{
    words_add_value(b, s, s->values[latest]);
    buffer_add_char(b, ' ');
    words_add_when(b, s, latest);
    const size_t before = b->len;
    buffer_add_literal(b, " (");
    words_add_counts(b, s, latest);
    if (b->len == before + 2)
        b->len = before;
    else
        buffer_add_char(b, ')');
    buffer_add_char(b, '.');
    if (latest + 1 < s->n) {
        buffer_add_literal(b, " The value for ");
        words_add_period(b, s, s->n - 1);
        buffer_add_literal(b, " is ");
        buffer_add(b, text_of(gap_words(s->gaps != NULL ? s->gaps[s->n - 1] : GAP_NONE)));
        buffer_add_literal(b, ", so that of ");
        words_add_period(b, s, latest);
        buffer_add_literal(b, " decides.");
    }
}

static void write_noise(const report_series *s, size_t latest, buffer *b)
{
    if (latest == 0 || isnan(s->values[latest - 1]) || series_find_phase(s, latest) != series_find_phase(s, latest - 1))
        return;
    const upw_xmr_phase *const phase = &s->phases[series_find_phase(s, latest)];
    const double now = s->values[latest], before = s->values[latest - 1];
    if (!(phase->mean_range > 0))
        return;
    const bool is_common = s->points[latest].type == UPW_POINT_COMMON_CAUSE;
    const bool is_within = fabs(now - before) <= RANGE_LIMIT * phase->mean_range;
    if (now == before) {
        buffer_add_literal(b, "The value is the same as the one before.");
        return;
    }
    const int decimals = words_choose_decimals(s, now, before);
    buffer_add(b, is_common || !is_within ? TEXT("The ") : TEXT("By itself the "));
    buffer_add(b, now > before ? TEXT("rise from ") : TEXT("fall from "));
    words_add_value_to(b, s, before, decimals);
    buffer_add_literal(b, " to ");
    words_add_value_to(b, s, now, decimals);
    if (is_within) {
        buffer_add_literal(b, " is within common-cause variation.");
    } else {
        buffer_add_literal(b, " is more than chance usually makes from one ");
        buffer_add(b, text_of(cadence_noun(s->cadence)));
        buffer_add_literal(b, " to the next.");
    }
}

/* ---- limits, gaps, targets, runs ---- */

static void write_trial(const report_series *s, buffer *b)
{
    const upw_xmr_phase *const phase = &s->phases[s->n_phases - 1];
    if (!phase->is_short || isnan(phase->upl))
        return;
    buffer_add_literal(b, "The limits are trial limits from ");
    words_add_stretch(b, s, phase->start, phase->start + phase->n - 1);
    buffer_add_literal(b, ": they will move as values come in.");
}

static void write_gaps(const report_series *s, buffer *b)
{
    size_t counts[GAP_COUNT] = { 0 };
    for (size_t i = 0; i < s->n; i++)
        if (isnan(s->values[i])) {
            const uint8_t why = s->gaps != NULL && s->gaps[i] < GAP_COUNT ? s->gaps[i] : (uint8_t)GAP_BLANK;
            counts[why == GAP_NONE ? GAP_BLANK : why]++;
        }
    const size_t n_missing = s->summary.n_missing, n_absent = words_count_absent(s);
    if (n_missing > 0) {
        add_integer(b, n_missing);
        buffer_add_literal(b, " of ");
        words_add_stretch(b, s, 0, s->n - 1);
        buffer_add(b, n_missing == 1 ? TEXT(" has no value (") : TEXT(" have no value ("));
        bool is_first = true;
        for (unsigned why = GAP_BLANK; why < GAP_COUNT; why++) {
            if (counts[why] == 0)
                continue;
            if (!is_first)
                buffer_add_literal(b, "; ");
            is_first = false;
            add_integer(b, counts[why]);
            buffer_add_char(b, ' ');
            buffer_add(b, text_of(gap_words((uint8_t)why)));
        }
        buffer_add_literal(b, "); no rule looks across a gap.");
    }
    if (n_absent > 0) {
        buffer_add(b, n_missing > 0 ? TEXT(" ") : TEXT(""));
        add_integer(b, n_absent);
        buffer_add_char(b, ' ');
        buffer_add(b, text_of(n_absent == 1 ? cadence_noun(s->cadence) : cadence_plural(s->cadence)));
        buffer_add(b, n_absent == 1 ? TEXT(" is") : TEXT(" are"));
        buffer_add_literal(b, " not in the table at all.");
    }
}

static void write_target_change(const report_series *s, buffer *b)
{
    if (!s->has_earlier_target)
        return;
    buffer_add_literal(b, "The target was ");
    words_add_value(b, s, s->earlier_target);
    buffer_add_literal(b, " before; the whole series is judged against the latest one.");
}

static void write_runs(const report_series *s, buffer *b)
{
    const upw_runs *const r = &s->runs;
    if (r->n_useful < FEWEST_FOR_RUNS)
        return;
    buffer_add_literal(b, "Runs analysis around the median of ");
    words_add_value(b, s, s->median);
    buffer_add_format(
        b,
        ": the longest run is %zu values (chance gives %zu at most), the crossings are %zu (chance gives %zu "
        "at least): ",
        r->longest_run, r->longest_run_max, r->crossings, r->crossings_min);
    buffer_add(b, !r->signal ? TEXT("no sign that the middle has moved.")
                  : s->summary.variation == UPW_VARIATION_COMMON_CAUSE
                      ? TEXT("the middle may have moved, although none of the four rules sees it in the latest value.")
                      : TEXT("the middle has moved."));
}

/* ---- step changes and earlier signals ---- */

static text write_step(const report_series *s, size_t phase, buffer *b, upw_arena *arena)
{
    const double before = s->phases[phase - 1].mean, after = s->phases[phase].mean;
    buffer_add_literal(b, "The limits start again ");
    words_add_when(b, s, s->phase_starts[phase]);
    const text reason = s->step_reasons[phase];
    buffer_add_literal(b, " (");
    buffer_add(b, reason.len > 0 ? reason : TEXT("no reason is recorded"));
    buffer_add_char(b, ')');
    if (!isnan(before) && !isnan(after)) {
        const int decimals = words_choose_decimals(s, before, after);
        buffer_add_literal(b, ": the mean went from ");
        words_add_value_to(b, s, before, decimals);
        buffer_add_literal(b, " to ");
        words_add_value_to(b, s, after, decimals);
    }
    buffer_add_char(b, '.');
    return take_sentence(b, arena);
}

static text write_episode(const report_series *s, const signal *g, buffer *b, upw_arena *arena)
{
    static const char *const judgement[UPW_POINT_TYPE_COUNT] = {
        [UPW_POINT_COMMON_CAUSE] = "", [UPW_POINT_IMPROVEMENT] = " (better)", [UPW_POINT_CONCERN] = " (worse)",
        [UPW_POINT_NEUTRAL_HIGH] = "", [UPW_POINT_NEUTRAL_LOW] = "",
    };
    words_add_span(b, s, g->first, g->last);
    buffer_add_literal(b, ": ");
    switch (g->rule) {
    case UPW_RULE_OUTSIDE:
        if (g->first == g->last) {
            words_add_value(b, s, s->values[g->last]);
            buffer_add_literal(b, ", ");
        } else {
            words_add_stretch(b, s, g->first, g->last);
            buffer_add_char(b, ' ');
        }
        buffer_add(b, g->is_high ? TEXT("above the upper limit") : TEXT("below the lower limit"));
        break;
    case UPW_RULE_TREND:
        words_add_stretch(b, s, g->first, g->last);
        buffer_add(b, g->is_high ? TEXT(" of rising") : TEXT(" of falling"));
        break;
    case UPW_RULE_TWO_OF_THREE:
        buffer_add(b, g->is_high ? TEXT("near the upper limit, with two of three values")
                                 : TEXT("near the lower limit, with two of three values"));
        break;
    default:
        words_add_stretch(b, s, g->first, g->last);
        buffer_add(b, g->is_high ? TEXT(" above the ") : TEXT(" below the "));
        buffer_add(b, text_of(s->centre_name));
    }
    buffer_add(b, text_of(judgement[g->type]));
    buffer_add_char(b, '.');
    return take_sentence(b, arena);
}

/* All events before the one that the headline speaks of, the latest first. While a step waits for a decision there is
 * no history: against limits that mix two levels, the level before is a run on the other side, and no event. */
static void write_history(report_series *s, buffer *b, upw_arena *arena)
{
    if (s->n_proposals > 0)
        return;
    text *const history = MEMORY_TAKE(arena, text, HISTORY_SHOWN);
    s->words.history = history;
    size_t end = s->n; /* points from here on have been told */
    if (has_decision(s))
        end = signal_find_start(s, s->summary.deciding_point);
    signal g;
    while (signal_before(s, end, &g)) {
        if (s->words.n_history < HISTORY_SHOWN)
            history[s->words.n_history++] = write_episode(s, &g, b, arena);
        else
            s->words.n_history_left_out++;
        end = signal_find_start(s, g.last);
    }
}

static void write_steps(report_series *s, buffer *b, upw_arena *arena)
{
    text *const steps = MEMORY_TAKE(arena, text, s->n_phases);
    for (size_t i = 1; i < s->n_phases; i++)
        steps[i - 1] = write_step(s, i, b, arena);
    s->words.steps = steps;
    s->words.n_steps = s->n_phases - 1;
}

/* ---- step changes that wait for a decision ---- */

/* "values beyond a limit and a run on one side of the mean" */
static void write_rules(unsigned rules, buffer *b)
{
    static const struct {
        unsigned rule;
        const char *words;
    } names[] = {
        { UPW_RULE_OUTSIDE, "values beyond a limit" },
        { UPW_RULE_SHIFT, "a run on one side of the mean" },
        { UPW_RULE_TREND, "a trend" },
        { UPW_RULE_TWO_OF_THREE, "values near a limit" },
    };
    bool is_first = true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if ((rules & names[i].rule) == 0)
            continue;
        rules &= ~names[i].rule;
        buffer_add(b, is_first ? TEXT("") : rules == 0 ? TEXT(" and ") : TEXT(", "));
        buffer_add(b, text_of(names[i].words));
        is_first = false;
    }
}

static text write_proposal(const report_series *s, const upw_step *step, buffer *b, upw_arena *arena)
{
    const int decimals = words_choose_decimals(s, step->old_mean, step->new_mean);
    buffer_add_literal(b, "A step change may have happened ");
    words_add_when(b, s, step->first);
    buffer_add_literal(b, ": the mean was ");
    words_add_value_to(b, s, step->old_mean, decimals);
    buffer_add_literal(b, " before and ");
    words_add_value_to(b, s, step->new_mean, decimals);
    buffer_add_literal(b, " after. Against the limits in force this shows as ");
    write_rules(step->rules_after != 0 ? step->rules_after : step->rules_before, b);
    buffer_add_char(b, '.');
    return take_sentence(b, arena);
}

static void write_proposals(report_series *s, buffer *b, upw_arena *arena)
{
    if (s->n_proposals == 0)
        return;
    text *const proposals = MEMORY_TAKE(arena, text, s->n_proposals);
    for (size_t i = 0; i < s->n_proposals; i++)
        proposals[i] = write_proposal(s, &s->proposals[i], b, arena);
    s->words.proposals = proposals;
    s->words.n_proposals = s->n_proposals;
    if (s->search.is_drift)
        buffer_add_literal(b, "A gradual drift explains the values better than a step does. ");
    if (s->search.is_seasonal)
        buffer_add_literal(b, "The values repeat themselves from year to year, which can look like steps. ");
    buffer_add_literal(
        b, "Nothing has been redrawn: decide whether something changed in the work then. If so, give the date "
           "and the reason in the indicators file (columns rebase and rebase_reason).");
    s->words.proposals_note = take_sentence(b, arena);
}

static void write_latest_parts(report_series *s, size_t latest, buffer *b, upw_arena *arena)
{
    series_words *const w = &s->words;
    write_latest(s, latest, b);
    w->latest = take_sentence(b, arena);
    words_add_value_short(b, s, s->values[latest]);
    w->latest_value = take_sentence(b, arena);
    period_add_short(b, s->periods[latest]);
    w->latest_period = take_sentence(b, arena);
    words_add_counts(b, s, latest);
    w->latest_counts = take_sentence(b, arena);
    write_noise(s, latest, b);
    w->noise = take_sentence(b, arena);
}

void series_write_words(report_series *s, upw_arena *arena)
{
    static const struct {
        size_t offset;
        void (*write)(const report_series *s, buffer *b);
    } sentences[] = {
        { offsetof(series_words, variation), write_variation },
        { offsetof(series_words, finding), write_finding },
        { offsetof(series_words, assurance), write_assurance },
        { offsetof(series_words, target), write_target },
        { offsetof(series_words, trial), write_trial },
        { offsetof(series_words, gaps), write_gaps },
        { offsetof(series_words, target_change), write_target_change },
        { offsetof(series_words, runs), write_runs },
    };
    s->words = (series_words){ 0 };
    buffer b;
    buffer_init(&b, SENTENCE_MAX);
    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
        sentences[i].write(s, &b);
        *(text *)((char *)&s->words + sentences[i].offset) = take_sentence(&b, arena);
    }
    if (s->has_latest)
        write_latest_parts(s, s->latest, &b, arena);
    write_proposals(s, &b, arena);
    write_steps(s, &b, arena);
    write_history(s, &b, arena);
    buffer_clear(&b);
}
