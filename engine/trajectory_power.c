/* When will one be able to tell? The chance that the cumulative sum has passed its limit, period by period.
 *
 * Brook & Evans 1972, Biometrika 59:539-549. State j of M stands for C- = j w, w = 2h/(2M - 1); what leaves the states
 * is a signal. A step adds a normal value, so the chance of i -> j depends on j - i only: the chances of a step are one
 * column of 2M numbers, and the step a short convolution. */
#include "trajectory.h"

#include <string.h>

#include "upward/special.h"

enum { STATES = 200, WIDTH = 2 * STATES };

struct power_chain {
    double w;
    double chance[STATES];  /* of being in state j, without a signal so far */
    double after[STATES];   /* … one period later */
    double step[WIDTH];     /* step[STATES - 1 + m]: of a move by m states, -(STATES - 1) <= m <= STATES - 1 */
    double to_zero[STATES]; /* of a move from state i to 0 or what would lie below */
    size_t highest;         /* no state above has any chance */
    double last_delta;
    bool has_step;
};

power_chain *power_chain_begin(double h, upw_arena *scratch)
{
    power_chain *const c = upw_arena_take(scratch, 1, sizeof *c);
    if (c == NULL)
        return NULL;
    memset(c, 0, sizeof *c);
    c->w = 2 * h / (2 * STATES - 1);
    c->chance[0] = 1;
    return c;
}

/* C- moves by -delta - k plus a standard normal value. */
static void find_step(power_chain *c, double delta)
{
    if (c->has_step && delta == c->last_delta)
        return;
    double below = 0;
    for (int m = -STATES; m < STATES; m++) {
        const double next_below = upw_normal_below(((double)m + 0.5) * c->w + delta + TRAJECTORY_K);
        if (m > -STATES)
            c->step[STATES - 1 + m] = next_below - below;
        if (m < 1 && m > -STATES)
            c->to_zero[-m] = next_below;
        below = next_below;
    }
    c->last_delta = delta;
    c->has_step = true;
}

/* Chances below this cannot reach the twelfth decimal of any answer. */
static const double NO_CHANCE = 1e-18;

void power_chain_step(power_chain *c, double delta)
{
    find_step(c, delta);
    memset(c->after, 0, sizeof c->after);
    double zero = 0;
    for (size_t i = 0; i <= c->highest; i++) {
        const double chance = c->chance[i];
        if (chance < NO_CHANCE)
            continue;
        zero += chance * c->to_zero[i];
        const double *const from_here = c->step + STATES - 1 - i;
        for (size_t j = 1; j < STATES; j++)
            c->after[j] += chance * from_here[j];
    }
    c->after[0] = zero;
    c->highest = 0;
    for (size_t j = 0; j < STATES; j++) {
        c->chance[j] = c->after[j];
        if (c->after[j] >= NO_CHANCE)
            c->highest = j;
    }
}

double power_chain_get(const power_chain *c)
{
    double still = 0;
    for (size_t j = 0; j < STATES; j++)
        still += c->chance[j];
    return still < 1 ? 1 - still : 0;
}

bool upw_trajectory_find_power(const double *delta, size_t n, double h, upw_arena *scratch, double *power,
                               upw_error *error)
{
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    power_chain *const chain = power_chain_begin(h, scratch);
    if (chain == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "no memory for the chances of a signal");
    for (size_t i = 0; i < n; i++) {
        power_chain_step(chain, delta[i]);
        power[i] = power_chain_get(chain);
    }
    upw_arena_rewind(scratch, mark);
    return true;
}
