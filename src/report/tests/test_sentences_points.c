/* What is said of charts whose points are not the values themselves, word for word: how far each value lies from the
 * one before (mr), and the mean (xbar) and the spread (s) of several values a period. */
#include "saying.h"

static void set_chart(fixture *f, const char *chart)
{
    f->about.chart = text_of(chart);
    f->about.unit = unit_parse(TEXT("minutes"));
    f->options.draws_all_charts = true;
}

/* The rows in periods of `size`, one after the other; the last period has what is left. */
static void gather(fixture *f, size_t size)
{
    for (size_t i = 0; i < f->table.n_points; i++)
        f->periods[i] = fixture_month((int)(i / size));
}

static void set_changes(fixture *f)
{
    set_chart(f, "mr");
}

static void set_changes_of_shares(fixture *f)
{
    set_chart(f, "mr");
    f->about.unit = unit_parse(TEXT("share"));
    f->about.has_target = true;
    f->about.target = 0.5;
}

static void set_changes_with_a_month_left_out(fixture *f)
{
    set_chart(f, "mr");
    for (size_t i = 9; i < f->table.n_points; i++)
        f->periods[i] = fixture_month((int)i + 1);
}

static void set_changes_of_pairs(fixture *f)
{
    set_chart(f, "mr");
    gather(f, 2);
}

static void set_means_of_two(fixture *f)
{
    set_chart(f, "xbar");
    gather(f, 2);
}

static void set_means_of_two_and_decrease(fixture *f)
{
    set_means_of_two(f);
    f->about.improvement = UPW_DECREASE;
    f->about.has_target = true;
    f->about.target = 3;
}

static void set_means_of_two_without_direction(fixture *f)
{
    set_means_of_two(f);
    f->about.has_improvement = false;
}

static void set_means_of_one(fixture *f)
{
    set_chart(f, "xbar");
}

static void set_spreads_of_two(fixture *f)
{
    set_chart(f, "s");
    gather(f, 2);
}

static void set_spreads_of_one(fixture *f)
{
    set_chart(f, "s");
}

static void set_spreads_of_percentages(fixture *f)
{
    set_spreads_of_two(f);
    f->about.unit = unit_parse(TEXT("%"));
}

/* Mean change 2, so that the limit is 3.267 x 2. */
#define TWO_APART 10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 12

/* Fourteen periods, whose two values have a mean of 9.5 or 10.5 and a standard deviation of 1.41. With c4 = 0.798 the
 * limits of means lie 3.76 on either side of 10, and spreads go up to 1.41 + 3.21. */
#define TWO_PAIRS 8.5, 10.5, 9.5, 11.5
#define PAIRS TWO_PAIRS, TWO_PAIRS, TWO_PAIRS, TWO_PAIRS, TWO_PAIRS, TWO_PAIRS, TWO_PAIRS

