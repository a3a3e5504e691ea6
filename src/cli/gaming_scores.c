/* Scores of bodies at the cut-offs of a light: the cliff at each, parking below green, and, with several indicators,
 * the balance of each body. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "cli/gaming_picture.h"
#include "cli/scores.h"
#include "report/single.h"
#include "table/hash.h"

/* A test, and what a row of the table is about. */
typedef struct score_row {
    text indicator;
    const char *test; /* "cliff", "parking", "push" */
    double cut, width;
    upw_scores_screen screen;
    upw_bunching_push push; /* of "push" */
    bool is_push;
    double holm; /* mid-p after Holm's correction over all tests */
    upw_screen_verdict verdict;
    text counts, finding;
} score_row;

enum { TESTS_MAX = 3 }; /* of one indicator */

typedef struct scores_work {
    const gaming_job *job;
    scores scores;
    double cuts[2]; /* amber_from, green_from */
    size_t n_cuts;
    double width;
    bool lower_is_better;
    score_row *rows;
    size_t n_rows;
} scores_work;

#define ROW ((const score_row *)row)

static sheet_cell get_case(const void *row)
{
    return sheet_text(ROW->indicator);
}
static sheet_cell get_test(const void *row)
{
    return sheet_text(text_of(ROW->test));
}
static sheet_cell get_counts(const void *row)
{
    return sheet_text(ROW->counts);
}
static sheet_cell get_t(const void *row)
{
    return sheet_integer(ROW->is_push ? ROW->push.at_cut.statistic : ROW->screen.exact.statistic);
}
static sheet_cell get_expected(const void *row)
{
    return ROW->is_push ? sheet_integer(0) : sheet_number(ROW->screen.exact.expected);
}
static sheet_cell get_p_upper(const void *row)
{
    return sheet_number(ROW->is_push ? ROW->push.at_cut.p_upper : ROW->screen.exact.p_upper);
}
static sheet_cell get_mid_p(const void *row)
{
    return sheet_number(ROW->is_push ? ROW->push.at_cut.mid_p : ROW->screen.exact.mid_p);
}
static sheet_cell get_configurations(const void *row)
{
    return ROW->is_push ? sheet_empty() : sheet_integer((int64_t)ROW->screen.exact.configurations);
}
static sheet_cell get_cut(const void *row)
{
    return sheet_number(ROW->cut);
}
static sheet_cell get_width(const void *row)
{
    return sheet_number(ROW->width);
}
static sheet_cell get_n(const void *row)
{
    return sheet_integer((int64_t)ROW->screen.n);
}
static sheet_cell get_n_window(const void *row)
{
    return ROW->is_push ? sheet_empty() : sheet_integer((int64_t)ROW->screen.exact.n);
}
static sheet_cell get_holm(const void *row)
{
    return sheet_number(ROW->holm);
}
static sheet_cell get_rank(const void *row)
{
    return ROW->is_push ? sheet_integer((int64_t)ROW->push.rank) : sheet_empty();
}
static sheet_cell get_verdict(const void *row)
{
    return sheet_text(text_of(upw_screen_verdict_text(ROW->verdict)));
}
static sheet_cell get_reason(const void *row)
{
    return sheet_text(text_of(ROW->is_push ? "" : ROW->screen.reason));
}
static sheet_cell get_finding(const void *row)
{
    return sheet_text(ROW->finding);
}
static sheet_cell get_caution(const void *row)
{
    (void)row;
    return sheet_text(text_of(upw_screen_caution(UPW_SCREEN_SCORES)));
}

static const sheet_column columns[] = {
    { "case", get_case },
    { "test", get_test },
    { "counts", get_counts },
    { "T", get_t },
    { "expected_T", get_expected },
    { "p_upper", get_p_upper },
    { "mid_p", get_mid_p },
    { "configurations", get_configurations },
    { "cut_off", get_cut },
    { "bin_width", get_width },
    { "bodies", get_n },
    { "in_window", get_n_window },
    { "mid_p_holm", get_holm },
    { "rank_among_placebos", get_rank },
    { "verdict", get_verdict },
    { "reason", get_reason },
    { "finding", get_finding },
    { "caution", get_caution },
};

/* ---- bins ---- */

/* The largest of 1, 0.1, 0.01 … of which every score is a whole number; 0: none down to a millionth. */
static double find_published_unit(const double *values, size_t n)
{
    static const double per_ones[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6 };
    for (size_t decimals = 0; decimals < sizeof per_ones / sizeof *per_ones; decimals++) {
        const double per_one = per_ones[decimals];
        bool fits = true;
        for (size_t i = 0; i < n && fits; i++)
            fits = isnan(values[i]) || fabs(values[i] * per_one - round(values[i] * per_one)) < 1e-6;
        if (fits)
            return 1 / per_one;
    }
    return 0;
}

