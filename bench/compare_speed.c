/* How long do comparisons take? compare-speed [FUNNELS]
 *
 * Prints a name and the seconds of one core's time, the best of three, for: so many funnels of 200 organisations with
 * and one with its picture's curves; 1,000 areas of 19 bands standardised directly and indirectly with two intervals;
 * 1,000 ratios classed; a slope index of 20 areas; 300 life tables; a variance by REML of 200 organisations. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "upward/funnel.h"
#include "upward/rank.h"
#include "upward/standardise.h"

enum { ROUNDS = 3, BODIES = 200, AREAS = 1000, BANDS = 19, LIVES = 300, SLOPES = 20, GROUPS = 10 };

typedef struct material {
    double numerators[BODIES], denominators[BODIES];
    double events[AREAS][BANDS], people[AREAS][BANDS], weights[BANDS], reference[BANDS];
    double y[BODIES], v[BODIES];
    double low[GROUPS], high[GROUPS], shares[GROUPS], population[GROUPS], errors[GROUPS];
    double deaths[UPW_LIFE_BANDS], years[UPW_LIFE_BANDS];
    size_t n_funnels;
    upw_arena arena;
} material;

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double uniform(void)
{
    static uint64_t state = 1;
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (double)(state >> 33) * 0x1p-31;
}

static void fill(material *m)
{
    for (size_t i = 0; i < BODIES; i++) {
        m->denominators[i] = floor(100 * pow(50, uniform()));
        m->numerators[i] = floor(m->denominators[i] * (0.1 + 0.06 * uniform()));
        m->y[i] = log(0.8 + 0.4 * uniform());
        m->v[i] = 0.001 + 0.03 * uniform();
    }
    for (size_t i = 0; i < AREAS; i++)
        for (size_t k = 0; k < BANDS; k++) {
            m->people[i][k] = floor(500 + 5000 * uniform());
            m->events[i][k] = floor(m->people[i][k] * 0.002 * pow(1.4, (double)k) * uniform());
        }
    for (size_t k = 0; k < BANDS; k++) {
        m->weights[k] = 5000;
        m->reference[k] = 40 * pow(1.4, (double)k);
    }
    for (size_t k = 0; k < UPW_LIFE_BANDS; k++) {
        m->years[k] = 5000;
        m->deaths[k] = floor(2 + 0.5 * pow(1.4, (double)k));
    }
    for (size_t k = 0; k < GROUPS; k++) {
        m->population[k] = 2000;
        m->shares[k] = 0.2 - 0.01 * (double)k;
        m->errors[k] = 0.008;
    }
}

/* ---- what is timed ---- */

static void fit_funnels(material *m)
{
    upw_funnel f;
    upw_funnel_body found[BODIES];
    for (size_t k = 0; k < m->n_funnels; k++) {
        const upw_funnel_data data = { .numerators = m->numerators, .denominators = m->denominators, .n = BODIES };
        m->numerators[k % BODIES] = fmax(0, m->numerators[k % BODIES] - (k / BODIES % 2 == 0 ? 1 : -1));
        if (!upw_funnel_fit(&data, NULL, &m->arena, found, &f, NULL))
            abort();
    }
}

static void draw_one(material *m)
{
    upw_funnel f;
    upw_funnel_body found[BODIES];
    upw_funnel_line lines[UPW_FUNNEL_LEVELS_MAX], plain[UPW_FUNNEL_LEVELS_MAX];
    const upw_funnel_data data = { .numerators = m->numerators, .denominators = m->denominators, .n = BODIES };
    if (!upw_funnel_fit(&data, NULL, &m->arena, found, &f, NULL))
        abort();
    for (int size = 1; size <= 300; size++)
        upw_funnel_limits(&f, 17 * size, plain, lines);
}

static const double LEVELS[] = { 0.95, 0.998 };

static void standardise_directly(material *m)
{
    upw_figure figure;
    for (size_t i = 0; i < AREAS; i++) {
        upw_direct direct = { 0 };
        for (size_t k = 0; k < BANDS; k++)
            if (!upw_direct_add(&direct, m->events[i][k], m->people[i][k], m->weights[k], NULL))
                abort();
        for (size_t l = 0; l < 2; l++)
            upw_direct_rate(&direct, 100000, LEVELS[l], UPW_DIRECT_DOBSON, &figure);
    }
}

static void standardise_indirectly(material *m)
{
    upw_figure figure;
    for (size_t i = 0; i < AREAS; i++) {
        upw_indirect indirect = { 0 };
        for (size_t k = 0; k < BANDS; k++)
            if (!upw_indirect_add(&indirect, m->people[i][k], m->reference[k], 100000, NULL))
                abort();
        for (size_t l = 0; l < 2; l++)
            upw_indirect_ratio(&indirect, m->numerators[i % BODIES], 100, LEVELS[l], UPW_COUNT_BYAR, &figure);
    }
}

static void class_ratios(material *m)
{
    int sum = 0;
    for (size_t i = 0; i < AREAS; i++)
        sum += upw_funnel_class_as_fingertips(UPW_FUNNEL_RATIO, m->numerators[i % BODIES],
                                              0.13 * m->denominators[i % BODIES], 1);
    if (sum == -1)
        puts("#");
}

static void find_slopes(material *m)
{
    const upw_slope_data data = { m->population, m->shares, m->errors, m->low, m->high, GROUPS };
    upw_slope slope;
    for (size_t i = 0; i < SLOPES; i++) {
        if (!upw_slope_measure(&data, UPW_SLOPE_PLAIN, &slope, NULL))
            abort();
        upw_slope_index_interval(&slope, 0.95);
        upw_slope_ratio_interval(&slope, 0.95);
    }
}

static void live(material *m)
{
    upw_life_table table;
    for (size_t i = 0; i < LIVES; i++) {
        m->deaths[i % UPW_LIFE_BANDS] += 1;
        upw_life_table_measure(m->deaths, m->years, &table);
        for (size_t k = 0; k < UPW_LIFE_BANDS; k++)
            upw_life_interval(&table, k, 0.95);
    }
}

static void shrink(material *m)
{
    upw_shrinkage out;
    upw_posterior posteriors[BODIES];
    if (!upw_shrink_normal(m->y, m->v, BODIES, UPW_SHRINK_REML, &m->arena, posteriors, &out, NULL))
        abort();
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*work)(material *m);
    } rows[] = {
        { "funnels", fit_funnels },
        { "curves", draw_one },
        { "direct", standardise_directly },
        { "indirect", standardise_indirectly },
        { "classes", class_ratios },
        { "slopes", find_slopes },
        { "lives", live },
        { "reml", shrink },
    };
    static material m;
    m.n_funnels = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 10000;
    upw_arena_init(&m.arena, NULL);
    fill(&m);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double best = INFINITY;
        for (int round = 0; round < ROUNDS; round++) {
            const double began = now_s();
            rows[i].work(&m);
            best = fmin(best, now_s() - began);
        }
        printf("%s %.6f\n", rows[i].name, best);
    }
    upw_arena_clear(&m.arena);
    return 0;
}
