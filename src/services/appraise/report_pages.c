/* /report/{year}: the report as everybody reads it, from its hour on. Before, every address here answers as one that
 * there is not: the question is asked once, of the database, with the condition in it. */
#include "services/appraise/report_pages.h"

#include "base/memory.h"
#include "base/number.h"
#include "services/appraise/report_files.h"
#include "services/words.h"

static bool find_released(request *req, appraise_report *r, int64_t *edition, upw_error *error)
{
    bool found;
    *edition = 0;
    if (!number_parse_integer(request_query(req, "edition"), edition))
        *edition = 0;
    return reports_find_released(req->db, request_path(req, "year"), *edition, req->now_ms, req->arena, r, &found,
                                 error) &&
           (found || upw_fail(error, UPW_NOT_FOUND, "there is no such report"));
}

/* What everybody may keep for a minute; whoever is signed in has their name on the page. */
static void allow_keeping(const request *req, response *res)
{
    if (req->person == NULL && req->session == NULL)
        res->cache = WEB_CACHE_PUBLIC;
}

/* ---- /report ---- */

/* Since when: the first version's hour. */
static bool find_first_day(request *req, text year, text *day, upw_error *error)
{
    appraise_report first;
    bool found;
    *day = TEXT("");
    if (!reports_find_released(req->db, year, 1, req->now_ms, req->arena, &first, &found, error))
        return false;
    if (found)
        *day = words_of_day(first.release_ms, req->arena);
    return true;
}

static bool show_all(request *req, response *res, upw_error *error)
{
    static const nhs_crumb crumbs[] = { { { "Appraisal", 9 }, { "/appraisal", 10 } } };
    appraise_rounds all;
    size_t n = 0;
    if (!rounds_list(req->db, req->arena, &all, error))
        return false;
    html_writer *const h = web_page_begin(
        req, res, &(layout){ .title = TEXT("Reports"), .place = LAYOUT_APPRAISAL, .crumbs = crumbs, .n_crumbs = 1 });
    nhs_lead(h, TEXT("What local bodies say about those above them, year by year."));
    for (size_t i = 0; i < all.n; i++) {
        appraise_report r;
        bool found;
        if (!reports_find_released(req->db, all.at[i].year, 0, req->now_ms, req->arena, &r, &found, error))
            return false;
        text day;
        if (!found)
            continue;
        if (!find_first_day(req, r.year, &day, error))
            return false;
        nhs_action_link(
            h, &(nhs_action_link_options){ .words = memory_format(req->arena, "The report of %.*s, published on %.*s",
                                                                  TEXT_ARGS(r.year), TEXT_ARGS(day)),
                                           .href = memory_format(req->arena, "/report/%.*s", TEXT_ARGS(r.year)) });
        n++;
    }
    if (n == 0)
        nhs_inset_text(h, TEXT("No report has been published yet."));
    return web_page_end(h, error);
}

/* ---- for /data ---- */

