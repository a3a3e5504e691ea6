/* GET /measures: charts as a table of icons, found by name, place, theme and what they show. */
#include <stdlib.h>

#include "base/memory.h"
#include "chart/chart.h"
#include "services/measure/kept_parts.h"
#include "services/measure/pages_series.h"
#include "services/services.h"
#include "web/search.h"
#include "web/url.h"

enum { PAGE_SIZE = 25 };

/* A chart in the list. */
typedef struct item {
    const measure_indicator *about;
    const organisation *place;
    const measure_entry *entry;
    report_reading reading;
    bool is_read;
} item;

typedef struct item_list {
    item *at;
    size_t n;
} item_list;

/* What is asked for. */
typedef struct question {
    web_search search;         /* in names of indicators */
    const organisation *place; /* NULL: all */
    bool has_theme;
    measure_theme theme;
    size_t shows; /* of `signs` */
} question;

typedef struct listing {
    request *req;
    measure_indicators indicators;
    organisation_list places; /* by id */
    measure_entries entries;  /* by indicator and organisation */
    question asked;
} listing;

/* ---- what a chart shows ---- */

static bool is_worse(const report_reading *r)
{
    return r->has_variation &&
           (r->variation == UPW_VARIATION_CONCERN_HIGH || r->variation == UPW_VARIATION_CONCERN_LOW);
}

static bool is_better(const report_reading *r)
{
    return r->has_variation &&
           (r->variation == UPW_VARIATION_IMPROVEMENT_HIGH || r->variation == UPW_VARIATION_IMPROVEMENT_LOW);
}

static bool is_neither(const report_reading *r)
{
    return r->has_variation &&
           (r->variation == UPW_VARIATION_NEUTRAL_HIGH || r->variation == UPW_VARIATION_NEUTRAL_LOW);
}

static bool is_steady(const report_reading *r)
{
    return r->has_variation && r->variation == UPW_VARIATION_COMMON_CAUSE;
}

static bool is_unknown(const report_reading *r)
{
    return !r->has_variation;
}

static bool is_undecided(const report_reading *r)
{
    return r->words.proposals_note.len > 0; /* whatever else it shows */
}

static bool will_miss(const report_reading *r)
{
    return r->has_assurance && r->assurance == UPW_ASSURANCE_FAIL;
}

static bool will_meet(const report_reading *r)
{
    return r->has_assurance && r->assurance == UPW_ASSURANCE_PASS;
}

static bool is_by_chance(const report_reading *r)
{
    return r->has_assurance && r->assurance == UPW_ASSURANCE_INCONSISTENT;
}

static const struct {
    const char *name, *words;
    bool (*fits)(const report_reading *r); /* NULL: anything does */
} signs[] = {
    { "", "Anything", NULL },
    { "worse", "A change for the worse", is_worse },
    { "better", "A change for the better", is_better },
    { "neither", "A change that nobody has called better or worse", is_neither },
    { "steady", "No sign of change", is_steady },
    { "unknown", "Too little to tell yet", is_unknown },
    { "undecided", "A step that waits for a decision", is_undecided },
    { "miss", "Will miss its target", will_miss },
    { "meet", "Will meet its target", will_meet },
    { "chance", "Meets or misses its target by chance", is_by_chance },
};
enum { SIGNS = sizeof signs / sizeof *signs };

/* ---- gathering ---- */

static bool has_series(const listing *l, text place)
{
    for (size_t i = 0; i < l->entries.n; i++)
        if (text_equal(l->entries.at[i].key.organisation, place))
            return true;
    return false;
}

