/* /coalition/{year}/report: the report while it is made: built, checked, approved, made final, released, corrected. */
#include "base/memory.h"
#include "base/number.h"
#include "services/appraise/report_pages.h"
#include "services/appraise/rounds_write.h"
#include "services/words.h"
#include "workflow/clock_guard.h"

static const form_field reason_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
    { "reason", FORM_LINES, "reason", .most = ROUND_REASON_MAX, .empty = MESSAGE_ENTER_REOPEN_REASON,
      .length = MESSAGE_REASON_LONG },
};
static const form reopen_form = { "reopen", reason_fields, sizeof reason_fields / sizeof *reason_fields };

static const form_field build_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
    { "text", FORM_TICK, "text", .is_optional = true },
};
static const form build_form = { "build", build_fields, sizeof build_fields / sizeof *build_fields };

static const form_field notice_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
    { "notice", FORM_LINES, "notice", .least = NOTICE_MIN, .most = NOTICE_MAX, .empty = MESSAGE_E074,
      .length = MESSAGE_NOTICE_LENGTH },
};
static const form notice_form = { "correct", notice_fields, sizeof notice_fields / sizeof *notice_fields };

static text url(text year, const char *tail, upw_arena *arena)
{
    return memory_format(arena, "/coalition/%.*s/report%s", TEXT_ARGS(year), tail);
}

static text done_words(const request *req)
{
    static const struct {
        const char *name, *words;
    } done[] = {
        { "built", "The tables are built" },
        { "checked", "All checks have passed: somebody else can approve the report" },
        { "failed", "A check has not passed: the report is being written on" },
        { "reopened", "The report is being written again" },
        { "approved", "The report is approved, and its fingerprint made" },
        { "final", "The report is final, and its publication scheduled" },
        { "released", "Your approval of the publication is recorded" },
        { "correcting", "The correction is begun: nobody sees it until it is released" },
        { "saved", "The text is saved" },
    };
    const text name = request_query(req, "done");
    for (size_t i = 0; i < sizeof done / sizeof *done; i++)
        if (text_equal(name, text_of(done[i].name)))
            return text_of(done[i].words);
    return TEXT("");
}

/* ---- what the page shows ---- */

static bool write_name(html_writer *h, request *req, const char *before, text person, upw_error *error)
{
    text name;
    if (person.len == 0)
        return true;
    if (!people_find_name(req->db, person, req->arena, &name, error))
        return false;
    nhs_paragraph(h, memory_format(req->arena, "%s %.*s.", before,
                                   TEXT_ARGS(name.len > 0 ? name : TEXT("somebody whose account is closed"))));
    return true;
}

static bool write_standing(html_writer *h, request *req, const appraise_report *r, upw_error *error)
{
    upw_arena *const arena = req->arena;
    nhs_summary_row rows[8];
    size_t n = 0;
    buffer count;
    buffer_init(&count, 40);
    number_add_rounded(&count, (double)r->n_answers, 0, true);
    rows[n++] = (nhs_summary_row){ .key = TEXT("Stands at"), .value = report_stands(r) };
    rows[n++] =
        (nhs_summary_row){ .key = TEXT("Version"), .value = memory_format(arena, "%lld", (long long)r->edition) };
    rows[n++] = (nhs_summary_row){ .key = TEXT("Built on"), .value = words_of_day(r->built_ms, arena) };
    rows[n++] = (nhs_summary_row){ .key = TEXT("People's answers counted"), .value = memory_keep(arena, &count) };
    if (r->fingerprint.len > 0)
        rows[n++] = (nhs_summary_row){ .key = TEXT("Fingerprint"), .value = r->fingerprint };
    if (r->shared_ms > 0)
        rows[n++] = (nhs_summary_row){ .key = TEXT("Shared on"), .value = words_of_day(r->shared_ms, arena) };
    if (r->release_ms > 0) /* a correction at once, when its second approval is given */
        rows[n++] = (nhs_summary_row){ .key = TEXT("Published"),
                                       .value = memory_format(arena, "%s %.*s", r->edition > 1 ? "on" : "at 9:30am on",
                                                              TEXT_ARGS(words_of_day(r->release_ms, arena))) };
    nhs_summary_list(h, &(nhs_summary_list_options){ .rows = rows, .n_rows = n });
    return write_name(h, req, "Built by", r->built_by, error) &&
           write_name(h, req, "Approved for sharing by", r->approved_by, error) &&
           write_name(h, req, "Publication approved by", r->release_by[0], error) &&
           write_name(h, req, "Publication approved by", r->release_by[1], error);
}