bool reports_add_downloads(request *req, service_links *links, upw_error *error)
{
    appraise_rounds all;
    if (!rounds_list(req->db, req->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        appraise_report r;
        bool found;
        if (!reports_find_released(req->db, all.at[i].year, 0, req->now_ms, req->arena, &r, &found, error))
            return false;
        if (!found)
            continue;
        service_links_add(links,
                          (service_link){ memory_format(req->arena, "The report of %.*s", TEXT_ARGS(r.year)),
                                          memory_format(req->arena, "/report/%.*s/data", TEXT_ARGS(r.year)),
                                          TEXT("every table as CSV and JSON, what its columns mean, proposals, factual "
                                               "points, and how to compute the fingerprint") });
        service_links_add(
            links, (service_link){ memory_format(req->arena, "What organisations signed in %.*s", TEXT_ARGS(r.year)),
                                   memory_format(req->arena, "/appraisal/%.*s/returns.jsonl", TEXT_ARGS(r.year)),
                                   TEXT("JSON lines, each return with its fingerprint") });
    }
    return true;
}

/* ---- /corrections ---- */

static bool write_corrections(html_writer *h, request *req, text year, size_t *n, upw_error *error)
{
    for (int64_t edition = 2;; edition++) {
        appraise_report r;
        bool found;
        if (!reports_find_released(req->db, year, edition, req->now_ms, req->arena, &r, &found, error))
            return false;
        if (!found)
            return true;
        nhs_heading(h,
                    &(nhs_heading_options){
                        .words = memory_format(req->arena, "The report of %.*s, version %lld, %.*s", TEXT_ARGS(year),
                                               (long long)edition, TEXT_ARGS(words_of_day(r.release_ms, req->arena))),
                        .level = 2,
                        .size = NHS_M,
                        .href = memory_format(req->arena, "/report/%.*s/annex-g", TEXT_ARGS(year)) });
        nhs_paragraph(h, r.notice);
        (*n)++;
    }
}

static bool show_corrections(request *req, response *res, upw_error *error)
{
    appraise_rounds all;
    size_t n = 0;
    if (!rounds_list(req->db, req->arena, &all, error))
        return false;
    html_writer *const h = web_page_begin(
        req, res, &(layout){ .title = TEXT("Corrections"), .place = LAYOUT_CORRECTIONS, .is_place = true });
    nhs_lead(h, TEXT("What was wrong in what we published, and what has changed since."));
    for (size_t i = 0; i < all.n; i++)
        if (!write_corrections(h, req, all.at[i].year, &n, error))
            return false;
    if (n == 0)
        nhs_inset_text(h, TEXT("Nothing has been corrected yet."));
    return web_page_end(h, error);
}

/* ---- a chapter ---- */

static bool write_version(html_writer *h, const report_view *v, int64_t now_ms, upw_error *error)
{
    appraise_report latest;
    bool found;
    const appraise_report *const r = v->report;
    if (!reports_find_released(v->db, r->year, 0, now_ms, v->arena, &latest, &found, error))
        return false;
    if (found && latest.edition > r->edition) {
        nhs_begin_warning(h, &(nhs_warning_options){ .heading = TEXT("An earlier version") });
        html_open(h, "p");
        html_format(h, "This is version %lld of the report, which was corrected since. ", (long long)r->edition);
        nhs_link(h, memory_format(v->arena, "/report/%.*s", TEXT_ARGS(r->year)), TEXT("Read the present version"));
        html_words(h, ".");
        html_close(h, "p");
        nhs_end_warning(h);
    } else if (r->edition > 1) {
        nhs_begin_inset(h);
        html_open(h, "p");
        html_format(h, "This is version %lld, corrected on %.*s. What was wrong stands in ", (long long)r->edition,
                    TEXT_ARGS(words_of_day(r->release_ms, v->arena)));
        nhs_link(h, report_view_url(v, REPORT_ANNEX_A + 6), TEXT("annex G"));
        html_words(h, ".");
        html_close(h, "p");
        nhs_end_inset(h);
    }
    return true;
}

static bool show(request *req, response *res, int chapter, upw_error *error)
{
    appraise_report r;
    appraise_round round;
    int64_t edition;
    bool found;
    if (!find_released(req, &r, &edition, error) || !rounds_find(req->db, r.year, req->arena, &round, &found, error))
        return false;
    if (chapter < 0)
        return upw_fail(error, UPW_NOT_FOUND, "there is no such chapter");
    report_view v = { .db = req->db,
                      .arena = req->arena,
                      .use = REPORT_PUBLIC,
                      .round = &round,
                      .report = &r,
                      .is_earlier = edition > 0,
                      .theme = request_query(req, "theme") };
    const text title = memory_format(req->arena, "The report of %.*s", TEXT_ARGS(r.year));
    const nhs_crumb crumbs[] = { { TEXT("Appraisal"), TEXT("/appraisal") },
                                 { TEXT("Reports"), TEXT("/report") },
                                 { title, report_view_url(&v, 0) } };
    text day;
    if (!report_view_load(&v, error) || !find_first_day(req, r.year, &day, error))
        return false;
    allow_keeping(req, res);
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = chapter == 0 ? title : report_view_title(&v, chapter),
                                                     .caption = chapter == 0 ? round.title : title,
                                                     .is_wide = true,
                                                     .place = LAYOUT_APPRAISAL,
                                                     .crumbs = crumbs,
                                                     .n_crumbs = chapter == 0 ? 2 : 3 });
    if (!write_version(h, &v, req->now_ms, error))
        return false;
    if (chapter == 0)
        nhs_quiet(h, memory_format(req->arena, "%s at 9:30am on %.*s.", r.edition > 1 ? "First published" : "Published",
                                   TEXT_ARGS(day)));
    return report_write_page(h, &v, chapter, error) && web_page_end(h, error);
}

static bool show_front(request *req, response *res, upw_error *error)
{
    return show(req, res, 0, error);
}

