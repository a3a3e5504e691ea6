/* Tail probabilities and quadrature, against closed forms and sums of exact terms. */
#include "upward/special.h"

#include "near.h"
#include "normal_quantiles.h"
#include "quadrature.h"
#include "random.h"
#include "wide.h"

static double square(double x)
{
    return x * x;
}

static void normal_tails_keep_their_digits_far_out(void **state)
{
    (void)state;
    /* Abramowitz & Stegun 1964, table 26.1 and 26.2 (x = 1, 3), and 50-digit arithmetic (x = 10, 38). */
    assert_near(upw_normal_below(-1), 0.15865525393145705, 1e-15);
    assert_near(upw_normal_below(-3), 0.0013498980316300946, 1e-14);
    assert_near(upw_normal_below(-10), 7.619853024160527e-24, 1e-13);
    assert_near(upw_normal_below(-38), 2.885428360068744e-316, 1e-6); /* a denormal number */
    assert_near(upw_normal_between(10, 11), upw_normal_below(-10) - upw_normal_below(-11), 1e-15);
    assert_near(upw_normal_between(-11, -10), upw_normal_between(10, 11), 1e-15);
    assert_near(upw_normal_between(-HUGE_VAL, HUGE_VAL), 1, 0);
    assert_true(upw_normal_between(2, 1) == 0 && isnan(upw_normal_between(NAN, 1)));
}

/* On 2k degrees of freedom P(X > x) is P(Poisson(x/2) < k): a finite sum. */
static void chi_square_tails_are_sums_of_poisson_terms(void **state)
{
    (void)state;
    static const double halves[] = { 0.01, 0.5, 1, 3, 9.9, 25, 80, 300 };
    static const int ks[] = { 1, 2, 5, 12, 40, 150 };
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++)
        for (size_t m = 0; m < sizeof ks / sizeof *ks; m++) {
            double term = exp(-halves[i]), above = 0, below = 0;
            for (int j = 0; j < ks[m]; j++) {
                above += term;
                term *= halves[i] / (j + 1);
            }
            for (int j = ks[m]; j < ks[m] + 2000 && term > 0; j++) {
                below += term;
                term *= halves[i] / (j + 1);
            }
            assert_near(upw_chi_square_above(2 * halves[i], 2 * ks[m]), above, 1e-12);
            assert_near(upw_chi_square_below(2 * halves[i], 2 * ks[m]), below, 1e-12);
        }
    /* One degree of freedom is a squared normal. */
    assert_near(upw_chi_square_above(1, 1), 2 * upw_normal_below(-1), 1e-13);
    assert_near(upw_chi_square_above(100, 1), 2 * upw_normal_below(-10), 1e-12);
    assert_true(upw_chi_square_below(0, 9) == 0 && upw_chi_square_above(0, 9) == 1);
    assert_true(isnan(upw_chi_square_above(NAN, 9)));
}

static void fair_coins_are_sums_of_binomial_terms(void **state)
{
    (void)state;
    for (int64_t n = 0; n <= 60; n++)
        for (int64_t left = 0; left <= n; left++) {
            double term = exp2((double)-n), sum = 0;
            const int64_t fewer = left < n - left ? left : n - left;
            for (int64_t k = 0; k <= fewer; k++) {
                sum += term;
                term *= (double)(n - k) / (double)(k + 1);
            }
            assert_near(upw_fair_coin_p_value(left, n - left), fmin(1, 2 * sum), 1e-12);
        }
    /* A thousand heads of a thousand and one tosses, and a million tosses, where the normal curve is good to 1e-3. */
    assert_near(upw_fair_coin_p_value(1, 1000), 2 * 1002 * exp2(-1001), 1e-11);
    assert_near(upw_fair_coin_p_value(499000, 501000), 2 * upw_normal_below(-1999.0 / 1000), 1e-3);
}

static double bell(const void *context, double x)
{
    const double width = *(const double *)context;
    return upw_normal_density(x / width) / width;
}

static double step(const void *context, double x)
{
    (void)context;
    return x < 0.3 ? 0 : 1;
}

static void areas_are_right_for_bells_and_jumps(void **state)
{
    (void)state;
    for (double width = 2; width > 0.01; width /= 2)
        assert_near(quadrature_integrate(bell, &width, -9, 9, 1e-13), upw_normal_between(-9 / width, 9 / width), 1e-12);
    assert_near(quadrature_integrate(step, NULL, 0, 1, 1e-10), 0.7, 1e-9);
    assert_true(quadrature_integrate(step, NULL, 1, 0, 1e-10) == 0);
}

/* In the centre, in the shoulder, beyond it and at the edges: the same bits, whatever the registers. */
static void many_normal_quantiles_are_those_of_one(void **state)
{
    (void)state;
    random_stream random = random_begin(4);
    for (int round = 0; round < 400; round++) {
        double p[NORMAL_BLOCK], z[NORMAL_BLOCK];
        for (size_t i = 0; i < NORMAL_BLOCK; i++) {
            p[i] = random_take_uniform(&random);
            p[i] = i % 8 == 7 ? pow(p[i], 40) : i % 8 == 6 ? 1 - ldexp(p[i], -30) : p[i];
        }
        p[round % NORMAL_BLOCK] = round % 3 == 0 ? 0 : round % 3 == 1 ? 1 : 0.5;
        normal_quantiles(p, NORMAL_BLOCK, round % 2 == 0 && find_wide_registers(), z);
        for (size_t i = 0; i < NORMAL_BLOCK; i++)
            assert_true(z[i] == upw_normal_quantile(p[i]));
    }
}

