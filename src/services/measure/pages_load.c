/* Bringing a file of figures, and the log of those that were brought. */
#include <stdio.h>

#include "base/memory.h"
#include "services/measure/chart_pages.h"
#include "web/form.h"

enum { ORGANISATION_MAX = 40, BODY_MAX = UPLOAD_BYTES_MAX + (1 << 16) };

static const form_field fields[] = {
    { "organisation", FORM_TEXT, "organisation", .is_optional = true, .most = ORGANISATION_MAX,
      .length = MESSAGE_SELECT_WHOSE_FIGURES },
    { "dates", FORM_CHOICE, "dates", .is_optional = true, .choices = (const char *const[]){ "iso", "dmy", "mdy", NULL },
      .wrong = MESSAGE_E020 },
    { "file", FORM_FILE, "file", .most = UPLOAD_BYTES_MAX, .length = MESSAGE_FIGURES_FILE_SIZE },
};
static const form load_form = { "figures", fields, sizeof fields / sizeof *fields };

/* Whose figures somebody may bring: everybody's, or those of the organisations whose lead they are. */
typedef struct reach {
    bool is_all;
    organisation *own;
    size_t n_own;
} reach;

static bool find_reach(request *req, reach *out, upw_error *error)
{
    const workflow_person *const who = people_who_asks(req);
    *out = (reach){ .own = MEMORY_TAKE(req->arena, organisation, who->n_seats + 1) };
    if (!people_may(req, PERMISSION_S2_LOAD_DATA_FOR_OWN_ORGANISATION, TEXT(""), &out->is_all, NULL, error))
        return false;
    for (size_t i = 0; i < who->n_seats && !out->is_all; i++) {
        bool found;
        if (who->seats[i].role != ROLE_BODY_LEAD)
            continue;
        if (!organisations_find(req->db, who->seats[i].organisation, req->arena, &out->own[out->n_own], &found, error))
            return false;
        out->n_own += found;
    }
    return true;
}

/* ---- the form ---- */

static void write_whose(html_writer *h, request *req, const reach *r)
{
    if (r->is_all || r->n_own < 2)
        return;
    nhs_option *const items = MEMORY_TAKE(req->arena, nhs_option, r->n_own + 1);
    items[0] = (nhs_option){ .words = TEXT("Choose an organisation"), .value = TEXT(""), .has_value = true };
    for (size_t i = 0; i < r->n_own; i++)
        items[i + 1] = (nhs_option){ .words = r->own[i].name, .value = r->own[i].id, .has_value = true };
    nhs_select(h, &(nhs_select_options){ .name = TEXT("organisation"),
                                         .label = { TEXT("Whose figures are they?") },
                                         .value = form_get(req, "organisation")->raw,
                                         .error = form_get(req, "organisation")->error,
                                         .items = items,
                                         .n_items = r->n_own + 1 });
}

static void write_dates(html_writer *h, request *req)
{
    static const nhs_choice choices[] = {
        { .words = { "As 2024-04-01, or as months like Apr 2024", 41 }, .value = { "iso", 3 } },
        { .words = { "As 01/04/2024, the day first", 28 }, .value = { "dmy", 3 } },
        { .words = { "As 04/01/2024, the month first", 30 }, .value = { "mdy", 3 } },
    };
    const text sent = form_get(req, "dates")->raw;
    nhs_radios(h, &(nhs_radios_options){ .name = TEXT("dates"),
                                         .label = { TEXT("How are dates written in it?") },
                                         .value = sent.len > 0 ? sent : TEXT("iso"),
                                         .error = form_get(req, "dates")->error,
                                         .items = choices,
                                         .n_items = sizeof choices / sizeof *choices });
}

static void write_file_form(html_writer *h, request *req, text action, const reach *r)
{
    web_page_begin_file_form(h, req, action);
    if (r != NULL)
        write_whose(h, req, r);
    nhs_file_upload(h, &(nhs_file_upload_options){ .name = TEXT("file"),
                                                   .label = { TEXT("Which file?") },
                                                   .hint = TEXT("CSV or XLSX, smaller than 20MB"),
                                                   .error = form_get(req, "file")->error,
                                                   .accept = ".csv,.tsv,.xlsx" });
    write_dates(h, req);
    nhs_button(h,
               &(nhs_button_options){ .words = TEXT("Look at what it would change"), .prevents_double_click = true });
    html_close(h, "form");
}

