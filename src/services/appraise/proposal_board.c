/* The board's part in a proposal: its answer, who does it by when, and that it is done. */
#include "base/civil.h"
#include "base/memory.h"
#include "services/appraise/personal.h"
#include "services/appraise/proposal_pages.h"
#include "web/form.h"

enum { LEAD_MAX = 100, LINK_MAX = 500 };

static const char *const answers_offered[] = { "accept", "part", "reject", "decide", NULL };
static const form_field answer_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
    { "answer", FORM_CHOICE, "answer", .choices = answers_offered, .empty = MESSAGE_E071, .wrong = MESSAGE_E071 },
    { "reason", FORM_LINES, "reason", .least = PROPOSAL_REASON_MIN, .most = PROPOSAL_REASON_MAX,
      .empty = MESSAGE_ENTER_ANSWER_REASON, .length = MESSAGE_ANSWER_REASON_LENGTH },
    { "day", FORM_DATE, "the decision date", .is_optional = true },
};
static const form answer_form = { "answer", answer_fields, sizeof answer_fields / sizeof *answer_fields };

static const form_field start_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
    { "lead", FORM_TEXT, "lead", .most = LEAD_MAX, .empty = MESSAGE_ENTER_PROPOSAL_LEAD,
      .length = MESSAGE_PROPOSAL_LEAD_LENGTH },
    { "day", FORM_DATE, "the date" },
};
static const form start_form = { "start", start_fields, sizeof start_fields / sizeof *start_fields };

static const form_field claim_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
    { "claim", FORM_LINES, "what changed", .least = PROPOSAL_REASON_MIN, .most = PROPOSAL_REASON_MAX,
      .empty = MESSAGE_ENTER_WHAT_CHANGED, .length = MESSAGE_WHAT_CHANGED_LENGTH },
    { "link", FORM_TEXT, "link", .most = LINK_MAX, .empty = MESSAGE_ENTER_CHANGE_LINK,
      .length = MESSAGE_ENTER_CHANGE_LINK },
};
static const form claim_form = { "claim", claim_fields, sizeof claim_fields / sizeof *claim_fields };

static const form_field resume_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
    { "day", FORM_DATE, "the new date" },
};
static const form resume_form = { "resume", resume_fields, sizeof resume_fields / sizeof *resume_fields };

/* A form of one move. */
typedef struct board_deed {
    workflow_event event;
    const char *tail, *title, *button;
    void (*write_fields)(html_writer *h, request *req);
} board_deed;

static text raw_of(request *req, const char *name)
{
    return form_get(req, name)->raw;
}

static void write_day(html_writer *h, request *req, const char *label, const char *hint)
{
    const form_value *const day = form_get(req, "day");
    nhs_date_input(h, &(nhs_date_input_options){ .name = TEXT("day"),
                                                 .label = { text_of(label) },
                                                 .hint = text_of(hint),
                                                 .error = day->error,
                                                 .day = { .value = day->raw_day },
                                                 .month = { .value = day->raw_month },
                                                 .year = { .value = day->raw } });
}

static void write_answer(html_writer *h, request *req)
{
    static const nhs_choice choices[] = {
        { .words = { "Accept", 6 }, .value = { "accept", 6 } },
        { .words = { "Accept in part", 14 }, .value = { "part", 4 } },
        { .words = { "Reject", 6 }, .value = { "reject", 6 } },
        { .words = { "Decide by a date", 16 }, .value = { "decide", 6 }, .hint = { "Within 90 days", 14 } },
    };
    nhs_radios(h, &(nhs_radios_options){ .name = TEXT("answer"),
                                         .label = { TEXT("What is the board's answer?") },
                                         .value = raw_of(req, "answer"),
                                         .error = form_get(req, "answer")->error,
                                         .items = choices,
                                         .n_items = sizeof choices / sizeof *choices });
    nhs_character_count(h, &(nhs_character_count_options){ .name = TEXT("reason"),
                                                           .label = { TEXT("Why?") },
                                                           .hint = TEXT("It is published with the answer"),
                                                           .value = raw_of(req, "reason"),
                                                           .error = form_get(req, "reason")->error,
                                                           .max = PROPOSAL_REASON_MAX,
                                                           .threshold_pct = 75 });
    write_day(h, req, "By when will it be decided?", "Only where you decide by a date. For example, 12 3 2027");
}

