/* Every series under its light, and the result as table, words or picture. */
#include <assert.h>
#include <math.h>

#include "base/memory.h"
#include "cli/lights_job.h"
#include "cli/lights_write.h"
#include "report/single.h"

typedef struct writing {
    const lights_job *job;
    lights_series *items; /* those that have a light */
    size_t *numbers;      /* of their series in the table */
    size_t n, n_without;
    bool *is_used; /* each scheme */
    sheet sheet;
    buffer out; /* rows, words or a picture that are not written yet */
    bool has_written;
    output *file;
    upw_arena *arena;
} writing;

enum { PIECE = 1 << 20 };

/* "my.csv, row 7, series "A": …" */
static bool wrap(const lights_job *job, size_t series, upw_error *error)
{
    const series_table *const t = &job->table;
    const text id = t->keys[series].id;
    const int shown = id.len < 60 ? (int)id.len : 60;
    if (error->row < 1 || t->rows == NULL)
        return upw_wrap(error, "%s, series \"%.*s\"", job->file, shown, id.at);
    error->row = t->rows[t->offsets[series] + (size_t)error->row - 1];
    return upw_wrap(error, "%s, row %lld, series \"%.*s\"", job->file, (long long)error->row, shown, id.at);
}

static bool review_all(writing *w, upw_error *error)
{
    const lights_job *const job = w->job;
    const series_table *const t = &job->table;
    w->items = MEMORY_TAKE(w->arena, lights_series, t->n_series);
    w->numbers = MEMORY_TAKE(w->arena, size_t, t->n_series);
    w->is_used = MEMORY_TAKE(w->arena, bool, job->schemes.n);
    upw_arena scratch;
    memory_init_arena(&scratch);
    bool done = true;
    for (size_t i = 0; i < t->n_series && done; i++) {
        const light_scheme *const scheme = schemes_find(&job->schemes, &t->keys[i]);
        const char *const measure = job->settings->input.indicator; /* others are no bodies to compare with */
        w->n_without += scheme == NULL;
        if (scheme != NULL)
            w->is_used[scheme - job->schemes.items] = true;
        if (scheme == NULL || (measure != NULL && !text_equal(text_of(measure), t->keys[i].indicator)))
            continue;
        w->numbers[w->n] = i;
        done = lights_review_series(t, i, scheme, &job->options, &scratch, NULL, NULL, &w->items[w->n++], error) ||
               wrap(job, i, error);
    }
    upw_arena_clear(&scratch);
    return done && schemes_check_used(&job->schemes, w->is_used, t->keys, t->n_series, error);
}

/* Write what has gathered; between two pieces of a table stands what stands between its rows. */
static bool flush(writing *w, size_t at_least, upw_error *error)
{
    if (w->out.len < at_least || w->out.len == 0)
        return true;
    const text between = w->has_written && w->sheet.columns != NULL ? sheet_between(&w->sheet) : TEXT("");
    const bool done = output_write(w->file, between, error) && output_write(w->file, buffer_text(&w->out), error);
    buffer_empty(&w->out);
    w->has_written = true;
    return done;
}

static bool is_wanted(const writing *w, size_t item)
{
    return input_wants(&w->job->settings->input, &w->items[item].key);
}

/* ---- tables ---- */

static bool add_points(writing *w, size_t item, upw_arena *scratch, upw_error *error)
{
    const lights_job *const job = w->job;
    const series_table *const t = &job->table;
    const size_t series = w->numbers[item], first = t->offsets[series], n = t->offsets[series + 1] - first;
    uint8_t *const colours = MEMORY_TAKE(scratch, uint8_t, n);
    int8_t *const verdicts = MEMORY_TAKE(scratch, int8_t, n);
    upw_lights_scheme *const cuts = MEMORY_TAKE(scratch, upw_lights_scheme, n);
    lights_series again;
    if (!lights_review_series(t, series, w->items[item].scheme, &job->options, scratch, colours, verdicts, &again,
                              error) ||
        !lights_find_cut_offs(w->items[item].scheme, t->periods + first, n, scratch, cuts, error))
        return wrap(job, series, error);
    lights_row row = { .series = &w->items[item],
                       .table = t,
                       .options = &job->options,
                       .colours = colours,
                       .verdicts = verdicts,
                       .first = first };
    for (row.at = first; row.at < first + n; row.at++) {
        row.at_point = cuts[row.at - first];
        sheet_add_row(&w->out, &w->sheet, &row);
    }
    return true;
}

