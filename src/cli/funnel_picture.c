/* The funnel plot of one funnel. */
#include "cli/funnel_picture.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "chart/chart.h"
#include "chart/pictures.h"

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
static void put_bodies(const funnel_item *item, const char *chosen, upw_arena *arena, chart_funnel *it)
{
    placed_body *const order = MEMORY_TAKE(arena, placed_body, item->n);
    for (size_t i = 0; i < item->n; i++)
        if (!isnan(item->found[i].p_lower))
            order[it->n++] = (placed_body){ item->found[i].size, i };
    qsort(order, it->n, sizeof *order, compare_sizes);
    double *const sizes = MEMORY_TAKE(arena, double, it->n), *const values = MEMORY_TAKE(arena, double, it->n);
    text *const names = MEMORY_TAKE(arena, text, it->n);
    bool *const outside = MEMORY_TAKE(arena, bool, it->n), *const picked = MEMORY_TAKE(arena, bool, it->n);
    for (size_t j = 0; j < it->n; j++) {
        const size_t i = order[j].body;
        sizes[j] = order[j].size;
        values[j] = item->found[i].value;
        names[j] = item->bodies[i].name;
        outside[j] = item->found[i].class_in_force != 0;
        picked[j] = chosen != NULL && text_equal(names[j], text_of(chosen));
    }
    it->sizes = sizes;
    it->values = values;
    it->names = names;
    it->is_outside = outside;
    it->is_chosen = picked;
}

/* The first level is the inner, the last the outer. */
static void put_curves(const funnel_item *item, upw_arena *arena, chart_funnel *it)
{
    double *const sizes = MEMORY_TAKE(arena, double, FUNNEL_CURVE_MAX);
    it->n_curve = funnel_choose_sizes(item, sizes);
    double *columns[6];
    for (size_t c = 0; c < 6; c++)
        columns[c] = MEMORY_TAKE(arena, double, FUNNEL_CURVE_MAX);
    const size_t last = item->funnel.options.n_levels - 1;
    for (size_t j = 0; j < it->n_curve; j++) {
        upw_funnel_line plain[UPW_FUNNEL_LEVELS_MAX], lines[UPW_FUNNEL_LEVELS_MAX];
        upw_funnel_limits(&item->funnel, sizes[j], plain, lines);
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
    if (item->funnel.in_force != UPW_FUNNEL_PLAIN) {
        it->chance_low = columns[4];
        it->chance_high = columns[5];
    }
}

static void put_words(const funnel_item *item, upw_arena *arena, chart_funnel *it)
{
    static const char *const sizes[UPW_FUNNEL_TYPE_COUNT] = { "cases",    "expected events", "both counts together",
                                                              "exposure", "precision",       "expected events" };
    const upw_funnel *const f = &item->funnel;
    const bool is_share = item->type == UPW_FUNNEL_PROPORTION && f->options.per == 1;
    const char *const noun = f->is_pooled ? "average" : "target";
    const double outer = 100 * f->options.levels[f->options.n_levels - 1];
    char summary[2000];
    upw_funnel_write_summary(f, summary, sizeof summary);
    it->along_name = text_of(sizes[item->type]);
    it->unit = unit_parse(text_of(is_share ? "share" : "count"));
    it->target_words = is_share ? memory_format(arena, "%s %.3g %%", noun, 100 * f->target)
                                : memory_format(arena, "%s %.4g", noun, f->target);
    it->inner_words = memory_format(arena, "%.10g %% limits", 100 * f->options.levels[0]);
    it->outer_words = memory_format(arena, "%.10g %% limits", outer);
    it->chance_words = memory_format(arena, "%.10g %% limits of chance alone", outer);
    it->head.title = f->outside[0] == 0 ? TEXT("Nobody lies outside the limits")
                                        : memory_format(arena, "%zu of %zu outside the limits; about %.2g by chance",
                                                        f->outside[0], f->n, f->expected_outside[0]);
    it->head.subtitle = item->indicator;
    it->head.description = memory_copy_text(arena, text_of(summary));
    it->head.id = TEXT("funnel");
    it->head.footnote = TEXT("Outside the limits is a reason to ask, not a verdict.");
}

bool funnel_add_picture(const funnel_item *item, const char *chosen, upw_arena *arena, buffer *out, upw_error *error)
{
    chart_funnel it = { .target = item->funnel.target };
    if (item->funnel.decision == UPW_FUNNEL_IMPOSSIBLE)
        return upw_fail(
            error, UPW_BAD_INPUT,
            "there is nothing to draw: no organisation has cases, or nobody has an event, or everybody only "
            "events");
    put_bodies(item, chosen, arena, &it);
    put_curves(item, arena, &it);
    put_words(item, arena, &it);
    chart_begin_file(out);
    chart_draw_funnel(out, &it);
    return true;
}
