/* The list of organisations, loaded from a file; and mergers. */
#include "apart/rows.h"
#include "base/civil.h"
#include "base/memory.h"
#include "services/people/pages.h"
#include "services/people/people.h"
#include "services/people/sign_in.h"
#include "web/page.h"

enum {
    FILE_MAX = 2 * 1000 * 1000,
    FORM_MAX = 2 * 1024 * 1024 + 4096,
    CODE_MAX = 40,
    CODES_MAX = 1000,
    PARTS_MAX = 100
};

static const form_field file_fields[] = {
    { "file", FORM_FILE, "file", .most = FILE_MAX, .empty = MESSAGE_E018, .length = MESSAGE_E019 },
};
static const form_field merge_fields[] = {
    { "predecessors", FORM_LINES, "codes", .most = CODES_MAX, .empty = MESSAGE_ENTER_PREDECESSORS,
      .length = MESSAGE_ENTER_PREDECESSORS },
    { "successor", FORM_TEXT, "code", .most = CODE_MAX, .empty = MESSAGE_ENTER_ORGANISATION,
      .length = MESSAGE_NO_ORGANISATION },
    { "day", FORM_DATE, "day" },
};
static const form import_form = { "import", file_fields, 1 };
static const form merge_form = { "merge", merge_fields, 3 };

/* ---- import ---- */

static bool show_import(request *req, response *res, upw_error *error)
{
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Organisations"), .back = TEXT("/admin") });
    nhs_paragraph(
        h, TEXT("A CSV or XLSX file with the columns org_id, ods_code, name, kind, parent_id, region_id, opened, "
                "closed and, if you like, successors and people_served. Rows replace those of the same org_id; "
                "others stay as they are. If one row is wrong, nothing is changed."));
    html_open(h, "p");
    nhs_link(h, TEXT("/organisations.csv"), TEXT("The list as it is now, in the same columns"));
    html_close(h, "p");
    web_page_begin_file_form(h, req, TEXT("/admin/organisations"));
    nhs_file_upload(h, &(nhs_file_upload_options){ .name = TEXT("file"),
                                                   .label = { TEXT("The file") },
                                                   .hint = TEXT("CSV or XLSX, smaller than 2MB"),
                                                   .error = form_get(req, "file")->error,
                                                   .accept = ".csv,.tsv,.xlsx" });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Import"), .prevents_double_click = true });
    html_close(h, "form");
    nhs_action_link(
        h, &(nhs_action_link_options){ TEXT("Record a merger"), TEXT("/admin/organisations/merge"), NHS_ON_LIGHT });
    return web_page_end(h, error);
}

static bool show_counts(request *req, response *res, const organisations_counts *counts, upw_error *error)
{
    const nhs_summary_row rows[] = {
        { .key = TEXT("Added"), .value = memory_format(req->arena, "%zu", counts->n_added) },
        { .key = TEXT("Changed"), .value = memory_format(req->arena, "%zu", counts->n_changed) },
        { .key = TEXT("As they were"), .value = memory_format(req->arena, "%zu", counts->n_same) },
    };
    html_writer *const h = web_page_begin(
        req, res, &(layout){ .title = TEXT("The file was imported"), .back = TEXT("/admin/organisations") });
    nhs_summary_list(h, &(nhs_summary_list_options){ .rows = rows, .n_rows = sizeof rows / sizeof *rows });
    nhs_action_link(h,
                    &(nhs_action_link_options){ TEXT("See the organisations"), TEXT("/organisations"), NHS_ON_LIGHT });
    return web_page_end(h, error);
}

/* What is wrong with the file is said beside the field; other failures are the site's. */
static bool say_fault(request *req, const char *field, const upw_error *why)
{
    const bool is_theirs = why->code == UPW_BAD_INPUT || why->code == UPW_NOT_FOUND || why->code == UPW_CONFLICT ||
                           why->code == UPW_TOO_LARGE;
    const web_pair words[] = { { TEXT("[Reason]"), memory_copy_text(req->arena, text_of(why->message)) } };
    if (is_theirs)
        form_fail_with(req, field, MESSAGE_IMPORT_FAULT, words, 1);
    return is_theirs;
}

static bool import(request *req, response *res, upw_error *error)
{
    const web_file *const file = form_get(req, "file")->file;
    organisations_counts counts;
    workflow_actor actor;
    upw_error why = { 0 };
    if (!people_find_actor(req, TEXT(""), &actor, error))
        return false;
    const apart_file open_file = { services_of(req)->reader, file->descriptor,
                                   memory_copy_text(req->arena, file->name).at, text_of(req->id) };
    if (organisations_import_file(req->db, &open_file, &actor, req->now_ms, &counts, &why))
        return show_counts(req, res, &counts, error);
    *error = why;
    return say_fault(req, "file", &why) && show_import(req, res, error);
}