static bool write_series(writing *w, upw_error *error)
{
    upw_arena scratch;
    memory_init_arena(&scratch);
    bool done = true;
    for (size_t i = 0; i < w->n && done; i++) {
        if (!is_wanted(w, i))
            continue;
        if (w->job->settings->by == LIGHTS_BY_POINT)
            done = add_points(w, i, &scratch, error);
        else
            sheet_add_row(&w->out, &w->sheet, &(lights_row){ .series = &w->items[i], .options = &w->job->options });
        done = done && flush(w, PIECE, error);
        upw_arena_clear(&scratch);
    }
    upw_arena_clear(&scratch);
    return done;
}

static text join_bins(const upw_lights_bodies *bodies, upw_arena *arena)
{
    return memory_format(arena, "%zu/%zu/%zu/%zu/%zu", bodies->bins[0], bodies->bins[1], bodies->bins[2],
                         bodies->bins[3], bodies->bins[4]);
}

static bool write_schemes(writing *w, upw_error *error)
{
    for (size_t i = 0; i < w->job->schemes.n; i++) {
        lights_overview o;
        if (!w->is_used[i])
            continue;
        if (!lights_make_overview(w->items, w->n, &w->job->schemes.items[i], w->arena, &o, error))
            return false;
        if (o.n_series == 0)
            continue;
        const lights_row row = { .overview = &o,
                                 .options = &w->job->options,
                                 .bins = o.bodies.bin_width > 0 ? join_bins(&o.bodies, w->arena) : (text){ "", 0 },
                                 .words = lights_write_overview(&o, w->arena) };
        sheet_add_row(&w->out, &w->sheet, &row);
    }
    return true;
}

static bool write_table(writing *w, sheet_format format, upw_error *error)
{
    const lights_by by = w->job->settings->by;
    w->sheet = (sheet){ lights_sheets[by].columns, lights_sheets[by].n, format };
    buffer frame;
    buffer_init(&frame, 65536);
    sheet_begin(&frame, &w->sheet);
    const bool done = output_write(w->file, buffer_text(&frame), error) &&
                      (by == LIGHTS_BY_SCHEME ? write_schemes(w, error) : write_series(w, error)) &&
                      flush(w, 0, error) && output_write(w->file, sheet_end(&w->sheet), error);
    buffer_clear(&frame);
    return done;
}

/* ---- words ---- */

static void add_heading(writing *w, const light_scheme *scheme, bool is_share, text what)
{
    const text cut_offs = lights_describe_scheme(scheme, is_share, w->arena);
    buffer_add(&w->out, what);
    buffer_add_format(&w->out, "%s%.*s%s(%.*s)\n", what.len > 0 && scheme->name.len > 0 ? ", " : "",
                      TEXT_ARGS(scheme->name), what.len > 0 || scheme->name.len > 0 ? " " : "", TEXT_ARGS(cut_offs));
}

/* The colours of a series as letters would be read as a verdict; as words they are long. So: how often each. */
static void add_counts(writing *w, const size_t shown[3])
{
    buffer_add_format(&w->out, "Colours shown: red %zu, amber %zu, green %zu %s.\n", shown[0], shown[1], shown[2],
                      w->job->settings->is_scores ? "bodies" : "times");
}

static void add_paragraph(writing *w, text words)
{
    single_add_wrapped(&w->out, words);
    buffer_add_char(&w->out, '\n');
}

static void add_series_words(writing *w, size_t item, const lights_overview *overview)
{
    const lights_series *const s = &w->items[item];
    add_heading(w, s->scheme, s->is_share, s->key.id.len > 0 ? s->key.id : TEXT("one series"));
    if (isnan(s->review.sigma)) {
        single_add_wrapped(&w->out, TEXT("The data cannot tell: there are too few neighbouring values."));
        buffer_add_char(&w->out, '\n');
        return;
    }
    add_counts(w, s->review.shown);
    text words = lights_write_paragraph(s, overview, w->arena);
    if (!isnan(s->line_reds))
        words =
            memory_format(w->arena, "%.*s Exactly on the straight line it would be red in about %.0f of %zu periods.",
                          TEXT_ARGS(words), s->line_reds, s->n_points);
    add_paragraph(w, words);
}

static bool write_words(writing *w, upw_error *error)
{
    const lights_settings *const s = w->job->settings;
    const bool is_filtered = s->input.series != NULL || s->input.indicator != NULL || s->input.organisation != NULL;
    for (size_t i = 0; i < w->job->schemes.n; i++) {
        const light_scheme *const scheme = &w->job->schemes.items[i];
        lights_overview o;
        if (!w->is_used[i])
            continue;
        if (!lights_make_overview(w->items, w->n, scheme, w->arena, &o, error))
            return false;
        if (o.n_series == 0)
            continue;
        const bool is_single = s->by == LIGHTS_BY_SERIES && (o.n_series == 1 || is_filtered);
        if (!is_single) {
            add_heading(w, scheme, o.is_share,
                        memory_format(w->arena, s->is_scores ? "%zu bodies" : "%zu series", o.n_series));
            add_counts(w, o.shown);
            add_paragraph(w, lights_write_overview(&o, w->arena));
        }
        for (size_t k = 0; k < w->n && s->by == LIGHTS_BY_SERIES && !s->is_scores; k++) {
            if (w->items[k].scheme == scheme && is_wanted(w, k))
                add_series_words(w, k, is_single ? &o : NULL);
            if (!flush(w, PIECE, error))
                return false;
        }
    }
    return flush(w, 0, error);
}

