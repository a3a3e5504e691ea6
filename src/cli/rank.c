/* upward rank: may these organisations be put in an order at all, and how sure is each place? */
#include <stddef.h>
#include <unistd.h>

#include "base/number.h"
#include "cli/commands.h"
#include "cli/rank_job.h"
#include "cli/sheet_writer.h"

#define AT(field) offsetof(rank_settings, field)

static const char *const rows[] = { "organisation", "shrunken", "set", NULL };
static const char *const formats[] = { "csv", "json", "text", "svg", NULL };
static const char *const models[] = { "auto", "normal", "counts", NULL };
static const char *const methods[] = { "REML", "ML", "DL", "HE", "SJ", "PM", "EB", "FE", NULL };

static const cli_option order_options[] = {
    { "model", .argument = "auto|normal|counts",
      .help =
          "How true values are taken to differ. auto (the default): by counts (beta-binomial, gamma-Poisson) where a "
          "count (of events, or of cases without one) is below 10, else a normal law of logarithms, logits or means.",
      .offset = AT(shrinking.model), .choices = models },
    { "method", .argument = "REML|ML|DL|HE|SJ|PM|EB|FE",
      .help = "How the variance of a normal law is estimated; REML when not given. FE: there is none.",
      .offset = AT(shrinking.method), .choices = methods },
    { "per", .argument = "N", .help = "Give values for so many, for example 1000 for events per 1,000.",
      .offset = AT(per) },
    { "draws", .argument = "N",
      .help = "Draw true values so many times instead of computing the ranks exactly. 20000 where there are more than "
              "400 organisations and this is not given. The errors of drawing are in the table.",
      .offset = AT(draws) },
    { "seed", .argument = "N", .help = "Of the draws; 1 when not given.", .offset = AT(seed) },
    { "pair", .argument = "NAME",
      .help = "Hold the one that --organisation names against this one: the chance that it is truly the higher.",
      .offset = AT(pair) },
};

static const cli_option result_options[] = {
    { "by", .argument = "organisation|shrunken|set",
      .help =
          "A row for each organisation with its place (the default), for each with what is known of its true value, "
          "or for each indicator.",
      .offset = AT(by), .choices = rows },
    { "format", .argument = "csv|json|text|svg",
      .help =
          "csv when written to a file or pipe, text on a terminal. svg draws the ranges of places of one indicator.",
      .offset = AT(format), .choices = formats, .first = RANK_CSV },
    { "output", .letter = 'o', .argument = "FILE",
      .help = "Write there instead of standard output; the file appears whole or not at all.", .offset = AT(output) },
};

/* ---- what is asked for ---- */

static bool read_whole(const char *option, const char *words, int64_t least, int64_t most, int64_t *out,
                       upw_error *error)
{
    return (number_parse_integer(text_of(words), out) && *out >= least && *out <= most) ||
           upw_fail(error, UPW_BAD_USAGE, "--%s is a whole number from %lld to %lld, not \"%.60s\"", option,
                    (long long)least, (long long)most, words);
}

static bool check_settings(const rank_settings *s, rank_format format, upw_error *error)
{
    if (s->shrinking.model == SHRUNKEN_COUNTS && s->shrinking.method != UPW_SHRINK_REML)
        return upw_fail(error, UPW_BAD_USAGE, "--method is of a normal law, and --model counts has none");
    if (s->pair != NULL && (s->source.input.organisation == NULL || format != RANK_TEXT))
        return upw_fail(error, UPW_BAD_USAGE,
                        "--pair answers in words, for two: --organisation NAME --pair NAME "
                        "--format text");
    if (s->seed != NULL && s->draws == NULL)
        return upw_fail(error, UPW_BAD_USAGE, "--seed is of draws; --draws says how many");
    return (format != RANK_TEXT && format != RANK_SVG) || s->by == RANK_BY_ORGANISATION ||
           upw_fail(error, UPW_BAD_USAGE, "--by %s comes as a table: --format csv or json", rows[s->by]);
}

static bool understand(rank_settings *s, cli_files files, rank_job *job, upw_error *error)
{
    enum { DRAWS_MOST = 10000000 };
    int64_t draws = 0, seed = 1;
    if (s->format == RANK_AUTO)
        s->format = s->output == NULL && isatty(STDOUT_FILENO) && s->by == RANK_BY_ORGANISATION ? RANK_TEXT : RANK_CSV;
    if (!funnel_check_source(&s->source, files, "rank", error) || !check_settings(s, s->format, error) ||
        (s->per != NULL && !funnel_read_per(s->per, &job->per, error)) ||
        (s->draws != NULL && !read_whole("draws", s->draws, 100, DRAWS_MOST, &draws, error)) ||
        (s->seed != NULL && !read_whole("seed", s->seed, 0, INT64_MAX, &seed, error)))
        return false;
    s->shrinking.per = job->per;
    job->draws = (size_t)draws;
    job->seed = (uint64_t)seed;
    return true;
}

