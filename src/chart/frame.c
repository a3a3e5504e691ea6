/* Head, foot and axes of a chart: what goes where before words look for places. */
#include "chart/drawing.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "chart/metrics.h"

const layout layout_wide = { .plot_least = 130,
                             .classes = "upw-chart",
                             .width = 720,
                             .height = 360,
                             .pad = 8,
                             .title = 20,
                             .subtitle = 15,
                             .axis = 14,
                             .label = 15,
                             .note = 14,
                             .title_lines = 2,
                             .subtitle_lines = 2,
                             .left_least = 56,
                             .edge_least = 60,
                             .edge_most = 190,
                             .point = 3.2,
                             .max_ticks = 6,
                             .step_rows = 3,
                             .names_lines_at_edge = true,
                             .has_words = true };
const layout layout_narrow = { .plot_least = 170,
                               .classes = "upw-chart",
                               .width = 340,
                               .height = 320,
                               .pad = 4,
                               .title = 17,
                               .subtitle = 14,
                               .axis = 12,
                               .label = 14,
                               .note = 13,
                               .title_lines = 2,
                               .subtitle_lines = 2,
                               .left_least = 36,
                               .edge_least = 30,
                               .edge_most = 90,
                               .point = 2.8,
                               .max_ticks = 6,
                               .step_rows = 2,
                               .names_lines_at_edge = false,
                               .has_words = true };
const layout layout_small = { .plot_least = 40,
                              .classes = "upw-small",
                              .width = 340,
                              .height = 220,
                              .pad = 4,
                              .title = 15,
                              .subtitle = 12,
                              .axis = 12,
                              .label = 13,
                              .note = 12,
                              .title_lines = 2,
                              .subtitle_lines = 1,
                              .left_least = 36,
                              .edge_least = 30,
                              .edge_most = 90,
                              .point = 2.6,
                              .max_ticks = 5,
                              .step_rows = 0,
                              .names_lines_at_edge = false,
                              .has_words = false };
const layout layout_ranges = { .plot_least = 40,
                               .classes = "upw-chart",
                               .width = 720,
                               .height = 140,
                               .pad = 8,
                               .title = 15,
                               .subtitle = 14,
                               .axis = 14,
                               .label = 15,
                               .note = 14,
                               .title_lines = 1,
                               .subtitle_lines = 0,
                               .left_least = 56,
                               .edge_least = 60,
                               .edge_most = 190,
                               .point = 2.6,
                               .max_ticks = 3,
                               .step_rows = 0,
                               .names_lines_at_edge = true,
                               .has_words = false };

const layout layout_narrow_ranges = { .plot_least = 60,
                                      .classes = "upw-chart",
                                      .width = 340,
                                      .height = 140,
                                      .pad = 4,
                                      .title = 14,
                                      .subtitle = 12,
                                      .axis = 12,
                                      .label = 13,
                                      .note = 12,
                                      .title_lines = 1,
                                      .subtitle_lines = 1,
                                      .left_least = 36,
                                      .edge_least = 30,
                                      .edge_most = 90,
                                      .point = 2.2,
                                      .max_ticks = 3,
                                      .step_rows = 0,
                                      .names_lines_at_edge = false,
                                      .has_words = false };

/* The target may squeeze the data to this part of the height; further out it is named and not drawn. */
static const double least_part_of_data = 0.2;

/* A count's axis starts at 0 when the empty part below the data stays under this part of the height. */
static const double most_empty_part = 1.0 / 3;

upw_point_type drawing_type(const chart *c, size_t i)
{
    const upw_point_type type = c->types == NULL ? UPW_POINT_COMMON_CAUSE : c->types[i];
    return (unsigned)type < UPW_POINT_TYPE_COUNT ? type : UPW_POINT_COMMON_CAUSE;
}

double drawing_clip(const chart *c, double value)
{
    if (isnan(value) || !(c->lowest < c->highest))
        return value;
    return fmax(c->lowest, fmin(c->highest, value));
}

double drawing_place_value(const drawing *d, double value)
{
    return scale_place(&d->up, value);
}

static void reach(double value, double *low, double *high)
{
    if (!isfinite(value))
        return;
    *low = fmin(*low, value);
    *high = fmax(*high, value);
}

