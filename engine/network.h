/* engine/network.h: a table as a network, cells as arcs and rules of addition as nodes (internal to libupward). */
#ifndef ENGINE_NETWORK_H
#define ENGINE_NETWORK_H

#include "upward/attack.h"

typedef struct network {
    size_t n_nodes, n_arcs;
    uint32_t *from, *to;        /* [arc] */
    uint32_t *first, *incident; /* arcs at each node: incident[first[v]] … incident[first[v + 1] - 1] */
    uint32_t *queue, *through;  /* [node] */
    bool *is_leaf;              /* [row]: nothing adds up to it */
} network;

static const int64_t NETWORK_UNLIMITED = INT64_C(1) << 52;

bool network_build(const upw_table_shape *shape, upw_arena *arena, network *out, upw_error *error);

/* Send up to `limit` from a to b: along arc e at most up[e], against it at most down[e]; both are changed to what is
 * left. Returns how much got there. */
int64_t network_send(const network *net, uint32_t a, uint32_t b, int64_t limit, int64_t *up, int64_t *down);

/* Move what stands at nodes (need > 0) to where it is wanted (need < 0), changing up and down as above and flows by the
 * net movement; false when it cannot be done. */
bool network_settle(const network *net, int64_t *need, int64_t *up, int64_t *down, int64_t *flows);

#endif
