/* Setting up an app that shows codes, and what is kept on paper for when the phone is lost. */
#include <sodium.h>

#include "base/memory.h"
#include "services/people/accounts.h"
#include "services/people/pages.h"
#include "services/people/people.h"
#include "services/people/second_factor.h"
#include "services/people/sign_in.h"
#include "web/page.h"
#include "web/session.h"

enum { SETUP_LASTS_MS = 30 * 60 * 1000, SEALED_MAX = 400, CODE_MAX = 40 };

static const form_field fields[] = {
    { "sealed", FORM_TEXT, "secret", .most = SEALED_MAX, .empty = MESSAGE_E008, .length = MESSAGE_E008 },
    { "code", FORM_TEXT, "code", .most = CODE_MAX, .empty = MESSAGE_ENTER_APP_CODE, .length = MESSAGE_APP_CODE_WRONG },
};
static const form setup_form = { "second factor", fields, sizeof fields / sizeof *fields };
static const form no_fields = { "second factor", NULL, 0 };

static bool find_self(request *req, account *self, upw_error *error)
{
    bool found;
    if (!accounts_find(req->db, req->person->id, req->arena, self, &found, error))
        return false;
    return found || upw_fail(error, UPW_NOT_FOUND, "the account is closed");
}

/* ---- the secret on its way: the page hands it out sealed, and the form brings it back ---- */

static text seal(const request *req, const uint8_t secret[TOTP_SECRET_BYTES])
{
    const text plain = memory_format(req->arena, "%.*s", TEXT_ARGS(req->person->id));
    char *const whole = MEMORY_TAKE(req->arena, char, plain.len + TOTP_SECRET_BYTES);
    memcpy(whole, secret, TOTP_SECRET_BYTES);
    memcpy(whole + TOTP_SECRET_BYTES, plain.at, plain.len);
    return keys_seal_until(services_of(req)->keys, (text){ whole, plain.len + TOTP_SECRET_BYTES },
                           req->now_ms + SETUP_LASTS_MS, req->arena);
}

static bool unseal(const request *req, text sealed, uint8_t secret[TOTP_SECRET_BYTES])
{
    text plain;
    if (!keys_unseal_until(services_of(req)->keys, sealed, req->now_ms, req->arena, &plain) ||
        plain.len <= TOTP_SECRET_BYTES ||
        !text_equal((text){ plain.at + TOTP_SECRET_BYTES, plain.len - TOTP_SECRET_BYTES }, req->person->id))
        return false;
    memcpy(secret, plain.at, TOTP_SECRET_BYTES);
    return true;
}

/* ---- pages ---- */

static bool show_no_key(request *req, response *res, upw_error *error)
{
    html_writer *const h = web_page_begin(
        req, res, &(layout){ .title = TEXT("A second factor cannot be set up here"), .back = TEXT("/account") });
    nhs_paragraph(h,
                  TEXT("This installation has no key file with which it could keep the secret safe. Whoever runs the "
                       "server can name one with --key-file."));
    return web_page_end(h, error);
}

static void write_steps(html_writer *h, request *req, const uint8_t secret[TOTP_SECRET_BYTES])
{
    const text site = req->site->layout->federation.len > 0 ? req->site->layout->federation : TEXT("Upward");
    nhs_begin_list(h, true);
    html_open(h, "li");
    html_words(h, "Install an app for one-time codes on your phone, if you have none. Any that knows TOTP will do.");
    html_close(h, "li");
    html_open(h, "li");
    html_words(h, "In the app, choose to enter a key, and type this one, by time: ");
    html_element(h, "strong", totp_write_secret(secret, true, req->arena));
    html_close(h, "li");
    html_open(h, "li");
    html_words(h, "Type the 6 digits that the app shows now.");
    html_close(h, "li");
    nhs_end_list(h, true);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Open the app on this device"),
                                         .variant = NHS_BUTTON_SECONDARY,
                                         .href = totp_address(secret, site, req->person->email, req->arena) });
}

