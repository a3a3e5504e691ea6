/* The engine's XmR pass (limits, four rules, both icons) against memcpy of the same column of values.
 *
 * 100,000 series of 48 points, 38.4 MB: larger than the caches, as a real column is. The engine works as the program
 * uses it, in batches of 1,000 series whose results are written to the same place. Runs are interleaved; the medians
 * count. Prints "xmr_ns memcpy_ns ratio" for one point. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "upward/spc.h"

enum { SERIES = 100000, POINTS = 48, BATCH = 1000, ROUNDS = 15 };

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *times)
{
    qsort(times, ROUNDS, sizeof *times, by_size);
    return times[ROUNDS / 2];
}

/* Common cause with a step in every tenth series; the multiplier is Knuth's for a linear congruential generator. */
static void fill(double *values)
{
    uint64_t state = 1;
    for (size_t i = 0; i < (size_t)SERIES * POINTS; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        const double noise = (double)(state >> 40) / (double)(1 << 24);
        const int stepped = i / POINTS % 10 == 0 && i % POINTS >= POINTS / 2;
        values[i] = 50.0 + 10.0 * noise + (stepped ? 8.0 : 0.0);
    }
}

typedef struct results {
    upw_xmr_point points[BATCH * POINTS];
    upw_xmr_phase phases[BATCH];
    upw_xmr_summary summaries[BATCH];
} results;

static bool analyse_all(const double *values, const size_t *offsets, results *out)
{
    static const upw_xmr_options options = { .improvement = UPW_DECREASE, .target = 52.0, .has_target = true };
    for (size_t first = 0; first < SERIES; first += BATCH) {
        const upw_xmr_batch batch = { .values = values + first * POINTS,
                                      .offsets = offsets,
                                      .n_series = BATCH,
                                      .options = &options,
                                      .share_options = true };
        if (!upw_xmr_analyse_batch(&batch, out->points, out->phases, out->summaries, NULL, NULL))
            return false;
    }
    return true;
}

int main(void)
{
    const size_t n = (size_t)SERIES * POINTS;
    double *values = malloc(n * sizeof *values);
    double *copy = malloc(n * sizeof *copy);
    results *out = malloc(sizeof *out);
    size_t offsets[BATCH + 1];
    double xmr[ROUNDS], copying[ROUNDS];
    bool sound = values != NULL && copy != NULL && out != NULL;
    if (!sound)
        goto done;
    for (size_t i = 0; i <= BATCH; i++)
        offsets[i] = i * POINTS;
    fill(values);
    memset(copy, 1, n * sizeof *copy);
    for (int round = 0; round < ROUNDS && sound; round++) {
        const double began = now_s();
        memcpy(copy, values, n * sizeof *copy);
        const double between = now_s();
        sound = analyse_all(values, offsets, out) && memcmp(copy + n - 1, values + n - 1, sizeof *copy) == 0;
        xmr[round] = now_s() - between;
        copying[round] = between - began;
    }
    if (sound) {
        const double ours = median(xmr), theirs = median(copying);
        printf("%.3f %.3f %.2f\n", 1e9 * ours / (double)n, 1e9 * theirs / (double)n, ours / theirs);
    }
done:
    free(out);
    free(copy);
    free(values);
    return sound ? 0 : 3;
}
