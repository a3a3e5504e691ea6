/* What the report says, word for word: a case for each rule. Read this file to see what the report can say. */
#include "fixture.h"

#include <string.h>

#include "near.h"

enum { FIELDS = 6 };

typedef struct saying {
    size_t offset; /* of the text in series_words */
    const char *expected;
} saying;

typedef struct sentence_case {
    const char *name;
    const double *values;
    size_t n;
    void (*change)(fixture *f); /* what is special about it; NULL: nothing */
    saying sayings[FIELDS];     /* up to the first without words */
} sentence_case;

#define VALUES(...) (const double[]){ __VA_ARGS__ }, sizeof((const double[]){ __VA_ARGS__ }) / sizeof(double)
#define SAYS(field, words)                                                                                             \
    {                                                                                                                  \
        offsetof(series_words, field), words                                                                           \
    }

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

static void set_target_95(fixture *f)
{
    f->about.has_target = true;
    f->about.target = 95;
}

static void set_suppress_last(fixture *f)
{
    f->gaps[f->table.n_points - 1] = GAP_SUPPRESSED;
}

static void set_parity(fixture *f)
{
    f->options.profile = UPW_PROFILE_PARITY;
}

static void set_target_50(fixture *f)
{
    f->about.has_target = true;
    f->about.target = 50;
}

static void set_target_72_5(fixture *f)
{
    f->about.has_target = true;
    f->about.target = 72.5;
}

static void set_target_80(fixture *f)
{
    f->about.has_target = true;
    f->about.target = 80;
}

static void set_target_65(fixture *f)
{
    f->about.has_target = true;
    f->about.target = 65;
}

static void set_target_95_and_decrease(fixture *f)
{
    f->about.improvement = UPW_DECREASE;
    f->about.has_target = true;
    f->about.target = 95;
}

static void set_target_18_25_and_decrease(fixture *f)
{
    f->about.improvement = UPW_DECREASE;
    f->about.has_target = true;
    f->about.target = 18.25;
}

static void set_target_95_and_no_direction(fixture *f)
{
    f->about.has_improvement = false;
    f->about.has_target = true;
    f->about.target = 95;
}

static void set_target_95_and_neutral(fixture *f)
{
    f->about.improvement = UPW_NEUTRAL;
    f->about.has_target = true;
    f->about.target = 95;
}

