/* What is said where the points of a chart are not the values themselves: how far each value lies from the one before
 * (mr), and the mean (xbar) or the standard deviation (s) of the values of a period. */
#include "report/sentences_internal.h"

#include <math.h>

#include "base/number.h"
#include "report/words.h"

enum { EARLIER_SHOWN = 5 };

/* "4 values" */
static void add_size(const report_series *s, size_t point, buffer *b)
{
    number_add_rounded(b, (double)s->sizes[point], 0, true);
    buffer_add(b, s->sizes[point] == 1 ? TEXT(" value") : TEXT(" values"));
}

static bool is_beyond_limits(const report_series *s, size_t point)
{
    return (s->points[point].rules & UPW_RULE_OUTSIDE) != 0;
}

/* The points beyond a limit before the one that the headline speaks of, the latest first. */
static void write_earlier(const report_series *s, const char *before, buffer *b,
                          void (*add_point)(const report_series *s, size_t point, buffer *b))
{
    size_t n = 0, n_more = 0;
    for (size_t i = sentence_has_decision(s) ? s->summary.deciding_point : 0; i-- > 0;) {
        if (!is_beyond_limits(s, i))
            continue;
        if (n == EARLIER_SHOWN) {
            n_more++;
            continue;
        }
        buffer_add(b, n++ == 0 ? text_of(before) : TEXT("; "));
        words_add_period(b, s, i);
        buffer_add_literal(b, " (");
        add_point(s, i, b);
        buffer_add_char(b, ')');
    }
    if (n_more > 0)
        buffer_add_format(b, "; and %zu more", n_more);
    if (n > 0)
        buffer_add_char(b, '.');
}

static void write_absent(const report_series *s, const char *what_of_it, buffer *b)
{
    const size_t n = words_count_absent(s);
    if (n == 0)
        return;
    if (b->len > 0)
        buffer_add_char(b, ' ');
    sentence_add_integer(b, n);
    buffer_add_format(b, " %s %s not in the table at all%s.",
                      n == 1 ? cadence_noun(s->cadence) : cadence_plural(s->cadence), n == 1 ? "is" : "are",
                      what_of_it);
}

/* ---- changes: mr ---- */

/* "rose by 8.0 days", "stayed the same" */
static void add_change(const report_series *s, size_t point, buffer *b)
{
    const double from = s->levels[point - 1], to = s->levels[point];
    if (from == to) {
        buffer_add_literal(b, "stayed the same");
        return;
    }
    buffer_add(b, to > from ? TEXT("rose by ") : TEXT("fell by "));
    words_add_value(b, s, s->values[point]);
}

/* " (from 12.1 days to 20.1 days)": in the unit of the values, in which changes of percentages are not. */
static void add_ends(const report_series *s, size_t point, buffer *b)
{
    report_series levels = *s;
    levels.unit = s->level_unit;
    buffer_add_literal(b, " (from ");
    words_add_pair(b, &levels, s->levels[point - 1], " to ", s->levels[point]);
    buffer_add_char(b, ')');
}

static void write_no_change_to_judge(const report_series *s, buffer *b)
{
    const size_t n = s->n - s->summary.n_missing;
    if (n == 0) {
        buffer_add_literal(b, "There are no changes to show: no two values stand side by side.");
        return;
    }
    buffer_add_literal(b, "Cannot tell yet: ");
    sentence_add_integer(b, n);
    buffer_add(b, n == 1 ? TEXT(" change is") : TEXT(" changes are"));
    buffer_add_literal(b, " too few to tell an exceptional one from chance.");
}

static void write_change(const report_series *s, buffer *b)
{
    const size_t point = s->summary.deciding_point;
    if (!s->can_tell) {
        write_no_change_to_judge(s, b);
        return;
    }
    buffer_add_literal(b, "It ");
    add_change(s, point, b);
    buffer_add_char(b, ' ');
    words_add_when(b, s, point);
    if (s->levels[point] != s->levels[point - 1])
        add_ends(s, point, b);
    buffer_add(b, is_beyond_limits(s, point) ? TEXT(", more than chance usually makes from one ")
                                             : TEXT(", within what chance makes from one "));
    buffer_add_format(b, "%s to the next (at most ", cadence_noun(s->cadence));
    words_add_value_short(b, s, s->upper[point]);
    buffer_add_literal(b, ", on average ");
    words_add_value_short(b, s, s->centre[point]);
    buffer_add_literal(b, ").");
}

