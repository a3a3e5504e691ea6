/* Which further cells must be hidden? Successive flows of least cost, then printing again whatever is not needed
 * (Kelly, Golden & Assad 1992; Cox 1995). A flow around a cell of u units is another table, with u more in that cell,
 * that agrees with everything printed. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "network.h"
#include "upward/disclose.h"

enum { THRESHOLD = 10 };

static const double TOTALS_FACTOR = 10; /* totals and parents are kept: rule 3 */
static const double HIDDEN_COST = 1e-6, FORBIDDEN = -1, CLOSER = 1e-12;

/* A cell that needs a range. */
typedef struct sensitive {
    uint32_t arc;
    upw_protection need;
} sensitive;

typedef struct hiding {
    network net;
    const int64_t *values;
    const upw_demand *demands;
    double *costs; /* [arc] of hiding it; FORBIDDEN */
    upw_cell *cells;
    sensitive *sensitive;
    size_t n_sensitive;
    uint8_t *proofs;    /* a bit for each arc: two rows for each sensitive cell, up and down */
    size_t proof_bytes; /* of a row */
    int64_t *flows, *up, *down;
    double *distance; /* [node] */
    bool *is_queued;
    upw_error *error;
} hiding;

/* ---- flows of least cost ---- */

/* What one more unit costs along (or against) an arc that carries a flow already; room for it in *room. */
static double cost_of_step(const hiding *h, uint32_t e, bool is_along, int64_t *room)
{
    const int64_t flow = h->flows[e];
    if (is_along ? flow < 0 : flow > 0) { /* less of what flows the other way */
        *room = flow < 0 ? -flow : flow;
        return h->cells[e].hidden != UPW_SHOWN ? -HIDDEN_COST : -h->costs[e];
    }
    *room = h->costs[e] == FORBIDDEN ? 0 : is_along ? NETWORK_UNLIMITED : h->values[e] + flow;
    return h->cells[e].hidden != UPW_SHOWN ? HIDDEN_COST : h->costs[e];
}

/* Cheapest paths from a by Bellman and Ford's method with a queue. */
static bool find_cheapest(hiding *h, uint32_t avoided, uint32_t a, uint32_t b)
{
    const network *const net = &h->net;
    size_t head = 0, n_queued = 1; /* of a ring of n_nodes places; there is one node at least: a */
    for (size_t v = 0; v < net->n_nodes; v++) {
        h->distance[v] = INFINITY;
        h->is_queued[v] = false;
    }
    h->distance[a] = 0;
    net->queue[0] = a;
    while (n_queued > 0) {
        const uint32_t v = net->queue[head];
        head = head + 1 < net->n_nodes ? head + 1 : 0;
        n_queued--;
        h->is_queued[v] = false;
        for (uint32_t k = net->first[v]; k < net->first[v + 1]; k++) {
            const uint32_t e = net->incident[k];
            const bool is_along = net->from[e] == v;
            const uint32_t next = is_along ? net->to[e] : net->from[e];
            int64_t room;
            const double reached = h->distance[v] + cost_of_step(h, e, is_along, &room);
            if (e == avoided || room <= 0 || !(reached < h->distance[next] - CLOSER))
                continue;
            h->distance[next] = reached;
            net->through[next] = e;
            if (!h->is_queued[next]) {
                const size_t end = head + n_queued++;
                net->queue[end < net->n_nodes ? end : end - net->n_nodes] = next;
                h->is_queued[next] = true;
            }
        }
    }
    return isfinite(h->distance[b]);
}

static int64_t push_cheapest(hiding *h, uint32_t a, uint32_t b, int64_t limit)
{
    const network *const net = &h->net;
    int64_t room;
    for (uint32_t v = b; v != a;) {
        const uint32_t e = net->through[v];
        cost_of_step(h, e, net->to[e] == v, &room);
        limit = room < limit ? room : limit;
        v = net->to[e] == v ? net->from[e] : net->to[e];
    }
    for (uint32_t v = b; v != a;) {
        const uint32_t e = net->through[v];
        const bool is_along = net->to[e] == v;
        h->flows[e] += is_along ? limit : -limit;
        v = is_along ? net->from[e] : net->to[e];
    }
    return limit;
}

