/* A row for each name: dots with their intervals on one axis, or bars that lean to one side. */
#include "chart/picture.h"

#include <math.h>

#include "chart/metrics.h"

static const double ROW = 1.75,
                    LINE = 1.15; /* heights of a row, and of a line where a name has two, of the size of its words */
enum { NAME_LINES = 2 };

/* ---- the frame that both have ---- */

typedef struct table_of_rows {
    picture p;
    size_t n_rows;
    double row;        /* height, px */
    double name_width; /* room for names, left of the plot */
    size_t name_lines; /* that the longest name takes */
} table_of_rows;

static void begin(table_of_rows *t, const chart_head *head, unit u, const picture_canvas *canvas, size_t n_rows)
{
    picture *const p = &t->p;
    picture_begin(p, head, u, canvas->l);
    t->n_rows = n_rows;
    p->own.height = 0;
    p->own.step_rows = 0;
}

/* Names have what they need up to two fifths of the width; beyond they take a second line, and are shortened there. */
static void make_room(table_of_rows *t, text name)
{
    const layout *const l = t->p.l;
    const double most = 0.42 * l->width, beside = l->pad + 8;
    text lines[NAME_LINES];
    const size_t n = metrics_wrap(name, most - beside, l->note, false, lines, NAME_LINES);
    t->name_lines = n > t->name_lines ? n : t->name_lines;
    t->name_width = fmin(fmax(t->name_width, metrics_width(name, l->note, false) + beside), most);
}

static void set_plot(table_of_rows *t, unit along, text along_name, double low, double high, double edge)
{
    picture *const p = &t->p;
    t->row = p->l->note * fmax(ROW, LINE * (double)t->name_lines + 0.3);
    p->own.plot_least = fmax(1, (double)t->n_rows) * t->row;
    p->own.left_least = t->name_width;
    picture_fit_up(p, 0, 1);
    p->up.n_ticks = 0;
    p->left = t->name_width;
    picture_fit_along(p, along, along_name, low, high, edge);
    picture_set_plot(p, 0);
    p->is_empty = false;
}

static double middle_of(const table_of_rows *t, size_t line)
{
    return t->p.top + ((double)line + 0.5) * t->row;
}

static void write_name(const table_of_rows *t, text name, size_t line, bool is_group, buffer *out)
{
    const layout *const l = t->p.l;
    const double width = is_group ? l->width - 2 * l->pad : t->name_width - l->pad - 8;
    text lines[NAME_LINES];
    const size_t n = metrics_wrap(name, width + 0.5, l->note, is_group, lines, is_group ? 1 : NAME_LINES);
    for (size_t i = 0; i < n; i++)
        svg_add_label(
            out, &(svg_label){ .words = lines[i],
                               .x = is_group ? l->pad : t->p.left - 8,
                               .y = middle_of(t, line) + l->note * (0.35 + LINE * ((double)i - (double)(n - 1) / 2)),
                               .size = l->note,
                               .max_width = width,
                               .anchor = is_group ? SVG_START : SVG_END,
                               .is_bold = is_group });
}

static void write_vertical_grid(const picture *p, buffer *out)
{
    for (size_t i = 0; i < p->along.n_ticks; i++)
        svg_add_line(out, "upw-grid", scale_place(&p->along, p->along.ticks[i]), p->top,
                     scale_place(&p->along, p->along.ticks[i]), p->bottom);
}

static void write_dot(double x, double y, double radius, const char *class_name, buffer *out)
{
    buffer_add_literal(out, "<path class=\"");
    buffer_add(out, text_of(class_name));
    buffer_add_literal(out, "\" d=\"");
    marks_add_shape(out, UPW_POINT_COMMON_CAUSE, UPW_SIDE_ON, x, y, radius);
    buffer_add_literal(out, "\"/>");
}

/* ---- dots ---- */

static bool begins_group(const chart_rows *c, size_t i)
{
    return c->rows[i].group.len > 0 && (i == 0 || !text_equal(c->rows[i - 1].group, c->rows[i].group));
}

