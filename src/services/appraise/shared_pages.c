/* /shared/{year}: the copy that those on the list check before everybody reads it, and their factual points. Each page
 * has its reader's name and mark, and each opening leaves a row in the audit trail. */
#include "services/appraise/shared_pages.h"

#include "base/memory.h"
#include "services/words.h"
#include "workflow/permit.h"

static const form_field point_fields[] = {
    { "place", FORM_TEXT, "place", .most = POINT_PLACE_MAX, .empty = MESSAGE_E062, .length = MESSAGE_E062 },
    { "words", FORM_LINES, "what is wrong", .most = POINT_WORDS_MAX, .empty = MESSAGE_E063, .length = MESSAGE_E065 },
    { "evidence", FORM_LINES, "evidence", .most = POINT_WORDS_MAX, .empty = MESSAGE_E064,
      .length = MESSAGE_EVIDENCE_LENGTH },
};
static const form point_form = { "point", point_fields, sizeof point_fields / sizeof *point_fields };

/* ---- who reads ---- */

static bool may_as_listed(request *req, workflow_permission permission, shared_reader *out)
{
    const workflow_seat *seat = NULL;
    const workflow_about about = { .organisation = out->who.organisation,
                                   .owner = req->person->id,
                                   .is_shared_with = true };
    if (!workflow_may(permission, people_who_asks(req), &about, &seat) || seat == NULL)
        return false;
    out->actor = (workflow_actor){ req->person->id, seat->role, seat->organisation };
    return true;
}

static bool is_theirs(request *req, const recipient *who, bool *is, upw_error *error)
{
    const text token = request_query(req, "copy");
    *is = true;
    return token.len == 0 || recipients_has_token(req->db, who, token, is, error);
}

static bool find_listed(request *req, workflow_permission permission, shared_reader *out, bool *is, upw_error *error)
{
    organisation o = { 0 };
    bool found;
    if (!recipients_find_reader(req->db, out->round.year, req->person->email, req->arena, &out->who, is, error) || !*is)
        return !*is;
    if (!is_theirs(req, &out->who, is, error) ||
        !organisations_find(req->db, out->who.organisation, req->arena, &o, &found, error))
        return false;
    *is = *is && may_as_listed(req, permission, out);
    out->is_recipient = true;
    out->is_of_board = text_equal(out->who.organisation, out->round.board);
    out->office = out->is_of_board ? TEXT("") : o.name;
    return true;
}

/* Which copy they read. In the regime of official statistics final figures are for whoever is on the list of the last
 * 24 hours, and not before; also not for one of that list who got a link earlier, to check the draft. */
static void judge_copy(shared_reader *r, int64_t now_ms)
{
    const int64_t day_ms = INT64_C(24) * 3600 * 1000;
    r->is_final =
        r->is_recipient && r->who.is_day_list && r->report.release_ms > 0 && now_ms >= r->report.release_ms - day_ms;
    r->is_draft = r->round.shares_draft && !r->is_final;
}

bool shared_find_reader(request *req, workflow_permission permission, shared_reader *out, upw_error *error)
{
    bool found, is = false;
    *out = (shared_reader){ 0 };
    if (!rounds_find(req->db, request_path(req, "year"), req->arena, &out->round, &found, error))
        return false;
    if (found && !reports_find(req->db, out->round.year, 1, req->arena, &out->report, &found, error))
        return false;
    if (found && out->report.shared_ms > 0) {
        if (!people_may(req, permission, TEXT(""), &is, &out->actor, error))
            return false;
        is = is && (out->actor.role == ROLE_COALITION || out->actor.role == ROLE_ANALYST);
        if (!is && !find_listed(req, permission, out, &is, error))
            return false;
        judge_copy(out, req->now_ms);
        if (!reports_is_released(req->db, &out->report, req->now_ms, req->arena, &out->is_published, error))
            return false;
    }
    return is || upw_fail(error, UPW_NOT_FOUND, "there is no such report");
}

void shared_make_doing(request *req, const shared_reader *reader, report_doing *out)
{
    *out = (report_doing){ .by = { .workflow = &services_of(req)->workflow,
                                   .actor = reader->actor,
                                   .now_ms = req->now_ms,
                                   .request = memory_copy_text(req->arena, text_of(req->id)) } };
    out->what = (reporting){ req->db, req->arena, &out->by };
}

bool shared_note_opening(request *req, const shared_reader *reader, text place, upw_error *error)
{
    report_doing doing;
    shared_make_doing(req, reader, &doing);
    return !reader->is_recipient || reporting_note_opening(&doing.what, &reader->who, place, error);
}

/* ---- the frame ---- */

