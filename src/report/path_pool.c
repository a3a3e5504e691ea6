/* How do neighbouring periods correlate in a measure? One body's baseline is too short to say; those of all bodies
 * together are not. */
#include <math.h>

#include "base/memory.h"
#include "report/path.h"

const agreed_plan *path_find_plan(const plan_list *plans, const indicator_list *indicators, const series_key *key)
{
    const text id = key->indicator.len > 0 ? key->indicator : key->id;
    const indicator *const about = indicators != NULL ? indicators_find(indicators, id, key->organisation) : NULL;
    return about != NULL && about->plan.len > 0 ? plans_find_named(plans, about->plan, key) : plans_find(plans, key);
}

typedef struct pool {
    double *values;
    size_t *offsets, n, n_values;
    size_t season;
} pool;

/* Series of this measure, from `first` on, that have a plan. */
static size_t count_bodies(const series_table *t, const plan_list *plans, const indicator_list *indicators,
                           size_t first)
{
    size_t n = 0;
    for (size_t i = first; i < t->n_series; i++)
        n += text_equal(t->keys[i].indicator, t->keys[first].indicator) &&
             path_find_plan(plans, indicators, &t->keys[i]) != NULL;
    return n;
}

/* What stands before the start of their paths. Nothing of it outlives `scratch`. */
static void gather(const series_table *t, const plan_list *plans, const indicator_list *indicators, size_t first,
                   size_t n_bodies, upw_arena *scratch, pool *out)
{
    size_t room = 0;
    for (size_t i = first; i < t->n_series; i++)
        if (text_equal(t->keys[i].indicator, t->keys[first].indicator))
            room += t->offsets[i + 1] - t->offsets[i];
    *out = (pool){ .values = MEMORY_TAKE(scratch, double, room + 1),
                   .offsets = MEMORY_TAKE(scratch, size_t, n_bodies + 1) };
    for (size_t i = first; i < t->n_series; i++) {
        if (!text_equal(t->keys[i].indicator, t->keys[first].indicator))
            continue;
        const agreed_plan *const plan = path_find_plan(plans, indicators, &t->keys[i]);
        path_series path;
        upw_arena own;
        if (plan == NULL)
            continue;
        memory_init_arena(&own);
        if (path_gather(t, i, plan, 0, &own, &path, NULL)) {
            out->season = path.calendar.per_year == 12 ? 12 : path.calendar.per_year == 4 ? 4 : 0;
            size_t n = path.series.n_baseline; /* which goes on to the start, though values may end before it */
            while (n > 0 && isnan(path.series.baseline[n - 1]))
                n--;
            for (size_t k = 0; k < n && out->n_values < room; k++)
                out->values[out->n_values++] = path.series.baseline[k];
            out->offsets[++out->n] = out->n_values;
        }
        upw_arena_clear(&own);
    }
}

static bool find_correlation(const series_table *table, const plan_list *plans, const indicator_list *indicators,
                             size_t first, size_t n_bodies, path_correlation_function tell, double *rho,
                             upw_error *error)
{
    upw_arena scratch;
    memory_init_arena(&scratch);
    pool p;
    gather(table, plans, indicators, first, n_bodies, &scratch, &p);
    const bool is_well =
        (p.n > 0 || upw_fail(error, UPW_TOO_FEW, "no series has values before the start of its path")) &&
        upw_trajectory_pool_correlation(p.values, p.offsets, p.n, p.season, &scratch, rho, error);
    if (is_well && tell != NULL)
        tell(table->keys[first].indicator, *rho, p.n);
    upw_arena_clear(&scratch);
    return is_well;
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
        const size_t n_bodies = count_bodies(table, plans, indicators, i);
        double rho = 0;
        if (n_bodies >= bodies_min && !find_correlation(table, plans, indicators, i, n_bodies, tell, &rho, error))
            return false;
        for (size_t k = i; k < table->n_series; k++)
            if (text_equal(table->keys[k].indicator, table->keys[i].indicator)) {
                found[k] = rho;
                is_done[k] = true;
            }
    }
    *rhos = found;
    return true;
}
