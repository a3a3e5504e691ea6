/* Cards, callouts, panels and banners. */
#include "web/nhsuk/content.h"

#include "web/nhsuk/internal.h"

static const char *const card_classes[NHS_CARD_COUNT] = {
    [NHS_CARD_FEATURE] = "nhsuk-card--feature",
    [NHS_CARD_PRIMARY] = "nhsuk-card--primary",
    [NHS_CARD_SECONDARY] = "nhsuk-card--secondary",
    [NHS_CARD_WARNING] = "nhsuk-card--warning",
};

static void write_card_heading(html_writer *h, const nhs_card_options *o)
{
    const char *const tag = heading_tag(o->level == 0 ? 2 : o->level);
    html_open_named(h, tag);
    class_begin(h, "nhsuk-card__heading");
    if (o->size != NHS_PLAIN)
        class_add_pair(h, "nhsuk-heading-", nhs_size_names[o->size]);
    class_end(h);
    html_attr_if(h, "id", o->heading_id);
    if (has_caption(&o->caption, NHS_AT_START)) {
        write_caption(h, &o->caption, o->size);
        html_words(h, " ");
    }
    if (o->href.len > 0 && o->variant != NHS_CARD_FEATURE) {
        html_open(h, "a");
        class_only(h, "nhsuk-card__link");
        html_attr(h, "href", o->href);
        html_text(h, o->heading);
        html_close(h, "a");
    } else if (o->hidden.len > 0) {
        html_open(h, "span");
        html_attr_literal(h, "role", "text");
        html_open(h, "span");
        class_only(h, "nhsuk-u-visually-hidden");
        html_text(h, o->hidden);
        html_words(h, ": ");
        html_close(h, "span");
        html_text(h, o->heading);
        html_close(h, "span");
    } else {
        html_text(h, o->heading);
    }
    if (has_caption(&o->caption, NHS_AT_END)) {
        html_words(h, " ");
        write_caption(h, &o->caption, o->size);
    }
    html_close_named(h, tag);
}

static void write_card_actions(html_writer *h, const nhs_card_options *o)
{
    if (o->n_actions == 0)
        return;
    const bool is_list = o->n_actions > 1;
    html_open_named(h, is_list ? "ul" : "div");
    class_only(h, "nhsuk-card__actions");
    for (size_t i = 0; i < o->n_actions; i++) {
        if (is_list)
            html_literal(h, "<li class=\"nhsuk-card__action\">");
        write_action(h, &o->actions[i], o->heading);
        if (is_list)
            html_literal(h, "</li>");
    }
    html_close_named(h, is_list ? "ul" : "div");
}

void nhs_begin_card(html_writer *h, const nhs_card_options *o)
{
    html_open(h, "div");
    class_begin(h, "nhsuk-card");
    class_add_if(h, o->is_clickable, "nhsuk-card--clickable");
    class_add_if(h, card_classes[o->variant] != NULL, card_classes[o->variant]);
    class_end(h);
    if (o->image.len > 0) {
        html_void(h, "img");
        class_only(h, "nhsuk-card__img");
        html_attr(h, "src", o->image);
        html_attr(h, "alt", o->image_alt);
    }
    if (o->n_actions > 0) {
        html_literal(h, "<div class=\"nhsuk-card__heading-container\">");
        if (o->heading.len > 0)
            write_card_heading(h, o);
        write_card_actions(h, o);
        html_literal(h, "</div>");
    }
    html_open(h, "div");
    class_only(h, "nhsuk-card__content");
    if (o->n_actions == 0 && o->heading.len > 0)
        write_card_heading(h, o);
    if (o->description.len > 0) {
        html_open(h, "p");
        class_only(h, "nhsuk-card__description");
        html_text(h, o->description);
        html_close(h, "p");
    }
}

void nhs_end_card(html_writer *h, const nhs_card_options *o)
{
    if (o->variant == NHS_CARD_PRIMARY)
        nhs_draw_icon(h, NHS_CHEVRON_RIGHT_CIRCLE);
    html_close(h, "div");
    html_close(h, "div");
}

void nhs_card(html_writer *h, const nhs_card_options *o)
{
    nhs_begin_card(h, o);
    nhs_end_card(h, o);
}

static nhs_card_options card_of_warning(const nhs_warning_options *o)
{
    const bool says_it = text_contains(o->heading, TEXT("Important")) || text_contains(o->heading, TEXT("important"));
    return (nhs_card_options){ .heading = o->heading,
                               .level = o->level == 0 ? 3 : o->level,
                               .hidden = says_it ? (text){ "", 0 } : TEXT("Important"),
                               .description = o->words,
                               .variant = NHS_CARD_WARNING };
}

