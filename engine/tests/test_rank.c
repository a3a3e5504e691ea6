/* Shrinkage and ranks: published figures, and what must hold of any figures. */
#include "upward/rank.h"

#include <stdlib.h>
#include <string.h>

#include "near.h"
#include "random.h"
#include "upward/special.h"

enum { BODIES_MAX = 60 };

static int set_up(void **state)
{
    static upw_arena scratch;
    upw_arena_init(&scratch, NULL);
    *state = &scratch;
    return 0;
}

static int tear_down(void **state)
{
    upw_arena_clear(*state);
    return 0;
}

/* ---- shrinkage ---- */

/* BCG vaccine trials (Colditz 1994), figures as printed by Viechtbauer 2010, J Stat Softw 36(3). */
static void restricted_likelihood_gives_the_printed_figures(void **state)
{
    static const double counts[][4] = {
        { 4, 119, 11, 128 },      { 6, 300, 29, 274 },      { 3, 228, 11, 209 },        { 62, 13536, 248, 12619 },
        { 33, 5036, 47, 5761 },   { 180, 1361, 372, 1079 }, { 8, 2537, 10, 619 },       { 505, 87886, 499, 87892 },
        { 29, 7470, 45, 7232 },   { 17, 1699, 65, 1600 },   { 186, 50448, 141, 27197 }, { 5, 2493, 3, 2338 },
        { 27, 16886, 29, 17825 },
    };
    double y[13], v[13];
    for (size_t i = 0; i < 13; i++) {
        const double *const c = counts[i];
        y[i] = log(c[0] / (c[0] + c[1]) / (c[2] / (c[2] + c[3])));
        v[i] = 1 / c[0] - 1 / (c[0] + c[1]) + 1 / c[2] - 1 / (c[2] + c[3]);
    }
    upw_shrinkage s;
    assert_true(upw_shrink_normal(y, v, 13, UPW_SHRINK_REML, *state, NULL, &s, NULL));
    assert_true(fabs(s.tau2 - 0.3132) < 5e-5 && fabs(s.tau2_se - 0.1664) < 5e-5);
    assert_true(fabs(s.mean + 0.7145) < 5e-5 && fabs(s.mean_se - 0.1798) < 5e-5);
    assert_true(fabs(s.q - 152.233) < 5e-4 && fabs(s.i2 - 92.22) < 5e-3 && fabs(s.h2 - 12.86) < 5e-3);
    assert_true(upw_shrink_normal(y, v, 13, UPW_SHRINK_DL, *state, NULL, &s, NULL));
    assert_true(fabs(s.tau2 - 0.3088) < 5e-5);
}

/* Pump failures: Gaver & O'Muircheartaigh 1987, Technometrics 29:1. */
static void pump_failures_have_the_printed_gamma(void **state)
{
    static const double failures[] = { 5, 1, 5, 14, 3, 19, 1, 1, 4, 22 };
    static const double hours[] = { 94.32, 15.72, 62.88, 125.76, 5.24, 31.44, 1.048, 1.048, 2.096, 10.48 };
    upw_count_shrinkage s;
    upw_posterior posteriors[10];
    assert_true(upw_shrink_counts(UPW_COUNT_GAMMA_POISSON, failures, hours, 10, *state, posteriors, &s, NULL));
    assert_true(fabs(s.precision - 0.82) < 0.005 && fabs(s.precision / s.mean - 1.26) < 0.005);
}

static void fill_estimates(random_stream *random, size_t n, double spread, double *y, double *v)
{
    for (size_t i = 0; i < n; i++) {
        v[i] = 0.01 + 0.2 * random_take_uniform(random);
        y[i] = spread * random_take_normal(random) + sqrt(v[i]) * random_take_normal(random);
    }
}

static void a_shrunken_value_lies_between_its_own_and_the_mean(void **state)
{
    double y[BODIES_MAX], v[BODIES_MAX];
    upw_posterior posteriors[BODIES_MAX];
    for (uint64_t seed = 1; seed <= 100; seed++)
        for (upw_shrink_method m = 0; m < UPW_SHRINK_METHOD_COUNT; m++) {
            random_stream random = random_begin(seed);
            const size_t n = 2 + random_take_bits(&random) % (BODIES_MAX - 1);
            fill_estimates(&random, n, 0.6 * random_take_uniform(&random), y, v);
            upw_shrinkage s;
            assert_true(upw_shrink_normal(y, v, n, m, *state, posteriors, &s, NULL));
            assert_true(s.tau2 >= 0 && s.rankability >= 0 && s.rankability < 1);
            for (size_t i = 0; i < n; i++) {
                const double low = fmin(y[i], s.mean), high = fmax(y[i], s.mean);
                assert_true(posteriors[i].a >= low - 1e-12 && posteriors[i].a <= high + 1e-12);
                assert_true(posteriors[i].b <= sqrt(v[i]) * (1 + 1e-12));
            }
        }
}

