/* The frame of a page and the request that it answers, put together. */
#include "web/page.h"

#include "base/memory.h"
#include "web/csrf.h"
#include "web/session.h"

typedef struct page {
    html_writer h; /* first: web_page_end is handed this */
    layout frame;
} page;

/* Where the summary's link leads: the field, of a date its day, of a list its first box: they have the field's name. */
static text link_to(const form_value *value, upw_arena *arena)
{
    return memory_format(arena, "#%s%s", value->field->name, value->field->kind == FORM_DATE ? "-day" : "");
}

static void add_errors(const request *req, layout *frame)
{
    const form_values *const read = req->form;
    if (read == NULL || read->n_errors == 0)
        return;
    nhs_error_item *const items = MEMORY_TAKE(req->arena, nhs_error_item, read->form->n + 1);
    size_t n = 0;
    if (read->error.len > 0)
        items[n++] = (nhs_error_item){ .words = read->error };
    for (size_t i = 0; i < read->form->n; i++)
        if (read->values[i].error.len > 0)
            items[n++] = (nhs_error_item){ read->values[i].error, link_to(&read->values[i], req->arena) };
    frame->errors = items;
    frame->n_errors = n;
}

/* To the whole minute below, so that a page that is asked for twice is the same page. */
static text seconds_left(const request *req)
{
    const int64_t minute_ms = 60000;
    if (req->session == NULL || req->session->is_by_token)
        return TEXT("");
    const int64_t left_s = web_session_time_left(req->session, req->now_ms).left_ms / minute_ms * 60;
    return memory_format(req->arena, "%lld", (long long)left_s);
}

html_writer *web_page_begin(request *req, response *res, const layout *options)
{
    page *const p = MEMORY_TAKE(req->arena, page, 1);
    p->frame = *options;
    p->frame.site = req->site->layout;
    if (req->person != NULL) {
        p->frame.person = req->person->name;
        p->frame.token_name = TEXT("csrf");
        p->frame.token = web_csrf_token_of_session(req, req->site->layout->sign_out);
        p->frame.session_left_s = seconds_left(req);
    }
    p->frame.has_no_account |= req->route != NULL && (req->route->flags & WEB_BY_LINK) != 0;
    add_errors(req, &p->frame);
    res->kind = WEB_HTML;
    res->has_script = true;
    html_init(&p->h, &res->body);
    layout_begin(&p->h, &p->frame);
    return &p->h;
}

bool web_page_end(html_writer *h, upw_error *error)
{
    page *const p = (page *)(void *)h;
    layout_end(h, &p->frame);
    return !h->out->is_full || upw_fail(error, UPW_TOO_LARGE, "the page is too large to be shown");
}

void web_page_write_hidden(html_writer *h, text name, text value)
{
    html_void(h, "input");
    html_attr_literal(h, "type", "hidden");
    html_attr(h, "name", name);
    html_attr(h, "value", value);
}

void web_page_write_token(html_writer *h, const request *req, text action)
{
    web_page_write_hidden(h, TEXT("csrf"), web_csrf_token(req, action));
}

static void begin_form(html_writer *h, const request *req, text action, bool has_file)
{
    html_open(h, "form");
    html_attr_literal(h, "method", "post");
    html_attr(h, "action", action);
    if (has_file)
        html_attr_literal(h, "enctype", "multipart/form-data");
    html_flag(h, "novalidate");
    web_page_write_token(h, req, action);
}

void web_page_begin_form(html_writer *h, const request *req, text action)
{
    begin_form(h, req, action, false);
}

void web_page_begin_file_form(html_writer *h, const request *req, text action)
{
    begin_form(h, req, action, true);
}

bool web_page_say_again(request *req, response *res, web_handler *again, const upw_error *why, upw_error *error)
{
    if (why->code != UPW_BAD_INPUT && why->code != UPW_CONFLICT && why->code != UPW_TOO_LARGE)
        return upw_fail(error, why->code, "%s", why->message);
    req->form->error = memory_copy_text(req->arena, text_of(why->message));
    req->form->n_errors++;
    res->status = why->code == UPW_CONFLICT ? 409 : 422;
    return again(req, res, error);
}

/* Behind an old token the form is shown again, with what was typed and a new token: nothing is done unseen. */
static void write_kept_form(html_writer *h, const request *req)
{
    html_open(h, "form");
    html_attr_literal(h, "method", "post");
    html_attr(h, "action", req->path);
    html_flag(h, "novalidate");
    for (size_t i = 0; i < req->fields.n; i++)
        web_page_write_hidden(h, req->fields.at[i].name, req->fields.at[i].value);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Show the form again") });
    html_close(h, "form");
}

void web_page_draw_kept(request *req, response *res, const char *path)
{
    const bool is_unknown = req->person == NULL;
    html_writer *const h = web_page_begin(
        req, res, &(layout){ .title = is_unknown ? TEXT("You are signed out") : TEXT("Confirm first that it is you") });
    nhs_paragraph(h, TEXT("Nothing was saved, and what you typed is kept on this page."));
    nhs_begin_list(h, true);
    html_open(h, "li");
    nhs_link_elsewhere(h, text_of(path), is_unknown ? TEXT("Sign in") : TEXT("Confirm"));
    html_close(h, "li");
    html_open(h, "li");
    html_words(h, "Come back to this page, and go on:");
    html_close(h, "li");
    nhs_end_list(h, true);
    write_kept_form(h, req);
    upw_error ignored = { 0 };
    if (!web_page_end(h, &ignored))
        buffer_empty(&res->body);
}

/* Where the people who run this can put it right: how they are reached, without asking the database. */
static void write_contact(html_writer *h, const request *req, int status)
{
    const layout_site *const site = req->site->layout;
    if ((status != 403 && status < 500) || !(site->places & LAYOUT_HAS(LAYOUT_CONTACT)))
        return;
    html_open(h, "p");
    if (site->contact.len > 0)
        html_format(h, "The people who run this service: %.*s. ", TEXT_ARGS(site->contact));
    else
        html_words(h, "How to reach the people who run this service: ");
    nhs_link(h, layout_path(LAYOUT_CONTACT), layout_word(LAYOUT_CONTACT));
    html_close(h, "p");
}

void web_page_draw_problem(request *req, response *res, const web_problem *problem)
{
    req->form = NULL; /* the problem is the page's only matter */
    html_writer *const h = web_page_begin(req, res, &(layout){ .title = text_of(problem->title) });
    html_element(h, "p", problem->sentence);
    if (problem->incident != NULL) {
        html_open(h, "p");
        html_words(h, "If you tell someone about this, say this number: ");
        html_text(h, text_of(problem->incident));
        html_close(h, "p");
    }
    write_contact(h, req, problem->status);
    upw_error ignored = { 0 };
    if (!web_page_end(h, &ignored))
        buffer_empty(&res->body);
}
