/* The names of the lines, right of the plot: one below the other in the order of their values, each as near to its line
 * as the others and the latest value leave room. */
#include "chart/drawing.h"

#include <math.h>

#include "chart/metrics.h"

enum { EDGES = 4, MIDDLE = 40, OFFSETS = 2 * MIDDLE + 1 /* of 2 px: 80 px up or down */ };

/* In the order in which they are left out when there is no room for all: the last first. */
typedef struct edge {
    text words;
    double y; /* of its line */
    size_t order;
} edge;

static double offset_of(int k)
{
    return 2.0 * (k - MIDDLE);
}

static svg_label label_at(const drawing *d, const edge *e, double offset)
{
    const double size = d->l->note;
    const bool is_moved = fabs(offset) > size * 0.5;
    return (svg_label){
        .words = e->words, .x = d->right + (is_moved ? 16 : 8), .y = e->y + size * 0.35 + offset, .size = size
    };
}

static void add_edge(edge *edges, size_t *n, text words, double y)
{
    if (isfinite(y)) {
        edges[*n] = (edge){ words, y, *n };
        ++*n;
    }
}

static size_t gather(drawing *d, edge *edges)
{
    const chart *const c = d->c;
    size_t n = 0;
    if (c->has_target && isfinite(c->target))
        add_edge(edges, &n, labels_name_target(d),
                 !d->target_is_off     ? drawing_place_value(d, c->target)
                 : c->target > d->high ? d->up.top
                                       : d->up.bottom);
    if (c->centre != NULL && isfinite(c->centre[d->last]))
        add_edge(edges, &n, labels_name_centre(d), drawing_place_value(d, c->centre[d->last]));
    const double *const limits[] = { c->upper, c->lower };
    const bool are_equal = c->lower != NULL && c->upper != NULL && c->lower[d->last] == c->upper[d->last];
    for (size_t i = 0; i < 2 && !are_equal; i++) {
        const double value = limits[i] != NULL ? drawing_clip(c, limits[i][d->last]) : NAN;
        if (isfinite(value))
            add_edge(edges, &n, drawing_figure(d, "limit ", value), drawing_place_value(d, value));
    }
    return n;
}

/* From the top of the picture down; lines at one height keep the order in which they were gathered. */
static void sort(edge *edges, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && (edges[k].y < edges[k - 1].y ||
                                     (edges[k].y == edges[k - 1].y && edges[k].order < edges[k - 1].order));
             k--) {
            const edge moved = edges[k];
            edges[k] = edges[k - 1];
            edges[k - 1] = moved;
        }
}

/* Offsets with the least sum of shifts for which all are free, in order and apart; false when there are none. Dynamic
 * programming from the top down: least[k][i] is the least sum for the first k + 1 labels when label k has offset i. */
static bool find_offsets(const drawing *d, const edge *edges, size_t n, int *offsets)
{
    double least[EDGES][OFFSETS];
    int before[EDGES][OFFSETS];
    const double apart = d->l->note * 1.05 + 1;
    for (size_t k = 0; k < n; k++)
        for (int i = 0; i < OFFSETS; i++) {
            const svg_label label = label_at(d, &edges[k], offset_of(i));
            least[k][i] = HUGE_VAL;
            before[k][i] = 0;
            if (!places_are_free(&d->taken, labels_box(&label)))
                continue;
            double best = k == 0 ? 0 : HUGE_VAL;
            for (int j = 0; k > 0 && j < OFFSETS; j++)
                if (edges[k - 1].y + offset_of(j) + apart <= edges[k].y + offset_of(i) && least[k - 1][j] < best) {
                    best = least[k - 1][j];
                    before[k][i] = j;
                }
            least[k][i] = best + fabs(offset_of(i));
        }
    int best = 0;
    for (int i = 1; i < OFFSETS; i++)
        if (least[n - 1][i] < least[n - 1][best])
            best = i;
    if (isinf(least[n - 1][best]))
        return false;
    for (size_t k = n; k-- > 0;) {
        offsets[k] = best;
        best = before[k][best];
    }
    return true;
}

static void leave_out_last(edge *edges, size_t *n)
{
    size_t last = 0;
    for (size_t i = 1; i < *n; i++)
        if (edges[i].order > edges[last].order)
            last = i;
    --*n;
    for (size_t i = last; i < *n; i++)
        edges[i] = edges[i + 1];
}

void labels_place_edge(drawing *d)
{
    edge edges[EDGES];
    int offsets[EDGES];
    size_t n = gather(d, edges);
    sort(edges, n);
    while (n > 0 && !find_offsets(d, edges, n, offsets))
        leave_out_last(edges, &n);
    for (size_t i = 0; i < n; i++) {
        const double offset = offset_of(offsets[i]);
        const svg_label label = label_at(d, &edges[i], offset);
        if (!labels_try(d, &label))
            continue;
        placed_label *const placed = &d->labels[d->n_labels - 1];
        placed->has_leader = fabs(offset) > label.size * 0.5;
        placed->from_x = d->right + 1;
        placed->from_y = edges[i].y;
        placed->to_x = label.x - 2;
        placed->to_y = edges[i].y + offset;
    }
}
