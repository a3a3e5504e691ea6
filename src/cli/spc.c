/* upward spc: limits, signals and icons of every series in a table. */
#include <stddef.h>
#include <string.h>

#include "base/memory.h"
#include "base/output.h"
#include "cli/commands.h"
#include "cli/spc_settings.h"

#define AT(field) offsetof(spc_settings, field)

static const char *const profiles[] = { "upward", "parity", NULL };
static const char *const off_grid_choices[] = { "refuse", "ignore", NULL };
static const char *const run_lengths[] = { "7", "6", NULL };
static const char *const advices[] = { "steps", "ssa", NULL };
static const char *const rows[] = { "point", "phase", "series", "decision", NULL };
static const char *const formats[] = { "csv", "json", "text", "svg", "png", "pdf", NULL };

static const cli_option analysis_options[] = {
    { "chart", .argument = "xmr|run|i|mr|p|pp|u|up|c|g|t|xbar|s|ip",
      .help =
          "The chart. xmr (the default) has the rules of Making Data Count; pp, up and ip are p', u' and i', for "
          "shares and rates whose denominator varies; mr shows how far each value lies from the one before, xbar and "
          "s the mean and the spread of several values a period. On charts other than xmr, rows of one period are a "
          "subgroup.",
      .offset = AT(chart) },
    { "improvement", .argument = "increase|decrease|neutral",
      .help = "Which way is better; when not given, numbers take increase, and text and svg take no side.",
      .offset = AT(improvement) },
    { "target", .argument = "X", .help = "A target such as 95%, 0.95 or 18, for the assurance icon.",
      .offset = AT(target) },
    { "fix-after", .argument = "N",
      .help = "Mean and limits from the first N points of each phase (12 at least on an xmr chart).",
      .offset = AT(fix_after) },
    { "rebase", .argument = "DATE[,DATE...]",
      .help = "Step changes that were decided: new limits from each of these periods.", .offset = AT(rebase) },
    { "off-grid", .argument = "refuse|ignore",
      .help = "What to do with a rebase date that is no period of a series: refuse (the default) names the nearest "
              "periods.",
      .offset = AT(off_grid), .choices = off_grid_choices },
    { "no-screen", .help = "Keep very large moving ranges in the limits (as the Making Data Count spreadsheet does).",
      .offset = AT(no_screen) },
    { "run-length", .argument = "7|6", .help = "How many points make a shift or a trend; 7 when not given.",
      .offset = AT(run_length), .choices = run_lengths },
    { "aggregate", .argument = "mean|median|sum|sd",
      .help = "Charts run and i: what becomes of several values of one period.", .offset = AT(aggregate) },
    { "multiply", .argument = "X",
      .help = "Charts other than xmr: scale points and limits, for example by 100 for per cent.",
      .offset = AT(multiply) },
    { "centre", .argument = "X", .help = "Charts other than xmr: a centre line that is known.", .offset = AT(centre) },
    { "advice", .argument = "steps|ssa",
      .help = "Instead of a chart, where a step change may have happened: proposals with evidence (steps), or the "
              "Stable Shift Algorithm. Advice for a person who decides; it changes no limit.",
      .offset = AT(advice), .choices = advices, .first = ADVICE_STEPS },
    { "params", .argument = "FILE",
      .help = "Options for each series, in a CSV with the column series_id and columns named like "
              "improvement_direction, target, fix_after_n_points, screen_outliers, rebase_dates, chart.",
      .offset = AT(params) },
    { "profile", .argument = "upward|parity",
      .help = "upward (the default) corrects known faults of the reference packages; parity reproduces them exactly.",
      .offset = AT(profile), .choices = profiles },
};

static const cli_option result_options[] = {
    { "by", .argument = "point|phase|series|decision",
      .help = "A row for each point (the default), phase or series; with --advice ssa also for each decision it took.",
      .offset = AT(by), .choices = rows },
    { "format", .argument = "csv|json|text|svg|png|pdf",
      .help = "What -o FILE ends with, else csv in a file or pipe and text on a terminal. svg, png and pdf (these by "
              "rsvg-convert) draw the chart of one series.",
      .offset = AT(format), .choices = formats, .first = FORMAT_CSV },
    { "output", .letter = 'o', .argument = "FILE",
      .help = "Write there instead of standard output; the file appears whole or not at all.", .offset = AT(output) },
};

