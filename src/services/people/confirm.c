/* "Is it still you?": before what would do harm in another's hands, whoever is signed in shows again that it is they
 * (security.md, section 3.2): with the code of their app where they have one, else by a fresh letter. */
#include "base/memory.h"
#include "services/people/accounts.h"
#include "services/people/failures.h"
#include "services/people/pages.h"
#include "services/people/passes.h"
#include "services/people/passwords.h"
#include "services/people/people.h"
#include "services/people/second_factor.h"
#include "services/people/sign_in.h"
#include "web/page.h"
#include "web/session.h"

enum { FROM_MAX = 1000, CODE_MAX = 40 };

static const form_field from_field[] = {
    { "from", FORM_TEXT, "way back", .is_optional = true, .most = FROM_MAX, .length = MESSAGE_E022 },
};
static const form_field app_fields[] = {
    { "code", FORM_TEXT, "code", .most = CODE_MAX, .empty = MESSAGE_ENTER_APP_CODE, .length = MESSAGE_APP_CODE_WRONG },
    { "from", FORM_TEXT, "way back", .is_optional = true, .most = FROM_MAX, .length = MESSAGE_E022 },
};
static const form_field letter_fields[] = {
    { "code", FORM_TEXT, "code", .empty = MESSAGE_E004 },
    { "from", FORM_TEXT, "way back", .is_optional = true, .most = FROM_MAX, .length = MESSAGE_E022 },
};
static const form_field password_fields[] = {
    { "password", FORM_TEXT, "password", .most = PASSWORD_BYTES_MAX, .empty = MESSAGE_ENTER_PASSWORD,
      .length = MESSAGE_CONFIRM_PASSWORD_WRONG },
    { "from", FORM_TEXT, "way back", .is_optional = true, .most = FROM_MAX, .length = MESSAGE_E022 },
};
static const form password_form = { "password", password_fields, 2 };
static const form ask_form = { "ask for a letter", from_field, 1 };
static const form app_form = { "code of the app", app_fields, 2 };
static const form letter_form = { "code of the letter", letter_fields, 2 };

static text way_back(const request *req)
{
    const text from = req->form != NULL ? form_text(req, "from") : request_query(req, "from");
    return from.len > 0 ? from : TEXT("/todo");
}

static bool go_on(request *req, response *res, bool has_second_factor, upw_error *error)
{
    const web_session_start_options options = { .person_id = req->person->id,
                                                .role = req->session->role,
                                                .is_privileged = req->person->is_privileged,
                                                .has_second_factor = has_second_factor };
    upw_error elsewhere = { 0 };
    const text to = way_back(req);
    return web_session_start(req, res, &options, error) &&
           (response_redirect(res, to, &elsewhere) || response_redirect(res, TEXT("/todo"), error));
}

/* ---- with the app ---- */

