/* What every field has in common: label, hint, error, and the ids that tie them together. */
#include "web/nhsuk/internal.h"

text field_id(const nhs_field *f)
{
    return f->id.len > 0 ? f->id : f->name;
}

static void add_id_words(html_writer *h, const nhs_field *f, const char *suffix)
{
    html_add_value(h, field_id(f));
    html_add_value(h, text_of(suffix));
}

void add_id(html_writer *h, const nhs_field *f, const char *suffix)
{
    html_begin_value(h, "id");
    add_id_words(h, f, suffix);
    html_end_value(h);
}

static void begin_hint(html_writer *h)
{
    html_open(h, "div");
    class_only(h, "nhsuk-hint");
}

void nhs_hint(html_writer *h, text words, text id)
{
    begin_hint(h);
    html_attr_if(h, "id", id);
    html_text(h, words);
    html_close(h, "div");
}

static void begin_error(html_writer *h)
{
    html_open(h, "span");
    class_only(h, "nhsuk-error-message");
}

static void end_error(html_writer *h, text words)
{
    write_hidden(h, TEXT("Error: "));
    html_text(h, words);
    html_close(h, "span");
}

void nhs_error_message(html_writer *h, text words, text id)
{
    begin_error(h);
    html_attr_if(h, "id", id);
    end_error(h, words);
}

void nhs_write_label(html_writer *h, const nhs_label *label, text for_id)
{
    if (has_caption(&label->caption, NHS_BEFORE))
        write_caption(h, &label->caption, label->size);
    const char *const tag = label->heading > 0 ? heading_tag(label->heading) : NULL;
    if (tag != NULL) {
        html_open_named(h, tag);
        class_only(h, "nhsuk-label-wrapper");
    }
    html_open(h, "label");
    class_begin(h, "nhsuk-label");
    if (label->size != NHS_PLAIN)
        class_add_pair(h, "nhsuk-label--", nhs_size_names[label->size]);
    class_add_if(h, label->is_hidden, "nhsuk-u-visually-hidden");
    class_end(h);
    html_attr_if(h, "for", for_id);
    write_captioned(h, label->words, &label->caption, label->size);
    html_close(h, "label");
    if (tag != NULL)
        html_close_named(h, tag);
    if (has_caption(&label->caption, NHS_AFTER))
        write_caption(h, &label->caption, label->size);
}

/* A caption stands inside the legend even when it is asked for before it: nothing may come before a legend. */
void nhs_write_legend(html_writer *h, const nhs_label *legend)
{
    nhs_caption caption = legend->caption;
    if (caption.place == NHS_BEFORE)
        caption.place = NHS_AT_START;
    html_open(h, "legend");
    class_begin(h, "nhsuk-fieldset__legend");
    if (legend->size != NHS_PLAIN)
        class_add_pair(h, "nhsuk-fieldset__legend--", nhs_size_names[legend->size]);
    class_add_if(h, legend->is_hidden, "nhsuk-u-visually-hidden");
    class_end(h);
    if (legend->heading > 0) {
        html_open_named(h, heading_tag(legend->heading));
        class_only(h, "nhsuk-fieldset__heading");
    }
    write_captioned(h, legend->words, &caption, legend->size);
    if (legend->heading > 0)
        html_close_named(h, heading_tag(legend->heading));
    html_close(h, "legend");
    if (has_caption(&caption, NHS_AFTER))
        write_caption(h, &caption, legend->size);
}

void field_begin_group(html_writer *h, const nhs_field *f, const char *more_classes)
{
    html_open(h, "div");
    class_begin(h, "nhsuk-form-group");
    class_add_if(h, f->error.len > 0, "nhsuk-form-group--error");
    if (more_classes != NULL)
        class_add(h, more_classes);
    class_end(h);
}

void field_write_words(html_writer *h, const nhs_field *f)
{
    if (f->hint.len > 0) {
        begin_hint(h);
        add_id(h, f, "-hint");
        html_text(h, f->hint);
        html_close(h, "div");
    }
    if (f->error.len > 0) {
        html_words(h, " "); /* or a screen reader joins it with the label */
        begin_error(h);
        add_id(h, f, "-error");
        end_error(h, f->error);
    }
}

void field_add_described_by(html_writer *h, const nhs_field *f, const char *first_suffix)
{
    const char *const suffixes[] = { first_suffix, f->hint.len > 0 ? "-hint" : NULL,
                                     f->error.len > 0 ? "-error" : NULL };
    bool is_begun = f->described_by.len > 0;
    if (is_begun) {
        html_begin_value(h, "aria-describedby");
        html_add_value(h, f->described_by);
    }
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++) {
        if (suffixes[i] == NULL)
            continue;
        if (is_begun)
            html_add_value(h, TEXT(" "));
        else
            html_begin_value(h, "aria-describedby");
        is_begun = true;
        add_id_words(h, f, suffixes[i]);
    }
    if (is_begun)
        html_end_value(h);
}

void field_begin_fieldset(html_writer *h, const nhs_field *f, const char *role)
{
    html_open(h, "fieldset");
    class_only(h, "nhsuk-fieldset");
    attr_word_if(h, "role", role);
    field_add_described_by(h, f, NULL);
    nhs_write_legend(h, &f->label);
}

void nhs_begin_fieldset(html_writer *h, const nhs_fieldset_options *o)
{
    html_open(h, "fieldset");
    class_only(h, "nhsuk-fieldset");
    html_attr_if(h, "id", o->id);
    attr_word_if(h, "role", o->role);
    html_attr_if(h, "aria-describedby", o->described_by);
    nhs_write_legend(h, &o->legend);
}

void nhs_end_fieldset(html_writer *h)
{
    html_close(h, "fieldset");
}