static void write_start(html_writer *h, request *req)
{
    nhs_input(h, &(nhs_input_options){ .name = TEXT("lead"),
                                       .label = { TEXT("Who leads it?") },
                                       .hint = TEXT("A job title; it is published"),
                                       .value = raw_of(req, "lead"),
                                       .error = form_get(req, "lead")->error });
    write_day(h, req, "By when will it be done?", "For example, 12 3 2027");
}

static void write_claim(html_writer *h, request *req)
{
    nhs_character_count(h, &(nhs_character_count_options){ .name = TEXT("claim"),
                                                           .label = { TEXT("What has changed?") },
                                                           .hint = TEXT("Local bodies read it and say whether it is "
                                                                        "done"),
                                                           .value = raw_of(req, "claim"),
                                                           .error = form_get(req, "claim")->error,
                                                           .max = PROPOSAL_REASON_MAX,
                                                           .threshold_pct = 75 });
    nhs_input(h, &(nhs_input_options){ .name = TEXT("link"),
                                       .label = { TEXT("Where can people see it?") },
                                       .hint = TEXT("A link that begins with https://"),
                                       .value = raw_of(req, "link"),
                                       .error = form_get(req, "link")->error,
                                       .type = "url",
                                       .no_spellcheck = true });
}

static void write_resume(html_writer *h, request *req)
{
    write_day(h, req, "By when will it be done now?", "The earlier date stays visible. For example, 12 3 2027");
}

static const board_deed deeds[] = {
    { EVENT_PROPOSAL_ANSWER, "/answer", "Answer a proposal", "Publish the answer", write_answer },
    { EVENT_PROPOSAL_START, "/start", "Who leads it, and by when", "Publish", write_start },
    { EVENT_PROPOSAL_CLAIM_DONE, "/claim", "Say that it is done", "Ask local bodies", write_claim },
    { EVENT_PROPOSAL_RESUME, "/resume", "Give a new date", "Publish", write_resume },
};

static bool find(request *req, proposal *p, workflow_actor *actor, upw_error *error)
{
    if (!proposal_find_named(req, p, error))
        return false;
    if (!proposal_is_public(p))
        return upw_fail(error, UPW_NOT_FOUND, "there is no such proposal");
    return people_find_actor(req, p->life.organisation, actor, error);
}

static bool show(request *req, response *res, const board_deed *deed, upw_error *error)
{
    proposal p;
    workflow_actor actor;
    if (!find(req, &p, &actor, error))
        return false;
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = text_of(deed->title),
                                                     .caption = proposal_name(&p, req->arena),
                                                     .place = LAYOUT_APPRAISAL,
                                                     .back = proposal_url(&p, "", req->arena) });
    if (res->status == 409)
        nhs_inset_text(h, memory_format(req->arena, "It now stands as: %.*s", TEXT_ARGS(proposal_standing(&p))));
    nhs_inset_text(h, p.words);
    web_page_begin_form(h, req, proposal_url(&p, deed->tail, req->arena));
    web_page_write_hidden(h, TEXT("version"), memory_format(req->arena, "%lld", (long long)p.life.version));
    deed->write_fields(h, req);
    nhs_button(h, &(nhs_button_options){ .words = text_of(deed->button), .prevents_double_click = true });
    html_close(h, "form");
    return web_page_end(h, error);
}

/* Words that look as if they had somebody's particulars in them are not published. */
static bool check_words(request *req, const char *field)
{
    const personal_kind kind = personal_find(form_text(req, field));
    if (kind == PERSONAL_NOTHING)
        return true;
    const web_pair words[] = { { TEXT("[an NHS number]"), text_of(personal_words[kind]) } };
    form_fail_with(req, field, MESSAGE_E044, words, 1);
    return false;
}

static bool move(request *req, response *res, const board_deed *deed, const proposal_facts *facts, web_handler *again,
                 upw_error *error)
{
    proposal p;
    workflow_actor actor;
    upw_error why = { 0 };
    if (form_has_errors(req))
        return again(req, res, error);
    if (!find(req, &p, &actor, error))
        return false;
    const appraise_deed by = proposal_make_deed(req, actor);
    if (proposals_move(req->db, &services_of(req)->workflow, &p, deed->event, facts, form_get(req, "version")->integer,
                       &by, req->arena, &why))
        return response_redirect(res, proposal_url(&p, "", req->arena), error);
    return web_page_say_again(req, res, again, &why, error);
}

