/* /admin: what administrators come for, facts of the installation, and its settings. Accounts and organisations have
 * pages of their own. */
#include "base/memory.h"
#include "services/people/account_pages.h"
#include "services/people/installation.h"
#include "services/people/pages.h"
#include "services/people/people.h"
#include "services/people/sign_in.h"
#include "services/people/trail.h"
#include "store/migrate.h"
#include "web/page.h"

static const form_field settings_fields[] = {
    { "federation", FORM_TEXT, "name of the federation", .most = ACCOUNT_NAME_MAX, .empty = MESSAGE_ENTER_FEDERATION,
      .length = MESSAGE_FEDERATION_LENGTH },
    /* as the page showed it: whoever was quicker is not overwritten */
    { "was", FORM_TEXT, "name as it was", .is_optional = true, .most = ACCOUNT_NAME_MAX,
      .length = MESSAGE_FEDERATION_LENGTH },
};
static const form settings_form = { "settings", settings_fields, sizeof settings_fields / sizeof *settings_fields };

/* ---- the first page ---- */

static const struct {
    text href, words, what;
} doors[] = {
    { { "/admin/people", 13 },
      { "People", 6 },
      { "Who has an account and which roles; give and take roles, end sessions, close accounts.", 86 } },
    { { "/admin/invite", 13 }, { "Invite somebody", 15 }, { "To any role, for any organisation, by a letter.", 47 } },
    { { "/admin/organisations", 20 },
      { "Organisations", 13 },
      { "Load the list from a file; record that several have become one.", 63 } },
    { { "/admin/domains", 14 },
      { "Joining without an invitation", 29 },
      { "Mail domains whose people become members of an organisation by signing in.", 74 } },
    { { "/admin/settings", 15 }, { "Settings", 8 }, { "The name of the federation.", 27 } },
    { { "/admin/contact", 14 }, { "Contact", 7 }, { "How people reach those who run this service.", 44 } },
    { { "/admin/clock", 12 },
      { "Clock", 5 },
      { "What time the server thinks it is, and whether publication waits because it jumped.", 83 } },
    { { "/audit", 6 }, { "Audit trail", 11 }, { "Who changed what, when, and whether the trail is whole.", 55 } },
};

static text letters_words(const installation_letters *l, upw_arena *arena)
{
    const text since = l->n_queued > 0 ? memory_format(arena, ", the oldest from %.*s",
                                                       TEXT_ARGS(time_words(l->oldest_queued_ms, arena)))
                                       : TEXT("");
    return memory_format(arena, "%lld waiting%.*s; %lld sent, %lld failed, %lld to nobody in the last 90 days",
                         (long long)l->n_queued, TEXT_ARGS(since), (long long)l->n_sent, (long long)l->n_failed,
                         (long long)l->n_suppressed);
}

static bool write_facts(html_writer *h, request *req, upw_error *error)
{
    installation_letters letters;
    store_schema schema;
    audit_anchor head;
    size_t n_accounts;
    if (!installation_count_letters(req->db, &letters, error) || !store_read_schema(req->db, &schema, error) ||
        !audit_find_head(req->db, &head, error) || !accounts_count(req->db, &n_accounts, error))
        return false;
    const nhs_summary_row rows[] = {
        { .key = TEXT("Program"), .value = req->site->layout->version },
        { .key = TEXT("Database"),
          .value =
              memory_format(req->arena, "%s, schema %lld",
                            store_is_postgres(store_of(req->db)) ? "PostgreSQL" : "SQLite", (long long)schema.there) },
        { .key = TEXT("Key file"),
          .value = services_of(req)->keys != NULL ? TEXT("There") : TEXT("None: nobody can set up a second factor") },
        { .key = TEXT("Accounts"), .value = memory_format(req->arena, "%zu", n_accounts) },
        { .key = TEXT("Letters"), .value = letters_words(&letters, req->arena) },
        { .key = TEXT("Audit trail"), .value = memory_format(req->arena, "%lld rows", (long long)head.seq) },
    };
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("This installation"), .level = 2, .size = NHS_M });
    nhs_summary_list(h, &(nhs_summary_list_options){ .rows = rows, .n_rows = sizeof rows / sizeof *rows });
    return true;
}

