/* Distribution functions at the points of the reference grid. */
#include "cases.h"
#include "upward/special.h"

/* A function of special.csv has as many arguments as its kind says: x, then p1 and p2 where they are not NA. */
typedef struct special_function {
    const char *name;
    double (*of_one)(double);
    double (*of_two)(double, double);
    double (*of_three)(double, double, double);
    double (*of_count)(int64_t, double);
    double (*of_trials)(int64_t, int64_t, double);
} special_function;

static double poisson_more_than(int64_t r, double mean)
{
    return upw_poisson_at_least(r + 1, mean);
}

static const special_function functions[] = {
    { .name = "pnorm", .of_one = upw_normal_below },      { .name = "pnorm_upper", .of_one = upw_normal_above },
    { .name = "qnorm", .of_one = upw_normal_quantile },   { .name = "lgamma", .of_one = upw_log_gamma },
    { .name = "digamma", .of_one = upw_digamma },         { .name = "trigamma", .of_one = upw_trigamma },
    { .name = "pgamma", .of_two = upw_gamma_below },      { .name = "pgamma_upper", .of_two = upw_gamma_above },
    { .name = "qgamma", .of_two = upw_gamma_quantile },   { .name = "pchisq_upper", .of_two = upw_chi_square_above },
    { .name = "qt", .of_two = upw_student_quantile },     { .name = "pbeta", .of_three = upw_beta_below },
    { .name = "qbeta", .of_three = upw_beta_quantile },   { .name = "dpois", .of_count = upw_poisson_at },
    { .name = "ppois", .of_count = upw_poisson_at_most }, { .name = "ppois_upper", .of_count = poisson_more_than },
    { .name = "dbinom", .of_trials = upw_binomial_at },   { .name = "pbinom", .of_trials = upw_binomial_at_most },
};

static double evaluate(const cases *c, size_t row, const special_function *f)
{
    const double x = cases_number(c, row, "x");
    if (f->of_one != NULL)
        return f->of_one(x);
    const double p1 = cases_number(c, row, "p1");
    if (f->of_two != NULL)
        return f->of_two(x, p1);
    if (f->of_count != NULL)
        return f->of_count((int64_t)x, p1);
    const double p2 = cases_number(c, row, "p2");
    return f->of_three != NULL ? f->of_three(x, p1, p2) : f->of_trials((int64_t)x, (int64_t)p1, p2);
}

static void answer_special(cases *c, size_t row)
{
    const text name = cases_text(c, row, "fun");
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (text_equal(name, text_of(functions[i].name))) {
            cases_put(c, "value", evaluate(c, row, &functions[i]));
            return;
        }
    cases_fail("row %zu: \"%.*s\" is not known", row + 2, TEXT_ARGS(name));
}

static const case_file files[] = {
    { "compare", "special.csv", { "fun", "x", "p1", "p2" }, answer_special },
};

const case_family cases_of_compare = { files, sizeof files / sizeof *files };
