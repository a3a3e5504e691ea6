/* The latest value and what the step to it is worth; what is missing; what the limits and the runs rest on. */
#include "report/sentences_internal.h"

#include <math.h>

#include "base/number.h"
#include "report/words.h"

enum { FEWEST_FOR_RUNS = 7 }; /* values off the median: with fewer the runs analysis can hardly signal */

/* Largest moving range that chance is expected to make, in average moving ranges (D4 of Shewhart's tables, rounded as
 * in upward/spc.h). */
static const double RANGE_LIMIT = 3.267;

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

void write_latest(const report_series *s, buffer *b)
{
    const size_t latest = s->latest;
    if (!s->has_latest)
        return;
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

void write_noise(const report_series *s, buffer *b)
{
    const size_t latest = s->latest;
    if (!s->has_latest || latest == 0 || isnan(s->values[latest - 1]) ||
        series_find_phase(s, latest) != series_find_phase(s, latest - 1))
        return;
    const upw_xmr_phase *const phase = &s->phases[series_find_phase(s, latest)];
    const double now = s->values[latest], before = s->values[latest - 1];
    if (!s->can_tell || !(phase->mean_range > 0))
        return;
    const bool is_common = s->points[latest].type == UPW_POINT_COMMON_CAUSE;
    const bool is_within = fabs(now - before) <= RANGE_LIMIT * phase->mean_range;
    if (now == before) {
        buffer_add_literal(b, "The value is the same as the one before.");
        return;
    }
    buffer_add(b, is_common || !is_within ? TEXT("The ") : TEXT("By itself the "));
    buffer_add(b, now > before ? TEXT("rise from ") : TEXT("fall from "));
    words_add_pair(b, s, before, " to ", now);
    if (is_within) {
        buffer_add_literal(b, " is within common-cause variation.");
    } else {
        buffer_add_literal(b, " is more than chance usually makes from one ");
        buffer_add(b, text_of(cadence_noun(s->cadence)));
        buffer_add_literal(b, " to the next.");
    }
}

/* Laney 2002: where subgroups are large they differ by more than chance in counting alone makes them. */
void write_narrow(const report_series *s, buffer *b)
{
    if (!(s->excess_spread > 0))
        return;
    buffer_add_literal(b, "These limits are too narrow: the values spread ");
    number_add_rounded(b, s->excess_spread, 1, true);
    buffer_add_literal(b,
                       " times as wide as chance in counting alone spreads them, so that a value beyond a limit says "
                       "little. The chart ");
    buffer_add(b, text_of(s->face->name));
    buffer_add_literal(b, "p allows for it.");
}

void write_trial(const report_series *s, buffer *b)
{
    const upw_xmr_phase *const phase = &s->phases[s->n_phases - 1];
    if (!phase->is_short || isnan(phase->upl))
        return;
    buffer_add(b, s->can_tell ? TEXT("The limits are trial limits from ")
                              : TEXT("The limits drawn are trial limits from "));
    words_add_stretch(b, s, phase->start, phase->start + phase->n - 1);
    buffer_add(b, s->can_tell ? TEXT(": they will move as values come in.")
                              : TEXT(": nothing is judged by them yet, and they will move as values come in."));
}

void write_gaps(const report_series *s, buffer *b)
{
    size_t counts[GAP_COUNT] = { 0 };
    for (size_t i = 0; i < s->n; i++)
        if (isnan(s->values[i])) {
            const uint8_t why = s->gaps != NULL && s->gaps[i] < GAP_COUNT ? s->gaps[i] : (uint8_t)GAP_BLANK;
            counts[why == GAP_NONE ? GAP_BLANK : why]++;
        }
    const size_t n_missing = s->summary.n_missing, n_absent = words_count_absent(s);
    if (n_missing > 0) {
        sentence_add_integer(b, n_missing);
        buffer_add_literal(b, " of ");
        words_add_stretch(b, s, 0, s->n - 1);
        buffer_add(b, n_missing == 1 ? TEXT(" has no value (") : TEXT(" have no value ("));
        bool is_first = true;
        for (gap why = GAP_BLANK; why < GAP_COUNT; why++) {
            if (counts[why] == 0)
                continue;
            if (!is_first)
                buffer_add_literal(b, "; ");
            is_first = false;
            if (counts[why] < n_missing) { /* where all are of one kind, their number has been told */
                sentence_add_integer(b, counts[why]);
                buffer_add_char(b, ' ');
            }
            buffer_add(b, text_of(gap_words((uint8_t)why)));
        }
        buffer_add(b, s->face == NULL ? TEXT("); no rule looks across a gap.") : TEXT("); runs go on across a gap."));
    }
    if (n_absent > 0) {
        buffer_add(b, n_missing > 0 ? TEXT(" ") : TEXT(""));
        sentence_add_integer(b, n_absent);
        buffer_add_char(b, ' ');
        buffer_add(b, text_of(n_absent == 1 ? cadence_noun(s->cadence) : cadence_plural(s->cadence)));
        buffer_add(b, n_absent == 1 ? TEXT(" is") : TEXT(" are"));
        buffer_add_literal(b, " not in the table at all.");
    }
}

/* Two tests of the same values need not agree; where they do not, the reader is told which says what. */
static void write_runs_verdict(const report_series *s, buffer *b)
{
    static const struct {
        unsigned rule;
        const char *words;
    } sights[] = {
        { UPW_RULE_SHIFT, "a run on one side of the " },
        { UPW_RULE_TREND, "a trend" },
        { UPW_RULE_TWO_OF_THREE, "values near a limit" },
        { UPW_RULE_OUTSIDE, "values beyond a limit" },
    };
    if (s->runs.signal) {
        buffer_add(b, s->summary.variation != UPW_VARIATION_COMMON_CAUSE
                          ? TEXT("the middle has moved.")
                          : TEXT("the middle may have moved, although no rule of the chart sees it in the latest "
                                 "value."));
        return;
    }
    buffer_add_literal(b, "no sign that the middle has moved");
    const bool is_special = sentence_has_decision(s) && s->summary.variation != UPW_VARIATION_COMMON_CAUSE;
    const signal g = is_special ? signal_ending_at(s, s->summary.deciding_point) : (signal){ 0 };
    for (size_t i = 0; is_special && g.first < g.last && i < sizeof sights / sizeof sights[0]; i++) {
        const bool is_run_to_limit = g.rule == UPW_RULE_OUTSIDE && g.first < g.first_outside;
        if (sights[i].rule != (is_run_to_limit ? UPW_RULE_SHIFT : g.rule))
            continue;
        buffer_add_literal(b, ", although the rules of the chart see ");
        buffer_add(b, text_of(sights[i].words));
        if (sights[i].rule == UPW_RULE_SHIFT)
            buffer_add(b, text_of(s->centre_name));
        buffer_add_char(b, ' ');
        words_add_since(b, s, g.first);
        break;
    }
    buffer_add_char(b, '.');
}

void write_runs(const report_series *s, buffer *b)
{
    const upw_runs *const r = &s->runs;
    if (r->n_useful < FEWEST_FOR_RUNS)
        return;
    buffer_add_format(b, "Runs analysis around the %s of ", s->middle_name);
    words_add_value(b, s, s->middle);
    buffer_add_format(
        b,
        ": the longest run is %zu %s (chance gives %zu at most), the crossings are %zu (chance gives %zu at least): ",
        r->longest_run, words_name_points(s), r->longest_run_max, r->crossings, r->crossings_min);
    write_runs_verdict(s, b);
}