static void the_order_of_bodies_and_the_unit_of_figures_change_nothing(void **state)
{
    double y[BODIES_MAX], v[BODIES_MAX], y2[BODIES_MAX], v2[BODIES_MAX];
    random_stream random = random_begin(11);
    fill_estimates(&random, BODIES_MAX, 0.3, y, v);
    for (size_t i = 0; i < BODIES_MAX; i++) {
        y2[i] = 100 * y[BODIES_MAX - 1 - i] + 7;
        v2[i] = 1e4 * v[BODIES_MAX - 1 - i];
    }
    for (upw_shrink_method m = 0; m < UPW_SHRINK_METHOD_COUNT; m++) {
        upw_shrinkage a, b;
        assert_true(upw_shrink_normal(y, v, BODIES_MAX, m, *state, NULL, &a, NULL));
        assert_true(upw_shrink_normal(y2, v2, BODIES_MAX, m, *state, NULL, &b, NULL));
        assert_near(b.tau2, 1e4 * a.tau2, 1e-9);
        assert_near(b.mean, 100 * a.mean + 7, 1e-10);
        assert_near(a.rankability, b.rankability, 1e-9);
    }
}

/* At the answer no nearby spread has a higher likelihood. */
static double restricted_likelihood(const double *y, const double *v, size_t n, double tau2)
{
    double w = 0, wy = 0, sum = 0;
    for (size_t i = 0; i < n; i++) {
        w += 1 / (v[i] + tau2);
        wy += y[i] / (v[i] + tau2);
    }
    for (size_t i = 0; i < n; i++)
        sum -= log(v[i] + tau2) + (y[i] - wy / w) * (y[i] - wy / w) / (v[i] + tau2);
    return (sum - log(w)) / 2;
}

static void restricted_likelihood_is_at_its_top(void **state)
{
    double y[BODIES_MAX], v[BODIES_MAX];
    for (uint64_t seed = 1; seed <= 100; seed++) {
        random_stream random = random_begin(seed);
        fill_estimates(&random, 20, 0.4 * random_take_uniform(&random), y, v);
        upw_shrinkage s;
        assert_true(upw_shrink_normal(y, v, 20, UPW_SHRINK_REML, *state, NULL, &s, NULL));
        const double top = restricted_likelihood(y, v, 20, s.tau2);
        for (double step = 1e-4; step < 0.1; step *= 3) {
            assert_true(restricted_likelihood(y, v, 20, s.tau2 + step) <= top + 1e-12);
            assert_true(restricted_likelihood(y, v, 20, fmax(0, s.tau2 - step)) <= top + 1e-12);
        }
    }
}

static void identical_bodies_are_pooled(void **state)
{
    double y[10], v[10], events[10], sizes[10];
    upw_posterior posteriors[10];
    for (size_t i = 0; i < 10; i++) {
        y[i] = 0.25;
        v[i] = 0.01;
        events[i] = 12;
        sizes[i] = 100;
    }
    for (upw_shrink_method m = 0; m < UPW_SHRINK_METHOD_COUNT; m++) {
        upw_shrinkage s;
        assert_true(upw_shrink_normal(y, v, 10, m, *state, NULL, &s, NULL));
        assert_true(s.tau2 == 0 && s.rankability == 0);
        assert_near(s.mean, 0.25, 1e-15);
    }
    for (upw_count_model m = 0; m < UPW_COUNT_MODEL_COUNT; m++) {
        upw_count_shrinkage s;
        assert_true(upw_shrink_counts(m, events, sizes, 10, *state, posteriors, &s, NULL));
        assert_true(s.is_boundary && s.p_value == 0.5 && isinf(s.precision));
        assert_int_equal(posteriors[4].kind, UPW_POSTERIOR_POINT);
        assert_near(posteriors[4].a, 0.12, 1e-14);
        assert_true(upw_count_reliability(m, &s, 100) == 0);
    }
}

