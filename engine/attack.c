/* The attacker: everything that additions and what is printed leave possible. */
#include <math.h>
#include <string.h>

#include "network.h"

bool upw_table_check(const upw_table_shape *shape, const int64_t *values, upw_error *error)
{
    const size_t width = shape->n_columns;
    for (size_t k = 0; k < shape->n_rows * width; k++)
        if (values[k] < 0 || values[k] > UPW_CELL_MAX)
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)k + 1, "a cell is a whole number from 0 to 10^12");
    for (size_t r = 0; r < shape->n_rows; r++)
        for (size_t c = 0; c < width; c++) {
            int64_t sum = 0, rows = 0, below = 0;
            for (size_t k = 0; k + 1 < width; k++)
                rows += values[r * width + k];
            if (shape->has_total && c + 1 == width && rows != values[r * width + c])
                return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)(r * width + c) + 1,
                                    "the columns of this row add up to %lld, and its sum says %lld", (long long)rows,
                                    (long long)values[r * width + c]);
            for (size_t k = 0; k < shape->n_rows; k++)
                if (shape->parents[k] == r) {
                    sum += values[k * width + c];
                    below++;
                }
            if (below > 0 && sum != values[r * width + c])
                return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)(r * width + c) + 1,
                                    "the rows below add up to %lld, and this says %lld", (long long)sum,
                                    (long long)values[r * width + c]);
        }
    return true;
}

/* Capacities of a table that fits, and room to change a copy of them. */
typedef struct attack {
    network net;
    int64_t *up, *down, *up_now, *down_now;
} attack;

static bool begin(const upw_table_shape *shape, upw_arena *scratch, attack *a, upw_error *error)
{
    if (!network_build(shape, scratch, &a->net, error))
        return false;
    const size_t n = a->net.n_arcs;
    int64_t *const room = upw_arena_take(scratch, 4 * n, sizeof *room);
    if (room == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu cells", n);
    a->up = room;
    a->down = room + n;
    a->up_now = room + 2 * n;
    a->down_now = room + 3 * n;
    return true;
}

/* How much can flow from one end of an arc to the other through all other arcs. */
static int64_t flow_around(attack *a, size_t arc, bool is_forward)
{
    const size_t bytes = a->net.n_arcs * sizeof *a->up;
    memcpy(a->up_now, a->up, bytes);
    memcpy(a->down_now, a->down, bytes);
    a->up_now[arc] = a->down_now[arc] = 0;
    const uint32_t from = is_forward ? a->net.from[arc] : a->net.to[arc];
    const uint32_t to = is_forward ? a->net.to[arc] : a->net.from[arc];
    return network_send(&a->net, from, to, NETWORK_UNLIMITED, a->up_now, a->down_now);
}

static void find_range(attack *a, size_t arc, int64_t value, int64_t *low, int64_t *high)
{
    *low = *high = value;
    if (a->up[arc] > 0) {
        const int64_t more = flow_around(a, arc, false), most = more < a->up[arc] ? more : a->up[arc];
        *high = most >= NETWORK_UNLIMITED / 2 ? UPW_CELL_NO_LIMIT : value + most;
    }
    if (a->down[arc] > 0) {
        const int64_t less = flow_around(a, arc, true);
        *low = value - (less < a->down[arc] ? less : a->down[arc]);
    }
}

bool upw_attack_ranges(const upw_table_shape *shape, const int64_t *values, const int64_t *least, const int64_t *most,
                       upw_arena *scratch, int64_t *low, int64_t *high, upw_error *error)
{
    attack a;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    if (!begin(shape, scratch, &a, error) || !upw_table_check(shape, values, error))
        return false;
    for (size_t e = 0; e < a.net.n_arcs; e++) {
        if (least[e] > values[e] || most[e] < values[e])
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)e + 1, "a cell of the table does not lie in its range");
        a.up[e] = most[e] == UPW_CELL_NO_LIMIT ? NETWORK_UNLIMITED : most[e] - values[e];
        a.down[e] = values[e] - least[e];
    }
    for (size_t e = 0; e < a.net.n_arcs; e++)
        find_range(&a, e, values[e], &low[e], &high[e]);
    upw_arena_rewind(scratch, mark);
    return true;
}

/* Any table that fits what is printed: hidden cells carry what the printed ones leave over. */
static bool complete(attack *a, const int64_t *values, int64_t *found, int64_t *need, upw_error *error)
{
    memset(need, 0, a->net.n_nodes * sizeof *need);
    for (size_t e = 0; e < a->net.n_arcs; e++) {
        const bool is_hidden = values[e] == UPW_CELL_HIDDEN;
        if (!is_hidden && (values[e] < 0 || values[e] > UPW_CELL_MAX))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)e + 1, "a cell is a whole number from 0 to 10^12");
        found[e] = is_hidden ? 0 : values[e];
        a->up[e] = is_hidden ? NETWORK_UNLIMITED : 0;
        a->down[e] = 0;
        need[a->net.to[e]] += found[e];
        need[a->net.from[e]] -= found[e];
    }
    return network_settle(&a->net, need, a->up, a->down, found) ||
           upw_fail(error, UPW_BAD_INPUT, "no table adds up to what is printed");
}

bool upw_attack_table(const upw_table_shape *shape, const int64_t *values, upw_arena *scratch, int64_t *low,
                      int64_t *high, upw_error *error)
{
    attack a;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    if (!begin(shape, scratch, &a, error))
        return false;
    int64_t *const found = upw_arena_take(scratch, a.net.n_arcs, sizeof *found);
    int64_t *const need = upw_arena_take(scratch, a.net.n_nodes, sizeof *need);
    if (found == NULL || need == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu cells", a.net.n_arcs);
    if (!complete(&a, values, found, need, error))
        return false;
    for (size_t e = 0; e < a.net.n_arcs; e++) { /* "unlimited" again, whatever was used of it */
        a.up[e] = values[e] == UPW_CELL_HIDDEN ? NETWORK_UNLIMITED : 0;
        a.down[e] = values[e] == UPW_CELL_HIDDEN ? found[e] : 0;
    }
    for (size_t e = 0; e < a.net.n_arcs; e++)
        find_range(&a, e, found[e], &low[e], &high[e]);
    upw_arena_rewind(scratch, mark);
    return true;
}

void upw_attack_means(const upw_hidden_means *m, double *low, double *high)
{
    double people = 0, hidden = 0, printed = 0, half = 0;
    for (size_t i = 0; i < m->n_offices; i++) {
        people += m->n[i];
        hidden += m->is_hidden[i] ? m->n[i] : 0;
        printed += m->is_hidden[i] ? 0 : m->n[i] * m->means[i];
        half += m->is_hidden[i] ? 0 : m->n[i] * m->unit / 2;
    }
    half += people * m->unit / 2;
    const double sum = m->group_mean * people - printed; /* of the hidden ones, -+ half */
    for (size_t i = 0; i < m->n_offices; i++) {
        const double others = hidden - m->n[i];
        low[i] = high[i] = m->means[i];
        if (!m->is_hidden[i])
            continue;
        low[i] = fmax(m->least, (sum - half - m->most * others) / m->n[i]);
        high[i] = fmin(m->most, (sum + half - m->least * others) / m->n[i]);
    }
}
