/* cli/input_options.h: the options that every command which reads a tidy table has. */
#ifndef CLI_INPUT_OPTIONS_H
#define CLI_INPUT_OPTIONS_H

#include "cli/cli.h"
#include "table/table.h"

typedef struct input_settings {
    table_options table;
    const char *series; /* keep only the series of this id, indicator, organisation; NULL: all */
    const char *indicator;
    const char *organisation;
} input_settings;

enum { INPUT_OPTIONS_COUNT = 13 };
extern const cli_option input_options[INPUT_OPTIONS_COUNT];

/* Whether --series, --indicator and --organisation keep this one. */
bool input_wants(const input_settings *settings, const series_key *key);

/* None of these series is one that --series, --indicator and --organisation keep: says which of the three is at fault,
 * with the nearest names. False. */
bool input_complain_of_none(const input_settings *settings, const series_table *table, const char *name,
                            upw_error *error);

/* Each line of `lines` as a sentence on standard error. */
void input_say_lines(text lines);

/* A progress bar on standard error, when that is a terminal and the work lasts more than a second. */
void input_show_progress(table_options *options);
void input_end_progress(void);

/* What was left out or guessed while reading, on standard error. */
void input_say_notes(const table_notes *notes, const char *name);

#endif
