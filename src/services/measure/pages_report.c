/* GET /organisations/{organisation}/report.html: the board report of an organisation, as `upward report` writes it: one
 * file to keep, send and print. */
#include "base/memory.h"
#include "services/measure/chart_pages.h"
#include "services/measure/pages.h"

static bool is_published(const measure_indicators *all, text id)
{
    for (size_t i = 0; i < all->n; i++)
        if (text_equal(all->at[i].id, id))
            return all->at[i].is_published;
    return false;
}

static bool send(request *req, response *res, upw_error *error)
{
    organisation place;
    measure_indicators indicators;
    measure_entries entries;
    size_t n = 0;
    if (!people_find_named(req, &place, error) || !catalogue_list(req->db, req->arena, &indicators, error) ||
        !series_list(req->db, TEXT(""), place.id, req->arena, &entries, error))
        return false;
    for (size_t i = 0; i < entries.n; i++)
        if (is_published(&indicators, entries.at[i].key.indicator))
            entries.at[n++] = entries.at[i];
    if (n == 0)
        return upw_fail(error, UPW_NOT_FOUND, "there are no figures of this organisation");
    const organisation_list only = { &place, 1 };
    const pages_report wanted = { .indicators = &indicators,
                                  .entries = entries.at,
                                  .n = n,
                                  .organisations = &only,
                                  .title = memory_format(req->arena, "Board report of %.*s", TEXT_ARGS(place.name)),
                                  .format = REPORT_HTML };
    response_set_download(res, req->arena, memory_format(req->arena, "board-report-%.*s.html", TEXT_ARGS(place.id)));
    return pages_add_report(req, &wanted, &res->body, error);
}

static const route routes[] = {
    { WEB_GET, "/organisations/{organisation}/report.html", send, .needs = PERMISSION_S2_READ_PUBLISHED_CHARTS,
      .scope = WEB_SCOPE_PUBLISHED, .rate = WEB_RATE_FILES },
};
const web_routes measure_report_routes = { routes, sizeof routes / sizeof *routes };