/* The one that is asked for; of somebody who asks for none their own, where it has charts. */
static bool read_place(listing *l, upw_error *error)
{
    request *const req = l->req;
    const text asked = request_query(req, "organisation");
    if (text_equal(asked, TEXT("all")) || (asked.len == 0 && req->person == NULL))
        return true;
    if (asked.len == 0) {
        const organisation *const own = organisations_look_up(&l->places, req->person->organisation);
        l->asked.place = own != NULL && has_series(l, own->id) ? own : NULL;
        return true;
    }
    organisation named;
    bool found;
    if (!organisations_find(req->db, asked, req->arena, &named, &found, error))
        return false;
    l->asked.place = found ? organisations_look_up(&l->places, named.id) : NULL;
    return l->asked.place != NULL || upw_fail(error, UPW_NOT_FOUND, "there is no such organisation");
}

static bool read_question(listing *l, upw_error *error)
{
    l->asked.has_theme = measure_find_theme(request_query(l->req, "theme"), &l->asked.theme);
    for (size_t i = 0; i < SIGNS; i++)
        if (text_equal(request_query(l->req, "shows"), text_of(signs[i].name)))
            l->asked.shows = i;
    return read_place(l, error);
}

static bool look_up(request *req, const web_search *search, listing *l, upw_error *error)
{
    *l = (listing){ .req = req, .asked.search = *search };
    if (!catalogue_list(req->db, req->arena, &l->indicators, error) ||
        !organisations_list(req->db, TEXT(""), req->arena, &l->places, error) ||
        !series_list(req->db, TEXT(""), TEXT(""), req->arena, &l->entries, error))
        return false;
    organisations_order_by_id(&l->places);
    return read_question(l, error);
}

static bool is_asked_for(const listing *l, const item *i)
{
    const question *const q = &l->asked;
    return (q->place == NULL || q->place == i->place) && (!q->has_theme || q->theme == i->about->theme) &&
           text_contains_ignoring_case(i->about->name, q->search.wanted);
}

static bool select_items(const listing *l, item_list *out, upw_error *error)
{
    const measure_indicator *about = NULL;
    *out = (item_list){ MEMORY_TAKE(l->req->arena, item, l->entries.n + 1), 0 };
    for (size_t i = 0; i < l->entries.n; i++) {
        const measure_key key = l->entries.at[i].key;
        if (about == NULL || !text_equal(about->id, key.indicator))
            about = catalogue_look_up(&l->indicators, key.indicator);
        const item one = { .about = about,
                           .place = organisations_look_up(&l->places, key.organisation),
                           .entry = &l->entries.at[i] };
        bool may = false;
        if (about == NULL || one.place == NULL || !is_asked_for(l, &one))
            continue;
        if (!measure_may_see(l->req, about, key.organisation, &may, error))
            return false;
        if (may)
            out->at[out->n++] = one;
    }
    return true;
}

/* By theme and name, then by organisation: nobody is ranked. */
static int compare_names(const void *a, const void *b)
{
    const item *const one = a, *const other = b;
    const int by_name = text_compare(one->about->name, other->about->name);
    if (one->about->theme != other->about->theme)
        return (one->about->theme > other->about->theme) - (one->about->theme < other->about->theme);
    return by_name != 0 ? by_name : text_compare(one->place->name, other->place->name);
}

/* Of one organisation: exceptions first. */
static int compare_ranks(const void *a, const void *b)
{
    const item *const one = a, *const other = b;
    return one->reading.rank != other->reading.rank
               ? (one->reading.rank > other->reading.rank) - (one->reading.rank < other->reading.rank)
               : compare_names(a, b);
}

/* The last period of the indicator, out of what is listed already. */
static period find_last(const listing *l, text id)
{
    period last = { INT32_MIN };
    for (size_t i = 0; i < l->entries.n; i++)
        if (l->entries.at[i].last.code > last.code && text_equal(l->entries.at[i].key.indicator, id))
            last = l->entries.at[i].last;
    return last;
}

