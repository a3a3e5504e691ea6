/* Funnels: laws of the method, edges, words. The figures themselves stand in tests/golden/compare. */
#include "upward/funnel.h"

#include <string.h>

#include "near.h"
#include "random_series.h"
#include "upward/special.h"

enum { BODIES = 40, SEEDS = 200 };

typedef struct sample {
    double numerators[BODIES], denominators[BODIES];
    upw_funnel_body bodies[BODIES];
    upw_funnel funnel;
    upw_funnel_data data;
} sample;

/* Events of 2 to 3,000 cases (or expected events) around a common value, some far from it. */
static void make(sample *s, upw_funnel_type type, uint64_t seed)
{
    uint64_t state = seed;
    const double share = 0.02 + 0.9 * random_uniform(&state), spread = 0.4 * random_uniform(&state);
    for (size_t i = 0; i < BODIES; i++) {
        const double cases = floor(2 + 3000 * pow(random_uniform(&state), 3));
        const double own = share * exp(spread * random_normal(&state));
        const double mean = type == UPW_FUNNEL_RATIO ? cases * own / share : cases * fmin(own, 0.99);
        const double sd = sqrt(mean * (type == UPW_FUNNEL_PROPORTION ? 1 - mean / cases : 1));
        const double events = floor(fmax(0, mean + sd * random_normal(&state)) + 0.5);
        s->denominators[i] = cases;
        s->numerators[i] = type == UPW_FUNNEL_PROPORTION ? fmin(events, cases) : events;
    }
    s->data = (upw_funnel_data){ .numerators = s->numerators, .denominators = s->denominators, .n = BODIES };
}

static bool fit(sample *s, const upw_funnel_options *options, upw_error *error)
{
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    const bool is_done = upw_funnel_fit(&s->data, options, &scratch, s->bodies, &s->funnel, error);
    upw_arena_clear(&scratch);
    return is_done;
}

static upw_error_code code_of(sample *s, upw_funnel_type type)
{
    upw_error error = { 0 };
    return fit(s, &(upw_funnel_options){ .type = type }, &error) ? UPW_OK : error.code;
}

/* ---- laws ---- */

static void the_order_of_organisations_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        const upw_funnel_options options = { .type = (upw_funnel_type)(seed % 3) };
        sample s, back;
        make(&s, options.type, seed);
        back = s;
        for (size_t i = 0; i < BODIES; i++) {
            back.numerators[i] = s.numerators[BODIES - 1 - i];
            back.denominators[i] = s.denominators[BODIES - 1 - i];
        }
        back.data.numerators = back.numerators;
        back.data.denominators = back.denominators;
        assert_true(fit(&s, &options, NULL) && fit(&back, &options, NULL));
        assert_near_seed(back.funnel.spread.tau2, s.funnel.spread.tau2, 1e-9, seed);
        for (size_t i = 0; i < BODIES; i++) {
            const upw_funnel_body *const a = &s.bodies[i], *const b = &back.bodies[BODIES - 1 - i];
            assert_int_equal(a->class_in_force, b->class_in_force);
            assert_near_seed(a->lines[1].high, b->lines[1].high, 1e-9, seed);
            assert_near_seed(a->q_value, b->q_value, 1e-9, seed);
        }
    }
}

static void events_and_other_cases_are_mirror_images(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        const upw_funnel_options options = { .type = UPW_FUNNEL_PROPORTION };
        sample s, mirror;
        make(&s, options.type, seed);
        mirror = s;
        for (size_t i = 0; i < BODIES; i++)
            mirror.numerators[i] = s.denominators[i] - s.numerators[i];
        mirror.data.numerators = mirror.numerators;
        mirror.data.denominators = mirror.denominators;
        assert_true(fit(&s, &options, NULL) && fit(&mirror, &options, NULL));
        for (size_t i = 0; i < BODIES; i++) {
            assert_int_equal(s.bodies[i].plain_class, -mirror.bodies[i].plain_class);
            assert_int_equal(s.bodies[i].class_in_force, -mirror.bodies[i].class_in_force);
            assert_near_seed(s.bodies[i].plain[0].low, 1 - mirror.bodies[i].plain[0].high, 1e-9, seed);
        }
    }
}

