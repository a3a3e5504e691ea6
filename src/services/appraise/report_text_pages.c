/* /coalition/{year}/report/text/{chapter}: a chapter's text, written; /coalition/{year}/report/read: the report as it
 * will be. */
#include <string.h>

#include "base/memory.h"
#include "services/appraise/report_pages.h"
#include "services/words.h"

enum { BODY_MAX = 256 * 1024 };

static const form_field text_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
    { "words", FORM_LINES, "text", .most = REPORT_WORDS_MAX, .empty = MESSAGE_ENTER_CHAPTER,
      .length = MESSAGE_CHAPTER_LENGTH },
    { "point", FORM_INTEGER, "factual point", .is_optional = true, .low = 0, .high = 100000,
      .wrong = MESSAGE_SELECT_POINT, .range = MESSAGE_SELECT_POINT },
};
static const form text_form = { "chapter", text_fields, sizeof text_fields / sizeof *text_fields };

typedef struct place {
    appraise_round round;
    appraise_report report;
    int chapter;
} place;

static bool find_place(request *req, place *out, upw_error *error)
{
    bool found;
    const text slug = request_path(req, "chapter");
    out->chapter = 0;
    if (!report_find_making(req, &out->round, &out->report, &found, error))
        return false;
    return (found && (text_equal(slug, TEXT("summary")) || report_find_slug(slug, &out->chapter))) ||
           upw_fail(error, UPW_NOT_FOUND, "there is no such chapter");
}

static text url(text year, const char *tail, upw_arena *arena)
{
    return memory_format(arena, "/coalition/%.*s/report%s", TEXT_ARGS(year), tail);
}

static const nhs_crumb *make_crumbs(request *req, const place *p)
{
    nhs_crumb *const crumbs = MEMORY_TAKE(req->arena, nhs_crumb, 3);
    crumbs[0] = (nhs_crumb){ TEXT("Rounds"), TEXT("/coalition") };
    crumbs[1] = (nhs_crumb){ p->round.title, memory_format(req->arena, "/coalition/%.*s", TEXT_ARGS(p->round.year)) };
    crumbs[2] = (nhs_crumb){ TEXT("The report"), url(p->round.year, "", req->arena) };
    return crumbs;
}

/* ---- writing ---- */

/* After sharing, text changes because of an accepted point alone. */
static bool write_points(html_writer *h, request *req, const place *p, const report_chapter *it, upw_error *error)
{
    points all;
    const workflow_state s = p->report.life.state;
    size_t n = 0;
    if (s != STATE_REPORT_SHARED && s != STATE_REPORT_SETTLING)
        return true;
    if (!points_list(req->db, p->round.year, req->arena, &all, error))
        return false;
    nhs_option *const options = MEMORY_TAKE(req->arena, nhs_option, all.n + 1);
    options[n++] = (nhs_option){ .words = TEXT("Select a point"), .value = TEXT(""), .has_value = true };
    for (size_t i = 0; i < all.n; i++)
        if (point_allows_change(&all.at[i]))
            options[n++] = (nhs_option){
                .words =
                    memory_format(req->arena, "%lld: %.*s", (long long)all.at[i].number, TEXT_ARGS(all.at[i].place)),
                .value = memory_format(req->arena, "%lld", (long long)all.at[i].number),
                .has_value = true,
            };
    const bool is_sent = req->form != NULL;
    nhs_select(h,
               &(nhs_select_options){ .name = TEXT("point"),
                                      .label = { TEXT("Because of which accepted factual point?") },
                                      .value = is_sent         ? form_get(req, "point")->raw
                                               : it->point > 0 ? memory_format(req->arena, "%lld", (long long)it->point)
                                                               : TEXT(""),
                                      .error = is_sent ? form_get(req, "point")->error : TEXT(""),
                                      .items = options,
                                      .n_items = n });
    return true;
}

static bool is_writable(const appraise_report *r)
{
    const workflow_state s = r->life.state;
    return s == STATE_REPORT_ASSEMBLING || s == STATE_REPORT_SHARED || s == STATE_REPORT_SETTLING;
}

static void write_help(html_writer *h, const report_tables *tables, upw_arena *arena)
{
    nhs_begin_details(h, &(nhs_details_options){ .summary = TEXT("How text is written") });
    nhs_begin_list(h, false);
    html_element(h, "li", TEXT("## at the beginning of a line makes a heading, ### a smaller one"));
    html_element(h, "li", TEXT("- at the beginning of a line makes a list, 1. a numbered one"));
    html_element(h, "li", TEXT("**words** are strong, *words* stressed, [words](https://example.org) a link"));
    html_element(h, "li", TEXT("an empty line ends a paragraph"));
    html_element(h, "li", TEXT("{T1.1} on a line of its own places a table, {F1.1} a figure"));
    nhs_end_list(h, false);
    for (size_t i = 0; i < tables->n; i++)
        nhs_paragraph(
            h, memory_format(arena, "{%.*s} %.*s", TEXT_ARGS(tables->at[i].name), TEXT_ARGS(tables->at[i].title)));
    nhs_end_details(h);
}

