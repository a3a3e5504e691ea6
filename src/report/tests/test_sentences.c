/* What the report says about change and chance, word for word: a case for each rule. Read this file and
 * test_sentences_target.c to see what the report can say. */
#include "saying.h"

static void set_decrease(fixture *f)
{
    f->about.improvement = UPW_DECREASE;
}

static void set_no_direction(fixture *f)
{
    f->about.has_improvement = false;
}

static void set_limits_fixed_after_16(fixture *f)
{
    f->about.fix_after_n = 16;
}

static void set_suppress_last(fixture *f)
{
    f->gaps[f->table.n_points - 1] = GAP_SUPPRESSED;
}

static void set_parity(fixture *f)
{
    f->options.profile = UPW_PROFILE_PARITY;
}

static void set_step_for_a_reason(fixture *f)
{
    static period at;
    at = fixture_month(16);
    static const text reason = { "second clinic opened", 20 };
    f->about.rebases = &at;
    f->about.rebase_reasons = &reason;
    f->about.n_rebases = 1;
}

static void set_step(fixture *f)
{
    static period at;
    at = fixture_month(16);
    static const text reason = { "", 0 };
    f->about.rebases = &at;
    f->about.rebase_reasons = &reason;
    f->about.n_rebases = 1;
}

static void set_shares(fixture *f)
{
    f->about.unit = unit_parse(TEXT("share"));
    for (size_t i = 0; i < f->table.n_points; i++) {
        f->numerators[i] = 1000 * f->values[i];
        f->denominators[i] = 1000;
    }
    f->table.numerators = f->numerators;
    f->table.denominators = f->denominators;
}

static void set_complement_and_shares(fixture *f)
{
    f->about.unit = unit_parse(TEXT("share"));
    for (size_t i = 0; i < f->table.n_points; i++) {
        f->numerators[i] = 1000 - 1000 * f->values[i];
        f->denominators[i] = 1000;
    }
    f->table.numerators = f->numerators;
    f->table.denominators = f->denominators;
}

static void set_rates(fixture *f)
{
    f->about.unit = unit_parse(TEXT("per 1,000 bed days"));
    for (size_t i = 0; i < f->table.n_points; i++) {
        f->numerators[i] = 2 * f->values[i];
        f->denominators[i] = 2000;
    }
    f->table.numerators = f->numerators;
    f->table.denominators = f->denominators;
}

static void set_leave_out_two_months(fixture *f)
{
    for (size_t i = 9; i < f->table.n_points; i++)
        f->periods[i] = fixture_month((int)i + 2);
}

static void set_limits_fixed_after_20(fixture *f)
{
    f->about.fix_after_n = 20;
}

static void set_chart_g(fixture *f)
{
    f->about.chart = TEXT("g");
}

static void set_counts_and_decrease(fixture *f)
{
    f->about.unit = unit_parse(TEXT("count"));
    f->about.improvement = UPW_DECREASE;
}

static void set_rate_and_decrease(fixture *f)
{
    f->about.unit = unit_parse(TEXT("days"));
    f->about.improvement = UPW_DECREASE;
}

static void set_chart_i(fixture *f)
{
    f->about.chart = TEXT("i");
}

