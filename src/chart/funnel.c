/* Organisations against one target, with limits that narrow as cases grow: two washes, a line, dots and their names. */
#include "chart/picture.h"

#include <math.h>

#include "chart/metrics.h"

enum { CURVE_MAX = CHART_FUNNEL_CURVE_MAX };

static size_t curve_points(const chart_funnel *f)
{
    return f->n_curve < CURVE_MAX ? f->n_curve : CURVE_MAX;
}

/* ---- the vertical axis ---- */

/* The data, the target, and limits from where there is something to compare them with: to the left they run off. */
static void fit_up(picture *p, const chart_funnel *f)
{
    double low = HUGE_VAL, high = -HUGE_VAL;
    picture_reach(f->values, f->n, &low, &high);
    picture_reach(&f->target, 1, &low, &high);
    const double from = f->n > 0 ? f->sizes[f->n / 4] : 0; /* a quarter of them are smaller */
    for (size_t j = 0; j < curve_points(f); j++)
        if (f->curve_sizes[j] >= from) {
            picture_reach(&f->outer_low[j], 1, &low, &high);
            picture_reach(&f->outer_high[j], 1, &low, &high);
        }
    picture_fit_up(p, low, high);
}

/* ---- words ---- */

static void place_words(picture *p, const chart_funnel *f)
{
    picture_keep_off(p, f->sizes, f->values, f->n, p->l->point + 1.5);
    picture_keep_off(p, f->curve_sizes, f->outer_low, curve_points(f), 1);
    picture_keep_off(p, f->curve_sizes, f->outer_high, curve_points(f), 1);
    picture_name_level(p, f->target_words, picture_y(p, f->target));
    /* From the largest on. */
    picture_name_bodies(p, &(picture_bodies){ f->names, f->sizes, f->values, f->is_chosen, f->is_outside, f->n, true,
                                              "more outside, named in the table." });
    picture_add_key(p, KEY_BOX, "upw-limit upw-fan-whole", f->inner_words);
    picture_add_key(p, KEY_BOX, "upw-axis upw-fan", f->outer_words);
    if (f->chance_low != NULL)
        picture_add_key(p, KEY_LINE, "upw-bare", f->chance_words);
    picture_add_sentence(p, f->head.footnote);
}

/* ---- marks ---- */

/* Curves are dense where cases are few: of points less than a pixel apart, one is drawn. */
typedef struct curve_drawn {
    size_t n;
    size_t which[CURVE_MAX];
    double sizes[CURVE_MAX];
} curve_drawn;

static void choose(const picture *p, const chart_funnel *f, curve_drawn *out)
{
    const size_t n = curve_points(f);
    double drawn = -HUGE_VAL;
    out->n = 0;
    for (size_t j = 0; j < n; j++) {
        const double x = picture_x(p, f->curve_sizes, j);
        if (x - drawn < 1 && j + 1 < n)
            continue;
        drawn = x;
        out->which[out->n] = j;
        out->sizes[out->n++] = f->curve_sizes[j];
    }
}

/* Where nobody can be outside, the wash reaches to the edge of the plot and there is no line; nor is there one where it
 * would run beyond the plot. */
typedef struct limits_drawn {
    double area_low[CURVE_MAX], area_high[CURVE_MAX], low[CURVE_MAX], high[CURVE_MAX];
} limits_drawn;

static void cut(const picture *p, const curve_drawn *c, const double *low, const double *high, limits_drawn *out)
{
    for (size_t j = 0; j < c->n; j++) {
        const double lower = low[c->which[j]], higher = high[c->which[j]];
        out->area_low[j] = isnan(lower) ? p->up.low : lower;
        out->area_high[j] = isnan(higher) ? p->up.high : higher;
        out->low[j] = lower >= p->up.low ? lower : NAN;
        out->high[j] = higher <= p->up.high ? higher : NAN;
    }
}

static void write_lines(const picture *p, const curve_drawn *c, const limits_drawn *l, const char *class_name,
                        buffer *out)
{
    picture_write_line(p, c->sizes, l->low, c->n, class_name, out);
    picture_write_line(p, c->sizes, l->high, c->n, class_name, out);
}

static void write_limits(const picture *p, const chart_funnel *f, buffer *out)
{
    curve_drawn c;
    limits_drawn inner, outer, chance;
    choose(p, f, &c);
    cut(p, &c, f->inner_low, f->inner_high, &inner);
    cut(p, &c, f->outer_low, f->outer_high, &outer);
    picture_write_area(p, c.sizes, outer.area_low, outer.area_high, c.n, "upw-fan", out);
    picture_write_area(p, c.sizes, inner.area_low, inner.area_high, c.n, "upw-fan-core", out);
    picture_write_grid(p, out);
    write_lines(p, &c, &inner, "upw-limit", out);
    write_lines(p, &c, &outer, "upw-axis", out);
    if (f->chance_low != NULL) {
        cut(p, &c, f->chance_low, f->chance_high, &chance);
        write_lines(p, &c, &chance, "upw-bare", out);
    }
    if (isfinite(f->target))
        svg_add_line(out, "upw-mean", p->left, picture_y(p, f->target), p->right, picture_y(p, f->target));
}

static void write_bodies(const picture *p, const chart_funnel *f, buffer *out)
{
    const double radius = picture_radius(p, f->n);
    picture_write_points(p, f->sizes, f->values, NULL, 0, f->n, "upw-paper upw-outline", radius, out);
    picture_write_points(p, f->sizes, f->values, f->is_outside, 0, f->is_outside != NULL ? f->n : 0,
                         "upw-point upw-common", radius, out);
    picture_write_points(p, f->sizes, f->values, f->is_chosen, 0, f->is_chosen != NULL ? f->n : 0, "upw-point upw-ink",
                         radius * 1.6, out);
}

static void draw(buffer *out, const chart_funnel *f, const picture_canvas *canvas)
{
    picture p;
    picture_begin(&p, &f->head, f->unit, canvas->l);
    fit_up(&p, f);
    const size_t n = curve_points(f);
    const double most = f->n > 0 ? 1.02 * f->sizes[f->n - 1] : 1;
    const double edge = canvas->l->names_lines_at_edge ? metrics_width(f->target_words, canvas->l->note, false) : 0;
    const double end = n > 0 ? fmax(most, f->curve_sizes[n - 1]) : most;
    picture_fit_along(&p, unit_parse(TEXT("count")), f->along_name, 0, isfinite(end) ? end : 1, edge);
    picture_set_plot(&p, 0);
    place_words(&p, f);
    picture_finish(&p);
    picture_open(&p, canvas, out);
    write_limits(&p, f, out);
    write_bodies(&p, f, out);
    picture_close(&p, out);
    picture_clear(&p);
}

PICTURE_DRAWERS(funnel)
