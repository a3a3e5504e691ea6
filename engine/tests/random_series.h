/* random_series.h: invented series for tests, the same ones for the same seed on every machine. */
#ifndef ENGINE_TESTS_RANDOM_SERIES_H
#define ENGINE_TESTS_RANDOM_SERIES_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

/* SplitMix64 (Steele, Lea & Flood 2014, doi:10.1145/2714064.2660195). */
static inline uint64_t random_bits(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Above 0 and below 1. */
static inline double random_uniform(uint64_t *state)
{
    return ((double)(random_bits(state) >> 11) + 0.5) * 0x1p-53;
}

static inline size_t random_below(uint64_t *state, size_t limit)
{
    return (size_t)(random_bits(state) % limit);
}

/* Standard normal (Box & Muller 1958). */
static inline double random_normal(uint64_t *state)
{
    const double turn = 6.283185307179586 * random_uniform(state);
    return sqrt(-2 * log(random_uniform(state))) * cos(turn);
}

/* Normal values of standard deviation 1 whose neighbours correlate by rho. */
static inline void random_autocorrelated(uint64_t *state, double rho, double *values, size_t n)
{
    double last = random_normal(state);
    for (size_t i = 0; i < n; i++) {
        values[i] = last;
        last = rho * last + sqrt(1 - rho * rho) * random_normal(state);
    }
}

#endif
