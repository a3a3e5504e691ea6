/* Mail domains whose people join without an invitation: /organisations/{organisation}/domains for the lead, who lists
 * the domain of their own address; /admin/domains for administrators, who list any, for any organisation. */
#include "base/memory.h"
#include "services/people/domains.h"
#include "services/people/pages.h"
#include "services/people/people.h"
#include "web/page.h"

enum { CODE_MAX = 100 };

#define DOMAIN_FIELD                                                                                                   \
    {                                                                                                                  \
        "domain", FORM_TEXT, "domain", .most = DOMAIN_MAX, .empty = MESSAGE_ENTER_DOMAIN,                              \
                                       .length = MESSAGE_ENTER_DOMAIN                                                  \
    }
#define ORGANISATION_FIELD                                                                                             \
    {                                                                                                                  \
        "organisation", FORM_TEXT, "organisation", .most = CODE_MAX, .empty = MESSAGE_ENTER_ORGANISATION,              \
                                                   .length = MESSAGE_NO_ORGANISATION                                   \
    }
static const form_field any_fields[] = { ORGANISATION_FIELD, DOMAIN_FIELD };
static const form_field one_field[] = { DOMAIN_FIELD };
static const form any_form = { "mail domain", any_fields, 2 };
static const form take_form = { "mail domain", one_field, 1 };
static const form own_form = { "own mail domain", NULL, 0 };

/* ---- what both pages do ---- */

static void write_what_it_means(html_writer *h)
{
    nhs_paragraph(h, TEXT("Whoever reads an address at a listed domain can join by signing in, without an invitation: "
                          "they get the letter, say their name, and are a member. Every other role is given by "
                          "somebody. A domain stands for one organisation, and not for those before it: "
                          "a.example does not cover b.a.example."));
}

static void write_take(html_writer *h, const request *req, text action, const listed_domain *one)
{
    web_page_begin_form(h, req, action);
    if (req->route->scope != WEB_SCOPE_OWN)
        web_page_write_hidden(h, TEXT("organisation"), one->organisation);
    web_page_write_hidden(h, TEXT("domain"), one->domain);
    nhs_button(h, &(nhs_button_options){
                      .words = TEXT("Take off the list"),
                      .variant = NHS_BUTTON_SECONDARY,
                      .is_small = true,
                      .aria_label = memory_format(req->arena, "Take off the list: %.*s", TEXT_ARGS(one->domain)) });
    html_close(h, "form");
}

/* Whether it can be listed; else the field (NULL: the form as a whole) says why not. */
static bool check(request *req, const char *field, text domain)
{
    static const web_message sentences[] = {
        [DOMAIN_IS_NONE] = MESSAGE_ENTER_DOMAIN, [DOMAIN_IS_SHARED] = MESSAGE_DOMAIN_SHARED
    };
    const domain_fault fault = domain_find_fault(domain);
    const web_pair words[] = { { TEXT("[domain]"), domain } };
    if (fault != DOMAIN_IS_GOOD)
        form_fail_with(req, field, sentences[fault], words, 1);
    return fault == DOMAIN_IS_GOOD;
}

/* *is_done false: another organisation lists it, and the field says so. */
static bool add(request *req, const char *field, listed_domain one, bool *is_done, upw_error *error)
{
    workflow_actor actor;
    upw_error why = { 0 };
    const web_pair words[] = { { TEXT("[domain]"), one.domain } };
    if (!people_find_actor(req, one.organisation, &actor, error))
        return false;
    *is_done = domains_add(req->db, one, &actor, req->now_ms, &why);
    if (*is_done)
        return true;
    if (why.code != UPW_CONFLICT)
        return upw_fail(error, why.code, "%s", why.message);
    form_fail_with(req, field, MESSAGE_DOMAIN_TAKEN, words, 1);
    return true;
}

