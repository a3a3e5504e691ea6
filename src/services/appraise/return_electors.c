/* /returns/{year}/{organisation}/electorate: who is asked. The lead lists them; once they are invited the list stands,
 * and it never tells who has answered. */
#include "apart/rows.h"
#include "base/memory.h"
#include "services/appraise/electors_read.h"
#include "services/appraise/return_electors.h"
#include "web/url.h"

enum {
    ROWS_A_PAGE = 50,
    PASTED_MAX = 900000,
    PASTED_BODY_MAX = 2 << 20,
    FILE_MAX = 2 * 1000 * 1000,
    FILE_BODY_MAX = (2 << 20) + 4096
};

static const form_field paste_fields[] = {
    { "people", FORM_LINES, "people", .most = PASTED_MAX, .empty = MESSAGE_ENTER_ELECTOR,
      .length = MESSAGE_ELECTORS_LONG },
};
static const form_field file_fields[] = {
    { "file", FORM_FILE, "file", .most = FILE_MAX, .empty = MESSAGE_E018, .length = MESSAGE_E019 },
};
static const form_field empty_fields[] = {
    { "seen", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
};
static const form paste_form = { "people", paste_fields, 1 };
static const form file_form = { "file", file_fields, 1 };
static const form empty_form = { "empty", empty_fields, 1 };

/* ---- the list ---- */

/* Never who has answered, nor who wants no letters: only what somebody must do something about. */
static text letter_words(const elector *one)
{
    return one->state == STATE_INVITATION_CREATED   ? TEXT("Not invited")
           : one->state == STATE_INVITATION_BOUNCED ? TEXT("The letter did not come")
                                                    : TEXT("Invited");
}

static bool can_change(const return_subject *s, const elector *one)
{
    return s->ret.life.state == STATE_RETURN_PREPARING || one->state == STATE_INVITATION_BOUNCED;
}

static void write_row(nhs_table *table, request *req, const return_subject *s, const elector *one)
{
    nhs_begin_row(table);
    if (can_change(s, one))
        nhs_cell_link(table, return_elector_url(s, one->id, "", req->arena), one->name);
    else
        nhs_cell_text(table, one->name);
    nhs_write_cell(table, &(nhs_cell){ .words = one->email, .breaks_words = true });
    nhs_cell_text(table, text_of(elector_capacity_words[one->capacity]));
    nhs_cell_text(table, letter_words(one));
    nhs_end_row(table);
}

static void write_list(html_writer *h, request *req, const return_subject *s, const elector_list *all)
{
    static const nhs_column columns[] = { { .words = { "Name", 4 } },
                                          { .words = { "Email address", 13 } },
                                          { .words = { "How they take part", 18 } },
                                          { .words = { "Letter", 6 } } };
    const size_t page = paging_read(req, all->n, ROWS_A_PAGE);
    nhs_table table;
    const nhs_table_options options = {
        .caption = TEXT("The list"), .columns = columns, .n_columns = 4, .first_is_header = true, .is_responsive = true
    };
    if (all->n == 0)
        return;
    nhs_begin_table(h, &table, &options);
    for (size_t i = page * ROWS_A_PAGE; i < all->n && i < (page + 1) * ROWS_A_PAGE; i++)
        write_row(&table, req, s, &all->at[i]);
    nhs_end_table(&table);
    paging_write(h, req, all->n, ROWS_A_PAGE);
}

/* So many of each kind, and those whom a letter did not reach. */
static void write_sums(html_writer *h, request *req, const return_subject *s, const elector_list *all)
{
    size_t counts[CAPACITY_COUNT] = { 0 }, n_back = 0;
    buffer b;
    for (size_t i = 0; i < all->n; i++) {
        counts[all->at[i].capacity]++;
        n_back += all->at[i].state == STATE_INVITATION_BOUNCED;
    }
    buffer_init(&b, 400);
    buffer_add_format(&b, "%zu %s on the list", all->n, all->n == 1 ? "person is" : "people are");
    for (elector_capacity c = 0; c < CAPACITY_COUNT; c++)
        if (counts[c] > 0)
            buffer_add_format(&b, "; %s: %zu", elector_capacity_words[c], counts[c]);
    buffer_add_char(&b, '.');
    nhs_paragraph(h, memory_keep(req->arena, &b));
    if (n_back > 0)
        nhs_warning_callout(
            h, &(nhs_warning_options){
                   .level = 2,
                   .heading = TEXT("Letters that did not come"),
                   .words = memory_format(req->arena,
                                          "%zu letter%s did not come. Choose the name below and give another address.",
                                          n_back, n_back == 1 ? "" : "s") });
    if ((int64_t)all->n < s->round.min_people && s->ret.life.state == STATE_RETURN_PREPARING)
        nhs_warning_callout(
            h, &(nhs_warning_options){
                   .level = 2,
                   .heading = TEXT("Too few to be asked one by one"),
                   .words = memory_format(req->arena,
                                          "The list has %zu people. You need %lld or more to invite people. You can "
                                          "continue without an individual stage",
                                          all->n, (long long)s->round.min_people) });
}

/* ---- the forms ---- */

static void write_faults(html_writer *h, request *req, const electors_reading *reading)
{
    const size_t n_shown = reading->n_faults < ELECTORS_FAULTS_SHOWN ? reading->n_faults : ELECTORS_FAULTS_SHOWN;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("What is wrong in the list"), .level = 2, .size = NHS_S });
    nhs_begin_list(h, false);
    for (size_t i = 0; i < n_shown; i++)
        html_element(h, "li", reading->faults[i]);
    nhs_end_list(h, false);
    if (reading->n_faults > n_shown)
        nhs_paragraph(h, memory_format(req->arena, "And %zu more.", reading->n_faults - n_shown));
    nhs_paragraph(h, TEXT("Nobody was added. Put it right, and send the whole list again."));
}

