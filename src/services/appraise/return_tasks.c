/* /returns/{year}/{organisation}: what is to be done for a body's return, and by whom; accepting to lead it. */
#include "base/civil.h"
#include "base/memory.h"
#include "services/appraise/readers.h"
#include "services/appraise/return_pages.h"
#include "services/words.h"

enum { ID_MAX = 100 };

static const form_field accept_fields[] = {
    RETURN_MOVE_FIELD,
    { "signatory", FORM_TEXT, "signatory", .most = ID_MAX, .empty = MESSAGE_SELECT_SIGNATORY,
      .length = MESSAGE_SELECT_SIGNATORY },
};
static const form_field move_fields[] = { RETURN_MOVE_FIELD };
static const form accept_form = { "accept", accept_fields, 2 };
static const form move_form = { "move", move_fields, 1 };

/* ---- the list ---- */

/* What stands at a task: done, to do, not yet; or it is none of this organisation's. */
typedef enum standing { IS_LATER, IS_NOW, IS_UNDER_WAY, IS_DONE, IS_LEFT_OUT } standing;

typedef struct task_row {
    const char *words, *tail, *hint;
    standing standing;
    bool is_for_both; /* the signatory can open it, too */
} task_row;

/* How far a return has come: the tasks in their order. */
static unsigned step_of(workflow_state state)
{
    static const workflow_state order[] = { STATE_RETURN_NOT_STARTED,   STATE_RETURN_PREPARING, STATE_RETURN_COLLECTING,
                                            STATE_RETURN_PROFILE_READY, STATE_RETURN_DRAFTING,  STATE_RETURN_AGREED,
                                            STATE_RETURN_PART_SIGNED,   STATE_RETURN_SUBMITTED };
    for (unsigned i = 0; i < sizeof order / sizeof *order; i++)
        if (order[i] == state)
            return i;
    return state == STATE_RETURN_QUERIED ? 4 : 8;
}
enum { STEP_PREPARING = 1, STEP_COLLECTING, STEP_PROFILE, STEP_DRAFTING, STEP_AGREED, STEP_PART_SIGNED, STEP_SIGNED };

static standing within(unsigned step, unsigned from, unsigned to)
{
    return step < from ? IS_LATER : step <= to ? IS_NOW : IS_DONE;
}

static void write_tasks(html_writer *h, request *req, const return_subject *s, bool is_lead)
{
    const unsigned step = step_of(s->ret.life.state);
    const bool has_people = s->ret.has_individual_stage;
    const task_row rows[] = {
        { "Accept, and name who signs second", "/accept", "", within(step, 0, 0) },
        { "List the people who are asked", "/electorate", "Name, email address and how they take part",
          has_people ? within(step, STEP_PREPARING, STEP_PREPARING) : IS_LEFT_OUT },
        { "Invite them", "/invite", "Once the round is open; or go on without asking people one by one",
          has_people ? within(step, STEP_PREPARING, STEP_PREPARING) : IS_LEFT_OUT },
        { "See how many have answered", "/progress", "One number a day, and never who",
          !has_people               ? IS_LEFT_OUT
          : step == STEP_COLLECTING ? IS_UNDER_WAY
                                    : within(step, STEP_COLLECTING, STEP_COLLECTING),
          true },
        { "See what your people said", "/profile", "After the close, where ten or more answered",
          has_people ? within(step, STEP_PROFILE, STEP_PROFILE) : IS_LEFT_OUT, true },
        { "Agree the scores", "/agree/1", "A page for each theme", within(step, STEP_DRAFTING, STEP_DRAFTING) },
        { "Write the statement", "/statement", "What your organisation says, and what it asks for",
          within(step, STEP_DRAFTING, STEP_DRAFTING) },
        { "Read the whole return, and agree it", "/review", "", within(step, STEP_DRAFTING, STEP_DRAFTING), true },
        { "Sign", "/sign", "Two different people: first the lead, then the signatory",
          step == STEP_AGREED && !is_lead       ? IS_LATER
          : step == STEP_PART_SIGNED && is_lead ? IS_UNDER_WAY
                                                : within(step, STEP_AGREED, STEP_PART_SIGNED),
          true },
    };
    static const char *const status_words[] = { "Not yet", "To do", "Under way", "Done", "Not needed" };
    enum { TASKS = sizeof rows / sizeof *rows };
    nhs_task items[TASKS];
    for (size_t i = 0; i < TASKS; i++) {
        items[i] = (nhs_task){ .words = text_of(rows[i].words), .hint = text_of(rows[i].hint) };
        const bool is_waiting = rows[i].standing == IS_LATER || rows[i].standing == IS_LEFT_OUT;
        if (!is_waiting && (is_lead || rows[i].is_for_both))
            items[i].href = return_url(s, rows[i].tail, req->arena);
        if (rows[i].standing == IS_NOW)
            items[i].tag = (nhs_tag_options){ .words = TEXT("To do"), .colour = NHS_BLUE };
        else
            items[i].status = text_of(status_words[rows[i].standing]);
        items[i].is_waiting = is_waiting;
    }
    /* What is done and cannot be done again leads nowhere. */
    if (step > 0)
        items[0].href = TEXT("");
    if (step > STEP_PREPARING)
        items[2].href = TEXT("");
    nhs_task_list(h, &(nhs_task_list_options){ .items = items, .n_items = TASKS });
}