static bool write_editor(html_writer *h, request *req, const place *p, const report_view *v, upw_error *error)
{
    report_chapter it;
    bool found;
    if (!reports_find_chapter(req->db, &p->report, false, p->chapter, req->arena, &it, &found, error))
        return false;
    web_page_begin_form(
        h, req,
        text_of(memory_format(req->arena, "%.*s/%.*s", TEXT_ARGS(url(p->round.year, "/text", req->arena)),
                              TEXT_ARGS(request_path(req, "chapter")))
                    .at));
    report_write_version(h, req, req->form != NULL ? form_get(req, "version")->integer : it.version);
    nhs_textarea(h, &(nhs_textarea_options){ .name = TEXT("words"),
                                             .label = { TEXT("Text of the chapter") },
                                             .hint = TEXT("Name nobody, and quote signed statements alone"),
                                             .value = req->form != NULL ? form_get(req, "words")->raw : it.words,
                                             .error = req->form != NULL ? form_get(req, "words")->error : TEXT(""),
                                             .rows = 24 });
    if (!write_points(h, req, p, &it, error))
        return false;
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Save"), .prevents_double_click = true });
    html_close(h, "form");
    write_help(h, &v->tables, req->arena);
    return true;
}

static bool show_text(request *req, response *res, upw_error *error)
{
    place p;
    if (!find_place(req, &p, error))
        return false;
    if (!report_chapter_has_text(p.chapter))
        return upw_fail(error, UPW_NOT_FOUND, "there is no such chapter");
    report_view v = { .db = req->db, .arena = req->arena, .use = REPORT_DRAFT, .round = &p.round, .report = &p.report };
    if (!report_view_load(&v, error))
        return false;
    html_writer *const h =
        web_page_begin(req, res,
                       &(layout){ .title = p.chapter == 0 ? TEXT("Summary") : report_view_title(&v, p.chapter),
                                  .caption = TEXT("Text of the report"),
                                  .place = LAYOUT_APPRAISAL,
                                  .crumbs = make_crumbs(req, &p),
                                  .n_crumbs = 3 });
    html_open(h, "p");
    nhs_link(h, report_view_url(&v, p.chapter), TEXT("As it will be read"));
    html_close(h, "p");
    if (!is_writable(&p.report))
        nhs_inset_text(h, TEXT("The text is frozen: it can be written while the report is assembled, and after sharing "
                               "because of an accepted factual point."));
    else if (!write_editor(h, req, &p, &v, error))
        return false;
    return web_page_end(h, error);
}

/* The text as a file has it; TEXT_ARGS would cut a long one. */
static text end_last_line(text words, upw_arena *arena)
{
    char *const to = MEMORY_TAKE(arena, char, words.len + 1);
    if (words.len > 0)
        memcpy(to, words.at, words.len);
    to[words.len] = '\n';
    return (text){ to, words.len + 1 };
}

static bool save_text(request *req, response *res, upw_error *error)
{
    upw_error why = { 0 };
    place p;
    report_doing doing;
    if (!find_place(req, &p, error) || !report_make_doing(req, &doing, error))
        return false;
    const report_chapter chapter = { .chapter = p.chapter,
                                     .words = end_last_line(form_text(req, "words"), req->arena),
                                     .point = form_get(req, "point")->integer,
                                     .version = form_get(req, "version")->integer };
    const bool is_done = reporting_write_chapter(&doing.what, &p.report, &chapter, &why);
    const report_outcome it = { is_done, &why, show_text, url(p.round.year, "", req->arena), "saved" };
    return report_answer(req, res, &it, error);
}

/* ---- as it will be ---- */

static bool read(request *req, response *res, int chapter, upw_error *error)
{
    place p = { .chapter = chapter };
    bool found, is_released;
    if (!report_find_making(req, &p.round, &p.report, &found, error))
        return false;
    if (!found || chapter < 0)
        return upw_fail(error, UPW_NOT_FOUND, "there is no such chapter");
    report_view v = { .db = req->db,
                      .arena = req->arena,
                      .use = REPORT_DRAFT,
                      .round = &p.round,
                      .report = &p.report,
                      .theme = request_query(req, "theme") };
    if (!report_view_load(&v, error) ||
        !reports_is_released(req->db, &p.report, req->now_ms, req->arena, &is_released, error))
        return false;
    html_writer *const h = web_page_begin(
        req, res,
        &(layout){ .title = chapter == 0 ? TEXT("Summary") : report_view_title(&v, chapter),
                   .caption = memory_format(req->arena, "The report of %.*s, as it stands", TEXT_ARGS(p.round.year)),
                   .is_wide = true,
                   .place = LAYOUT_APPRAISAL,
                   .crumbs = make_crumbs(req, &p),
                   .n_crumbs = 3 });
    if (!is_released)
        nhs_warning_callout(h, &(nhs_warning_options){ .heading = TEXT("Not published"),
                                                       .words = TEXT("Nothing of this may be passed on.") });
    return report_write_page(h, &v, chapter, error) && web_page_end(h, error);
}

static bool read_front(request *req, response *res, upw_error *error)
{
    return read(req, res, 0, error);
}

static bool read_chapter(request *req, response *res, upw_error *error)
{
    int chapter;
    return read(req, res, report_find_slug(request_path(req, "chapter"), &chapter) ? chapter : -1, error);
}

#define AT "/coalition/{year}/report"
#define SEES .needs = PERMISSION_S1_READ_ANOTHER_BODYS_SIGNED_RETURN_BEFORE_PUBLICATION, .scope = WEB_SCOPE_ANY
#define BUILDS .needs = PERMISSION_S1_BUILD_TABLES_AND_TEXT, .scope = WEB_SCOPE_ANY

static const route routes[] = {
    { WEB_GET, AT "/text/{chapter}", show_text, BUILDS },
    { WEB_POST, AT "/text/{chapter}", save_text, BUILDS, .form = &text_form, .again = show_text, .body_max = BODY_MAX },
    { WEB_GET, AT "/read", read_front, SEES },
    { WEB_GET, AT "/read/{chapter}", read_chapter, SEES },
};
const web_routes report_text_routes = { routes, sizeof routes / sizeof *routes };