static void expected_counts_and_target_may_be_rescaled_together(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        sample s, scaled;
        make(&s, UPW_FUNNEL_RATIO, seed);
        scaled = s;
        for (size_t i = 0; i < BODIES; i++)
            scaled.denominators[i] = 4 * s.denominators[i];
        scaled.data.numerators = scaled.numerators;
        scaled.data.denominators = scaled.denominators;
        assert_true(fit(&s, &(upw_funnel_options){ .type = UPW_FUNNEL_RATIO }, NULL));
        assert_true(
            fit(&scaled, &(upw_funnel_options){ .type = UPW_FUNNEL_RATIO, .has_target = true, .target = 0.25 }, NULL));
        for (size_t i = 0; i < BODIES; i++) {
            assert_int_equal(s.bodies[i].plain_class, scaled.bodies[i].plain_class);
            assert_int_equal(s.bodies[i].class_in_force, scaled.bodies[i].class_in_force);
            assert_near_seed(s.bodies[i].lines[0].low, 4 * scaled.bodies[i].lines[0].low, 1e-9, seed);
        }
    }
}

static void exact_limits_do_not_hang_on_who_else_is_there(void **state)
{
    (void)state;
    const upw_funnel_options options = { .type = UPW_FUNNEL_RATIO, .adjust = UPW_FUNNEL_PLAIN };
    sample s, fewer;
    make(&s, UPW_FUNNEL_RATIO, 7);
    s.numerators[BODIES - 1] = s.numerators[0];
    s.denominators[BODIES - 1] = s.denominators[0];
    fewer = s;
    fewer.data = (upw_funnel_data){ .numerators = s.numerators, .denominators = s.denominators, .n = BODIES - 1 };
    assert_true(fit(&s, &options, NULL) && fit(&fewer, &options, NULL));
    for (size_t i = 0; i + 1 < BODIES; i++)
        assert_memory_equal(s.bodies[i].plain, fewer.bodies[i].plain, sizeof fewer.bodies[i].plain);
    assert_memory_equal(s.bodies[0].plain, s.bodies[BODIES - 1].plain, sizeof s.bodies[0].plain);
}

/* The size of steps between whole counts makes a line wave; at the same place of a wave it is nearer the target. */
static void limits_shrink_with_size(void **state)
{
    (void)state;
    upw_funnel f = { .options = { .type = UPW_FUNNEL_RATIO, .per = 1, .levels = { 0.95, 0.998 }, .n_levels = 2 },
                     .n = 1,
                     .target = 1,
                     .in_force = UPW_FUNNEL_PLAIN };
    static const upw_funnel_adjust adjusts[] = { UPW_FUNNEL_PLAIN, UPW_FUNNEL_ADDITIVE, UPW_FUNNEL_MULTIPLICATIVE,
                                                 UPW_FUNNEL_PREDICTIVE };
    f.spread.tau2 = 0.02;
    f.spread.phi = 2;
    for (size_t a = 0; a < 4; a++) {
        upw_funnel_line before[2] = { { 0, HUGE_VAL }, { 0, HUGE_VAL } };
        f.in_force = adjusts[a];
        for (int j = 0; j < 17; j++) {
            const double size = ldexp(10, j);
            upw_funnel_line now[UPW_FUNNEL_LEVELS_MAX];
            upw_funnel_limits(&f, size, NULL, now);
            for (size_t k = 0; k < 2; k++) {
                assert_true(!(now[k].low < before[k].low) && !(now[k].high > before[k].high));
                before[k] = now[k];
            }
            assert_true(!(now[1].low > now[0].low) && !(now[1].high < now[0].high));
        }
    }
}

