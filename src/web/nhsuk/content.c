/* Words, tags, boxes that open, and what else stands in the text of a page. Cards and panels are in boxes.c. */
#include "web/nhsuk/content.h"

#include "web/nhsuk/internal.h"

static void write_paragraph(html_writer *h, const char *class, text words)
{
    html_open(h, "p");
    class_only(h, class);
    html_text(h, words);
    html_close(h, "p");
}

void nhs_paragraph(html_writer *h, text words)
{
    html_element(h, "p", words);
}

void nhs_lead(html_writer *h, text words)
{
    write_paragraph(h, "nhsuk-lede-text", words);
}

void nhs_quiet(html_writer *h, text words)
{
    write_paragraph(h, "nhsuk-body-s nhsuk-u-secondary-text-colour", words);
}

void nhs_link(html_writer *h, text href, text words)
{
    html_open(h, "a");
    class_only(h, "nhsuk-link");
    html_attr(h, "href", href);
    html_text(h, words);
    html_close(h, "a");
}

void nhs_link_elsewhere(html_writer *h, text href, text words)
{
    html_open(h, "a");
    class_only(h, "nhsuk-link");
    html_attr(h, "href", href);
    html_attr_literal(h, "target", "_blank");
    html_attr_literal(h, "rel", "noopener");
    html_text(h, words);
    html_words(h, " (opens in a new tab)");
    html_close(h, "a");
}

void nhs_begin_list(html_writer *h, bool is_numbered)
{
    html_open_named(h, is_numbered ? "ol" : "ul");
    class_only(h, is_numbered ? "nhsuk-list nhsuk-list--number" : "nhsuk-list nhsuk-list--bullet");
}

void nhs_end_list(html_writer *h, bool is_numbered)
{
    html_close_named(h, is_numbered ? "ol" : "ul");
}

void nhs_begin_inset(html_writer *h)
{
    html_open(h, "div");
    class_only(h, "nhsuk-inset-text");
    write_hidden(h, TEXT("Information: "));
}

void nhs_end_inset(html_writer *h)
{
    html_close(h, "div");
}

void nhs_inset_text(html_writer *h, text words)
{
    nhs_begin_inset(h);
    html_element(h, "p", words);
    nhs_end_inset(h);
}

void nhs_tag(html_writer *h, const nhs_tag_options *o)
{
    static const char *const colours[NHS_COLOUR_COUNT] = {
        [NHS_WHITE] = "nhsuk-tag--white",           [NHS_GREY] = "nhsuk-tag--grey",     [NHS_BLUE] = "nhsuk-tag--blue",
        [NHS_AQUA_GREEN] = "nhsuk-tag--aqua-green", [NHS_PURPLE] = "nhsuk-tag--purple", [NHS_PINK] = "nhsuk-tag--pink",
        [NHS_NO_COLOUR] = "nhsuk-tag--no-colour",
    };
    html_open(h, "strong");
    class_begin(h, "nhsuk-tag");
    class_add_if(h, colours[o->colour] != NULL, colours[o->colour]);
    class_add_if(h, o->has_no_border, "nhsuk-tag--no-border");
    class_end(h);
    html_text(h, o->words);
    html_close(h, "strong");
}

void nhs_begin_details(html_writer *h, const nhs_details_options *o)
{
    html_open(h, "details");
    class_begin(h, "nhsuk-details");
    class_add_if(h, o->ground == NHS_ON_DARK, "nhsuk-details--reverse");
    class_add_if(h, o->is_expander, "nhsuk-expander");
    class_end(h);
    html_attr_if(h, "id", o->id);
    attr_flag_if(h, o->is_open, "open");
    html_open(h, "summary");
    class_only(h, "nhsuk-details__summary");
    html_open(h, "span");
    class_only(h, "nhsuk-details__summary-text");
    html_text(h, o->summary);
    html_close(h, "span");
    html_close(h, "summary");
    html_open(h, "div");
    class_only(h, "nhsuk-details__text");
}

void nhs_end_details(html_writer *h)
{
    html_close(h, "div");
    html_close(h, "details");
}

