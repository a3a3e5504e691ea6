/* What goes where in a picture: the same head, margins and axes as charts of a series have. */
#include "chart/picture.h"

#include <math.h>
#include <string.h>

#include "chart/metrics.h"

const picture_canvas picture_alone = { &layout_wide, "upw-chart", NULL };
const picture_canvas picture_wide = { &layout_wide, "upw-chart upw-if-wide", NULL };
const picture_canvas picture_narrow = { &layout_narrow, "upw-chart upw-if-narrow", "-narrow" };

/* Words stand in the plot and not only around it: it is higher than that of a series. */
static const double least_plot = 215;

enum { SENTENCES = 4096 };

void picture_begin(picture *p, const chart_head *head, unit u, const layout *l)
{
    memset(p, 0, sizeof *p);
    p->head = head;
    p->own = *l;
    p->own.plot_least = fmax(l->plot_least, least_plot);
    p->l = &p->own;
    p->unit = u;
    unit_get_bounds(u, &p->lowest, &p->highest);
    buffer_init(&p->words, SCRATCH);
    buffer_reserve(&p->words, SCRATCH);
    buffer_init(&p->foot_of, SENTENCES);
    buffer_reserve(&p->foot_of, SENTENCES);
    const double width = l->width - 2 * l->pad;
    p->n_title = metrics_wrap(head->title, width, l->title, true, p->title, l->title_lines);
    p->n_subtitle = metrics_wrap(head->subtitle, width, l->subtitle, false, p->subtitle, l->subtitle_lines);
}

void picture_reach(const double *values, size_t n, double *low, double *high)
{
    for (size_t i = 0; values != NULL && i < n; i++)
        if (isfinite(values[i])) {
            *low = fmin(*low, values[i]);
            *high = fmax(*high, values[i]);
        }
}

/* A bound that the data themselves break is none. */
static void loosen_bounds(picture *p, double low, double high)
{
    if (low < p->lowest)
        p->lowest = -HUGE_VAL;
    if (high > p->highest)
        p->highest = HUGE_VAL;
}

void picture_fit_up(picture *p, double low, double high)
{
    const layout *const l = p->l;
    p->is_empty = !(low <= high);
    if (p->is_empty) {
        low = 0;
        high = 1;
    }
    loosen_bounds(p, low, high);
    scale_fit(&p->up, low, high, low >= 0 ? fmax(p->lowest, 0) : p->lowest, p->highest, l->max_ticks);
    p->decimals = unit_choose_decimals(p->unit, p->up.precision);
    p->pounds_size = unit_choose_size(p->unit, fmax(fabs(low), fabs(high)), p->decimals);
    double widest = 0;
    for (size_t i = 0; i < p->up.n_ticks; i++)
        widest = fmax(widest, metrics_width(picture_tick(p, p->unit, &p->up, p->up.ticks[i]), l->axis, false));
    p->left = fmax(l->left_least, l->pad + widest + 8);
}

static void set_right(picture *p, double edge)
{
    const layout *const l = p->l;
    const double least = l->names_lines_at_edge ? l->edge_least : l->pad + 8;
    p->right = l->width - l->pad - fmax(least, fmin(l->edge_most, edge + 10));
}

void picture_fit_periods(picture *p, const period *periods, size_t n, double edge)
{
    set_right(p, edge);
    p->has_periods = true;
    calendar_fit(&p->across, periods, n, p->left, p->right);
}

void picture_fit_along(picture *p, unit u, text name, double low, double high, double edge)
{
    set_right(p, edge);
    p->along_unit = u;
    p->along_name = name;
    if (!(low < high)) {
        low = isfinite(low) && low == high ? low - 1 : 0;
        high = low + 2;
    }
    scale_fit(&p->along, low, high, low, high, p->l->max_ticks + 1); /* no room beyond the ends */
    p->along.low = low;
    p->along.high = high;
    p->along.bottom = p->left;
    p->along.top = p->right;
}

static double axis_height(const picture *p)
{
    const double size = p->l->axis;
    const size_t rows = p->has_periods ? calendar_rows(&p->across) : p->along_name.len > 0 ? 2 : 1;
    return (double)rows * size * CALENDAR_ROW + size * 0.4;
}

void picture_set_plot(picture *p, double reserved)
{
    const layout *const l = p->l;
    const double head = (double)p->n_title * l->title * 1.2 + (double)p->n_subtitle * l->subtitle * 1.3;
    picture_place_marks(p);
    p->top = head + l->note * 0.8 + (double)p->n_rows * l->note * 1.35;
    p->bottom = fmax(l->height - axis_height(p) - l->note * 1.85, p->top + l->plot_least);
    p->up.top = p->top + 5;
    p->up.bottom = p->bottom - (p->stands_on_axis ? 0 : 5);
    p->below = p->bottom + axis_height(p);
    p->reserved = reserved;
    for (size_t i = 0; i < p->n_labels; i++) /* the words of marks, until now relative to the plot's top */
        p->labels[i].label.y += p->top;
    for (size_t i = 0; i < p->n_marks; i++)
        p->marks[i].top += p->top;
    p->taken = (places){ .within = { p->left + 1, p->top - (p->n_rows > 0 ? 2 : 8), l->width - 1, p->bottom - 1 } };
    p->thin = (places){ .within = p->taken.within };
    for (size_t i = 0; i < p->n_marks; i++)
        places_occupy(&p->thin, (box){ p->marks[i].x - 2, p->top, p->marks[i].x + 2, p->bottom });
}

double picture_x(const picture *p, const double *along, size_t i)
{
    if (along != NULL)
        return scale_place(&p->along, along[i]);
    return calendar_place(&p->across, i);
}

double picture_y(const picture *p, double value)
{
    if (isnan(value))
        return NAN;
    return scale_place(&p->up, fmax(p->up.low, fmin(p->up.high, value)));
}

/* The key flows in lines as words do. */
static double lay_out_keys(picture *p, double y)
{
    const layout *const l = p->l;
    double x = l->pad;
    y += p->n_keys > 0 ? l->note * 1.35 : 0;
    for (size_t i = 0; i < p->n_keys; i++) {
        picture_key *const key = &p->keys[i];
        const double width = 22 + metrics_width(key->words, l->note, false);
        if (x > l->pad && x + width > l->width - l->pad) {
            x = l->pad;
            y += l->note * 1.4;
        }
        key->x = x;
        key->y = y;
        x += width + l->note;
    }
    return y;
}

void picture_finish(picture *p)
{
    const layout *const l = p->l;
    if (!p->is_empty && (p->up.low > 0 || p->up.high < 0))
        picture_add_sentence(p, TEXT("The axis does not start at 0."));
    const double y = lay_out_keys(p, p->below + p->reserved);
    p->n_foot = metrics_wrap(buffer_text(&p->foot_of), l->width - 2 * l->pad, l->note, false, p->foot, PICTURE_FOOT);
    p->foot_y = y + l->note * 1.35 + (p->n_keys > 0 ? 3 : 0);
    p->height = fmax(l->height, ceil(p->foot_y + ((double)p->n_foot - 1) * l->note * 1.35 + l->note * 0.5));
}

void picture_clear(picture *p)
{
    buffer_clear(&p->words);
    buffer_clear(&p->foot_of);
}
