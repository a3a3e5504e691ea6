/* Lists of answers and of tasks, and ways through several pages. */
#include "web/nhsuk/lists.h"

#include "web/nhsuk/internal.h"

static bool any_has_actions(const nhs_summary_list_options *o)
{
    bool any = o->any_action;
    for (size_t i = 0; i < o->n_rows && !any; i++)
        any = o->rows[i].n_actions > 0;
    return any;
}

void nhs_begin_summary_list(html_writer *h, const nhs_summary_list_options *o)
{
    html_open(h, "dl");
    class_begin(h, "nhsuk-summary-list");
    class_add_if(h, o->has_no_border, "nhsuk-summary-list--no-border");
    class_add_if(h, o->has_no_last_border && !o->has_no_border, "nhsuk-summary-list--no-last-row-border");
    class_end(h);
}

void nhs_end_summary_list(html_writer *h)
{
    html_close(h, "dl");
}

void nhs_begin_summary_row(html_writer *h, const nhs_summary_list_options *o, const nhs_summary_row *row)
{
    html_open(h, "div");
    class_begin(h, "nhsuk-summary-list__row");
    class_add_if(h, any_has_actions(o) && row->n_actions == 0, "nhsuk-summary-list__row--no-actions");
    class_add_if(h, row->has_no_border && !o->has_no_border, "nhsuk-summary-list__row--no-border");
    class_end(h);
    html_open(h, "dt");
    class_only(h, "nhsuk-summary-list__key");
    html_text(h, row->key);
    html_close(h, "dt");
    html_open(h, "dd");
    class_only(h, "nhsuk-summary-list__value");
}

void nhs_end_summary_row(html_writer *h, const nhs_summary_list_options *o, const nhs_summary_row *row)
{
    html_close(h, "dd");
    if (row->n_actions > 0) {
        html_open(h, "dd");
        class_only(h, "nhsuk-summary-list__actions");
        if (row->n_actions == 1)
            write_action(h, &row->actions[0], o->card_heading);
        else
            html_literal(h, "<ul class=\"nhsuk-summary-list__actions-list\">");
        for (size_t i = 0; i < row->n_actions && row->n_actions > 1; i++) {
            html_literal(h, "<li class=\"nhsuk-summary-list__actions-list-item\">");
            write_action(h, &row->actions[i], o->card_heading);
            html_literal(h, "</li>");
        }
        if (row->n_actions > 1)
            html_literal(h, "</ul>");
        html_close(h, "dd");
    }
    html_close(h, "div");
}

void nhs_summary_list(html_writer *h, const nhs_summary_list_options *o)
{
    nhs_begin_summary_list(h, o);
    for (size_t i = 0; i < o->n_rows; i++) {
        nhs_summary_row row = o->rows[i];
        if (o->has_no_last_border && i + 1 == o->n_rows)
            row.has_no_border = false; /* the list says it */
        nhs_begin_summary_row(h, o, &row);
        html_text(h, row.value);
        nhs_end_summary_row(h, o, &row);
    }
    nhs_end_summary_list(h);
}

static void add_task_id(html_writer *h, const nhs_task_list_options *o, size_t index, const char *suffix)
{
    html_add_value(h, o->id_prefix.len > 0 ? o->id_prefix : TEXT("task-list"));
    html_add_value(h, TEXT("-"));
    buffer_add_integer(h->out, (int64_t)index + 1);
    html_add_value(h, text_of(suffix));
}

static void write_task_name(html_writer *h, const nhs_task_list_options *o, size_t index)
{
    const nhs_task *const task = &o->items[index];
    if (task->href.len == 0) {
        html_element(h, "div", task->words);
        return;
    }
    html_open(h, "a");
    class_only(h, "nhsuk-task-list__link nhsuk-link");
    html_attr(h, "href", task->href);
    html_begin_value(h, "aria-describedby");
    if (task->hint.len > 0) {
        add_task_id(h, o, index, "-hint");
        html_add_value(h, TEXT(" "));
    }
    add_task_id(h, o, index, "-status");
    html_end_value(h);
    html_text(h, task->words);
    html_close(h, "a");
}

static void write_task(html_writer *h, const nhs_task_list_options *o, size_t index)
{
    const nhs_task *const task = &o->items[index];
    html_open(h, "li");
    class_begin(h, "nhsuk-task-list__item");
    class_add_if(h, task->href.len > 0, "nhsuk-task-list__item--with-link");
    class_end(h);
    html_open(h, "div");
    class_only(h, "nhsuk-task-list__name-and-hint");
    write_task_name(h, o, index);
    if (task->hint.len > 0) {
        html_open(h, "div");
        class_only(h, "nhsuk-task-list__hint");
        html_begin_value(h, "id");
        add_task_id(h, o, index, "-hint");
        html_end_value(h);
        html_text(h, task->hint);
        html_close(h, "div");
    }
    html_close(h, "div");
    html_open(h, "div");
    class_begin(h, "nhsuk-task-list__status");
    class_add_if(h, task->is_waiting, "nhsuk-task-list__status--cannot-start-yet");
    class_end(h);
    html_begin_value(h, "id");
    add_task_id(h, o, index, "-status");
    html_end_value(h);
    if (task->tag.words.len > 0)
        nhs_tag(h, &task->tag);
    else
        html_text(h, task->status);
    html_close(h, "div");
    html_close(h, "li");
}

