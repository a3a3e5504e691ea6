/* The agreed path of a series: its verdict in the summary, its picture and its numbers in the section. No colour: a
 * path has words only. */
#include "report/page.h"

#include <math.h>

#include "base/memory.h"
#include "report/words.h"

/* "since May 2025", "from October 2027 on it can tell" */
static void write_note(html_writer *h, const path_series *path)
{
    const upw_trajectory_judgement *const j = &path->judgement;
    const bool is_early = j->verdict == UPW_TRAJECTORY_TOO_EARLY;
    const size_t when = is_early ? j->tells_from : j->since;
    if (when == 0 && !is_early)
        return;
    char name[100];
    path_name_period(&path->calendar, when, name, sizeof name);
    html_literal(h, " <span class=\"cell-note\">");
    if (when == 0)
        html_literal(h, "this measure cannot show it before the end");
    else if (is_early)
        html_literal(h, "we expect to be able to tell from ");
    else
        html_literal(h, "since ");
    if (when > 0)
        html_text(h, text_of(name));
    html_literal(h, "</span>");
}

const char *page_path_words(const report_series *s)
{
    static const char *const verdicts[UPW_TRAJECTORY_VERDICT_COUNT] = {
        [UPW_TRAJECTORY_TOO_EARLY] = "Too early to tell",   [UPW_TRAJECTORY_ON_CURVE] = "On its agreed curve",
        [UPW_TRAJECTORY_BEHIND] = "Behind its agreed path", [UPW_TRAJECTORY_AHEAD] = "Ahead of its agreed path",
        [UPW_TRAJECTORY_NO_VERDICT] = "No verdict",
    };
    return s->path != NULL         ? verdicts[s->path->judgement.verdict]
           : s->words.path.len > 0 ? "Cannot be judged"
                                   : "No agreed path";
}

void page_write_path_verdict(const report_series *s, html_writer *h)
{
    html_literal(h, "<div><span>");
    html_text(h, text_of(page_path_words(s)));
    if (s->path != NULL)
        write_note(h, s->path);
    html_literal(h, "</span></div>");
}

/* The verdicts in the order in which the summary is sorted. */
int page_order_of_path(const report_series *s)
{
    static const int orders[UPW_TRAJECTORY_VERDICT_COUNT] = {
        [UPW_TRAJECTORY_BEHIND] = 0, [UPW_TRAJECTORY_TOO_EARLY] = 1,  [UPW_TRAJECTORY_ON_CURVE] = 2,
        [UPW_TRAJECTORY_AHEAD] = 3,  [UPW_TRAJECTORY_NO_VERDICT] = 4,
    };
    return s->path != NULL ? orders[s->path->judgement.verdict] : UPW_TRAJECTORY_VERDICT_COUNT;
}

static void write_cell(html_writer *h, const report_series *s, double value, buffer *b)
{
    buffer_empty(b);
    if (isnan(value))
        buffer_add_literal(b, "[x]");
    else
        words_add_value_short(b, s, value);
    html_literal(h, "<td class=\"number\">");
    page_write_sentence(h, buffer_text(b));
    html_literal(h, "</td>");
}

static void write_numbers(const report_series *s, html_writer *h)
{
    const path_series *const path = s->path;
    buffer b;
    buffer_init(&b, 1000);
    html_literal(h, "<details><summary>The agreed path in numbers</summary><table class=\"data\"><caption>");
    html_text(h, s->name);
    html_literal(h, "</caption><thead><tr><th scope=\"col\">Period</th><th scope=\"col\" class=\"number\">Agreed</th>"
                    "<th scope=\"col\" class=\"number\">Result</th><th scope=\"col\">Verdict</th>"
                    "<th scope=\"col\">A straight-line light</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < path->series.n; i++) {
        char name[100];
        path_name_period(&path->calendar, i + 1, name, sizeof name);
        html_literal(h, "<tr><th scope=\"row\">");
        html_text(h, text_of(name));
        html_literal(h, "</th>");
        write_cell(h, s, path->points[i].plan, &b);
        write_cell(h, s, path->series.values[i], &b);
        html_element(h, "td", text_of(upw_trajectory_verdict_text(path->points[i].verdict)));
        html_element(h, "td", text_of(upw_light_text(path->lights[i].light)));
        html_literal(h, "</tr>\n");
    }
    html_literal(h, "</tbody></table></details>\n");
    buffer_clear(&b);
}

void page_write_path(const report_series *s, html_writer *h, upw_arena *scratch)
{
    if (s->words.path.len == 0)
        return;
    html_literal(h, "<div class=\"path\">");
    html_open(h, "p");
    page_write_sentence(h, s->words.path);
    html_close(h, "p");
    if (s->path != NULL) {
        const upw_trajectory_verdict verdict = s->path->judgement.verdict;
        const chart_trajectory it = path_make_chart(
            s->path,
            &(path_marks){ .finding = path_finding(verdict),
                           .verdict = verdict == UPW_TRAJECTORY_TOO_EARLY ? "too early to tell"
                                                                          : upw_trajectory_verdict_text(verdict),
                           .name = s->name,
                           .description = s->words.path,
                           .id = memory_format(scratch, "p%zu", s->number) },
            scratch);
        html_literal(h, "<figure>");
        chart_draw_trajectory_for_page(html_lend(h), &it);
        html_literal(h, "</figure>\n");
        write_numbers(s, h);
    }
    html_literal(h, "</div>\n");
}
