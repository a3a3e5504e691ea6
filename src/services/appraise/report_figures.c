/* The pictures of the report. Whatever is drawn stands in the table below it. */
#include "services/appraise/report_figures.h"

#include <math.h>

#include "base/memory.h"
#include "chart/chart.h"
#include "chart/pictures.h"

typedef struct drawing {
    const report_figure *it;
    const report_table *t;
    buffer *out;
    bool is_alone;
    upw_arena *arena;
    text id;
} drawing;

static double number_at(const drawing *d, size_t row, const char *column)
{
    const size_t c = report_find_column(d->t, text_of(column));
    const double x = c < d->t->n_columns ? report_at(d->t, row, c)->number : NAN;
    return d->it->is_whole ? round(x) : x;
}

static text words_at(const drawing *d, size_t row, const char *column)
{
    const size_t c = report_find_column(d->t, text_of(column));
    return c < d->t->n_columns ? report_at(d->t, row, c)->words : TEXT("");
}

static chart_head head_of(const drawing *d, text title, text subtitle)
{
    return (chart_head){ .title = title,
                         .subtitle = subtitle,
                         .description = memory_format(d->arena, "%.*s The figures stand in table %.*s.",
                                                      TEXT_ARGS(d->t->sentence), TEXT_ARGS(d->t->name)),
                         .id = d->id,
                         .footnote = d->it->mark };
}

static void draw_rows(const drawing *d, const chart_rows *c)
{
    (d->is_alone ? chart_draw_rows : chart_draw_rows_for_page)(d->out, c);
}

static chart_row *take_rows(const drawing *d)
{
    chart_row *const rows = MEMORY_TAKE(d->arena, chart_row, d->t->n_rows + 1);
    for (size_t i = 0; i < d->t->n_rows; i++)
        rows[i] = (chart_row){ .value = NAN, .low = NAN, .high = NAN, .other = NAN };
    return rows;
}

/* ---- F1.1: who returned, office by office ---- */

static void draw_response(drawing *d)
{
    chart_row *const rows = take_rows(d);
    size_t n = 0;
    double nation = NAN;
    text region = TEXT("");
    for (size_t i = 0; i < d->t->n_rows; i++) {
        const text level = words_at(d, i, "level"), name = words_at(d, i, "name");
        if (text_equal(level, TEXT("nation")))
            nation = number_at(d, i, "returned_pct");
        if (text_equal(level, TEXT("region")))
            region = name;
        if (!text_equal(level, TEXT("office")))
            continue;
        rows[n].name = name;
        rows[n].group = region;
        rows[n].value = number_at(d, i, "returned_pct");
        rows[n].other = number_at(d, i, "answered_pct");
        rows[n++].words =
            memory_format(d->arena, "%.0f of %.0f", number_at(d, i, "returned"), number_at(d, i, "bodies"));
    }
    draw_rows(d, &(chart_rows){ .head = head_of(d, TEXT("Who took part, office by office"),
                                                TEXT("share of bodies that returned, and of people who answered")),
                                .unit = unit_parse(TEXT("%")),
                                .n = n,
                                .rows = rows,
                                .least = 0,
                                .most = 100,
                                .target = nation,
                                .target_words = TEXT("bodies, nationally"),
                                .value_words = TEXT("bodies that returned"),
                                .other_words = TEXT("people who answered") });
}

/* ---- F2.1: themes ---- */

static void draw_themes(drawing *d)
{
    chart_row *const rows = take_rows(d);
    for (size_t i = 0; i < d->t->n_rows; i++) {
        rows[i].name = words_at(d, i, "title");
        rows[i].value = number_at(d, i, "score");
        rows[i].low = number_at(d, i, "score_low");
        rows[i].high = number_at(d, i, "score_high");
        rows[i].other = number_at(d, i, "people_score");
    }
    draw_rows(d, &(chart_rows){ .head = head_of(d, TEXT("What local bodies say about the board"),
                                                TEXT("score from 0 to 100, where 100 is good")),
                                .n = d->t->n_rows,
                                .rows = rows,
                                .least = 0,
                                .most = 100,
                                .target = 50,
                                .target_words = TEXT("the middle of the scale"),
                                .value_words = TEXT("signed by bodies"),
                                .other_words = TEXT("said by their people"),
                                .interval_words = TEXT("95 % interval") });
}

