/* Tables. */
#include "web/nhsuk/internal.h"
#include "web/nhsuk/lists.h"

static const char *const alignments[NHS_ALIGN_COUNT] = {
    [NHS_ALIGN_LEFT] = "nhsuk-u-text-align-left",
    [NHS_ALIGN_CENTRE] = "nhsuk-u-text-align-centre",
    [NHS_ALIGN_RIGHT] = "nhsuk-u-text-align-right",
};

static bool is_sortable(const nhs_table_options *o)
{
    for (size_t i = 0; i < o->n_columns; i++)
        if (o->columns[i].sort != NHS_NOT_SORTABLE)
            return true;
    return false;
}

static void write_caption_of(html_writer *h, const nhs_table_options *o)
{
    if (o->caption.len == 0)
        return;
    html_open(h, "caption");
    class_begin(h, "nhsuk-table__caption");
    if (o->caption_size != NHS_PLAIN)
        class_add_pair(h, "nhsuk-table__caption--", nhs_size_names[o->caption_size]);
    class_add_if(h, o->caption_is_hidden, "nhsuk-u-visually-hidden");
    class_end(h);
    html_attr_if(h, "id", o->caption_id);
    html_text(h, o->caption);
    if (is_sortable(o))
        write_hidden(h, TEXT(" (Column headers are sortable)"));
    html_close(h, "caption");
}

/* Words, a link when they lead somewhere, and what is read aloud only. */
static void write_words(html_writer *h, text words, text href, text hidden)
{
    if (href.len > 0) {
        html_open(h, "a");
        class_only(h, "nhsuk-link");
        html_attr(h, "href", href);
    }
    html_text(h, words);
    if (hidden.len > 0) {
        html_open(h, "span");
        class_only(h, "nhsuk-u-visually-hidden");
        if (words.len > 0)
            html_words(h, " ");
        html_text(h, hidden);
        html_close(h, "span");
    }
    if (href.len > 0)
        html_close(h, "a");
}

static void write_column(html_writer *h, const nhs_table_options *o, const nhs_column *column)
{
    html_open(h, "th");
    class_begin(h, "nhsuk-table__header");
    class_add_if(h, column->is_numeric, "nhsuk-table__header--numeric");
    class_add_if(h, column->align != NHS_ALIGN_AUTO, alignments[column->align]);
    if (column->width != NULL)
        class_add_pair(h, "nhsuk-u-width-", column->width);
    class_add_if(h, column->keeps_lines, "nhsuk-u-nowrap");
    class_end(h);
    html_attr_literal(h, "scope", "col");
    if (o->is_responsive)
        html_attr_literal(h, "role", "columnheader");
    attr_flag_if(h, column->sort != NHS_NOT_SORTABLE, "data-sort");
    if (column->sort == NHS_SORTED_UP)
        html_attr_literal(h, "aria-sort", "ascending");
    if (column->sort == NHS_SORTED_DOWN)
        html_attr_literal(h, "aria-sort", "descending");
    write_words(h, column->words, column->href, column->hidden);
    html_close(h, "th");
}

static void open_table(html_writer *h, const nhs_table_options *o)
{
    html_open(h, "table");
    class_begin(h, "nhsuk-table");
    class_add_if(h, o->ground == NHS_ON_DARK, "nhsuk-table--reverse");
    class_add_if(h, o->is_compact, "nhsuk-table--compact");
    class_add_if(h, o->is_responsive, "nhsuk-table--responsive");
    class_add_if(h, o->has_no_border, "nhsuk-table--no-border");
    class_add_if(h, o->has_no_last_border && !o->has_no_border, "nhsuk-table--no-last-row-border");
    class_add_if(h, is_sortable(o), "nhsuk-table--sortable");
    class_add_if(h, o->is_striped, "nhsuk-table--striped");
    class_add_if(h, o->is_summary, "upw-summary");
    class_end(h);
    html_attr_if(h, "id", o->id);
    if (o->is_responsive)
        html_attr_literal(h, "role", "table");
}

static void open_body(html_writer *h)
{
    html_open(h, "tbody");
    class_only(h, "nhsuk-table__body");
}

void nhs_begin_table(html_writer *h, nhs_table *table, const nhs_table_options *o)
{
    *table = (nhs_table){ .h = h, .options = o };
    if (o->scrolls)
        nhs_begin_scroll(h, &(nhs_scroll_options){ .labelled_by = o->caption_id, .ground = o->ground });
    open_table(h, o);
    write_caption_of(h, o);
    if (o->n_columns > 0) {
        html_open(h, "thead");
        class_only(h, "nhsuk-table__head");
        if (o->is_responsive)
            html_attr_literal(h, "role", "rowgroup");
        html_open(h, "tr");
        class_only(h, "nhsuk-table__row");
        if (o->is_responsive)
            html_attr_literal(h, "role", "row");
        for (size_t i = 0; i < o->n_columns; i++)
            write_column(h, o, &o->columns[i]);
        html_close(h, "tr");
        html_close(h, "thead");
    }
    open_body(h);
}

