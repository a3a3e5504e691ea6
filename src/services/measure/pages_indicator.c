/* GET /measures/{indicator}: one indicator in all organisations, side by side on one scale, by name and never by rank.
 */
#include <stdlib.h>

#include "base/memory.h"
#include "services/measure/kept_parts.h"
#include "services/measure/pages_catalogue.h"
#include "services/measure/pages_series.h"
#include "services/services.h"
#include "web/search.h"
#include "web/url.h"

enum { PAGE_SIZE = 12, COLUMNS = 3 };

typedef struct member {
    const organisation *place;
    const measure_entry *entry;
} member;

typedef struct members {
    member *at;
    size_t n;
} members;

static int compare_names(const void *a, const void *b)
{
    return text_compare(((const member *)a)->place->name, ((const member *)b)->place->name);
}

static bool gather(request *req, const measure_indicator *about, text wanted, members *out, upw_error *error)
{
    organisation_list places;
    measure_entries entries;
    if (!organisations_list(req->db, TEXT(""), req->arena, &places, error) ||
        !series_list(req->db, about->id, TEXT(""), req->arena, &entries, error))
        return false;
    organisations_order_by_id(&places);
    *out = (members){ MEMORY_TAKE(req->arena, member, entries.n + 1), 0 };
    for (size_t i = 0; i < entries.n; i++) {
        const organisation *const place = organisations_look_up(&places, entries.at[i].key.organisation);
        if (place != NULL &&
            (text_contains_ignoring_case(place->name, wanted) || text_equal_ignoring_case(place->code, wanted)))
            out->at[out->n++] = (member){ place, &entries.at[i] };
    }
    if (out->n > 1)
        qsort(out->at, out->n, sizeof *out->at, compare_names);
    return true;
}

/* The series of a page as one table of the report, so that they share a scale. */
static bool draw(request *req, const measure_indicator *about, const member *at, size_t n, text *picture,
                 upw_error *error)
{
    analysis_input *const inputs = MEMORY_TAKE(req->arena, analysis_input, n + 1);
    measure_series *const all = MEMORY_TAKE(req->arena, measure_series, n + 1);
    analysis_table whole;
    for (size_t i = 0; i < n; i++) {
        bool found;
        if (!series_read(req->db, at[i].entry->key, req->arena, &all[i], &found, error) ||
            !analysis_prepare(&all[i], about, at[i].place->name, req->arena, &inputs[i], error))
            return false;
    }
    analysis_join(inputs, n, req->arena, &whole);
    buffer b;
    upw_error why = { 0 };
    buffer_init(&b, 4 << 20);
    *picture = TEXT("");
    if (reading_add_multiples(&b, memory_format(req->arena, "%.*s, on one scale", TEXT_ARGS(about->name)), &whole.table,
                              &whole.options, COLUMNS, req->arena, &why))
        *picture = memory_copy_text(req->arena, buffer_text(&b));
    buffer_clear(&b);
    return true;
}

static bool write_table(html_writer *h, request *req, const measure_indicator *about, const member *at, size_t n,
                        period last, upw_error *error)
{
    static const nhs_column columns[] = { { .words = { "Organisation", 12 } },
                                          { .words = { "Latest", 6 } },
                                          { .words = { "Change", 6 } },
                                          { .words = { "Target", 6 } },
                                          { .words = { "What it says", 12 } } };
    nhs_table table;
    nhs_begin_table(h, &table,
                    &(nhs_table_options){ .caption = TEXT("The same in words, by name"),
                                          .columns = columns,
                                          .n_columns = sizeof columns / sizeof *columns,
                                          .first_is_header = true,
                                          .is_summary = true });
    for (size_t i = 0; i < n; i++) {
        const analysis_wish wish = {
            .indicator = about, .place = at[i].place->name, .draws = READING_BRIEF | READING_SPARKLINE, .last = last
        };
        report_reading r;
        if (!analysis_read(req->db, services_of(req)->readings, at[i].entry, &wish, req->arena, &r, error))
            return false;
        nhs_begin_row(&table);
        nhs_cell_link(&table, measure_url(about->id, at[i].place, "", req->arena), at[i].place->name);
        measure_write_latest_cell(&table, &r);
        measure_write_icon_cells(&table, &r);
        nhs_begin_cell(&table, &(nhs_cell){ 0 });
        measure_sentence(h, r.words.variation);
        nhs_end_cell(&table);
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    return true;
}

static void write_search(html_writer *h, const measure_indicator *about, const web_search *search, upw_arena *arena)
{
    html_open(h, "form");
    html_attr_literal(h, "method", "get");
    html_attr(h, "action", memory_format(arena, "/measures/%.*s", TEXT_ARGS(about->id)));
    html_attr_literal(h, "role", "search");
    nhs_search_input(h, &(nhs_search_input_options){ .name = TEXT("q"),
                                                     .label = { TEXT("Name or code of an organisation") },
                                                     .value = search->typed,
                                                     .error = search->error,
                                                     .button_words = TEXT("Search") });
    html_close(h, "form");
}

static void write_about(html_writer *h, const measure_indicator *about)
{
    static const char *const better[UPW_IMPROVEMENT_COUNT] = { "Higher", "Lower", "Neither" };
    const nhs_summary_row all[] = {
        { TEXT("Definition"), about->definition }, { TEXT("Number"), about->numerator },
        { TEXT("Out of"), about->denominator },    { TEXT("Better is"), text_of(better[about->improvement]) },
        { TEXT("Source"), about->source },         { TEXT("Owner"), about->owner }
    };
    nhs_summary_row rows[sizeof all / sizeof *all];
    size_t n = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].value.len > 0)
            rows[n++] = all[i];
    nhs_summary_list(h, &(nhs_summary_list_options){ .rows = rows, .n_rows = n });
}

