/* upward spc: limits, signals and icons of every series in a table. */
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/output.h"
#include "cli/commands.h"
#include "cli/spc_job.h"

typedef enum spc_format { FORMAT_AUTO, FORMAT_CSV, FORMAT_JSON, FORMAT_TEXT, FORMAT_SVG, FORMAT_COUNT } spc_format;

typedef enum spc_advice { ADVICE_NONE, ADVICE_STEPS, ADVICE_SSA, ADVICE_COUNT } spc_advice;

/* An option's words wait here until all are known: what they mean is told by spc_request_set. */
typedef struct given_parameter {
    const char *option;    /* for complaints */
    const char *parameter; /* for spc_request_set */
    const char *words;
} given_parameter;

enum { GIVEN_MAX = 32 };

typedef struct spc_settings {
    input_settings input;
    upw_profile profile;
    bool ignores_off_grid;
    uint8_t run_length;
    given_parameter given[GIVEN_MAX];
    size_t n_given;
    spc_advice advice;
    const char *params;
    spc_by by;
    spc_format format;
    const char *output;
} spc_settings;

static bool remember(spc_settings *s, const char *option, const char *parameter, const char *words, upw_error *error)
{
    if (s->n_given == GIVEN_MAX)
        return upw_fail(error, UPW_BAD_USAGE, "too many options");
    s->given[s->n_given++] = (given_parameter){ option, parameter, words };
    return true;
}

static bool set_profile(void *settings, const char *argument, upw_error *error)
{
    static const char *const choices[UPW_PROFILE_COUNT] = { "upward", "parity" };
    size_t chosen;
    if (!cli_choose(argument, "profile", choices, UPW_PROFILE_COUNT, &chosen, error))
        return false;
    ((spc_settings *)settings)->profile = (upw_profile)chosen;
    return true;
}

static bool set_chart(void *settings, const char *argument, upw_error *error)
{
    return remember(settings, "chart", "chart", argument, error);
}

static bool set_improvement(void *settings, const char *argument, upw_error *error)
{
    return remember(settings, "improvement", "improvement", argument, error);
}

static bool set_target(void *settings, const char *argument, upw_error *error)
{
    return remember(settings, "target", "target", argument, error);
}

static bool set_fix_after(void *settings, const char *argument, upw_error *error)
{
    return remember(settings, "fix-after", "fix_after_n_points", argument, error);
}

static bool set_rebase(void *settings, const char *argument, upw_error *error)
{
    return remember(settings, "rebase", "rebase_dates", argument, error);
}

static bool set_no_screen(void *settings, const char *argument, upw_error *error)
{
    (void)argument;
    return remember(settings, "no-screen", "screen_outliers", "0", error);
}

static bool set_aggregate(void *settings, const char *argument, upw_error *error)
{
    return remember(settings, "aggregate", "agg_fun", argument, error);
}

static bool set_multiply(void *settings, const char *argument, upw_error *error)
{
    return remember(settings, "multiply", "multiply", argument, error);
}

static bool set_centre(void *settings, const char *argument, upw_error *error)
{
    return remember(settings, "centre", "cl", argument, error);
}

static bool set_run_length(void *settings, const char *argument, upw_error *error)
{
    static const char *const choices[] = { "7", "6" };
    size_t chosen;
    if (!cli_choose(argument, "run-length", choices, 2, &chosen, error))
        return false;
    ((spc_settings *)settings)->run_length = chosen == 0 ? 7 : 6;
    return true;
}

static bool set_off_grid(void *settings, const char *argument, upw_error *error)
{
    static const char *const choices[] = { "refuse", "ignore" };
    size_t chosen;
    if (!cli_choose(argument, "off-grid", choices, 2, &chosen, error))
        return false;
    ((spc_settings *)settings)->ignores_off_grid = chosen == 1;
    return true;
}

static bool set_advice(void *settings, const char *argument, upw_error *error)
{
    static const char *const choices[ADVICE_COUNT] = { [ADVICE_STEPS] = "steps", [ADVICE_SSA] = "ssa" };
    size_t chosen;
    if (!cli_choose(argument, "advice", choices, ADVICE_COUNT, &chosen, error))
        return false;
    ((spc_settings *)settings)->advice = (spc_advice)chosen;
    return true;
}

static bool set_params(void *settings, const char *argument, upw_error *error)
{
    (void)error;
    ((spc_settings *)settings)->params = argument;
    return true;
}

static bool set_by(void *settings, const char *argument, upw_error *error)
{
    static const char *const choices[SPC_BY_COUNT] = { "point", "phase", "series", "decision" };
    size_t chosen;
    if (!cli_choose(argument, "by", choices, SPC_BY_COUNT, &chosen, error))
        return false;
    ((spc_settings *)settings)->by = (spc_by)chosen;
    return true;
}

static bool set_format(void *settings, const char *argument, upw_error *error)
{
    static const char *const choices[FORMAT_COUNT] = { NULL, "csv", "json", "text", "svg" };
    size_t chosen;
    if (!cli_choose(argument, "format", choices, FORMAT_COUNT, &chosen, error))
        return false;
    ((spc_settings *)settings)->format = (spc_format)chosen;
    return true;
}

static bool set_output(void *settings, const char *argument, upw_error *error)
{
    (void)error;
    ((spc_settings *)settings)->output = argument;
    return true;
}