static bool show_setup(request *req, response *res, const uint8_t secret[TOTP_SECRET_BYTES], upw_error *error)
{
    static const form_value nothing = { 0 };
    const form_value *const code =
        req->form != NULL && req->form->form == &setup_form ? form_get(req, "code") : &nothing;
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Set up a second factor"), .back = TEXT("/account") });
    nhs_paragraph(h, TEXT("Whoever reads your email could sign in as you. With a second factor they would need your "
                          "phone too. Administrators, analysts and the office that runs the rounds must have one."));
    write_steps(h, req, secret);
    web_page_begin_form(h, req, TEXT("/account/second-factor"));
    web_page_write_hidden(h, TEXT("sealed"), seal(req, secret));
    nhs_input(h, &(nhs_input_options){ .name = TEXT("code"),
                                       .label = { TEXT("6-digit code") },
                                       .value = code->raw,
                                       .error = code->error,
                                       .width = 10,
                                       .inputmode = "numeric",
                                       .autocomplete = "one-time-code",
                                       .is_code = true,
                                       .no_spellcheck = true });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Set it up") });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool show_new(request *req, response *res, upw_error *error)
{
    uint8_t secret[TOTP_SECRET_BYTES];
    if (services_of(req)->keys == NULL)
        return show_no_key(req, res, error);
    randombytes_buf(secret, sizeof secret);
    return show_setup(req, res, secret, error);
}

static void write_small_form(html_writer *h, const request *req, text action, text button, nhs_button_variant variant)
{
    web_page_begin_form(h, req, action);
    nhs_button(h, &(nhs_button_options){ .words = button, .variant = variant });
    html_close(h, "form");
}

static bool show_status(request *req, response *res, upw_error *error)
{
    size_t n;
    if (!second_factor_count_codes(req->db, req->person->id, &n, error))
        return false;
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Your second factor"), .back = TEXT("/account") });
    nhs_paragraph(h, TEXT("An app on your phone is set up. You are asked for its code each time you sign in."));
    html_open(h, "p");
    html_format(h, "%zu of %d recovery codes have not been used yet.", n, (int)RECOVERY_CODES);
    html_close(h, "p");
    write_small_form(h, req, TEXT("/account/second-factor/codes"), TEXT("Make new recovery codes"),
                     NHS_BUTTON_SECONDARY);
    nhs_action_link(h, &(nhs_action_link_options){ TEXT("Set up another app in its place"),
                                                   TEXT("/account/second-factor/new"), NHS_ON_LIGHT });
    if (!req->person->is_privileged)
        write_small_form(h, req, TEXT("/account/second-factor/remove"), TEXT("Take the second factor away"),
                         NHS_BUTTON_WARNING);
    return web_page_end(h, error);
}

static bool show(request *req, response *res, upw_error *error)
{
    account self = { 0 };
    if (!find_self(req, &self, error))
        return false;
    return self.has_second_factor ? show_status(req, res, error) : show_new(req, res, error);
}

static bool show_codes(request *req, response *res, recovery_codes codes, upw_error *error)
{
    html_writer *const h = web_page_begin(req, res, &(layout){ .title = TEXT("Keep your recovery codes") });
    nhs_paragraph(h,
                  TEXT("If your phone is lost, each of these codes signs you in once in place of the app's. They are "
                       "shown only now: print this page or write them down, and keep them apart from the phone."));
    nhs_begin_list(h, true);
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        html_open(h, "li");
        html_element(h, "strong", text_of(codes[i]));
        html_close(h, "li");
    }
    nhs_end_list(h, true);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("I have kept them"), .href = TEXT("/todo") });
    return web_page_end(h, error);
}

/* ---- doing it ---- */

static bool open_session_with_factor(request *req, response *res, upw_error *error)
{
    const web_session_start_options options = { .person_id = req->person->id,
                                                .is_privileged = req->person->is_privileged,
                                                .has_second_factor = true };
    return web_session_end_all(req->db, req->person->id, error) && web_session_start(req, res, &options, error);
}

static bool set_up(request *req, response *res, upw_error *error)
{
    account self = { 0 };
    uint8_t secret[TOTP_SECRET_BYTES];
    recovery_codes codes;
    int64_t step = 0;
    const workflow_actor actor = people_self(req);
    if (!find_self(req, &self, error))
        return false;
    if (self.has_second_factor && !req->session->has_second_factor)
        return response_redirect(res, TEXT("/confirm?from=%2Faccount%2Fsecond-factor%2Fnew"), error);
    if (services_of(req)->keys == NULL)
        return show_no_key(req, res, error);
    if (!unseal(req, form_text(req, "sealed"), secret)) {
        form_fail(req, NULL, MESSAGE_E008);
        return show_new(req, res, error);
    }
    if (!totp_check(secret, form_text(req, "code"), req->now_ms, 0, &step)) {
        form_fail(req, "code", MESSAGE_APP_CODE_WRONG);
        return show_setup(req, res, secret, error);
    }
    return second_factor_set(req->db, services_of(req)->keys, req->person->id, secret, step, &actor, req->now_ms, codes,
                             error) &&
           open_session_with_factor(req, res, error) && show_codes(req, res, codes, error);
}

/* With the secret that the form brings, so that what was typed into the app still counts. */
static bool show_setup_again(request *req, response *res, upw_error *error)
{
    uint8_t secret[TOTP_SECRET_BYTES];
    if (services_of(req)->keys != NULL && unseal(req, form_get(req, "sealed")->raw, secret))
        return show_setup(req, res, secret, error);
    return show_new(req, res, error);
}

static bool renew_codes(request *req, response *res, upw_error *error)
{
    account self = { 0 };
    recovery_codes codes;
    const workflow_actor actor = people_self(req);
    if (!find_self(req, &self, error))
        return false;
    if (!self.has_second_factor)
        return upw_fail(error, UPW_NOT_FOUND, "there is no second factor");
    return second_factor_renew_codes(req->db, req->person->id, &actor, req->now_ms, codes, error) &&
           show_codes(req, res, codes, error);
}

static bool take_away(request *req, response *res, upw_error *error)
{
    const workflow_actor actor = people_self(req);
    if (req->person->is_privileged)
        return upw_fail(error, UPW_FORBIDDEN, "Your role needs a second factor. You can set up another in its place");
    return second_factor_remove(req->db, req->person->id, &actor, req->now_ms, error) &&
           web_session_end(req, res, error) && response_redirect(res, TEXT("/sign-in"), error);
}

enum { FRESH = WEB_NEEDS_REAUTH, WITH_FACTOR = WEB_NEEDS_SECOND_FACTOR | WEB_NEEDS_REAUTH };

static const route routes[] = {
    { WEB_GET, "/account/second-factor", show, .flags = FRESH },
    { WEB_POST, "/account/second-factor", set_up, .form = &setup_form, .again = show_setup_again,
      .rate = WEB_RATE_SIGN_IN },
    { WEB_GET, "/account/second-factor/new", show_new, .flags = WITH_FACTOR },
    { WEB_POST, "/account/second-factor/codes", renew_codes, .flags = WITH_FACTOR, .form = &no_fields, .again = show },
    { WEB_POST, "/account/second-factor/remove", take_away, .flags = WITH_FACTOR, .form = &no_fields, .again = show },
};
const web_routes second_factor_routes = { routes, sizeof routes / sizeof *routes };
