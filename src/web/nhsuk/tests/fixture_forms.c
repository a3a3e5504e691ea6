/* Fixtures of fields and buttons. */
#include <string.h>

#include "fixture.h"

static nhs_field take_field(fixture *f, json_t *options)
{
    return (nhs_field){ .name = take_text(f, options, "name"),
                        .id = take_text(f, options, "id"),
                        .label = take_label(f, options, "label"),
                        .hint = take_words(f, options, "hint"),
                        .error = take_words(f, options, "errorMessage"),
                        .described_by = take_text(f, options, "describedBy"),
                        .is_disabled = take_bool(f, options, "disabled") };
}

/* A group: its question is the legend, its ids come from idPrefix. */
static nhs_field take_group(fixture *f, json_t *options, bool *has_no_fieldset)
{
    nhs_field field = take_field(f, options);
    if (json_object_get(options, "idPrefix") != NULL)
        field.id = take_text(f, options, "idPrefix");
    json_t *const fieldset = take(f, options, "fieldset");
    if (has_no_fieldset != NULL)
        *has_no_fieldset = fieldset == NULL;
    if (fieldset != NULL) {
        field.label = take_label(f, fieldset, "legend");
        field.described_by = take_text(f, fieldset, "describedBy");
        expect_nothing_left(f, fieldset, "fieldset");
    }
    return field;
}

static void draw_input(fixture *f, json_t *options, html_writer *h)
{
    const nhs_input_options o = { .field = take_field(f, options),
                                  .value = take_text(f, options, "value"),
                                  .type = take_word(f, options, "type"),
                                  .width = take_number(f, options, "width"),
                                  .inputmode = take_word(f, options, "inputmode"),
                                  .autocomplete = take_word(f, options, "autocomplete"),
                                  .no_spellcheck = take_false(f, options, "spellcheck"),
                                  .is_code = take_bool(f, options, "code"),
                                  .prefix = take_words(f, options, "prefix"),
                                  .suffix = take_words(f, options, "suffix") };
    nhs_input(h, &o);
}

static void draw_textarea(fixture *f, json_t *options, html_writer *h)
{
    const nhs_textarea_options o = { .field = take_field(f, options),
                                     .value = take_text(f, options, "value"),
                                     .rows = take_number(f, options, "rows"),
                                     .autocomplete = take_word(f, options, "autocomplete") };
    nhs_textarea(h, &o);
}

static void draw_character_count(fixture *f, json_t *options, html_writer *h)
{
    static const char *const counts[] = { NULL, "characters", "length", "words" };
    const nhs_character_count_options o = { .field = take_field(f, options),
                                            .value = take_text(f, options, "value"),
                                            .rows = take_number(f, options, "rows"),
                                            .max = take_number(f, options, "maxlength"),
                                            .count = (nhs_count)take_choice(f, options, "countType", counts, 4),
                                            .threshold_pct = take_number(f, options, "threshold") };
    if (o.max == 0)
        cannot(f, "no limit, or one in words by another option");
    nhs_character_count(h, &o);
}

static void draw_select(fixture *f, json_t *options, html_writer *h)
{
    json_t *const list = take(f, options, "items");
    nhs_option *const items = TAKE_MANY(f, nhs_option, json_array_size(list));
    size_t i;
    json_t *given;
    json_array_foreach(list, i, given)
    {
        items[i].is_divider = take_bool(f, given, "divider");
        items[i].has_value = json_object_get(given, "value") != NULL;
        items[i].value = take_text(f, given, "value");
        items[i].words = take_text(f, given, "text");
        items[i].is_disabled = take_bool(f, given, "disabled");
        expect_nothing_left(f, given, "item");
    }
    const nhs_select_options o = { .field = take_field(f, options),
                                   .value = take_text(f, options, "value"),
                                   .items = items,
                                   .n_items = json_array_size(list) };
    nhs_select(h, &o);
}

static const nhs_choice *take_choices(fixture *f, json_t *options, size_t *n)
{
    json_t *const list = take(f, options, "items");
    nhs_choice *const items = TAKE_MANY(f, nhs_choice, json_array_size(list));
    size_t i;
    json_t *given;
    *n = json_array_size(list);
    json_array_foreach(list, i, given)
    {
        const text divider = take_text(f, given, "divider");
        items[i].is_divider = divider.len > 0;
        items[i].value = take_text(f, given, "value");
        items[i].words = divider.len > 0 ? divider : words_of(f, given, "a choice");
        items[i].hint = take_words(f, given, "hint");
        items[i].id = take_text(f, given, "id");
        cannot_say_false(f, given, "disabled");
        items[i].is_disabled = take_bool(f, given, "disabled");
        const text behaviour = take_text(f, given, "behaviour");
        items[i].is_exclusive = text_equal(behaviour, TEXT("exclusive")) || take_bool(f, given, "exclusive");
        if (behaviour.len > 0 && !items[i].is_exclusive)
            cannot(f, "a tick that sets all others");
        if (json_object_get(given, "conditional") != NULL)
            cannot(f, "revealed questions, which product.md 5.2 rules out");
        expect_nothing_left(f, given, "item");
    }
    return items;
}

