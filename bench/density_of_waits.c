/* The test of a break in the density on a million waits: density-of-waits [FILE]
 *
 * Invented waits in whole minutes, right-skewed around three hours, one in twenty of those due just after four hours
 * moved before them; the same every time. With FILE they are also written there, a row each, for the program. Prints
 * the seconds that the engine takes on the million values as they come, the median of five. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "clock.h"
#include "upward/bunching.h"

enum { WAITS = 1000000, ROUNDS = 5, LIMIT = 240 };

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Knuth's linear congruential generator, upper bits. */
static double next_uniform(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return ((double)(*state >> 40) + 0.5) / (double)(1 << 24);
}

static void fill(double *values)
{
    uint64_t state = 1;
    for (size_t i = 0; i < WAITS; i++) {
        const double gamma = -80 * log(next_uniform(&state) * next_uniform(&state));
        double wait = ceil(fmin(gamma, 600));
        if (wait > LIMIT && wait <= LIMIT + 20 && next_uniform(&state) < 0.05)
            wait = LIMIT - floor(10 * next_uniform(&state));
        values[i] = wait;
    }
}

static int write_file(const char *path, const double *values)
{
    FILE *const file = fopen(path, "w");
    if (file == NULL)
        return 0;
    fputs("minutes\n", file);
    for (size_t i = 0; i < WAITS; i++)
        fprintf(file, "%.0f\n", values[i]);
    return fclose(file) == 0;
}

int main(int count, char **arguments)
{
    double *const values = malloc(WAITS * sizeof *values);
    double seconds[ROUNDS];
    int sound = values != NULL;
    if (sound) {
        fill(values);
        sound = count < 2 || write_file(arguments[1], values);
    }
    for (int round = 0; round < ROUNDS && sound; round++) {
        upw_arena scratch;
        upw_density found;
        upw_error error;
        upw_arena_init(&scratch, NULL);
        const double began = now_s();
        sound = upw_density_test(&(upw_waits){ values, NULL, WAITS }, LIMIT + 0.5, NULL, &scratch, &found, &error) &&
                found.t < 0;
        seconds[round] = now_s() - began;
        upw_arena_clear(&scratch);
    }
    if (sound) {
        qsort(seconds, ROUNDS, sizeof *seconds, by_size);
        printf("%.6f\n", seconds[ROUNDS / 2]);
    }
    free(values);
    return sound ? 0 : 3;
}
