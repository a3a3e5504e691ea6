/* Words, boxes, tables, and pages of measures with icons and charts. */
#include "gallery.h"

#include "chart/chart.h"
#include "web/assets.h"

void write_words(html_writer *h)
{
    static const nhs_colour colours[] = { NHS_DEFAULT_COLOUR, NHS_WHITE,  NHS_GREY, NHS_BLUE,
                                          NHS_AQUA_GREEN,     NHS_PURPLE, NHS_PINK, NHS_NO_COLOUR };
    static const text names[] = { { "Open", 4 },     { "Draft", 5 },   { "Closed", 6 }, { "New", 3 },
                                  { "Answered", 8 }, { "Waiting", 7 }, { "Merged", 6 }, { "None", 4 } };
    static const nhs_contents_item contents[] = { { { "Care", 4 }, { "", 0 } }, { { "Money", 5 }, { "#money", 6 } } };
    nhs_lead(h, TEXT("What a careful page says first, in one sentence that is a little larger."));
    nhs_contents_list(h, &(nhs_contents_list_options){ .items = contents, .n_items = 2 });
    nhs_paragraph(
        h, TEXT("73.2 % were seen within four hours in September (about 2,680 of 10,000 people waited longer)."));
    nhs_quiet(h, TEXT("From the monthly return, corrected in October."));
    nhs_begin_list(h, false);
    html_element(h, "li", TEXT("one thing"));
    html_element(h, "li", TEXT("and another"));
    nhs_end_list(h, false);
    nhs_begin_list(h, true);
    html_element(h, "li", TEXT("first this"));
    html_element(h, "li", TEXT("then that"));
    nhs_end_list(h, true);
    nhs_inset_text(h, TEXT("The figures cannot tell yet: nine points are too few for limits."));
    html_literal(h, "<p>");
    for (size_t i = 0; i < sizeof colours / sizeof colours[0]; i++) {
        nhs_tag(h, &(nhs_tag_options){ .words = names[i], .colour = colours[i], .has_no_border = i == 2 });
        html_words(h, " ");
    }
    html_literal(h, "</p><p>");
    nhs_link(h, TEXT("/measures"), TEXT("All measures"));
    html_literal(h, "</p>");
    nhs_action_link(h, &(nhs_action_link_options){ .words = TEXT("Upload figures"), .href = TEXT("/measures/load") });
    nhs_begin_details(h, &(nhs_details_options){ .summary = TEXT("How the limits are made") });
    nhs_paragraph(h, TEXT("From the average distance between neighbours."));
    nhs_end_details(h);
    nhs_begin_details(h,
                      &(nhs_details_options){ .summary = TEXT("Opening times"), .is_expander = true, .is_open = true });
    nhs_paragraph(h, TEXT("Monday to Friday, 9am to 6pm."));
    nhs_end_details(h);
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Money"), .level = 2, .size = NHS_L, .id = TEXT("money") });
    nhs_heading(
        h, &(nhs_heading_options){ .words = TEXT("Spending"), .level = 3, .caption = { TEXT("This year"), NHS_M } });
    nhs_code(h, &(nhs_code_options){ .code = TEXT("upward report figures.csv"), .has_button = true });
    nhs_image(h, &(nhs_image_options){ .src = asset_url("mark.svg"),
                                       .alt = TEXT("A dot on a rising curve"),
                                       .caption = TEXT("The mark") });
}

void write_boxes(html_writer *h)
{
    static const nhs_action edit[] = { { { "#", 1 }, { "Edit", 4 }, { "", 0 } },
                                       { { "#", 1 }, { "Remove", 6 }, { "", 0 } } };
    static const text done[] = { { "name the source", 15 }, { "say how sure it is", 18 } };
    nhs_notification_banner(h, &(nhs_banner_options){ .heading = TEXT("The round closes in 3 days"),
                                                      .words = TEXT("Two returns wait for a second signature."),
                                                      .title_id = TEXT("banner-1") });
    for (nhs_card_variant variant = NHS_CARD; variant < NHS_CARD_COUNT; variant++)
        nhs_card(h, &(nhs_card_options){ .heading = TEXT("Four-hour waits"),
                                         .variant = variant,
                                         .size = variant == NHS_CARD ? NHS_M : NHS_PLAIN,
                                         .href = variant == NHS_CARD_PRIMARY ? TEXT("#") : (text){ "", 0 },
                                         .is_clickable = variant == NHS_CARD_PRIMARY,
                                         .description = TEXT("Worse since October 2018."),
                                         .actions = edit,
                                         .n_actions = variant == NHS_CARD_SECONDARY ? 2 : 0 });
    nhs_warning_callout(h, &(nhs_warning_options){ .heading = TEXT("Not for emergencies"),
                                                   .words = TEXT("Nobody reads this at night.") });
    nhs_do_dont_list(h, &(nhs_do_list_options){ .heading = TEXT("Do"), .items = done, .n_items = 2 });
    nhs_do_dont_list(h,
                     &(nhs_do_list_options){ .heading = TEXT("Don't"), .is_dont = true, .items = done, .n_items = 2 });
    nhs_panel(h, &(nhs_panel_options){ .heading = TEXT("Return sent"),
                                       .level = 2,
                                       .words = TEXT("The second signature is asked for by e-mail.") });
    nhs_panel(h, &(nhs_panel_options){ .heading = TEXT("Stop and think"),
                                       .level = 2,
                                       .words = TEXT("This cannot be undone."),
                                       .is_interruption = true });
}

