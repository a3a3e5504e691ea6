/* upward casemix: how many events were to be expected, given who the patients were? */
#include <math.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/output.h"
#include "cli/casemix_job.h"
#include "cli/commands.h"
#include "cli/sheet_writer.h"

#define AT(field) offsetof(casemix_settings, field)

static const char *const rows[] = { "organisation", "coefficient", "model", "group", "patient", NULL };
static const char *const formats[] = { "csv", "json", "text", "svg", NULL };
static const char *const methods[] = { "auto", "ml", "firth", NULL };

static const cli_option model_options[] = {
    { "adjust", .argument = "COLUMNS",
      .help =
          "What was known before care began: age + male + factor(band, ref=B) + log(volume) + spline(score, 4) + "
          "age:los. A column of words is a factor by itself, compared with its most frequent level. Length of stay, "
          "complications and wards are consequences of care, and do not belong here.",
      .offset = AT(adjust) },
    { "risk", .argument = "COLUMN",
      .help = "Instead of a model: a column with each patient's risk, from a model made elsewhere.",
      .offset = AT(risk) },
    { "outcome", .argument = "COLUMN",
      .help = "1 where it came to pass, 0 where it did not (or yes and no); columns called outcome, event, y, died or "
              "death are found.",
      .offset = AT(outcome) },
    { "event", .argument = "WORDS", .help = "What the outcome says where it came to pass, for example Died.",
      .offset = AT(event) },
    { "missing-as-level",
      .help = "Where a category is missing, that is a category of its own; else the row is left out, and counted.",
      .offset = AT(missing_is_level) },
    { "method", .argument = "auto|ml|firth",
      .help = "Maximum likelihood, Firth's penalised likelihood, or (auto, the default) the second where the first has "
              "no end or events are few.",
      .offset = AT(method), .choices = methods },
    { "test-constant-risk",
      .help = "Test whether each column means the same in every organisation. Takes memory for all rows of the model.",
      .offset = AT(tests_constant_risk) },
};

static const cli_option result_options[] = {
    { "by", .argument = "organisation|coefficient|model|group|patient",
      .help = "A row for each organisation (the default), coefficient, model, tenth of risk or patient.",
      .offset = AT(by), .choices = rows },
    { "format", .argument = "csv|json|text|svg",
      .help =
          "csv when written to a file or pipe, text on a terminal. svg draws what happened in tenths of risk against "
          "what was expected.",
      .offset = AT(format), .choices = formats, .first = CASEMIX_CSV },
    { "label", .argument = "NAME",
      .help = "What stands in the column dataset; the file's name when not given. Tables of several models can then "
              "stand under each other.",
      .offset = AT(label) },
    { "output", .letter = 'o', .argument = "FILE",
      .help = "Write there instead of standard output; the file appears whole or not at all.", .offset = AT(output) },
};

static bool check_settings(const casemix_settings *s, cli_files files, upw_error *error)
{
    if (files.n != 1)
        return upw_fail(error, UPW_BAD_USAGE, "casemix reads one file at a time, not %zu", files.n);
    if ((s->adjust != NULL) == (s->risk != NULL))
        return upw_fail(error, UPW_BAD_USAGE,
                        s->adjust != NULL ? "give --adjust or --risk, not both"
                                          : "adjust for what? --adjust \"age + male\" names columns, or --risk names a "
                                            "column of risks");
    if (s->risk != NULL && (s->missing_is_level || s->tests_constant_risk || s->method != UPW_LOGIT_AUTOMATIC ||
                            s->by == CASEMIX_BY_COEFFICIENT))
        return upw_fail(error, UPW_BAD_USAGE, "with --risk there is no model to fit, so %s would change nothing",
                        s->missing_is_level               ? "--missing-as-level"
                        : s->tests_constant_risk          ? "--test-constant-risk"
                        : s->by == CASEMIX_BY_COEFFICIENT ? "--by coefficient"
                                                          : "--method");
    if (s->format >= CASEMIX_TEXT && s->by != CASEMIX_BY_ORGANISATION)
        return upw_fail(error, UPW_BAD_USAGE, "--by goes with tables: --format csv or json");
    return true;
}

