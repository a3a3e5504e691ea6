/* The engine's XmR pass (limits, four rules, both icons) against memcpy of the same bytes.
 *
 * 100,000 series of 48 points, 38 MB of values in; a point of six bytes for each, and the phases and summaries of all
 * series, 42 MB out: larger than the caches, as a real column is, and everything is kept. The copy moves exactly as
 * many bytes through memory: it reads half of that sum and writes the other half. One thread each. Runs are
 * interleaved; the medians count. Prints "xmr_ns memcpy_ns ratio" for one point. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "upward/spc.h"

enum { SERIES = 100000, POINTS = 48, ROUNDS = 15 };

static const size_t n_points = (size_t)SERIES * POINTS;

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

/* About normal, the sum of four uniform numbers, with a step in every tenth series. The multiplier is Knuth's for a
 * linear congruential generator. */
static void fill(double *values)
{
    uint64_t state = 1;
    for (size_t i = 0; i < n_points; i++) {
        double noise = -2;
        for (int k = 0; k < 4; k++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            noise += (double)(state >> 40) / (double)(1 << 24);
        }
        const int stepped = i / POINTS % 10 == 0 && i % POINTS >= POINTS / 2;
        values[i] = 50.0 + 5.0 * noise + (stepped ? 8.0 : 0.0);
    }
}

typedef struct arrays {
    double *values;
    size_t *offsets;
    upw_xmr_point *points;
    upw_xmr_phase *phases;
    upw_xmr_summary *summaries;
    size_t copied; /* bytes; memcpy takes them from `from` to `to` */
    char *from, *to;
} arrays;

/* Every page is written once, so that no round pays for a page that the system has yet to find. */
static void *get(size_t bytes)
{
    void *memory = malloc(bytes);
    if (memory == NULL) {
        fprintf(stderr, "xmr-against-memcpy: no memory\n");
        exit(3);
    }
    return memset(memory, 1, bytes);
}

static arrays get_all(void)
{
    const size_t in = n_points * sizeof(double);
    const size_t out = n_points * sizeof(upw_xmr_point) + SERIES * (sizeof(upw_xmr_phase) + sizeof(upw_xmr_summary));
    arrays a = { .values = get(in),
                 .offsets = get((SERIES + 1) * sizeof(size_t)),
                 .points = get(n_points * sizeof(upw_xmr_point)),
                 .phases = get(SERIES * sizeof(upw_xmr_phase)),
                 .summaries = get(SERIES * sizeof(upw_xmr_summary)),
                 .copied = (in + out) / 2,
                 .from = get((in + out) / 2),
                 .to = get((in + out) / 2) };
    fill(a.values);
    for (size_t i = 0; i <= SERIES; i++)
        a.offsets[i] = i * POINTS;
    return a;
}

static bool analyse_all(const arrays *a)
{
    static const upw_xmr_options options = { .improvement = UPW_DECREASE, .target = 52.0, .has_target = true };
    const upw_xmr_batch batch = {
        .values = a->values, .offsets = a->offsets, .n_series = SERIES, .options = &options, .share_options = true
    };
    return upw_xmr_analyse_batch(&batch, a->points, a->phases, a->summaries, NULL, NULL);
}

int main(void)
{
    const arrays a = get_all();
    double xmr[ROUNDS], copying[ROUNDS];
    bool is_sound = true;
    for (int round = 0; round < ROUNDS && is_sound; round++) {
        a.from[round] = (char)round; /* so that no two copies are the same to the compiler */
        const double began = now_s();
        memcpy(a.to, a.from, a.copied);
        const double between = now_s();
        is_sound = analyse_all(&a);
        xmr[round] = now_s() - between;
        copying[round] = between - began;
        is_sound = is_sound && a.to[round] == a.from[round];
    }
    if (is_sound) {
        const double ours = median(xmr), theirs = median(copying);
        printf("%.3f %.3f %.2f\n", 1e9 * ours / (double)n_points, 1e9 * theirs / (double)n_points, ours / theirs);
    }
    free(a.values);
    free(a.offsets);
    free(a.points);
    free(a.phases);
    free(a.summaries);
    free(a.from);
    free(a.to);
    return is_sound ? 0 : 3;
}
