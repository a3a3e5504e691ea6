/* One account, for administrators: its roles, its sessions, its second factor, its end. */
#include "base/civil.h"
#include "base/memory.h"
#include "services/people/account_pages.h"
#include "services/people/pages.h"
#include "services/people/people.h"
#include "services/people/roles.h"
#include "services/people/second_factor.h"
#include "services/people/sign_in.h"
#include "services/people/trail.h"
#include "web/page.h"
#include "web/session.h"

enum { CODE_MAX = 40, RESET_LASTS_MS = 24 * 60 * 60 * 1000 };

static const form_field role_fields[] = {
    { "role", FORM_CHOICE, "role", .choices = roles_of_admin, .empty = MESSAGE_SELECT_ROLE,
      .wrong = MESSAGE_SELECT_ROLE },
    { "organisation", FORM_TEXT, "organisation", .most = CODE_MAX, .empty = MESSAGE_ENTER_ORGANISATION,
      .length = MESSAGE_NO_ORGANISATION },
};
static const form give_form = { "give", role_fields, 2 };
static const form take_form = { "take", role_fields, 2 };
static const form no_fields = { "account", NULL, 0 };

static bool find_named(request *req, account *who, upw_error *error)
{
    bool found;
    if (!accounts_find(req->db, request_path(req, "account"), req->arena, who, &found, error))
        return false;
    return (found && !who->is_closed) || upw_fail(error, UPW_NOT_FOUND, "there is no such account");
}

static text url_of(const account *who, const char *what, upw_arena *arena)
{
    return memory_format(arena, "/admin/people/%.*s%s", TEXT_ARGS(who->id), what);
}

/* ---- four eyes: whoever asks to reset a second factor is not the one who does it ---- */

/* Which administrator has asked within a day, as the trail says, since it was last set or taken away; empty: none. */
static bool find_asker(request *req, const account *who, text *asker, upw_error *error)
{
    trail_rows rows;
    char since[CIVIL_UTC_LEN + 1];
    const trail_question question = { .object = who->id, .most = TRAIL_PAGE_ROWS };
    *asker = TEXT("");
    civil_write_utc(req->now_ms - RESET_LASTS_MS, since);
    if (!trail_read(req->db, &question, req->arena, &rows, error))
        return false;
    for (size_t i = 0; i < rows.n; i++) {
        const text action = rows.at[i].action;
        if (text_equal(action, TEXT("second_factor.remove")) || text_equal(action, TEXT("second_factor.set")))
            return true;
        if (text_equal(action, TEXT("second_factor.ask_reset")) && text_compare(rows.at[i].at, text_of(since)) > 0) {
            *asker = rows.at[i].actor;
            return true;
        }
    }
    return true;
}

static bool needs_four_eyes(request *req, const account *who, bool *needs, upw_error *error)
{
    workflow_seat *seats;
    size_t n;
    if (!seats_list(req->db, who->id, req->arena, &seats, &n, error))
        return false;
    *needs = account_is_privileged(seats, n);
    return true;
}

/* ---- the page ---- */

static void write_button(html_writer *h, const request *req, text action, text words, nhs_button_variant variant)
{
    web_page_begin_form(h, req, action);
    nhs_button(h, &(nhs_button_options){ .words = words, .variant = variant });
    html_close(h, "form");
}

static bool write_role(html_writer *h, request *req, const account *who, workflow_seat seat, upw_error *error)
{
    organisation o = { 0 };
    bool found;
    if (!organisations_find(req->db, seat.organisation, req->arena, &o, &found, error))
        return false;
    const text words = memory_format(req->arena, "%.*s, for %.*s", TEXT_ARGS(role_words(seat.role, req->arena)),
                                     TEXT_ARGS(found ? o.name : seat.organisation));
    html_open(h, "li");
    html_text(h, words);
    web_page_begin_form(h, req, url_of(who, "/take", req->arena));
    web_page_write_hidden(h, TEXT("role"), text_of(workflow_role_names[seat.role]));
    web_page_write_hidden(h, TEXT("organisation"), seat.organisation);
    nhs_button(h,
               &(nhs_button_options){ .words = TEXT("Take away"),
                                      .variant = NHS_BUTTON_SECONDARY,
                                      .is_small = true,
                                      .aria_label = memory_format(req->arena, "Take away: %.*s", TEXT_ARGS(words)) });
    html_close(h, "form");
    html_close(h, "li");
    return true;
}

