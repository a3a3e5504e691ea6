/* /organisations/{organisation}/people: who holds a role in it, for its lead, who invites others and takes roles away.
 */
#include "base/memory.h"
#include "services/people/account_pages.h"
#include "services/people/invitations.h"
#include "services/people/pages.h"
#include "services/people/people.h"
#include "services/people/roles.h"
#include "services/people/sign_in.h"
#include "web/page.h"

enum { ID_MAX = 100 };

static const form_field invite_fields[] = { INVITATION_FIELDS(roles_of_lead) };
static const form_field take_fields[] = {
    { "account", FORM_TEXT, "account", .most = ID_MAX, .empty = MESSAGE_E008, .length = MESSAGE_E008 },
    { "role", FORM_CHOICE, "role", .choices = roles_of_lead, .empty = MESSAGE_SELECT_ROLE,
      .wrong = MESSAGE_SELECT_ROLE },
};
static const form_field withdraw_fields[] = { INVITATION_FIELDS(roles_of_lead) };
static const form invite_form = { "invite", invite_fields, 2 };
static const form take_form = { "take", take_fields, 2 };
static const form withdraw_form = { "withdraw", withdraw_fields, 2 };

static text url_of(const organisation *o, const char *what, upw_arena *arena)
{
    return memory_format(arena, "%.*s/people%s", TEXT_ARGS(organisation_url(o, arena)), what);
}

static bool is_given_by_lead(workflow_role role)
{
    for (size_t i = 0; roles_of_lead[i] != NULL; i++)
        if (text_equal(text_of(roles_of_lead[i]), text_of(workflow_role_names[role])))
            return true;
    return false;
}

/* ---- the list ---- */

static void write_small_form(html_writer *h, const request *req, text action, text words, text about,
                             const web_pair hidden[2])
{
    web_page_begin_form(h, req, action);
    for (size_t i = 0; i < 2; i++)
        web_page_write_hidden(h, hidden[i].name, hidden[i].value);
    nhs_button(h, &(nhs_button_options){
                      .words = words, .variant = NHS_BUTTON_SECONDARY, .is_small = true, .aria_label = about });
    html_close(h, "form");
}

static void write_holder(nhs_table *table, request *req, const organisation *o, const seat_holder *one)
{
    const text role = role_words(one->role, req->arena);
    nhs_begin_row(table);
    nhs_cell_text(table, one->name);
    nhs_cell_text(table, one->email);
    nhs_cell_text(table, role);
    nhs_begin_cell(table, &(nhs_cell){ 0 });
    if (is_given_by_lead(one->role)) {
        const web_pair hidden[] = { { TEXT("account"), one->account },
                                    { TEXT("role"), text_of(workflow_role_names[one->role]) } };
        write_small_form(table->h, req, url_of(o, "/take", req->arena), TEXT("Take away"),
                         memory_format(req->arena, "Take away: %.*s, from %.*s", TEXT_ARGS(role), TEXT_ARGS(one->name)),
                         hidden);
    }
    nhs_end_cell(table);
    nhs_end_row(table);
}

static bool write_holders(html_writer *h, request *req, const organisation *o, upw_error *error)
{
    static const nhs_column columns[] = { { .words = { "Name", 4 } },
                                          { .words = { "Email address", 13 } },
                                          { .words = { "Role", 4 } },
                                          { .hidden = { "What can be done", 16 } } };
    seat_holder *holders;
    size_t n;
    nhs_table table;
    if (!people_list_holders(req->db, o->id, req->arena, &holders, &n, error))
        return false;
    const nhs_table_options options = { .caption = TEXT("Who holds a role"),
                                        .columns = columns,
                                        .n_columns = sizeof columns / sizeof *columns,
                                        .first_is_header = true,
                                        .is_responsive = true };
    nhs_begin_table(h, &table, &options);
    for (size_t i = 0; i < n; i++)
        write_holder(&table, req, o, &holders[i]);
    nhs_end_table(&table);
    return true;
}

static bool write_waiting(html_writer *h, request *req, const organisation *o, upw_error *error)
{
    invitation *waiting;
    size_t n;
    if (!invitations_list_of(req->db, o->id, req->now_ms, req->arena, &waiting, &n, error))
        return false;
    if (n == 0)
        return true;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Invited, not yet accepted"), .level = 2, .size = NHS_M });
    nhs_begin_list(h, false);
    for (size_t i = 0; i < n; i++) {
        const text role = role_words(waiting[i].seat.role, req->arena);
        const web_pair hidden[] = { { TEXT("email"), waiting[i].email },
                                    { TEXT("role"), text_of(workflow_role_names[waiting[i].seat.role]) } };
        html_open(h, "li");
        html_text(h, memory_format(req->arena, "%.*s, as %.*s, until %.*s", TEXT_ARGS(waiting[i].email),
                                   TEXT_ARGS(role), TEXT_ARGS(time_words(waiting[i].ends_ms, req->arena))));
        if (is_given_by_lead(waiting[i].seat.role))
            write_small_form(h, req, url_of(o, "/withdraw", req->arena), TEXT("Withdraw"),
                             memory_format(req->arena, "Withdraw the invitation to %.*s", TEXT_ARGS(waiting[i].email)),
                             hidden);
        html_close(h, "li");
    }
    nhs_end_list(h, false);
    return true;
}

