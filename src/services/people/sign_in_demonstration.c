/* Being one of the invented people, without a letter: in a demonstration, on one's own machine. */
#include "base/memory.h"
#include "services/people/accounts.h"
#include "services/people/people.h"
#include "services/people/sign_in.h"
#include "web/page.h"

static const form_field fields[] = { { "who", FORM_TEXT, "person", .empty = MESSAGE_SELECT_PERSON } };
static const form who_form = { "who", fields, 1 };

/* "Commissioning lead, and signatory, of NHS Leeds North" */
static bool describe(request *req, const account *who, text *words, upw_error *error)
{
    workflow_seat *seats;
    size_t n;
    organisation home = { 0 };
    bool found = false;
    buffer out;
    if (!seats_list(req->db, who->id, req->arena, &seats, &n, error) ||
        (who->organisation.len > 0 &&
         !organisations_find(req->db, who->organisation, req->arena, &home, &found, error)))
        return false;
    buffer_init(&out, ORGANISATION_NAME_MAX + 1000);
    for (size_t i = 0; i < n; i++) {
        buffer_add(&out, i > 0 ? TEXT(", ") : TEXT(""));
        workflow_add_words(&out, workflow_role_names[seats[i].role]);
    }
    buffer_add(&out, found && n > 0 ? TEXT(" · ") : TEXT(""));
    buffer_add(&out, home.name);
    *words = memory_copy_text(req->arena, buffer_text(&out));
    buffer_clear(&out);
    return true;
}

static bool show(request *req, response *res, upw_error *error)
{
    account_list people;
    text invitation;
    if (!services_of(req)->offers_demonstration)
        return upw_fail(error, UPW_NOT_FOUND, "this is no demonstration");
    if (!accounts_list_demonstration(req->db, req->arena, &people, error) ||
        !settings_find(req->db, SETTING_INVITATION, req->arena, &invitation, error))
        return false;
    nhs_choice *const choices = MEMORY_TAKE(req->arena, nhs_choice, people.n + 1);
    for (size_t i = 0; i < people.n; i++) {
        choices[i] = (nhs_choice){ .words = people.at[i].name, .value = people.at[i].id };
        if (!describe(req, &people.at[i], &choices[i].hint, error))
            return false;
    }
    html_writer *const h = web_page_begin(
        req, res, &(layout){ .title = TEXT("Who would you like to be?"), .back = TEXT("/sign-in"), .asks = true });
    web_page_begin_form(h, req, TEXT("/sign-in/demonstration"));
    nhs_radios(h, &(nhs_radios_options){ .name = TEXT("who"),
                                         .label = { TEXT("Who would you like to be?"), NHS_L, .heading = 1 },
                                         .hint = TEXT("Everybody here is invented. To be nobody, stay signed out: the "
                                                      "public sees much of it too."),
                                         .error = form_get(req, "who")->error,
                                         .items = choices,
                                         .n_items = people.n });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Sign in") });
    html_close(h, "form");
    if (invitation.len > 0)
        nhs_action_link(h, &(nhs_action_link_options){ .words = TEXT("Or answer as somebody who was invited, and "
                                                                     "has no account"),
                                                       .href = invitation });
    return web_page_end(h, error);
}

static bool be(request *req, response *res, upw_error *error)
{
    account who = { 0 };
    bool found = false;
    if (!services_of(req)->offers_demonstration)
        return upw_fail(error, UPW_NOT_FOUND, "this is no demonstration");
    if (!accounts_find(req->db, form_text(req, "who"), req->arena, &who, &found, error))
        return false;
    if (!found || !who.is_demonstration || who.is_closed) {
        form_fail(req, "who", fields[0].empty);
        return show(req, res, error);
    }
    return sign_in_open_session(req, res, who.id, true, TEXT("/todo"), error);
}

static const route routes[] = {
    { WEB_GET, "/sign-in/demonstration", show, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION },
    { WEB_POST, "/sign-in/demonstration", be, .needs = WEB_ANYONE, .flags = WEB_BEFORE_SESSION, .form = &who_form,
      .again = show },
};
const web_routes sign_in_demonstration_routes = { routes, sizeof routes / sizeof *routes };
