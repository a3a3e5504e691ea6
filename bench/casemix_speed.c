/* How long does a logistic regression take? casemix-speed [ROWS [COLUMNS [FILE]]]
 *
 * The rows are left in FILE as doubles, one column after the other and the outcomes last, for somebody else to fit.
 * Prints "fit SECONDS PASSES SUM" (of the coefficients) for one fit from memory, and "dsyrk SECONDS" for as many sums
 * of products of the same matrix by the BLAS that UPWARD_BLAS names (libopenblas.so.0 when it says nothing), on one
 * thread; "dsyrk none" when there is no such library. Seconds of processor time, the best of three. */
#include <dlfcn.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "upward/casemix.h"

enum { ROUNDS = 3 };

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double uniform(void)
{
    static uint64_t state = 1;
    uint64_t z = (state += 0x9e3779b97f4a7c15u);
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return ((double)((z ^ z >> 31) >> 11) + 0.5) * 0x1p-53;
}

/* Slopes of 0.3 and -0.3 by turns on columns that spread by 1, about three events in ten. */
static void make_patients(double *x, double *y, size_t n, size_t p)
{
    for (size_t i = 0; i < n; i++) {
        double eta = -1;
        for (size_t j = 0; j < p; j++) {
            x[i * p + j] = (uniform() - 0.5) * 3.4641016151377544;
            eta += (j % 2 == 0 ? 0.3 : -0.3) * x[i * p + j];
        }
        y[i] = uniform() < 1 / (1 + exp(-eta));
    }
}

static bool fit_once(const upw_case_rows *rows, double *seconds, unsigned *passes, double *sum)
{
    upw_arena arena;
    upw_arena_init(&arena, NULL);
    upw_logit logit;
    upw_error error = { 0 };
    const double began = now_s();
    const bool is_fitted = upw_logit_fit(rows, NULL, &arena, &logit, &error);
    *seconds = fmin(*seconds, now_s() - began);
    *passes = is_fitted ? logit.passes : 0;
    *sum = 0;
    for (size_t j = 0; is_fitted && j <= rows->p; j++)
        *sum += logit.coefficients[j];
    if (!is_fitted)
        fprintf(stderr, "casemix-speed: %s\n", error.message);
    upw_arena_clear(&arena);
    return is_fitted;
}

/* Fortran's dsyrk: C = alpha A A' + beta C, lower triangle; rows of ours are columns of A. */
typedef void (*dsyrk)(const char *uplo, const char *trans, const int *n, const int *k, const double *alpha,
                      const double *a, const int *lda, const double *beta, double *c, const int *ldc);

static void time_blas(const double *x, size_t n, size_t p, unsigned passes)
{
    setenv("OPENBLAS_NUM_THREADS", "1", 1);
    const char *const name = getenv("UPWARD_BLAS");
    void *const library = dlopen(name != NULL ? name : "libopenblas.so.0", RTLD_NOW);
    dsyrk multiply = NULL;
    void *const found = library != NULL ? dlsym(library, "dsyrk_") : NULL;
    memcpy(&multiply, &found, sizeof multiply);
    double *const c = calloc(p * p, sizeof *c);
    if (multiply == NULL || c == NULL) {
        puts("dsyrk none");
        free(c);
        return;
    }
    double best = INFINITY;
    const int columns = (int)p, rows = (int)n;
    const double one = 1, nothing = 0;
    for (int round = 0; round < ROUNDS; round++) {
        const double began = now_s();
        for (unsigned k = 0; k < passes; k++)
            multiply("L", "N", &columns, &rows, &one, x, &columns, &nothing, c, &columns);
        best = fmin(best, now_s() - began);
    }
    printf("dsyrk %.6f\n", best);
    free(c);
}

static bool leave_rows(const char *path, const double *x, const double *y, size_t n, size_t p)
{
    FILE *const file = fopen(path, "wb");
    double *const column = calloc(n, sizeof *column);
    bool is_done = file != NULL && column != NULL;
    for (size_t j = 0; j < p && is_done; j++) {
        for (size_t i = 0; i < n; i++)
            column[i] = x[i * p + j];
        is_done = fwrite(column, sizeof *column, n, file) == n;
    }
    is_done = is_done && fwrite(y, sizeof *y, n, file) == n;
    free(column);
    return (file == NULL || fclose(file) == 0) && is_done;
}

int main(int argc, char **argv)
{
    const size_t n = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 1000000;
    const size_t p = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 20;
    double *const x = calloc(n * p, sizeof *x), *const y = calloc(n, sizeof *y);
    if (x == NULL || y == NULL) {
        perror("casemix-speed");
        free(x);
        free(y);
        return 3;
    }
    make_patients(x, y, n, p);
    const upw_case_rows rows = { .x = x, .p = p, .y = y, .n = n };
    double seconds = INFINITY, sum = 0;
    unsigned passes = 0;
    for (int round = 0; round < ROUNDS; round++)
        if (!fit_once(&rows, &seconds, &passes, &sum))
            return 1;
    printf("fit %.6f %u %.12g\n", seconds, passes, sum);
    if (argc > 3 && !leave_rows(argv[3], x, y, n, p)) {
        perror("casemix-speed");
        return 3;
    }
    time_blas(x, n, p, passes);
    free(x);
    free(y);
    return 0;
}
