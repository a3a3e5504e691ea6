/* engine/subgroups.h: rows gathered into the points of a chart (internal to libupward). */
#ifndef ENGINE_SUBGROUPS_H
#define ENGINE_SUBGROUPS_H

#include "upward/shewhart.h"

typedef struct subgroup {
    size_t size;        /* rows with a value (and a denominator, where there are denominators) */
    double sum;         /* NaN when there is nothing to add up */
    double mean, sd;    /* sd: sample standard deviation, NaN below two values */
    double denominator; /* Σ of denominators; NaN where there are none */
    double aggregate;   /* one value for all: sum / denominator, or what the options ask for */
} subgroup;

/* What a value may be, so that a formula never sees a figure that it cannot stand for. */
typedef enum value_rule { VALUE_ANY, VALUE_NOT_NEGATIVE, VALUE_SHARE } value_rule;

size_t subgroups_count(const upw_shewhart_input *input);

/* The first row of a subgroup; the end of the rows when index is subgroups_count. */
size_t subgroups_begin(const upw_shewhart_input *input, size_t index);

/* `groups` has room for subgroups_count(input). */
UPW_MUST_CHECK bool subgroups_gather(const upw_shewhart_input *input, const upw_shewhart_options *options,
                                     value_rule rule, upw_arena *scratch, subgroup *groups, upw_error *error);

#endif