static bool has_interval(const chart_row *r)
{
    return isfinite(r->low) && isfinite(r->high);
}

static void fit_rows(table_of_rows *t, const chart_rows *c)
{
    const layout *const l = t->p.l;
    double low = HUGE_VAL, high = -HUGE_VAL, edge = 0;
    if (c->least < c->most)
        low = c->least, high = c->most;
    for (size_t i = 0; i < c->n; i++) {
        const chart_row *const r = &c->rows[i];
        make_room(t, r->name);
        picture_reach(&r->value, 1, &low, &high);
        picture_reach(&r->other, 1, &low, &high);
        picture_reach(&r->low, 1, &low, &high);
        picture_reach(&r->high, 1, &low, &high);
        edge = fmax(edge, metrics_width(r->words, l->note, false));
    }
    picture_reach(&c->target, 1, &low, &high);
    if (!(low <= high))
        low = 0, high = 1;
    const double margin = c->least < c->most ? 0 : 0.04 * (high - low);
    t->p.own.edge_least = edge > 0 ? edge + 10 : l->pad + 8;
    t->p.own.edge_most = fmax(l->edge_most, t->p.own.edge_least);
    t->p.own.names_lines_at_edge = true;
    set_plot(t, c->unit, c->along_name, low - margin, high + margin, edge);
}

static void write_row(const table_of_rows *t, const chart_row *r, size_t line, buffer *out)
{
    const picture *const p = &t->p;
    const double y = middle_of(t, line), x = scale_place(&p->along, r->value), radius = p->l->point * 1.2;
    const double other = scale_place(&p->along, r->other);
    write_name(t, r->name, line, false, out);
    if (has_interval(r))
        svg_add_line(out, r->is_outside ? "upw-interval" : "upw-round", scale_place(&p->along, r->low), y,
                     scale_place(&p->along, r->high), y);
    if (isfinite(r->thick_low) && isfinite(r->thick_high) && r->thick_low < r->thick_high)
        svg_add_line(out, "upw-thick", scale_place(&p->along, r->thick_low), y, scale_place(&p->along, r->thick_high),
                     y);
    if (isfinite(r->other) && isfinite(r->value) && !has_interval(r))
        svg_add_line(out, "upw-axis", other, y, x, y);
    if (isfinite(r->other))
        write_dot(other, y, radius, "upw-paper upw-outline", out);
    if (isfinite(r->value))
        write_dot(x, y, r->is_outside ? radius * 1.3 : radius,
                  r->is_outside ? "upw-point upw-ink" : "upw-point upw-common", out);
    if (r->words.len > 0)
        svg_add_label(out, &(svg_label){ .words = r->words,
                                         .x = p->right + 8,
                                         .y = y + p->l->note * 0.35,
                                         .size = p->l->note,
                                         .max_width = p->l->width - p->right - 8 - p->l->pad,
                                         .is_quiet = true });
}

static void add_keys(picture *p, const chart_rows *c)
{
    if (c->value_words.len > 0)
        picture_add_key(p, KEY_DOT, "upw-point upw-common", c->value_words);
    if (c->other_words.len > 0)
        picture_add_key(p, KEY_DOT, "upw-paper upw-outline", c->other_words);
    if (c->interval_words.len > 0)
        picture_add_key(p, KEY_LINE, "upw-round", c->interval_words);
    if (isfinite(c->target) && c->target_words.len > 0)
        picture_add_key(p, KEY_LINE, "upw-mean", c->target_words);
    picture_add_sentence(p, c->head.footnote);
}

