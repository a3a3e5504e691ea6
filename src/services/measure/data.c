/* /data: every published figure as a file, at an address that does not change, for spreadsheets and programs. */
#include "base/csv_out.h"
#include "base/json.h"
#include "base/memory.h"
#include "services/measure/catalogue_fields.h"
#include "services/measure/pages.h"
#include "services/services.h"
#include "table/series.h"
#include "web/page.h"

enum { FIGURES_OF };

const store_statement data_statements[] = {
    [FIGURES_OF] = { "data_figures_of",
                     "SELECT organisation, period, value, numerator, denominator, gap FROM observation "
                     "WHERE indicator = $1 AND (organisation, period) > ($2, $3) "
                     "ORDER BY organisation, period LIMIT 5000",
                     .takes = "tti", .gives = "tiDDDi" },
};
const size_t data_statements_count = sizeof data_statements / sizeof *data_statements;

/* A figure on its way out. */
typedef struct data_figure {
    text organisation;
    period when;
    double value, numerator, denominator;
    const char *symbol; /* why there is no value; empty */
} data_figure;

/* Of product.md, section 5.6. */
static const char *const symbols[GAP_COUNT] = {
    [GAP_NONE] = "",
    [GAP_BLANK] = "[x]",
    [GAP_NOT_AVAILABLE] = "[x]",
    [GAP_SUPPRESSED] = "[c]",
    [GAP_ZERO_DENOMINATOR] = "[z]",
};

typedef void data_write(void *context, const data_figure *f);

/* Page by page, so that no database holds all of an answer at once. */
static bool read_figures(request *req, text indicator_id, data_write *write, void *context, upw_error *error)
{
    text after = TEXT("");
    int64_t period_after = INT64_MIN;
    for (size_t n = 1; n > 0;) {
        store_rows rows;
        const store_value values[] = { STORE_TEXT(indicator_id), STORE_TEXT(after), STORE_INTEGER(period_after) };
        if (!store_query(req->db, &data_statements[FIGURES_OF], values, &rows, error))
            return false;
        for (n = 0; store_next(&rows); n++) {
            if (!text_equal(store_text(&rows, 0), after))
                after = store_copy(&rows, 0, req->arena);
            period_after = store_integer(&rows, 1);
            const int64_t why = store_integer(&rows, 5);
            write(context, &(data_figure){ after,
                                           { (int32_t)period_after },
                                           store_number(&rows, 2),
                                           store_number(&rows, 3),
                                           store_number(&rows, 4),
                                           why >= 0 && why < GAP_COUNT ? symbols[why] : "[x]" });
        }
        if (!store_end(&rows, error))
            return false;
    }
    return true;
}

typedef struct figure_file {
    request *req;
    const measure_indicator *of;
    const organisation_list *organisations; /* by id */
    csv_out csv;
    json_writer json;
    buffer *out;
} figure_file;

static void write_csv(void *context, const data_figure *figure)
{
    figure_file *const f = context;
    const organisation *const o = organisations_look_up(f->organisations, figure->organisation);
    csv_add_text(&f->csv, f->of->id);
    csv_add_text(&f->csv, figure->organisation);
    csv_add_text(&f->csv, o != NULL ? o->name : TEXT(""));
    csv_add_text(&f->csv, words_of_code(figure->when, f->req->arena));
    if (figure->symbol[0] != '\0')
        csv_add_text(&f->csv, text_of(figure->symbol));
    else
        csv_add_number(&f->csv, figure->value);
    csv_add_number(&f->csv, figure->numerator);
    csv_add_number(&f->csv, figure->denominator);
    csv_end_row(&f->csv);
}

static void add_number_or_null(json_writer *j, const char *key, double number)
{
    json_key(j, key);
    json_number(j, number);
}

static void write_json_line(void *context, const data_figure *figure)
{
    figure_file *const f = context;
    json_writer j;
    json_init(&j, f->out);
    json_begin_object(&j);
    json_key(&j, "indicator");
    json_text(&j, f->of->id);
    json_key(&j, "organisation");
    json_text(&j, figure->organisation);
    json_key(&j, "period");
    json_text(&j, words_of_code(figure->when, f->req->arena));
    add_number_or_null(&j, "value", figure->value);
    add_number_or_null(&j, "numerator", figure->numerator);
    add_number_or_null(&j, "denominator", figure->denominator);
    json_key(&j, "symbol");
    if (figure->symbol[0] != '\0')
        json_text(&j, text_of(figure->symbol));
    else
        json_null(&j);
    json_end_object(&j);
    buffer_add_char(f->out, '\n');
}

