/* How a table is read, as options: columns by name, filters, forms of dates. */
#include "cli/input_options.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/nearest.h"
#include "base/number.h"

static bool set_column(void *settings, const char *argument, upw_error *error)
{
    input_settings *const s = settings;
    text name = text_of(argument);
    const text meaning = text_take_until(&name, '=');
    table_column column;
    if (name.len > 0 && table_column_find(meaning, &column)) {
        if (s->table.columns[column].len > 0)
            return upw_fail(error, UPW_BAD_USAGE, "--column names two columns as %.*s: \"%.*s\" and \"%.*s\"",
                            TEXT_ARGS(meaning), TEXT_ARGS(s->table.columns[column]), TEXT_ARGS(name));
        s->table.columns[column] = name;
        return true;
    }
    return upw_fail(error, UPW_BAD_USAGE,
                    "--column wants MEANING=NAME, for example period=Month, not \"%s\"; the meanings are series_id, "
                    "indicator, organisation, period, value, numerator, denominator, expected, target, annotation",
                    argument);
}

static bool set_where(void *settings, const char *argument, upw_error *error)
{
    input_settings *const s = settings;
    text value = text_of(argument);
    const text column = text_take_until(&value, '=');
    if (column.len == 0 || column.len == strlen(argument))
        return upw_fail(error, UPW_BAD_USAGE, "--where wants NAME=VALUE, for example type=1, not \"%s\"", argument);
    if (s->table.n_filters == TABLE_FILTERS_MAX)
        return upw_fail(error, UPW_BAD_USAGE, "--where can be given %d times at most", TABLE_FILTERS_MAX);
    s->table.filters[s->table.n_filters++] = (table_filter){ column, value };
    return true;
}

static bool set_delimiter(void *settings, const char *argument, upw_error *error)
{
    const bool is_tab = strcmp(argument, "tab") == 0 || strcmp(argument, "\\t") == 0;
    if (!is_tab && (strlen(argument) != 1 || strchr("\"\r\n", *argument) != NULL))
        return upw_fail(error, UPW_BAD_USAGE, "--delimiter is one character, or \"tab\", not \"%s\"", argument);
    ((input_settings *)settings)->table.delimiter = is_tab ? '\t' : *argument;
    return true;
}

static bool set_header_row(void *settings, const char *argument, upw_error *error)
{
    int64_t row;
    if (!number_parse_integer(text_of(argument), &row) || row < 1 || row > 10000)
        return upw_fail(error, UPW_BAD_USAGE, "--header-row is a whole number from 1 to 10000, not \"%s\"", argument);
    ((input_settings *)settings)->table.header_row = row;
    return true;
}

static bool set_last_row(void *settings, const char *argument, upw_error *error)
{
    int64_t row;
    if (!number_parse_integer(text_of(argument), &row) || row < 2)
        return upw_fail(error, UPW_BAD_USAGE, "--last-row is a whole number from 2 up, not \"%s\"", argument);
    ((input_settings *)settings)->table.last_row = row;
    return true;
}

static bool set_threads(void *settings, const char *argument, upw_error *error)
{
    int64_t threads;
    if (!number_parse_integer(text_of(argument), &threads) || threads < 1 || threads > 64)
        return upw_fail(error, UPW_BAD_USAGE, "--threads is a whole number from 1 to 64, not \"%s\"", argument);
    ((input_settings *)settings)->table.threads = (unsigned)threads;
    return true;
}

static const char *const date_orders[] = { "iso", "dmy", "mdy", NULL };

#define AT(field) offsetof(input_settings, field)

const cli_option input_options[INPUT_OPTIONS_COUNT] = {
    { "column", .argument = "MEANING=NAME",
      .help =
          "Which column is which, for example --column period=Month. The meanings are series_id, indicator, "
          "organisation, period, value, numerator, denominator, expected, target, annotation. Again for each column.",
      .set = set_column, .repeats = true },
    { "where", .argument = "NAME=VALUE",
      .help = "Read only the rows whose column NAME says VALUE. Again for more conditions.", .set = set_where,
      .repeats = true },
    { "complement", .help = "The value is 1 - numerator / denominator: the share that did not.",
      .offset = AT(table.is_complement) },
    { "wide", .help = "One row for each series, one column for each period.", .offset = AT(table.is_wide) },
    { "organisation", .argument = "NAME", .help = "Only this organisation.", .offset = AT(organisation) },
    { "indicator", .argument = "NAME", .help = "Only this indicator.", .offset = AT(indicator) },
    { "series", .argument = "ID", .help = "Only this series.", .offset = AT(series) },
    { "dates", .argument = "iso|dmy|mdy",
      .help = "How to read 03/04/2019: as 3 April (dmy) or 4 March (mdy); refused without it.",
      .offset = AT(table.order), .choices = date_orders },
    { "delimiter", .argument = "CHARACTER",
      .help = "What separates columns; found by itself when not given. \"tab\" is a tab.", .set = set_delimiter },
    { "header-row", .argument = "N",
      .help = "Which row has the names of the columns; the first when not given. What stands above it is not read.",
      .set = set_header_row },
    { "last-row", .argument = "N",
      .help = "Which row is the last of the table. Notes and totals below it are not read.", .set = set_last_row },
    { "sheet", .argument = "NAME", .help = "The sheet of an XLSX workbook; the first one when not given.",
      .offset = AT(table.sheet) },
    { "threads", .argument = "N", .help = "How many threads work; one for each core when not given.",
      .set = set_threads },
};

