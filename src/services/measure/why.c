/* GET /measures/why-no-traffic-lights: the case against red, amber and green, with the reader's own figures turned into
 * colours (in words, never in colour) and back. */
#include <math.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/unit.h"
#include "report/lights.h"
#include "services/measure/analysis.h"
#include "services/measure/pages.h"
#include "web/page.h"

/* What somebody asks for. */
typedef struct question {
    measure_indicator of;
    organisation place;
    bool has_series;
    double amber_from, green_from; /* as people write them: 90 for 90 % */
    bool has_cut_offs;
} question;

static bool read_number(const request *req, const char *name, double *out)
{
    text typed = text_trim(request_query(req, name));
    if (typed.len > 0 && typed.at[typed.len - 1] == '%')
        typed.len--;
    return number_parse(text_trim(typed), out) && isfinite(*out);
}

/* Of a series that is not there, or that may not be seen, nothing is said. */
static bool read_question(request *req, question *q, upw_error *error)
{
    const text id = request_query(req, "indicator"), place = request_query(req, "organisation");
    bool has_indicator = false, has_place = false;
    if (id.len > 0 && !catalogue_find(req->db, id, req->arena, &q->of, &has_indicator, error))
        return false;
    if (place.len > 0 && !organisations_find(req->db, place, req->arena, &q->place, &has_place, error))
        return false;
    q->has_series = has_indicator && q->of.is_published && has_place;
    q->has_cut_offs = read_number(req, "amber", &q->amber_from) && read_number(req, "green", &q->green_from);
    return true;
}

/* ---- the reader's own figures ---- */

static bool write_reading(html_writer *h, request *req, const question *q, upw_error *error)
{
    measure_series series;
    bool found;
    if (!series_read(req->db, (measure_key){ q->of.id, q->place.id }, req->arena, &series, &found, error))
        return false;
    if (!found) {
        nhs_inset_text(h, TEXT("This organisation has no figures of this measure."));
        return true;
    }
    const bool is_share = unit_parse(q->of.unit).kind == UNIT_SHARE;
    const double scale = is_share ? 100 : 1;
    light_scheme scheme = { .worths = { 0, 1, 2 }, .sigma = NAN };
    analysis_input *const input = MEMORY_TAKE(req->arena, analysis_input, 1);
    const upw_lights_options options = { 0 };
    lights_series lights;
    upw_error refusal = { 0 };
    if (!schemes_set_cut_offs(q->amber_from / scale, q->green_from / scale, q->of.improvement != UPW_NEUTRAL,
                              q->of.improvement == UPW_DECREASE, &scheme.cut, &refusal) ||
        !analysis_prepare(&series, &q->of, q->place.name, req->arena, input, &refusal) ||
        !lights_review_series(&input->table, 0, &scheme, &options, req->arena, NULL, NULL, &lights, &refusal)) {
        nhs_inset_text(h, memory_format(req->arena, "This light cannot hang over these figures: %s", refusal.message));
        return true;
    }
    nhs_heading(h, &(nhs_heading_options){ .words = memory_format(req->arena, "%.*s, %.*s", TEXT_ARGS(q->of.name),
                                                                  TEXT_ARGS(q->place.name)),
                                           .level = 2,
                                           .size = NHS_M });
    nhs_paragraph(h, memory_format(req->arena, "The light: %.*s.",
                                   TEXT_ARGS(lights_describe_scheme(&scheme, is_share, req->arena))));
    nhs_paragraph(h, lights_write_paragraph(&lights, NULL, req->arena));
    return true;
}

/* ---- the form ---- */

static bool write_form(html_writer *h, request *req, const question *q, upw_error *error)
{
    measure_indicators all;
    if (!catalogue_list(req->db, req->arena, &all, error))
        return false;
    nhs_option *const items = MEMORY_TAKE(req->arena, nhs_option, all.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++)
        if (all.at[i].is_published)
            items[n++] = (nhs_option){ .words = all.at[i].name, .value = all.at[i].id, .has_value = true };
    const text own = req->person != NULL ? req->person->organisation : TEXT("");
    const text place = request_query(req, "organisation");
    html_open(h, "form");
    html_attr_literal(h, "method", "get");
    html_attr_literal(h, "action", "/measures/why-no-traffic-lights");
    nhs_select(
        h,
        &(nhs_select_options){
            .name = TEXT("indicator"), .label = { TEXT("Measure") }, .value = q->of.id, .items = items, .n_items = n });
    nhs_input(h, &(nhs_input_options){ .name = TEXT("organisation"),
                                       .label = { TEXT("Organisation") },
                                       .hint = TEXT("Its code, like 03V"),
                                       .value = place.len > 0 ? place : own,
                                       .width = 10,
                                       .no_spellcheck = true });
    nhs_input(h, &(nhs_input_options){ .name = TEXT("amber"),
                                       .label = { TEXT("Amber from") },
                                       .hint = TEXT("In the unit of the measure: 90 for 90%"),
                                       .value = request_query(req, "amber"),
                                       .inputmode = "decimal",
                                       .width = 5 });
    nhs_input(h, &(nhs_input_options){ .name = TEXT("green"),
                                       .label = { TEXT("Green from") },
                                       .value = request_query(req, "green"),
                                       .inputmode = "decimal",
                                       .width = 5 });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Turn figures into colours"), .variant = NHS_BUTTON_SECONDARY });
    html_close(h, "form");
    return true;
}

static void write_case(html_writer *h)
{
    static const struct {
        const char *heading, *words;
    } points[] = {
        { "It changes its mind by chance",
          "A service that sits still near a cut-off is shown red, amber and green by turns. Each change asks for an "
          "explanation of something that did not happen." },
        { "It hides what happens", "Worse and worse is the same red for two years; better and better is the same "
                                   "green. Three colours keep a small "
                                   "part of what the figures know." },
        { "It punishes those who begin",
          "A reform that works gets worse before it gets better. A straight line calls it red for as long as it needs "
          "patience." },
        { "It rewards the nearest line",
          "Effort goes to whoever is just under a cut-off, and figures gather on its right side." },
    };
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        nhs_heading(h, &(nhs_heading_options){ .words = text_of(points[i].heading), .level = 2, .size = NHS_S });
        nhs_paragraph(h, text_of(points[i].words));
    }
}

static bool show(request *req, response *res, upw_error *error)
{
    question q = { 0 };
    if (!read_question(req, &q, error))
        return false;
    const nhs_crumb crumbs[] = { { TEXT("Measures"), TEXT("/measures") } };
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("Why there are no traffic lights here"),
                                                     .place = LAYOUT_MEASURES,
                                                     .crumbs = crumbs,
                                                     .n_crumbs = 1 });
    if (q.has_series && q.has_cut_offs) {
        if (!write_reading(h, req, &q, error))
            return false;
    } else {
        write_case(h);
        if (request_query(req, "indicator").len > 0)
            nhs_inset_text(h, TEXT("Give a measure, the code of an organisation, and two numbers."));
    }
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Try it on figures of your own"), .level = 2, .size = NHS_M });
    if (!write_form(h, req, &q, error))
        return false;
    return web_page_end(h, error);
}

static const route routes[] = {
    { WEB_GET, "/measures/why-no-traffic-lights", show, .needs = PERMISSION_S2_READ_PUBLISHED_CHARTS,
      .rate = WEB_RATE_SEARCH },
};
const web_routes why_routes = { routes, sizeof routes / sizeof *routes };
