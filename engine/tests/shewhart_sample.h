/* shewhart_sample.h: invented series for tests, the same for the same seed on every machine. */
#ifndef ENGINE_TESTS_SHEWHART_SAMPLE_H
#define ENGINE_TESTS_SHEWHART_SAMPLE_H

#include <string.h>

#include "near.h"
#include "upward/shewhart.h"

enum { SAMPLE_ROWS = 256 };

/* SplitMix64 (Steele, Lea & Flood 2014). */
static inline uint64_t sample_next(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* A whole number from 0 to below − 1. */
static inline size_t sample_below(uint64_t *state, size_t below)
{
    return (size_t)(sample_next(state) % below);
}

typedef struct sample {
    double values[SAMPLE_ROWS], denominators[SAMPLE_ROWS];
    size_t offsets[SAMPLE_ROWS + 1];
    size_t n_rows, n; /* n subgroups */
    upw_shewhart_input input;
} sample;

/* 3 to 40 subgroups of 1 to `most_rows` rows; values are whole numbers up to their denominators (or up to 99); one in
 * 20 is missing. */
static inline void sample_make(sample *s, uint64_t seed, size_t most_rows, upw_chart chart)
{
    uint64_t state = seed;
    const bool has_denominators = upw_chart_describe(chart)->denominator == UPW_DENOMINATOR_NEEDED;
    s->n = 3 + sample_below(&state, 38);
    s->n_rows = 0;
    for (size_t i = 0; i < s->n; i++) {
        s->offsets[i] = s->n_rows;
        for (size_t rows = 1 + sample_below(&state, most_rows); rows > 0; rows--) {
            const size_t whole = has_denominators ? 20 + sample_below(&state, 400) : 100;
            s->denominators[s->n_rows] = (double)whole;
            s->values[s->n_rows++] = sample_below(&state, 20) == 0 ? NAN : (double)sample_below(&state, whole);
        }
    }
    s->offsets[s->n] = s->n_rows;
    s->input = (upw_shewhart_input){ .values = s->values,
                                     .denominators = has_denominators ? s->denominators : NULL,
                                     .n_rows = s->n_rows,
                                     .offsets = s->offsets,
                                     .n_subgroups = s->n };
}

typedef struct sample_chart {
    upw_shewhart_point points[SAMPLE_ROWS];
    upw_shewhart_part parts[8];
} sample_chart;

static inline void sample_draw(const upw_shewhart_input *input, const upw_shewhart_options *options, sample_chart *out)
{
    upw_arena scratch;
    upw_error error = { 0 };
    upw_arena_init(&scratch, NULL);
    if (!upw_shewhart_analyse(input, options, &scratch, out->points, out->parts, &error))
        fail_msg("%s", error.message);
    upw_arena_clear(&scratch);
}

enum { SAMPLE_FIGURES = 6 };

static inline void sample_figures(const upw_shewhart_point *point, double *out)
{
    const double figures[SAMPLE_FIGURES] = { point->y, point->cl, point->lcl, point->lcl95, point->ucl95, point->ucl };
    memcpy(out, figures, sizeof figures);
}

/* b is a, every figure times `scale` plus `shift`; flags equal. `rel` is of the larger of the figure and the span. */
static inline void sample_compare(const upw_shewhart_point *a, const upw_shewhart_point *b, size_t n, double scale,
                                  double shift, double rel, uint64_t seed)
{
    for (size_t i = 0; i < n; i++) {
        double left[SAMPLE_FIGURES], right[SAMPLE_FIGURES];
        sample_figures(&a[i], left);
        sample_figures(&b[i], right);
        for (size_t f = 0; f < SAMPLE_FIGURES; f++)
            /* the offset 1000 makes the tolerance absolute near zero */
            assert_near_seed(right[f] + 1000, left[f] * scale + shift + 1000, rel, seed);
        if (a[i].sigma_signal != b[i].sigma_signal)
            fail_msg("seed %llu: point %zu signals on one side only", (unsigned long long)seed, i);
    }
}

#endif