static text name_or(request *req, text account, const char *otherwise)
{
    upw_error ignored;
    text name = TEXT("");
    if (account.len == 0 || !people_find_name(req->db, account, req->arena, &name, &ignored) || name.len == 0)
        return text_of(otherwise);
    return name;
}

static void write_facts(html_writer *h, request *req, const return_subject *s)
{
    const appraise_round *const r = &s->round;
    const nhs_summary_row rows[] = {
        { .key = TEXT("Stands at"), .value = return_standing(s->ret.life.state) },
        { .key = TEXT("Leads it"), .value = name_or(req, s->ret.lead, "Nobody yet") },
        { .key = TEXT("Signs second"), .value = name_or(req, s->ret.signatory, "Nobody yet") },
        { .key = TEXT("People can answer"),
          .value = memory_format(req->arena, "from 9am on %.*s until the end of %.*s",
                                 TEXT_ARGS(readers_day(r->opens_on, req->arena)),
                                 TEXT_ARGS(readers_day(round_last_individual_day(r), req->arena))) },
        { .key = TEXT("To be signed by"),
          .value = memory_format(req->arena, "the end of %.*s",
                                 TEXT_ARGS(readers_day(round_last_return_day(r), req->arena))) },
    };
    nhs_summary_list(h, &(nhs_summary_list_options){ .rows = rows, .n_rows = sizeof rows / sizeof *rows });
}

/* What is to be known before anything else. */
static void write_news(html_writer *h, request *req, const return_subject *s)
{
    const workflow_state state = s->ret.life.state;
    if (s->round.life.state == STATE_ROUND_CANCELLED)
        nhs_warning_callout(h, &(nhs_warning_options){
                                   .level = 2,
                                   .heading = TEXT("The round was cancelled"),
                                   .words = s->round.cancel_reason,
                               });
    if (state == STATE_RETURN_QUERIED)
        nhs_warning_callout(
            h, &(nhs_warning_options){
                   .level = 2,
                   .heading = TEXT("The federation's office asks"),
                   .words = memory_format(req->arena,
                                          "%.*s – Change what you agree should be changed; then both sign again.",
                                          TEXT_ARGS(s->ret.query)) });
    if (state == STATE_RETURN_DECLINED || state == STATE_RETURN_WITHDRAWN)
        nhs_inset_text(h, memory_format(req->arena, "%.*s. The reason given: %.*s", TEXT_ARGS(return_standing(state)),
                                        TEXT_ARGS(s->ret.reason)));
    if (state == STATE_RETURN_LAPSED)
        nhs_inset_text(h, TEXT("The time to sign ended before two people had signed. The organisation is listed as not "
                               "returned."));
    if (state == STATE_RETURN_SUBMITTED || state == STATE_RETURN_ACCEPTED) {
        nhs_paragraph(h, memory_format(req->arena, "Signed by two people, edition %lld. Its fingerprint (SHA-256):",
                                       (long long)s->ret.edition));
        nhs_code(h, &(nhs_code_options){ .code = s->ret.fingerprint });
    }
}