bool drawing_find_range(const chart *c, double *low, double *high)
{
    *low = HUGE_VAL;
    *high = -HUGE_VAL;
    for (size_t i = 0; i < c->n; i++) {
        reach(c->values[i], low, high);
        if (c->centre != NULL)
            reach(c->centre[i], low, high);
        if (c->lower != NULL)
            reach(drawing_clip(c, c->lower[i]), low, high);
        if (c->upper != NULL)
            reach(drawing_clip(c, c->upper[i]), low, high);
    }
    if (*low > *high)
        return false;
    if (c->unit.kind == UNIT_COUNT && *low > 0 && *low < *high * most_empty_part)
        *low = 0;
    if (c->has_target && isfinite(c->target)) {
        const double with_target = fmax(*high, c->target) / 2 - fmin(*low, c->target) / 2;
        /* data that hardly move (a share at a constant 100 %) claim no more than a twentieth of themselves */
        const double alone = fmax(*high / 2 - *low / 2, fmax(fabs(*high), fabs(*low)) * 0.025);
        if (alone >= with_target * least_part_of_data)
            reach(c->target, low, high);
    }
    return true;
}

/* Values beyond what any measure has are written with an exponent: 309 digits fit nowhere. */
void drawing_add_value(buffer *out, unit u, double value, unit_style style)
{
    double least = 1; /* pounds go to the nearest ten thousand where a single one is nothing */
    for (int i = style.decimals; i < 0; i++)
        least *= 10;
    value = least > 1 ? round(value / least) * least : value;
    if (fabs(value) < 1e12 || !isfinite(value)) {
        unit_add_figure(out, u, value, style);
        return;
    }
    int exponent = 0;
    while (fabs(value) >= 10 && exponent < 400) {
        value /= 10;
        exponent++;
    }
    number_add_rounded(out, value, 1, false);
    buffer_add_char(out, 'e');
    buffer_add_integer(out, exponent);
}

static text write_value(drawing *d, const char *before, double value, unit_style style)
{
    const size_t start = d->words.len;
    buffer_add(&d->words, text_of(before));
    drawing_add_value(&d->words, d->c->unit, value, style);
    return (text){ d->words.at + start, d->words.len - start };
}

text drawing_value(drawing *d, const char *before, double value, int decimals)
{
    const double thousandths = d->pounds_size > 1 ? value / d->pounds_size * 1000 : NAN;
    if (fabs(thousandths - round(thousandths)) < 1e-6) /* £950,000 is £0.95m beside millions */
        return write_value(d, before, value,
                           (unit_style){ .decimals = 3 - (int)round(log10(d->pounds_size)), .size = d->pounds_size });
    return write_value(d, before, value, (unit_style){ .decimals = decimals });
}

text drawing_figure(drawing *d, const char *before, double value)
{
    const bool stays_whole = d->is_counted_whole && value == floor(value);
    return write_value(d, before, value,
                       (unit_style){ .decimals = d->decimals, .size = d->pounds_size, .keeps_zeros = !stays_whole });
}

/* All ticks with as many decimals as their step has. */
text drawing_tick(drawing *d, double value)
{
    const unit u = d->c->unit;
    const double step = d->up.step * (u.kind == UNIT_SHARE ? 100 : 1) / (d->pounds_size > 1 ? d->pounds_size : 1);
    const bool is_whole = fabs(step - round(step)) < 1e-6;
    return write_value(d, "", value,
                       (unit_style){ .decimals = unit_choose_decimals(u, d->up.step),
                                     .size = d->pounds_size,
                                     .keeps_zeros = !is_whole });
}

void drawing_add_period(drawing *d, size_t i)
{
    if (d->across.mode == CALENDAR_MONTHS) /* also where the file writes months as their first days */
        period_add_short(&d->words, period_make(period_get_start(d->c->periods[i]), PERIOD_MONTH));
    else if (d->c->periods != NULL)
        period_add_short(&d->words, d->c->periods[i]);
    else
        buffer_add_integer(&d->words, (int64_t)i + 1);
}

static void look_at_points(drawing *d)
{
    const chart *const c = d->c;
    d->last = c->n;
    for (size_t i = 0; i < c->n; i++)
        if (isfinite(c->values[i])) {
            d->last = i;
            d->has_type[drawing_type(c, i)] = true;
        }
}

