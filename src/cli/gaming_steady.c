/* Monthly percentages of bodies: do they vary less than chance? */
#include <assert.h>
#include <math.h>

#include "base/memory.h"
#include "cli/gaming_job.h"

typedef struct steady_row {
    text name;
    upw_steady steady;
    double target;
    upw_screen_verdict verdict;
    upw_bunching_exact margins; /* of the periods' margins over the target */
    bool has_margins;
    text counts, finding;
} steady_row;

#define ROW ((const steady_row *)row)

static sheet_cell get_case(const void *row)
{
    return sheet_text(ROW->name);
}
static sheet_cell get_periods(const void *row)
{
    return sheet_integer((int64_t)ROW->steady.n);
}
static sheet_cell get_pooled(const void *row)
{
    return sheet_number(ROW->steady.pooled);
}
static sheet_cell get_chi_square(const void *row)
{
    return sheet_number(ROW->steady.chi_square);
}
static sheet_cell get_df(const void *row)
{
    return sheet_integer((int64_t)ROW->steady.n - 1);
}
static sheet_cell get_too_steady(const void *row)
{
    return sheet_number(ROW->steady.p_too_steady);
}
static sheet_cell get_too_variable(const void *row)
{
    return sheet_number(ROW->steady.p_too_variable);
}
static sheet_cell get_ratio(const void *row)
{
    return sheet_number(ROW->steady.ratio);
}
static sheet_cell get_target(const void *row)
{
    return sheet_number(ROW->target);
}
static sheet_cell get_met(const void *row)
{
    return isnan(ROW->target) ? sheet_empty() : sheet_integer((int64_t)ROW->steady.met);
}
static sheet_cell get_exactly_met(const void *row)
{
    return isnan(ROW->target) ? sheet_empty() : sheet_integer((int64_t)ROW->steady.exactly_met);
}
static sheet_cell get_verdict(const void *row)
{
    return sheet_text(text_of(upw_screen_verdict_text(ROW->verdict)));
}
static sheet_cell get_counts(const void *row)
{
    return sheet_text(ROW->counts);
}
static sheet_cell get_margins_t(const void *row)
{
    return ROW->has_margins ? sheet_integer(ROW->margins.statistic) : sheet_empty();
}
static sheet_cell get_margins_p(const void *row)
{
    return ROW->has_margins ? sheet_number(ROW->margins.mid_p) : sheet_empty();
}
static sheet_cell get_finding(const void *row)
{
    return sheet_text(ROW->finding);
}
static sheet_cell get_caution(const void *row)
{
    (void)row;
    return sheet_text(text_of(upw_screen_caution(UPW_SCREEN_STEADY)));
}

static const sheet_column columns[] = {
    { "case", get_case },
    { "periods", get_periods },
    { "pooled", get_pooled },
    { "chi_square", get_chi_square },
    { "df", get_df },
    { "p_too_steady", get_too_steady },
    { "p_too_variable", get_too_variable },
    { "dispersion_ratio", get_ratio },
    { "target", get_target },
    { "met", get_met },
    { "exactly_met", get_exactly_met },
    { "verdict", get_verdict },
    { "margins", get_counts },
    { "margins_T", get_margins_t },
    { "margins_mid_p", get_margins_p },
    { "finding", get_finding },
    { "caution", get_caution },
};

static text write_finding(const gaming_job *job, const upw_steady *steady)
{
    const size_t length = upw_steady_write_finding(steady, NULL, 0);
    char *const words = MEMORY_TAKE(job->arena, char, length + 1);
    upw_steady_write_finding(steady, words, length + 1);
    return (text){ words, length };
}

static double target_of(const gaming_job *job, const series_table *t, size_t last)
{
    if (!isnan(job->settings->target) || t->targets == NULL)
        return job->settings->target;
    return t->targets[last];
}

static bool wrap(const gaming_job *job, const series_table *t, size_t series, size_t first, upw_error *error)
{
    const text id = t->keys[series].id;
    const int shown = id.len < 60 ? (int)id.len : 60;
    if (error->row < 1)
        return gaming_wrap(job, id, error);
    error->row = t->rows[first + (size_t)error->row - 1];
    return upw_wrap(error, "%s, row %lld, series \"%.*s\"", job->file, (long long)error->row, shown, id.at);
}

/* The first point that --since keeps. */
static bool find_first(const gaming_job *job, const series_table *t, size_t series, size_t *out, upw_error *error)
{
    since_filter since = job->settings->since;
    const size_t end = t->offsets[series + 1];
    size_t i = t->offsets[series];
    if (i < end && !since_fit(&since, t->periods[i], job->file, error))
        return false;
    while (i < end && !since_keeps(&since, t->periods[i]))
        i++;
    *out = i;
    return true;
}

