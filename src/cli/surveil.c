/* upward surveil: is one organisation drifting now? */
#include <math.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/output.h"
#include "cli/commands.h"
#include "cli/surveil_job.h"
#include "report/single.h"

#define AT(field) offsetof(surveil_settings, field)

static const char *const rows[] = { "stream", "case", NULL };
static const char *const formats[] = { "csv", "json", "text", "svg", NULL };
static const char *const afters[] = { "reset", "hold", "go-on", NULL };

/* ---- options ---- */

/* "4.5" or "4.5,4". */
static bool set_pair(const char *option, const char *argument, double *first, double *second, upw_error *error)
{
    text rest = text_of(argument);
    const text one = text_trim(text_take_until(&rest, ',')), other = text_trim(rest);
    if (!number_parse(one, first) || !(*first > 0) || !isfinite(*first) ||
        (other.len > 0 && (!number_parse(other, second) || !(*second > 0) || !isfinite(*second))))
        return upw_fail(error, UPW_BAD_USAGE, "--%s wants one number above zero, or two for up and down, not \"%s\"",
                        option, argument);
    return true;
}

static bool set_ratio(void *settings, const char *argument, upw_error *error)
{
    upw_surveil_options *const o = &((surveil_settings *)settings)->chart;
    o->ratio_down = 0;
    if (!set_pair("ratio", argument, &o->ratio_up, &o->ratio_down, error))
        return false;
    o->ratio_down = o->ratio_down == 0 ? 1 / o->ratio_up : o->ratio_down;
    return (o->ratio_up > 1 && o->ratio_down < 1) ||
           upw_fail(error, UPW_BAD_USAGE, "--ratio wants UP above 1 and DOWN below, for example 2,0.5, not \"%s\"",
                    argument);
}

static bool set_limits(void *settings, const char *argument, upw_error *error)
{
    surveil_settings *const s = settings;
    s->has_limits = true;
    s->chart.h_down = 0;
    if (!set_pair("limit", argument, &s->chart.h_up, &s->chart.h_down, error))
        return false;
    s->chart.h_down = s->chart.h_down == 0 ? s->chart.h_up : s->chart.h_down;
    return true;
}

static bool set_share(const char *option, const char *argument, double *out, upw_error *error)
{
    return (number_parse(text_of(argument), out) && *out > 0 && *out < 1) ||
           upw_fail(error, UPW_BAD_USAGE, "--%s wants a number above 0 and below 1, not \"%s\"", option, argument);
}

static bool set_alpha(void *settings, const char *argument, upw_error *error)
{
    return set_share("alpha", argument, &((surveil_settings *)settings)->alpha, error);
}

static bool set_lambda(void *settings, const char *argument, upw_error *error)
{
    return set_share("lambda", argument, &((surveil_settings *)settings)->chart.lambda, error);
}

static bool set_start(void *settings, const char *argument, upw_error *error)
{
    return set_share("start", argument, &((surveil_settings *)settings)->chart.start_risk, error);
}

static bool set_horizon(void *settings, const char *argument, upw_error *error)
{
    int64_t *const out = &((surveil_settings *)settings)->horizon;
    return (number_parse_integer(text_of(argument), out) && *out >= 1 && *out <= 100000000) ||
           upw_fail(error, UPW_BAD_USAGE, "--horizon wants a whole number of cases, not \"%s\"", argument);
}

