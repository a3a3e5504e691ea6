/* One's own account: what is kept, and the ways to change it. */
#include "base/civil.h"
#include "base/memory.h"
#include "base/number.h"
#include "services/people/account_pages.h"
#include "services/people/pages.h"
#include "services/people/people.h"
#include "services/people/sign_in.h"
#include "web/page.h"

enum { VERSION_MAX = 20 };

static const form_field name_fields[] = {
    { "name", FORM_TEXT, "name", .most = ACCOUNT_NAME_MAX, .empty = MESSAGE_ENTER_NAME, .length = MESSAGE_NAME_LENGTH },
    { "version", FORM_TEXT, "version", .most = VERSION_MAX, .empty = MESSAGE_E008, .length = MESSAGE_E008 },
};
static const char *const rhythms[] = { "digest", "each", NULL };
static const form_field letters_fields[] = {
    { "letters", FORM_CHOICE, "letters", .choices = rhythms, .empty = MESSAGE_SELECT_LETTERS,
      .wrong = MESSAGE_SELECT_LETTERS },
};
static const form name_form = { "name", name_fields, 2 };
static const form letters_form = { "letters", letters_fields, 1 };

bool account_find_self(request *req, account *self, upw_error *error)
{
    bool found;
    if (!accounts_find(req->db, req->person->id, req->arena, self, &found, error))
        return false;
    return (found && !self->is_closed) || upw_fail(error, UPW_NOT_FOUND, "the account is closed");
}

text role_words(workflow_role role, upw_arena *arena)
{
    buffer words;
    buffer_init(&words, 100);
    workflow_add_words(&words, workflow_role_names[role]);
    return memory_keep(arena, &words);
}

text time_words(int64_t at_ms, upw_arena *arena)
{
    buffer words;
    buffer_init(&words, 100);
    civil_add_time_for_people(&words, at_ms);
    return memory_keep(arena, &words);
}

/* ---- the page ---- */

/* "Body lead of NHS Leeds North", one a line. */
static bool write_roles(html_writer *h, request *req, upw_error *error)
{
    const workflow_person *const who = people_who_asks(req);
    if (who->n_seats == 0)
        html_words(h, "None");
    for (size_t i = 0; i < who->n_seats; i++) {
        organisation o = { 0 };
        bool found;
        if (!organisations_find(req->db, who->seats[i].organisation, req->arena, &o, &found, error))
            return false;
        if (i > 0)
            html_void(h, "br");
        html_text(h, role_words(who->seats[i].role, req->arena));
        html_words(h, ", ");
        html_text(h, found ? o.name : who->seats[i].organisation);
    }
    return true;
}

static void write_row(html_writer *h, const nhs_summary_list_options *list, const char *key, text value,
                      const char *href, const char *action, const char *about)
{
    const nhs_action actions[] = { { text_of(href), text_of(action), text_of(about) } };
    const nhs_summary_row row = { .key = text_of(key), .actions = actions, .n_actions = *href != '\0' };
    nhs_begin_summary_row(h, list, &row);
    html_text(h, value);
    nhs_end_summary_row(h, list, &row);
}

static bool write_facts(html_writer *h, request *req, const account *self, upw_error *error)
{
    const nhs_summary_list_options list = { .any_action = true };
    const nhs_summary_row roles = { .key = TEXT("Roles") };
    organisation home = { 0 };
    bool found = false;
    if (self->organisation.len > 0 &&
        !organisations_find(req->db, self->organisation, req->arena, &home, &found, error))
        return false;
    nhs_begin_summary_list(h, &list);
    write_row(h, &list, "Name", self->name, "/account/name", "Change", "name");
    write_row(h, &list, "Email address", self->email, "/account/email", "Change", "email address");
    write_row(h, &list, "Works for", found ? home.name : TEXT("Not known"), "", "", "");
    nhs_begin_summary_row(h, &list, &roles);
    if (!write_roles(h, req, error))
        return false;
    nhs_end_summary_row(h, &list, &roles);
    write_row(h, &list, "Letters", self->wants_each_letter ? TEXT("Each by itself") : TEXT("Once a day, together"),
              "/account/letters", "Change", "how letters come");
    write_row(h, &list, "Second factor", self->has_second_factor ? TEXT("An app on your phone") : TEXT("None"),
              "/account/second-factor", self->has_second_factor ? "Change" : "Set up", "second factor");
    nhs_end_summary_list(h);
    return true;
}

