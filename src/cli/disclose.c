/* upward disclose: which cells of a table must be hidden so that nobody can be found in it? */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/number.h"
#include "cli/commands.h"
#include "cli/disclose_job.h"
#include "cli/sheet_writer.h"
#include "report/single.h"

#define AT(field) offsetof(disclose_settings, field)

enum { THRESHOLD = 10, LEAST_THRESHOLD = 2 };

static const char *const kinds[] = { "tables", "groups", NULL };
static const char *const rows[] = { "published", "cell", "table", NULL };
static const char *const formats[] = { "csv", "json", "text", NULL };

/* ---- options ---- */

static bool set_number(const char *option, const char *argument, int64_t least, int64_t *out, upw_error *error)
{
    return (number_parse_integer(text_of(argument), out) && *out >= least && *out <= 1000000) ||
           upw_fail(error, UPW_BAD_USAGE, "--%s wants a whole number from %lld up, not \"%s\"", option,
                    (long long)least, argument);
}

static bool set_threshold(void *settings, const char *argument, upw_error *error)
{
    return set_number("threshold", argument, LEAST_THRESHOLD, &((disclose_settings *)settings)->threshold, error);
}

static bool set_round(void *settings, const char *argument, upw_error *error)
{
    return set_number("round", argument, 2, &((disclose_settings *)settings)->base, error);
}

static const cli_option disclose_options[] = {
    { "kind", .argument = "tables|groups",
      .help = "What the file holds: cells of tables (the default), or who is in which group.", .offset = AT(kind),
      .choices = kinds },
    { "threshold", .argument = "PEOPLE",
      .help = "Counts from 1 to below this are hidden; 10 when not given, or what the file's column threshold says.",
      .set = set_threshold },
    { "earlier", .argument = "FILE",
      .help = "Tables published before, with their marks: what was hidden there stays hidden here.",
      .offset = AT(earlier) },
    { "totals-alike", .help = "Hide totals and parents as readily as other cells, where that hides fewer.",
      .offset = AT(treats_totals_alike) },
    { "round", .argument = "BASE",
      .help =
          "Hide nothing, but round every cell to a multiple of this so that all sums still add up. Never beside the "
          "same table unrounded.",
      .set = set_round },
};

static const cli_option result_options[] = {
    { "by", .argument = "published|cell|table",
      .help =
          "What may be published (the default), every cell with the reason why it is hidden and what an attacker is "
          "left with, or a row for each table.",
      .offset = AT(by), .choices = rows },
    { "format", .argument = "csv|json|text", .help = "csv when written to a file or pipe, text on a terminal.",
      .offset = AT(format), .choices = formats, .first = DISCLOSE_CSV },
    { "output", .letter = 'o', .argument = "FILE",
      .help = "Write there instead of standard output; the file appears whole or not at all.", .offset = AT(output) },
};

static bool check_settings(const disclose_settings *s, cli_files files, upw_error *error)
{
    if (files.n != 1)
        return upw_fail(error, UPW_BAD_USAGE, "disclose reads one file at a time, not %zu", files.n);
    if (s->kind == DISCLOSE_GROUPS && (s->earlier != NULL || s->treats_totals_alike || s->base > 0 || s->by != 0))
        return upw_fail(
            error, UPW_BAD_USAGE,
            "--earlier, --totals-alike, --round and --by go with --kind tables only; groups published before "
            "have \"yes\" in the column published");
    if (s->base > 0 && (s->threshold > 0 || s->earlier != NULL || s->treats_totals_alike || s->by == DISCLOSE_BY_CELL ||
                        s->by == DISCLOSE_BY_TABLE))
        return upw_fail(error, UPW_BAD_USAGE, "--round hides nothing, so it goes with none of the others");
    return true;
}

/* ---- hiding ---- */

int64_t disclose_threshold_of(const disclose_job *job, const crossed_table *t)
{
    return job->settings->threshold > 0 ? job->settings->threshold : t->threshold > 0 ? t->threshold : THRESHOLD;
}

