/* The funnel plot of one funnel. */
#include "cli/funnel_picture.h"

#include "base/memory.h"
#include "chart/chart.h"
#include "report/funnel_chart.h"

bool funnel_add_picture(const funnel_item *item, const char *chosen, upw_arena *arena, buffer *out, upw_error *error)
{
    if (item->funnel.decision == UPW_FUNNEL_IMPOSSIBLE)
        return upw_fail(
            error, UPW_BAD_INPUT,
            "there is nothing to draw: no organisation has cases, or nobody has an event, or everybody only "
            "events");
    text *const names = MEMORY_TAKE(arena, text, item->n);
    for (size_t i = 0; i < item->n; i++)
        names[i] = item->bodies[i].name;
    const funnel_members members = { &item->funnel, item->found, names, item->n, chosen };
    chart_funnel it;
    funnel_chart_make(&members, item->indicator, arena, &it);
    chart_begin_file(out);
    chart_draw_funnel(out, &it);
    return true;
}