static void draw_radios(fixture *f, json_t *options, html_writer *h)
{
    nhs_radios_options o = { .value = take_text(f, options, "value"),
                             .is_small = take_bool(f, options, "small"),
                             .is_inline = take_bool(f, options, "inline") };
    o.field = take_group(f, options, &o.has_no_fieldset);
    o.items = take_choices(f, options, &o.n_items);
    nhs_radios(h, &o);
}

static void draw_checkboxes(fixture *f, json_t *options, html_writer *h)
{
    nhs_checkboxes_options o = { .is_small = take_bool(f, options, "small"),
                                 .is_inline = take_bool(f, options, "inline") };
    json_t *const list = take(f, options, "values");
    text *const values = TAKE_MANY(f, text, json_array_size(list));
    size_t i;
    json_t *given;
    json_array_foreach(list, i, given) values[i] = text_of(json_string_value(given));
    o.values = values;
    o.n_values = json_array_size(list);
    o.field = take_group(f, options, &o.has_no_fieldset);
    o.items = take_choices(f, options, &o.n_items);
    nhs_checkboxes(h, &o);
}

/* A part of a day: by its own option, or by name among the items. */
static nhs_date_part take_part(fixture *f, json_t *options, json_t *items, json_t *values, const char *name)
{
    nhs_date_part part = { .is_left_out = json_is_false(json_object_get(options, name)) || items != NULL };
    json_t *given = take(f, options, name);
    size_t i;
    json_t *item;
    json_array_foreach(items, i, item)
    {
        const char *const item_name = json_string_value(json_object_get(item, "name"));
        if (item_name != NULL && strcmp(item_name, name) == 0)
            given = item;
    }
    if (given != NULL) {
        take(f, given, "name");
        take(f, given, "width");
        cannot_say_false(f, given, "disabled");
        part = (nhs_date_part){ .value = take_text(f, given, "value"),
                                .label = take_words(f, given, "label"),
                                .autocomplete = take_word(f, given, "autocomplete"),
                                .has_error = take_bool(f, given, "error"),
                                .is_disabled = take_bool(f, given, "disabled") };
        expect_nothing_left(f, given, name);
    }
    const text value = take_text(f, values, name);
    if (part.value.len == 0)
        part.value = value;
    return part;
}

static void draw_date_input(fixture *f, json_t *options, html_writer *h)
{
    json_t *const items = take(f, options, "items");
    json_t *const values = take(f, options, "values");
    nhs_date_input_options o = { .field = take_group(f, options, NULL) };
    o.day = take_part(f, options, items, values, "day");
    o.month = take_part(f, options, items, values, "month");
    o.year = take_part(f, options, items, values, "year");
    nhs_date_input(h, &o);
}

static void draw_file_upload(fixture *f, json_t *options, html_writer *h)
{
    const nhs_file_upload_options o = { .field = take_field(f, options),
                                        .has_drop_zone = true,
                                        .is_multiple = take_bool(f, options, "multiple") };
    nhs_file_upload(h, &o);
}

static void draw_password(fixture *f, json_t *options, html_writer *h)
{
    const nhs_password_input_options o = { .field = take_field(f, options),
                                           .value = take_text(f, options, "value"),
                                           .autocomplete = take_word(f, options, "autocomplete"),
                                           .width = take_number(f, options, "width"),
                                           .is_code = take_bool(f, options, "code") };
    nhs_password_input(h, &o);
}

static void draw_search(fixture *f, json_t *options, html_writer *h)
{
    nhs_search_input_options o = { .field = take_field(f, options),
                                   .value = take_text(f, options, "value"),
                                   .placeholder = take_text(f, options, "placeholder"),
                                   .prefix = take_words(f, options, "prefix"),
                                   .width = take_number(f, options, "width"),
                                   .is_large = take_bool(f, options, "large"),
                                   .is_code = take_bool(f, options, "code"),
                                   .has_no_button = json_is_false(json_object_get(options, "button")) };
    json_t *const button = take(f, options, "button");
    cannot_say_false(f, button, "disabled");
    o.button_words = take_text(f, button, "text");
    expect_nothing_left(f, button, "button");
    nhs_search_input(h, &o);
}