/* With all that a row of the page shows. */
static bool read_items(const listing *l, item *items, size_t n, upw_error *error)
{
    period last = { 0 };
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || items[i].about != items[i - 1].about)
            last = find_last(l, items[i].about->id);
        const analysis_wish wish = { .indicator = items[i].about,
                                     .place = items[i].place->name,
                                     .draws = READING_BRIEF | READING_SPARKLINE,
                                     .last = last };
        if (!items[i].is_read && !analysis_read(l->req->db, services_of(l->req)->readings, items[i].entry, &wish,
                                                l->req->arena, &items[i].reading, error))
            return false;
        items[i].is_read = true;
    }
    return true;
}

/* Of one indicator and in the order of organisations: read together. */
static bool read_run(const listing *l, item *items, size_t n, unsigned draws, upw_error *error)
{
    const measure_entry **const entries = MEMORY_TAKE(l->req->arena, const measure_entry *, n + 1);
    text *const places = MEMORY_TAKE(l->req->arena, text, n + 1);
    report_reading *const readings = MEMORY_TAKE(l->req->arena, report_reading, n + 1);
    for (size_t i = 0; i < n; i++) {
        entries[i] = items[i].entry;
        places[i] = items[i].place->name;
    }
    const analysis_batch batch = {
        entries, places, n, { .indicator = items[0].about, .draws = draws, .last = find_last(l, items[0].about->id) }
    };
    if (!analysis_read_many(l->req->db, services_of(l->req)->readings, &batch, l->req->arena, readings, error))
        return false;
    for (size_t i = 0; i < n; i++)
        items[i].reading = readings[i];
    return true;
}

static int compare_keys(const void *a, const void *b)
{
    const item *const one = a, *const other = b;
    const int by_indicator = text_compare(one->entry->key.indicator, other->entry->key.indicator);
    return by_indicator != 0 ? by_indicator
                             : text_compare(one->entry->key.organisation, other->entry->key.organisation);
}

/* What decides whether and where they stand in the list; in the order of indicators and organisations. */
static bool read_all(const listing *l, item_list *all, upw_error *error)
{
    if (all->n > 1)
        qsort(all->at, all->n, sizeof *all->at, compare_keys);
    for (size_t first = 0, next; first < all->n; first = next) {
        for (next = first + 1; next < all->n && all->at[next].about == all->at[first].about;)
            next++;
        if (!read_run(l, all->at + first, next - first, READING_BRIEF, error))
            return false;
    }
    return true;
}

static void keep_those_that_show(const listing *l, item_list *all)
{
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++)
        if (signs[l->asked.shows].fits(&all->at[i].reading))
            all->at[n++] = all->at[i];
    all->n = n;
}

/* In order, each page of it read. */
static bool gather(const listing *l, item_list *out, size_t *first, upw_error *error)
{
    if (!select_items(l, out, error))
        return false;
    if (l->asked.shows > 0) {
        if (!read_all(l, out, error))
            return false;
        keep_those_that_show(l, out);
    }
    if (l->asked.place != NULL && !read_items(l, out->at, out->n, error))
        return false;
    if (out->n > 1)
        qsort(out->at, out->n, sizeof *out->at, l->asked.place != NULL ? compare_ranks : compare_names);
    *first = PAGE_SIZE * paging_read(l->req, out->n, PAGE_SIZE);
    const size_t left = out->n - *first;
    return read_items(l, out->at + *first, left < PAGE_SIZE ? left : PAGE_SIZE, error);
}

/* ---- the page ---- */

static int compare_options(const void *a, const void *b)
{
    return text_compare(((const nhs_option *)a)->words, ((const nhs_option *)b)->words);
}

