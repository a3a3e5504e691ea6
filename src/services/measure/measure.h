/* services/measure/measure.h: what the rest of the program may know of measures. */
#ifndef MEASURE_MEASURE_H
#define MEASURE_MEASURE_H

#include "services/measure/analysis.h"
#include "services/measure/annotations.h"
#include "services/measure/catalogue.h"
#include "services/measure/place_summary.h"
#include "services/measure/rebases.h"
#include "services/measure/series.h"
#include "services/measure/targets.h"
#include "services/measure/uploads.h"
#include "services/services.h"

extern const service measure_service;

#endif
