/* Step changes that were decided, those that wait for a decision, and the signals before the latest one. */
#include "report/sentences_internal.h"

#include <math.h>

#include "base/memory.h"
#include "report/words.h"

enum { HISTORY_SHOWN = 5 };

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
        buffer_add_literal(b, ": the mean went from ");
        words_add_pair(b, s, before, " to ", after);
    }
    buffer_add_char(b, '.');
    return sentence_take(b, arena);
}

/* A run on the other side of the mean before a change that is still in the same limits: it is the level before the
 * change that the mean was drawn away from, and no event of its own. */
static bool is_other_side_of_change(const report_series *s, const signal *g)
{
    const bool is_special = sentence_has_decision(s) && s->summary.variation != UPW_VARIATION_COMMON_CAUSE;
    if (!is_special || g->rule != UPW_RULE_SHIFT ||
        series_find_phase(s, g->last) != series_find_phase(s, s->summary.deciding_point))
        return false;
    return sentence_limits_mix(s) && g->is_high != signal_ending_at(s, s->summary.deciding_point).is_high;
}

/* "80.0 %, above the upper limit"; "3 months above the upper limit"; and where these belong to a run, "9 months above
 * the mean, 4 of them above the upper limit". */
static void write_episode_outside(const report_series *s, const signal *g, buffer *b)
{
    if (g->first == g->last) {
        words_add_value(b, s, s->values[g->last]);
        buffer_add_literal(b, ", ");
    } else {
        words_add_stretch(b, s, g->first, g->last);
        buffer_add_char(b, ' ');
    }
    if (g->n_outside < g->last - g->first + 1) {
        buffer_add(b, g->is_high ? TEXT("above the ") : TEXT("below the "));
        buffer_add(b, text_of(s->centre_name));
        buffer_add_literal(b, ", ");
        sentence_add_integer(b, g->n_outside);
        buffer_add_literal(b, " of them ");
    }
    buffer_add(b, g->is_high ? TEXT("above the upper limit") : TEXT("below the lower limit"));
}

static text write_episode(const report_series *s, const signal *g, buffer *b, upw_arena *arena)
{
    static const char *const judgement[UPW_POINT_TYPE_COUNT] = {
        [UPW_POINT_COMMON_CAUSE] = "", [UPW_POINT_IMPROVEMENT] = " (better)", [UPW_POINT_CONCERN] = " (worse)",
        [UPW_POINT_NEUTRAL_HIGH] = "", [UPW_POINT_NEUTRAL_LOW] = "",
    };
    const bool is_mixed = is_other_side_of_change(s, g);
    words_add_span(b, s, g->first, g->last);
    buffer_add_literal(b, ": ");
    switch (g->rule) {
    case UPW_RULE_OUTSIDE:
        write_episode_outside(s, g, b);
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
        buffer_add(b, g->is_high ? TEXT(" above ") : TEXT(" below "));
        buffer_add(b, is_mixed ? TEXT("a ") : TEXT("the "));
        buffer_add(b, text_of(s->centre_name));
    }
    buffer_add(b, is_mixed ? TEXT(" that mixes the time before the latest change with the time after it")
                           : text_of(judgement[g->type]));
    buffer_add_char(b, '.');
    return sentence_take(b, arena);
}

/* The first point of the event, or of the points flagged for the same reason before it, whichever is earlier: two of
 * three values near a limit may have an ordinary one between them. */
static size_t find_start(const report_series *s, size_t last)
{
    const size_t start = signal_find_start(s, last);
    if (start > last)
        return start;
    const size_t first = signal_ending_at(s, last).first;
    return first < start ? first : start;
}

/* All events before the one that the headline speaks of, the latest first. While a step waits for a decision there is
 * no history: against limits that mix two levels, the level before is a run on the other side, and no event. */
void write_history(report_series *s, buffer *b, upw_arena *arena)
{
    if (s->n_proposals > 0)
        return;
    text *const history = MEMORY_TAKE(arena, text, HISTORY_SHOWN);
    s->words.history = history;
    size_t end = s->n; /* points from here on have been told */
    if (sentence_has_decision(s))
        end = find_start(s, s->summary.deciding_point);
    signal g;
    while (signal_before(s, end, &g)) {
        if (s->words.n_history < HISTORY_SHOWN)
            history[s->words.n_history++] = write_episode(s, &g, b, arena);
        else
            s->words.n_history_left_out++;
        end = find_start(s, g.last);
    }
}

void write_steps(report_series *s, buffer *b, upw_arena *arena)
{
    text *const steps = MEMORY_TAKE(arena, text, s->n_phases);
    for (size_t i = 1; i < s->n_phases; i++)
        steps[i - 1] = write_step(s, i, b, arena);
    s->words.steps = steps;
    s->words.n_steps = s->n_phases - 1;
}

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

enum { LEVEL_LASTS = 12 /* values at least: what upw_steps_options takes by default */ };

/* The search cannot date a step later than that: a change after it is dated by the shortest level that there may be. */
static void write_latest_date(const report_series *s, const upw_step *step, buffer *b)
{
    if (sentence_count_present(s, step->first, s->n) > LEVEL_LASTS)
        return;
    buffer_add_literal(b, " or later (with fewer than ");
    sentence_add_integer(b, LEVEL_LASTS);
    buffer_add_literal(b, " values after it a step is not looked for)");
}

static text write_proposal(const report_series *s, const upw_step *step, buffer *b, upw_arena *arena)
{
    buffer_add_literal(b, "A step change may have happened ");
    words_add_when(b, s, step->first);
    write_latest_date(s, step, b);
    buffer_add_literal(b, ": the mean was ");
    words_add_pair(b, s, step->old_mean, " before and ", step->new_mean);
    buffer_add_literal(b, " after. Against the limits in force this shows as ");
    write_rules(step->rules_after != 0 ? step->rules_after : step->rules_before, b);
    buffer_add_char(b, '.');
    return sentence_take(b, arena);
}

void write_proposals(report_series *s, buffer *b, upw_arena *arena)
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
    s->words.proposals_note = sentence_take(b, arena);
}
