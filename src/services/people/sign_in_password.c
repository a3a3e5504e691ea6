/* Signing in with a password, and the code of the second factor where there is one: for administrators, and where no
 * letters are sent. Strangers learn nothing about who has an account, and wait when they have failed too often. */
#include "base/memory.h"
#include "services/people/accounts.h"
#include "services/people/failures.h"
#include "services/people/passwords.h"
#include "services/people/people.h"
#include "services/people/second_factor.h"
#include "services/people/sign_in.h"
#include "web/page.h"

enum { FROM_MAX = 1000, CODE_MAX = 40 };

static const form_field fields[] = {
    { "email", FORM_EMAIL, "email address" },
    { "password", FORM_TEXT, "password", .most = PASSWORD_BYTES_MAX, .empty = MESSAGE_ENTER_PASSWORD,
      .length = MESSAGE_PASSWORD_WRONG },
    { "code", FORM_TEXT, "code", .is_optional = true, .most = CODE_MAX, .length = MESSAGE_APP_CODE_WRONG },
    { "from", FORM_TEXT, "way back", .is_optional = true, .most = FROM_MAX, .length = MESSAGE_E022 },
};
static const form password_form = { "password", fields, sizeof fields / sizeof *fields };

static text way_back(const request *req)
{
    const text from = req->form != NULL ? form_text(req, "from") : request_query(req, "from");
    return from.len > 0 ? from : TEXT("/todo");
}

static void write_fields(html_writer *h, const request *req)
{
    nhs_input(h, &(nhs_input_options){ .name = TEXT("email"),
                                       .label = { TEXT("Email address") },
                                       .value = form_get(req, "email")->raw,
                                       .error = form_get(req, "email")->error,
                                       .type = "email",
                                       .autocomplete = "username",
                                       .no_spellcheck = true });
    nhs_password_input(h, &(nhs_password_input_options){ .name = TEXT("password"),
                                                         .label = { TEXT("Password") },
                                                         .error = form_get(req, "password")->error });
    nhs_input(h, &(nhs_input_options){ .name = TEXT("code"),
                                       .label = { TEXT("6-digit code, if you have set up a second factor") },
                                       .hint = TEXT("From the app on your phone; or one of your recovery codes"),
                                       .error = form_get(req, "code")->error,
                                       .width = 20,
                                       .autocomplete = "one-time-code",
                                       .is_code = true,
                                       .no_spellcheck = true });
}

static bool show(request *req, response *res, upw_error *error)
{
    if (req->person != NULL)
        return response_redirect(res, TEXT("/todo"), error);
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Sign in with a password"), .back = TEXT("/sign-in") });
    web_page_begin_form(h, req, TEXT("/sign-in/password"));
    web_page_write_hidden(h, TEXT("from"), way_back(req));
    write_fields(h, req);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Sign in"), .prevents_double_click = true });
    html_close(h, "form");
    nhs_paragraph(h, TEXT("If you have forgotten it, or never set one: sign in by email."));
    nhs_action_link(h, &(nhs_action_link_options){ TEXT("Sign in by email"), TEXT("/sign-in"), NHS_ON_LIGHT });
    return web_page_end(h, error);
}

/* The address as it was typed is counted, whether it has an account or not. */
static failure_of of_address(request *req)
{
    return (failure_of){ FAILURE_PASSWORD, accounts_normal_email(form_text(req, "email"), req->arena),
                         services_of(req)->keys };
}

static failure_of of_network(request *req)
{
    return (failure_of){ FAILURE_NETWORK, req->network, services_of(req)->keys };
}

static bool may_try(request *req, bool *may, upw_error *error)
{
    bool may_network;
    if (!failures_may_try(req->db, of_address(req), req->now_ms, may, error) ||
        !failures_may_try(req->db, of_network(req), req->now_ms, &may_network, error))
        return false;
    *may = *may && may_network;
    return true;
}

static bool refuse(request *req, response *res, const char *field, web_message message, upw_error *error)
{
    form_fail(req, field, message);
    return show(req, res, error);
}

/* With the code on the same page; where it was left out, on the next. */
static bool go_on(request *req, response *res, const account *who, upw_error *error)
{
    const text code = form_text(req, "code");
    factor_verdict verdict = FACTOR_GOOD;
    if (who->has_second_factor && code.len > 0 &&
        !second_factor_try(req->db, services_of(req)->keys, who->id, code, req->now_ms, &verdict, error))
        return false;
    if (verdict != FACTOR_GOOD)
        return refuse(req, res, "code", verdict == FACTOR_WAITS ? MESSAGE_APP_CODE_WAITS : MESSAGE_APP_CODE_WRONG,
                      error);
    return sign_in_open_session(req, res, who->id, who->has_second_factor && code.len > 0, way_back(req), error);
}

static bool use(request *req, response *res, upw_error *error)
{
    account who = { 0 };
    bool found, may, is_right;
    if (!may_try(req, &may, error))
        return false;
    if (!may)
        return refuse(req, res, "password", MESSAGE_PASSWORD_WAITS, error);
    if (!accounts_find_by_email(req->db, form_text(req, "email"), req->arena, &who, &found, error) ||
        !passwords_check(req->db, who.id, form_get(req, "password")->raw, &is_right, error))
        return false;
    if (is_right)
        return failures_forget(req->db, of_address(req), error) && go_on(req, res, &who, error);
    return failures_note(req->db, of_address(req), req->now_ms, error) &&
           failures_note(req->db, of_network(req), req->now_ms, error) &&
           refuse(req, res, "password", MESSAGE_PASSWORD_WRONG, error);
}

static const route routes[] = {
    { WEB_GET, "/sign-in/password", show, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION },
    { WEB_POST, "/sign-in/password", use, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION, .form = &password_form,
      .again = show, .rate = WEB_RATE_SIGN_IN },
};
const web_routes sign_in_password_routes = { routes, sizeof routes / sizeof *routes };
