/* A whole catalogue from a file: shown first as what it would change, row by row where it is not correct, and then
 * taken in, all of it or nothing. Between the two the file stands in the page itself: nothing of it is kept here
 * before. */
#include <sys/mman.h>
#include <unistd.h>

#include "apart/rows.h"
#include "base/memory.h"
#include "services/measure/catalogue_file.h"
#include "services/measure/pages_catalogue.h"
#include "web/form.h"

enum { BODY_MAX = 4 * CATALOGUE_FILE_BYTES_MAX, NAME_MAX_HERE = 200, SEEN_LEN_MAX = 40 };

static const form_field file_fields[] = {
    { "file", FORM_FILE, "file", .most = CATALOGUE_FILE_BYTES_MAX, .length = MESSAGE_INDICATORS_FILE_SIZE },
};
static const form file_form = { "indicators", file_fields, 1 };

static const form_field take_fields[] = {
    { "name", FORM_TEXT, "name", .most = NAME_MAX_HERE, .empty = MESSAGE_E018, .length = MESSAGE_E018 },
    { "seen", FORM_TEXT, "seen", .most = SEEN_LEN_MAX, .empty = MESSAGE_E008, .length = MESSAGE_E008 },
    { "rows", FORM_LINES, "file", .most = CATALOGUE_FILE_BYTES_MAX, .empty = MESSAGE_E018,
      .length = MESSAGE_INDICATORS_FILE_SIZE },
};
static const form take_form = { "take in", take_fields, sizeof take_fields / sizeof *take_fields };

/* ---- bringing it ---- */

static void write_help(html_writer *h)
{
    nhs_begin_details(h, &(nhs_details_options){ .summary = TEXT("What must be in the file") });
    nhs_paragraph(h, TEXT("A first row with the names of the columns, then a row for each indicator. Of a new one id, "
                          "name, theme, improvement, definition, source and owner are needed; unit, national_target, "
                          "numerator, denominator, chart, baseline and published are optional. Without the column "
                          "published, new indicators are seen only by those who may load their figures."));
    nhs_code(h, &(nhs_code_options){
                    .code = TEXT("id,name,theme,unit,improvement,national_target,definition,source,owner,published\n"
                                 "four-hours,Seen within four hours,care,share,increase,95%,"
                                 "People seen within four hours out of all who came,Returns,Urgent care team,yes") });
    nhs_end_details(h);
}

static void write_faults(html_writer *h, const catalogue_look *look, upw_arena *arena)
{
    static const nhs_column columns[] = { { .words = { "Row", 3 }, .is_numeric = true },
                                          { .words = { "Column", 6 } },
                                          { .words = { "What stands there", 17 } },
                                          { .words = { "What is wrong with it", 21 } } };
    nhs_table table;
    if (look->n_faults == 0)
        return;
    const text more = look->n_faults > look->n_faults_shown
                          ? memory_format(arena, ", the first %zu of %zu", look->n_faults_shown, look->n_faults)
                          : TEXT("");
    nhs_begin_table(
        h, &table,
        &(nhs_table_options){ .caption = memory_format(arena, "Rows that are not correct%.*s", TEXT_ARGS(more)),
                              .columns = columns,
                              .n_columns = sizeof columns / sizeof *columns,
                              .is_responsive = true });
    for (size_t i = 0; i < look->n_faults_shown; i++) {
        const catalogue_fault *const f = &look->faults[i];
        nhs_begin_row(&table);
        nhs_cell_text(&table, memory_format(arena, "%lld", (long long)f->row));
        nhs_cell_text(&table, f->column);
        nhs_cell_text(&table, f->found.len > 0 ? f->found : TEXT("Nothing"));
        nhs_cell_text(&table, f->wrong);
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
}

/* With what is wrong with a file that was looked at. */
static bool show_form(request *req, response *res, const catalogue_look *look, upw_error *error)
{
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("Bring a file of indicators"),
                                                     .place = LAYOUT_MEASURES,
                                                     .back = TEXT("/measures/catalogue") });
    nhs_paragraph(h, TEXT("Nothing changes yet: you see first what the file would change. Rows replace indicators of "
                          "the same id; others stay as they are."));
    write_faults(h, look, req->arena);
    html_open(h, "p");
    nhs_link(h, TEXT("/data/indicators.csv"),
             TEXT("The published indicators as they are now, in the same columns (CSV)"));
    html_close(h, "p");
    web_page_begin_file_form(h, req, TEXT("/measures/catalogue/file"));
    nhs_file_upload(h, &(nhs_file_upload_options){ .name = TEXT("file"),
                                                   .label = { TEXT("Which file?") },
                                                   .hint = TEXT("CSV or XLSX, smaller than 500kB"),
                                                   .error = form_get(req, "file")->error,
                                                   .accept = ".csv,.tsv,.xlsx" });
    nhs_button(h,
               &(nhs_button_options){ .words = TEXT("Look at what it would change"), .prevents_double_click = true });
    html_close(h, "form");
    write_help(h);
    return web_page_end(h, error);
}

