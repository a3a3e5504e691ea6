/* GET /healthz: is this process alive, and has it room to save anything? For whoever watches it; says nothing about
 * anybody. */
#include "web/health.h"

#include <stdatomic.h>

#include "base/clock.h"

enum { REMEMBERED_MS = 60 * 1000 };

static _Atomic int64_t full_ms; /* when it was noticed last; 0: never, or there is room again */

void web_health_note_full(int64_t monotonic_ms)
{
    atomic_store(&full_ms, monotonic_ms);
}

void web_health_note_saved(void)
{
    if (atomic_load(&full_ms) != 0)
        atomic_store(&full_ms, 0);
}

bool web_health_is_full(int64_t monotonic_ms)
{
    const int64_t noticed = atomic_load(&full_ms);
    return noticed != 0 && monotonic_ms - noticed < REMEMBERED_MS;
}

static bool say_ok(request *req, response *res, upw_error *error)
{
    (void)req;
    (void)error;
    res->kind = WEB_TEXT;
    res->constant = web_health_is_full(clock_monotonic_ms())
                        ? TEXT("ok, but there is no room left on the disk: pages are read, and changes are refused\n")
                        : TEXT("ok\n");
    return true;
}

static const route routes[] = {
    { WEB_GET, "/healthz", say_ok, .needs = WEB_ANYONE, .flags = WEB_IS_STATIC },
};

const web_routes web_health_routes = { routes, sizeof routes / sizeof *routes };
