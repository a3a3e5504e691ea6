/* /organisations/{code}/links: what each service has of it, in totals, and the way there. A service that has nothing
 * says nothing. */
#include "services/place/place_internal.h"

#include "base/memory.h"

static bool gather(request *req, const organisation *o, service_links *all, upw_error *error)
{
    *all = (service_links){ .arena = req->arena };
    for (size_t i = 0; i < services_count; i++)
        if (services_all[i]->add_links != NULL && !services_all[i]->add_links(req, o, all, error))
            return false;
    return true;
}

static void write_list(html_writer *h, const service_links *all)
{
    nhs_begin_list(h, false);
    for (size_t i = 0; i < all->n; i++) {
        html_open(h, "li");
        nhs_link(h, all->at[i].href, all->at[i].words);
        if (all->at[i].more.len > 0) {
            html_words(h, ": ");
            html_text(h, all->at[i].more);
        }
        html_close(h, "li");
    }
    nhs_end_list(h, false);
}

static bool show(request *req, response *res, upw_error *error)
{
    organisation o;
    service_links all;
    if (!people_find_named(req, &o, error) || !gather(req, &o, &all, error))
        return false;
    const nhs_crumb crumbs[] = { { TEXT("Organisations"), TEXT("/organisations") },
                                 { o.name, organisation_url(&o, req->arena) } };
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("What there is about it"),
                                                     .caption = o.name,
                                                     .place = LAYOUT_ORGANISATIONS,
                                                     .crumbs = crumbs,
                                                     .n_crumbs = 2 });
    if (all.n > 0)
        write_list(h, &all);
    else
        nhs_inset_text(h, TEXT("Nothing about it has been published here yet."));
    return web_page_end(h, error);
}

static const route routes[] = {
    { WEB_GET, "/organisations/{organisation}/links", show, .needs = PERMISSION_S8_SEE_ANOTHER_BODYS_ONE_PAGE_VIEW,
      .scope = WEB_SCOPE_PUBLISHED },
};
const web_routes place_links_routes = { routes, sizeof routes / sizeof *routes };
