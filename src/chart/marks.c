/* Lines, bands and points: the part of a chart that is not words. */
#include "chart/drawing.h"

#include <math.h>

/* Two heights are one when they cannot be told apart on paper. */
static bool is_same(double a, double b)
{
    return fabs(a - b) < 0.005;
}

static bool starts_phase(const chart *c, size_t i, size_t *next_phase)
{
    if (c->phase_starts == NULL)
        return false;
    while (*next_phase < c->n_phases && c->phase_starts[*next_phase] < i)
        ++*next_phase;
    return *next_phase < c->n_phases && c->phase_starts[*next_phase] == i && i > 0;
}

/* A line that holds one value over the whole stretch of each point: straight where the value stays, steps where it
 * varies (p charts), broken at step changes and where it is undefined. */
static void add_levels(const drawing *d, const double *values, const char *class_name, buffer *out)
{
    if (values == NULL)
        return;
    const chart *const c = d->c;
    bool is_open = false, has_path = false;
    double level = 0;
    size_t phase = 0;
    for (size_t i = 0; i < c->n; i++) {
        const bool is_new = starts_phase(c, i, &phase);
        const double value = drawing_clip(c, values[i]);
        const double y = isfinite(value) ? drawing_place_value(d, value) : NAN;
        if (is_open && !is_new && is_same(y, level))
            continue;
        const double x = calendar_boundary(&d->across, i);
        if (is_open)
            svg_add_step_across(out, x);
        const bool is_joined = is_open && !is_new && !isnan(y);
        is_open = !isnan(y);
        level = y;
        if (!is_open)
            continue;
        if (!has_path) {
            buffer_add_literal(out, "<path class=\"");
            buffer_add(out, text_of(class_name));
            buffer_add_literal(out, "\" d=\"");
            has_path = true;
        }
        if (is_joined)
            svg_add_step_up(out, y);
        else
            svg_add_step(out, 'M', x, y);
    }
    if (is_open)
        svg_add_step_across(out, calendar_boundary(&d->across, c->n));
    if (has_path)
        buffer_add_literal(out, "\"/>");
}

/* The wash between the limits: one rectangle for each stretch over which both stay. */
static void add_band(const drawing *d, buffer *out)
{
    const chart *const c = d->c;
    if (c->lower == NULL || c->upper == NULL)
        return;
    bool has_path = false;
    for (size_t i = 0, end; i < c->n; i = end) {
        const double lower = drawing_clip(c, c->lower[i]), upper = drawing_clip(c, c->upper[i]);
        end = i + 1;
        if (!isfinite(lower) || !isfinite(upper))
            continue;
        const double low = drawing_place_value(d, lower), high = drawing_place_value(d, upper);
        while (end < c->n && is_same(drawing_place_value(d, drawing_clip(c, c->lower[end])), low) &&
               is_same(drawing_place_value(d, drawing_clip(c, c->upper[end])), high))
            end++;
        if (!has_path)
            buffer_add_literal(out, "<path class=\"upw-band\" d=\"");
        has_path = true;
        const double left = calendar_boundary(&d->across, i);
        svg_add_step(out, 'M', left, low);
        svg_add_step_across(out, calendar_boundary(&d->across, end));
        svg_add_step_up(out, high);
        svg_add_step_across(out, left);
        buffer_add_char(out, 'z');
    }
    if (has_path)
        buffer_add_literal(out, "\"/>");
}

/* From value to value; broken at missing values, at periods that are not there and at step changes. */
static void add_value_line(const drawing *d, buffer *out)
{
    const chart *const c = d->c;
    bool is_open = false;
    size_t phase = 0;
    buffer_add_literal(out, "<path class=\"upw-line\" d=\"");
    for (size_t i = 0; i < c->n; i++) {
        const bool is_new = starts_phase(c, i, &phase);
        const bool is_there = isfinite(c->values[i]);
        if (is_there)
            svg_add_step(out, is_open && !is_new && calendar_count_skipped(&d->across, i) == 0 ? 'L' : 'M',
                         calendar_place(&d->across, i), drawing_place_value(d, c->values[i]));
        is_open = is_there;
    }
    if (d->last == c->n)
        buffer_add_literal(out, "M0 0");
    buffer_add_literal(out, "\"/>");
}

static void add_missing_tick(const drawing *d, double x, buffer *out)
{
    svg_add_line(out, "upw-axis", x, d->bottom - 6, x, d->bottom);
}

/* A small tick where there is no value, and where there is not even a row for it. */
static void add_missing(const drawing *d, buffer *out)
{
    const chart *const c = d->c;
    const size_t most = (size_t)(d->right - d->left) / 2; /* nearer together they would be a bar */
    for (size_t i = 0; i < c->n; i++) {
        const size_t skipped = calendar_count_skipped(&d->across, i);
        for (size_t k = 0; k < skipped && skipped <= most; k++)
            add_missing_tick(d, calendar_place_skipped(&d->across, i, k), out);
        if (!isfinite(c->values[i]))
            add_missing_tick(d, calendar_place(&d->across, i), out);
    }
}

