/* GET /measures/catalogue: what is measured, and who answers for it. */
#include "services/measure/pages_catalogue.h"

#include "base/memory.h"
#include "web/url.h"

enum { PAGE_SIZE = 50 };

bool catalogue_may_change(request *req, bool *may, upw_error *error)
{
    return people_may(req, PERMISSION_S2_LOAD_DATA_FOR_OWN_ORGANISATION, TEXT(""), may, NULL, error);
}

text catalogue_url(text id, upw_arena *arena)
{
    return memory_format(arena, "/measures/catalogue/%.*s", TEXT_ARGS(id));
}

text catalogue_name_changer(request *req, text person)
{
    return person.len > 0 ? measure_name_person(req, person) : TEXT("the system");
}

bool catalogue_write_history(html_writer *h, request *req, const measure_indicator *of, upw_error *error)
{
    static const nhs_column columns[] = { { .words = { "What was changed", 16 } },
                                          { .words = { "Was before", 10 } },
                                          { .words = { "Changed on", 10 } },
                                          { .words = { "By", 2 } } };
    catalogue_changes all;
    nhs_table table;
    if (!catalogue_list_changes(req->db, of->id, 0, req->arena, &all, error))
        return false;
    if (all.n == 0)
        return true;
    nhs_begin_table(h, &table,
                    &(nhs_table_options){ .caption = TEXT("What it was before, the latest change first"),
                                          .caption_size = NHS_S,
                                          .columns = columns,
                                          .n_columns = sizeof columns / sizeof *columns,
                                          .first_is_header = true,
                                          .is_responsive = true });
    for (size_t i = 0; i < all.n; i++) {
        const catalogue_change_row *const c = &all.at[i];
        nhs_begin_row(&table);
        nhs_cell_text(&table, c->is_adding ? TEXT("Added") : text_of(catalogue_faces[c->field].words));
        nhs_cell_text(&table, c->is_adding ? TEXT("Not there") : catalogue_describe(c->field, c->was));
        nhs_cell_text(&table, words_of_day(c->at_ms, req->arena));
        nhs_cell_text(&table, catalogue_name_changer(req, c->person));
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    return true;
}

/* ---- the list ---- */

/* Those that whoever asks may see. */
static bool select_seen(request *req, const measure_indicators *all, measure_indicators *out, upw_error *error)
{
    *out = (measure_indicators){ MEMORY_TAKE(req->arena, measure_indicator, all->n + 1), 0 };
    for (size_t i = 0; i < all->n; i++) {
        bool may;
        if (!measure_may_see(req, &all->at[i], TEXT(""), &may, error))
            return false;
        if (may)
            out->at[out->n++] = all->at[i];
    }
    return true;
}

static void write_row(nhs_table *table, const measure_indicator *of, bool may_change, upw_arena *arena)
{
    nhs_begin_row(table);
    nhs_cell_link(table, memory_format(arena, "/measures/%.*s", TEXT_ARGS(of->id)), of->name);
    nhs_cell_text(table, text_of(measure_themes[of->theme].words));
    nhs_cell_text(table, catalogue_describe(CATALOGUE_IMPROVEMENT, catalogue_get(of, CATALOGUE_IMPROVEMENT, arena)));
    nhs_cell_text(table, unit_parse(of->unit).kind == UNIT_SHARE ? TEXT("%")
                         : of->unit.len > 0                      ? of->unit
                                                                 : TEXT("count"));
    nhs_cell_text(table, of->owner.len > 0 ? of->owner : TEXT("Not said"));
    if (may_change) {
        nhs_cell_text(table, of->is_published ? TEXT("Everybody") : TEXT("Those who load its figures"));
        nhs_write_cell(
            table, &(nhs_cell){ .words = TEXT("Change"), .href = catalogue_url(of->id, arena), .hidden = of->name });
    }
    nhs_end_row(table);
}

static void write_list(html_writer *h, request *req, const measure_indicators *all, bool may_change)
{
    static const nhs_column columns[] = { { .words = { "Indicator", 9 } }, { .words = { "Theme", 5 } },
                                          { .words = { "Better is", 9 } }, { .words = { "Unit", 4 } },
                                          { .words = { "Owner", 5 } },     { .words = { "Seen by", 7 } },
                                          { .hidden = { "Actions", 7 } } };
    enum { FOR_ALL = 5, FOR_ANALYSTS = 7 };
    nhs_table table;
    const size_t first = PAGE_SIZE * paging_read(req, all->n, PAGE_SIZE);
    nhs_begin_table(
        h, &table,
        &(nhs_table_options){ .caption = memory_format(req->arena, "%zu indicator%s", all->n, all->n == 1 ? "" : "s"),
                              .columns = columns,
                              .n_columns = may_change ? FOR_ANALYSTS : FOR_ALL,
                              .first_is_header = true,
                              .is_responsive = true });
    for (size_t i = first; i < all->n && i < first + PAGE_SIZE; i++)
        write_row(&table, &all->at[i], may_change, req->arena);
    nhs_end_table(&table);
    paging_write(h, req, all->n, PAGE_SIZE);
}

static bool show(request *req, response *res, upw_error *error)
{
    measure_indicators all, seen;
    bool may_change;
    if (!catalogue_list(req->db, req->arena, &all, error) || !select_seen(req, &all, &seen, error) ||
        !catalogue_may_change(req, &may_change, error))
        return false;
    const nhs_crumb crumbs[] = { { TEXT("Measures"), TEXT("/measures") } };
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("Catalogue of indicators"),
                                                     .place = LAYOUT_MEASURES,
                                                     .is_wide = true,
                                                     .crumbs = crumbs,
                                                     .n_crumbs = 1,
                                                     .done = measure_done_words(req) });
    nhs_paragraph(h, TEXT("What is measured, in which unit, and who answers for it. Analysts of the federation add "
                          "indicators and change them; what an indicator was before stays to be read on its page."));
    if (may_change) {
        nhs_action_link(
            h, &(nhs_action_link_options){ TEXT("Add an indicator"), TEXT("/measures/catalogue/new"), NHS_ON_LIGHT });
        nhs_action_link(h, &(nhs_action_link_options){ TEXT("Bring a file of indicators"),
                                                       TEXT("/measures/catalogue/file"), NHS_ON_LIGHT });
    }
    if (seen.n > 0)
        write_list(h, req, &seen, may_change);
    else
        nhs_inset_text(h, TEXT("There are no indicators yet."));
    return web_page_end(h, error);
}

static const route routes[] = {
    { WEB_GET, "/measures/catalogue", show, .needs = PERMISSION_S2_READ_PUBLISHED_CHARTS,
      .scope = WEB_SCOPE_PUBLISHED },
};
const web_routes measure_catalogue_routes = { routes, sizeof routes / sizeof *routes };