static const cli_option chart_options[] = {
    { "risk", .argument = "COLUMN",
      .help = "Each patient's risk, above 0 and below 1, from a model that was fixed before monitoring began; columns "
              "called risk, p, predicted or fitted are found.",
      .offset = AT(risk) },
    { "outcome", .argument = "COLUMN",
      .help = "1 where it came to pass, 0 where it did not; or, with --expected, how often.", .offset = AT(outcome) },
    { "expected", .argument = "COLUMN",
      .help = "Counts of periods instead of single cases: how many events were expected in each.",
      .offset = AT(expected) },
    { "ratio", .argument = "UP[,DOWN]",
      .help = "How many times as high the odds must be for the chart to find it soonest; 2,0.5 when not given (counts: "
              "1.5, of the rate).",
      .set = set_ratio },
    { "limit", .argument = "UP[,DOWN]",
      .help =
          "Signal when a sum reaches this. When not given, the limit that --alpha and --horizon ask for is computed "
          "(counts: 4).",
      .set = set_limits },
    { "alpha", .argument = "CHANCE",
      .help = "Chance of a false alarm of each sum within the horizon when nothing changes; 0.05 when not given.",
      .set = set_alpha },
    { "horizon", .argument = "CASES",
      .help = "A year's cases, for --alpha; as many as the organisation has in the file when not given.",
      .set = set_horizon },
    { "after", .argument = "reset|hold|go-on",
      .help = "After a signal: back to zero and go on (the default), stop there, or go on from there.",
      .offset = AT(chart.after), .choices = afters },
    { "head-start", .help = "Both sums begin half way to their limits.", .offset = AT(chart.has_head_start) },
    { "lambda", .argument = "WEIGHT", .help = "Of the latest case in the weighted means; 0.02 when not given.",
      .set = set_lambda },
    { "start", .argument = "RISK",
      .help = "Where the weighted means begin; the mean of the first 50 risks when not given.", .set = set_start },
};

static const cli_option result_options[] = {
    { "by", .argument = "stream|case", .help = "A row for each organisation (the default) or case.", .offset = AT(by),
      .choices = rows },
    { "format", .argument = "csv|json|text|svg",
      .help = "csv when written to a file or pipe, text on a terminal. svg draws one organisation.",
      .offset = AT(format), .choices = formats, .first = SURVEIL_CSV },
    { "picture", .argument = "cusum|vlad|ewma",
      .help = "What svg draws: the cumulative sums with their limits (the default), expected less observed events, or "
              "weighted means.",
      .offset = AT(picture), .choices = surveil_pictures },
    { "output", .letter = 'o', .argument = "FILE",
      .help = "Write there instead of standard output; the file appears whole or not at all.", .offset = AT(output) },
};

static bool check_settings(const surveil_settings *s, cli_files files, upw_error *error)
{
    if (files.n != 1)
        return upw_fail(error, UPW_BAD_USAGE, "surveil reads one file at a time, not %zu", files.n);
    if (s->expected != NULL && s->risk != NULL)
        return upw_fail(error, UPW_BAD_USAGE, "give --risk for single cases or --expected for counts, not both");
    if (s->has_limits && (s->alpha > 0 || s->horizon > 0))
        return upw_fail(error, UPW_BAD_USAGE, "--limit is given, so --%s would change nothing",
                        s->alpha > 0 ? "alpha" : "horizon");
    const upw_surveil_options *const o = &s->chart;
    if (s->expected != NULL &&
        (s->alpha > 0 || s->horizon > 0 || o->lambda > 0 || o->start_risk > 0 || o->has_head_start))
        return upw_fail(error, UPW_BAD_USAGE,
                        "--expected makes charts of counts, which know --ratio, --limit and --after only");
    if (s->picture != SURVEIL_CUSUM && s->format != SURVEIL_SVG)
        return upw_fail(error, UPW_BAD_USAGE, "--picture goes with --format svg");
    if (s->format >= SURVEIL_TEXT && s->by == SURVEIL_BY_CASE)
        return upw_fail(error, UPW_BAD_USAGE, "--by case comes as a table: --format csv or json");
    return true;
}

/* ---- following ---- */

static void note_signal(surveil_stream *s, bool is_up, size_t at, int64_t start)
{
    const int64_t t = (int64_t)at + 1;
    if (is_up) {
        s->first_up = s->n_up++ == 0 ? t : s->first_up;
        s->last_up = t;
        s->last_start_up = start;
    } else {
        s->first_down = s->n_down++ == 0 ? t : s->first_down;
        s->last_down = t;
        s->last_start_down = start;
    }
}