static double random_size_above(uint64_t *state, upw_funnel_type type, double *target)
{
    *target = type == UPW_FUNNEL_PROPORTION ? 0.002 + 0.99 * random_uniform(state) : 1;
    return floor(1 + 400 * random_uniform(state));
}

/* Whatever the size and the target: an average organisation is outside with probability p at most, on each side, and
 * the drawn line says the same as the tail. */
static void average_organisations_are_flagged_no_more_often_than_stated(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= (uint64_t)4 * SEEDS; seed++) {
        uint64_t random = seed;
        const upw_funnel_type type = seed % 2 == 0 ? UPW_FUNNEL_PROPORTION : UPW_FUNNEL_RATIO;
        upw_funnel f = { .options = { .type = type, .per = 1, .levels = { 0.95, 0.998 }, .n_levels = 2 }, .n = 1 };
        const double size = random_size_above(&random, type, &f.target);
        static const double p[] = { 0.025, 0.001 };
        upw_funnel_line lines[UPW_FUNNEL_LEVELS_MAX];
        f.in_force = UPW_FUNNEL_PLAIN;
        upw_funnel_limits(&f, size, lines, NULL);
        for (size_t k = 0; k < 2; k++) {
            const int64_t low = isnan(lines[k].low) ? -1 : (int64_t)floor(lines[k].low * size + 1e-9);
            const int64_t high = isnan(lines[k].high) ? INT64_MAX / 2 : (int64_t)ceil(lines[k].high * size - 1e-9);
            const bool is_share = type == UPW_FUNNEL_PROPORTION;
            const int64_t n = (int64_t)size;
            assert_true((is_share ? upw_binomial_at_most(low, n, f.target) : upw_poisson_at_most(low, size)) <=
                        p[k] * (1 + 1e-9));
            assert_true((is_share ? upw_binomial_at_most(low + 1, n, f.target) : upw_poisson_at_most(low + 1, size)) >
                        p[k]);
            assert_true((is_share ? upw_binomial_at_least(high, n, f.target) : upw_poisson_at_least(high, size)) <=
                        p[k] * (1 + 1e-9));
        }
    }
}

/* Spiegelhalter's upper line lies one event lower, his lower line where ours is. */
static void the_two_rules_differ_by_one_event_above(void **state)
{
    (void)state;
    for (int j = 0; j < 16; j++) {
        const double size = floor(30 * pow(1.7, j));
        upw_funnel f = { .options = { .type = UPW_FUNNEL_RATIO, .per = 1, .levels = { 0.95, 0.998 }, .n_levels = 2 },
                         .n = 1,
                         .target = 1,
                         .in_force = UPW_FUNNEL_PLAIN };
        upw_funnel_line tail[UPW_FUNNEL_LEVELS_MAX], s05[UPW_FUNNEL_LEVELS_MAX];
        upw_funnel_limits(&f, size, tail, NULL);
        f.options.rule = UPW_FUNNEL_S05;
        upw_funnel_limits(&f, size, s05, NULL);
        for (size_t k = 0; k < 2; k++) {
            assert_near(tail[k].low, s05[k].low, 1e-12);
            assert_near(tail[k].high, s05[k].high + 1 / size, 1e-12);
        }
    }
}

/* Counts whose true value varies, summed and in the continuous form that takes over at large sizes. */
static void limits_do_not_jump_where_large_counts_are_approximated(void **state)
{
    (void)state;
    const upw_funnel_line summed =
        upw_funnel_predict(UPW_FUNNEL_PROPORTION, UPW_FUNNEL_TAIL, 1999999, 0.03, 0.004, 0.998);
    const upw_funnel_line continuous =
        upw_funnel_predict(UPW_FUNNEL_PROPORTION, UPW_FUNNEL_TAIL, 2000001, 0.03, 0.004, 0.998);
    assert_near(summed.low, continuous.low, 2e-4);
    assert_near(summed.high, continuous.high, 2e-4);
    const upw_funnel_line fewer = upw_funnel_predict(UPW_FUNNEL_RATIO, UPW_FUNNEL_TAIL, 199000, 1, 0.01, 0.95);
    const upw_funnel_line more = upw_funnel_predict(UPW_FUNNEL_RATIO, UPW_FUNNEL_TAIL, 201000, 1, 0.01, 0.95);
    assert_near(fewer.low, more.low, 2e-4);
    assert_near(fewer.high, more.high, 2e-4);
}