static void counts_shrink_by_what_is_known_of_each_body(void **state)
{
    double events[BODIES_MAX], sizes[BODIES_MAX];
    upw_posterior posteriors[BODIES_MAX];
    size_t n_apart = 0;
    for (uint64_t seed = 1; seed <= 100; seed++)
        for (upw_count_model m = 0; m < UPW_COUNT_MODEL_COUNT; m++) {
            random_stream random = random_begin(seed);
            for (size_t i = 0; i < BODIES_MAX; i++) {
                sizes[i] = floor(5 + 400 * random_take_uniform(&random));
                events[i] = floor(sizes[i] * 0.4 * random_take_uniform(&random));
            }
            upw_count_shrinkage s;
            assert_true(upw_shrink_counts(m, events, sizes, BODIES_MAX, *state, posteriors, &s, NULL));
            n_apart += !s.is_boundary;
            for (size_t i = 0; i < BODIES_MAX && !s.is_boundary; i++) {
                const double own = upw_count_reliability(m, &s, sizes[i]);
                assert_near_seed(upw_posterior_mean(&posteriors[i]), own * events[i] / sizes[i] + (1 - own) * s.mean,
                                 1e-12, seed);
            }
        }
    assert_true(n_apart > 150);
}

static void no_events_all_events_and_single_cases_have_an_answer(void **state)
{
    static const double none[] = { 0, 0, 0, 0, 0 }, all[] = { 1, 5, 100, 7, 9 }, ones[] = { 1, 1, 1, 1, 1 };
    static const double some[] = { 0, 1, 0, 1, 1 }, extreme[] = { 0, 5, 0, 7, 9 };
    static const double *const events[] = { none, all, some, extreme, none };
    static const double *const sizes[] = { all, all, ones, all, ones };
    for (size_t k = 0; k < 5; k++)
        for (upw_count_model m = 0; m < UPW_COUNT_MODEL_COUNT; m++) {
            upw_posterior posteriors[5];
            upw_count_shrinkage s;
            assert_true(upw_shrink_counts(m, events[k], sizes[k], 5, *state, posteriors, &s, NULL));
            assert_true(isfinite(s.mean) && !isnan(s.p_value) && isfinite(s.rankability));
            for (size_t i = 0; i < 5; i++)
                assert_true(isfinite(upw_posterior_mean(&posteriors[i])) && posteriors[i].a >= 0);
        }
}

static void bad_figures_are_refused_with_the_body_at_fault(void **state)
{
    upw_shrinkage s;
    upw_count_shrinkage counts;
    upw_error error = { 0 };
    const double y[] = { 1, 2, NAN }, v[] = { 1, 0, 1 }, sizes[] = { 3, 3, 3 }, fraction[] = { 1, 2.5, 1 };
    assert_false(upw_shrink_normal(y, y, 3, UPW_SHRINK_REML, *state, NULL, &s, &error));
    assert_true(error.code == UPW_BAD_INPUT && error.row == 3);
    assert_false(upw_shrink_normal(v, v, 3, UPW_SHRINK_REML, *state, NULL, &s, &error));
    assert_true(error.code == UPW_BAD_INPUT && error.row == 2);
    assert_false(upw_shrink_normal(y, y, 1, UPW_SHRINK_REML, *state, NULL, &s, &error));
    assert_int_equal(error.code, UPW_TOO_FEW);
    assert_false(upw_shrink_counts(UPW_COUNT_BETA_BINOMIAL, fraction, sizes, 3, *state, NULL, &counts, &error));
    assert_true(error.code == UPW_BAD_INPUT && error.row == 2);
    const double four[] = { 1, 4, 1 };
    assert_false(upw_shrink_counts(UPW_COUNT_BETA_BINOMIAL, four, sizes, 3, *state, NULL, &counts, &error));
    assert_true(error.row == 2 && strstr(error.message, "more events") != NULL);
    assert_false(upw_shrink_counts(UPW_COUNT_GAMMA_POISSON, four, v, 3, *state, NULL, &counts, &error));
    assert_int_equal(error.row, 2);
}

/* ---- ranks ---- */