/* Limits as given, or as the chance of a false alarm asks for. */
static bool set_chart(const surveil_job *job, surveil_stream *s, upw_arena *scratch, upw_error *error)
{
    enum { GROUPS = 50 };
    const surveil_settings *const settings = job->settings;
    upw_surveil_options *const o = &s->chart;
    *o = settings->chart;
    o->ratio_up = o->ratio_up > 0 ? o->ratio_up : (job->is_counts ? 1.5 : 2);
    o->ratio_down = o->ratio_down > 0 ? o->ratio_down : 1 / o->ratio_up;
    s->limits[0] = (upw_cusum_limit){ settings->has_limits ? o->h_up : 4, NAN, NAN, NAN };
    s->limits[1] = (upw_cusum_limit){ settings->has_limits ? o->h_down : 4, NAN, NAN, NAN };
    if (!settings->has_limits && !job->is_counts) {
        const double alpha = settings->alpha > 0 ? settings->alpha : 0.05;
        const int64_t horizon = settings->horizon > 0 ? settings->horizon : (int64_t)s->n;
        upw_risk_mix mix;
        if (!upw_risk_mix_gather(s->risks, s->n, GROUPS, scratch, &mix, error) ||
            !upw_cusum_find_limit(&mix, o->ratio_up, alpha, horizon, scratch, &s->limits[0], error) ||
            !upw_cusum_find_limit(&mix, o->ratio_down, alpha, horizon, scratch, &s->limits[1], error))
            return false;
    }
    o->h_up = s->limits[0].h;
    o->h_down = s->limits[1].h;
    if (o->start_risk == 0)
        o->start_risk = upw_surveil_find_start(s->risks, s->n);
    return true;
}

typedef struct follow_context {
    sheet sheet;
    buffer *out;          /* NULL: nothing is written */
    surveil_trace *trace; /* NULL: nothing is drawn */
} follow_context;

static void put_row(const follow_context *f, const surveil_row *row)
{
    if (f->out != NULL)
        sheet_add_row(f->out, &f->sheet, row);
    if (f->trace != NULL)
        surveil_add_to_trace(f->trace, row);
}

static bool follow_cases(const surveil_job *job, surveil_stream *s, const follow_context *f, upw_error *error)
{
    upw_surveil state;
    if (!upw_surveil_begin(&s->chart, &state, error))
        return false;
    upw_cusum unreset = state.up;
    surveil_row row = { .job = job, .stream = s };
    for (row.at = 0; row.at < s->n; row.at++) {
        if (!upw_surveil_add(&state, s->risks[row.at], s->outcomes[row.at], &row.point, error))
            return false;
        upw_cusum_add(&unreset, row.point.score_up, INFINITY, UPW_AFTER_GO_ON);
        row.unreset = unreset.value;
        if (row.point.signals_up)
            note_signal(s, true, row.at, row.point.start_up);
        if (row.point.signals_down)
            note_signal(s, false, row.at, row.point.start_down);
        put_row(f, &row);
    }
    s->gained = state.gained;
    return true;
}

/* The first sum of likelihood ratios of the counts, the second of their z above one half; both look upwards. */
static void follow_counts(const surveil_job *job, surveil_stream *s, const follow_context *f)
{
    upw_cusum counts = { 0 }, zs = { 0 };
    surveil_row row = { .job = job, .stream = s };
    for (row.at = 0; row.at < s->n; row.at++) {
        const double o = s->outcomes[row.at], e = s->risks[row.at];
        upw_surveil_point *const p = &row.point;
        *p = (upw_surveil_point){ .score_up = upw_cusum_score_count(o, e, s->chart.ratio_up) };
        row.z = upw_count_find_z((int64_t)o, e);
        p->signals_up = upw_cusum_add(&counts, p->score_up, s->chart.h_up, s->chart.after);
        p->signals_down = upw_cusum_add(&zs, upw_cusum_score_z(row.z, 0.5), s->chart.h_down, s->chart.after);
        p->up = counts.value;
        p->down = zs.value;
        p->start_up = p->signals_up ? counts.since + 1 : 0;
        if (p->signals_up)
            note_signal(s, true, row.at, p->start_up);
        if (p->signals_down)
            note_signal(s, false, row.at, zs.since + 1);
        s->gained += e - o;
        put_row(f, &row);
    }
}