/* ---- types ---- */

static void risks_of_one_size_are_a_proportion(void **state)
{
    (void)state;
    static const double events[] = { 9, 30 }, cases[] = { 40, 60 };
    double risks[100];
    const size_t offsets[] = { 0, 40, 100 };
    for (size_t i = 0; i < 100; i++)
        risks[i] = 0.3;
    upw_funnel_body of_risks[2], of_shares[2];
    upw_funnel funnel;
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    assert_true(upw_funnel_fit(&(upw_funnel_data){ .numerators = events, .risks = risks, .offsets = offsets, .n = 2 },
                               &(upw_funnel_options){ .type = UPW_FUNNEL_RISKS }, &scratch, of_risks, &funnel, NULL));
    assert_true(upw_funnel_fit(&(upw_funnel_data){ .numerators = events, .denominators = cases, .n = 2 },
                               &(upw_funnel_options){ .has_target = true, .target = 0.3 }, &scratch, of_shares, &funnel,
                               NULL));
    for (size_t i = 0; i < 2; i++) {
        assert_near(of_risks[i].p_lower, of_shares[i].p_lower, 1e-12);
        assert_near(of_risks[i].p_upper, of_shares[i].p_upper, 1e-12);
        assert_near(of_risks[i].value, of_shares[i].value / 0.3, 1e-12);
        assert_near(of_risks[i].plain[0].high, of_shares[i].plain[0].high / 0.3, 1e-12);
    }
    assert_int_equal(of_risks[1].plain_class, 2);
    upw_arena_clear(&scratch);
}

static void a_rate_is_a_ratio_in_other_units(void **state)
{
    (void)state;
    sample rate, ratio;
    make(&rate, UPW_FUNNEL_RATIO, 11);
    ratio = rate;
    double events = 0, people = 0;
    for (size_t i = 0; i < BODIES; i++) {
        rate.denominators[i] *= 1000;
        events += rate.numerators[i];
        people += rate.denominators[i];
    }
    for (size_t i = 0; i < BODIES; i++)
        ratio.denominators[i] = rate.denominators[i] * events / people;
    rate.data.numerators = rate.numerators;
    rate.data.denominators = rate.denominators;
    ratio.data.numerators = ratio.numerators;
    ratio.data.denominators = ratio.denominators;
    const double per = 1e5, target = per * events / people;
    assert_true(
        fit(&rate, &(upw_funnel_options){ .type = UPW_FUNNEL_RATE, .per = per, .adjust = UPW_FUNNEL_ADDITIVE }, NULL));
    assert_true(fit(&ratio, &(upw_funnel_options){ .type = UPW_FUNNEL_RATIO, .adjust = UPW_FUNNEL_ADDITIVE }, NULL));
    assert_near(rate.funnel.target, target, 1e-12);
    for (size_t i = 0; i < BODIES; i++) {
        assert_int_equal(rate.bodies[i].class_in_force, ratio.bodies[i].class_in_force);
        assert_near(rate.bodies[i].value, target * ratio.bodies[i].value, 1e-9);
        assert_near(rate.bodies[i].lines[0].low, target * ratio.bodies[i].lines[0].low, 1e-9);
        assert_near(rate.bodies[i].plain[1].high, target * ratio.bodies[i].plain[1].high, 1e-9);
    }
}

