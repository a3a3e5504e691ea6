/* Accepting a role: by the link of the letter, without an account or with one; or, signed in, from one's own task list.
 */
#include "base/civil.h"
#include "base/memory.h"
#include "services/people/account_pages.h"
#include "services/people/invitations.h"
#include "services/people/pages.h"
#include "services/people/people.h"
#include "services/people/sign_in.h"
#include "web/page.h"
#include "web/session.h"

static const form_field fields[] = {
    { "name", FORM_TEXT, "name", .is_optional = true, .most = ACCOUNT_NAME_MAX, .length = MESSAGE_NAME_LENGTH },
};
static const form accept_form = { "invitation", fields, 1 };

/* ---- the page behind the link ---- */

static bool show_gone(request *req, response *res, upw_error *error)
{
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("This invitation does not work any more") });
    nhs_paragraph(h, TEXT("It was accepted already, was withdrawn, or is older than 14 days. Whoever invited you can "
                          "send another."));
    nhs_action_link(h, &(nhs_action_link_options){ TEXT("Sign in"), TEXT("/sign-in"), NHS_ON_LIGHT });
    return web_page_end(h, error);
}

static void write_role(html_writer *h, request *req, const pass *seen, text organisation_name)
{
    html_open(h, "p");
    html_words(h, "You are invited to be ");
    html_element(h, "strong", role_words(seen->seat.role, req->arena));
    html_words(h, " for ");
    html_element(h, "strong", organisation_name);
    html_words(h, ", with the address ");
    html_text(h, seen->email);
    html_words(h, ".");
    html_close(h, "p");
}

static bool look(request *req, pass *seen, pass_verdict *verdict, upw_error *error)
{
    return passes_look(req->db, PASS_INVITE, request_path(req, "link"), req->now_ms, req->arena, seen, verdict, error);
}

static bool show(request *req, response *res, upw_error *error)
{
    pass seen = { 0 };
    pass_verdict verdict;
    account who = { 0 };
    organisation o = { 0 };
    bool has_account, found;
    res->has_secret = true;
    if (!look(req, &seen, &verdict, error))
        return false;
    if (verdict != PASS_GOOD)
        return show_gone(req, res, error);
    if (!accounts_find_by_email(req->db, seen.email, req->arena, &who, &has_account, error) ||
        !organisations_find(req->db, seen.seat.organisation, req->arena, &o, &found, error))
        return false;
    html_writer *const h = web_page_begin(req, res, &(layout){ .title = TEXT("You are invited") });
    write_role(h, req, &seen, o.name);
    web_page_begin_form(h, req, req->path);
    if (!has_account)
        nhs_input(h, &(nhs_input_options){ .name = TEXT("name"),
                                           .label = { TEXT("Your name") },
                                           .hint = TEXT("As colleagues know you. It stands beside what you sign"),
                                           .value = form_get(req, "name")->raw,
                                           .error = form_get(req, "name")->error,
                                           .autocomplete = "name",
                                           .no_spellcheck = true });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Accept"), .prevents_double_click = true });
    html_close(h, "form");
    nhs_paragraph(h, TEXT("If you do not want the role, close this page. Your address is then forgotten."));
    return web_page_end(h, error);
}

/* ---- accepting ---- */

typedef struct accept_job {
    request *req;
    account who;
    pass used;
    pass_verdict verdict;
} accept_job;

static bool find_or_add(store_db *db, accept_job *job, upw_error *error)
{
    request *const req = job->req;
    bool found;
    if (!accounts_find_by_email(db, job->used.email, req->arena, &job->who, &found, error))
        return false;
    const account draft = { .name = form_text(req, "name"),
                            .email = job->used.email,
                            .organisation = job->used.seat.organisation };
    const workflow_actor invited = { .role = ROLE_PUBLIC };
    return found || accounts_add(db, &draft, &invited, req->now_ms, req->arena, &job->who, error);
}

static bool accept(store_db *db, void *context, upw_error *error)
{
    accept_job *const job = context;
    request *const req = job->req;
    if (!passes_use_link(db, PASS_INVITE, request_path(req, "link"), req->now_ms, req->arena, &job->used, &job->verdict,
                         error))
        return false;
    if (job->verdict != PASS_GOOD)
        return true;
    if (!find_or_add(db, job, error))
        return false;
    const workflow_seat seat = job->used.seat;
    const workflow_actor self = { job->who.id, seat.role, seat.organisation };
    return seats_give(db, job->who.id, seat, &self, req->now_ms, error);
}

/* Whoever has no account says their name. */
static bool needs_name(request *req, bool *needs, upw_error *error)
{
    pass seen = { 0 };
    pass_verdict verdict;
    account who = { 0 };
    bool has_account = true;
    if (!look(req, &seen, &verdict, error) ||
        (verdict == PASS_GOOD && !accounts_find_by_email(req->db, seen.email, req->arena, &who, &has_account, error)))
        return false;
    *needs = !has_account && form_text(req, "name").len == 0;
    return true;
}

static bool use(request *req, response *res, upw_error *error)
{
    accept_job job = { .req = req };
    bool is_nameless = false;
    res->has_secret = true;
    if (!needs_name(req, &is_nameless, error))
        return false;
    if (is_nameless) {
        form_fail(req, "name", MESSAGE_ENTER_NAME);
        return show(req, res, error);
    }
    if (!store_transact(req->db, accept, &job, error))
        return false;
    if (job.verdict != PASS_GOOD)
        return show_gone(req, res, error);
    return sign_in_open_session(req, res, job.who.id, false, TEXT("/todo"), error);
}