static bool is_counted_whole(const chart *c)
{
    if (c->unit.kind != UNIT_COUNT && c->unit.kind != UNIT_OTHER)
        return false;
    for (size_t i = 0; i < c->n; i++)
        if (isfinite(c->values[i]) && c->values[i] != floor(c->values[i]))
            return false;
    return true;
}

/* Vertical axis without its places yet; from it the width of its words and the plot's left edge. */
static void lay_out_scale(drawing *d, double range_low, double range_high)
{
    const chart *const c = d->c;
    if (range_low < range_high) {
        d->low = range_low;
        d->high = range_high;
    } else if (!drawing_find_range(c, &d->low, &d->high)) {
        d->low = 0;
        d->high = 1;
    }
    d->target_is_off = c->has_target && !(c->target >= d->low && c->target <= d->high);
    const bool is_bounded = c->lowest < c->highest;
    scale_fit(&d->up, d->low, d->high,
              is_bounded    ? c->lowest
              : d->low >= 0 ? 0
                            : -HUGE_VAL,
              is_bounded ? c->highest : HUGE_VAL, d->l->max_ticks);
    d->says_no_zero = d->l->has_words && d->last < c->n && (d->up.low > 0 || d->up.high < 0);
    const double largest = fmax(fabs(d->low), fabs(d->high));
    d->is_counted_whole = is_counted_whole(c);
    d->decimals = unit_choose_decimals(c->unit, d->up.precision);
    d->decimals = unit_keep_a_decimal(c->unit, d->decimals, d->is_counted_whole, largest);
    d->pounds_size = unit_choose_size(c->unit, largest, d->decimals);
    double widest = 0;
    for (size_t i = 0; i < d->up.n_ticks; i++)
        widest = fmax(widest, metrics_width(drawing_tick(d, d->up.ticks[i]), d->l->axis, false));
    d->left = fmax(d->l->left_least, d->l->pad + widest + 8);
}

/* Widest of the words that stand right of the plot. */
static void lay_out_edge(drawing *d)
{
    const chart *const c = d->c;
    const layout *const l = d->l;
    double widest = 0;
    if (d->last < c->n) {
        widest = metrics_width(drawing_figure(d, "", c->values[d->last]), l->label, true) + 6;
        if (l->names_lines_at_edge) {
            const double *const lines[] = { c->centre, c->lower, c->upper };
            const char *const names[] = { "median ", "limit ", "limit " };
            for (size_t k = 0; k < 3; k++)
                if (lines[k] != NULL && isfinite(lines[k][d->last]))
                    widest =
                        fmax(widest, metrics_width(drawing_figure(d, names[k], lines[k][d->last]), l->note, false));
            if (c->centre != NULL && isfinite(c->centre[d->last])) /* "overall mean", "centre line" */
                widest = fmax(widest, metrics_width(labels_name_centre(d), l->note, false));
            if (c->has_target)
                widest = fmax(widest,
                              metrics_width(drawing_value(d, d->target_is_off ? "target → " : "target ", c->target, 6),
                                            l->note, false));
        }
    }
    d->right = l->width - l->pad - fmax(l->edge_least, fmin(l->edge_most, widest + 10));
}

static bool has_special_cause(const drawing *d)
{
    for (int type = UPW_POINT_COMMON_CAUSE + 1; type < UPW_POINT_TYPE_COUNT; type++)
        if (d->has_type[type])
            return true;
    return false;
}

/* A space, unless this is the first sentence. */
static void begin_sentence(buffer *words, size_t start)
{
    if (words->len > start)
        buffer_add_char(words, ' ');
}