static const sentence_case cases[] = {
    /* -- mr -- */
    { "a_change_within_its_limit_is_told_with_both_its_ends",
      VALUES(TWO_APART, 11),
      set_changes,
      { SAYS(finding, "no exceptional change from one month to the next"),
        SAYS(variation, "It fell by 1 minutes in March 2021 (from 12 to 11 minutes), within what chance makes from "
                        "one month to the next (at most 6.3, on average 1.9)."),
        SAYS(latest_value, "fell by 1 minutes"), SAYS(noise, ""), SAYS(assurance, ""),
        SAYS(runs, "This chart shows jumps and not levels: whether the level has moved, the chart xmr tells.") } },
    { "a_change_beyond_its_limit_is_exceptional",
      VALUES(TWO_APART, 30),
      set_changes,
      { SAYS(finding, "exceptional change in March 2021"),
        SAYS(variation,
             "It rose by 18 minutes in March 2021 (from 12 to 30 minutes), more than chance usually makes from "
             "one month to the next (at most 10.3, on average 3.1)."),
        SAYS(noise, "") } },
    { "exceptional_changes_of_the_past_are_named_the_latest_first",
      VALUES(TWO_APART, 40, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10),
      set_changes,
      { SAYS(finding, "last exceptional change in April 2021"),
        SAYS(noise, "Earlier changes beyond their limit: April 2021 (fell by 28 minutes); March 2021 (rose by 28 "
                    "minutes).") } },
    { "a_value_that_stays_is_said_to_stay",
      VALUES(TWO_APART, 12),
      set_changes,
      { SAYS(variation,
             "It stayed the same in March 2021, within what chance makes from one month to the next (at most "
             "6.1, on average 1.9)."),
        SAYS(latest_value, "stayed the same") } },
    { "changes_of_percentages_are_in_percentage_points_and_have_no_target",
      VALUES(0.70, 0.72, 0.70, 0.72, 0.70, 0.72, 0.70, 0.72, 0.70, 0.72, 0.70, 0.72, 0.70, 0.72, 0.705),
      set_changes_of_shares,
      { SAYS(variation,
             "It fell by 1.5 percentage points in March 2021 (from 72.0 % to 70.5 %), within what chance makes "
             "from one month to the next (at most 6.4, on average 2.0)."),
        SAYS(assurance, "") } },
    { "a_few_changes_cannot_tell",
      VALUES(10, 12, 10, 12),
      set_changes,
      { SAYS(finding, "cannot tell yet"),
        SAYS(variation, "Cannot tell yet: 3 changes are too few to tell an exceptional one from chance."),
        SAYS(runs, "") } },
    { "one_value_has_no_change",
      VALUES(10),
      set_changes,
      { SAYS(finding, "no changes to show"),
        SAYS(variation, "There are no changes to show: no two values stand side by side.") } },
    { "few_changes_make_a_trial_limit",
      VALUES(10, 12, 10, 12, 10, 12, 10, 12, 10),
      set_changes,
      { SAYS(trial, "The limit is a trial limit from 8 changes: it will move as values come in.") } },
    { "no_change_is_taken_to_or_from_a_gap",
      VALUES(TWO_APART, NAN, 12, 10),
      set_changes,
      { SAYS(gaps, "1 of 17 months has no value; no change is taken to or from there.") } },
    { "a_month_that_is_not_there_is_told",
      VALUES(TWO_APART, 12, 10),
      set_changes_with_a_month_left_out,
      { SAYS(gaps,
             "1 month is not in the table at all; the change across such a hole is that between its two ends.") } },
    { "several_values_a_month_change_by_their_mean",
      VALUES(9, 11, 11, 13, 9, 11, 11, 13, 9, 11, 11, 13, 9, 11, 11, 13, 9, 11),
      set_changes_of_pairs,
      { SAYS(variation,
             "It fell by 2 minutes in September 2020 (from 12 to 10 minutes), within what chance makes from one "
             "month to the next (at most 6.5, on average 2).") } },
    /* -- xbar -- */
    { "a_mean_within_its_limits_is_told_with_its_number_of_values",
      VALUES(PAIRS, 10, 12),
      set_means_of_two,
      { SAYS(finding, "no sign of change"),
        SAYS(variation,
             "No sign of change: the mean of the 2 values in March 2021, 11.0 minutes, is within what chance "
             "gives with 2 values (6.3 to 13.8)."),
        SAYS(latest_value, "mean 11.0 minutes of 2 values"),
        SAYS(narrow,
             "The limits rest on how much values differ within a month; the chart s shows whether that is steady."),
        SAYS(runs,
             "Runs analysis around the overall mean of 10.1 minutes: the longest run is 2 means (chance gives 7 at "
             "most), the crossings are 13 (chance gives 4 at least): no sign that the middle has moved."),
        SAYS(assurance, "") } },
    { "a_mean_beyond_its_limit_is_better_or_worse",
      VALUES(PAIRS, 19, 21),
      set_means_of_two_and_decrease,
      { SAYS(finding, "worse in March 2021"),
        SAYS(variation, "Worse in March 2021: the mean of its 2 values, 20.0 minutes, is above the upper limit of 14.4 "
                        "minutes for 2 values, further than chance usually takes it."),
        SAYS(assurance, "") } },
    { "a_mean_has_no_side_where_nobody_has_named_one",
      VALUES(PAIRS, 1, 3),
      set_means_of_two_without_direction,
      { SAYS(finding, "lower in March 2021") } },
    { "means_in_a_row_on_one_side_are_a_run",
      VALUES(8, 10, 8, 10, 8, 10, 8, 10, 8, 10, 8, 10, 8, 10, 8, 10, 8, 10, 10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10,
             12, 10, 12, 10, 12, 10, 12),
      set_means_of_two,
      { SAYS(finding, "better since October 2020"),
        SAYS(variation,
             "Better since October 2020: 9 months in a row above the overall mean of 10.0 minutes, a longer run "
             "than chance usually makes."),
        SAYS(runs,
             "Runs analysis around the overall mean of 10.0 minutes: the longest run is 9 means (chance gives 7 at "
             "most), the crossings are 1 (chance gives 5 at least): the middle has moved.") } },
    { "a_mean_of_one_value_is_not_judged",
      VALUES(PAIRS, 40),
      set_means_of_two,
      { SAYS(finding, "cannot tell"),
        SAYS(variation, "Cannot tell: March 2021 has 1 value, and the chart has no limits for one alone."),
        SAYS(gaps, "1 of 15 months has fewer than two values, and so no limits."), SAYS(narrow, "") } },
    { "single_values_have_no_limits_of_means",
      VALUES(9, 11, 9, 11, 9, 11, 9, 11),
      set_means_of_one,
      { SAYS(variation, "Cannot tell: August 2020 has 1 value, and the chart has no limits for one alone."),
        SAYS(gaps, "8 of 8 months have fewer than two values, and so no limits.") } },
    { "values_that_are_missing_in_a_subgroup_are_counted",
      VALUES(PAIRS, 9, 11, NAN, 12, NAN, NAN, 9, 11),
      set_means_of_two,
      { SAYS(gaps, "3 of 36 values are missing; the others count. 2 of 18 months have fewer than two values, and so no "
                   "limits.") } },
    { "means_beyond_their_limits_in_the_past_are_named",
      VALUES(PAIRS, 19, 21, 9, 11, 9, 11),
      set_means_of_two,
      { SAYS(noise, "Earlier beyond their limits: March 2021 (20.0 of 2 values).") } },
    /* -- s -- */
    { "a_spread_within_its_limits_is_no_sign_of_change",
      VALUES(PAIRS, 8, 11),
      set_spreads_of_two,
      { SAYS(finding, "no sign of change in the spread"),
        SAYS(variation,
             "No sign of change in the spread: the standard deviation of the 2 values in March 2021, 2.1 minutes, "
             "is within what chance gives with 2 values (0.0 to 4.8)."),
        SAYS(latest_value, "standard deviation 2.1 minutes of 2 values"), SAYS(narrow, "") } },
    { "a_spread_beyond_its_limit_is_wider_and_neither_better_nor_worse",
      VALUES(PAIRS, 1, 19),
      set_spreads_of_two,
      { SAYS(finding, "wider spread in March 2021"),
        SAYS(variation,
             "Wider in March 2021: the standard deviation of its 2 values, 12.7 minutes, is above the upper limit "
             "of 7.1 minutes for 2 values, further than chance usually takes it.") } },
    { "spreads_of_percentages_are_in_percentage_points",
      VALUES(PAIRS, 8, 11),
      set_spreads_of_percentages,
      { SAYS(latest_value, "standard deviation 2.1 percentage points of 2 values") } },
    { "single_values_have_no_spread",
      VALUES(9, 11, 9, 11, 9, 11, 9, 11),
      set_spreads_of_one,
      { SAYS(finding, "nothing to show"),
        SAYS(variation, "There is no spread to show: nowhere are there two values or more."),
        SAYS(gaps, "8 of 8 months have fewer than two values, and so no spread.") } },
};

int main(void)
{
    return saying_run("points", cases, sizeof cases / sizeof cases[0]);
}
