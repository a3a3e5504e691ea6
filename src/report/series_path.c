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
        s->words.path = path_write_words(path, arena);
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