static bool show_chapter(request *req, response *res, upw_error *error)
{
    int chapter;
    return show(req, res, report_find_slug(request_path(req, "chapter"), &chapter) ? chapter : -1, error);
}

static bool show_data(request *req, response *res, upw_error *error)
{
    return show(req, res, REPORT_ANNEX_A + 5, error);
}

/* ---- files ---- */

static bool send_file(request *req, response *res, upw_error *error)
{
    static const web_kind kinds[] = {
        [REPORT_FILE_CSV] = WEB_CSV, [REPORT_FILE_JSON] = WEB_JSON, [REPORT_FILE_TEXT] = WEB_TEXT
    };
    appraise_report r;
    int64_t edition;
    text bytes;
    report_file_kind kind;
    bool found;
    if (!find_released(req, &r, &edition, error) ||
        !report_files_make(req->db, &r, request_path(req, "file"), req->arena, &bytes, &kind, &found, error))
        return false;
    if (!found)
        return upw_fail(error, UPW_NOT_FOUND, "there is no such file");
    res->kind = kinds[kind];
    res->cache = WEB_CACHE_PUBLIC;
    res->is_published = true;
    buffer_add(&res->body, bytes);
    if (kind == REPORT_FILE_CSV)
        response_set_download(
            res, req->arena,
            memory_format(req->arena, "%.*s-%.*s", TEXT_ARGS(r.year), TEXT_ARGS(request_path(req, "file"))));
    return true;
}

#define OPEN .needs = PERMISSION_S1_READ_THE_PUBLISHED_REPORT_AND_TABLES, .scope = WEB_SCOPE_PUBLISHED

static const route routes[] = {
    { WEB_GET, "/corrections", show_corrections, OPEN },
    { WEB_GET, "/report", show_all, OPEN },
    { WEB_GET, "/report/{year}", show_front, OPEN },
    { WEB_GET, "/report/{year}/data", show_data, OPEN },
    { WEB_GET, "/report/{year}/data/{file}", send_file, OPEN },
    { WEB_GET, "/report/{year}/{chapter}", show_chapter, OPEN },
};
const web_routes report_routes = { routes, sizeof routes / sizeof *routes };

/* ---- what the pages of the report share ---- */

bool report_find_making(request *req, appraise_round *round, appraise_report *r, bool *found, upw_error *error)
{
    if (!rounds_find(req->db, request_path(req, "year"), req->arena, round, found, error))
        return false;
    if (!*found)
        return upw_fail(error, UPW_NOT_FOUND, "there is no such round");
    return reports_find_latest(req->db, round->year, req->arena, r, found, error);
}

bool report_make_doing(request *req, report_doing *out, upw_error *error)
{
    *out = (report_doing){ .by = { .workflow = &services_of(req)->workflow,
                                   .now_ms = req->now_ms,
                                   .request = memory_copy_text(req->arena, text_of(req->id)) } };
    out->what = (reporting){ req->db, req->arena, &out->by };
    return people_find_actor(req, TEXT(""), &out->by.actor, error);
}

bool report_answer(request *req, response *res, const report_outcome *it, upw_error *error)
{
    if (it->is_done)
        return response_redirect(
            res, it->done != NULL ? memory_format(req->arena, "%.*s?done=%s", TEXT_ARGS(it->path), it->done) : it->path,
            error);
    upw_error why = *it->why;
    if (why.code == UPW_FORBIDDEN) /* the page says why, and what to do */
        why.code = UPW_BAD_INPUT;
    return web_page_say_again(req, res, it->again, &why, error);
}

static const form_field move_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
};
const form report_move_form = { "move", move_fields, sizeof move_fields / sizeof *move_fields };

void report_write_version(html_writer *h, const request *req, int64_t version)
{
    web_page_write_hidden(h, TEXT("version"), memory_format(req->arena, "%lld", (long long)version));
}

bool report_check_version(const request *req, int64_t version, upw_error *why)
{
    return form_get(req, "version")->integer == version ||
           upw_fail(why, UPW_CONFLICT, "%s", web_message_text(MESSAGE_E009));
}

text report_stands(const appraise_report *r)
{
    static const char *const words[] = {
        "Being written", "In checks", "Approved for sharing", "Shared", "Shared, factual points raised", "Final",
        "Scheduled",     "Published", "Corrected since"
    };
    return text_of(words[r->life.state - STATE_REPORT_ASSEMBLING]);
}