/* Other looks at the same figures. */
static bool write_more(html_writer *h, request *req, const measure_indicator *about, upw_error *error)
{
    bool may_screen = false, may_change;
    const workflow_person *const who = people_who_asks(req);
    for (size_t i = 0; who != NULL && i < who->n_seats && !may_screen; i++)
        if (!people_may(req, PERMISSION_S2_SEE_GAMING_SCREEN_RESULTS, who->seats[i].organisation, &may_screen, NULL,
                        error))
            return false;
    if (!catalogue_may_change(req, &may_change, error))
        return false;
    nhs_begin_list(h, false);
    html_open(h, "li");
    nhs_link(h, memory_format(req->arena, "/measures/%.*s/compare", TEXT_ARGS(about->id)),
             TEXT("Compared with others, by chance and the spread that all share"));
    html_close(h, "li");
    html_open(h, "li");
    nhs_link(h, memory_format(req->arena, "/measures/%.*s/path", TEXT_ARGS(about->id)),
             TEXT("Agreed paths, and results beside them"));
    html_close(h, "li");
    if (may_screen) {
        html_open(h, "li");
        nhs_link(h, memory_format(req->arena, "/measures/%.*s/screen", TEXT_ARGS(about->id)),
                 TEXT("Too steady to be chance? The screen of your organisations"));
        html_close(h, "li");
    }
    if (may_change) {
        html_open(h, "li");
        nhs_link(h, catalogue_url(about->id, req->arena), TEXT("Change this indicator"));
        html_close(h, "li");
    }
    nhs_end_list(h, false);
    return true;
}

/* Of one that was ever changed. */
static bool write_changes(html_writer *h, request *req, const measure_indicator *about, upw_error *error)
{
    if (about->version <= 1)
        return true;
    nhs_begin_details(h, &(nhs_details_options){ .summary = TEXT("How its definition has changed") });
    if (!catalogue_write_history(h, req, about, error))
        return false;
    nhs_end_details(h);
    return true;
}

/* The organisations of a page, for an address and what somebody may see. */
static bool write_organisations(html_writer *h, request *req, const void *context, upw_error *error)
{
    const web_search *const search = context;
    measure_indicator about;
    members all;
    period last;
    bool has_last;
    text picture;
    if (!measure_find_visible(req, &about, error) || !gather(req, &about, search->wanted, &all, error) ||
        !series_find_last(req->db, about.id, &last, &has_last, error))
        return false;
    const size_t first = PAGE_SIZE * paging_read(req, all.n, PAGE_SIZE);
    const size_t n = all.n - first < PAGE_SIZE ? all.n - first : PAGE_SIZE;
    if (!draw(req, &about, all.at + first, n, &picture, error))
        return false;
    write_search(h, &about, search, req->arena);
    if (all.n == 0)
        nhs_inset_text(h, search->wanted.len > 0 ? TEXT("No organisation of this name or code has figures.")
                                                 : TEXT("There are no figures yet."));
    if (n > 0 && picture.len > 0) {
        layout_begin_figure(h);
        buffer_add(html_lend(h), picture);
        layout_end_figure(h);
    }
    if (n > 0 && !write_table(h, req, &about, all.at + first, n, last, error))
        return false;
    paging_write(h, req, all.n, PAGE_SIZE);
    return true;
}

static bool show(request *req, response *res, upw_error *error)
{
    measure_indicator about;
    const web_search search = web_search_read(req, res, "q");
    if (!measure_find_visible(req, &about, error))
        return false;
    const nhs_crumb crumbs[] = { { TEXT("Measures"), TEXT("/measures") } };
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = about.name,
                                                     .caption = text_of(measure_themes[about.theme].words),
                                                     .place = LAYOUT_MEASURES,
                                                     .is_wide = true,
                                                     .crumbs = crumbs,
                                                     .n_crumbs = 1,
                                                     .errors = search.errors,
                                                     .n_errors = search.n_errors });
    write_about(h, &about);
    return write_changes(h, req, &about, error) && write_more(h, req, &about, error) &&
           measure_write_part(h, req, write_organisations, &search, error) && web_page_end(h, error);
}

static const route routes[] = {
    { WEB_GET, "/measures/{indicator}", show, .needs = PERMISSION_S2_READ_PUBLISHED_CHARTS,
      .scope = WEB_SCOPE_PUBLISHED, .rate = WEB_RATE_SEARCH },
};
const web_routes measure_indicator_routes = { routes, sizeof routes / sizeof *routes };
