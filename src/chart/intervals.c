/* Figures with their intervals beside each other: a dot and a line for each, and what they are held against. */
#include "chart/picture.h"

#include <math.h>

#include "chart/metrics.h"

enum { DENSE = 60 };

static bool is_set(const bool *flags, size_t i)
{
    return flags != NULL && flags[i];
}

static void fit(picture *p, const chart_intervals *c, const layout *l)
{
    double low = HUGE_VAL, high = -HUGE_VAL, first = HUGE_VAL, last = -HUGE_VAL;
    picture_reach(c->values, c->n, &low, &high);
    picture_reach(c->low, c->n, &low, &high);
    picture_reach(c->high, c->n, &low, &high);
    picture_reach(&c->target, 1, &low, &high);
    picture_reach(c->along, c->n, &first, &last);
    if (!(first <= last))
        first = 0, last = 1;
    if (c->diagonal_words.len > 0)
        picture_reach(c->along, c->n, &low, &high);
    picture_fit_up(p, low, high);
    const double edge =
        isfinite(c->target) && l->names_lines_at_edge ? metrics_width(c->target_words, l->note, false) : 0;
    const double margin = c->hides_along ? 0.5 : 0;
    picture_fit_along(p, c->along_unit, c->along_name, first - margin, last + margin, edge);
    if (c->hides_along)
        p->along.n_ticks = 0;
    picture_set_plot(p, 0);
}

/* ---- words ---- */

static void place_words(picture *p, const chart_intervals *c)
{
    picture_keep_off(p, c->along, c->values, c->n, p->l->point + 1.5);
    picture_keep_off(p, c->along, c->low, c->n, 1);
    picture_keep_off(p, c->along, c->high, c->n, 1);
    for (size_t i = 0; i < c->n && c->n <= DENSE; i++)
        if (isfinite(c->low[i]) && isfinite(c->high[i])) {
            const double x = picture_x(p, c->along, i);
            places_occupy(&p->thin, (box){ x - 2, picture_y(p, c->high[i]), x + 2, picture_y(p, c->low[i]) });
        }
    if (isfinite(c->target))
        picture_name_level(p, c->target_words, picture_y(p, c->target));
    if (c->names != NULL)
        picture_name_bodies(p, &(picture_bodies){ c->names, c->along, c->values, c->is_chosen, c->is_outside, c->n,
                                                  false, "more filled dots are named in the table." });
    picture_add_key(p, KEY_INTERVAL, c->n > DENSE ? "upw-axis" : "upw-round", c->interval_words);
    if (c->diagonal_words.len > 0)
        picture_add_key(p, KEY_LINE, "upw-bare", c->diagonal_words);
    picture_add_sentence(p, c->head.footnote);
}

/* ---- marks ---- */

static void write_intervals(const picture *p, const chart_intervals *c, buffer *out)
{
    for (size_t i = 0; i < c->n; i++) {
        if (!isfinite(c->low[i]) || !isfinite(c->high[i]))
            continue;
        const char *const name = is_set(c->is_chosen, i) ? "upw-interval" : c->n > DENSE ? "upw-axis" : "upw-round";
        const double x = picture_x(p, c->along, i);
        svg_add_line(out, name, x, picture_y(p, c->low[i]), x, picture_y(p, c->high[i]));
    }
}

static void write_lines(const picture *p, const chart_intervals *c, buffer *out)
{
    if (isfinite(c->target))
        svg_add_line(out, "upw-mean", p->left, picture_y(p, c->target), p->right, picture_y(p, c->target));
    if (c->diagonal_words.len == 0 || c->n == 0)
        return;
    const double ends[] = { fmax(p->along.low, p->up.low), fmin(p->along.high, p->up.high) };
    if (ends[0] < ends[1])
        svg_add_line(out, "upw-bare", picture_x(p, ends, 0), picture_y(p, ends[0]), picture_x(p, ends, 1),
                     picture_y(p, ends[1]));
}

static void write_bodies(const picture *p, const chart_intervals *c, buffer *out)
{
    const double radius = picture_radius(p, c->n);
    picture_write_points(p, c->along, c->values, NULL, 0, c->n, "upw-paper upw-outline", radius, out);
    picture_write_points(p, c->along, c->values, c->is_outside, 0, c->is_outside != NULL ? c->n : 0,
                         "upw-point upw-common", radius, out);
    picture_write_points(p, c->along, c->values, c->is_chosen, 0, c->is_chosen != NULL ? c->n : 0, "upw-point upw-ink",
                         radius * 1.6, out);
}

static void draw(buffer *out, const chart_intervals *c, const picture_canvas *canvas)
{
    picture p;
    picture_begin(&p, &c->head, c->unit, canvas->l);
    fit(&p, c, canvas->l);
    place_words(&p, c);
    picture_finish(&p);
    picture_open(&p, canvas, out);
    picture_write_grid(&p, out);
    write_lines(&p, c, out);
    write_intervals(&p, c, out);
    write_bodies(&p, c, out);
    picture_close(&p, out);
    picture_clear(&p);
}

PICTURE_DRAWERS(intervals)
