/* web/health.h: the address by which a monitor sees that the server lives. */
#ifndef WEB_HEALTH_H
#define WEB_HEALTH_H

#include "web/route.h"

extern const web_routes web_health_routes;

#endif
