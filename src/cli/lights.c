/* upward lights: how crude is this traffic-light scheme on this data? */
#include <math.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/output.h"
#include "cli/commands.h"
#include "cli/lights_job.h"
#include "cli/scores.h"
#include "table/cell.h"

#define AT(field) offsetof(lights_settings, field)

static const char *const charts[] = { "upward", "plain", NULL };
static const char *const rows[] = { "series", "point", "scheme", NULL };
static const char *const formats[] = { "csv", "json", "text", "svg", NULL };
static const char *const directions[] = { "increase", "decrease", NULL };

static bool set_cut_offs(void *settings, const char *argument, upw_error *error)
{
    lights_settings *const s = settings;
    text rest = text_of(argument);
    bool is_per_cent[2] = { false, false };
    for (size_t i = 0; i < 2; i++) {
        const text words = text_trim(text_take_until(&rest, ','));
        is_per_cent[i] = words.len > 0 ? words.at[words.len - 1] == '%' : is_per_cent[0];
        const char *reason;
        s->cut_offs[i] = s->cut_offs[0];
        if ((i == 0 || words.len > 0) && cell_read_number(words, &s->cut_offs[i], &reason) != CELL_NUMBER)
            return upw_fail(error, UPW_BAD_USAGE, "--cut-offs wants AMBER,GREEN, for example 60,75, not \"%s\"",
                            argument);
    }
    if (is_per_cent[0] != is_per_cent[1])
        return upw_fail(error, UPW_BAD_USAGE,
                        "--cut-offs \"%s\" has one cut-off with %% and one without; write both as the data are",
                        argument);
    s->has_cut_offs = true;
    return rest.len == 0 ||
           upw_fail(error, UPW_BAD_USAGE,
                    "--cut-offs wants two numbers, where amber and where green begins, not \"%s\"", argument);
}

static bool set_worths(void *settings, const char *argument, upw_error *error)
{
    lights_settings *const s = settings;
    text rest = text_of(argument);
    double worths[3];
    for (size_t i = 0; i < 3; i++)
        if (!number_parse(text_trim(text_take_until(&rest, ',')), &worths[i]) || !isfinite(worths[i]) ||
            (i == 2 && rest.len > 0))
            return upw_fail(error, UPW_BAD_USAGE, "--worths wants RED,AMBER,GREEN, for example 0,1,0.6, not \"%s\"",
                            argument);
    if (worths[0] == worths[1] && worths[1] == worths[2])
        return upw_fail(error, UPW_BAD_USAGE,
                        "--worths \"%s\" makes all colours worth the same, so there is no incentive to measure",
                        argument);
    s->worths = (upw_lights_worths){ worths[0], worths[1], worths[2] };
    s->has_worths = true;
    return true;
}

static bool set_baseline(void *settings, const char *argument, upw_error *error)
{
    int64_t n;
    if (!number_parse_integer(text_of(argument), &n) || n < 2 || n > INT32_MAX)
        return upw_fail(error, UPW_BAD_USAGE, "--baseline wants a whole number of points, 12 or more, not \"%s\"",
                        argument);
    ((lights_settings *)settings)->n_baseline = (size_t)n;
    return true;
}

static bool set_rho(void *settings, const char *argument, upw_error *error)
{
    lights_settings *const s = settings;
    if (!number_parse(text_of(argument), &s->rho) || !(s->rho > -1 && s->rho < 1))
        return upw_fail(error, UPW_BAD_USAGE, "--rho wants a correlation between -1 and 1, not \"%s\"", argument);
    return true;
}

