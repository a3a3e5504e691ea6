/* The paragraph on a scheme: every number in its place, undefined ones leave their sentence out, nobody is accused. */
#include "upward/lights.h"

#include <string.h>

#include "near.h"

enum { ROOM = 3000 };

static upw_lights_facts known_facts(void)
{
    return (upw_lights_facts){
        .scheme = { 60, 75, false },
        .unit = "percentage points",
        .one_unit = "percentage point",
        .mu = 68.5,
        .sigma = 4,
        .same = 0.52,
        .light = { 0.017, 0.931, 0.052 },
        .body = "Northmoor",
        .n = 36,
        .changes = 9,
        .changes_agreeing = 2,
        .share_kept = 0.412,
        .edge_ratio = 5.81,
        .n_bodies = 211,
        .top_tenth = 17,
        .expected = 12.435,
        .mid_p = 0.101,
        .red_periods = 39.3,
        .path_periods = 60,
    };
}

static void the_paragraph_says_it_all(void **state)
{
    (void)state;
    char words[ROOM];
    const upw_lights_facts facts = known_facts();
    const size_t length = upw_lights_write_paragraph(&facts, words, sizeof words);
    assert_int_equal(length, strlen(words));
    assert_string_equal(
        words,
        "This measure moves up and down by about 8 percentage points from month to month when nothing has changed. The "
        "light turns red below 60 and green from 75. A service sitting still at 68.5 would be red almost never, amber "
        "about 13 months in 14 and green about 1 month in 18, and would change colour about 5 times a year. In the "
        "last "
        "36 months Northmoor changed colour 9 times; 2 of those changes matched a real change on the chart and 7 did "
        "not. Turning the number into a colour keeps about 41 % of what it says about differences between bodies. One "
        "more percentage point of improvement is worth 5.81 times as much to a body at the cut-off as to one in the "
        "middle of amber. 17 of 211 bodies sit in the top tenth of amber, where about 12.4 would be expected; this "
        "could "
        "be chance. If Northmoor were exactly on its agreed path, the light would still be red in about 39 of the next "
        "60 months.");
}

static void undefined_numbers_leave_their_sentence_out(void **state)
{
    (void)state;
    char words[ROOM];
    upw_lights_facts facts = known_facts();
    facts.sigma = facts.mu = facts.share_kept = facts.edge_ratio = facts.expected = facts.red_periods = NAN;
    facts.n = 0;
    upw_lights_write_paragraph(&facts, words, sizeof words);
    assert_string_equal(words, "The light turns red below 60 and green from 75.");
    facts.scheme.amber_from = NAN;
    assert_int_equal(upw_lights_write_paragraph(&facts, words, sizeof words), 0);
    assert_string_equal(words, "");
}

static void the_mirror_image_turns_red_above(void **state)
{
    (void)state;
    char words[ROOM];
    upw_lights_facts facts = known_facts();
    facts.scheme = (upw_lights_scheme){ 12, 8, true };
    facts.period = "week";
    facts.periods_a_year = 52;
    facts.changes = 1;
    facts.changes_agreeing = 0;
    facts.mid_p = 0.00001;
    facts.top_tenth = 1;
    facts.edge_ratio = 1e9;
    facts.unit = facts.one_unit = facts.body = NULL;
    upw_lights_write_paragraph(&facts, words, sizeof words);
    static const char *const parts[] = { "red above 12 and green from 8 down.",
                                         "from week to week",
                                         "about 24 times a year",
                                         "this service changed colour once; that did not match",
                                         "1 of 211 bodies sits",
                                         "unusual by chance (p < 0.0001).",
                                         "One more unit of improvement is worth more than 1,000 times" };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strstr(words, parts[i]) == NULL)
            fail_msg("\"%s\" is not in \"%s\"", parts[i], words);
}

static void what_does_not_fit_is_counted_and_cut(void **state)
{
    (void)state;
    char words[ROOM], cut[20];
    const upw_lights_facts facts = known_facts();
    const size_t length = upw_lights_write_paragraph(&facts, words, sizeof words);
    assert_int_equal(upw_lights_write_paragraph(&facts, cut, sizeof cut), length);
    assert_memory_equal(cut, words, sizeof cut - 1);
    assert_int_equal(cut[sizeof cut - 1], 0);
    assert_int_equal(upw_lights_write_paragraph(&facts, NULL, 0), length);
}

static void levels_carry_their_sign_and_two_colours_have_no_amber(void **state)
{
    (void)state;
    char words[ROOM];
    upw_lights_facts facts = known_facts();
    facts.sign = " %";
    facts.scheme.amber_from = facts.scheme.green_from;
    facts.periods_a_year = NAN;
    upw_lights_write_paragraph(&facts, words, sizeof words);
    assert_non_null(strstr(words, " % and green from "));
    assert_null(strstr(words, ", amber "));
    assert_null(strstr(words, "a year"));
    assert_non_null(strstr(words, "in 12 "));
}

static void the_edge_is_worth_more_than_the_middle(void **state)
{
    (void)state;
    static const upw_lights_scheme scheme = { 60, 75, false }, two_colours = { 60, 60, false };
    const double ratio = upw_lights_find_edge_ratio(&scheme, NULL, 4);
    upw_lights_incentive edge, middle;
    assert_true(upw_lights_find_incentive(&scheme, NULL, 75, 4, &edge, NULL));
    assert_true(upw_lights_find_incentive(&scheme, NULL, 67.5, 4, &middle, NULL));
    assert_near(ratio, edge.marginal / middle.marginal, 1e-12);
    assert_true(ratio > 2);
    assert_true(isnan(upw_lights_find_edge_ratio(&two_colours, NULL, 4)));
}

static void a_green_that_costs_is_said_with_its_cut_off(void **state)
{
    (void)state;
    char words[ROOM];
    upw_lights_facts facts = known_facts();
    facts.scheme = (upw_lights_scheme){ 60, 70, false };
    facts.green_costs = true;
    upw_lights_write_paragraph(&facts, words, sizeof words);
    assert_non_null(strstr(words, "At the cut-off of green, 70"));
    assert_non_null(strstr(words, "is worth less than nothing to a body."));
    assert_non_null(strstr(words, "times as much to a body at the cut-off of amber as to one in the middle of amber."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_paragraph_says_it_all),
        cmocka_unit_test(undefined_numbers_leave_their_sentence_out),
        cmocka_unit_test(the_mirror_image_turns_red_above),
        cmocka_unit_test(what_does_not_fit_is_counted_and_cut),
        cmocka_unit_test(levels_carry_their_sign_and_two_colours_have_no_amber),
        cmocka_unit_test(the_edge_is_worth_more_than_the_middle),
        cmocka_unit_test(a_green_that_costs_is_said_with_its_cut_off),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
