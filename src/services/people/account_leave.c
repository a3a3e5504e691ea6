/* What is kept of somebody, as a file for them; and the end of an account. */
#include "base/json.h"
#include "base/memory.h"
#include "services/people/account_pages.h"
#include "services/people/pages.h"
#include "services/people/people.h"
#include "services/people/sign_in.h"
#include "services/people/trail.h"
#include "web/page.h"
#include "web/session.h"

enum { TRAIL_PIECES_MAX = 20 }; /* of a thousand rows each */

static const form_field fields[] = {
    { "sure", FORM_TICK, "that you are sure", .empty = MESSAGE_TICK_CLOSE },
};
static const form close_form = { "close", fields, 1 };

/* ---- the file ---- */

static void add_member(json_writer *j, const char *key, text value)
{
    json_key(j, key);
    json_text(j, value);
}

static void add_account(json_writer *j, const account *self)
{
    json_key(j, "account");
    json_begin_object(j);
    add_member(j, "id", self->id);
    add_member(j, "name", self->name);
    add_member(j, "email", self->email);
    add_member(j, "organisation", self->organisation);
    add_member(j, "last_signed_in", self->last_day);
    json_key(j, "letters_each_by_itself");
    json_bool(j, self->wants_each_letter);
    json_key(j, "has_password");
    json_bool(j, self->has_password);
    json_key(j, "has_second_factor");
    json_bool(j, self->has_second_factor);
    json_end_object(j);
}

static void add_roles(json_writer *j, const request *req)
{
    const workflow_person *const who = people_who_asks(req);
    json_key(j, "roles");
    json_begin_array(j);
    for (size_t i = 0; i < who->n_seats; i++) {
        json_begin_object(j);
        add_member(j, "role", text_of(workflow_role_names[who->seats[i].role]));
        add_member(j, "organisation", who->seats[i].organisation);
        json_end_object(j);
    }
    json_end_array(j);
}

static void add_row(json_writer *j, const trail_row *row)
{
    json_begin_object(j);
    json_key(j, "seq");
    json_integer(j, row->seq);
    add_member(j, "at", row->at);
    add_member(j, "actor", row->actor);
    add_member(j, "role", row->role);
    add_member(j, "action", row->action);
    add_member(j, "object", row->object);
    json_end_object(j);
}

/* All rows that answer one question, the latest first: as many pieces as there are, up to what a file may hold. */
static bool add_rows(json_writer *j, request *req, trail_question question, bool *is_cut, upw_error *error)
{
    trail_rows rows = { .has_more = true };
    for (size_t pieces = 0; rows.has_more && pieces < TRAIL_PIECES_MAX; pieces++) {
        if (!trail_read(req->db, &question, req->arena, &rows, error))
            return false;
        for (size_t k = 0; k < rows.n; k++)
            add_row(j, &rows.at[k]);
        question.before = rows.n > 0 ? rows.at[rows.n - 1].seq : 1;
    }
    *is_cut |= rows.has_more;
    return true;
}

/* What they did, and what was done to their account; not what the bodies that they lead did. */
static bool add_trail(json_writer *j, request *req, upw_error *error)
{
    const trail_question questions[] = { { .actor = req->person->id, .most = TRAIL_PIECE_ROWS },
                                         { .object = req->person->id, .most = TRAIL_PIECE_ROWS } };
    static const char *const names[] = { "audit_of_what_you_did", "audit_of_your_account" };
    bool is_cut = false;
    for (size_t i = 0; i < 2; i++) {
        json_key(j, names[i]);
        json_begin_array(j);
        if (!add_rows(j, req, questions[i], &is_cut, error))
            return false;
        json_end_array(j);
    }
    json_key(j, "older_rows_are_on_the_page_of_the_audit_trail");
    json_bool(j, is_cut);
    return true;
}

static bool send_data(request *req, response *res, upw_error *error)
{
    account self = { 0 };
    json_writer j;
    if (!account_find_self(req, &self, error))
        return false;
    res->kind = WEB_JSON;
    response_set_download(res, req->arena, TEXT("upward-account.json"));
    json_init(&j, &res->body);
    json_begin_object(&j);
    add_account(&j, &self);
    add_roles(&j, req);
    if (!add_trail(&j, req, error))
        return false;
    json_end_object(&j);
    buffer_add_char(&res->body, '\n');
    return true;
}

static bool show_data(request *req, response *res, upw_error *error)
{
    html_writer *const h = web_page_begin(req, res, &(layout){ .title = TEXT("Your data"), .back = TEXT("/account") });
    nhs_paragraph(h,
                  TEXT("One file has all that is kept of you: your name and address, your roles, how you sign in and "
                       "how letters come, and every record of the audit trail that you made or that is about your "
                       "account. It is made when you ask for it."));
    nhs_paragraph(h, TEXT("What you answer in an appraisal is not in it. Nobody, including us, can find out which "
                          "answers are yours."));
    nhs_action_link(
        h, &(nhs_action_link_options){ TEXT("Download the file (JSON)"), TEXT("/account/data.json"), NHS_ON_LIGHT });
    return web_page_end(h, error);
}

/* ---- the end ---- */

static bool show_close(request *req, response *res, upw_error *error)
{
    static const nhs_choice sure[] = { { .words = { "I am sure that I want to close my account", 41 },
                                         .value = { "yes", 3 } } };
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Close your account"), .back = TEXT("/account") });
    nhs_paragraph(h, TEXT("Your name and address are removed, your roles end, and you are signed out everywhere. What "
                          "you signed, raised or wrote in public stays, and the audit trail keeps the number of your "
                          "account, which nobody can turn back into your name."));
    nhs_paragraph(h, TEXT("This cannot be undone. If you come back one day, you begin with a new account."));
    web_page_begin_form(h, req, TEXT("/account/close"));
    nhs_checkboxes(h, &(nhs_checkboxes_options){ .name = TEXT("sure"),
                                                 .label = { TEXT("Are you sure?"), NHS_M },
                                                 .error = form_get(req, "sure")->error,
                                                 .items = sure,
                                                 .n_items = 1 });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Close my account"), .variant = NHS_BUTTON_WARNING });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool show_closed(request *req, response *res, upw_error *error)
{
    req->person = NULL;
    html_writer *const h = web_page_begin(req, res, &(layout){ .title = TEXT("Your account is closed") });
    nhs_paragraph(h, TEXT("Your name and address are gone from this site. Thank you for the time that you gave."));
    return web_page_end(h, error);
}

static bool close_it(request *req, response *res, upw_error *error)
{
    account self = { 0 };
    size_t n_admins;
    const workflow_actor actor = people_self(req);
    if (!account_find_self(req, &self, error) || !seats_count(req->db, ROLE_ADMIN, &n_admins, error))
        return false;
    if (n_admins == 1 && workflow_holds(people_who_asks(req), ROLE_ADMIN, TEXT(""))) {
        form_fail(req, NULL, MESSAGE_LAST_ADMIN);
        return show_close(req, res, error);
    }
    return accounts_close(req->db, self.id, self.version, &actor, req->now_ms, error) &&
           web_session_end(req, res, error) && show_closed(req, res, error);
}

static const route routes[] = {
    { WEB_GET, "/account/data", show_data },
    { WEB_GET, "/account/data.json", send_data, .rate = WEB_RATE_FILES },
    { WEB_GET, "/account/close", show_close, .flags = WEB_NEEDS_REAUTH },
    { WEB_POST, "/account/close", close_it, .flags = WEB_NEEDS_REAUTH, .form = &close_form, .again = show_close },
};
const web_routes account_leave_routes = { routes, sizeof routes / sizeof *routes };
