/* services/measure/deed.h: who does something to the measures, and when. Every change takes one, and leaves its audit
 * row in the same transaction. */
#ifndef MEASURE_DEED_H
#define MEASURE_DEED_H

#include "workflow/audit.h"

typedef struct measure_deed {
    workflow_actor actor;
    int64_t now_ms;
    text request; /* id of the request, for the audit row; empty: none */
} measure_deed;

#endif