static bool show(request *req, response *res, upw_error *error)
{
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Administration"), .back = TEXT("/todo") });
    for (size_t i = 0; i < sizeof doors / sizeof *doors; i++)
        nhs_card(h, &(nhs_card_options){ .heading = doors[i].words,
                                         .size = NHS_S,
                                         .href = doors[i].href,
                                         .is_clickable = true,
                                         .description = doors[i].what });
    return write_facts(h, req, error) && web_page_end(h, error);
}

/* ---- settings ---- */

bool people_write_setting_news(html_writer *h, request *req, setting which, const char *label, text now,
                               upw_error *error)
{
    trail_rows rows;
    const trail_question question = { .object = settings_name(which), .most = 1 };
    if (!trail_read(req->db, &question, req->arena, &rows, error))
        return false;
    const text who = rows.n > 0 && rows.at[0].actor_name.len > 0 ? rows.at[0].actor_name : TEXT("somebody");
    nhs_inset_text(h, memory_format(req->arena, "The %s is now %.*s, changed by %.*s.", label,
                                    TEXT_ARGS(now.len > 0 ? now : TEXT("empty")), TEXT_ARGS(who)));
    return true;
}

static bool show_settings(request *req, response *res, upw_error *error)
{
    text federation;
    if (!settings_find(req->db, SETTING_FEDERATION, req->arena, &federation, error))
        return false;
    if (req->form == NULL) {
        form_start(req, &settings_form);
        form_set(req, "federation", federation);
    }
    html_writer *const h = web_page_begin(
        req, res,
        &(layout){ .title = TEXT("What is the name of the federation?"), .asks = true, .back = TEXT("/admin") });
    if (res->status == 409 && !people_write_setting_news(h, req, SETTING_FEDERATION, "name", federation, error))
        return false;
    web_page_begin_form(h, req, TEXT("/admin/settings"));
    web_page_write_hidden(h, TEXT("was"), federation);
    nhs_input(h, &(nhs_input_options){ .name = TEXT("federation"),
                                       .label = { TEXT("What is the name of the federation?"), NHS_L, .heading = 1 },
                                       .hint = TEXT("It stands at the top of every page and in letters"),
                                       .value = form_get(req, "federation")->raw,
                                       .error = form_get(req, "federation")->error });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Save") });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool save_settings(request *req, response *res, upw_error *error)
{
    workflow_actor actor;
    const setting_change change = { SETTING_FEDERATION, form_text(req, "was"), form_text(req, "federation") };
    if (!people_find_actor(req, TEXT(""), &actor, error))
        return false;
    if (!settings_change(req->db, &change, 1, &actor, req->now_ms, error)) {
        if (error->code != UPW_CONFLICT)
            return false;
        form_fail(req, NULL, MESSAGE_E009);
        res->status = 409;
        return show_settings(req, res, error);
    }
    return services_renew_frame(req, error) && response_redirect(res, TEXT("/admin"), error);
}

enum { ADMINS = PERMISSION_ALL_GIVE_OR_REMOVE_ANY_OTHER_ROLE, SECOND = WEB_NEEDS_SECOND_FACTOR };

static const route routes[] = {
    { WEB_GET, "/admin", show, .needs = ADMINS, .flags = SECOND },
    { WEB_GET, "/admin/settings", show_settings, .needs = ADMINS, .flags = SECOND },
    { WEB_POST, "/admin/settings", save_settings, .needs = ADMINS, .flags = SECOND, .form = &settings_form,
      .again = show_settings },
};
const web_routes admin_routes = { routes, sizeof routes / sizeof *routes };
