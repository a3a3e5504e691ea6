/* Signing in by letter: an address is asked for, a letter brings a link and a code, and either opens a session
 * (product.md, section 5.1). Known and unknown addresses get the same answer. */
#include "services/people/sign_in.h"

#include "base/civil.h"
#include "base/memory.h"
#include "services/people/accounts.h"
#include "services/people/passes.h"
#include "services/people/people.h"
#include "web/page.h"
#include "web/session.h"
#include "workflow/outbox.h"

/* ---- forms ---- */

enum { FROM_MAX = 1000 };

static const form_field address_fields[] = {
    { "email", FORM_EMAIL, "email address" },
    { "from", FORM_TEXT, "way back", .is_optional = true, .most = FROM_MAX, .length = MESSAGE_E022 },
};
static const form_field code_fields[] = {
    { "email", FORM_EMAIL, "email address" },
    { "code", FORM_TEXT, "code", .empty = MESSAGE_E004 },
    { "from", FORM_TEXT, "way back", .is_optional = true, .most = FROM_MAX, .length = MESSAGE_E022 },
};
static const form_field link_fields[] = {
    /* of who joins */
    { "name", FORM_TEXT, "name", .is_optional = true, .most = ACCOUNT_NAME_MAX, .length = MESSAGE_NAME_LENGTH },
    { "from", FORM_TEXT, "way back", .is_optional = true, .most = FROM_MAX, .length = MESSAGE_E022 },
};
static const form address_form = { "address", address_fields, 2 };
static const form code_form = { "code", code_fields, 3 };
static const form link_form = { "link", link_fields, 2 };
static const form no_fields = { "sign out", NULL, 0 };

/* Where they wanted to go: sent with the form, or in the address of the first page. */
static text way_back(const request *req)
{
    const text from = req->form != NULL ? form_text(req, "from") : request_query(req, "from");
    return from.len > 0 ? from : TEXT("/todo");
}

void sign_in_write_way_back(html_writer *h, const request *req)
{
    web_page_write_hidden(h, TEXT("from"), way_back(req));
}

static bool append(store_db *db, void *context, upw_error *error)
{
    return audit_append(db, context, error);
}

/* Of those who look after others the time is kept, of everybody else the day: when somebody was here could tell that
 * they answered. */
static bool record(request *req, const workflow_seat *seat, bool only_day, upw_error *error)
{
    audit_entry entry = { .at_ms = req->now_ms,
                          .only_day = only_day,
                          .actor = { req->session->person_id, seat->role, seat->organisation },
                          .action = "session.begin",
                          .object = req->session->person_id };
    return store_transact(req->db, append, &entry, error);
}

bool sign_in_open_session(request *req, response *res, text account_id, bool has_second_factor, text to,
                          upw_error *error)
{
    account who = { 0 };
    bool found;
    workflow_seat *seats;
    size_t n;
    if (!accounts_find(req->db, account_id, req->arena, &who, &found, error) ||
        !seats_list(req->db, account_id, req->arena, &seats, &n, error))
        return false;
    if (who.has_second_factor && !has_second_factor)
        return sign_in_ask_second_factor(req, res, account_id, to, error);
    const web_session_start_options options = { .person_id = account_id,
                                                .is_privileged = account_is_privileged(seats, n),
                                                .has_second_factor = has_second_factor };
    upw_error elsewhere = { 0 };
    const workflow_seat no_role = { ROLE_MEMBER, TEXT("") };
    return web_session_start(req, res, &options, error) &&
           record(req, n > 0 ? &seats[0] : &no_role, !options.is_privileged, error) &&
           accounts_note_day(req->db, account_id, req->now_ms, error) &&
           (response_redirect(res, to, &elsewhere) || response_redirect(res, TEXT("/todo"), error));
}

/* ---- asking for a letter ---- */

