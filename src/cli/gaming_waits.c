/* Waits of individuals at a limit: the screen of each body, as tables and in words. */
#include "cli/gaming_picture.h"

#include <math.h>

#include "base/memory.h"
#include "report/single.h"

typedef struct waits_work {
    const gaming_job *job;
    double last_met;
    size_t n_bodies, n_more, n_cannot_tell;
} waits_work;

static upw_waits waits_of(const body_waits *body)
{
    return (upw_waits){ body->values, body->counts, body->n };
}

/* Missing waits are a band: none of them met the limit, all of them did. */
static void find_met(const body_waits *body, double last_met, waits_row *row)
{
    int64_t met = 0, all = body->n_missing;
    for (size_t i = 0; i < body->n; i++) {
        all += body->counts[i];
        met += body->values[i] <= last_met ? body->counts[i] : 0;
    }
    row->met_least = all > 0 ? (double)met / (double)all : NAN;
    row->met_most = all > 0 ? (double)(met + body->n_missing) / (double)all : NAN;
}

static text write_finding(const gaming_job *job, const waits_row *row)
{
    const char *const noun = job->settings->unit != NULL ? job->settings->unit : "minutes";
    const size_t length = upw_waits_write_finding(row->screen, noun, NULL, 0);
    char *const words = MEMORY_TAKE(job->arena, char, length + 1);
    upw_waits_write_finding(row->screen, noun, words, length + 1);
    const text met =
        memory_format(job->arena, "A wait of %.10g %s is the last that counts as met.", row->screen->last_met, noun);
    if (row->body->n_missing == 0)
        return memory_format(job->arena, "%.*s %s", TEXT_ARGS(met), words);
    return memory_format(job->arena,
                         "%.*s %lld record%s no wait: between %.3g %% and %.3g %% met the limit, as none or all of "
                         "them did. %s",
                         TEXT_ARGS(met), (long long)row->body->n_missing, row->body->n_missing == 1 ? " has" : "s have",
                         100 * row->met_least, 100 * row->met_most, words);
}

/* ---- tables ---- */

static void add_excess_rows(waits_row *row, gaming_table *table)
{
    static const upw_excess nothing = { .excess = NAN,
                                        .excess_se = NAN,
                                        .z = NAN,
                                        .missing = NAN,
                                        .ordinary = NAN,
                                        .relative = NAN,
                                        .relative_se = NAN,
                                        .share = NAN,
                                        .phi = NAN };
    const upw_waits_screen *const s = row->screen;
    const struct {
        const char *place;
        bool is_there, is_sensitivity;
        double offset;
        const upw_excess *excess;
    } rows[] = {
        { "limit", true, false, 0, s->has_excess ? &s->excess : &nothing },
        { "sensitivity", s->has_excess, true, 0, &s->sensitivity },
        { "placebo_below", s->has_excess && s->has_placebo[0], false, -60, &s->placebos[0] },
        { "placebo_above", s->has_excess && s->has_placebo[1], false, 60, &s->placebos[1] },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!rows[i].is_there)
            continue;
        row->place = rows[i].place;
        row->limit = s->last_met + rows[i].offset;
        row->excess = rows[i].excess;
        upw_waits_choose_options(row->limit, rows[i].is_sensitivity, &row->options);
        sheet_add_row(&table->rows, &table->sheet, row);
    }
}

static bool add_bin_rows(const gaming_job *job, waits_row *row, gaming_table *table, upw_error *error)
{
    if (!row->screen->has_excess)
        return true;
    upw_waits_choose_options(row->limit, job->settings->has_fine_bins, &row->options);
    const size_t n = upw_excess_bins(&row->options);
    int64_t *const counts = MEMORY_TAKE(job->arena, int64_t, n);
    double *const fitted = MEMORY_TAKE(job->arena, double, n);
    const upw_waits waits = waits_of(row->body);
    upw_excess again;
    if (!upw_excess_count_bins(&waits, row->limit, &row->options, counts, error) ||
        !upw_excess_measure(counts, &row->options, job->arena, fitted, &again, error))
        return gaming_wrap(job, row->body->name, error);
    for (size_t i = 0; i < n; i++) {
        row->j = (int64_t)i - (int64_t)row->options.bins_left;
        row->n = counts[i];
        row->fitted = fitted[i];
        sheet_add_row(&table->rows, &table->sheet, row);
    }
    return true;
}

static bool add_rows(const gaming_job *job, waits_row *row, gaming_table *table, upw_error *error)
{
    const upw_waits_screen *const s = row->screen;
    switch (job->settings->by) {
    case GAMING_BY_BIN:
        return add_bin_rows(job, row, table, error);
    case GAMING_BY_DIGIT:
        for (row->digit = 0; row->digit < UPW_DIGITS && s->has_digits; row->digit++)
            sheet_add_row(&table->rows, &table->sheet, row);
        return true;
    case GAMING_BY_DENSITY:
        if (s->has_density)
            sheet_add_row(&table->rows, &table->sheet, row);
        return true;
    case GAMING_BY_WINDOW:
        for (row->window = 0; row->window < UPW_COIN_WINDOWS && s->has_density; row->window++)
            sheet_add_row(&table->rows, &table->sheet, row);
        return true;
    default:
        add_excess_rows(row, table);
        return true;
    }
}

/* ---- the screen ---- */

