/* One file of figures: what it would change, row by row where it cannot be read, and what is decided about it. */
#include <math.h>

#include "base/memory.h"
#include "base/number.h"
#include "services/measure/chart_pages.h"
#include "table/series.h"
#include "web/form.h"

enum { SEEN_MAX = 100 };

static const form_field apply_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
    { "seen", FORM_TEXT, "seen", .most = SEEN_MAX, .empty = MESSAGE_E008, .length = MESSAGE_E008 },
    { "leave_out", FORM_TICK, "leave out", .is_optional = true },
};
static const form apply_form = { "apply", apply_fields, sizeof apply_fields / sizeof *apply_fields };

static const form_field settle_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
};
static const form settle_form = { "settle", settle_fields, sizeof settle_fields / sizeof *settle_fields };

/* Names of what the rows are about. */
typedef struct names {
    measure_indicators indicators;
    organisation_list places; /* by id */
} names;

static bool gather_names(request *req, names *out, upw_error *error)
{
    if (!catalogue_list(req->db, req->arena, &out->indicators, error) ||
        !organisations_list(req->db, TEXT(""), req->arena, &out->places, error))
        return false;
    organisations_order_by_id(&out->places);
    return true;
}

static text name_place(const names *all, text id)
{
    const organisation *const found = organisations_look_up(&all->places, id);
    return found != NULL ? found->name : id;
}

static bool find(request *req, measure_upload *out, upw_error *error)
{
    bool found, may = false;
    if (!uploads_find(req->db, request_path(req, "upload"), req->arena, out, &found, error) ||
        (found && !people_may(req, PERMISSION_S2_LOAD_DATA_FOR_OWN_ORGANISATION, out->organisation, &may, NULL, error)))
        return false;
    return (found && may) || upw_fail(error, UPW_NOT_FOUND, "there is no such file");
}

static text url_of(const measure_upload *u, const char *tail, upw_arena *arena)
{
    return memory_format(arena, "/measures/load/%.*s%s", TEXT_ARGS(u->id), tail);
}

/* ---- what it says ---- */

static text write_count(int64_t n, upw_arena *arena)
{
    buffer b;
    buffer_init(&b, 100);
    number_add_rounded(&b, (double)n, 0, true); /* 100,000 */
    return memory_keep(arena, &b);
}

static void write_facts(html_writer *h, request *req, const measure_upload *u, const upload_preview *p)
{
    static const char *const states[UPLOAD_STATE_COUNT] = { "Waits for your decision", "Its figures are in the charts",
                                                            "It was undone", "It was discarded" };
    const bool is_staged = u->state == UPLOAD_STAGED;
    upw_arena *const arena = req->arena;
    const nhs_summary_row rows[] = {
        { TEXT("State"), text_of(states[u->state]) },
        { TEXT("Brought by"), memory_format(arena, "%.*s on %.*s", TEXT_ARGS(measure_name_person(req, u->person)),
                                            TEXT_ARGS(words_of_day(u->staged_ms, arena))) },
        { TEXT("Rows"), write_count(u->n_rows, arena) },
        { TEXT("New figures"), write_count(is_staged ? p->n_new : u->n_new, arena) },
        { TEXT("Changed figures"), write_count(is_staged ? p->n_changed : u->n_changed, arena) },
        { TEXT("Figures as they are already"), write_count(is_staged ? p->n_same : u->n_same, arena) },
        { TEXT("Rows that are not correct"), write_count(u->n_rows - u->n_good, arena) },
    };
    nhs_summary_list(h, &(nhs_summary_list_options){ .rows = rows, .n_rows = sizeof rows / sizeof *rows });
}

static void write_lines(html_writer *h, text lines)
{
    while (lines.len > 0)
        measure_paragraph(h, text_take_until(&lines, '\n'));
}

static void write_doubts(html_writer *h, const measure_upload *u, const upload_preview *p)
{
    if (p->doubts.len + u->notes.len == 0)
        return;
    const nhs_warning_options options = { .heading = TEXT("Look at this first"), .level = 2 };
    nhs_begin_warning(h, &options);
    write_lines(h, p->doubts);
    write_lines(h, u->notes);
    nhs_end_warning(h);
}

static text write_figure(const names *all, const upload_difference *d, const measure_figure *f, upw_arena *arena)
{
    static const char *const symbols[GAP_COUNT] = { "", "[x]", "[x]", "[c]", "[z]" };
    const measure_indicator *const about = catalogue_look_up(&all->indicators, d->key.indicator);
    if (isnan(f->value))
        return text_of(symbols[f->gap < GAP_COUNT ? f->gap : GAP_BLANK]);
    return measure_write_value(unit_parse(about != NULL ? about->unit : TEXT("")), f->value, arena);
}

