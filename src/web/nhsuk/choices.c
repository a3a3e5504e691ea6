/* Radios, checkboxes and lists to choose from. */
#include "web/nhsuk/internal.h"

/* What radios and checkboxes differ in. */
typedef struct kind {
    const char *class;
    const char *type;
    const char *item, *input, *label, *hint, *divider, *small, *is_inline;
} kind;

static const kind radios = {
    "nhsuk-radios",
    "radio",
    "nhsuk-radios__item",
    "nhsuk-radios__input",
    "nhsuk-label nhsuk-radios__label",
    "nhsuk-hint nhsuk-radios__hint",
    "nhsuk-radios__divider",
    "nhsuk-radios--small",
    "nhsuk-radios--inline",
};
static const kind checkboxes = {
    "nhsuk-checkboxes",
    "checkbox",
    "nhsuk-checkboxes__item",
    "nhsuk-checkboxes__input",
    "nhsuk-label nhsuk-checkboxes__label",
    "nhsuk-hint nhsuk-checkboxes__hint",
    "nhsuk-checkboxes__divider",
    "nhsuk-checkboxes--small",
    "nhsuk-checkboxes--inline",
};

/* A group of either kind. */
typedef struct group {
    const kind *kind;
    const nhs_field *field;
    const text *values; /* the chosen ones */
    size_t n_values;
    const nhs_choice *items;
    size_t n_items;
    bool is_small, is_inline, has_no_fieldset;
} group;

static bool is_chosen(const group *g, text value)
{
    for (size_t i = 0; i < g->n_values; i++)
        if (value.len > 0 && text_equal(g->values[i], value))
            return true;
    return false;
}

/* The first has the id of the field, so that the error summary's link leads to it; then NAME-2, NAME-3 … */
static void add_item_id(html_writer *h, const group *g, size_t index, const char *suffix)
{
    if (g->items[index].id.len > 0) {
        html_add_value(h, g->items[index].id);
    } else {
        html_add_value(h, field_id(g->field));
        if (index > 0) {
            html_add_value(h, TEXT("-"));
            buffer_add_integer(h->out, (int64_t)index + 1);
        }
    }
    html_add_value(h, text_of(suffix));
}

static void write_item_input(html_writer *h, const group *g, size_t index)
{
    const nhs_choice *const item = &g->items[index];
    html_void(h, "input");
    class_only(h, g->kind->input);
    html_begin_value(h, "id");
    add_item_id(h, g, index, "");
    html_end_value(h);
    html_attr(h, "name", g->field->name);
    html_attr(h, "type", text_of(g->kind->type));
    html_attr(h, "value", item->value);
    attr_flag_if(h, is_chosen(g, item->value), "checked");
    attr_flag_if(h, item->is_disabled || g->field->is_disabled, "disabled");
    if (item->is_exclusive)
        html_attr_literal(h, "data-behaviour", "exclusive");
    if (item->hint.len > 0) {
        html_begin_value(h, "aria-describedby");
        add_item_id(h, g, index, "-item-hint");
        html_end_value(h);
    }
}

static void write_item(html_writer *h, const group *g, size_t index)
{
    const nhs_choice *const item = &g->items[index];
    html_open(h, "div");
    if (item->is_divider) {
        class_only(h, g->kind->divider);
        html_text(h, item->words);
        html_close(h, "div");
        return;
    }
    class_only(h, g->kind->item);
    write_item_input(h, g, index);
    html_open(h, "label");
    class_only(h, g->kind->label);
    html_begin_value(h, "for");
    add_item_id(h, g, index, "");
    html_end_value(h);
    html_text(h, item->words);
    html_close(h, "label");
    if (item->hint.len > 0) {
        html_open(h, "div");
        class_only(h, g->kind->hint);
        html_begin_value(h, "id");
        add_item_id(h, g, index, "-item-hint");
        html_end_value(h);
        html_text(h, item->hint);
        html_close(h, "div");
    }
    html_close(h, "div");
}

static void write_group(html_writer *h, const group *g)
{
    field_begin_group(h, g->field, NULL);
    if (!g->has_no_fieldset)
        field_begin_fieldset(h, g->field, NULL);
    field_write_words(h, g->field);
    html_open(h, "div");
    class_begin(h, g->kind->class);
    class_add_if(h, g->is_small, g->kind->small);
    class_add_if(h, g->is_inline, g->kind->is_inline);
    class_end(h);
    html_attr(h, "data-module", text_of(g->kind->class));
    for (size_t i = 0; i < g->n_items; i++)
        write_item(h, g, i);
    html_close(h, "div");
    if (!g->has_no_fieldset)
        html_close(h, "fieldset");
    html_close(h, "div");
}

void nhs_radios(html_writer *h, const nhs_radios_options *o)
{
    write_group(h, &(group){ .kind = &radios,
                             .field = &o->field,
                             .values = &o->value,
                             .n_values = 1,
                             .items = o->items,
                             .n_items = o->n_items,
                             .is_small = o->is_small,
                             .is_inline = o->is_inline,
                             .has_no_fieldset = o->has_no_fieldset });
}

void nhs_checkboxes(html_writer *h, const nhs_checkboxes_options *o)
{
    write_group(h, &(group){ .kind = &checkboxes,
                             .field = &o->field,
                             .values = o->values,
                             .n_values = o->n_values,
                             .items = o->items,
                             .n_items = o->n_items,
                             .is_small = o->is_small,
                             .is_inline = o->is_inline,
                             .has_no_fieldset = o->has_no_fieldset });
}

static void write_option(html_writer *h, const nhs_option *item, text chosen)
{
    if (item->is_divider) {
        html_void(h, "hr");
        return;
    }
    html_open(h, "option");
    if (item->has_value)
        html_attr(h, "value", item->value);
    attr_flag_if(h, chosen.len > 0 && text_equal(item->has_value ? item->value : item->words, chosen), "selected");
    attr_flag_if(h, item->is_disabled, "disabled");
    html_text(h, item->words);
    html_close(h, "option");
}

void nhs_select(html_writer *h, const nhs_select_options *o)
{
    const nhs_field *const f = &o->field;
    field_begin_group(h, f, NULL);
    nhs_write_label(h, &f->label, field_id(f));
    field_write_words(h, f);
    html_open(h, "select");
    class_begin(h, "nhsuk-select");
    class_add_if(h, f->error.len > 0, "nhsuk-select--error");
    class_end(h);
    add_id(h, f, "");
    html_attr(h, "name", f->name);
    attr_flag_if(h, f->is_disabled, "disabled");
    field_add_described_by(h, f, NULL);
    for (size_t i = 0; i < o->n_items; i++)
        write_option(h, &o->items[i], o->value);
    html_close(h, "select");
    html_close(h, "div");
}
