/* From organisations to what may be said of their order. */
#include "base/memory.h"
#include "cli/rank_job.h"
#include "report/parallel.h"

/* Exactly where that is possible and nobody asked for draws; a few bodies that are far surer than others are drawn. */
static bool find_ranks(const rank_job *job, rank_set *set, upw_arena *arena, upw_error *error)
{
    const shrunken *const s = &set->shrunk;
    set->ranks = MEMORY_TAKE(arena, upw_rank, s->n);
    if (job->draws == 0 && s->n <= UPW_RANK_EXACT_MAX) {
        if (upw_rank_exactly(s->posteriors, s->n, arena, set->ranks, NULL, error))
            return true;
        if (error->code != UPW_TOO_LARGE)
            return upw_wrap(error, "%s", job->table.file);
        *error = (upw_error){ 0 };
    }
    set->is_drawn = true;
    return upw_rank_by_draws(s->posteriors, s->n, job->draws, job->seed, arena, set->ranks, error) ||
           upw_wrap(error, "%s", job->table.file);
}

static bool fit_set(const rank_job *job, const funnel_item *item, rank_set *set, upw_arena *arena, upw_error *error)
{
    const rank_settings *const settings = job->settings;
    *set = (rank_set){ .item = item };
    if (!shrunken_fit(&job->table, item, &settings->shrinking, arena, &set->shrunk, error))
        return false;
    const shrunken *const s = &set->shrunk;
    set->position = shrunken_find_positions(s, item, arena);
    set->verdict = upw_rank_judge(s->n, s->p_value, s->tau2, s->rankability);
    return set->verdict != UPW_RANK_SHOWN || find_ranks(job, set, arena, error);
}

static bool work(void *context, size_t index, unsigned worker, upw_error *error)
{
    const rank_job *const job = context;
    return fit_set(job, &job->table.items[index], &job->sets[index], &job->arenas[worker], error);
}

bool rank_fit(rank_job *job, upw_error *error)
{
    const unsigned wanted = job->settings->source.input.table.threads;
    job->sets = MEMORY_TAKE(job->arena, rank_set, job->table.n);
    job->n_threads = parallel_count_threads(wanted);
    job->arenas = MEMORY_TAKE(job->arena, upw_arena, job->n_threads);
    for (unsigned i = 0; i < job->n_threads; i++)
        memory_init_arena(&job->arenas[i]);
    return parallel_each(job->table.n, job->n_threads, work, job, error);
}

void rank_free(rank_job *job)
{
    for (unsigned i = 0; i < job->n_threads; i++)
        upw_arena_clear(&job->arenas[i]);
}