static void write_paste(html_writer *h, request *req, const return_subject *s)
{
    const bool is_sent = req->form != NULL && req->form->form == &paste_form;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Add people"), .level = 2, .size = NHS_M });
    nhs_begin_details(h, &(nhs_details_options){ .summary = TEXT("What a list looks like") });
    nhs_paragraph(h, TEXT("A line for each person: name, email address, and how they take part. That is one of "
                          "governing body member, member practice, clinical lead, manager, lay member or other."));
    nhs_code(h, &(nhs_code_options){ .code = TEXT("name,email,capacity\n"
                                                  "Ann Archer,ann@example.org,governing body member\n"
                                                  "Ben Baker,ben@example.org,member practice") });
    nhs_end_details(h);
    web_page_begin_form(h, req, return_url(s, "/electorate", req->arena));
    nhs_textarea(h, &(nhs_textarea_options){ .name = TEXT("people"),
                                             .label = { TEXT("Type or paste them") },
                                             .hint = TEXT("A line each: name, email address, how they take part"),
                                             .value = is_sent ? form_get(req, "people")->raw : TEXT(""),
                                             .error = is_sent ? form_get(req, "people")->error : TEXT(""),
                                             .rows = 8 });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Add these people"), .prevents_double_click = true });
    html_close(h, "form");
}

static void write_file(html_writer *h, request *req, const return_subject *s)
{
    const bool is_sent = req->form != NULL && req->form->form == &file_form;
    web_page_begin_file_form(h, req, return_url(s, "/electorate/file", req->arena));
    nhs_file_upload(h, &(nhs_file_upload_options){ .name = TEXT("file"),
                                                   .label = { TEXT("Or bring a file") },
                                                   .hint = TEXT("CSV or XLSX, smaller than 2MB, with the columns "
                                                                "name, email and capacity"),
                                                   .error = is_sent ? form_get(req, "file")->error : TEXT(""),
                                                   .accept = ".csv,.tsv,.xlsx" });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Add the people of the file"),
                                         .variant = NHS_BUTTON_SECONDARY,
                                         .prevents_double_click = true });
    html_close(h, "form");
}

static void write_empty(html_writer *h, request *req, const return_subject *s, size_t n)
{
    nhs_begin_details(h, &(nhs_details_options){ .summary = TEXT("Begin again with an empty list") });
    web_page_begin_form(h, req, return_url(s, "/electorate/empty", req->arena));
    web_page_write_hidden(h, TEXT("seen"), memory_format(req->arena, "%zu", n));
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Take everybody off the list"),
                                         .variant = NHS_BUTTON_WARNING,
                                         .prevents_double_click = true });
    html_close(h, "form");
    nhs_end_details(h);
}

static text done_words(const request *req)
{
    static const struct {
        const char *name, *words;
    } done[] = {
        { "added", "The people were added" },
        { "changed", "The list was changed" },
        { "removed", "The person is off the list" },
        { "emptied", "The list is empty" },
        { "sent", "An invitation goes to the new address" },
    };
    const text name = request_query(req, "done");
    for (size_t i = 0; i < sizeof done / sizeof *done; i++)
        if (text_equal(name, text_of(done[i].name)))
            return text_of(done[i].words);
    return TEXT("");
}

/* `faults` of what was sent; NULL: none. */
static bool show_with(request *req, response *res, const electors_reading *faults, upw_error *error)
{
    return_subject s;
    elector_list all;
    if (!return_find_subject(req, &s, error) ||
        !electors_list(req->db, s.ret.year, s.ret.body, req->arena, &all, error))
        return false;
    layout frame = return_frame(&s, TEXT("The people who are asked"), req->arena);
    frame.done = done_words(req);
    frame.is_wide = true;
    html_writer *const h = web_page_begin(req, res, &frame);
    if (faults != NULL)
        write_faults(h, req, faults);
    write_sums(h, req, &s, &all);
    if (s.ret.life.state == STATE_RETURN_PREPARING) {
        if ((int64_t)all.n >= s.round.min_people)
            nhs_action_link(h, &(nhs_action_link_options){ .words = TEXT("Invite them"),
                                                           .href = return_url(&s, "/invite", req->arena) });
        write_paste(h, req, &s);
        write_file(h, req, &s);
    } else
        nhs_inset_text(h, s.ret.has_individual_stage
                              ? TEXT("The list stands: it can be changed until people are invited.")
                              : TEXT("People were not asked one by one."));
    write_list(h, req, &s, &all);
    if (s.ret.life.state == STATE_RETURN_PREPARING && all.n > 0)
        write_empty(h, req, &s, all.n);
    return web_page_end(h, error);
}