static bool write_checks(html_writer *h, request *req, const appraise_report *r, upw_error *error)
{
    static const nhs_column columns[] = { { .words = { "Check", 5 } },
                                          { .words = { "Result", 6 } },
                                          { .words = { "What was found", 14 } } };
    report_checks all;
    nhs_table table;
    if (!reports_list_checks(req->db, r, req->arena, &all, error))
        return false;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Checks"), .level = 2, .size = NHS_M });
    if (all.n == 0) {
        nhs_paragraph(h, TEXT("The checks have not been run on what is there now."));
        return true;
    }
    nhs_begin_table(h, &table,
                    &(nhs_table_options){ .caption = TEXT("What was checked by machine"),
                                          .columns = columns,
                                          .n_columns = 3,
                                          .first_is_header = true,
                                          .is_responsive = true });
    for (size_t i = 0; i < all.n; i++) {
        nhs_begin_row(&table);
        nhs_cell_text(&table, all.at[i].name);
        nhs_begin_cell(&table, &(nhs_cell){ 0 });
        nhs_tag(h, &(nhs_tag_options){ .words = text_of(all.at[i].is_passed ? "Passed" : "Not passed"),
                                       .colour = all.at[i].is_passed ? NHS_AQUA_GREEN : NHS_PURPLE });
        nhs_end_cell(&table);
        nhs_cell_text(&table, all.at[i].words);
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    return true;
}

static void write_chapters(html_writer *h, request *req, const appraise_report *r, bool writes)
{
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Text"), .level = 2, .size = NHS_M });
    html_open(h, "p");
    nhs_link(h, url(r->year, "/read", req->arena), TEXT("Read it as it will be"));
    html_close(h, "p");
    if (!writes)
        return;
    nhs_begin_list(h, false);
    for (int chapter = 0; chapter < REPORT_PLACES; chapter++) {
        if (!report_chapter_has_text(chapter))
            continue;
        html_open(h, "li");
        nhs_link(h,
                 memory_format(req->arena, "%.*s/%s", TEXT_ARGS(url(r->year, "/text", req->arena)),
                               chapter == 0 ? "summary" : report_slug(chapter)),
                 text_of(chapter == 0 ? "Summary" : report_chapter_title(chapter)));
        html_close(h, "li");
    }
    nhs_end_list(h, false);
}

/* The log itself, for those who make the report; everybody else sees its totals (annex E). */
static bool write_log(html_writer *h, request *req, const appraise_report *r, upw_error *error)
{
    enum { SHOWN = 500 };
    static const nhs_column columns[] = { { .words = { "Table", 5 } },
                                          { .words = { "Row", 3 } },
                                          { .words = { "Column", 6 } },
                                          { .words = { "Rule", 4 }, .is_numeric = true } };
    report_hiddens all;
    nhs_table table;
    if (!reports_list_hidden(req->db, r, req->arena, &all, error))
        return false;
    nhs_begin_details(
        h, &(nhs_details_options){ .summary = memory_format(req->arena, "Cells that are not shown: %zu", all.n) });
    if (all.n > 0) {
        nhs_begin_table(h, &table,
                        &(nhs_table_options){ .caption = TEXT("Which cells, and by which rule"),
                                              .columns = columns,
                                              .n_columns = 4,
                                              .first_is_header = true,
                                              .is_compact = true,
                                              .is_responsive = true });
        for (size_t i = 0; i < all.n && i < SHOWN; i++) {
            nhs_begin_row(&table);
            nhs_cell_text(&table, all.at[i].table);
            nhs_cell_text(&table, all.at[i].row);
            nhs_cell_text(&table, all.at[i].column);
            nhs_cell_text(&table, memory_format(req->arena, "%d", all.at[i].rule));
            nhs_end_row(&table);
        }
        nhs_end_table(&table);
        if (all.n > SHOWN)
            nhs_paragraph(h, memory_format(req->arena, "And %zu more.", all.n - SHOWN));
    } else
        nhs_paragraph(h, TEXT("Everything is shown."));
    nhs_end_details(h);
    return true;
}

/* ---- what may be done ---- */

typedef struct making {
    const appraise_round *round;
    const appraise_report *report;
    bool is_there; /* a report */
    bool builds, approves, releases, corrects;
} making;

static bool find_roles(request *req, making *m, upw_error *error)
{
    return people_may(req, PERMISSION_S1_BUILD_TABLES_AND_TEXT, TEXT(""), &m->builds, NULL, error) &&
           people_may(req, PERMISSION_S1_APPROVE_FOR_SHARING, TEXT(""), &m->approves, NULL, error) &&
           people_may(req, PERMISSION_S1_APPROVE_PUBLICATION_TWO_PEOPLE, TEXT(""), &m->releases, NULL, error);
}

static void write_button(html_writer *h, request *req, const making *m, const char *tail, const char *words)
{
    web_page_begin_form(h, req, url(m->round->year, tail, req->arena));
    report_write_version(h, req, m->is_there ? m->report->life.version : 0);
    nhs_button(h, &(nhs_button_options){ .words = text_of(words), .prevents_double_click = true });
    html_close(h, "form");
}

static void write_build(html_writer *h, request *req, const making *m)
{
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Build the tables"), .level = 2, .size = NHS_M });
    nhs_paragraph(h, TEXT("From what bodies signed and people said. What is there now is replaced."));
    web_page_begin_form(h, req, url(m->round->year, "/build", req->arena));
    report_write_version(h, req, m->is_there ? m->report->life.version : 0);
    if (m->is_there) {
        static const nhs_choice ticks[] = { { .words = { "Write the text anew, too", 24 }, .value = { "yes", 3 } } };
        nhs_checkboxes(h, &(nhs_checkboxes_options){ .name = TEXT("text"),
                                                     .label = { TEXT("The text") },
                                                     .hint = TEXT("What has been written by hand is lost then"),
                                                     .items = ticks,
                                                     .n_items = 1,
                                                     .is_small = true });
    }
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Build the tables"), .prevents_double_click = true });
    html_close(h, "form");
}

static void write_words_form(html_writer *h, request *req, const making *m, const form *of, const char *tail,
                             const char *name, const char *label, const char *hint, const char *button)
{
    const bool is_sent = req->form != NULL && req->form->form == of;
    web_page_begin_form(h, req, url(m->round->year, tail, req->arena));
    report_write_version(h, req, m->report->life.version);
    nhs_textarea(h, &(nhs_textarea_options){ .name = text_of(name),
                                             .label = { text_of(label) },
                                             .hint = text_of(hint),
                                             .value = is_sent ? form_get(req, name)->raw : TEXT(""),
                                             .error = is_sent ? form_get(req, name)->error : TEXT(""),
                                             .rows = 3 });
    nhs_button(h, &(nhs_button_options){ .words = text_of(button), .variant = NHS_BUTTON_SECONDARY });
    html_close(h, "form");
}

static void write_checks_moves(html_writer *h, request *req, const making *m)
{
    const workflow_state s = m->report->life.state;
    if (m->builds && s == STATE_REPORT_ASSEMBLING) {
        nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Run the checks"), .level = 2, .size = NHS_M });
        nhs_paragraph(h, TEXT("When all pass, somebody else can approve the report."));
        write_button(h, req, m, "/check", "Run the checks");
    }
    if (m->builds && s == STATE_REPORT_IN_CHECKS) {
        nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Write on"), .level = 2, .size = NHS_M });
        write_words_form(h, req, m, &reopen_form, "/reopen", "reason", "Why does it go back?",
                         "The reason stands in the audit trail as a hash", "Take it back to be written");
    }
    if (m->approves && s == STATE_REPORT_IN_CHECKS) {
        nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Approve it"), .level = 2, .size = NHS_M });
        nhs_paragraph(h, TEXT("Tables are frozen by it, and tables and text get their fingerprint. Who built the "
                              "report cannot approve it."));
        write_button(h, req, m, "/approve", "Approve the report");
    }
}

static bool is_releasable(const appraise_report *r)
{
    return r->life.state == (r->edition > 1 ? STATE_REPORT_APPROVED : STATE_REPORT_SCHEDULED) &&
           r->release_by[1].len == 0;
}

static void write_release_moves(html_writer *h, request *req, const making *m)
{
    const workflow_state s = m->report->life.state;
    if (m->approves && (s == STATE_REPORT_SHARED || s == STATE_REPORT_SETTLING)) {
        nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Make it final"), .level = 2, .size = NHS_M });
        nhs_paragraph(h, TEXT("When the board has replied or its time has ended, and every factual point is settled. "
                              "Differences from what was shared are listed in annex H."));
        write_button(h, req, m, "/final", "Make the report final");
    }
    if (m->releases && is_releasable(m->report) && !text_equal(m->report->release_by[0], req->person->id)) {
        nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Approve the publication"), .level = 2, .size = NHS_M });
        nhs_paragraph(h, TEXT("Two people must do so. Without the second, nothing is published."));
        write_button(h, req, m, "/release", "Approve the publication");
    }
    if (m->releases && s == STATE_REPORT_PUBLISHED) {
        nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Correct it"), .level = 2, .size = NHS_M });
        nhs_paragraph(h, TEXT("A correction is a new version; the one before stays readable. It is checked and "
                              "approved like the report, and released by two people."));
        write_words_form(h, req, m, &notice_form, "/correct", "notice", "What was wrong, and what will have changed?",
                         "20 to 2,000 characters. Everybody can read it", "Begin a correction");
    }
}

/* Of a report that is on its way, while nothing becomes public. */
static bool write_wait(html_writer *h, request *req, const appraise_report *r, upw_error *error)
{
    clock_guard guard;
    if (r->life.state >= STATE_REPORT_PUBLISHED)
        return true;
    if (!clock_guard_read(req->db, &guard, error))
        return false;
    if (guard.held_ms > 0)
        nhs_warning_callout(
            h, &(nhs_warning_options){
                   .heading = TEXT("Publication waits"),
                   .words = memory_format(req->arena,
                                          "%.*s. Nothing is published until an administrator has confirmed the clock.",
                                          TEXT_ARGS(clock_guard_words(&guard, req->arena))) });
    return true;
}

static bool show(request *req, response *res, upw_error *error)
{
    appraise_round round;
    appraise_report r;
    making m = { .round = &round, .report = &r };
    if (!report_find_making(req, &round, &r, &m.is_there, error) || !find_roles(req, &m, error))
        return false;
    const nhs_crumb crumbs[] = { { TEXT("Appraisal"), TEXT("/appraisal") },
                                 { TEXT("Rounds"), TEXT("/coalition") },
                                 { round.title, memory_format(req->arena, "/coalition/%.*s", TEXT_ARGS(round.year)) } };
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("The report"),
                                                     .caption = round.title,
                                                     .place = LAYOUT_APPRAISAL,
                                                     .crumbs = crumbs,
                                                     .n_crumbs = 3,
                                                     .done = done_words(req) });
    if (!m.is_there)
        nhs_inset_text(h, text_of(round.life.state == STATE_ROUND_ANALYSING
                                      ? "No report has been built yet."
                                      : "The report is built when returns have closed."));
    else if (!write_wait(h, req, &r, error) || !write_standing(h, req, &r, error))
        return false;
    if (m.is_there) {
        if (r.notice.len > 0)
            nhs_inset_text(h, memory_format(req->arena, "This version corrects: %.*s", TEXT_ARGS(r.notice)));
        write_release_moves(h, req, &m);
        write_checks_moves(h, req, &m);
        html_open(h, "p");
        nhs_link(h, memory_format(req->arena, "/coalition/%.*s/share", TEXT_ARGS(round.year)),
                 TEXT("Who reads it before everybody may, and factual points"));
        html_close(h, "p");
        write_chapters(h, req, &r, m.builds);
        if (!write_checks(h, req, &r, error) || !write_log(h, req, &r, error))
            return false;
    }
    const bool is_building =
        m.is_there ? r.life.state <= STATE_REPORT_IN_CHECKS : round.life.state == STATE_ROUND_ANALYSING;
    if (m.builds && is_building)
        write_build(h, req, &m);
    return web_page_end(h, error);
}