static void means_are_held_against_their_weighted_mean(void **state)
{
    (void)state;
    static const double means[] = { 10, 12, 20 }, errors[] = { 1, 1, 2 };
    upw_funnel_body bodies[3];
    upw_funnel funnel;
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    assert_true(upw_funnel_fit(&(upw_funnel_data){ .numerators = means, .spreads = errors, .n = 3 },
                               &(upw_funnel_options){ .type = UPW_FUNNEL_MEAN }, &scratch, bodies, &funnel, NULL));
    assert_near(funnel.target, (10 + 12 + 5) / 2.25, 1e-14);
    assert_near(bodies[2].z_mid, (20 - funnel.target) / 2, 1e-14);
    assert_near(bodies[0].plain[0].high - funnel.target, 1.959963984540054, 1e-12);
    assert_int_equal(bodies[2].plain_class, 2);
    upw_arena_clear(&scratch);
}

/* ---- edges ---- */

static void few_cases_are_said_to_be_too_few(void **state)
{
    (void)state;
    static const double events[] = { 0, 0, 5 }, expected[] = { 3.6, 3.8, 5 };
    upw_funnel_body bodies[3];
    upw_funnel funnel;
    upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    assert_true(upw_funnel_fit(&(upw_funnel_data){ .numerators = events, .denominators = expected, .n = 3 },
                               &(upw_funnel_options){ .type = UPW_FUNNEL_RATIO }, &scratch, bodies, &funnel, NULL));
    assert_int_equal(bodies[0].status, UPW_FUNNEL_TOO_SMALL_FOR_LOW); /* below -ln 0.025 = 3.69 */
    assert_int_equal(bodies[1].status, UPW_FUNNEL_FINE);
    assert_int_equal(bodies[1].plain_class, -1);
    assert_int_equal(funnel.decision, UPW_FUNNEL_TOO_FEW);
    upw_arena_clear(&scratch);
}

static void nobody_different_means_no_limits(void **state)
{
    (void)state;
    sample s;
    make(&s, UPW_FUNNEL_PROPORTION, 3);
    for (size_t i = 0; i < BODIES; i++)
        s.numerators[i] = 0;
    assert_true(fit(&s, NULL, NULL));
    assert_int_equal(s.funnel.decision, UPW_FUNNEL_IMPOSSIBLE);
    for (size_t i = 0; i < BODIES; i++)
        assert_true(s.bodies[i].status == UPW_FUNNEL_NO_CONTRAST && isnan(s.bodies[i].plain[0].high));
    memcpy(s.numerators, s.denominators, sizeof s.numerators);
    assert_true(fit(&s, NULL, NULL));
    assert_int_equal(s.funnel.decision, UPW_FUNNEL_IMPOSSIBLE);
}

static void the_missing_and_the_empty_stand_aside_with_their_reason(void **state)
{
    (void)state;
    sample s, without;
    make(&s, UPW_FUNNEL_PROPORTION, 5);
    make(&without, UPW_FUNNEL_PROPORTION, 5);
    s.numerators[3] = NAN;
    s.numerators[4] = s.denominators[4] = 0;
    memmove(without.numerators + 3, without.numerators + 5, (BODIES - 5) * sizeof(double));
    memmove(without.denominators + 3, without.denominators + 5, (BODIES - 5) * sizeof(double));
    without.data.n = BODIES - 2;
    assert_true(fit(&s, NULL, NULL) && fit(&without, NULL, NULL));
    assert_int_equal(s.bodies[3].status, UPW_FUNNEL_MISSING);
    assert_int_equal(s.bodies[4].status, UPW_FUNNEL_NO_CASES);
    assert_int_equal(s.funnel.n, BODIES - 2);
    assert_near(s.funnel.target, without.funnel.target, 0);
    assert_near(s.bodies[10].q_value, without.bodies[8].q_value, 0);
}

static void a_single_organisation_is_held_against_an_outside_standard_only(void **state)
{
    (void)state;
    sample s;
    make(&s, UPW_FUNNEL_RATIO, 1);
    s.data.n = 1;
    s.numerators[0] = 17;
    s.denominators[0] = 12.5;
    assert_true(fit(&s, &(upw_funnel_options){ .type = UPW_FUNNEL_RATIO }, NULL));
    assert_int_equal(s.bodies[0].status, UPW_FUNNEL_SINGLE);
    assert_int_equal(s.bodies[0].plain_class, 0);
    s.data.n = 0;
    assert_true(fit(&s, &(upw_funnel_options){ .type = UPW_FUNNEL_RATIO }, NULL));
    assert_int_equal(s.funnel.n, 0);
}