void nhs_task_list(html_writer *h, const nhs_task_list_options *o)
{
    html_open(h, "ul");
    class_only(h, "nhsuk-task-list");
    for (size_t i = 0; i < o->n_items; i++)
        write_task(h, o, i);
    html_close(h, "ul");
}

/* ---- previous and next ---- */

static void write_way_title(html_writer *h, text title, text ordinary)
{
    html_open(h, "span");
    class_only(h, "nhsuk-pagination__title");
    if (title.len > 0) {
        html_text(h, title);
    } else {
        html_text(h, ordinary);
        write_hidden(h, TEXT(" page"));
    }
    html_close(h, "span");
}

static void write_numbered_way(html_writer *h, text href, text title, bool is_next)
{
    if (href.len == 0)
        return;
    html_open(h, "a");
    html_attr(h, "href", href);
    class_only(h, is_next ? "nhsuk-pagination__next" : "nhsuk-pagination__previous");
    html_attr(h, "rel", is_next ? TEXT("next") : TEXT("prev"));
    if (!is_next)
        nhs_draw_icon(h, NHS_ARROW_LEFT);
    write_way_title(h, title, is_next ? TEXT("Next") : TEXT("Previous"));
    if (is_next)
        nhs_draw_icon(h, NHS_ARROW_RIGHT);
    html_close(h, "a");
}

static void write_page_link(html_writer *h, const nhs_page_link *link)
{
    html_open(h, "li");
    class_begin(h, "nhsuk-pagination__item");
    class_add_if(h, link->is_current, "nhsuk-pagination__item--current");
    class_add_if(h, link->is_gap, "nhsuk-pagination__item--ellipsis");
    class_end(h);
    if (link->is_gap) {
        html_words(h, "\xE2\x8B\xAF");
    } else {
        html_open(h, "a");
        class_only(h, "nhsuk-pagination__link");
        html_attr(h, "href", link->href);
        html_begin_value(h, "aria-label");
        if (link->label.len > 0) {
            html_add_value(h, link->label);
        } else {
            html_add_value(h, TEXT("Page "));
            buffer_add_integer(h->out, link->number);
        }
        html_end_value(h);
        if (link->is_current)
            html_attr_literal(h, "aria-current", "page");
        html_format(h, "%d", link->number);
        html_close(h, "a");
    }
    html_close(h, "li");
}

static void write_plain_way(html_writer *h, text href, text title, text label, bool is_next)
{
    if (href.len == 0)
        return;
    html_open(h, "li");
    class_only(h, is_next ? "nhsuk-pagination-item--next" : "nhsuk-pagination-item--previous");
    html_open(h, "a");
    class_begin(h, "nhsuk-pagination__link");
    class_add(h, is_next ? "nhsuk-pagination__link--next" : "nhsuk-pagination__link--prev");
    class_end(h);
    html_attr(h, "href", href);
    html_attr(h, "rel", is_next ? TEXT("next") : TEXT("prev"));
    write_way_title(h, title, is_next ? TEXT("Next") : TEXT("Previous"));
    if (label.len > 0) {
        html_words(h, " ");
        write_hidden(h, TEXT(":"));
        html_words(h, " ");
        html_open(h, "span");
        class_only(h, "nhsuk-pagination__page");
        html_text(h, label);
        html_close(h, "span");
    }
    nhs_draw_icon(h, is_next ? NHS_ARROW_RIGHT : NHS_ARROW_LEFT);
    html_close(h, "a");
    html_close(h, "li");
}

void nhs_pagination(html_writer *h, const nhs_pagination_options *o)
{
    html_open(h, "nav");
    class_begin(h, "nhsuk-pagination");
    class_add_if(h, o->n_items > 0, "nhsuk-pagination--numbered");
    class_end(h);
    html_attr_literal(h, "role", "navigation");
    html_attr(h, "aria-label", o->aria_label.len > 0 ? o->aria_label : TEXT("Pagination"));
    if (o->n_items > 0)
        write_numbered_way(h, o->previous, o->previous_title, false);
    html_open(h, "ul");
    class_only(h, o->n_items > 0 ? "nhsuk-pagination__list" : "nhsuk-list nhsuk-pagination__list");
    for (size_t i = 0; i < o->n_items; i++)
        write_page_link(h, &o->items[i]);
    if (o->n_items == 0) {
        write_plain_way(h, o->previous, o->previous_title, o->previous_label, false);
        write_plain_way(h, o->next, o->next_title, o->next_label, true);
    }
    html_close(h, "ul");
    if (o->n_items > 0)
        write_numbered_way(h, o->next, o->next_title, true);
    html_close(h, "nav");
}
