/* Everybody who has an account, found by name or address; and inviting somebody to any role. */
#include "base/memory.h"
#include "services/people/account_pages.h"
#include "services/people/invitations.h"
#include "services/people/pages.h"
#include "services/people/people.h"
#include "services/people/roles.h"
#include "services/people/sign_in.h"
#include "web/page.h"
#include "web/search.h"
#include "web/session.h"
#include "web/url.h"

enum { CODE_MAX = 40 };

static const form_field fields[] = {
    INVITATION_FIELDS(roles_of_admin),
    { "organisation", FORM_TEXT, "organisation", .most = CODE_MAX, .empty = MESSAGE_ENTER_ORGANISATION,
      .length = MESSAGE_NO_ORGANISATION },
};
static const form invite_form = { "invite", fields, 3 };

/* ---- the list ---- */

static bool list_roles(request *req, text account_id, text *words, upw_error *error)
{
    workflow_seat *seats;
    size_t n;
    buffer out;
    if (!seats_list(req->db, account_id, req->arena, &seats, &n, error))
        return false;
    buffer_init(&out, 10000);
    for (size_t i = 0; i < n; i++) {
        buffer_add(&out, i > 0 ? TEXT(", ") : TEXT(""));
        buffer_add(&out, role_words(seats[i].role, req->arena));
    }
    *words = memory_copy_text(req->arena, buffer_text(&out));
    buffer_clear(&out);
    return true;
}

static bool write_row(nhs_table *table, request *req, const account *one, upw_error *error)
{
    text roles;
    if (!list_roles(req, one->id, &roles, error))
        return false;
    nhs_begin_row(table);
    nhs_cell_link(table, memory_format(req->arena, "/admin/people/%.*s", TEXT_ARGS(one->id)), one->name);
    nhs_write_cell(table, &(nhs_cell){ .words = one->email, .breaks_words = true });
    nhs_cell_text(table, roles);
    nhs_cell_text(table, one->last_day.len > 0 ? one->last_day : TEXT("Never"));
    nhs_end_row(table);
    return true;
}

static bool write_table(html_writer *h, request *req, const account_list *found, upw_error *error)
{
    static const nhs_column columns[] = { { .words = { "Name", 4 } },
                                          { .words = { "Email address", 13 } },
                                          { .words = { "Roles", 5 } },
                                          { .words = { "Last signed in", 14 } } };
    nhs_table table;
    const nhs_table_options options = { .caption = TEXT("By name"),
                                        .columns = columns,
                                        .n_columns = sizeof columns / sizeof *columns,
                                        .first_is_header = true,
                                        .is_responsive = true };
    nhs_begin_table(h, &table, &options);
    for (size_t i = 0; i < found->n; i++)
        if (!write_row(&table, req, &found->at[i], error))
            return false;
    nhs_end_table(&table);
    return true;
}

static void write_search(html_writer *h, const web_search *search)
{
    html_open(h, "form");
    html_attr_literal(h, "method", "get");
    html_attr_literal(h, "action", "/admin/people");
    html_attr_literal(h, "role", "search");
    nhs_search_input(h, &(nhs_search_input_options){ .name = TEXT("q"),
                                                     .label = { TEXT("Name or email address, or a part of it") },
                                                     .value = search->typed,
                                                     .error = search->error,
                                                     .button_words = TEXT("Search") });
    html_close(h, "form");
}

static void write_ways_on(html_writer *h, const request *req, text wanted, const account_list *found, bool has_more)
{
    const bool is_first = request_query(req, "id").len == 0;
    if (is_first && !has_more)
        return;
    const account *const last = found->n > 0 ? &found->at[found->n - 1] : NULL;
    const web_pair first[] = { { TEXT("q"), wanted } };
    const web_pair next[] = { { TEXT("q"), wanted },
                              { TEXT("after"), last != NULL ? last->name : TEXT("") },
                              { TEXT("id"), last != NULL ? last->id : TEXT("") } };
    nhs_pagination(h, &(nhs_pagination_options){
                          .previous = is_first ? TEXT("") : url_make(TEXT("/admin/people"), first, 1, req->arena),
                          .previous_title = TEXT("Back to the beginning"),
                          .next = has_more ? url_make(TEXT("/admin/people"), next, 3, req->arena) : TEXT("") });
}

static bool show_list(request *req, response *res, upw_error *error)
{
    account_list found;
    bool has_more;
    const web_search search = web_search_read(req, res, "q");
    if (!accounts_search(req->db, search.wanted, request_query(req, "after"), request_query(req, "id"), req->arena,
                         &found, &has_more, error))
        return false;
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("People"),
                                                     .back = TEXT("/admin"),
                                                     .is_wide = true,
                                                     .errors = search.errors,
                                                     .n_errors = search.n_errors });
    nhs_action_link(h, &(nhs_action_link_options){ TEXT("Invite somebody"), TEXT("/admin/invite"), NHS_ON_LIGHT });
    write_search(h, &search);
    if (found.n == 0)
        nhs_inset_text(h, TEXT("Nobody is called so. Try a part of the name or of the address."));
    else if (!write_table(h, req, &found, error))
        return false;
    write_ways_on(h, req, search.wanted, &found, has_more);
    return web_page_end(h, error);
}

