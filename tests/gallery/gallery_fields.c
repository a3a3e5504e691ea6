/* Every field, as it stands and with an error. */
#include "gallery.h"

static const nhs_option themes[] = {
    { .words = { "Select a theme", 14 }, .has_value = true },
    { .words = { "Care", 4 } },
    { .words = { "Performance", 11 } },
    { .is_divider = true },
    { .words = { "Money", 5 } },
};
static const nhs_choice answers[] = {
    { .words = { "Agree", 5 }, .value = { "agree", 5 }, .hint = { "The office does this, most of the time", 38 } },
    { .words = { "Disagree", 8 }, .value = { "disagree", 8 } },
    { .words = { "or", 2 }, .is_divider = true },
    { .words = { "I do not know", 13 }, .value = { "unknown", 7 } },
};
static const nhs_choice people[] = {
    { .words = { "Patients", 8 }, .value = { "patients", 8 } },
    { .words = { "Staff", 5 }, .value = { "staff", 5 }, .hint = { "Of your own organisation", 24 } },
    { .words = { "or", 2 }, .is_divider = true },
    { .words = { "Nobody", 6 }, .value = { "nobody", 6 }, .is_exclusive = true },
};
static const nhs_choice yes_no[] = {
    { .words = { "Yes", 3 }, .value = { "yes", 3 } },
    { .words = { "No", 2 }, .value = { "no", 2 } },
};

static void write_typed(html_writer *h)
{
    nhs_input(h, &(nhs_input_options){ .name = TEXT("target"),
                                       .label = { TEXT("Target"), NHS_S },
                                       .hint = TEXT("For example, 4.5"),
                                       .inputmode = "decimal",
                                       .width = 5,
                                       .suffix = TEXT("%") });
    nhs_input(h, &(nhs_input_options){ .name = TEXT("cost"),
                                       .label = { TEXT("Cost"), .caption = { TEXT("Money") } },
                                       .value = TEXT("12,500"),
                                       .prefix = TEXT("£"),
                                       .width = 10 });
    nhs_input(h, &(nhs_input_options){ .name = TEXT("code"),
                                       .label = { TEXT("Code from the email") },
                                       .is_code = true,
                                       .no_spellcheck = true,
                                       .autocomplete = "one-time-code",
                                       .width = 10 });
    nhs_textarea(h, &(nhs_textarea_options){ .name = TEXT("why"),
                                             .label = { TEXT("Why it changed") },
                                             .value = TEXT("A new ward opened.") });
    nhs_character_count(h, &(nhs_character_count_options){ .name = TEXT("reason"),
                                                           .label = { TEXT("Reason") },
                                                           .hint = TEXT("Do not name patients"),
                                                           .max = 200,
                                                           .value = TEXT("Every one of them") });
    nhs_password_input(h, &(nhs_password_input_options){ .name = TEXT("password"), .label = { TEXT("Password") } });
    nhs_search_input(h, &(nhs_search_input_options){
                            .name = TEXT("q"), .label = { TEXT("Find a measure") }, .button_words = TEXT("Search") });
    nhs_search_input(h, &(nhs_search_input_options){
                            .name = TEXT("q2"), .label = { TEXT("Find an organisation") }, .is_large = true });
}

static void write_chosen(html_writer *h)
{
    nhs_select(h, &(nhs_select_options){ .name = TEXT("theme"),
                                         .label = { TEXT("Theme") },
                                         .value = TEXT("Performance"),
                                         .items = themes,
                                         .n_items = 5 });
    nhs_radios(h, &(nhs_radios_options){ .name = TEXT("agree"),
                                         .label = { TEXT("The office answers within a week"), NHS_M, .heading = 2 },
                                         .hint = TEXT("Think of the last year"),
                                         .items = answers,
                                         .n_items = 4,
                                         .value = TEXT("agree") });
    nhs_radios(h, &(nhs_radios_options){ .name = TEXT("again"),
                                         .label = { TEXT("Would you ask again?") },
                                         .items = yes_no,
                                         .n_items = 2,
                                         .is_inline = true });
    nhs_radios(h, &(nhs_radios_options){ .name = TEXT("small"),
                                         .label = { TEXT("Filter"), NHS_S },
                                         .items = yes_no,
                                         .n_items = 2,
                                         .is_small = true });
    nhs_checkboxes(h, &(nhs_checkboxes_options){ .name = TEXT("whom"),
                                                 .label = { TEXT("Whom does it concern?"), NHS_M },
                                                 .items = people,
                                                 .n_items = 4,
                                                 .values = &people[1].value,
                                                 .n_values = 1 });
    nhs_checkboxes(h, &(nhs_checkboxes_options){ .name = TEXT("small-whom"),
                                                 .label = { TEXT("Filter by people"), NHS_S },
                                                 .items = people,
                                                 .n_items = 2,
                                                 .is_small = true });
    nhs_date_input(h, &(nhs_date_input_options){ .name = TEXT("opens"),
                                                 .label = { TEXT("Opening date"), NHS_M },
                                                 .hint = TEXT("For example, 27 3 2027"),
                                                 .day = { .value = TEXT("1") } });
    nhs_file_upload(h, &(nhs_file_upload_options){ .name = TEXT("file"),
                                                   .label = { TEXT("Upload a file") },
                                                   .hint = TEXT("CSV or XLSX, smaller than 20 MB"),
                                                   .accept = ".csv,.xlsx" });
}

