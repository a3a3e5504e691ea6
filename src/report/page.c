/* The frame of the report: head, title, contents and the summary of icons. */
#include "report/page.h"

#include <math.h>

#include "base/html.h"
#include "base/memory.h"
#include "report/summary.h"
#include "report/words.h"
#include "upward_config.h"

#include "report_css.h"

const char *page_version(void)
{
    return UPWARD_VERSION;
}

/* A CSS string that nothing can break out of: all but letters and digits as code points (CSS Syntax 3, 4.3.7). */
static void add_css_string(buffer *out, text words)
{
    buffer_add_char(out, '"');
    for (size_t i = 0; i < words.len;) {
        const unsigned char lead = (unsigned char)words.at[i];
        const size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        unsigned code = length == 1 ? lead : lead & (0x7Fu >> length);
        for (size_t k = 1; k < length && i + k < words.len; k++)
            code = code << 6 | ((unsigned char)words.at[i + k] & 0x3Fu);
        buffer_add_format(out, "\\%X ", code < ' ' ? ' ' : code);
        i += length;
    }
    buffer_add_char(out, '"');
}

static void add_style(const report_model *model, buffer *out)
{
    buffer_add_literal(out, "<style>\n:root{color-scheme:light dark}\n");
    chart_add_style(out, TEXT(""));
    buffer_add(out, text_of(report_css));
    buffer_add_literal(out,
                       "@page{size:A4;margin:14mm 14mm 14mm;@bottom-right{content:\"Page \" counter(page) \" of \" "
                       "counter(pages);font:8pt Arial,sans-serif}@bottom-left{font:8pt Arial,sans-serif;content:");
    add_css_string(out, model->title);
    buffer_add_char(out, '}');
    if (model->options->banner.len > 0) {
        buffer_add_literal(out, "@top-center{font:bold 9pt Arial,sans-serif;content:");
        add_css_string(out, model->options->banner);
        buffer_add_char(out, '}');
    }
    buffer_add_literal(out, "}\n</style>\n");
}

/* Flat, flat, then up. */
static void add_mark(html_writer *h)
{
    html_literal(h,
                 "<svg viewBox=\"0 0 32 24\" aria-hidden=\"true\"><path d=\"M2 20H14C22 20 24 14 26 6\" fill=\"none\" "
                 "stroke=\"currentColor\" stroke-width=\"3\" stroke-linecap=\"round\"/><circle cx=\"26.5\" cy=\"4.5\" "
                 "r=\"3.5\" fill=\"currentColor\"/></svg> ");
}

static void write_counts(const report_model *model, html_writer *h)
{
    const summary_counts counts = summary_count(model);
    buffer words;
    buffer_init(&words, 4096);
    summary_write(&words, &counts);
    html_element(h, "p", buffer_text(&words));
    html_literal(h, "\n");
    buffer_clear(&words);
}

/* One measure of many bodies: the rows are the bodies. */
static bool is_by_organisation(const report_model *model)
{
    return model->n_organisations > 1 && !model->has_several_indicators;
}

enum { MANY = 200 }; /* charts from which a browser had better lay out only those in view */

