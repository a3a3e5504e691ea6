/* upward gaming: has a threshold bent the numbers? */
#include <math.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/commands.h"
#include "cli/gaming_job.h"
#include "report/single.h"
#include "table/cell.h"

static const char *const rows[] = { "screen", "bin", "digit", "density", "window", NULL };
static const char *const formats[] = { "csv", "json", "text", "svg", NULL };
static const char *const directions[] = { "increase", "decrease", NULL };
static const char *const bins[] = { "10", "5", NULL };

typedef struct gaming_request {
    gaming_settings settings;
    const char *threshold, *last_met, *cut_offs, *width, *target, *since;
    unsigned bins; /* of bins */
} gaming_request;

#define OF(field) offsetof(gaming_request, field)

static const cli_option screen_options[] = {
    { "threshold", .argument = "X",
      .help =
          "Screen waits of individuals at this limit, for example 240 minutes. One row a record, or one for each wait "
          "with a column count.",
      .offset = OF(threshold) },
    { "last-met", .argument = "X",
      .help =
          "The last wait that counts as met: 240 when \"four hours or less\" is met, 239 when \"under four hours\" is. "
          "The threshold itself when not given, and then it is said.",
      .offset = OF(last_met) },
    { "cut-offs", .argument = "AMBER,GREEN",
      .help = "Screen scores of bodies, one row each, at the cut-offs of a traffic light: 60,75. A single number with "
              "--width for one cut-off.",
      .offset = OF(cut_offs) },
    { "percentages",
      .help = "Screen monthly percentages (numerator and denominator of a tidy table): do they vary less than chance?",
      .offset = OF(settings.is_percentages) },
    { "target", .argument = "X", .help = "With --percentages: the target, such as 95%.", .offset = OF(target) },
    { "width", .argument = "X", .help = "With --cut-offs: how wide bins are; a tenth of amber when not given.",
      .offset = OF(width) },
    { "improvement", .argument = "increase|decrease",
      .help = "With --cut-offs: which way is better; the order of the two says it when not given.",
      .offset = OF(settings.direction), .choices = directions, .first = 1 },
    { "count", .argument = "NAME",
      .help = "With --threshold: the column that says how many records a row stands for; "
              "count, records or n when not given.",
      .offset = OF(settings.count) },
    { "together", .help = "With --threshold: all bodies as one.", .offset = OF(settings.is_together) },
    { "since", .argument = "DATE",
      .help =
          "Only records or months of this period (2024-04, 2024, 2024/25 …) and later, by the column period or date.",
      .offset = OF(since) },
    { "unit", .argument = "WORD", .help = "With --threshold: what waits are counted in; minutes when not given.",
      .offset = OF(settings.unit) },
};

static const cli_option result_options[] = {
    { "by", .argument = "screen|bin|digit|density|window",
      .help =
          "With --threshold: a row for each excess (the default: at the limit, again with other bins, at two placebo "
          "limits), bin, last digit, test of a break in the density, or window around the limit.",
      .offset = OF(settings.by), .choices = rows },
    { "bins", .argument = "10|5", .help = "Which bins --by bin shows: of 10, or the finer ones of the sensitivity row.",
      .offset = OF(bins), .choices = bins },
    { "format", .argument = "csv|json|text|svg",
      .help =
          "csv when written to a file or pipe, text on a terminal. svg draws the histogram of one body's waits, or of "
          "the scores on one indicator.",
      .offset = OF(settings.format), .choices = formats, .first = GAMING_CSV },
    { "output", .letter = 'o', .argument = "FILE",
      .help = "Write there instead of standard output; the file appears whole or not at all.",
      .offset = OF(settings.output) },
};

/* ---- shared by the screens ---- */

void gaming_begin_table(const gaming_job *job, const sheet_column *columns, size_t n, gaming_table *out)
{
    *out = (gaming_table){ .sheet = { columns, n, job->format == GAMING_JSON ? SHEET_JSON : SHEET_CSV } };
    buffer_init(&out->rows, (size_t)1 << 40);
}