static bool follow(const surveil_job *job, surveil_stream *s, const follow_context *f, upw_error *error)
{
    upw_arena scratch;
    memory_init_arena(&scratch);
    bool done = set_chart(job, s, &scratch, error);
    if (done && job->is_counts)
        follow_counts(job, s, f);
    else if (done)
        done = follow_cases(job, s, f, error);
    upw_arena_clear(&scratch);
    return done || upw_wrap(error, "%s, organisation \"%.*s\"", job->file, (int)(s->name.len < 60 ? s->name.len : 60),
                            s->name.at);
}

/* ---- writing ---- */

static void add_signal(buffer *out, const surveil_job *job, const surveil_stream *s, bool is_up)
{
    char sentence[400];
    const int64_t start = is_up ? s->last_start_up : s->last_start_down;
    const int64_t last = is_up ? s->last_up : s->last_down;
    const char *const what = job->is_counts ? "period" : "case";
    const text label = memory_format(job->arena, "%s %lld", what, (long long)start);
    upw_surveil_write_signal(is_up || job->is_counts, label.at, s->limits[is_up ? 0 : 1].false_alarm, sentence,
                             sizeof sentence);
    single_add_wrapped(out, memory_format(job->arena, "%.*s: signal at %s %lld. %s", TEXT_ARGS(s->name), what,
                                          (long long)last, sentence));
    buffer_add_char(out, '\n');
}

static void add_words(buffer *out, const surveil_job *job)
{
    size_t n_quiet = 0, n_limits = 0;
    double alarms = 0;
    for (size_t i = 0; i < job->n; i++) {
        const surveil_stream *const s = &job->streams[i];
        n_quiet += s->n_up == 0 && s->n_down == 0;
        n_limits += isnan(s->limits[0].false_alarm) ? 0 : 1;
        alarms += isnan(s->limits[0].false_alarm) ? 0 : s->limits[0].false_alarm + s->limits[1].false_alarm;
        if (s->n_up > 0)
            add_signal(out, job, s, true);
        if (s->n_down > 0 && (!job->is_counts || s->n_up == 0))
            add_signal(out, job, s, false);
    }
    text words =
        memory_format(job->arena, "%zu of %zu organisation%s gave no signal.", n_quiet, job->n, job->n == 1 ? "" : "s");
    if (n_limits > 0)
        words = memory_format(job->arena,
                              "%.*s If nothing had changed anywhere, about %.2g false alarm%s would be expected from "
                              "these charts in as many cases.",
                              TEXT_ARGS(words), alarms, alarms == 1 ? "" : "s");
    single_add_wrapped(out, memory_format(job->arena,
                                          "%.*s A signal is a reason to look, first at the data and the risk model. An "
                                          "out-of-date risk model signals too: recalibrate it before monitoring "
                                          "begins.",
                                          TEXT_ARGS(words)));
}

static void add_table(buffer *out, const surveil_job *job, const follow_context *f)
{
    for (size_t i = 0; i < job->n; i++)
        sheet_add_row(out, &f->sheet, &(surveil_row){ .job = job, .stream = &job->streams[i] });
}

static bool follow_all(const surveil_job *job, surveil_format format, output *out, upw_error *error)
{
    enum { PIECE = 1 << 20 };
    const bool is_by_case = job->settings->by == SURVEIL_BY_CASE;
    const surveil_sheet *const chosen =
        !is_by_case ? &surveil_streams : (job->is_counts ? &surveil_counts : &surveil_cases);
    buffer piece;
    buffer_init(&piece, (size_t)2 << 30);
    const follow_context f = { { chosen->columns, chosen->n, format == SURVEIL_JSON ? SHEET_JSON : SHEET_CSV },
                               is_by_case ? &piece : NULL };
    bool has_written = false, done = true;
    if (format != SURVEIL_TEXT) {
        sheet_begin(&piece, &f.sheet);
        done = output_write(out, buffer_text(&piece), error);
        buffer_empty(&piece);
    }
    for (size_t i = 0; i < job->n && done; i++) {
        done = follow(job, &job->streams[i], &f, error);
        if (done && piece.len >= PIECE) {
            done = (!has_written || output_write(out, sheet_between(&f.sheet), error)) &&
                   output_write(out, buffer_text(&piece), error);
            has_written = true;
            buffer_empty(&piece);
        }
    }
    if (done && format == SURVEIL_TEXT)
        add_words(&piece, job);
    else if (done && !is_by_case)
        add_table(&piece, job, &f);
    if (done && piece.len > 0)
        done = (!has_written || output_write(out, sheet_between(&f.sheet), error)) &&
               output_write(out, buffer_text(&piece), error);
    if (done && format != SURVEIL_TEXT)
        done = output_write(out, sheet_end(&f.sheet), error);
    buffer_clear(&piece);
    return done;
}