/* Shapes from tiny to a million, probabilities from 1e-300 up: the tail at the quantile is the probability again. */
static void quantiles_undo_tails(void **state)
{
    (void)state;
    static const double shapes[] = { 1e-3, 0.1, 0.5, 1, 3.7, 42, 1e4, 1e6 };
    static const double chances[] = { 1e-300, 1e-100, 1e-20, 1e-9, 0.001, 0.025, 0.2, 0.5 };
    enum { SHAPES = sizeof shapes / sizeof *shapes, CHANCES = sizeof chances / sizeof *chances };
    for (size_t c = 0; c < CHANCES; c++) {
        const double p = chances[c];
        assert_near(upw_normal_below(upw_normal_quantile(p)), p, 1e-15 * (1 + square(upw_normal_quantile(p))));
        for (size_t a = 0; a < SHAPES; a++) {
            const double low = upw_gamma_quantile(p, shapes[a]), high = upw_gamma_quantile_above(p, shapes[a]);
            if (low > 1e-290)
                assert_near(upw_gamma_below(low, shapes[a]), p, 1e-11 * fmax(1, sqrt(shapes[a]) / 30));
            if (high > 1e-290)
                assert_near(upw_gamma_above(high, shapes[a]), p, 1e-11 * fmax(1, sqrt(shapes[a]) / 30));
            for (size_t b = 0; b < SHAPES; b++) {
                const double x = upw_beta_quantile(p, shapes[a], shapes[b]);
                if (x > 1e-290 && x < 0.9)
                    assert_near(upw_beta_below(x, shapes[a], shapes[b]), p,
                                1e-11 * fmax(1, sqrt(shapes[a] + shapes[b]) / 30));
            }
        }
        for (double df = 0.5; df < 1e5; df *= 7)
            if (p > 1e-20)
                assert_near(upw_student_above(-upw_student_quantile(p, df), df), p, 1e-11);
    }
}

static void counts_are_sums_of_their_terms(void **state)
{
    (void)state;
    for (int64_t n = 0; n <= 40; n++)
        for (double p = 0; p <= 1; p += 0.125) {
            double below = 0, terms[41];
            for (int64_t r = 0; r <= n; r++)
                terms[r] = upw_binomial_at(r, n, p);
            for (int64_t r = 0; r <= n; r++) {
                double above = 0;
                for (int64_t k = n; k >= r; k--)
                    above += terms[k];
                below += terms[r];
                assert_near(upw_binomial_at_most(r, n, p), below, 1e-12);
                assert_near(upw_binomial_at_least(r, n, p), above, 1e-12);
            }
            assert_near(below, 1, 1e-13);
        }
    assert_true(upw_binomial_at_most(-1, 9, 0.5) == 0 && upw_binomial_at_least(10, 9, 0.5) == 0);
    assert_true(upw_binomial_at_most(9, 9, 0.5) == 1 && upw_binomial_at_least(0, 9, 0.5) == 1);
    assert_true(upw_poisson_at_most(-1, 2) == 0 && upw_poisson_at_least(0, 2) == 1);
    assert_true(upw_poisson_at(0, 0) == 1 && upw_poisson_at(3, 0) == 0 && upw_poisson_at_most(0, 0) == 1);
    assert_near(upw_poisson_at_most(3, 2) + upw_poisson_at_least(4, 2), 1, 1e-15);
}

static void what_is_outside_its_range_has_no_answer(void **state)
{
    (void)state;
    assert_true(isnan(upw_normal_quantile(-0.1)) && isnan(upw_normal_quantile(1.1)) && isnan(upw_normal_quantile(NAN)));
    assert_true(upw_normal_quantile(0) == -HUGE_VAL && upw_normal_quantile(1) == HUGE_VAL);
    assert_true(isnan(upw_gamma_below(-1, 2)) && isnan(upw_gamma_below(1, 0)) && isnan(upw_gamma_below(1, NAN)));
    assert_true(upw_gamma_above(HUGE_VAL, 2) == 0 && upw_gamma_quantile(0, 2) == 0);
    assert_true(isnan(upw_gamma_quantile(2, 2)) && isnan(upw_gamma_quantile(NAN, 2)));
    assert_true(isnan(upw_beta_below(1.1, 1, 1)) && isnan(upw_beta_below(0.5, 0, 1)));
    assert_true(isnan(upw_beta_quantile(0.5, NAN, 1)) && upw_beta_quantile(1, 2, 3) == 1);
    assert_true(isnan(upw_binomial_at(0, -1, 0.5)) && isnan(upw_binomial_at_most(0, 3, NAN)));
    assert_true(isnan(upw_poisson_at(0, -1)) && isnan(upw_poisson_at_most(0, NAN)));
    assert_true(isnan(upw_log_gamma(0)) && isnan(upw_digamma(-1)) && isnan(upw_trigamma(NAN)));
    assert_true(isnan(upw_student_quantile(0.1, 0)) && upw_student_above(HUGE_VAL, 3) == 0);
    assert_true(upw_student_quantile(0.5, 3) == 0 && upw_student_above(0, 3) == 0.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_normal_quantiles_are_those_of_one),
        cmocka_unit_test(quantiles_undo_tails),
        cmocka_unit_test(counts_are_sums_of_their_terms),
        cmocka_unit_test(what_is_outside_its_range_has_no_answer),
        cmocka_unit_test(normal_tails_keep_their_digits_far_out),
        cmocka_unit_test(chi_square_tails_are_sums_of_poisson_terms),
        cmocka_unit_test(fair_coins_are_sums_of_binomial_terms),
        cmocka_unit_test(areas_are_right_for_bells_and_jumps),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
