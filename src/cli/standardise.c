/* upward standardise: rates, standardised rates and ratios, inequality, life expectancy, each with its interval. */
#include <math.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/number.h"
#include "cli/commands.h"
#include "cli/sheet_writer.h"
#include "cli/standardise_job.h"
#include "table/cell.h"

#define AT(field) offsetof(standardise_settings, field)

static const char *const whats[] = { "proportion", "rate",   "mean",       "direct", "indirect",
                                     "rate-ratio", "groups", "inequality", "life",   NULL };
static const char *const rows[] = { "organisation", "band", NULL };
static const char *const formats[] = { "csv", "json", "text", "svg", NULL };
static const char *const directs[] = { "dobson", "fayfeuer", NULL };
static const char *const indirects[] = { "ratio", "rate", NULL };
static const char *const scales[] = { "none", "log", "logit", NULL };

static const cli_option what_options[] = {
    { "what", .argument = "proportion|rate|mean|direct|indirect|rate-ratio|groups|inequality|life",
      .help = "Which figure. When not given: a directly standardised rate where there is a standard population, an "
              "indirectly standardised ratio where there is a reference, else a proportion.",
      .offset = AT(what), .choices = whats, .first = STANDARDISE_PROPORTION },
    { "per", .argument = "N",
      .help =
          "Rates per so many people, 100000 when not given; ratios with so many as the average, 100 when not given.",
      .offset = AT(per) },
    { "levels", .argument = "P[,P…]", .help = "Intervals; 95%,99.8% when not given. Five at most.",
      .offset = AT(levels) },
    { "exact", .help = "Counts by gamma quantiles throughout, not by Byar's approximation from 10 events on.",
      .offset = AT(is_exact) },
    { "interval", .argument = "dobson|fayfeuer",
      .help = "Of directly standardised rates: Dobson's, which needs 10 events (the default), or Fay and Feuer's.",
      .offset = AT(direct), .choices = directs },
    { "as", .argument = "ratio|rate", .help = "Indirectly standardised: as a ratio (the default) or as a rate.",
      .offset = AT(indirect), .choices = indirects },
    { "against", .argument = "NAME",
      .help = "The organisation whose rate all others are held against, for a ratio of two rates.",
      .offset = AT(against) },
    { "transform", .argument = "none|log|logit",
      .help =
          "Inequality of values as they are (with --spread), of rates by their logarithm or of proportions by their "
          "logit (with --limits).",
      .offset = AT(scale), .choices = scales },
    { "groups", .argument = "N", .help = "How many groups of equal size; 10 when not given.", .offset = AT(n_groups) },
    { "invert", .help = "The highest values are in group 1.", .offset = AT(is_inverted) },
};

static const cli_option column_options[] = {
    { "band", .argument = "NAME", .help = "Age band, or the group of an inequality.", .offset = AT(band) },
    { "standard", .argument = "NAME", .help = "The standard population of each band.", .offset = AT(standard) },
    { "reference", .argument = "EVENTS,POPULATION", .help = "The reference population's events and people.",
      .offset = AT(reference) },
    { "people", .argument = "PEOPLE,EACH",
      .help = "How many people had how many events each, where one person's events hang together.",
      .offset = AT(people) },
    { "limits", .argument = "LOW,HIGH", .help = "The 95 % interval of each value.", .offset = AT(limits) },
    { "spread", .argument = "NAME", .help = "The standard error of each value.", .offset = AT(spread) },
    { "second", .argument = "EVENTS,POPULATION", .help = "The second rate of a ratio.", .offset = AT(second) },
};

static const cli_option result_options[] = {
    { "by", .argument = "organisation|band",
      .help = "A row for each organisation (the default), or for each band of each, with its own rate; of life "
              "expectancy, with the years that are left at its age.",
      .offset = AT(by), .choices = rows },
    { "format", .argument = "csv|json|text|svg",
      .help = "csv when written to a file or pipe, text on a terminal. svg draws the figures of one indicator.",
      .offset = AT(format), .choices = formats, .first = STANDARDISE_CSV },
    { "output", .letter = 'o', .argument = "FILE",
      .help = "Write there instead of standard output; the file appears whole or not at all.", .offset = AT(output) },
};

/* ---- what is asked for ---- */