static void write_give(html_writer *h, const request *req, const account *who)
{
    const bool is_typed = req->form != NULL && req->form->form == &give_form;
    nhs_option *options;
    const size_t n = roles_list_options(roles_of_admin, req->arena, &options);
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Give a role"), .level = 2, .size = NHS_M });
    web_page_begin_form(h, req, url_of(who, "/give", req->arena));
    nhs_select(h, &(nhs_select_options){ .name = TEXT("role"),
                                         .label = { TEXT("Role") },
                                         .value = is_typed ? form_get(req, "role")->raw : TEXT(""),
                                         .error = is_typed ? form_get(req, "role")->error : TEXT(""),
                                         .items = options,
                                         .n_items = n });
    nhs_input(h, &(nhs_input_options){ .name = TEXT("organisation"),
                                       .label = { TEXT("Code of the organisation") },
                                       .value = is_typed ? form_get(req, "organisation")->raw : who->organisation,
                                       .error = is_typed ? form_get(req, "organisation")->error : TEXT(""),
                                       .width = 20,
                                       .no_spellcheck = true });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Give the role"), .variant = NHS_BUTTON_SECONDARY });
    html_close(h, "form");
}

static bool write_reset(html_writer *h, request *req, const account *who, upw_error *error)
{
    text asker;
    bool four_eyes;
    if (!who->has_second_factor)
        return true;
    if (!find_asker(req, who, &asker, error) || !needs_four_eyes(req, who, &four_eyes, error))
        return false;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Second factor"), .level = 2, .size = NHS_M });
    if (four_eyes)
        nhs_paragraph(h, TEXT("If phone and recovery codes are lost, two administrators together can take the second "
                              "factor away: one asks for it here, another confirms. Make sure first that it is the "
                              "person who asks you."));
    if (four_eyes && asker.len > 0 && text_equal(asker, req->person->id))
        nhs_inset_text(h, TEXT("You have asked for it. Another administrator must confirm on this page."));
    else
        write_button(h, req, url_of(who, "/reset", req->arena),
                     !four_eyes || asker.len > 0 ? TEXT("Take the second factor away")
                                                 : TEXT("Ask to take the second factor away"),
                     NHS_BUTTON_SECONDARY);
    return true;
}

static bool write_roles(html_writer *h, request *req, const account *who, upw_error *error)
{
    workflow_seat *seats;
    size_t n;
    if (!seats_list(req->db, who->id, req->arena, &seats, &n, error))
        return false;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Roles"), .level = 2, .size = NHS_M });
    if (n == 0)
        nhs_paragraph(h, TEXT("None."));
    nhs_begin_list(h, false);
    for (size_t i = 0; i < n; i++)
        if (!write_role(h, req, who, seats[i], error))
            return false;
    nhs_end_list(h, false);
    return true;
}

static bool show(request *req, response *res, upw_error *error)
{
    account who = { 0 };
    organisation home = { 0 };
    bool found;
    if (!find_named(req, &who, error) ||
        !organisations_find(req->db, who.organisation, req->arena, &home, &found, error))
        return false;
    const nhs_summary_row rows[] = {
        { .key = TEXT("Email address"), .value = who.email },
        { .key = TEXT("Works for"), .value = found ? home.name : TEXT("Not known") },
        { .key = TEXT("Last signed in"), .value = who.last_day.len > 0 ? who.last_day : TEXT("Never") },
        { .key = TEXT("Second factor"), .value = who.has_second_factor ? TEXT("Set up") : TEXT("None") },
    };
    html_writer *const h = web_page_begin(
        req, res, &(layout){ .title = who.name, .caption = TEXT("Account"), .back = TEXT("/admin/people") });
    nhs_summary_list(h, &(nhs_summary_list_options){ .rows = rows, .n_rows = sizeof rows / sizeof *rows });
    nhs_link(h, memory_format(req->arena, "/audit?object=%.*s", TEXT_ARGS(who.id)),
             TEXT("What was done to this account"));
    if (!write_roles(h, req, &who, error))
        return false;
    write_give(h, req, &who);
    if (!write_reset(h, req, &who, error))
        return false;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Sessions and account"), .level = 2, .size = NHS_M });
    write_button(h, req, url_of(&who, "/end-sessions", req->arena), TEXT("End all sessions"), NHS_BUTTON_SECONDARY);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Close the account"),
                                         .variant = NHS_BUTTON_SECONDARY,
                                         .href = url_of(&who, "/close", req->arena) });
    return web_page_end(h, error);
}

