/* services/people/duties.h: what this service does because time has passed. */
#ifndef PEOPLE_DUTIES_H
#define PEOPLE_DUTIES_H

#include "workflow/scheduler.h"

enum { PEOPLE_DUTIES = 6 };
extern const scheduler_duty people_duties[PEOPLE_DUTIES];

#endif
