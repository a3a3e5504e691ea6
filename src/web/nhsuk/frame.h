/* web/nhsuk/frame.h: what stands round the content of every page. page.h puts it together. */
#ifndef WEB_NHSUK_FRAME_H
#define WEB_NHSUK_FRAME_H

#include "web/nhsuk/types.h"

void nhs_skip_link(html_writer *h, text href, text words); /* "#maincontent", "Skip to main content" when empty */

typedef struct nhs_nav_item {
    text words;
    text href;
    bool is_current; /* this page */
    bool is_active;  /* this page is somewhere below it */
} nhs_nav_item;

typedef struct nhs_account_item {
    text words;
    text href;
    text action;            /* or where a button sends a form to (signing out changes something) … */
    text token_name, token; /* … with this hidden field */
    bool has_icon;
} nhs_account_item;

/* The logo of the health service is not drawn: it needs a licence. `draw_mark` draws ours in its place. */
typedef struct nhs_header_options {
    text service;
    text href;                          /* home */
    void (*draw_mark)(html_writer *h);  /* NULL: none */
    text logo_src, logo_alt, logo_href; /* a picture, where the administrator states that it may be shown */
    text organisation, organisation_split, descriptor;
    const nhs_nav_item *items;
    size_t n_items;
    text nav_label; /* "Menu" when empty */
    const nhs_account_item *account;
    size_t n_account;
    text search_action; /* has a search box that asks this address; empty: none */
    text search_label;  /* read aloud */
    text search_placeholder;
    bool is_white, is_inline;
    bool nav_is_white, nav_is_justified;
} nhs_header_options;
void nhs_header(html_writer *h, const nhs_header_options *options);

typedef struct nhs_footer_link {
    text words;
    text href;
} nhs_footer_link;
typedef struct nhs_footer_column {
    text heading;
    const nhs_footer_link *items;
    size_t n_items;
    text words;
    const char *width; /* NULL: as wide as the others */
} nhs_footer_column;
typedef struct nhs_footer_options {
    const nhs_footer_column *columns;
    size_t n_columns;
    int columns_a_row;           /* 4 when 0 */
    const nhs_footer_link *meta; /* "Support links" */
    size_t n_meta;
    text meta_hidden; /* their heading, read aloud; "Support links" when empty */
    text meta_words;
    text copyright; /* none when empty */
} nhs_footer_options;
void nhs_footer(html_writer *h, const nhs_footer_options *options);

typedef struct nhs_crumb {
    text words;
    text href;
} nhs_crumb;
typedef struct nhs_breadcrumb_options {
    const nhs_crumb *items; /* from home on; the page itself is not among them */
    size_t n_items;
    text id;
    nhs_ground ground;
} nhs_breadcrumb_options;
void nhs_breadcrumb(html_writer *h, const nhs_breadcrumb_options *options);

typedef struct nhs_back_link_options {
    text href;
    text words;  /* "Back" when empty */
    text hidden; /* before the words, read aloud: "Back to" */
    nhs_ground ground;
} nhs_back_link_options;
void nhs_back_link(html_writer *h, const nhs_back_link_options *options);

/* The page between header and footer: what stands before the content (crumbs), then main. */
void nhs_begin_container(html_writer *h);
void nhs_begin_main(html_writer *h, bool is_wide); /* two thirds, for text; wide: for tables of icons */
void nhs_end_main(html_writer *h);
void nhs_end_container(html_writer *h);

#endif
