/* Fixtures of tables, lists and ways through several pages. */
#include "fixture.h"

static const char *const alignments[NHS_ALIGN_COUNT] = { NULL, "left", "centre", "right" };

static nhs_column take_column(fixture *f, json_t *given)
{
    nhs_column column = { .words = words_of(f, given, "a heading") };
    if (json_is_string(given))
        return column;
    json_t *const sort = take(f, given, "sort");
    const text direction = text_of(json_is_string(sort) ? json_string_value(sort) : "");
    column.hidden = take_text(f, given, "visuallyHiddenText");
    column.is_numeric = text_equal(take_text(f, given, "format"), TEXT("numeric"));
    column.align = (nhs_align)take_choice(f, given, "align", alignments, NHS_ALIGN_COUNT);
    column.width = take_word(f, given, "width");
    column.href = take_text(f, given, "href");
    column.sort = sort == NULL                                ? NHS_NOT_SORTABLE
                  : text_equal(direction, TEXT("ascending"))  ? NHS_SORTED_UP
                  : text_equal(direction, TEXT("descending")) ? NHS_SORTED_DOWN
                                                              : NHS_SORTABLE;
    const text classes = take_text(f, given, "classes");
    column.keeps_lines = text_equal(classes, TEXT("nhsuk-u-nowrap"));
    if (classes.len > 0 && !column.keeps_lines)
        cannot(f, "option head.classes");
    if (column.sort != NHS_NOT_SORTABLE && column.href.len == 0)
        cannot(f, "sorting by script: it writes markup, which Trusted Types forbid; ours is done by the server");
    expect_nothing_left(f, given, "head");
    return column;
}

/* The cells of the columns that are there: a fixture may leave some out with false. */
static void draw_cell(fixture *f, nhs_table *table, json_t *given)
{
    if (json_is_string(given)) {
        nhs_cell_text(table, text_of(json_string_value(given)));
        return;
    }
    const text classes = take_text(f, given, "classes");
    nhs_cell cell = { .words = take_text(f, given, "text"),
                      .href = take_text(f, given, "href"),
                      .hidden = take_text(f, given, "visuallyHiddenText"),
                      .keeps_lines = text_equal(classes, TEXT("nhsuk-u-nowrap")),
                      .breaks_words = text_equal(classes, TEXT("nhsuk-u-text-break-word")),
                      .align = (nhs_align)take_choice(f, given, "align", alignments, NHS_ALIGN_COUNT),
                      .is_not_numeric = text_equal(take_text(f, given, "format"), TEXT("string")),
                      .n_columns = take_number(f, given, "colspan") };
    const text markup = take_text(f, given, "html");
    if (classes.len > 0 && !cell.keeps_lines && !cell.breaks_words)
        cannot(f, "option rows.classes");
    take(f, given, "header"); /* the column's own words again */
    expect_nothing_left(f, given, "rows");
    if (markup.len == 0) {
        nhs_write_cell(table, &cell);
        return;
    }
    if (table->options->is_responsive)
        cannot(f, "a box round markup in a responsive cell");
    nhs_begin_cell(table, &cell);
    html_markup(table->h, markup);
    nhs_end_cell(table);
}

static void draw_rows(fixture *f, nhs_table *table, json_t *rows)
{
    size_t r, i;
    json_t *row, *given;
    json_array_foreach(rows, r, row)
    {
        if (!json_is_array(row))
            continue;
        nhs_begin_row(table);
        json_array_foreach(row, i, given)
        {
            if (json_is_string(given) || json_is_object(given))
                draw_cell(f, table, given);
        }
        nhs_end_row(table);
    }
}

static void take_table_caption(fixture *f, json_t *options, nhs_table_options *o)
{
    json_t *const caption = take(f, options, "caption");
    if (json_is_string(caption)) {
        o->caption = text_of(json_string_value(caption));
        return;
    }
    const text classes = take_text(f, caption, "classes");
    o->caption = words_of(f, caption, "a caption");
    o->caption_size = take_size(f, caption, "size");
    o->caption_id = take_text(f, caption, "id");
    o->caption_is_hidden = text_equal(classes, TEXT("nhsuk-u-visually-hidden"));
    if (classes.len > 0 && !o->caption_is_hidden)
        cannot(f, "option caption.classes");
    expect_nothing_left(f, caption, "caption");
}

static nhs_card_options take_card(fixture *f, json_t *card)
{
    static const char *const variants[] = { NULL, "feature" };
    nhs_card_options o = { .variant = (nhs_card_variant)take_choice(f, card, "variant", variants, 2) };
    json_t *const heading = take(f, card, "heading");
    o.heading = words_of(f, heading, "a heading");
    if (json_is_object(heading)) {
        o.size = take_size(f, heading, "size");
        o.level = take_number(f, heading, "level");
        expect_nothing_left(f, heading, "card.heading");
    }
    o.actions = take_actions(f, card, "actions", &o.n_actions);
    expect_nothing_left(f, card, "card");
    return o;
}