/* ---- mergers ---- */

static bool show_merge(request *req, response *res, upw_error *error)
{
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Record a merger"), .back = TEXT("/admin/organisations") });
    nhs_paragraph(h, TEXT("Those that merge close the day before. What they said and measured stays under their own "
                          "names, and comparisons over the years mark the break."));
    web_page_begin_form(h, req, TEXT("/admin/organisations/merge"));
    nhs_textarea(h, &(nhs_textarea_options){ .name = TEXT("predecessors"),
                                             .label = { TEXT("Codes of those that merge") },
                                             .hint = TEXT("One a line"),
                                             .value = form_get(req, "predecessors")->raw,
                                             .error = form_get(req, "predecessors")->error,
                                             .rows = 4 });
    nhs_input(h, &(nhs_input_options){ .name = TEXT("successor"),
                                       .label = { TEXT("Code of the one that they become") },
                                       .hint = TEXT("It must be on the list already"),
                                       .value = form_get(req, "successor")->raw,
                                       .error = form_get(req, "successor")->error,
                                       .width = 20,
                                       .no_spellcheck = true });
    nhs_date_input(h, &(nhs_date_input_options){ .name = TEXT("day"),
                                                 .label = { TEXT("First day of the new one") },
                                                 .hint = TEXT("For example, 1 4 2020"),
                                                 .error = form_get(req, "day")->error,
                                                 .day.value = form_get(req, "day")->raw_day,
                                                 .month.value = form_get(req, "day")->raw_month,
                                                 .year.value = form_get(req, "day")->raw });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Record the merger"), .prevents_double_click = true });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool find_code(request *req, text code, const char *field, organisation *o, bool *found, upw_error *error)
{
    if (!organisations_find(req->db, code, req->arena, o, found, error))
        return false;
    const web_pair words[] = { { TEXT("[code]"), code } };
    if (!*found)
        form_fail_with(req, field, MESSAGE_NO_ORGANISATION_CODE, words, 1);
    return true;
}

/* The ids behind the codes; fewer than were typed when the form has errors. */
static bool find_parts(request *req, text ids[PARTS_MAX], size_t *n, text *successor, upw_error *error)
{
    organisation o = { 0 };
    bool found;
    text rest = form_text(req, "predecessors");
    *n = 0;
    while (rest.len > 0 && *n < PARTS_MAX) {
        const text code = text_trim(text_take_until(&rest, '\n'));
        if (code.len == 0)
            continue;
        if (!find_code(req, code, "predecessors", &o, &found, error))
            return false;
        if (found)
            ids[(*n)++] = o.id;
    }
    if (!find_code(req, form_text(req, "successor"), "successor", &o, &found, error))
        return false;
    *successor = o.id;
    return true;
}

static bool merge(request *req, response *res, upw_error *error)
{
    text ids[PARTS_MAX], successor;
    size_t n;
    workflow_actor actor;
    upw_error why = { 0 };
    if (!people_find_actor(req, TEXT(""), &actor, error) || !find_parts(req, ids, &n, &successor, error))
        return false;
    if (form_has_errors(req))
        return show_merge(req, res, error);
    const civil_date date = form_get(req, "day")->date;
    const text day = memory_format(req->arena, "%04d-%02d-%02d", (int)date.year, (int)date.month, (int)date.day);
    if (organisations_merge(req->db, ids, n, successor, day, &actor, req->now_ms, &why))
        return response_redirect(res, memory_format(req->arena, "/organisations/%.*s/history", TEXT_ARGS(successor)),
                                 error);
    *error = why;
    return say_fault(req, "predecessors", &why) && show_merge(req, res, error);
}

enum { ADMINS = PERMISSION_ALL_GIVE_OR_REMOVE_ANY_OTHER_ROLE, SECOND = WEB_NEEDS_SECOND_FACTOR };

static const route routes[] = {
    { WEB_GET, "/admin/organisations", show_import, .needs = ADMINS, .flags = SECOND },
    { WEB_POST, "/admin/organisations", import, .needs = ADMINS, .flags = SECOND | WEB_HAS_FILE, .form = &import_form,
      .again = show_import, .body_max = FORM_MAX, .rate = WEB_RATE_FILES },
    { WEB_GET, "/admin/organisations/merge", show_merge, .needs = ADMINS, .flags = SECOND },
    { WEB_POST, "/admin/organisations/merge", merge, .needs = ADMINS, .flags = SECOND, .form = &merge_form,
      .again = show_merge },
};
const web_routes admin_organisations_routes = { routes, sizeof routes / sizeof *routes };