static void write_help(html_writer *h, bool is_of_one)
{
    nhs_begin_details(h, &(nhs_details_options){ .summary = TEXT("What must be in the file") });
    nhs_paragraph(h,
                  TEXT("A first row with the names of the columns, then a row for each figure. Instead of values there "
                       "may be numerators and denominators. A figure that is not known is [x], one that must not be "
                       "told [c]. A column annotation holds words about a point."));
    nhs_code(h, &(nhs_code_options){ .code = is_of_one ? TEXT("period,value\n2024-04,81.2\n2024-05,[x]")
                                                       : TEXT("indicator,organisation,period,value\n"
                                                              "four-hours,01C,2024-04,81.2\n"
                                                              "four-hours,01C,2024-05,[x]") });
    nhs_end_details(h);
}

/* ---- the log ---- */

static const char *describe_state(const measure_upload *u)
{
    static const char *const words[UPLOAD_STATE_COUNT] = { "Waits for a decision", "In the charts", "Undone",
                                                           "Discarded" };
    return words[u->state];
}

static text describe_counts(const measure_upload *u, upw_arena *arena)
{
    const long long n_faults = (long long)(u->n_rows - u->n_good);
    const text faults =
        n_faults > 0 ? memory_format(arena, "; %lld row%s not correct", n_faults, n_faults == 1 ? "" : "s") : TEXT("");
    if (u->state == UPLOAD_APPLIED || u->state == UPLOAD_UNDONE)
        return memory_format(arena, "%lld new, %lld changed%.*s", (long long)u->n_new, (long long)u->n_changed,
                             TEXT_ARGS(faults));
    return memory_format(arena, "%lld row%s%.*s", (long long)u->n_rows, u->n_rows == 1 ? "" : "s", TEXT_ARGS(faults));
}

static void add_rows(nhs_table *table, const measure_uploads *all, request *req)
{
    for (size_t i = 0; i < all->n; i++) {
        const measure_upload *const u = &all->at[i];
        nhs_begin_row(table);
        nhs_cell_link(table, memory_format(req->arena, "/measures/load/%.*s", TEXT_ARGS(u->id)), u->file_name);
        nhs_cell_text(table, words_of_day(u->staged_ms, req->arena));
        nhs_cell_text(table, measure_name_person(req, u->person));
        nhs_cell_text(table, text_of(describe_state(u)));
        nhs_cell_text(table, describe_counts(u, req->arena));
        nhs_end_row(table);
    }
}

static bool write_log(html_writer *h, request *req, const reach *r, upw_error *error)
{
    static const nhs_column columns[] = { { .words = { "File", 4 } },
                                          { .words = { "Brought on", 10 } },
                                          { .words = { "By", 2 } },
                                          { .words = { "State", 5 } },
                                          { .words = { "Figures", 7 } } };
    nhs_table table;
    const size_t n = r->is_all ? 1 : r->n_own;
    measure_uploads *const all = MEMORY_TAKE(req->arena, measure_uploads, n + 1);
    size_t n_shown = 0;
    for (size_t i = 0; i < n; i++) {
        if (!uploads_list(req->db, r->is_all ? TEXT("") : r->own[i].id, req->arena, &all[i], error))
            return false;
        n_shown += all[i].n;
    }
    if (n_shown == 0)
        return true;
    nhs_begin_table(h, &table,
                    &(nhs_table_options){ .caption = TEXT("Files that were brought, the latest first"),
                                          .columns = columns,
                                          .n_columns = sizeof columns / sizeof *columns,
                                          .first_is_header = true,
                                          .is_responsive = true });
    for (size_t i = 0; i < n; i++)
        add_rows(&table, &all[i], req);
    nhs_end_table(&table);
    return true;
}

/* ---- pages ---- */

static bool show(request *req, response *res, upw_error *error)
{
    reach r;
    if (!find_reach(req, &r, error))
        return false;
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("Load figures"),
                                                     .place = LAYOUT_MEASURES,
                                                     .back = TEXT("/measures"),
                                                     .done = measure_done_words(req) });
    nhs_paragraph(h, TEXT("Nothing changes yet: you see first what the file would change."));
    write_file_form(h, req, TEXT("/measures/load"), &r);
    write_help(h, false);
    html_open(h, "p");
    nhs_link(h, TEXT("/measures/catalogue"), TEXT("The indicators that there are figures for"));
    html_close(h, "p");
    if (!write_log(h, req, &r, error))
        return false;
    return web_page_end(h, error);
}

