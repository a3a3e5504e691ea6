/* Fixtures of what stands round the content of a page. */
#include "fixture.h"

static void draw_skip_link(fixture *f, json_t *options, html_writer *h)
{
    const text href = take_text(f, options, "href");
    nhs_skip_link(h, href, words_of(f, options, "a link"));
}

static nhs_back_link_options take_back_link(fixture *f, json_t *options)
{
    const nhs_back_link_options o = { .href = take_text(f, options, "href"),
                                      .words = words_of(f, options, "a link"),
                                      .ground = text_equal(take_text(f, options, "variant"), TEXT("reverse")) };
    if (o.href.len == 0)
        cannot(f, "a link that is a button");
    return o;
}

static void draw_back_link(fixture *f, json_t *options, html_writer *h)
{
    const nhs_back_link_options o = take_back_link(f, options);
    nhs_back_link(h, &o);
}

static void draw_breadcrumb(fixture *f, json_t *options, html_writer *h)
{
    json_t *const list = take(f, options, "items");
    nhs_crumb *const items = TAKE_MANY(f, nhs_crumb, json_array_size(list));
    nhs_breadcrumb_options o = { .items = items,
                                 .id = take_text(f, options, "id"),
                                 .ground = text_equal(take_text(f, options, "variant"), TEXT("reverse")) };
    size_t i;
    json_t *given;
    json_array_foreach(list, i, given)
    {
        items[o.n_items++] = (nhs_crumb){ .words = words_of(f, given, "a crumb"), .href = take_text(f, given, "href") };
        expect_nothing_left(f, given, "items");
    }
    nhs_breadcrumb(h, &o);
}

static const nhs_footer_link *take_links(fixture *f, json_t *options, size_t *n)
{
    json_t *const list = take(f, options, "items");
    nhs_footer_link *const links = TAKE_MANY(f, nhs_footer_link, json_array_size(list));
    size_t i;
    json_t *given;
    json_array_foreach(list, i, given)
    {
        if (!json_is_object(given))
            continue;
        links[(*n)++] = (nhs_footer_link){ .words = words_of(f, given, "a link"), .href = take_text(f, given, "href") };
        expect_nothing_left(f, given, "items");
    }
    return links;
}

static nhs_footer_column take_footer_column(fixture *f, json_t *given)
{
    nhs_footer_column column = { .heading =
                                     take_words(f, given, json_object_get(given, "heading") ? "heading" : "title"),
                                 .words = words_of(f, given, "a column"),
                                 .width = take_word(f, given, "width") };
    column.items = take_links(f, given, &column.n_items);
    expect_nothing_left(f, given, "navigation");
    return column;
}

static void draw_footer(fixture *f, json_t *options, html_writer *h)
{
    json_t *navigation = take(f, options, "navigation");
    if (json_is_object(navigation))
        navigation = keep(f, json_pack("[O]", navigation));
    nhs_footer_column *const columns = TAKE_MANY(f, nhs_footer_column, json_array_size(navigation));
    nhs_footer_options o = { .columns = columns, .columns_a_row = take_number(f, options, "columns") };
    size_t i;
    json_t *given;
    json_array_foreach(navigation, i, given) columns[o.n_columns++] = take_footer_column(f, given);
    json_t *const meta = take(f, options, "meta");
    if (json_is_string(meta)) {
        o.meta_words = text_of(json_string_value(meta));
    } else if (meta != NULL) {
        o.meta_words = words_of(f, meta, "meta");
        o.meta = take_links(f, meta, &o.n_meta);
        o.meta_hidden = take_text(f, meta, "visuallyHiddenText");
        expect_nothing_left(f, meta, "meta");
    }
    const bool has_default = json_object_get(options, "copyright") == NULL;
    o.copyright = has_default ? TEXT("© NHS England") : take_words(f, options, "copyright");
    nhs_footer(h, &o);
}

