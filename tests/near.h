/* tests/near.h: comparing doubles in tests; cmocka 1.1.5 only knows float. */
#ifndef TESTS_NEAR_H
#define TESTS_NEAR_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* Within `rel` of the larger magnitude; NaN equals NaN, an infinity itself. */
#define assert_near(actual, expected, rel) assert_near_at((actual), (expected), (rel), 0, __FILE__, __LINE__)
#define assert_near_seed(actual, expected, rel, seed)                                                                  \
    assert_near_at((actual), (expected), (rel), (uint64_t)(seed), __FILE__, __LINE__)

static inline void assert_near_at(double actual, double expected, double rel, uint64_t seed, const char *file, int line)
{
    if ((isnan(actual) && isnan(expected)) || actual == expected)
        return;
    const double scale = fmax(fabs(actual), fabs(expected));
    if (isfinite(scale) && fabs(actual - expected) <= rel * scale)
        return;
    fprintf(stderr, "# %.17g is not within %g of %.17g", actual, rel, expected);
    if (seed != 0)
        fprintf(stderr, " (seed %llu)", (unsigned long long)seed);
    fputc('\n', stderr);
    _fail(file, line);
}

#endif
