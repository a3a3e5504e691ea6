/* The small parts: icons, captions, headings. Markup as the design system's templates have it (nhsuk-frontend 10.6.1);
 * tests/nhsuk compares. */
#include "web/nhsuk/types.h"

#include <assert.h>
#include <string.h>

#include "web/nhsuk/internal.h"

#include "nhs_icons.h"

const char *const nhs_icon_names[NHS_ICON_COUNT] = {
    [NHS_ARROW_DOWN] = "arrow-down",
    [NHS_ARROW_DOWN_CIRCLE] = "arrow-down-circle",
    [NHS_ARROW_LEFT] = "arrow-left",
    [NHS_ARROW_LEFT_CIRCLE] = "arrow-left-circle",
    [NHS_ARROW_RIGHT] = "arrow-right",
    [NHS_ARROW_RIGHT_CIRCLE] = "arrow-right-circle",
    [NHS_ARROW_UP] = "arrow-up",
    [NHS_ARROW_UP_CIRCLE] = "arrow-up-circle",
    [NHS_ARROW_UP_DOWN] = "arrow-up-down",
    [NHS_CHEVRON_DOWN_CIRCLE] = "chevron-down-circle",
    [NHS_CHEVRON_LEFT_CIRCLE] = "chevron-left-circle",
    [NHS_CHEVRON_RIGHT_CIRCLE] = "chevron-right-circle",
    [NHS_CHEVRON_UP_CIRCLE] = "chevron-up-circle",
    [NHS_CROSS] = "cross",
    [NHS_MINUS] = "minus",
    [NHS_PLUS] = "plus",
    [NHS_SEARCH] = "search",
    [NHS_TICK] = "tick",
    [NHS_USER] = "user",
};

const char *const nhs_size_names[NHS_SIZE_COUNT] = {
    [NHS_PLAIN] = "", [NHS_XXS] = "xxs", [NHS_XS] = "xs", [NHS_S] = "s",
    [NHS_M] = "m",    [NHS_L] = "l",     [NHS_XL] = "xl", [NHS_XXL] = "xxl",
};

void class_begin(html_writer *h, const char *name)
{
    html_begin_value(h, "class");
    html_add_value(h, text_of(name));
}

void class_add(html_writer *h, const char *name)
{
    class_add_pair(h, name, "");
}

void class_add_if(html_writer *h, bool condition, const char *name)
{
    if (condition)
        class_add(h, name);
}

void class_add_pair(html_writer *h, const char *front, const char *back)
{
    html_add_value(h, TEXT(" "));
    html_add_value(h, text_of(front));
    html_add_value(h, text_of(back));
}

void class_end(html_writer *h)
{
    html_end_value(h);
}

void class_only(html_writer *h, const char *name)
{
    html_attr(h, "class", text_of(name));
}

void attr_number(html_writer *h, const char *name, int number)
{
    html_begin_value_named(h, name);
    buffer_add_integer(h->out, number);
    html_end_value(h);
}

const char *heading_tag(int level)
{
    static const char *const tags[] = { "h1", "h1", "h2", "h3", "h4", "h5", "h6" };
    assert(level >= 0 && level <= 6);
    return tags[level];
}

/* The file's drawings come from the package, so they are looked up by name; nineteen names are soon read. */
void nhs_draw_icon(html_writer *h, nhs_icon icon)
{
    if (icon == NHS_NO_ICON)
        return;
    const char *const name = nhs_icon_names[icon];
    size_t i = 0;
    while (strcmp(nhs_icons[i].name, name) != 0) {
        i++;
        assert(i < sizeof nhs_icons / sizeof nhs_icons[0]);
    }
    html_open(h, "svg");
    class_begin(h, "nhsuk-icon");
    class_add_pair(h, "nhsuk-icon--", name);
    class_end(h);
    html_attr_literal(h, "xmlns", "http://www.w3.org/2000/svg");
    html_attr_literal(h, "viewBox", "0 0 24 24");
    html_attr_literal(h, "width", "16");
    html_attr_literal(h, "height", "16");
    html_attr_literal(h, "focusable", "false");
    html_attr_literal(h, "aria-hidden", "true");
    html_markup(h, text_of(nhs_icons[i].drawing));
    html_close(h, "svg");
}