static void draw_button(fixture *f, json_t *options, html_writer *h)
{
    static const char *const variants[NHS_BUTTON_COUNT] = { NULL,      "secondary", "secondary-solid",
                                                            "reverse", "warning",   "brand",
                                                            "login" };
    cannot_say_false(f, options, "preventDoubleClick");
    nhs_button_options o = { .words = take_text(f, options, "text"),
                             .variant =
                                 (nhs_button_variant)take_choice(f, options, "variant", variants, NHS_BUTTON_COUNT),
                             .href = take_text(f, options, "href"),
                             .is_small = take_bool(f, options, "small"),
                             .is_disabled = take_bool(f, options, "disabled"),
                             .prevents_double_click = take_bool(f, options, "preventDoubleClick") };
    json_t *const icon = take(f, options, "icon");
    const text placement = json_is_object(icon) ? take_text(f, icon, "placement") : TEXT("start");
    if (json_is_string(icon))
        o.icon =
            (nhs_icon)take_choice(f, keep(f, json_pack("{s:O}", "icon", icon)), "icon", nhs_icon_names, NHS_ICON_COUNT);
    else if (json_is_object(icon))
        o.icon = (nhs_icon)take_choice(f, icon, "name", nhs_icon_names, NHS_ICON_COUNT);
    o.icon_at_end = text_equal(placement, TEXT("end"));
    expect_nothing_left(f, icon, "icon");
    nhs_button(h, &o);
}

static void draw_fieldset(fixture *f, json_t *options, html_writer *h)
{
    const nhs_fieldset_options o = { .legend = take_label(f, options, "legend") };
    nhs_begin_fieldset(h, &o);
    write_inside(f, h, options, NULL);
    nhs_end_fieldset(h);
}

static void draw_label(fixture *f, json_t *options, html_writer *h)
{
    const nhs_label label = take_label(f, options, NULL);
    if (label.words.len == 0)
        cannot(f, "words that the caller writes, not given as an option");
    nhs_write_label(h, &label, (text){ "", 0 });
}

static void draw_legend(fixture *f, json_t *options, html_writer *h)
{
    const nhs_label label = take_label(f, options, NULL);
    if (label.words.len == 0)
        cannot(f, "words that the caller writes, not given as an option");
    nhs_write_legend(h, &label);
}

static void draw_hint(fixture *f, json_t *options, html_writer *h)
{
    const text words = words_of(f, options, "hint");
    if (words.len == 0)
        cannot(f, "words that the caller writes, not given as an option");
    nhs_hint(h, words, (text){ "", 0 });
}

static void draw_error_message(fixture *f, json_t *options, html_writer *h)
{
    const text words = words_of(f, options, "error");
    if (json_object_get(options, "visuallyHiddenText") != NULL)
        cannot(f, "another word than \"Error\", or none");
    if (words.len == 0)
        cannot(f, "words that the caller writes, not given as an option");
    nhs_error_message(h, words, (text){ "", 0 });
}

static void draw_error_summary(fixture *f, json_t *options, html_writer *h)
{
    json_t *const list = take(f, options, "errorList");
    nhs_error_item *const items = TAKE_MANY(f, nhs_error_item, json_array_size(list));
    size_t i, n = 0;
    json_t *given;
    json_array_foreach(list, i, given)
    {
        if (!json_is_object(given))
            continue;
        items[n].href = take_text(f, given, "href");
        items[n++].words = words_of(f, given, "an error");
        expect_nothing_left(f, given, "error");
    }
    cannot_say_false(f, options, "disableAutoFocus");
    const nhs_error_summary_options o = { .heading = take_words(f, options, "heading"),
                                          .description = take_words(f, options, "description"),
                                          .items = items,
                                          .n_items = n,
                                          .no_focus = take_bool(f, options, "disableAutoFocus") };
    nhs_error_summary(h, &o);
}

const component form_components[] = {
    { "button", draw_button },
    { "character-count", draw_character_count },
    { "checkboxes", draw_checkboxes },
    { "date-input", draw_date_input },
    { "error-message", draw_error_message },
    { "error-summary", draw_error_summary },
    { "fieldset", draw_fieldset },
    { "file-upload", draw_file_upload },
    { "hint", draw_hint },
    { "input", draw_input },
    { "label", draw_label },
    { "legend", draw_legend },
    { "password-input", draw_password },
    { "radios", draw_radios },
    { "search-input", draw_search },
    { "select", draw_select },
    { "textarea", draw_textarea },
    { NULL, NULL },
};