static bool test_series(const gaming_job *job, const series_table *t, size_t series, size_t first, steady_row *row,
                        upw_error *error)
{
    enum { WINDOW_AT_LEAST = 8 };
    const size_t n = t->offsets[series + 1] - first;
    upw_error refusal = { 0 };
    assert(t->numerators != NULL && t->denominators != NULL);
    *row = (steady_row){ .name = t->keys[series].id, .target = target_of(job, t, first + n - 1) };
    double *numerators = MEMORY_TAKE(job->arena, double, n);
    for (size_t i = 0; i < n; i++)
        numerators[i] = job->settings->input.table.is_complement ? t->denominators[first + i] - t->numerators[first + i]
                                                                 : t->numerators[first + i];
    if (!upw_steady_test(numerators, t->denominators + first, n, row->target, &row->steady, &refusal)) {
        if (refusal.code != UPW_TOO_FEW) {
            *error = refusal;
            return wrap(job, t, series, first, error);
        }
        row->steady.pooled = row->steady.chi_square = row->steady.ratio = NAN;
        row->steady.p_too_steady = row->steady.p_too_variable = NAN;
    }
    row->verdict = upw_steady_judge(&row->steady);
    row->finding = write_finding(job, &row->steady);
    const size_t *const m = row->steady.margins.bins;
    if (!isnan(row->target))
        row->counts = memory_format(job->arena, "%zu/%zu/%zu/%zu", m[0], m[1], m[2], m[3]);
    row->has_margins = !isnan(row->target) && m[0] + m[1] + m[2] + m[3] >= WINDOW_AT_LEAST &&
                       upw_bunching_test_counts(&row->steady.margins, job->arena, &row->margins, &refusal);
    return refusal.code != UPW_NO_MEMORY || upw_fail(error, refusal.code, "%s", refusal.message);
}

static bool write_words(const gaming_job *job, const steady_row *rows, size_t n, upw_error *error)
{
    buffer words;
    size_t n_more = 0, n_cannot_tell = 0;
    buffer_init(&words, (size_t)1 << 30);
    for (size_t i = 0; i < n; i++) {
        n_more += rows[i].verdict == UPW_SCREEN_MORE;
        n_cannot_tell += rows[i].verdict == UPW_SCREEN_CANNOT_TELL;
    }
    if (n > 1)
        buffer_add_format(&words,
                          "Of %zu series, %zu vary less than chance; by chance alone that would be about %.2g.\n"
                          "Of %zu the data cannot tell.\n\n",
                          n, n_more, 0.001 * (double)(n - n_cannot_tell), n_cannot_tell);
    for (size_t i = 0; i < n; i++)
        gaming_add_words(&words, rows[i].name, rows[i].finding, UPW_SCREEN_STEADY);
    const bool done = output_write(job->out, buffer_text(&words), error);
    buffer_clear(&words);
    return done;
}

static bool write_rows(const gaming_job *job, const steady_row *rows, size_t n, upw_error *error)
{
    gaming_table table;
    gaming_begin_table(job, columns, sizeof columns / sizeof *columns, &table);
    for (size_t i = 0; i < n; i++)
        sheet_add_row(&table.rows, &table.sheet, &rows[i]);
    const bool done = gaming_end_table(job, &table, error);
    buffer_clear(&table.rows);
    return done;
}

bool gaming_screen_percentages(const gaming_job *job, upw_error *error)
{
    const gaming_settings *const s = job->settings;
    table_options options = s->input.table;
    table_notes notes = { 0 };
    series_table t = { 0 };
    input_show_progress(&options);
    table_source *const source = table_open(job->path, &options, job->arena, error);
    bool done = source != NULL && table_read(source, job->arena, &t, &notes, error);
    input_end_progress();
    table_close(source);
    if (done && (t.numerators == NULL || t.denominators == NULL))
        done =
            upw_fail(error, UPW_BAD_INPUT,
                     "%s has no numerators and denominators; how steady a percentage may be depends on how many cases "
                     "it rests on (--column numerator=NAME, --column denominator=NAME)",
                     job->file);
    if (!done)
        return false;
    steady_row *const rows = MEMORY_TAKE(job->arena, steady_row, t.n_series);
    since_filter late = s->since;
    size_t n = 0, n_wanted = 0, first;
    for (size_t i = 0; i < t.n_series; i++) {
        if (!input_wants(&s->input, &t.keys[i]))
            continue;
        n_wanted++;
        if (!find_first(job, &t, i, &first, error))
            return false;
        late.n_before += first - t.offsets[i];
        if (first < t.offsets[i + 1] && !test_series(job, &t, i, first, &rows[n++], error))
            return false;
    }
    if (n_wanted == 0)
        return input_complain_of_none(&s->input, &t, job->file, error);
    if (!since_end(&late, n, job->file, error))
        return false;
    input_say_notes(&notes, job->file);
    return job->format == GAMING_TEXT ? write_words(job, rows, n, error) : write_rows(job, rows, n, error);
}
