/* web/nhsuk/forms.h: fields and buttons.
 *
 * Each field brings its label, its hint, its error with the hidden word "Error:", and aria-describedby that ties them
 * together; none can be forgotten. The error summary links to the id of the first field concerned: `id`, or `name` when
 * `id` is empty. Empty texts mean "has none". */
#ifndef WEB_NHSUK_FORMS_H
#define WEB_NHSUK_FORMS_H

#include "web/nhsuk/types.h"

/* What every field has. */
#define NHS_FIELD_MEMBERS                                                                                              \
    text name;                                                                                                         \
    text id;         /* `name` when empty */                                                                           \
    nhs_label label; /* of a group (radios, checkboxes, date): its legend */                                           \
    text hint;                                                                                                         \
    text error;        /* what to do, in the words of messages.csv */                                                  \
    text described_by; /* ids of further words about it */                                                             \
    bool is_disabled   /* avoid: people cannot tell why */

typedef struct nhs_field {
    NHS_FIELD_MEMBERS;
} nhs_field;

/* The members stand in each option struct as if they were its own: .name = …, .label = … */
#define NHS_FIELD                                                                                                      \
    union {                                                                                                            \
        struct {                                                                                                       \
            NHS_FIELD_MEMBERS;                                                                                         \
        };                                                                                                             \
        nhs_field field;                                                                                               \
    }

typedef struct nhs_input_options {
    NHS_FIELD;
    text value;
    const char *type;      /* "email", "tel", "url" …; NULL: "text" */
    int width;             /* in characters: 2, 3, 4, 5, 10, 20 or 30; 0: as wide as the column */
    const char *inputmode; /* "numeric" for codes and whole numbers, "decimal" */
    const char *autocomplete;
    bool no_spellcheck; /* for codes, names and addresses */
    bool is_code;       /* letters of one width, for codes that people copy */
    text prefix, suffix;
} nhs_input_options;
void nhs_input(html_writer *h, const nhs_input_options *options);

typedef struct nhs_textarea_options {
    NHS_FIELD;
    text value;
    int rows; /* 5 when 0 */
    const char *autocomplete;
} nhs_textarea_options;
void nhs_textarea(html_writer *h, const nhs_textarea_options *options);

/* A text area that says how much room is left. Sending too much is not prevented: the form says what to do. */
typedef enum nhs_count { NHS_COUNT_PLAIN, NHS_COUNT_CHARACTERS, NHS_COUNT_LENGTH, NHS_COUNT_WORDS } nhs_count;
typedef struct nhs_character_count_options {
    NHS_FIELD;
    text value;
    int rows;
    int max; /* so many of what is counted */
    nhs_count count;
    int threshold_pct; /* the count shows from this share of the limit on; 0: always */
} nhs_character_count_options;
void nhs_character_count(html_writer *h, const nhs_character_count_options *options);

typedef struct nhs_option {
    text words;
    text value;
    bool has_value; /* false: the words are the value */
    bool is_disabled;
    bool is_divider; /* a line between options; nothing else counts */
} nhs_option;
typedef struct nhs_select_options {
    NHS_FIELD;
    text value; /* the chosen one */
    const nhs_option *items;
    size_t n_items;
} nhs_select_options;
void nhs_select(html_writer *h, const nhs_select_options *options);

/* Radios and checkboxes. A follow-up question comes on the next page: revealed fields fail WCAG 4.1.2. */
typedef struct nhs_choice {
    text words;
    text value;
    text hint;
    text id;         /* made from the field's when empty */
    bool is_divider; /* "or", between choices */
    bool is_disabled;
    bool is_exclusive; /* checkboxes: "None of these" takes the other ticks away */
} nhs_choice;
typedef struct nhs_radios_options {
    NHS_FIELD;
    text value; /* the chosen one; empty: none yet */
    const nhs_choice *items;
    size_t n_items;
    bool is_small;
    bool is_inline; /* for two short choices */
    bool has_no_fieldset;
} nhs_radios_options;
void nhs_radios(html_writer *h, const nhs_radios_options *options);