static void add_grid(const drawing *d, buffer *out)
{
    buffer_add_literal(out, "<path class=\"upw-grid\" d=\"");
    for (size_t i = 0; i < d->up.n_ticks; i++) {
        svg_add_step(out, 'M', d->left, drawing_place_value(d, d->up.ticks[i]));
        svg_add_step_across(out, d->right);
    }
    svg_add_step(out, 'M', d->left, d->bottom);
    svg_add_step_across(out, d->right);
    buffer_add_literal(out, "\"/>");
}

const char *marks_class(upw_point_type type)
{
    static const char *const classes[UPW_POINT_TYPE_COUNT] = {
        [UPW_POINT_COMMON_CAUSE] = "upw-common", [UPW_POINT_IMPROVEMENT] = "upw-improve",
        [UPW_POINT_CONCERN] = "upw-concern",     [UPW_POINT_NEUTRAL_HIGH] = "upw-neither",
        [UPW_POINT_NEUTRAL_LOW] = "upw-neither",
    };
    return classes[type];
}

/* One closed subpath. The shapes have about the same area, so that none shouts. */
void marks_add_shape(buffer *out, upw_point_type type, int side, double x, double y, double radius)
{
    const double r = radius;
    switch (type) {
    case UPW_POINT_IMPROVEMENT: {
        const double up = side == UPW_SIDE_BELOW ? -1 : 1;
        svg_add_step(out, 'M', x, y - up * r * 1.5);
        svg_add_step(out, 'L', x + r * 1.35, y + up * r * 0.85);
        svg_add_step_across(out, x - r * 1.35);
        break;
    }
    case UPW_POINT_CONCERN:
        svg_add_step(out, 'M', x, y - r * 1.4);
        svg_add_step(out, 'L', x + r * 1.4, y);
        svg_add_step(out, 'L', x, y + r * 1.4);
        svg_add_step(out, 'L', x - r * 1.4, y);
        break;
    case UPW_POINT_NEUTRAL_HIGH:
    case UPW_POINT_NEUTRAL_LOW:
        svg_add_step(out, 'M', x - r * 0.95, y - r * 0.95);
        svg_add_step_across(out, x + r * 0.95);
        svg_add_step_up(out, y + r * 0.95);
        svg_add_step_across(out, x - r * 0.95);
        break;
    default: /* a circle that ends 0.01 px beside its beginning: a full turn cannot be written as one arc */
        svg_add_step(out, 'M', x, y - r);
        buffer_add_char(out, 'a');
        svg_add_number(out, r);
        buffer_add_char(out, ' ');
        svg_add_number(out, r);
        buffer_add_literal(out, " 0 1 1-.01 0");
    }
    buffer_add_char(out, 'z');
}

/* All points of one type are one path: a quarter of the bytes of as many elements. */
static void add_points(const drawing *d, upw_point_type type, double radius, buffer *out)
{
    const chart *const c = d->c;
    buffer_add_literal(out, "<path class=\"upw-point ");
    buffer_add(out, text_of(marks_class(type)));
    buffer_add_literal(out, "\" d=\"");
    for (size_t i = 0; i < c->n; i++)
        if (isfinite(c->values[i]) && drawing_type(c, i) == type)
            marks_add_shape(out, type, c->sides == NULL ? UPW_SIDE_ON : c->sides[i], calendar_place(&d->across, i),
                            drawing_place_value(d, c->values[i]), i == d->last ? d->l->point * 1.6 : radius);
    buffer_add_literal(out, "\"/>");
}

void marks_write(const drawing *d, buffer *out)
{
    const chart *const c = d->c;
    add_band(d, out);
    add_grid(d, out);
    for (size_t i = 0; i < d->n_steps; i++)
        svg_add_line(out, "upw-axis", d->steps[i].x, d->bottom, d->steps[i].x,
                     d->steps[i].has_words ? d->steps[i].top : d->top);
    add_levels(d, c->lower, "upw-limit", out);
    add_levels(d, c->upper, "upw-limit", out);
    add_levels(d, c->centre, "upw-mean", out);
    if (c->has_target && !d->target_is_off)
        svg_add_line(out, "upw-target", d->left, drawing_place_value(d, c->target), d->right,
                     drawing_place_value(d, c->target));
    add_missing(d, out);
    add_value_line(d, out);
    /* thousands of points on one line would be a smear at full size */
    const double gap = c->n > 0 ? (d->right - d->left) / (double)c->n : 0;
    const double radius = fmax(0.8, fmin(d->l->point, gap * 0.45));
    for (int type = 0; type < UPW_POINT_TYPE_COUNT; type++)
        if (d->has_type[type])
            add_points(d, (upw_point_type)type, type == UPW_POINT_COMMON_CAUSE ? radius : fmax(radius, 1.8), out);
}
