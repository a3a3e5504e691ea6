/* One indicator: heading, icons, sentences, chart, and the numbers behind it. */
#include "report/page.h"

#include <math.h>

#include "base/html.h"
#include "base/memory.h"
#include "base/number.h"
#include "report/words.h"

static void write_paragraph(html_writer *h, const char *class, const text *sentences, size_t n)
{
    size_t length = 0;
    for (size_t i = 0; i < n; i++)
        length += sentences[i].len;
    if (length == 0)
        return;
    html_open(h, "p");
    if (class != NULL)
        html_attr(h, "class", text_of(class));
    bool is_first = true;
    for (size_t i = 0; i < n; i++) {
        if (sentences[i].len == 0)
            continue;
        if (!is_first)
            html_words(h, " ");
        is_first = false;
        page_write_sentence(h, sentences[i]);
    }
    html_close(h, "p");
    html_literal(h, "\n");
}

static void write_list(html_writer *h, const text *items, size_t n, size_t n_left_out)
{
    html_literal(h, "<ul>");
    for (size_t i = 0; i < n; i++) {
        html_open(h, "li");
        page_write_sentence(h, items[i]);
        html_close(h, "li");
    }
    if (n_left_out > 0) {
        html_literal(h, "<li>");
        html_format(h, "And %zu earlier.", n_left_out);
        html_literal(h, "</li>");
    }
    html_literal(h, "</ul>\n");
}

static void write_heading(const report_series *s, html_writer *h)
{
    html_open(h, "h3");
    buffer_add_format(h->out, " id=\"h%zu\"", s->number);
    html_text(h, s->name);
    html_close(h, "h3");
    html_literal(h, "\n<ul class=\"verdict\"><li>");
    page_write_variation(s, h);
    html_literal(h, "</li><li>");
    page_write_assurance(s, h);
    if (s->words.path.len > 0) {
        html_literal(h, "</li><li>");
        page_write_path_verdict(s, h);
    }
    html_literal(h, "</li></ul>\n");
}

static void write_charts(const report_series *s, html_writer *h, upw_arena *scratch)
{
    const chart c = page_make_chart(s, memory_format(scratch, "c%zu", s->number), scratch);
    html_literal(h, "<figure>");
    chart_draw_for_page(html_lend(h), &c);
    html_literal(h, "</figure>\n");
}

static void write_ranges(const report_series *s, html_writer *h, upw_arena *scratch)
{
    const chart c = page_make_range_chart(s, memory_format(scratch, "r%zu", s->number), scratch);
    html_literal(h, "<details class=\"ranges\"><summary>How much it moves from one to the next</summary><figure>");
    chart_draw_moving_ranges_for_page(html_lend(h), &c);
    html_literal(h, "</figure></details>\n");
}

static void write_number_cell(html_writer *h, const report_series *s, double value)
{
    html_open(h, "td");
    html_attr_literal(h, "class", "number");
    if (isnan(value))
        html_words(h, "not available");
    else
        words_add_value_short(html_lend(h), s, value);
    html_close(h, "td");
}

static void write_limit_cell(html_writer *h, const report_series *s, double limit)
{
    if (isnan(limit)) {
        write_number_cell(h, s, limit);
        return;
    }
    html_open(h, "td");
    html_attr_literal(h, "class", "number");
    words_add_limit(html_lend(h), s, limit);
    html_close(h, "td");
}

static void write_count_cell(html_writer *h, double count)
{
    enum { COUNT_DECIMALS = 2 };
    html_open(h, "td");
    html_attr_literal(h, "class", "number");
    if (isnan(count))
        html_words(h, "[x]");
    else
        number_add_rounded(html_lend(h), count, COUNT_DECIMALS, true);
    html_close(h, "td");
}

static void write_phases(const report_series *s, html_writer *h)
{
    html_literal(h, "<div class=\"scrolls\"><table class=\"data\"><caption>Mean and limits</caption><thead><tr>"
                    "<th scope=\"col\">Stretch</th><th scope=\"col\" class=\"number\">Points</th>"
                    "<th scope=\"col\" class=\"number\">Mean</th><th scope=\"col\" class=\"number\">Lower limit</th>"
                    "<th scope=\"col\" class=\"number\">Upper limit</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < s->n_phases; i++) {
        const upw_xmr_phase *const phase = &s->phases[i];
        html_literal(h, "<tr><th scope=\"row\">");
        words_add_span(html_lend(h), s, phase->start, phase->start + phase->n - 1);
        html_literal(h, "</th>");
        write_count_cell(h, (double)phase->n);
        write_number_cell(h, s, phase->mean);
        write_limit_cell(h, s, phase->lpl);
        write_limit_cell(h, s, phase->upl);
        html_literal(h, "</tr>\n");
    }
    html_literal(h, "</tbody></table></div>\n");
}