static bool show_for_one(request *req, response *res, upw_error *error)
{
    measure_subject subject;
    if (!measure_find_subject(req, &subject, error))
        return false;
    const layout frame = measure_frame(&subject, TEXT("Load figures"), req->arena);
    html_writer *const h = web_page_begin(req, res, &frame);
    nhs_paragraph(h, TEXT("Nothing changes yet: you see first what the file would change."));
    write_file_form(h, req, measure_subject_url(&subject, "/load", req->arena), NULL);
    write_help(h, true);
    return web_page_end(h, error);
}

/* ---- taking it in ---- */

static period_order read_order(const request *req)
{
    const text dates = form_text(req, "dates");
    return text_equal(dates, TEXT("dmy"))   ? PERIOD_ORDER_DMY
           : text_equal(dates, TEXT("mdy")) ? PERIOD_ORDER_MDY
                                            : PERIOD_ORDER_ISO;
}

/* A file as a whole that cannot be read is said at its field. */
static bool say_at_file(request *req, response *res, web_handler *again, const upw_error *why, upw_error *error)
{
    if (why->code != UPW_BAD_INPUT && why->code != UPW_TOO_LARGE && why->code != UPW_NOT_FOUND)
        return upw_fail(error, why->code, "%s", why->message);
    form_value *const value = (form_value *)form_get(req, "file");
    value->error = memory_format(req->arena, "%s. Nothing has been saved", why->message);
    req->form->n_errors++;
    return again(req, res, error);
}

static bool stage(request *req, response *res, text organisation_id, measure_key missing, web_handler *again,
                  upw_error *error)
{
    char path[40];
    measure_deed by;
    measure_upload upload;
    upw_error why = { 0 };
    const web_file *const sent = form_get(req, "file")->file;
    snprintf(path, sizeof path, "/proc/self/fd/%d", sent->descriptor);
    const upload_file file = { .path = path,
                               .reader = services_of(req)->reader,
                               .name = sent->name,
                               .organisation = organisation_id,
                               .missing = missing,
                               .order = read_order(req) };
    if (!measure_make_deed(req, organisation_id, &by, error))
        return false;
    if (!uploads_stage(req->db, &file, &by, req->arena, &upload, &why))
        return say_at_file(req, res, again, &why, error);
    return response_redirect(res, memory_format(req->arena, "/measures/load/%.*s", TEXT_ARGS(upload.id)), error);
}

static bool take(request *req, response *res, upw_error *error)
{
    reach r;
    text whose = TEXT("");
    if (!find_reach(req, &r, error))
        return false;
    if (!r.is_all) {
        const text chosen = form_text(req, "organisation");
        for (size_t i = 0; i < r.n_own; i++)
            if (r.n_own == 1 || text_equal(chosen, r.own[i].id))
                whose = r.own[i].id;
        if (whose.len == 0) {
            form_fail(req, "organisation", MESSAGE_SELECT_WHOSE_FIGURES);
            return show(req, res, error);
        }
    }
    return stage(req, res, whose, (measure_key){ .indicator = TEXT(""), .organisation = whose }, show, error);
}

static bool take_for_one(request *req, response *res, upw_error *error)
{
    measure_subject subject;
    if (!measure_find_subject(req, &subject, error))
        return false;
    const measure_key key = { subject.about.id, subject.place.id };
    return stage(req, res, subject.place.id, key, show_for_one, error);
}

#define MAY .needs = PERMISSION_S2_LOAD_DATA_FOR_OWN_ORGANISATION
#define FILED .form = &load_form, .flags = WEB_HAS_FILE, .body_max = BODY_MAX, .rate = WEB_RATE_FILES
#define PLACE "/measures/{indicator}/at/{organisation}/load"

static const route routes[] = {
    { WEB_GET, "/measures/load", show, MAY },
    { WEB_POST, "/measures/load", take, MAY, .again = show, FILED },
    { WEB_GET, PLACE, show_for_one, MAY, .scope = WEB_SCOPE_OWN },
    { WEB_POST, PLACE, take_for_one, MAY, .scope = WEB_SCOPE_OWN, .again = show_for_one, FILED },
};
const web_routes measure_load_routes = { routes, sizeof routes / sizeof *routes };
