/* Cells as arcs of a circulation, and flows in it by shortest augmenting paths (Edmonds & Karp 1972).
 *
 * With p the parent of row r and T the column of sums: a leaf's cell goes from (p, column) to the leaf and its sum from
 * the leaf to (p, T); a parent's cell goes from (its parent, column) to (itself, column), its sum the other way round;
 * the top hangs on the root. Conservation at a leaf is its row's sum, at (p, column) the sum over p's rows. */
#include "network.h"

#include <string.h>

static bool check_shape(const upw_table_shape *s, upw_error *error)
{
    if (s->n_rows == 0 || s->n_columns == 0 || (s->has_total && s->n_columns < 2))
        return upw_fail(error, UPW_BAD_USAGE, "a table has rows and columns, and a sum of at least one column");
    if (s->n_rows > UPW_TABLE_CELLS_MAX || s->n_columns > UPW_TABLE_CELLS_MAX / s->n_rows)
        return upw_fail(error, UPW_TOO_LARGE, "a table has up to %d cells, not %zu rows of %zu", UPW_TABLE_CELLS_MAX,
                        s->n_rows, s->n_columns);
    size_t tops = 0;
    for (size_t r = 0; r < s->n_rows; r++) {
        tops += s->parents[r] == UPW_TABLE_TOP;
        if (s->parents[r] != UPW_TABLE_TOP && (s->parents[r] >= s->n_rows || s->parents[r] == r))
            return upw_fail_row(error, UPW_BAD_USAGE, (int64_t)r + 1, "row %zu adds up to a row that is not there",
                                r + 1);
    }
    return tops == 1 || upw_fail(error, UPW_BAD_USAGE, "one row stands above all others, not %zu", tops);
}

/* Rows that lead to the top in as many steps as there are rows at most. */
static bool check_tree(const upw_table_shape *s, upw_error *error)
{
    for (size_t r = 0; r < s->n_rows; r++) {
        size_t at = r, steps = 0;
        while (s->parents[at] != UPW_TABLE_TOP && steps++ < s->n_rows)
            at = s->parents[at];
        if (steps > s->n_rows)
            return upw_fail_row(error, UPW_BAD_USAGE, (int64_t)r + 1, "row %zu adds up to itself", r + 1);
    }
    return true;
}

/* The node of a rule: a leaf's own, (parent, column), or the root 0. */
typedef struct numbering {
    const upw_table_shape *shape;
    const bool *is_leaf;
    const uint32_t *first; /* [row]: its node, or the first of its columns' */
} numbering;

static uint32_t node_above(const numbering *n, size_t row, size_t column)
{
    const uint32_t parent = n->shape->parents[row];
    return parent == UPW_TABLE_TOP ? 0 : n->first[parent] + (uint32_t)column;
}

static uint32_t node_of(const numbering *n, size_t row, size_t column)
{
    if (!n->is_leaf[row])
        return n->first[row] + (uint32_t)column;
    return n->shape->has_total ? n->first[row] : 0; /* without a sum a leaf's cell ends at the root */
}

static void place_arcs(const numbering *n, network *out)
{
    for (size_t row = 0; row < n->shape->n_rows; row++)
        for (size_t column = 0; column < n->shape->n_columns; column++) {
            const size_t arc = row * n->shape->n_columns + column;
            const bool is_sum = n->shape->has_total && column + 1 == n->shape->n_columns;
            const uint32_t above = node_above(n, row, column), own = node_of(n, row, column);
            out->from[arc] = is_sum ? own : above;
            out->to[arc] = is_sum ? above : own;
        }
}

static void list_incident(network *net)
{
    memset(net->first, 0, (net->n_nodes + 1) * sizeof *net->first);
    for (size_t e = 0; e < net->n_arcs; e++) {
        net->first[net->from[e] + 1]++;
        net->first[net->to[e] + 1]++;
    }
    for (size_t v = 0; v < net->n_nodes; v++)
        net->first[v + 1] += net->first[v];
    memcpy(net->queue, net->first, net->n_nodes * sizeof *net->queue);
    for (size_t e = 0; e < net->n_arcs; e++) {
        net->incident[net->queue[net->from[e]]++] = (uint32_t)e;
        net->incident[net->queue[net->to[e]]++] = (uint32_t)e;
    }
}

