/* How long do intervals of ranks take? rank-speed [BODIES] [DRAWS] [INDICATORS] [THREADS]
 *
 * Prints "draws SECONDS" for so many indicators by so many draws each, shared out over the threads, and "exact SECONDS"
 * for one indicator by quadrature; seconds that pass, the best of three. */
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "clock.h"
#include "upward/rank.h"

enum { ROUNDS = 3, THREADS_MAX = 64 };

typedef struct work {
    const upw_posterior *posteriors; /* of all indicators */
    size_t bodies, draws, indicators;
    atomic_size_t next;
} work;

/* Bodies of very unequal size: true values spread by 0.2, errors from 0.03 to 0.3. */
static void make_posteriors(upw_posterior *out, size_t n)
{
    uint64_t state = 1;
    for (size_t i = 0; i < n; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        const double a = (double)(state >> 33) * 0x1p-31;
        state = state * 6364136223846793005u + 1442695040888963407u;
        const double b = (double)(state >> 33) * 0x1p-31;
        out[i] = (upw_posterior){ UPW_POSTERIOR_NORMAL, 0.7 * (a - 0.5), 0.03 * pow(10, b) };
    }
}

static void *rank_some(void *context)
{
    work *const w = context;
    upw_arena arena;
    upw_arena_init(&arena, NULL);
    upw_rank *const ranks = calloc(w->bodies, sizeof *ranks);
    for (size_t k; ranks != NULL && (k = atomic_fetch_add(&w->next, 1)) < w->indicators;)
        if (!upw_rank_by_draws(w->posteriors + k * w->bodies, w->bodies, w->draws, k + 1, &arena, ranks, NULL))
            abort();
    free(ranks);
    upw_arena_clear(&arena);
    return NULL;
}

static double time_draws(const upw_posterior *posteriors, size_t bodies, size_t draws, size_t indicators,
                         size_t threads)
{
    double best = INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
        work w = { .posteriors = posteriors, .bodies = bodies, .draws = draws, .indicators = indicators };
        pthread_t others[THREADS_MAX];
        size_t n_others = 0;
        const double began = now_s();
        while (n_others + 1 < threads && pthread_create(&others[n_others], NULL, rank_some, &w) == 0)
            n_others++;
        rank_some(&w);
        for (size_t i = 0; i < n_others; i++)
            pthread_join(others[i], NULL);
        best = fmin(best, now_s() - began);
    }
    return best;
}

int main(int argc, char **argv)
{
    const size_t bodies = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 200;
    const size_t draws = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 10000;
    const size_t indicators = argc > 3 ? (size_t)strtoul(argv[3], NULL, 10) : 100;
    const size_t threads = argc > 4 ? (size_t)strtoul(argv[4], NULL, 10) : 2;
    upw_posterior *const posteriors = calloc(bodies * indicators, sizeof *posteriors);
    upw_rank *const ranks = calloc(bodies, sizeof *ranks);
    if (posteriors == NULL || ranks == NULL) {
        perror("rank-speed");
        free(posteriors);
        free(ranks);
        return 3;
    }
    make_posteriors(posteriors, bodies * indicators);
    printf("draws %.6f\n",
           time_draws(posteriors, bodies, draws, indicators, threads < THREADS_MAX ? threads : THREADS_MAX));
    upw_arena arena;
    upw_arena_init(&arena, NULL);
    double best = INFINITY;
    for (int round = 0; round < ROUNDS && bodies <= UPW_RANK_EXACT_MAX; round++) {
        const double began = now_s();
        if (!upw_rank_exactly(posteriors, bodies, &arena, ranks, NULL, NULL))
            return 1;
        best = fmin(best, now_s() - began);
    }
    printf("exact %.6f\n", best);
    upw_arena_clear(&arena);
    free(posteriors);
    free(ranks);
    return 0;
}