bool gaming_end_table(const gaming_job *job, gaming_table *table, upw_error *error)
{
    buffer frame;
    buffer_init(&frame, 65536);
    sheet_begin(&frame, &table->sheet);
    const bool done = output_write(job->out, buffer_text(&frame), error) &&
                      output_write(job->out, buffer_text(&table->rows), error) &&
                      output_write(job->out, sheet_end(&table->sheet), error);
    buffer_clear(&frame);
    return done;
}

void gaming_add_words(buffer *out, text name, text finding, upw_screen_kind kind)
{
    if (name.len > 0)
        buffer_add_format(out, "%.*s\n", TEXT_ARGS(name));
    single_add_wrapped(out, finding);
    single_add_wrapped(out, text_of(upw_screen_caution(kind)));
    buffer_add_char(out, '\n');
}

bool gaming_wrap(const gaming_job *job, text name, upw_error *error)
{
    if (name.len == 0)
        return upw_wrap(error, "%s", job->file);
    return upw_wrap(error, "%s, %.*s", job->file, name.len < 60 ? (int)name.len : 60, name.at);
}

bool gaming_wants(const gaming_job *job, text name)
{
    const input_settings *const s = &job->settings->input;
    return (s->organisation == NULL || text_equal(name, text_of(s->organisation))) &&
           (s->series == NULL || text_equal(name, text_of(s->series)));
}

/* ---- what was asked ---- */

static bool read_number(const char *option, const char *words, double *out, upw_error *error)
{
    const char *reason;
    *out = NAN;
    if (words == NULL || cell_read_number(text_of(words), out, &reason) == CELL_NUMBER)
        return true;
    return upw_fail(error, UPW_BAD_USAGE, "--%s wants a number, not \"%s\"", option, words);
}

static bool has_per_cent(text words)
{
    return words.len > 0 && words.at[words.len - 1] == '%';
}

static bool read_cut_offs(const char *words, gaming_settings *s, upw_error *error)
{
    bool is_per_cent[2] = { false, false };
    text rest = text_of(words != NULL ? words : "");
    const char *reason;
    while (rest.len > 0) {
        const text word = text_trim(text_take_until(&rest, ','));
        if (s->n_cut_offs < 2)
            is_per_cent[s->n_cut_offs] = has_per_cent(word);
        if (s->n_cut_offs == 2 || cell_read_number(word, &s->cut_offs[s->n_cut_offs++], &reason) != CELL_NUMBER)
            return upw_fail(error, UPW_BAD_USAGE, "--cut-offs wants AMBER,GREEN, for example 60,75, not \"%s\"", words);
    }
    if (s->n_cut_offs == 2 && is_per_cent[0] != is_per_cent[1])
        return upw_fail(error, UPW_BAD_USAGE,
                        "--cut-offs \"%s\" has one cut-off with %% and one without; write both as the data are", words);
    return true;
}

static bool check_waits(const gaming_request *r, const gaming_settings *s, upw_error *error)
{
    if (!(s->threshold > 0))
        return upw_fail(error, UPW_BAD_USAGE, "--threshold is above zero, not \"%s\"", r->threshold);
    if (s->last_met > s->threshold)
        return upw_fail(error, UPW_BAD_USAGE,
                        "--last-met %s lies above the threshold %s; the last wait that counts as met is at or below it",
                        r->last_met, r->threshold);
    return true;
}

