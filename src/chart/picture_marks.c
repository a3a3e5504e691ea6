/* Lines, areas, points and words of pictures, written. */
#include "chart/picture.h"

#include <math.h>

#include "chart/metrics.h"

static void open_path(const char *class_name, buffer *out)
{
    buffer_add_literal(out, "<path class=\"");
    buffer_add(out, text_of(class_name));
    buffer_add_literal(out, "\" d=\"");
}

static void close_path(buffer *out)
{
    buffer_add_literal(out, "\"/>");
}

static double write_lines(const text *lines, size_t n, svg_label label, double spacing, buffer *out)
{
    for (size_t i = 0; i < n; i++) {
        label.words = lines[i];
        svg_add_label(out, &label);
        label.y += label.size * spacing;
    }
    return label.y;
}

void picture_open(picture *p, const picture_canvas *canvas, buffer *out)
{
    const layout *const l = p->l;
    const chart_head *const head = p->head;
    const double width = l->width - 2 * l->pad;
    svg_open(out, &(svg_frame){ .width = l->width,
                                .height = p->height,
                                .classes = canvas->classes,
                                .title = head->title.len > 0 ? head->title : head->subtitle,
                                .description = head->description,
                                .id = head->id,
                                .id_suffix = canvas->id_suffix });
    double y = write_lines(
        p->title, p->n_title,
        (svg_label){ .x = l->pad, .y = l->title * 1.05, .size = l->title, .max_width = width, .is_bold = true }, 1.2,
        out);
    y += p->n_title > 0 ? l->subtitle * 1.15 - l->title * 1.05 : l->subtitle * 1.1 - l->title * 1.05;
    write_lines(p->subtitle, p->n_subtitle,
                (svg_label){ .x = l->pad, .y = y, .size = l->subtitle, .max_width = width, .is_quiet = true }, 1.3,
                out);
}

void picture_write_grid(const picture *p, buffer *out)
{
    open_path("upw-grid", out);
    for (size_t i = 0; i < p->up.n_ticks; i++) {
        svg_add_step(out, 'M', p->left, picture_y(p, p->up.ticks[i]));
        svg_add_step_across(out, p->right);
    }
    close_path(out);
    svg_add_line(out, "upw-axis", p->left, p->bottom, p->right, p->bottom);
}

void picture_write_marks(const picture *p, buffer *out)
{
    for (size_t i = 0; i < p->n_marks; i++) {
        const picture_mark *const mark = &p->marks[i];
        svg_add_line(out, mark->is_target ? "upw-target" : "upw-axis", mark->x, p->bottom, mark->x,
                     mark->has_words ? mark->top : p->top);
    }
}

/* -- Shapes from columns -- */

void picture_write_area(const picture *p, const double *along, const double *lower, const double *upper, size_t n,
                        const char *class_name, buffer *out)
{
    bool has_path = false;
    if (lower == NULL || upper == NULL)
        return;
    for (size_t i = 0, end; i < n; i = end) {
        end = i;
        while (end < n && isfinite(lower[end]) && isfinite(upper[end]))
            end++;
        if (end < i + 2) { /* nothing, or one point, which has no width */
            end = end > i ? end : i + 1;
            continue;
        }
        if (!has_path)
            open_path(class_name, out);
        has_path = true;
        for (size_t k = i; k < end; k++)
            svg_add_step(out, k == i ? 'M' : 'L', picture_x(p, along, k), picture_y(p, upper[k]));
        for (size_t k = end; k-- > i;)
            svg_add_step(out, 'L', picture_x(p, along, k), picture_y(p, lower[k]));
        buffer_add_char(out, 'z');
    }
    if (has_path)
        close_path(out);
}

void picture_write_line(const picture *p, const double *along, const double *values, size_t n, const char *class_name,
                        buffer *out)
{
    bool is_open = false, has_path = false;
    for (size_t i = 0; values != NULL && i < n; i++) {
        if (!isfinite(values[i])) {
            is_open = false;
            continue;
        }
        if (!has_path)
            open_path(class_name, out);
        has_path = true;
        svg_add_step(out, is_open ? 'L' : 'M', picture_x(p, along, i), picture_y(p, values[i]));
        is_open = true;
    }
    if (has_path)
        close_path(out);
}

double picture_radius(const picture *p, size_t n)
{
    const double gap = n > 0 ? (p->right - p->left) / (double)n : 0;
    return fmax(1, fmin(p->l->point, gap * 0.5));
}

void picture_write_points(const picture *p, const double *along, const double *values, const bool *are, size_t first,
                          size_t end, const char *class_name, double radius, buffer *out)
{
    bool has_path = false;
    for (size_t i = first; values != NULL && i < end; i++) {
        if (!isfinite(values[i]) || (are != NULL && !are[i]))
            continue;
        if (!has_path)
            open_path(class_name, out);
        has_path = true;
        marks_add_shape(out, UPW_POINT_COMMON_CAUSE, UPW_SIDE_ON, picture_x(p, along, i), picture_y(p, values[i]),
                        radius);
    }
    if (has_path)
        close_path(out);
}

void picture_write_box(double left, double top, double right, double bottom, const char *class_name, buffer *out)
{
    open_path(class_name, out);
    svg_add_step(out, 'M', left, top);
    svg_add_step_across(out, right);
    svg_add_step_up(out, bottom);
    svg_add_step_across(out, left);
    buffer_add_char(out, 'z');
    close_path(out);
}

/* Strokes that rise to the right, cut at the box; where they start does not depend on the box, so that neighbouring
 * boxes look like one. */
