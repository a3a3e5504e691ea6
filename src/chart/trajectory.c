/* An agreed path with its ordinary variation, what happened, and what a straight-line light would have said of it. */
#include "chart/picture.h"

#include <math.h>

#include "chart/metrics.h"

/* Part of the height left free beyond the dip. */
static const double room_for_words = 0.15;

static chart_light light_at(const chart_trajectory *t, size_t i)
{
    return t->lights[i] < CHART_LIGHT_COUNT ? (chart_light)t->lights[i] : CHART_LIGHT_NONE;
}

static text lights_name(const chart_trajectory *t)
{
    return t->lights_name.len > 0 ? t->lights_name : TEXT("A straight-line light would have said:");
}

static size_t wrap_lights_name(const chart_trajectory *t, const layout *l, text lines[2])
{
    return metrics_wrap(lights_name(t), l->width - 2 * l->pad, l->note, false, lines, 2);
}

static double strip_height(const chart_trajectory *t, const layout *l)
{
    text lines[2];
    if (t->lights == NULL)
        return 0;
    return (double)wrap_lights_name(t, l, lines) * l->note * 1.35 + PICTURE_STRIP + 14;
}

/* One box for each run of periods of one light, with its word where that fits; the key has all words. */
static void write_strip(const picture *p, const chart_trajectory *t, buffer *out)
{
    const layout *const l = p->l;
    text lines[2];
    double y = p->below + l->note * 1.2;
    const size_t n_lines = wrap_lights_name(t, l, lines);
    for (size_t i = 0; i < n_lines; i++) {
        svg_add_label(out, &(svg_label){ .words = lines[i],
                                         .x = l->pad,
                                         .y = y,
                                         .size = l->note,
                                         .max_width = l->width - 2 * l->pad,
                                         .is_quiet = true });
        y += l->note * 1.35;
    }
    const double top = y - l->note * 0.7;
    for (size_t i = 0, end; i < t->n; i = end) {
        const chart_light light = light_at(t, i);
        for (end = i + 1; end < t->n && light_at(t, end) == light;)
            end++;
        if (light == CHART_LIGHT_NONE)
            continue;
        picture_write_light(p, light, calendar_boundary(&p->across, i), calendar_boundary(&p->across, end), top, out);
    }
}

/* "red 39 months" */
static void add_light_keys(picture *p, const chart_trajectory *t)
{
    static const char *const units[CALENDAR_MODE_COUNT] = {
        [CALENDAR_ORDER] = " period",     [CALENDAR_DAYS] = " point", [CALENDAR_MONTHS] = " month",
        [CALENDAR_QUARTERS] = " quarter", [CALENDAR_YEARS] = " year",
    };
    size_t counts[CHART_LIGHT_COUNT] = { 0 };
    if (t->lights == NULL)
        return;
    for (size_t i = 0; i < t->n; i++)
        counts[light_at(t, i)]++;
    for (int light = CHART_LIGHT_RED; light < CHART_LIGHT_COUNT; light++) {
        if (counts[light] == 0)
            continue;
        const size_t start = p->words.len;
        buffer_add(&p->words, text_of(picture_lights[light].word));
        buffer_add_char(&p->words, ' ');
        buffer_add_integer(&p->words, (int64_t)counts[light]);
        buffer_add(&p->words, text_of(units[p->across.mode]));
        if (counts[light] != 1)
            buffer_add_char(&p->words, 's');
        picture_add_key(p, picture_lights[light].shape, picture_lights[light].class_name,
                        (text){ p->words.at + start, p->words.len - start });
    }
}

/* -- What the axis must show -- */

static void reach_all(const chart_trajectory *t, double *low, double *high)
{
    const double *const columns[] = { t->values, t->plan, t->lower, t->upper, t->earlier };
    const double levels[] = { t->start_level, t->aim };
    double lowest, highest, band_low = HUGE_VAL, band_high = -HUGE_VAL;
    unit_get_bounds(t->unit, &lowest, &highest);
    *low = HUGE_VAL;
    *high = -HUGE_VAL;
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        if (columns[i] == t->lower || columns[i] == t->upper)
            picture_reach(columns[i], t->n, &band_low, &band_high);
        else
            picture_reach(columns[i], t->n, low, high);
    picture_reach(levels, 2, low, high);
    if (band_low <= band_high) { /* the band is cut where nothing can be */
        *low = fmin(*low, fmax(band_low, fmin(lowest, *low)));
        *high = fmax(*high, fmin(band_high, fmax(highest, *high)));
    }
    const double room = (*high - *low) * room_for_words;
    if (t->worst > 0 && isfinite(room)) { /* below the dip, which is above it where less is better */
        if (t->aim < t->start_level)
            *high = fmin(*high + room, fmax(highest, *high));
        else
            *low = fmax(*low - room, fmin(lowest, *low));
    }
}

