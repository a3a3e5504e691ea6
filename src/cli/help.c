/* What --help, man and the shell's completion say: all from the tables of commands and options. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/cli.h"
#include "upward_config.h"

enum { WIDTH = 100, HELP_COLUMN = 30 };

/* Words of `paragraph`, wrapped between `indent` and WIDTH; `at` is the column the first word stands in. */
static void add_wrapped(buffer *out, const char *paragraph, size_t indent, size_t at)
{
    text rest = text_of(paragraph);
    bool is_first = true;
    while (rest.len > 0) {
        const text word = text_take_until(&rest, ' ');
        if (!is_first && at + 1 + word.len > WIDTH) {
            buffer_add_format(out, "\n%*s", (int)indent, "");
            at = indent;
        } else if (!is_first) {
            buffer_add_char(out, ' ');
            at++;
        }
        buffer_add(out, word);
        at += word.len;
        is_first = false;
    }
    buffer_add_char(out, '\n');
}

static void add_paragraphs(buffer *out, const char *paragraphs)
{
    text rest = text_of(paragraphs);
    while (rest.len > 0) {
        const text line = text_take_until(&rest, '\n');
        char copy[2048];
        snprintf(copy, sizeof copy, "%.*s", TEXT_ARGS(line));
        if (line.len > 0)
            add_wrapped(out, copy, 0, 0);
        else
            buffer_add_char(out, '\n');
    }
}

static void add_option(buffer *out, const cli_option *option)
{
    const size_t before = out->len;
    buffer_add_format(out, "  %s%c%s--%s%s%s", option->letter != '\0' ? "-" : "",
                      option->letter != '\0' ? option->letter : ' ', option->letter != '\0' ? ", " : "   ",
                      option->name, option->argument != NULL ? " " : "",
                      option->argument != NULL ? option->argument : "");
    size_t column = out->len - before;
    if (column + 2 > HELP_COLUMN) {
        buffer_add_char(out, '\n');
        column = 0;
    }
    buffer_add_format(out, "%*s", (int)(HELP_COLUMN - column), "");
    add_wrapped(out, option->help, HELP_COLUMN, HELP_COLUMN);
}

void cli_add_help(buffer *out, const cli_command *command)
{
    buffer_add_format(out, "upward %s: %s\n\nUsage: upward %s %s\n\n", command->name, command->one_line, command->name,
                      command->usage);
    add_paragraphs(out, command->description);
    for (size_t g = 0; g < command->n_groups; g++) {
        buffer_add_format(out, "\n%s:\n", command->groups[g].title);
        for (size_t i = 0; i < command->groups[g].n_options; i++)
            add_option(out, &command->groups[g].options[i]);
    }
    if (command->n_examples > 0)
        buffer_add_literal(out, "\nExamples:\n");
    for (size_t i = 0; i < command->n_examples; i++)
        buffer_add_format(out, "  %s\n      %s\n", command->examples[i].command, command->examples[i].does);
    buffer_add_literal(
        out, "\nExit status: 0 done, 1 the input is wrong, 2 the command line is wrong, 3 the machine failed.\n");
}

void cli_add_overview(buffer *out)
{
    buffer_add_literal(out, "upward: performance management the right way up, for health services\n\n"
                            "Usage: upward COMMAND [OPTIONS] [FILE...]\n\nCommands:\n");
    for (size_t i = 0; i < cli_commands_count; i++)
        buffer_add_format(out, "  %-12s%s\n", cli_commands[i]->name, cli_commands[i]->one_line);
    buffer_add_literal(
        out, "\n\"upward COMMAND --help\" says more about one; \"upward --version\" what this program was built with.\n"
             "\"-\" is standard input. Results go to standard output, complaints to standard error.\n"
             "Exit status: 0 done, 1 the input is wrong (file, row, column and what to do), 2 the command line is\n"
             "wrong, 3 the machine failed (disk, memory).\n");
}

/* ---- man(1) ---- */

/* roff: a backslash and a leading dot or quote would be commands; a hyphen must stay one that can be pasted. */
static void add_roff(buffer *out, const char *words)
{
    for (const char *at = words; *at != '\0'; at++) {
        if ((*at == '.' || *at == '\'') && (at == words || at[-1] == '\n'))
            buffer_add_literal(out, "\\&");
        if (*at == '\\' || *at == '-')
            buffer_add_char(out, '\\');
        if (*at == '\n' && at[1] == '\n') {
            buffer_add_literal(out, "\n.PP\n");
            at++;
            continue;
        }
        buffer_add_char(out, *at);
    }
}

static void add_roff_format(buffer *out, const char *before, const char *words, const char *after)
{
    buffer_add(out, text_of(before));
    add_roff(out, words);
    buffer_add(out, text_of(after));
}