static void write_button(html_writer *h, request *req, const return_subject *s, const char *tail, text words,
                         nhs_button_variant variant)
{
    web_page_begin_form(h, req, return_url(s, tail, req->arena));
    return_write_versions(h, req, s, false);
    nhs_button(h, &(nhs_button_options){ .words = words, .variant = variant, .prevents_double_click = true });
    html_close(h, "form");
}

typedef struct way {
    workflow_event event;
    workflow_role role;
    const char *tail, *words;
} way;

/* Ways out and back, for whoever may take them. */
static bool write_ways(html_writer *h, request *req, const return_subject *s, bool is_lead, upw_error *error)
{
    static const way links[] = {
        { EVENT_RETURN_DECLINE, ROLE_BODY_LEAD, "/decline", "Decline to take part" },
        { EVENT_RETURN_WITHDRAW, ROLE_SIGNATORY, "/withdraw", "Withdraw the return" },
    };
    const bool is_open = req->now_ms < round_returns_end_ms(&s->round) && s->round.life.state != STATE_ROUND_CANCELLED;
    const workflow_role role = is_lead ? ROLE_BODY_LEAD : ROLE_SIGNATORY;
    (void)error;
    if (is_lead && is_open && workflow_offers(&s->ret.life, EVENT_RETURN_START_DRAFT, role))
        write_button(h, req, s, "/start", TEXT("Begin the draft"), NHS_BUTTON);
    if (is_lead && is_open && workflow_offers(&s->ret.life, EVENT_RETURN_SKIP_COLLECTION, role) &&
        s->round.life.state != STATE_ROUND_ANNOUNCED &&
        (s->ret.n_electors < s->round.min_people || req->now_ms >= round_individual_ends_ms(&s->round)))
        write_button(h, req, s, "/skip", TEXT("Go on without asking people one by one"), NHS_BUTTON_SECONDARY);
    if (is_lead && is_open && workflow_offers(&s->ret.life, EVENT_RETURN_REJOIN, role))
        write_button(h, req, s, "/rejoin", TEXT("Take part after all"), NHS_BUTTON);
    for (size_t i = 0; is_open && i < sizeof links / sizeof *links; i++)
        if (links[i].role == role && workflow_offers(&s->ret.life, links[i].event, role)) {
            html_open(h, "p");
            nhs_link(h, return_url(s, links[i].tail, req->arena), text_of(links[i].words));
            html_close(h, "p");
        }
    return true;
}

static bool show(request *req, response *res, upw_error *error)
{
    return_subject s;
    bool is_lead;
    if (!return_find_subject(req, &s, error) ||
        !return_may(req, &s, PERMISSION_S1_DRAFT_AND_AGREE_A_RETURN, &is_lead, NULL, error))
        return false;
    const nhs_crumb crumbs[] = {
        { TEXT("Appraisal"), TEXT("/appraisal") },
        { s.round.title, memory_format(req->arena, "/appraisal/%.*s", TEXT_ARGS(s.round.year)) },
    };
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = s.body.name,
                                                     .caption = s.round.title,
                                                     .place = LAYOUT_APPRAISAL,
                                                     .done = return_done_words(req),
                                                     .crumbs = crumbs,
                                                     .n_crumbs = sizeof crumbs / sizeof *crumbs });
    if (!return_write_conflict(h, req, res, &s, error))
        return false;
    write_news(h, req, &s);
    write_facts(h, req, &s);
    if (round_is_published(&s.round) && s.ret.life.state == STATE_RETURN_ACCEPTED)
        nhs_action_link(h, &(nhs_action_link_options){ .words = TEXT("The return as everybody reads it"),
                                                       .href = return_url(&s, "/public", req->arena) });
    write_tasks(h, req, &s, is_lead);
    return write_ways(h, req, &s, is_lead, error) && web_page_end(h, error);
}

/* ---- accepting ---- */

static bool list_signatories(request *req, const return_subject *s, nhs_choice **out, size_t *n, upw_error *error)
{
    seat_holder *holders;
    size_t n_holders;
    *n = 0;
    if (!people_list_holders(req->db, s->body.id, req->arena, &holders, &n_holders, error))
        return false;
    *out = MEMORY_TAKE(req->arena, nhs_choice, n_holders + 1);
    for (size_t i = 0; i < n_holders; i++)
        if (holders[i].role == ROLE_SIGNATORY && !text_equal(holders[i].account, req->person->id))
            (*out)[(*n)++] =
                (nhs_choice){ .words = holders[i].name, .value = holders[i].account, .hint = holders[i].email };
    return true;
}