static size_t find_last(const chart_trajectory *t)
{
    for (size_t i = t->values == NULL ? 0 : t->n; i-- > 0;)
        if (isfinite(t->values[i]))
            return i;
    return t->n;
}

/* -- Words -- */

static void add_marks(picture *p, const chart_trajectory *t)
{
    const bool is_wide = p->l->names_lines_at_edge;
    const struct {
        size_t at, after;
        const char *words;
    } marks[] = { { t->start, 0, is_wide ? "path starts " : "starts " },
                  { t->tells_from, t->start, "can tell from " },
                  { t->changed, t->start, is_wide ? "path changed " : "changed " } };
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (marks[i].at > marks[i].after && marks[i].at < t->n)
            picture_mark_at(p, calendar_boundary(&p->across, marks[i].at),
                            picture_period(p, marks[i].words, t->periods, marks[i].at), false);
}

static void say_verdict(picture *p, const chart_trajectory *t, size_t last)
{
    if (last == t->n)
        return;
    const size_t start = p->words.len;
    picture_value(p, "", t->values[last], p->decimals, t->verdict.len > 0 ? ": " : "");
    buffer_add(&p->words, metrics_cut(text_trim(t->verdict), 300, p->l->note, true));
    const picture_say say = { .words = { p->words.at + start, p->words.len - start },
                              .x = calendar_place(&p->across, last),
                              .y = picture_y(p, t->values[last]),
                              .room = p->l->point * 1.6 + 5,
                              .width = p->l->names_lines_at_edge ? 170 : 110,
                              .is_bold = true };
    places_occupy(&p->taken, (box){ say.x - 8, say.y - 8, say.x + 8, say.y + 8 });
    if (!picture_say_near(p, &say))
        picture_add_sentence(p, say.words);
    /* other words stand well away from it: they would be taken for its own */
    places_occupy(&p->taken, (box){ say.x - 24, say.y - 24, say.x + 24, say.y + 24 });
}

static void say_turns(picture *p, const chart_trajectory *t)
{
    const struct {
        size_t at;
        const char *words, *else_words;
    } turns[] = { { t->worst, "worst expected here", "Worst expected in " },
                  { t->back, "back where we started", "Back where it started in " } };
    for (size_t i = 0; i < 2; i++) {
        const size_t at = turns[i].at;
        if (at == 0 || at >= t->n || t->plan == NULL || !isfinite(t->plan[at]))
            continue;
        const picture_say say = { .words = text_of(turns[i].words),
                                  .x = calendar_place(&p->across, at),
                                  .y = picture_y(p, t->plan[at]),
                                  .room = 8,
                                  .width = 125 };
        if (!picture_say_near(p, &say))
            picture_add_sentence(p, picture_period(p, turns[i].else_words, t->periods, at));
    }
}

/* A level as it was chosen; one that was worked out from the baseline has as many decimals as the values. */
static int level_decimals(const picture *p, double level)
{
    const double shown = level * (p->unit.kind == UNIT_SHARE ? 100 : 1) * pow(10, p->decimals);
    return fabs(shown - round(shown)) < 1e-6 ? 6 : p->decimals;
}

static void name_levels(picture *p, const chart_trajectory *t)
{
    const struct {
        double at;
        const char *name;
    } levels[] = { { t->aim, "aim " }, { t->start_level, "start " } };
    for (size_t i = 0; i < 2; i++)
        if (isfinite(levels[i].at))
            picture_name_level(p, picture_value(p, levels[i].name, levels[i].at, level_decimals(p, levels[i].at), ""),
                               picture_y(p, levels[i].at));
}