/* The one that --organisation names, or the only one. */
static bool draw_one(const surveil_job *job, output *out, upw_error *error)
{
    const char *const wanted = job->settings->input.organisation;
    size_t i = 0;
    while (i < job->n && wanted != NULL && !text_equal(job->streams[i].name, text_of(wanted)))
        i++;
    if (i == job->n)
        return upw_fail(error, UPW_BAD_INPUT, "no organisation of %s is called \"%.60s\"", job->file, wanted);
    if (wanted == NULL && job->n > 1)
        return upw_fail(error, UPW_BAD_USAGE,
                        "a picture follows one organisation, and %s has %zu; choose with "
                        "--organisation",
                        job->file, job->n);
    surveil_stream *const s = &job->streams[i];
    const follow_context f = { .trace = surveil_start_trace(s, job->arena) };
    buffer picture;
    buffer_init(&picture, (size_t)1 << 26);
    const bool done = follow(job, s, &f, error) && surveil_add_picture(&picture, job, s, f.trace, error) &&
                      output_write(out, buffer_text(&picture), error);
    buffer_clear(&picture);
    return done;
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    const surveil_settings *const s = settings;
    if (!check_settings(s, files, error))
        return false;
    surveil_job job = { .settings = s, .arena = arena, .is_counts = s->expected != NULL };
    job.file = strcmp(files.paths[0], "-") == 0 ? "standard input" : files.paths[0];
    surveil_format format = s->format;
    if (format == SURVEIL_AUTO)
        format = s->output == NULL && s->by == SURVEIL_BY_STREAM && isatty(STDOUT_FILENO) ? SURVEIL_TEXT : SURVEIL_CSV;
    output *out = NULL;
    bool done = surveil_read(&job, files.paths[0], error);
    if (done) {
        out = output_open(s->output, error);
        done =
            out != NULL && (format == SURVEIL_SVG ? draw_one(&job, out, error) : follow_all(&job, format, out, error));
    }
    surveil_free(&job);
    if (!done) {
        output_abandon(out);
        return false;
    }
    return output_commit(out, error);
}

static const cli_option_group groups[] = {
    { "Chart", chart_options, sizeof chart_options / sizeof *chart_options, 0 },
    { "Input", input_options, INPUT_OPTIONS_COUNT, offsetof(surveil_settings, input) },
    { "Result", result_options, sizeof result_options / sizeof *result_options, 0 },
};

static const cli_example examples[] = {
    { "upward surveil cases.csv", "Has any organisation drifted since the first case?" },
    { "upward surveil cases.csv --by case -o charts.csv", "Every chart, case by case: CUSUM, VLAD, weighted means." },
    { "upward surveil months.csv --outcome deaths --expected expected", "Counts of months against what was expected." },
};

const cli_command surveil_command = {
    .name = "surveil",
    .one_line = "is one organisation drifting now, case by case",
    .usage = "FILE [OPTIONS]",
    .description =
        "Reads cases in the order of time, each with its outcome and its risk, and follows each organisation with two "
        "risk-adjusted cumulative sums, one for higher odds of the event and one for lower, with the expected less the "
        "observed events (VLAD) and with weighted means of both.\n\n"
        "Limits are computed from the patients' risks, so that a chart gives a false alarm in a chosen share of years. "
        "A missing risk or outcome stops the work with its row: a chart never skips a case in silence. The columns of "
        "the tables are explained in docs/casemix.md.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .settings_size = sizeof(surveil_settings),
    .run = run,
};
