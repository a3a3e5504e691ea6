/* engine/xmr_points.h: what the rules found, written out point by point (internal to libupward). */
#ifndef ENGINE_XMR_POINTS_H
#define ENGINE_XMR_POINTS_H

#include "rules.h"
#include "upward/spc.h"

/* What a point that the headline calls high, or low, is to a measure that should go that way. */
upw_point_type xmr_type_of_high(upw_improvement improvement);
upw_point_type xmr_type_of_low(upw_improvement improvement);

/* Points `from` to `to` - 1 of the word; the first of them to points[0]. */
void xmr_write_points(const rule_masks *masks, unsigned from, unsigned to, const rule_limits *limits,
                      upw_improvement improvement, upw_xmr_point *points);

#endif
