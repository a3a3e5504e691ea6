/* The funnel plot of a fitted funnel: bodies by size, curves, words. */
#include "report/funnel_chart.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

typedef struct placed_body {
    double size;
    size_t body;
} placed_body;

static int compare_sizes(const void *left, const void *right)
{
    const placed_body *const a = left, *const b = right;
    return a->size != b->size ? (a->size > b->size) - (a->size < b->size) : (a->body > b->body) - (a->body < b->body);
}

/* Bodies that have a place, from the smallest to the largest. */
static void put_bodies(const funnel_members *m, upw_arena *arena, chart_funnel *it)
{
    placed_body *const order = MEMORY_TAKE(arena, placed_body, m->n);
    for (size_t i = 0; i < m->n; i++)
        if (!isnan(m->found[i].p_lower))
            order[it->n++] = (placed_body){ m->found[i].size, i };
    qsort(order, it->n, sizeof *order, compare_sizes);
    double *const sizes = MEMORY_TAKE(arena, double, it->n), *const values = MEMORY_TAKE(arena, double, it->n);
    text *const names = MEMORY_TAKE(arena, text, it->n);
    bool *const outside = MEMORY_TAKE(arena, bool, it->n), *const picked = MEMORY_TAKE(arena, bool, it->n);
    for (size_t j = 0; j < it->n; j++) {
        const size_t i = order[j].body;
        sizes[j] = order[j].size;
        values[j] = m->found[i].value;
        names[j] = m->names[i];
        outside[j] = m->found[i].class_in_force != 0;
        picked[j] = m->chosen != NULL && text_equal(names[j], text_of(m->chosen));
    }
    it->sizes = sizes;
    it->values = values;
    it->names = names;
    it->is_outside = outside;
    it->is_chosen = picked;
}

/* Spaced by logarithms from the smallest possible size to a little more than the largest; whole where sizes are. */
size_t funnel_chart_choose_sizes(const upw_funnel *funnel, const upw_funnel_body *found, size_t n,
                                 double sizes[CHART_FUNNEL_CURVE_MAX])
{
    double most = 0, least = HUGE_VAL;
    for (size_t i = 0; i < n; i++)
        if (found[i].size > 0) {
            most = fmax(most, found[i].size);
            least = fmin(least, found[i].size);
        }
    if (!(most > 0) || funnel->decision == UPW_FUNNEL_IMPOSSIBLE)
        return 0;
    const bool is_whole = funnel->options.type == UPW_FUNNEL_PROPORTION || funnel->options.type == UPW_FUNNEL_COUNTS;
    const double first = is_whole ? 1 : fmin(least, most / 1000), end = 1.02 * most;
    size_t n_sizes = 0;
    for (size_t j = 0; j < CHART_FUNNEL_CURVE_MAX; j++) {
        double size = first * pow(end / first, (double)j / (CHART_FUNNEL_CURVE_MAX - 1));
        size = is_whole ? ceil(size - 1e-9) : size;
        if (n_sizes == 0 || size > sizes[n_sizes - 1])
            sizes[n_sizes++] = size;
    }
    return n_sizes;
}

/* The first level is the inner, the last the outer. */
static void put_curves(const funnel_members *m, upw_arena *arena, chart_funnel *it)
{
    double *const sizes = MEMORY_TAKE(arena, double, CHART_FUNNEL_CURVE_MAX);
    it->n_curve = funnel_chart_choose_sizes(m->funnel, m->found, m->n, sizes);
    double *columns[6];
    for (size_t c = 0; c < 6; c++)
        columns[c] = MEMORY_TAKE(arena, double, CHART_FUNNEL_CURVE_MAX);
    const size_t last = m->funnel->options.n_levels - 1;
    for (size_t j = 0; j < it->n_curve; j++) {
        upw_funnel_line plain[UPW_FUNNEL_LEVELS_MAX], lines[UPW_FUNNEL_LEVELS_MAX];
        upw_funnel_limits(m->funnel, sizes[j], plain, lines);
        const double drawn[] = { lines[0].low,     lines[0].high,   lines[last].low,
                                 lines[last].high, plain[last].low, plain[last].high };
        for (size_t c = 0; c < 6; c++)
            columns[c][j] = drawn[c];
    }
    it->curve_sizes = sizes;
    it->inner_low = columns[0];
    it->inner_high = columns[1];
    it->outer_low = columns[2];
    it->outer_high = columns[3];
    if (m->funnel->in_force != UPW_FUNNEL_PLAIN) {
        it->chance_low = columns[4];
        it->chance_high = columns[5];
    }
}

static void put_words(const upw_funnel *f, upw_arena *arena, chart_funnel *it)
{
    static const char *const sizes[UPW_FUNNEL_TYPE_COUNT] = { "cases",    "expected events", "both counts together",
                                                              "exposure", "precision",       "expected events" };
    const bool is_share = f->options.type == UPW_FUNNEL_PROPORTION && f->options.per == 1;
    const char *const noun = f->is_pooled ? "average" : "target";
    const double outer = 100 * f->options.levels[f->options.n_levels - 1];
    char summary[2000];
    upw_funnel_write_summary(f, summary, sizeof summary);
    it->along_name = text_of(sizes[f->options.type]);
    it->unit = unit_parse(text_of(is_share ? "share" : "count"));
    it->target_words = is_share ? memory_format(arena, "%s %.3g %%", noun, 100 * f->target)
                                : memory_format(arena, "%s %.4g", noun, f->target);
    it->inner_words = memory_format(arena, "%.10g %% limits", 100 * f->options.levels[0]);
    it->outer_words = memory_format(arena, "%.10g %% limits", outer);
    it->chance_words = memory_format(arena, "%.10g %% limits of chance alone", outer);
    it->head.title = f->outside[0] == 0 ? TEXT("Nobody lies outside the limits")
                                        : memory_format(arena, "%zu of %zu outside the limits; about %.2g by chance",
                                                        f->outside[0], f->n, f->expected_outside[0]);
    it->head.description = memory_copy_text(arena, text_of(summary));
    it->head.id = TEXT("funnel");
    it->head.footnote = TEXT("Outside the limits is a reason to ask, not a verdict.");
}

void funnel_chart_make(const funnel_members *members, text subtitle, upw_arena *arena, chart_funnel *out)
{
    *out = (chart_funnel){ .target = members->funnel->target };
    put_bodies(members, arena, out);
    put_curves(members, arena, out);
    put_words(members->funnel, arena, out);
    out->head.subtitle = subtitle;
}