static bool show_address(request *req, response *res, upw_error *error)
{
    if (req->person != NULL)
        return response_redirect(res, TEXT("/todo"), error);
    html_writer *const h = web_page_begin(req, res, &(layout){ .title = TEXT("Sign in"), .back = TEXT("/") });
    nhs_paragraph(h,
                  TEXT("We send you an email with a link and a code. Either signs you in, and you need no password."));
    web_page_begin_form(h, req, TEXT("/sign-in"));
    sign_in_write_way_back(h, req);
    nhs_input(h, &(nhs_input_options){ .name = TEXT("email"),
                                       .label = { TEXT("Email address") },
                                       .hint = TEXT("The one at work"),
                                       .value = form_get(req, "email")->raw,
                                       .error = form_get(req, "email")->error,
                                       .type = "email",
                                       .autocomplete = "email",
                                       .no_spellcheck = true });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Send me a link"), .prevents_double_click = true });
    html_close(h, "form");
    html_open(h, "p"); /* not right under the button: fingers need room */
    nhs_link(h, TEXT("/sign-in/password"), TEXT("Sign in with a password instead"));
    html_close(h, "p");
    if (services_of(req)->offers_demonstration)
        nhs_action_link(h, &(nhs_action_link_options){ TEXT("Be one of the people of the demonstration"),
                                                       TEXT("/sign-in/demonstration"), NHS_ON_LIGHT });
    return web_page_end(h, error);
}

enum {
    JOINING_LETTERS_MAX = 3
}; /* to one address a day: strangers can ask in anybody's name (security.md, section 3.5) */

/* `joins` NULL: they have an account. */
static void add_letter_words(buffer *words, const request *req, const organisation *joins, const pass_secrets *secrets)
{
    if (joins == NULL)
        buffer_add_literal(words, "Somebody asked to sign in to Upward with this address.\n\n");
    else
        buffer_add_format(words,
                          "Somebody asked to sign in to Upward with this address. It has no account yet, but %.*s lets "
                          "people with such addresses join. If it was you, say your name and you are a member.\n\n",
                          TEXT_ARGS(joins->name));
    buffer_add_format(words,
                      "Open this link, then choose the button:\n%s/sign-in/link/%s\n\n"
                      "Or type this code where you asked: %s\n\n"
                      "Both work once, until ",
                      req->site->origin, secrets->link, secrets->code);
    civil_add_time_for_people(words, req->now_ms + PASS_SIGN_IN_MS);
    buffer_add_literal(words, ".\n\nIf it was not you, do nothing: without this letter nobody can sign in as you.\n");
}

typedef struct letter_job {
    request *req;
    text email;
} letter_job;

/* For an address without an account, everything happens alike; if no organisation lists its domain, or it has had
 * letters enough, the letter has nobody to go to. */
static bool send_letter(store_db *db, void *context, upw_error *error)
{
    const letter_job *const job = context;
    request *const req = job->req;
    account who = { 0 };
    organisation joins = { 0 };
    bool found, is_listed;
    pass_secrets secrets;
    if (!accounts_find_by_email(db, job->email, req->arena, &who, &found, error) ||
        !sign_in_find_listing(req, db, job->email, &joins, &is_listed, error))
        return false;
    const pass wanted = { .purpose = PASS_SIGN_IN, .account = who.id, .email = job->email };
    if (!passes_make(db, &wanted, req->now_ms, &secrets, error))
        return false;
    const bool may_join = !found && is_listed && secrets.n_asked <= JOINING_LETTERS_MAX;
    buffer words;
    buffer_init(&words, OUTBOX_BODY_MAX);
    add_letter_words(&words, req, may_join ? &joins : NULL, &secrets);
    const outbox_letter letter = { .key = memory_format(req->arena, "S01 %s", req->id),
                                   .email = EMAIL_S01,
                                   .address = found      ? who.email
                                              : may_join ? accounts_normal_email(job->email, req->arena)
                                                         : TEXT(""),
                                   .subject = outbox_make_subject(EMAIL_S01, NULL, 0, req->arena),
                                   .body = buffer_text(&words) };
    const bool is_added = outbox_add(db, &letter, req->now_ms, error);
    buffer_clear(&words);
    return is_added;
}