/* ---- inviting ---- */

static void write_invite_fields(html_writer *h, const request *req)
{
    nhs_option *options;
    const size_t n = roles_list_options(roles_of_admin, req->arena, &options);
    nhs_input(h, &(nhs_input_options){ .name = TEXT("email"),
                                       .label = { TEXT("Email address") },
                                       .hint = TEXT("The one at work"),
                                       .value = form_get(req, "email")->raw,
                                       .error = form_get(req, "email")->error,
                                       .type = "email",
                                       .autocomplete = "off",
                                       .no_spellcheck = true });
    nhs_select(h, &(nhs_select_options){ .name = TEXT("role"),
                                         .label = { TEXT("Role") },
                                         .value = form_get(req, "role")->raw,
                                         .error = form_get(req, "role")->error,
                                         .items = options,
                                         .n_items = n });
    nhs_input(h,
              &(nhs_input_options){ .name = TEXT("organisation"),
                                    .label = { TEXT("Code of the organisation") },
                                    .hint = TEXT("For which the role is held, as the list of organisations shows it"),
                                    .value = form_get(req, "organisation")->raw,
                                    .error = form_get(req, "organisation")->error,
                                    .width = 20,
                                    .no_spellcheck = true });
}

static bool show_invite(request *req, response *res, upw_error *error)
{
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Invite somebody"), .back = TEXT("/admin/people") });
    nhs_paragraph(h,
                  TEXT("They get a letter with a link, which works for 14 days. Nothing changes until they accept."));
    web_page_begin_form(h, req, TEXT("/admin/invite"));
    write_invite_fields(h, req);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Send the invitation"), .prevents_double_click = true });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool show_invited(request *req, response *res, text organisation_name, upw_error *error)
{
    html_writer *const h = web_page_begin(
        req, res, &(layout){ .title = TEXT("The invitation is on its way"), .back = TEXT("/admin/people") });
    html_open(h, "p");
    html_element(h, "strong", form_text(req, "email"));
    html_words(h, " gets a letter with a link to a role for ");
    html_text(h, organisation_name);
    html_words(h, ".");
    html_close(h, "p");
    nhs_action_link(h, &(nhs_action_link_options){ TEXT("Invite somebody else"), TEXT("/admin/invite"), NHS_ON_LIGHT });
    return web_page_end(h, error);
}

static bool invite(request *req, response *res, upw_error *error)
{
    organisation o = { 0 };
    account who = { 0 };
    workflow_seat seat;
    workflow_actor actor;
    bool found, has_account, is_good = true;
    if (!organisations_find(req->db, form_text(req, "organisation"), req->arena, &o, &found, error) ||
        !accounts_find_by_email(req->db, form_text(req, "email"), req->arena, &who, &has_account, error) ||
        !people_find_actor(req, TEXT(""), &actor, error))
        return false;
    if (!found) {
        form_fail(req, "organisation", MESSAGE_NO_ORGANISATION);
        return show_invite(req, res, error);
    }
    seat.organisation = o.id;
    if (!workflow_find_role(form_text(req, "role"), &seat.role))
        return upw_fail(error, UPW_BAD_INPUT, "there is no such role");
    if (has_account && !roles_check(req, who.id, seat, "role", &is_good, error))
        return false;
    if (!is_good)
        return show_invite(req, res, error);
    if (seat.role == ROLE_ADMIN && !web_session_is_fresh(req))
        return response_redirect(res, TEXT("/confirm?from=%2Fadmin%2Finvite"), error);
    return invitations_send(req, form_text(req, "email"), seat, &actor, error) && show_invited(req, res, o.name, error);
}

enum { ADMINS = PERMISSION_ALL_GIVE_OR_REMOVE_ANY_OTHER_ROLE, SECOND = WEB_NEEDS_SECOND_FACTOR };

static const route routes[] = {
    { WEB_GET, "/admin/people", show_list, .needs = ADMINS, .flags = SECOND, .rate = WEB_RATE_SEARCH },
    { WEB_GET, "/admin/invite", show_invite, .needs = ADMINS, .flags = SECOND },
    { WEB_POST, "/admin/invite", invite, .needs = ADMINS, .flags = SECOND, .form = &invite_form, .again = show_invite },
};
const web_routes admin_people_routes = { routes, sizeof routes / sizeof *routes };
