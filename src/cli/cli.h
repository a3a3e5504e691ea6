/* cli/cli.h: commands and options as tables; help, manual pages and completion are printed from them. */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "upward/arena.h"
#include "upward/error.h"

/* An option writes itself into its group's settings, at `offset`: a `const char *` where it has an argument, the number
 * of the choice (an enum, counted from `first`) where it has choices, a bool where it is a flag. `set` does anything
 * else. Text given on the command line lives as long as the program. */
typedef struct cli_option {
    const char *name;     /* "profile", given as --profile */
    char letter;          /* 'o', given as -o; 0: none */
    const char *argument; /* "upward|parity"; NULL: a flag */
    const char *help;     /* one or more sentences, wrapped where they are printed */
    size_t offset;
    const char *const *choices; /* ended by NULL */
    unsigned first;
    bool (*set)(void *settings, const char *argument, upw_error *error);
    bool repeats; /* may be given more than once; of any other the first would be lost without a word */
} cli_option;

typedef struct cli_option_group {
    const char *title;
    const cli_option *options;
    size_t n_options;
    size_t offset; /* of the group's settings in the command's settings */
} cli_option_group;

typedef struct cli_files {
    char **paths; /* as given; "-" is standard input */
    size_t n;
} cli_files;

typedef struct cli_example {
    const char *command;
    const char *does;
} cli_example;

typedef struct cli_command {
    const char *name;
    const char *one_line;
    const char *usage;       /* after "upward NAME " */
    const char *description; /* paragraphs, separated by an empty line */
    const cli_option_group *groups;
    size_t n_groups;
    const cli_example *examples;
    size_t n_examples;
    bool needs_no_file;   /* without one, standard input is not read either */
    size_t settings_size; /* zeroed before the options are set */
    bool (*run)(const void *settings, cli_files files, upw_arena *arena, upw_error *error);
} cli_command;

extern const cli_command *const cli_commands[];
extern const size_t cli_commands_count;

/* Set `settings` and find the files in the arguments behind the command's name. UPW_BAD_USAGE names what is wrong and
 * the nearest right thing; *wants_help when --help was given. */
bool cli_parse(const cli_command *command, int count, char **arguments, void *settings, cli_files *files,
               bool *wants_help, upw_error *error) UPW_MUST_CHECK;

void cli_add_help(buffer *out, const cli_command *command);
void cli_add_overview(buffer *out);
void cli_add_manual(buffer *out, const cli_command *command); /* NULL: of the whole program; roff for man(1) */
void cli_add_completion(buffer *out);                         /* for bash */

/* Print on standard output. */
bool cli_print(const buffer *words, upw_error *error) UPW_MUST_CHECK;

/* Say something on standard error: "upward: …". */
void cli_say(const char *format, ...) UPW_PRINTF(1, 2);

#endif
