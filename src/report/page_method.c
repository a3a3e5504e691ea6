/* The end of the report: how to read the icons, how the limits come about, what was read and what was left out. */
#include "report/page.h"

#include <math.h>

#include "base/html.h"
#include "base/number.h"

#include "report_js.h"

static void write_icon_key(html_writer *h)
{
    static const char *const variations[UPW_VARIATION_COUNT] = {
        [UPW_VARIATION_COMMON_CAUSE] = "Common cause: no sign of change. Ups and downs of this size are usual for this "
                                       "process, and asking why one value differs from the next seldom helps; another "
                                       "result takes another way of working.",
        [UPW_VARIATION_IMPROVEMENT_HIGH] =
            "Special cause, higher and better: a sign that something has changed. Find out what, "
            "and keep it.",
        [UPW_VARIATION_IMPROVEMENT_LOW] =
            "Special cause, lower and better: a sign that something has changed. Find out "
            "what, and keep it.",
        [UPW_VARIATION_CONCERN_HIGH] =
            "Special cause, higher and worse: a sign that something has changed. Find out what.",
        [UPW_VARIATION_CONCERN_LOW] =
            "Special cause, lower and worse: a sign that something has changed. Find out what.",
        [UPW_VARIATION_NEUTRAL_HIGH] = "Special cause, higher; nobody has said that either direction is better.",
        [UPW_VARIATION_NEUTRAL_LOW] = "Special cause, lower; nobody has said that either direction is better.",
    };
    static const char *const assurances[UPW_ASSURANCE_COUNT] = {
        [UPW_ASSURANCE_NONE] = "",
        [UPW_ASSURANCE_PASS] =
            "The target lies on the easy side of both limits: as long as the process stays as it is, "
            "it can be expected to meet it.",
        [UPW_ASSURANCE_FAIL] = "The target lies beyond the limits: as long as the process stays as it is, it can be "
                               "expected to miss it. Another result takes another way of working.",
        [UPW_ASSURANCE_INCONSISTENT] =
            "The target lies between the limits: it can be expected to be met in some periods "
            "and missed in others, by chance.",
    };
    html_literal(h, "<h3 id=\"icons\">How to read the icons</h3>\n");
    for (int i = 0; i < UPW_VARIATION_COUNT; i++) {
        html_literal(h, "<div class=\"key\">");
        page_use_icon(html_lend(h), 'v', i);
        html_element(h, "p", text_of(variations[i]));
        html_literal(h, "</div>\n");
    }
    for (int i = UPW_ASSURANCE_NONE + 1; i < UPW_ASSURANCE_COUNT; i++) {
        html_literal(h, "<div class=\"key\">");
        page_use_icon(html_lend(h), 'a', i);
        html_element(h, "p", text_of(assurances[i]));
        html_literal(h, "</div>\n");
    }
    html_literal(h, "<p>Where nobody can tell yet, there is no icon: with fewer than seven values since the limits "
                    "began, or for a target while the process is changing, since the limits then rest on the time "
                    "before the change as well.</p>\n");
}

static void write_rules(html_writer *h)
{
    html_literal(
        h,
        "<h3>How a change is told from chance</h3>\n"
        "<p>Unless the line under it says otherwise, a chart is an XmR chart (Shewhart 1931; Wheeler and Chambers "
        "1992). The mean is that of the stretch; "
        "the "
        "limits lie 2.66 mean moving ranges on either side of it, where a moving range is the difference of one value "
        "from the one before. Moving ranges above 3.267 times their mean are left out of it once. Where nothing "
        "changes, few values lie beyond the limits; how few depends on the measure. Four rules (Making Data Count, NHS "
        "England, 2019) are taken as signs that something has changed:</p>\n"
        "<ul><li>a value beyond a limit;</li><li>seven values in a row on one side of the mean;</li>"
        "<li>seven values in a row, each higher, or each lower, than the one before;</li>"
        "<li>two of three values in a row beyond two thirds of the way to the same limit, all three on that side of "
        "the "
        "mean.</li></ul>\n"
        "<p>Each rule also gives a false alarm now and then, when nothing has changed.</p>\n"
        "<p>Limits start again only where somebody has decided that the process changed, and said why. Fewer than 13 "
        "values give trial limits. Beside the four rules stands the runs analysis (Anhøj and Olesen 2014) around the "
        "median, on other charts than XmR around their own middle line. The target plays no part in telling change "
        "from chance.</p>\n"
        "<p>There are no red, amber or green lights here: a light changes colour when chance carries a value across a "
        "line, and stays the same while the process behind it gets better or worse.</p>\n");
}