typedef struct nhs_checkboxes_options {
    NHS_FIELD;
    const text *values; /* the ticked ones */
    size_t n_values;
    const nhs_choice *items;
    size_t n_items;
    bool is_small;
    bool is_inline;
    bool has_no_fieldset; /* a single tick, whose label says all */
} nhs_checkboxes_options;
void nhs_checkboxes(html_writer *h, const nhs_checkboxes_options *options);

/* A day in three fields; a form sends NAME-day, NAME-month, NAME-year. */
typedef struct nhs_date_part {
    text value;
    text label;               /* "Day" … when empty */
    const char *autocomplete; /* "bday-day" */
    bool has_error;           /* when no part has, an error of the whole marks all three */
    bool is_disabled;
    bool is_left_out; /* a birthday has no year, a starting month no day */
} nhs_date_part;
typedef struct nhs_date_input_options {
    NHS_FIELD;
    nhs_date_part day, month, year;
} nhs_date_input_options;
void nhs_date_input(html_writer *h, const nhs_date_input_options *options);

typedef struct nhs_file_upload_options {
    NHS_FIELD;
    const char *accept; /* ".csv,.xlsx": what the picker offers; checked again by the server */
    bool has_drop_zone; /* by script; its button's name is not what it shows (WCAG 2.5.3), so better not */
    bool is_multiple;
} nhs_file_upload_options;
void nhs_file_upload(html_writer *h, const nhs_file_upload_options *options);

typedef struct nhs_password_input_options {
    NHS_FIELD;
    text value;
    const char *autocomplete; /* "current-password" when NULL; "new-password" */
    int width;
    bool is_code;
} nhs_password_input_options;
void nhs_password_input(html_writer *h, const nhs_password_input_options *options);

typedef enum nhs_button_variant {
    NHS_BUTTON,
    NHS_BUTTON_SECONDARY,
    NHS_BUTTON_SECONDARY_SOLID,
    NHS_BUTTON_REVERSE,
    NHS_BUTTON_WARNING, /* takes something away for good */
    NHS_BUTTON_BRAND,
    NHS_BUTTON_LOGIN,
    NHS_BUTTON_COUNT
} nhs_button_variant;
typedef struct nhs_button_options {
    text words;
    nhs_button_variant variant;
    text href; /* a link that looks like a button ("Start now"); empty: a button that sends its form */
    text name, value;
    text id;
    text aria_label;
    const char *type; /* "submit" when NULL */
    text controls;    /* the id of what it works on */
    nhs_icon icon;
    bool icon_at_end;
    bool is_small;
    bool is_disabled;
    bool prevents_double_click; /* for what would be done twice */
    bool is_hidden;             /* until script shows it */
} nhs_button_options;
void nhs_button(html_writer *h, const nhs_button_options *options);

typedef struct nhs_search_input_options {
    NHS_FIELD;
    text value;
    text placeholder;
    text prefix;
    text button_words; /* beside the magnifying glass; empty: the glass alone, read aloud as "Search" */
    int width;
    bool is_large;
    bool is_code;
    bool has_no_button;
} nhs_search_input_options;
void nhs_search_input(html_writer *h, const nhs_search_input_options *options);

/* Several fields under one question; radios, checkboxes and dates bring their own. */
typedef struct nhs_fieldset_options {
    nhs_label legend;
    text id;
    text described_by;
    const char *role;
} nhs_fieldset_options;
void nhs_begin_fieldset(html_writer *h, const nhs_fieldset_options *options);
void nhs_end_fieldset(html_writer *h);

/* The parts, for what none of the above is. */
void nhs_write_label(html_writer *h, const nhs_label *label, text for_id);
void nhs_write_legend(html_writer *h, const nhs_label *legend);
void nhs_hint(html_writer *h, text words, text id);
void nhs_error_message(html_writer *h, text words, text id);

/* One link to the first field concerned for each error, in the order of the page. web_page_begin writes it. */
typedef struct nhs_error_item {
    text words;
    text href; /* "#target"; empty: no link */
} nhs_error_item;
typedef struct nhs_error_summary_options {
    text heading; /* "There is a problem" when empty */
    text description;
    const nhs_error_item *items;
    size_t n_items;
    bool no_focus; /* leave the focus where it is */
} nhs_error_summary_options;
void nhs_error_summary(html_writer *h, const nhs_error_summary_options *options);

#endif
