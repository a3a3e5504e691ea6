/* One body followed case by case: lines, the limits they may reach, and the cases at which they did. */
#include "chart/picture.h"

#include <math.h>

#include "chart/metrics.h"

/* Horizontal lines with their words. */
typedef struct level {
    double at;
    text words;
    const char *class_name;
} level;

enum { LEVELS = 3 };

static void list_levels(const chart_watch *w, level out[LEVELS])
{
    out[0] = (level){ w->level, w->level_words, "upw-mean" };
    out[1] = (level){ w->up, w->up_words, "upw-limit" };
    out[2] = (level){ w->down, w->down_words, "upw-limit" };
}

static void fit(picture *p, const chart_watch *w, const layout *l)
{
    double low = HUGE_VAL, high = -HUGE_VAL, edge = 0;
    level levels[LEVELS];
    const double *const columns[] = { w->first, w->second, w->low, w->high };
    list_levels(w, levels);
    for (size_t k = 0; k < sizeof columns / sizeof *columns; k++)
        picture_reach(columns[k], w->n, &low, &high);
    for (size_t k = 0; k < LEVELS; k++) {
        picture_reach(&levels[k].at, 1, &low, &high);
        if (isfinite(levels[k].at) && l->names_lines_at_edge)
            edge = fmax(edge, metrics_width(levels[k].words, l->note, false));
    }
    picture_fit_up(p, low, high);
    picture_fit_along(p, unit_parse(TEXT("count")), w->along_name, 0, w->n > 0 ? w->along[w->n - 1] : 1, edge);
    picture_set_plot(p, 0);
}

static void place_words(picture *p, const chart_watch *w)
{
    level levels[LEVELS];
    list_levels(w, levels);
    picture_keep_off(p, w->along, w->first, w->n, 3);
    if (w->second != NULL)
        picture_keep_off(p, w->along, w->second, w->n, 3);
    for (size_t k = 0; k < LEVELS; k++)
        if (isfinite(levels[k].at))
            picture_name_level(p, levels[k].words, picture_y(p, levels[k].at));
    picture_add_key(p, KEY_LINE, "upw-fitted", w->first_name);
    if (w->second != NULL)
        picture_add_key(p, KEY_LINE, "upw-line", w->second_name);
    if (w->low != NULL && w->high != NULL)
        picture_add_key(p, KEY_BOX, "upw-axis upw-fan", w->band_name);
    if (w->is_signal != NULL || w->is_second_signal != NULL)
        picture_add_key(p, KEY_DOT, "upw-ink", w->signal_words);
    picture_add_sentence(p, w->head.footnote);
}

static void write_marks(const picture *p, const chart_watch *w, buffer *out)
{
    level levels[LEVELS];
    list_levels(w, levels);
    if (w->low != NULL && w->high != NULL)
        picture_write_area(p, w->along, w->low, w->high, w->n, "upw-fan", out);
    picture_write_grid(p, out);
    for (size_t k = 0; k < LEVELS; k++)
        if (isfinite(levels[k].at))
            svg_add_line(out, levels[k].class_name, p->left, picture_y(p, levels[k].at), p->right,
                         picture_y(p, levels[k].at));
    if (w->second != NULL)
        picture_write_line(p, w->along, w->second, w->n, "upw-line", out);
    picture_write_line(p, w->along, w->first, w->n, "upw-fitted", out);
    const double radius = p->l->point * 1.3;
    if (w->is_signal != NULL)
        picture_write_points(p, w->along, w->first, w->is_signal, 0, w->n, "upw-point upw-ink", radius, out);
    if (w->is_second_signal != NULL && w->second != NULL)
        picture_write_points(p, w->along, w->second, w->is_second_signal, 0, w->n, "upw-point upw-ink", radius, out);
}

static void draw(buffer *out, const chart_watch *w, const picture_canvas *canvas)
{
    picture p;
    picture_begin(&p, &w->head, w->unit, canvas->l);
    fit(&p, w, canvas->l);
    place_words(&p, w);
    picture_finish(&p);
    picture_open(&p, canvas, out);
    write_marks(&p, w, out);
    picture_close(&p, out);
    picture_clear(&p);
}

PICTURE_DRAWERS(watch)