static void write_embargo(html_writer *h, request *req, const shared_reader *reader)
{
    const appraise_round *const round = &reader->round;
    if (reader->is_published)
        nhs_inset_text(h, TEXT("The report is published. This is the copy as it was shared before."));
    else
        nhs_warning_callout(
            h, &(nhs_warning_options){
                   .heading = memory_format(req->arena, "Embargoed until 9:30am on %.*s",
                                            TEXT_ARGS(words_of_date(round->publish_on, req->arena))),
                   .words = text_of(reader->is_draft
                                        ? "A draft for quality assurance: figures are rounded to whole numbers. "
                                          "Nothing of it may be passed on, quoted or hinted at before then."
                                        : "Nothing of it may be passed on, quoted or hinted at before then.") });
    if (reader->is_recipient)
        nhs_quiet(h, memory_format(req->arena, "Copy of %.*s, mark %.*s. Each opening is recorded.",
                                   TEXT_ARGS(reader->who.name), TEXT_ARGS(reader->who.mark)));
}

html_writer *shared_begin_page(request *req, response *res, const shared_reader *reader, text title, bool is_front)
{
    nhs_crumb *const crumbs = MEMORY_TAKE(req->arena, nhs_crumb, 1);
    crumbs[0] = (nhs_crumb){ memory_format(req->arena, "The report of %.*s", TEXT_ARGS(reader->round.year)),
                             memory_format(req->arena, "/shared/%.*s", TEXT_ARGS(reader->round.year)) };
    res->has_secret = request_query(req, "copy").len > 0;
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = title,
                                                     .caption = TEXT("Shared in confidence"),
                                                     .place = LAYOUT_APPRAISAL,
                                                     .crumbs = crumbs,
                                                     .n_crumbs = is_front ? 0 : 1 });
    write_embargo(h, req, reader);
    return h;
}

/* ---- reading ---- */

static void write_ways(html_writer *h, request *req, const shared_reader *reader)
{
    nhs_begin_list(h, false);
    html_open(h, "li");
    nhs_link(h, memory_format(req->arena, "/shared/%.*s/points", TEXT_ARGS(reader->round.year)),
             TEXT("Factual points and what became of them"));
    html_close(h, "li");
    if (reader->is_of_board) {
        html_open(h, "li");
        nhs_link(h, memory_format(req->arena, "/shared/%.*s/reply", TEXT_ARGS(reader->round.year)),
                 TEXT("The board's reply"));
        html_close(h, "li");
    }
    nhs_end_list(h, false);
}

static bool show(request *req, response *res, int chapter, upw_error *error)
{
    shared_reader reader;
    if (!shared_find_reader(req, PERMISSION_S1_READ_THE_SHARED_REPORT, &reader, error))
        return false;
    report_view v = { .db = req->db,
                      .arena = req->arena,
                      .use = REPORT_SHARED,
                      .round = &reader.round,
                      .report = &reader.report,
                      .is_final = reader.is_final,
                      .is_draft = reader.is_draft,
                      .office = reader.office,
                      .theme = request_query(req, "theme"),
                      .may_raise =
                          reader.is_recipient && reporting_may_raise(&reader.round, &reader.report, req->now_ms) };
    if (chapter < 0 || !report_view_has(&v, chapter))
        return upw_fail(error, UPW_NOT_FOUND, "there is no such chapter");
    if (reader.is_recipient)
        v.mark = memory_format(req->arena, "Copy of %.*s, mark %.*s", TEXT_ARGS(reader.who.name),
                               TEXT_ARGS(reader.who.mark));
    if (!report_view_load(&v, error) || !shared_note_opening(req, &reader, report_view_title(&v, chapter), error))
        return false;
    html_writer *const h =
        shared_begin_page(req, res, &reader,
                          chapter == 0 ? memory_format(req->arena, "The report of %.*s", TEXT_ARGS(reader.round.year))
                                       : report_view_title(&v, chapter),
                          chapter == 0);
    if (chapter == 0)
        write_ways(h, req, &reader);
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

/* ---- points ---- */

static void write_list(html_writer *h, request *req, const shared_reader *reader, const points *all)
{
    static const nhs_column columns[] = { { .words = { "Point", 5 } },
                                          { .words = { "About", 5 } },
                                          { .words = { "What is wrong", 13 } },
                                          { .words = { "Outcome", 7 } } };
    const nhs_table_options options = { .caption = TEXT("Factual points"),
                                        .columns = columns,
                                        .n_columns = 4,
                                        .first_is_header = true,
                                        .is_responsive = true };
    nhs_table table;
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++) {
        const point *const p = &all->at[i];
        /* an office reads its own points: the board's may say what stands in other offices' rows */
        if (reader->office.len > 0 && !text_equal(p->organisation, reader->who.organisation))
            continue;
        if (n++ == 0)
            nhs_begin_table(h, &table, &options);
        nhs_begin_row(&table);
        nhs_cell_text(&table, memory_format(req->arena, "%lld", (long long)p->number));
        nhs_cell_text(&table, p->place);
        nhs_cell_text(&table, p->words);
        nhs_cell_text(&table, memory_format(req->arena, "%s%s%.*s", point_outcomes[p->outcome].words,
                                            p->reason.len > 0 ? ": " : "", TEXT_ARGS(p->reason)));
        nhs_end_row(&table);
    }
    if (n > 0)
        nhs_end_table(&table);
    else
        nhs_paragraph(h, TEXT("None has been raised."));
}