static void draw_rows(buffer *out, const chart_rows *c, const picture_canvas *canvas)
{
    table_of_rows t = { .name_width = 0 };
    size_t n_rows = c->n, line = 0;
    for (size_t i = 0; i < c->n; i++)
        n_rows += begins_group(c, i);
    begin(&t, &c->head, c->unit, canvas, n_rows);
    fit_rows(&t, c);
    add_keys(&t.p, c);
    picture_finish(&t.p);
    picture_open(&t.p, canvas, out);
    write_vertical_grid(&t.p, out);
    picture_write_grid(&t.p, out);
    if (isfinite(c->target))
        svg_add_line(out, "upw-mean", scale_place(&t.p.along, c->target), t.p.top, scale_place(&t.p.along, c->target),
                     t.p.bottom);
    for (size_t i = 0; i < c->n; i++) {
        if (begins_group(c, i))
            write_name(&t, c->rows[i].group, line++, true, out);
        write_row(&t, &c->rows[i], line++, out);
    }
    picture_close(&t.p, out);
    picture_clear(&t.p);
}

void chart_draw_rows(buffer *out, const chart_rows *it)
{
    draw_rows(out, it, &picture_alone);
}

void chart_draw_rows_for_page(buffer *out, const chart_rows *it)
{
    draw_rows(out, it, &picture_wide);
    draw_rows(out, it, &picture_narrow);
}

/* ---- bars ---- */

/* By strength, not by side: the side is where a bar stands. */
static const char *const shades[CHART_LEANS] = { "upw-common", "upw-fan-whole", "upw-fan", "upw-fan-whole",
                                                 "upw-common" };

static void write_lean(const table_of_rows *t, const chart_lean *r, size_t line, buffer *out)
{
    const picture *const p = &t->p;
    const double y = middle_of(t, line), half = p->l->note * ROW * 0.34;
    double at = -(r->shares[0] + r->shares[1] + r->shares[2] / 2);
    write_name(t, r->name, line, false, out);
    if (isnan(at) || isnan(r->shares[3] + r->shares[4])) {
        svg_add_label(out, &(svg_label){ .words = TEXT("[c]"),
                                         .x = scale_place(&p->along, 0),
                                         .y = y + p->l->note * 0.35,
                                         .size = p->l->note,
                                         .anchor = SVG_MIDDLE,
                                         .is_quiet = true });
        return;
    }
    for (size_t k = 0; k < CHART_LEANS; k++) {
        const double next = at + r->shares[k];
        if (r->shares[k] > 0)
            picture_write_box(scale_place(&p->along, at), y - half, scale_place(&p->along, next), y + half, shades[k],
                              out);
        at = next;
    }
}

static void draw_leans(buffer *out, const chart_leans *c, const picture_canvas *canvas)
{
    static const unit share = { .kind = UNIT_SHARE, .words = { "share", 5 }, .per = 1 };
    table_of_rows t = { .name_width = 0 };
    begin(&t, &c->head, share, canvas, c->n);
    for (size_t i = 0; i < c->n; i++)
        make_room(&t, c->rows[i].name);
    t.p.own.edge_least = t.p.own.pad + 12;
    t.p.own.names_lines_at_edge = true;
    set_plot(&t, share, TEXT("against \xE2\x80\x93 in favour"), -1, 1, 0);
    t.p.along.n_ticks = 0; /* shares are read from the middle, and a minus would mislead */
    for (size_t k = 0; k < CHART_LEANS; k++)
        picture_add_key(&t.p, KEY_BOX, shades[k], c->words[k]);
    picture_add_sentence(&t.p, c->head.footnote);
    picture_finish(&t.p);
    picture_open(&t.p, canvas, out);
    picture_write_grid(&t.p, out);
    for (size_t i = 0; i < c->n; i++)
        write_lean(&t, &c->rows[i], i, out);
    const double zero = scale_place(&t.p.along, 0);
    svg_add_line(out, "upw-mean", zero, t.p.top, zero, t.p.bottom);
    picture_close(&t.p, out);
    picture_clear(&t.p);
}

void chart_draw_leans(buffer *out, const chart_leans *it)
{
    draw_leans(out, it, &picture_alone);
}

void chart_draw_leans_for_page(buffer *out, const chart_leans *it)
{
    draw_leans(out, it, &picture_wide);
    draw_leans(out, it, &picture_narrow);
}
