/* Skip link, back link, breadcrumb and footer; the header is in header.c. */
#include "web/nhsuk/frame.h"

#include "web/nhsuk/internal.h"

void nhs_skip_link(html_writer *h, text href, text words)
{
    html_open(h, "a");
    class_only(h, "nhsuk-skip-link");
    html_attr_literal(h, "data-module", "nhsuk-skip-link");
    html_attr(h, "href", href.len > 0 ? href : TEXT("#maincontent"));
    html_text(h, words.len > 0 ? words : TEXT("Skip to main content"));
    html_close(h, "a");
}

void nhs_back_link(html_writer *h, const nhs_back_link_options *o)
{
    html_open(h, "a");
    class_begin(h, "nhsuk-back-link");
    class_add_if(h, o->ground == NHS_ON_DARK, "nhsuk-back-link--reverse");
    class_end(h);
    html_attr(h, "href", o->href);
    if (o->hidden.len > 0) {
        html_open(h, "span");
        class_only(h, "nhsuk-u-visually-hidden");
        html_text(h, o->hidden);
        html_words(h, " ");
        html_close(h, "span");
    }
    html_text(h, o->words.len > 0 ? o->words : TEXT("Back"));
    html_close(h, "a");
}

/* On a phone the last crumb alone is shown, as a way back. */
void nhs_breadcrumb(html_writer *h, const nhs_breadcrumb_options *o)
{
    html_open(h, "nav");
    class_begin(h, "nhsuk-breadcrumb");
    class_add_if(h, o->ground == NHS_ON_DARK, "nhsuk-breadcrumb--reverse");
    class_end(h);
    html_attr_if(h, "id", o->id);
    html_attr_literal(h, "aria-label", "Breadcrumb");
    html_open(h, "ol");
    class_only(h, "nhsuk-breadcrumb__list");
    for (size_t i = 0; i < o->n_items; i++) {
        html_open(h, "li");
        class_only(h, "nhsuk-breadcrumb__list-item");
        html_open(h, "a");
        class_only(h, "nhsuk-breadcrumb__link");
        html_attr(h, "href", o->items[i].href);
        html_text(h, o->items[i].words);
        html_close(h, "a");
        html_close(h, "li");
    }
    html_close(h, "ol");
    if (o->n_items > 0) {
        const nhs_crumb *const last = &o->items[o->n_items - 1];
        nhs_back_link(h,
                      &(nhs_back_link_options){
                          .href = last->href, .words = last->words, .hidden = TEXT("Back to"), .ground = o->ground });
    }
    html_close(h, "nav");
}

static void write_footer_links(html_writer *h, const nhs_footer_link *items, size_t n)
{
    html_open(h, "ul");
    class_only(h, "nhsuk-footer__list");
    for (size_t i = 0; i < n; i++) {
        html_open(h, "li");
        class_only(h, "nhsuk-footer__list-item");
        html_open(h, "a");
        class_only(h, "nhsuk-footer__list-item-link");
        html_attr(h, "href", items[i].href);
        html_text(h, items[i].words);
        html_close(h, "a");
        html_close(h, "li");
    }
    html_close(h, "ul");
}

static void write_small(html_writer *h, text words)
{
    if (words.len == 0)
        return;
    html_open(h, "p");
    class_only(h, "nhsuk-body-s");
    html_text(h, words);
    html_close(h, "p");
}

static void write_footer_column(html_writer *h, const nhs_footer_column *column, const char *width)
{
    html_open(h, "div");
    html_begin_value(h, "class");
    html_add_value(h, TEXT("nhsuk-grid-column-"));
    html_add_value(h, text_of(column->width == NULL ? width : column->width));
    html_end_value(h);
    if (column->heading.len > 0) {
        html_open(h, "h2");
        class_only(h, "nhsuk-footer__heading nhsuk-heading-s");
        html_text(h, column->heading);
        html_close(h, "h2");
    }
    write_small(h, column->words);
    if (column->n_items > 0)
        write_footer_links(h, column->items, column->n_items);
    html_close(h, "div");
}

static void write_footer_columns(html_writer *h, const nhs_footer_options *o)
{
    static const char *const widths[] = { "one-quarter", "full", "one-half", "one-third", "one-quarter" };
    const size_t a_row = o->columns_a_row > 0 && o->columns_a_row <= 4 ? (size_t)o->columns_a_row : 4;
    for (size_t i = 0; i < o->n_columns; i++) {
        if (i % a_row == 0)
            html_literal(h, "<div class=\"nhsuk-footer__navigation nhsuk-grid-row\">");
        write_footer_column(h, &o->columns[i], widths[a_row]);
        if (i % a_row == a_row - 1 || i + 1 == o->n_columns)
            html_literal(h, "</div>");
    }
}

void nhs_footer(html_writer *h, const nhs_footer_options *o)
{
    html_open(h, "footer");
    class_only(h, "nhsuk-footer");
    html_attr_literal(h, "role", "contentinfo");
    html_literal(h, "<div class=\"nhsuk-width-container\">");
    write_footer_columns(h, o);
    html_literal(h, "<div class=\"nhsuk-footer__meta\">");
    if (o->n_meta > 0) {
        html_open(h, "h2");
        class_only(h, "nhsuk-u-visually-hidden");
        html_text(h, o->meta_hidden.len > 0 ? o->meta_hidden : TEXT("Support links"));
        html_close(h, "h2");
        write_footer_links(h, o->meta, o->n_meta);
    }
    write_small(h, o->meta_words);
    write_small(h, o->copyright);
    html_literal(h, "</div></div>");
    html_close(h, "footer");
}

void nhs_begin_container(html_writer *h)
{
    html_open(h, "div");
    class_only(h, "nhsuk-width-container");
}

void nhs_end_container(html_writer *h)
{
    html_close(h, "div");
}

void nhs_begin_main(html_writer *h, bool is_wide)
{
    html_open(h, "main");
    class_only(h, "nhsuk-main-wrapper");
    html_attr_literal(h, "id", "maincontent");
    html_open(h, "div");
    class_only(h, "nhsuk-grid-row");
    html_open(h, "div");
    class_only(h, is_wide ? "nhsuk-grid-column-full" : "nhsuk-grid-column-two-thirds");
}

void nhs_end_main(html_writer *h)
{
    html_close(h, "div");
    html_close(h, "div");
    html_close(h, "main");
}