/* The quiet lines at the end; made when all else has found its place or not. */
static void lay_out_foot(drawing *d)
{
    const chart *const c = d->c;
    buffer *const words = &d->words;
    const size_t start = words->len;
    buffer_add(words, metrics_cut(text_trim(c->footnote), d->l->width * FOOT_LINES, d->l->note, false));
    if (words->len > start && words->at[words->len - 1] != '.')
        buffer_add_char(words, '.');
    if (d->target_is_off && d->last < c->n) {
        begin_sentence(words, start);
        drawing_value(d, "The target, ", c->target, 6);
        buffer_add(words, c->target > d->high ? TEXT(", is above this scale.") : TEXT(", is below this scale."));
    }
    for (size_t i = 0; i < d->n_untold_trials; i++) {
        begin_sentence(words, start);
        buffer_add_literal(words, "Trial limits (");
        buffer_add_integer(words, (int64_t)d->untold_trials[i].n);
        buffer_add(words, d->untold_trials[i].n == 1 ? TEXT(" point) from ") : TEXT(" points) from "));
        drawing_add_period(d, d->untold_trials[i].start);
        buffer_add_char(words, '.');
    }
    if (d->unnamed_steps > 0) {
        begin_sentence(words, start);
        buffer_add_literal(words, "And ");
        buffer_add_integer(words, (int64_t)d->unnamed_steps);
        buffer_add(words, d->unnamed_steps == 1 ? TEXT(" more step change.") : TEXT(" more step changes."));
    }
    if (d->left_out_notes > 0) {
        begin_sentence(words, start);
        buffer_add_literal(words, "And ");
        buffer_add_integer(words, (int64_t)d->left_out_notes);
        buffer_add(words, d->left_out_notes == 1 ? TEXT(" more note.") : TEXT(" more notes."));
    }
    if (d->says_no_zero) {
        begin_sentence(words, start);
        buffer_add_literal(words, "The axis does not start at 0.");
    }
    d->n_foot = metrics_wrap((text){ words->at + start, words->len - start }, d->l->width - 2 * d->l->pad, d->l->note,
                             false, d->foot, FOOT_LINES);
}

/* Title and subtitle; returns where the plot's part of the canvas begins. */
static double lay_out_head(drawing *d)
{
    const layout *const l = d->l;
    const double width = l->width - 2 * l->pad;
    d->n_title = metrics_wrap(d->c->title, width, l->title, true, d->title, l->title_lines);
    d->n_subtitle = metrics_wrap(d->c->subtitle, width, l->subtitle, false, d->subtitle, l->subtitle_lines);
    return (double)d->n_title * l->title * 1.2 + (double)d->n_subtitle * l->subtitle * 1.3;
}

/* Key, annotations and quiet lines below the axis. Where one line of key and one quiet line go is known from the
 * start; whatever else there is makes the canvas taller. */
static void lay_out_tail(drawing *d, double y)
{
    const layout *const l = d->l;
    const double line = l->note * 1.35;
    d->key_y = y + line;
    y += d->has_key ? line + 2 : 0;
    d->notes_y = y + line + 2;
    for (size_t i = 0; i < d->n_notes; i++)
        y += (double)d->notes[i].n_lines * line + 6;
    if (l->has_words)
        lay_out_foot(d);
    d->foot_y = y + line;
    y += (double)d->n_foot * line;
    d->height = fmax(l->height, ceil(y + l->note * 0.5));
}

void drawing_lay_out(drawing *d, const chart *c, const layout *l, double range_low, double range_high)
{
    memset(d, 0, sizeof *d);
    d->c = c;
    d->l = l;
    buffer_init(&d->words, SCRATCH);
    buffer_reserve(&d->words, SCRATCH);
    look_at_points(d);
    lay_out_scale(d, range_low, range_high);
    lay_out_edge(d);
    calendar_fit(&d->across, c->periods, c->n, d->left, d->right);

    const double head = lay_out_head(d);
    labels_place_steps(d);
    d->top = head + l->note * 0.8 + (double)d->n_step_rows * l->note * 1.35;
    d->has_key = l->has_words && has_special_cause(d);
    const double line = l->note * 1.35;
    const double axis = (double)calendar_rows(&d->across) * l->axis * CALENDAR_ROW + l->axis * 0.4;
    const bool has_foot = l->has_words && (c->footnote.len > 0 || d->says_no_zero || d->target_is_off);
    d->bottom = l->height - axis - (d->has_key ? line + 2 : 0) - (has_foot ? line : 0) - l->note * 0.5;
    d->bottom = fmax(d->bottom, d->top + l->plot_least);
    d->up.top = d->top + 5; /* room for half a point at either end */
    d->up.bottom = d->bottom - 5;
    labels_place(d);
    lay_out_tail(d, d->bottom + axis);
}

void drawing_clear(drawing *d)
{
    buffer_clear(&d->words);
}
