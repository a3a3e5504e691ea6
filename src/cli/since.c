/* From when on? */
#include "cli/since.h"

#include <stdint.h>

#include "cli/cli.h"

bool since_read(const char *words, period_order order, since_filter *out, upw_error *error)
{
    const char *reason;
    *out = (since_filter){ .words = words, .from = { INT32_MIN }, .order = order };
    return words == NULL || period_parse(text_of(words), order, &out->from, &reason) ||
           upw_fail(error, UPW_BAD_USAGE, "--since: \"%s\" is not a period: %s", words, reason);
}

bool since_fit(since_filter *s, period sample, const char *name, upw_error *error)
{
    if (s->words == NULL)
        return true;
    const bool has_numbers = period_get_kind(sample) == PERIOD_NUMBER;
    const civil_date january = { period_get_start(s->from), 1, 1 };
    if (!has_numbers && period_get_kind(s->from) == PERIOD_NUMBER && civil_is_valid(january))
        s->from = period_make(civil_to_days(january), PERIOD_YEAR);
    return has_numbers == (period_get_kind(s->from) == PERIOD_NUMBER) ||
           upw_fail(error, UPW_BAD_USAGE,
                    has_numbers ? "--since \"%s\" is a date, but %s counts its periods: give a number"
                                : "--since \"%s\" is a number, but %s has dates: write 2024-04, 2024/25 or 2024",
                    s->words, name);
}

bool since_keeps(const since_filter *s, period when)
{
    return s->words == NULL || period_get_start(when) >= period_get_start(s->from);
}

record_column since_column(const since_filter *s, const table_options *options)
{
    static const char *const names[] = { "period", "date", "month", NULL };
    return (record_column){ "period", options->columns[COLUMN_PERIOD], names, s->words != NULL };
}

bool since_judge(since_filter *s, const records_file *file, int64_t row, size_t column, text field, bool *keeps,
                 upw_error *error)
{
    period when;
    const char *reason;
    *keeps = true;
    if (s->words == NULL)
        return true;
    if (!period_parse(field, s->order, &when, &reason))
        return records_complain(file, row, column, error, "\"%.*s\" is not a period: %s", TEXT_ARGS(field), reason);
    if (!since_fit(s, when, records_name(file), error))
        return false;
    *keeps = since_keeps(s, when);
    s->n_before += *keeps ? 0 : 1;
    return true;
}

bool since_end(const since_filter *s, size_t n_kept, const char *name, upw_error *error)
{
    if (n_kept == 0 && s->words != NULL)
        return upw_fail(error, UPW_BAD_INPUT, "nothing of %s is left: no observation is as late as --since %s", name,
                        s->words);
    if (s->n_before > 0)
        cli_say("%s: %zu row%s before --since %s left out", name, s->n_before, s->n_before == 1 ? "" : "s", s->words);
    return true;
}