static void write_differences(html_writer *h, request *req, const names *all, const upload_difference *at, size_t n,
                              int64_t n_all, bool are_new)
{
    static const nhs_column with_before[] = { { .words = { "Row", 3 }, .is_numeric = true },
                                              { .words = { "Measure", 7 } },
                                              { .words = { "Organisation", 12 } },
                                              { .words = { "Period", 6 } },
                                              { .words = { "Before", 6 }, .is_numeric = true },
                                              { .words = { "Then", 4 }, .is_numeric = true } };
    nhs_column columns[6];
    size_t n_columns = 0;
    nhs_table table;
    if (n == 0)
        return;
    for (size_t i = 0; i < 6; i++)
        if (!are_new || i != 4)
            columns[n_columns++] = with_before[i];
    const text more =
        n_all > (int64_t)n ? memory_format(req->arena, ", the first %zu of %lld", n, (long long)n_all) : TEXT("");
    nhs_begin_table(
        h, &table,
        &(nhs_table_options){ .caption = memory_format(req->arena, "%s%.*s",
                                                       are_new ? "New figures" : "Figures that would be other ones",
                                                       TEXT_ARGS(more)),
                              .columns = columns,
                              .n_columns = n_columns,
                              .is_responsive = true });
    for (size_t i = 0; i < n; i++) {
        const measure_indicator *const about = catalogue_look_up(&all->indicators, at[i].key.indicator);
        nhs_begin_row(&table);
        nhs_cell_text(&table, write_count(at[i].file_row, req->arena));
        nhs_cell_text(&table, about != NULL ? about->name : at[i].key.indicator);
        nhs_cell_text(&table, name_place(all, at[i].key.organisation));
        nhs_cell_text(&table, words_of_period_short(at[i].when, req->arena));
        if (!are_new)
            nhs_cell_text(&table, write_figure(all, &at[i], &at[i].was, req->arena));
        nhs_cell_text(&table, write_figure(all, &at[i], &at[i].is, req->arena));
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
}

static void write_faults(html_writer *h, request *req, const measure_upload *u, const upload_preview *p)
{
    static const nhs_column columns[] = { { .words = { "Row", 3 }, .is_numeric = true },
                                          { .words = { "Column", 6 } },
                                          { .words = { "What stands there", 17 } },
                                          { .words = { "What is wrong with it", 21 } } };
    const int64_t n_all = u->n_rows - u->n_good;
    nhs_table table;
    if (p->n_faults_shown == 0)
        return;
    const text more = n_all > (int64_t)p->n_faults_shown
                          ? memory_format(req->arena, ", the first %zu of %lld", p->n_faults_shown, (long long)n_all)
                          : TEXT("");
    nhs_begin_table(
        h, &table,
        &(nhs_table_options){ .caption = memory_format(req->arena, "Rows that are not correct%.*s", TEXT_ARGS(more)),
                              .columns = columns,
                              .n_columns = sizeof columns / sizeof *columns,
                              .is_responsive = true });
    for (size_t i = 0; i < p->n_faults_shown; i++) {
        const upload_fault *const f = &p->faults[i];
        nhs_begin_row(&table);
        nhs_cell_text(&table, write_count(f->file_row, req->arena));
        nhs_cell_text(&table, f->column);
        nhs_cell_text(&table, f->found.len > 0 ? f->found : TEXT("Nothing"));
        nhs_cell_text(&table, f->expected);
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
}

/* ---- what is decided ---- */

static void write_settle(html_writer *h, request *req, const measure_upload *u, const char *tail, const char *words)
{
    web_page_begin_form(h, req, url_of(u, tail, req->arena));
    web_page_write_hidden(h, TEXT("version"), write_count(u->version, req->arena));
    nhs_button(h, &(nhs_button_options){ .words = text_of(words), .variant = NHS_BUTTON_WARNING });
    html_close(h, "form");
}

static void write_apply(html_writer *h, request *req, const measure_upload *u, const upload_preview *p)
{
    const bool is_sent = req->form != NULL && req->form->form == &apply_form;
    const int64_t n = p->n_new + p->n_changed;
    const text ticked = TEXT("yes");
    const nhs_choice leave_out = { .words = TEXT("Leave out the rows that are not correct"), .value = ticked };
    web_page_begin_form(h, req, url_of(u, "/apply", req->arena));
    web_page_write_hidden(h, TEXT("version"), write_count(u->version, req->arena));
    web_page_write_hidden(h, TEXT("seen"), p->seen);
    if (u->n_rows > u->n_good)
        nhs_checkboxes(h, &(nhs_checkboxes_options){ .name = TEXT("leave_out"),
                                                     .values = &ticked,
                                                     .n_values = is_sent && form_get(req, "leave_out")->is_given,
                                                     .items = &leave_out,
                                                     .n_items = 1,
                                                     .has_no_fieldset = true });
    nhs_button(h,
               &(nhs_button_options){ .words = memory_format(req->arena, "Put %.*s figure%s into the charts",
                                                             TEXT_ARGS(write_count(n, req->arena)), n == 1 ? "" : "s"),
                                      .prevents_double_click = true });
    html_close(h, "form");
}

static void write_decisions(html_writer *h, request *req, const measure_upload *u, const upload_preview *p)
{
    if (u->state == UPLOAD_STAGED) {
        if (p->n_new + p->n_changed + p->n_annotations > 0)
            write_apply(h, req, u, p);
        else
            nhs_inset_text(h, TEXT("There is nothing in this file that the charts do not have already."));
        write_settle(h, req, u, "/discard", "Discard the file");
    } else if (u->state == UPLOAD_APPLIED) {
        nhs_paragraph(h, TEXT("Undoing it makes all its figures what they were before."));
        write_settle(h, req, u, "/undo", "Undo the whole file");
    }
}

static bool show(request *req, response *res, upw_error *error)
{
    measure_upload u;
    upload_preview p;
    names all;
    if (!find(req, &u, error) || !uploads_preview(req->db, &u, req->arena, &p, error) ||
        !gather_names(req, &all, error))
        return false;
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = u.file_name,
                                                     .caption = TEXT("A file of figures"),
                                                     .place = LAYOUT_MEASURES,
                                                     .is_wide = true,
                                                     .back = TEXT("/measures/load"),
                                                     .done = measure_done_words(req) });
    write_doubts(h, &u, &p);
    write_facts(h, req, &u, &p);
    write_faults(h, req, &u, &p);
    write_differences(h, req, &all, p.changed, p.n_changed_shown, p.n_changed, false);
    write_differences(h, req, &all, p.added, p.n_added_shown, p.n_new, true);
    write_decisions(h, req, &u, &p);
    return web_page_end(h, error);
}

