/* A series beside the path that was agreed for it. */
#include <math.h>

#include "base/memory.h"
#include "report/model.h"

/* Levels of the plan into the scale of the values, which the file of indicators may have changed (95% that is 95). */
static agreed_plan rescale(const agreed_plan *plan, double scale)
{
    agreed_plan own = *plan;
    if (scale > 0) {
        own.plan.start *= scale;
        own.plan.aim *= scale;
    }
    return own;
}

static bool is_concern(report_rank rank)
{
    return rank == RANK_CONCERN || rank == RANK_CONCERN_AND_MISS;
}

/* While the path dips, or once results are seen to follow it, worse is what was agreed. */
static bool was_agreed(const path_series *path)
{
    const upw_trajectory_judgement *const j = &path->judgement;
    return j->verdict == UPW_TRAJECTORY_ON_CURVE ||
           (j->verdict == UPW_TRAJECTORY_TOO_EARLY && path->series.n > 0 && path->series.n <= j->dip_end &&
            j->from_path != UPW_TRAJECTORY_WORSE);
}

/* Its place in the summary: behind its path is worse, and a dip that was agreed is not. */
static report_rank find_rank_beside(const report_series *s, const path_series *path)
{
    const bool misses = s->rank == RANK_MISS || s->rank == RANK_CONCERN_AND_MISS;
    if (path->judgement.verdict == UPW_TRAJECTORY_BEHIND)
        return misses ? RANK_CONCERN_AND_MISS : RANK_CONCERN;
    if (!misses && !is_concern(s->rank))
        return s->rank;
    if (path->judgement.verdict == UPW_TRAJECTORY_AHEAD)
        return RANK_IMPROVEMENT;
    return !was_agreed(path) ? s->rank : s->n_proposals > 0 ? RANK_UNDECIDED : RANK_REST;
}

/* The chart knows nothing of what was agreed. */
static text write_words(const report_series *s, const path_series *path, upw_arena *arena)
{
    const text words = path_write_words(path, arena);
    char until[100];
    if (!is_concern(s->rank) || !was_agreed(path) || path->series.n > path->judgement.dip_end)
        return words;
    path_name_period(&path->calendar, path->judgement.dip_end, until, sizeof until);
    return memory_format(
        arena,
        "%.*s What the chart shows as a change for the worse was agreed: the path is worse than at its start "
        "until %s.",
        TEXT_ARGS(words), until);
}

bool series_judge_path(report_series *s, const series_table *table, size_t index, const report_options *options,
                       upw_arena *arena, upw_error *error)
{
    const agreed_plan *const plan =
        options->plans != NULL ? path_find_plan(options->plans, options->indicators, &table->keys[index]) : NULL;
    if (plan == NULL)
        return true;
    path_series *const path = MEMORY_TAKE(arena, path_series, 1);
    agreed_plan own = rescale(plan, table->keys[index].scale);
    if (own.direction == 0 && s->knows_improvement) /* the aim must lie where the indicator says that it is better */
        own.direction = s->options.improvement == UPW_INCREASE ? 1 : s->options.improvement == UPW_DECREASE ? -1 : 0;
    const double rho = options->path_rhos != NULL ? options->path_rhos[index] : 0;
    upw_error refusal = { 0 };
    if (path_gather(table, index, &own, rho, arena, path, &refusal) && path_judge(path, NULL, arena, &refusal)) {
        path->unit = s->unit;
        s->path = path;
        s->words.path = write_words(s, path, arena);
        s->rank = find_rank_beside(s, path);
    } else if (refusal.code == UPW_TOO_FEW || !plan->has_start) {
        /* Too few values, or a start that is this body's own mean and leaves no way to the aim that all share: the
         * body's case, and not a fault of the file. */
        s->words.path = memory_format(arena, "Its agreed path cannot be judged: %s.",
                                      memory_copy_text(arena, text_of(refusal.message)).at);
    } else {
        return upw_fail_row(error, refusal.code, plan->row, "%s, row %lld, for \"%.*s\": %s", options->plans->file,
                            (long long)plan->row, s->key.id.len < 60 ? (int)s->key.id.len : 60, s->key.id.at,
                            refusal.message);
    }
    return true;
}
