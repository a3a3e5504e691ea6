/* The header: the name of the service, account links and navigation. */
#include "web/nhsuk/frame.h"

#include "web/nhsuk/internal.h"

/* One link for logo and name when both would lead to the same place. */
static bool is_combined(const nhs_header_options *o)
{
    return o->service.len > 0 && o->href.len > 0 && (o->logo_href.len == 0 || text_equal(o->href, o->logo_href));
}

static void write_logo(html_writer *h, const nhs_header_options *o)
{
    if (o->logo_src.len > 0) {
        html_void(h, "img");
        class_only(h, "nhsuk-header__organisation-logo");
        html_attr(h, "src", o->logo_src);
        html_attr_literal(h, "width", "280");
        html_attr(h, "alt", o->logo_alt);
    } else if (o->draw_mark != NULL) {
        o->draw_mark(h);
    }
    if (o->organisation.len == 0)
        return;
    html_open(h, "span");
    class_only(h, "nhsuk-header__organisation-name");
    html_text(h, o->organisation);
    if (o->organisation_split.len > 0) {
        html_words(h, " ");
        html_open(h, "span");
        class_only(h, "nhsuk-header__organisation-name-split");
        html_text(h, o->organisation_split);
        html_close(h, "span");
    }
    html_close(h, "span");
    if (o->descriptor.len > 0) {
        html_open(h, "span");
        class_only(h, "nhsuk-header__organisation-name-descriptor");
        html_text(h, o->descriptor);
        html_close(h, "span");
    }
}

static void write_service(html_writer *h, const nhs_header_options *o, text href)
{
    if (o->service.len == 0)
        return;
    const char *const tag = href.len > 0 ? "a" : "span";
    html_open_named(h, tag);
    class_only(h, "nhsuk-header__service-name");
    html_attr_if(h, "href", href);
    html_text(h, o->service);
    html_close_named(h, tag);
}

/* "Upward North West homepage": what a screen reader says of the link that holds logo and name. */
static void add_home_label(html_writer *h, const nhs_header_options *o)
{
    const text words[] = { o->logo_alt, o->organisation, o->organisation_split,
                           is_combined(o) ? o->service : (text){ "", 0 } };
    html_begin_value(h, "aria-label");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        html_add_value(h, words[i]);
        if (words[i].len > 0)
            html_add_value(h, TEXT(" "));
    }
    html_add_value(h, TEXT("homepage"));
    html_end_value(h);
}

static void write_home(html_writer *h, const nhs_header_options *o)
{
    const text href = is_combined(o) ? o->href : o->logo_href;
    html_open(h, "div");
    class_only(h, "nhsuk-header__service");
    if (href.len > 0) {
        html_open(h, "a");
        class_only(h, "nhsuk-header__service-logo");
        html_attr(h, "href", href);
        add_home_label(h, o);
    }
    write_logo(h, o);
    if (is_combined(o))
        write_service(h, o, (text){ "", 0 });
    if (href.len > 0)
        html_close(h, "a");
    if (!is_combined(o))
        write_service(h, o, o->href);
    html_close(h, "div");
}

static void write_search_button(html_writer *h, const void *context)
{
    (void)context;
    nhs_button(h, &(nhs_button_options){ .aria_label = TEXT("Search"), .icon = NHS_SEARCH, .is_small = true });
}

static void write_search(html_writer *h, const nhs_header_options *o)
{
    html_open(h, "search");
    class_only(h, "nhsuk-header__search");
    html_open(h, "form");
    class_only(h, "nhsuk-header__search-form");
    html_attr_literal(h, "id", "search");
    html_attr(h, "action", o->search_action);
    html_attr_literal(h, "method", "get");
    html_flag(h, "novalidate");
    write_input(h,
                &(nhs_input_options){ .name = TEXT("q"),
                                      .id = TEXT("search-field"),
                                      .label = { o->search_label, .is_hidden = true },
                                      .type = "search",
                                      .autocomplete = "off" },
                &(input_parts){ .placeholder = o->search_placeholder, .write_after = write_search_button });
    html_close(h, "form");
    html_close(h, "search");
}

