/* Contents lists and tabs. */
#include "web/nhsuk/internal.h"
#include "web/nhsuk/lists.h"

void nhs_contents_list(html_writer *h, const nhs_contents_list_options *o)
{
    html_open(h, "nav");
    class_only(h, "nhsuk-contents-list");
    html_attr_literal(h, "role", "navigation");
    html_attr(h, "aria-label", o->aria_label.len > 0 ? o->aria_label : TEXT("Pages in this guide"));
    html_open(h, "h2");
    class_only(h, "nhsuk-u-visually-hidden");
    html_text(h, o->hidden.len > 0 ? o->hidden : TEXT("Contents"));
    html_close(h, "h2");
    html_open(h, "ol");
    class_only(h, "nhsuk-contents-list__list");
    for (size_t i = 0; i < o->n_items; i++) {
        const bool is_here = o->items[i].href.len == 0;
        html_open(h, "li");
        class_only(h, "nhsuk-contents-list__item");
        if (is_here)
            html_attr_literal(h, "aria-current", "page");
        html_open_named(h, is_here ? "span" : "a");
        class_only(h, is_here ? "nhsuk-contents-list__current" : "nhsuk-contents-list__link");
        html_attr_if(h, "href", o->items[i].href);
        html_text(h, o->items[i].words);
        html_close_named(h, is_here ? "span" : "a");
        html_close(h, "li");
    }
    html_close(h, "ol");
    html_close(h, "nav");
}

static void add_tab_id(html_writer *h, const nhs_tabs_options *o, size_t index)
{
    if (o->items[index].id.len > 0) {
        html_add_value(h, o->items[index].id);
        return;
    }
    html_add_value(h, o->id_prefix.len > 0 ? o->id_prefix : o->id);
    html_add_value(h, TEXT("-"));
    buffer_add_integer(h->out, (int64_t)index + 1);
}

void nhs_begin_tabs(html_writer *h, const nhs_tabs_options *o)
{
    html_open(h, "div");
    class_only(h, "nhsuk-tabs");
    html_attr_if(h, "id", o->id);
    html_attr_literal(h, "data-module", "nhsuk-tabs");
    html_open(h, "h2");
    class_only(h, "nhsuk-tabs__heading");
    html_text(h, o->title.len > 0 ? o->title : TEXT("Contents"));
    html_close(h, "h2");
    html_open(h, "ul");
    class_only(h, "nhsuk-tabs__list");
    for (size_t i = 0; i < o->n_items; i++) {
        html_open(h, "li");
        class_begin(h, "nhsuk-tabs__list-item");
        class_add_if(h, i == 0, "nhsuk-tabs__list-item--selected");
        class_end(h);
        html_open(h, "a");
        class_only(h, "nhsuk-tabs__tab");
        html_begin_value(h, "href");
        html_add_value(h, TEXT("#"));
        add_tab_id(h, o, i);
        html_end_value(h);
        html_text(h, o->items[i].label);
        html_close(h, "a");
        html_close(h, "li");
    }
    html_close(h, "ul");
}

void nhs_begin_tab(html_writer *h, const nhs_tabs_options *o, size_t index)
{
    html_open(h, "div");
    class_begin(h, "nhsuk-tabs__panel");
    class_add_if(h, index > 0, "nhsuk-tabs__panel--hidden");
    class_end(h);
    html_begin_value(h, "id");
    add_tab_id(h, o, index);
    html_end_value(h);
}

void nhs_end_tab(html_writer *h)
{
    html_close(h, "div");
}

void nhs_end_tabs(html_writer *h)
{
    html_close(h, "div");
}
