/* What the report says about a series. Rules, not a language: each sentence is chosen by what the engine found, and
 * says what happened, since when and by which rule; what chance alone gives; and when nobody can tell yet. */
#include "report/sentences.h"

#include <math.h>

#include "base/memory.h"
#include "report/sentences_internal.h"
#include "report/words.h"

enum { SENTENCE_MAX = 1 << 16 };

text sentence_take(buffer *b, upw_arena *arena)
{
    const text kept = b->len > 0 ? memory_copy_text(arena, buffer_text(b)) : (text){ "", 0 };
    buffer_empty(b);
    return kept;
}

void sentence_add_integer(buffer *b, size_t n)
{
    buffer_add_format(b, "%zu", n);
}

bool sentence_is_constant(const report_series *s, const upw_xmr_phase *phase)
{
    if (!(phase->upl == phase->lpl))
        return false;
    for (size_t i = phase->start; i < phase->start + phase->n; i++)
        if (!isnan(s->values[i]) && s->values[i] != phase->mean)
            return false;
    return true;
}

size_t sentence_count_present(const report_series *s, size_t from, size_t to)
{
    size_t n = 0;
    for (size_t i = from; i < to; i++)
        n += isnan(s->values[i]) ? 0 : 1;
    return n;
}

bool sentence_has_decision(const report_series *s)
{
    return s->summary.deciding_point < s->n && !isnan(s->values[s->summary.deciding_point]);
}

bool sentence_limits_mix(const report_series *s)
{
    const signal g = signal_ending_at(s, s->summary.deciding_point);
    const size_t n_baseline = s->options.fix_after_n;
    const size_t end = s->phase_starts[series_find_phase(s, g.last)] + n_baseline; /* of the baseline */
    const size_t n_within = end > g.first ? end - g.first : 0;
    return n_baseline == 0 || 2 * n_within >= g.last - g.first + 1;
}

/* ---- what happened ---- */

static void write_cannot_tell(const report_series *s, const upw_xmr_phase *phase, buffer *b)
{
    const size_t n = sentence_count_present(s, phase->start, phase->start + phase->n);
    buffer_add_literal(b, "Cannot tell yet: ");
    if (phase->start > 0) {
        buffer_add_literal(b, "the limits start again ");
        words_add_when(b, s, phase->start);
        buffer_add_literal(b, ", and ");
    }
    sentence_add_integer(b, n);
    buffer_add(b, n == 1 ? TEXT(" value is") : TEXT(" values are"));
    buffer_add_literal(b, " too few to tell a change from chance.");
}

static void write_constant(const report_series *s, const upw_xmr_phase *phase, buffer *b)
{
    buffer_add_literal(b, "No variation at all: each of the ");
    sentence_add_integer(b, sentence_count_present(s, phase->start, phase->start + phase->n));
    buffer_add_literal(b, " values ");
    words_add_since(b, s, phase->start);
    buffer_add_literal(b, " is ");
    words_add_value(b, s, phase->mean);
    buffer_add_char(b, '.');
}

static void write_common_cause(const report_series *s, size_t point, const upw_xmr_phase *phase, buffer *b)
{
    buffer_add(b, s->n_proposals == 0
                      ? TEXT("No sign of change: ")
                      : TEXT("No sign of change by the rules of the chart, but a step change waits for a "
                             "decision: "));
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
    if (phase->is_short) {
        buffer_add_literal(b, " is within the trial limits of ");
        words_add_stretch(b, s, phase->start, phase->start + phase->n - 1);
        buffer_add_literal(b, " (");
    } else {
        buffer_add_literal(b, " is within what chance gives this process (");
    }
    words_add_limit(b, s, phase->lpl);
    buffer_add_literal(b, " to ");
    words_add_limit(b, s, phase->upl);
    buffer_add_literal(b, ").");
}

