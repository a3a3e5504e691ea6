/* Will this process meet its target? By its limits, not by its latest value. */
#include "report/sentences_internal.h"

#include <math.h>

#include "report/words.h"

static size_t count_met(const report_series *s, size_t from, size_t to)
{
    size_t n = 0;
    for (size_t i = from; i < to; i++)
        n += series_meets_target(s, s->values[i]) ? 1 : 0;
    return n;
}

/* "it was met in 14 of 24 months since April 2022" */
static void write_met_count(const report_series *s, size_t from, buffer *b)
{
    const size_t n_met = count_met(s, from, s->n), n = sentence_count_present(s, from, s->n);
    buffer_add_literal(b, "it was met in ");
    if (n_met == 0)
        buffer_add_literal(b, "none");
    else
        sentence_add_integer(b, n_met);
    buffer_add_literal(b, " of ");
    sentence_add_integer(b, n);
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

/* Limits foresee every value on one side of the target; not all of those that they are made of need to be. */
static void write_exceptions(const report_series *s, const upw_xmr_phase *phase, bool passes, buffer *b)
{
    const size_t n = sentence_count_present(s, phase->start, s->n), n_met = count_met(s, phase->start, s->n);
    if (n_met == (passes ? n : 0))
        return;
    buffer_add_literal(b, ", though ");
    write_met_count(s, phase->start, b);
}

static void write_certain(const report_series *s, const upw_xmr_phase *phase, bool passes, buffer *b)
{
    const bool goes_up = (s->options.improvement == UPW_INCREASE) != passes;
    write_certainty(s, passes, b);
    if (sentence_is_constant(s, phase)) {
        buffer_add_literal(b, ": it is always ");
        words_add_value(b, s, phase->mean);
    } else {
        buffer_add(b, goes_up ? TEXT(": chance seldom takes it above ") : TEXT(": chance seldom takes it below "));
        write_reach(s, phase, goes_up, b);
        write_exceptions(s, phase, passes, b);
    }
    if (s->n_proposals > 0)
        buffer_add_literal(b, "; a step change that waits for a decision would move these limits");
}

/* The target lies between the limits; it may still never have been met, or never been missed. */
static void write_uncertain(const report_series *s, const upw_xmr_phase *phase, buffer *b)
{
    const size_t n_met = count_met(s, phase->start, s->n),
                 n = sentence_count_present(s, phase->start, phase->start + phase->n);
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

/* A process that is changing: its limits are made of what was before the change, and mostly also of what came after. */
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
    buffer_add(b, sentence_limits_mix(s) ? TEXT(", but they mix the time before the change with the time after it; ")
                                         : TEXT(", but they rest on the time before the change; "));
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

/* For the cell beside the icon. */
void write_target(const report_series *s, buffer *b)
{
    if (s->options.has_target)
        words_add_target(b, s);
}

void write_assurance(const report_series *s, buffer *b)
{
    const upw_xmr_phase *const phase = &s->phases[s->n_phases - 1];
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
    } else if (s->is_changing) {
        const signal g = signal_ending_at(s, s->summary.deciding_point);
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

void write_target_change(const report_series *s, buffer *b)
{
    if (!s->has_earlier_target)
        return;
    buffer_add_literal(b, "The target was ");
    words_add_chosen(b, s, s->earlier_target);
    buffer_add_literal(b, " before; the whole series is judged against the latest one.");
}
