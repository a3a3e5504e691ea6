/* upward score: what do local bodies say, and how much of it is chance? */
#include <math.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/number.h"
#include "cli/commands.h"
#include "cli/score_job.h"
#include "cli/sheet_writer.h"
#include "report/single.h"

#define AT(field) offsetof(score_settings, field)

enum { LEAST_PEOPLE = 10 };

static const char *const kinds[] = { "answers", "change", "bodies", "votes", "choices", NULL };
static const char *const rows[] = { "theme", "item", "office", "body", "person", "reliability", NULL };
static const char *const formats[] = { "csv", "json", "text", NULL };

/* ---- options ---- */

static bool set_least(void *settings, const char *argument, upw_error *error)
{
    score_settings *const s = settings;
    s->has_least = true;
    return (number_parse_integer(text_of(argument), &s->least) && s->least >= 1 && s->least <= 1000000) ||
           upw_fail(error, UPW_BAD_USAGE, "--least wants a whole number of people from 1 up, not \"%s\"", argument);
}

static bool set_bodies(void *settings, const char *argument, upw_error *error)
{
    double *const out = &((score_settings *)settings)->n_bodies;
    return (number_parse(text_of(argument), out) && *out >= 1 && *out <= 1e9 && *out == floor(*out)) ||
           upw_fail(error, UPW_BAD_USAGE, "--bodies wants the number of bodies there are, not \"%s\"", argument);
}

static const cli_option score_options[] = {
    { "kind", .argument = "answers|change|bodies|votes|choices",
      .help = "What the file holds: answers of people (the default), two years of people some of whom are linked, two "
              "figures of each body, votes for and against, or choices between two.",
      .offset = AT(kind), .choices = kinds },
    { "questionnaire", .argument = "FILE",
      .help = "Which columns are questions: a file with the columns item (or id) and theme, and, where there are such, "
              "direction (positive or negative) and scale (text is passed over).",
      .offset = AT(questionnaire) },
    { "population", .argument = "FILE",
      .help = "People invited: office, N and a column for each group of people; with bodies also body.",
      .offset = AT(population) },
    { "bodies", .argument = "NUMBER",
      .help = "How many bodies there are, answering or not; those of --population when not given.", .set = set_bodies },
    { "scores", .argument = "THEME[,THEME]", .help = "Only these; \"overall\" is the mean over all themes.",
      .offset = AT(scores) },
    { "least", .argument = "PEOPLE",
      .help = "Figures that rest on fewer people are shown as [c]; a part of a change with fewer is not used. 10 when "
              "not given.",
      .set = set_least },
    { "no-trim", .help = "Leave weights above five times the mean as they are.", .offset = AT(is_untrimmed) },
};

static const cli_option result_options[] = {
    { "by", .argument = "theme|item|office|body|person|reliability", .help = "A row for each of these, of answers.",
      .offset = AT(by), .choices = rows },
    { "format", .argument = "csv|json|text", .help = "csv when written to a file or pipe, text on a terminal.",
      .offset = AT(format), .choices = formats, .first = SCORE_CSV },
    { "output", .letter = 'o', .argument = "FILE",
      .help = "Write there instead of standard output; the file appears whole or not at all.", .offset = AT(output) },
};

static bool check_settings(const score_settings *s, cli_files files, upw_error *error)
{
    if (files.n != 1)
        return upw_fail(error, UPW_BAD_USAGE, "score reads one file at a time, not %zu", files.n);
    if (s->kind != SCORE_OF_ANSWERS &&
        (s->questionnaire != NULL || s->population != NULL || s->scores != NULL || s->is_untrimmed || s->by != 0))
        return upw_fail(error, UPW_BAD_USAGE,
                        "--questionnaire, --population, --scores, --no-trim and --by go with --kind answers only");
    if (s->has_least && s->kind != SCORE_OF_ANSWERS && s->kind != SCORE_OF_CHANGE)
        return upw_fail(error, UPW_BAD_USAGE, "--least goes with --kind answers and change only");
    if (s->is_untrimmed && s->population == NULL)
        return upw_fail(error, UPW_BAD_USAGE, "--no-trim goes with --population: without one nobody is weighted");
    if (s->format == SCORE_TEXT && (s->by == SCORE_BY_PERSON || s->by == SCORE_BY_BODY))
        return upw_fail(error, UPW_BAD_USAGE, "--by %s comes as a table: --format csv or json", rows[s->by]);
    return true;
}