static void fill_posteriors(random_stream *random, upw_posterior_kind kind, size_t n, upw_posterior *out)
{
    for (size_t i = 0; i < n; i++) {
        const double u = random_take_uniform(random), w = random_take_uniform(random);
        out[i] = kind == UPW_POSTERIOR_NORMAL ? (upw_posterior){ kind, 2 * u, 0.05 + 0.5 * w }
                 : kind == UPW_POSTERIOR_BETA ? (upw_posterior){ kind, 0.4 + 30 * u, 1 + 200 * w }
                                              : (upw_posterior){ kind, 0.4 + 30 * u, 1 + 20 * w };
    }
}

static void chances_of_ranks_sum_to_one_for_every_body_and_every_place(void **state)
{
    upw_posterior posteriors[BODIES_MAX];
    upw_rank ranks[BODIES_MAX];
    double *const chances = calloc((size_t)BODIES_MAX * BODIES_MAX, sizeof *chances);
    for (uint64_t seed = 1; seed <= 6; seed++)
        for (upw_posterior_kind kind = 0; kind < UPW_POSTERIOR_POINT; kind++) {
            random_stream random = random_begin(seed);
            const size_t n = 1 + random_take_bits(&random) % BODIES_MAX;
            fill_posteriors(&random, kind, n, posteriors);
            assert_true(upw_rank_exactly(posteriors, n, *state, ranks, chances, NULL));
            for (size_t i = 0; i < n; i++) {
                double body = 0, place = 0;
                for (size_t r = 0; r < n; r++) {
                    body += chances[i * n + r];
                    place += chances[r * n + i];
                }
                assert_near_seed(body, 1, 1e-12, seed);
                assert_near_seed(place, 1, 1e-11, seed);
                assert_true(ranks[i].low95 <= ranks[i].low90 && ranks[i].low90 <= ranks[i].median &&
                            ranks[i].median <= ranks[i].high90 && ranks[i].high90 <= ranks[i].high95);
            }
        }
    free(chances);
}

/* Shares that are 1 but for 10^-400, and ratios as small: half of what is likely is beyond what a double can hold. */
static void values_beyond_what_a_number_can_hold_are_ranked_too(void **state)
{
    enum { N = 9 };
    static const upw_posterior kinds[] = { { UPW_POSTERIOR_BETA, 94, 0.012 },
                                           { UPW_POSTERIOR_BETA, 0.012, 94 },
                                           { UPW_POSTERIOR_GAMMA, 0.012, 5 } };
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        upw_posterior p[N];
        upw_rank ranks[N];
        for (size_t i = 0; i < N; i++)
            p[i] = kinds[k];
        assert_true(upw_rank_exactly(p, N, *state, ranks, NULL, NULL));
        for (size_t i = 0; i < N; i++)
            assert_near(ranks[i].expected, (N + 1) / 2.0, 1e-9);
    }
}

static void expected_ranks_of_normal_values_have_their_closed_form(void **state)
{
    upw_posterior p[BODIES_MAX];
    upw_rank ranks[BODIES_MAX];
    for (uint64_t seed = 1; seed <= 10; seed++) {
        random_stream random = random_begin(seed);
        fill_posteriors(&random, UPW_POSTERIOR_NORMAL, BODIES_MAX, p);
        assert_true(upw_rank_exactly(p, BODIES_MAX, *state, ranks, NULL, NULL));
        for (size_t i = 0; i < BODIES_MAX; i++) {
            double expected = 1;
            for (size_t j = 0; j < BODIES_MAX; j++)
                expected += j == i ? 0 : upw_rank_compare_two(&p[i], &p[j]);
            assert_near_seed(ranks[i].expected, expected, 1e-11, seed);
        }
    }
}

static void ranks_do_not_change_with_the_unit_or_the_order_of_bodies(void **state)
{
    enum { N = 25 };
    upw_posterior p[N], other[N];
    upw_rank a[N], b[N];
    random_stream random = random_begin(8);
    fill_posteriors(&random, UPW_POSTERIOR_GAMMA, N, p);
    for (size_t i = 0; i < N; i++)
        other[N - 1 - i] = (upw_posterior){ UPW_POSTERIOR_GAMMA, p[i].a, p[i].b / 1000 };
    assert_true(upw_rank_exactly(p, N, *state, a, NULL, NULL));
    assert_true(upw_rank_exactly(other, N, *state, b, NULL, NULL));
    for (size_t i = 0; i < N; i++)
        assert_near(a[i].expected, b[N - 1 - i].expected, 1e-11);
}

