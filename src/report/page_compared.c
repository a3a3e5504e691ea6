/* The section "Compared with others": each indicator's organisations over the last year in one funnel. A sentence about
 * an organisation is written only where it lies outside the limits in force, and says those limits. */
#include "report/page.h"

#include <math.h>
#include <stdlib.h>

#include "base/html.h"
#include "base/memory.h"
#include "base/number.h"
#include "report/funnel_chart.h"
#include "upward/standardise.h"

enum { ORGANISATIONS_AT_LEAST = 3, YEAR = 365 };

/* One indicator: its organisations with figures in the last year. */
typedef struct comparison {
    text name;
    unit unit;
    bool is_share, is_complement;
    const report_series **series;
    double *numerators, *denominators;
    size_t n;
    upw_funnel funnel;
    upw_funnel_body *found;
} comparison;

/* ---- figures ---- */

static bool has_counts(const report_series *s)
{
    return s->numerators != NULL && s->denominators != NULL && s->key.organisation.len > 0;
}

/* Within a year of the last period of the report; numbered periods: the last alone. */
static bool is_recent(const report_model *model, const report_series *s, size_t i)
{
    const int64_t back = (int64_t)period_get_start(model->last) - period_get_start(s->periods[i]);
    const bool is_numbered = period_get_kind(s->periods[i]) == PERIOD_NUMBER;
    return is_numbered == (period_get_kind(model->last) == PERIOD_NUMBER) && back >= 0 &&
           back < (is_numbered ? 1 : YEAR);
}

/* Whole numbers, none below 0: what a funnel can take. */
static bool are_counts(double numerator, double denominator)
{
    return numerator >= 0 && floor(numerator) == numerator && denominator > 0;
}

/* What an organisation's values of the last year have in common. */
typedef struct year_of {
    double numerator, denominator;
    size_t n, n_direct, n_complement; /* values that are n/d, or 1 - n/d, in the unit */
    bool exceeds;                     /* a numerator above its denominator, or a denominator that is no whole number */
    bool is_unfit;                    /* something that is no count */
} year_of;

static year_of add_year(const report_model *model, const report_series *s)
{
    static const double NEAR = 0.011; /* values that people rounded */
    year_of y = { 0 };
    const double per = s->unit.per > 0 ? s->unit.per : 1;
    for (size_t i = 0; i < s->n; i++) {
        if (!is_recent(model, s, i) || isnan(s->values[i]) || isnan(s->numerators[i]) || isnan(s->denominators[i]) ||
            s->denominators[i] == 0)
            continue;
        const double ratio = s->numerators[i] / s->denominators[i], value = s->values[i] / per;
        y.is_unfit |= !are_counts(s->numerators[i], s->denominators[i]);
        y.exceeds |= s->numerators[i] > s->denominators[i] || floor(s->denominators[i]) != s->denominators[i];
        y.n_direct += fabs(value - ratio) <= NEAR * fmax(1, fabs(ratio));
        y.n_complement += fabs(value - (1 - ratio)) <= NEAR;
        y.numerator += s->numerators[i];
        y.denominator += s->denominators[i];
        y.n++;
    }
    return y;
}

static bool gather(const report_model *model, comparison *c, upw_arena *arena)
{
    year_of *const years = MEMORY_TAKE(arena, year_of, c->n);
    size_t n = 0, n_values = 0, n_direct = 0, n_complement = 0;
    bool exceeds = false;
    for (size_t k = 0; k < c->n; k++) {
        const year_of y = add_year(model, c->series[k]);
        if (y.is_unfit)
            return false;
        if (y.n == 0)
            continue;
        n_values += y.n;
        n_direct += y.n_direct;
        n_complement += y.n_complement;
        exceeds |= y.exceeds;
        c->series[n] = c->series[k];
        years[n++] = y;
    }
    c->n = n;
    const bool is_percent = c->unit.kind == UNIT_PERCENT || c->unit.kind == UNIT_SHARE;
    c->is_share = is_percent && !exceeds;
    c->is_complement = c->is_share && n_direct < n_values && n_complement == n_values;
    if (n < ORGANISATIONS_AT_LEAST || (n_direct < n_values && !c->is_complement))
        return false;
    c->numerators = MEMORY_TAKE(arena, double, n);
    c->denominators = MEMORY_TAKE(arena, double, n);
    for (size_t k = 0; k < n; k++) {
        c->numerators[k] = c->is_complement ? years[k].denominator - years[k].numerator : years[k].numerator;
        c->denominators[k] = years[k].denominator;
    }
    return true;
}