/* A tenth of amber, or as asked; widened to a whole number of the unit that scores are published in. */
static bool choose_width(scores_work *w, upw_error *error)
{
    const double asked = w->job->settings->width;
    double width = isnan(asked) ? fabs(w->cuts[w->n_cuts - 1] - w->cuts[0]) / 10 : asked;
    if (!(width > 0))
        return upw_fail(error, UPW_BAD_USAGE,
                        "with one cut-off (or no amber) there is no tenth of amber to count in; say how wide the bins "
                        "are with --width");
    const double step = find_published_unit(w->scores.values, w->scores.n);
    const double widened = step > 0 ? ceil(width / step - 1e-9) * step : width;
    if (widened > width * (1 + 1e-9))
        cli_say("scores are published to %.10g, so bins are %.10g wide instead of %.10g", step, widened, width);
    w->width = widened > width * (1 + 1e-9) ? widened : width;
    return true;
}

static text join_counts(const upw_bunching_counts *counts, upw_arena *arena)
{
    const size_t *const n = counts->bins;
    return counts->test == UPW_BUNCHING_CLIFF
               ? memory_format(arena, "%zu/%zu/%zu/%zu", n[0], n[1], n[2], n[3])
               : memory_format(arena, "%zu/%zu/%zu/%zu/%zu", n[0], n[1], n[2], n[3], n[4]);
}

/* ---- tests ---- */

static bool add_test(scores_work *w, text name, const double *values, size_t n, upw_bunching_test test, double cut,
                     upw_error *error)
{
    score_row *const row = &w->rows[w->n_rows];
    *row = (score_row){
        .indicator = name, .test = test == UPW_BUNCHING_CLIFF ? "cliff" : "parking", .cut = cut, .width = w->width
    };
    if (!upw_scores_run_screen(values, n, test, cut, w->width, w->lower_is_better, 0, w->job->arena, &row->screen,
                               error))
        return gaming_wrap(w->job, name, error);
    row->counts = join_counts(&row->screen.counts, w->job->arena);
    w->n_rows++;
    return true;
}

static bool test_indicator(scores_work *w, text name, upw_error *error)
{
    const scores *const s = &w->scores;
    double *const values = MEMORY_TAKE(w->job->arena, double, s->n);
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++)
        if (text_equal(s->indicators[i], name))
            values[n++] = s->values[i];
    for (size_t c = 0; c < w->n_cuts; c++)
        if (!add_test(w, name, values, n, UPW_BUNCHING_CLIFF, w->cuts[c], error))
            return false;
    return w->n_cuts < 2 || add_test(w, name, values, n, UPW_BUNCHING_PARKING, w->cuts[1], error);
}

/* Every body's balance over its indicators, at each cut-off. */
static bool test_push(scores_work *w, double cut, upw_error *error)
{
    const scores *const s = &w->scores;
    uint32_t *const bodies = MEMORY_TAKE(w->job->arena, uint32_t, s->n);
    size_t n_slots = 64, n_bodies = 0;
    while (n_slots < 2 * s->n)
        n_slots *= 2;
    size_t *const slots = MEMORY_TAKE(w->job->arena, size_t, n_slots);
    for (size_t i = 0; i < s->n; i++) {
        size_t at = hash_text(s->bodies[i]) & (n_slots - 1);
        while (slots[at] != 0 && !text_equal(s->bodies[slots[at] - 1], s->bodies[i]))
            at = (at + 1) & (n_slots - 1);
        bodies[i] = slots[at] != 0 ? bodies[slots[at] - 1] : (uint32_t)n_bodies++;
        slots[at] = slots[at] != 0 ? slots[at] : i + 1;
    }
    score_row *const row = &w->rows[w->n_rows];
    *row = (score_row){ .indicator = TEXT("all"), .test = "push", .cut = cut, .width = w->width, .is_push = true };
    row->screen.n = n_bodies;
    if (!upw_bunching_test_push(s->values, bodies, s->n, n_bodies, cut, w->width, w->lower_is_better, w->job->arena,
                                &row->push, error))
        return gaming_wrap(w->job, row->indicator, error);
    const int64_t *const p = row->push.placebos;
    row->counts = memory_format(w->job->arena, "%lld/%lld/%lld/%lld/%lld/%lld", (long long)p[0], (long long)p[1],
                                (long long)p[2], (long long)p[3], (long long)p[4], (long long)p[5]);
    w->n_rows++;
    return true;
}

/* ---- judging ---- */