void page_begin(const report_model *model, buffer *out)
{
    html_writer writer, *const h = &writer;
    html_init(h, out);
    html_literal(h, "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n");
    html_element(h, "title", model->title);
    html_literal(h, "\n<meta name=\"robots\" content=\"noindex\">\n");
    add_style(model, out);
    html_literal(h, "</head>\n<body>\n<a class=\"skip\" href=\"#summary\">Skip to the summary</a>\n<header>");
    if (model->options->banner.len > 0) {
        html_open(h, "p");
        html_attr_literal(h, "class", "banner");
        html_text(h, model->options->banner);
        html_close(h, "p");
    }
    html_literal(h, "<div class=\"top\"><p>");
    add_mark(h);
    html_literal(h, "Upward</p></div></header>\n");
    if (model->n_series > MANY)
        html_literal(h, "<main class=\"many\">\n");
    else
        html_literal(h, "<main>\n");
    page_define_icons(out);
    html_element(h, "h1", model->title);
    html_open(h, "p");
    html_attr_literal(h, "class", "lead");
    html_text(h, model->place);
    if (model->place.len > 0 && model->span.len > 0)
        html_words(h, ", ");
    html_text(h, model->span);
    html_close(h, "p");
    html_literal(h, "\n");
    page_write_contents(model, h);
    html_literal(h, "<h2 id=\"summary\">Summary</h2>\n");
    write_counts(model, h);
    html_literal(
        h, "<p class=\"quiet\">What needs attention comes first. The icons are explained <a href=\"#icons\">at the "
           "end</a>.</p>\n"
           "<div class=\"scrolls\" role=\"region\" aria-labelledby=\"summary\" tabindex=\"0\">"
           "<table class=\"summary");
    if (model->has_paths)
        html_literal(h, " with-paths");
    if (page_has_short_names(model))
        html_literal(h, " of-codes");
    html_literal(h, "\" role=\"table\" aria-labelledby=\"summary\">"
                    "<thead role=\"rowgroup\"><tr role=\"row\">");
    html_literal(h, "<th scope=\"col\" role=\"columnheader\">");
    html_text(h, is_by_organisation(model) ? TEXT("Organisation") : TEXT("Measure"));
    html_literal(h, "</th>"
                    "<th scope=\"col\" role=\"columnheader\" class=\"number\">Latest</th>"
                    "<th scope=\"col\" role=\"columnheader\">Change</th>"
                    "<th scope=\"col\" role=\"columnheader\">Target</th>");
    if (model->has_paths)
        html_literal(h, "<th scope=\"col\" role=\"columnheader\">Agreed path</th>");
    html_literal(h, "<th scope=\"col\" role=\"columnheader\">Course</th>"
                    "<th scope=\"col\" role=\"columnheader\">What it says</th></tr></thead>\n"
                    "<tbody role=\"rowgroup\">\n");
}

static void begin_cell(html_writer *h, const char *class, double key)
{
    html_open(h, "td");
    html_attr_literal(h, "role", "cell");
    html_attr(h, "class", text_of(class));
    if (isfinite(key))
        buffer_add_format(h->out, " data-key=\"%.6g\"", key);
    else
        buffer_add_literal(h->out, " data-key=\"\"");
}

static void write_note(html_writer *h, text words)
{
    if (words.len == 0)
        return;
    html_open(h, "span");
    html_attr_literal(h, "class", "cell-note");
    html_text(h, words);
    html_close(h, "span");
    html_literal(h, " ");
}

void page_write_row(const report_model *model, const report_series *s, buffer *out)
{
    html_writer writer, *const h = &writer;
    html_init(h, out);
    upw_arena scratch;
    memory_init_arena(&scratch);
    html_literal(h, "<tr role=\"row\">");
    html_open(h, "th");
    html_attr_literal(h, "scope", "row");
    html_attr_literal(h, "role", "rowheader");
    const text name = is_by_organisation(model) ? s->key.organisation : s->name;
    html_attr(h, "data-key", name);
    html_open(h, "a");
    buffer_add_format(out, " href=\"#s%zu\"", s->number);
    html_text(h, name);
    html_close(h, "a");
    if (model->n_organisations > 1 && model->has_several_indicators) {
        html_words(h, " ");
        write_note(h, s->key.organisation);
    }
    html_close(h, "th");

    begin_cell(h, "number", s->has_latest ? s->values[s->latest] : NAN);
    page_write_sentence(h, s->has_latest ? s->words.latest_value : TEXT("not available"));
    html_words(h, " ");
    write_note(h, s->words.latest_period);
    write_note(h, s->words.latest_counts);
    html_close(h, "td");

    begin_cell(h, "symbol", (double)s->rank);
    page_write_variation(s, h);
    html_close(h, "td");
    begin_cell(h, "symbol", (double)page_order_of_assurance(s));
    page_write_assurance(s, h);
    html_close(h, "td");
    if (model->has_paths) {
        begin_cell(h, "symbol", (double)page_order_of_path(s));
        page_write_path_verdict(s, h);
        html_close(h, "td");
    }

    html_literal(h, "<td role=\"cell\">");
    chart c = page_make_chart(s, (text){ "", 0 }, &scratch);
    c.description = (text){ "", 0 }; /* the next cell says it */
    chart_draw_sparkline(html_lend(h), &c);
    html_literal(h, "</td><td role=\"cell\" class=\"what\">");
    page_write_sentence(h, s->words.variation);
    html_literal(h, "</td></tr>\n");
    upw_arena_clear(&scratch);
}

void page_end_summary(const report_model *model, buffer *out)
{
    buffer_add_literal(out, "</tbody></table></div>\n");
    if (model->n_organisations < 2)
        buffer_add_literal(out, "<h2>The indicators</h2>\n");
}