static bool understand(const gaming_request *r, gaming_settings *out, upw_error *error)
{
    *out = r->settings;
    out->has_fine_bins = r->bins == 1;
    if (!read_number("threshold", r->threshold, &out->threshold, error) ||
        !read_number("last-met", r->last_met, &out->last_met, error) ||
        !read_number("width", r->width, &out->width, error) || !read_number("target", r->target, &out->target, error) ||
        !read_cut_offs(r->cut_offs, out, error) || !since_read(r->since, out->input.table.order, &out->since, error))
        return false;
    const size_t n_screens = (size_t)(r->threshold != NULL) + (r->cut_offs != NULL) + out->is_percentages;
    if (n_screens != 1)
        return upw_fail(error, UPW_BAD_USAGE,
                        "%s --threshold X for waits of individuals, --cut-offs AMBER,GREEN for scores of bodies, or "
                        "--percentages for monthly figures",
                        n_screens == 0 ? "which screen?" : "one screen at a time:");
    if (out->by != GAMING_BY_SCREEN && r->threshold == NULL)
        return upw_fail(error, UPW_BAD_USAGE, "--by goes with --threshold");
    if (out->by != GAMING_BY_SCREEN && (out->format == GAMING_TEXT || out->format == GAMING_SVG))
        return upw_fail(error, UPW_BAD_USAGE, "--by %s comes as a table: --format csv or json", rows[out->by]);
    if (out->is_percentages && out->format == GAMING_SVG)
        return upw_fail(error, UPW_BAD_USAGE, "--percentages comes as words or as a table: --format text, csv or json");
    if (!isnan(out->target) && !(out->target > 0 && out->target <= 1))
        return upw_fail(error, UPW_BAD_USAGE, "--target is a share such as 95%% or 0.95, not \"%s\"", r->target);
    return r->threshold == NULL || check_waits(r, out, error);
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    const gaming_request *const r = settings;
    gaming_settings s;
    if (files.n != 1)
        return upw_fail(error, UPW_BAD_USAGE, "gaming reads one file at a time, not %zu", files.n);
    if (!understand(r, &s, error))
        return false;
    gaming_job job = { .settings = &s,
                       .path = files.paths[0],
                       .file = strcmp(files.paths[0], "-") == 0 ? "standard input" : files.paths[0],
                       .format = s.format,
                       .arena = arena };
    if (job.format == GAMING_AUTO)
        job.format = s.output == NULL && isatty(STDOUT_FILENO) && s.by == GAMING_BY_SCREEN ? GAMING_TEXT : GAMING_CSV;
    job.out = output_open(s.output, error);
    const bool done = job.out != NULL && (s.is_percentages      ? gaming_screen_percentages(&job, error)
                                          : r->cut_offs != NULL ? gaming_screen_scores(&job, error)
                                                                : gaming_screen_waits(&job, error));
    if (done)
        return output_commit(job.out, error);
    output_abandon(job.out);
    return false;
}

static const cli_option_group groups[] = {
    { "Screen", screen_options, sizeof screen_options / sizeof *screen_options, 0 },
    { "Input", input_options, INPUT_OPTIONS_COUNT, offsetof(gaming_request, settings.input) },
    { "Result", result_options, sizeof result_options / sizeof *result_options, 0 },
};

static const cli_example examples[] = {
    { "upward gaming waits.csv --threshold 240 --last-met 240",
      "Waits in minutes at a limit of four hours, body by body." },
    { "upward gaming scores.csv --cut-offs 60,75", "One score a body: a cliff at a cut-off, parking below green." },
    { "upward gaming monthly.csv --percentages --target 95%", "Percentages that are too steady to be chance." },
};

const cli_command gaming_command = {
    .name = "gaming",
    .one_line = "screens for waits at a limit, scores at cut-offs and percentages at a target",
    .usage = "FILE (--threshold X | --cut-offs AMBER,GREEN | --percentages) [OPTIONS]",
    .description =
        "Asks whether a threshold has bent the numbers. A screen is a reason to ask, never an accusation: hurried "
        "care, hiding, and honest effort aimed at the limit look alike in a histogram. Every result carries its "
        "caution; the body sees it first.\n\n"
        "Waits: last digits first, then the excess before the limit with its interval, again with other bins and "
        "at two placebo limits, and a test for a break in the density where times are not rounded. Scores: exact "
        "tests at the cut-offs. Percentages: whether they vary less than chance. Too few records are told as "
        "such. The columns are explained in docs/gaming.md.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .settings_size = sizeof(gaming_request),
    .run = run,
};