static void write_change_finding(const report_series *s, buffer *b)
{
    const size_t point = s->summary.deciding_point;
    if (!s->can_tell) {
        buffer_add(b, s->n == s->summary.n_missing ? TEXT("no changes to show") : TEXT("cannot tell yet"));
        return;
    }
    size_t last = point + 1;
    while (last > 0 && !is_beyond_limits(s, last - 1))
        last--;
    if (last == 0) {
        buffer_add_format(b, "no exceptional change from one %s to the next", cadence_noun(s->cadence));
        return;
    }
    buffer_add(b, last == point + 1 ? TEXT("exceptional change ") : TEXT("last exceptional change "));
    words_add_when(b, s, last - 1);
}

static void write_change_value(const report_series *s, buffer *b)
{
    if (s->has_latest)
        add_change(s, s->latest, b);
}

static void write_earlier_changes(const report_series *s, buffer *b)
{
    write_earlier(s, "Earlier changes beyond their limit: ", b, add_change);
}

static void write_change_trial(const report_series *s, buffer *b)
{
    const upw_xmr_phase *const phase = &s->phases[s->n_phases - 1];
    if (!phase->is_short || isnan(phase->upl) || !s->can_tell)
        return;
    const size_t n = sentence_count_present(s, phase->start, phase->start + phase->n);
    buffer_add_format(b, "The limit is a trial limit from %zu changes: it will move as values come in.", n);
}

static void write_change_gaps(const report_series *s, buffer *b)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++)
        n += isnan(s->levels[i]) ? 1 : 0;
    if (n > 0) {
        sentence_add_integer(b, n);
        buffer_add_format(b, " of %zu %s %s no value; no change is taken to or from there.", s->n,
                          s->n == 1 ? cadence_noun(s->cadence) : cadence_plural(s->cadence), n == 1 ? "has" : "have");
    }
    write_absent(s, "; the change across such a hole is that between its two ends", b);
}

static void write_jumps_only(const report_series *s, buffer *b)
{
    if (s->can_tell)
        buffer_add_literal(b,
                           "This chart shows jumps and not levels: whether the level has moved, the chart xmr tells.");
}

/* ---- means and spreads: xbar, s ---- */

static const struct point_words {
    const char *subject;
    const char *none; /* why no period has a point */
    const char *no_sign, *finding_none;
    const char *directions[UPW_POINT_TYPE_COUNT]; /* in a sentence's beginning */
    const char *findings[UPW_POINT_TYPE_COUNT];
} words_of[POINT_MEANING_COUNT] = {
    [POINTS_ARE_MEANS] = { .subject = "mean",
                           .none = "There are no values.",
                           .no_sign = "No sign of change",
                           .finding_none = "no sign of change",
                           .directions = { "", "Better", "Worse", "Higher", "Lower" },
                           .findings = { "", "better", "worse", "higher", "lower" } },
    [POINTS_ARE_SPREADS] = { .subject = "standard deviation",
                             .none = "There is no spread to show: nowhere are there two values or more.",
                             .no_sign = "No sign of change in the spread",
                             .finding_none = "no sign of change in the spread",
                             .directions = { "", "", "", "Wider", "Narrower" },
                             .findings = { "", "", "", "wider spread", "narrower spread" } },
};
_Static_assert(UPW_POINT_NEUTRAL_LOW == UPW_POINT_TYPE_COUNT - 1 && UPW_POINT_NEUTRAL_HIGH == 3 &&
                   UPW_POINT_CONCERN == 2 && UPW_POINT_IMPROVEMENT == 1,
               "the words of directions stand in this order");

/* ", the mean of 4 values": and so much for chance. */
static void add_subject(const report_series *s, size_t point, const char *whose, buffer *b)
{
    buffer_add_format(b, "the %s of %s", words_of[s->meaning].subject, whose);
    add_size(s, point, b);
}