/* The symbols that official statistics use for a cell without a number. */
const char *page_gap_symbol(const report_series *s, size_t point)
{
    static const char *const symbols[GAP_COUNT] = {
        [GAP_NONE] = "[x]",
        [GAP_BLANK] = "[x]",
        [GAP_NOT_AVAILABLE] = "[x]",
        [GAP_SUPPRESSED] = "[c]",
        [GAP_ZERO_DENOMINATOR] = "[z]",
    };
    const uint8_t why = s->gaps != NULL ? s->gaps[point] : (uint8_t)GAP_BLANK;
    return symbols[why < GAP_COUNT ? why : GAP_BLANK];
}

void page_add_signal(buffer *out, const report_series *s, size_t point)
{
    static const char *const labels[UPW_LABEL_COUNT] = {
        [UPW_LABEL_COMMON_CAUSE] = "",
        [UPW_LABEL_ABOVE_LIMIT] = "above the upper limit",
        [UPW_LABEL_BELOW_LIMIT] = "below the lower limit",
        [UPW_LABEL_TREND_INCREASING] = "rising trend",
        [UPW_LABEL_TREND_DECREASING] = "falling trend",
        [UPW_LABEL_TWO_OF_THREE_ABOVE] = "near the upper limit",
        [UPW_LABEL_TWO_OF_THREE_BELOW] = "near the lower limit",
        [UPW_LABEL_SHIFT_ABOVE] = "run above the middle",
        [UPW_LABEL_SHIFT_BELOW] = "run below the middle",
    };
    static const char *const types[UPW_POINT_TYPE_COUNT] = {
        [UPW_POINT_COMMON_CAUSE] = "",       [UPW_POINT_IMPROVEMENT] = "Better: ", [UPW_POINT_CONCERN] = "Worse: ",
        [UPW_POINT_NEUTRAL_HIGH] = "High: ", [UPW_POINT_NEUTRAL_LOW] = "Low: ",
    };
    const size_t phase = series_find_phase(s, point);
    if (phase > 0 && s->phase_starts[phase] == point)
        buffer_add_literal(out, "[b] the limits start again. ");
    buffer_add(out, text_of(types[s->points[point].type]));
    buffer_add(out, text_of(labels[s->points[point].label]));
}

typedef struct point_columns {
    bool has_counts, has_notes;
} point_columns;

static void write_point(const report_series *s, size_t point, point_columns has, html_writer *h)
{
    html_literal(h, "<tr><th scope=\"row\">");
    period_add_short(html_lend(h), s->periods[point]);
    html_literal(h, "</th>");
    html_open(h, "td");
    html_attr_literal(h, "class", "number");
    if (isnan(s->values[point]))
        html_text(h, text_of(page_gap_symbol(s, point)));
    else
        words_add_value_short(html_lend(h), s, s->values[point]);
    html_close(h, "td");
    if (has.has_counts) {
        write_count_cell(h, s->numerators[point]);
        write_count_cell(h, s->denominators[point]);
    }
    html_literal(h, "<td>");
    page_add_signal(html_lend(h), s, point);
    html_literal(h, "</td>");
    if (has.has_notes)
        html_element(h, "td", s->annotations[point]);
    html_literal(h, "</tr>\n");
}

static bool has_any(const double *column, size_t n)
{
    for (size_t i = 0; column != NULL && i < n; i++)
        if (!isnan(column[i]))
            return true;
    return false;
}

static void write_points(const report_series *s, html_writer *h)
{
    const point_columns has = { has_any(s->numerators, s->n) && has_any(s->denominators, s->n),
                                page_find_annotation(s, 0) < s->n };
    html_literal(h, "<div class=\"scrolls columns\"><table class=\"data\"><caption>");
    html_text(h, s->name);
    if (s->unit.kind == UNIT_OTHER) {
        html_words(h, ", ");
        html_text(h, s->unit.words);
    }
    html_literal(h, "</caption><thead><tr><th scope=\"col\">Period</th><th scope=\"col\" class=\"number\">Value</th>");
    if (has.has_counts)
        html_literal(h, "<th scope=\"col\" class=\"number\">Number</th>"
                        "<th scope=\"col\" class=\"number\">Out of</th>");
    html_literal(h, "<th scope=\"col\">Signal</th>");
    if (has.has_notes)
        html_literal(h, "<th scope=\"col\">Note</th>");
    html_literal(h, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < s->n; i++)
        write_point(s, i, has, h);
    html_literal(h, "</tbody></table></div>\n");
}