static const sentence_case cases[] = {
    { "common_cause_is_called_chance_and_its_last_step_noise",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 72, 73, 71.1),
      NULL,
      { SAYS(finding, "no sign of change"),
        SAYS(variation,
             "No sign of change: 71.1 % in November 2021 is within what chance gives this process (62.2 % to 81.8 %)."),
        SAYS(noise, "The fall from 73.0 % to 71.1 % is within common-cause variation."),
        SAYS(latest, "71.1 % in November 2021."), SAYS(assurance, "No target is set.") } },
    { "a_run_above_the_mean_is_better_where_more_is_better",
      VALUES(60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 62, 62.5, 61.9, 62.2, 62.1,
             62.6, 62, 62.4),
      NULL,
      { SAYS(finding, "better since April 2021"),
        SAYS(variation, "Better since April 2021: 9 months in a row above the mean of 61.2 %.") } },
    { "a_run_above_the_mean_is_worse_where_less_is_better",
      VALUES(60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 62, 62.5, 61.9, 62.2, 62.1,
             62.6, 62, 62.4),
      set_decrease,
      { SAYS(finding, "worse since April 2021"),
        SAYS(variation, "Worse since April 2021: 9 months in a row above the mean of 61.2 %.") } },
    { "a_run_above_the_mean_is_only_higher_where_nobody_says",
      VALUES(60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 62, 62.5, 61.9, 62.2, 62.1,
             62.6, 62, 62.4),
      set_no_direction,
      { SAYS(finding, "higher since April 2021"),
        SAYS(variation, "Higher since April 2021: 9 months in a row above the mean of 61.2 %.") } },
    { "a_trend_tells_from_where_to_where",
      VALUES(70, 76, 70, 76, 70, 76, 70, 76, 70, 76, 70, 76, 70, 76, 70, 76, 78, 77, 76, 75, 73, 72, 71, 70),
      NULL,
      { SAYS(finding, "worse since May 2021"),
        SAYS(variation,
             "Worse since May 2021: each month lower than the one before, from 78.0 % to 70.0 % (8 months).") } },
    { "one_value_beyond_a_limit_is_told_with_the_limit",
      VALUES(70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 64),
      NULL,
      { SAYS(finding, "worse in September 2021"),
        SAYS(variation, "Worse in September 2021: 64.0 % is below the lower limit of 65.3 %, further than chance "
                        "usually takes it."),
        SAYS(noise, "The fall from 72.0 % to 64.0 % is more than chance usually makes from one month to the next.") } },
    { "several_values_beyond_a_limit_are_told_as_one_event",
      VALUES(70, 70.5, 70, 70.5, 70, 70.5, 70, 70.5, 70, 70.5, 70, 70.5, 70, 70.5, 70, 70.5, 70, 70.5, 70, 70.5, 70,
             70.5, 70, 70.5, 70, 70.5, 70, 70.5, 70, 70.5, 73, 73.2),
      NULL,
      { SAYS(finding, "better since July 2022"),
        SAYS(variation, "Better since July 2022: 2 months in a row above the upper limit of 71.7 %, further than "
                        "chance usually takes them.") } },
    { "a_value_beyond_a_limit_belongs_to_the_run_it_ends",
      VALUES(60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 62.2, 62.6,
             62.4, 62.9, 62.5, 62.7, 67),
      NULL,
      { SAYS(finding, "better since December 2021"),
        SAYS(variation, "Better since December 2021: 8 months in a row above the mean of 61.5 %, the last of them "
                        "above the upper limit of 66.1 %.") } },
    { "two_of_three_near_a_limit_are_told_together",
      VALUES(70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 75, 72.5, 75.2),
      set_limits_fixed_after_16,
      { SAYS(finding, "better since May 2021"),
        SAYS(variation, "Better since May 2021: at least 2 of the last 3 months lie near the upper limit of 76.3 % or "
                        "beyond it, more often than chance gives.") } },
    { "five_values_tell_too_little",
      VALUES(71, 73, 70, 72, 71),
      NULL,
      { SAYS(finding, "cannot tell yet"),
        SAYS(variation, "Cannot tell yet: 5 values are too few to tell a change from chance."),
        SAYS(trial, "The limits drawn are trial limits from 5 months: nothing is judged by them yet, and they will "
                    "move as values come in.") } },
    { "a_series_without_points_says_so",
      NULL,
      0,
      NULL,
      { SAYS(finding, "no values"), SAYS(variation, "There are no values."), SAYS(latest, "") } },
    { "a_series_without_values_says_so",
      VALUES(NAN, NAN, NAN),
      NULL,
      { SAYS(finding, "no values"), SAYS(variation, "There are no values."), SAYS(latest, ""),
        SAYS(gaps, "3 of 3 months have no value (missing); no rule looks across a gap.") } },
    { "a_missing_last_value_says_which_one_decides",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, NAN),
      set_suppress_last,
      { SAYS(variation,
             "No sign of change: 74.0 % in August 2021 is within what chance gives this process (61.4 % to 82.6 %)."),
        SAYS(latest,
             "74.0 % in August 2021. The value for September 2021 is suppressed, so that of August 2021 decides."),
        SAYS(gaps, "1 of 21 months has no value (suppressed); no rule looks across a gap.") } },
    { "profile_parity_looks_at_the_last_value_only",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, NAN),
      set_parity,
      { SAYS(finding, "cannot tell"),
        SAYS(variation, "Cannot tell: September 2021 has no value, and profile parity looks at nothing else.") } },
    { "what_is_counted_stays_whole_and_its_limits_do_not",
      VALUES(3, 4, 3, 4, 3, 4, 3, 4, 4, 3, 4, 3, 4, 3, 4),
      set_counts_and_decrease,
      { SAYS(variation, "No sign of change: 4 in March 2021 is within what chance gives this process (1.1 to 6.0)."),
        SAYS(noise, "The rise from 3 to 4 is within common-cause variation.") } },
    { "small_values_between_whole_numbers_keep_a_decimal",
      VALUES(7.17, 3.3, 7.17, 3.3, 7.17, 3.3, 7.17, 3.3, 7.17, 3.3, 7.17, 3.3, 7.17, 3.3, 7.17, 3.3),
      set_counts_and_decrease,
      { SAYS(latest, "3.3 in April 2021."), SAYS(noise, "The fall from 7.2 to 3.3 is within common-cause variation."),
        SAYS(variation,
             "No sign of change: 3.3 in April 2021 is within what chance gives this process (0 to 15.5).") } },
    { "large_values_between_whole_numbers_need_none",
      VALUES(717.1, 330.3, 717.1, 330.3, 717.1, 330.3, 717.1, 330.3, 717.1, 330.3, 717.1, 330.3, 717.1, 330.3),
      set_counts_and_decrease,
      { SAYS(latest, "330 in February 2021.") } },
    { "figures_of_one_sentence_have_as_many_decimals",
      VALUES(0.62, 0.66, 0.64, 0.62, 0.66, 0.64, 0.62, 0.66, 0.64, 0.62, 0.66, 0.6, 0.64, 0.62, 0.66),
      set_rate_and_decrease,
      { SAYS(variation,
             "No sign of change: 0.66 days in March 2021 is within what chance gives this process (0.55 to 0.72)."),
        SAYS(noise, "The rise from 0.62 to 0.66 days is within common-cause variation.") } },
    { "a_run_before_the_change_is_no_event_of_its_own",
      VALUES(60, 61, 60, 61, 60, 61, 60, 61, 60, 61, 60, 61, 60, 61, 60, 61, 60, 61, 60, 61, 60, 61, 60, 61, 64, 65, 64,
             65, 64, 65, 64, 65),
      NULL,
      { SAYS(variation, "Better since January 2022: 8 months in a row above the mean of 61.5 %, 4 of them above "
                        "the upper limit of 64.3 %."),
        SAYS(history, "January 2020 to December 2021: 24 months below a mean that mixes the time before the latest "
                      "change with the time after it.") } },
    { "one_event_is_told_once",
      VALUES(70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 75, 75.2, 71.5, 75.1, 70, 72, 70, 72),
      set_limits_fixed_after_16,
      { SAYS(history, "May 2021 to August 2021: near the upper limit, with two of three values (better).") } },
    { "a_quiet_runs_analysis_beside_a_run_says_so",
      VALUES(60, 64, 60, 64, 62, 64, 60, 64, 60, 64, 60, 64, 60, 64, 60, 64, 60, 64, 60, 64, 63, 63.5, 63, 63.2, 63.1,
             63.4, 63.6),
      NULL,
      { SAYS(variation, "Better since August 2021: 8 months in a row above the mean of 62.4 %."),
        SAYS(runs, "Runs analysis around the median of 63.2 %: the longest run is 2 values (chance gives 8 at most), "
                   "the crossings are 23 (chance gives 8 at least): no sign that the middle has moved, although the "
                   "rules of the chart see a run on one side of the mean since August 2021.") } },
    { "trial_limits_are_named_in_the_headline",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74),
      NULL,
      { SAYS(finding, "no sign of change"), SAYS(variation, "No sign of change: 74.0 % in October 2020 is within the "
                                                            "trial limits of 10 months (61.4 % to 82.6 %).") } },
    { "what_cannot_be_told_yet_is_not_called_noise",
      VALUES(70, 71, 70, 72, 73),
      NULL,
      { SAYS(finding, "cannot tell yet"), SAYS(noise, ""),
        SAYS(trial, "The limits drawn are trial limits from 5 months: nothing is judged by them yet, and they will "
                    "move as values come in.") } },
    { "a_step_change_tells_its_reason_and_both_means",
      VALUES(60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70,
             72, 70, 72),
      set_step_for_a_reason,
      { SAYS(steps, "The limits start again in May 2021 (second clinic opened): the mean went from 61.0 % to 71.0 %."),
        SAYS(variation,
             "No sign of change: 72.0 % in June 2022 is within what chance gives this process (65.7 % to 76.3 %).") } },
    { "a_step_change_without_a_reason_says_that_none_is_recorded",
      VALUES(60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70,
             72, 70, 72),
      set_step,
      { SAYS(steps,
             "The limits start again in May 2021 (no reason is recorded): the mean went from 61.0 % to 71.0 %.") } },
    { "after_a_step_change_a_few_values_tell_nothing_yet",
      VALUES(60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 70, 72, 71),
      set_step,
      { SAYS(finding, "cannot tell yet"),
        SAYS(variation, "Cannot tell yet: the limits start again in May 2021, and 3 values are too few to tell a "
                        "change from chance."),
        SAYS(trial, "The limits drawn are trial limits from 3 months: nothing is judged by them yet, and they will "
                    "move as values come in.") } },
    { "a_step_that_nobody_decided_waits_with_its_evidence",
      VALUES(60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 66, 68, 66,
             68, 66, 68, 66, 68, 66, 68, 66, 68, 66, 68),
      NULL,
      { SAYS(proposals,
             "A step change may have happened in January 2022: the mean was 61.0 % before and 67.0 % after. Against "
             "the limits in force this shows as a run on one side of the mean and values near a limit."),
        SAYS(proposals_note, "Nothing has been redrawn: decide whether something changed in the work then. If so, give "
                             "the date and the reason in the indicators file (columns rebase and rebase_reason)."),
        SAYS(history, "") } },
    { "a_step_as_late_as_it_can_be_found_may_be_later",
      VALUES(60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 60, 62, 66,
             68, 66, 68, 66, 68, 66, 68, 66, 68),
      NULL,
      { SAYS(proposals,
             "A step change may have happened in January 2022 or later (with fewer than 12 values after it a step is "
             "not looked for): the mean was 61.0 % before and 66.0 % after. Against the limits in force this shows as "
             "a run on one side of the mean and values near a limit.") } },
    { "shares_are_told_with_their_counts",
      VALUES(0.75, 0.74, 0.76, 0.75, 0.741, 0.729, 0.75, 0.74, 0.76, 0.75, 0.741, 0.729, 0.75, 0.74, 0.76, 0.75, 0.741,
             0.729),
      set_shares,
      { SAYS(latest, "72.9 % in June 2021 (729 of 1,000)."),
        SAYS(noise, "The fall from 74.1 % to 72.9 % is within common-cause variation.") } },
    { "a_complement_is_told_with_the_counts_that_remain",
      VALUES(0.75, 0.74, 0.76, 0.75, 0.741, 0.729, 0.75, 0.74, 0.76, 0.75, 0.741, 0.729, 0.75, 0.74, 0.76, 0.75, 0.741,
             0.729),
      set_complement_and_shares,
      { SAYS(latest, "72.9 % in June 2021 (729 of 1,000).") } },
    { "rates_are_told_with_their_unit_once",
      VALUES(4.5, 4.1, 4.5, 4.1, 4.5, 4.1, 4.5, 4.1, 4.5, 4.1, 4.5, 4.1, 4.5, 4.1, 4.5, 4.1),
      set_rates,
      { SAYS(variation, "No sign of change: 4.1 per 1,000 bed days in April 2021 is within what chance gives this "
                        "process (3.2 to 5.4)."),
        SAYS(latest, "4.1 per 1,000 bed days in April 2021 (8.2 in 2,000 bed days).") } },
    { "another_chart_has_its_runs_around_its_own_line_and_across_gaps",
      VALUES(70, 71, 72, 74, 70, 71, NAN, 74, 70, 71, 72, 74, 70, 71, 72, 90),
      set_chart_i,
      { SAYS(runs, "Runs analysis around the mean of 72.8 %: the longest run is 3 values (chance gives 7 at most), the "
                   "crossings are 7 (chance gives 4 at least): no sign that the middle has moved."),
        SAYS(gaps, "1 of 16 months has no value (missing); runs go on across a gap.") } },
    { "a_step_beyond_the_usual_is_not_called_noise",
      VALUES(70, 71, 70, 71, 70, 71, 70, 71, 70, 71, 70, 71, 70, 71, 70, 71, 70, 71, 70, 71, 70, 71, 70, 71, 75.5),
      NULL,
      { SAYS(noise, "The rise from 71.0 % to 75.5 % is more than chance usually makes from one month to the next.") } },
    { "a_step_within_a_signal_is_noise_by_itself",
      VALUES(60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 62, 62.5, 61.9, 62.2, 62.1,
             62.6, 62, 62.4),
      NULL,
      { SAYS(noise, "By itself the rise from 62.0 % to 62.4 % is within common-cause variation.") } },
    { "an_equal_value_is_the_same",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 74),
      NULL,
      { SAYS(noise, "The value is the same as the one before.") } },
    { "limits_are_not_told_beyond_what_is_possible",
      VALUES(97, 99, 100, 96, 98, 100, 95, 99, 97, 100, 98, 99, 96),
      NULL,
      { SAYS(variation, "No sign of change: 96.0 % in January 2021 is within what chance gives this process (91.1 % to "
                        "100 %).") } },
    { "a_percentage_of_a_plan_may_pass_a_hundred",
      VALUES(97, 103, 97, 103, 97, 103, 97, 103, 97, 103, 97, 103, 97, 103, 97, 103),
      NULL,
      { SAYS(
          variation,
          "No sign of change: 103.0 % in April 2021 is within what chance gives this process (84.0 % to 116.0 %).") } },
    { "a_month_without_a_row_is_told",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74),
      set_leave_out_two_months,
      { SAYS(gaps, "2 months are not in the table at all."),
        SAYS(variation, "No sign of change: 74.0 % in October 2021 is within what chance gives this process (61.4 % to "
                        "82.6 %).") } },
    { "earlier_signals_are_listed_from_the_latest_back",
      VALUES(70, 72, 70, 72, 70, 72, 70, 72, 62, 70, 72, 70, 72, 70, 72, 70, 72, 80, 71, 70, 72, 71, 70, 72),
      NULL,
      { SAYS(history, "June 2021: 80.0 %, above the upper limit (better). September 2020: 62.0 %, below the lower "
                      "limit (worse)."),
        SAYS(variation, "No sign of change: 72.0 % in December 2021 is within what chance gives this process (63.7 % "
                        "to 78.3 %).") } },
    { "the_runs_analysis_speaks_for_itself",
      VALUES(70, 71, 72, 70.5, 71.5, 72.2, 74, 75, 74.5, 75.5, 74.2, 74.8, 70.2, 71.1, 72.1, 70.8, 71.2, 71.9),
      NULL,
      { SAYS(runs, "Runs analysis around the median of 72.0 %: the longest run is 7 values (chance gives 7 at most), "
                   "the crossings are 6 (chance gives 5 at least): no sign that the middle has moved."),
        SAYS(variation,
             "No sign of change: 71.9 % in June 2021 is within what chance gives this process (69.8 % to 75.0 %).") } },
    { "close_figures_get_the_decimals_that_part_them",
      VALUES(70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 65.67),
      set_limits_fixed_after_20,
      { SAYS(variation, "Worse in September 2021: 65.67 % is below the lower limit of 65.68 %, further than chance "
                        "usually takes it.") } },
    { "a_g_chart_speaks_of_a_median",
      VALUES(10, 14, 3, 22, 8, 11, 30, 2, 9, 16, 5, 12, 120),
      set_chart_g,
      { SAYS(finding, "better in January 2021"),
        SAYS(variation, "Better in January 2021: 120.0 % is above the upper limit of 82.1 %, further than chance "
                        "usually takes it.") } },
};

int main(void)
{
    return saying_run("sentences", cases, sizeof cases / sizeof cases[0]);
}