static void write_buttons(html_writer *h)
{
    static const struct {
        text words;
        nhs_button_variant variant;
        nhs_icon icon;
    } buttons[] = {
        { { "Save", 4 }, NHS_BUTTON, NHS_NO_ICON },
        { { "Preview", 7 }, NHS_BUTTON_SECONDARY, NHS_NO_ICON },
        { { "Compare", 7 }, NHS_BUTTON_SECONDARY_SOLID, NHS_NO_ICON },
        { { "Delete the upload", 17 }, NHS_BUTTON_WARNING, NHS_NO_ICON },
        { { "Continue", 8 }, NHS_BUTTON_BRAND, NHS_ARROW_RIGHT },
        { { "Sign in", 7 }, NHS_BUTTON_LOGIN, NHS_USER },
    };
    for (size_t i = 0; i < sizeof buttons / sizeof buttons[0]; i++) {
        nhs_button(h, &(nhs_button_options){ .words = buttons[i].words,
                                             .variant = buttons[i].variant,
                                             .icon = buttons[i].icon,
                                             .icon_at_end = i == 4 });
        html_words(h, "\n");
    }
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Start now"), .href = TEXT("/start") });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Small"), .is_small = true, .prevents_double_click = true });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Not now"), .is_disabled = true });
}

void write_fields(html_writer *h)
{
    html_literal(h, "<form method=\"post\" action=\"/gallery\" novalidate>\n");
    write_typed(h);
    write_chosen(h);
    nhs_begin_fieldset(h, &(nhs_fieldset_options){ .legend = { TEXT("Your address"), NHS_M } });
    nhs_input(h, &(nhs_input_options){ .name = TEXT("town"), .label = { TEXT("Town") }, .width = 20 });
    nhs_input(h, &(nhs_input_options){ .name = TEXT("gone"), .label = { TEXT("Closed") }, .is_disabled = true });
    nhs_end_fieldset(h);
    write_buttons(h);
    html_literal(h, "</form>\n");
}

static void write_typed_with_errors(html_writer *h)
{
    nhs_input(h, &(nhs_input_options){ .name = TEXT("bad-input"),
                                       .label = { TEXT("Target") },
                                       .hint = TEXT("For example, 4.5"),
                                       .error = TEXT("Enter a target"),
                                       .suffix = TEXT("%"),
                                       .width = 5 });
    nhs_textarea(h, &(nhs_textarea_options){ .name = TEXT("bad-textarea"),
                                             .label = { TEXT("Why it changed") },
                                             .error = TEXT("Enter why") });
    nhs_character_count(h, &(nhs_character_count_options){ .name = TEXT("bad-count"),
                                                           .label = { TEXT("Reason") },
                                                           .max = 10,
                                                           .value = TEXT("More than ten letters"),
                                                           .error = TEXT("Reason must be 200 characters or less") });
    nhs_password_input(h, &(nhs_password_input_options){ .name = TEXT("bad-password"),
                                                         .label = { TEXT("Password") },
                                                         .error = TEXT("Enter your password") });
    nhs_search_input(h, &(nhs_search_input_options){ .name = TEXT("bad-search"),
                                                     .label = { TEXT("Find a measure") },
                                                     .error = TEXT("Search must be 100 characters or less") });
}

void write_fields_with_errors(html_writer *h)
{
    html_literal(h, "<form method=\"post\" action=\"/gallery\" novalidate>\n");
    write_typed_with_errors(h);
    nhs_select(h, &(nhs_select_options){ .name = TEXT("bad-select"),
                                         .label = { TEXT("Theme") },
                                         .error = TEXT("Select a theme"),
                                         .items = themes,
                                         .n_items = 5 });
    nhs_radios(h, &(nhs_radios_options){ .name = TEXT("bad-radios"),
                                         .label = { TEXT("The office answers within a week"), NHS_M },
                                         .error = TEXT("Select how much you agree, or select \"I do not know\""),
                                         .items = answers,
                                         .n_items = 4 });
    nhs_checkboxes(h, &(nhs_checkboxes_options){ .name = TEXT("bad-checkboxes"),
                                                 .label = { TEXT("Whom does it concern?"), NHS_M },
                                                 .error = TEXT("Select whom it concerns"),
                                                 .items = people,
                                                 .n_items = 4 });
    nhs_date_input(h, &(nhs_date_input_options){ .name = TEXT("bad-date"),
                                                 .label = { TEXT("Opening date"), NHS_M },
                                                 .error = TEXT("Opening date must include a month"),
                                                 .day = { .value = TEXT("1") },
                                                 .month = { .has_error = true },
                                                 .year = { .value = TEXT("2027") } });
    nhs_file_upload(h, &(nhs_file_upload_options){ .name = TEXT("bad-file"),
                                                   .label = { TEXT("Upload a file") },
                                                   .error = TEXT("Select a file") });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Save") });
    html_literal(h, "</form>\n");
}

void write_question(html_writer *h)
{
    html_literal(h, "<form method=\"post\" action=\"/gallery\" novalidate>\n");
    nhs_input(h, &(nhs_input_options){ .name = TEXT("score"),
                                       .label = { TEXT("What score did you agree?"), NHS_L, .heading = 1,
                                                  .caption = { TEXT("Freedom to act") } },
                                       .hint = TEXT("From 0 to 10. The median of what people said is 6"),
                                       .error = TEXT("Enter the agreed score"),
                                       .inputmode = "numeric",
                                       .width = 2 });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Continue") });
    html_literal(h, "</form>\n");
}
