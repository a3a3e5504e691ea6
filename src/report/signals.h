/* report/signals.h: flagged points gathered into what people would call one event. */
#ifndef REPORT_SIGNALS_H
#define REPORT_SIGNALS_H

#include <stdbool.h>
#include <stddef.h>

#include "report/model.h"

typedef struct signal {
    size_t first, last;   /* points; first is where the run or trend that is told began */
    size_t first_outside; /* rule outside: where the points beyond the limit that end at `last` began … */
    size_t n_outside; /* … and how many from `first` to `last` are beyond it: a run has ordinary ones between them */
    unsigned rule;    /* one UPW_RULE_ bit: the headline */
    bool is_high;     /* above, or rising */
    upw_point_type type;
} signal;

/* The event that the special cause at `point` belongs to, as far as it had gone by then. */
signal signal_ending_at(const report_series *s, size_t point);

/* First of the points that are flagged for the same reason, good or bad, without a break up to `point`; point + 1 when
 * `point` itself is not flagged. */
size_t signal_find_start(const report_series *s, size_t point);

/* The last event that ends before `end`; false when there is none. */
bool signal_before(const report_series *s, size_t end, signal *out);

#endif