static void write_raising(html_writer *h, request *req, const shared_reader *reader)
{
    const bool is_sent = req->form != NULL;
    nhs_heading(h, &(nhs_heading_options){
                       .words = TEXT("Raise a factual point"), .id = TEXT("raise"), .level = 2, .size = NHS_M });
    nhs_paragraph(
        h, memory_format(
               req->arena,
               "If a number or a statement is wrong, say so until the end of %.*s. Every point and "
               "its outcome is printed in the report.",
               TEXT_ARGS(words_of_day(round_reply_ends_ms(&reader->round, reader->report.shared_ms) - 1, req->arena))));
    web_page_begin_form(h, req, memory_format(req->arena, "/shared/%.*s/points", TEXT_ARGS(reader->round.year)));
    nhs_input(h, &(nhs_input_options){ .name = TEXT("place"),
                                       .label = { TEXT("Table, figure or paragraph") },
                                       .hint = TEXT("For example, T3.1, or chapter 2, paragraph 3"),
                                       .value = is_sent ? form_get(req, "place")->raw : request_query(req, "place"),
                                       .error = is_sent ? form_get(req, "place")->error : TEXT("") });
    nhs_character_count(h, &(nhs_character_count_options){ .name = TEXT("words"),
                                                           .label = { TEXT("What is wrong") },
                                                           .value = is_sent ? form_get(req, "words")->raw : TEXT(""),
                                                           .error = is_sent ? form_get(req, "words")->error : TEXT(""),
                                                           .max = POINT_WORDS_MAX,
                                                           .threshold_pct = 75 });
    nhs_character_count(h,
                        &(nhs_character_count_options){ .name = TEXT("evidence"),
                                                        .label = { TEXT("Evidence, or where it can be found") },
                                                        .value = is_sent ? form_get(req, "evidence")->raw : TEXT(""),
                                                        .error = is_sent ? form_get(req, "evidence")->error : TEXT(""),
                                                        .max = POINT_WORDS_MAX,
                                                        .threshold_pct = 75 });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Raise the point"), .prevents_double_click = true });
    html_close(h, "form");
}

static bool show_points(request *req, response *res, upw_error *error)
{
    shared_reader reader;
    points all;
    if (!shared_find_reader(req, PERMISSION_S1_READ_THE_SHARED_REPORT, &reader, error) ||
        !points_list(req->db, reader.round.year, req->arena, &all, error) ||
        !shared_note_opening(req, &reader, TEXT("Factual points"), error))
        return false;
    html_writer *const h = shared_begin_page(req, res, &reader, TEXT("Factual points"), false);
    write_list(h, req, &reader, &all);
    if (reader.is_recipient && reporting_may_raise(&reader.round, &reader.report, req->now_ms))
        write_raising(h, req, &reader);
    return web_page_end(h, error);
}

static bool raise(request *req, response *res, upw_error *error)
{
    upw_error why = { 0 };
    shared_reader reader;
    report_doing doing;
    int64_t number;
    if (!shared_find_reader(req, PERMISSION_S1_RAISE_A_FACTUAL_POINT, &reader, error))
        return false;
    shared_make_doing(req, &reader, &doing);
    const point draft = { .place = form_text(req, "place"),
                          .words = form_text(req, "words"),
                          .evidence = form_text(req, "evidence"),
                          .organisation = reader.who.organisation };
    const bool is_done = reporting_raise_point(&doing.what, &reader.round, &reader.report, &draft, &number, &why);
    const report_outcome it = { is_done, &why, show_points,
                                memory_format(req->arena, "/shared/%.*s/points", TEXT_ARGS(reader.round.year)), NULL };
    return report_answer(req, res, &it, error);
}

#define READS .needs = PERMISSION_S1_READ_THE_SHARED_REPORT, .scope = WEB_SCOPE_LISTED
#define RAISES .needs = PERMISSION_S1_RAISE_A_FACTUAL_POINT, .scope = WEB_SCOPE_LISTED

static const route routes[] = {
    { WEB_GET, "/shared/{year}", show_front, READS },
    { WEB_GET, "/shared/{year}/points", show_points, READS },
    { WEB_POST, "/shared/{year}/points", raise, RAISES, .form = &point_form, .again = show_points },
    { WEB_GET, "/shared/{year}/{chapter}", show_chapter, READS },
};
const web_routes shared_routes = { routes, sizeof routes / sizeof *routes };