static bool fit(comparison *c, upw_arena *arena)
{
    const upw_funnel_options options = { .type = c->is_share ? UPW_FUNNEL_PROPORTION : UPW_FUNNEL_RATE,
                                         .per = c->is_share       ? 1
                                                : c->unit.per > 0 ? c->unit.per
                                                                  : 1 };
    const upw_funnel_data data = { .numerators = c->numerators, .denominators = c->denominators, .n = c->n };
    c->found = MEMORY_TAKE(arena, upw_funnel_body, c->n);
    upw_error refusal = { 0 };
    return upw_funnel_fit(&data, &options, arena, c->found, &c->funnel, &refusal) &&
           c->funnel.decision != UPW_FUNNEL_IMPOSSIBLE;
}

/* The next indicator that has not been seen, with all its series. */
static bool take_indicator(const report_model *model, bool *is_seen, comparison *c, upw_arena *arena)
{
    size_t first = 0;
    while (first < model->n_series && (is_seen[first] || !has_counts(model->by_place[first])))
        first++;
    if (first == model->n_series)
        return false;
    const report_series *const like = model->by_place[first];
    *c = (comparison){ .name = like->key.indicator.len > 0 ? like->name : (text){ "", 0 }, .unit = like->unit };
    c->series = MEMORY_TAKE(arena, const report_series *, model->n_series);
    for (size_t i = first; i < model->n_series; i++)
        if (!is_seen[i] && has_counts(model->by_place[i]) &&
            text_equal(model->by_place[i]->key.indicator, like->key.indicator)) {
            is_seen[i] = true;
            c->series[c->n++] = model->by_place[i];
        }
    return true;
}

/* ---- words ---- */

static text say_body(const comparison *c, size_t k, upw_arena *arena)
{
    char sentences[2000];
    const text name = c->series[k]->key.organisation;
    const upw_funnel_words about = { memory_format(arena, "%.*s", name.len < 200 ? (int)name.len : 200, name.at).at,
                                     c->numerators[k], c->denominators[k] };
    upw_funnel_write_body(&c->funnel, &c->found[k], &about, sentences, sizeof sentences);
    buffer counts;
    buffer_init(&counts, 256);
    number_add_rounded(&counts, c->numerators[k], 0, true);
    buffer_add(&counts, c->is_share ? TEXT(" of ") : TEXT(" in "));
    number_add_rounded(&counts, c->denominators[k], 0, true);
    const text whole = memory_format(arena, "%s That is %.*s.", sentences, (int)counts.len, counts.at);
    buffer_clear(&counts);
    return whole;
}

static const char *class_in_words(const comparison *c, size_t k)
{
    const upw_funnel_body *const b = &c->found[k];
    const bool is_small = b->status == UPW_FUNNEL_TOO_SMALL_FOR_LOW || b->status == UPW_FUNNEL_TOO_SMALL_FOR_HIGH;
    return b->class_in_force > 0   ? "higher than expected"
           : b->class_in_force < 0 ? "lower than expected"
           : is_small              ? "too few cases to tell"
                                   : "within the limits";
}

static void write_value(html_writer *h, const comparison *c, double value)
{
    buffer words;
    buffer_init(&words, 256);
    if (isnan(value))
        buffer_add_literal(&words, "[z]");
    else if (c->is_share)
        number_add_rounded(&words, 100 * value, 1, false), buffer_add_literal(&words, "\xC2\xA0%");
    else
        number_add_rounded(&words, value, value < 10 ? 2 : 1, true);
    html_text(h, buffer_text(&words));
    buffer_clear(&words);
}

static void write_count(html_writer *h, double count)
{
    buffer words;
    buffer_init(&words, 256);
    number_add_rounded(&words, count, 1, true);
    html_text(h, buffer_text(&words));
    buffer_clear(&words);
}

static void write_range(html_writer *h, const comparison *c, double low, double high)
{
    html_literal(h, "<td class=\"number\">");
    write_value(h, c, low);
    html_words(h, " to ");
    write_value(h, c, high);
    html_literal(h, "</td>");
}

static void write_row(html_writer *h, const comparison *c, size_t k)
{
    const double per = c->unit.per > 0 ? c->unit.per : 1;
    const upw_figure own = c->is_share
                               ? upw_proportion(c->numerators[k], c->denominators[k], 0.95)
                               : upw_crude_rate(c->numerators[k], c->denominators[k], per, 0.95, UPW_COUNT_BYAR);
    html_literal(h, "<tr><th scope=\"row\">");
    html_text(h, c->series[k]->key.organisation);
    html_literal(h, "</th><td class=\"number\">");
    write_count(h, c->numerators[k]);
    html_words(h, " of ");
    write_count(h, c->denominators[k]);
    html_literal(h, "</td><td class=\"number\">");
    write_value(h, c, c->found[k].value);
    html_literal(h, "</td>");
    write_range(h, c, own.low, own.high);
    write_range(h, c, c->found[k].lines[0].low, c->found[k].lines[0].high);
    html_literal(h, "<td>");
    html_text(h, text_of(class_in_words(c, k)));
    html_literal(h, "</td></tr>\n");
}

