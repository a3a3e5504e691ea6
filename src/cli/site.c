/* The tables of routes, put together. */
#include "cli/site.h"

#include "web/files.h"
#include "web/health.h"

web_router *site_make_router(upw_error *error)
{
    const web_routes tables[] = { web_health_routes, web_file_routes };
    return web_router_new(tables, sizeof tables / sizeof *tables, error);
}