static void place_words(picture *p, const chart_trajectory *t, size_t last)
{
    const size_t n = t->n;
    picture_keep_off(p, NULL, t->values, n, p->l->point + 1.5);
    picture_keep_off(p, NULL, t->plan, n, 2.5);
    picture_keep_off(p, NULL, t->earlier, n, 1.5);
    picture_keep_off(p, NULL, t->lower, n, 1);
    picture_keep_off(p, NULL, t->upper, n, 1);
    if (isfinite(t->aim))
        places_occupy(&p->taken, (box){ p->left, picture_y(p, t->aim) - 1.5, p->right, picture_y(p, t->aim) + 1.5 });
    if (isfinite(t->start_level))
        places_occupy(&p->thin,
                      (box){ p->left, picture_y(p, t->start_level) - 1, p->right, picture_y(p, t->start_level) + 1 });
    say_verdict(p, t, last);
    name_levels(p, t);
    say_turns(p, t);
    add_light_keys(p, t);
    picture_name_curve(p, TEXT("agreed path"), NULL, t->plan, n, KEY_LINE, "upw-plan");
    picture_name_curve(p, TEXT("earlier path"), NULL, t->earlier, n, KEY_LINE, "upw-plan-thin");
    if (t->start > 0 && t->start < n)
        picture_name_curve(p, TEXT("before"), NULL, t->values, t->start, KEY_DOT, "upw-paper upw-outline");
    if (t->lower != NULL && t->upper != NULL)
        picture_add_key(p, KEY_BOX, "upw-plan-band upw-plan-edge", TEXT("ordinary variation around the path"));
    bool has_exception = false;
    for (size_t i = 0; t->is_exceptional != NULL && t->values != NULL && i < n; i++)
        has_exception = has_exception || (t->is_exceptional[i] && isfinite(t->values[i]));
    if (has_exception)
        picture_add_key(p, KEY_RING, "upw-round", TEXT("exceptional"));
    picture_add_sentence(p, t->head.footnote);
}

static double edge_width(picture *p, const chart_trajectory *t)
{
    if (!p->l->names_lines_at_edge)
        return 0;
    const text words[] = { picture_value(p, "aim ", t->aim, level_decimals(p, t->aim), ""),
                           picture_value(p, "start ", t->start_level, level_decimals(p, t->start_level), "") };
    return fmax(metrics_width(words[0], p->l->note, false), metrics_width(words[1], p->l->note, false));
}

/* -- Marks -- */

static void write_spots(const picture *p, const chart_trajectory *t, buffer *out)
{
    const size_t spots[] = { t->worst, t->back };
    for (size_t i = 0; i < 2; i++)
        if (spots[i] > 0 && spots[i] < t->n)
            picture_write_points(p, NULL, t->plan, NULL, spots[i], spots[i] + 1, "upw-paper upw-plan-spot", 4, out);
}

static void write_marks(const picture *p, const chart_trajectory *t, size_t last, buffer *out)
{
    const size_t n = t->n, start = t->start < n ? t->start : n;
    const double radius = picture_radius(p, n);
    picture_write_area(p, NULL, t->lower, t->upper, n, "upw-plan-band", out);
    picture_write_grid(p, out);
    picture_write_marks(p, out);
    if (isfinite(t->start_level))
        svg_add_line(out, "upw-limit", p->left, picture_y(p, t->start_level), p->right, picture_y(p, t->start_level));
    if (isfinite(t->aim))
        svg_add_line(out, "upw-target", p->left, picture_y(p, t->aim), p->right, picture_y(p, t->aim));
    picture_write_line(p, NULL, t->lower, n, "upw-plan-edge", out);
    picture_write_line(p, NULL, t->upper, n, "upw-plan-edge", out);
    picture_write_line(p, NULL, t->earlier, n, "upw-plan-thin", out);
    picture_write_line(p, NULL, t->plan, n, "upw-plan", out);
    write_spots(p, t, out);
    picture_write_line(p, NULL, t->values, n, "upw-line", out);
    picture_write_points(p, NULL, t->values, NULL, 0, start, "upw-paper upw-outline", radius * 0.9, out);
    picture_write_points(p, NULL, t->values, NULL, start, n, "upw-point upw-ink", radius, out);
    if (t->is_exceptional != NULL)
        picture_write_points(p, NULL, t->values, t->is_exceptional, start, n, "upw-round", radius + 3, out);
    if (last < n)
        picture_write_points(p, NULL, t->values, NULL, last, last + 1, "upw-point upw-ink", p->l->point * 1.6, out);
}

static void draw(buffer *out, const chart_trajectory *t, const picture_canvas *canvas)
{
    picture p;
    double low, high;
    const size_t last = find_last(t);
    picture_begin(&p, &t->head, t->unit, canvas->l);
    reach_all(t, &low, &high);
    picture_fit_up(&p, low, high);
    picture_fit_periods(&p, t->periods, t->n, edge_width(&p, t));
    add_marks(&p, t);
    picture_set_plot(&p, strip_height(t, canvas->l));
    place_words(&p, t, last);
    picture_finish(&p);
    picture_open(&p, canvas, out);
    write_marks(&p, t, last, out);
    if (t->lights != NULL)
        write_strip(&p, t, out);
    picture_close(&p, out);
    picture_clear(&p);
}

PICTURE_DRAWERS(trajectory)