static bool read_levels(standardise_job *job, upw_error *error)
{
    static const double usual[] = { 0.95, 0.998 };
    const char *const words = job->settings->levels;
    text rest = text_of(words != NULL ? words : "");
    const char *reason;
    while (rest.len > 0) {
        const text word = text_trim(text_take_until(&rest, ','));
        double *const level = &job->levels[job->n_levels];
        if (job->n_levels == STANDARDISE_LEVELS_MAX || cell_read_number(word, level, &reason) != CELL_NUMBER ||
            !(*level > (job->n_levels > 0 ? level[-1] : 0) && *level <= 1 - 1e-9))
            return upw_fail(error, UPW_BAD_USAGE,
                            "--levels wants shares that rise, %d at most, for example 95%%,99.8%%, not \"%.60s\"",
                            STANDARDISE_LEVELS_MAX, words);
        job->n_levels++;
    }
    for (size_t k = 0; words == NULL && k < sizeof usual / sizeof *usual; k++)
        job->levels[job->n_levels++] = usual[k];
    return job->n_levels > 0 || upw_fail(error, UPW_BAD_USAGE, "--levels is empty; for example 95%%,99.8%%");
}

static bool is_asked(const standardise_settings *s, standardise_what what)
{
    return s->what == what;
}

/* An option that would change nothing is a misunderstanding. */
static bool check_options(const standardise_settings *s, upw_error *error)
{
    const struct {
        bool is_given, has_meaning;
        const char *option, *meaning;
    } options[] = {
        { s->direct != UPW_DIRECT_DOBSON, is_asked(s, STANDARDISE_DIRECT) || s->what == STANDARDISE_BY_COLUMNS,
          "--interval", "direct" },
        { s->indirect != 0, is_asked(s, STANDARDISE_INDIRECT) || s->what == STANDARDISE_BY_COLUMNS, "--as",
          "indirect" },
        { s->against != NULL, is_asked(s, STANDARDISE_RATE_RATIO) && s->second == NULL, "--against",
          "rate-ratio, without --second" },
        { s->second != NULL, is_asked(s, STANDARDISE_RATE_RATIO), "--second", "rate-ratio" },
        { s->scale != UPW_SLOPE_PLAIN, is_asked(s, STANDARDISE_INEQUALITY), "--transform", "inequality" },
        { s->n_groups != NULL, is_asked(s, STANDARDISE_GROUPS), "--groups", "groups" },
        { s->is_inverted, is_asked(s, STANDARDISE_GROUPS), "--invert", "groups" },
        { s->by == STANDARDISE_BY_BAND,
          s->what != STANDARDISE_MEAN && s->what != STANDARDISE_GROUPS && s->what != STANDARDISE_INEQUALITY &&
              s->what != STANDARDISE_RATE_RATIO,
          "--by band", "rates and life" },
    };
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (options[i].is_given && !options[i].has_meaning)
            return upw_fail(error, UPW_BAD_USAGE, "%s goes with --what %s", options[i].option, options[i].meaning);
    const char *const pairs[] = { s->reference, s->people, s->limits, s->second };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i] != NULL && strchr(pairs[i], ',') == NULL)
            return upw_fail(error, UPW_BAD_USAGE, "two columns are wanted, as in A,B, not \"%.60s\"", pairs[i]);
    return true;
}

static bool refuse_idle(const input_settings *input, upw_error *error)
{
    const char *const idle = input->table.is_wide                    ? "--wide"
                             : input->series != NULL                 ? "--series"
                             : input->table.is_complement            ? "--complement"
                             : input->table.order != (period_order)0 ? "--dates"
                                                                     : NULL;
    return idle == NULL || upw_fail(error, UPW_BAD_USAGE,
                                    "%s has no meaning here: standardise adds up the rows of each band; --where "
                                    "chooses among them",
                                    idle);
}

static bool understand(standardise_settings *s, cli_files files, standardise_job *job, upw_error *error)
{
    int64_t n_groups = 10;
    const char *reason;
    if (files.n != 1)
        return upw_fail(error, UPW_BAD_USAGE, "standardise reads one file at a time, not %zu", files.n);
    if (!refuse_idle(&s->input, error) || !check_options(s, error) || !read_levels(job, error))
        return false;
    if (s->per != NULL && (cell_read_number(text_of(s->per), &job->per, &reason) != CELL_NUMBER || !(job->per > 0)))
        return upw_fail(error, UPW_BAD_USAGE, "--per wants a number above 0, not \"%.60s\"", s->per);
    if (s->n_groups != NULL &&
        (!number_parse_integer(text_of(s->n_groups), &n_groups) || n_groups < 2 || n_groups > 1000))
        return upw_fail(error, UPW_BAD_USAGE, "--groups is a whole number from 2 to 1000, not \"%.60s\"", s->n_groups);
    job->n_groups = (size_t)n_groups;
    if (s->format == STANDARDISE_AUTO)
        s->format = s->output == NULL && isatty(STDOUT_FILENO) ? STANDARDISE_TEXT : STANDARDISE_CSV;
    return true;
}