static text make_label(const casemix_settings *s, const char *path, upw_arena *arena)
{
    if (s->label != NULL)
        return text_of(s->label);
    const char *const slash = strrchr(path, '/');
    text name = text_of(slash != NULL ? slash + 1 : path);
    for (size_t i = name.len; i-- > 1;)
        if (name.at[i] == '.') {
            name.len = i;
            break;
        }
    return strcmp(path, "-") == 0 ? TEXT("standard input") : memory_copy_text(arena, name);
}

static size_t count_rows(const casemix_job *job)
{
    switch (job->settings->by) {
    case CASEMIX_BY_COEFFICIENT:
        return 1 + job->p;
    case CASEMIX_BY_MODEL:
        return 1;
    case CASEMIX_BY_GROUP:
        return job->has_calibration && job->calibration.has_groups ? UPW_TENTHS : 0;
    default:
        return job->n_orgs;
    }
}

static bool add_patients(const casemix_job *job, const casemix_block *block, casemix_room *room, sheet_writer *w,
                         upw_error *error)
{
    double leverages[CASEMIX_CHUNK];
    const bool has_leverages = job->has_model && casemix_has_estimates(job);
    for (size_t first = 0; first < block->n; first += CASEMIX_CHUNK) {
        const size_t n = block->n - first < CASEMIX_CHUNK ? block->n - first : CASEMIX_CHUNK;
        if (has_leverages) {
            const upw_case_rows filled = casemix_fill(job, block, first, n, room);
            upw_logit_find_leverages(&job->logit, &filled, leverages);
        }
        for (size_t i = 0; i < n; i++) {
            const casemix_row row = { job, first + i, block, has_leverages ? leverages[i] : NAN };
            if (!sheet_writer_add(w, &row, error))
                return false;
        }
    }
    return true;
}

static bool add_all_patients(const casemix_job *job, sheet_writer *w, upw_error *error)
{
    casemix_room *const room = casemix_make_room(job, job->arena);
    bool is_done = true;
    for (size_t k = 0; k < job->store.n_blocks && is_done; k++) {
        casemix_block block;
        if (!casemix_block_open(&job->store, k, &block, error))
            return false;
        is_done = add_patients(job, &block, room, w, error);
        casemix_block_close(&job->store, &block);
    }
    return is_done;
}

static bool write_table(const casemix_job *job, sheet_format format, output *out, upw_error *error)
{
    const struct casemix_sheet *const chosen = &casemix_sheets[job->settings->by];
    const sheet s = { chosen->columns, chosen->n, format };
    sheet_writer w;
    sheet_writer_open(&w, &s, out);
    bool is_done = job->settings->by != CASEMIX_BY_PATIENT || add_all_patients(job, &w, error);
    const size_t n = job->settings->by == CASEMIX_BY_PATIENT ? 0 : count_rows(job);
    for (size_t i = 0; i < n && is_done; i++)
        is_done = sheet_writer_add(&w, &(casemix_row){ .job = job, .at = i }, error);
    return sheet_writer_close(&w, is_done, error);
}

/* Words, or a picture. */
static bool write_whole(const casemix_job *job, bool is_picture, output *out, upw_error *error)
{
    buffer words;
    buffer_init(&words, (size_t)64 << 20);
    if (!is_picture)
        casemix_add_words(&words, job);
    const bool done =
        (!is_picture || casemix_add_picture(&words, job, error)) && output_write(out, buffer_text(&words), error);
    buffer_clear(&words);
    return done;
}

