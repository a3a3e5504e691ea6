/* /shared/{year}/reply: the board writes its reply, sees it as it will be printed, and sends it; and what waits for
 * people because of the report. */
#include "base/memory.h"
#include "services/appraise/shared_pages.h"
#include "services/words.h"

enum { REPLY_BODY_MAX = 256 * 1024 };

static const form_field reply_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
    { "words", FORM_LINES, "reply", .most = REPLY_MAX, .empty = MESSAGE_E066, .length = MESSAGE_E067 },
};
static const form reply_form = { "reply", reply_fields, sizeof reply_fields / sizeof *reply_fields };

static text url(const shared_reader *reader, const char *tail, upw_arena *arena)
{
    return memory_format(arena, "/shared/%.*s/reply%s", TEXT_ARGS(reader->round.year), tail);
}

static bool is_open(const request *req, const shared_reader *reader)
{
    return reader->round.life.state == STATE_ROUND_SHARED &&
           req->now_ms < round_reply_ends_ms(&reader->round, reader->report.shared_ms);
}

static void write_editor(html_writer *h, request *req, const shared_reader *reader, const reply *it)
{
    const bool is_sent = req->form != NULL && req->form->form == &reply_form;
    nhs_paragraph(
        h, memory_format(
               req->arena,
               "Until the end of %.*s. The reply is printed word for word with the date on which "
               "it was sent; after that it cannot be changed.",
               TEXT_ARGS(words_of_day(round_reply_ends_ms(&reader->round, reader->report.shared_ms) - 1, req->arena))));
    web_page_begin_form(h, req, url(reader, "", req->arena));
    report_write_version(h, req, is_sent ? form_get(req, "version")->integer : it->version);
    nhs_character_count(h, &(nhs_character_count_options){ .name = TEXT("words"),
                                                           .label = { TEXT("The board's reply") },
                                                           .value = is_sent ? form_get(req, "words")->raw : it->words,
                                                           .error = is_sent ? form_get(req, "words")->error : TEXT(""),
                                                           .rows = 16,
                                                           .max = REPLY_MAX,
                                                           .threshold_pct = 75 });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Save and preview"), .prevents_double_click = true });
    html_close(h, "form");
}

/* Exactly as it will be printed, were it sent now. */
static void write_preview(html_writer *h, request *req, const shared_reader *reader, const reply *it)
{
    const report_view v = {
        .db = req->db, .arena = req->arena, .use = REPORT_SHARED, .round = &reader->round, .report = &reader->report
    };
    reply as_sent = *it;
    as_sent.sent_ms = it->sent_ms > 0 ? it->sent_ms : req->now_ms;
    nhs_heading(h, &(nhs_heading_options){
                       .words = text_of(it->sent_ms > 0 ? "As it is printed" : "Preview"), .level = 2, .size = NHS_M });
    report_write_reply(h, &v, &as_sent);
}

static bool show(request *req, response *res, upw_error *error)
{
    shared_reader reader;
    reply it;
    bool found;
    if (!shared_find_reader(req, PERMISSION_S1_WRITE_THE_BOARDS_REPLY, &reader, error) ||
        !replies_find(req->db, reader.round.year, req->arena, &it, &found, error) ||
        !shared_note_opening(req, &reader, TEXT("The board's reply"), error))
        return false;
    html_writer *const h = shared_begin_page(req, res, &reader, TEXT("The board's reply"), false);
    if (is_open(req, &reader))
        write_editor(h, req, &reader, &it);
    else if (it.sent_ms == 0)
        nhs_inset_text(h, TEXT("The time to reply has ended. The report says that no reply was received."));
    if (it.words.len > 0 && (it.sent_ms > 0 || is_open(req, &reader)))
        write_preview(h, req, &reader, &it);
    if (it.words.len > 0 && is_open(req, &reader)) {
        web_page_begin_form(h, req, url(&reader, "/send", req->arena));
        report_write_version(h, req, it.version);
        nhs_button(h, &(nhs_button_options){ .words = TEXT("Send the reply"), .prevents_double_click = true });
        html_close(h, "form");
    }
    return web_page_end(h, error);
}

static bool save(request *req, response *res, upw_error *error)
{
    upw_error why = { 0 };
    shared_reader reader;
    report_doing doing;
    if (!shared_find_reader(req, PERMISSION_S1_WRITE_THE_BOARDS_REPLY, &reader, error))
        return false;
    shared_make_doing(req, &reader, &doing);
    const reply draft = { .words = form_text(req, "words"), .version = form_get(req, "version")->integer };
    const report_outcome it = { reporting_save_reply(&doing.what, &reader.round, &draft, &why), &why, show,
                                url(&reader, "", req->arena), NULL };
    return report_answer(req, res, &it, error);
}