/* "9 months in a row above the mean of 73.2 %" */
static void write_shift(const report_series *s, const signal *g, const upw_xmr_phase *phase, int decimals, buffer *b)
{
    words_add_stretch(b, s, g->first, g->last);
    buffer_add(b, g->is_high ? TEXT(" in a row above the ") : TEXT(" in a row below the "));
    buffer_add(b, text_of(s->centre_name));
    buffer_add_literal(b, " of ");
    words_add_value_to(b, s, phase->mean, decimals);
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

/* "61.2 % is below the lower limit of 65 %, further than chance usually takes it"; for several in a row, "3 months in a
 * row below the lower limit …"; and where they end a run, "9 months in a row below the mean of 70 %, the last 2 of them
 * below …", or "4 of them" when there are ordinary ones between those. */
static void write_outside(const report_series *s, const signal *g, const upw_xmr_phase *phase, buffer *b)
{
    const double limit = g->is_high ? phase->upl : phase->lpl;
    const size_t n_outside = g->last - g->first_outside + 1; /* without a break up to the last */
    const int decimals = words_choose_decimals(s, s->values[g->last], limit);
    if (g->first < g->first_outside) {
        write_shift(s, g, phase, decimals, b);
        buffer_add(b, g->n_outside > n_outside ? TEXT(", ") : TEXT(", the last "));
        if (g->n_outside > 1) {
            sentence_add_integer(b, g->n_outside);
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
        buffer_add(b, n_outside > 1 ? TEXT(", further than chance usually takes them")
                                    : TEXT(", further than chance usually takes it"));
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
        write_shift(s, g, phase, s->decimals, b);
    }
    buffer_add_char(b, '.');
}

void write_variation(const report_series *s, buffer *b)
{
    const size_t point = s->summary.deciding_point;
    if (s->n == s->summary.n_missing) {
        buffer_add_literal(b, "There are no values.");
        return;
    }
    const upw_xmr_phase *const last = &s->phases[s->n_phases - 1];
    if (!sentence_has_decision(s)) { /* only profile parity looks at a missing value */
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
    } else if (sentence_is_constant(s, phase)) {
        write_constant(s, phase, b);
    } else {
        write_common_cause(s, point, phase, b);
    }
}

/* ---- the finding: a few words after the name ---- */

void write_finding(const report_series *s, buffer *b)
{
    static const char *const words[UPW_POINT_TYPE_COUNT] = {
        [UPW_POINT_COMMON_CAUSE] = "no sign of change",
        [UPW_POINT_IMPROVEMENT] = "better ",
        [UPW_POINT_CONCERN] = "worse ",
        [UPW_POINT_NEUTRAL_HIGH] = "higher ",
        [UPW_POINT_NEUTRAL_LOW] = "lower ",
    };
    if (!sentence_has_decision(s)) {
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
    if (type == UPW_POINT_COMMON_CAUSE && sentence_is_constant(s, last)) {
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

/* ---- all of them ---- */

static void write_latest_value(const report_series *s, buffer *b)
{
    if (s->has_latest)
        words_add_value_short(b, s, s->values[s->latest]);
}

void write_latest_period(const report_series *s, buffer *b)
{
    if (s->has_latest)
        period_add_short(b, s->periods[s->latest]);
}

static void write_latest_counts(const report_series *s, buffer *b)
{
    if (s->has_latest)
        words_add_counts(b, s, s->latest);
}

static const sentence sentences_of_values[] = {
    { offsetof(series_words, variation), write_variation },
    { offsetof(series_words, finding), write_finding },
    { offsetof(series_words, assurance), write_assurance },
    { offsetof(series_words, target), write_target },
    { offsetof(series_words, latest), write_latest },
    { offsetof(series_words, latest_value), write_latest_value },
    { offsetof(series_words, latest_period), write_latest_period },
    { offsetof(series_words, latest_counts), write_latest_counts },
    { offsetof(series_words, noise), write_noise },
    { offsetof(series_words, trial), write_trial },
    { offsetof(series_words, narrow), write_narrow },
    { offsetof(series_words, gaps), write_gaps },
    { offsetof(series_words, target_change), write_target_change },
    { offsetof(series_words, runs), write_runs },
};

void series_write_words(report_series *s, upw_arena *arena)
{
    sentence_list list = sentences_of_points[s->meaning];
    if (s->meaning == POINTS_ARE_VALUES)
        list = (sentence_list){ sentences_of_values, sizeof sentences_of_values / sizeof *sentences_of_values };
    s->words = (series_words){ 0 };
    buffer b;
    buffer_init(&b, SENTENCE_MAX);
    for (size_t i = 0; i < list.n; i++) {
        list.items[i].write(s, &b);
        *(text *)((char *)&s->words + list.items[i].offset) = sentence_take(&b, arena);
    }
    write_proposals(s, &b, arena);
    write_steps(s, &b, arena);
    write_history(s, &b, arena);
    buffer_clear(&b);
}

void series_write_end(report_series *s, period last, upw_arena *arena)
{
    buffer b;
    buffer_init(&b, SENTENCE_MAX);
    buffer_add_literal(&b, "Last value ");
    words_add_period(&b, s, s->latest);
    buffer_add_literal(&b, ": there is none since, and this report goes to ");
    period_add_for_people(&b, last);
    buffer_add_literal(&b, ". Nothing is said about the present.");
    s->words.variation = sentence_take(&b, arena);
    buffer_add_literal(&b, "last value ");
    words_add_period(&b, s, s->latest);
    s->words.finding = sentence_take(&b, arena);
    if (s->options.has_target) {
        buffer_add_literal(&b, "Whether it would meet its target of ");
        words_add_target(&b, s);
        buffer_add_literal(&b, " now, nobody can tell.");
        s->words.assurance = sentence_take(&b, arena);
    }
    buffer_clear(&b);
}