static text read_day(request *req)
{
    const form_value *const day = form_get(req, "day");
    char *const out = MEMORY_TAKE(req->arena, char, CIVIL_DAY_LEN + 1);
    if (!day->is_given)
        return TEXT("");
    civil_write_day(civil_to_days(day->date), out);
    return (text){ out, CIVIL_DAY_LEN };
}

static bool show_answer(request *req, response *res, upw_error *error)
{
    return show(req, res, &deeds[0], error);
}

static bool answer(request *req, response *res, upw_error *error)
{
    proposal_facts facts = { .reason = form_text(req, "reason"), .day = read_day(req) };
    for (proposal_answer a = ANSWER_ACCEPT; a < ANSWER_COUNT; a++)
        if (text_equal(form_text(req, "answer"), text_of(proposal_answers[a].name)))
            facts.answer = a;
    (void)check_words(req, "reason");
    const int32_t today = civil_day_of(req->now_ms);
    if (facts.answer == ANSWER_DECIDE) {
        const int32_t day = facts.day.len > 0 ? civil_to_days(form_get(req, "day")->date) : 0;
        if (day <= today || day > today + PROPOSAL_DECIDE_DAYS)
            form_fail(req, "day", MESSAGE_E072);
    }
    return move(req, res, &deeds[0], &facts, show_answer, error);
}

static bool show_start(request *req, response *res, upw_error *error)
{
    return show(req, res, &deeds[1], error);
}

static void check_future(request *req)
{
    if (civil_to_days(form_get(req, "day")->date) <= civil_day_of(req->now_ms)) {
        const web_pair words[] = { { TEXT("[Date]"), TEXT("The date") } };
        form_fail_with(req, "day", MESSAGE_E016, words, 1);
    }
}

static bool start(request *req, response *res, upw_error *error)
{
    const proposal_facts facts = { .lead = form_text(req, "lead"), .day = read_day(req) };
    check_future(req);
    (void)check_words(req, "lead");
    return move(req, res, &deeds[1], &facts, show_start, error);
}

static bool show_claim(request *req, response *res, upw_error *error)
{
    return show(req, res, &deeds[2], error);
}

static bool claim(request *req, response *res, upw_error *error)
{
    const proposal_facts facts = { .claim = form_text(req, "claim"), .link = form_text(req, "link") };
    if (!text_starts_with(facts.link, TEXT("https://")))
        form_fail(req, "link", MESSAGE_ENTER_CHANGE_LINK);
    (void)check_words(req, "claim");
    return move(req, res, &deeds[2], &facts, show_claim, error);
}

static bool show_resume(request *req, response *res, upw_error *error)
{
    return show(req, res, &deeds[3], error);
}

static bool resume(request *req, response *res, upw_error *error)
{
    const proposal_facts facts = { .day = read_day(req) };
    check_future(req);
    return move(req, res, &deeds[3], &facts, show_resume, error);
}

#define PLACE "/proposals/{year}/{number}"
#define MAY .needs = PERMISSION_S1_ANSWER_A_PROPOSAL_OR_CLAIM_IT_IS_DONE, .scope = WEB_SCOPE_ANY

static const route routes[] = {
    { WEB_GET, PLACE "/answer", show_answer, MAY },
    { WEB_POST, PLACE "/answer", answer, MAY, .form = &answer_form, .again = show_answer },
    { WEB_GET, PLACE "/start", show_start, MAY },
    { WEB_POST, PLACE "/start", start, MAY, .form = &start_form, .again = show_start },
    { WEB_GET, PLACE "/claim", show_claim, MAY },
    { WEB_POST, PLACE "/claim", claim, MAY, .form = &claim_form, .again = show_claim },
    { WEB_GET, PLACE "/resume", show_resume, MAY },
    { WEB_POST, PLACE "/resume", resume, MAY, .form = &resume_form, .again = show_resume },
};
const web_routes proposal_board_routes = { routes, sizeof routes / sizeof *routes };
