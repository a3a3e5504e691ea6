/* Fixtures of what stands in the text of a page. */
#include "fixture.h"

static nhs_ground take_ground(fixture *f, json_t *options)
{
    static const char *const grounds[] = { NULL, "reverse" };
    return (nhs_ground)take_choice(f, options, "variant", grounds, 2);
}

static bool is_left_to_caller(json_t *options)
{
    return json_object_get(options, "text") == NULL && json_object_get(options, "html") == NULL;
}

static void refuse_callers(fixture *f, json_t *options)
{
    if (is_left_to_caller(options))
        cannot(f, "words that the caller writes, not given as an option");
}

static void draw_inside(fixture *f, html_writer *h, json_t *options, const char *text_class)
{
    if (is_left_to_caller(options))
        write_caller(h);
    else
        write_inside(f, h, options, text_class);
}

static void draw_action_link(fixture *f, json_t *options, html_writer *h)
{
    refuse_callers(f, options);
    const nhs_action_link_options o = { .words = words_of(f, options, "a link"),
                                        .href = take_text(f, options, "href"),
                                        .ground = take_ground(f, options) };
    if (o.href.len == 0)
        cannot(f, "a link that is a button");
    nhs_action_link(h, &o);
}

/* heading: a string or an object. */
static json_t *take_heading(fixture *f, json_t *options, text *words)
{
    json_t *const heading = take(f, options, "heading");
    *words = words_of(f, heading, "a heading");
    return json_is_object(heading) ? heading : NULL;
}

static const char *const card_names[NHS_CARD_COUNT] = { NULL, "feature", "primary", "secondary", "warning" };

static void draw_card(fixture *f, json_t *options, html_writer *h)
{
    nhs_card_options o = { .href = take_text(f, options, "href"),
                           .is_clickable = take_bool(f, options, "clickable"),
                           .variant =
                               (nhs_card_variant)take_choice(f, options, "variant", card_names, NHS_CARD_COUNT) };
    json_t *const heading = take_heading(f, options, &o.heading);
    o.heading_id = take_text(f, heading, "id");
    o.level = take_number(f, heading, "level");
    o.size = take_size(f, heading, "size");
    o.caption = take_caption(f, heading, "caption");
    o.hidden = take_text(f, heading, "visuallyHiddenText");
    expect_nothing_left(f, heading, "heading");
    json_t *const image = take(f, options, "image");
    o.image = take_text(f, image, "src");
    o.image_alt = take_text(f, image, "alt");
    expect_nothing_left(f, image, "image");
    o.actions = take_actions(f, options, "actions", &o.n_actions);
    json_t *const description = take(f, options, "description");
    const text markup = take_text(f, description, "html");
    if (markup.len == 0)
        o.description = words_of(f, description, "a description");
    nhs_begin_card(h, &o);
    if (description == NULL)
        write_caller(h);
    html_markup(h, markup);
    nhs_end_card(h, &o);
}

static void draw_warning(fixture *f, json_t *options, html_writer *h)
{
    nhs_warning_options o = { 0 };
    json_t *const heading = take_heading(f, options, &o.heading);
    o.level = take_number(f, heading, "level");
    expect_nothing_left(f, heading, "heading");
    nhs_begin_warning(h, &o);
    draw_inside(f, h, options, "nhsuk-card__description");
    nhs_end_warning(h);
}

static void draw_code(fixture *f, json_t *options, html_writer *h)
{
    json_t *const button = take(f, options, "button");
    refuse_callers(f, options);
    cannot_say_false(f, button, "preventDoubleClick");
    const nhs_code_options o = { .code = words_of(f, options, "code"),
                                 .has_button = button != NULL,
                                 .button_words = take_text(f, options, "copyButtonText"),
                                 .has_no_border = take_false(f, options, "border"),
                                 .background = take_word(f, options, "background"),
                                 .ground = take_ground(f, options) };
    expect_nothing_left(f, button, "button");
    nhs_code(h, &o);
}

