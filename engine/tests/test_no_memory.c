/* When the caller's memory ends at any block: UPW_NO_MEMORY, nothing crashes, and every block is given back. */
#include <stdlib.h>

#include "near.h"
#include "shewhart_sample.h"
#include "upward/casemix.h"
#include "upward/disclose.h"
#include "upward/rebase.h"
#include "upward/score.h"
#include "upward/surveil.h"

enum { N = 1500 };

/* Blocks until there are no more. */
typedef struct scarce_memory {
    size_t n_left, n_taken, n_given_back;
} scarce_memory;

static void *take(void *context, size_t size)
{
    scarce_memory *const m = context;
    if (m->n_left == 0)
        return NULL;
    m->n_left--;
    m->n_taken++;
    return malloc(size);
}

static void give_back(void *context, void *block)
{
    scarce_memory *const m = context;
    m->n_given_back++;
    free(block);
}

typedef bool (*method)(upw_arena *scratch, upw_error *error);

static double values[N], sizes[N]; /* of every method */

static void make_values(void)
{
    uint64_t state = 7;
    for (size_t i = 0; i < N; i++) {
        sizes[i] = 100 + (double)sample_below(&state, 50);
        values[i] = (i > N / 2 ? 20 : 40) + (double)sample_below(&state, 20);
    }
}

static bool find_periods(upw_arena *scratch, upw_error *error)
{
    static upw_ssa_point points[N];
    static upw_ssa_period periods[N];
    const upw_ssa_options options = { 0 };
    size_t n;
    return upw_ssa_find_periods(values, NULL, N, &options, scratch, points, periods, &n, error);
}

static bool propose_steps(upw_arena *scratch, upw_error *error)
{
    static upw_xmr_point points[N];
    upw_xmr_phase phase;
    upw_xmr_summary summary;
    const upw_steps_options options = { .season = 12 };
    const size_t n = N;
    assert_true(upw_xmr_analyse(values, n, NULL, 1, &(upw_xmr_options){ 0 }, points, &phase, &summary, error));
    upw_step *const steps = malloc(upw_steps_at_most(n, &options) * sizeof *steps);
    upw_steps_summary found;
    const bool is_done = upw_steps_propose(values, points, n, &options, scratch, steps, &found, error);
    free(steps);
    return is_done;
}

static upw_chart chart; /* of the next call */

static bool draw_chart(upw_arena *scratch, upw_error *error)
{
    static upw_shewhart_point points[N];
    static upw_shewhart_part parts[1];
    static size_t offsets[N + 1];
    for (size_t i = 0; i <= N; i++)
        offsets[i] = i;
    const bool needs_sizes = upw_chart_describe(chart)->denominator == UPW_DENOMINATOR_NEEDED;
    const upw_shewhart_input input = {
        .values = values, .denominators = needs_sizes ? sizes : NULL, .n_rows = N, .offsets = offsets, .n_subgroups = N
    };
    const upw_shewhart_options options = { .chart = chart };
    return upw_shewhart_analyse(&input, &options, scratch, points, parts, error);
}

static double outcomes[N], risks[N]; /* one event in three */
static uint32_t places[N];

static void make_patients(void)
{
    make_values();
    for (size_t i = 0; i < N; i++) {
        outcomes[i] = i % 3 == 0;
        risks[i] = 0.2 + 0.3 * (double)i / N;
        places[i] = (uint32_t)(i % 3);
    }
}

static bool fit_model(upw_arena *scratch, upw_error *error)
{
    const upw_case_rows rows = { .x = values, .p = 1, .y = outcomes, .n = N };
    upw_logit logit;
    upw_constant_risk constant;
    return upw_logit_fit(&rows, NULL, scratch, &logit, error) &&
           upw_casemix_test_constant_risk(&rows, places, 3, 0, 1, scratch, &constant, error);
}

static bool judge_risks(upw_arena *scratch, upw_error *error)
{
    upw_calibration calibration;
    upw_casemix_org orgs[3];
    return upw_calibration_measure(risks, outcomes, N, true, scratch, &calibration, error) &&
           upw_casemix_count(risks, outcomes, places, N, 3, scratch, orgs, error);
}

static bool find_limit(upw_arena *scratch, upw_error *error)
{
    upw_risk_mix mix;
    upw_cusum_limit limit;
    return upw_risk_mix_gather(risks, N, 4, scratch, &mix, error) &&
           upw_cusum_find_limit(&mix, 2, 0.5, 50, scratch, &limit, error);
}

/* Three places and groups, two questions of which one is negative. */
static bool score_answers(upw_arena *scratch, upw_error *error)
{
    static uint8_t said[2][N];
    static uint32_t groups[N];
    const uint8_t *columns[2] = { said[0], said[1] };
    static const upw_score_item items[2] = { { 0, false }, { 0, true } };
    const double invited[3] = { N, N, N };
    for (size_t i = 0; i < N; i++) {
        said[0][i] = (uint8_t)(1 + i % 5);
        said[1][i] = (uint8_t)(1 + i / 3 % 5);
        groups[i] = (uint32_t)(i / 7 % 3);
    }
    const upw_score_plan plan = { items, 2, 1, 3, 3 };
    const upw_score_batch batch = { columns, places, groups, N };
    const upw_score_targets targets = { invited, invited, false };
    upw_score score;
    upw_score_weights weights;
    upw_reliability reliability;
    return upw_score_begin(&plan, scratch, &score, error) && upw_score_add(&score, &batch, error) &&
           upw_score_rake(&score, &targets, scratch, &weights, error) &&
           upw_score_find_reliability(&score, 0, scratch, &reliability, error);
}