static bool show(request *req, response *res, upw_error *error)
{
    return show_with(req, res, NULL, error);
}

/* ---- adding ---- */

static bool say_faults(request *req, response *res, const char *field, const electors_reading *reading,
                       upw_error *error)
{
    const web_pair words[] = { { TEXT("[Reason]"), reading->faults[0] } };
    form_fail_with(req, field, MESSAGE_IMPORT_FAULT, words, 1);
    return show_with(req, res, reading, error);
}

static bool take(request *req, response *res, const return_subject *s, const char *field, electors_reading *reading,
                 upw_error *error)
{
    appraise_deed by;
    upw_error why = { 0 };
    if (!return_make_deed(req, s, &by, error) || !electors_check_new(req->db, &s->ret, req->arena, reading, error))
        return false;
    if (reading->n_faults > 0)
        return say_faults(req, res, field, reading, error);
    if (electors_add(req->db, &s->ret, &reading->list, &by, &why))
        return response_redirect(res, return_url(s, "/electorate?done=added", req->arena), error);
    return web_page_say_again(req, res, show, &why, error);
}

static bool paste(request *req, response *res, upw_error *error)
{
    return_subject s;
    electors_reading *const reading = MEMORY_TAKE(req->arena, electors_reading, 1);
    if (!return_find_subject(req, &s, error))
        return false;
    electors_read_pasted(form_text(req, "people"), req->arena, reading);
    return take(req, res, &s, "people", reading, error);
}

static bool say_file_fault(request *req, response *res, const upw_error *why, upw_error *error)
{
    const web_pair words[] = { { TEXT("[Reason]"), memory_copy_text(req->arena, text_of(why->message)) } };
    if (why->code != UPW_BAD_INPUT && why->code != UPW_TOO_LARGE) {
        *error = *why;
        return false;
    }
    form_fail_with(req, "file", MESSAGE_IMPORT_FAULT, words, 1);
    return show(req, res, error);
}

static bool upload(request *req, response *res, upw_error *error)
{
    const web_file *const file = form_get(req, "file")->file;
    const apart_file open_file = { services_of(req)->reader, file->descriptor,
                                   memory_copy_text(req->arena, file->name).at, text_of(req->id) };
    electors_reading *const reading = MEMORY_TAKE(req->arena, electors_reading, 1);
    return_subject s;
    cells read;
    upw_error why = { 0 };
    if (!return_find_subject(req, &s, error))
        return false;
    if (!apart_read_cells(&open_file, req->arena, &read, &why) ||
        !electors_read_cells(&read, req->arena, reading, &why))
        return say_file_fault(req, res, &why, error);
    if (reading->list.n == 0 && reading->n_faults == 0) {
        form_fail(req, "file", MESSAGE_ENTER_ELECTOR);
        return show(req, res, error);
    }
    return take(req, res, &s, "file", reading, error);
}

static bool empty(request *req, response *res, upw_error *error)
{
    return_subject s;
    appraise_deed by;
    elector_list all;
    upw_error why = { 0 };
    if (!return_find_subject(req, &s, error) || !return_make_deed(req, &s, &by, error) ||
        !electors_list(req->db, s.ret.year, s.ret.body, req->arena, &all, error))
        return false;
    if (form_get(req, "seen")->integer != (int64_t)all.n)
        return return_say_conflict(req, res, show, error);
    if (electors_remove(req->db, &s.ret, TEXT(""), &by, &why))
        return response_redirect(res, return_url(&s, "/electorate?done=emptied", req->arena), error);
    return web_page_say_again(req, res, show, &why, error);
}

static const route routes[] = {
    { WEB_GET, RETURN_PLACE "/electorate", show, RETURN_LISTED_BY_LEAD },
    { WEB_POST, RETURN_PLACE "/electorate", paste, RETURN_LISTED_BY_LEAD, .form = &paste_form, .again = show,
      .body_max = PASTED_BODY_MAX },
    { WEB_POST, RETURN_PLACE "/electorate/file", upload, RETURN_LISTED_BY_LEAD, .form = &file_form, .again = show,
      .flags = WEB_HAS_FILE, .body_max = FILE_BODY_MAX, .rate = WEB_RATE_FILES },
    { WEB_POST, RETURN_PLACE "/electorate/empty", empty, RETURN_LISTED_BY_LEAD, .form = &empty_form, .again = show },
};
const web_routes return_electors_routes = { routes, sizeof routes / sizeof *routes };
