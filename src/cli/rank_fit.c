/* From organisations to what may be said of their order. */
#include "base/memory.h"
#include "cli/rank_job.h"

/* Exactly where that is possible and nobody asked for draws; a few bodies that are far surer than others are drawn. */
static bool find_ranks(const rank_job *job, rank_set *set, upw_error *error)
{
    const shrunken *const s = &set->shrunk;
    set->ranks = MEMORY_TAKE(job->arena, upw_rank, s->n);
    if (job->draws == 0 && s->n <= UPW_RANK_EXACT_MAX) {
        if (upw_rank_exactly(s->posteriors, s->n, job->arena, set->ranks, NULL, error))
            return true;
        if (error->code != UPW_TOO_LARGE)
            return upw_wrap(error, "%s", job->table.file);
        *error = (upw_error){ 0 };
    }
    set->is_drawn = true;
    return upw_rank_by_draws(s->posteriors, s->n, job->draws, job->seed, job->arena, set->ranks, error) ||
           upw_wrap(error, "%s", job->table.file);
}

static bool fit_set(const rank_job *job, const funnel_item *item, rank_set *set, upw_error *error)
{
    const rank_settings *const settings = job->settings;
    *set = (rank_set){ .item = item };
    if (!shrunken_fit(&job->table, item, &settings->shrinking, job->arena, &set->shrunk, error))
        return false;
    const shrunken *const s = &set->shrunk;
    set->position = shrunken_find_positions(s, item, job->arena);
    set->verdict = upw_rank_judge(s->n, s->p_value, s->tau2, s->rankability);
    return set->verdict != UPW_RANK_SHOWN || find_ranks(job, set, error);
}

bool rank_fit(rank_job *job, upw_error *error)
{
    job->sets = MEMORY_TAKE(job->arena, rank_set, job->table.n);
    for (size_t k = 0; k < job->table.n; k++)
        if (!fit_set(job, &job->table.items[k], &job->sets[k], error))
            return false;
    return true;
}
