/* Fields that are typed into, and the buttons beside them. */
#include "web/nhsuk/internal.h"

static void write_affix(html_writer *h, text words, const char *class)
{
    if (words.len == 0)
        return;
    html_open(h, "div");
    class_only(h, class);
    html_attr_literal(h, "aria-hidden", "true");
    html_text(h, words);
    html_close(h, "div");
}

static void write_input_element(html_writer *h, const nhs_input_options *o, const input_parts *parts)
{
    const nhs_field *const f = &o->field;
    html_void(h, "input");
    class_begin(h, "nhsuk-input");
    class_add_if(h, parts->is_large, "nhsuk-input--large");
    class_add_if(h, o->is_code, "nhsuk-input--code");
    class_add_if(h, f->error.len > 0 || parts->has_error, "nhsuk-input--error");
    if (o->width > 0) {
        html_add_value(h, TEXT(" nhsuk-input--width-"));
        buffer_add_integer(h->out, o->width);
    }
    if (parts->classes != NULL)
        class_add(h, parts->classes);
    class_end(h);
    add_id(h, f, "");
    html_attr(h, "name", f->name);
    html_attr(h, "type", text_of(o->type == NULL ? "text" : o->type));
    if (o->no_spellcheck)
        html_attr_literal(h, "spellcheck", "false");
    html_attr_if(h, "value", o->value);
    attr_flag_if(h, f->is_disabled, "disabled");
    field_add_described_by(h, f, NULL);
    attr_word_if(h, "autocomplete", o->autocomplete);
    attr_word_if(h, "autocapitalize", parts->autocapitalize);
    html_attr_if(h, "placeholder", parts->placeholder);
    attr_word_if(h, "inputmode", o->inputmode);
}

void write_input(html_writer *h, const nhs_input_options *o, const input_parts *parts)
{
    const nhs_field *const f = &o->field;
    field_begin_group(h, f, parts->group_classes);
    attr_word_if(h, "data-module", parts->module);
    nhs_write_label(h, &f->label, field_id(f));
    field_write_words(h, f);
    const bool has_wrapper =
        o->prefix.len > 0 || o->suffix.len > 0 || parts->write_after != NULL || parts->wrapper_classes != NULL;
    if (has_wrapper) {
        html_open(h, "div");
        class_begin(h, "nhsuk-input-wrapper");
        class_add_if(h, parts->is_large, "nhsuk-input-wrapper--large");
        if (parts->wrapper_classes != NULL)
            class_add(h, parts->wrapper_classes);
        class_end(h);
    }
    write_affix(h, o->prefix, "nhsuk-input-wrapper__prefix");
    write_input_element(h, o, parts);
    write_affix(h, o->suffix, "nhsuk-input-wrapper__suffix");
    if (parts->write_after != NULL)
        parts->write_after(h, parts->context);
    if (has_wrapper)
        html_close(h, "div");
    html_close(h, "div");
}

void nhs_input(html_writer *h, const nhs_input_options *o)
{
    write_input(h, o, &(input_parts){ 0 });
}

static void write_search_button(html_writer *h, const void *context)
{
    const nhs_search_input_options *const o = context;
    write_button(h,
                 &(nhs_button_options){ .words = o->button_words,
                                        .aria_label = TEXT("Search"),
                                        .icon = NHS_SEARCH,
                                        .is_small = !o->is_large,
                                        .is_disabled = o->is_disabled },
                 "nhsuk-search-input__button");
}

void nhs_search_input(html_writer *h, const nhs_search_input_options *o)
{
    const nhs_input_options input = { .field = o->field,
                                      .value = o->value,
                                      .type = "search",
                                      .width = o->width,
                                      .autocomplete = "off",
                                      .is_code = o->is_code,
                                      .prefix = o->prefix };
    write_input(h, &input,
                &(input_parts){ .classes = "nhsuk-search-input__input",
                                .group_classes =
                                    o->is_large ? "nhsuk-search-input nhsuk-search-input--large" : "nhsuk-search-input",
                                .wrapper_classes = "nhsuk-search-input__wrapper",
                                .placeholder = o->placeholder,
                                .is_large = o->is_large,
                                .write_after = o->has_no_button ? NULL : write_search_button,
                                .context = o });
}

static void write_show_button(html_writer *h, const void *context)
{
    const nhs_password_input_options *const o = context;
    write_button(h,
                 &(nhs_button_options){ .words = TEXT("Show"),
                                        .variant = NHS_BUTTON_SECONDARY,
                                        .aria_label = TEXT("Show password"),
                                        .type = "button",
                                        .controls = field_id(&o->field),
                                        .is_small = true,
                                        .is_disabled = o->is_disabled,
                                        .is_hidden = true },
                 "nhsuk-password-input__toggle nhsuk-js-password-input-toggle");
}

void nhs_password_input(html_writer *h, const nhs_password_input_options *o)
{
    const nhs_input_options input = { .field = o->field,
                                      .value = o->value,
                                      .type = "password",
                                      .width = o->width,
                                      .autocomplete = o->autocomplete == NULL ? "current-password" : o->autocomplete,
                                      .no_spellcheck = true,
                                      .is_code = o->is_code };
    write_input(h, &input,
                &(input_parts){ .classes = "nhsuk-password-input__input nhsuk-js-password-input-input",
                                .group_classes = "nhsuk-password-input",
                                .module = "nhsuk-password-input",
                                .autocapitalize = "none",
                                .write_after = write_show_button,
                                .context = o });
}