void picture_write_hatch(double left, double top, double right, double bottom, double gap, buffer *out)
{
    const double height = bottom - top;
    if (!(right - left > 0.5 && height > 0.5) || right - left > 5000 || height > 5000)
        return;
    open_path("upw-axis", out);
    const double first = floor((left - height) / gap) * gap + gap;
    const size_t n = (size_t)((right - first) / gap) + 1;
    for (size_t i = 0; i < n; i++) {
        const double at = first + (double)i * gap;
        const double x1 = fmax(at, left), x2 = fmin(at + height, right);
        if (x2 <= x1)
            continue;
        svg_add_step(out, 'M', x1, bottom - (x1 - at));
        svg_add_step(out, 'L', x2, bottom - (x2 - at));
    }
    svg_add_step(out, 'M', left, bottom);
    close_path(out);
}

/* -- Words -- */

static void write_axis_up(picture *p, buffer *out)
{
    for (size_t i = 0; i < p->up.n_ticks; i++)
        svg_add_label(out, &(svg_label){ .words = picture_tick(p, p->unit, &p->up, p->up.ticks[i]),
                                         .x = p->left - 7,
                                         .y = picture_y(p, p->up.ticks[i]) + p->l->axis * 0.35,
                                         .size = p->l->axis,
                                         .anchor = SVG_END });
}

static void write_axis_along(picture *p, buffer *out)
{
    const double size = p->l->axis;
    double used_to = -HUGE_VAL;
    for (size_t i = 0; i < p->along.n_ticks; i++) {
        const text words = picture_tick(p, p->along_unit, &p->along, p->along.ticks[i]);
        const double x = scale_place(&p->along, p->along.ticks[i]), half = metrics_width(words, size, false) / 2;
        if (!(x >= p->left - 0.5 && x <= p->right + 0.5) || x - half < used_to || x - half < 0 ||
            x + half > p->l->width)
            continue;
        used_to = x + half + size / 2;
        svg_add_line(out, "upw-axis", x, p->bottom, x, p->bottom + 4);
        svg_add_label(
            out,
            &(svg_label){ .words = words, .x = x, .y = p->bottom + size * 1.34, .size = size, .anchor = SVG_MIDDLE });
    }
    if (p->along_name.len > 0)
        svg_add_label(out, &(svg_label){ .words = p->along_name,
                                         .x = (p->left + p->right) / 2,
                                         .y = p->bottom + size * 2.6,
                                         .size = size,
                                         .max_width = p->right - p->left,
                                         .anchor = SVG_MIDDLE,
                                         .is_quiet = true });
}

static void write_key(const picture_key *key, double size, buffer *out)
{
    const double y = key->y - size * 0.35;
    switch (key->shape) {
    case KEY_LINE:
        svg_add_line(out, key->class_name, key->x, y, key->x + 17, y);
        break;
    case KEY_INTERVAL:
        svg_add_line(out, key->class_name, key->x + 8, y - 6, key->x + 8, y + 6);
        svg_add_line(out, key->class_name, key->x + 4, y - 6, key->x + 12, y - 6);
        svg_add_line(out, key->class_name, key->x + 4, y + 6, key->x + 12, y + 6);
        break;
    case KEY_HATCH:
        picture_write_box(key->x, y - 5, key->x + 16, y + 5, key->class_name, out);
        picture_write_hatch(key->x, y - 5, key->x + 16, y + 5, 5, out);
        break;
    case KEY_BOX:
        picture_write_box(key->x, y - 5, key->x + 16, y + 5, key->class_name, out);
        break;
    default:
        open_path(key->class_name, out);
        marks_add_shape(out, UPW_POINT_COMMON_CAUSE, UPW_SIDE_ON, key->x + 9, y, key->shape == KEY_RING ? 6 : 3.6);
        close_path(out);
        if (key->shape == KEY_RING) {
            open_path("upw-ink", out);
            marks_add_shape(out, UPW_POINT_COMMON_CAUSE, UPW_SIDE_ON, key->x + 9, y, 2.6);
            close_path(out);
        }
    }
    svg_add_label(out,
                  &(svg_label){ .words = key->words, .x = key->x + 22, .y = key->y, .size = size, .is_quiet = true });
}

void picture_close(picture *p, buffer *out)
{
    const layout *const l = p->l;
    write_axis_up(p, out);
    if (p->has_periods)
        calendar_draw(&p->across, p->bottom, l->axis, out);
    else
        write_axis_along(p, out);
    if (p->is_empty)
        svg_add_label(out, &(svg_label){ .words = TEXT("No values to draw"),
                                         .x = (p->left + p->right) / 2,
                                         .y = (p->top + p->bottom) / 2,
                                         .size = l->label,
                                         .anchor = SVG_MIDDLE,
                                         .is_quiet = true });
    for (size_t i = 0; i < p->n_labels; i++) {
        const placed_label *const placed = &p->labels[i];
        if (placed->has_leader)
            svg_add_line(out, "upw-axis", placed->from_x, placed->from_y, placed->to_x, placed->to_y);
        svg_add_label(out, &placed->label);
    }
    for (size_t i = 0; i < p->n_keys; i++)
        write_key(&p->keys[i], l->note, out);
    write_lines(
        p->foot, p->n_foot,
        (svg_label){
            .x = l->pad, .y = p->foot_y, .size = l->note, .max_width = l->width - 2 * l->pad, .is_quiet = true },
        1.35, out);
    svg_close(out);
}