static bool show_app(request *req, response *res, upw_error *error)
{
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Confirm that it is you"), .back = TEXT("/todo") });
    nhs_paragraph(h, TEXT("The next page is one where a stranger at your desk could do harm."));
    web_page_begin_form(h, req, TEXT("/confirm"));
    web_page_write_hidden(h, TEXT("from"), way_back(req));
    sign_in_write_factor_field(h, TEXT("code"), form_get(req, "code"));
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Continue") });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool use_app(request *req, response *res, upw_error *error)
{
    factor_verdict verdict;
    if (!second_factor_try(req->db, services_of(req)->keys, req->person->id, form_text(req, "code"), req->now_ms,
                           &verdict, error))
        return false;
    if (verdict == FACTOR_GOOD)
        return go_on(req, res, true, error);
    form_fail(req, "code", verdict == FACTOR_WAITS ? MESSAGE_APP_CODE_WAITS : MESSAGE_APP_CODE_WRONG);
    return show_app(req, res, error);
}

/* ---- by a letter ---- */

static bool show_ask(request *req, response *res, upw_error *error)
{
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Confirm that it is you"), .back = TEXT("/todo") });
    nhs_paragraph(h, TEXT("The next page is one where a stranger at your desk could do harm."));
    html_open(h, "p");
    html_format(h, "We send a code to %.*s.", TEXT_ARGS(req->person->email));
    html_close(h, "p");
    web_page_begin_form(h, req, TEXT("/confirm/letter"));
    web_page_write_hidden(h, TEXT("from"), way_back(req));
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Send me a code"), .prevents_double_click = true });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool show_letter_code(request *req, response *res, upw_error *error)
{
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Check your email"), .back = TEXT("/todo") });
    html_open(h, "p");
    html_format(h, "A code is on its way to %.*s. It works for 15 minutes.", TEXT_ARGS(req->person->email));
    html_close(h, "p");
    web_page_begin_form(h, req, TEXT("/confirm/code"));
    web_page_write_hidden(h, TEXT("from"), way_back(req));
    const bool is_typed = req->form->form == &letter_form;
    nhs_input(h, &(nhs_input_options){ .name = TEXT("code"),
                                       .label = { TEXT("6-character code") },
                                       .hint = TEXT("Capitals or small letters, with or without spaces"),
                                       .value = is_typed ? form_get(req, "code")->raw : TEXT(""),
                                       .error = is_typed ? form_get(req, "code")->error : TEXT(""),
                                       .width = 10,
                                       .is_code = true,
                                       .autocomplete = "one-time-code",
                                       .no_spellcheck = true });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Continue") });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool send_letter(request *req, response *res, upw_error *error)
{
    return sign_in_send_letter(req, req->person->email, error) && show_letter_code(req, res, error);
}

static const struct {
    web_message message;
} refusals[] = {
    [PASS_WRONG] = { MESSAGE_E005 },
    [PASS_EXPIRED] = { MESSAGE_E006 },
    [PASS_TOO_MANY_TRIES] = { MESSAGE_E007 },
};

static bool use_letter_code(request *req, response *res, upw_error *error)
{
    pass used = { 0 };
    pass_verdict verdict;
    if (!passes_use_code(req->db, PASS_SIGN_IN, req->person->email, form_text(req, "code"), req->now_ms, req->arena,
                         &used, &verdict, error))
        return false;
    if (verdict == PASS_GOOD && text_equal(used.account, req->person->id))
        return go_on(req, res, req->session->has_second_factor, error);
    form_fail(req, "code", refusals[verdict == PASS_GOOD ? PASS_WRONG : verdict].message);
    return show_letter_code(req, res, error);
}

/* ---- with a password ---- */

static bool show_password(request *req, response *res, upw_error *error)
{
    const bool is_typed = req->form != NULL && req->form->form == &password_form;
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Confirm that it is you"), .back = TEXT("/todo") });
    nhs_paragraph(h, TEXT("The next page is one where a stranger at your desk could do harm."));
    web_page_begin_form(h, req, TEXT("/confirm/password"));
    web_page_write_hidden(h, TEXT("from"), way_back(req));
    nhs_password_input(
        h, &(nhs_password_input_options){ .name = TEXT("password"),
                                          .label = { TEXT("Your password") },
                                          .error = is_typed ? form_get(req, "password")->error : TEXT("") });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Continue") });
    html_close(h, "form");
    web_page_begin_form(h, req, TEXT("/confirm/letter"));
    web_page_write_hidden(h, TEXT("from"), way_back(req));
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Send me a code by email instead"),
                                         .variant = NHS_BUTTON_SECONDARY,
                                         .prevents_double_click = true });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool use_password(request *req, response *res, upw_error *error)
{
    const failure_of of = { FAILURE_PASSWORD, req->person->email, services_of(req)->keys };
    bool may, is_right;
    if (!failures_may_try(req->db, of, req->now_ms, &may, error))
        return false;
    if (!may) {
        form_fail(req, "password", MESSAGE_PASSWORD_WAITS);
        return show_password(req, res, error);
    }
    if (!passwords_check(req->db, req->person->id, form_get(req, "password")->raw, &is_right, error))
        return false;
    if (is_right)
        return failures_forget(req->db, of, error) && go_on(req, res, req->session->has_second_factor, error);
    form_fail(req, "password", MESSAGE_CONFIRM_PASSWORD_WRONG);
    return failures_note(req->db, of, req->now_ms, error) && show_password(req, res, error);
}

/* ---- which of them ---- */

/* The page that was asked for wants a second factor, and there is none yet. */
static bool show_none(request *req, response *res, upw_error *error)
{
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("This page needs a second factor"), .back = TEXT("/todo") });
    nhs_paragraph(h, TEXT("It is for people who sign in with an app on their phone besides their email, and you have "
                          "not set one up. It takes about five minutes."));
    nhs_action_link(
        h, &(nhs_action_link_options){ TEXT("Set up a second factor"), TEXT("/account/second-factor"), NHS_ON_LIGHT });
    return web_page_end(h, error);
}

static bool show(request *req, response *res, upw_error *error)
{
    account self = { 0 };
    bool found;
    if (!accounts_find(req->db, req->person->id, req->arena, &self, &found, error))
        return false;
    if (self.has_second_factor)
        return show_app(req, res, error);
    if (web_session_is_fresh(req))
        return show_none(req, res, error);
    return self.has_password ? show_password(req, res, error) : show_ask(req, res, error);
}

static bool go_to_start(request *req, response *res, upw_error *error)
{
    (void)req;
    return response_redirect(res, TEXT("/confirm"), error);
}

static const route routes[] = {
    { WEB_GET, "/confirm", show },
    { WEB_POST, "/confirm", use_app, .form = &app_form, .again = show_app, .rate = WEB_RATE_SIGN_IN },
    { WEB_GET, "/confirm/password", go_to_start },
    { WEB_POST, "/confirm/password", use_password, .form = &password_form, .again = show_password,
      .rate = WEB_RATE_SIGN_IN },
    { WEB_GET, "/confirm/letter", go_to_start },
    { WEB_POST, "/confirm/letter", send_letter, .form = &ask_form, .again = show_ask, .rate = WEB_RATE_SIGN_IN },
    { WEB_GET, "/confirm/code", go_to_start },
    { WEB_POST, "/confirm/code", use_letter_code, .form = &letter_form, .again = show_letter_code,
      .rate = WEB_RATE_SIGN_IN },
};
const web_routes confirm_routes = { routes, sizeof routes / sizeof *routes };
