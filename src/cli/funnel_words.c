/* What a funnel says, on a terminal: the whole, then those outside its limits, then how many are not. */
#include <math.h>

#include "base/memory.h"
#include "cli/funnel_job.h"
#include "report/single.h"

static void add_paragraph(buffer *out, text words)
{
    single_add_wrapped(out, words);
    buffer_add_char(out, '\n');
}

static text say_body(const funnel_item *item, size_t i, upw_arena *arena)
{
    char sentences[2000];
    const funnel_body *const b = &item->bodies[i];
    const upw_funnel_words about = {
        memory_format(arena, "%.*s", b->name.len < 200 ? (int)b->name.len : 200, b->name.at).at, b->numerator,
        b->denominator
    };
    upw_funnel_write_body(&item->funnel, &item->found[i], &about, sentences, sizeof sentences);
    return memory_copy_text(arena, text_of(sentences));
}

/* As published: no sentences of ours, which would claim more than those limits can. */
static void add_published(buffer *out, const funnel_item *item, upw_arena *arena)
{
    size_t n = 0;
    for (size_t i = 0; i < item->n; i++)
        n += funnel_class_in_force(item, i) != 0;
    add_paragraph(out,
                  memory_format(arena,
                                "%zu of %zu lie outside the limits as they are published for SHMI (phi %.3g, tau2 "
                                "%.3g). The published method leaves out the tenth at each end and does not correct "
                                "for that, so its limits are narrower than the spread between organisations.",
                                n, item->n, item->publication.phi, item->publication.tau2));
    for (size_t i = 0; i < item->n; i++)
        if (funnel_class_in_force(item, i) != 0)
            single_add_wrapped(out, memory_format(arena, "%.*s: %.3g, %s.", TEXT_ARGS(item->bodies[i].name),
                                                  item->published[i].value,
                                                  funnel_class_in_force(item, i) > 0 ? "above" : "below"));
}

static void add_others(buffer *out, const funnel_item *item, upw_arena *arena)
{
    size_t counts[UPW_FUNNEL_STATUS_COUNT] = { 0 }, n_inside = 0;
    for (size_t i = 0; i < item->n; i++) {
        const upw_funnel_body *const b = &item->found[i];
        const bool is_small = b->status == UPW_FUNNEL_TOO_SMALL_FOR_LOW || b->status == UPW_FUNNEL_TOO_SMALL_FOR_HIGH;
        if (!isnan(b->p_lower) && b->class_in_force == 0 && !is_small)
            n_inside++;
        else if (b->class_in_force == 0)
            counts[b->status]++;
    }
    const size_t n_small = counts[UPW_FUNNEL_TOO_SMALL_FOR_LOW] + counts[UPW_FUNNEL_TOO_SMALL_FOR_HIGH];
    text words = memory_format(arena, "%zu %s within the limits.", n_inside, n_inside == 1 ? "is" : "are");
    if (n_small > 0)
        words = memory_format(arena, "%.*s %zu %s too few cases for the data to tell yet.", TEXT_ARGS(words), n_small,
                              n_small == 1 ? "has" : "have");
    if (counts[UPW_FUNNEL_NO_CASES] > 0)
        words = memory_format(arena, "%.*s %zu %s no cases.", TEXT_ARGS(words), counts[UPW_FUNNEL_NO_CASES],
                              counts[UPW_FUNNEL_NO_CASES] == 1 ? "has" : "have");
    if (counts[UPW_FUNNEL_MISSING] > 0)
        words = memory_format(arena, "%.*s Of %zu a figure is missing.", TEXT_ARGS(words), counts[UPW_FUNNEL_MISSING]);
    add_paragraph(out, words);
}

void funnel_add_words(buffer *out, const funnel_item *item, const char *only, upw_arena *arena)
{
    if (item->indicator.len > 0)
        buffer_add_format(out, "%.*s\n", TEXT_ARGS(item->indicator));
    if (item->is_published) {
        add_published(out, item, arena);
        return;
    }
    char sentences[2000];
    upw_funnel_write_summary(&item->funnel, sentences, sizeof sentences);
    add_paragraph(out, text_of(sentences));
    for (size_t i = 0; i < item->n; i++)
        if (only != NULL ? text_equal(item->bodies[i].name, text_of(only)) : item->found[i].class_in_force != 0)
            single_add_wrapped(out, say_body(item, i, arena));
    if (only == NULL && item->funnel.decision != UPW_FUNNEL_IMPOSSIBLE)
        add_others(out, item, arena);
    else
        buffer_add_char(out, '\n');
}