/* What these options say is told by spc_request_set, as for a column of --params. */
static const struct {
    const char *option;
    const char *parameter;
    size_t offset;
} parameters[] = {
    { "chart", "chart", AT(chart) },          { "improvement", "improvement", AT(improvement) },
    { "target", "target", AT(target) },       { "fix-after", "fix_after_n_points", AT(fix_after) },
    { "rebase", "rebase_dates", AT(rebase) }, { "aggregate", "agg_fun", AT(aggregate) },
    { "multiply", "multiply", AT(multiply) }, { "centre", "cl", AT(centre) },
};

/* ---- running ---- */

static bool make_request(const spc_settings *s, spc_request *request, upw_arena *arena, upw_error *error)
{
    *request = (spc_request){ .is_xmr = true, .order = s->input.table.order, .ignores_off_grid = s->off_grid == 1 };
    request->xmr.profile = request->ssa.profile = s->profile;
    request->xmr.shift_length = request->xmr.trend_length = s->run_length == 1 ? 6 : 7;
    request->xmr.keep_outliers = s->no_screen;
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++) {
        const char *const words = *(const char *const *)((const char *)s + parameters[i].offset);
        upw_error inner = { 0 };
        if (words != NULL && text_trim(text_of(words)).len == 0)
            return upw_fail(error, UPW_BAD_USAGE, "--%s is empty", parameters[i].option);
        if (words != NULL && !spc_request_set(request, parameters[i].parameter, text_of(words), arena, &inner))
            return upw_fail(error, UPW_BAD_USAGE, "--%s: %s", parameters[i].option, inner.message);
    }
    return true;
}

/* What kind of work, and which columns come out of it. */
typedef struct kind_of_work {
    table_block_function work;
    const spc_columns *columns; /* of each spc_by; NULL: no table */
} kind_of_work;

static kind_of_work choose_work(const spc_settings *s, spc_format format, bool is_xmr)
{
    if (s->advice == ADVICE_STEPS && format == FORMAT_TEXT)
        return (kind_of_work){ spc_work_advice, NULL };
    if (s->advice == ADVICE_STEPS)
        return (kind_of_work){ spc_work_steps, &spc_steps_columns };
    if (s->advice == ADVICE_SSA)
        return (kind_of_work){ spc_work_ssa, &spc_ssa_columns[s->by] };
    if (format == FORMAT_TEXT)
        return (kind_of_work){ spc_work_text, NULL };
    if (format >= FORMAT_SVG)
        return (kind_of_work){ spc_work_svg, NULL };
    if (is_xmr)
        return (kind_of_work){ spc_work_xmr, &spc_xmr_columns[s->by] };
    return (kind_of_work){ spc_work_charts, &spc_chart_columns[s->by] };
}

/* The table again, for its names. */
static bool complain_of_none(table_source *source, const spc_job *job, upw_error *error)
{
    upw_arena arena;
    memory_init_arena(&arena);
    series_table table = { 0 };
    table_notes notes = { 0 };
    const bool is_read = table_read(source, &arena, &table, &notes, error);
    if (is_read)
        input_complain_of_none(job->input, &table, job->file, error);
    upw_arena_clear(&arena);
    return false;
}

static bool write_results(table_source *source, spc_job *job, kind_of_work work, bool is_json, output *out,
                          upw_error *error)
{
    buffer header;
    buffer_init(&header, 65536);
    table_frame frame = { 0 };
    if (work.columns != NULL) {
        job->sheet = (sheet){ work.columns->columns, work.columns->n, is_json ? SHEET_JSON : SHEET_CSV };
        sheet_begin(&header, &job->sheet);
        frame = (table_frame){ buffer_text(&header), sheet_between(&job->sheet), sheet_end(&job->sheet) };
    }
    table_notes notes = { 0 };
    bool done = table_stream(source, work.work, job, &frame, out, &notes, error);
    input_end_progress();
    if (done && !atomic_load(&job->has_found))
        done = complain_of_none(source, job, error);
    if (done)
        input_say_notes(&notes, job->file);
    buffer_clear(&header);
    return done;
}