static void write_account_item(html_writer *h, const nhs_account_item *item)
{
    const bool is_link = item->href.len > 0;
    const bool is_form = !is_link && item->action.len > 0;
    html_open(h, "li");
    class_only(h, "nhsuk-header__account-item");
    if (is_link) {
        html_open(h, "a");
        class_only(h, "nhsuk-header__account-link");
        html_attr(h, "href", item->href);
    } else if (is_form) {
        html_open(h, "form");
        class_only(h, "nhsuk-header__account-form");
        html_attr(h, "action", item->action);
        html_attr_literal(h, "method", "post");
        html_flag(h, "novalidate");
        if (item->token_name.len > 0) {
            html_void(h, "input");
            html_attr_literal(h, "type", "hidden");
            html_attr(h, "name", item->token_name);
            html_attr(h, "value", item->token);
        }
        html_open(h, "button");
        class_only(h, "nhsuk-header__account-button");
    }
    if (item->has_icon)
        nhs_draw_icon(h, NHS_USER);
    html_text(h, item->words);
    if (is_form)
        html_close(h, "button");
    if (is_link || is_form)
        html_close_named(h, is_link ? "a" : "form");
    html_close(h, "li");
}

static void write_nav_item(html_writer *h, const nhs_nav_item *item)
{
    const bool is_marked = item->is_current || item->is_active;
    const char *const tag = item->href.len > 0 ? "a" : "span";
    html_open(h, "li");
    class_begin(h, "nhsuk-header__navigation-item");
    class_add_if(h, is_marked, "nhsuk-header__navigation-item--current");
    class_end(h);
    html_open_named(h, tag);
    class_only(h, item->href.len > 0 ? "nhsuk-header__navigation-link" : "nhsuk-header__navigation-text");
    html_attr_if(h, "href", item->href);
    if (is_marked)
        html_attr(h, "aria-current", item->is_current ? TEXT("page") : TEXT("true"));
    if (is_marked) {
        html_open(h, "strong");
        class_only(h, "nhsuk-header__navigation-item-current-fallback");
        html_text(h, item->words);
        html_close(h, "strong");
    } else {
        html_text(h, item->words);
    }
    html_close_named(h, tag);
    html_close(h, "li");
}

static void write_navigation(html_writer *h, const nhs_header_options *o)
{
    html_open(h, "nav");
    class_begin(h, "nhsuk-header__navigation");
    class_add_if(h, o->nav_is_white, "nhsuk-header__navigation--white");
    class_add_if(h, o->nav_is_justified, "nhsuk-header__navigation--justified");
    class_end(h);
    html_attr(h, "aria-label", o->nav_label.len > 0 ? o->nav_label : TEXT("Menu"));
    html_literal(h, "<div class=\"nhsuk-header__navigation-container nhsuk-width-container\">"
                    "<ul class=\"nhsuk-header__navigation-list\">");
    for (size_t i = 0; i < o->n_items; i++)
        write_nav_item(h, &o->items[i]);
    /* shown by script where the items do not fit */
    html_literal(h, "<li class=\"nhsuk-header__menu\" hidden>"
                    "<button class=\"nhsuk-header__menu-toggle nhsuk-header__navigation-link\" id=\"toggle-menu\" "
                    "aria-expanded=\"false\"><span class=\"nhsuk-u-visually-hidden\">Browse </span>More</button></li>"
                    "</ul></div>");
    html_close(h, "nav");
}

void nhs_header(html_writer *h, const nhs_header_options *o)
{
    html_open(h, "header");
    class_begin(h, "nhsuk-header");
    class_add_if(h, o->is_white, "nhsuk-header--white");
    class_add_if(h, o->is_inline, "nhsuk-header--inline");
    class_add_if(h, o->organisation.len > 0, "nhsuk-header--organisation");
    class_end(h);
    html_attr_literal(h, "data-module", "nhsuk-header");
    html_attr_literal(h, "role", "banner");
    html_literal(h, "<div class=\"nhsuk-header__container nhsuk-width-container\">");
    write_home(h, o);
    if (o->search_action.len > 0)
        write_search(h, o);
    if (o->n_account > 0) {
        html_literal(h, "<nav class=\"nhsuk-header__account\" aria-label=\"Account\">"
                        "<ul class=\"nhsuk-header__account-list\">");
        for (size_t i = 0; i < o->n_account; i++)
            write_account_item(h, &o->account[i]);
        html_literal(h, "</ul></nav>");
    }
    html_literal(h, "</div>");
    if (o->n_items > 0)
        write_navigation(h, o);
    html_close(h, "header");
}
