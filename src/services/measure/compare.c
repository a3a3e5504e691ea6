/* GET /measures/{indicator}/compare: the last year of every organisation in one funnel. Who differs by more than chance
 * and the spread that all share; in the order of names, never of values. */
#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/unit.h"
#include "chart/pictures.h"
#include "report/funnel_chart.h"
#include "services/measure/kept_parts.h"
#include "services/measure/pages.h"
#include "table/series.h"
#include "upward/standardise.h"
#include "web/page.h"
#include "web/url.h"

enum { YEAR_OF };

const store_statement compare_statements[] = {
    [YEAR_OF] = { "compare_year_of",
                  "SELECT organisation, sum(numerator), sum(denominator) FROM observation WHERE indicator = $1 AND "
                  "period > $2 AND gap = 0 AND numerator >= 0 AND denominator > 0 GROUP BY organisation "
                  "ORDER BY organisation LIMIT 5000",
                  .takes = "ti", .gives = "tDD" },
};
const size_t compare_statements_count = sizeof compare_statements / sizeof *compare_statements;

enum { MEMBERS_MAX = 5000, MEMBERS_MIN = 3, YEAR_DAYS = 365, KINDS = 8 /* of a period's code */, ROWS_MAX = 50 };

/* Organisations with figures in the last year, by name. */
typedef struct comparison {
    measure_indicator of;
    unit unit;
    bool is_share;
    size_t n;
    const organisation **places;
    text *names;
    double *numerators, *denominators;
    upw_funnel funnel;
    upw_funnel_body *found;
} comparison;

/* ---- figures ---- */

typedef struct member {
    const organisation *place;
    double numerator, denominator;
} member;

static int compare_names(const void *a, const void *b)
{
    const member *const one = a, *const other = b;
    return text_compare(one->place->name, other->place->name);
}

static bool read_members(request *req, text indicator_id, period last, const organisation_list *all, member *members,
                         size_t *n, upw_error *error)
{
    store_rows rows;
    const int64_t before = (int64_t)last.code - (int64_t)YEAR_DAYS * KINDS;
    const store_value values[] = { STORE_TEXT(indicator_id), STORE_INTEGER(before) };
    *n = 0;
    if (!store_query(req->db, &compare_statements[YEAR_OF], values, &rows, error))
        return false;
    while (*n < MEMBERS_MAX && store_next(&rows)) {
        const organisation *const place = organisations_look_up(all, store_text(&rows, 0));
        if (place != NULL)
            members[(*n)++] = (member){ place, store_number(&rows, 1), store_number(&rows, 2) };
    }
    return store_end(&rows, error);
}

/* What a funnel can take: whole numbers, and of shares no more events than cases. */
static bool are_fit(const comparison *c, const member *members, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (floor(members[i].numerator) != members[i].numerator ||
            (c->is_share && (members[i].numerator > members[i].denominator ||
                             floor(members[i].denominator) != members[i].denominator)))
            return false;
    return n >= MEMBERS_MIN;
}

static bool fit(comparison *c, upw_arena *arena)
{
    const upw_funnel_options options = { .type = c->is_share ? UPW_FUNNEL_PROPORTION : UPW_FUNNEL_RATE,
                                         .per = c->is_share ? 1 : c->unit.per };
    const upw_funnel_data data = { .numerators = c->numerators, .denominators = c->denominators, .n = c->n };
    upw_error refusal = { 0 };
    c->found = MEMORY_TAKE(arena, upw_funnel_body, c->n);
    return upw_funnel_fit(&data, &options, arena, c->found, &c->funnel, &refusal) &&
           c->funnel.decision != UPW_FUNNEL_IMPOSSIBLE;
}

/* *is_possible false: there is nothing to compare. */
static bool make(request *req, comparison *c, bool *is_possible, upw_error *error)
{
    organisation_list *const all = MEMORY_TAKE(req->arena, organisation_list, 1);
    member *const members = MEMORY_TAKE(req->arena, member, MEMBERS_MAX);
    period last;
    size_t n = 0;
    *is_possible = false;
    if (!pages_find_indicator(req, &c->of, error) || !series_find_last(req->db, c->of.id, &last, is_possible, error) ||
        !organisations_list(req->db, TEXT(""), req->arena, all, error))
        return false;
    organisations_order_by_id(all);
    if (*is_possible && !read_members(req, c->of.id, last, all, members, &n, error))
        return false;
    c->unit = unit_parse(c->of.unit);
    c->is_share = c->unit.kind == UNIT_SHARE || c->unit.kind == UNIT_PERCENT;
    *is_possible = are_fit(c, members, n) && c->of.denominator.len > 0;
    if (!*is_possible)
        return true;
    qsort(members, n, sizeof *members, compare_names);
    c->n = n;
    c->places = MEMORY_TAKE(req->arena, const organisation *, n);
    c->names = MEMORY_TAKE(req->arena, text, n);
    c->numerators = MEMORY_TAKE(req->arena, double, n);
    c->denominators = MEMORY_TAKE(req->arena, double, n);
    for (size_t i = 0; i < n; i++) {
        c->places[i] = members[i].place;
        c->names[i] = members[i].place->name;
        c->numerators[i] = members[i].numerator;
        c->denominators[i] = members[i].denominator;
    }
    *is_possible = fit(c, req->arena);
    return true;
}