static uint8_t *proof_of(const hiding *h, size_t k, bool is_up)
{
    return h->proofs + (2 * k + is_up) * h->proof_bytes;
}

static bool is_in(const uint8_t *proof, size_t e)
{
    return proof[e / 8] >> e % 8 & 1;
}

/* Hide what it takes for one cell to be more by its upper need, or less by its lower one. */
static bool protect(hiding *h, size_t k, bool is_up)
{
    const sensitive *const s = &h->sensitive[k];
    const uint32_t a = is_up ? h->net.to[s->arc] : h->net.from[s->arc];
    const uint32_t b = is_up ? h->net.from[s->arc] : h->net.to[s->arc];
    uint8_t *const proof = proof_of(h, k, is_up);
    memset(h->flows, 0, h->net.n_arcs * sizeof *h->flows);
    for (int64_t left = is_up ? s->need.upper : s->need.lower; left > 0 && a != b;) {
        if (!find_cheapest(h, s->arc, a, b))
            return upw_fail_row(h->error, UPW_BAD_INPUT, (int64_t)s->arc + 1,
                                "this cell cannot be hidden safely: widen a category or leave the table out");
        left -= push_cheapest(h, a, b, left);
    }
    for (size_t e = 0; e < h->net.n_arcs; e++) {
        if (h->flows[e] == 0)
            continue;
        proof[e / 8] |= (uint8_t)(1u << e % 8);
        if (h->cells[e].hidden == UPW_SHOWN)
            h->cells[e].hidden = UPW_HIDDEN_BESIDE;
    }
    return true;
}

/* ---- printing again ---- */

/* The same need by hidden cells alone, without one of them; the proof is rewritten when `keeps`. */
static bool prove_without(hiding *h, size_t k, bool is_up, size_t without, bool keeps)
{
    const sensitive *const s = &h->sensitive[k];
    for (size_t e = 0; e < h->net.n_arcs; e++) {
        const bool is_open = h->cells[e].hidden != UPW_SHOWN && e != without && e != s->arc;
        h->up[e] = is_open ? NETWORK_UNLIMITED : 0;
        h->down[e] = is_open ? h->values[e] : 0;
    }
    const int64_t need = is_up ? s->need.upper : s->need.lower;
    const uint32_t a = is_up ? h->net.to[s->arc] : h->net.from[s->arc];
    const uint32_t b = is_up ? h->net.from[s->arc] : h->net.to[s->arc];
    if (network_send(&h->net, a, b, need, h->up, h->down) < need)
        return false;
    uint8_t *const proof = proof_of(h, k, is_up);
    if (keeps)
        memset(proof, 0, h->proof_bytes);
    for (size_t e = 0; e < h->net.n_arcs && keeps; e++)
        if (h->cells[e].hidden != UPW_SHOWN && e != without && e != s->arc && h->up[e] != NETWORK_UNLIMITED)
            proof[e / 8] |= (uint8_t)(1u << e % 8);
    return true;
}

static bool print_again(hiding *h, size_t e)
{
    for (int keeps = 0; keeps < 2; keeps++) /* first whether all proofs can do without it, then do */
        for (size_t k = 0; k < 2 * h->n_sensitive; k++)
            if (is_in(proof_of(h, k / 2, k % 2), e) && !prove_without(h, k / 2, k % 2, e, keeps != 0))
                return false;
    h->cells[e].hidden = UPW_SHOWN;
    return true;
}

typedef struct candidate {
    double cost;
    size_t arc;
} candidate;

static int compare_candidates(const void *left, const void *right)
{
    const candidate *const a = left, *const b = right;
    if (a->cost != b->cost)
        return a->cost > b->cost ? -1 : 1;
    return a->arc < b->arc ? -1 : a->arc > b->arc;
}

