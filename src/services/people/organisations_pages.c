/* Who there is: found by name or code; what became of whom; the tree as a file. */
#include "base/civil.h"
#include "base/memory.h"
#include "services/people/pages.h"
#include "services/people/people.h"
#include "services/words.h"
#include "web/page.h"
#include "web/search.h"
#include "web/url.h"

enum { PAGE_SIZE = 25 };

static void select_wanted(const organisation_list *all, text wanted, upw_arena *arena, organisation_list *out)
{
    *out = (organisation_list){ MEMORY_TAKE(arena, organisation, all->n + 1), 0 };
    for (size_t i = 0; i < all->n; i++) {
        const organisation *const o = &all->at[i];
        if (text_contains_ignoring_case(o->name, wanted) || text_equal_ignoring_case(o->code, wanted) ||
            text_equal_ignoring_case(o->id, wanted))
            out->at[out->n++] = *o;
    }
}

static void write_search(html_writer *h, const web_search *search)
{
    html_literal(h, "<form method=\"get\" action=\"/organisations\" role=\"search\">");
    nhs_search_input(h, &(nhs_search_input_options){ .name = TEXT("q"),
                                                     .label = { TEXT("Name or code") },
                                                     .value = search->typed,
                                                     .error = search->error,
                                                     .button_words = TEXT("Search") });
    html_literal(h, "</form>");
}

static void write_table(html_writer *h, const organisation_list *all, const organisation_list *found, size_t first,
                        upw_arena *arena)
{
    static const nhs_column columns[] = { { .words = { "Organisation", 12 } },
                                          { .words = { "Code", 4 } },
                                          { .words = { "Kind", 4 } },
                                          { .words = { "Belongs to", 10 } } };
    const text caption = memory_format(arena, "%zu organisation%s", found->n, found->n == 1 ? "" : "s");
    const nhs_table_options options = { .caption = caption,
                                        .columns = columns,
                                        .n_columns = sizeof columns / sizeof *columns,
                                        .first_is_header = true,
                                        .is_responsive = true };
    nhs_table table;
    nhs_begin_table(h, &table, &options);
    for (size_t i = first; i < found->n && i < first + PAGE_SIZE; i++) {
        const organisation *const o = &found->at[i], *const above = organisations_look_up(all, o->parent);
        nhs_begin_row(&table);
        nhs_cell_link(&table, organisation_url(o, arena), o->name);
        nhs_cell_text(&table, o->code);
        nhs_cell_text(&table, text_of(o->kind->words));
        nhs_cell_text(&table, above != NULL ? above->name : TEXT(""));
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
}

static bool show_list(request *req, response *res, upw_error *error)
{
    char today[CIVIL_DAY_LEN + 1];
    organisation_list all, found;
    const web_search search = web_search_read(req, res, "q");
    civil_write_day(civil_day_of(req->now_ms), today);
    if (!organisations_list(req->db, text_of(today), req->arena, &all, error))
        return false;
    select_wanted(&all, search.wanted, req->arena, &found);
    organisations_order_by_id(&all);
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("Organisations"),
                                                     .place = LAYOUT_ORGANISATIONS,
                                                     .is_place = true,
                                                     .is_wide = true,
                                                     .errors = search.errors,
                                                     .n_errors = search.n_errors });
    write_search(h, &search);
    if (found.n == 0)
        nhs_inset_text(h, TEXT("No organisation of today has this name or code. Try a part of the name."));
    else
        write_table(h, &all, &found, PAGE_SIZE * paging_read(req, found.n, PAGE_SIZE), req->arena);
    paging_write(h, req, found.n, PAGE_SIZE);
    html_open(h, "p");
    nhs_link(h, TEXT("/organisations.csv"), TEXT("All organisations as a file (CSV)"));
    html_close(h, "p");
    return web_page_end(h, error);
}

static void write_relatives(html_writer *h, const char *heading, const organisation_list *relatives, upw_arena *arena)
{
    if (relatives->n == 0)
        return;
    nhs_heading(h, &(nhs_heading_options){ .words = text_of(heading), .level = 2, .size = NHS_M });
    nhs_begin_list(h, false);
    for (size_t i = 0; i < relatives->n; i++) {
        html_open(h, "li");
        nhs_link(h, organisation_url(&relatives->at[i], arena), relatives->at[i].name);
        html_close(h, "li");
    }
    nhs_end_list(h, false);
}

bool organisations_add_links(request *req, const organisation *of, service_links *links, upw_error *error)
{
    organisation_list before, after;
    if (!organisations_list_predecessors(req->db, of->id, req->arena, &before, error) ||
        !organisations_list_successors(req->db, of->id, req->arena, &after, error))
        return false;
    if (before.n + after.n == 0)
        return true;
    service_links_add(
        links,
        (service_link){ .words = TEXT("Mergers"),
                        .href = memory_format(req->arena, "%.*s/history", TEXT_ARGS(organisation_url(of, req->arena))),
                        .more = memory_format(req->arena, "%zu predecessor%s, %zu successor%s", before.n,
                                              before.n == 1 ? "" : "s", after.n, after.n == 1 ? "" : "s") });
    return true;
}

static bool show_history(request *req, response *res, upw_error *error)
{
    organisation o;
    organisation_list before, after, above;
    if (!people_find_named(req, &o, error) ||
        !organisations_list_predecessors(req->db, o.id, req->arena, &before, error) ||
        !organisations_list_successors(req->db, o.id, req->arena, &after, error) ||
        !organisations_list_above(req->db, o.id, req->arena, &above, error))
        return false;
    const nhs_crumb crumbs[] = { { TEXT("Organisations"), TEXT("/organisations") },
                                 { o.name, organisation_url(&o, req->arena) } };
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("History"),
                                                     .caption = o.name,
                                                     .place = LAYOUT_ORGANISATIONS,
                                                     .crumbs = crumbs,
                                                     .n_crumbs = sizeof crumbs / sizeof *crumbs });
    const nhs_summary_row rows[] = { { TEXT("Kind"), text_of(o.kind->words) },
                                     { TEXT("Opened"), words_of_stored_day(o.opened, "Not known", req->arena) },
                                     { TEXT("Closed"), words_of_stored_day(o.closed, "Still there", req->arena) } };
    nhs_summary_list(h, &(nhs_summary_list_options){ .rows = rows, .n_rows = sizeof rows / sizeof *rows });
    write_relatives(h, "Belongs to", &above, req->arena);
    write_relatives(h, "Came out of", &before, req->arena);
    write_relatives(h, "Became part of", &after, req->arena);
    return web_page_end(h, error);
}

static bool send_csv(request *req, response *res, upw_error *error)
{
    res->kind = WEB_CSV;
    response_set_download(res, req->arena, TEXT("organisations.csv"));
    return organisations_add_csv(&res->body, req->db, error);
}

static const route routes[] = {
    { WEB_GET, "/organisations", show_list, .needs = WEB_ANYONE },
    { WEB_GET, "/organisations.csv", send_csv, .needs = WEB_ANYONE, .rate = WEB_RATE_FILES },
    { WEB_GET, "/organisations/{organisation}/history", show_history, .needs = WEB_ANYONE, .scope = WEB_SCOPE_ANY },
};
const web_routes organisations_routes = { routes, sizeof routes / sizeof *routes };