void nhs_end_table(nhs_table *table)
{
    html_close(table->h, "tbody");
    html_close(table->h, "table");
    if (table->options->scrolls)
        nhs_end_scroll(table->h);
}

void nhs_begin_row_group(nhs_table *table, text words)
{
    html_writer *const h = table->h;
    const nhs_table_options *const o = table->options;
    if (table->has_rows) {
        html_close(h, "tbody");
        open_body(h);
    }
    nhs_begin_row(table);
    html_open(h, "th");
    class_only(h, "nhsuk-table__header upw-row-group");
    html_attr_literal(h, "scope", "rowgroup");
    if (o->is_responsive)
        html_attr_literal(h, "role", "rowheader");
    attr_number(h, "colspan", (int)o->n_columns);
    html_text(h, words);
    html_close(h, "th");
    nhs_end_row(table);
}

void nhs_begin_row(nhs_table *table)
{
    table->column = 0;
    table->has_rows = true;
    html_open(table->h, "tr");
    class_only(table->h, "nhsuk-table__row");
    if (table->options->is_responsive)
        html_attr_literal(table->h, "role", "row");
}

void nhs_end_row(nhs_table *table)
{
    html_close(table->h, "tr");
}

static const nhs_column *column_of(const nhs_table *table)
{
    static const nhs_column none = { 0 };
    return table->column < table->options->n_columns ? &table->options->columns[table->column] : &none;
}

static bool is_header(const nhs_table *table)
{
    return table->column == 0 && table->options->first_is_header;
}

static void add_cell_classes(html_writer *h, const nhs_table *table, const nhs_cell *cell)
{
    const nhs_column *const column = column_of(table);
    const bool is_numeric = column->is_numeric && !cell->is_not_numeric;
    nhs_align align = cell->align != NHS_ALIGN_AUTO ? cell->align : column->align;
    if (cell->align == NHS_ALIGN_AUTO && cell->is_not_numeric && column->is_numeric)
        align = NHS_ALIGN_RIGHT;
    class_begin(h, is_header(table) ? "nhsuk-table__header" : "nhsuk-table__cell");
    if (is_numeric)
        class_add(h, is_header(table) ? "nhsuk-table__header--numeric" : "nhsuk-table__cell--numeric");
    class_add_if(h, align != NHS_ALIGN_AUTO, alignments[align]);
    class_add_if(h, cell->keeps_lines, "nhsuk-u-nowrap");
    class_add_if(h, cell->breaks_words, "nhsuk-u-text-break-word");
    class_end(h);
}

void nhs_begin_cell(nhs_table *table, const nhs_cell *cell)
{
    html_writer *const h = table->h;
    const nhs_table_options *const o = table->options;
    const nhs_column *const column = column_of(table);
    html_open_named(h, is_header(table) ? "th" : "td");
    add_cell_classes(h, table, cell);
    if (is_header(table))
        html_attr_literal(h, "scope", "row");
    if (o->is_responsive)
        html_attr(h, "role", is_header(table) ? TEXT("rowheader") : TEXT("cell"));
    if (cell->n_columns > 1 && !o->is_responsive)
        attr_number(h, "colspan", cell->n_columns);
    if (o->is_responsive && (column->words.len > 0 || column->hidden.len > 0)) {
        html_open(h, "span");
        class_only(h, "nhsuk-table__heading");
        html_attr_literal(h, "aria-hidden", "true");
        write_words(h, column->words, (text){ "", 0 }, column->hidden);
        html_words(h, " ");
        html_close(h, "span");
    }
}

void nhs_end_cell(nhs_table *table)
{
    html_close_named(table->h, is_header(table) ? "th" : "td");
    table->column++;
}

/* The words say what the picture shows, so the picture is not read aloud. */
void nhs_begin_icon_cell(nhs_table *table)
{
    nhs_begin_cell(table, &(nhs_cell){ 0 });
    html_open(table->h, "div");
    class_only(table->h, "upw-sign");
    html_open(table->h, "span");
    html_attr_literal(table->h, "aria-hidden", "true");
}

void nhs_end_icon_cell(nhs_table *table, text words)
{
    html_close(table->h, "span");
    html_words(table->h, " ");
    html_element(table->h, "span", words);
    html_close(table->h, "div");
    nhs_end_cell(table);
}

void nhs_write_cell(nhs_table *table, const nhs_cell *cell)
{
    nhs_begin_cell(table, cell);
    write_words(table->h, cell->words, cell->href, cell->hidden);
    nhs_end_cell(table);
}

void nhs_cell_text(nhs_table *table, text words)
{
    nhs_write_cell(table, &(nhs_cell){ .words = words });
}

void nhs_cell_link(nhs_table *table, text href, text words)
{
    nhs_write_cell(table, &(nhs_cell){ .words = words, .href = href });
}