static upw_table_shape shape_of(const crossed_table *t)
{
    return (upw_table_shape){ t->parents, t->n_rows, t->n_columns, t->has_total };
}

/* Two tables share their margin when rows and sums of rows are the same. */
static bool share_margin(const crossed_table *a, const crossed_table *b)
{
    const bool has_sums = (a->has_total || a->n_columns == 1) && (b->has_total || b->n_columns == 1);
    if (!has_sums || a->n_rows != b->n_rows)
        return false;
    for (size_t r = 0; r < a->n_rows; r++)
        if (!text_equal(a->rows[r], b->rows[r]) ||
            a->values[(r + 1) * a->n_columns - 1] != b->values[(r + 1) * b->n_columns - 1])
            return false;
    return true;
}

/* Each alone is safe only when the margin they share is printed: two patterns in it could be laid on top of each other.
 */
static void keep_margin(const disclose_job *job, size_t at, upw_demand *demands)
{
    const crossed_table *const t = &job->tables.tables[at];
    bool is_shared = false;
    for (size_t k = 0; k < job->tables.n_tables && !is_shared; k++)
        is_shared = k != at && share_margin(t, &job->tables.tables[k]);
    for (size_t r = 0; r < t->n_rows && is_shared; r++)
        demands[(r + 1) * t->n_columns - 1] = UPW_DEMAND_SHOW;
}

static bool read_demands(const disclose_job *job, size_t at, upw_demand *demands, upw_error *error)
{
    const crossed_table *const t = &job->tables.tables[at];
    keep_margin(job, at, demands);
    for (size_t k = 0; k < t->n_rows * t->n_columns && job->settings->earlier != NULL; k++) {
        const crossed_cell *const before =
            crossed_find(&job->earlier, t->name, t->rows[k / t->n_columns], t->columns[k % t->n_columns]);
        if (before == NULL || before->value != CROSSED_HIDDEN)
            continue;
        if (demands[k] == UPW_DEMAND_SHOW)
            return crossed_complain(&job->tables, t, k, error,
                                    "%s hides this sum, and several tables share it: give them their own rows",
                                    job->settings->earlier);
        demands[k] = UPW_DEMAND_HIDE;
    }
    return true;
}

static bool hide_table(disclose_job *job, size_t at, upw_error *error)
{
    const crossed_table *const t = &job->tables.tables[at];
    const upw_table_shape shape = shape_of(t);
    const size_t n = t->n_rows * t->n_columns;
    upw_demand *const demands = MEMORY_TAKE(job->arena, upw_demand, n);
    const upw_disclose_options options = { disclose_threshold_of(job, t), demands, job->settings->treats_totals_alike };
    job->cells[at] = MEMORY_TAKE(job->arena, upw_cell, n);
    upw_error found = { 0 };
    for (size_t k = 0; k < n; k++)
        if (t->values[k] == CROSSED_HIDDEN)
            return crossed_complain(&job->tables, t, k, error,
                                    "a count is missing: what is to be hidden must be known");
    if (!read_demands(job, at, demands, error))
        return false;
    const bool done =
        job->settings->base > 0
            ? upw_round_table(&shape, t->values, job->settings->base, job->arena, t->values, &found)
            : upw_disclose_table(&shape, t->values, &options, job->arena, job->cells[at], &job->found[at], &found);
    if (done)
        return true;
    if (found.code != UPW_BAD_INPUT || found.row == 0) {
        *error = found;
        return upw_wrap(error, "%s", job->tables.file);
    }
    return crossed_complain(&job->tables, t, (size_t)found.row - 1, error, "%s", found.message);
}

static bool hide_all(disclose_job *job, upw_error *error)
{
    table_options options = job->settings->input.table;
    table_notes notes = { 0 };
    if (!crossed_read(job->path, &options, job->arena, &job->tables, &notes, error))
        return false;
    input_say_notes(&notes, job->tables.file);
    if (job->settings->earlier != NULL &&
        !crossed_read(job->settings->earlier, &(table_options){ 0 }, job->arena, &job->earlier, &notes, error))
        return false;
    job->cells = MEMORY_TAKE(job->arena, upw_cell *, job->tables.n_tables);
    job->found = MEMORY_TAKE(job->arena, upw_disclosure, job->tables.n_tables);
    for (size_t k = 0; k < job->tables.n_tables; k++)
        if (!hide_table(job, k, error))
            return false;
    return true;
}