/* ---- deeds ---- */

/* What each of them begins with. */
typedef struct deed {
    appraise_round round;
    appraise_report report;
    report_doing doing;
    bool is_there;
} deed;

static bool begin(request *req, deed *d, bool needs_report, upw_error *why, upw_error *error)
{
    if (!report_find_making(req, &d->round, &d->report, &d->is_there, error) ||
        !report_make_doing(req, &d->doing, error))
        return false;
    if (needs_report && !d->is_there)
        return upw_fail(error, UPW_NOT_FOUND, "there is no report yet");
    (void)report_check_version(req, d->is_there ? d->report.life.version : 0, why);
    return true;
}

static bool end(request *req, response *res, const deed *d, bool is_done, const upw_error *why, const char *done,
                upw_error *error)
{
    const report_outcome it = { is_done, why, show, url(d->round.year, "", req->arena), done };
    return report_answer(req, res, &it, error);
}

static bool build(request *req, response *res, upw_error *error)
{
    upw_error why = { 0 };
    deed d;
    const report_sources from = { services_of(req)->answers, services_of(req)->keys };
    if (!begin(req, &d, false, &why, error))
        return false;
    const bool is_done =
        why.code == UPW_OK && reporting_build(&d.doing.what, &d.round, &from, form_get(req, "text")->is_given, &why);
    return end(req, res, &d, is_done, &why, "built", error);
}

