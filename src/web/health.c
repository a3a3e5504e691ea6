/* GET /healthz: is this process alive? For whoever watches it; says nothing about anybody. */
#include "web/health.h"

static bool say_ok(request *req, response *res, upw_error *error)
{
    (void)req;
    (void)error;
    res->kind = WEB_TEXT;
    res->constant = TEXT("ok\n");
    return true;
}

static const route routes[] = {
    { WEB_GET, "/healthz", say_ok, .needs = WEB_ANYONE, .flags = WEB_IS_STATIC },
};

const web_routes web_health_routes = { routes, sizeof routes / sizeof *routes };