static const cli_option scheme_options[] = {
    { "scheme", .argument = "FILE",
      .help = "A CSV that says where each light changes: amber_from, green_from, improvement, or start, aim, from and "
              "until of a target that moves in a straight line; and over which indicator it hangs (docs/input.md).",
      .offset = AT(scheme) },
    { "cut-offs", .argument = "AMBER,GREEN",
      .help =
          "One scheme for everything, instead of a file: 60,75 is red below 60 and green from 75; 75,60 is red above "
          "75. A single number is a light of two colours.",
      .set = set_cut_offs },
    { "improvement", .argument = "increase|decrease",
      .help = "With --cut-offs: which way is better; the order of the two says it when not given.",
      .offset = AT(direction), .choices = directions, .first = 1 },
    { "worths", .argument = "RED,AMBER,GREEN",
      .help = "What a period of each colour is worth to a body, in any unit; 0,1,2 when not given. 0,1,0.6 is a scheme "
              "in which green costs something.",
      .set = set_worths },
    { "baseline", .argument = "N", .help = "Centre and variation from the first N points; from all when not given.",
      .set = set_baseline },
    { "chart", .argument = "upward|plain",
      .help =
          "Against which control chart a change of colour is held: XmR with all its rules (the default), or 3 sigma, "
          "seven in a row and two of three around a plain mean.",
      .offset = AT(chart), .choices = charts },
    { "rho", .argument = "R",
      .help = "Correlation of neighbouring periods, for what is to be expected of a stable "
              "service; 0 when not given.",
      .set = set_rho },
    { "scores", .help = "The file has one row for each body, with a score and no periods.", .offset = AT(is_scores) },
};

static const cli_option result_options[] = {
    { "by", .argument = "series|point|scheme",
      .help = "A row for each series (the default), point or scheme; a scheme's row tells of all its series together.",
      .offset = AT(by), .choices = rows },
    { "format", .argument = "csv|json|text|svg",
      .help = "csv when written to a file or pipe, text on a terminal. svg draws what one more unit is worth at which "
              "level.",
      .offset = AT(format), .choices = formats, .first = LIGHTS_CSV },
    { "output", .letter = 'o', .argument = "FILE",
      .help = "Write there instead of standard output; the file appears whole or not at all.", .offset = AT(output) },
};

/* ---- reading ---- */

static bool make_schemes(const lights_settings *s, scheme_list *out, upw_arena *arena, upw_error *error)
{
    if ((s->scheme != NULL) == s->has_cut_offs)
        return upw_fail(error, UPW_BAD_USAGE,
                        s->scheme != NULL ? "give --scheme or --cut-offs, not both"
                                          : "which lights? --scheme FILE describes them, or --cut-offs "
                                            "AMBER,GREEN says where they change");
    if (s->scheme != NULL) {
        if (s->direction != 0)
            return upw_fail(error, UPW_BAD_USAGE,
                            "--improvement goes with --cut-offs; in %s a column improvement says it", s->scheme);
        return schemes_read(s->scheme, s->input.table.order, arena, out, error);
    }
    light_scheme *const only = MEMORY_TAKE(arena, light_scheme, 1);
    *only = (light_scheme){ .unit = unit_parse(TEXT("")), .worths = { 0, 1, 2 }, .sigma = NAN };
    *out = (scheme_list){ NULL, only, 1 };
    upw_error refusal = { 0 };
    return schemes_set_cut_offs(s->cut_offs[0], s->cut_offs[1], s->direction != 0, s->direction == 2, &only->cut,
                                &refusal) ||
           upw_fail(error, UPW_BAD_USAGE, "--cut-offs: %s", refusal.message);
}

/* Scores as series of one point. */
static bool read_scores(const char *path, const table_options *options, upw_arena *arena, series_table *out,
                        upw_error *error)
{
    scores s;
    if (!scores_read(path, options, &(since_filter){ 0 }, arena, &s, error))
        return false;
    series_key *const keys = MEMORY_TAKE(arena, series_key, s.n);
    size_t *const offsets = MEMORY_TAKE(arena, size_t, s.n + 1);
    period *const periods = MEMORY_TAKE(arena, period, s.n);
    for (size_t i = 0; i < s.n; i++) {
        keys[i] = (series_key){ s.bodies[i], s.indicators[i], s.bodies[i] };
        offsets[i + 1] = i + 1;
        periods[i] = period_make(1, PERIOD_NUMBER);
    }
    *out = (series_table){
        .n_series = s.n, .n_points = s.n, .keys = keys, .offsets = offsets, .periods = periods, .values = s.values
    };
    return true;
}