/* ---- words ---- */

static text format_value(const comparison *c, double value, upw_arena *arena)
{
    buffer words;
    if (isnan(value))
        return TEXT("[z]");
    buffer_init(&words, 100);
    number_add_rounded(&words, c->is_share ? 100 * value : value, c->is_share || value >= 10 ? 1 : 2, true);
    if (c->is_share)
        buffer_add_literal(&words, "\xC2\xA0%");
    return memory_keep(arena, &words);
}

static text format_count(double count, upw_arena *arena)
{
    buffer words;
    buffer_init(&words, 100);
    number_add_rounded(&words, count, 0, true);
    return memory_keep(arena, &words);
}

static text format_range(const comparison *c, double low, double high, upw_arena *arena)
{
    return memory_format(arena, "%.*s to %.*s", TEXT_ARGS(format_value(c, low, arena)),
                         TEXT_ARGS(format_value(c, high, arena)));
}

static const char *class_words(const upw_funnel_body *b)
{
    return b->class_in_force > 0   ? "Higher than expected"
           : b->class_in_force < 0 ? "Lower than expected"
           : b->status == UPW_FUNNEL_TOO_SMALL_FOR_LOW || b->status == UPW_FUNNEL_TOO_SMALL_FOR_HIGH
               ? "Too few cases to tell"
               : "Within the limits";
}

static void write_body_words(html_writer *h, const comparison *c, size_t k, upw_arena *arena)
{
    char sentences[2000];
    const upw_funnel_words about = { memory_format(arena, "%.*s", TEXT_ARGS(c->names[k])).at, c->numerators[k],
                                     c->denominators[k] };
    upw_funnel_write_body(&c->funnel, &c->found[k], &about, sentences, sizeof sentences);
    html_text(h, text_of(sentences));
}

/* ---- the page ---- */

/* Somebody looks for one of them: by id or code; else the place that they work for. */
static size_t find_chosen(const request *req, const comparison *c)
{
    const text asked = request_query(req, "organisation");
    const text wanted = asked.len > 0 ? asked : req->person != NULL ? req->person->organisation : TEXT("");
    for (size_t k = 0; k < c->n && wanted.len > 0; k++)
        if (text_equal(c->places[k]->id, wanted) || text_equal(c->places[k]->code, wanted))
            return k;
    return c->n;
}

static void draw(html_writer *h, const comparison *c, size_t chosen, upw_arena *arena)
{
    chart_funnel it;
    const char *const name = chosen < c->n ? memory_format(arena, "%.*s", TEXT_ARGS(c->names[chosen])).at : NULL;
    const funnel_members members = { &c->funnel, c->found, c->names, c->n, name };
    funnel_chart_make(&members, memory_format(arena, "%.*s, the last year of each organisation", TEXT_ARGS(c->of.name)),
                      arena, &it);
    it.head.id = TEXT("compared");
    layout_begin_figure(h);
    chart_draw_funnel_for_page(html_lend(h), &it);
    layout_end_figure(h);
}

static void write_outside(html_writer *h, const comparison *c, size_t chosen, upw_arena *arena)
{
    enum { SHOWN_MAX = 20 };
    size_t n = 0;
    if (chosen < c->n) {
        html_open(h, "p");
        write_body_words(h, c, chosen, arena);
        html_close(h, "p");
    }
    nhs_begin_list(h, false);
    for (size_t k = 0; k < c->n; k++) {
        if (c->found[k].class_in_force == 0 || k == chosen || n++ >= SHOWN_MAX)
            continue;
        html_open(h, "li");
        write_body_words(h, c, k, arena);
        html_close(h, "li");
    }
    nhs_end_list(h, false);
    if (n > SHOWN_MAX)
        nhs_paragraph(h, memory_format(arena, "%zu more lie outside the limits; the table has them.", n - SHOWN_MAX));
}

