/* Which rows are one point of the chart? On charts other than XmR those of one period, as in the tables of
 * `upward spc`. What is plotted for them is the chart's business (series_chart.c); here they get their period, their
 * counts and their words. */
#include "report/model.h"

#include <math.h>

#include "base/memory.h"

static size_t find_offsets(const report_series *s, size_t *offsets)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++)
        if (i == 0 || s->periods[i].code != s->periods[i - 1].code)
            offsets[n++] = i;
    offsets[n] = s->n;
    return n;
}

static bool refuse_repeats(const report_series *s, const size_t *offsets, size_t n, upw_error *error)
{
    size_t i = 0;
    while (i + 1 < n && offsets[i + 1] == offsets[i] + 1)
        i++;
    buffer words;
    buffer_init(&words, 64);
    period_add_for_people(&words, s->periods[offsets[i]]);
    upw_fail(error, UPW_BAD_INPUT,
             "%.*s has %zu values, and an xmr chart takes one a period; the charts xbar and s are for several",
             TEXT_ARGS(buffer_text(&words)), offsets[i + 1] - offsets[i]);
    buffer_clear(&words);
    return false;
}

/* The sum over the rows that have both counts: a row that lacks either loses both. NaN when no row has. */
static double add_up(const series_rows *rows, const double *column, size_t from, size_t to)
{
    long double sum = 0;
    bool has_any = false;
    for (size_t i = from; i < to; i++)
        if (!isnan(rows->numerators[i]) && !isnan(rows->denominators[i])) {
            sum += column[i];
            has_any = true;
        }
    return has_any ? (double)sum : NAN;
}

static void gather_counts(report_series *s, size_t n, upw_arena *arena)
{
    const series_rows *const r = &s->rows;
    if (r->numerators == NULL || r->denominators == NULL)
        return;
    double *const numerators = MEMORY_TAKE(arena, double, n);
    double *const denominators = MEMORY_TAKE(arena, double, n);
    for (size_t i = 0; i < n; i++) {
        numerators[i] = add_up(r, r->numerators, r->offsets[i], r->offsets[i + 1]);
        denominators[i] = add_up(r, r->denominators, r->offsets[i], r->offsets[i + 1]);
    }
    s->numerators = numerators;
    s->denominators = denominators;
}

/* The mean of the rows that have a value, until the chart says what it plots. */
static void gather_values(report_series *s, size_t n, upw_arena *arena)
{
    const series_rows *const r = &s->rows;
    double *const values = MEMORY_TAKE(arena, double, n);
    for (size_t i = 0; i < n; i++) {
        long double sum = 0;
        size_t n_present = 0;
        for (size_t row = r->offsets[i]; row < r->offsets[i + 1]; row++)
            if (!isnan(r->values[row])) {
                sum += r->values[row];
                n_present++;
            }
        values[i] = n_present > 0 ? (double)(sum / (long double)n_present) : NAN;
    }
    s->values = values;
}

/* The reason of the first gap, and the first words. */
static void gather_remarks(report_series *s, size_t n, upw_arena *arena)
{
    const size_t *const offsets = s->rows.offsets;
    uint8_t *const gaps = MEMORY_TAKE(arena, uint8_t, n);
    text *const annotations = MEMORY_TAKE(arena, text, n);
    for (size_t i = 0; i < n; i++)
        for (size_t row = offsets[i + 1]; row-- > offsets[i];) {
            if (s->gaps != NULL && s->gaps[row] != GAP_NONE)
                gaps[i] = s->gaps[row];
            if (s->annotations != NULL && s->annotations[row].len > 0)
                annotations[i] = s->annotations[row];
        }
    s->gaps = s->gaps != NULL ? gaps : NULL;
    s->annotations = s->annotations != NULL ? annotations : NULL;
}

bool series_gather(report_series *s, bool is_xmr, upw_arena *arena, upw_error *error)
{
    s->rows =
        (series_rows){ .n = s->n, .values = s->values, .numerators = s->numerators, .denominators = s->denominators };
    size_t *const offsets = MEMORY_TAKE(arena, size_t, s->n + 1);
    const size_t n = find_offsets(s, offsets);
    if (n == s->n)
        return true;
    if (is_xmr)
        return refuse_repeats(s, offsets, n, error);
    period *const periods = MEMORY_TAKE(arena, period, n);
    for (size_t i = 0; i < n; i++)
        periods[i] = s->periods[offsets[i]];
    s->rows.offsets = offsets;
    gather_values(s, n, arena);
    gather_counts(s, n, arena);
    gather_remarks(s, n, arena);
    s->periods = periods;
    s->n = n;
    return true;
}