static void mark_as_published(response *res, web_kind kind)
{
    res->kind = kind;
    res->cache = WEB_CACHE_PUBLIC;
    res->is_published = true;
}

static bool send_figures(request *req, response *res, web_kind kind, const char *ending, data_write *write,
                         upw_error *error)
{
    measure_indicator of;
    organisation_list organisations;
    if (!pages_find_indicator(req, &of, error) ||
        !organisations_list(req->db, TEXT(""), req->arena, &organisations, error))
        return false;
    organisations_order_by_id(&organisations);
    figure_file f = {
        .req = req, .of = &of, .organisations = &organisations, .csv = { .out = &res->body }, .out = &res->body
    };
    mark_as_published(res, kind);
    response_set_download(res, req->arena, memory_format(req->arena, "%.*s.%s", TEXT_ARGS(of.id), ending));
    if (kind == WEB_CSV)
        buffer_add_literal(&res->body, "indicator,organisation,organisation_name,period,value,numerator,denominator\n");
    return read_figures(req, of.id, write, &f, error);
}

static bool send_csv(request *req, response *res, upw_error *error)
{
    return send_figures(req, res, WEB_CSV, "csv", write_csv, error);
}

static bool send_json_lines(request *req, response *res, upw_error *error)
{
    return send_figures(req, res, WEB_JSON_LINES, "jsonl", write_json_line, error);
}

static bool send_indicators(request *req, response *res, upw_error *error)
{
    measure_indicators all;
    csv_out csv = { .out = &res->body };
    if (!catalogue_list(req->db, req->arena, &all, error))
        return false;
    mark_as_published(res, WEB_CSV);
    response_set_download(res, req->arena, TEXT("indicators.csv"));
    for (catalogue_field f = 0; f < CATALOGUE_FIELDS; f++)
        buffer_add_format(&res->body, "%s%s", f > 0 ? "," : "", catalogue_faces[f].name);
    buffer_add_char(&res->body, '\n');
    for (size_t i = 0; i < all.n; i++) {
        const measure_indicator *const of = &all.at[i];
        if (!of->is_published)
            continue;
        for (catalogue_field f = 0; f < CATALOGUE_FIELDS; f++)
            if (f != CATALOGUE_NATIONAL_TARGET)
                csv_add_text(&csv, catalogue_get(of, f, req->arena));
            else if (of->has_national_target)
                csv_add_number(&csv, of->national_target);
            else
                csv_add_empty(&csv);
        csv_end_row(&csv);
    }
    return true;
}

/* ---- what each column means: Data Package, version 1 ---- */

typedef struct data_column {
    const char *name, *type, *means;
} data_column;

static const data_column figure_columns[] = {
    { "indicator", "string", "Id of the indicator" },
    { "organisation", "string", "Id of the organisation" },
    { "organisation_name", "string", "Its name" },
    { "period", "string", "Day (2019-04-01), month (2019-04), quarter (2019-Q2) or financial year (2019/20)" },
    { "value", "string",
      "The figure, in the indicator's unit; or why there is none: [c] suppressed, [x] not available, [z] not "
      "applicable" },
    { "numerator", "number", "What was counted" },
    { "denominator", "number", "Out of how many" },
};

static void add_resource(json_writer *j, text name, text path, const data_column *columns, size_t n)
{
    json_begin_object(j);
    json_key(j, "name");
    json_text(j, name);
    json_key(j, "path");
    json_text(j, path);
    json_key(j, "format");
    json_text(j, TEXT("csv"));
    json_key(j, "schema");
    json_begin_object(j);
    json_key(j, "fields");
    json_begin_array(j);
    for (size_t i = 0; i < n; i++) {
        json_begin_object(j);
        json_key(j, "name");
        json_text(j, text_of(columns[i].name));
        json_key(j, "type");
        json_text(j, text_of(columns[i].type));
        json_key(j, "description");
        json_text(j, text_of(columns[i].means));
        json_end_object(j);
    }
    json_end_array(j);
    json_end_object(j);
    json_end_object(j);
}

static bool send_package(request *req, response *res, upw_error *error)
{
    measure_indicators all;
    json_writer j;
    if (!catalogue_list(req->db, req->arena, &all, error))
        return false;
    mark_as_published(res, WEB_JSON);
    json_init(&j, &res->body);
    json_begin_object(&j);
    json_key(&j, "name");
    json_text(&j, TEXT("upward-measures"));
    json_key(&j, "title");
    json_text(&j, TEXT("Published measures"));
    json_key(&j, "resources");
    json_begin_array(&j);
    for (size_t i = 0; i < all.n; i++)
        if (all.at[i].is_published)
            add_resource(&j, all.at[i].id,
                         memory_format(req->arena, "measures/%.*s/figures.csv", TEXT_ARGS(all.at[i].id)),
                         figure_columns, sizeof figure_columns / sizeof *figure_columns);
    json_end_array(&j);
    json_end_object(&j);
    return true;
}

