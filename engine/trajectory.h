/* engine/trajectory.h: what the parts of the trajectory family share (internal to libupward). */
#ifndef ENGINE_TRAJECTORY_H
#define ENGINE_TRAJECTORY_H

#include "upward/trajectory.h"

#define TRAJECTORY_D2 1.1283791670955126 /* mean range of two standard normal values, 2/sqrt(pi) */
#define TRAJECTORY_K 0.5                 /* what a cumulative sum forgives in each period, in standard deviations */
#define TRAJECTORY_TELLS 0.8             /* the power from which one says that one can tell */
#define TRAJECTORY_DIP 1e-9              /* planned shares less than this below 0 are 0 that was rounded */

/* A J-curve with what does not depend on time worked out. */
typedef struct jcurve {
    double depth, bottom, arrival;
    double c; /* bends the climb so that it crosses 0 at the upturn */
} jcurve;

static inline jcurve jcurve_of(double depth, double bottom, double upturn, double arrival)
{
    const double odds = (upturn - bottom) / (arrival - upturn); /* vr / (1 - vr) */
    return (jcurve){ depth, bottom, arrival, odds * odds / depth };
}

/* For any t. */
static inline double jcurve_share(const jcurve *j, double t)
{
    if (t <= 0)
        return 0;
    if (t >= j->arrival)
        return 1;
    if (t <= j->bottom) {
        const double u = t / j->bottom;
        return -j->depth * (u * u * (3 - 2 * u));
    }
    const double v = t - j->bottom, rest = j->arrival - t; /* both times the length of the climb */
    return -j->depth + (1 + j->depth) * (v * v / (v * v + j->c * (rest * rest)));
}

typedef struct trajectory_baseline {
    size_t n; /* values that are there */
    double mean, sigma;
} trajectory_baseline;

/* Mean of what is there and the mean moving range between neighbours over d2; equal values have sigma exactly 0. */
trajectory_baseline trajectory_find_baseline(const double *values, size_t n);

/* Periods from start to arrival: the last is the first at or after it. */
size_t trajectory_count_periods(const upw_trajectory_plan *plan, double per_year);

/* One period of upw_trajectory_find_lights; `time` in years. */
void trajectory_find_light(const upw_trajectory_plan *plan, double time, double value, double sigma, double tolerance,
                           upw_trajectory_light *out);

/* The chain of upw_trajectory_find_power, one period at a time. */
typedef struct power_chain power_chain;
power_chain *power_chain_begin(double h, upw_arena *scratch); /* NULL: no memory */
void power_chain_step(power_chain *chain, double delta);
double power_chain_get(const power_chain *chain); /* chance that a signal has been given */

#endif