/* Those that have charts. */
static void write_place_select(html_writer *h, const listing *l)
{
    upw_arena *const arena = l->req->arena;
    nhs_option *const items = MEMORY_TAKE(arena, nhs_option, l->places.n + 1);
    bool *const are_there = MEMORY_TAKE(arena, bool, l->places.n + 1);
    size_t n = 1;
    for (size_t i = 0; i < l->entries.n; i++) {
        const organisation *const place = organisations_look_up(&l->places, l->entries.at[i].key.organisation);
        if (place != NULL)
            are_there[place - l->places.at] = true;
    }
    items[0] = (nhs_option){ .words = TEXT("All organisations"), .value = TEXT("all"), .has_value = true };
    for (size_t i = 0; i < l->places.n; i++)
        if (are_there[i])
            items[n++] = (nhs_option){ .words = l->places.at[i].name, .value = l->places.at[i].id, .has_value = true };
    qsort(items + 1, n - 1, sizeof *items, compare_options);
    nhs_select(h, &(nhs_select_options){ .name = TEXT("organisation"),
                                         .label = { TEXT("Organisation") },
                                         .value = l->asked.place != NULL ? l->asked.place->id : TEXT("all"),
                                         .items = items,
                                         .n_items = n });
}

static void write_question(html_writer *h, const listing *l)
{
    nhs_option themes[THEME_COUNT + 1] = { { .words = TEXT("All themes"), .value = TEXT(""), .has_value = true } };
    nhs_option shows[SIGNS];
    for (size_t t = 0; t < THEME_COUNT; t++)
        themes[t + 1] = (nhs_option){ .words = text_of(measure_themes[t].words),
                                      .value = text_of(measure_themes[t].name),
                                      .has_value = true };
    for (size_t i = 0; i < SIGNS; i++)
        shows[i] = (nhs_option){ .words = text_of(signs[i].words), .value = text_of(signs[i].name), .has_value = true };
    const bool is_asked = l->req->query.n > 0;
    nhs_begin_details(h, &(nhs_details_options){ .summary = TEXT("Find other charts"), .is_open = is_asked });
    html_literal(h, "<form method=\"get\" action=\"/measures\" role=\"search\">");
    nhs_input(h, &(nhs_input_options){ .name = TEXT("q"),
                                       .label = { TEXT("Name of the measure") },
                                       .value = l->asked.search.typed,
                                       .error = l->asked.search.error,
                                       .width = 20 });
    write_place_select(h, l);
    nhs_select(
        h, &(nhs_select_options){ .name = TEXT("theme"),
                                  .label = { TEXT("Theme") },
                                  .value = l->asked.has_theme ? text_of(measure_themes[l->asked.theme].name) : TEXT(""),
                                  .items = themes,
                                  .n_items = THEME_COUNT + 1 });
    nhs_select(h, &(nhs_select_options){ .name = TEXT("shows"),
                                         .label = { TEXT("What it shows") },
                                         .value = text_of(signs[l->asked.shows].name),
                                         .items = shows,
                                         .n_items = SIGNS });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Show"), .variant = NHS_BUTTON_SECONDARY });
    html_literal(h, "</form>");
    nhs_end_details(h);
}

static void write_row(nhs_table *table, const item *i, bool has_place, upw_arena *arena)
{
    nhs_begin_row(table);
    nhs_cell_link(table, measure_url(i->about->id, i->place, "", arena), i->about->name);
    if (has_place)
        nhs_cell_text(table, i->place->name);
    measure_write_latest_cell(table, &i->reading);
    measure_write_icon_cells(table, &i->reading);
    nhs_begin_cell(table, &(nhs_cell){ 0 });
    buffer_add(html_lend(table->h), i->reading.sparkline);
    nhs_end_cell(table);
    nhs_begin_cell(table, &(nhs_cell){ 0 });
    measure_sentence(table->h, i->reading.words.variation);
    nhs_end_cell(table);
    nhs_end_row(table);
}