static void impossible_figures_are_refused(void **state)
{
    (void)state;
    static const struct {
        upw_funnel_type type;
        double numerator, denominator;
        upw_error_code code;
    } cases[] = {
        { UPW_FUNNEL_PROPORTION, 5, 4, UPW_BAD_INPUT },
        { UPW_FUNNEL_PROPORTION, -1, 4, UPW_BAD_INPUT },
        { UPW_FUNNEL_PROPORTION, 1.5, 4, UPW_BAD_INPUT },
        { UPW_FUNNEL_RATIO, 3, -0.5, UPW_BAD_INPUT },
        { UPW_FUNNEL_RATIO, 3, INFINITY, UPW_BAD_INPUT },
        { UPW_FUNNEL_COUNTS, 3, 0.5, UPW_BAD_INPUT },
        { UPW_FUNNEL_RATE, 1e9, 1e12, UPW_TOO_LARGE },
        { UPW_FUNNEL_MEAN, 1, 1, UPW_BAD_USAGE },
        { UPW_FUNNEL_RATIO, 3, 0.5, UPW_OK },
        { UPW_FUNNEL_RATIO, 3, 0, UPW_OK },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sample s;
        make(&s, cases[i].type, 2);
        s.numerators[6] = cases[i].numerator;
        s.denominators[6] = cases[i].denominator;
        upw_error error = { 0 };
        assert_int_equal(code_of(&s, cases[i].type), cases[i].code);
        if (cases[i].code == UPW_BAD_INPUT) {
            assert_false(fit(&s, &(upw_funnel_options){ .type = cases[i].type }, &error));
            assert_int_equal(error.row, 7);
        }
    }
}

static void impossible_options_are_refused(void **state)
{
    (void)state;
    static const upw_funnel_options options[] = {
        { .levels = { 0.998, 0.95 }, .n_levels = 2 },
        { .levels = { 0.4 }, .n_levels = 1 },
        { .has_target = true, .target = 1 },
        { .has_target = true, .target = 0 },
        { .type = UPW_FUNNEL_COUNTS, .adjust = UPW_FUNNEL_PREDICTIVE },
        { .per = -1 },
        { .trim = 0.4 },
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        sample s;
        upw_error error = { 0 };
        make(&s, UPW_FUNNEL_PROPORTION, 2);
        assert_false(fit(&s, &options[i], &error));
        assert_int_equal(error.code, UPW_BAD_USAGE);
    }
}

/* One organisation so large that all others vanish beside it, and others with one case. */
static void extreme_sizes_give_figures_or_reasons(void **state)
{
    (void)state;
    for (size_t type = 0; type < UPW_FUNNEL_MEAN; type++)
        for (size_t adjust = 0; adjust < UPW_FUNNEL_ADJUST_COUNT; adjust++) {
            const upw_funnel_options options = { .type = (upw_funnel_type)type, .adjust = (upw_funnel_adjust)adjust };
            sample s;
            make(&s, options.type, 9);
            s.numerators[0] = 1;
            s.denominators[0] = 1;
            s.numerators[1] = 5e6;
            s.denominators[1] = 1e7;
            if (!fit(&s, &options, NULL))
                continue; /* predictive limits of counts */
            for (size_t i = 0; i < BODIES; i++) {
                assert_true(isfinite(s.bodies[i].p_value) && isfinite(s.bodies[i].q_value));
                assert_true(s.bodies[i].p_lower >= 0 && s.bodies[i].p_lower <= 1);
            }
        }
}