static void draw_table(fixture *f, json_t *options, html_writer *h)
{
    json_t *const head = take(f, options, "head");
    json_t *const rows = take(f, options, "rows");
    json_t *const card = take(f, options, "card");
    nhs_column *const columns = TAKE_MANY(f, nhs_column, json_array_size(head));
    nhs_table_options o = { .columns = columns,
                            .first_is_header = take_bool(f, options, "firstCellIsHeader"),
                            .is_compact = take_bool(f, options, "compact"),
                            .is_striped = take_bool(f, options, "striped"),
                            .is_responsive = take_bool(f, options, "responsive"),
                            .scrolls = take_bool(f, options, "scroll"),
                            .has_no_border = take_false(f, options, "border"),
                            .has_no_last_border = take_false(f, options, "lastRowBorder"),
                            .ground = text_equal(take_text(f, options, "variant"), TEXT("reverse")) };
    take_table_caption(f, options, &o);
    size_t i;
    json_t *given;
    json_array_foreach(head, i, given)
    {
        if (json_is_string(given) || json_is_object(given))
            columns[o.n_columns++] = take_column(f, given);
    }
    const nhs_card_options card_options = json_is_object(card) ? take_card(f, card) : (nhs_card_options){ 0 };
    nhs_table table;
    if (card != NULL)
        nhs_begin_card(h, &card_options);
    nhs_begin_table(h, &table, &o);
    draw_rows(f, &table, rows);
    nhs_end_table(&table);
    if (card != NULL)
        nhs_end_card(h, &card_options);
}

static void draw_summary_list(fixture *f, json_t *options, html_writer *h)
{
    json_t *const list = take(f, options, "rows");
    json_t *const card = take(f, options, "card");
    const size_t n = json_array_size(list);
    nhs_summary_row *const rows = TAKE_MANY(f, nhs_summary_row, n);
    text *const markup = TAKE_MANY(f, text, n);
    const nhs_card_options card_options = json_is_object(card) ? take_card(f, card) : (nhs_card_options){ 0 };
    nhs_summary_list_options o = { .has_no_border = take_false(f, options, "border"),
                                   .has_no_last_border = take_false(f, options, "lastRowBorder"),
                                   .card_heading = card_options.heading };
    size_t i;
    json_t *given;
    json_array_foreach(list, i, given)
    {
        if (!json_is_object(given))
            continue;
        nhs_summary_row *const row = &rows[o.n_rows];
        row->key = take_words(f, given, "key");
        json_t *const value = take(f, given, "value");
        markup[o.n_rows] = json_is_object(value) ? take_text(f, value, "html") : (text){ "", 0 };
        row->value = words_of(f, value, "a value");
        expect_nothing_left(f, value, "value");
        row->actions = take_actions(f, given, "actions", &row->n_actions);
        row->has_no_border = take_false(f, given, "border");
        o.any_action |= row->n_actions > 0;
        expect_nothing_left(f, given, "rows");
        o.n_rows++;
    }
    const size_t n_rows = o.n_rows;
    o.n_rows = 0; /* they are written one by one */
    if (card != NULL)
        nhs_begin_card(h, &card_options);
    nhs_begin_summary_list(h, &o);
    for (size_t r = 0; r < n_rows; r++) {
        if (o.has_no_last_border && r + 1 == n_rows)
            rows[r].has_no_border = false;
        nhs_begin_summary_row(h, &o, &rows[r]);
        if (markup[r].len > 0)
            html_markup(h, markup[r]);
        else
            html_text(h, rows[r].value);
        nhs_end_summary_row(h, &o, &rows[r]);
    }
    nhs_end_summary_list(h);
    if (card != NULL)
        nhs_end_card(h, &card_options);
}