/* ---- picture ---- */

/* Of the only series that is wanted, else of the only scheme. */
static bool write_picture(writing *w, upw_error *error)
{
    const lights_series *only = NULL;
    size_t n_wanted = 0, n_schemes = 0;
    const light_scheme *scheme = NULL;
    for (size_t i = 0; i < w->n; i++)
        if (is_wanted(w, i)) {
            n_wanted++;
            only = &w->items[i];
            n_schemes += only->scheme != scheme;
            scheme = only->scheme;
        }
    if (n_schemes > 1)
        return upw_fail(error, UPW_BAD_USAGE,
                        "%s has series under more than one light, and an SVG shows one: choose with --series, "
                        "--indicator or --organisation",
                        w->job->file);
    if (n_wanted == 1 && !w->job->settings->is_scores)
        return lights_add_picture(&w->out, scheme, only->key.id, only->review.sigma, only->is_share, w->arena, error) &&
               flush(w, 0, error);
    assert(scheme != NULL); /* lights_write refuses when nothing is wanted */
    lights_overview o;
    return lights_make_overview(w->items, w->n, scheme, w->arena, &o, error) &&
           lights_add_picture(&w->out, scheme, scheme->name, o.sigma, o.is_share, w->arena, error) &&
           flush(w, 0, error);
}

/* ---- all together ---- */

/* A cut-off a whole range of the data away from all of them was written in another unit, more often than not. */
static void say_far_cut_offs(const writing *w)
{
    const series_table *const t = &w->job->table;
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (size_t i = 0; i < w->n; i++)
        for (size_t k = t->offsets[w->numbers[i]]; k < t->offsets[w->numbers[i] + 1]; k++) {
            least = isnan(t->values[k]) ? least : fmin(least, t->values[k]);
            most = isnan(t->values[k]) ? most : fmax(most, t->values[k]);
        }
    const double cuts[2] = { w->job->settings->cut_offs[0], w->job->settings->cut_offs[1] };
    const double most_size = fmax(fabs(least), fabs(most)), least_size = fmin(fabs(least), fabs(most));
    for (size_t c = 0; c < 2 && least <= most; c++)
        if ((cuts[c] < least || cuts[c] > most) &&
            (fabs(cuts[c]) > 10 * most_size || 10 * fabs(cuts[c]) < least_size)) {
            cli_say("the cut-off %.10g lies far outside the data, whose values run from %.10g to %.10g; is it in the "
                    "same unit (60%% is 0.6)?",
                    cuts[c], least, most);
            return;
        }
}

static bool is_any_wanted(const writing *w)
{
    for (size_t i = 0; i < w->n; i++)
        if (is_wanted(w, i))
            return true;
    return false;
}

static bool write_as(writing *w, lights_format format, upw_error *error)
{
    if (format == LIGHTS_TEXT)
        return write_words(w, error);
    if (format == LIGHTS_SVG)
        return write_picture(w, error);
    return write_table(w, format == LIGHTS_JSON ? SHEET_JSON : SHEET_CSV, error);
}

bool lights_write(const lights_job *job, lights_format format, upw_arena *arena, output *out, upw_error *error)
{
    writing w = { .job = job, .file = out, .arena = arena };
    buffer_init(&w.out, (size_t)1 << 40);
    bool done = review_all(&w, error);
    if (done && w.n == 0 && job->settings->input.indicator == NULL)
        done = upw_fail(
            error, UPW_BAD_INPUT,
            "no light of %s hangs over any series of %s; look at its columns series, indicator and organisation",
            job->schemes.file != NULL ? job->schemes.file : "the scheme", job->file);
    if (done && !is_any_wanted(&w))
        done =
            upw_fail(error, UPW_BAD_INPUT, "no series of %s fits --series, --indicator and --organisation", job->file);
    if (done && job->settings->has_cut_offs)
        say_far_cut_offs(&w);
    done = done && write_as(&w, format, error);
    if (done && w.n_without > 0)
        cli_say("%zu series of %s %s no light and %s left out", w.n_without, job->file,
                w.n_without == 1 ? "has" : "have", w.n_without == 1 ? "is" : "are");
    buffer_clear(&w.out);
    return done;
}