static void write_count(html_writer *h, size_t n, const char *one, const char *many)
{
    number_add_rounded(html_lend(h), (double)n, 0, true);
    html_format(h, " %s", n == 1 ? one : many);
}

/* Which observations have no value, by why; the symbols are those of the tables. */
static void write_gaps(const series_table *table, html_writer *h)
{
    static const struct {
        gap why;
        const char *words;
    } reasons[] = {
        { GAP_SUPPRESSED, "suppressed [c]" },
        { GAP_ZERO_DENOMINATOR, "without anything to count [z]" },
        { GAP_BLANK, "missing or not available [x]" },
    };
    size_t n_missing = 0, counts[GAP_COUNT] = { 0 };
    for (size_t i = 0; i < table->n_points; i++)
        if (isnan(table->values[i])) {
            n_missing++;
            counts[table->gaps != NULL && table->gaps[i] < GAP_COUNT ? table->gaps[i] : GAP_BLANK]++;
        }
    if (n_missing == 0) {
        html_words(h, "Every one has a value.");
        return;
    }
    counts[GAP_BLANK] += counts[GAP_NONE] + counts[GAP_NOT_AVAILABLE];
    write_count(h, n_missing, "has no value: ", "have no value: ");
    bool is_first = true;
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        const size_t n = counts[reasons[i].why];
        if (n == 0)
            continue;
        if (!is_first)
            html_words(h, ", ");
        write_count(h, n, reasons[i].words, reasons[i].words);
        is_first = false;
    }
    html_words(h, ". They are shown as gaps, and no rule looks across a gap.");
}

static void write_what_was_read(const report_model *model, html_writer *h)
{
    const series_table *const table = model->table;
    html_literal(h, "<h3>What was read</h3>\n<p>");
    if (model->options->source.len > 0) {
        html_text(h, model->options->source);
        html_words(h, ": ");
    }
    write_count(h, table->n_points, "observation", "observations");
    html_words(h, " in ");
    write_count(h, table->n_series, "series. ", "series. ");
    write_gaps(table, h);
    html_literal(h, "</p>\n");
    if (model->options->notes.len > 0) {
        html_element(h, "p", model->options->notes);
        html_literal(h, "\n");
    }
    html_literal(h, "<p>In tables, [x] also stands where a count is missing, and [b] where the limits start again. "
                    "Values are rounded for reading; the CSV and JSON "
                    "forms of this report have them in full.</p>\n");
}

void page_end(const report_model *model, buffer *out)
{
    html_writer writer, *const h = &writer;
    html_init(h, out);
    html_literal(h, "<h2 id=\"method\">Definitions and method</h2>\n");
    write_icon_key(h);
    write_rules(h);
    write_what_was_read(model, h);
    html_literal(h, "</main>\n<footer><p>");
    html_format(h, "Made by Upward %s, profile %s", page_version(), upw_profile_text(model->options->profile));
    if (model->options->made_on.len > 0) {
        html_words(h, ", on ");
        html_text(h, model->options->made_on);
    }
    html_words(h, ".");
    if (model->options->banner.len > 0) {
        html_words(h, " ");
        html_text(h, model->options->banner);
        html_words(h, ".");
    }
    html_literal(h, "</p></footer>\n<script>\n");
    buffer_add(html_lend(h), text_of(report_js));
    html_literal(h, "</script>\n</body>\n</html>\n");
}