void nhs_action_link(html_writer *h, const nhs_action_link_options *o)
{
    html_open(h, "a");
    class_begin(h, "nhsuk-action-link");
    class_add_if(h, o->ground == NHS_ON_DARK, "nhsuk-action-link--reverse");
    class_end(h);
    html_attr(h, "href", o->href);
    nhs_draw_icon(h, NHS_ARROW_RIGHT_CIRCLE);
    html_words(h, " ");
    html_open(h, "span");
    class_only(h, "nhsuk-action-link__text");
    html_text(h, o->words);
    html_close(h, "span");
    html_close(h, "a");
}

void nhs_image(html_writer *h, const nhs_image_options *o)
{
    html_open(h, "figure");
    class_begin(h, "nhsuk-image");
    class_add_if(h, o->has_no_border, "nhsuk-image--no-border");
    class_add_if(h, o->has_no_background, "nhsuk-image--no-background");
    if (o->width != NULL)
        class_add_pair(h, "nhsuk-u-width-", o->width);
    class_end(h);
    if (o->src.len > 0) {
        html_void(h, "img");
        class_only(h, "nhsuk-image__img");
        html_attr(h, "src", o->src);
        html_attr(h, "alt", o->alt);
        attr_word_if(h, "sizes", o->sizes);
        attr_word_if(h, "srcset", o->srcset);
    }
    if (o->caption.len > 0) {
        html_open(h, "figcaption");
        class_only(h, "nhsuk-image__caption");
        html_text(h, o->caption);
        html_close(h, "figcaption");
    }
    html_close(h, "figure");
}

void nhs_begin_scroll(html_writer *h, const nhs_scroll_options *o)
{
    html_open(h, "div");
    class_begin(h, "nhsuk-scroll");
    class_add_if(h, o->ground == NHS_ON_DARK, "nhsuk-scroll--reverse");
    class_end(h);
    html_attr_literal(h, "data-module", "nhsuk-scroll");
    html_open(h, "div");
    class_only(h, "nhsuk-scroll__content");
    html_attr_literal(h, "role", "region");
    html_attr_if(h, "aria-labelledby", o->labelled_by);
}

void nhs_end_scroll(html_writer *h)
{
    html_close(h, "div");
    html_close(h, "div");
}

void nhs_code(html_writer *h, const nhs_code_options *o)
{
    const text words = o->button_words.len > 0 ? o->button_words : TEXT("Copy code");
    html_open(h, "div");
    class_begin(h, "nhsuk-code");
    class_add_if(h, o->has_button, "nhsuk-code--button");
    class_add_if(h, o->ground == NHS_ON_DARK, "nhsuk-code--reverse");
    if (o->background != NULL)
        class_add_pair(h, "nhsuk-code--background-", o->background);
    class_add_if(h, o->has_no_border, "nhsuk-code--no-border");
    class_end(h);
    html_attr_if(h, "data-i18n.copy-button", o->button_words);
    html_attr_literal(h, "data-module", "nhsuk-code");
    if (o->has_button)
        write_button(h,
                     &(nhs_button_options){ .words = words, .id = o->button_id, .type = "button", .is_hidden = true },
                     o->ground == NHS_ON_DARK
                         ? "nhsuk-button--reverse nhsuk-button--small nhsuk-code__button nhsuk-js-code-button"
                         : "nhsuk-button--secondary nhsuk-button--small nhsuk-code__button nhsuk-js-code-button");
    html_literal(h, "<pre class=\"nhsuk-code__container\"><code class=\"nhsuk-code__content\">");
    html_text(h, o->code);
    html_literal(h, "</code></pre>");
    html_close(h, "div");
}

void nhs_hero(html_writer *h, const nhs_hero_options *o)
{
    html_open(h, "section");
    class_begin(h, "nhsuk-hero");
    class_add_if(h, !o->has_no_border, "nhsuk-hero--border");
    class_end(h);
    html_literal(h, "<div class=\"nhsuk-width-container\"><div class=\"nhsuk-grid-row\">"
                    "<div class=\"nhsuk-grid-column-two-thirds\"><div class=\"nhsuk-hero__content\">");
    html_open_named(h, heading_tag(o->level));
    class_only(h, "nhsuk-heading-xl nhsuk-hero__heading");
    html_text(h, o->heading);
    html_close_named(h, heading_tag(o->level));
    if (o->words.len > 0)
        write_paragraph(h, "nhsuk-body-l", o->words);
    html_literal(h, "</div></div></div></div>");
    html_close(h, "section");
}