static void take_search(fixture *f, json_t *options, nhs_header_options *o)
{
    json_t *const search = take(f, options, "search");
    if (search == NULL)
        return;
    const text action = take_text(f, search, "action");
    o->search_action = action.len > 0 ? action : TEXT("https://www.nhs.uk/search/");
    json_t *const label = take(f, search, "label");
    const text said =
        label != NULL ? take_text(f, label, "visuallyHiddenText") : take_text(f, search, "visuallyHiddenLabel");
    o->search_label = said.len > 0 ? said : TEXT("Search the NHS website");
    json_t *const input = take(f, search, "input");
    const text placeholder = input != NULL ? take_text(f, input, "placeholder") : take_text(f, search, "placeholder");
    o->search_placeholder = placeholder.len > 0 ? placeholder : TEXT("Search");
    expect_nothing_left(f, search, "search");
    expect_nothing_left(f, label, "label");
    expect_nothing_left(f, input, "input");
}

static void take_account(fixture *f, json_t *options, nhs_header_options *o)
{
    json_t *const account = take(f, options, "account");
    json_t *const list = take(f, account, "items");
    nhs_account_item *const items = TAKE_MANY(f, nhs_account_item, json_array_size(list));
    size_t i;
    json_t *given;
    json_array_foreach(list, i, given)
    {
        if (!json_is_object(given))
            continue;
        take(f, given, "method");
        items[o->n_account++] = (nhs_account_item){ .words = words_of(f, given, "an account item"),
                                                    .href = take_text(f, given, "href"),
                                                    .action = take_text(f, given, "action"),
                                                    .has_icon = take_bool(f, given, "icon") };
        expect_nothing_left(f, given, "account");
    }
    o->account = items;
    expect_nothing_left(f, account, "account");
}

static void take_navigation(fixture *f, json_t *options, nhs_header_options *o)
{
    json_t *const navigation = take(f, options, "navigation");
    json_t *const list = take(f, navigation, "items");
    nhs_nav_item *const items = TAKE_MANY(f, nhs_nav_item, json_array_size(list));
    size_t i;
    json_t *given;
    json_array_foreach(list, i, given)
    {
        if (!json_is_object(given))
            continue;
        items[o->n_items++] = (nhs_nav_item){ .words = words_of(f, given, "the navigation"),
                                              .href = take_text(f, given, "href"),
                                              .is_current = take_bool(f, given, "current"),
                                              .is_active = take_bool(f, given, "active") };
        expect_nothing_left(f, given, "navigation");
    }
    o->items = items;
    o->nav_label = take_text(f, navigation, "ariaLabel");
    o->nav_is_white = text_equal(take_text(f, navigation, "colour"), TEXT("white"));
    o->nav_is_justified = take_bool(f, navigation, "justified");
    expect_nothing_left(f, navigation, "navigation");
}

/* The logo itself is not drawn; compare.py takes it out of the fixture, too. */
static void draw_header(fixture *f, json_t *options, html_writer *h)
{
    nhs_header_options o = { .is_white = text_equal(take_text(f, options, "colour"), TEXT("white")),
                             .is_inline = take_bool(f, options, "inline") };
    json_t *const logo = take(f, options, "logo");
    const text alt = take_text(f, logo, "alt");
    o.logo_href = take_text(f, logo, "href");
    o.logo_src = take_text(f, logo, "src");
    o.logo_alt = alt.len > 0 ? alt : TEXT("NHS");
    expect_nothing_left(f, logo, "logo");
    json_t *const service = take(f, options, "service");
    o.service = take_text(f, service, "text");
    o.href = take_text(f, service, "href");
    expect_nothing_left(f, service, "service");
    json_t *const organisation = take(f, options, "organisation");
    o.organisation = take_text(f, organisation, "name");
    o.organisation_split = take_text(f, organisation, "split");
    o.descriptor = take_text(f, organisation, "descriptor");
    expect_nothing_left(f, organisation, "organisation");
    take_search(f, options, &o);
    take_account(f, options, &o);
    take_navigation(f, options, &o);
    nhs_header(h, &o);
}

const component frame_components[] = {
    { "back-link", draw_back_link }, { "breadcrumb", draw_breadcrumb }, { "footer", draw_footer },
    { "header", draw_header },       { "skip-link", draw_skip_link },   { NULL, NULL },
};