/* Words and pictures take no side then; columns with icons have to. */
static bool takes_increase_for_granted(const spc_settings *s, const spc_job *job, spc_format format, bool is_xmr)
{
    return is_xmr && job->params == NULL && !job->defaults.has_improvement && s->advice == ADVICE_NONE &&
           job->by == SPC_BY_SERIES && job->defaults.xmr.profile == UPW_PROFILE_UPWARD &&
           (format == FORMAT_CSV || format == FORMAT_JSON);
}

/* So that a row of --params may well be about something that is not looked at this time. */
static bool chooses_some(const input_settings *input)
{
    return input->series != NULL || input->indicator != NULL || input->organisation != NULL ||
           input->table.n_filters > 0;
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    const spc_settings *const s = settings;
    if (files.n != 1)
        return upw_fail(error, UPW_BAD_USAGE, "spc reads one file at a time, not %zu", files.n);
    spc_format format;
    if (!spc_choose_format(s, &format, error))
        return false;
    if (s->by == SPC_BY_DECISION && s->advice != ADVICE_SSA)
        return upw_fail(error, UPW_BAD_USAGE, "--by decision goes with --advice ssa only");
    spc_job job = { .input = &s->input, .by = s->by };
    if (!make_request(s, &job.defaults, arena, error))
        return false;
    if (s->params != NULL) {
        job.params = spc_requests_read(s->params, &job.defaults, arena, error);
        if (job.params == NULL)
            return false;
    }
    if (job.params == NULL && !spc_check_options(s, &job.defaults, format, error))
        return false;
    const bool is_xmr = job.defaults.is_xmr && (job.params == NULL || !spc_requests_have_chart(job.params));
    table_options options = s->input.table;
    options.keeps_repeats = !is_xmr;
    input_show_progress(&options);
    table_source *const source = table_open(files.paths[0], &options, arena, error);
    if (source == NULL)
        return false;
    job.file = table_name(source);
    job.picture = format == FORMAT_PNG ? "png" : format == FORMAT_PDF ? "pdf" : NULL;
    output *const out = output_open(s->output, error);
    bool done =
        out != NULL && write_results(source, &job, choose_work(s, format, is_xmr), format == FORMAT_JSON, out, error);
    if (done)
        done = output_commit(out, error);
    else
        output_abandon(out);
    table_close(source);
    if (done && job.params != NULL && !chooses_some(&s->input))
        spc_requests_say_unused(job.params, job.file);
    if (done && takes_increase_for_granted(s, &job, format, is_xmr))
        cli_say("nobody has said which way is better, so an increase counts as improvement; --improvement says it");
    return done;
}

static const cli_option_group groups[] = {
    { "Analysis", analysis_options, sizeof analysis_options / sizeof *analysis_options, 0 },
    { "Input", input_options, INPUT_OPTIONS_COUNT, offsetof(spc_settings, input) },
    { "Result", result_options, sizeof result_options / sizeof *result_options, 0 },
};

static const cli_example examples[] = {
    { "upward spc waits.csv --target 95% --by series", "One row for each series: icons, mean and limits." },
    { "upward spc waits.csv --rebase 2023-04 --improvement decrease -o points.csv",
      "Every point with its limits and signals, new limits from April 2023." },
    { "upward spc falls.csv --chart up --organisation \"Northmoor\" --format svg -o falls.svg",
      "A u' chart of one organisation, as a picture." },
};

const cli_command spc_command = {
    .name = "spc",
    .one_line = "limits, signals and icons of every series",
    .usage = "FILE [OPTIONS]",
    .description = "Judges each series of a tidy table (one row for each observation: series_id, or indicator and "
                   "organisation; period; value, or numerator and denominator) by statistical process control.\n\n"
                   "Every result says by which profile it was made. Numbers have 17 significant digits. Limits are "
                   "redrawn only by --rebase and --params, never by an algorithm.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .settings_size = sizeof(spc_settings),
    .run = run,
};
