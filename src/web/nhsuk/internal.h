/* web/nhsuk/internal.h: how classes, ids and fields are put together. Shared within this folder only. */
#ifndef WEB_NHSUK_INTERNAL_H
#define WEB_NHSUK_INTERNAL_H

#include "web/nhsuk/forms.h"
#include "web/nhsuk/types.h"

/* class="nhsuk-thing nhsuk-thing--kind …": begin, add, end, inside an open tag. */
void class_begin(html_writer *h, const char *name);
void class_add(html_writer *h, const char *name);
void class_add_if(html_writer *h, bool condition, const char *name);
void class_add_pair(html_writer *h, const char *front, const char *back); /* one class of two pieces */
void class_end(html_writer *h);
void class_only(html_writer *h, const char *name);

extern const char *const nhs_size_names[NHS_SIZE_COUNT]; /* "" for NHS_PLAIN, "xxs" … */
const char *heading_tag(int level);                      /* 0 is h1, too */

/* An attribute from a terminated word; nothing when it is NULL. */
#define attr_word_if(h, name, word) html_attr_if((h), name, text_of((word) == NULL ? "" : (word)))
#define attr_flag_if(h, condition, name) ((condition) ? html_flag((h), name) : (void)0)
void attr_number(html_writer *h, const char *name, int number);

/* Words inside a heading, label or legend: the caption in its place, then the words. */
void write_captioned(html_writer *h, text words, const nhs_caption *caption, nhs_size size);
void write_caption(html_writer *h, const nhs_caption *caption, nhs_size size);
bool has_caption(const nhs_caption *caption, nhs_place place);

void write_hidden(html_writer *h, text words); /* <span> read aloud only */

/* The card's and the summary list's links; `of` names the card: "Change date of birth (Karen Francis)". */
void write_action(html_writer *h, const nhs_action *action, text of);

void write_button(html_writer *h, const nhs_button_options *options, const char *more_classes);

/* ---- fields ---- */

text field_id(const nhs_field *f);
void add_id(html_writer *h, const nhs_field *f, const char *suffix); /* id="NAME-hint" */

/* <div class="nhsuk-form-group …">: the tag is left open for more attributes. */
void field_begin_group(html_writer *h, const nhs_field *f, const char *more_classes);

/* Hint and error, in this order. */
void field_write_words(html_writer *h, const nhs_field *f);
void field_add_described_by(html_writer *h, const nhs_field *f, const char *first_suffix);

/* <fieldset> with the legend, hint and error; of a group. */
void field_begin_fieldset(html_writer *h, const nhs_field *f, const char *role);

/* An input inside its group. `write_after` writes what stands after it (a button). */
typedef struct input_parts {
    const char *classes;         /* before those of the input's own options */
    const char *group_classes;   /* of the form group, after its own */
    const char *wrapper_classes; /* of the box round input and button */
    const char *module;          /* data-module of the group */
    const char *autocapitalize;
    text placeholder;
    bool is_large;
    bool has_error; /* a red frame without words */
    void (*write_after)(html_writer *h, const void *context);
    const void *context;
} input_parts;
void write_input(html_writer *h, const nhs_input_options *options, const input_parts *parts);

#endif
