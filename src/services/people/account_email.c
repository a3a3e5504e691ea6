/* A new address: who asks for it shows that it is theirs by a letter to it. */
#include "base/memory.h"
#include "services/people/account_pages.h"
#include "services/people/pages.h"
#include "services/people/passes.h"
#include "services/people/people.h"
#include "services/people/sign_in.h"
#include "web/page.h"
#include "workflow/outbox.h"

static const form_field fields[] = { { "email", FORM_EMAIL, "email address" } };
static const form email_form = { "email", fields, 1 };
static const form no_fields = { "new address", NULL, 0 };

static bool show(request *req, response *res, upw_error *error)
{
    html_writer *const h = web_page_begin(
        req, res,
        &(layout){ .title = TEXT("What is your new email address?"), .asks = true, .back = TEXT("/account") });
    web_page_begin_form(h, req, TEXT("/account/email"));
    nhs_input(h, &(nhs_input_options){ .name = TEXT("email"),
                                       .label = { TEXT("What is your new email address?"), NHS_L, .heading = 1 },
                                       .hint = TEXT("We send a link to it. Until you open that, nothing changes"),
                                       .value = form_get(req, "email")->raw,
                                       .error = form_get(req, "email")->error,
                                       .type = "email",
                                       .autocomplete = "email",
                                       .no_spellcheck = true });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Send the link"), .prevents_double_click = true });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool show_sent(request *req, response *res, upw_error *error)
{
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Check your new address"), .back = TEXT("/account") });
    html_open(h, "p");
    html_words(h, "If ");
    html_element(h, "strong", form_text(req, "email"));
    html_words(h, " has no account yet, a link is on its way to it. It works for 24 hours. Your old address gets word "
                  "of it too.");
    html_close(h, "p");
    return web_page_end(h, error);
}

static bool add_letter(store_db *db, request *req, const char *kind, text address, text subject, text body,
                       upw_error *error)
{
    const outbox_letter letter = { .key = memory_format(req->arena, "%s %s", kind, req->id),
                                   .email = EMAIL_S02,
                                   .address = address,
                                   .subject = subject,
                                   .body = body };
    return outbox_add(db, &letter, req->now_ms, error);
}

/* To the new address the link, unless somebody has it (they are not told who asks); to the old one that it was asked.
 */
static bool send_letters(store_db *db, void *context, upw_error *error)
{
    request *const req = context;
    account other = { 0 };
    bool found;
    pass_secrets secrets;
    const text to = accounts_normal_email(form_text(req, "email"), req->arena);
    const pass wanted = { .purpose = PASS_CHANGE_EMAIL, .account = req->person->id, .email = to };
    if (!accounts_find_by_email(db, to, req->arena, &other, &found, error) ||
        !passes_make(db, &wanted, req->now_ms, &secrets, error))
        return false;
    const text link = memory_format(req->arena,
                                    "Somebody with an account of Upward wants to use this address for it.\n\n"
                                    "If it was you, open this link within 24 hours, then choose the button:\n"
                                    "%s/account/email/%s\n\nIf it was not you, do nothing.\n",
                                    req->site->origin, secrets.link);
    const text word = memory_format(req->arena,
                                    "Your account of Upward is to get another email address: %.*s\n\n"
                                    "If it was not you who asked for that, sign in, end your other sessions on your "
                                    "account page, and tell the administrator.\n",
                                    TEXT_ARGS(to));
    return add_letter(db, req, "new address", found ? TEXT("") : to, TEXT("Confirm your new email address"), link,
                      error) &&
           add_letter(db, req, "old address", req->person->email, TEXT("Your email address is to change"), word, error);
}

static bool ask(request *req, response *res, upw_error *error)
{
    return store_transact(req->db, send_letters, req, error) && show_sent(req, res, error);
}

/* ---- the link, wherever it is opened ---- */

static bool show_link(request *req, response *res, upw_error *error)
{
    pass seen = { 0 };
    pass_verdict verdict;
    res->has_secret = true;
    if (!passes_look(req->db, PASS_CHANGE_EMAIL, request_path(req, "link"), req->now_ms, req->arena, &seen, &verdict,
                     error))
        return false;
    html_writer *const h =
        web_page_begin(req, res,
                       &(layout){ .title = verdict == PASS_GOOD ? TEXT("Use this email address")
                                                                : TEXT("This link does not work any more") });
    if (verdict == PASS_GOOD) {
        html_open(h, "p");
        html_format(h, "Your account gets the address %.*s. You sign in with it from now on.", TEXT_ARGS(seen.email));
        html_close(h, "p");
        web_page_begin_form(h, req, req->path);
        nhs_button(h, &(nhs_button_options){ .words = TEXT("Use this address") });
        html_close(h, "form");
    } else {
        nhs_paragraph(h, TEXT("It works once, for 24 hours. You can ask for another on your account page."));
    }
    return web_page_end(h, error);
}

typedef struct use_job {
    request *req;
    pass used;
    pass_verdict verdict;
} use_job;

static bool use_pass(store_db *db, void *context, upw_error *error)
{
    use_job *const job = context;
    request *const req = job->req;
    if (!passes_use_link(db, PASS_CHANGE_EMAIL, request_path(req, "link"), req->now_ms, req->arena, &job->used,
                         &job->verdict, error))
        return false;
    const workflow_actor actor = { .person = job->used.account, .role = ROLE_MEMBER };
    return job->verdict != PASS_GOOD ||
           accounts_change_email(db, job->used.account, job->used.email, &actor, req->now_ms, error);
}

static bool use_link(request *req, response *res, upw_error *error)
{
    use_job job = { .req = req };
    res->has_secret = true;
    if (!store_transact(req->db, use_pass, &job, error))
        return false;
    return job.verdict == PASS_GOOD ? response_redirect(res, TEXT("/sign-in"), error) : show_link(req, res, error);
}

static const route routes[] = {
    { WEB_GET, "/account/email", show, .flags = WEB_NEEDS_REAUTH },
    { WEB_POST, "/account/email", ask, .flags = WEB_NEEDS_REAUTH, .form = &email_form, .again = show,
      .rate = WEB_RATE_SIGN_IN },
    { WEB_GET, "/account/email/{link}", show_link, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION,
      .rate = WEB_RATE_SIGN_IN },
    { WEB_POST, "/account/email/{link}", use_link, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION, .form = &no_fields,
      .again = show_link, .rate = WEB_RATE_SIGN_IN },
};
const web_routes account_email_routes = { routes, sizeof routes / sizeof *routes };