/* ---- F2.2: every question ---- */

static void draw_answers(drawing *d)
{
    static const char *const columns[CHART_LEANS] = { "answered_1", "answered_2", "answered_3", "answered_4",
                                                      "answered_5" };
    chart_lean *const rows = MEMORY_TAKE(d->arena, chart_lean, d->t->n_rows + 1);
    for (size_t i = 0; i < d->t->n_rows; i++) {
        const bool is_turned = text_equal(words_at(d, i, "good_is"), TEXT("disagreeing"));
        double all = 0;
        rows[i].name = memory_format(d->arena, "%.*s %.*s", TEXT_ARGS(words_at(d, i, "question")),
                                     TEXT_ARGS(words_at(d, i, "wording")));
        for (size_t k = 0; k < CHART_LEANS; k++)
            all += rows[i].shares[is_turned ? CHART_LEANS - 1 - k : k] = number_at(d, i, columns[k]);
        for (size_t k = 0; k < CHART_LEANS; k++)
            rows[i].shares[k] = all > 0 ? rows[i].shares[k] / all : NAN;
    }
    const chart_leans c = { .head = head_of(d, TEXT("What people answered, question by question"),
                                            TEXT("share of those who gave an answer from 1 to 5")),
                            .n = d->t->n_rows,
                            .rows = rows,
                            .words = { TEXT("strongly against"), TEXT("against"), TEXT("neither"), TEXT("in favour"),
                                       TEXT("strongly in favour") } };
    (d->is_alone ? chart_draw_leans : chart_draw_leans_for_page)(d->out, &c);
}

/* ---- F3.1: a caterpillar for each theme; F3.2: a funnel for each ---- */

static size_t end_of_theme(const drawing *d, size_t first)
{
    size_t end = first;
    while (end < d->t->n_rows && text_equal(words_at(d, end, "theme"), words_at(d, first, "theme")))
        end++;
    return end;
}

/* Of all offices, whichever of them are drawn: an office that checks the report has its own rows alone. */
static double mean_of_theme(const drawing *d, size_t first)
{
    const report_table *const spread = report_tables_find(d->it->tables, TEXT("T3.2"));
    drawing other = *d;
    other.t = spread;
    for (size_t row = 0; spread != NULL && row < spread->n_rows; row++)
        if (text_equal(words_at(&other, row, "theme"), words_at(d, first, "theme")))
            return number_at(&other, row, "score");
    return NAN;
}

static void draw_caterpillar(const drawing *d, size_t first, size_t end)
{
    chart_row *const rows = take_rows(d);
    const double mean = mean_of_theme(d, first);
    for (size_t i = first; i < end; i++) {
        chart_row *const r = &rows[i - first];
        const double pooled = number_at(d, i, "pooled");
        const bool is_pooled = !isnan(pooled);
        r->name = words_at(d, i, "office");
        r->group = words_at(d, i, "region");
        r->value = is_pooled ? pooled : number_at(d, i, "score");
        r->low = number_at(d, i, is_pooled ? "pooled_low" : "score_low");
        r->high = number_at(d, i, is_pooled ? "pooled_high" : "score_high");
        if (is_pooled) { /* two whose thick bars do not overlap differ at about 5 % */
            const double half = (r->high - r->low) / 2 * (1.39 / 1.96);
            r->thick_low = r->value - half;
            r->thick_high = r->value + half;
            r->other = number_at(d, i, "score");
        }
        r->is_outside = r->low > mean || r->high < mean;
    }
    draw_rows(d, &(chart_rows){ .head = head_of(
                                    d, memory_format(d->arena, "Offices: %.*s", TEXT_ARGS(words_at(d, first, "title"))),
                                    TEXT("score, drawn towards the average as far as chance goes; in the "
                                         "order of the map, not of the score")),
                                .n = end - first,
                                .rows = rows,
                                .target = mean,
                                .target_words = TEXT("national average"),
                                .value_words = TEXT("pooled score"),
                                .other_words = TEXT("score as signed"),
                                .interval_words = TEXT("95 % interval; thick: for comparing two") });
}

typedef struct funnel_point {
    double bodies, score;
    double limits[4]; /* 95 % from and to, 99.8 % from and to */
    text name;
    bool is_outside;
} funnel_point;

