/* Small multiples: the same picture many times, so that the eye compares. */
#include "chart/drawing.h"

#include <math.h>

#include "chart/metrics.h"

static const double gutter = 20, title_size = 20, pad = 4;

/* The least and greatest value of all; equal when there is none. */
static void find_common_range(const chart *charts, size_t n, double *low, double *high)
{
    *low = HUGE_VAL;
    *high = -HUGE_VAL;
    for (size_t i = 0; i < n; i++) {
        double own_low, own_high;
        if (!drawing_find_range(&charts[i], &own_low, &own_high))
            continue;
        *low = fmin(*low, own_low);
        *high = fmax(*high, own_high);
    }
    if (*low > *high)
        *low = *high = 0;
}

/* A picture of the same charts: across, and for which screens. */
typedef struct sheet {
    size_t columns;
    bool same_scale;
    const char *classes, *id_suffix;
} sheet;

static void draw_one(const chart *c, const sheet *s, double x, double y, double low, double high, buffer *out)
{
    drawing d;
    layout own = layout_small;
    own.id_suffix = s->id_suffix;
    drawing_lay_out(&d, c, &own, low, high);
    buffer_add_literal(out, "<g transform=\"translate(");
    svg_add_number(out, x);
    buffer_add_char(out, ' ');
    svg_add_number(out, y);
    buffer_add_literal(out, ")\"");
    svg_add_names(out, &(svg_frame){ .title = c->title.len > 0 ? c->title : c->subtitle,
                                     .description = c->description,
                                     .id = c->id,
                                     .id_suffix = s->id_suffix });
    drawing_write_inside(&d, out);
    buffer_add_literal(out, "</g>");
    drawing_clear(&d);
}

static void draw_sheet(buffer *out, text title, const chart *charts, size_t n, const sheet *s)
{
    const size_t columns = s->columns == 0 ? 1 : s->columns < n || n == 0 ? s->columns : n;
    const double across = layout_small.width + gutter, down = layout_small.height + gutter;
    const double width = fmin((double)columns, 200) * across - gutter;
    text lines[2];
    const size_t n_lines = metrics_wrap(title, width - 2 * pad, title_size, true, lines, 2);
    const double head = n_lines > 0 ? (double)n_lines * title_size * 1.2 + 12 : 0;
    const size_t rows = (n + columns - 1) / columns;
    double low = 0, high = 0;
    if (s->same_scale)
        find_common_range(charts, n, &low, &high);

    svg_open(out, &(svg_frame){ .width = width,
                                .height = fmax(head + (double)rows * down - gutter, head + 40),
                                .classes = s->classes,
                                .role = "group",
                                .title = title });
    for (size_t i = 0; i < n_lines; i++)
        svg_add_label(out, &(svg_label){ .words = lines[i],
                                         .x = pad,
                                         .y = title_size * (1.05 + 1.2 * (double)i),
                                         .size = title_size,
                                         .max_width = width - 2 * pad,
                                         .is_bold = true });
    for (size_t i = 0; i < n; i++) {
        const size_t row = i / columns, column = i % columns;
        draw_one(&charts[i], s, (double)column * across, head + (double)row * down, low, high, out);
    }
    svg_close(out);
}

void chart_draw_multiples(buffer *out, text title, const chart *charts, size_t n, size_t columns, bool same_scale)
{
    draw_sheet(out, title, charts, n, &(sheet){ columns, same_scale, "upw-chart", NULL });
}

void chart_draw_multiples_for_page(buffer *out, text title, const chart *charts, size_t n, size_t columns,
                                   bool same_scale)
{
    draw_sheet(out, title, charts, n, &(sheet){ columns, same_scale, "upw-chart upw-if-wide", NULL });
    draw_sheet(out, title, charts, n, &(sheet){ 1, same_scale, "upw-chart upw-if-narrow", "-narrow" });
}