static void write_table(html_writer *h, const listing *l, const item_list *all, size_t first)
{
    static const nhs_column with_place[] = { { .words = { "Measure", 7 } },      { .words = { "Organisation", 12 } },
                                             { .words = { "Latest", 6 } },       { .words = { "Change", 6 } },
                                             { .words = { "Target", 6 } },       { .words = { "Over time", 9 } },
                                             { .words = { "What it says", 12 } } };
    nhs_column columns[7];
    size_t n = 0;
    const bool has_place = l->asked.place == NULL;
    for (size_t c = 0; c < 7; c++)
        if (has_place || c != 1)
            columns[n++] = with_place[c];
    const text caption = memory_format(l->req->arena, "%zu chart%s%s%.*s", all->n, all->n == 1 ? "" : "s",
                                       has_place ? "" : " of ", TEXT_ARGS(has_place ? TEXT("") : l->asked.place->name));
    nhs_table table;
    nhs_begin_table(
        h, &table,
        &(nhs_table_options){
            .caption = caption, .columns = columns, .n_columns = n, .first_is_header = true, .is_summary = true });
    for (size_t i = first; i < all->n && i < first + PAGE_SIZE; i++)
        write_row(&table, &all->at[i], has_place, l->req->arena);
    nhs_end_table(&table);
}

static void write_indicators(html_writer *h, const listing *l)
{
    nhs_heading(h,
                &(nhs_heading_options){ .words = TEXT("One measure in all organisations"), .level = 2, .size = NHS_M });
    nhs_begin_list(h, false);
    for (size_t i = 0; i < l->indicators.n; i++) {
        if (!l->indicators.at[i].is_published)
            continue;
        html_open(h, "li");
        nhs_link(h, memory_format(l->req->arena, "/measures/%.*s", TEXT_ARGS(l->indicators.at[i].id)),
                 l->indicators.at[i].name);
        html_close(h, "li");
    }
    nhs_end_list(h, false);
}

static bool may_load(request *req, bool *may)
{
    const workflow_person *const who = people_who_asks(req);
    *may =
        who != NULL && (workflow_holds(who, ROLE_BODY_LEAD, TEXT("")) || workflow_holds(who, ROLE_ANALYST, TEXT("")));
    return *may;
}

/* All below the first sentence, for an address and what somebody may see. */
static bool write_charts(html_writer *h, request *req, const void *context, upw_error *error)
{
    listing l;
    item_list all;
    size_t first;
    bool may;
    if (!look_up(req, context, &l, error) || !gather(&l, &all, &first, error))
        return false;
    write_question(h, &l);
    if (all.n == 0)
        nhs_inset_text(h, TEXT("No chart is like this. Ask for less."));
    else
        write_table(h, &l, &all, first);
    paging_write(h, req, all.n, PAGE_SIZE);
    if (may_load(req, &may))
        nhs_action_link(h, &(nhs_action_link_options){ TEXT("Load figures"), TEXT("/measures/load"), NHS_ON_LIGHT });
    write_indicators(h, &l);
    nhs_action_link(h, &(nhs_action_link_options){ TEXT("Catalogue: what is measured, and who answers for it"),
                                                   TEXT("/measures/catalogue"), NHS_ON_LIGHT });
    nhs_action_link(h, &(nhs_action_link_options){ TEXT("Why there are no traffic lights here"),
                                                   TEXT("/measures/why-no-traffic-lights"), NHS_ON_LIGHT });
    return true;
}

static bool show(request *req, response *res, upw_error *error)
{
    const web_search search = web_search_read(req, res, "q");
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("Measures"),
                                                     .place = LAYOUT_MEASURES,
                                                     .is_place = true,
                                                     .is_wide = true,
                                                     .done = measure_done_words(req),
                                                     .errors = search.errors,
                                                     .n_errors = search.n_errors });
    nhs_paragraph(h, TEXT("Each chart is judged by what chance does to it, never by a traffic light."));
    return measure_write_part(h, req, write_charts, &search, error) && web_page_end(h, error);
}

static const route routes[] = {
    { WEB_GET, "/measures", show, .needs = PERMISSION_S2_READ_PUBLISHED_CHARTS, .scope = WEB_SCOPE_PUBLISHED },
};
const web_routes measure_list_routes = { routes, sizeof routes / sizeof *routes };