/* By size; among those of one size the lowest comes last, and so is named first: names do not cross. */
static bool stands_before(const funnel_point *a, const funnel_point *b)
{
    return a->bodies != b->bodies ? a->bodies < b->bodies : a->score > b->score;
}

static void sort_points(funnel_point *points, size_t n)
{
    for (size_t i = 1; i < n; i++) { /* a few dozen offices */
        const funnel_point p = points[i];
        size_t k = i;
        for (; k > 0 && stands_before(&p, &points[k - 1]); k--)
            points[k] = points[k - 1];
        points[k] = p;
    }
}

static size_t list_points(const drawing *d, size_t first, size_t end, funnel_point *points)
{
    static const char *const limits[4] = { "limit_95_low", "limit_95_high", "limit_998_low", "limit_998_high" };
    size_t n = 0;
    for (size_t i = first; i < end; i++) {
        funnel_point p = {
            number_at(d, i, "bodies"), number_at(d, i, "score"), { 0 }, words_at(d, i, "office"), false
        };
        for (size_t k = 0; k < 4; k++)
            p.limits[k] = number_at(d, i, limits[k]);
        p.is_outside = !text_starts_with(words_at(d, i, "flag"), TEXT("within"));
        if (!isnan(p.score) && !isnan(p.limits[0]) && n < CHART_FUNNEL_CURVE_MAX)
            points[n++] = p;
    }
    sort_points(points, n);
    return n;
}

static void draw_funnel(const drawing *d, size_t first, size_t end)
{
    funnel_point *const points = MEMORY_TAKE(d->arena, funnel_point, end - first + 1);
    const size_t n = list_points(d, first, end, points);
    double *const sizes = MEMORY_TAKE(d->arena, double, n + 1), *const values = MEMORY_TAKE(d->arena, double, n + 1);
    text *const names = MEMORY_TAKE(d->arena, text, n + 1);
    bool *const is_outside = MEMORY_TAKE(d->arena, bool, n + 1);
    double *const curves = MEMORY_TAKE(d->arena, double, 4 * n + 1);
    if (n < 2)
        return;
    for (size_t i = 0; i < n; i++) {
        sizes[i] = points[i].bodies;
        values[i] = points[i].score;
        names[i] = points[i].name;
        is_outside[i] = points[i].is_outside;
        for (size_t k = 0; k < 4; k++)
            curves[k * n + i] = points[i].limits[k];
    }
    const chart_funnel c = {
        .head = head_of(d, memory_format(d->arena, "Offices in a funnel: %.*s", TEXT_ARGS(words_at(d, first, "title"))),
                        TEXT("score of each office by how many bodies it has; no ranks")),
        .along_name = TEXT("bodies with a score"),
        .n = n,
        .sizes = sizes,
        .values = values,
        .names = names,
        .is_outside = is_outside,
        .target = mean_of_theme(d, first),
        .target_words = TEXT("average"),
        .n_curve = n,
        .curve_sizes = sizes,
        .inner_low = curves,
        .inner_high = curves + n,
        .outer_low = curves + 2 * n,
        .outer_high = curves + 3 * n,
        .inner_words = TEXT("95 % limits"),
        .outer_words = TEXT("99.8 % limits"),
    };
    (d->is_alone ? chart_draw_funnel : chart_draw_funnel_for_page)(d->out, &c);
}

static void draw_each_theme(drawing *d, void (*draw)(const drawing *d, size_t first, size_t end))
{
    const text id = d->id;
    for (size_t first = 0, end; first < d->t->n_rows; first = end) {
        end = end_of_theme(d, first);
        d->id = memory_format(d->arena, "%.*s-%.*s", TEXT_ARGS(id), TEXT_ARGS(words_at(d, first, "theme")));
        draw(d, first, end);
    }
    d->id = id;
}

static void draw_caterpillars(drawing *d)
{
    draw_each_theme(d, draw_caterpillar);
}

static void draw_funnels(drawing *d)
{
    draw_each_theme(d, draw_funnel);
}

/* ---- F4.1: gaps ---- */

