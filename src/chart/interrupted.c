/* Before and after: two fitted lines, where the first would have gone, and how sure the step between them is. */
#include "chart/picture.h"

#include <math.h>

static size_t find_first(const double *values, size_t n)
{
    size_t i = 0;
    while (values != NULL && i < n && !isfinite(values[i]))
        i++;
    return values == NULL ? n : i;
}

/* The interval of the change of level stands on the counterfactual where the second line begins, just before its first
 * point. */
static bool find_interval(const picture *p, const chart_interrupted *s, double *x, double *low, double *high)
{
    const size_t i = find_first(s->after, s->n);
    if (i == s->n || s->counterfactual == NULL || !isfinite(s->counterfactual[i]) || !isfinite(s->level_low) ||
        !isfinite(s->level_high))
        return false;
    *x = calendar_boundary(&p->across, i);
    *low = picture_y(p, s->counterfactual[i] + s->level_low);
    *high = picture_y(p, s->counterfactual[i] + s->level_high);
    return true;
}

static void reach_interval(const chart_interrupted *s, double *low, double *high)
{
    const size_t i = find_first(s->after, s->n);
    if (i == s->n || s->counterfactual == NULL)
        return;
    const double ends[] = { s->counterfactual[i] + s->level_low, s->counterfactual[i] + s->level_high };
    picture_reach(ends, 2, low, high);
}

static void place_words(picture *p, const chart_interrupted *s)
{
    double x, low, high;
    picture_keep_off(p, NULL, s->values, s->n, p->l->point + 1.5);
    picture_keep_off(p, NULL, s->before, s->n, 2);
    picture_keep_off(p, NULL, s->after, s->n, 2);
    picture_keep_off(p, NULL, s->counterfactual, s->n, 2);
    if (find_interval(p, s, &x, &low, &high)) {
        places_occupy(&p->taken, (box){ x - 5, fmin(low, high) - 2, x + 5, fmax(low, high) + 2 });
        const picture_say up = { .words = s->level_words, .x = x, .y = high, .room = 8, .width = 170, .is_bold = true };
        picture_say down = up;
        down.y = low;
        if (!picture_say_near(p, &up) && !picture_say_near(p, &down))
            picture_add_sentence(p, s->level_words);
        picture_add_key(p, KEY_INTERVAL, "upw-interval", TEXT("95 % interval of the change of level"));
    } else {
        picture_add_sentence(p, s->level_words);
    }
    bool has_left_out = false;
    for (size_t i = 0; s->is_left_out != NULL && s->values != NULL && i < s->n; i++)
        has_left_out = has_left_out || (s->is_left_out[i] && isfinite(s->values[i]));
    picture_name_curve(p, TEXT("had nothing changed"), NULL, s->counterfactual, s->n, KEY_LINE, "upw-bare");
    if (has_left_out)
        picture_add_key(p, KEY_DOT, "upw-paper upw-outline", TEXT("left out"));
    picture_add_sentence(p, s->head.footnote);
}

static void write_interval(const picture *p, const chart_interrupted *s, buffer *out)
{
    double x, low, high;
    if (!find_interval(p, s, &x, &low, &high))
        return;
    svg_add_line(out, "upw-interval", x, low, x, high);
    svg_add_line(out, "upw-interval", x - 5, low, x + 5, low);
    svg_add_line(out, "upw-interval", x - 5, high, x + 5, high);
}

static void write_marks(const picture *p, const chart_interrupted *s, buffer *out)
{
    const double radius = picture_radius(p, s->n);
    picture_write_grid(p, out);
    picture_write_marks(p, out);
    picture_write_line(p, NULL, s->values, s->n, "upw-axis", out);
    picture_write_points(p, NULL, s->values, NULL, 0, s->n, "upw-point upw-common", radius, out);
    if (s->is_left_out != NULL)
        picture_write_points(p, NULL, s->values, s->is_left_out, 0, s->n, "upw-paper upw-outline", radius * 0.9, out);
    picture_write_line(p, NULL, s->counterfactual, s->n, "upw-bare", out);
    picture_write_line(p, NULL, s->before, s->n, "upw-fitted", out);
    picture_write_line(p, NULL, s->after, s->n, "upw-fitted", out);
    write_interval(p, s, out);
}

static void draw(buffer *out, const chart_interrupted *s, const picture_canvas *canvas)
{
    picture p;
    const double *const columns[] = { s->values, s->before, s->after, s->counterfactual };
    double low = HUGE_VAL, high = -HUGE_VAL;
    picture_begin(&p, &s->head, s->unit, canvas->l);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        picture_reach(columns[i], s->n, &low, &high);
    reach_interval(s, &low, &high);
    picture_fit_up(&p, low, high);
    picture_fit_periods(&p, s->periods, s->n, 0);
    if (s->change > 0 && s->change < s->n)
        picture_mark_at(
            &p, calendar_boundary(&p.across, s->change),
            s->change_words.len > 0 ? s->change_words : picture_period(&p, "change ", s->periods, s->change), false);
    picture_set_plot(&p, 0);
    place_words(&p, s);
    picture_finish(&p);
    picture_open(&p, canvas, out);
    write_marks(&p, s, out);
    picture_close(&p, out);
    picture_clear(&p);
}

PICTURE_DRAWERS(interrupted)
