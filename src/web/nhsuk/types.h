/* web/nhsuk/types.h: what several components of the design system share. */
#ifndef WEB_NHSUK_TYPES_H
#define WEB_NHSUK_TYPES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/html.h"
#include "base/text.h"

/* Sizes of headings, captions, labels and legends; NHS_PLAIN: the one that the place has by itself. */
typedef enum nhs_size { NHS_PLAIN, NHS_XXS, NHS_XS, NHS_S, NHS_M, NHS_L, NHS_XL, NHS_XXL, NHS_SIZE_COUNT } nhs_size;

/* The order in which the design system draws them is the order of their names (nhs_icon_names). */
typedef enum nhs_icon {
    NHS_NO_ICON,
    NHS_ARROW_DOWN,
    NHS_ARROW_DOWN_CIRCLE,
    NHS_ARROW_LEFT,
    NHS_ARROW_LEFT_CIRCLE,
    NHS_ARROW_RIGHT,
    NHS_ARROW_RIGHT_CIRCLE,
    NHS_ARROW_UP,
    NHS_ARROW_UP_CIRCLE,
    NHS_ARROW_UP_DOWN,
    NHS_CHEVRON_DOWN_CIRCLE,
    NHS_CHEVRON_LEFT_CIRCLE,
    NHS_CHEVRON_RIGHT_CIRCLE,
    NHS_CHEVRON_UP_CIRCLE,
    NHS_CROSS,
    NHS_MINUS,
    NHS_PLUS,
    NHS_SEARCH,
    NHS_TICK,
    NHS_USER,
    NHS_ICON_COUNT
} nhs_icon;
extern const char *const nhs_icon_names[NHS_ICON_COUNT]; /* "arrow-down" …; NULL for none */
void nhs_draw_icon(html_writer *h, nhs_icon icon);       /* hidden from screen readers; nothing for NHS_NO_ICON */

/* A shade that is not the ordinary one. */
typedef enum nhs_ground { NHS_ON_LIGHT, NHS_ON_DARK } nhs_ground;

/* Small words that go with a heading, label or legend. */
typedef enum nhs_place { NHS_AT_START, NHS_AT_END, NHS_BEFORE, NHS_AFTER } nhs_place; /* inside first, inside last, … */
typedef struct nhs_caption {
    text words;
    nhs_size size;   /* M, L, XL or XXL; NHS_PLAIN: that of the heading */
    nhs_place place; /* inside the heading, before its words */
    const char *tag; /* "span" when NULL */
} nhs_caption;

typedef struct nhs_heading_options {
    text words;
    text id;
    int level; /* 1 to 6; 0: 1 */
    nhs_size size;
    nhs_caption caption;
    text href;   /* makes the words a link */
    text hidden; /* more words, for screen readers only */
} nhs_heading_options;
void nhs_heading(html_writer *h, const nhs_heading_options *options);

/* What a field, or a group of them, asks. `.label = { TEXT("Target") }` is enough. */
typedef struct nhs_label {
    text words;
    nhs_size size;
    int heading; /* 1: it is the h1 of the page, as when a page asks one question; 2 …; 0: no heading */
    nhs_caption caption;
    bool is_hidden; /* read aloud, not shown: for a search box beside its button */
} nhs_label;

/* An offer to act: "Change" beside an answer. `about` is read aloud only: "Change", "date of birth". */
typedef struct nhs_action {
    text href;
    text words;
    text about;
} nhs_action;

#endif