static void draw_gaps(drawing *d)
{
    const text id = d->id;
    for (size_t first = 0, end; first < d->t->n_rows; first = end) {
        for (end = first; end < d->t->n_rows && text_equal(words_at(d, end, "about"), words_at(d, first, "about"));)
            end++;
        const size_t n = end - first;
        double *const edges = MEMORY_TAKE(d->arena, double, n + 1), *const counts = MEMORY_TAKE(d->arena, double, n);
        for (size_t i = 0; i < n; i++) {
            edges[i] = number_at(d, first + i, "from");
            edges[i + 1] = number_at(d, first + i, "to");
            counts[i] = number_at(d, first + i, "bodies");
        }
        d->id = memory_format(d->arena, "%.*s-%zu", TEXT_ARGS(id), first);
        const chart_threshold none = { 0, TEXT("no gap") };
        const chart_histogram c = {
            .head = head_of(d,
                            memory_format(d->arena, "What bodies sign and what their people say: %.*s",
                                          TEXT_ARGS(words_at(d, first, "about"))),
                            TEXT("bodies by the gap between their signed score and that of their people, in points")),
            .along_name = TEXT("signed score less people's score"),
            .n = n,
            .edges = edges,
            .counts = counts,
            .thresholds = &none,
            .n_thresholds = 1,
        };
        (d->is_alone ? chart_draw_histogram : chart_draw_histogram_for_page)(d->out, &c);
    }
}

/* ---- F5.1: last year and this ---- */

static chart make_run(const drawing *d, size_t first, size_t n)
{
    double *const values = MEMORY_TAKE(d->arena, double, n), *const medians = MEMORY_TAKE(d->arena, double, n);
    period *const years = MEMORY_TAKE(d->arena, period, n);
    for (size_t i = 0; i < n; i++) {
        const char *ignored;
        values[i] = number_at(d, first + i, "score");
        medians[i] = number_at(d, first + i, "median");
        if (!period_parse(words_at(d, first + i, "year"), PERIOD_ORDER_ISO, &years[i], &ignored))
            years[i] = period_make((int32_t)i, PERIOD_NUMBER);
    }
    return (chart){ .title = words_at(d, first, "title"),
                    .subtitle = words_at(d, first, "about"),
                    .description = d->t->sentence,
                    .id = memory_format(d->arena, "%.*s-%zu", TEXT_ARGS(d->id), first),
                    .n = n,
                    .periods = years,
                    .values = values,
                    .centre = medians,
                    .lowest = 0,
                    .highest = 100,
                    .centre_name = TEXT("median"),
                    .footnote = d->it->mark };
}

/* From the sixth round on. */
static void draw_runs(drawing *d)
{
    chart *const charts = MEMORY_TAKE(d->arena, chart, d->t->n_rows);
    size_t n = 0;
    for (size_t first = 0, end; first < d->t->n_rows; first = end) {
        for (end = first; end < d->t->n_rows && text_equal(words_at(d, end, "theme"), words_at(d, first, "theme")) &&
                          text_equal(words_at(d, end, "about"), words_at(d, first, "about"));)
            end++;
        charts[n++] = make_run(d, first, end - first);
    }
    (d->is_alone ? chart_draw_multiples : chart_draw_multiples_for_page)(d->out, TEXT("Themes over the rounds"), charts,
                                                                         n, 2, true);
}

static void draw_change(drawing *d)
{
    const report_table *const history = report_tables_find(d->it->tables, TEXT("T5.3"));
    if (history != NULL && history->n_rows > 0) {
        d->t = history;
        draw_runs(d);
        return;
    }
    chart_row *const rows = take_rows(d);
    for (size_t i = 0; i < d->t->n_rows; i++) {
        const double low = number_at(d, i, "change_low"), high = number_at(d, i, "change_high");
        rows[i].name = words_at(d, i, "title");
        rows[i].group = words_at(d, i, "about");
        rows[i].value = number_at(d, i, "this_year");
        rows[i].other = number_at(d, i, "last_year");
        rows[i].is_outside = low > 0 || high < 0;
        rows[i].words =
            isnan(number_at(d, i, "change")) ? TEXT("") : memory_format(d->arena, "%+.1f", number_at(d, i, "change"));
    }
    draw_rows(d, &(chart_rows){ .head = head_of(d, TEXT("Last year and this year"),
                                                TEXT("score from 0 to 100, of bodies in both years")),
                                .n = d->t->n_rows,
                                .rows = rows,
                                .least = 0,
                                .most = 100,
                                .target = NAN,
                                .value_words = TEXT("this year; larger where the change is beyond what is left open"),
                                .other_words = TEXT("last year") });
}

/* ---- F8.1 and F9.1: proposals and promises ---- */