/* ---- writing ---- */

static bool write_set(const rank_job *job, const rank_set *set, sheet_writer *w, upw_error *error)
{
    const rank_settings *const s = job->settings;
    const char *const only = s->source.input.organisation;
    const size_t n = s->by == RANK_BY_SET ? 1 : set->item->n;
    for (size_t i = 0; i < n; i++)
        if ((s->by == RANK_BY_SET || only == NULL || text_equal(set->item->bodies[i].name, text_of(only))) &&
            !sheet_writer_add(w, &(rank_row){ job, set, i }, error))
            return false;
    return true;
}

static bool write_table(const rank_job *job, output *file, upw_error *error)
{
    const rank_settings *const s = job->settings;
    const rank_sheet *const chosen = &rank_sheets[s->by];
    const sheet table = { chosen->columns, chosen->n, s->format == RANK_JSON ? SHEET_JSON : SHEET_CSV };
    sheet_writer w;
    sheet_writer_open(&w, &table, file);
    bool is_done = true;
    for (size_t k = 0; k < job->table.n && is_done; k++)
        is_done = write_set(job, &job->sets[k], &w, error);
    return sheet_writer_close(&w, is_done, error);
}

/* Words, or a picture. */
static bool write_whole(const rank_job *job, output *file, upw_error *error)
{
    buffer out;
    buffer_init(&out, (size_t)1 << 40);
    bool is_done = true;
    if (job->settings->format == RANK_SVG)
        is_done = rank_add_picture(&out, job, error);
    else
        for (size_t k = 0; k < job->table.n && is_done; k++)
            is_done = rank_add_words(&out, job, &job->sets[k], error);
    is_done = is_done && output_write(file, buffer_text(&out), error);
    buffer_clear(&out);
    return is_done;
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    rank_settings s = *(const rank_settings *)settings;
    rank_job job = { .settings = &s, .arena = arena };
    bool is_done = understand(&s, files, &job, error) &&
                   funnel_read(files.paths[0], &s.source, arena, &job.table, error) &&
                   funnel_check_organisation(s.source.input.organisation, &job.table, error) &&
                   funnel_check_organisation(s.pair, &job.table, error) && rank_fit(&job, error);
    output *const out = is_done ? output_open(s.output, error) : NULL;
    is_done = out != NULL && (s.format == RANK_TEXT || s.format == RANK_SVG ? write_whole(&job, out, error)
                                                                            : write_table(&job, out, error));
    rank_free(&job);
    if (is_done)
        return output_commit(out, error);
    output_abandon(out);
    return false;
}

static const cli_option_group groups[] = {
    { "Order", order_options, sizeof order_options / sizeof *order_options, 0 },
    { "Figures", funnel_source_options, FUNNEL_SOURCE_OPTIONS_COUNT, offsetof(rank_settings, source) },
    { "Input", input_options, INPUT_OPTIONS_COUNT, offsetof(rank_settings, source.input) },
    { "Result", result_options, sizeof result_options / sizeof *result_options, 0 },
};

static const cli_example examples[] = {
    { "upward rank deaths.csv --format text", "May these hospitals be put in an order, and who has a place in it?" },
    { "upward rank waits.csv --where period=2019-03 --by set", "How much of the difference is chance, by indicator." },
    { "upward rank deaths.csv --organisation A --pair B --format text", "Are these two truly different?" },
};

const cli_command rank_command = {
    .name = "rank",
    .one_line = "whether organisations can be put in an order, and how sure each place is",
    .usage = "FILE [OPTIONS]",
    .description =
        "Draws each organisation's figure towards the mean by as much as chance may have moved it, and then says "
        "between which places its true value lies, with 95 %. There is no place without such a range, and often there "
        "is no order at all: \"cannot be ranked\" is an answer, when there are fewer than five organisations, when "
        "they differ by no more than chance, or when most of what is seen is chance. Place 1 is the smallest value, "
        "which is neither praise nor blame.\n\n"
        "The file is what \"upward funnel\" reads: a row for each organisation, or several that are added up. People "
        "are never ranked. The columns are explained in docs/compare.md, the methods in docs/methods/rank.md.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .settings_size = sizeof(rank_settings),
    .run = run,
};