static bool compare_offices(upw_arena *scratch, upw_error *error)
{
    upw_score_sums sums[6] = { { 0 } };
    upw_office offices[6];
    upw_pool pool;
    upw_funnel_body bodies[6];
    upw_funnel funnel;
    upw_ordinal ordinal;
    int64_t counts[30];
    for (size_t i = 0; i < N; i++)
        upw_score_sums_add(&sums[i % 6], values[i] + (double)(i % 6));
    for (size_t k = 0; k < 30; k++)
        counts[k] = (int64_t)(1 + k % 7);
    return upw_score_pool(sums, NULL, 6, scratch, offices, &pool, error) &&
           upw_score_draw_funnel(sums, 6, scratch, bodies, &funnel, error) &&
           upw_ordinal_fit(counts, 6, 1, scratch, NULL, &ordinal, error);
}

static bool rank_proposals(upw_arena *scratch, upw_error *error)
{
    const double k[2] = { 30, 20 }, votes[2] = { 40, 50 }, wins[2] = { 3, 2 };
    const uint32_t winners[2] = { 0, 1 }, losers[2] = { 1, 0 };
    const upw_choices choices = { winners, losers, wins, 2, 2 };
    upw_support support[2];
    upw_strength strengths[2];
    size_t n_islands;
    return upw_support_rank(k, votes, 2, scratch, support, error) &&
           upw_choices_rank(&choices, scratch, strengths, &n_islands, error);
}

static bool hide_cells(upw_arena *scratch, upw_error *error)
{
    static const uint32_t parents[3] = { UPW_TABLE_TOP, 0, 0 };
    static const int64_t counts[9] = { 31, 57, 88, 24, 31, 55, 7, 26, 33 };
    const upw_table_shape shape = { parents, 3, 3, true };
    upw_cell cells[9];
    upw_disclosure found;
    int64_t printed[9], low[9], high[9];
    if (!upw_disclose_table(&shape, counts, NULL, scratch, cells, &found, error) ||
        !upw_round_table(&shape, counts, 5, scratch, low, error))
        return false;
    for (size_t i = 0; i < 9; i++)
        printed[i] = cells[i].hidden == UPW_SHOWN ? counts[i] : UPW_CELL_HIDDEN;
    return upw_attack_table(&shape, printed, scratch, low, high, error);
}

/* Blocks that the method needs; each time with one more. */
static size_t assert_survives(method run)
{
    for (size_t n = 0;; n++) {
        scarce_memory memory = { .n_left = n };
        const upw_arena_source source = { take, give_back, &memory };
        upw_arena scratch;
        upw_arena_init(&scratch, &source);
        upw_error error = { 0 };
        const bool is_done = run(&scratch, &error);
        upw_arena_clear(&scratch);
        assert_int_equal(memory.n_taken, memory.n_given_back);
        if (is_done)
            return n;
        if (error.code != UPW_NO_MEMORY)
            fail_msg("%s", error.message);
        assert_true(error.message[0] != '\0');
    }
}

static void step_searches_report_that_memory_has_run_out(void **state)
{
    (void)state;
    make_values();
    assert_true(assert_survives(find_periods) > 0);
    assert_true(assert_survives(propose_steps) > 0);
}

static void charts_report_that_memory_has_run_out(void **state)
{
    (void)state;
    make_values();
    size_t most = 0;
    static const char *const names[] = { "run", "i", "mr", "p", "pp", "u", "up", "c", "g", "t", "ip" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_true(upw_chart_find(names[i], &chart));
        const size_t n = assert_survives(draw_chart);
        most = n > most ? n : most;
    }
    assert_true(most > 0);
}

static void models_and_limits_report_that_memory_has_run_out(void **state)
{
    (void)state;
    make_patients();
    assert_true(assert_survives(fit_model) > 0);
    assert_true(assert_survives(judge_risks) > 0);
    assert_true(assert_survives(find_limit) > 0);
}

static void scores_and_tables_report_that_memory_has_run_out(void **state)
{
    (void)state;
    make_patients();
    assert_true(assert_survives(score_answers) > 0);
    assert_true(assert_survives(compare_offices) > 0);
    assert_true(assert_survives(rank_proposals) > 0);
    assert_true(assert_survives(hide_cells) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(step_searches_report_that_memory_has_run_out),
        cmocka_unit_test(charts_report_that_memory_has_run_out),
        cmocka_unit_test(models_and_limits_report_that_memory_has_run_out),
        cmocka_unit_test(scores_and_tables_report_that_memory_has_run_out),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