/* ---- writing ---- */

void score_add_paragraph(buffer *out, text words)
{
    if (out->len > 0)
        buffer_add_char(out, '\n');
    single_add_wrapped(out, words);
}

static bool make_table(const score_settings *s, const char *path, upw_arena *arena, score_table *table,
                       upw_error *error)
{
    if (s->kind != SCORE_OF_ANSWERS)
        return score_other(s, path, arena, table, error);
    score_job *const job = MEMORY_TAKE(arena, score_job, 1);
    *job = (score_job){ .settings = s, .arena = arena };
    job->file = strcmp(path, "-") == 0 ? "standard input" : path;
    const bool done = score_read_answers(job, path, error) && score_answers(job, table, error);
    score_free(job);
    return done;
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    score_settings s = *(const score_settings *)settings;
    if (!check_settings(&s, files, error))
        return false;
    s.least = s.has_least ? s.least : LEAST_PEOPLE;
    if (s.format == SCORE_AUTO) {
        const bool is_table = s.by == SCORE_BY_PERSON || s.by == SCORE_BY_BODY;
        s.format = s.output == NULL && !is_table && isatty(STDOUT_FILENO) ? SCORE_TEXT : SCORE_CSV;
    }
    buffer words;
    buffer_init(&words, (size_t)64 << 20);
    score_table table = { .words = s.format == SCORE_TEXT ? &words : NULL };
    const bool done = make_table(&s, files.paths[0], arena, &table, error) &&
                      sheet_write_result(s.output, table.words,
                                         &(sheet_rows){ { table.columns, table.n_columns,
                                                          s.format == SCORE_JSON ? SHEET_JSON : SHEET_CSV },
                                                        table.rows,
                                                        table.n,
                                                        table.stride },
                                         error);
    buffer_clear(&words);
    return done;
}

static const cli_option_group groups[] = {
    { "Scores", score_options, sizeof score_options / sizeof *score_options, 0 },
    { "Input", input_options, INPUT_OPTIONS_COUNT, offsetof(score_settings, input) },
    { "Result", result_options, sizeof result_options / sizeof *result_options, 0 },
};

static const cli_example examples[] = {
    { "upward score answers.csv --questionnaire questions.csv --population invited.csv",
      "Every theme: its score, what chance leaves open, and whether offices differ." },
    { "upward score answers.csv --questionnaire questions.csv --by office -o offices.csv",
      "Each office's mean, drawn towards the mean of all, and the places between which it lies." },
    { "upward score votes.csv --kind votes", "Proposals by the lower end of their support." },
};

const cli_command score_command = {
    .name = "score",
    .one_line = "what local bodies say of those above them, and how much of it is chance",
    .usage = "FILE [OPTIONS]",
    .description =
        "Reads answers of people on scales of five, one row for each person, and makes scores from 0 to 100 (100 is "
        "always good): of questions, themes, bodies, offices and the nation, with intervals that know how many of "
        "all answered. Offices are drawn towards the mean of all as far as chance demands, and none has a place "
        "without the range in which that place lies.\n\n"
        "Other files hold two years, two figures of each body, votes, or choices between two. What is to be published "
        "goes through upward disclose first: [c] here hides single figures, not what could be worked out from "
        "others. "
        "The columns of the tables are explained in docs/score.md.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .settings_size = sizeof(score_settings),
    .run = run,
};