static bool show(request *req, response *res, upw_error *error)
{
    const catalogue_look nothing = { 0 };
    return show_form(req, res, &nothing, error);
}

static bool show_wrong(request *req, response *res, const catalogue_look *look, upw_error *error)
{
    const catalogue_fault *const first = &look->faults[0];
    const web_pair words[] = {
        { TEXT("[n]"), memory_format(req->arena, "%lld", (long long)first->row) },
        { TEXT("[reason]"), memory_format(req->arena, "%.*s \"%.*s\" %.*s", TEXT_ARGS(first->column),
                                          TEXT_ARGS(first->found), TEXT_ARGS(first->wrong)) },
    };
    form_fail_with(req, "file", MESSAGE_E021, words, 2);
    return show_form(req, res, look, error);
}

/* ---- what it would change ---- */

/* "New: care, better is higher, in share" or, of one that is there, each field that becomes another. */
static text describe(const catalogue_row *one, upw_arena *arena)
{
    text words = TEXT("");
    if (one->is_new)
        return memory_format(
            arena, "New. %s; better is: %.*s; seen by %s", measure_themes[one->is.theme].words,
            TEXT_ARGS(catalogue_describe(CATALOGUE_IMPROVEMENT, catalogue_get(&one->is, CATALOGUE_IMPROVEMENT, arena))),
            one->is.is_published ? "everybody" : "those who load its figures");
    for (catalogue_field f = 0; f < CATALOGUE_FIELDS; f++)
        if (one->changes[f])
            words = memory_format(arena, "%.*s%s%s: %.*s, was %.*s", TEXT_ARGS(words), words.len > 0 ? "; " : "",
                                  catalogue_faces[f].words,
                                  TEXT_ARGS(catalogue_describe(f, catalogue_get(&one->is, f, arena))),
                                  TEXT_ARGS(catalogue_describe(f, catalogue_get(&one->was, f, arena))));
    return words;
}

static void write_differences(html_writer *h, const catalogue_look *look, upw_arena *arena)
{
    static const nhs_column columns[] = { { .words = { "Row", 3 }, .is_numeric = true },
                                          { .words = { "Indicator", 9 } },
                                          { .words = { "What would change", 17 } } };
    nhs_table table;
    if (look->n_new + look->n_changed == 0)
        return;
    nhs_begin_table(h, &table,
                    &(nhs_table_options){ .caption = memory_format(arena, "%zu new, %zu changed, %zu as they are",
                                                                   look->n_new, look->n_changed, look->n_same),
                                          .columns = columns,
                                          .n_columns = sizeof columns / sizeof *columns,
                                          .is_responsive = true });
    for (size_t i = 0; i < look->n; i++) {
        const catalogue_row *const one = &look->at[i];
        if (!one->is_new && one->n_changes == 0)
            continue;
        nhs_begin_row(&table);
        nhs_cell_text(&table, memory_format(arena, "%lld", (long long)one->row));
        nhs_cell_text(&table, one->is.name);
        nhs_cell_text(&table, describe(one, arena));
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
}

static void write_take(html_writer *h, request *req, const catalogue_look *look, text name, text bytes)
{
    const size_t n = look->n_new + look->n_changed;
    web_page_begin_form(h, req, TEXT("/measures/catalogue/file/take-in"));
    web_page_write_hidden(h, TEXT("name"), name);
    web_page_write_hidden(h, TEXT("seen"), look->seen);
    web_page_write_hidden(h, TEXT("rows"), bytes);
    nhs_button(h, &(nhs_button_options){ .words = memory_format(req->arena, "Take %zu indicator%s into the catalogue",
                                                                n, n == 1 ? "" : "s"),
                                         .prevents_double_click = true });
    html_close(h, "form");
}

static bool show_look(request *req, response *res, const catalogue_look *look, text name, text bytes, upw_error *error)
{
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = name,
                                                     .caption = TEXT("A file of indicators"),
                                                     .place = LAYOUT_MEASURES,
                                                     .is_wide = true,
                                                     .back = TEXT("/measures/catalogue/file") });
    const bool is_same = look->n_faults == 0 && look->n_new + look->n_changed == 0; /* or not readable */
    if (is_same && !form_has_errors(req))
        nhs_inset_text(h, TEXT("There is nothing in this file that the catalogue does not have already."));
    else
        nhs_paragraph(h, TEXT("Nothing has been saved yet."));
    write_faults(h, look, req->arena);
    write_differences(h, look, req->arena);
    if (look->n_faults == 0 && !is_same)
        write_take(h, req, look, name, bytes);
    return web_page_end(h, error);
}