static void draws_agree_with_the_exact_ranks_within_their_error(void **state)
{
    enum { N = 15 };
    upw_posterior p[N];
    upw_rank exact[N], drawn[N];
    for (upw_posterior_kind kind = 0; kind < UPW_POSTERIOR_POINT; kind++) {
        random_stream random = random_begin(21 + (uint64_t)kind);
        fill_posteriors(&random, kind, N, p);
        assert_true(upw_rank_exactly(p, N, *state, exact, NULL, NULL));
        assert_true(upw_rank_by_draws(p, N, 40000, 5, *state, drawn, NULL));
        for (size_t i = 0; i < N; i++) {
            const double chance = exact[i].first_quarter, se = sqrt(chance * (1 - chance) / 40000);
            assert_true(fabs(drawn[i].expected - exact[i].expected) < 4.5 * drawn[i].expected_se);
            assert_true(fabs(drawn[i].first_quarter - chance) < 4.5 * se + 1e-12);
            assert_true(abs(drawn[i].low95 - exact[i].low95) <= 1 && abs(drawn[i].high95 - exact[i].high95) <= 1);
        }
    }
}

/* Draw by draw, each body's place is one more than the number of values below its own: also when all but one body fall
 * into one bucket, and when there are more bodies than buckets reach. */
static void draws_are_ranked_as_by_counting_those_below(void **state)
{
    enum { N = 70, DRAWS = 150 };
    static const double outliers[] = { 0, 1e3, 1e9 };
    for (size_t o = 0; o < sizeof outliers / sizeof *outliers; o++) {
        upw_posterior p[N];
        upw_rank ranks[N];
        static double values[DRAWS][N];
        random_stream random = random_begin(31 + o);
        fill_posteriors(&random, UPW_POSTERIOR_NORMAL, N, p);
        p[N / 2].a += outliers[o];
        for (size_t i = 0; i < N; i++)
            for (size_t j = 0; j < DRAWS; j++) {
                random_stream own = random_begin(9 + (i * DRAWS + j) * 0x9e3779b97f4a7c15u);
                own = random_begin(random_take_bits(&own));
                values[j][i] = p[i].a + p[i].b * random_take_normal(&own);
            }
        assert_true(upw_rank_by_draws(p, N, DRAWS, 9, *state, ranks, NULL));
        for (size_t i = 0; i < N; i++) {
            size_t below = 0;
            for (size_t j = 0; j < DRAWS; j++)
                for (size_t other = 0; other < N; other++)
                    below += values[j][other] < values[j][i];
            assert_near(ranks[i].expected, 1 + (double)below / DRAWS, 1e-12);
        }
    }
}

static void the_same_seed_draws_the_same_ranks(void **state)
{
    upw_posterior p[9];
    upw_rank a[9], b[9], c[9];
    random_stream random = random_begin(2);
    fill_posteriors(&random, UPW_POSTERIOR_BETA, 9, p);
    assert_true(upw_rank_by_draws(p, 9, 500, 1, *state, a, NULL) && upw_rank_by_draws(p, 9, 500, 1, *state, b, NULL) &&
                upw_rank_by_draws(p, 9, 500, 2, *state, c, NULL));
    assert_true(a[3].expected == b[3].expected && a[3].expected != c[3].expected);
}

static void ranks_that_cannot_be_had_are_refused(void **state)
{
    upw_posterior p[3] = { { UPW_POSTERIOR_NORMAL, 0, 1 },
                           { UPW_POSTERIOR_BETA, 1, 1 },
                           { UPW_POSTERIOR_NORMAL, 0, 1 } };
    upw_rank ranks[3];
    upw_error error = { 0 };
    assert_false(upw_rank_exactly(p, 3, *state, ranks, NULL, &error));
    assert_true(error.code == UPW_BAD_INPUT && error.row == 2);
    p[1] = (upw_posterior){ UPW_POSTERIOR_NORMAL, NAN, 1 };
    assert_false(upw_rank_exactly(p, 3, *state, ranks, NULL, &error));
    assert_false(upw_rank_by_draws(p, 3, 10, 1, *state, ranks, &error));
    p[1] = (upw_posterior){ UPW_POSTERIOR_NORMAL, 1e9, 1e-9 };
    assert_false(upw_rank_exactly(p, 3, *state, ranks, NULL, &error));
    assert_int_equal(error.code, UPW_TOO_LARGE);
    assert_true(upw_rank_by_draws(p, 3, 10, 1, *state, ranks, &error));
    assert_int_equal(ranks[1].low95, 3);
    assert_false(upw_rank_exactly(p, 401, *state, ranks, NULL, &error));
    assert_int_equal(error.code, UPW_TOO_LARGE);
}

