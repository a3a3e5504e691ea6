/* What organisations are compared by: the options, and what can be wrong with them, for every command that compares. */
#include <stddef.h>

#include "base/nearest.h"
#include "cli/funnel_job.h"
#include "table/cell.h"

#define AT(field) offsetof(funnel_source, field)

const cli_option funnel_source_options[FUNNEL_SOURCE_OPTIONS_COUNT] = {
    { "type", .argument = "proportion|ratio|counts|rate|mean|risks",
      .help =
          "What the figures are: events of cases; observed over expected events; one count over another; events over "
          "exposure; means with their standard errors; events among cases with a risk each. By the columns when not "
          "given.",
      .offset = AT(type), .choices = funnel_types, .first = 1 },
    { "spread", .argument = "NAME", .help = "The column of the standard error (mean) or of the variance (risks).",
      .offset = AT(spread) },
    { "variance", .argument = "NAME", .help = "The column of the variance, of means too.", .offset = AT(variance) },
    { "risk", .argument = "NAME", .help = "The column with the risk of each case, one row a case.",
      .offset = AT(risk) },
};

bool funnel_check_source(const funnel_source *source, cli_files files, const char *command, upw_error *error)
{
    const input_settings *const input = &source->input;
    if (files.n != 1)
        return upw_fail(error, UPW_BAD_USAGE, "%s reads one file at a time, not %zu", command, files.n);
    const char *const idle = input->table.is_wide                    ? "--wide"
                             : input->series != NULL                 ? "--series"
                             : input->table.order != (period_order)0 ? "--dates"
                                                                     : NULL;
    if (idle != NULL)
        return upw_fail(error, UPW_BAD_USAGE,
                        "%s has no meaning here: %s adds up the rows of each organisation; --where chooses among them",
                        idle, command);
    if (input->table.is_complement && source->type > 0 && source->type != UPW_FUNNEL_PROPORTION + 1)
        return upw_fail(error, UPW_BAD_USAGE, "--complement is for proportions: the cases that had no event");
    return (source->spread == NULL || source->variance == NULL) ||
           upw_fail(error, UPW_BAD_USAGE, "give --spread or --variance, not both");
}

bool funnel_read_per(const char *words, double *out, upw_error *error)
{
    const char *reason;
    if (cell_read_number(text_of(words), out, &reason) != CELL_NUMBER)
        return upw_fail(error, UPW_BAD_USAGE, "--per wants a number, not \"%.60s\"", words);
    return *out > 0 || upw_fail(error, UPW_BAD_USAGE, "--per is above 0, not \"%.60s\"", words);
}

bool funnel_check_organisation(const char *wanted, const funnel_table *t, upw_error *error)
{
    if (wanted == NULL)
        return true;
    nearest names = { .wanted = text_of(wanted) };
    for (size_t k = 0; k < t->n; k++)
        for (size_t i = 0; i < t->items[k].n; i++) {
            if (text_equal(t->items[k].bodies[i].name, names.wanted))
                return true;
            nearest_offer(&names, t->items[k].bodies[i].name);
        }
    buffer words;
    buffer_init(&words, 512);
    nearest_add(&words, &names);
    upw_fail(error, UPW_BAD_INPUT, "no organisation of %s is called \"%.60s\"%s%.*s", t->file, wanted,
             names.n < 2 ? "; the nearest is " : "; the nearest are ", (int)words.len, words.at);
    buffer_clear(&words);
    return false;
}

bool funnel_wrap(const funnel_table *t, const funnel_body *body, upw_error *error)
{
    if (body == NULL)
        return upw_wrap(error, "%s", t->file);
    error->row = body->first_row;
    return upw_wrap(error, "%s, row %lld, %.*s", t->file, (long long)body->first_row,
                    body->name.len < 60 ? (int)body->name.len : 60, body->name.at);
}