/* Dearest first. */
static bool clean_up(hiding *h, upw_arena *scratch)
{
    candidate *const all = upw_arena_take(scratch, h->net.n_arcs, sizeof *all);
    size_t n = 0;
    if (all == NULL)
        return upw_fail(h->error, UPW_NO_MEMORY, "no memory for %zu cells", h->net.n_arcs);
    for (size_t e = 0; e < h->net.n_arcs; e++)
        if (h->cells[e].hidden == UPW_HIDDEN_BESIDE)
            all[n++] = (candidate){ h->costs[e], e };
    qsort(all, n, sizeof *all, compare_candidates);
    for (size_t k = 0; k < n; k++)
        print_again(h, all[k].arc);
    return true;
}

/* ---- a table ---- */

static bool take_room(hiding *h, upw_arena *scratch)
{
    const size_t n = h->net.n_arcs, nodes = h->net.n_nodes;
    h->costs = upw_arena_take(scratch, n, sizeof *h->costs);
    h->sensitive = upw_arena_take(scratch, n, sizeof *h->sensitive);
    h->flows = upw_arena_take(scratch, n, sizeof *h->flows);
    h->up = upw_arena_take(scratch, n, sizeof *h->up);
    h->down = upw_arena_take(scratch, n, sizeof *h->down);
    h->distance = upw_arena_take(scratch, nodes, sizeof *h->distance);
    h->is_queued = upw_arena_take(scratch, nodes, sizeof *h->is_queued);
    return (h->costs != NULL && h->sensitive != NULL && h->flows != NULL && h->up != NULL && h->down != NULL &&
            h->distance != NULL && h->is_queued != NULL) ||
           upw_fail(h->error, UPW_NO_MEMORY, "no memory for %zu cells", n);
}

static bool find_sensitive(hiding *h, const upw_table_shape *shape, const upw_disclose_options *o)
{
    for (size_t e = 0; e < h->net.n_arcs; e++) {
        const size_t row = e / shape->n_columns, column = e % shape->n_columns;
        const upw_demand demand = h->demands != NULL ? h->demands[e] : UPW_DEMAND_NONE;
        const bool is_small = h->values[e] > 0 && h->values[e] < o->threshold;
        const bool is_total = !h->net.is_leaf[row] || (shape->has_total && column + 1 == shape->n_columns);
        if (demand == UPW_DEMAND_SHOW && is_small)
            return upw_fail_row(h->error, UPW_BAD_INPUT, (int64_t)e + 1,
                                "this cell must be shown, and %lld is below %lld", (long long)h->values[e],
                                (long long)o->threshold);
        h->costs[e] =
            h->values[e] == 0 || demand == UPW_DEMAND_SHOW
                ? FORBIDDEN
                : (1 + log1p((double)h->values[e])) * (is_total && !o->treats_totals_alike ? TOTALS_FACTOR : 1);
        h->cells[e] = (upw_cell){ UPW_SHOWN, h->values[e], h->values[e] };
        if (!is_small && !(demand == UPW_DEMAND_HIDE && h->values[e] > 0))
            continue;
        h->cells[e].hidden = is_small ? UPW_HIDDEN_SMALL : UPW_HIDDEN_EARLIER;
        h->sensitive[h->n_sensitive++] = (sensitive){ (uint32_t)e, upw_disclose_find_need(h->values[e], o->threshold) };
    }
    return true;
}

static bool protect_all(hiding *h, upw_arena *scratch)
{
    h->proof_bytes = (h->net.n_arcs + 7) / 8;
    if (h->n_sensitive > 0 && h->proof_bytes > ((size_t)1 << 30) / 2 / h->n_sensitive)
        return upw_fail(h->error, UPW_TOO_LARGE, "%zu small counts among %zu cells are too many for one table",
                        h->n_sensitive, h->net.n_arcs);
    h->proofs = upw_arena_take(scratch, 2 * h->n_sensitive, h->proof_bytes);
    if (h->proofs == NULL)
        return upw_fail(h->error, UPW_NO_MEMORY, "no memory for %zu small counts", h->n_sensitive);
    memset(h->proofs, 0, 2 * h->n_sensitive * h->proof_bytes);
    /* All needs are of one size, the threshold: the order of cells is that of sizes with ties by cell. */
    for (size_t k = 0; k < h->n_sensitive; k++)
        if (!protect(h, k, true) || !protect(h, k, false))
            return false;
    return clean_up(h, scratch);
}