static void an_order_is_shown_only_when_there_is_one(void **state)
{
    (void)state;
    assert_int_equal(upw_rank_judge(4, 0, 1, 1), UPW_RANK_TOO_FEW);
    assert_int_equal(upw_rank_judge(50, 0.05, 1, 0.9), UPW_RANK_CHANCE);
    assert_int_equal(upw_rank_judge(50, NAN, 1, 0.9), UPW_RANK_CHANCE);
    assert_int_equal(upw_rank_judge(50, 0.001, 0, 0.9), UPW_RANK_CHANCE);
    assert_int_equal(upw_rank_judge(50, 0.001, 1, 0.49), UPW_RANK_BLURRED);
    assert_int_equal(upw_rank_judge(50, 0.001, 1, 0.5), UPW_RANK_SHOWN);
    char words[200];
    assert_true(upw_rank_write_verdict(UPW_RANK_BLURRED, 0.3, words, sizeof words) == strlen(words));
    assert_string_equal(words, "Cannot be ranked: 70 % of the difference between organisations is chance.");
    upw_rank rank = { .low95 = 1, .high95 = 11, .first_quarter = 0.99 };
    assert_int_equal(upw_rank_find_place(&rank, 20), UPW_RANK_CANNOT_BE_TOLD);
    rank.high95 = 4;
    assert_int_equal(upw_rank_find_place(&rank, 20), UPW_RANK_FIRST_QUARTER);
    rank.first_quarter = 0.94;
    assert_int_equal(upw_rank_find_place(&rank, 20), UPW_RANK_NOT_DISTINGUISHABLE);
}

/* A hundred identical bodies of 300 cases at a true 10 %: observed rates run from about 6 % to 16 %, and no order is
 * shown but in one set of twenty. */
static void a_league_table_of_chance_is_refused(void **state)
{
    enum { N = 100, SETS = 200 };
    size_t n_shown = 0;
    for (uint64_t seed = 1; seed <= SETS; seed++) {
        random_stream random = random_begin(seed);
        double events[N] = { 0 }, sizes[N];
        for (size_t i = 0; i < N; i++) {
            sizes[i] = 300;
            for (size_t k = 0; k < 300; k++)
                events[i] += random_take_uniform(&random) < 0.1;
        }
        upw_count_shrinkage s;
        assert_true(upw_shrink_counts(UPW_COUNT_BETA_BINOMIAL, events, sizes, N, *state, NULL, &s, NULL));
        n_shown += upw_rank_judge(N, s.p_value, s.tau2, s.rankability) == UPW_RANK_SHOWN;
    }
    assert_true(n_shown == 0);
}

#define WITH_SCRATCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_SCRATCH(restricted_likelihood_gives_the_printed_figures),
        WITH_SCRATCH(pump_failures_have_the_printed_gamma),
        WITH_SCRATCH(a_shrunken_value_lies_between_its_own_and_the_mean),
        WITH_SCRATCH(the_order_of_bodies_and_the_unit_of_figures_change_nothing),
        WITH_SCRATCH(restricted_likelihood_is_at_its_top),
        WITH_SCRATCH(identical_bodies_are_pooled),
        WITH_SCRATCH(counts_shrink_by_what_is_known_of_each_body),
        WITH_SCRATCH(no_events_all_events_and_single_cases_have_an_answer),
        WITH_SCRATCH(bad_figures_are_refused_with_the_body_at_fault),
        WITH_SCRATCH(chances_of_ranks_sum_to_one_for_every_body_and_every_place),
        WITH_SCRATCH(values_beyond_what_a_number_can_hold_are_ranked_too),
        WITH_SCRATCH(expected_ranks_of_normal_values_have_their_closed_form),
        WITH_SCRATCH(ranks_do_not_change_with_the_unit_or_the_order_of_bodies),
        WITH_SCRATCH(draws_agree_with_the_exact_ranks_within_their_error),
        WITH_SCRATCH(draws_are_ranked_as_by_counting_those_below),
        WITH_SCRATCH(the_same_seed_draws_the_same_ranks),
        WITH_SCRATCH(ranks_that_cannot_be_had_are_refused),
        WITH_SCRATCH(an_order_is_shown_only_when_there_is_one),
        WITH_SCRATCH(a_league_table_of_chance_is_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