static bool show_accept(request *req, response *res, upw_error *error)
{
    return_subject s;
    nhs_choice *choices;
    size_t n;
    if (!return_find_subject(req, &s, error) || !list_signatories(req, &s, &choices, &n, error))
        return false;
    const layout frame = return_frame(&s, TEXT("Lead this appraisal"), req->arena);
    const text people = memory_format(req->arena, "%.*s/people", TEXT_ARGS(organisation_url(&s.body, req->arena)));
    html_writer *const h = web_page_begin(req, res, &frame);
    if (!return_write_conflict(h, req, res, &s, error))
        return false;
    nhs_paragraph(h,
                  TEXT("Whoever leads lists the people who are asked, invites them, brings what they said before the "
                       "organisation, writes its agreed view down and signs first. Somebody else signs second: the "
                       "chair, or the accountable officer."));
    if (n == 0) {
        nhs_inset_text(h,
                       TEXT("Nobody else can sign for your organisation yet. Invite somebody as Signatory; when they "
                            "have accepted, come back here."));
        nhs_link(h, people, TEXT("People of the organisation"));
        return web_page_end(h, error);
    }
    web_page_begin_form(h, req, return_url(&s, "/accept", req->arena));
    return_write_versions(h, req, &s, false);
    const bool is_sent = req->form != NULL;
    nhs_radios(h, &(nhs_radios_options){ .name = TEXT("signatory"),
                                         .label = { TEXT("Who signs second?"), NHS_M },
                                         .hint = TEXT("Those who hold the role Signatory at your organisation"),
                                         .value = is_sent ? form_get(req, "signatory")->raw : TEXT(""),
                                         .error = is_sent ? form_get(req, "signatory")->error : TEXT(""),
                                         .items = choices,
                                         .n_items = n });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Accept and go on"), .prevents_double_click = true });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool accept(request *req, response *res, upw_error *error)
{
    return_subject s;
    appraise_deed by;
    return_acceptance named = { form_text(req, "signatory") };
    const return_step step = {
        .event = EVENT_RETURN_PREPARE, .facts = &named, .again = show_accept, .tail = "?done=accepted"
    };
    return return_find_subject(req, &s, error) && return_make_deed(req, &s, &by, error) &&
           return_move(req, res, &s, &step, &by.actor, error);
}

/* ---- plain moves ---- */

static bool move(request *req, response *res, workflow_event event, const char *tail, upw_error *error)
{
    return_subject s;
    appraise_deed by;
    const return_step step = { .event = event, .again = show, .tail = tail };
    return return_find_subject(req, &s, error) && return_make_deed(req, &s, &by, error) &&
           return_move(req, res, &s, &step, &by.actor, error);
}

static bool skip(request *req, response *res, upw_error *error)
{
    return move(req, res, EVENT_RETURN_SKIP_COLLECTION, "?done=skipped", error);
}

static bool start(request *req, response *res, upw_error *error)
{
    return move(req, res, EVENT_RETURN_START_DRAFT, "?done=started", error);
}

/* ---- what waits for people ---- */

typedef struct waiting {
    workflow_state state;
    workflow_role role;
    const char *words, *tail;
    bool ends_with_answers; /* its date is the end of answering */
} waiting;

static const waiting waitings[] = {
    { STATE_RETURN_NOT_STARTED, ROLE_BODY_LEAD, "Lead the appraisal at", "/accept", true },
    { STATE_RETURN_PREPARING, ROLE_BODY_LEAD, "List and invite the people of", "", true },
    { STATE_RETURN_PROFILE_READY, ROLE_BODY_LEAD, "See what people said at", "", false },
    { STATE_RETURN_DRAFTING, ROLE_BODY_LEAD, "Agree the return of", "", false },
    { STATE_RETURN_AGREED, ROLE_BODY_LEAD, "Sign the return of", "/sign", false },
    { STATE_RETURN_PART_SIGNED, ROLE_SIGNATORY, "Sign the return of", "/sign", false },
    { STATE_RETURN_QUERIED, ROLE_BODY_LEAD, "Answer a question about the return of", "", false },
    { STATE_RETURN_QUERIED, ROLE_SIGNATORY, "Answer a question about the return of", "", false },
};

static bool add_task(request *req, const return_subject *s, const waiting *w, service_tasks *tasks)
{
    const int32_t last = w->ends_with_answers ? round_last_individual_day(&s->round) : round_last_return_day(&s->round);
    char *const due = MEMORY_TAKE(req->arena, char, CIVIL_DAY_LEN + 1);
    civil_write_day(last, due);
    service_tasks_add(tasks, (service_task){
                                 .words = memory_format(req->arena, "%s %.*s", w->words, TEXT_ARGS(s->body.name)),
                                 .href = return_url(s, w->tail, req->arena),
                                 .hint = s->round.title,
                                 .due = text_of(due),
                             });
    return true;
}

static bool is_of_returns(const workflow_seat *seat)
{
    return seat->role == ROLE_BODY_LEAD || seat->role == ROLE_SIGNATORY;
}

static bool find_of_seat(request *req, const workflow_seat *seat, return_subject *s, bool *found, upw_error *error)
{
    return returns_find(req->db, s->round.year, seat->organisation, req->arena, &s->ret, found, error) &&
           (!*found || organisations_find(req->db, seat->organisation, req->arena, &s->body, found, error));
}

static bool add_of_seat(request *req, const appraise_round *r, const workflow_seat *seat, service_tasks *tasks,
                        upw_error *error)
{
    return_subject s = { .round = *r };
    bool found;
    if (!find_of_seat(req, seat, &s, &found, error))
        return false;
    for (size_t i = 0; found && i < sizeof waitings / sizeof *waitings; i++)
        if (waitings[i].state == s.ret.life.state && waitings[i].role == seat->role)
            add_task(req, &s, &waitings[i], tasks);
    return true;
}

bool returns_add_tasks(request *req, service_tasks *tasks, upw_error *error)
{
    const workflow_person *const who = people_who_asks(req);
    appraise_round r;
    bool found;
    if (who == NULL || !rounds_find_current(req->db, req->arena, &r, &found, error))
        return who == NULL;
    const bool goes_on = found && (r.life.state == STATE_ROUND_ANNOUNCED || r.life.state == STATE_ROUND_OPEN ||
                                   r.life.state == STATE_ROUND_AGREEING || r.life.state == STATE_ROUND_ANALYSING);
    for (size_t i = 0; goes_on && i < who->n_seats; i++)
        if (is_of_returns(&who->seats[i]) && !add_of_seat(req, &r, &who->seats[i], tasks, error))
            return false;
    return true;
}

/* The first seat by which somebody leads or signs there. */
static bool is_first(const workflow_person *who, size_t seat)
{
    for (size_t i = 0; i < seat; i++)
        if (is_of_returns(&who->seats[i]) && text_equal(who->seats[i].organisation, who->seats[seat].organisation))
            return false;
    return is_of_returns(&who->seats[seat]);
}

bool returns_write_ways(html_writer *h, request *req, const appraise_round *r, upw_error *error)
{
    const workflow_person *const who = people_who_asks(req);
    for (size_t i = 0; who != NULL && i < who->n_seats; i++) {
        return_subject s = { .round = *r };
        bool found;
        if (!is_first(who, i))
            continue;
        if (!find_of_seat(req, &who->seats[i], &s, &found, error))
            return false;
        if (!found)
            continue;
        html_open(h, "p");
        nhs_link(h, return_url(&s, "", req->arena),
                 memory_format(req->arena, "The return of %.*s", TEXT_ARGS(s.body.name)));
        html_close(h, "p");
    }
    return true;
}

static const route routes[] = {
    { WEB_GET, RETURN_PLACE, show, RETURN_SEEN_BY_BOTH },
    { WEB_GET, RETURN_PLACE "/accept", show_accept, RETURN_DRAFTED_BY_LEAD },
    { WEB_POST, RETURN_PLACE "/accept", accept, RETURN_DRAFTED_BY_LEAD, .form = &accept_form, .again = show_accept },
    { WEB_POST, RETURN_PLACE "/skip", skip, RETURN_DRAFTED_BY_LEAD, .form = &move_form, .again = show },
    { WEB_POST, RETURN_PLACE "/start", start, RETURN_DRAFTED_BY_LEAD, .form = &move_form, .again = show },
};
const web_routes return_routes = { routes, sizeof routes / sizeof *routes };