static void write_table(html_writer *h, const comparison *c)
{
    html_literal(h, "<details class=\"numbers\"><summary>The numbers</summary>\n<div class=\"scrolls\" role=\"group\" "
                    "tabindex=\"0\" aria-label=\"The numbers compared\"><table class=\"data\"><caption>");
    html_text(h, c->name);
    html_literal(
        h, ": the last year of each organisation</caption>\n<thead><tr><th scope=\"col\">Organisation</th>"
           "<th scope=\"col\" class=\"number\">Events</th><th scope=\"col\" class=\"number\">Value</th>"
           "<th scope=\"col\" class=\"number\">95&nbsp;% interval</th>"
           "<th scope=\"col\" class=\"number\">95&nbsp;% limits</th><th scope=\"col\">Compared</th></tr></thead>\n"
           "<tbody>\n");
    for (size_t k = 0; k < c->n; k++)
        write_row(h, c, k);
    html_literal(h, "</tbody></table></div></details>\n");
}

static void write_sentences(html_writer *h, const comparison *c, upw_arena *arena)
{
    enum { SHOWN_MAX = 20 };
    size_t n = 0, n_shown = 0;
    for (size_t k = 0; k < c->n; k++)
        n += c->found[k].class_in_force != 0;
    if (n == 0)
        return;
    html_literal(h, "<ul>\n");
    for (size_t k = 0; k < c->n && n_shown < SHOWN_MAX; k++)
        if (c->found[k].class_in_force != 0) {
            html_literal(h, "<li>");
            page_write_sentence(h, say_body(c, k, arena));
            html_literal(h, "</li>\n");
            n_shown++;
        }
    html_literal(h, "</ul>\n");
    if (n > n_shown) {
        html_literal(h, "<p>");
        html_format(h, "%zu more lie outside the limits; the table has them.", n - n_shown);
        html_literal(h, "</p>\n");
    }
}

static void write_comparison(html_writer *h, const report_model *model, const comparison *c, size_t number,
                             upw_arena *arena)
{
    char summary[2000];
    chart_funnel it;
    text *const names = MEMORY_TAKE(arena, text, c->n);
    for (size_t k = 0; k < c->n; k++)
        names[k] = c->series[k]->key.organisation;
    const funnel_members members = { &c->funnel, c->found, names, c->n, NULL };
    const text subtitle = memory_format(arena, "%.*s%sthe last year of each organisation", TEXT_ARGS(c->name),
                                        c->name.len > 0 ? ", " : "");
    funnel_chart_make(&members, subtitle, arena, &it);
    it.head.id = memory_format(arena, "compared-%zu", number);
    upw_funnel_write_summary(&c->funnel, summary, sizeof summary);
    if (c->name.len > 0 && model->has_several_indicators) {
        html_literal(h, "<h3>");
        html_text(h, c->name);
        html_literal(h, "</h3>\n");
    }
    html_literal(h, "<p>");
    page_write_sentence(h, memory_copy_text(arena, text_of(summary)));
    html_literal(h, "</p>\n<figure>");
    chart_draw_funnel_for_page(html_lend(h), &it);
    html_literal(h, "</figure>\n");
    write_sentences(h, c, arena);
    write_table(h, c);
}

bool page_has_comparison(const report_model *model)
{
    size_t n = 0;
    for (size_t i = 0; i < model->n_series && n < ORGANISATIONS_AT_LEAST; i++)
        n += has_counts(model->by_place[i]);
    return n >= ORGANISATIONS_AT_LEAST && model->n_organisations >= ORGANISATIONS_AT_LEAST;
}

void page_write_comparisons(const report_model *model, buffer *out)
{
    if (!page_has_comparison(model))
        return;
    upw_arena arena;
    memory_init_arena(&arena);
    html_writer writer, *const h = &writer;
    html_init(h, out);
    bool *const is_seen = MEMORY_TAKE(&arena, bool, model->n_series);
    comparison c;
    size_t n_written = 0;
    html_literal(h, "<section class=\"compared\" aria-labelledby=\"compared\">\n"
                    "<h2 id=\"compared\">Compared with others</h2>\n"
                    "<p>The last year of each organisation against the average of all. Limits are wide where there are "
                    "few cases; outside them is a reason to ask, not a verdict, and nothing here allows for who the "
                    "patients are.</p>\n");
    while (take_indicator(model, is_seen, &c, &arena))
        if (gather(model, &c, &arena) && fit(&c, &arena))
            write_comparison(h, model, &c, ++n_written, &arena);
    if (n_written == 0)
        html_literal(h, "<p>No measure has counts of three organisations or more in the last year, so there is nothing "
                        "to compare.</p>\n");
    html_literal(h, "</section>\n");
    upw_arena_clear(&arena);
}
