/* Tail probabilities and quadrature, against closed forms and sums of exact terms. */
#include "tails.h"

#include "near.h"
#include "quadrature.h"

static void normal_tails_keep_their_digits_far_out(void **state)
{
    (void)state;
    /* Abramowitz & Stegun 1964, table 26.1 and 26.2 (x = 1, 3), and 50-digit arithmetic (x = 10, 38). */
    assert_near(normal_below(-1), 0.15865525393145705, 1e-15);
    assert_near(normal_below(-3), 0.0013498980316300946, 1e-14);
    assert_near(normal_below(-10), 7.619853024160527e-24, 1e-13);
    assert_near(normal_below(-38), 2.885428360068744e-316, 1e-6); /* a denormal number */
    assert_near(normal_between(10, 11), normal_below(-10) - normal_below(-11), 1e-15);
    assert_near(normal_between(-11, -10), normal_between(10, 11), 1e-15);
    assert_near(normal_between(-HUGE_VAL, HUGE_VAL), 1, 0);
    assert_true(normal_between(2, 1) == 0 && isnan(normal_between(NAN, 1)));
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
            assert_near(chi_square_above(2 * halves[i], 2 * ks[m]), above, 1e-12);
            assert_near(chi_square_below(2 * halves[i], 2 * ks[m]), below, 1e-12);
        }
    /* One degree of freedom is a squared normal. */
    assert_near(chi_square_above(1, 1), 2 * normal_below(-1), 1e-13);
    assert_near(chi_square_above(100, 1), 2 * normal_below(-10), 1e-12);
    assert_true(chi_square_below(0, 9) == 0 && chi_square_above(0, 9) == 1);
    assert_true(isnan(chi_square_above(NAN, 9)));
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
            assert_near(fair_coin_p_value(left, n - left), fmin(1, 2 * sum), 1e-12);
        }
    /* A thousand heads of a thousand and one tosses, and a million tosses, where the normal curve is good to 1e-3. */
    assert_near(fair_coin_p_value(1, 1000), 2 * 1002 * exp2(-1001), 1e-11);
    assert_near(fair_coin_p_value(499000, 501000), 2 * normal_below(-1999.0 / 1000), 1e-3);
}

static double bell(const void *context, double x)
{
    const double width = *(const double *)context;
    return normal_density(x / width) / width;
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
        assert_near(quadrature_integrate(bell, &width, -9, 9, 1e-13), normal_between(-9 / width, 9 / width), 1e-12);
    assert_near(quadrature_integrate(step, NULL, 0, 1, 1e-10), 0.7, 1e-9);
    assert_true(quadrature_integrate(step, NULL, 1, 0, 1e-10) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(normal_tails_keep_their_digits_far_out),
        cmocka_unit_test(chi_square_tails_are_sums_of_poisson_terms),
        cmocka_unit_test(fair_coins_are_sums_of_binomial_terms),
        cmocka_unit_test(areas_are_right_for_bells_and_jumps),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