/* ---- from one's own account ---- */

enum { ID_MAX = 100 };
static const form_field own_fields[] = {
    { "role", FORM_TEXT, "role", .most = ID_MAX, .empty = MESSAGE_E008, .length = MESSAGE_E008 },
    { "organisation", FORM_TEXT, "organisation", .most = ID_MAX, .empty = MESSAGE_E008, .length = MESSAGE_E008 },
};
static const form own_form = { "own invitation", own_fields, 2 };

static bool write_own(html_writer *h, request *req, const invitation *one, upw_error *error)
{
    organisation o = { 0 };
    bool found;
    if (!organisations_find(req->db, one->seat.organisation, req->arena, &o, &found, error))
        return false;
    const text words = memory_format(req->arena, "%.*s for %.*s", TEXT_ARGS(role_words(one->seat.role, req->arena)),
                                     TEXT_ARGS(o.name));
    html_open(h, "li");
    html_text(h, words);
    html_words(h, ", until ");
    html_text(h, time_words(one->ends_ms, req->arena));
    web_page_begin_form(h, req, TEXT("/account/invitations"));
    web_page_write_hidden(h, TEXT("role"), text_of(workflow_role_names[one->seat.role]));
    web_page_write_hidden(h, TEXT("organisation"), one->seat.organisation);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Accept"),
                                         .is_small = true,
                                         .aria_label = memory_format(req->arena, "Accept: %.*s", TEXT_ARGS(words)) });
    html_close(h, "form");
    html_close(h, "li");
    return true;
}

static bool show_own(request *req, response *res, upw_error *error)
{
    invitation *waiting;
    size_t n;
    if (!invitations_list_for(req->db, req->person->email, req->now_ms, req->arena, &waiting, &n, error))
        return false;
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Roles that you are invited to"), .back = TEXT("/todo") });
    if (n == 0)
        nhs_inset_text(h, TEXT("No invitation waits for you."));
    nhs_begin_list(h, false);
    for (size_t i = 0; i < n; i++)
        if (!write_own(h, req, &waiting[i], error))
            return false;
    nhs_end_list(h, false);
    return web_page_end(h, error);
}

typedef struct own_job {
    request *req;
    workflow_seat seat;
    bool is_there;
} own_job;

static bool accept_own(store_db *db, void *context, upw_error *error)
{
    own_job *const job = context;
    request *const req = job->req;
    invitation *waiting;
    size_t n;
    const workflow_actor self = { req->person->id, job->seat.role, job->seat.organisation };
    if (!invitations_list_for(db, req->person->email, req->now_ms, req->arena, &waiting, &n, error))
        return false;
    job->is_there = false;
    for (size_t i = 0; i < n; i++)
        job->is_there = job->is_there || (waiting[i].seat.role == job->seat.role &&
                                          text_equal(waiting[i].seat.organisation, job->seat.organisation));
    return !job->is_there || (invitations_withdraw(db, req->person->email, job->seat, &self, req->now_ms, error) &&
                              seats_give(db, req->person->id, job->seat, &self, req->now_ms, error));
}

/* With the role the sessions end, and this one begins anew. */
static bool use_own(request *req, response *res, upw_error *error)
{
    const bool has_second_factor = req->session->has_second_factor;
    own_job job = { .req = req, .seat.organisation = form_text(req, "organisation") };
    if (!workflow_find_role(form_text(req, "role"), &job.seat.role))
        return upw_fail(error, UPW_BAD_INPUT, "there is no such role");
    if (!store_transact(req->db, accept_own, &job, error))
        return false;
    if (!job.is_there)
        return show_own(req, res, error);
    return sign_in_open_session(req, res, req->person->id, has_second_factor, TEXT("/todo"), error);
}

bool invitations_add_tasks(request *req, service_tasks *tasks, upw_error *error)
{
    invitation *waiting;
    size_t n;
    if (!invitations_list_for(req->db, req->person->email, req->now_ms, req->arena, &waiting, &n, error))
        return false;
    for (size_t i = 0; i < n; i++) {
        organisation o = { 0 };
        bool found;
        if (!organisations_find(req->db, waiting[i].seat.organisation, req->arena, &o, &found, error))
            return false;
        char *const day = MEMORY_TAKE(req->arena, char, CIVIL_DAY_LEN + 1);
        civil_write_day(civil_day_of(waiting[i].ends_ms), day);
        service_tasks_add(
            tasks, (service_task){ .words = memory_format(req->arena, "You are invited to be %.*s for %.*s",
                                                          TEXT_ARGS(role_words(waiting[i].seat.role, req->arena)),
                                                          TEXT_ARGS(o.name)),
                                   .href = TEXT("/account/invitations"),
                                   .due = text_of(day) });
    }
    return true;
}

static const route routes[] = {
    { WEB_GET, "/invitation/{link}", show, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION, .rate = WEB_RATE_SIGN_IN },
    { WEB_POST, "/invitation/{link}", use, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION, .form = &accept_form,
      .again = show, .rate = WEB_RATE_SIGN_IN },
    { WEB_GET, "/account/invitations", show_own },
    { WEB_POST, "/account/invitations", use_own, .form = &own_form, .again = show_own },
};
const web_routes invitation_routes = { routes, sizeof routes / sizeof *routes };