/* ---- doing it ---- */

/* Account, actor and the role that the form names; *found: the organisation is known. */
static bool read_role(request *req, account *who, workflow_actor *actor, workflow_seat *seat, bool *found,
                      upw_error *error)
{
    organisation o = { 0 };
    if (!find_named(req, who, error) || !people_find_actor(req, TEXT(""), actor, error) ||
        !organisations_find(req->db, form_text(req, "organisation"), req->arena, &o, found, error))
        return false;
    *seat = (workflow_seat){ .organisation = o.id };
    return workflow_find_role(form_text(req, "role"), &seat->role) ||
           upw_fail(error, UPW_BAD_INPUT, "there is no such role");
}

static bool go_back(request *req, response *res, const account *who, upw_error *error)
{
    return response_redirect(res, url_of(who, "", req->arena), error);
}

static bool give(request *req, response *res, upw_error *error)
{
    account who = { 0 };
    workflow_actor actor;
    workflow_seat seat;
    bool found, is_good = false;
    if (!read_role(req, &who, &actor, &seat, &found, error))
        return false;
    if (!found)
        form_fail(req, "organisation", MESSAGE_NO_ORGANISATION);
    else if (!roles_check(req, who.id, seat, "role", &is_good, error))
        return false;
    if (!is_good)
        return show(req, res, error);
    if (seat.role == ROLE_ADMIN && !web_session_is_fresh(req))
        return response_redirect(
            res, memory_format(req->arena, "/confirm?from=%.*s", TEXT_ARGS(url_of(&who, "", req->arena))), error);
    return roles_give(req, &who, seat, &actor, error) && go_back(req, res, &who, error);
}

/* An installation without an administrator would have to be restarted for another. */
static bool is_last_admin(request *req, const account *who, bool *is_last, upw_error *error)
{
    workflow_seat *seats;
    size_t n, n_admins, n_own = 0;
    if (!seats_list(req->db, who->id, req->arena, &seats, &n, error) ||
        !seats_count(req->db, ROLE_ADMIN, &n_admins, error))
        return false;
    for (size_t i = 0; i < n; i++)
        n_own += seats[i].role == ROLE_ADMIN;
    *is_last = n_own > 0 && n_own == n_admins;
    return true;
}

static bool take(request *req, response *res, upw_error *error)
{
    account who = { 0 };
    workflow_actor actor;
    workflow_seat seat;
    bool found, is_last = false;
    if (!read_role(req, &who, &actor, &seat, &found, error) ||
        (seat.role == ROLE_ADMIN && !is_last_admin(req, &who, &is_last, error)))
        return false;
    if (is_last) {
        form_fail(req, NULL, MESSAGE_LAST_ADMIN);
        return show(req, res, error);
    }
    upw_error why = { 0 };
    if (!roles_take(req, &who, seat, &actor, &why) && why.code != UPW_NOT_FOUND) /* then somebody else was quicker */
        return upw_fail(error, why.code, "%s", why.message);
    return go_back(req, res, &who, error);
}

typedef struct person_job {
    const account *who;
    const workflow_actor *actor;
    const char *action;
    int64_t now_ms;
    bool ends_sessions;
} person_job;

static bool note(store_db *db, void *context, upw_error *error)
{
    const person_job *const job = context;
    const audit_entry entry = {
        .at_ms = job->now_ms, .actor = *job->actor, .action = job->action, .object = job->who->id
    };
    return (!job->ends_sessions || web_session_end_all(db, job->who->id, error)) && audit_append(db, &entry, error);
}