static bool show(request *req, response *res, upw_error *error)
{
    account self = { 0 };
    if (!account_find_self(req, &self, error))
        return false;
    html_writer *const h = web_page_begin(req, res, &(layout){ .title = TEXT("Your account"), .back = TEXT("/todo") });
    if (!write_facts(h, req, &self, error))
        return false;
    nhs_begin_list(h, false);
    static const struct {
        text href, words;
    } links[] = {
        { { "/account/password", 17 }, { "Sign in with a password too", 27 } },
        { { "/account/sessions", 17 }, { "Where you are signed in", 23 } },
        { { "/account/invitations", 20 }, { "Roles that you are invited to", 29 } },
        { { "/account/data", 13 }, { "Download what is kept of you", 28 } },
        { { "/audit", 6 }, { "What the audit trail has of your records", 40 } },
        { { "/account/close", 14 }, { "Close your account", 18 } },
    };
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        html_open(h, "li");
        nhs_link(h, links[i].href, links[i].words);
        html_close(h, "li");
    }
    nhs_end_list(h, false);
    return web_page_end(h, error);
}

/* ---- name ---- */

static bool show_name(request *req, response *res, upw_error *error)
{
    account self = { 0 };
    if (!account_find_self(req, &self, error))
        return false;
    if (req->form == NULL) {
        form_start(req, &name_form);
        form_set(req, "name", self.name);
    }
    html_writer *const h = web_page_begin(
        req, res, &(layout){ .title = TEXT("What is your name?"), .asks = true, .back = TEXT("/account") });
    web_page_begin_form(h, req, TEXT("/account/name"));
    web_page_write_hidden(h, TEXT("version"), memory_format(req->arena, "%lld", (long long)self.version));
    nhs_input(h, &(nhs_input_options){ .name = TEXT("name"),
                                       .label = { TEXT("What is your name?"), NHS_L, .heading = 1 },
                                       .hint = TEXT("As colleagues know you. It stands beside what you sign"),
                                       .value = form_get(req, "name")->raw,
                                       .error = form_get(req, "name")->error,
                                       .autocomplete = "name",
                                       .no_spellcheck = true });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Save") });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool save_name(request *req, response *res, upw_error *error)
{
    int64_t version = 0;
    const workflow_actor actor = people_self(req);
    if (!number_parse_integer(form_text(req, "version"), &version) ||
        !accounts_rename(req->db, req->person->id, version, form_text(req, "name"), &actor, req->now_ms, error)) {
        if (error->code != UPW_CONFLICT)
            return false;
        form_fail(req, NULL, MESSAGE_E009);
        return show_name(req, res, error);
    }
    return response_redirect(res, TEXT("/account"), error);
}

/* ---- letters ---- */

static bool show_letters(request *req, response *res, upw_error *error)
{
    static const nhs_choice choices[] = {
        { .words = { "Once a day, together", 20 },
          .value = { "digest", 6 },
          .hint = { "What cannot wait, like a link to sign in, still comes at once", 61 } },
        { .words = { "Each by itself", 14 }, .value = { "each", 4 } },
    };
    account self = { 0 };
    if (!account_find_self(req, &self, error))
        return false;
    const text chosen = req->form != NULL        ? form_get(req, "letters")->raw
                        : self.wants_each_letter ? TEXT("each")
                                                 : TEXT("digest");
    html_writer *const h = web_page_begin(
        req, res, &(layout){ .title = TEXT("How should letters come?"), .asks = true, .back = TEXT("/account") });
    web_page_begin_form(h, req, TEXT("/account/letters"));
    nhs_radios(h, &(nhs_radios_options){ .name = TEXT("letters"),
                                         .label = { TEXT("How should letters come?"), NHS_L, .heading = 1 },
                                         .value = chosen,
                                         .error = form_get(req, "letters")->error,
                                         .items = choices,
                                         .n_items = sizeof choices / sizeof *choices });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Save") });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool save_letters(request *req, response *res, upw_error *error)
{
    const workflow_actor actor = people_self(req);
    const bool wants_each = text_equal(form_text(req, "letters"), TEXT("each"));
    return accounts_choose_letters(req->db, req->person->id, wants_each, &actor, req->now_ms, error) &&
           response_redirect(res, TEXT("/account"), error);
}

static const route routes[] = {
    { WEB_GET, "/account", show },
    { WEB_GET, "/account/name", show_name },
    { WEB_POST, "/account/name", save_name, .form = &name_form, .again = show_name },
    { WEB_GET, "/account/letters", show_letters },
    { WEB_POST, "/account/letters", save_letters, .form = &letters_form, .again = show_letters },
};
const web_routes account_routes = { routes, sizeof routes / sizeof *routes };