void nhs_begin_warning(html_writer *h, const nhs_warning_options *o)
{
    const nhs_card_options card = card_of_warning(o);
    nhs_begin_card(h, &card);
}

void nhs_end_warning(html_writer *h)
{
    nhs_end_card(h, &(nhs_card_options){ .variant = NHS_CARD_WARNING });
}

void nhs_warning_callout(html_writer *h, const nhs_warning_options *o)
{
    nhs_begin_warning(h, o);
    nhs_end_warning(h);
}

void nhs_do_dont_list(html_writer *h, const nhs_do_list_options *o)
{
    const text prefix = o->has_no_prefix                   ? (text){ "", 0 }
                        : o->prefix.len > 0 || !o->is_dont ? o->prefix
                                                           : TEXT("do not");
    const nhs_card_options card = { .heading = o->heading,
                                    .level = o->level == 0 ? 3 : o->level,
                                    .variant = NHS_CARD_FEATURE };
    nhs_begin_card(h, &card);
    html_open(h, "ul");
    class_only(h, o->is_dont ? "nhsuk-list nhsuk-list--cross" : "nhsuk-list nhsuk-list--tick");
    html_attr_literal(h, "role", "list");
    for (size_t i = 0; i < o->n_items; i++) {
        html_open(h, "li");
        nhs_draw_icon(h, o->is_dont ? NHS_CROSS : NHS_TICK);
        html_text(h, prefix);
        if (prefix.len > 0)
            html_words(h, " ");
        html_text(h, o->items[i]);
        html_close(h, "li");
    }
    html_close(h, "ul");
    nhs_end_card(h, &card);
}

/* ---- panels and banners ---- */

void nhs_begin_panel(html_writer *h, const nhs_panel_options *o)
{
    const char *const tag = heading_tag(o->level);
    html_open(h, "div");
    class_begin(h, "nhsuk-panel");
    class_add_if(h, o->is_interruption, "nhsuk-panel--interruption");
    class_end(h);
    html_open_named(h, tag);
    class_begin(h, "nhsuk-panel__heading");
    if (o->size != NHS_PLAIN)
        class_add_pair(h, "nhsuk-panel__heading--", nhs_size_names[o->size]);
    class_end(h);
    write_captioned(h, o->heading, &o->caption, o->size);
    html_close_named(h, tag);
    html_open(h, "div");
    class_only(h, "nhsuk-panel__body");
    html_text(h, o->words);
}

void nhs_end_panel(html_writer *h)
{
    html_close(h, "div");
    html_close(h, "div");
}

void nhs_panel(html_writer *h, const nhs_panel_options *o)
{
    nhs_begin_panel(h, o);
    nhs_end_panel(h);
}

void nhs_begin_banner(html_writer *h, const nhs_banner_options *o)
{
    const text id = o->title_id.len > 0 ? o->title_id : TEXT("nhsuk-notification-banner-title");
    const char *const title_tag = heading_tag(o->title_level == 0 ? 2 : o->title_level);
    html_open(h, "div");
    class_begin(h, "nhsuk-notification-banner");
    class_add_if(h, o->is_success, "nhsuk-notification-banner--success");
    class_end(h);
    html_attr_literal(h, "data-module", "nhsuk-notification-banner");
    if (o->no_focus)
        html_attr_literal(h, "data-disable-auto-focus", "true");
    html_attr(h, "role", o->role != NULL ? text_of(o->role) : o->is_success ? TEXT("alert") : TEXT("region"));
    html_attr(h, "aria-labelledby", id);
    html_literal(h, "<div class=\"nhsuk-notification-banner__header\">");
    html_open_named(h, title_tag);
    class_only(h, "nhsuk-notification-banner__title");
    html_attr(h, "id", id);
    html_text(h, o->title.len > 0 ? o->title : o->is_success ? TEXT("Success") : TEXT("Important"));
    html_close_named(h, title_tag);
    html_literal(h, "</div>");
    html_open(h, "div");
    class_only(h, "nhsuk-notification-banner__content");
    if (o->heading.len > 0) {
        const char *const tag = heading_tag(o->level == 0 ? 3 : o->level);
        html_open_named(h, tag);
        class_only(h, "nhsuk-notification-banner__heading");
        html_text(h, o->heading);
        html_close_named(h, tag);
    }
    if (o->words.len > 0) {
        html_open(h, "p");
        class_only(h, o->heading.len > 0 ? "nhsuk-body" : "nhsuk-notification-banner__heading");
        html_text(h, o->words);
        html_close(h, "p");
    }
}

void nhs_end_banner(html_writer *h)
{
    html_close(h, "div");
    html_close(h, "div");
}

void nhs_notification_banner(html_writer *h, const nhs_banner_options *o)
{
    nhs_begin_banner(h, o);
    nhs_end_banner(h);
}