static void draw_details(fixture *f, json_t *options, html_writer *h)
{
    const text classes = take_text(f, options, "classes");
    const nhs_details_options o = { .summary = take_words(f, options, "summary"),
                                    .is_open = take_bool(f, options, "open"),
                                    .is_expander = text_equal(classes, TEXT("nhsuk-expander")),
                                    .ground = take_ground(f, options) };
    if (classes.len > 0 && !o.is_expander)
        cannot(f, "option classes");
    nhs_begin_details(h, &o);
    draw_inside(f, h, options, NULL);
    nhs_end_details(h);
}

static void draw_do_list(fixture *f, json_t *options, html_writer *h)
{
    nhs_do_list_options o = { .is_dont = text_equal(take_text(f, options, "icon"), TEXT("cross")),
                              .prefix = take_text(f, options, "prefixText"),
                              .has_no_prefix = take_bool(f, options, "hidePrefix") };
    json_t *const heading = take_heading(f, options, &o.heading);
    o.level = take_number(f, heading, "level");
    expect_nothing_left(f, heading, "heading");
    json_t *const list = take(f, options, "items");
    text *const items = TAKE_MANY(f, text, json_array_size(list));
    size_t i;
    json_t *given;
    json_array_foreach(list, i, given)
    {
        if (!json_is_object(given))
            continue;
        if (json_object_get(given, "item") != NULL)
            cannot(f, "option items.item, which is on its way out");
        items[o.n_items++] = words_of(f, given, "a list");
        expect_nothing_left(f, given, "items");
    }
    o.items = items;
    nhs_do_dont_list(h, &o);
}

static void draw_heading(fixture *f, json_t *options, html_writer *h)
{
    const nhs_heading_options o = { .words = words_of(f, options, "a heading"),
                                    .id = take_text(f, options, "id"),
                                    .level = take_number(f, options, "level"),
                                    .size = take_size(f, options, "size"),
                                    .caption = take_caption(f, options, "caption"),
                                    .href = take_text(f, options, "href"),
                                    .hidden = take_text(f, options, "visuallyHiddenText") };
    nhs_heading(h, &o);
}

static void draw_hero(fixture *f, json_t *options, html_writer *h)
{
    nhs_hero_options o = { .words = take_text(f, options, "text"), .has_no_border = take_false(f, options, "border") };
    json_t *const heading = take_heading(f, options, &o.heading);
    o.level = take_number(f, heading, "level");
    expect_nothing_left(f, heading, "heading");
    if (json_object_get(options, "image") != NULL)
        cannot(f, "a picture behind the words: it needs an inline style, which the content security policy forbids");
    if (o.heading.len == 0)
        cannot(f, "words that the caller writes, not given as an option");
    nhs_hero(h, &o);
}

static void draw_image(fixture *f, json_t *options, html_writer *h)
{
    const nhs_image_options o = { .src = take_text(f, options, "src"),
                                  .alt = take_text(f, options, "alt"),
                                  .caption = take_words(f, options, "caption"),
                                  .sizes = take_word(f, options, "sizes"),
                                  .srcset = take_word(f, options, "srcset"),
                                  .width = take_word(f, options, "width"),
                                  .has_no_border = take_false(f, options, "border"),
                                  .has_no_background = take_false(f, options, "background") };
    if (o.src.len == 0)
        cannot(f, "words that the caller writes, not given as an option");
    nhs_image(h, &o);
}

static void draw_inset(fixture *f, json_t *options, html_writer *h)
{
    const bool is_left = is_left_to_caller(options);
    const text words = take_text(f, options, "text");
    if (words.len > 0) {
        nhs_inset_text(h, words);
        return;
    }
    nhs_begin_inset(h);
    if (is_left)
        write_caller(h);
    write_inside(f, h, options, NULL);
    nhs_end_inset(h);
}