/* There are waits on both sides of the limit. */
static bool reaches(const body_waits *body, double last_met)
{
    bool is_below = false, is_above = false;
    for (size_t i = 0; i < body->n; i++) {
        is_below |= body->counts[i] > 0 && body->values[i] <= last_met;
        is_above |= body->counts[i] > 0 && body->values[i] > last_met;
    }
    return is_below && is_above;
}

/* One body that never reaches the limit is no error; a file in which nobody does is. */
static bool check_limit(const waits_list *list, const waits_work *w, upw_error *error)
{
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (size_t i = 0; i < list->n; i++)
        for (size_t k = 0; k < list->items[i].n; k++) {
            if (list->items[i].counts[k] == 0)
                continue;
            least = fmin(least, list->items[i].values[k]);
            most = fmax(most, list->items[i].values[k]);
        }
    if (least > most)
        return upw_fail(error, UPW_BAD_INPUT, "%s has no waits: every record is without one", w->job->file);
    return (w->last_met >= least && w->last_met < most) ||
           upw_fail(error, UPW_BAD_INPUT,
                    "%s: the limit %.10g lies outside the data, whose waits run from %.10g to %.10g; is it in the same "
                    "unit?",
                    w->job->file, w->last_met, least, most);
}

static bool screen_body(waits_work *w, const body_waits *body, gaming_table *table, buffer *words, upw_error *error)
{
    const gaming_job *const job = w->job;
    const upw_waits waits = waits_of(body);
    upw_waits_screen screen;
    if (reaches(body, w->last_met)) {
        if (!upw_waits_run_screen(&waits, w->last_met, job->arena, &screen, error))
            return gaming_wrap(job, body->name, error);
    } else {
        screen =
            (upw_waits_screen){ .last_met = w->last_met, .reason = "the limit lies outside the waits of this body" };
    }
    waits_row row = { .body = body, .screen = &screen, .limit = w->last_met };
    find_met(body, w->last_met, &row);
    row.finding = write_finding(job, &row);
    w->n_bodies++;
    w->n_more += screen.verdict == UPW_SCREEN_MORE;
    w->n_cannot_tell += screen.verdict == UPW_SCREEN_CANNOT_TELL;
    if (job->format == GAMING_TEXT)
        gaming_add_words(words, body->name, row.finding, UPW_SCREEN_WAITS);
    if (job->format == GAMING_SVG && w->n_bodies > 1)
        return upw_fail(error, UPW_BAD_USAGE,
                        "%s has waits of more than one body, and an SVG shows one: choose it with --organisation, or "
                        "take them --together",
                        job->file);
    if (job->format == GAMING_SVG)
        return gaming_add_waits_picture(job, &row, words, error);
    return job->format == GAMING_TEXT || add_rows(job, &row, table, error);
}

/* The whole country before any single body. */
static bool write_words(const waits_work *w, const buffer *words, upw_error *error)
{
    buffer first;
    buffer_init(&first, 4096);
    if (w->n_bodies > 1 && w->job->format == GAMING_TEXT) {
        const text cannot_tell = w->n_cannot_tell == 0
                                     ? (text){ "", 0 }
                                     : memory_format(w->job->arena, " Of %zu the data cannot tell.", w->n_cannot_tell);
        single_add_wrapped(
            &first,
            memory_format(w->job->arena,
                          "Of %zu bodies, %zu %s more waits just inside the limit than expected; by chance alone "
                          "that would be at most about %.2g.%.*s Show each body its own result first, and print "
                          "its note beside it.",
                          w->n_bodies, w->n_more, w->n_more == 1 ? "has" : "have", 0.005 * (double)w->n_bodies,
                          TEXT_ARGS(cannot_tell)));
        buffer_add_char(&first, '\n');
    }
    const bool done =
        output_write(w->job->out, buffer_text(&first), error) && output_write(w->job->out, buffer_text(words), error);
    buffer_clear(&first);
    return done;
}

bool gaming_screen_waits(const gaming_job *job, upw_error *error)
{
    const gaming_settings *const s = job->settings;
    waits_work w = { .job = job, .last_met = isnan(s->last_met) ? s->threshold : s->last_met };
    waits_list list = { 0 };
    bool done = gaming_read_waits(job, &list, error) && check_limit(&list, &w, error);
    gaming_table table;
    buffer words;
    gaming_begin_table(job, waits_sheets[s->by].columns, waits_sheets[s->by].n, &table);
    buffer_init(&words, (size_t)1 << 30);
    for (size_t i = 0; i < list.n && done; i++)
        if (gaming_wants(job, list.items[i].name))
            done = screen_body(&w, &list.items[i], &table, &words, error);
    if (done && w.n_bodies == 0)
        done = upw_fail(error, UPW_BAD_INPUT, "no body of %s fits --organisation and --series", job->file);
    if (done && isnan(s->last_met))
        cli_say("a wait of exactly %.10g is taken to meet the limit; if it does not, say which is the last that does: "
                "--last-met %.10g",
                w.last_met, w.last_met - 1);
    const bool is_table = job->format == GAMING_CSV || job->format == GAMING_JSON;
    if (done && !is_table)
        done = write_words(&w, &words, error);
    buffer_clear(&words);
    if (done && is_table)
        done = gaming_end_table(job, &table, error);
    buffer_clear(&table.rows);
    gaming_free_waits(&list);
    return done;
}