static text write_finding(const scores_work *w, const score_row *row)
{
    upw_arena *const arena = w->job->arena;
    if (row->is_push)
        return memory_format(
            arena,
            "Over all indicators %lld more scores lie just above %.10g than just below it, body by body "
            "(mid-p = %.2g); at six placebo cut-offs nearby the same sum is %.*s, so it is number %zu of "
            "seven.",
            (long long)row->push.at_cut.statistic, row->cut, row->push.at_cut.mid_p, TEXT_ARGS(row->counts),
            row->push.rank);
    const size_t length = upw_scores_write_finding(&row->screen, NULL, 0);
    char *const words = MEMORY_TAKE(arena, char, length + 1);
    upw_scores_write_finding(&row->screen, words, length + 1);
    return memory_format(arena, "%s at %.10g (bins of %.10g): %s%s", row->test[0] == 'c' ? "Cliff" : "Parking",
                         row->cut, row->width, words,
                         row->screen.verdict == UPW_SCREEN_MORE && row->verdict != UPW_SCREEN_MORE
                             ? " Among as many tests as were made here, one such is no surprise (Holm's correction)."
                             : "");
}

/* Holm's correction over everything that could tell; a push also has to lead its placebos. */
static bool judge(scores_work *w, upw_error *error)
{
    double *const p = MEMORY_TAKE(w->job->arena, double, w->n_rows);
    size_t n = 0;
    for (size_t i = 0; i < w->n_rows; i++)
        if (w->rows[i].is_push || w->rows[i].screen.verdict != UPW_SCREEN_CANNOT_TELL)
            p[n++] = w->rows[i].is_push ? w->rows[i].push.at_cut.mid_p : w->rows[i].screen.exact.mid_p;
    if (!upw_holm_adjust(p, n, w->job->arena, p, error))
        return false;
    n = 0;
    for (size_t i = 0; i < w->n_rows; i++) {
        score_row *const row = &w->rows[i];
        const bool can_tell = row->is_push || row->screen.verdict != UPW_SCREEN_CANNOT_TELL;
        row->holm = can_tell ? p[n++] : NAN;
        row->verdict = !can_tell                                                     ? UPW_SCREEN_CANNOT_TELL
                       : row->holm <= 0.05 && (!row->is_push || row->push.rank == 1) ? UPW_SCREEN_MORE
                                                                                     : UPW_SCREEN_AS_EXPECTED;
        row->finding = write_finding(w, row);
    }
    return true;
}

static bool write_rows(const scores_work *w, upw_error *error)
{
    gaming_table table;
    gaming_begin_table(w->job, columns, sizeof columns / sizeof *columns, &table);
    for (size_t i = 0; i < w->n_rows; i++)
        sheet_add_row(&table.rows, &table.sheet, &w->rows[i]);
    const bool done = gaming_end_table(w->job, &table, error);
    buffer_clear(&table.rows);
    return done;
}

static bool write_words(const scores_work *w, upw_error *error)
{
    buffer words;
    buffer_init(&words, (size_t)1 << 28);
    for (size_t i = 0; i < w->n_rows; i++) {
        const bool is_new = i == 0 || !text_equal(w->rows[i].indicator, w->rows[i - 1].indicator);
        if (is_new && w->rows[i].indicator.len > 0)
            buffer_add_format(&words, "%.*s\n", TEXT_ARGS(w->rows[i].indicator));
        single_add_wrapped(&words, w->rows[i].finding);
    }
    buffer_add_char(&words, '\n');
    single_add_wrapped(&words, text_of(upw_screen_caution(UPW_SCREEN_SCORES)));
    const bool done = output_write(w->job->out, buffer_text(&words), error);
    buffer_clear(&words);
    return done;
}

/* What every test found, one after the other. */
static text join_findings(const scores_work *w)
{
    text all = { "", 0 };
    for (size_t i = 0; i < w->n_rows; i++)
        all =
            memory_format(w->job->arena, "%.*s%s%.*s", TEXT_ARGS(all), i > 0 ? " " : "", TEXT_ARGS(w->rows[i].finding));
    return all;
}

/* "More than a smooth spread: parking at 70 (mid-p after correction 0.004). The other 2 tests: …" */
static text sum_up(const scores_work *w)
{
    text more = { "", 0 };
    size_t n_quiet = 0, n_cannot_tell = 0;
    for (size_t i = 0; i < w->n_rows; i++) {
        const score_row *const row = &w->rows[i];
        n_quiet += row->verdict == UPW_SCREEN_AS_EXPECTED;
        n_cannot_tell += row->verdict == UPW_SCREEN_CANNOT_TELL;
        if (row->verdict == UPW_SCREEN_MORE)
            more =
                memory_format(w->job->arena, "%.*sMore than a smooth spread has: %s at %.10g (corrected mid-p %.2g). ",
                              TEXT_ARGS(more), row->test, row->cut, row->holm);
    }
    if (n_quiet > 0)
        more = memory_format(w->job->arena, "%.*s%zu of %zu tests: could be chance. ", TEXT_ARGS(more), n_quiet,
                             w->n_rows);
    if (n_cannot_tell > 0)
        more = memory_format(w->job->arena, "%.*s%zu of %zu tests: the data cannot tell. ", TEXT_ARGS(more),
                             n_cannot_tell, w->n_rows);
    return text_trim(more);
}