/* ---- writing ---- */

static void add_words(const disclose_job *job, buffer *out)
{
    char sentences[700];
    for (size_t k = 0; k < job->tables.n_tables; k++) {
        const crossed_table *const t = &job->tables.tables[k];
        if (out->len > 0)
            buffer_add_char(out, '\n');
        upw_disclose_write(&job->found[k], t->n_rows * t->n_columns, disclose_threshold_of(job, t), sentences,
                           sizeof sentences);
        single_add_wrapped(
            out, memory_format(job->arena, "%.*s%s%s", TEXT_ARGS(t->name), t->name.len > 0 ? ": " : "", sentences));
    }
}

static bool make(disclose_job *job, buffer *words, disclose_table *table, upw_error *error)
{
    if (job->settings->kind == DISCLOSE_GROUPS)
        return disclose_groups(job, job->settings->threshold > 0 ? job->settings->threshold : THRESHOLD, words, table,
                               error);
    if (!hide_all(job, error))
        return false;
    if (words != NULL && job->settings->base == 0)
        add_words(job, words);
    else if (words != NULL)
        single_add_wrapped(words, TEXT("Rounded; with --format csv come the figures."));
    disclose_make_rows(job, table);
    return true;
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    const disclose_settings *const s = settings;
    if (!check_settings(s, files, error))
        return false;
    disclose_format format = s->format;
    if (format == DISCLOSE_AUTO)
        format = s->output == NULL && isatty(STDOUT_FILENO) ? DISCLOSE_TEXT : DISCLOSE_CSV;
    buffer words;
    buffer_init(&words, (size_t)64 << 20);
    disclose_job job = { .settings = s, .path = files.paths[0], .arena = arena };
    disclose_table table = { 0 };
    const bool done = make(&job, format == DISCLOSE_TEXT ? &words : NULL, &table, error) &&
                      sheet_write_result(s->output, format == DISCLOSE_TEXT ? &words : NULL,
                                         &(sheet_rows){ { table.columns, table.n_columns,
                                                          format == DISCLOSE_JSON ? SHEET_JSON : SHEET_CSV },
                                                        table.rows,
                                                        table.n,
                                                        table.stride },
                                         error);
    buffer_clear(&words);
    return done;
}

static const cli_option_group groups[] = {
    { "Disclosure", disclose_options, sizeof disclose_options / sizeof *disclose_options, 0 },
    { "Input", input_options, INPUT_OPTIONS_COUNT, offsetof(disclose_settings, input) },
    { "Result", result_options, sizeof result_options / sizeof *result_options, 0 },
};

static const cli_example examples[] = {
    { "upward disclose counts.csv -o published.csv", "Hide what must be hidden; the result may be published." },
    { "upward disclose counts.csv --by cell", "Why each cell is hidden, and what an attacker is left with." },
    { "upward-attack published.csv", "Attack what was published, knowing nothing else." },
};

const cli_command disclose_command = {
    .name = "disclose",
    .one_line = "which cells of a table must be hidden so that nobody can be found in it",
    .usage = "FILE [OPTIONS]",
    .description =
        "Reads counts of people, one row for each cell (table, row, col, parent, value; the column T is the sum of a "
        "row, a row without a parent the top), hides small counts, and as few others as it takes so that no small "
        "count "
        "can be worked out from what is printed, to less than a range as wide as the threshold. Every cell that is "
        "printed anywhere belongs in the file.\n\n"
        "The result is attacked before it is written. upward-attack does the same from the published file alone. "
        "Counts "
        "of organisations need no hiding. The columns of the tables are explained in docs/disclose.md.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .settings_size = sizeof(disclose_settings),
    .run = run,
};
