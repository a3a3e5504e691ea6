/* /organisations/{code}: who this is, and what is said about it, side by side. */
#include "services/place/place.h"

#include "base/memory.h"
#include "services/measure/measure.h"
#include "services/place/place_internal.h"

static void write_links(html_writer *h, text heading, const organisation_list *list, upw_arena *arena)
{
    if (list->n == 0)
        return;
    nhs_heading(h, &(nhs_heading_options){ .words = heading, .level = 2, .size = NHS_M });
    nhs_begin_list(h, false);
    for (size_t i = 0; i < list->n; i++) {
        html_open(h, "li");
        nhs_link(h, organisation_url(&list->at[i], arena), list->at[i].name);
        html_close(h, "li");
    }
    nhs_end_list(h, false);
}

/* All its charts in one file, and the same page by page. */
static void write_files(html_writer *h, const organisation *o, bool has_charts, upw_arena *arena)
{
    if (!has_charts)
        return;
    nhs_begin_list(h, false);
    html_open(h, "li");
    nhs_link(h, memory_format(arena, "%.*s/report.html", TEXT_ARGS(organisation_url(o, arena))),
             TEXT("The board report, as one file (HTML)"));
    html_close(h, "li");
    html_open(h, "li");
    nhs_link(h, memory_format(arena, "/measures?organisation=%.*s", TEXT_ARGS(o->id)),
             TEXT("Its charts, to be searched"));
    html_close(h, "li");
    nhs_end_list(h, false);
}

/* "Clinical commissioning group · Hertfordshire and the South Midlands · …" */
static text describe(const organisation *o, const organisation_list *above, upw_arena *arena)
{
    const char first = o->kind->words[0];
    text words = memory_format(arena, "%c%s", first >= 'a' && first <= 'z' ? first - 'a' + 'A' : first,
                               first != '\0' ? o->kind->words + 1 : "");
    for (size_t i = 0; i < above->n; i++)
        words = memory_format(arena, "%.*s · %.*s", TEXT_ARGS(words), TEXT_ARGS(above->at[i].name));
    return words;
}

static void write_more(html_writer *h, const organisation *o, upw_arena *arena)
{
    static const struct {
        const char *tail, *words;
    } pages[] = { { "/population", "Its population and their needs" },
                  { "/links", "What else there is about it" },
                  { "/history", "Mergers, predecessors and successors" } };
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("More about it"), .level = 2, .size = NHS_M });
    nhs_begin_list(h, false);
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        html_open(h, "li");
        nhs_link(h, memory_format(arena, "%.*s%s", TEXT_ARGS(organisation_url(o, arena)), pages[i].tail),
                 text_of(pages[i].words));
        html_close(h, "li");
    }
    nhs_end_list(h, false);
}

static bool show(request *req, response *res, upw_error *error)
{
    organisation o;
    organisation_list above, below;
    bool has_charts;
    if (!people_find_named(req, &o, error) || !organisations_list_above(req->db, o.id, req->arena, &above, error) ||
        !organisations_list_children(req->db, o.id, req->arena, &below, error))
        return false;
    const nhs_crumb crumbs[] = { { TEXT("Organisations"), TEXT("/organisations") } };
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = o.name,
                                                     .caption = describe(&o, &above, req->arena),
                                                     .place = LAYOUT_ORGANISATIONS,
                                                     .is_wide = true,
                                                     .crumbs = crumbs,
                                                     .n_crumbs = sizeof crumbs / sizeof *crumbs });
    if (!measure_write_place(h, req, &o, &has_charts, error))
        return false;
    write_files(h, &o, has_charts, req->arena);
    write_links(h, TEXT("Below it"), &below, req->arena);
    write_more(h, &o, req->arena);
    return web_page_end(h, error);
}

static const route routes[] = {
    { WEB_GET, "/organisations/{organisation}", show, .needs = PERMISSION_S8_SEE_ANOTHER_BODYS_ONE_PAGE_VIEW,
      .scope = WEB_SCOPE_PUBLISHED },
};
static const web_routes table = { routes, sizeof routes / sizeof *routes };
static const web_routes *const tables[] = { &table, &place_population_routes, &place_links_routes };

const service place_service = {
    .name = "place",
    .tables = tables,
    .n_tables = sizeof tables / sizeof *tables, /* NOLINT(bugprone-sizeof-expression): pointers are what it holds */
};