static const cli_option analysis_options[] = {
    { "chart", '\0', "xmr|run|i|mr|p|pp|u|up|c|g|t|xbar|s|ip",
      "The chart. xmr (the default) has the rules of Making Data Count; pp, up and ip are p', u' and i', for shares "
      "and "
      "rates whose denominator varies. On charts other than xmr, rows of one period are a subgroup.",
      set_chart },
    { "improvement", '\0', "increase|decrease|neutral", "Which way is better; increase when not given.",
      set_improvement },
    { "target", '\0', "X", "A target such as 95%, 0.95 or 18, for the assurance icon.", set_target },
    { "fix-after", '\0', "N", "Mean and limits from the first N points of each phase (12 at least on an xmr chart).",
      set_fix_after },
    { "rebase", '\0', "DATE[,DATE...]", "Step changes that were decided: new limits from each of these periods.",
      set_rebase },
    { "off-grid", '\0', "refuse|ignore",
      "What to do with a rebase date that is no period of a series: refuse (the default) names the nearest periods.",
      set_off_grid },
    { "no-screen", '\0', NULL,
      "Keep very large moving ranges in the limits (as the Making Data Count spreadsheet does).", set_no_screen },
    { "run-length", '\0', "7|6", "How many points make a shift or a trend; 7 when not given.", set_run_length },
    { "aggregate", '\0', "mean|median|sum|sd", "Charts run and i: what becomes of several values of one period.",
      set_aggregate },
    { "multiply", '\0', "X", "Charts other than xmr: scale points and limits, for example by 100 for per cent.",
      set_multiply },
    { "centre", '\0', "X", "Charts other than xmr: a centre line that is known.", set_centre },
    { "advice", '\0', "steps|ssa",
      "Instead of a chart, where a step change may have happened: proposals with evidence (steps), or the Stable Shift "
      "Algorithm. Advice for a person who decides; it changes no limit.",
      set_advice },
    { "params", '\0', "FILE",
      "Options for each series, in a CSV with the column series_id and columns named like "
      "improvement_direction, target, fix_after_n_points, screen_outliers, rebase_dates, chart.",
      set_params },
    { "profile", '\0', "upward|parity",
      "upward (the default) corrects known faults of the reference packages; parity reproduces them exactly.",
      set_profile },
};

static const cli_option result_options[] = {
    { "by", '\0', "point|phase|series|decision",
      "A row for each point (the default), phase or series; with --advice ssa also for each decision it took.",
      set_by },
    { "format", '\0', "csv|json|text|svg",
      "csv when written to a file or pipe, text on a terminal. svg draws the chart of one series.", set_format },
    { "output", 'o', "FILE", "Write there instead of standard output; the file appears whole or not at all.",
      set_output },
};

/* ---- running ---- */

static bool apply_given(const spc_settings *s, spc_request *request, upw_arena *arena, upw_error *error)
{
    *request = (spc_request){ .is_xmr = true, .ignores_off_grid = s->ignores_off_grid };
    request->xmr.profile = request->ssa.profile = s->profile;
    request->xmr.shift_length = request->xmr.trend_length = s->run_length;
    for (size_t i = 0; i < s->n_given; i++) {
        const given_parameter *const given = &s->given[i];
        upw_error inner = { 0 };
        if (!spc_request_set(request, given->parameter, text_of(given->words), arena, &inner))
            return upw_fail(error, UPW_BAD_USAGE, "--%s: %s", given->option, inner.message);
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
    if (s->advice == ADVICE_STEPS)
        return (kind_of_work){ spc_work_steps, &spc_steps_columns };
    if (s->advice == ADVICE_SSA)
        return (kind_of_work){ spc_work_ssa, &spc_ssa_columns[s->by] };
    if (format == FORMAT_TEXT)
        return (kind_of_work){ spc_work_text, NULL };
    if (format == FORMAT_SVG)
        return (kind_of_work){ spc_work_svg, NULL };
    if (is_xmr)
        return (kind_of_work){ spc_work_xmr, &spc_xmr_columns[s->by] };
    return (kind_of_work){ spc_work_charts, &spc_chart_columns[s->by] };
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
        done =
            upw_fail(error, UPW_BAD_INPUT, "no series of %s fits --series, --indicator and --organisation", job->file);
    if (done)
        input_say_notes(&notes, job->file);
    buffer_clear(&header);
    return done;
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    const spc_settings *const s = settings;
    if (files.n != 1)
        return upw_fail(error, UPW_BAD_USAGE, "spc reads one file at a time, not %zu", files.n);
    spc_format format = s->format;
    if (format == FORMAT_AUTO)
        format = s->output == NULL && isatty(STDOUT_FILENO) ? FORMAT_TEXT : FORMAT_CSV;
    if (s->by == SPC_BY_DECISION && s->advice != ADVICE_SSA)
        return upw_fail(error, UPW_BAD_USAGE, "--by decision goes with --advice ssa only");
    spc_job job = { .input = &s->input, .by = s->by };
    if (!apply_given(s, &job.defaults, arena, error))
        return false;
    if (s->params != NULL) {
        job.params = spc_requests_read(s->params, &job.defaults, arena, error);
        if (job.params == NULL)
            return false;
    }
    const bool is_xmr = job.defaults.is_xmr && (job.params == NULL || !spc_requests_have_chart(job.params));
    table_options options = s->input.table;
    options.keeps_repeats = !is_xmr;
    input_show_progress(&options);
    table_source *const source = table_open(files.paths[0], &options, arena, error);
    if (source == NULL)
        return false;
    job.file = table_name(source);
    output *const out = output_open(s->output, error);
    bool done =
        out != NULL && write_results(source, &job, choose_work(s, format, is_xmr), format == FORMAT_JSON, out, error);
    if (done)
        done = output_commit(out, error);
    else
        output_abandon(out);
    table_close(source);
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