/* ---- doing it ---- */

typedef bool decision(store_db *db, const upload_choice *choice, const measure_deed *by, upw_error *error);

static bool decide(request *req, response *res, decision *what, measure_done done, upw_error *error)
{
    measure_upload u;
    measure_deed by;
    upw_error why = { 0 };
    if (!find(req, &u, error) || !measure_make_deed(req, u.organisation, &by, error))
        return false;
    const bool applies = req->form->form == &apply_form;
    const upload_choice choice = { .id = u.id,
                                   .version = form_get(req, "version")->integer,
                                   .seen = applies ? form_text(req, "seen") : TEXT(""),
                                   .leaves_out_faults = applies && form_get(req, "leave_out")->is_given };
    if (what(req->db, &choice, &by, &why))
        return response_redirect(res, measure_done_address(url_of(&u, "", req->arena), done, req->arena), error);
    return web_page_say_again(req, res, show, &why, error);
}

static bool apply(request *req, response *res, upw_error *error)
{
    return decide(req, res, uploads_apply, DONE_APPLIED, error);
}

static bool undo(request *req, response *res, upw_error *error)
{
    return decide(req, res, uploads_undo, DONE_UNDONE, error);
}

static bool discard(request *req, response *res, upw_error *error)
{
    return decide(req, res, uploads_discard, DONE_DISCARDED, error);
}

#define PLACE "/measures/load/{upload}"
#define MAY .needs = PERMISSION_S2_LOAD_DATA_FOR_OWN_ORGANISATION, .scope = WEB_SCOPE_LISTED

static const route routes[] = {
    { WEB_GET, PLACE, show, MAY },
    { WEB_POST, PLACE "/apply", apply, MAY, .form = &apply_form, .again = show },
    { WEB_POST, PLACE "/undo", undo, MAY, .form = &settle_form, .again = show },
    { WEB_POST, PLACE "/discard", discard, MAY, .form = &settle_form, .again = show },
};
const web_routes measure_upload_routes = { routes, sizeof routes / sizeof *routes };