static const nhs_column columns[] = {
    { .words = { "Organisation", 12 }, .sort = NHS_SORTED_UP, .href = { "?sort=name", 10 } },
    { .words = { "People", 6 }, .is_numeric = true, .sort = NHS_SORTABLE, .href = { "?sort=people", 12 } },
    { .words = { "State", 5 } },
    { .hidden = { "Actions", 7 } },
};

/* A table of more than three columns needs a way to fit a phone: cards, or its own scroll bar. */
static void write_table(html_writer *h, const nhs_table_options *options)
{
    static const text rows[][2] = { { { "NHS Airedale", 12 }, { "158,200", 7 } },
                                    { { "NHS Barnsley", 12 }, { "244,600", 7 } } };
    nhs_table table;
    nhs_begin_table(h, &table, options);
    for (size_t i = 0; i < 2; i++) {
        nhs_begin_row(&table);
        nhs_cell_link(&table, TEXT("/organisations/02N"), rows[i][0]);
        if (i == 0)
            nhs_cell_text(&table, rows[i][1]);
        else
            nhs_write_cell(&table, &(nhs_cell){ .words = TEXT("[x] not available"), .is_not_numeric = true });
        nhs_begin_cell(&table, &(nhs_cell){ 0 });
        nhs_tag(h, &(nhs_tag_options){ .words = TEXT("Open"), .colour = NHS_BLUE });
        nhs_end_cell(&table);
        if (options->n_columns > 3)
            nhs_write_cell(&table, &(nhs_cell){ .words = TEXT("Change"), .href = TEXT("#"), .hidden = rows[i][0] });
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
}

static void write_lists(html_writer *h)
{
    static const nhs_action change = { { "#", 1 }, { "Change", 6 }, { "the name", 8 } };
    static const nhs_summary_row answers[] = {
        { { "Name", 4 }, { "Four-hour waits", 15 }, &change, 1, false },
        { { "Unit", 4 }, { "per cent", 8 }, NULL, 0, false },
    };
    static const nhs_task tasks[] = {
        { .words = { "Sign the return", 15 },
          .href = { "/returns", 8 },
          .hint = { "By 4 December", 13 },
          .tag = { .words = { "Not yet done", 12 }, .colour = NHS_BLUE } },
        { .words = { "Answer a proposal", 17 }, .href = { "/report", 7 }, .status = { "Done", 4 } },
        { .words = { "Give a verdict", 14 }, .status = { "Cannot start yet", 16 }, .is_waiting = true },
    };
    static const nhs_page_link pages[] = {
        { .number = 1, .href = { "?page=1", 7 } },
        { .number = 2, .href = { "?page=2", 7 }, .is_current = true },
        { .is_gap = true },
        { .number = 9, .href = { "?page=9", 7 } },
    };
    static const nhs_tab tabs[] = { { .label = { "By month", 8 } }, { .label = { "By year", 7 } } };
    const nhs_tabs_options tab_options = { .id = TEXT("spans"), .items = tabs, .n_items = 2 };
    nhs_summary_list(h, &(nhs_summary_list_options){ .rows = answers, .n_rows = 2 });
    nhs_task_list(h, &(nhs_task_list_options){ .items = tasks, .n_items = 3 });
    nhs_pagination(h, &(nhs_pagination_options){
                          .previous = TEXT("?page=1"), .next = TEXT("?page=3"), .items = pages, .n_items = 4 });
    nhs_begin_tabs(h, &tab_options);
    for (size_t i = 0; i < 2; i++) {
        nhs_begin_tab(h, &tab_options, i);
        nhs_heading(h, &(nhs_heading_options){ .words = tabs[i].label, .level = 2 });
        nhs_paragraph(h, TEXT("Figures."));
        nhs_end_tab(h);
    }
    nhs_end_tabs(h);
    nhs_pagination(h, &(nhs_pagination_options){ .previous = TEXT("#"),
                                                 .previous_label = TEXT("Care"),
                                                 .next = TEXT("#"),
                                                 .next_label = TEXT("Money"),
                                                 .aria_label = TEXT("Parts") });
}

void write_tables(html_writer *h)
{
    const nhs_table_options plain = { .caption = TEXT("Organisations"),
                                      .caption_size = NHS_M,
                                      .columns = columns,
                                      .n_columns = 4,
                                      .first_is_header = true };
    nhs_table_options o = plain;
    o.n_columns = 3;
    write_table(h, &o);
    o = plain;
    o.is_responsive = true;
    o.caption = TEXT("As cards on a phone");
    write_table(h, &o);
    o = plain;
    o.is_compact = o.is_striped = o.scrolls = true;
    o.caption = TEXT("Compact, striped, scrolling");
    o.caption_id = TEXT("scrolling");
    write_table(h, &o);
    write_lists(h);
}

/* ---- measures ---- */

enum { MONTHS = 24 };

/* Invented: falls for a year, then rises. */
static chart make_chart(text title, period *periods, double *values, double *limits, upw_point_type *types)
{
    for (size_t i = 0; i < MONTHS; i++) {
        const civil_date day = { .year = 2025 + (int32_t)i / 12, .month = (uint8_t)(i % 12 + 1), .day = 1 };
        periods[i] = period_make(civil_to_days(day), PERIOD_MONTH);
        values[i] = 78 + (double)((i * 37) % 11) / 2 + (i > 15 ? 6 : 0);
        limits[i] = 80.5;
        limits[MONTHS + i] = 74;
        limits[2 * MONTHS + i] = 87;
        types[i] = i > 15 ? UPW_POINT_IMPROVEMENT : UPW_POINT_COMMON_CAUSE;
    }
    return (chart){ .title = title,
                    .subtitle = TEXT("Seen within four hours, per cent, NHS Airedale, January 2025 to December 2026"),
                    .description = TEXT("The last eight months lie above the mean."),
                    .n = MONTHS,
                    .periods = periods,
                    .values = values,
                    .centre = limits,
                    .lower = limits + MONTHS,
                    .upper = limits + 2 * MONTHS,
                    .types = types,
                    .target = 85,
                    .has_target = true };
}

void write_measures(html_writer *h)
{
    static const nhs_column summary[] = {
        { .words = { "Measure", 7 } }, { .words = { "Latest", 6 }, .is_numeric = true },
        { .words = { "Change", 6 } },  { .words = { "Target", 6 } },
        { .words = { "Course", 6 } },  { .words = { "What it says", 12 } }
    };
    static const text names[] = { { "Four-hour waits", 15 },
                                  { "Falls per 1,000 bed days", 24 },
                                  { "Agency spending", 15 } };
    period periods[MONTHS];
    double values[MONTHS], limits[3 * MONTHS];
    upw_point_type types[MONTHS];
    chart c = make_chart((text){ "", 0 }, periods, values, limits, types);
    c.description = (text){ "", 0 };
    nhs_lead(h, TEXT("3 measures: 1 improving, 2 with common-cause variation."));
    nhs_table table;
    nhs_begin_table(h, &table,
                    &(nhs_table_options){ .caption = TEXT("What needs attention comes first"),
                                          .columns = summary,
                                          .n_columns = 6,
                                          .first_is_header = true,
                                          .is_summary = true });
    for (size_t i = 0; i < 3; i++) {
        const upw_variation variation = i == 0 ? UPW_VARIATION_IMPROVEMENT_HIGH : UPW_VARIATION_COMMON_CAUSE;
        nhs_begin_row(&table);
        nhs_cell_link(&table, TEXT("/measures/waits"), names[i]);
        nhs_cell_text(&table, TEXT("86.5 %"));
        nhs_begin_icon_cell(&table);
        chart_draw_variation_icon(html_lend(h), variation);
        nhs_end_icon_cell(&table, text_of(chart_variation_words(variation)));
        nhs_begin_icon_cell(&table);
        chart_draw_assurance_icon(html_lend(h), UPW_ASSURANCE_INCONSISTENT);
        nhs_end_icon_cell(&table, text_of(chart_assurance_words(UPW_ASSURANCE_INCONSISTENT)));
        nhs_begin_cell(&table, &(nhs_cell){ 0 });
        chart_draw_sparkline(html_lend(h), &c);
        nhs_end_cell(&table);
        nhs_cell_text(&table, TEXT("The last eight months lie above the mean: better since May 2026."));
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
}

void write_measure(html_writer *h)
{
    static const nhs_column numbers[] = { { .words = { "Month", 5 } },
                                          { .words = { "Seen within four hours", 22 }, .is_numeric = true } };
    period periods[MONTHS];
    double values[MONTHS], limits[3 * MONTHS];
    upw_point_type types[MONTHS];
    chart c = make_chart(TEXT("Four-hour waits: better since May 2026"), periods, values, limits, types);
    c.id = TEXT("waits");
    nhs_lead(h, TEXT("The last eight months lie above the mean: better since May 2026."));
    layout_begin_figure(h);
    chart_draw_for_page(html_lend(h), &c);
    layout_end_figure(h);
    nhs_table table;
    nhs_begin_table(h, &table,
                    &(nhs_table_options){ .caption = TEXT("The same figures"),
                                          .columns = numbers,
                                          .n_columns = 2,
                                          .first_is_header = true,
                                          .is_compact = true });
    for (int i = 0; i < 3; i++) {
        nhs_begin_row(&table);
        nhs_cell_text(&table, TEXT("December 2026"));
        nhs_cell_text(&table, TEXT("86.5 %"));
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
}

void write_done(html_writer *h)
{
    nhs_paragraph(h, TEXT("The chart shows the new target from December 2026 on."));
}
