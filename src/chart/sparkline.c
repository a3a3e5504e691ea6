/* The smallest chart: line, band and last point, in the size of a word. */
#include "chart/drawing.h"

#include <math.h>

static const double width = 120, height = 28, margin = 4;

static void add_line(const chart *c, const calendar *across, const value_scale *up, buffer *out)
{
    bool is_open = false;
    buffer_add_literal(out, "<path class=\"upw-line\" d=\"M0 0");
    for (size_t i = 0; i < c->n; i++) {
        const bool is_there = isfinite(c->values[i]);
        if (is_there)
            svg_add_step(out, is_open && calendar_count_skipped(across, i) == 0 ? 'L' : 'M', calendar_place(across, i),
                         scale_place(up, c->values[i]));
        is_open = is_there;
    }
    buffer_add_literal(out, "\"/>");
}

/* The band of the last point's limits over their phase. */
static void add_band(const chart *c, size_t last, const calendar *across, const value_scale *up, buffer *out)
{
    if (c->lower == NULL || c->upper == NULL)
        return;
    const double lower = drawing_clip(c, c->lower[last]), upper = drawing_clip(c, c->upper[last]);
    if (!isfinite(lower) || !isfinite(upper))
        return;
    size_t start = 0;
    if (c->phase_starts != NULL)
        for (size_t k = 0; k < c->n_phases && c->phase_starts[k] <= last; k++)
            start = c->phase_starts[k];
    buffer_add_literal(out, "<path class=\"upw-band\" d=\"");
    svg_add_step(out, 'M', calendar_boundary(across, start), scale_place(up, lower));
    svg_add_step_across(out, calendar_boundary(across, c->n));
    svg_add_step_up(out, scale_place(up, upper));
    svg_add_step_across(out, calendar_boundary(across, start));
    buffer_add_literal(out, "z\"/>");
}

void chart_draw_sparkline(buffer *out, const chart *c)
{
    double low, high;
    size_t last = c->n;
    for (size_t i = 0; i < c->n; i++)
        if (isfinite(c->values[i]))
            last = i;
    svg_open(out, &(svg_frame){ .width = width,
                                .height = height,
                                .classes = "upw-spark",
                                .title = c->title,
                                .description = c->description,
                                .id = c->id });
    chart plain = *c;
    plain.has_target = false; /* it would flatten what little height there is */
    if (last < c->n && drawing_find_range(&plain, &low, &high)) {
        calendar across;
        value_scale up;
        calendar_fit(&across, c->periods, c->n, margin, width - margin);
        scale_fit(&up, low, high, low, high, 2);
        up.top = margin;
        up.bottom = height - margin;
        add_band(c, last, &across, &up, out);
        add_line(c, &across, &up, out);
        const upw_point_type type = drawing_type(c, last);
        buffer_add_literal(out, "<path class=\"");
        buffer_add(out, text_of(marks_class(type)));
        buffer_add_literal(out, "\" d=\"");
        marks_add_shape(out, type, c->sides == NULL ? UPW_SIDE_ON : c->sides[last], calendar_place(&across, last),
                        scale_place(&up, c->values[last]), 3);
        buffer_add_literal(out, "\"/>");
    }
    svg_close(out);
}
