/* /contact: who runs the service and how they are reached, as administrators say it on /admin/contact. */
#include "base/memory.h"
#include "services/people/accounts.h"
#include "services/people/pages.h"
#include "services/people/people.h"
#include "web/page.h"

enum { TELEPHONE_MAX = 60, ADDRESS_MAX = 400 };

static const char was_name[] = "was_name", was_email[] = "was_email", was_telephone[] = "was_telephone",
                  was_address[] = "was_address";

/* Each with what the page showed, so that whoever was quicker is not overwritten. */
static const form_field fields[] = {
    { "name", FORM_TEXT, "name", .is_optional = true, .most = ACCOUNT_NAME_MAX, .length = MESSAGE_NAME_LENGTH },
    { was_name, FORM_TEXT, "name", .is_optional = true, .most = ACCOUNT_NAME_MAX, .length = MESSAGE_NAME_LENGTH },
    { "email", FORM_EMAIL, "email address", .is_optional = true },
    { was_email, FORM_EMAIL, "email address", .is_optional = true },
    { "telephone", FORM_TEXT, "telephone number", .is_optional = true, .most = TELEPHONE_MAX,
      .length = MESSAGE_TELEPHONE_LENGTH },
    { was_telephone, FORM_TEXT, "telephone number", .is_optional = true, .most = TELEPHONE_MAX,
      .length = MESSAGE_TELEPHONE_LENGTH },
    { "address", FORM_LINES, "postal address", .is_optional = true, .most = ADDRESS_MAX,
      .length = MESSAGE_ADDRESS_LENGTH },
    { was_address, FORM_LINES, "postal address", .is_optional = true, .most = ADDRESS_MAX,
      .length = MESSAGE_ADDRESS_LENGTH },
};
static const form contact_form = { "contact", fields, sizeof fields / sizeof *fields };

/* The four things that are said, in their order on the page. */
typedef enum part { NAME, EMAIL, TELEPHONE, ADDRESS, PARTS } part;
static const struct {
    setting which;
    const char *field, *was;
    text words; /* on /contact */
} parts[PARTS] = {
    [NAME] = { SETTING_CONTACT_NAME, "name", was_name, { "Who answers", 11 } },
    [EMAIL] = { SETTING_CONTACT_EMAIL, "email", was_email, { "Email", 5 } },
    [TELEPHONE] = { SETTING_CONTACT_TELEPHONE, "telephone", was_telephone, { "Telephone", 9 } },
    [ADDRESS] = { SETTING_CONTACT_ADDRESS, "address", was_address, { "Post", 4 } },
};

static bool find(request *req, text values[PARTS], upw_error *error)
{
    for (size_t i = 0; i < PARTS; i++)
        if (!settings_find(req->db, parts[i].which, req->arena, &values[i], error))
            return false;
    return true;
}

static bool is_said(const text values[PARTS])
{
    return values[EMAIL].len + values[TELEPHONE].len + values[ADDRESS].len > 0;
}

/* ---- for everybody ---- */

static void write_lines(html_writer *h, text lines)
{
    while (lines.len > 0) {
        html_text(h, text_take_until(&lines, '\n'));
        if (lines.len > 0)
            html_void(h, "br");
    }
}

static void write_part(html_writer *h, const request *req, part which, text value)
{
    if (which == EMAIL)
        nhs_link(h, memory_format(req->arena, "mailto:%.*s", TEXT_ARGS(value)), value);
    else
        write_lines(h, value);
}

static void write_parts(html_writer *h, const request *req, const text values[PARTS])
{
    const nhs_summary_list_options list = { 0 };
    nhs_begin_summary_list(h, &list);
    for (part i = 0; i < PARTS; i++) {
        const nhs_summary_row row = { .key = parts[i].words };
        if (values[i].len == 0)
            continue;
        nhs_begin_summary_row(h, &list, &row);
        write_part(h, req, i, values[i]);
        nhs_end_summary_row(h, &list, &row);
    }
    nhs_end_summary_list(h);
}

static void write_who(html_writer *h, const request *req)
{
    const text federation = req->site->layout->federation;
    nhs_paragraph(h, federation.len > 0
                         ? memory_format(req->arena, "%.*s runs this service.", TEXT_ARGS(federation))
                         : TEXT("Whoever started this server runs this service. It has not been set up yet: the server "
                                "prints a link for that when it starts."));
}

static bool show(request *req, response *res, upw_error *error)
{
    text values[PARTS];
    bool may_change;
    if (!find(req, values, error) ||
        !people_may(req, PERMISSION_ALL_GIVE_OR_REMOVE_ANY_OTHER_ROLE, TEXT(""), &may_change, NULL, error))
        return false;
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Contact"), .place = LAYOUT_CONTACT, .is_place = true });
    write_who(h, req);
    if (is_said(values))
        write_parts(h, req, values);
    else
        nhs_inset_text(h, TEXT("They have not said here yet how to reach them."));
    if (may_change)
        nhs_action_link(
            h, &(nhs_action_link_options){ TEXT("Change what stands here"), TEXT("/admin/contact"), NHS_ON_LIGHT });
    nhs_paragraph(h, TEXT("If something here cannot be used, is wrong, or is about you and should not be here, tell "
                          "them. This is not the place for anything urgent, for incidents of patient safety, or for "
                          "complaints about care: your organisation has its own ways for those."));
    return web_page_end(h, error);
}

