/* upward trajectory: is it following the path that was agreed? */
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/number.h"
#include "cli/commands.h"
#include "cli/trajectory_job.h"

#define AT(field) offsetof(trajectory_settings, field)

static const char *const formats[] = { "csv", "json", "text", "svg", NULL };
static const char *const rows[] = { "series", "point", NULL };

static bool set_rho(void *settings, const char *argument, upw_error *error)
{
    trajectory_settings *const s = settings;
    s->is_pooled = strcmp(argument, "pooled") == 0;
    if (!s->is_pooled && (!number_parse(text_of(argument), &s->rho) || !(s->rho >= 0 && s->rho < 1)))
        return upw_fail(error, UPW_BAD_USAGE,
                        "--rho wants a correlation from 0 to below 1, or the word pooled, not \"%s\"", argument);
    return true;
}

static const cli_option what_options[] = {
    { "plan", .argument = "FILE",
      .help = "A CSV of agreed paths: aim and from, and as wanted shape, start, params, series, indicator, "
              "organisation, improvement (docs/input.md).",
      .offset = AT(plan) },
    { "fit", .help = "Estimate the path from the results: when it turns up, where it ends.", .offset = AT(wants_fit) },
    { "forecast", .argument = "DATE[,DATE…]", .help = "Where the level will be then, and how much of that is known.",
      .offset = AT(forecast) },
    { "its", .argument = "DATE",
      .help =
          "Did anything change? A line before this period and one from it on (interrupted time series). With --plan, "
          "periods of a planned dip are left out.",
      .offset = AT(its) },
    { "rho", .argument = "R|pooled",
      .help = "Correlation of neighbouring periods in this measure, by which verdicts are made more careful; pooled "
              "estimates it from all series of the indicator before their paths start. 0 when not given.",
      .set = set_rho },
    { "no-season", .help = "With --its: do not take a yearly season out.", .offset = AT(no_season) },
};

static const cli_option result_options[] = {
    { "by", .argument = "series|point", .help = "A row for each series (the default), or for each period of its path.",
      .offset = AT(by), .choices = rows },
    { "format", .argument = "csv|json|text|svg",
      .help = "csv when written to a file or pipe, text on a terminal. svg draws one series.", .offset = AT(format),
      .choices = formats, .first = TRAJECTORY_CSV },
    { "output", .letter = 'o', .argument = "FILE",
      .help = "Write there instead of standard output; the file appears whole or not at all.", .offset = AT(output) },
};

/* ---- what is asked for ---- */

static bool read_dates(const trajectory_settings *s, const char *words, const char *option, trajectory_job *job,
                       upw_error *error)
{
    text rest = text_of(words);
    const size_t most = s->its != NULL ? 1 : TRAJECTORY_DATES_MAX;
    do {
        const text one = text_trim(text_take_until(&rest, ','));
        const char *reason = "it is empty";
        if (job->n_dates == most)
            return upw_fail(error, UPW_BAD_USAGE, "%s takes at most %zu date%s", option, most, most == 1 ? "" : "s");
        if (one.len == 0 || !period_parse(one, s->input.table.order, &job->dates[job->n_dates++], &reason))
            return upw_fail(error, UPW_BAD_USAGE, "%s: \"%.*s\" is not a period: %s", option, TEXT_ARGS(one), reason);
    } while (rest.len > 0);
    return true;
}

static bool find_mode(const trajectory_settings *s, trajectory_job *job, upw_error *error)
{
    if ((s->its != NULL) + (s->forecast != NULL || s->wants_fit) > 1)
        return upw_fail(error, UPW_BAD_USAGE, "--its is a question of its own: ask it without --fit and --forecast");
    if (s->plan == NULL && s->its == NULL)
        return upw_fail(error, UPW_BAD_USAGE,
                        "which path? --plan FILE says what was agreed, and `upward plan --help` "
                        "helps to write one");
    job->mode = s->its != NULL        ? TRAJECTORY_ITS
                : s->forecast != NULL ? TRAJECTORY_FORECAST
                : s->wants_fit        ? TRAJECTORY_FIT
                                      : TRAJECTORY_JUDGE;
    if (s->by == TRAJECTORY_BY_POINT && job->mode != TRAJECTORY_JUDGE)
        return upw_fail(error, UPW_BAD_USAGE,
                        "--by point goes with verdicts; the other questions have rows of their own");
    if (s->by == TRAJECTORY_BY_POINT && (job->format == TRAJECTORY_TEXT || job->format == TRAJECTORY_SVG))
        return upw_fail(error, UPW_BAD_USAGE, "--by point comes as a table: --format csv or json");
    if (s->no_season && s->its == NULL)
        return upw_fail(error, UPW_BAD_USAGE, "--no-season goes with --its");
    if (s->forecast != NULL)
        return read_dates(s, s->forecast, "--forecast", job, error);
    return s->its == NULL || read_dates(s, s->its, "--its", job, error);
}

