/* How long does judging take, and how long forecasting? trajectory-speed [SERIES] [FITS [FOLDER]]
 *
 * With a folder, the series that are fitted stand there afterwards as series.csv and plans.csv, for the command.
 *
 * Prints "judging SECONDS" for so many series of 24 baseline months and 48 judged ones, each with a start, an aim and a
 * variation of its own, and "fitting SECONDS" for so many fits of the same series with a forecast at the arrival and
 * one at another date. Seconds of one core's time, so that what else runs on the machine counts little. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "upward/trajectory.h"

enum { BASELINE = 24, MONTHS = 48, VALUES = BASELINE + MONTHS };

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static uint64_t state = 1;

static double uniform(void)
{
    uint64_t z = (state += 0x9e3779b97f4a7c15u);
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return ((double)((z ^ z >> 31) >> 11) + 0.5) * 0x1p-53;
}

static double normal(void)
{
    const double size = sqrt(-2 * log(uniform()));
    return size * cos(6.283185307179586 * uniform());
}

static void *take(size_t n, size_t size)
{
    void *const block = calloc(n, size);
    if (block == NULL) {
        perror("trajectory-speed");
        exit(3);
    }
    return block;
}

static void complain(const upw_error *error)
{
    fprintf(stderr, "trajectory-speed: %s\n", error->message);
    exit(1);
}

static void make_series(double *values, upw_trajectory_plan *plan, upw_trajectory_series *series)
{
    const upw_trajectory_truth truth = (upw_trajectory_truth)(uniform() * UPW_TRAJECTORY_TRUTH_COUNT);
    const double sigma = 1 + 4 * uniform();
    *plan = (upw_trajectory_plan){ .shape = UPW_TRAJECTORY_JCURVE, .start = 70, .aim = 80 + 15 * uniform() };
    upw_error error = { 0 };
    if (!upw_trajectory_complete_plan(plan, &error))
        complain(&error);
    for (size_t i = 0; i < VALUES; i++) {
        const double t = i < BASELINE ? 0 : (double)(i - BASELINE + 1) / 12;
        values[i] = upw_trajectory_find_truth(plan, truth, t) + sigma * normal();
    }
    *series = (upw_trajectory_series){ values, BASELINE, values + BASELINE, MONTHS, 12, NULL };
}

static void fit_some(const upw_trajectory_series *series, const upw_trajectory_plan *plans, size_t n, upw_arena *arena)
{
    upw_error error = { 0 };
    size_t n_again = 0;
    const double began = now_s();
    const upw_trajectory_draws *const draws = upw_trajectory_make_many_draws(arena, &error);
    for (size_t i = 0; draws != NULL && i < n; i++) {
        upw_trajectory_forecast forecast = { .time = 6 };
        upw_trajectory_fit fit;
        if (!upw_trajectory_fit_path(&series[i], &plans[i], draws, arena, &forecast, 1, &fit, &error))
            complain(&error);
        n_again += fit.draws > UPW_TRAJECTORY_DRAWS;
    }
    if (draws == NULL)
        complain(&error);
    printf("fitting %.6f (%zu with more draws)\n", now_s() - began, n_again);
}

static FILE *open_in(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *const file = fopen(path, "w");
    if (file == NULL) {
        perror(path);
        exit(3);
    }
    return file;
}

static void write_files(const upw_trajectory_series *series, const upw_trajectory_plan *plans, size_t n,
                        const char *folder)
{
    FILE *const table = open_in(folder, "series.csv"), *const agreed = open_in(folder, "plans.csv");
    fputs("series_id,period,value\n", table);
    fputs("series,start,aim,from\n", agreed);
    for (size_t i = 0; i < n; i++) {
        fprintf(agreed, "S-%06zu,%.9g,%.9g,2021-01\n", i + 1, plans[i].start, plans[i].aim);
        for (size_t k = 0; k < VALUES; k++)
            fprintf(table, "S-%06zu,%zu-%02zu,%.4f\n", i + 1, 2019 + k / 12, k % 12 + 1,
                    k < BASELINE ? series[i].baseline[k] : series[i].values[k - BASELINE]);
    }
    if (fclose(table) != 0 || fclose(agreed) != 0) {
        perror(folder);
        exit(3);
    }
}

int main(int argc, char **argv)
{
    const size_t n = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 100000;
    double *const values = take(n, VALUES * sizeof *values);
    upw_trajectory_plan *const plans = take(n, sizeof *plans);
    upw_trajectory_series *const series = take(n, sizeof *series);
    upw_trajectory_judgement *const out = take(n, sizeof *out);
    upw_trajectory_point *const points = take(n * MONTHS, sizeof *points);
    size_t *const offsets = take(n, sizeof *offsets);
    for (size_t i = 0; i < n; i++) {
        make_series(values + VALUES * i, &plans[i], &series[i]);
        offsets[i] = MONTHS * i;
    }
    upw_arena arena;
    upw_arena_init(&arena, NULL);
    upw_error error = { 0 };
    const double began = now_s();
    if (!upw_trajectory_judge_batch(series, plans, n, NULL, &arena, points, offsets, out, NULL, &error))
        complain(&error);
    printf("judging %.6f\n", now_s() - began);
    const size_t asked = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 1000, n_fits = asked < n ? asked : n;
    fit_some(series, plans, n_fits, &arena);
    if (argc > 3)
        write_files(series, plans, n_fits, argv[3]);
    upw_arena_clear(&arena);
    free(values);
    free(plans);
    free(series);
    free(out);
    free(points);
    free(offsets);
    return 0;
}
