/* The panel of moving ranges under an XmR chart. Its plot begins and ends where the chart's does as long as neither has
 * wider words than the room that layouts keep for them. */
#include "chart/drawing.h"

#include <math.h>

static void draw(buffer *out, const chart *c, const layout *l)
{
    chart ranges = *c;
    ranges.lower = NULL; /* a range has no lower limit but 0 */
    ranges.has_target = false;
    ranges.lowest = 0;
    ranges.highest = HUGE_VAL;
    double low = 0, high = 0;
    if (drawing_find_range(&ranges, &low, &high))
        low = 0;
    drawing d;
    drawing_lay_out(&d, &ranges, l, low, high);
    drawing_write(&d, out);
    drawing_clear(&d);
}

void chart_draw_moving_ranges(buffer *out, const chart *c)
{
    draw(out, c, &layout_ranges);
}

void chart_draw_moving_ranges_for_page(buffer *out, const chart *c)
{
    layout wide = layout_ranges, narrow = layout_narrow_ranges;
    wide.classes = "upw-chart upw-if-wide";
    narrow.classes = "upw-chart upw-if-narrow";
    narrow.id_suffix = "-narrow";
    draw(out, c, &wide);
    draw(out, c, &narrow);
}
