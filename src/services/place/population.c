/* /organisations/{code}/population: for whom all the rest is done: size, age, need and how they change. */
#include "services/place/place_internal.h"

#include "services/measure/measure.h"

static bool show(request *req, response *res, upw_error *error)
{
    organisation o;
    bool has_any;
    if (!people_find_named(req, &o, error))
        return false;
    const nhs_crumb crumbs[] = { { TEXT("Organisations"), TEXT("/organisations") },
                                 { o.name, organisation_url(&o, req->arena) } };
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("The population and its needs"),
                                                     .caption = o.name,
                                                     .place = LAYOUT_ORGANISATIONS,
                                                     .is_wide = true,
                                                     .crumbs = crumbs,
                                                     .n_crumbs = 2 });
    nhs_paragraph(h, TEXT("What the people here need, for those who read the rest. Nobody is judged by it."));
    if (!measure_write_population(h, req, &o, &has_any, error))
        return false;
    if (!has_any) {
        nhs_inset_text(
            h, TEXT("No figures about this population have been loaded, so this page cannot say how many people "
                    "there are, how old they are, what they need, or how that changes."));
        nhs_paragraph(h, TEXT("Such figures are indicators of the theme Needs of the population: an analyst of the "
                              "federation adds them to the catalogue, and they are loaded like all others."));
        nhs_action_link(h, &(nhs_action_link_options){ TEXT("The catalogue of indicators"), TEXT("/measures/catalogue"),
                                                       NHS_ON_LIGHT });
    }
    return web_page_end(h, error);
}

static const route routes[] = {
    { WEB_GET, "/organisations/{organisation}/population", show, .needs = PERMISSION_S8_SEE_ANOTHER_BODYS_ONE_PAGE_VIEW,
      .scope = WEB_SCOPE_PUBLISHED, .rate = WEB_RATE_SEARCH },
};
const web_routes place_population_routes = { routes, sizeof routes / sizeof *routes };