void write_hidden(html_writer *h, text words)
{
    html_open(h, "span");
    class_only(h, "nhsuk-u-visually-hidden");
    html_text(h, words);
    html_close(h, "span");
}

bool has_caption(const nhs_caption *caption, nhs_place place)
{
    return caption->words.len > 0 && caption->place == place;
}

void write_caption(html_writer *h, const nhs_caption *caption, nhs_size size)
{
    const char *const tag = caption->tag == NULL ? "span" : caption->tag;
    if (caption->size != NHS_PLAIN)
        size = caption->size;
    html_open_named(h, tag);
    if (size >= NHS_M) {
        html_begin_value(h, "class");
        html_add_value(h, TEXT("nhsuk-caption-"));
        html_add_value(h, text_of(nhs_size_names[size]));
    } else {
        class_begin(h, "nhsuk-caption");
    }
    class_add_if(h, caption->place == NHS_AFTER || caption->place == NHS_AT_END, "nhsuk-caption--bottom");
    class_end(h);
    html_text(h, caption->words);
    html_close_named(h, tag);
}

void write_captioned(html_writer *h, text words, const nhs_caption *caption, nhs_size size)
{
    if (has_caption(caption, NHS_AT_START)) {
        write_caption(h, caption, size);
        html_words(h, " ");
    }
    html_text(h, words);
    if (has_caption(caption, NHS_AT_END)) {
        html_words(h, " ");
        write_caption(h, caption, size);
    }
}

void nhs_heading(html_writer *h, const nhs_heading_options *o)
{
    const char *const tag = heading_tag(o->level);
    if (has_caption(&o->caption, NHS_BEFORE))
        write_caption(h, &o->caption, o->size);
    html_open_named(h, tag);
    html_begin_value(h, "class");
    html_add_value(h, TEXT("nhsuk-heading"));
    if (o->size != NHS_PLAIN) {
        html_add_value(h, TEXT("-"));
        html_add_value(h, text_of(nhs_size_names[o->size]));
    }
    html_end_value(h);
    html_attr_if(h, "id", o->id);
    if (has_caption(&o->caption, NHS_AT_START)) {
        write_caption(h, &o->caption, o->size);
        html_words(h, " ");
    }
    if (o->href.len > 0) {
        html_open(h, "a");
        class_only(h, "nhsuk-link");
        html_attr(h, "href", o->href);
    }
    html_text(h, o->words);
    if (o->href.len > 0)
        html_close(h, "a");
    if (o->hidden.len > 0) {
        html_open(h, "span");
        class_only(h, "nhsuk-u-visually-hidden");
        html_words(h, " ");
        html_text(h, o->hidden);
        html_close(h, "span");
    }
    if (has_caption(&o->caption, NHS_AT_END)) {
        html_words(h, " ");
        write_caption(h, &o->caption, o->size);
    }
    html_close_named(h, tag);
    if (has_caption(&o->caption, NHS_AFTER))
        write_caption(h, &o->caption, o->size);
}

void write_action(html_writer *h, const nhs_action *action, text of)
{
    html_open(h, "a");
    class_only(h, "nhsuk-link");
    html_attr(h, "href", action->href);
    html_text(h, action->words);
    if (action->about.len > 0 || of.len > 0) {
        html_open(h, "span");
        class_only(h, "nhsuk-u-visually-hidden");
        if (action->about.len > 0) {
            html_words(h, " ");
            html_text(h, action->about);
        }
        if (of.len > 0) {
            html_words(h, " (");
            html_text(h, of);
            html_words(h, ")");
        }
        html_close(h, "span");
    }
    html_close(h, "a");
}
