/* engine/lights_scheme.h: a scheme the way up, so that larger is better (internal to libupward). */
#ifndef ENGINE_LIGHTS_SCHEME_H
#define ENGINE_LIGHTS_SCHEME_H

#include "upward/lights.h"

/* Values, levels and cut-offs times `sign` are better when larger: all formulas are written for that. */
typedef struct upright_scheme {
    double sign;
    double c1, c2; /* amber and green begin here; c1 <= c2 */
} upright_scheme;

static inline upright_scheme upright(const upw_lights_scheme *scheme)
{
    const double sign = scheme->lower_is_better ? -1 : 1;
    return (upright_scheme){ sign, sign * scheme->amber_from, sign * scheme->green_from };
}

static inline upw_light upright_colour(const upright_scheme *scheme, double value)
{
    const double y = scheme->sign * value;
    if (!(y >= scheme->c1))
        return y < scheme->c1 ? UPW_LIGHT_RED : UPW_LIGHT_NONE;
    return y >= scheme->c2 ? UPW_LIGHT_GREEN : UPW_LIGHT_AMBER;
}

/* P(red), P(amber), P(green) of a standard normal value between the standardised cut-offs a <= b. */
void lights_share_out(double a, double b, double light[3]);

double lights_entropy_bits(const double light[3]);

/* The worths that NULL and all zeros stand for. */
upw_lights_worths lights_worths(const upw_lights_worths *worths);

#endif
