/* Rounding in the place of hiding. */
#include <string.h>

#include "network.h"
#include "random.h"
#include "upward/disclose.h"

enum { RANDOM_BASE = 3 };

int64_t upw_round_nearest(int64_t value, int64_t base)
{
    const int64_t below = value / base * base;
    return 2 * (value - below) >= base ? below + base : below;
}

int64_t upw_round_random(int64_t value, uint64_t release, uint64_t cell)
{
    const int64_t rest = value % RANDOM_BASE;
    random_stream stream = random_begin(release);
    stream = random_begin(random_take_bits(&stream) ^ cell);
    random_take_bits(&stream);
    const bool is_up = random_take_uniform(&stream) * RANDOM_BASE < (double)rest;
    return value - rest + (is_up ? RANDOM_BASE : 0);
}

/* Each cell's lower multiple flows to begin with; what nodes are left with goes through cells that may round up. */
bool upw_round_table(const upw_table_shape *shape, const int64_t *values, int64_t base, upw_arena *scratch,
                     int64_t *out, upw_error *error)
{
    if (base < 1 || base > UPW_CELL_MAX)
        return upw_fail(error, UPW_BAD_USAGE, "figures are rounded to multiples of a number from 1 up");
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    network net;
    if (!network_build(shape, scratch, &net, error) || !upw_table_check(shape, values, error))
        return false;
    int64_t *const up = upw_arena_take(scratch, net.n_arcs, sizeof *up);
    int64_t *const down = upw_arena_take(scratch, net.n_arcs, sizeof *down);
    int64_t *const need = upw_arena_take(scratch, net.n_nodes, sizeof *need);
    if (up == NULL || down == NULL || need == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for %zu cells", net.n_arcs);
    memset(need, 0, net.n_nodes * sizeof *need);
    for (size_t e = 0; e < net.n_arcs; e++) {
        out[e] = values[e] / base;
        up[e] = values[e] % base != 0;
        down[e] = 0;
        need[net.to[e]] += out[e];
        need[net.from[e]] -= out[e];
    }
    /* There is one: values / base flows, and capacities are whole. */
    const bool done = network_settle(&net, need, up, down, out) ||
                      upw_fail(error, UPW_BAD_INPUT, "no table of multiples of %lld adds up", (long long)base);
    for (size_t e = 0; e < net.n_arcs; e++)
        out[e] *= base;
    upw_arena_rewind(scratch, mark);
    return done;
}