/* So little exposure that the product with the target is no number above 0. */
static void where_nothing_is_expected_limits_are_found_too(void **state)
{
    (void)state;
    sample s;
    make(&s, UPW_FUNNEL_RATE, 4);
    for (size_t i = 0; i < BODIES; i++)
        s.denominators[i] = 1e200;
    s.numerators[3] = 0;
    s.denominators[3] = 1e-200;
    const upw_funnel_options options = { .type = UPW_FUNNEL_RATE };
    assert_true(fit(&s, &options, NULL));
    assert_true(s.bodies[3].p_lower > 0.999999 && isnan(s.bodies[3].plain[0].low));
    s.denominators[3] = 1e-310;
    upw_error error = { 0 };
    assert_false(fit(&s, &options, &error));
    assert_int_equal(error.row, 4);
}

/* Next to no exposure with an event, and a target that expects more events than can be counted. */
static void more_events_than_can_be_counted_are_refused(void **state)
{
    (void)state;
    sample s;
    make(&s, UPW_FUNNEL_RATE, 4);
    for (size_t i = 0; i < BODIES; i++)
        s.denominators[i] = i == 0 ? 15 : 1e-220;
    const upw_funnel_options options = { .type = UPW_FUNNEL_RATE, .has_target = true, .target = 1e219 };
    upw_error error = { 0 };
    assert_false(fit(&s, &options, &error));
    assert_int_equal(error.code, UPW_TOO_LARGE);
    assert_int_equal(error.row, 1);
}

/* ---- words ---- */

static void assert_says(sample *s, size_t i, const char *part)
{
    char words[1024];
    const upw_funnel_words about = { "Ward 3", s->numerators[i], s->denominators[i] };
    const size_t length = upw_funnel_write_body(&s->funnel, &s->bodies[i], &about, words, sizeof words);
    assert_int_equal(length, strlen(words));
    if (strstr(words, part) == NULL)
        fail_msg("\"%s\" does not say \"%s\"", words, part);
}

static void sentences_say_what_the_limits_say(void **state)
{
    (void)state;
    sample s;
    make(&s, UPW_FUNNEL_RATIO, 1);
    s.data.n = 4;
    static const double events[] = { 12, 40, 31, 0 }, expected[] = { 10, 20, 20, 2 };
    memcpy(s.numerators, events, sizeof events);
    memcpy(s.denominators, expected, sizeof expected);
    assert_true(fit(&s, &(upw_funnel_options){ .type = UPW_FUNNEL_RATIO }, NULL));
    assert_says(&s, 0, "Ward 3: 12 where 10 would be expected (1.2). Within the range that chance allows around 1.");
    assert_says(&s, 1, "Ward 3: higher than expected (2, expected ");
    assert_says(&s, 1, "Fewer than one in 1,000 average organisations would be this high by chance. Worth finding out");
    assert_says(&s, 2, "At most one in 40 average organisations would be this high by chance.");
    assert_says(&s, 3, "Ward 3: too few cases for the data to tell yet.");
    char words[1024];
    upw_funnel_write_summary(&s.funnel, words, sizeof words);
    assert_non_null(strstr(words, "2 of 4 lie outside the 95 % limits around 1; about 0.2 would by chance alone."));
    assert_non_null(strstr(words, "too few organisations to judge whether they differ by more than chance"));
    assert_null(strstr(words, "singles nobody out"));
    s.numerators[0] = 40;
    assert_true(fit(&s, &(upw_funnel_options){ .type = UPW_FUNNEL_RATIO }, NULL));
    upw_funnel_write_summary(&s.funnel, words, sizeof words);
    assert_non_null(strstr(words, "3 of 4 lie outside"));
    assert_non_null(strstr(words, "singles nobody out"));
}

