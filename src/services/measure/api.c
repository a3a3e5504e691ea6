/* /api/v1: what is published, for programs. Reading only; openapi.json says what comes back. */
#include "base/json.h"
#include "base/memory.h"
#include "openapi_json.h"
#include "services/measure/pages.h"

static void begin(response *res, json_writer *j)
{
    res->kind = WEB_JSON;
    res->cache = WEB_CACHE_PUBLIC;
    res->is_published = true;
    json_init(j, &res->body);
}

static void add_text(json_writer *j, const char *key, text value)
{
    json_key(j, key);
    json_text(j, value);
}

static void add_text_or_null(json_writer *j, const char *key, text value)
{
    json_key(j, key);
    if (value.len > 0)
        json_text(j, value);
    else
        json_null(j);
}

static void add_indicator(json_writer *j, const measure_indicator *of)
{
    json_begin_object(j);
    add_text(j, "id", of->id);
    add_text(j, "name", of->name);
    add_text(j, "theme", text_of(measure_themes[of->theme].name));
    add_text(j, "unit", of->unit);
    add_text(j, "improvement", text_of(upw_improvement_text(of->improvement)));
    json_key(j, "national_target");
    if (of->has_national_target)
        json_number(j, of->national_target);
    else
        json_null(j);
    add_text_or_null(j, "numerator", of->numerator);
    add_text_or_null(j, "denominator", of->denominator);
    add_text(j, "definition", of->definition);
    add_text_or_null(j, "source", of->source);
    add_text_or_null(j, "owner", of->owner);
    json_end_object(j);
}

static bool send_indicators(request *req, response *res, upw_error *error)
{
    measure_indicators all;
    json_writer j;
    if (!catalogue_list(req->db, req->arena, &all, error))
        return false;
    begin(res, &j);
    json_begin_object(&j);
    json_key(&j, "indicators");
    json_begin_array(&j);
    for (size_t i = 0; i < all.n; i++)
        if (all.at[i].is_published)
            add_indicator(&j, &all.at[i]);
    json_end_array(&j);
    json_end_object(&j);
    return true;
}

static bool send_indicator(request *req, response *res, upw_error *error)
{
    measure_indicator of;
    json_writer j;
    if (!pages_find_indicator(req, &of, error))
        return false;
    begin(res, &j);
    add_indicator(&j, &of);
    return true;
}

static void add_organisation(json_writer *j, const organisation *o)
{
    json_begin_object(j);
    add_text(j, "id", o->id);
    add_text_or_null(j, "code", o->code);
    add_text(j, "name", o->name);
    add_text(j, "kind", text_of(o->kind->name));
    add_text_or_null(j, "parent", o->parent);
    add_text_or_null(j, "opened", o->opened);
    add_text_or_null(j, "closed", o->closed);
    json_end_object(j);
}

static bool send_organisations(request *req, response *res, upw_error *error)
{
    organisation_list all;
    json_writer j;
    if (!organisations_list(req->db, TEXT(""), req->arena, &all, error))
        return false;
    begin(res, &j);
    json_begin_object(&j);
    json_key(&j, "organisations");
    json_begin_array(&j);
    for (size_t i = 0; i < all.n; i++)
        add_organisation(&j, &all.at[i]);
    json_end_array(&j);
    json_end_object(&j);
    return true;
}

/* Which series there are, of an indicator: each with where to read it. */
static bool send_series_list(request *req, response *res, upw_error *error)
{
    measure_indicator of;
    measure_entries entries;
    json_writer j;
    if (!pages_find_indicator(req, &of, error) || !series_list(req->db, of.id, TEXT(""), req->arena, &entries, error))
        return false;
    begin(res, &j);
    json_begin_object(&j);
    json_key(&j, "series");
    json_begin_array(&j);
    for (size_t i = 0; i < entries.n; i++) {
        const measure_entry *const e = &entries.at[i];
        json_begin_object(&j);
        add_text(&j, "organisation", e->key.organisation);
        json_key(&j, "points");
        json_integer(&j, (int64_t)e->n);
        add_text(&j, "first", words_of_code(e->first, req->arena));
        add_text(&j, "last", words_of_code(e->last, req->arena));
        add_text(&j, "href",
                 memory_format(req->arena, "/api/v1/indicators/%.*s/series/%.*s", TEXT_ARGS(of.id),
                               TEXT_ARGS(e->key.organisation)));
        json_end_object(&j);
    }
    json_end_array(&j);
    json_end_object(&j);
    return true;
}

/* Figures, limits, icons and sentences: the same bytes as `upward report --format json` writes. */
static bool send_series(request *req, response *res, upw_error *error)
{
    measure_indicator of;
    organisation o;
    measure_entries entries;
    json_writer j;
    if (!pages_find_indicator(req, &of, error) || !people_find_named(req, &o, error) ||
        !series_list(req->db, of.id, o.id, req->arena, &entries, error))
        return false;
    const measure_indicators one = { &of, 1 };
    const organisation_list places = { &o, 1 };
    const pages_report wanted = {
        .indicators = &one, .entries = entries.at, .n = entries.n, .organisations = &places, .format = REPORT_JSON
    };
    begin(res, &j);
    return pages_add_report(req, &wanted, &res->body, error);
}

static bool send_description(request *req, response *res, upw_error *error)
{
    json_writer j;
    (void)req, (void)error;
    begin(res, &j);
    res->constant = (text){ openapi_json, sizeof openapi_json - 1 };
    return true;
}

enum { READ = PERMISSION_S2_READ_PUBLISHED_CHARTS };
#define API_ROUTE .needs = READ, .scope = WEB_SCOPE_PUBLISHED, .flags = WEB_IS_API, .rate = WEB_RATE_SEARCH

static const route routes[] = {
    { WEB_GET, "/api/v1/openapi.json", send_description, API_ROUTE },
    { WEB_GET, "/api/v1/organisations", send_organisations, API_ROUTE },
    { WEB_GET, "/api/v1/indicators", send_indicators, API_ROUTE },
    { WEB_GET, "/api/v1/indicators/{indicator}", send_indicator, API_ROUTE },
    { WEB_GET, "/api/v1/indicators/{indicator}/series", send_series_list, API_ROUTE },
    { WEB_GET, "/api/v1/indicators/{indicator}/series/{organisation}", send_series, API_ROUTE },
};
const web_routes api_routes = { routes, sizeof routes / sizeof *routes };
