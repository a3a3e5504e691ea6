/* services/place/place.h: one page where a local body sees care, performance and money together (S8). */
#ifndef PLACE_PLACE_H
#define PLACE_PLACE_H

#include "services/services.h"

extern const service place_service;

#endif
