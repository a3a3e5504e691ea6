/* Bars, the line of what would be expected without a threshold, and what lies above it just before the threshold. */
#include "chart/picture.h"

#include <math.h>

static double edge_x(const picture *p, const chart_histogram *h, size_t i)
{
    return scale_place(&p->along, h->edges[i]);
}

static bool is_excess(const chart_histogram *h, size_t i)
{
    return i >= h->excess_first && i < h->excess_end && h->expected != NULL && h->counts[i] > h->expected[i];
}

static void add_bar(const picture *p, const chart_histogram *h, size_t i, double low, double high, buffer *out)
{
    svg_add_step(out, 'M', edge_x(p, h, i), picture_y(p, low));
    svg_add_step_up(out, picture_y(p, high));
    svg_add_step_across(out, edge_x(p, h, i + 1));
    svg_add_step_up(out, picture_y(p, low));
}

/* Up to the count, or to what was expected where the rest is hatched. */
static void write_bars(const picture *p, const chart_histogram *h, buffer *out)
{
    buffer_add_literal(out, "<path class=\"upw-axis upw-bars\" d=\"M0 0");
    for (size_t i = 0; i < h->n; i++)
        if (isfinite(h->counts[i]) && h->counts[i] > 0)
            add_bar(p, h, i, 0, is_excess(h, i) ? fmax(h->expected[i], 0) : h->counts[i], out);
    buffer_add_literal(out, "\"/>");
}

static void write_excess(const picture *p, const chart_histogram *h, buffer *out)
{
    for (size_t i = h->excess_first; i < h->excess_end && i < h->n; i++) {
        if (!is_excess(h, i) || !isfinite(h->counts[i]) || !isfinite(h->expected[i]))
            continue;
        const double left = edge_x(p, h, i), right = edge_x(p, h, i + 1);
        const double top = picture_y(p, h->counts[i]), bottom = picture_y(p, fmax(h->expected[i], 0));
        picture_write_box(left, top, right, bottom, "upw-paper upw-outline", out);
        picture_write_hatch(left, top, right, bottom, 5, out);
    }
}

/* Through the middles of the bins. */
static void write_expected(const picture *p, const chart_histogram *h, buffer *out)
{
    bool is_open = false;
    if (h->expected == NULL)
        return;
    buffer_add_literal(out, "<path class=\"upw-bare\" d=\"M0 0");
    for (size_t i = 0; i < h->n; i++) {
        if (!isfinite(h->expected[i])) {
            is_open = false;
            continue;
        }
        const double middle = (edge_x(p, h, i) + edge_x(p, h, i + 1)) / 2;
        svg_add_step(out, is_open ? 'L' : 'M', middle, picture_y(p, h->expected[i]));
        is_open = true;
    }
    buffer_add_literal(out, "\"/>");
}

static void say_excess(picture *p, const chart_histogram *h)
{
    size_t tallest = h->n;
    for (size_t i = h->excess_first; i < h->excess_end && i < h->n; i++)
        if (is_excess(h, i) && (tallest == h->n || h->counts[i] > h->counts[tallest]))
            tallest = i;
    if (h->excess_words.len == 0)
        return;
    const picture_say say = { .words = h->excess_words,
                              .x = tallest == h->n ? NAN : (edge_x(p, h, tallest) + edge_x(p, h, tallest + 1)) / 2,
                              .y = tallest == h->n ? NAN : picture_y(p, h->counts[tallest]),
                              .room = 6,
                              .width = 150 };
    if (tallest == h->n || !picture_say_near(p, &say))
        picture_add_sentence(p, h->excess_words);
    else
        picture_add_key(p, KEY_HATCH, "upw-paper upw-outline", TEXT("more than expected"));
}

static void place_words(picture *p, const chart_histogram *h)
{
    const double bin = h->n > 0 ? (p->right - p->left) / (double)h->n : 0;
    picture_keep_off(p, h->edges, h->counts, h->n, fmin(bin, 40) + 2);
    picture_keep_off(p, h->edges, h->expected, h->n, fmin(bin, 40) / 2 + 3);
    say_excess(p, h);
    if (h->expected != NULL)
        picture_add_key(p, KEY_LINE, "upw-bare",
                        h->expected_name.len > 0 ? h->expected_name : TEXT("expected from the rest"));
    picture_add_sentence(p, h->head.footnote);
}

static void draw(buffer *out, const chart_histogram *h, const picture_canvas *canvas)
{
    picture p;
    double low = HUGE_VAL, high = -HUGE_VAL;
    picture_begin(&p, &h->head, (unit){ .kind = UNIT_COUNT }, canvas->l);
    picture_reach(h->counts, h->n, &low, &high);
    picture_reach(h->expected, h->n, &low, &high);
    picture_fit_up(&p, high < low ? low : 0, high < low ? high : fmax(high, 1));
    picture_fit_along(&p, h->unit, h->along_name, h->n > 0 ? h->edges[0] : 0, h->n > 0 ? h->edges[h->n] : 1, 0);
    for (size_t i = 0; i < h->n_thresholds; i++)
        picture_mark_at(&p, scale_place(&p.along, h->thresholds[i].at), h->thresholds[i].words, true);
    p.stands_on_axis = true;
    picture_set_plot(&p, 0);
    place_words(&p, h);
    picture_finish(&p);
    picture_open(&p, canvas, out);
    picture_write_grid(&p, out);
    write_bars(&p, h, out);
    write_excess(&p, h, out);
    write_expected(&p, h, out);
    picture_write_marks(&p, out);
    picture_close(&p, out);
    picture_clear(&p);
}

PICTURE_DRAWERS(histogram)