static void write_definition_item(html_writer *h, text name, text words)
{
    if (words.len == 0)
        return;
    html_element(h, "dt", name);
    html_open(h, "dd");
    const char last = words.at[words.len - 1];
    if (last == '.' || last == '?' || last == '!') /* on paper, where all stand in one paragraph, no second stop */
        html_attr_literal(h, "class", "stopped");
    html_text(h, words);
    html_close(h, "dd");
}

static void write_definition(const report_series *s, html_writer *h, upw_arena *scratch)
{
    static const char *const better[UPW_IMPROVEMENT_COUNT] = {
        [UPW_INCREASE] = "higher",
        [UPW_DECREASE] = "lower",
        [UPW_NEUTRAL] = "neither",
    };
    buffer b;
    buffer_init(&b, 1 << 16);
    unit_add_name(&b, s->unit);
    html_literal(h, "<details><summary>What this measures</summary><dl>");
    if (s->about != NULL) {
        write_definition_item(h, TEXT("Definition"), s->about->definition);
        write_definition_item(h, TEXT("Owner"), s->about->owner);
        write_definition_item(h, TEXT("Source"), s->about->source);
    }
    write_definition_item(h, TEXT("Unit"), buffer_text(&b));
    write_definition_item(h, TEXT("Better is"),
                          text_of(s->knows_improvement ? better[s->options.improvement] : "not said"));
    buffer_empty(&b);
    if (s->options.has_target)
        words_add_target(&b, s);
    write_definition_item(h, TEXT("Target"), b.len > 0 ? buffer_text(&b) : TEXT("none"));
    write_definition_item(h, TEXT("Name in the table"), s->key.id);
    if (s->n_early_rebases > 0)
        write_definition_item(h, TEXT("Step changes before the first value"),
                              memory_format(scratch, "%zu; they change nothing here", s->n_early_rebases));
    html_literal(h, "</dl></details>\n");
    buffer_clear(&b);
}

static void write_organisation_heading(const report_series *s, html_writer *h)
{
    html_open(h, "h2");
    buffer_add_format(h->out, " id=\"o%zu\"", s->organisation_number);
    html_text(h, s->organisation_number > 0 ? s->key.organisation : TEXT("Of no organisation"));
    html_close(h, "h2");
}

void page_write_series(const report_model *model, const report_series *s, const report_series *before, buffer *out)
{
    html_writer writer, *const h = &writer;
    html_init(h, out);
    upw_arena scratch;
    memory_init_arena(&scratch);
    if (model->n_organisations > 1 && (before == NULL || before->organisation_number != s->organisation_number))
        write_organisation_heading(s, h);
    html_open(h, "article");
    buffer_add_format(h->out, " id=\"s%zu\" aria-labelledby=\"h%zu\"", s->number, s->number);
    html_literal(h, "<div class=\"story\">"); /* what stays on one sheet of paper */
    write_heading(s, h);
    const series_words *const w = &s->words;
    write_paragraph(h, "headline", &w->variation, 1);
    if (s->options.has_target)
        write_paragraph(h, NULL, &w->assurance, 1);
    if (s->n > 0)
        write_charts(s, h, &scratch);
    html_literal(h, "</div>\n");
    page_write_path(s, h, &scratch);
    const text facts[] = { w->narrow, w->latest, w->noise, w->trial, w->gaps, w->target_change };
    write_paragraph(h, NULL, facts, sizeof facts / sizeof facts[0]);
    if (w->n_proposals > 0) {
        html_literal(h, "<div class=\"decide\">");
        write_list(h, w->proposals, w->n_proposals, 0);
        write_paragraph(h, NULL, &w->proposals_note, 1);
        html_literal(h, "</div>\n");
    }
    if (w->n_steps > 0)
        write_list(h, w->steps, w->n_steps, 0);
    if (w->n_history > 0) {
        html_literal(h, "<p>Signals before that:</p>\n");
        write_list(h, w->history, w->n_history, w->n_history_left_out);
    }
    write_paragraph(h, "quiet", &w->runs, 1);
    if (s->n > 1 && s->face == NULL)
        write_ranges(s, h, &scratch);
    if (s->n > 0) {
        html_literal(h, "<details><summary>The numbers behind the chart</summary>\n");
        write_phases(s, h);
        write_points(s, h);
        html_literal(h, "</details>\n");
    }
    write_definition(s, h, &scratch);
    html_literal(h, "<p class=\"back\"><a href=\"#summary\">Back to the summary</a></p>\n");
    html_close(h, "article");
    html_literal(h, "\n");
    upw_arena_clear(&scratch);
}