/* ---- doing it ---- */

static bool say_at_file(request *req, response *res, const upw_error *why, upw_error *error)
{
    if (why->code != UPW_BAD_INPUT && why->code != UPW_TOO_LARGE)
        return upw_fail(error, why->code, "%s", why->message);
    const web_pair words[] = { { TEXT("[Reason]"), memory_copy_text(req->arena, text_of(why->message)) } };
    form_fail_with(req, "file", MESSAGE_IMPORT_FAULT, words, 1);
    return show(req, res, error);
}

/* In its own process (apart/apart.h): nothing is known of it. */
static bool read_cells(request *req, int descriptor, text name, cells *out, upw_error *error)
{
    const apart_file file = { services_of(req)->reader, descriptor, memory_copy_text(req->arena, name).at,
                              text_of(req->id) };
    return apart_read_cells(&file, req->arena, out, error);
}

static bool write_rows(request *req, const cells *file, text *out, upw_error *error)
{
    buffer b;
    buffer_init(&b, CATALOGUE_FILE_BYTES_MAX);
    catalogue_add_rows(&b, file);
    const bool is_full = b.is_full;
    *out = memory_keep(req->arena, &b);
    return !is_full ||
           upw_fail(error, UPW_TOO_LARGE, "%s has more words than a file of indicators may have, 500 kB", file->file);
}

static bool look_at(request *req, response *res, upw_error *error)
{
    const web_file *const sent = form_get(req, "file")->file;
    const text name = memory_copy_text(req->arena, sent->name);
    catalogue_look look;
    cells file;
    text rows;
    upw_error why = { 0 };
    if (!read_cells(req, sent->descriptor, name, &file, &why) || !write_rows(req, &file, &rows, &why) ||
        !catalogue_look_at(req->db, &file, req->arena, &look, &why))
        return say_at_file(req, res, &why, error);
    return look.n_faults > 0 ? show_wrong(req, res, &look, error) : show_look(req, res, &look, name, rows, error);
}

/* What the page of the first step has sent. */
static bool read_sent(request *req, cells *out, upw_error *error)
{
    const text rows = form_text(req, "rows");
    const int descriptor = memfd_create("indicators", MFD_CLOEXEC);
    const bool is_there = descriptor >= 0 && write(descriptor, rows.at, rows.len) == (ssize_t)rows.len;
    const bool is_done = is_there ? read_cells(req, descriptor, form_text(req, "name"), out, error)
                                  : upw_fail(error, UPW_IO_FAILED, "the rows could not be kept while they are read");
    if (descriptor >= 0)
        close(descriptor);
    return is_done;
}

/* Above what they would change now. */
static bool show_again(request *req, response *res, upw_error *error)
{
    catalogue_look look = { 0 };
    cells file;
    upw_error why = { 0 };
    const bool is_readable = read_sent(req, &file, &why) && catalogue_look_at(req->db, &file, req->arena, &look, &why);
    if (!is_readable && why.code != UPW_BAD_INPUT && why.code != UPW_TOO_LARGE)
        return upw_fail(error, why.code, "%s", why.message);
    return show_look(req, res, &look, form_text(req, "name"), form_text(req, "rows"), error);
}

static bool take_in(request *req, response *res, upw_error *error)
{
    measure_deed by;
    cells file;
    upw_error why = { 0 };
    if (!measure_make_deed(req, TEXT(""), &by, error))
        return false;
    if (read_sent(req, &file, &why) && catalogue_take_in(req->db, &file, form_text(req, "seen"), &by, &why))
        return response_redirect(
            res, measure_done_address(TEXT("/measures/catalogue"), DONE_INDICATORS_TAKEN_IN, req->arena), error);
    return web_page_say_again(req, res, show_again, &why, error);
}

#define PLACE "/measures/catalogue/file"

static const route routes[] = {
    { WEB_GET, PLACE, show, CATALOGUE_MAY },
    { WEB_POST, PLACE, look_at, CATALOGUE_MAY, .form = &file_form, .again = show, .flags = WEB_HAS_FILE,
      .body_max = CATALOGUE_FILE_BYTES_MAX + (1 << 16), .rate = WEB_RATE_FILES },
    { WEB_POST, PLACE "/take-in", take_in, CATALOGUE_MAY, .form = &take_form, .again = show_again, .body_max = BODY_MAX,
      .rate = WEB_RATE_FILES },
};
const web_routes measure_catalogue_file_routes = { routes, sizeof routes / sizeof *routes };
