/* Results so far and the fan of where they may go: half of the chances in the core, about four in five in the whole. */
#include "chart/picture.h"

#include <math.h>

#include "chart/metrics.h"

static size_t find_last(const double *values, size_t n)
{
    for (size_t i = values == NULL ? 0 : n; i-- > 0;)
        if (isfinite(values[i]))
            return i;
    return n;
}

static void place_words(picture *p, const chart_fan *f)
{
    const size_t n = f->n, last = find_last(f->values, n), end = find_last(f->p50, n);
    picture_keep_off(p, NULL, f->values, n, p->l->point + 1.5);
    picture_keep_off(p, NULL, f->p50, n, 2.5);
    picture_keep_off(p, NULL, f->plan, n, 1.5);
    picture_keep_off(p, NULL, f->p90, n, 1);
    picture_keep_off(p, NULL, f->p10, n, 1);
    if (isfinite(f->aim)) {
        const double y = picture_y(p, f->aim);
        picture_name_level(p, picture_value(p, "aim ", f->aim, 6, ""), y);
        places_occupy(&p->taken, (box){ p->left, y - 1.5, p->right, y + 1.5 });
    }
    if (last < n) {
        const picture_say say = { .words = picture_value(p, "", f->values[last], p->decimals, ""),
                                  .x = calendar_place(&p->across, last),
                                  .y = picture_y(p, f->values[last]),
                                  .room = p->l->point * 1.6 + 5,
                                  .is_bold = true };
        if (!picture_say_near(p, &say))
            picture_add_sentence(p, say.words);
    }
    const size_t middle = end / 2 + (last < end ? last : 0) / 2;
    const picture_say statement = { .words = f->statement,
                                    .x = end < n ? calendar_place(&p->across, middle) : NAN,
                                    .y = end < n ? picture_y(p, f->p50[middle]) : NAN,
                                    .room = 12,
                                    .width = 150,
                                    .is_bold = true };
    if (!picture_say_near(p, &statement))
        picture_add_sentence(p, f->statement);
    if (end < n) {
        picture_add_key(p, KEY_BOX, "upw-limit upw-fan",
                        f->fan_words.len > 0 ? f->fan_words : TEXT("about 4 in 5 of the chances"));
        picture_add_key(p, KEY_BOX, "upw-axis upw-fan-whole", TEXT("about half of them"));
    }
    picture_name_curve(p, TEXT("agreed path"), NULL, f->plan, n, KEY_LINE, "upw-plan-thin");
    picture_add_sentence(p, f->head.footnote);
}

static void write_marks(const picture *p, const chart_fan *f, buffer *out)
{
    const size_t n = f->n, last = find_last(f->values, n);
    picture_write_area(p, NULL, f->p10, f->p90, n, "upw-fan", out);
    picture_write_area(p, NULL, f->p25, f->p75, n, "upw-fan-core", out);
    picture_write_grid(p, out);
    picture_write_marks(p, out);
    if (isfinite(f->aim))
        svg_add_line(out, "upw-target", p->left, picture_y(p, f->aim), p->right, picture_y(p, f->aim));
    picture_write_line(p, NULL, f->p25, n, "upw-axis", out);
    picture_write_line(p, NULL, f->p75, n, "upw-axis", out);
    picture_write_line(p, NULL, f->p10, n, "upw-limit", out);
    picture_write_line(p, NULL, f->p90, n, "upw-limit", out);
    picture_write_line(p, NULL, f->plan, n, "upw-plan-thin", out);
    picture_write_line(p, NULL, f->p50, n, "upw-fitted", out);
    picture_write_line(p, NULL, f->values, n, "upw-line", out);
    picture_write_points(p, NULL, f->values, NULL, 0, n, "upw-point upw-ink", picture_radius(p, n), out);
    if (last < n)
        picture_write_points(p, NULL, f->values, NULL, last, last + 1, "upw-point upw-ink", p->l->point * 1.6, out);
}

static void draw(buffer *out, const chart_fan *f, const picture_canvas *canvas)
{
    picture p;
    const double *const columns[] = { f->values, f->plan, f->p10, f->p25, f->p50, f->p75, f->p90 };
    double low = HUGE_VAL, high = -HUGE_VAL;
    picture_begin(&p, &f->head, f->unit, canvas->l);
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        picture_reach(columns[i], f->n, &low, &high);
    if (low <= high)
        picture_reach(&f->aim, 1, &low, &high);
    picture_fit_up(&p, low, high);
    const text aim = picture_value(&p, "aim ", f->aim, 6, "");
    picture_fit_periods(&p, f->periods, f->n,
                        canvas->l->names_lines_at_edge ? metrics_width(aim, canvas->l->note, false) : 0);
    if (f->arrival > 0 && f->arrival < f->n)
        picture_mark_at(&p, calendar_place(&p.across, f->arrival),
                        picture_period(&p, canvas->l->names_lines_at_edge ? "planned to arrive " : "planned ",
                                       f->periods, f->arrival),
                        false);
    picture_set_plot(&p, 0);
    place_words(&p, f);
    picture_finish(&p);
    picture_open(&p, canvas, out);
    write_marks(&p, f, out);
    picture_close(&p, out);
    picture_clear(&p);
}

PICTURE_DRAWERS(fan)
