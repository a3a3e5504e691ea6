/* Long texts, days and files. */
#include "web/nhsuk/internal.h"

/* `counted` is the text area of a character count; NULL: a plain one. */
static void write_textarea(html_writer *h, const nhs_textarea_options *o, const nhs_character_count_options *counted)
{
    const nhs_field *const f = &o->field;
    nhs_write_label(h, &f->label, field_id(f));
    field_write_words(h, f);
    html_open(h, "textarea");
    class_begin(h, "nhsuk-textarea");
    class_add_if(h, f->error.len > 0, "nhsuk-textarea--error");
    class_add_if(h, counted != NULL, "nhsuk-js-character-count");
    class_end(h);
    add_id(h, f, "");
    html_attr(h, "name", f->name);
    attr_number(h, "rows", o->rows == 0 ? 5 : o->rows);
    attr_flag_if(h, f->is_disabled, "disabled");
    field_add_described_by(h, f, counted == NULL ? NULL : "-info");
    attr_word_if(h, "autocomplete", o->autocomplete);
    /* a parser drops a line break at the start: one more keeps the one that was typed */
    if (o->value.len > 0 && o->value.at[0] == '\n')
        html_words(h, "\n");
    html_text(h, o->value);
    html_close(h, "textarea");
}

void nhs_textarea(html_writer *h, const nhs_textarea_options *o)
{
    field_begin_group(h, &o->field, NULL);
    write_textarea(h, o, NULL);
    html_close(h, "div");
}

void nhs_character_count(html_writer *h, const nhs_character_count_options *o)
{
    static const char *const types[] = { NULL, "characters", "length", "words" };
    field_begin_group(h, &o->field, "nhsuk-character-count");
    html_attr_literal(h, "data-module", "nhsuk-character-count");
    attr_number(h, "data-maxlength", o->max);
    if (o->threshold_pct > 0)
        attr_number(h, "data-threshold", o->threshold_pct);
    attr_word_if(h, "data-count-type", types[o->count]);
    write_textarea(h, &(nhs_textarea_options){ .field = o->field, .value = o->value, .rows = o->rows }, o);
    html_open(h, "div");
    class_only(h, "nhsuk-hint nhsuk-character-count__message");
    add_id(h, &o->field, "-info");
    html_format(h, "You can enter up to %d %s", o->max, o->count == NHS_COUNT_WORDS ? "words" : "characters");
    html_close(h, "div");
    html_close(h, "div");
}

/* What the three fields of a day are called. */
static const struct {
    const char *name;
    const char *id;
    text label;
    int width;
} parts[] = {
    { "day", "-day", { "Day", 3 }, 2 },
    { "month", "-month", { "Month", 5 }, 2 },
    { "year", "-year", { "Year", 4 }, 4 },
};

static void write_part(html_writer *h, const nhs_date_input_options *o, size_t which, const nhs_date_part *part,
                       bool has_error)
{
    const nhs_field *const f = &o->field;
    html_open(h, "div");
    class_only(h, "nhsuk-date-input__item");
    html_open(h, "div");
    class_begin(h, "nhsuk-form-group");
    class_add_if(h, has_error, "nhsuk-form-group--error");
    class_end(h);
    html_open(h, "label");
    class_only(h, "nhsuk-label nhsuk-date-input__label");
    html_begin_value(h, "for");
    html_add_value(h, field_id(f));
    html_add_value(h, text_of(parts[which].id));
    html_end_value(h);
    html_text(h, part->label.len > 0 ? part->label : parts[which].label);
    html_close(h, "label");
    html_void(h, "input");
    class_begin(h, "nhsuk-input");
    class_add_if(h, has_error, "nhsuk-input--error");
    class_add(h, parts[which].width == 2 ? "nhsuk-input--width-2" : "nhsuk-input--width-4");
    class_add(h, "nhsuk-date-input__input");
    class_end(h);
    add_id(h, f, parts[which].id);
    html_begin_value(h, "name");
    html_add_value(h, f->name);
    html_add_value(h, text_of(f->name.len > 0 ? parts[which].id : parts[which].name));
    html_end_value(h);
    html_attr_literal(h, "type", "text");
    html_attr_if(h, "value", part->value);
    attr_flag_if(h, f->is_disabled || part->is_disabled, "disabled");
    attr_word_if(h, "autocomplete", part->autocomplete);
    html_attr_literal(h, "inputmode", "numeric");
    html_close(h, "div");
    html_close(h, "div");
}

void nhs_date_input(html_writer *h, const nhs_date_input_options *o)
{
    const nhs_field *const f = &o->field;
    const nhs_date_part *const given[] = { &o->day, &o->month, &o->year };
    const bool any_error = o->day.has_error || o->month.has_error || o->year.has_error;
    html_open(h, "div");
    class_begin(h, "nhsuk-form-group");
    class_add_if(h, f->error.len > 0 || any_error, "nhsuk-form-group--error");
    class_end(h);
    field_begin_fieldset(h, f, "group"); /* else JAWS does not read hint and error of text fields */
    field_write_words(h, f);
    html_open(h, "div");
    class_only(h, "nhsuk-date-input");
    add_id(h, f, "");
    for (size_t i = 0; i < 3; i++)
        if (!given[i]->is_left_out)
            write_part(h, o, i, given[i], any_error ? given[i]->has_error : f->error.len > 0);
    html_close(h, "div");
    html_close(h, "fieldset");
    html_close(h, "div");
}

void nhs_file_upload(html_writer *h, const nhs_file_upload_options *o)
{
    const nhs_field *const f = &o->field;
    field_begin_group(h, f, "nhsuk-file-upload");
    if (o->has_drop_zone)
        html_attr_literal(h, "data-module", "nhsuk-file-upload");
    nhs_write_label(h, &f->label, field_id(f));
    field_write_words(h, f);
    html_void(h, "input");
    class_only(h, "nhsuk-file-upload__input");
    add_id(h, f, "");
    html_attr(h, "name", f->name);
    html_attr_literal(h, "type", "file");
    attr_flag_if(h, f->is_disabled, "disabled");
    attr_flag_if(h, o->is_multiple, "multiple");
    field_add_described_by(h, f, NULL);
    attr_word_if(h, "accept", o->accept);
    html_close(h, "div");
}

void nhs_error_summary(html_writer *h, const nhs_error_summary_options *o)
{
    html_open(h, "div");
    class_only(h, "nhsuk-error-summary");
    html_attr_literal(h, "data-module", "nhsuk-error-summary");
    if (o->no_focus)
        html_attr_literal(h, "data-disable-auto-focus", "true");
    html_literal(h, "<div role=\"alert\">");
    html_open(h, "h2");
    class_only(h, "nhsuk-error-summary__heading");
    html_text(h, o->heading.len > 0 ? o->heading : TEXT("There is a problem"));
    html_close(h, "h2");
    html_literal(h, "<div class=\"nhsuk-error-summary__body\">");
    if (o->description.len > 0)
        html_element(h, "p", o->description);
    if (o->n_items > 0)
        html_literal(h, "<ul class=\"nhsuk-list nhsuk-error-summary__list\">");
    for (size_t i = 0; i < o->n_items; i++) {
        const nhs_error_item *const item = &o->items[i];
        html_open(h, "li");
        if (item->href.len > 0) {
            html_open(h, "a");
            html_attr(h, "href", item->href);
            html_text(h, item->words);
            html_close(h, "a");
        } else {
            html_text(h, item->words);
        }
        html_close(h, "li");
    }
    if (o->n_items > 0)
        html_literal(h, "</ul>");
    html_literal(h, "</div></div>");
    html_close(h, "div");
}