/* A page of it; open where somebody turns over. */
static void write_table(html_writer *h, request *req, const comparison *c)
{
    upw_arena *const arena = req->arena;
    const size_t first = ROWS_MAX * paging_read(req, c->n, ROWS_MAX);
    const size_t end = c->n - first < ROWS_MAX ? c->n : first + ROWS_MAX;
    const text caption = c->n <= ROWS_MAX
                             ? TEXT("The numbers, by name")
                             : memory_format(arena, "The numbers, by name: %zu to %zu of %zu", first + 1, end, c->n);
    static const nhs_column columns[] = { { .words = { "Organisation", 12 } },
                                          { .words = { "Counted", 7 }, .is_numeric = true },
                                          { .words = { "Out of", 6 }, .is_numeric = true },
                                          { .words = { "Value", 5 }, .is_numeric = true },
                                          { .words = { "95% interval", 12 }, .is_numeric = true },
                                          { .words = { "95% limits", 10 }, .is_numeric = true },
                                          { .words = { "Compared", 8 } } };
    const double per = c->unit.per > 0 ? c->unit.per : 1;
    const nhs_table_options options = { .caption = caption,
                                        .columns = columns,
                                        .n_columns = sizeof columns / sizeof *columns,
                                        .first_is_header = true,
                                        .is_responsive = true,
                                        .is_compact = true };
    nhs_table table;
    nhs_begin_details(
        h, &(nhs_details_options){ .summary = TEXT("The numbers"), .is_open = request_query(req, "page").len > 0 });
    nhs_begin_table(h, &table, &options);
    for (size_t k = first; k < end; k++) {
        const upw_figure own = c->is_share
                                   ? upw_proportion(c->numerators[k], c->denominators[k], 0.95)
                                   : upw_crude_rate(c->numerators[k], c->denominators[k], per, 0.95, UPW_COUNT_BYAR);
        nhs_begin_row(&table);
        nhs_cell_link(&table, organisation_url(c->places[k], arena), c->names[k]);
        nhs_cell_text(&table, format_count(c->numerators[k], arena));
        nhs_cell_text(&table, format_count(c->denominators[k], arena));
        nhs_cell_text(&table, format_value(c, c->found[k].value, arena));
        nhs_cell_text(&table, format_range(c, own.low, own.high, arena));
        nhs_cell_text(&table, format_range(c, c->found[k].lines[0].low, c->found[k].lines[0].high, arena));
        nhs_cell_text(&table, text_of(class_words(&c->found[k])));
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    paging_write(h, req, c->n, ROWS_MAX);
    nhs_end_details(h);
}

/* All below the heading, for an address and the place that somebody works for. */
static bool write_comparison(html_writer *h, request *req, const void *context, upw_error *error)
{
    comparison *const c = MEMORY_TAKE(req->arena, comparison, 1);
    char summary[2000];
    bool is_possible;
    (void)context;
    if (!make(req, c, &is_possible, error))
        return false;
    if (!is_possible) {
        nhs_inset_text(h, TEXT("There is nothing to compare: a comparison needs counts, and out of how many, of three "
                               "organisations or more in the last year."));
        return true;
    }
    const size_t chosen = find_chosen(req, c);
    upw_funnel_write_summary(&c->funnel, summary, sizeof summary);
    nhs_paragraph(h, text_of(summary));
    nhs_paragraph(h, TEXT("Limits are wide where there are few cases. Outside them is a reason to ask, not a verdict; "
                          "nothing here allows for who the patients are, and there is no order of merit."));
    draw(h, c, chosen, req->arena);
    write_outside(h, c, chosen, req->arena);
    write_table(h, req, c);
    return true;
}

static bool show(request *req, response *res, upw_error *error)
{
    measure_indicator about;
    if (!pages_find_indicator(req, &about, error))
        return false;
    const nhs_crumb crumbs[] = {
        { TEXT("Measures"), TEXT("/measures") },
        { about.name, memory_format(req->arena, "/measures/%.*s", TEXT_ARGS(about.id)) },
    };
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("Compared with others"),
                                                     .caption = about.name,
                                                     .place = LAYOUT_MEASURES,
                                                     .is_wide = true,
                                                     .crumbs = crumbs,
                                                     .n_crumbs = sizeof crumbs / sizeof *crumbs });
    return measure_write_part(h, req, write_comparison, NULL, error) && web_page_end(h, error);
}

static const route routes[] = {
    { WEB_GET, "/measures/{indicator}/compare", show, .needs = PERMISSION_S7_READ_PROVIDER_COMPARISONS,
      .scope = WEB_SCOPE_PUBLISHED },
};
const web_routes compare_routes = { routes, sizeof routes / sizeof *routes };