static void words_that_judge_are_not_used(void **state)
{
    (void)state;
    static const char *const words_not_used[] = { "best",    "worst", "top",   "bottom",
                                                  "failing", "red",   "green", "significant" };
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        sample s;
        const upw_funnel_options options = { .type = (upw_funnel_type)(seed % 4) };
        make(&s, options.type == UPW_FUNNEL_RATE ? UPW_FUNNEL_RATIO : options.type, seed);
        assert_true(fit(&s, &options, NULL));
        for (size_t i = 0; i <= BODIES; i++) {
            char words[1024] = " ";
            const upw_funnel_words about = { "A", s.numerators[i % BODIES], s.denominators[i % BODIES] };
            if (i == BODIES)
                upw_funnel_write_summary(&s.funnel, words + 1, sizeof words - 1);
            else
                upw_funnel_write_body(&s.funnel, &s.bodies[i], &about, words + 1, sizeof words - 1);
            for (size_t k = 0; k < sizeof words_not_used / sizeof *words_not_used; k++) {
                char word[32];
                snprintf(word, sizeof word, " %s", words_not_used[k]);
                assert_null(strstr(words, word));
            }
            assert_null(strstr(words, "nan"));
            assert_null(strstr(words, "inf"));
        }
    }
}

static void classes_are_named_after_their_levels(void **state)
{
    (void)state;
    const upw_funnel f = { .options = { .levels = { 0.9, 0.95, 0.998 }, .n_levels = 3 } };
    static const struct {
        int class_of;
        const char *name;
    } cases[] = { { 0, "in" }, { 1, "high90" }, { -2, "low95" }, { 3, "high998" }, { -3, "low998" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[24];
        upw_funnel_write_class(&f, cases[i].class_of, name, sizeof name);
        assert_string_equal(name, cases[i].name);
    }
}

/* ---- as published ---- */

static void a_published_funnel_that_has_no_answer_says_so(void **state)
{
    (void)state;
    sample s;
    make(&s, UPW_FUNNEL_RATIO, 4);
    s.numerators[5] = 0;
    upw_funnel_published_body bodies[BODIES];
    upw_funnel_published published;
    upw_arena scratch;
    upw_error error = { 0 };
    upw_arena_init(&scratch, NULL);
    assert_false(upw_funnel_repeat(UPW_FUNNEL_SHMI, &s.data, 0.1, &scratch, bodies, &published, &error));
    assert_int_equal(error.row, 6);
    s.data.n = 1;
    assert_false(upw_funnel_repeat(UPW_FUNNEL_CQC, &s.data, 0.1, &scratch, bodies, &published, &error));
    assert_int_equal(error.code, UPW_TOO_FEW);
    upw_arena_clear(&scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_organisations_changes_nothing),
        cmocka_unit_test(events_and_other_cases_are_mirror_images),
        cmocka_unit_test(expected_counts_and_target_may_be_rescaled_together),
        cmocka_unit_test(exact_limits_do_not_hang_on_who_else_is_there),
        cmocka_unit_test(limits_shrink_with_size),
        cmocka_unit_test(average_organisations_are_flagged_no_more_often_than_stated),
        cmocka_unit_test(the_two_rules_differ_by_one_event_above),
        cmocka_unit_test(limits_do_not_jump_where_large_counts_are_approximated),
        cmocka_unit_test(risks_of_one_size_are_a_proportion),
        cmocka_unit_test(a_rate_is_a_ratio_in_other_units),
        cmocka_unit_test(means_are_held_against_their_weighted_mean),
        cmocka_unit_test(few_cases_are_said_to_be_too_few),
        cmocka_unit_test(nobody_different_means_no_limits),
        cmocka_unit_test(the_missing_and_the_empty_stand_aside_with_their_reason),
        cmocka_unit_test(a_single_organisation_is_held_against_an_outside_standard_only),
        cmocka_unit_test(impossible_figures_are_refused),
        cmocka_unit_test(impossible_options_are_refused),
        cmocka_unit_test(extreme_sizes_give_figures_or_reasons),
        cmocka_unit_test(where_nothing_is_expected_limits_are_found_too),
        cmocka_unit_test(more_events_than_can_be_counted_are_refused),
        cmocka_unit_test(sentences_say_what_the_limits_say),
        cmocka_unit_test(words_that_judge_are_not_used),
        cmocka_unit_test(classes_are_named_after_their_levels),
        cmocka_unit_test(a_published_funnel_that_has_no_answer_says_so),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