static bool send(request *req, response *res, upw_error *error)
{
    upw_error why = { 0 };
    shared_reader reader;
    report_doing doing;
    reply draft;
    bool found;
    if (!shared_find_reader(req, PERMISSION_S1_WRITE_THE_BOARDS_REPLY, &reader, error) ||
        !replies_find(req->db, reader.round.year, req->arena, &draft, &found, error))
        return false;
    shared_make_doing(req, &reader, &doing);
    const bool is_done =
        report_check_version(req, draft.version, &why) && reporting_send_reply(&doing.what, &reader.round, &why);
    const report_outcome it = { is_done, &why, show, url(&reader, "", req->arena), NULL };
    return report_answer(req, res, &it, error);
}

#define WRITES .needs = PERMISSION_S1_WRITE_THE_BOARDS_REPLY, .scope = WEB_SCOPE_LISTED

static const route routes[] = {
    { WEB_GET, "/shared/{year}/reply", show, WRITES },
    { WEB_POST, "/shared/{year}/reply", save, WRITES, .form = &reply_form, .again = show, .body_max = REPLY_BODY_MAX },
    { WEB_POST, "/shared/{year}/reply/send", send, WRITES, .form = &report_move_form, .again = show },
};
const web_routes shared_reply_routes = { routes, sizeof routes / sizeof *routes };

/* ---- what waits ---- */

static bool add_for_recipient(request *req, const appraise_round *round, const appraise_report *r, service_tasks *tasks,
                              upw_error *error)
{
    recipient who;
    bool found;
    if (!recipients_find_reader(req->db, round->year, req->person->email, req->arena, &who, &found, error))
        return false;
    if (found)
        service_tasks_add(
            tasks,
            (service_task){
                .words = memory_format(req->arena, "Check the facts in the report of %.*s", TEXT_ARGS(round->year)),
                .href = memory_format(req->arena, "/shared/%.*s", TEXT_ARGS(round->year)),
                .hint =
                    memory_format(req->arena, "In confidence, until the end of %.*s",
                                  TEXT_ARGS(words_of_day(round_reply_ends_ms(round, r->shared_ms) - 1, req->arena))) });
    return true;
}

static const char *task_of(const appraise_report *r, bool builds, bool approves)
{
    switch (r->life.state) {
    case STATE_REPORT_ASSEMBLING:
        return builds ? "Write the report, and run its checks" : NULL;
    case STATE_REPORT_IN_CHECKS:
        return approves ? "Approve the report for sharing" : NULL;
    case STATE_REPORT_APPROVED:
        return approves ? (r->edition > 1 ? "Release the correction" : "Share the report") : NULL;
    case STATE_REPORT_SETTLING:
        return approves ? "Settle the factual points about the report" : NULL;
    case STATE_REPORT_SCHEDULED:
        return approves && r->release_by[1].len == 0 ? "Approve the publication of the report" : NULL;
    default:
        return NULL;
    }
}

bool reporting_add_tasks(request *req, service_tasks *tasks, upw_error *error)
{
    appraise_rounds all;
    bool builds, approves;
    if (req->person == NULL)
        return true;
    if (!rounds_list(req->db, req->arena, &all, error) ||
        !people_may(req, PERMISSION_S1_BUILD_TABLES_AND_TEXT, TEXT(""), &builds, NULL, error) ||
        !people_may(req, PERMISSION_S1_APPROVE_FOR_SHARING, TEXT(""), &approves, NULL, error))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        const appraise_round *const round = &all.at[i];
        appraise_report r;
        bool found;
        if (!reports_find_latest(req->db, round->year, req->arena, &r, &found, error))
            return false;
        if (!found && builds && round->life.state == STATE_ROUND_ANALYSING)
            service_tasks_add(tasks, (service_task){ .words = TEXT("Build the tables of the report"),
                                                     .href = memory_format(req->arena, "/coalition/%.*s/report",
                                                                           TEXT_ARGS(round->year)),
                                                     .hint = round->title });
        if (!found)
            continue;
        if (reporting_may_raise(round, &r, req->now_ms) && !add_for_recipient(req, round, &r, tasks, error))
            return false;
        const char *const words = task_of(&r, builds, approves);
        if (words != NULL)
            service_tasks_add(tasks, (service_task){ .words = text_of(words),
                                                     .href = memory_format(req->arena, "/coalition/%.*s/report",
                                                                           TEXT_ARGS(round->year)),
                                                     .hint = round->title });
    }
    return true;
}
