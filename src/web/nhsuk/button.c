/* Buttons, and links that look like them. */
#include "web/nhsuk/internal.h"

static const char *const variants[NHS_BUTTON_COUNT] = {
    [NHS_BUTTON_SECONDARY] = "nhsuk-button--secondary", [NHS_BUTTON_SECONDARY_SOLID] = "nhsuk-button--secondary-solid",
    [NHS_BUTTON_REVERSE] = "nhsuk-button--reverse",     [NHS_BUTTON_WARNING] = "nhsuk-button--warning",
    [NHS_BUTTON_BRAND] = "nhsuk-button--brand",         [NHS_BUTTON_LOGIN] = "nhsuk-button--login",
};

static void write_content(html_writer *h, const nhs_button_options *o)
{
    if (!o->icon_at_end)
        nhs_draw_icon(h, o->icon);
    if (o->icon != NHS_NO_ICON && o->words.len > 0) {
        html_open(h, "span");
        class_only(h, "nhsuk-button__content");
        html_text(h, o->words);
        html_close(h, "span");
    } else {
        html_text(h, o->words);
    }
    if (o->icon_at_end)
        nhs_draw_icon(h, o->icon);
}

static void add_classes(html_writer *h, const nhs_button_options *o, const char *more_classes)
{
    class_begin(h, "nhsuk-button");
    class_add_if(h, variants[o->variant] != NULL, variants[o->variant]);
    class_add_if(h, o->icon != NHS_NO_ICON, "nhsuk-button--icon");
    class_add_if(h, o->is_small, "nhsuk-button--small");
    class_add_if(h, more_classes != NULL, more_classes);
    class_end(h);
    html_attr_if(h, "id", o->id);
}

static void write_link(html_writer *h, const nhs_button_options *o, const char *more_classes)
{
    html_open(h, "a");
    add_classes(h, o, more_classes);
    html_attr_literal(h, "data-module", "nhsuk-button");
    html_attr(h, "href", o->href);
    html_attr_literal(h, "role", "button");
    html_attr_literal(h, "draggable", "false");
    html_attr_if(h, "aria-label", o->aria_label);
    write_content(h, o);
    html_close(h, "a");
}

void write_button(html_writer *h, const nhs_button_options *o, const char *more_classes)
{
    if (o->href.len > 0) {
        write_link(h, o, more_classes);
        return;
    }
    html_open(h, "button");
    add_classes(h, o, more_classes);
    html_attr_if(h, "name", o->name);
    html_attr_literal(h, "data-module", "nhsuk-button");
    if (o->prevents_double_click)
        html_attr_literal(h, "data-prevent-double-click", "true");
    html_attr(h, "type", text_of(o->type == NULL ? "submit" : o->type));
    html_attr_if(h, "value", o->value);
    attr_flag_if(h, o->is_disabled, "disabled");
    html_attr_if(h, "aria-label", o->aria_label);
    if (o->is_disabled)
        html_attr_literal(h, "aria-disabled", "true");
    html_attr_if(h, "aria-controls", o->controls);
    attr_flag_if(h, o->is_hidden, "hidden");
    write_content(h, o);
    html_close(h, "button");
}

void nhs_button(html_writer *h, const nhs_button_options *o)
{
    write_button(h, o, NULL);
}