/* Whoever takes a table away takes the cautions with them, on standard error. */
static void say_cautions(const casemix_job *job)
{
    if (job->n_left_out > 0)
        cli_say("%zu of %zu rows were left out because something was missing", job->n_left_out,
                job->n + job->n_left_out);
    if (job->has_model && job->logit.is_firth)
        cli_say(job->logit.ml_status == UPW_LOGIT_SEPARATED
                    ? "some combination of the columns tells the outcome without error: fitted by Firth's penalised "
                      "likelihood"
                    : "events are few for so many columns: fitted by Firth's penalised likelihood");
    if (job->has_model && job->logit.status != UPW_LOGIT_FITTED)
        cli_say("there is no model: %s", job->logit.status == UPW_LOGIT_NO_EVENTS    ? "nobody had the outcome"
                                         : job->logit.status == UPW_LOGIT_ALL_EVENTS ? "everybody had the outcome"
                                                                                     : "the estimates did not settle");
    if (job->has_model && job->logit.n_dropped > 0)
        cli_say("%zu column%s of the model depend%s on those before and ha%s no coefficient", job->logit.n_dropped,
                job->logit.n_dropped == 1 ? "" : "s", job->logit.n_dropped == 1 ? "s" : "",
                job->logit.n_dropped == 1 ? "s" : "ve");
}

static bool write_result(const casemix_job *job, upw_error *error)
{
    const casemix_settings *const s = job->settings;
    casemix_format format = s->format;
    if (format == CASEMIX_AUTO)
        format =
            s->output == NULL && s->by == CASEMIX_BY_ORGANISATION && isatty(STDOUT_FILENO) ? CASEMIX_TEXT : CASEMIX_CSV;
    output *const out = output_open(s->output, error);
    if (out == NULL)
        return false;
    if (format >= CASEMIX_TEXT ? !write_whole(job, format == CASEMIX_SVG, out, error)
                               : !write_table(job, format == CASEMIX_JSON ? SHEET_JSON : SHEET_CSV, out, error)) {
        output_abandon(out);
        return false;
    }
    if (format != CASEMIX_TEXT)
        say_cautions(job);
    return output_commit(out, error);
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    const casemix_settings *const s = settings;
    if (!check_settings(s, files, error))
        return false;
    casemix_job *const job = MEMORY_TAKE(arena, casemix_job, 1);
    *job = (casemix_job){ .settings = s, .arena = arena, .label = make_label(s, files.paths[0], arena) };
    job->file = strcmp(files.paths[0], "-") == 0 ? "standard input" : files.paths[0];
    const bool done = (s->adjust == NULL || casemix_parse_formula(s->adjust, &job->formula, error)) &&
                      casemix_read(job, files.paths[0], error) && casemix_fit(job, error) && write_result(job, error);
    casemix_free(job);
    return done;
}

static const cli_option_group groups[] = {
    { "Model", model_options, sizeof model_options / sizeof *model_options, 0 },
    { "Input", input_options, INPUT_OPTIONS_COUNT, offsetof(casemix_settings, input) },
    { "Result", result_options, sizeof result_options / sizeof *result_options, 0 },
};

static const cli_example examples[] = {
    { "upward casemix patients.csv --adjust \"age + male + emerg + band\"",
      "Expected events of each organisation, given its patients." },
    { "upward casemix patients.csv --adjust \"age + band\" --by coefficient", "The model itself, with odds ratios." },
    { "upward casemix later.csv --risk predicted --by model", "How well a model from elsewhere does on new patients." },
};

const cli_command casemix_command = {
    .name = "casemix",
    .one_line = "how many events were to be expected, given who the patients were",
    .usage = "FILE (--adjust COLUMNS | --risk COLUMN) [OPTIONS]",
    .description =
        "Reads one row for each patient, fits a logistic regression of the outcome on what was known before care, and "
        "counts for each organisation the events that happened and those that were to be expected of its patients, "
        "with exact probabilities.\n\n"
        "Adjusting makes a comparison less unfair; it never makes it fair. Only what was recorded is adjusted for, and "
        "each organisation is compared with what was expected of its own patients, not with another organisation. The "
        "columns of the tables are explained in docs/casemix.md.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .settings_size = sizeof(casemix_settings),
    .run = run,
};
