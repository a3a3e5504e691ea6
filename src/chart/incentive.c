/* What one more unit is worth, by level: spikes at the cut-offs, next to nothing between them. */
#include "chart/picture.h"

#include <math.h>

#include "chart/metrics.h"

static double zones_height(const chart_incentive *s)
{
    return s->zones != NULL ? PICTURE_STRIP + 12 : 0;
}

/* Between the cut-offs, in the words of the scheme. */
static void write_zones(const picture *p, const chart_incentive *s, buffer *out)
{
    double left = p->left;
    for (size_t i = 0; s->zones != NULL && i <= s->n_thresholds; i++) {
        const double at = i < s->n_thresholds ? scale_place(&p->along, s->thresholds[i].at) : p->right;
        const double right = isfinite(at) ? fmin(fmax(at, left), p->right) : left;
        if (s->zones[i] > CHART_LIGHT_NONE && s->zones[i] < CHART_LIGHT_COUNT && right > left + 0.5)
            picture_write_light(p, (chart_light)s->zones[i], left, right, p->below + 8, out);
        left = right;
    }
}

/* The worth at a level, by a straight line between its neighbours. */
static double worth_at(const chart_incentive *s, double level)
{
    for (size_t i = 1; i < s->n; i++)
        if (s->levels[i - 1] <= level && level <= s->levels[i]) {
            const double gap = s->levels[i] - s->levels[i - 1];
            const double part = gap > 0 ? (level - s->levels[i - 1]) / gap : 0;
            return s->worth[i - 1] + part * (s->worth[i] - s->worth[i - 1]);
        }
    return NAN;
}

static void place_words(picture *p, const chart_incentive *s)
{
    const double worth = worth_at(s, s->stop);
    picture_keep_off(p, s->levels, s->worth, s->n, 3);
    if (isfinite(s->straight))
        places_occupy(&p->thin,
                      (box){ p->left, picture_y(p, s->straight) - 1, p->right, picture_y(p, s->straight) + 1 });
    if (isfinite(worth)) {
        const picture_say say = { .words = s->stop_words.len > 0 ? s->stop_words : TEXT("the best place to stand"),
                                  .x = scale_place(&p->along, s->stop),
                                  .y = picture_y(p, worth),
                                  .room = 9,
                                  .width = 130,
                                  .is_bold = true };
        if (!picture_say_near(p, &say))
            picture_add_sentence(p, say.words);
    }
    if (isfinite(s->straight))
        picture_name_level(p, TEXT("a straight reward"), picture_y(p, s->straight));
    picture_name_curve(p, s->worth_name.len > 0 ? s->worth_name : TEXT("worth of one more unit"), s->levels, s->worth,
                       s->n, KEY_LINE, "upw-fitted");
    picture_add_sentence(p, s->head.footnote);
}

static void write_marks(const picture *p, const chart_incentive *s, buffer *out)
{
    const double worth = worth_at(s, s->stop);
    picture_write_grid(p, out);
    picture_write_marks(p, out);
    if (isfinite(s->straight))
        svg_add_line(out, "upw-limit", p->left, picture_y(p, s->straight), p->right, picture_y(p, s->straight));
    picture_write_line(p, s->levels, s->worth, s->n, "upw-fitted", out);
    if (isfinite(worth))
        picture_write_points(p, &s->stop, &worth, NULL, 0, 1, "upw-point upw-ink", p->l->point * 1.6, out);
}

static void draw(buffer *out, const chart_incentive *s, const picture_canvas *canvas)
{
    picture p;
    double low = HUGE_VAL, high = -HUGE_VAL;
    picture_begin(&p, &s->head, (unit){ .kind = UNIT_OTHER }, canvas->l);
    picture_reach(s->worth, s->n, &low, &high);
    if (low <= high) {
        picture_reach(&s->straight, 1, &low, &high);
        low = 0;
    }
    picture_fit_up(&p, low, high);
    const double edge = isfinite(s->straight) && canvas->l->names_lines_at_edge
                            ? metrics_width(TEXT("a straight reward"), canvas->l->note, false)
                            : 0;
    picture_fit_along(&p, s->unit, s->along_name, s->n > 0 ? s->levels[0] : 0, s->n > 0 ? s->levels[s->n - 1] : 1,
                      edge);
    for (size_t i = 0; i < s->n_thresholds; i++)
        picture_mark_at(&p, scale_place(&p.along, s->thresholds[i].at), s->thresholds[i].words, true);
    p.stands_on_axis = true;
    picture_set_plot(&p, zones_height(s));
    place_words(&p, s);
    picture_finish(&p);
    picture_open(&p, canvas, out);
    write_marks(&p, s, out);
    write_zones(&p, s, out);
    picture_close(&p, out);
    picture_clear(&p);
}

PICTURE_DRAWERS(incentive)
