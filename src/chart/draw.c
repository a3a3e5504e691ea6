/* A chart put together: head, axes, marks, words. */
#include "chart/drawing.h"

#include <math.h>

#include "chart/metrics.h"

static double write_lines(const text *lines, size_t n, svg_label label, double spacing, buffer *out)
{
    for (size_t i = 0; i < n; i++) {
        label.words = lines[i];
        svg_add_label(out, &label);
        label.y += label.size * spacing;
    }
    return label.y;
}

static void write_head(const drawing *d, buffer *out)
{
    const layout *const l = d->l;
    const double width = l->width - 2 * l->pad;
    double y = l->title * 1.05;
    y = write_lines(d->title, d->n_title,
                    (svg_label){ .x = l->pad, .y = y, .size = l->title, .max_width = width, .is_bold = true }, 1.2,
                    out);
    if (l->subtitle_lines == 0 && d->n_title > 0 && d->c->subtitle.len > 0) { /* a panel: all on one line */
        const double after = l->pad + metrics_width(d->title[0], l->title, true) + l->title;
        if (after < l->width / 2)
            svg_add_label(out, &(svg_label){ .words = d->c->subtitle,
                                             .x = after,
                                             .y = l->title * 1.05,
                                             .size = l->subtitle,
                                             .max_width = l->width - l->pad - after,
                                             .is_quiet = true });
        return;
    }
    y += d->n_title > 0 ? l->subtitle * 1.15 - l->title * 1.05 : l->subtitle * 1.1 - l->title * 1.05;
    write_lines(d->subtitle, d->n_subtitle,
                (svg_label){ .x = l->pad, .y = y, .size = l->subtitle, .max_width = width, .is_quiet = true }, 1.3,
                out);
}

static void write_ticks(drawing *d, buffer *out)
{
    for (size_t i = 0; i < d->up.n_ticks; i++)
        svg_add_label(out, &(svg_label){ .words = drawing_tick(d, d->up.ticks[i]),
                                         .x = d->left - 7,
                                         .y = drawing_place_value(d, d->up.ticks[i]) + d->l->axis * 0.35,
                                         .size = d->l->axis,
                                         .anchor = SVG_END });
}

/* One line of words with the shapes in it. */
static void write_key(const drawing *d, buffer *out)
{
    static const struct {
        upw_point_type type, same;
        const char *words;
    } entries[] = {
        { UPW_POINT_COMMON_CAUSE, UPW_POINT_COMMON_CAUSE, "common cause" },
        { UPW_POINT_IMPROVEMENT, UPW_POINT_IMPROVEMENT, "improvement" },
        { UPW_POINT_CONCERN, UPW_POINT_CONCERN, "concern" },
        { UPW_POINT_NEUTRAL_HIGH, UPW_POINT_NEUTRAL_LOW, "special cause" },
    };
    const double size = d->l->note, radius = 3.6;
    double x = d->l->pad;
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        if (!d->has_type[entries[i].type] && !d->has_type[entries[i].same])
            continue;
        const bool has_two = entries[i].type == UPW_POINT_IMPROVEMENT;
        buffer_add_literal(out, "<path class=\"");
        buffer_add(out, text_of(marks_class(entries[i].type)));
        buffer_add_literal(out, "\" d=\"");
        marks_add_shape(out, entries[i].type, UPW_SIDE_ABOVE, x + 5, d->key_y - size * 0.35, radius);
        if (has_two)
            marks_add_shape(out, entries[i].type, UPW_SIDE_BELOW, x + 17, d->key_y - size * 0.35, radius);
        buffer_add_literal(out, "\"/>");
        x += has_two ? 26 : 14;
        const text words = text_of(entries[i].words);
        svg_add_label(out, &(svg_label){ .words = words, .x = x, .y = d->key_y, .size = size, .is_quiet = true });
        x += metrics_width(words, size, false) + size;
    }
}

void drawing_write_inside(drawing *d, buffer *out)
{
    const layout *const l = d->l;
    write_head(d, out);
    if (d->last == d->c->n) {
        svg_add_label(out, &(svg_label){ .words = TEXT("No values to draw"),
                                         .x = (d->left + d->right) / 2,
                                         .y = (d->top + d->bottom) / 2,
                                         .size = l->label,
                                         .anchor = SVG_MIDDLE,
                                         .is_quiet = true });
    } else {
        marks_write(d, out);
        write_ticks(d, out);
        calendar_draw(&d->across, d->bottom, l->axis, out);
        labels_write(d, out);
        if (d->has_key)
            write_key(d, out);
    }
    write_lines(
        d->foot, d->n_foot,
        (svg_label){
            .x = l->pad, .y = d->foot_y, .size = l->note, .max_width = l->width - 2 * l->pad, .is_quiet = true },
        1.35, out);
}

void drawing_write(drawing *d, buffer *out)
{
    svg_open(out, &(svg_frame){ .width = d->l->width,
                                .height = d->height,
                                .classes = d->l->classes,
                                .title = d->c->title.len > 0 ? d->c->title : d->c->subtitle,
                                .description = d->c->description,
                                .id = d->c->id,
                                .id_suffix = d->l->id_suffix });
    drawing_write_inside(d, out);
    svg_close(out);
}

static void draw(buffer *out, const chart *c, const layout *l)
{
    drawing d;
    drawing_lay_out(&d, c, l, 0, 0);
    drawing_write(&d, out);
    drawing_clear(&d);
}

void chart_draw(buffer *out, const chart *c)
{
    draw(out, c, &layout_wide);
}

void chart_draw_for_page(buffer *out, const chart *c)
{
    layout wide = layout_wide, narrow = layout_narrow;
    wide.classes = "upw-chart upw-if-wide";
    narrow.classes = "upw-chart upw-if-narrow";
    narrow.id_suffix = "-narrow";
    draw(out, c, &wide);
    draw(out, c, &narrow);
}
