/* The first administrator: no account comes with the program. A server that finds none prints a link for whoever
 * started it; the page behind it makes the account, the federation's own office and a session. */
#include "base/memory.h"
#include "services/people/accounts.h"
#include "services/people/pages.h"
#include "services/people/passes.h"
#include "services/people/people.h"
#include "services/people/sign_in.h"
#include "web/page.h"

static const form_field fields[] = {
    { "name", FORM_TEXT, "name", .most = ACCOUNT_NAME_MAX, .empty = MESSAGE_ENTER_NAME, .length = MESSAGE_NAME_LENGTH },
    { "email", FORM_EMAIL, "email address" },
    { "federation", FORM_TEXT, "name of the federation", .most = ACCOUNT_NAME_MAX, .empty = MESSAGE_ENTER_FEDERATION,
      .length = MESSAGE_FEDERATION_LENGTH },
};
static const form setup_form = { "first administrator", fields, sizeof fields / sizeof *fields };

bool people_make_first_link(store_db *db, const char *origin, int64_t now_ms, upw_arena *arena, text *link,
                            upw_error *error)
{
    const pass wanted = { .purpose = PASS_FIRST_ADMIN };
    pass_secrets secrets;
    text demonstration;
    size_t n_admins;
    *link = TEXT("");
    if (!settings_find(db, SETTING_DEMONSTRATION, arena, &demonstration, error) ||
        !seats_count(db, ROLE_ADMIN, &n_admins, error))
        return false;
    if (demonstration.len > 0 || n_admins > 0)
        return true;
    if (!passes_make(db, &wanted, now_ms, &secrets, error))
        return false;
    *link = memory_format(arena, "%s/first-administrator/%s", origin, secrets.link);
    return true;
}

static bool show_no_link(request *req, response *res, upw_error *error)
{
    html_writer *const h = web_page_begin(req, res, &(layout){ .title = TEXT("This link does not work any more") });
    nhs_paragraph(h, TEXT("It works once, for 24 hours, and only the latest one counts. While nobody looks after this "
                          "installation, a new one is printed each time the server starts."));
    nhs_action_link(h, &(nhs_action_link_options){ TEXT("Sign in"), TEXT("/sign-in"), NHS_ON_LIGHT });
    return web_page_end(h, error);
}

static void write_fields(html_writer *h, const request *req)
{
    nhs_input(h, &(nhs_input_options){ .name = TEXT("name"),
                                       .label = { TEXT("Your name") },
                                       .value = form_get(req, "name")->raw,
                                       .error = form_get(req, "name")->error,
                                       .autocomplete = "name",
                                       .no_spellcheck = true });
    nhs_input(h, &(nhs_input_options){ .name = TEXT("email"),
                                       .label = { TEXT("Your email address") },
                                       .hint = TEXT("You sign in with it, by a letter to this address"),
                                       .value = form_get(req, "email")->raw,
                                       .error = form_get(req, "email")->error,
                                       .type = "email",
                                       .autocomplete = "email",
                                       .no_spellcheck = true });
    nhs_input(h, &(nhs_input_options){ .name = TEXT("federation"),
                                       .label = { TEXT("Name of the federation") },
                                       .hint = TEXT("It stands at the top of every page, as in North of England "
                                                    "Clinical Federation. You can change it later"),
                                       .value = form_get(req, "federation")->raw,
                                       .error = form_get(req, "federation")->error,
                                       .autocomplete = "organization" });
}

static bool show(request *req, response *res, upw_error *error)
{
    pass seen;
    pass_verdict verdict;
    res->has_secret = true;
    if (!passes_look(req->db, PASS_FIRST_ADMIN, request_path(req, "link"), req->now_ms, req->arena, &seen, &verdict,
                     error))
        return false;
    if (verdict != PASS_GOOD)
        return show_no_link(req, res, error);
    html_writer *const h = web_page_begin(req, res, &(layout){ .title = TEXT("Set up this installation") });
    nhs_paragraph(h, TEXT("You become the first administrator: you invite people, give roles and load the "
                          "organisations. You cannot read what people answer."));
    web_page_begin_form(h, req, req->path);
    write_fields(h, req);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Continue"), .prevents_double_click = true });
    html_close(h, "form");
    return web_page_end(h, error);
}

typedef struct setup_job {
    request *req;
    account who;
    pass_verdict verdict;
} setup_job;

/* The office that runs the rounds: the one that is there, or a new one of the federation's name. */
static bool find_home(store_db *db, request *req, const workflow_actor *actor, organisation *home, upw_error *error)
{
    bool found;
    if (!organisations_find_of_kind(db, "coalition", req->arena, home, &found, error))
        return false;
    const organisation draft = { .name = form_text(req, "federation"),
                                 .kind = organisation_find_kind(TEXT("coalition")) };
    return found || organisations_add(db, &draft, actor, req->now_ms, req->arena, home, error);
}

static bool find_or_add_account(store_db *db, request *req, const workflow_actor *actor, text home, account *who,
                                upw_error *error)
{
    bool found;
    const account draft = { .name = form_text(req, "name"), .email = form_text(req, "email"), .organisation = home };
    if (!accounts_find_by_email(db, draft.email, req->arena, who, &found, error))
        return false;
    return found || accounts_add(db, &draft, actor, req->now_ms, req->arena, who, error);
}

static bool set_up(store_db *db, void *context, upw_error *error)
{
    setup_job *const job = context;
    request *const req = job->req;
    const workflow_actor system = { .role = ROLE_SYSTEM };
    organisation home = { 0 };
    pass used;
    if (!passes_use_link(db, PASS_FIRST_ADMIN, request_path(req, "link"), req->now_ms, req->arena, &used, &job->verdict,
                         error))
        return false;
    if (job->verdict != PASS_GOOD)
        return true;
    return find_home(db, req, &system, &home, error) &&
           find_or_add_account(db, req, &system, home.id, &job->who, error) &&
           seats_give(db, job->who.id, (workflow_seat){ ROLE_ADMIN, home.id }, &system, req->now_ms, error) &&
           settings_put(db, SETTING_FEDERATION, form_text(req, "federation"), &system, req->now_ms, error);
}

static bool use(request *req, response *res, upw_error *error)
{
    setup_job job = { .req = req };
    res->has_secret = true;
    if (!store_transact(req->db, set_up, &job, error))
        return false;
    if (job.verdict != PASS_GOOD)
        return show_no_link(req, res, error);
    return services_renew_frame(req, error) &&
           sign_in_open_session(req, res, job.who.id, false, TEXT("/account/second-factor"), error);
}

static const route routes[] = {
    { WEB_GET, "/first-administrator/{link}", show, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION,
      .rate = WEB_RATE_SIGN_IN },
    { WEB_POST, "/first-administrator/{link}", use, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION,
      .form = &setup_form, .again = show, .rate = WEB_RATE_SIGN_IN },
};
const web_routes first_administrator_routes = { routes, sizeof routes / sizeof *routes };