static void set_target_64_3(fixture *f)
{
    f->about.has_target = true;
    f->about.target = 64.3;
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

static void set_target_column(fixture *f)
{
    for (size_t i = 0; i < f->table.n_points; i++)
        f->targets[i] = i < 8 ? 90 : 95;
    f->table.targets = f->targets;
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

static void set_target_70_and_chart_run(fixture *f)
{
    f->about.has_target = true;
    f->about.target = 70;
    f->about.chart = TEXT("run");
}

static void set_target_0_9_and_chart_pp_and_shares(fixture *f)
{
    f->about.has_target = true;
    f->about.target = 0.9;
    f->about.chart = TEXT("pp");
    f->about.unit = unit_parse(TEXT("share"));
    for (size_t i = 0; i < f->table.n_points; i++) {
        f->numerators[i] = 1000 * f->values[i];
        f->denominators[i] = 1000;
    }
    f->table.numerators = f->numerators;
    f->table.denominators = f->denominators;
}

static void set_chart_g(fixture *f)
{
    f->about.chart = TEXT("g");
}

static void set_target_95_and_in_days(fixture *f)
{
    f->about.has_target = true;
    f->about.target = 95;
    for (size_t i = 0; i < f->table.n_points; i++)
        f->periods[i] = period_make(20000 + (int32_t)i, PERIOD_DAY);
}

static void set_target_95_and_in_weeks(fixture *f)
{
    f->about.has_target = true;
    f->about.target = 95;
    for (size_t i = 0; i < f->table.n_points; i++)
        f->periods[i] = period_make(20000 + 7 * (int32_t)i, PERIOD_DAY);
}

static void set_target_95_and_in_quarters(fixture *f)
{
    f->about.has_target = true;
    f->about.target = 95;
    for (size_t i = 0; i < f->table.n_points; i++)
        f->periods[i] = period_make(period_get_start(fixture_month(3 * (int)i)), PERIOD_QUARTER);
}

static void set_target_95_and_in_years(fixture *f)
{
    f->about.has_target = true;
    f->about.target = 95;
    for (size_t i = 0; i < f->table.n_points; i++)
        f->periods[i] = period_make(period_get_start(fixture_month(3 + 12 * (int)i)), PERIOD_FINANCIAL_YEAR);
}

static void set_target_95_and_in_numbers(fixture *f)
{
    f->about.has_target = true;
    f->about.target = 95;
    for (size_t i = 0; i < f->table.n_points; i++)
        f->periods[i] = period_make((int32_t)i + 1, PERIOD_NUMBER);
}

static void set_pounds(fixture *f)
{
    f->about.unit = unit_parse(TEXT("£"));
    f->about.has_target = true;
    f->about.target = 950000;
    f->about.improvement = UPW_DECREASE;
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

static void set_limits_fixed_after_16_and_target_64_3(fixture *f)
{
    f->about.fix_after_n = 16;
    set_target_64_3(f);
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
        SAYS(variation,
             "Worse in September 2021: 64.0 % is below the lower limit of 65.3 %, further than chance usually takes it."),
        SAYS(noise, "The fall from 72.0 % to 64.0 % is more than chance usually makes from one month to the next.") } },
    { "several_values_beyond_a_limit_are_told_as_one_event",
      VALUES(70, 70.5, 70, 70.5, 70, 70.5, 70, 70.5, 70, 70.5, 70, 70.5, 70, 70.5, 70, 70.5, 70, 70.5, 70, 70.5, 70,
             70.5, 70, 70.5, 70, 70.5, 70, 70.5, 70, 70.5, 73, 73.2),
      NULL,
      { SAYS(finding, "better since July 2022"),
        SAYS(variation, "Better since July 2022: 2 months in a row above the upper limit of 71.7 %, further than chance usually takes them.") } },
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
    { "a_constant_measure_meets_a_target_below_it",
      VALUES(100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100),
      set_target_95,
      { SAYS(finding, "always 100 %"),
        SAYS(variation, "No variation at all: each of the 14 values since January 2020 is 100 %."),
        SAYS(assurance,
             "It will meet its target of 95 % or more every month unless something changes: it is always 100 %."),
        SAYS(noise, "") } },
    { "a_constant_measure_misses_a_target_above_it",
      VALUES(90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90),
      set_target_95,
      { SAYS(assurance,
             "It will miss its target of 95 % or more every month until something changes: it is always 90 %.") } },
    { "one_value_tells_nothing",
      VALUES(71),
      set_target_95,
      { SAYS(finding, "cannot tell yet"),
        SAYS(variation, "Cannot tell yet: 1 value is too few to tell a change from chance."),
        SAYS(assurance, "Cannot tell yet whether it will meet its target of 95 % or more."),
        SAYS(latest, "71.0 % in January 2020."), SAYS(trial, "") } },
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
        SAYS(gaps, "3 of 3 months have no value (3 missing); no rule looks across a gap.") } },
    { "a_missing_last_value_says_which_one_decides",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, NAN),
      set_suppress_last,
      { SAYS(variation,
             "No sign of change: 74.0 % in August 2021 is within what chance gives this process (61.4 % to 82.6 %)."),
        SAYS(latest,
             "74.0 % in August 2021. The value for September 2021 is suppressed, so that of August 2021 decides."),
        SAYS(gaps, "1 of 21 months has no value (1 suppressed); no rule looks across a gap.") } },
    { "profile_parity_looks_at_the_last_value_only",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, NAN),
      set_parity,
      { SAYS(finding, "cannot tell"),
        SAYS(variation, "Cannot tell: September 2021 has no value, and profile parity looks at nothing else.") } },
    { "a_process_below_its_target_will_miss_it",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74),
      set_target_95,
      { SAYS(assurance, "It will miss its target of 95 % or more every month until something changes: chance seldom takes it above 82.6 %.") } },
    { "a_process_above_its_target_will_meet_it",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74),
      set_target_50,
      { SAYS(assurance, "It will meet its target of 50 % or more every month unless something changes: chance seldom takes it below 61.4 %.") } },
    { "a_process_about_its_target_leaves_it_to_chance",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74),
      set_target_72_5,
      { SAYS(assurance, "It will meet its target of 72.5 % or more in some months and miss it in others, by chance "
                        "alone: it was met in 10 of 20 months since January 2020.") } },
    { "a_target_never_met_but_within_reach_is_met_now_and_then",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74),
      set_target_80,
      { SAYS(assurance, "It will meet its target of 80 % or more now and then at most, by chance alone: it was met in "
                        "none of 20 months since January 2020, and the limits reach to 82.6 %.") } },
    { "a_target_never_missed_but_within_reach_is_missed_now_and_then",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74),
      set_target_65,
      { SAYS(assurance, "It will miss its target of 65 % or more now and then at most, by chance alone: it was met in "
                        "20 of 20 months since January 2020, and the limits reach to 61.4 %.") } },
    { "where_less_is_better_the_target_says_or_less",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74),
      set_target_95_and_decrease,
      { SAYS(assurance, "It will meet its target of 95 % or less every month unless something changes: chance seldom takes it above 82.6 %.") } },
    { "where_less_is_better_a_low_target_is_missed",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74),
      set_target_18_25_and_decrease,
      { SAYS(assurance, "It will miss its target of 18.25 % or less every month until something changes: chance seldom takes it below 61.4 %.") } },
    { "a_target_without_a_direction_cannot_be_judged",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74),
      set_target_95_and_no_direction,
      { SAYS(assurance, "The target is 95 %, but nobody has said whether higher or lower is better, so nothing can be "
                        "said about meeting it.") } },
    { "a_target_where_neither_is_better_is_not_judged",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74),
      set_target_95_and_neutral,
      { SAYS(assurance,
             "The target is 95 %, but neither direction is better, so nothing is said about meeting it.") } },
    { "money_has_one_scale_in_a_sentence",
      VALUES(1100000, 900000, 1050000, 950000, 1100000, 900000, 1050000, 950000, 1100000, 900000, 1050000, 950000,
             920754, 1080123),
      set_pounds,
      { SAYS(variation,
             "No sign of change: £1.1m in February 2021 is within what chance gives this process (£0.6m to £1.4m)."),
        SAYS(noise, "The rise from £0.9m to £1.1m is within common-cause variation."),
        SAYS(latest, "£1.1m in February 2021."),
        SAYS(assurance, "It will meet its target of £0.95m or less in some months and miss it in others, by chance "
                        "alone: it was met in 7 of 14 months since January 2020.") } },
    { "what_is_counted_stays_whole_and_its_limits_do_not",
      VALUES(3, 4, 3, 4, 3, 4, 3, 4, 4, 3, 4, 3, 4, 3, 4),
      set_counts_and_decrease,
      { SAYS(variation, "No sign of change: 4 in March 2021 is within what chance gives this process (1.1 to 6.0)."),
        SAYS(noise, "The rise from 3 to 4 is within common-cause variation.") } },
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
      { SAYS(variation, "Better since January 2022: 8 months in a row above the mean of 61.5 %, the last of them above "
                        "the upper limit of 64.3 %."),
        SAYS(history, "January 2020 to December 2021: 24 months below a mean that mixes the time before the latest change with the time after it.") } },
    { "one_event_is_told_once",
      VALUES(70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 75, 75.2, 71.5, 75.1, 70, 72, 70, 72),
      set_limits_fixed_after_16,
      { SAYS(history, "May 2021 to August 2021: near the upper limit, with two of three values (better).") } },
    { "limits_from_before_the_change_are_said_to_be_so",
      VALUES(60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 64, 64.5, 63.9, 64.2, 64.1,
             64.6, 64, 64.4),
      set_limits_fixed_after_16_and_target_64_3,
      { SAYS(assurance,
             "By the limits in force it would meet its target of 64.3 % or more in some months and miss it in others, "
             "but they rest on the time before the change; it was met in 3 of 9 months since April 2021.") } },
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
    { "trial_limits_are_called_so",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74),
      set_target_95,
      { SAYS(assurance, "If the trial limits hold, it will miss its target of 95 % or more every month until something changes: chance seldom takes it above 82.6 %."),
        SAYS(trial, "The limits are trial limits from 10 months: they will move as values come in.") } },
    { "a_process_that_is_changing_has_provisional_limits",
      VALUES(60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 64, 64.5, 63.9, 64.2, 64.1,
             64.6, 64, 64.4),
      set_target_64_3,
      { SAYS(assurance, "By the limits in force it would meet its target of 64.3 % or more in some months and miss it "
                        "in others, but they mix the time before the change with the time after it; it was met in 3 of "
                        "8 months since May 2021.") } },
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
        SAYS(latest, "4.1 per 1,000 bed days in April 2021 (8.2 in 2,000).") } },
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
    { "a_target_that_changed_is_told",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74),
      set_target_column,
      { SAYS(target_change, "The target was 90 % before; the whole series is judged against the latest one."),
        SAYS(assurance, "It will miss its target of 95 % or more every month until something changes: chance seldom takes it above 82.6 %.") } },
    { "limits_are_not_told_beyond_what_is_possible",
      VALUES(97, 99, 100, 96, 98, 100, 95, 99, 97, 100, 98, 99, 96),
      NULL,
      { SAYS(variation, "No sign of change: 96.0 % in January 2021 is within what chance gives this process (91.1 % to "
                        "100.0 %).") } },
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
      { SAYS(variation,
             "Worse in September 2021: 65.67 % is below the lower limit of 65.68 %, further than chance usually takes it.") } },
    { "a_run_chart_has_runs_and_no_limits",
      VALUES(60, 61, 62, 61.5, 60, 61, 62, 61.5, 60, 61, 62, 61.5, 60, 61, 62, 61.5, 63, 64, 63.5, 64.2, 63.1, 64.4,
             63.8, 64.1, 63.3),
      set_target_70_and_chart_run,
      { SAYS(finding, "better since May 2021"),
        SAYS(variation, "Better since May 2021: 9 months in a row above the median of 62.0 %."),
        SAYS(assurance, "A run chart has no limits, so it cannot tell whether the target of 70 % or more will be met: "
                        "it was met in none of 25 months since January 2020.") } },
    { "a_quiet_run_chart_shows_no_sign",
      VALUES(60, 62, 61, 63, 59, 60, 62, 61, 63, 59, 60, 62, 61, 63, 59, 60, 62, 61, 63, 59),
      set_target_70_and_chart_run,
      { SAYS(finding, "no sign of change"),
        SAYS(variation, "No sign of change: 59.0 % in August 2021 ends no run longer than chance makes about the "
                        "median of 61.0 %."),
        SAYS(assurance, "A run chart has no limits, so it cannot tell whether the target of 70 % or more will be met: "
                        "it was met in none of 20 months since January 2020.") } },
    { "a_p_prime_chart_speaks_of_its_own_limits",
      VALUES(0.75, 0.74, 0.76, 0.75, 0.741, 0.729, 0.75, 0.74, 0.76, 0.75, 0.741, 0.729, 0.75, 0.74, 0.76, 0.75, 0.741,
             0.729, 0.6),
      set_target_0_9_and_chart_pp_and_shares,
      { SAYS(finding, "worse in July 2021"),
        SAYS(variation, "Worse in July 2021: 60.0 % is below the lower limit of 70.2 %, further than chance usually takes it."),
        SAYS(assurance, "It will miss its target of 90 % or more every month until something changes: chance seldom takes it above 77.3 %.") } },
    { "a_g_chart_speaks_of_a_median",
      VALUES(10, 14, 3, 22, 8, 11, 30, 2, 9, 16, 5, 12, 120),
      set_chart_g,
      { SAYS(finding, "better in January 2021"),
        SAYS(variation,
             "Better in January 2021: 120.0 % is above the upper limit of 82.1 %, further than chance usually takes it.") } },
    { "sentences_speak_of_days",
      VALUES(60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 62, 62.5, 61.9, 62.2, 62.1,
             62.6, 62, 62.4),
      set_target_95_and_in_days,
      { SAYS(finding, "better since 19 October 2024"),
        SAYS(variation, "Better since 19 October 2024: 9 days in a row above the mean of 61.2 %."),
        SAYS(assurance,
             "By the limits in force it would always miss its target of 95 % or more, but they mix the time before the "
             "change with the time after it; it was met in none of 9 days since 19 October 2024.") } },
    { "sentences_speak_of_weeks",
      VALUES(60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 62, 62.5, 61.9, 62.2, 62.1,
             62.6, 62, 62.4),
      set_target_95_and_in_weeks,
      { SAYS(finding, "better since the week dated 17 January 2025"),
        SAYS(variation, "Better since the week dated 17 January 2025: 9 weeks in a row above the mean of 61.2 %."),
        SAYS(assurance,
             "By the limits in force it would always miss its target of 95 % or more, but they mix the time before the "
             "change with the time after it; it was met in none of 9 weeks since the week dated 17 January 2025.") } },
    { "sentences_speak_of_quarters",
      VALUES(60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 62, 62.5, 61.9, 62.2, 62.1,
             62.6, 62, 62.4),
      set_target_95_and_in_quarters,
      { SAYS(finding, "better since October to December 2023"),
        SAYS(variation, "Better since October to December 2023: 9 quarters in a row above the mean of 61.2 %."),
        SAYS(assurance,
             "By the limits in force it would always miss its target of 95 % or more, but they mix the time before the "
             "change with the time after it; it was met in none of 9 quarters since October to December 2023.") } },
    { "sentences_speak_of_years",
      VALUES(60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 62, 62.5, 61.9, 62.2, 62.1,
             62.6, 62, 62.4),
      set_target_95_and_in_years,
      { SAYS(finding, "better since 2035/36"),
        SAYS(variation, "Better since 2035/36: 9 years in a row above the mean of 61.2 %."),
        SAYS(assurance, "By the limits in force it would always miss its target of 95 % or more, but they mix the time "
                        "before the change with the time after it; it was met in none of 9 years since 2035/36.") } },
    { "sentences_speak_of_numbers",
      VALUES(60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 62, 62.5, 61.9, 62.2, 62.1,
             62.6, 62, 62.4),
      set_target_95_and_in_numbers,
      { SAYS(finding, "better since period 16"),
        SAYS(variation, "Better since period 16: 9 periods in a row above the mean of 61.2 %."),
        SAYS(assurance,
             "By the limits in force it would always miss its target of 95 % or more, but they mix the time before the "
             "change with the time after it; it was met in none of 9 periods since period 16.") } },
};

