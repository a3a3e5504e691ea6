/* web/health.h: the address by which a monitor sees that the server lives, and whether it can save anything. */
#ifndef WEB_HEALTH_H
#define WEB_HEALTH_H

#include <stdbool.h>
#include <stdint.h>

#include "web/route.h"

extern const web_routes web_health_routes;

/* A change was refused because there was no room left on the disk; or one was saved. */
void web_health_note_full(int64_t monotonic_ms);
void web_health_note_saved(void);
bool web_health_is_full(int64_t monotonic_ms); /* refused within the last minute, and nothing saved since */

#endif