/* ---- for administrators ---- */

/* Of a stale form: what is another thing now, and by whom. */
static bool write_news(html_writer *h, request *req, const text now[PARTS], upw_error *error)
{
    for (size_t i = 0; i < PARTS; i++)
        if (!text_equal(form_text(req, parts[i].was), now[i]) &&
            !people_write_setting_news(h, req, parts[i].which, fields[2 * i].label, now[i], error))
            return false;
    return true;
}

static void write_fields(html_writer *h, const request *req)
{
    static const struct {
        nhs_input_options how;
        const char *field;
    } inputs[] = {
        { { .label = { { "Who answers", 11 } },
            .hint = { "A person or an office. If you leave it empty, the federation's name stands alone", 80 },
            .autocomplete = "off" },
          "name" },
        { { .label = { { "Email address", 13 } }, .type = "email", .autocomplete = "off", .no_spellcheck = true },
          "email" },
        { { .label = { { "Telephone number", 16 } },
            .hint = { "You can add when somebody answers", 33 },
            .autocomplete = "off" },
          "telephone" },
    };
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        nhs_input_options how = inputs[i].how;
        how.name = text_of(inputs[i].field);
        how.value = form_get(req, inputs[i].field)->raw;
        how.error = form_get(req, inputs[i].field)->error;
        nhs_input(h, &how);
    }
    nhs_textarea(h, &(nhs_textarea_options){ .name = TEXT("address"),
                                             .label = { TEXT("Postal address") },
                                             .value = form_get(req, "address")->raw,
                                             .error = form_get(req, "address")->error });
}

static bool show_change(request *req, response *res, upw_error *error)
{
    text now[PARTS];
    if (!find(req, now, error))
        return false;
    if (req->form == NULL) {
        form_start(req, &contact_form);
        for (size_t i = 0; i < PARTS; i++)
            form_set(req, parts[i].field, now[i]);
    }
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("How can people reach you?"), .back = TEXT("/admin") });
    if (res->status == 409 && !write_news(h, req, now, error))
        return false;
    nhs_paragraph(h, TEXT("Everybody can read this: it stands on the page Contact, and beside the words when "
                          "something has gone wrong."));
    web_page_begin_form(h, req, TEXT("/admin/contact"));
    for (size_t i = 0; i < PARTS; i++)
        web_page_write_hidden(h, text_of(parts[i].was), now[i]);
    write_fields(h, req);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Save") });
    html_close(h, "form");
    return web_page_end(h, error);
}

/* Where they changed nothing themselves: whoever saves again takes nothing back. */
static bool show_what_others_wrote(request *req, const text typed[PARTS], upw_error *error)
{
    text now[PARTS];
    if (!find(req, now, error))
        return false;
    for (size_t i = 0; i < PARTS; i++)
        if (text_equal(typed[i], form_text(req, parts[i].was)))
            form_set(req, parts[i].field, now[i]);
    return true;
}

static bool save(request *req, response *res, upw_error *error)
{
    workflow_actor actor;
    setting_change changes[PARTS];
    text values[PARTS];
    upw_error why = { 0 };
    for (size_t i = 0; i < PARTS; i++) {
        values[i] = form_text(req, parts[i].field);
        changes[i] = (setting_change){ parts[i].which, form_text(req, parts[i].was), values[i] };
    }
    if (!is_said(values)) {
        form_fail(req, "email", MESSAGE_ENTER_CONTACT);
        return show_change(req, res, error);
    }
    if (!people_find_actor(req, TEXT(""), &actor, error))
        return false;
    if (settings_change(req->db, changes, PARTS, &actor, req->now_ms, &why))
        return services_renew_frame(req, error) && response_redirect(res, TEXT("/contact"), error);
    if (why.code != UPW_CONFLICT)
        return upw_fail(error, why.code, "%s", why.message);
    if (!show_what_others_wrote(req, values, error))
        return false;
    form_fail(req, NULL, MESSAGE_E009);
    res->status = 409;
    return show_change(req, res, error);
}

enum { ADMINS = PERMISSION_ALL_GIVE_OR_REMOVE_ANY_OTHER_ROLE, SECOND = WEB_NEEDS_SECOND_FACTOR };

static const route routes[] = {
    { WEB_GET, "/contact", show, .needs = WEB_ANYONE },
    { WEB_GET, "/admin/contact", show_change, .needs = ADMINS, .flags = SECOND },
    { WEB_POST, "/admin/contact", save, .needs = ADMINS, .flags = SECOND, .form = &contact_form, .again = show_change },
};
const web_routes contact_routes = { routes, sizeof routes / sizeof *routes };
