/* The second half of signing in, for those who have a second factor. Until then there is no session: the page holds who
 * has come half-way, sealed, for five minutes, and that opens nothing else. */
#include "base/memory.h"
#include "services/people/people.h"
#include "services/people/second_factor.h"
#include "services/people/sign_in.h"
#include "web/page.h"

enum { HALF_LASTS_MS = 5 * 60 * 1000, SEALED_MAX = 400, CODE_MAX = 40, FROM_MAX = 1000 };

static const form_field fields[] = {
    { "half", FORM_TEXT, "sign-in", .most = SEALED_MAX, .empty = MESSAGE_E008, .length = MESSAGE_E008 },
    { "code", FORM_TEXT, "code", .most = CODE_MAX, .empty = MESSAGE_ENTER_APP_CODE, .length = MESSAGE_APP_CODE_WRONG },
    { "from", FORM_TEXT, "way back", .is_optional = true, .most = FROM_MAX, .length = MESSAGE_E022 },
};
static const form factor_form = { "second factor", fields, sizeof fields / sizeof *fields };

void sign_in_write_factor_field(html_writer *h, text name, const form_value *value)
{
    nhs_input(h, &(nhs_input_options){ .name = name,
                                       .label = { TEXT("6-digit code") },
                                       .hint = TEXT("From the app on your phone; or one of your recovery codes"),
                                       .value = value->raw,
                                       .error = value->error,
                                       .width = 20,
                                       .autocomplete = "one-time-code",
                                       .is_code = true,
                                       .no_spellcheck = true });
}

static bool show(request *req, response *res, text half, text from, upw_error *error)
{
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Enter the code of your app"), .back = TEXT("/sign-in") });
    web_page_begin_form(h, req, TEXT("/sign-in/second-factor"));
    web_page_write_hidden(h, TEXT("half"), half);
    web_page_write_hidden(h, TEXT("from"), from);
    const bool is_ours = req->form != NULL && req->form->form == &factor_form;
    sign_in_write_factor_field(h, TEXT("code"), is_ours ? form_get(req, "code") : &(form_value){ 0 });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Sign in") });
    html_close(h, "form");
    return web_page_end(h, error);
}

bool sign_in_ask_second_factor(request *req, response *res, text account_id, text to, upw_error *error)
{
    const keys *const k = services_of(req)->keys;
    if (k == NULL)
        return upw_fail(error, UPW_UNAVAILABLE, "This installation has no key file, so no code can be checked");
    return show(req, res, keys_seal_until(k, account_id, req->now_ms + HALF_LASTS_MS, req->arena), to, error);
}

static bool show_again(request *req, response *res, upw_error *error)
{
    return show(req, res, form_get(req, "half")->raw, form_get(req, "from")->raw, error);
}

static const struct {
    web_message message;
} refusals[] = {
    [FACTOR_WRONG] = { MESSAGE_APP_CODE_WRONG },
    [FACTOR_WAITS] = { MESSAGE_APP_CODE_WAITS },
};

static bool finish(request *req, response *res, upw_error *error)
{
    const keys *const k = services_of(req)->keys;
    text who;
    factor_verdict verdict;
    if (k == NULL || !keys_unseal_until(k, form_text(req, "half"), req->now_ms, req->arena, &who)) {
        form_fail(req, NULL, MESSAGE_SIGN_IN_TOO_LONG);
        return show_again(req, res, error);
    }
    if (!second_factor_try(req->db, k, who, form_text(req, "code"), req->now_ms, &verdict, error))
        return false;
    if (verdict == FACTOR_GOOD)
        return sign_in_open_session(req, res, who, true, form_text(req, "from"), error);
    form_fail(req, "code", refusals[verdict].message);
    return show_again(req, res, error);
}

static bool go_to_start(request *req, response *res, upw_error *error)
{
    (void)req;
    return response_redirect(res, TEXT("/sign-in"), error);
}

static const route routes[] = {
    { WEB_GET, "/sign-in/second-factor", go_to_start, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION },
    { WEB_POST, "/sign-in/second-factor", finish, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION,
      .form = &factor_form, .again = show_again, .rate = WEB_RATE_SIGN_IN },
};
const web_routes sign_in_second_factor_routes = { routes, sizeof routes / sizeof *routes };
