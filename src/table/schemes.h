/* table/schemes.h: the file that describes somebody's traffic lights, one row for each.
 *
 *   amber_from, green_from   cut-offs in the scale of the values, 95% or 0.95 (also found as c1, c2); only one of them:
 *                            a light of two colours
 *   improvement              increase | decrease (also found as direction); when empty: by the order of the cut-offs
 *   start, aim, from, until  instead of cut-offs: a target that moves in a straight line between two periods, with
 *   tolerance                how far amber reaches on its wrong side, as a share of the way; 0.1 when empty
 *   series, indicator, organisation
 *                            what the light hangs over; empty: any
 *   scheme, unit             a name for it, and what values are counted in: minutes, %
 *   baseline                 number of points that centre and variation come from (also found as n_baseline)
 *   worth_red, worth_amber, worth_green
 *                            what a period of each colour is worth to a body; 0, 1 and 2 when empty
 *   sigma                    variation of one score from period to period, where there is one score a body
 *
 * Other columns are passed over. */
#ifndef TABLE_SCHEMES_H
#define TABLE_SCHEMES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/period.h"
#include "base/text.h"
#include "base/unit.h"
#include "table/series.h"
#include "upward/arena.h"
#include "upward/error.h"
#include "upward/lights.h"

typedef struct light_scheme {
    text name; /* may be empty */
    text series, indicator, organisation;
    upw_lights_scheme cut; /* when nothing moves */
    bool is_moving;
    upw_lights_line line; /* in days from `from`, or in its numbers */
    period from;
    unit unit;
    bool has_unit;
    size_t n_baseline; /* 0: all */
    upw_lights_worths worths;
    double sigma; /* NaN: not given */
} light_scheme;

typedef struct scheme_list {
    const char *file; /* for sentences; NULL: from the command line */
    const light_scheme *items;
    size_t n;
} scheme_list;

bool schemes_read(const char *path, period_order order, upw_arena *arena, scheme_list *out,
                  upw_error *error) UPW_MUST_CHECK;

/* The light that hangs over a series: the row for it, else for its indicator at its organisation, else for its
 * indicator, else for its organisation, else for all; NULL when there is none. */
const light_scheme *schemes_find(const scheme_list *list, const series_key *key);

/* A row that names a series, indicator or organisation that is not in the data: UPW_BAD_INPUT with the nearest name.
 * `is_used` has an entry for each scheme; keys are those of the data (n of them). */
bool schemes_check_used(const scheme_list *list, const bool *is_used, const series_key *keys, size_t n,
                        upw_error *error) UPW_MUST_CHECK;

/* Cut-offs and a direction into a scheme that hangs together. False with UPW_BAD_INPUT and a sentence without a place:
 * "green from 60 begins before red below 75 ends …". `has_direction` false: their order says it. */
bool schemes_set_cut_offs(double amber_from, double green_from, bool has_direction, bool lower_is_better,
                          upw_lights_scheme *out, upw_error *error) UPW_MUST_CHECK;

#endif