static void draw_task_list(fixture *f, json_t *options, html_writer *h)
{
    json_t *const list = take(f, options, "items");
    nhs_task *const items = TAKE_MANY(f, nhs_task, json_array_size(list));
    nhs_task_list_options o = { .id_prefix = take_text(f, options, "idPrefix"), .items = items };
    size_t i;
    json_t *given;
    json_array_foreach(list, i, given)
    {
        if (!json_is_object(given))
            continue;
        nhs_task *const task = &items[o.n_items++];
        task->words = take_words(f, given, json_object_get(given, "heading") != NULL ? "heading" : "title");
        task->href = take_text(f, given, "href");
        task->hint = take_words(f, given, "hint");
        json_t *const status = take(f, given, "status");
        json_t *const tag = json_is_object(status) ? take(f, status, "tag") : NULL;
        if (tag != NULL) {
            task->tag = take_tag(f, tag);
            expect_nothing_left(f, tag, "tag");
        }
        const text classes = take_text(f, status, "classes");
        task->is_waiting = text_equal(classes, TEXT("nhsuk-task-list__status--cannot-start-yet"));
        if (classes.len > 0 && !task->is_waiting)
            cannot(f, "option status.classes");
        task->status = words_of(f, status, "a status");
        expect_nothing_left(f, status, "status");
        expect_nothing_left(f, given, "items");
    }
    nhs_task_list(h, &o);
}

static void take_way(fixture *f, json_t *options, const char *key, text *href, text *title, text *label)
{
    json_t *const way = take(f, options, key);
    if (way == NULL)
        return;
    *href = take_text(f, way, "href");
    *title = words_of(f, way, key);
    *label = json_object_get(way, "label") != NULL ? take_words(f, way, "label") : take_text(f, way, "labelText");
    expect_nothing_left(f, way, key);
}

static void draw_pagination(fixture *f, json_t *options, html_writer *h)
{
    json_t *const list = take(f, options, "items");
    nhs_page_link *const items = TAKE_MANY(f, nhs_page_link, json_array_size(list));
    nhs_pagination_options o = { .items = items, .aria_label = take_text(f, options, "ariaLabel") };
    size_t i;
    json_t *given;
    json_array_foreach(list, i, given)
    {
        if (!json_is_object(given))
            continue;
        items[o.n_items++] = (nhs_page_link){ .number = take_number(f, given, "number"),
                                              .href = take_text(f, given, "href"),
                                              .label = take_text(f, given, "ariaLabel"),
                                              .is_current = take_bool(f, given, "current"),
                                              .is_gap = take_bool(f, given, "ellipsis") };
        expect_nothing_left(f, given, "items");
    }
    take_way(f, options, "previous", &o.previous, &o.previous_title, &o.previous_label);
    take_way(f, options, "next", &o.next, &o.next_title, &o.next_label);
    nhs_pagination(h, &o);
}

static void draw_contents(fixture *f, json_t *options, html_writer *h)
{
    json_t *const list = take(f, options, "items");
    nhs_contents_item *const items = TAKE_MANY(f, nhs_contents_item, json_array_size(list));
    nhs_contents_list_options o = { .items = items, .hidden = take_text(f, options, "visuallyHiddenText") };
    size_t i;
    json_t *given;
    json_array_foreach(list, i, given)
    {
        if (!json_is_object(given))
            continue;
        nhs_contents_item *const item = &items[o.n_items++];
        item->href = take_text(f, given, "href");
        item->words = words_of(f, given, "an item");
        if (take_bool(f, given, "current"))
            item->href = (text){ "", 0 };
        expect_nothing_left(f, given, "items");
    }
    nhs_contents_list(h, &o);
}

static void draw_tabs(fixture *f, json_t *options, html_writer *h)
{
    json_t *const list = take(f, options, "items");
    nhs_tab *const items = TAKE_MANY(f, nhs_tab, json_array_size(list));
    json_t **const panels = TAKE_MANY(f, json_t *, json_array_size(list));
    nhs_tabs_options o = { .id = take_text(f, options, "id"),
                           .id_prefix = take_text(f, options, "idPrefix"),
                           .title = take_text(f, options, "visuallyHiddenText"),
                           .items = items };
    size_t i;
    json_t *given;
    json_array_foreach(list, i, given)
    {
        if (!json_is_object(given))
            continue;
        items[o.n_items] = (nhs_tab){ .label = take_text(f, given, "label"), .id = take_text(f, given, "id") };
        panels[o.n_items++] = take(f, given, "panel");
        expect_nothing_left(f, given, "items");
    }
    nhs_begin_tabs(h, &o);
    for (size_t t = 0; t < o.n_items; t++) {
        nhs_begin_tab(h, &o, t);
        const text words = take_text(f, panels[t], "text");
        if (words.len > 0)
            html_element(h, "p", words);
        write_inside(f, h, panels[t], NULL);
        nhs_end_tab(h);
        expect_nothing_left(f, panels[t], "panel");
    }
    nhs_end_tabs(h);
}

const component list_components[] = {
    { "contents-list", draw_contents },
    { "pagination", draw_pagination },
    { "summary-list", draw_summary_list },
    { "tables", draw_table },
    { "tabs", draw_tabs },
    { "task-list", draw_task_list },
    { NULL, NULL },
};