/* ---- writing ---- */

static bool write_table(const standardise_job *job, output *file, upw_error *error)
{
    const standardise_settings *const s = job->settings;
    sheet table = { .format = s->format == STANDARDISE_JSON ? SHEET_JSON : SHEET_CSV };
    table.n_columns = standardise_list_columns(job, &table.columns);
    sheet_writer w;
    sheet_writer_open(&w, &table, file);
    bool is_done = true;
    for (size_t i = 0; i < job->n_figures && is_done; i++) {
        const standardise_figure *const f = &job->figures[i];
        if (s->input.organisation == NULL || text_equal(job->bodies[f->body].name, text_of(s->input.organisation)))
            is_done = sheet_writer_add(&w, &(standardise_row){ job, f }, error);
    }
    return sheet_writer_close(&w, is_done, error);
}

/* Words, or a picture. */
static bool write_whole(const standardise_job *job, output *file, upw_error *error)
{
    buffer out;
    buffer_init(&out, (size_t)1 << 40);
    const bool is_picture = job->settings->format == STANDARDISE_SVG;
    if (!is_picture)
        standardise_add_words(&out, job);
    const bool is_done =
        (!is_picture || standardise_add_picture(&out, job, error)) && output_write(file, buffer_text(&out), error);
    buffer_clear(&out);
    return is_done;
}

static bool write_result(const standardise_job *job, upw_error *error)
{
    output *const out = output_open(job->settings->output, error);
    const bool is_done = out != NULL && (job->settings->format >= STANDARDISE_TEXT ? write_whole(job, out, error)
                                                                                   : write_table(job, out, error));
    if (is_done)
        return output_commit(out, error);
    output_abandon(out);
    return false;
}

/* Rates per 100,000, ratios with 100 as the average, all else as it is. */
static double choose_per(const standardise_job *job)
{
    if (job->per > 0)
        return job->per;
    if (job->what == STANDARDISE_RATE || job->what == STANDARDISE_DIRECT)
        return 100000;
    return job->what == STANDARDISE_INDIRECT ? (job->settings->indirect != 0 ? 100000 : 100) : 1;
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    standardise_settings s = *(const standardise_settings *)settings;
    standardise_job job = { .settings = &s, .arena = arena, .what = s.what };
    job.count_method = s.is_exact ? UPW_COUNT_EXACT : UPW_COUNT_BYAR;
    if (!understand(&s, files, &job, error))
        return false;
    job.file = strcmp(files.paths[0], "-") == 0 ? "standard input" : files.paths[0];
    bool is_done = standardise_read(&job, files.paths[0], error);
    job.per = choose_per(&job);
    is_done = is_done && standardise_make(&job, error) && write_result(&job, error);
    standardise_free(&job);
    return is_done;
}

static const cli_option_group groups[] = {
    { "Figure", what_options, sizeof what_options / sizeof *what_options, 0 },
    { "Columns", column_options, sizeof column_options / sizeof *column_options, 0 },
    { "Input", input_options, INPUT_OPTIONS_COUNT, offsetof(standardise_settings, input) },
    { "Result", result_options, sizeof result_options / sizeof *result_options, 0 },
};

static const cli_example examples[] = {
    { "upward standardise deaths.csv --band age --standard stdpop", "Rates as with the standard population's ages." },
    { "upward standardise deaths.csv --reference nat_deaths,nat_people",
      "Observed over expected, 100 as the average." },
    { "upward standardise falls.csv --what rate --per 1000 --format text", "Falls per 1,000 bed days." },
    { "upward standardise falls.csv --what rate-ratio --against North", "How many times as frequent as in the North." },
    { "upward standardise deaths.csv --what life --by band", "Years that are left at each age." },
};

const cli_command standardise_command = {
    .name = "standardise",
    .one_line = "rates, standardised rates and ratios, inequality, life expectancy, with intervals",
    .usage = "FILE [OPTIONS]",
    .description =
        "Puts rates on a common footing: as they would be if every organisation had the ages of a standard population "
        "(direct), or against the events that a reference's rates would give (indirect). Also proportions, rates and "
        "means with their intervals, ratios of two rates, groups of equal size, the slope index of inequality and life "
        "expectancy.\n\n"
        "The file has a row for each organisation and band, or several that are added up. A band without people and "
        "events is left out; a standardised rate with fewer than ten events is withheld, and its status says so. The "
        "columns are explained in docs/compare.md, the methods in docs/methods/standardise.md.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .settings_size = sizeof(standardise_settings),
    .run = run,
};