static bool check(request *req, response *res, upw_error *error)
{
    upw_error why = { 0 };
    deed d;
    report_checks checks = { 0 };
    if (!begin(req, &d, true, &why, error))
        return false;
    const bool is_done = why.code == UPW_OK && reporting_check(&d.doing.what, &d.round, &d.report, &checks, &why);
    return end(req, res, &d, is_done, &why, checks.all_pass ? "checked" : "failed", error);
}

static bool reopen(request *req, response *res, upw_error *error)
{
    upw_error why = { 0 };
    deed d;
    if (!begin(req, &d, true, &why, error))
        return false;
    const bool is_done =
        why.code == UPW_OK && reporting_reopen(&d.doing.what, &d.report, form_text(req, "reason"), &why);
    return end(req, res, &d, is_done, &why, "reopened", error);
}

static bool approve(request *req, response *res, upw_error *error)
{
    upw_error why = { 0 };
    deed d;
    if (!begin(req, &d, true, &why, error))
        return false;
    const bool is_done = why.code == UPW_OK && reporting_approve(&d.doing.what, &d.report, &why);
    return end(req, res, &d, is_done, &why, "approved", error);
}

static bool finalise(request *req, response *res, upw_error *error)
{
    upw_error why = { 0 };
    deed d;
    if (!begin(req, &d, true, &why, error))
        return false;
    const bool is_done = why.code == UPW_OK && reporting_finalise(&d.doing.what, &d.round, &d.report, &why);
    return end(req, res, &d, is_done, &why, "final", error);
}