static bool show_code(request *req, response *res, upw_error *error)
{
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Check your email"), .back = TEXT("/sign-in") });
    html_open(h, "p");
    html_words(h, "If ");
    html_element(h, "strong", form_get(req, "email")->raw);
    html_words(h, " has an account, or its organisation lets people with such addresses join, an email is on its way. "
                  "Open the link in it, or type its code here. Both work for 15 minutes.");
    html_close(h, "p");
    web_page_begin_form(h, req, TEXT("/sign-in/code"));
    sign_in_write_way_back(h, req);
    web_page_write_hidden(h, TEXT("email"), form_get(req, "email")->raw);
    const form_value *const code = req->form->form == &code_form ? form_get(req, "code") : NULL;
    nhs_input(h, &(nhs_input_options){ .name = TEXT("code"),
                                       .label = { TEXT("6-character code") },
                                       .hint = TEXT("Capitals or small letters, with or without spaces"),
                                       .value = code != NULL ? code->raw : TEXT(""),
                                       .error = code != NULL ? code->error : TEXT(""),
                                       .width = 10,
                                       .is_code = true,
                                       .autocomplete = "one-time-code",
                                       .no_spellcheck = true });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Sign in"), .prevents_double_click = true });
    html_close(h, "form");
    nhs_begin_details(h, &(nhs_details_options){ .summary = TEXT("The email has not come") });
    nhs_paragraph(h,
                  TEXT("Look among unwanted mail, and check the address above. You can ask for another after a minute; "
                       "only the latest one counts."));
    nhs_end_details(h);
    return web_page_end(h, error);
}

bool sign_in_send_letter(request *req, text email, upw_error *error)
{
    letter_job job = { req, email };
    return store_transact(req->db, send_letter, &job, error);
}

static bool ask_for_letter(request *req, response *res, upw_error *error)
{
    return sign_in_send_letter(req, form_text(req, "email"), error) && show_code(req, res, error);
}

/* ---- with the code ---- */

static const struct {
    web_message message;
} refusals[] = {
    [PASS_WRONG] = { MESSAGE_E005 },
    [PASS_EXPIRED] = { MESSAGE_E006 },
    [PASS_TOO_MANY_TRIES] = { MESSAGE_E007 },
};

/* The code of somebody who has no account yet: on to the page behind a link of their own, where they say their name. */
static bool go_and_join(request *req, response *res, const pass *used, bool *is_listed, upw_error *error)
{
    organisation joins = { 0 };
    pass_secrets secrets;
    if (!sign_in_find_listing(req, req->db, used->email, &joins, is_listed, error))
        return false;
    if (!*is_listed)
        return true;
    return passes_make(req->db, used, req->now_ms, &secrets, error) &&
           response_redirect(res, memory_format(req->arena, "/sign-in/link/%s", secrets.link), error);
}

static bool use_code(request *req, response *res, upw_error *error)
{
    pass used = { 0 };
    pass_verdict verdict;
    bool is_listed = false;
    if (!passes_use_code(req->db, PASS_SIGN_IN, form_text(req, "email"), form_text(req, "code"), req->now_ms,
                         req->arena, &used, &verdict, error))
        return false;
    if (verdict == PASS_GOOD && used.account.len > 0)
        return sign_in_open_session(req, res, used.account, false, way_back(req), error);
    if (verdict == PASS_GOOD && !go_and_join(req, res, &used, &is_listed, error))
        return false;
    if (is_listed)
        return true;
    form_fail(req, "code", refusals[verdict == PASS_GOOD ? PASS_WRONG : verdict].message);
    return show_code(req, res, error);
}

/* ---- with the link ---- */

static bool show_dead_link(request *req, response *res, upw_error *error)
{
    html_writer *const h = web_page_begin(req, res, &(layout){ .title = TEXT("This link does not work any more") });
    nhs_paragraph(h, TEXT("A link works once, for 15 minutes, and only the latest one counts."));
    nhs_action_link(h, &(nhs_action_link_options){ TEXT("Ask for another"), TEXT("/sign-in"), NHS_ON_LIGHT });
    return web_page_end(h, error);
}

/* What a link leads to now: an account, or an organisation to join; neither: it is dead. */
typedef struct link_end {
    pass what;
    account who;
    organisation joins;
    bool has_account, can_join;
} link_end;

static bool find_end(request *req, store_db *db, link_end *end, upw_error *error)
{
    if (end->what.account.len > 0) {
        end->who.id = end->what.account;
        end->has_account = true;
        return true;
    }
    return accounts_find_by_email(db, end->what.email, req->arena, &end->who, &end->has_account, error) &&
           sign_in_find_listing(req, db, end->what.email, &end->joins, &end->can_join, error);
}

static bool look(request *req, link_end *end, bool *is_good, upw_error *error)
{
    pass_verdict verdict;
    *end = (link_end){ 0 };
    *is_good = false;
    if (!passes_look(req->db, PASS_SIGN_IN, request_path(req, "link"), req->now_ms, req->arena, &end->what, &verdict,
                     error))
        return false;
    if (verdict != PASS_GOOD)
        return true;
    if (!find_end(req, req->db, end, error))
        return false;
    *is_good = end->has_account || end->can_join;
    return true;
}