static void draw_banner(fixture *f, json_t *options, html_writer *h)
{
    static const char *const variants[] = { NULL, "success" };
    nhs_banner_options o = { .words = take_text(f, options, "text"),
                             .is_success = take_choice(f, options, "variant", variants, 2) == 1,
                             .role = take_word(f, options, "role") };
    cannot_say_false(f, options, "disableAutoFocus");
    o.no_focus = take_bool(f, options, "disableAutoFocus");
    json_t *const heading = take_heading(f, options, &o.heading);
    o.level = take_number(f, heading, "level");
    expect_nothing_left(f, heading, "heading");
    json_t *const title = take(f, options, "title");
    o.title = words_of(f, title, "a title");
    o.title_id = json_is_object(title) ? take_text(f, title, "id") : o.title_id;
    o.title_level = json_is_object(title) ? take_number(f, title, "level") : 0;
    expect_nothing_left(f, title, "title");
    const text markup = take_text(f, options, "html");
    const bool is_left = o.words.len == 0 && markup.len == 0;
    if (markup.len > 0)
        o.words = (text){ "", 0 };
    nhs_begin_banner(h, &o);
    if (is_left)
        write_caller(h);
    html_markup(h, markup);
    nhs_end_banner(h);
}

static void draw_panel(fixture *f, json_t *options, html_writer *h)
{
    static const char *const variants[] = { NULL, "interruption" };
    nhs_panel_options o = { .is_interruption = take_choice(f, options, "variant", variants, 2) == 1,
                            .words = take_text(f, options, "text") };
    json_t *const heading = take_heading(f, options, &o.heading);
    o.level = take_number(f, heading, "level");
    o.size = take_size(f, heading, "size");
    o.caption = take_caption(f, heading, "caption");
    expect_nothing_left(f, heading, "heading");
    const text markup = take_text(f, options, "html");
    nhs_begin_panel(h, &o);
    if (o.words.len == 0 && markup.len == 0)
        write_caller(h);
    html_markup(h, markup);
    nhs_end_panel(h);
}

static void draw_scroll(fixture *f, json_t *options, html_writer *h)
{
    const bool is_left = is_left_to_caller(options);
    nhs_begin_scroll(h, &(nhs_scroll_options){ .labelled_by = take_text(f, options, "labelledBy") });
    const text words = take_text(f, options, "text");
    if (is_left)
        write_caller(h);
    else if (words.len > 0)
        html_element(h, "p", words);
    else
        write_inside(f, h, options, NULL);
    nhs_end_scroll(h);
}

nhs_tag_options take_tag(fixture *f, json_t *options)
{
    static const char *const colours[NHS_COLOUR_COUNT] = {
        NULL, "white", "grey", "blue", "aqua-green", "purple", "pink"
    };
    const bool has_no_colour = json_is_false(json_object_get(options, "colour"));
    return (nhs_tag_options){ .words = words_of(f, options, "a tag"),
                              .has_no_border = take_false(f, options, "border"),
                              .colour = has_no_colour
                                            ? NHS_NO_COLOUR
                                            : (nhs_colour)take_choice(f, options, "colour", colours, NHS_PINK + 1) };
}

static void draw_tag(fixture *f, json_t *options, html_writer *h)
{
    refuse_callers(f, options);
    const nhs_tag_options o = take_tag(f, options);
    nhs_tag(h, &o);
}

const component content_components[] = {
    { "action-link", draw_action_link },
    { "card", draw_card },
    { "code", draw_code },
    { "details", draw_details },
    { "do-dont-list", draw_do_list },
    { "heading", draw_heading },
    { "hero", draw_hero },
    { "images", draw_image },
    { "inset-text", draw_inset },
    { "notification-banner", draw_banner },
    { "panel", draw_panel },
    { "scroll", draw_scroll },
    { "tag", draw_tag },
    { "warning-callout", draw_warning },
    { NULL, NULL },
};
