/* How long do all the figures of an appraisal take? score-speed [PEOPLE [FILE]]
 *
 * Invented answers of so many people (750,000) to 30 questions in ten themes, in 1,500 bodies of 27 offices and five
 * capacities: adds them in batches of 10,000, and makes every figure of themes, offices, questions and reliability.
 * Prints seconds of one core's time and the most memory in MB. With a file, the answers stand there afterwards as CSV.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "upward/score.h"

enum { ITEMS = 30, THEMES = 10, BODIES = 1500, OFFICES = 27, GROUPS = 5, BATCH = 10000 };

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static uint64_t next(void)
{
    static uint64_t state = 1;
    uint64_t z = (state += 0x9e3779b97f4a7c15u);
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static void check(bool is_done, const upw_error *error)
{
    if (is_done)
        return;
    fprintf(stderr, "score-speed: %s\n", error->message);
    exit(1);
}

typedef struct crowd {
    uint8_t *answers[ITEMS];
    uint32_t *places, *groups;
    size_t n;
} crowd;

static void make_crowd(crowd *c, size_t n)
{
    c->n = n;
    c->places = malloc(n * sizeof *c->places);
    c->groups = malloc(n * sizeof *c->groups);
    for (size_t j = 0; j < ITEMS; j++)
        c->answers[j] = malloc(n);
    for (size_t i = 0; i < n; i++) {
        uint64_t bits = next();
        c->places[i] = (uint32_t)(bits % BODIES);
        c->groups[i] = (uint32_t)(bits / BODIES % GROUPS);
        for (size_t j = 0; j < ITEMS; j++, bits /= 8) {
            bits = j % 15 == 0 ? next() : bits;
            c->answers[j][i] = (uint8_t)(bits % 8);
        }
    }
}

static void write_crowd(const crowd *c, const char *path)
{
    FILE *const file = fopen(path, "w");
    if (file == NULL) {
        perror(path);
        exit(3);
    }
    fputs("body,office,group", file);
    for (size_t j = 0; j < ITEMS; j++)
        fprintf(file, ",Q%zu", j);
    for (size_t i = 0; i < c->n; i++) {
        fprintf(file, "\nB%u,N%u,g%u", c->places[i], c->places[i] % OFFICES, c->groups[i]);
        for (size_t j = 0; j < ITEMS; j++)
            fprintf(file, ",%.*s", c->answers[j][i] != 0, (char[]){ (char)('0' + c->answers[j][i]) });
    }
    fputc('\n', file);
    if (fclose(file) != 0) {
        perror(path);
        exit(3);
    }
}

static void add_batches(const crowd *c, upw_score *score)
{
    upw_error error = { 0 };
    for (size_t first = 0; first < c->n; first += BATCH) {
        const uint8_t *columns[ITEMS];
        for (size_t j = 0; j < ITEMS; j++)
            columns[j] = c->answers[j] + first;
        const upw_score_batch batch = { columns, c->places + first, c->groups + first,
                                        c->n - first < BATCH ? c->n - first : BATCH };
        check(upw_score_add(score, &batch, &error), &error);
    }
}

/* Bodies as leaves of offices, weighted people, reliability. */
static void find_theme(const upw_score *score, size_t theme, const double *sizes, const double *weights,
                       upw_arena *arena)
{
    upw_score_sums leaves[OFFICES] = { { 0 } };
    upw_office offices[OFFICES];
    upw_pool pool;
    upw_reliability reliability;
    upw_error error = { 0 };
    for (size_t b = 0; b < BODIES; b++) {
        const upw_score_sums sums = upw_score_find_sums(score, b, theme);
        if (sums.n > 0)
            upw_score_sums_add(&leaves[b % OFFICES], upw_score_sums_mean(&sums));
    }
    check(upw_score_pool(leaves, NULL, OFFICES, arena, offices, &pool, &error), &error);
    const upw_score_estimate e = upw_score_weigh(score, weights, sizes, theme);
    if (theme < THEMES)
        check(upw_score_find_reliability(score, theme, arena, &reliability, &error), &error);
    if (!(e.mean > 0) || pool.n_offices == 0)
        exit(1);
}

int main(int count, char **arguments)
{
    crowd c;
    upw_score_item items[ITEMS];
    double sizes[BODIES], groups[GROUPS];
    make_crowd(&c, count > 1 ? (size_t)strtoul(arguments[1], NULL, 10) : 750000);
    for (size_t j = 0; j < ITEMS; j++)
        items[j] = (upw_score_item){ (uint32_t)(j % THEMES), j % 7 == 0 };
    for (size_t b = 0; b < BODIES; b++)
        sizes[b] = (double)c.n / 100;
    for (size_t g = 0; g < GROUPS; g++)
        groups[g] = (double)c.n;
    const double began = now_s();
    upw_arena arena;
    upw_score score;
    upw_score_weights weights;
    upw_error error = { 0 };
    upw_arena_init(&arena, NULL);
    const upw_score_plan plan = { items, ITEMS, THEMES, BODIES, GROUPS };
    check(upw_score_begin(&plan, &arena, &score, &error), &error);
    add_batches(&c, &score);
    check(upw_score_rake(&score, &(upw_score_targets){ sizes, groups, false }, &arena, &weights, &error), &error);
    for (size_t t = 0; t <= THEMES; t++)
        find_theme(&score, t, sizes, weights.weights, &arena);
    for (size_t j = 0; j < ITEMS; j++)
        if (!(upw_score_find_answers(&score, UPW_SCORE_ALL, j).score +
                  upw_score_weigh_item(&score, weights.weights, j) >
              0))
            return 1;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%.3f %.0f\n", now_s() - began, (double)usage.ru_maxrss / 1024);
    upw_arena_clear(&arena);
    if (count > 2)
        write_crowd(&c, arguments[2]);
    for (size_t j = 0; j < ITEMS; j++)
        free(c.answers[j]);
    free(c.places);
    free(c.groups);
    return 0;
}