bool network_build(const upw_table_shape *shape, upw_arena *arena, network *out, upw_error *error)
{
    if (!check_shape(shape, error) || !check_tree(shape, error))
        return false;
    const size_t n_arcs = shape->n_rows * shape->n_columns;
    uint32_t *const first = upw_arena_take(arena, shape->n_rows, sizeof *first);
    *out = (network){ .n_nodes = 1, .n_arcs = n_arcs, .is_leaf = upw_arena_take(arena, shape->n_rows, sizeof(bool)) };
    if (first == NULL || out->is_leaf == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu cells", n_arcs);
    for (size_t r = 0; r < shape->n_rows; r++)
        out->is_leaf[r] = true;
    for (size_t r = 0; r < shape->n_rows; r++)
        if (shape->parents[r] != UPW_TABLE_TOP)
            out->is_leaf[shape->parents[r]] = false;
    for (size_t r = 0; r < shape->n_rows; r++) {
        first[r] = (uint32_t)out->n_nodes;
        out->n_nodes += out->is_leaf[r] ? 1 : shape->n_columns;
    }
    out->from = upw_arena_take(arena, n_arcs, sizeof *out->from);
    out->to = upw_arena_take(arena, n_arcs, sizeof *out->to);
    out->first = upw_arena_take(arena, out->n_nodes + 1, sizeof *out->first);
    out->incident = upw_arena_take(arena, 2 * n_arcs, sizeof *out->incident);
    out->queue = upw_arena_take(arena, out->n_nodes, sizeof *out->queue);
    out->through = upw_arena_take(arena, out->n_nodes, sizeof *out->through);
    if (out->from == NULL || out->to == NULL || out->first == NULL || out->incident == NULL || out->queue == NULL ||
        out->through == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu cells", n_arcs);
    const numbering numbers = { shape, out->is_leaf, first };
    place_arcs(&numbers, out);
    list_incident(out);
    return true;
}

/* ---- flows ---- */

enum { UNSEEN = UINT32_MAX };

/* The next node of a shortest path from `start` to `goal`, or to a node that wants something; n_nodes: none.
 * through[v] is the arc by which v was reached. */
static uint32_t find_path(const network *net, uint32_t start, uint32_t goal, const int64_t *need, const int64_t *up,
                          const int64_t *down)
{
    memset(net->through, 0xff, net->n_nodes * sizeof *net->through);
    size_t head = 0, tail = 0;
    net->queue[tail++] = start;
    net->through[start] = UNSEEN - 1;
    while (head < tail) {
        const uint32_t v = net->queue[head++];
        for (uint32_t k = net->first[v]; k < net->first[v + 1]; k++) {
            const uint32_t e = net->incident[k];
            const bool is_along = net->from[e] == v;
            const uint32_t next = is_along ? net->to[e] : net->from[e];
            if (net->through[next] != UNSEEN || (is_along ? up[e] : down[e]) <= 0)
                continue;
            net->through[next] = e;
            if (need != NULL ? need[next] < 0 : next == goal)
                return next;
            net->queue[tail++] = next;
        }
    }
    return (uint32_t)net->n_nodes;
}

static uint32_t step_back(const network *net, uint32_t v, bool *is_along)
{
    const uint32_t e = net->through[v];
    *is_along = net->to[e] == v;
    return e;
}

/* Push as much as the path to `end` carries, at most `limit`. */
static int64_t push(const network *net, uint32_t start, uint32_t end, int64_t limit, int64_t *up, int64_t *down,
                    int64_t *flows)
{
    bool is_along;
    for (uint32_t v = end; v != start;) {
        const uint32_t e = step_back(net, v, &is_along);
        const int64_t room = is_along ? up[e] : down[e];
        limit = room < limit ? room : limit;
        v = is_along ? net->from[e] : net->to[e];
    }
    for (uint32_t v = end; v != start;) {
        const uint32_t e = step_back(net, v, &is_along);
        const int64_t moved = is_along ? limit : -limit;
        up[e] -= moved;
        down[e] += moved;
        if (flows != NULL)
            flows[e] += moved;
        v = is_along ? net->from[e] : net->to[e];
    }
    return limit;
}

int64_t network_send(const network *net, uint32_t a, uint32_t b, int64_t limit, int64_t *up, int64_t *down)
{
    int64_t sent = 0;
    while (sent < limit && a != b) {
        if (find_path(net, a, b, NULL, up, down) == net->n_nodes)
            return sent;
        sent += push(net, a, b, limit - sent, up, down, NULL);
    }
    return a == b ? limit : sent;
}

bool network_settle(const network *net, int64_t *need, int64_t *up, int64_t *down, int64_t *flows)
{
    for (uint32_t v = 0; v < net->n_nodes; v++)
        while (need[v] > 0) {
            const uint32_t end = find_path(net, v, 0, need, up, down);
            if (end == net->n_nodes)
                return false;
            const int64_t wanted = -need[end] < need[v] ? -need[end] : need[v];
            const int64_t moved = push(net, v, end, wanted, up, down, flows);
            need[v] -= moved;
            need[end] += moved;
        }
    return true;
}
