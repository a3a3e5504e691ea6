/* GET /measures/{indicator}/path: what was agreed, which is no straight line, stage by stage, and results beside it:
 * the organisations that have agreed a path, by name and never by rank. */
#include <stdlib.h>

#include "base/memory.h"
#include "services/measure/pages_series.h"
#include "services/services.h"
#include "web/url.h"

enum { PAGE_SIZE = 5 };

typedef struct agreed_place {
    const organisation *place;
    measure_entry entry;
} agreed_place;

typedef struct agreed_places {
    agreed_place *at;
    size_t n;
} agreed_places;

static int compare_names(const void *a, const void *b)
{
    return text_compare(((const agreed_place *)a)->place->name, ((const agreed_place *)b)->place->name);
}

/* All, or the one that ?organisation= asks for. */
static bool gather(request *req, const measure_indicator *about, agreed_places *out, upw_error *error)
{
    organisation_list *const all = MEMORY_TAKE(req->arena, organisation_list, 1);
    text *ids;
    size_t n;
    const text wanted = request_query(req, "organisation");
    if (!organisations_list(req->db, TEXT(""), req->arena, all, error) ||
        !plans_list_places(req->db, about->id, req->arena, &ids, &n, error))
        return false;
    organisations_order_by_id(all);
    *out = (agreed_places){ MEMORY_TAKE(req->arena, agreed_place, n + 1), 0 };
    for (size_t i = 0; i < n; i++) {
        const organisation *const place = organisations_look_up(all, ids[i]);
        measure_entries entries;
        if (place == NULL || (wanted.len > 0 && !text_equal(wanted, place->id) && !text_equal(wanted, place->code)))
            continue;
        if (!series_list(req->db, about->id, place->id, req->arena, &entries, error))
            return false;
        if (entries.n > 0)
            out->at[out->n++] = (agreed_place){ place, entries.at[0] };
    }
    if (out->n > 1)
        qsort(out->at, out->n, sizeof *out->at, compare_names);
    return true;
}

/* ---- the page ---- */

static void write_stages(html_writer *h, const report_reading *r)
{
    nhs_begin_list(h, false);
    for (size_t i = 0; i < r->n_path_stages; i++) {
        html_open(h, "li");
        measure_sentence(h, r->path_stages[i]);
        html_close(h, "li");
    }
    nhs_end_list(h, false);
}

static bool write_agreement(html_writer *h, request *req, measure_key key, upw_error *error)
{
    measure_plan plan;
    if (!plans_find_agreed(req->db, key, req->arena, &plan, error))
        return false;
    if (plan.agreed.version > 0)
        nhs_paragraph(h,
                      memory_format(req->arena, "Agreed with %.*s on %.*s%s%.*s.", TEXT_ARGS(plan.agreed.agreed_with),
                                    TEXT_ARGS(words_of_day(plan.agreed.at_ms, req->arena)),
                                    plan.agreed.reason.len > 0 ? ": " : "", TEXT_ARGS(plan.agreed.reason)));
    return true;
}

static void write_numbers(html_writer *h, const report_reading *r, text place, upw_arena *arena)
{
    static const nhs_column columns[] = { { .words = { "Period", 6 }, .keeps_lines = true },
                                          { .words = { "Agreed", 6 }, .is_numeric = true },
                                          { .words = { "Range", 5 }, .is_numeric = true },
                                          { .words = { "Result", 6 }, .is_numeric = true } };
    nhs_table table;
    nhs_begin_details(
        h, &(nhs_details_options){ .summary = memory_format(arena, "The path of %.*s in numbers", TEXT_ARGS(place)) });
    nhs_begin_table(h, &table,
                    &(nhs_table_options){ .caption = memory_format(arena, "%.*s, the latest first", TEXT_ARGS(place)),
                                          .caption_size = NHS_S,
                                          .columns = columns,
                                          .n_columns = sizeof columns / sizeof *columns,
                                          .first_is_header = true,
                                          .is_compact = true,
                                          .is_responsive = true });
    for (size_t i = r->n; i-- > 0;) {
        const report_point *const p = &r->points[i];
        if (p->agreed.len == 0)
            continue;
        const text cells[] = { words_of_period_short(p->when, arena), p->agreed, p->range, p->figure };
        nhs_begin_row(&table);
        for (size_t k = 0; k < sizeof cells / sizeof *cells; k++)
            nhs_cell_text(&table, cells[k]);
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    nhs_end_details(h);
}

static bool write_place(html_writer *h, request *req, const measure_indicator *about, const agreed_place *one,
                        const analysis_wish *wish, upw_error *error)
{
    report_reading r;
    if (!analysis_read(req->db, services_of(req)->readings, &one->entry, wish, req->arena, &r, error))
        return false;
    nhs_heading(h, &(nhs_heading_options){ .words = one->place->name, .level = 2, .size = NHS_M });
    measure_paragraph(h, r.words.path.len > 0 ? r.words.path : r.words.variation);
    if (r.path_chart.len > 0) {
        layout_begin_figure(h);
        buffer_add(html_lend(h), r.path_chart);
        layout_end_figure(h);
    }
    if (r.n_path_stages > 0)
        write_stages(h, &r);
    if (!write_agreement(h, req, one->entry.key, error))
        return false;
    if (r.has_path)
        write_numbers(h, &r, one->place->name, req->arena);
    html_open(h, "p");
    nhs_link(h, measure_url(about->id, one->place, "", req->arena),
             memory_format(req->arena, "The chart of %.*s", TEXT_ARGS(one->place->name)));
    html_close(h, "p");
    return true;
}

static bool show(request *req, response *res, upw_error *error)
{
    measure_indicator about;
    agreed_places all;
    period last = { 0 };
    bool has_last;
    if (!measure_find_visible(req, &about, error) || !gather(req, &about, &all, error) ||
        !series_find_last(req->db, about.id, &last, &has_last, error))
        return false;
    const nhs_crumb crumbs[] = { { TEXT("Measures"), TEXT("/measures") },
                                 { about.name, memory_format(req->arena, "/measures/%.*s", TEXT_ARGS(about.id)) } };
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("Agreed paths"),
                                                     .caption = about.name,
                                                     .place = LAYOUT_MEASURES,
                                                     .is_wide = true,
                                                     .crumbs = crumbs,
                                                     .n_crumbs = 2 });
    nhs_paragraph(h, TEXT("A change takes time before it shows, and often things get worse first. So each organisation "
                          "agrees a path that is no straight line, and its results are held against that path, not "
                          "against a target that they cannot have reached yet."));
    if (all.n == 0)
        nhs_inset_text(h, TEXT("Nobody has agreed a path for this yet. The lead of a body does that on the page of its "
                               "chart."));
    const size_t first = PAGE_SIZE * paging_read(req, all.n, PAGE_SIZE);
    for (size_t i = first; i < all.n && i < first + PAGE_SIZE; i++) {
        const analysis_wish wish = { .indicator = &about,
                                     .place = all.at[i].place->name,
                                     .draws = READING_PATH,
                                     .id = memory_format(req->arena, "place-%zu", i + 1),
                                     .last = last };
        if (!write_place(h, req, &about, &all.at[i], &wish, error))
            return false;
    }
    paging_write(h, req, all.n, PAGE_SIZE);
    return web_page_end(h, error);
}

static const route routes[] = {
    { WEB_GET, "/measures/{indicator}/path", show, .needs = PERMISSION_S2_READ_PUBLISHED_CHARTS,
      .scope = WEB_SCOPE_PUBLISHED, .rate = WEB_RATE_SEARCH },
};
const web_routes measure_path_routes = { routes, sizeof routes / sizeof *routes };