static bool read_table(const lights_settings *s, const char *path, lights_job *job, upw_arena *arena, upw_error *error)
{
    table_options options = s->input.table;
    input_show_progress(&options);
    job->file = strcmp(path, "-") == 0 ? "standard input" : path;
    if (s->is_scores) {
        const bool is_read = read_scores(path, &options, arena, &job->table, error);
        input_end_progress();
        return is_read;
    }
    table_source *const source = table_open(path, &options, arena, error);
    const bool is_read = source != NULL && table_read(source, arena, &job->table, &job->notes, error);
    input_end_progress();
    table_close(source);
    return is_read;
}

/* ---- running ---- */

static bool check_settings(const lights_settings *s, cli_files files, lights_format format, upw_error *error)
{
    if (files.n != 1)
        return upw_fail(error, UPW_BAD_USAGE, "lights reads one file at a time, not %zu", files.n);
    if (s->is_scores && s->by == LIGHTS_BY_POINT)
        return upw_fail(error, UPW_BAD_USAGE, "--by point needs periods; a file of --scores has none");
    if (s->chart == UPW_LIGHTS_XMR && s->n_baseline != 0 && s->n_baseline < 12)
        return upw_fail(error, UPW_BAD_USAGE, "--baseline wants 12 points at least, or --chart plain");
    if (format == LIGHTS_TEXT && s->by == LIGHTS_BY_POINT)
        return upw_fail(error, UPW_BAD_USAGE, "--by point comes as a table: --format csv or json");
    return true;
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    const lights_settings *const s = settings;
    lights_format format = s->format;
    if (format == LIGHTS_AUTO)
        format = s->output == NULL && isatty(STDOUT_FILENO) && s->by != LIGHTS_BY_POINT ? LIGHTS_TEXT : LIGHTS_CSV;
    lights_job job = { .settings = s, .options = { s->chart, s->n_baseline, s->rho } };
    if (!check_settings(s, files, format, error) || !make_schemes(s, &job.schemes, arena, error))
        return false;
    if (s->has_worths) {
        light_scheme *const own = MEMORY_TAKE(arena, light_scheme, job.schemes.n);
        for (size_t i = 0; i < job.schemes.n; i++) {
            own[i] = job.schemes.items[i];
            own[i].worths = s->worths;
        }
        job.schemes.items = own;
    }
    if (!read_table(s, files.paths[0], &job, arena, error))
        return false;
    output *const out = output_open(s->output, error);
    const bool done = out != NULL && lights_write(&job, format, arena, out, error);
    if (!done) {
        output_abandon(out);
        return false;
    }
    input_say_notes(&job.notes, job.file);
    return output_commit(out, error);
}

static const cli_option_group groups[] = {
    { "Scheme", scheme_options, sizeof scheme_options / sizeof *scheme_options, 0 },
    { "Input", input_options, INPUT_OPTIONS_COUNT, offsetof(lights_settings, input) },
    { "Result", result_options, sizeof result_options / sizeof *result_options, 0 },
};

static const cli_example examples[] = {
    { "upward lights waits.csv --cut-offs 90%,95%", "What a light that is green from 95 % says of each series." },
    { "upward lights my.csv --scheme scheme.csv --by scheme --format text",
      "For each light of a scheme, a paragraph on all its series together." },
    { "upward lights scores.csv --scores --cut-offs 60,75 --by scheme",
      "One score a body: how many sit at the upper end of amber." },
};

const cli_command lights_command = {
    .name = "lights",
    .one_line = "how crude is this traffic-light scheme on this data",
    .usage = "FILE (--scheme SCHEME.csv | --cut-offs AMBER,GREEN) [OPTIONS]",
    .description =
        "Measures a red-amber-green scheme that somebody uses: how often the light changes when nothing has "
        "changed, how many of its changes a control chart agrees with, how much of the number is left in the "
        "colour, what one more unit of improvement is worth at which level, and how many bodies sit at the "
        "upper end of amber, where the scheme makes it best to sit.\n\n"
        "The columns of the tables are explained in docs/lights.md. Nothing here says why anybody does what "
        "they do, and no colour is shown.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .settings_size = sizeof(lights_settings),
    .run = run,
};