/* Mail scanners open links: looking changes nothing. */
static bool show_link(request *req, response *res, upw_error *error)
{
    link_end end;
    bool is_good;
    res->has_secret = true;
    if (!look(req, &end, &is_good, error))
        return false;
    if (!is_good)
        return show_dead_link(req, res, error);
    if (!end.has_account)
        return sign_in_show_join(req, res, &end.joins, end.what.email, error);
    html_writer *const h = web_page_begin(req, res, &(layout){ .title = TEXT("Sign in") });
    html_open(h, "p");
    html_format(h, "You are about to sign in as %.*s.", TEXT_ARGS(end.what.email));
    html_close(h, "p");
    web_page_begin_form(h, req, req->path);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Sign in"), .prevents_double_click = true });
    html_close(h, "form");
    return web_page_end(h, error);
}

typedef struct link_job {
    request *req;
    link_end end;
    bool is_good;
} link_job;

static bool use_it(store_db *db, void *context, upw_error *error)
{
    link_job *const job = context;
    request *const req = job->req;
    link_end *const end = &job->end;
    pass_verdict verdict;
    if (!passes_use_link(db, PASS_SIGN_IN, request_path(req, "link"), req->now_ms, req->arena, &end->what, &verdict,
                         error))
        return false;
    if (verdict != PASS_GOOD)
        return true;
    if (!find_end(req, db, end, error) ||
        (!end->has_account && end->can_join && !sign_in_join(req, db, &end->joins, end->what.email, &end->who, error)))
        return false;
    job->is_good = end->has_account || end->can_join;
    return true;
}

static bool use_link(request *req, response *res, upw_error *error)
{
    link_job job = { .req = req };
    link_end seen;
    bool is_good;
    res->has_secret = true;
    if (!look(req, &seen, &is_good, error))
        return false;
    if (is_good && !seen.has_account && form_text(req, "name").len == 0) { /* nothing is used up */
        form_fail(req, "name", MESSAGE_ENTER_NAME);
        return sign_in_show_join(req, res, &seen.joins, seen.what.email, error);
    }
    if (!store_transact(req->db, use_it, &job, error))
        return false;
    return job.is_good ? sign_in_open_session(req, res, job.end.who.id, false, way_back(req), error)
                       : show_dead_link(req, res, error);
}

/* ---- out again ---- */

static bool sign_out(request *req, response *res, upw_error *error)
{
    return web_session_end(req, res, error) && response_redirect(res, TEXT("/"), error);
}

/* A page that was open for too long: the session has ended by itself. */
static bool go_home(request *req, response *res, upw_error *error)
{
    (void)req;
    return response_redirect(res, TEXT("/"), error);
}

/* The code comes by a second address, whose page asks for the first one's form again when it is asked for by itself. */
static bool go_to_address(request *req, response *res, upw_error *error)
{
    (void)req;
    return response_redirect(res, TEXT("/sign-in"), error);
}

enum { BEFORE = WEB_BEFORE_SESSION };

static const route routes[] = {
    { WEB_GET, "/sign-in", show_address, .needs = WEB_ANYONE, .flags = BEFORE },
    { WEB_POST, "/sign-in", ask_for_letter, .needs = WEB_ANYONE, .flags = BEFORE, .form = &address_form,
      .again = show_address, .rate = WEB_RATE_SIGN_IN },
    { WEB_GET, "/sign-in/code", go_to_address, .needs = WEB_ANYONE, .flags = BEFORE },
    { WEB_POST, "/sign-in/code", use_code, .needs = WEB_ANYONE, .flags = BEFORE, .form = &code_form, .again = show_code,
      .rate = WEB_RATE_SIGN_IN },
    { WEB_GET, "/sign-in/link/{link}", show_link, .needs = WEB_ANYONE, .flags = BEFORE, .rate = WEB_RATE_SIGN_IN },
    { WEB_POST, "/sign-in/link/{link}", use_link, .needs = WEB_ANYONE, .flags = BEFORE, .form = &link_form,
      .again = show_link, .rate = WEB_RATE_SIGN_IN },
    { WEB_POST, "/sign-out", sign_out, .needs = WEB_SIGNED_IN, .form = &no_fields, .again = go_home },
};
const web_routes sign_in_routes = { routes, sizeof routes / sizeof *routes };