static bool release(request *req, response *res, upw_error *error)
{
    upw_error why = { 0 };
    deed d;
    if (!begin(req, &d, true, &why, error))
        return false;
    const bool is_done = why.code == UPW_OK && reporting_release(&d.doing.what, &d.round, &d.report, &why);
    return end(req, res, &d, is_done, &why, "released", error);
}

static bool correct(request *req, response *res, upw_error *error)
{
    upw_error why = { 0 };
    deed d;
    if (!begin(req, &d, true, &why, error))
        return false;
    const bool is_done =
        why.code == UPW_OK && reporting_begin_correction(&d.doing.what, &d.report, form_text(req, "notice"), &why);
    return end(req, res, &d, is_done, &why, "correcting", error);
}

#define AT "/coalition/{year}/report"
#define SEES .needs = PERMISSION_S1_READ_ANOTHER_BODYS_SIGNED_RETURN_BEFORE_PUBLICATION, .scope = WEB_SCOPE_ANY
#define BUILDS .needs = PERMISSION_S1_BUILD_TABLES_AND_TEXT, .scope = WEB_SCOPE_ANY
#define APPROVES .needs = PERMISSION_S1_APPROVE_FOR_SHARING, .scope = WEB_SCOPE_ANY, .flags = WEB_NEEDS_SECOND_FACTOR
#define RELEASES                                                                                                       \
    .needs = PERMISSION_S1_APPROVE_PUBLICATION_TWO_PEOPLE, .scope = WEB_SCOPE_ANY,                                     \
    .flags = WEB_NEEDS_SECOND_FACTOR | WEB_NEEDS_REAUTH

static const route routes[] = {
    { WEB_GET, AT, show, SEES },
    { WEB_POST, AT "/build", build, BUILDS, .form = &build_form, .again = show },
    { WEB_POST, AT "/check", check, BUILDS, .form = &report_move_form, .again = show },
    { WEB_POST, AT "/reopen", reopen, BUILDS, .form = &reopen_form, .again = show },
    { WEB_POST, AT "/approve", approve, APPROVES, .form = &report_move_form, .again = show },
    { WEB_POST, AT "/final", finalise, APPROVES, .form = &report_move_form, .again = show },
    { WEB_POST, AT "/release", release, RELEASES, .form = &report_move_form, .again = show },
    { WEB_POST, AT "/correct", correct, APPROVES, .form = &notice_form, .again = show },
};
const web_routes report_making_routes = { routes, sizeof routes / sizeof *routes };