static void write_untold(const report_series *s, size_t point, buffer *b)
{
    const size_t n = s->n - s->summary.n_missing;
    if (isnan(s->upper[point])) {
        buffer_add_literal(b, "Cannot tell: ");
        words_add_period(b, s, point);
        buffer_add_literal(b, " has ");
        add_size(s, point, b);
        buffer_add(b, s->sizes[point] == 1 ? TEXT(", and the chart has no limits for one alone.")
                                           : TEXT(", and nothing tells how much they differ by chance."));
        return;
    }
    buffer_add_literal(b, "Cannot tell yet: ");
    sentence_add_integer(b, n);
    buffer_add_format(b, " %s too few to tell a change from chance.", n == 1 ? "subgroup is" : "subgroups are");
}

static void write_beyond(const report_series *s, size_t point, buffer *b)
{
    const bool is_high = s->values[point] > s->upper[point];
    const double limit = is_high ? s->upper[point] : s->lower[point];
    const int decimals = words_choose_decimals(s, s->values[point], limit);
    words_add_when(b, s, point);
    buffer_add_literal(b, ": ");
    add_subject(s, point, "its ", b);
    buffer_add_literal(b, ", ");
    words_add_value_to(b, s, s->values[point], decimals);
    buffer_add(b, is_high ? TEXT(", is above the upper limit of ") : TEXT(", is below the lower limit of "));
    words_add_value_to(b, s, limit, decimals);
    buffer_add_literal(b, " for ");
    add_size(s, point, b);
    buffer_add_literal(b, ", further than chance usually takes it.");
}

static void write_run(const report_series *s, size_t point, buffer *b)
{
    const signal g = signal_ending_at(s, point);
    words_add_since(b, s, g.first);
    buffer_add_literal(b, ": ");
    words_add_stretch(b, s, g.first, g.last);
    buffer_add_format(b, " in a row %s the %s of ", g.is_high ? "above" : "below", s->centre_name);
    words_add_value(b, s, s->centre[point]);
    buffer_add_literal(b, ", a longer run than chance usually makes.");
}

static void write_within(const report_series *s, size_t point, buffer *b)
{
    buffer_add_format(b, "%s: ", words_of[s->meaning].no_sign);
    add_subject(s, point, "the ", b);
    buffer_add_char(b, ' ');
    words_add_when(b, s, point);
    buffer_add_literal(b, ", ");
    words_add_value(b, s, s->values[point]);
    buffer_add_literal(b, ", is within what chance gives with ");
    add_size(s, point, b);
    buffer_add_literal(b, " (");
    words_add_limit(b, s, s->lower[point]);
    buffer_add_literal(b, " to ");
    words_add_limit(b, s, s->upper[point]);
    buffer_add_literal(b, ").");
}

static void write_subgroup(const report_series *s, buffer *b)
{
    const size_t point = s->summary.deciding_point;
    if (s->n == s->summary.n_missing) {
        buffer_add(b, text_of(words_of[s->meaning].none));
        return;
    }
    const upw_point_type type = (upw_point_type)s->points[point].type;
    if (!s->can_tell) {
        write_untold(s, point, b);
    } else if (type == UPW_POINT_COMMON_CAUSE) {
        write_within(s, point, b);
    } else {
        buffer_add_format(b, "%s ", words_of[s->meaning].directions[type]);
        if (is_beyond_limits(s, point))
            write_beyond(s, point, b);
        else
            write_run(s, point, b);
    }
}

static void write_subgroup_finding(const report_series *s, buffer *b)
{
    const struct point_words *const words = &words_of[s->meaning];
    const size_t point = s->summary.deciding_point;
    if (!s->can_tell) {
        buffer_add(b, s->n == s->summary.n_missing ? TEXT("nothing to show") : TEXT("cannot tell"));
        return;
    }
    const upw_point_type type = (upw_point_type)s->points[point].type;
    if (type == UPW_POINT_COMMON_CAUSE) {
        buffer_add(b, text_of(words->finding_none));
        return;
    }
    buffer_add_format(b, "%s ", words->findings[type]);
    if (is_beyond_limits(s, point))
        words_add_when(b, s, point);
    else
        words_add_since(b, s, signal_ending_at(s, point).first);
}

