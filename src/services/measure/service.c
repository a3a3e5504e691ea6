/* What this service is to the program. */
#include "services/measure/measure.h"
#include "services/measure/pages.h"

static const web_routes *const tables[] = { &data_routes, &api_routes, &compare_routes };

const service measure_service = {
    .name = "measure",
    .tables = tables,
    .n_tables = sizeof tables / sizeof *tables,
    .places = LAYOUT_HAS(LAYOUT_DATA),
};
