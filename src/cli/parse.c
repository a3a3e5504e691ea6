/* Arguments into settings, by the command's table. */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/output.h"
#include "base/text.h"
#include "cli/cli.h"

enum { OPTIONS_MAX = 96, FIRST_CODE = 256 };

typedef struct flat_options {
    struct option longs[OPTIONS_MAX + 2];
    char shorts[2 * OPTIONS_MAX + 4];
    const cli_option *options[OPTIONS_MAX];
    const cli_option_group *groups[OPTIONS_MAX];
    bool is_given[OPTIONS_MAX];
    size_t n;
} flat_options;

enum { CODE_HELP = FIRST_CODE + OPTIONS_MAX };

static void flatten(const cli_command *command, flat_options *flat)
{
    size_t n_shorts = 0;
    flat->shorts[n_shorts++] = ':'; /* tell a missing argument from an unknown option */
    flat->shorts[n_shorts++] = 'h';
    flat->n = 0;
    for (size_t g = 0; g < command->n_groups; g++)
        for (size_t i = 0; i < command->groups[g].n_options && flat->n < OPTIONS_MAX; i++) {
            const cli_option *const option = &command->groups[g].options[i];
            flat->longs[flat->n] =
                (struct option){ option->name, option->argument != NULL ? required_argument : no_argument, NULL,
                                 FIRST_CODE + (int)flat->n };
            flat->options[flat->n] = option;
            flat->groups[flat->n] = &command->groups[g];
            flat->n++;
            if (option->letter != '\0') {
                flat->shorts[n_shorts++] = option->letter;
                if (option->argument != NULL)
                    flat->shorts[n_shorts++] = ':';
            }
        }
    flat->shorts[n_shorts] = '\0';
    flat->longs[flat->n] = (struct option){ "help", no_argument, NULL, CODE_HELP };
    flat->longs[flat->n + 1] = (struct option){ 0 };
}

static bool complain_of_unknown(const cli_command *command, const flat_options *flat, const char *given,
                                upw_error *error)
{
    text name = text_of(given);
    while (text_starts_with(name, TEXT("-")))
        name.at++, name.len--;
    text rest = name;
    name = text_take_until(&rest, '=');
    const char *nearest = NULL;
    size_t least = name.len / 2 + 1;
    for (size_t i = 0; i < flat->n; i++) {
        const size_t distance = text_distance(name, text_of(flat->options[i]->name));
        if (distance < least)
            least = distance, nearest = flat->options[i]->name;
    }
    return upw_fail(error, UPW_BAD_USAGE, "there is no option %s%s%s%s; \"upward %s --help\" lists them", given,
                    nearest != NULL ? "; did you mean --" : "", nearest != NULL ? nearest : "",
                    nearest != NULL ? "?" : "", command->name);
}

static bool choose(const cli_option *option, const char *argument, unsigned *chosen, upw_error *error)
{
    char list[200] = "";
    size_t len = 0;
    for (unsigned i = 0; option->choices[i] != NULL; i++) {
        if (strcmp(argument, option->choices[i]) == 0) {
            *chosen = option->first + i;
            return true;
        }
        const int more = snprintf(list + len, sizeof list - len, "%s%s", len > 0 ? ", " : "", option->choices[i]);
        len += more > 0 && (size_t)more < sizeof list - len ? (size_t)more : 0;
    }
    return upw_fail(error, UPW_BAD_USAGE, "--%s cannot be \"%s\"; it is one of %s", option->name, argument, list);
}

static bool set_option(const cli_option *option, char *settings, const char *argument, upw_error *error)
{
    if (option->set != NULL)
        return option->set(settings, argument, error);
    void *const at = settings + option->offset;
    if (option->choices != NULL)
        return choose(option, argument, at, error);
    if (option->argument != NULL)
        *(const char **)at = argument;
    else
        *(bool *)at = true;
    return true;
}

bool cli_parse(const cli_command *command, int count, char **arguments, void *settings, cli_files *files,
               bool *wants_help, upw_error *error)
{
    flat_options flat = { 0 };
    flatten(command, &flat);
    opterr = 0;
    optind = 1;
    *wants_help = false;
    for (;;) {
        const int code = getopt_long(count, arguments, flat.shorts, flat.longs, NULL);
        if (code == -1)
            break;
        if (code == 'h' || code == CODE_HELP) {
            *wants_help = true;
            return true;
        }
        if (code == ':')
            return upw_fail(error, UPW_BAD_USAGE, "option %s needs a value; see \"upward %s --help\"",
                            arguments[optind - 1], command->name);
        size_t i = code >= FIRST_CODE ? (size_t)(code - FIRST_CODE) : flat.n;
        for (size_t k = 0; code < FIRST_CODE && k < flat.n; k++)
            if (code != '?' && flat.options[k]->letter == (char)code)
                i = k;
        if (i >= flat.n)
            return complain_of_unknown(command, &flat, arguments[optind - 1], error);
        if (flat.is_given[i] && !flat.options[i]->repeats)
            return upw_fail(error, UPW_BAD_USAGE, "--%s is given twice; give it once", flat.options[i]->name);
        flat.is_given[i] = true;
        if (!set_option(flat.options[i], (char *)settings + flat.groups[i]->offset, optarg, error))
            return false;
    }
    *files = (cli_files){ arguments + optind, (size_t)(count - optind) };
    return true;
}

void cli_say(const char *format, ...)
{
    char sentence[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    text_make_showable(sentence); /* names of files in it may be anybody's */
    fprintf(stderr, "upward: %s\n", sentence);
}

bool cli_print(const buffer *words, upw_error *error)
{
    output *const out = output_open(NULL, error);
    const bool written = out != NULL && output_write(out, buffer_text(words), error);
    if (out != NULL && !written)
        output_abandon(out);
    return written && output_commit(out, error);
}