static bool take(request *req, response *res, text from, text way_on, upw_error *error)
{
    workflow_actor actor;
    const listed_domain one = { domain_normal(form_text(req, "domain"), req->arena), from };
    return people_find_actor(req, from, &actor, error) && domains_remove(req->db, one, &actor, req->now_ms, error) &&
           response_redirect(res, way_on, error);
}

/* ---- for the lead ---- */

static text url_of(const organisation *o, const char *what, upw_arena *arena)
{
    return memory_format(arena, "%.*s/domains%s", TEXT_ARGS(organisation_url(o, arena)), what);
}

/* A button for the domain of one's own address, which somebody has made sure of: they read letters there. */
static void write_own(html_writer *h, const request *req, const organisation *o, text own, bool is_listed)
{
    if (is_listed)
        return;
    if (domain_find_fault(own) != DOMAIN_IS_GOOD) {
        nhs_inset_text(h, memory_format(req->arena,
                                        "Your own address is at %.*s. Many organisations share that, or anybody can "
                                        "have an address there, so it cannot be listed. Invite people instead.",
                                        TEXT_ARGS(own)));
        return;
    }
    web_page_begin_form(h, req, url_of(o, "", req->arena));
    nhs_button(h, &(nhs_button_options){ .words = memory_format(req->arena, "List %.*s", TEXT_ARGS(own)),
                                         .prevents_double_click = true });
    html_close(h, "form");
}

static bool show(request *req, response *res, upw_error *error)
{
    organisation o;
    listed_domain *listed;
    size_t n;
    bool has_own = false;
    if (!people_find_named(req, &o, error) || !domains_list(req->db, o.id, req->arena, &listed, &n, error))
        return false;
    const text own = domain_of_address(req->person->email, req->arena);
    const nhs_crumb crumbs[] = { { TEXT("Organisations"), TEXT("/organisations") },
                                 { o.name, organisation_url(&o, req->arena) } };
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("Joining without an invitation"),
                                                     .caption = o.name,
                                                     .place = LAYOUT_ORGANISATIONS,
                                                     .crumbs = crumbs,
                                                     .n_crumbs = sizeof crumbs / sizeof *crumbs });
    write_what_it_means(h);
    if (n == 0)
        nhs_inset_text(h, TEXT("No mail domain is listed: people join by invitation alone."));
    nhs_begin_list(h, false);
    for (size_t i = 0; i < n; i++) {
        html_open(h, "li");
        html_text(h, listed[i].domain);
        write_take(h, req, url_of(&o, "/take", req->arena), &listed[i]);
        html_close(h, "li");
        has_own = has_own || text_equal(listed[i].domain, own);
    }
    nhs_end_list(h, false);
    write_own(h, req, &o, own, has_own);
    nhs_paragraph(h, TEXT("You can list the domain of your own address. An administrator can list others."));
    return web_page_end(h, error);
}

static bool list_own(request *req, response *res, upw_error *error)
{
    organisation o;
    bool is_done = false;
    const text own = domain_of_address(req->person->email, req->arena);
    if (!people_find_named(req, &o, error) ||
        (check(req, NULL, own) && !add(req, NULL, (listed_domain){ own, o.id }, &is_done, error)))
        return false;
    return is_done ? response_redirect(res, url_of(&o, "", req->arena), error) : show(req, res, error);
}

static bool take_own(request *req, response *res, upw_error *error)
{
    organisation o;
    return people_find_named(req, &o, error) && take(req, res, o.id, url_of(&o, "", req->arena), error);
}

/* ---- for administrators ---- */

