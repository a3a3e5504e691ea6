/* Setting a password, and taking it away: a second way in besides letters. */
#include "base/memory.h"
#include "services/people/account_pages.h"
#include "services/people/pages.h"
#include "services/people/passwords.h"
#include "services/people/people.h"
#include "services/people/sign_in.h"
#include "web/page.h"
#include "web/session.h"

static const form_field fields[] = {
    { "password", FORM_TEXT, "password", .most = PASSWORD_BYTES_MAX, .empty = MESSAGE_ENTER_NEW_PASSWORD,
      .length = MESSAGE_PASSWORD_LENGTH },
};
static const form password_form = { "new password", fields, 1 };
static const form no_fields = { "no password", NULL, 0 };

static text typed_error(const request *req)
{
    return req->form != NULL && req->form->form == &password_form ? form_get(req, "password")->error : TEXT("");
}

static bool show(request *req, response *res, upw_error *error)
{
    account self = { 0 };
    if (!account_find_self(req, &self, error))
        return false;
    html_writer *const h =
        web_page_begin(req, res,
                       &(layout){ .title = self.has_password ? TEXT("Change your password") : TEXT("Set a password"),
                                  .back = TEXT("/account") });
    nhs_paragraph(h, TEXT("You do not need one: letters sign you in. It helps where letters do not arrive. Four or "
                          "more words that do not belong together are good; write them down if you like."));
    web_page_begin_form(h, req, TEXT("/account/password"));
    nhs_password_input(h, &(nhs_password_input_options){ .name = TEXT("password"),
                                                         .label = { TEXT("New password") },
                                                         .hint = TEXT("12 characters or more, of any kind"),
                                                         .error = typed_error(req),
                                                         .autocomplete = "new-password" });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Save") });
    html_close(h, "form");
    if (self.has_password) {
        web_page_begin_form(h, req, TEXT("/account/password/remove"));
        nhs_button(h, &(nhs_button_options){ .words = TEXT("Do without a password"), .variant = NHS_BUTTON_SECONDARY });
        html_close(h, "form");
    }
    return web_page_end(h, error);
}

/* All sessions have ended; this one begins anew. */
static bool begin_anew(request *req, response *res, upw_error *error)
{
    const web_session_start_options options = { .person_id = req->person->id,
                                                .role = req->session->role,
                                                .is_privileged = req->person->is_privileged,
                                                .has_second_factor = req->session->has_second_factor };
    return web_session_start(req, res, &options, error) && response_redirect(res, TEXT("/account"), error);
}

/* Who has a second factor shows it: a stranger with their letters alone sets no password. */
static bool must_show_factor(const request *req, const account *self)
{
    return self->has_second_factor && !req->session->has_second_factor;
}

static bool save(request *req, response *res, upw_error *error)
{
    account self = { 0 };
    const workflow_actor actor = people_self(req);
    const text password = form_get(req, "password")->raw;
    if (!account_find_self(req, &self, error))
        return false;
    if (must_show_factor(req, &self))
        return response_redirect(res, TEXT("/confirm?from=%2Faccount%2Fpassword"), error);
    const web_message wrong = passwords_judge(password, &self);
    if (wrong != MESSAGE_NONE) {
        form_fail(req, "password", wrong);
        return show(req, res, error);
    }
    return passwords_set(req->db, self.id, password, &actor, req->now_ms, error) && begin_anew(req, res, error);
}

static bool take_away(request *req, response *res, upw_error *error)
{
    const workflow_actor actor = people_self(req);
    return passwords_remove(req->db, req->person->id, &actor, req->now_ms, error) && begin_anew(req, res, error);
}

static const route routes[] = {
    { WEB_GET, "/account/password", show, .flags = WEB_NEEDS_REAUTH },
    { WEB_POST, "/account/password", save, .flags = WEB_NEEDS_REAUTH, .form = &password_form, .again = show,
      .rate = WEB_RATE_SIGN_IN },
    { WEB_POST, "/account/password/remove", take_away, .flags = WEB_NEEDS_REAUTH, .form = &no_fields, .again = show },
};
const web_routes account_password_routes = { routes, sizeof routes / sizeof *routes };