/* ---- correlation of neighbours ---- */

static void tell_correlation(text measure, double rho, size_t n_bodies)
{
    cli_say("%.*s%sneighbouring periods correlate by %.2f over %zu baseline%s", TEXT_ARGS(measure),
            measure.len > 0 ? ": " : "", rho, n_bodies, n_bodies == 1 ? "" : "s");
}

static bool pool_correlations(trajectory_job *job, upw_arena *arena, upw_error *error)
{
    return path_find_correlations(&job->table, &job->plans, NULL, 0, arena, tell_correlation, &job->rhos, error) ||
           upw_wrap(error, "--rho pooled");
}

/* ---- running ---- */

static bool read_table(const trajectory_settings *s, const char *path, trajectory_job *job, upw_arena *arena,
                       upw_error *error)
{
    table_options options = s->input.table;
    input_show_progress(&options);
    job->file = strcmp(path, "-") == 0 ? "standard input" : path;
    table_source *const source = table_open(path, &options, arena, error);
    const bool is_read = source != NULL && table_read(source, arena, &job->table, &job->notes, error);
    input_end_progress();
    table_close(source);
    return is_read;
}

static bool prepare(trajectory_job *job, const char *path, upw_arena *arena, upw_error *error)
{
    const trajectory_settings *const s = job->settings;
    if (s->plan != NULL && !plans_read(s->plan, s->input.table.order, arena, &job->plans, error))
        return false;
    if (!read_table(s, path, job, arena, error))
        return false;
    if (s->is_pooled && s->plan != NULL && !pool_correlations(job, arena, error))
        return false;
    if (job->mode != TRAJECTORY_FIT && job->mode != TRAJECTORY_FORECAST)
        return true;
    job->draws = job->table.n_series > 1 ? upw_trajectory_make_many_draws(arena, error)
                                         : upw_trajectory_make_draws(0, 0, arena, error);
    return job->draws != NULL;
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    const trajectory_settings *const s = settings;
    trajectory_job *const job = MEMORY_TAKE(arena, trajectory_job, 1);
    job->settings = s;
    job->format = s->format;
    if (job->format == TRAJECTORY_AUTO)
        job->format = s->output == NULL && isatty(STDOUT_FILENO) && s->by != TRAJECTORY_BY_POINT ? TRAJECTORY_TEXT
                                                                                                 : TRAJECTORY_CSV;
    if (files.n != 1)
        return upw_fail(error, UPW_BAD_USAGE, "trajectory reads one file at a time, not %zu", files.n);
    if (!find_mode(s, job, error) || !prepare(job, files.paths[0], arena, error))
        return false;
    output *const out = output_open(s->output, error);
    if (out == NULL || !trajectory_write(job, arena, out, error)) {
        output_abandon(out);
        return false;
    }
    input_say_notes(&job->notes, job->file);
    return output_commit(out, error);
}

static const cli_option_group groups[] = {
    { "Question", what_options, sizeof what_options / sizeof *what_options, 0 },
    { "Input", input_options, INPUT_OPTIONS_COUNT, offsetof(trajectory_settings, input) },
    { "Result", result_options, sizeof result_options / sizeof *result_options, 0 },
};

static const cli_example examples[] = {
    { "upward trajectory waits.csv --plan plan.csv", "The verdict on each series that has a plan." },
    { "upward trajectory waits.csv --plan plan.csv --forecast 2028-03 --format text",
      "Where it will be in March 2028, and how much of that is known." },
    { "upward trajectory waits.csv --its 2024-04 --format text", "Did anything change in April 2024?" },
};

const cli_command trajectory_command = {
    .name = "trajectory",
    .one_line = "judge results against a path that was agreed, estimate, forecast",
    .usage = "FILE --plan PLAN.csv [--fit | --forecast DATE | --its DATE] [OPTIONS]",
    .description =
        "Judges results against the path that a body agreed, when that path is no straight line: behind, ahead, on "
        "curve, or too early to tell. A body exactly on its path is ever called behind with a chance of 0.05, and the "
        "month from which one can tell is said in advance.\n\n"
        "With --fit and --forecast the path is estimated from the results, with what was agreed as the starting "
        "belief, "
        "and it is said how much of the answer comes from results. With --its one line before a date is held against "
        "one after it.\n\n"
        "The columns of the tables are explained in docs/trajectory.md. A path never changes colour.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .settings_size = sizeof(trajectory_settings),
    .run = run,
};