static bool write_all(html_writer *h, request *req, upw_error *error)
{
    static const nhs_column columns[] = { { .words = { "Domain", 6 } },
                                          { .words = { "Whoever reads letters there joins", 33 } },
                                          { .hidden = { "What can be done", 16 } } };
    listed_domain *listed;
    size_t n;
    nhs_table table;
    if (!domains_list(req->db, TEXT(""), req->arena, &listed, &n, error))
        return false;
    if (n == 0) {
        nhs_inset_text(h, TEXT("No mail domain is listed: people join by invitation alone."));
        return true;
    }
    const nhs_table_options options = { .caption = TEXT("Listed domains"),
                                        .columns = columns,
                                        .n_columns = sizeof columns / sizeof *columns,
                                        .first_is_header = true,
                                        .is_responsive = true };
    nhs_begin_table(h, &table, &options);
    for (size_t i = 0; i < n; i++) {
        organisation o = { 0 };
        bool found;
        if (!organisations_find(req->db, listed[i].organisation, req->arena, &o, &found, error))
            return false;
        nhs_begin_row(&table);
        nhs_cell_text(&table, listed[i].domain);
        nhs_cell_text(&table, found ? o.name : listed[i].organisation);
        nhs_begin_cell(&table, &(nhs_cell){ 0 });
        write_take(h, req, TEXT("/admin/domains/take"), &listed[i]);
        nhs_end_cell(&table);
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    return true;
}

static void write_field(html_writer *h, const request *req, const char *name, text label, text hint)
{
    nhs_input(h, &(nhs_input_options){ .name = text_of(name),
                                       .label = { label },
                                       .hint = hint,
                                       .value = form_get(req, name)->raw,
                                       .error = form_get(req, name)->error,
                                       .autocomplete = "off",
                                       .no_spellcheck = true });
}

static bool show_all(request *req, response *res, upw_error *error)
{
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Joining without an invitation"), .back = TEXT("/admin") });
    write_what_it_means(h);
    if (!write_all(h, req, error))
        return false;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("List another"), .level = 2, .size = NHS_M });
    web_page_begin_form(h, req, TEXT("/admin/domains"));
    write_field(h, req, "organisation", TEXT("Organisation"), TEXT("Its code, like 03V"));
    write_field(h, req, "domain", TEXT("Mail domain"), TEXT("What stands behind the @, like leeds.example"));
    nhs_button(h, &(nhs_button_options){ .words = TEXT("List it") });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool list_any(request *req, response *res, upw_error *error)
{
    organisation o = { 0 };
    bool found, is_done = false;
    const text domain = domain_normal(form_text(req, "domain"), req->arena);
    if (!organisations_find(req->db, form_text(req, "organisation"), req->arena, &o, &found, error))
        return false;
    if (!found)
        form_fail(req, "organisation", MESSAGE_NO_ORGANISATION);
    if (check(req, "domain", domain) && found && !add(req, "domain", (listed_domain){ domain, o.id }, &is_done, error))
        return false;
    return is_done ? response_redirect(res, TEXT("/admin/domains"), error) : show_all(req, res, error);
}

static bool take_any(request *req, response *res, upw_error *error)
{
    return take(req, res, form_text(req, "organisation"), TEXT("/admin/domains"), error);
}

enum {
    LEADS = PERMISSION_ALL_GIVE_OR_REMOVE_A_ROLE_IN_OWN_BODY,
    ADMINS = PERMISSION_ALL_GIVE_OR_REMOVE_ANY_OTHER_ROLE,
    SECOND = WEB_NEEDS_SECOND_FACTOR
};
#define DOMAINS "/organisations/{organisation}/domains"

static const route routes[] = {
    { WEB_GET, DOMAINS, show, .needs = LEADS, .scope = WEB_SCOPE_OWN },
    { WEB_POST, DOMAINS, list_own, .needs = LEADS, .scope = WEB_SCOPE_OWN, .form = &own_form, .again = show },
    { WEB_POST, DOMAINS "/take", take_own, .needs = LEADS, .scope = WEB_SCOPE_OWN, .form = &take_form, .again = show },
    { WEB_GET, "/admin/domains", show_all, .needs = ADMINS, .flags = SECOND },
    { WEB_POST, "/admin/domains", list_any, .needs = ADMINS, .flags = SECOND, .form = &any_form, .again = show_all },
    { WEB_POST, "/admin/domains/take", take_any, .needs = ADMINS, .flags = SECOND, .form = &any_form,
      .again = show_all },
};
const web_routes domain_routes = { routes, sizeof routes / sizeof *routes };