static void add_manual_options(buffer *out, const cli_command *command)
{
    for (size_t g = 0; g < command->n_groups; g++) {
        add_roff_format(out, ".SS ", command->groups[g].title, "\n");
        for (size_t i = 0; i < command->groups[g].n_options; i++) {
            const cli_option *const option = &command->groups[g].options[i];
            buffer_add_literal(out, ".TP\n");
            if (option->letter != '\0')
                buffer_add_format(out, "\\fB\\-%c\\fR, ", option->letter);
            add_roff_format(out, "\\fB\\-\\-", option->name, "\\fR");
            if (option->argument != NULL)
                add_roff_format(out, " \\fI", option->argument, "\\fR");
            add_roff_format(out, "\n", option->help, "\n");
        }
    }
}

static void add_manual_end(buffer *out, const cli_command *command)
{
    buffer_add_literal(
        out, ".SH EXIT STATUS\n0 done, 1 the input is wrong, 2 the command line is wrong, 3 the machine failed.\n"
             ".SH SEE ALSO\n");
    if (command != NULL)
        buffer_add_literal(out, "\\fBupward\\fR(1)\n");
    for (size_t i = 0; command == NULL && i < cli_commands_count; i++)
        buffer_add_format(out, "\\fBupward\\-%s\\fR(1)%s\n", cli_commands[i]->name,
                          i + 1 < cli_commands_count ? "," : "");
}

/* ".TH UPWARD-SPC 1 …": the title of a manual page has capitals. */
static void add_manual_title(buffer *out, const char *name)
{
    buffer_add_format(out, ".TH UPWARD%s", *name != '\0' ? "-" : "");
    for (const char *at = name; *at != '\0'; at++)
        buffer_add_char(out, *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at);
    buffer_add_format(out, " 1 \"\" \"upward %s\"\n", UPWARD_VERSION);
}

void cli_add_manual(buffer *out, const cli_command *command)
{
    const char *const name = command != NULL ? command->name : "";
    add_manual_title(out, name);
    buffer_add_format(out, ".SH NAME\nupward%s%s \\- ", command != NULL ? "-" : "", name);
    add_roff(out, command != NULL ? command->one_line : "performance management the right way up, for health services");
    buffer_add_literal(out, "\n.SH SYNOPSIS\n");
    if (command == NULL) {
        buffer_add_literal(out,
                           "\\fBupward\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR] [\\fIFILE\\fR...]\n"
                           ".SH DESCRIPTION\nEach command has a manual page of its own and answers \\-\\-help. \\- is "
                           "standard input. Results go to standard output, complaints to standard error.\n"
                           ".SH COMMANDS\n");
        for (size_t i = 0; i < cli_commands_count; i++) {
            buffer_add_format(out, ".TP\n\\fB%s\\fR\n", cli_commands[i]->name);
            add_roff_format(out, "", cli_commands[i]->one_line, "\n");
        }
        add_manual_end(out, command);
        return;
    }
    buffer_add_format(out, "\\fBupward %s\\fR ", name);
    add_roff_format(out, "", command->usage, "\n.SH DESCRIPTION\n");
    add_roff_format(out, "", command->description, "\n.SH OPTIONS\n");
    add_manual_options(out, command);
    if (command->n_examples > 0)
        buffer_add_literal(out, ".SH EXAMPLES\n");
    for (size_t i = 0; i < command->n_examples; i++) {
        add_roff_format(out, ".TP\n\\fB", command->examples[i].command, "\\fR\n");
        add_roff_format(out, "", command->examples[i].does, "\n");
    }
    add_manual_end(out, command);
}

void cli_add_completion(buffer *out)
{
    buffer_add_literal(out, "_upward() {\n    local words\n    case \"${COMP_WORDS[1]}\" in\n");
    for (size_t c = 0; c < cli_commands_count; c++) {
        buffer_add_format(out, "    %s) words=\"--help", cli_commands[c]->name);
        for (size_t g = 0; g < cli_commands[c]->n_groups; g++)
            for (size_t i = 0; i < cli_commands[c]->groups[g].n_options; i++)
                buffer_add_format(out, " --%s", cli_commands[c]->groups[g].options[i].name);
        buffer_add_literal(out, "\" ;;\n");
    }
    buffer_add_literal(out, "    *) words=\"--help --version");
    for (size_t c = 0; c < cli_commands_count; c++)
        buffer_add_format(out, " %s", cli_commands[c]->name);
    buffer_add_literal(out, "\" ;;\n    esac\n"
                            "    if [[ $COMP_CWORD -eq 1 || ${COMP_WORDS[COMP_CWORD]} == -* ]]; then\n"
                            "        COMPREPLY=($(compgen -W \"$words\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n"
                            "    fi\n}\ncomplete -o default -F _upward upward\n");
}