static bool show(request *req, response *res, upw_error *error)
{
    organisation o;
    if (!people_find_named(req, &o, error))
        return false;
    const nhs_crumb crumbs[] = { { TEXT("Organisations"), TEXT("/organisations") },
                                 { o.name, organisation_url(&o, req->arena) } };
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("People"),
                                                     .caption = o.name,
                                                     .place = LAYOUT_ORGANISATIONS,
                                                     .is_wide = true,
                                                     .crumbs = crumbs,
                                                     .n_crumbs = sizeof crumbs / sizeof *crumbs });
    nhs_action_link(
        h, &(nhs_action_link_options){ TEXT("Invite somebody"), url_of(&o, "/invite", req->arena), NHS_ON_LIGHT });
    nhs_paragraph(h, TEXT("Members can also join without an invitation, where their mail domain is listed."));
    nhs_action_link(h, &(nhs_action_link_options){
                           TEXT("Joining without an invitation"),
                           memory_format(req->arena, "%.*s/domains", TEXT_ARGS(organisation_url(&o, req->arena))),
                           NHS_ON_LIGHT });
    return write_holders(h, req, &o, error) && write_waiting(h, req, &o, error) && web_page_end(h, error);
}

/* ---- inviting ---- */

static bool show_invite(request *req, response *res, upw_error *error)
{
    organisation o;
    nhs_option *options;
    if (!people_find_named(req, &o, error))
        return false;
    html_writer *const h = web_page_begin(
        req, res, &(layout){ .title = TEXT("Invite somebody"), .caption = o.name, .back = url_of(&o, "", req->arena) });
    nhs_paragraph(h,
                  TEXT("They get a letter with a link, which works for 14 days. Nothing changes until they accept."));
    web_page_begin_form(h, req, url_of(&o, "/invite", req->arena));
    nhs_input(h, &(nhs_input_options){ .name = TEXT("email"),
                                       .label = { TEXT("Email address") },
                                       .hint = TEXT("The one at work"),
                                       .value = form_get(req, "email")->raw,
                                       .error = form_get(req, "email")->error,
                                       .type = "email",
                                       .autocomplete = "off",
                                       .no_spellcheck = true });
    const size_t n = roles_list_options(roles_of_lead, req->arena, &options);
    nhs_select(h, &(nhs_select_options){ .name = TEXT("role"),
                                         .label = { TEXT("Role") },
                                         .value = form_get(req, "role")->raw,
                                         .error = form_get(req, "role")->error,
                                         .items = options,
                                         .n_items = n });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Send the invitation"), .prevents_double_click = true });
    html_close(h, "form");
    return web_page_end(h, error);
}

/* The organisation of the address, the actor, and the role that the form names. */
static bool read_change(request *req, organisation *o, workflow_actor *actor, workflow_seat *seat, upw_error *error)
{
    if (!people_find_named(req, o, error) || !people_find_actor(req, o->id, actor, error))
        return false;
    *seat = (workflow_seat){ .organisation = o->id };
    return workflow_find_role(form_text(req, "role"), &seat->role) ||
           upw_fail(error, UPW_BAD_INPUT, "there is no such role");
}

static bool invite(request *req, response *res, upw_error *error)
{
    organisation o;
    workflow_actor actor;
    workflow_seat seat;
    account who = { 0 };
    bool found, is_good = true;
    if (!read_change(req, &o, &actor, &seat, error) ||
        !accounts_find_by_email(req->db, form_text(req, "email"), req->arena, &who, &found, error) ||
        (found && !roles_check(req, who.id, seat, "role", &is_good, error)))
        return false;
    if (!is_good)
        return show_invite(req, res, error);
    return invitations_send(req, form_text(req, "email"), seat, &actor, error) &&
           response_redirect(res, url_of(&o, "", req->arena), error);
}

static bool withdraw(request *req, response *res, upw_error *error)
{
    organisation o;
    workflow_actor actor;
    workflow_seat seat;
    return read_change(req, &o, &actor, &seat, error) &&
           invitations_withdraw(req->db, form_text(req, "email"), seat, &actor, req->now_ms, error) &&
           response_redirect(res, url_of(&o, "", req->arena), error);
}

static bool take(request *req, response *res, upw_error *error)
{
    organisation o;
    workflow_actor actor;
    workflow_seat seat;
    account who = { 0 };
    bool found;
    if (!read_change(req, &o, &actor, &seat, error) ||
        !accounts_find(req->db, form_text(req, "account"), req->arena, &who, &found, error))
        return false;
    if (!found)
        return upw_fail(error, UPW_NOT_FOUND, "there is no such account");
    return roles_take(req, &who, seat, &actor, error) &&
           response_redirect(res, text_equal(who.id, req->person->id) ? TEXT("/todo") : url_of(&o, "", req->arena),
                             error);
}

enum { LEADS = PERMISSION_ALL_GIVE_OR_REMOVE_A_ROLE_IN_OWN_BODY };
#define PEOPLE "/organisations/{organisation}/people"

static const route routes[] = {
    { WEB_GET, PEOPLE, show, .needs = LEADS, .scope = WEB_SCOPE_OWN },
    { WEB_GET, PEOPLE "/invite", show_invite, .needs = LEADS, .scope = WEB_SCOPE_OWN },
    { WEB_POST, PEOPLE "/invite", invite, .needs = LEADS, .scope = WEB_SCOPE_OWN, .form = &invite_form,
      .again = show_invite },
    { WEB_POST, PEOPLE "/withdraw", withdraw, .needs = LEADS, .scope = WEB_SCOPE_OWN, .form = &withdraw_form,
      .again = show },
    { WEB_POST, PEOPLE "/take", take, .needs = LEADS, .scope = WEB_SCOPE_OWN, .form = &take_form, .again = show },
};
const web_routes organisation_people_routes = { routes, sizeof routes / sizeof *routes };