static bool end_sessions(request *req, response *res, upw_error *error)
{
    account who = { 0 };
    workflow_actor actor;
    if (!find_named(req, &who, error) || !people_find_actor(req, TEXT(""), &actor, error))
        return false;
    person_job job = { &who, &actor, "sessions.end", req->now_ms, true };
    return store_transact(req->db, note, &job, error) && go_back(req, res, &who, error);
}

static bool reset(request *req, response *res, upw_error *error)
{
    account who = { 0 };
    workflow_actor actor;
    text asker;
    bool four_eyes;
    if (!find_named(req, &who, error) || !people_find_actor(req, TEXT(""), &actor, error) ||
        !find_asker(req, &who, &asker, error) || !needs_four_eyes(req, &who, &four_eyes, error))
        return false;
    if (text_equal(who.id, req->person->id))
        return upw_fail(error, UPW_FORBIDDEN,
                        "You cannot take your own second factor away. Set up another in its place");
    if (!four_eyes || (asker.len > 0 && !text_equal(asker, req->person->id) && !text_equal(asker, who.id)))
        return second_factor_remove(req->db, who.id, &actor, req->now_ms, error) && go_back(req, res, &who, error);
    person_job job = { &who, &actor, "second_factor.ask_reset", req->now_ms, false };
    return (asker.len > 0 || store_transact(req->db, note, &job, error)) && go_back(req, res, &who, error);
}

/* ---- closing, with second thoughts ---- */

static bool show_close(request *req, response *res, upw_error *error)
{
    account who = { 0 };
    if (!find_named(req, &who, error))
        return false;
    html_writer *const h = web_page_begin(
        req, res,
        &(layout){ .title = TEXT("Close this account"), .caption = who.name, .back = url_of(&who, "", req->arena) });
    nhs_paragraph(h, TEXT("Name and address are removed, all roles end, and the person is signed out everywhere. What "
                          "they signed, raised or wrote in public stays. This cannot be undone."));
    write_button(h, req, url_of(&who, "/close", req->arena), TEXT("Close the account"), NHS_BUTTON_WARNING);
    return web_page_end(h, error);
}

static bool close_it(request *req, response *res, upw_error *error)
{
    account who = { 0 };
    workflow_actor actor;
    bool is_last;
    if (!find_named(req, &who, error) || !people_find_actor(req, TEXT(""), &actor, error) ||
        !is_last_admin(req, &who, &is_last, error))
        return false;
    if (is_last) {
        form_fail(req, NULL, MESSAGE_LAST_ADMIN);
        return show_close(req, res, error);
    }
    return accounts_close(req->db, who.id, who.version, &actor, req->now_ms, error) &&
           response_redirect(res, TEXT("/admin/people"), error);
}

enum { ADMINS = PERMISSION_ALL_GIVE_OR_REMOVE_ANY_OTHER_ROLE, SECOND = WEB_NEEDS_SECOND_FACTOR };
#define PERSON "/admin/people/{account}"

static const route routes[] = {
    { WEB_GET, PERSON, show, .needs = ADMINS, .flags = SECOND },
    { WEB_POST, PERSON "/give", give, .needs = ADMINS, .flags = SECOND, .form = &give_form, .again = show },
    { WEB_POST, PERSON "/take", take, .needs = ADMINS, .flags = SECOND, .form = &take_form, .again = show },
    { WEB_POST, PERSON "/end-sessions", end_sessions, .needs = ADMINS, .flags = SECOND, .form = &no_fields,
      .again = show },
    { WEB_POST, PERSON "/reset", reset, .needs = ADMINS, .flags = SECOND | WEB_NEEDS_REAUTH, .form = &no_fields,
      .again = show },
    { WEB_GET, PERSON "/close", show_close, .needs = ADMINS, .flags = SECOND },
    { WEB_POST, PERSON "/close", close_it, .needs = ADMINS, .flags = SECOND, .form = &no_fields, .again = show_close },
};
const web_routes admin_person_routes = { routes, sizeof routes / sizeof *routes };
