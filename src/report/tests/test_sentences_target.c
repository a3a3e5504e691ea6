/* What the report says about targets, word for word: a case for each rule. */
#include "saying.h"

static void set_target_95(fixture *f)
{
    f->about.has_target = true;
    f->about.target = 95;
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

static void set_target_column(fixture *f)
{
    for (size_t i = 0; i < f->table.n_points; i++)
        f->targets[i] = i < 8 ? 90 : 95;
    f->table.targets = f->targets;
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

static void set_target_0_9_and_chart_p_and_shares(fixture *f)
{
    set_target_0_9_and_chart_pp_and_shares(f);
    f->about.chart = TEXT("p");
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

static void set_limits_fixed_after_16_and_target_64_3(fixture *f)
{
    f->about.fix_after_n = 16;
    set_target_64_3(f);
}

static const sentence_case cases[] = {
    { "a_constant_measure_meets_a_target_below_it",
      VALUES(100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100),
      set_target_95,
      { SAYS(finding, "always 100.0 %"),
        SAYS(variation, "No variation at all: each of the 14 values since January 2020 is 100.0 %."),
        SAYS(assurance,
             "It will meet its target of 95 % or more every month unless something changes: it is always 100.0 %."),
        SAYS(noise, "") } },
    { "a_constant_measure_misses_a_target_above_it",
      VALUES(90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90, 90),
      set_target_95,
      { SAYS(assurance,
             "It will miss its target of 95 % or more every month until something changes: it is always 90.0 %.") } },
    { "one_value_tells_nothing",
      VALUES(71),
      set_target_95,
      { SAYS(finding, "cannot tell yet"),
        SAYS(variation, "Cannot tell yet: 1 value is too few to tell a change from chance."),
        SAYS(assurance, "Cannot tell yet whether it will meet its target of 95 % or more."),
        SAYS(latest, "71.0 % in January 2020."), SAYS(trial, "") } },
    { "a_process_below_its_target_will_miss_it",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74),
      set_target_95,
      { SAYS(assurance, "It will miss its target of 95 % or more every month until something changes: chance seldom "
                        "takes it above 82.6 %.") } },
    { "a_process_above_its_target_will_meet_it",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74),
      set_target_50,
      { SAYS(assurance, "It will meet its target of 50 % or more every month unless something changes: chance seldom "
                        "takes it below 61.4 %.") } },
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
      { SAYS(assurance, "It will meet its target of 95 % or less every month unless something changes: chance seldom "
                        "takes it above 82.6 %.") } },
    { "where_less_is_better_a_low_target_is_missed",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74),
      set_target_18_25_and_decrease,
      { SAYS(assurance, "It will miss its target of 18.25 % or less every month until something changes: chance seldom "
                        "takes it below 61.4 %.") } },
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
    { "limits_from_before_the_change_are_said_to_be_so",
      VALUES(60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 64, 64.5, 63.9, 64.2, 64.1,
             64.6, 64, 64.4),
      set_limits_fixed_after_16_and_target_64_3,
      { SAYS(assurance,
             "By the limits in force it would meet its target of 64.3 % or more in some months and miss it in others, "
             "but they rest on the time before the change; it was met in 3 of 9 months since April 2021.") } },
    { "trial_limits_are_called_so",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74),
      set_target_95,
      { SAYS(assurance, "If the trial limits hold, it will miss its target of 95 % or more every month until something "
                        "changes: chance seldom takes it above 82.6 %."),
        SAYS(trial, "The limits are trial limits from 10 months: they will move as values come in.") } },
    { "a_process_that_is_changing_has_provisional_limits",
      VALUES(60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 60, 61.5, 64, 64.5, 63.9, 64.2, 64.1,
             64.6, 64, 64.4),
      set_target_64_3,
      { SAYS(assurance, "By the limits in force it would meet its target of 64.3 % or more in some months and miss it "
                        "in others, but they mix the time before the change with the time after it; it was met in 3 of "
                        "8 months since May 2021.") } },
    { "a_target_that_changed_is_told",
      VALUES(70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74, 70, 74),
      set_target_column,
      { SAYS(target_change, "The target was 90 % before; the whole series is judged against the latest one."),
        SAYS(assurance, "It will miss its target of 95 % or more every month until something changes: chance seldom "
                        "takes it above 82.6 %.") } },
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
    { "a_short_change_that_the_limits_do_not_foresee_makes_them_provisional",
      VALUES(70, 71, 70, 69, 70, 71, 70, 69, 70, 71, 70, 69, 70, 71, 70, 69, 70, 71, 70, 69, 96, 97, 96),
      set_target_95,
      { SAYS(assurance,
             "By the limits in force it would always miss its target of 95 % or more, but they mix the time before the "
             "change with the time after it; it was met in 3 of 3 months since September 2021.") } },
    { "misses_within_the_limits_are_told_beside_a_certain_target",
      VALUES(70, 72, 63, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70, 72, 70),
      set_target_64_3,
      { SAYS(assurance, "It will meet its target of 64.3 % or more every month unless something changes: chance seldom "
                        "takes it below 64.5 %, though it was met in 19 of 20 months since January 2020.") } },
    { "a_p_prime_chart_speaks_of_its_own_limits",
      VALUES(0.75, 0.74, 0.76, 0.75, 0.741, 0.729, 0.75, 0.74, 0.76, 0.75, 0.741, 0.729, 0.75, 0.74, 0.76, 0.75, 0.741,
             0.729, 0.6),
      set_target_0_9_and_chart_pp_and_shares,
      { SAYS(finding, "worse in July 2021"),
        SAYS(variation,
             "Worse in July 2021: 60.0 % is below the lower limit of 70.2 %, further than chance usually takes it."),
        SAYS(assurance, "It will miss its target of 90 % or more every month until something changes: chance seldom "
                        "takes it above 77.3 %.") } },
    { "a_p_chart_says_that_its_limits_are_too_narrow",
      VALUES(0.75, 0.64, 0.86, 0.75, 0.64, 0.82, 0.75, 0.64, 0.86, 0.75, 0.64, 0.82, 0.75, 0.64, 0.86, 0.75, 0.641,
             0.729, 0.6),
      set_target_0_9_and_chart_p_and_shares,
      { SAYS(narrow, "These limits are too narrow: the values spread 8.3 times as wide as chance in counting alone "
                     "spreads them, so that a value beyond a limit says little. The chart pp allows for it.") } },
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

int main(void)
{
    return saying_run("sentences_target", cases, sizeof cases / sizeof cases[0]);
}
