/* Places with their ranges; where there is no order, values with their intervals, and why. In the order of names, which
 * is no ranking. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "chart/chart.h"
#include "chart/pictures.h"
#include "cli/rank_job.h"

typedef struct named {
    text name;
    size_t k; /* among the shrunken */
} named;

static int compare_names(const void *left, const void *right)
{
    return text_compare(((const named *)left)->name, ((const named *)right)->name);
}

static named *order_by_name(const rank_set *set, upw_arena *arena)
{
    named *const order = MEMORY_TAKE(arena, named, set->shrunk.n);
    for (size_t k = 0; k < set->shrunk.n; k++)
        order[k] = (named){ set->item->bodies[set->shrunk.at[k]].name, k };
    qsort(order, set->shrunk.n, sizeof *order, compare_names);
    return order;
}

typedef struct columns {
    double *along, *values, *low, *high;
    text *names;
    bool *is_outside, *is_chosen;
} columns;

static void put_body(const rank_job *job, const rank_set *set, size_t k, size_t j, const columns *c)
{
    const shrunken *const s = &set->shrunk;
    if (set->ranks == NULL) {
        const upw_interval interval = shrunken_interval(s, set->item, job->per, k);
        c->values[j] = shrunken_value(s, set->item, job->per, k);
        c->low[j] = interval.low;
        c->high[j] = interval.high;
        return;
    }
    const upw_rank *const r = &set->ranks[k];
    const upw_rank_place place = upw_rank_find_place(r, s->n);
    c->values[j] = r->median;
    c->low[j] = r->low95;
    c->high[j] = r->high95;
    c->is_outside[j] = place == UPW_RANK_FIRST_QUARTER || place == UPW_RANK_LAST_QUARTER;
}

static void put_words(const rank_job *job, const rank_set *set, size_t n_placed, chart_intervals *it)
{
    const text verdict = rank_say_verdict(set, job->arena);
    it->head.subtitle = set->item->indicator;
    it->head.description = verdict;
    it->head.id = TEXT("rank");
    it->along_name = TEXT("organisations, by name");
    if (set->ranks == NULL) {
        it->head.title = verdict;
        it->unit =
            unit_parse(set->item->type == UPW_FUNNEL_PROPORTION && job->per == 0 ? TEXT("share") : TEXT("count"));
        it->interval_words = TEXT("value drawn towards the mean, 95 % interval");
        it->head.footnote = TEXT("In the order of names.");
        return;
    }
    it->head.title =
        memory_format(job->arena, "%zu of %zu can be placed in a quarter; the others cannot", n_placed, it->n);
    it->unit = unit_parse(TEXT("count"));
    it->interval_words = TEXT("place from the lowest value, 95 % range");
    it->head.footnote = TEXT("In the order of names. Filled: placed in the first or the last quarter, 95 % sure.");
}

bool rank_add_picture(buffer *out, const rank_job *job, upw_error *error)
{
    const rank_set *const set = &job->sets[0];
    const size_t n = set->shrunk.n;
    if (job->table.n != 1)
        return upw_fail(error, UPW_BAD_USAGE, "a picture shows one indicator, and %s has %zu; choose with --indicator",
                        job->table.file, job->table.n);
    if (set->shrunk.posteriors == NULL)
        return upw_fail(error, UPW_BAD_INPUT, "%s: there is nothing to draw: %s", job->table.file, set->shrunk.reason);
    double *const figures = MEMORY_TAKE(job->arena, double, 4 * n);
    bool *const flags = MEMORY_TAKE(job->arena, bool, 2 * n);
    const columns c = { figures, figures + n, figures + 2 * n, figures + 3 * n, MEMORY_TAKE(job->arena, text, n),
                        flags,   flags + n };
    const named *const order = order_by_name(set, job->arena);
    const char *const chosen = job->settings->source.input.organisation;
    size_t n_placed = 0;
    for (size_t j = 0; j < n; j++) {
        c.along[j] = (double)j + 1;
        c.names[j] = order[j].name;
        c.is_chosen[j] = chosen != NULL && text_equal(order[j].name, text_of(chosen));
        put_body(job, set, order[j].k, j, &c);
        n_placed += c.is_outside[j];
    }
    chart_intervals it = { .along_unit = unit_parse(TEXT("count")),
                           .hides_along = true,
                           .n = n,
                           .along = c.along,
                           .values = c.values,
                           .low = c.low,
                           .high = c.high,
                           .names = c.names,
                           .is_outside = c.is_outside,
                           .is_chosen = c.is_chosen,
                           .target = NAN };
    put_words(job, set, n_placed, &it);
    chart_begin_file(out);
    chart_draw_intervals(out, &it);
    return true;
}
