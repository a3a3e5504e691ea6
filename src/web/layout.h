/* web/layout.h: what every page looks like round its content: look.md's header with seven words, the demonstration's
 * banner, where one is, what is wrong, the heading, and a footer that begins with help.
 *
 * Between layout_begin and layout_end stands the content, inside <main>. Handlers call web/page.h, which knows the
 * request; this knows none, so that a page can be drawn by a test or into a file. */
#ifndef WEB_LAYOUT_H
#define WEB_LAYOUT_H

#include "web/nhsuk/nhsuk.h"

/* The seven words of the navigation, and the pages of the footer. */
typedef enum layout_place {
    LAYOUT_ELSEWHERE,
    LAYOUT_APPRAISAL,
    LAYOUT_MEASURES,
    LAYOUT_OBSTACLES,
    LAYOUT_CONSULTATIONS,
    LAYOUT_LEADERS,
    LAYOUT_CHANGE,
    LAYOUT_ORGANISATIONS,
    LAYOUT_HELP,
    LAYOUT_ABOUT,
    LAYOUT_PROTECTION,
    LAYOUT_ACCESSIBILITY,
    LAYOUT_PRIVACY,
    LAYOUT_DATA,
    LAYOUT_CORRECTIONS,
    LAYOUT_CONTACT,
    LAYOUT_PLACE_COUNT
} layout_place;
#define LAYOUT_HAS(place) (1u << (place))
text layout_path(layout_place place); /* "/measures"; empty for elsewhere */
text layout_word(layout_place place); /* "Measures" */

/* The same on every page of an installation. */
typedef struct layout_site {
    text federation;    /* "North of England Clinical Federation"; empty: the header says "Upward" alone */
    unsigned places;    /* LAYOUT_HAS(LAYOUT_MEASURES) | …: those that exist are linked, the others are not shown */
    text demonstration; /* what the banner says; empty: this is no demonstration */
    text sign_in;       /* addresses; empty: not offered */
    text your_work;
    text sign_out;
    text contact; /* name, address, telephone of who runs this, as one line; empty: not said yet */
    text version; /* in the footer */
} layout_site;

typedef struct layout {
    const layout_site *site;
    text title;   /* the h1, and the page's name in the browser */
    text caption; /* small words above the heading: the section of a long form, the organisation */
    bool asks;    /* one question: its label or legend is the h1 (`.heading = 1`), and none is written here */
    bool is_wide; /* for tables of icons; text keeps its measure */
    layout_place place;
    bool is_place;           /* the place's own first page */
    const nhs_crumb *crumbs; /* from home on, without this page; or … */
    size_t n_crumbs;
    text back;                    /* … one way back: forms */
    const nhs_error_item *errors; /* 422: the title says so, the summary stands above the heading */
    size_t n_errors;
    text done;              /* "The target was changed": a banner, once */
    text person;            /* who is signed in; empty: nobody */
    text token_name, token; /* the hidden field of the sign-out form */
    text session_left_s;    /* "28740": then they are signed out if they ask for nothing; empty: nobody is signed in */
    bool has_no_account;    /* respondents' pages: neither sign-in nor anything that tells */
    text language;          /* "en-GB" when empty */
} layout;

void layout_begin(html_writer *h, const layout *page);
void layout_end(html_writer *h, const layout *page);

/* A chart with its table: a figure that scrolls nowhere and is not cut on paper. */
void layout_begin_figure(html_writer *h);
void layout_end_figure(html_writer *h);

#endif
