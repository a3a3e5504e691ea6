/* upward: the command line. Finds the command, reads its options, runs it, and turns what went wrong into one sentence
 * and an exit status. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/output.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "upward_config.h"

#define COMMAND(name) &name##_command,
const cli_command *const cli_commands[] = { UPWARD_COMMANDS(COMMAND) };
#undef COMMAND
const size_t cli_commands_count = sizeof cli_commands / sizeof cli_commands[0];

static void add_version(buffer *out)
{
    buffer_add_format(out, "upward %s\n", UPWARD_VERSION);
    buffer_add_format(out, "with XLSX input: %s\n",
                      UPWARD_HAS_XLSX ? "yes (libzip, expat)"
                                      : "no (left out of this build, or libzip or expat was not there)");
    buffer_add_format(out, "with the server: %s\n",
                      UPWARD_HAS_SERVER ? "yes (libmicrohttpd, SQLite, PostgreSQL, libsodium, jansson, libcurl, zlib)"
                                        : "no (left out of this build, or some of its libraries were not there)");
    buffer_add_literal(out, "PNG and PDF charts: through rsvg-convert, when it is installed\n");
}

static const cli_command *find_command(const char *name)
{
    for (size_t i = 0; i < cli_commands_count; i++)
        if (strcmp(cli_commands[i]->name, name) == 0)
            return cli_commands[i];
    return NULL;
}

static bool complain_of_command(const char *name, upw_error *error)
{
    const cli_command *nearest = NULL;
    size_t least = strlen(name) / 2 + 1;
    for (size_t i = 0; i < cli_commands_count; i++) {
        const size_t distance = text_distance(text_of(name), text_of(cli_commands[i]->name));
        if (distance < least)
            least = distance, nearest = cli_commands[i];
    }
    return upw_fail(error, UPW_BAD_USAGE, "there is no command \"%s\"%s%s%s; \"upward --help\" lists them", name,
                    nearest != NULL ? "; did you mean \"" : "", nearest != NULL ? nearest->name : "",
                    nearest != NULL ? "\"?" : "");
}

/* What is asked of the program itself rather than of a command: --help, --version, manual pages, completion. */
static bool answer(int count, char **arguments, buffer *out, upw_error *error)
{
    const char *const word = count > 1 ? arguments[1] : "--help";
    const cli_command *const about = count > 2 ? find_command(arguments[2]) : NULL;
    if (count > 2 && about == NULL)
        return complain_of_command(arguments[2], error);
    if (strcmp(word, "--version") == 0)
        add_version(out);
    else if (strcmp(word, "man") == 0)
        cli_add_manual(out, about);
    else if (strcmp(word, "completion") == 0)
        cli_add_completion(out);
    else if (about != NULL)
        cli_add_help(out, about);
    else
        cli_add_overview(out);
    return true;
}

static bool is_about_program(const char *word)
{
    static const char *const words[] = { "--help", "-h", "help", "--version", "man", "completion" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

static bool run_command(const cli_command *command, int count, char **arguments, buffer *out, upw_arena *arena,
                        upw_error *error)
{
    void *const settings = memory_take(arena, 1, command->settings_size);
    cli_files files;
    bool wants_help;
    if (!cli_parse(command, count, arguments, settings, &files, &wants_help, error))
        return false;
    if (wants_help) {
        cli_add_help(out, command);
        return true;
    }
    if (files.n == 0 && !command->needs_no_file && isatty(STDIN_FILENO))
        return upw_fail(error, UPW_BAD_USAGE, "which file? \"upward %s --help\" says more; - is standard input",
                        command->name);
    static char standard_input[] = "-";
    static char *const standard_files[] = { standard_input };
    if (files.n == 0 && !command->needs_no_file)
        files = (cli_files){ (char **)standard_files, 1 };
    return command->run(settings, files, arena, error);
}

/* Leave nothing behind, say so, and end as the shell expects of a program that was stopped. */
static void stop_at_signal(int number)
{
    output_abandon_all();
    static const char sentence[] = "\nupward: stopped; nothing was written\n";
    const ssize_t ignored = write(STDERR_FILENO, sentence, sizeof sentence - 1);
    (void)ignored;
    signal(number, SIG_DFL);
    raise(number);
}

/* Whatever ends a program that nobody has broken. */
static const int stopping[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM, SIGUSR1, SIGUSR2, SIGXCPU };

int main(int count, char **arguments)
{
    const struct sigaction stop = { .sa_handler = stop_at_signal, .sa_flags = SA_NODEFER };
    const struct sigaction ignore = { .sa_handler = SIG_IGN };
    for (size_t i = 0; i < sizeof stopping / sizeof *stopping; i++)
        sigaction(stopping[i], &stop, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGXFSZ, &ignore, NULL);

    upw_arena arena;
    memory_init_arena(&arena);
    buffer out;
    buffer_init(&out, (size_t)1 << 20);
    upw_error error = { 0 };
    bool done;
    const cli_command *const command = count > 1 ? find_command(arguments[1]) : NULL;
    if (command != NULL)
        done = run_command(command, count - 1, arguments + 1, &out, &arena, &error);
    else if (count < 2 || is_about_program(arguments[1]))
        done = answer(count, arguments, &out, &error);
    else
        done = complain_of_command(arguments[1], &error);
    if (done && out.len > 0)
        done = cli_print(&out, &error);
    int status = done ? 0 : upw_error_exit_status(error.code);
    if (done && count < 2)
        status = upw_error_exit_status(UPW_BAD_USAGE); /* nothing was asked: the overview, and not "done" */
    if (!done)
        cli_say("%s", error.message);
    buffer_clear(&out);
    upw_arena_clear(&arena);
    return status;
}