/* ---- the audit ---- */

static void judge(const int64_t *values, int64_t threshold, const int64_t *low, const int64_t *high, size_t n,
                  upw_cell *cells, upw_disclosure *out)
{
    *out = (upw_disclosure){ 0 };
    for (size_t e = 0; e < n; e++) {
        cells[e].low = low[e];
        cells[e].high = high[e];
        if (cells[e].hidden == UPW_SHOWN)
            continue;
        const upw_protection need = upw_disclose_find_need(values[e], threshold);
        const bool is_sensitive = cells[e].hidden != UPW_HIDDEN_BESIDE;
        out->hidden++;
        out->primary += is_sensitive;
        out->exposed += is_sensitive && (low[e] > values[e] - need.lower || high[e] < values[e] + need.upper);
        out->recovered += low[e] == high[e];
        out->recovered_small += is_sensitive && low[e] == high[e];
    }
}

static bool audit(const upw_table_shape *shape, const int64_t *values, int64_t threshold, upw_arena *scratch,
                  upw_cell *cells, upw_disclosure *out, upw_error *error)
{
    const size_t n = shape->n_rows * shape->n_columns;
    int64_t *const room = upw_arena_take(scratch, 4 * n, sizeof *room);
    if (room == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu cells", n);
    int64_t *const least = room, *const most = room + n, *const low = room + 2 * n, *const high = room + 3 * n;
    for (size_t e = 0; e < n; e++) {
        least[e] = cells[e].hidden != UPW_SHOWN ? 0 : values[e];
        most[e] = cells[e].hidden != UPW_SHOWN ? UPW_CELL_NO_LIMIT : values[e];
    }
    if (!upw_attack_ranges(shape, values, least, most, scratch, low, high, error))
        return false;
    judge(values, threshold, low, high, n, cells, out);
    return true;
}

bool upw_disclose_audit(const upw_table_shape *shape, const int64_t *values, const bool *is_hidden, int64_t threshold,
                        upw_arena *scratch, upw_cell *cells, upw_disclosure *out, upw_error *error)
{
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    for (size_t e = 0; e < shape->n_rows * shape->n_columns; e++)
        cells[e].hidden = !is_hidden[e]                            ? UPW_SHOWN
                          : values[e] > 0 && values[e] < threshold ? UPW_HIDDEN_SMALL
                                                                   : UPW_HIDDEN_BESIDE;
    const bool done = audit(shape, values, threshold, scratch, cells, out, error);
    upw_arena_rewind(scratch, mark);
    return done;
}

bool upw_disclose_table(const upw_table_shape *shape, const int64_t *values, const upw_disclose_options *options,
                        upw_arena *scratch, upw_cell *cells, upw_disclosure *out, upw_error *error)
{
    upw_disclose_options o = options != NULL ? *options : (upw_disclose_options){ 0 };
    o.threshold = o.threshold > 0 ? o.threshold : THRESHOLD;
    if (o.threshold < 2 || o.threshold > UPW_CELL_MAX)
        return upw_fail(error, UPW_BAD_USAGE, "a threshold is a number of people from 2 up");
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    hiding h = { .values = values, .demands = o.demands, .cells = cells, .error = error };
    const bool done = network_build(shape, scratch, &h.net, error) && upw_table_check(shape, values, error) &&
                      take_room(&h, scratch) && find_sensitive(&h, shape, &o) && protect_all(&h, scratch) &&
                      audit(shape, values, o.threshold, scratch, cells, out, error);
    upw_arena_rewind(scratch, mark);
    return done;
}