static void write_subgroup_value(const report_series *s, buffer *b)
{
    if (!s->has_latest)
        return;
    buffer_add_format(b, "%s ", words_of[s->meaning].subject);
    words_add_value(b, s, s->values[s->latest]);
    buffer_add_literal(b, " of ");
    add_size(s, s->latest, b);
}

/* "41.2, of 3 values" */
static void add_point(const report_series *s, size_t point, buffer *b)
{
    words_add_value_short(b, s, s->values[point]);
    buffer_add_literal(b, " of ");
    add_size(s, point, b);
}

static void write_earlier_subgroups(const report_series *s, buffer *b)
{
    write_earlier(s, "Earlier beyond their limits: ", b, add_point);
}

/* Limits of means stand on the spread inside the periods, which another chart has to vouch for. */
static void write_what_limits_rest_on(const report_series *s, buffer *b)
{
    if (s->can_tell)
        buffer_add_format(b,
                          "The limits rest on how much values differ within a %s; the chart s shows whether that is "
                          "steady.",
                          cadence_noun(s->cadence));
}

static void write_subgroup_gaps(const report_series *s, buffer *b)
{
    size_t n_missing = 0, n_single = 0;
    for (size_t i = 0; i < s->rows.n; i++)
        n_missing += isnan(s->rows.values[i]) ? 1 : 0;
    for (size_t i = 0; i < s->n; i++)
        n_single += s->sizes[i] < 2 ? 1 : 0;
    if (n_missing > 0)
        buffer_add_format(b, "%zu of %zu values %s missing; the others count.", n_missing, s->rows.n,
                          n_missing == 1 ? "is" : "are");
    if (n_single > 0)
        buffer_add_format(b, "%s%zu of %zu %s %s fewer than two values, and so no %s.", b->len > 0 ? " " : "", n_single,
                          s->n, s->n == 1 ? cadence_noun(s->cadence) : cadence_plural(s->cadence),
                          n_single == 1 ? "has" : "have", s->meaning == POINTS_ARE_SPREADS ? "spread" : "limits");
    write_absent(s, "", b);
}

/* ---- the lists ---- */

#define WRITES(field, function)                                                                                        \
    {                                                                                                                  \
        offsetof(series_words, field), function                                                                        \
    }

static const sentence changes[] = {
    WRITES(variation, write_change),          WRITES(finding, write_change_finding),
    WRITES(latest_value, write_change_value), WRITES(latest_period, write_latest_period),
    WRITES(noise, write_earlier_changes),     WRITES(trial, write_change_trial),
    WRITES(gaps, write_change_gaps),          WRITES(runs, write_jumps_only),
};

static const sentence means[] = {
    WRITES(variation, write_subgroup),
    WRITES(finding, write_subgroup_finding),
    WRITES(latest_value, write_subgroup_value),
    WRITES(latest_period, write_latest_period),
    WRITES(narrow, write_what_limits_rest_on),
    WRITES(noise, write_earlier_subgroups),
    WRITES(trial, write_trial),
    WRITES(gaps, write_subgroup_gaps),
    WRITES(runs, write_runs),
};

static const sentence spreads[] = {
    WRITES(variation, write_subgroup),          WRITES(finding, write_subgroup_finding),
    WRITES(latest_value, write_subgroup_value), WRITES(latest_period, write_latest_period),
    WRITES(noise, write_earlier_subgroups),     WRITES(trial, write_trial),
    WRITES(gaps, write_subgroup_gaps),          WRITES(runs, write_runs),
};

const sentence_list sentences_of_points[POINT_MEANING_COUNT] = {
    [POINTS_ARE_CHANGES] = { changes, sizeof changes / sizeof *changes },
    [POINTS_ARE_MEANS] = { means, sizeof means / sizeof *means },
    [POINTS_ARE_SPREADS] = { spreads, sizeof spreads / sizeof *spreads },
};