static bool write_picture(const scores_work *w, size_t n_indicators, upw_error *error)
{
    if (n_indicators != 1)
        return upw_fail(error, UPW_BAD_USAGE,
                        "%s has scores on %zu indicators, and an SVG shows one: choose it with --where indicator=NAME",
                        w->job->file, n_indicators);
    const scores_picture it = { .name = w->rows[0].indicator,
                                .scores = w->scores.values,
                                .n = w->scores.n,
                                .width = w->width,
                                .cuts = w->cuts,
                                .n_cuts = w->n_cuts,
                                .lower_is_better = w->lower_is_better,
                                .findings = join_findings(w),
                                .summary = sum_up(w) };
    buffer out;
    buffer_init(&out, (size_t)1 << 26);
    const bool done =
        gaming_add_scores_picture(w->job, &it, &out, error) && output_write(w->job->out, buffer_text(&out), error);
    buffer_clear(&out);
    return done;
}

static bool check_cut_offs(scores_work *w, upw_error *error)
{
    const gaming_settings *const s = w->job->settings;
    w->n_cuts = s->n_cut_offs == 2 && s->cut_offs[0] == s->cut_offs[1] ? 1 : s->n_cut_offs;
    memcpy(w->cuts, s->cut_offs, sizeof w->cuts);
    w->lower_is_better = s->direction == 2 || (s->direction == 0 && w->n_cuts == 2 && w->cuts[1] < w->cuts[0]);
    if (w->n_cuts == 2 && (w->lower_is_better ? w->cuts[1] > w->cuts[0] : w->cuts[1] < w->cuts[0]))
        return upw_fail(error, UPW_BAD_USAGE,
                        "--cut-offs: the colours overlap: first where amber begins, then where green does, and with %s "
                        "better the second may not be %s",
                        w->lower_is_better ? "a decrease" : "an increase", w->lower_is_better ? "higher" : "lower");
    return true;
}

/* Before anything is said of bins: a cut-off outside all scores is most often one in another unit. */
static bool check_reach(const scores_work *w, upw_error *error)
{
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (size_t i = 0; i < w->scores.n; i++) {
        least = isnan(w->scores.values[i]) ? least : fmin(least, w->scores.values[i]);
        most = isnan(w->scores.values[i]) ? most : fmax(most, w->scores.values[i]);
    }
    for (size_t c = 0; c < w->n_cuts && least <= most; c++)
        if (w->cuts[c] < least || w->cuts[c] > most)
            return upw_fail(error, UPW_BAD_INPUT,
                            "%s: the cut-off %.10g lies outside the data: scores run from %.10g to %.10g; is it in the "
                            "same unit (60%% is 0.6)?",
                            w->job->file, w->cuts[c], least, most);
    return true;
}

bool gaming_screen_scores(const gaming_job *job, upw_error *error)
{
    enum { INDICATORS_MAX = 1000 };
    scores_work w = { .job = job };
    if (!check_cut_offs(&w, error) ||
        !scores_read(job->path, &job->settings->input.table, &job->settings->since, job->arena, &w.scores, error) ||
        !check_reach(&w, error) || !choose_width(&w, error))
        return false;
    text *const names = MEMORY_TAKE(job->arena, text, INDICATORS_MAX);
    size_t n_names = 0;
    for (size_t i = 0; i < w.scores.n; i++) {
        size_t k = 0;
        while (k < n_names && !text_equal(names[k], w.scores.indicators[i]))
            k++;
        if (k == INDICATORS_MAX)
            return upw_fail(error, UPW_TOO_LARGE, "%s has more than %d indicators; choose some with --where", job->file,
                            INDICATORS_MAX);
        if (k == n_names)
            names[n_names++] = w.scores.indicators[i];
    }
    w.rows = MEMORY_TAKE(job->arena, score_row, TESTS_MAX * n_names + 2);
    for (size_t k = 0; k < n_names; k++)
        if (!test_indicator(&w, names[k], error))
            return false;
    for (size_t c = 0; c < w.n_cuts && n_names > 1; c++)
        if (!test_push(&w, w.cuts[c], error))
            return false;
    if (!judge(&w, error))
        return false;
    if (job->format == GAMING_SVG)
        return write_picture(&w, n_names, error);
    return job->format == GAMING_TEXT ? write_words(&w, error) : write_rows(&w, error);
}