static void draw_support(drawing *d)
{
    chart_row *const rows = take_rows(d);
    for (size_t i = 0; i < d->t->n_rows; i++) {
        rows[i].name =
            memory_format(d->arena, "%.0f. %.*s", number_at(d, i, "number"), TEXT_ARGS(words_at(d, i, "proposal")));
        rows[i].value = number_at(d, i, "support_pct");
        rows[i].low = number_at(d, i, "support_low");
        rows[i].high = number_at(d, i, "support_high");
        rows[i].words =
            memory_format(d->arena, "%.0f for, %.0f against", number_at(d, i, "support"), number_at(d, i, "oppose"));
    }
    draw_rows(d, &(chart_rows){ .head = head_of(d, TEXT("Support of local bodies"),
                                                TEXT("share of those for or against that are for")),
                                .unit = unit_parse(TEXT("%")),
                                .n = d->t->n_rows,
                                .rows = rows,
                                .least = 0,
                                .most = 100,
                                .target = 50,
                                .target_words = TEXT("half"),
                                .interval_words = TEXT("95 % interval") });
}

static void draw_verdicts(drawing *d)
{
    chart_row *const rows = take_rows(d);
    for (size_t i = 0; i < d->t->n_rows; i++) {
        const double yes = number_at(d, i, "yes"), no = number_at(d, i, "no");
        rows[i].name =
            memory_format(d->arena, "%.0f. %.*s", number_at(d, i, "number"), TEXT_ARGS(words_at(d, i, "proposal")));
        if (words_at(d, i, "claim").len > 0 && yes + no > 0) {
            rows[i].value = 100 * yes / (yes + no);
            rows[i].other = 100; /* what the board claims */
        }
        rows[i].words = words_at(d, i, "verdict");
    }
    draw_rows(d, &(chart_rows){ .head = head_of(d, TEXT("What the board says is done, and what local bodies say"),
                                                TEXT("share of bodies answering that agree that it is done")),
                                .unit = unit_parse(TEXT("%")),
                                .n = d->t->n_rows,
                                .rows = rows,
                                .least = 0,
                                .most = 100,
                                .target = 50,
                                .target_words = TEXT("half: the verdict is that it is done"),
                                .value_words = TEXT("bodies that agree"),
                                .other_words = TEXT("the board's claim") });
}

/* ---- which there are ---- */

static const struct {
    const char *name, *table, *title;
    void (*draw)(drawing *d);
} figures[] = {
    { "F1.1", "T1.1", "Who took part, office by office", draw_response },
    { "F2.1", "T2.1", "Themes: what bodies signed and what people said", draw_themes },
    { "F2.2", "T2.2", "What people answered, question by question", draw_answers },
    { "F3.1", "T3.1", "Offices, in the order of the map", draw_caterpillars },
    { "F3.2", "T3.1", "Offices in a funnel, theme by theme", draw_funnels },
    { "F4.1", "T4.2", "How many bodies have which gap", draw_gaps },
    { "F5.1", "T5.1", "Last year and this year", draw_change },
    { "F8.1", "T8.1", "Support of local bodies", draw_support },
    { "F9.1", "T9.1", "Claim and verdict", draw_verdicts },
};
enum { FIGURES = sizeof figures / sizeof *figures };

static size_t find(text name)
{
    size_t i = 0;
    while (i < FIGURES && !text_equal(name, text_of(figures[i].name)))
        i++;
    return i;
}

text report_figure_table(text figure)
{
    const size_t i = find(figure);
    return i < FIGURES ? text_of(figures[i].table) : TEXT("");
}

text report_figure_title(text figure)
{
    const size_t i = find(figure);
    return i < FIGURES ? text_of(figures[i].title) : TEXT("");
}

void report_draw_figure(buffer *out, const report_figure *it, bool is_alone, upw_arena *arena)
{
    const size_t i = find(it->name);
    if (i == FIGURES)
        return;
    drawing d = { .it = it,
                  .t = report_tables_find(it->tables, text_of(figures[i].table)),
                  .out = out,
                  .is_alone = is_alone,
                  .arena = arena };
    if (d.t == NULL || d.t->n_rows == 0)
        return;
    d.id = memory_format(arena, "F%c-%c", it->name.at[1], it->name.at[3]);
    figures[i].draw(&d);
}
