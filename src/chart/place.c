/* Boxes that do not touch. */
#include "chart/place.h"

#include <math.h>

static bool touch(box a, box b)
{
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/* Does the line from one point to the next come near the box? Looks at the stretch that the box spans in x. */
static bool is_crossed(box wanted, double x1, double y1, double x2, double y2)
{
    if (x2 < wanted.left || x1 > wanted.right)
        return false;
    const double length = x2 - x1;
    const double from = length > 0 ? fmax(0, (wanted.left - x1) / length) : 0;
    const double to = length > 0 ? fmin(1, (wanted.right - x1) / length) : 1;
    const double a = y1 + (y2 - y1) * from, b = y1 + (y2 - y1) * to;
    return fmin(a, b) < wanted.bottom && fmax(a, b) > wanted.top;
}

/* First point at or right of x, for a line whose x rises. */
static size_t find_first(const places *p, double x)
{
    size_t low = 0, high = p->n_points;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        double at, y;
        p->find_point(p->context, middle, &at, &y);
        if (at < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool meets_line(const places *p, box wanted)
{
    const box roomy = { wanted.left - p->clearance, wanted.top - p->clearance, wanted.right + p->clearance,
                        wanted.bottom + p->clearance };
    size_t i = find_first(p, roomy.left);
    double x, y, before_x = 0, before_y = NAN;
    if (i > 0)
        p->find_point(p->context, i - 1, &before_x, &before_y);
    for (; i < p->n_points; i++) {
        const bool is_there = p->find_point(p->context, i, &x, &y);
        if (is_there && is_crossed(roomy, isnan(before_y) ? x : before_x, isnan(before_y) ? y : before_y, x, y))
            return true;
        if (x > roomy.right)
            return false;
        before_x = x;
        before_y = is_there ? y : NAN;
    }
    return false;
}

bool places_are_free(const places *p, box wanted)
{
    const box w = p->within;
    if (wanted.left < w.left || wanted.top < w.top || wanted.right > w.right || wanted.bottom > w.bottom ||
        p->n == PLACES_MAX)
        return false;
    for (size_t i = 0; i < p->n; i++)
        if (touch(p->taken[i], wanted))
            return false;
    return p->find_point == NULL || !meets_line(p, wanted);
}

bool places_take(places *p, box wanted)
{
    if (!places_are_free(p, wanted))
        return false;
    p->taken[p->n++] = wanted;
    return true;
}

void places_occupy(places *p, box wanted)
{
    if (p->n < PLACES_MAX)
        p->taken[p->n++] = wanted;
}
