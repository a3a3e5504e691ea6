/* How do neighbouring periods correlate in a measure? One body's baseline is too short to say; those of all bodies
 * together are not. */
#include <math.h>

#include "base/memory.h"
#include "report/path.h"

const agreed_plan *path_find_plan(const plan_list *plans, const indicator_list *indicators, const series_key *key)
{
    const text id = key->indicator.len > 0 ? key->indicator : key->id;
    const indicator *const about = indicators != NULL ? indicators_find(indicators, id, key->organisation) : NULL;
    return about != NULL && about->plan.len > 0 ? plans_find_named(plans, about->plan) : plans_find(plans, key);
}

typedef struct pool {
    double *values;
    size_t *offsets, n, n_values;
    size_t season;
} pool;

/* What stands before the start of the paths of one indicator's series. */
static void gather(const series_table *t, const plan_list *plans, const indicator_list *indicators, text measure,
                   upw_arena *arena, pool *out)
{
    *out = (pool){ .values = MEMORY_TAKE(arena, double, t->n_points + 1),
                   .offsets = MEMORY_TAKE(arena, size_t, t->n_series + 1) };
    for (size_t i = 0; i < t->n_series; i++) {
        const agreed_plan *const plan = path_find_plan(plans, indicators, &t->keys[i]);
        path_series path;
        upw_arena scratch;
        if (plan == NULL || !text_equal(t->keys[i].indicator, measure))
            continue;
        memory_init_arena(&scratch);
        if (path_gather(t, i, plan, 0, &scratch, &path, NULL)) {
            out->season = path.calendar.per_year == 12 ? 12 : path.calendar.per_year == 4 ? 4 : 0;
            for (size_t k = 0; k < path.series.n_baseline && out->n_values < t->n_points; k++)
                out->values[out->n_values++] = path.series.baseline[k];
            out->offsets[++out->n] = out->n_values;
        }
        upw_arena_clear(&scratch);
    }
}

bool path_find_correlations(const series_table *table, const plan_list *plans, const indicator_list *indicators,
                            size_t bodies_min, upw_arena *arena, path_correlation_function tell, const double **rhos,
                            upw_error *error)
{
    double *const found = MEMORY_TAKE(arena, double, table->n_series + 1);
    bool *const is_done = MEMORY_TAKE(arena, bool, table->n_series + 1);
    for (size_t i = 0; i < table->n_series; i++) {
        if (is_done[i] || path_find_plan(plans, indicators, &table->keys[i]) == NULL)
            continue;
        const text measure = table->keys[i].indicator;
        pool p;
        gather(table, plans, indicators, measure, arena, &p);
        double rho = 0;
        if (p.n >= bodies_min) {
            if (p.n == 0)
                return upw_fail(error, UPW_TOO_FEW, "no series has values before the start of its path");
            if (!upw_trajectory_pool_correlation(p.values, p.offsets, p.n, p.season, arena, &rho, error))
                return false;
            if (tell != NULL)
                tell(measure, rho, p.n);
        }
        for (size_t k = i; k < table->n_series; k++)
            if (text_equal(table->keys[k].indicator, measure)) {
                found[k] = rho;
                is_done[k] = true;
            }
    }
    *rhos = found;
    return true;
}
