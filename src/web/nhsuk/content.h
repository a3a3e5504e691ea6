/* web/nhsuk/content.h: what stands in the text of a page. What has an inside is begun and ended, and anything may be
 * written between. */
#ifndef WEB_NHSUK_CONTENT_H
#define WEB_NHSUK_CONTENT_H

#include "web/nhsuk/types.h"

/* Paragraphs, links and lists. */
void nhs_paragraph(html_writer *h, text words);
void nhs_lead(html_writer *h, text words);  /* larger: the sentence under the heading */
void nhs_quiet(html_writer *h, text words); /* smaller and paler: notes */
void nhs_link(html_writer *h, text href, text words);
void nhs_link_elsewhere(html_writer *h, text href, text words); /* "… (opens in a new tab)" */
void nhs_begin_list(html_writer *h, bool is_numbered);          /* then li elements */
void nhs_end_list(html_writer *h, bool is_numbered);

/* "Information: …", set in from the margin. */
void nhs_inset_text(html_writer *h, text words);
void nhs_begin_inset(html_writer *h);
void nhs_end_inset(html_writer *h);

/* Adjectives, few, never a link. There is no red, amber or green. */
typedef enum nhs_colour {
    NHS_DEFAULT_COLOUR,
    NHS_WHITE,
    NHS_GREY,
    NHS_BLUE,
    NHS_AQUA_GREEN,
    NHS_PURPLE,
    NHS_PINK,
    NHS_NO_COLOUR,
    NHS_COLOUR_COUNT
} nhs_colour;
typedef struct nhs_tag_options {
    text words;
    nhs_colour colour;
    bool has_no_border;
} nhs_tag_options;
void nhs_tag(html_writer *h, const nhs_tag_options *options);

/* Words that open on demand. On paper they are open. */
typedef struct nhs_details_options {
    text summary;
    text id;
    bool is_open;
    bool is_expander; /* in a frame of its own, for long content */
    nhs_ground ground;
} nhs_details_options;
void nhs_begin_details(html_writer *h, const nhs_details_options *options);
void nhs_end_details(html_writer *h);

typedef enum nhs_card_variant {
    NHS_CARD,
    NHS_CARD_FEATURE,
    NHS_CARD_PRIMARY,
    NHS_CARD_SECONDARY,
    NHS_CARD_WARNING,
    NHS_CARD_COUNT
} nhs_card_variant;
typedef struct nhs_card_options {
    text heading;
    text heading_id;
    int level; /* of the heading; 2 when 0 */
    nhs_size size;
    nhs_caption caption;
    text hidden;       /* read aloud before the heading: "Important" */
    text href;         /* makes the heading a link */
    bool is_clickable; /* all of the card is the link */
    text description;
    text image, image_alt;
    const nhs_action *actions; /* beside the heading */
    size_t n_actions;
    nhs_card_variant variant;
} nhs_card_options;
void nhs_card(html_writer *h, const nhs_card_options *options); /* with nothing else inside */
void nhs_begin_card(html_writer *h, const nhs_card_options *options);
void nhs_end_card(html_writer *h, const nhs_card_options *options); /* the same ones */

/* "Important: …" in a frame. */
typedef struct nhs_warning_options {
    text heading;
    int level; /* 3 when 0 */
    text words;
} nhs_warning_options;
void nhs_warning_callout(html_writer *h, const nhs_warning_options *options); /* with nothing else inside */
void nhs_begin_warning(html_writer *h, const nhs_warning_options *options);
void nhs_end_warning(html_writer *h);

/* At the end of a task: "Sent". */
typedef struct nhs_panel_options {
    text heading;
    int level; /* 1 when 0 */
    nhs_size size;
    nhs_caption caption;
    text words;
    bool is_interruption; /* something to stop and think about, before the task */
} nhs_panel_options;
void nhs_panel(html_writer *h, const nhs_panel_options *options);
void nhs_begin_panel(html_writer *h, const nhs_panel_options *options);
void nhs_end_panel(html_writer *h);

/* Above the heading: something has happened, or is important. */
typedef struct nhs_banner_options {
    text title; /* "Important", of success "Success", when empty */
    text title_id;
    int title_level; /* 2 when 0 */
    text heading;
    int level; /* 3 when 0 */
    text words;
    bool is_success;
    const char *role; /* "region", of success "alert", when NULL */
    bool no_focus;
} nhs_banner_options;
void nhs_notification_banner(html_writer *h, const nhs_banner_options *options);
void nhs_begin_banner(html_writer *h, const nhs_banner_options *options);
void nhs_end_banner(html_writer *h);

/* A link that starts something, with an arrow. */
typedef struct nhs_action_link_options {
    text words;
    text href;
    nhs_ground ground;
} nhs_action_link_options;
void nhs_action_link(html_writer *h, const nhs_action_link_options *options);

typedef struct nhs_do_list_options {
    text heading;
    int level; /* 3 when 0 */
    bool is_dont;
    text prefix; /* "do not", of what to leave, when empty */
    bool has_no_prefix;
    const text *items;
    size_t n_items;
} nhs_do_list_options;
void nhs_do_dont_list(html_writer *h, const nhs_do_list_options *options);

typedef struct nhs_image_options {
    text src;
    text alt; /* empty: says nothing that the text does not say */
    text caption;
    const char *sizes, *srcset;
    const char *width; /* "one-half" */
    bool has_no_border, has_no_background;
} nhs_image_options;
void nhs_image(html_writer *h, const nhs_image_options *options);

/* A box that scrolls sideways by itself, so that the page need not. */
typedef struct nhs_scroll_options {
    text labelled_by; /* the id of what names it */
    nhs_ground ground;
} nhs_scroll_options;
void nhs_begin_scroll(html_writer *h, const nhs_scroll_options *options);
void nhs_end_scroll(html_writer *h);

/* Code, with a button that copies it where there is script. */
typedef struct nhs_code_options {
    text code;
    bool has_button;
    text button_words; /* "Copy code" when empty */
    text button_id;
    bool has_no_border;
    const char *background;
    nhs_ground ground;
} nhs_code_options;
void nhs_code(html_writer *h, const nhs_code_options *options);

/* A band across the page, for the home page. */
typedef struct nhs_hero_options {
    text heading;
    int level; /* 1 when 0 */
    text words;
    bool has_no_border;
} nhs_hero_options;
void nhs_hero(html_writer *h, const nhs_hero_options *options);

#endif