/* Lists are read as their items one after another. */
static text words_of(const series_words *w, size_t offset, upw_arena *arena)
{
    const text *items = NULL;
    size_t n = 0;
    if (offset == offsetof(series_words, steps)) {
        items = w->steps;
        n = w->n_steps;
    } else if (offset == offsetof(series_words, history)) {
        items = w->history;
        n = w->n_history;
    } else if (offset == offsetof(series_words, proposals)) {
        items = w->proposals;
        n = w->n_proposals;
    } else {
        return *(const text *)((const char *)w + offset);
    }
    text all = { "", 0 };
    for (size_t i = 0; i < n; i++)
        all = memory_format(arena, "%.*s%s%.*s", TEXT_ARGS(all), i > 0 ? " " : "", TEXT_ARGS(items[i]));
    return all;
}

static void the_series_says(void **state)
{
    const sentence_case *const c = *state;
    upw_arena arena;
    memory_init_arena(&arena);
    static fixture f;
    fixture_make(&f, c->values, c->n);
    if (c->change != NULL)
        c->change(&f);
    report_series s;
    upw_error error = { 0 };
    assert_true(series_analyse(&f.table, 0, &f.options, &arena, &s, &error));
    bool is_well = true;
    for (size_t i = 0; i < FIELDS && c->sayings[i].expected != NULL; i++) {
        const text said = words_of(&s.words, c->sayings[i].offset, &arena);
        if (text_equal(said, text_of(c->sayings[i].expected)))
            continue;
        is_well = false;
        fprintf(stderr, "# %s\n#   says    \"%.*s\"\n#   and not \"%s\"\n", c->name, TEXT_ARGS(said),
                c->sayings[i].expected);
    }
    upw_arena_clear(&arena);
    assert_true(is_well);
}

enum { CASES = sizeof cases / sizeof cases[0] };

int main(void)
{
    static struct CMUnitTest tests[CASES];
    for (size_t i = 0; i < CASES; i++)
        tests[i] = (struct CMUnitTest){ .name = cases[i].name,
                                        .test_func = the_series_says,
                                        .initial_state = (void *)&cases[i] };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return _cmocka_run_group_tests("sentences", tests, CASES, NULL, NULL);
}