static bool fits(const char *wanted, text given)
{
    return wanted == NULL || text_equal(text_of(wanted), given);
}

bool input_wants(const input_settings *settings, const series_key *key)
{
    return fits(settings->series, key->id) && fits(settings->indicator, key->indicator) &&
           fits(settings->organisation, key->organisation);
}

/* The three options that choose series. */
static const struct {
    const char *option, *what;
    size_t wanted; /* const char * in input_settings */
    size_t given;  /* text in series_key */
} choices[] = {
    { "--organisation", "organisation", AT(organisation), offsetof(series_key, organisation) },
    { "--indicator", "indicator", AT(indicator), offsetof(series_key, indicator) },
    { "--series", "series", AT(series), offsetof(series_key, id) },
};

bool input_complain_of_none(const input_settings *settings, const series_table *table, const char *name,
                            upw_error *error)
{
    buffer asked;
    buffer_init(&asked, 256);
    for (size_t c = 0; c < sizeof choices / sizeof *choices; c++) {
        const char *const wanted = *(const char *const *)((const char *)settings + choices[c].wanted);
        if (wanted == NULL)
            continue;
        bool is_there = false;
        nearest names = { .wanted = text_of(wanted) };
        for (size_t s = 0; s < table->n_series && !is_there; s++) {
            const text given = *(const text *)((const char *)&table->keys[s] + choices[c].given);
            is_there = text_equal(given, names.wanted);
            nearest_offer(&names, given);
        }
        buffer_add_format(&asked, "%s%s \"%.60s\"", asked.len > 0 ? " and " : "", choices[c].option, wanted);
        if (is_there)
            continue;
        buffer_empty(&asked);
        nearest_add(&asked, &names);
        upw_fail(error, UPW_BAD_INPUT, "no %s of %s is called \"%.60s\"%s%.*s", choices[c].what, name, wanted,
                 names.n == 0  ? "; it has no such column"
                 : names.n < 2 ? "; the nearest is "
                               : "; the nearest are ",
                 (int)asked.len, asked.at);
        buffer_clear(&asked);
        return false;
    }
    upw_fail(error, UPW_BAD_INPUT, "no series of %s fits %.*s together", name, (int)asked.len, asked.at);
    buffer_clear(&asked);
    return false;
}

void input_say_lines(text lines)
{
    while (lines.len > 0) {
        const text line = text_take_until(&lines, '\n');
        cli_say("%.*s", TEXT_ARGS(line));
    }
}

/* ---- progress ---- */

enum { BAR_WIDTH = 40 };

typedef struct progress_state {
    struct timespec start;
    int shown_percent; /* -1: nothing yet */
} progress_state;

static progress_state progress = { .shown_percent = -1 };

static void show_progress(double share, void *context)
{
    progress_state *const p = context;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    const double seconds = (double)(now.tv_sec - p->start.tv_sec) + 1e-9 * (double)(now.tv_nsec - p->start.tv_nsec);
    const int percent = (int)(100 * share);
    if (seconds < 1 || percent == p->shown_percent)
        return;
    p->shown_percent = percent;
    const int filled = percent * BAR_WIDTH / 100;
    fprintf(stderr, "\r[%.*s%*s] %3d %%", filled, "########################################", BAR_WIDTH - filled, "",
            percent);
}

void input_show_progress(table_options *options)
{
    if (!isatty(STDERR_FILENO))
        return;
    clock_gettime(CLOCK_MONOTONIC, &progress.start);
    options->progress = show_progress;
    options->progress_context = &progress;
}

void input_end_progress(void)
{
    if (progress.shown_percent >= 0)
        fprintf(stderr, "\r%*s\r", BAR_WIDTH + 10, "");
    progress.shown_percent = -1;
}

void input_say_notes(const table_notes *notes, const char *name)
{
    buffer words;
    buffer_init(&words, 4096);
    table_notes_add(&words, notes, name);
    if (words.len > 0)
        cli_say("%.*s", (int)words.len, words.at);
    buffer_clear(&words);
}