/* ---- the page ---- */

/* What other services offer. */
static bool write_others(html_writer *h, request *req, upw_error *error)
{
    service_links links = { .arena = req->arena };
    for (size_t i = 0; i < services_count; i++)
        if (services_all[i]->add_downloads != NULL && !services_all[i]->add_downloads(req, &links, error))
            return false;
    if (links.n == 0)
        return true;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Appraisals"), .level = 2, .size = NHS_M });
    nhs_begin_list(h, false);
    for (size_t i = 0; i < links.n; i++) {
        html_open(h, "li");
        nhs_link(h, links.at[i].href, links.at[i].words);
        html_format(h, ": %.*s", TEXT_ARGS(links.at[i].more));
        html_close(h, "li");
    }
    nhs_end_list(h, false);
    return true;
}

static void write_row(nhs_table *table, text name, text csv, text lines)
{
    nhs_begin_row(table);
    nhs_cell_text(table, name);
    nhs_write_cell(table, &(nhs_cell){ .words = TEXT("CSV"), .href = csv, .hidden = name });
    if (lines.len > 0)
        nhs_write_cell(table, &(nhs_cell){ .words = TEXT("JSON Lines"), .href = lines, .hidden = name });
    else
        nhs_cell_text(table, TEXT(""));
    nhs_end_row(table);
}

static bool show(request *req, response *res, upw_error *error)
{
    static const nhs_column columns[] = { { .words = { "What", 4 } },
                                          { .words = { "Spreadsheet", 11 } },
                                          { .words = { "Lines", 5 } } };
    measure_indicators all;
    if (!catalogue_list(req->db, req->arena, &all, error))
        return false;
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Data downloads"), .place = LAYOUT_DATA, .is_place = true });
    nhs_paragraph(h,
                  TEXT("Everything that is published can be taken away. Addresses do not change, so that a spreadsheet "
                       "can read them again: in Excel choose Data, From Web; in Power BI, Get data, Web."));
    const nhs_table_options options = { .caption = TEXT("Files"),
                                        .columns = columns,
                                        .n_columns = sizeof columns / sizeof *columns,
                                        .first_is_header = true,
                                        .is_responsive = true };
    nhs_table table;
    nhs_begin_table(h, &table, &options);
    write_row(&table, TEXT("Organisations"), TEXT("/organisations.csv"), TEXT(""));
    write_row(&table, TEXT("Indicators"), TEXT("/data/indicators.csv"), TEXT(""));
    for (size_t i = 0; i < all.n; i++)
        if (all.at[i].is_published)
            write_row(&table, all.at[i].name,
                      memory_format(req->arena, "/data/measures/%.*s/figures.csv", TEXT_ARGS(all.at[i].id)),
                      memory_format(req->arena, "/data/measures/%.*s/figures.jsonl", TEXT_ARGS(all.at[i].id)));
    nhs_end_table(&table);
    if (!write_others(h, req, error))
        return false;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("For programs"), .level = 2, .size = NHS_M });
    html_open(h, "p");
    html_words(h, "What each column means: ");
    nhs_link(h, TEXT("/data/datapackage.json"), TEXT("datapackage.json"));
    html_words(h, ". The same figures, with what the charts say, as JSON: ");
    nhs_link(h, TEXT("/api/v1/openapi.json"), TEXT("openapi.json"));
    html_words(h, ".");
    html_close(h, "p");
    return web_page_end(h, error);
}

enum { READ = PERMISSION_S2_READ_PUBLISHED_CHARTS };

static const route routes[] = {
    { WEB_GET, "/data", show, .needs = READ },
    { WEB_GET, "/data/datapackage.json", send_package, .needs = READ, .rate = WEB_RATE_SEARCH },
    { WEB_GET, "/data/indicators.csv", send_indicators, .needs = READ, .rate = WEB_RATE_SEARCH },
    { WEB_GET, "/data/measures/{indicator}/figures.csv", send_csv, .needs = READ, .scope = WEB_SCOPE_PUBLISHED,
      .rate = WEB_RATE_SEARCH },
    { WEB_GET, "/data/measures/{indicator}/figures.jsonl", send_json_lines, .needs = READ, .scope = WEB_SCOPE_PUBLISHED,
      .rate = WEB_RATE_SEARCH },
};
const web_routes data_routes = { routes, sizeof routes / sizeof *routes };
