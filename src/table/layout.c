/* Which column is which? By the name that --column gives, by its own name, by a usual other name, in that order. */
#include "table/layout.h"

#include <string.h>

#include "base/memory.h"

static const char *const names[COLUMN_COUNT] = {
    [COLUMN_SERIES_ID] = "series_id",     [COLUMN_INDICATOR] = "indicator", [COLUMN_ORGANISATION] = "organisation",
    [COLUMN_PERIOD] = "period",           [COLUMN_VALUE] = "value",         [COLUMN_NUMERATOR] = "numerator",
    [COLUMN_DENOMINATOR] = "denominator", [COLUMN_EXPECTED] = "expected",   [COLUMN_TARGET] = "target",
    [COLUMN_ANNOTATION] = "annotation",
};

/* Other names that people and other programs use; docs/input.md prints this list. */
static const struct {
    table_column column;
    const char *name;
} other_names[] = {
    { COLUMN_SERIES_ID, "series" },
    { COLUMN_INDICATOR, "measure" },
    { COLUMN_INDICATOR, "metric" },
    { COLUMN_ORGANISATION, "organization" },
    { COLUMN_ORGANISATION, "org_code" },
    { COLUMN_ORGANISATION, "provider" },
    { COLUMN_PERIOD, "date" },
    { COLUMN_PERIOD, "month" },
    { COLUMN_PERIOD, "x" },
    { COLUMN_VALUE, "y" },
    { COLUMN_DENOMINATOR, "n" },
};

static const struct {
    role role;
    unsigned slot;
} roles[COLUMN_COUNT] = {
    [COLUMN_SERIES_ID] = { ROLE_KEY, KEY_SERIES_ID },       [COLUMN_INDICATOR] = { ROLE_KEY, KEY_INDICATOR },
    [COLUMN_ORGANISATION] = { ROLE_KEY, KEY_ORGANISATION }, [COLUMN_PERIOD] = { ROLE_PERIOD, 0 },
    [COLUMN_ANNOTATION] = { ROLE_ANNOTATION, 0 },           [COLUMN_VALUE] = { ROLE_NUMBER, COLUMN_VALUE },
    [COLUMN_NUMERATOR] = { ROLE_NUMBER, COLUMN_NUMERATOR }, [COLUMN_DENOMINATOR] = { ROLE_NUMBER, COLUMN_DENOMINATOR },
    [COLUMN_EXPECTED] = { ROLE_NUMBER, COLUMN_EXPECTED },   [COLUMN_TARGET] = { ROLE_NUMBER, COLUMN_TARGET },
};

const char *table_column_name(table_column column)
{
    return names[column];
}

bool table_column_find(text name, table_column *column)
{
    for (table_column c = 0; c < COLUMN_COUNT; c++)
        if (text_equal_ignoring_case(name, text_of(names[c]))) {
            *column = c;
            return true;
        }
    return false;
}

char layout_detect_delimiter(text first_line)
{
    static const char candidates[] = { ',', ';', '\t', '|' };
    size_t counts[sizeof candidates] = { 0 };
    bool in_quotes = false;
    for (size_t i = 0; i < first_line.len; i++) {
        in_quotes ^= first_line.at[i] == '"';
        for (size_t k = 0; k < sizeof candidates && !in_quotes; k++)
            counts[k] += first_line.at[i] == candidates[k];
    }
    size_t best = 0;
    for (size_t k = 1; k < sizeof candidates; k++)
        best = counts[k] > counts[best] ? k : best;
    return candidates[best];
}

/* "It has: a, b, c", cut before it gets too long for a sentence. */
static text list_columns(const record *header, upw_arena *arena)
{
    buffer list;
    buffer_init(&list, 220);
    size_t shown = 0;
    for (; shown < header->n_fields && list.len < 150; shown++) {
        const text name = text_trim(header->fields[shown]);
        if (name.len == 0)
            continue;
        buffer_add_format(&list, "%s%.*s", list.len > 0 ? ", " : "", name.len < 40 ? (int)name.len : 40, name.at);
    }
    if (shown < header->n_fields)
        buffer_add_format(&list, " and %zu more", header->n_fields - shown);
    const text copy = memory_copy_text(arena, buffer_text(&list));
    buffer_clear(&list);
    return copy;
}

static bool complain_of_missing(const record *header, text wanted, const char *option, const char *file,
                                upw_arena *arena, upw_error *error)
{
    size_t nearest = 0, least = SIZE_MAX;
    for (size_t i = 0; i < header->n_fields; i++) {
        const size_t distance = text_distance(text_trim(header->fields[i]), wanted);
        if (distance < least)
            nearest = i, least = distance;
    }
    const text list = list_columns(header, arena);
    const text guess = text_trim(header->fields[nearest]);
    const bool is_near = least <= wanted.len / 2;
    upw_fail_row(error, UPW_BAD_INPUT, 1, "%s has no column \"%.*s\"; it has: %.*s. %s%.*s%sgive its name with %s",
                 file, TEXT_ARGS(wanted), TEXT_ARGS(list), is_near ? "Did you mean \"" : "",
                 is_near ? (int)guess.len : 0, guess.at, is_near ? "\"? If so, " : "If it is one of these, ", option);
    if (error != NULL)
        text_make_showable(error->message);
    return false;
}

static bool find_by_name(const record *header, text name, size_t *found, size_t *again)
{
    *found = *again = header->n_fields;
    for (size_t i = header->n_fields; i-- > 0;)
        if (text_equal_ignoring_case(text_trim(header->fields[i]), name)) {
            *again = *found;
            *found = i;
        }
    return *found < header->n_fields;
}

static bool assign(table_layout *out, const record *header, table_column column, text name, bool is_demanded,
                   upw_arena *arena, upw_error *error)
{
    size_t found, again;
    if (!find_by_name(header, name, &found, &again)) {
        if (!is_demanded)
            return true;
        const text option = memory_format(arena, "--column %s=NAME", names[column]);
        return complain_of_missing(header, name, option.at, out->file, arena, error);
    }
    if (!is_demanded && out->columns[found].role != ROLE_IGNORED)
        return true; /* --column gave it another meaning */
    if (again < header->n_fields)
        return upw_fail_row(error, UPW_BAD_INPUT, 1,
                            "%s has two columns \"%.*s\" (columns %zu and %zu): rename one of them", out->file,
                            TEXT_ARGS(name), found + 1, again + 1);
    if (out->columns[found].role != ROLE_IGNORED)
        return upw_fail_row(error, UPW_BAD_INPUT, 1, "%s: column \"%.*s\" cannot be both %s and something else",
                            out->file, TEXT_ARGS(name), names[column]);
    out->columns[found].role = roles[column].role;
    out->columns[found].slot = roles[column].slot;
    out->has[column] = true;
    return true;
}

static bool assign_columns(table_layout *out, const record *header, upw_arena *arena, upw_error *error)
{
    for (table_column c = 0; c < COLUMN_COUNT; c++)
        if (out->options->columns[c].len > 0 && !assign(out, header, c, out->options->columns[c], true, arena, error))
            return false;
    for (table_column c = 0; c < COLUMN_COUNT; c++) {
        if (c == COLUMN_ANNOTATION && out->options->is_wide)
            continue; /* a row is a series there, and no observation to speak of */
        if (!out->has[c] && !assign(out, header, c, text_of(names[c]), false, arena, error))
            return false;
    }
    for (size_t i = 0; i < sizeof other_names / sizeof *other_names; i++) {
        size_t found, again;
        const text name = text_of(other_names[i].name);
        if (!out->has[other_names[i].column] && find_by_name(header, name, &found, &again) &&
            !assign(out, header, other_names[i].column, name, false, arena, error))
            return false;
    }
    return true;
}

static bool assign_filters(table_layout *out, const record *header, upw_arena *arena, upw_error *error)
{
    for (unsigned f = 0; f < out->options->n_filters; f++) {
        size_t found, again;
        const text name = out->options->filters[f].column;
        if (!find_by_name(header, name, &found, &again))
            return complain_of_missing(header, name, "--where NAME=VALUE", out->file, arena, error);
        if (out->columns[found].role == ROLE_FILTER)
            return upw_fail(error, UPW_BAD_USAGE, "--where is given twice for \"%.*s\"; a row cannot say both",
                            TEXT_ARGS(name));
        if (out->columns[found].role != ROLE_IGNORED)
            return upw_fail(error, UPW_BAD_USAGE,
                            "%s: --where cannot filter by \"%.*s\", which already has a meaning (use --organisation or "
                            "--indicator)",
                            out->file, TEXT_ARGS(name));
        out->columns[found].role = ROLE_FILTER;
        out->columns[found].slot = f;
    }
    return true;
}

/* A row of a wide file is a series; when nothing names it and there are columns that could, ask for one of them. */
static bool has_name(const table_layout *layout)
{
    bool could_have = false;
    for (size_t i = 0; i < layout->n_columns; i++)
        could_have |= layout->columns[i].role == ROLE_IGNORED && layout->columns[i].name.len > 0;
    return !could_have || layout->has[COLUMN_SERIES_ID] || layout->has[COLUMN_INDICATOR] ||
           layout->has[COLUMN_ORGANISATION];
}

static bool complain_of_no_name(const table_layout *layout, upw_error *error)
{
    buffer list;
    buffer_init(&list, 300);
    const column_layout *first = layout->columns;
    for (size_t i = 0; i < layout->n_columns && list.len < 150; i++) {
        const column_layout *const column = &layout->columns[i];
        if (column->role != ROLE_IGNORED || column->name.len == 0)
            continue;
        first = list.len == 0 ? column : first;
        buffer_add_format(&list, "%s%.*s", list.len > 0 ? ", " : "", column->name.len < 40 ? (int)column->name.len : 40,
                          column->name.at);
    }
    upw_fail_row(error, UPW_BAD_INPUT, 1,
                 "%s: with --wide each row is a series, but no column says whose it is; name one, for example --column "
                 "\"organisation=%.*s\" (or series_id=, indicator=); the columns that are no periods: %.*s",
                 layout->file, first->name.len < 40 ? (int)first->name.len : 40, first->name.at, (int)list.len,
                 list.at);
    buffer_clear(&list);
    if (error != NULL)
        text_make_showable(error->message);
    return false;
}

/* Wide files: every column whose heading is a period holds the values at it. */
static bool assign_cells(table_layout *out, upw_error *error)
{
    size_t n_cells = 0;
    for (size_t i = 0; i < out->n_columns; i++) {
        const char *reason;
        column_layout *const column = &out->columns[i];
        if (column->role == ROLE_IGNORED && period_parse(column->name, out->options->order, &column->period, &reason)) {
            column->role = ROLE_CELL;
            n_cells++;
        }
    }
    if (n_cells == 0)
        return upw_fail_row(error, UPW_BAD_INPUT, 1,
                            "%s: with --wide every month has a column, but no heading is a period (2019-04, Apr 2019, "
                            "2019/20 …)",
                            out->file);
    if (!has_name(out))
        return complain_of_no_name(out, error);
    for (size_t i = 0; i < out->n_columns; i++)
        for (size_t k = i + 1; k < out->n_columns && out->columns[i].role == ROLE_CELL; k++)
            if (out->columns[k].role == ROLE_CELL && out->columns[k].period.code == out->columns[i].period.code)
                return upw_fail_row(error, UPW_BAD_INPUT, 1, "%s: columns %zu and %zu are both headed with %.*s",
                                    out->file, i + 1, k + 1, TEXT_ARGS(out->columns[i].name));
    out->has[COLUMN_PERIOD] = out->has[COLUMN_VALUE] = true;
    return true;
}

/* Two headings or more are dates. */
static bool has_periods_side_by_side(const table_layout *layout)
{
    size_t n = 0;
    for (size_t i = 0; i < layout->n_columns; i++) {
        period when;
        const char *reason;
        n += period_parse(layout->columns[i].name, layout->options->order, &when, &reason) &&
             period_get_kind(when) != PERIOD_NUMBER;
    }
    return n >= 2;
}

bool layout_read_header(const record *header, const table_options *options, const char *file, char delimiter,
                        upw_arena *arena, table_layout *out, upw_error *error)
{
    *out = (table_layout){ .file = file, .delimiter = delimiter, .n_columns = header->n_fields, .options = options };
    out->columns = MEMORY_TAKE(arena, column_layout, header->n_fields);
    for (size_t i = 0; i < header->n_fields; i++)
        out->columns[i].name = memory_copy_text(arena, text_trim(header->fields[i]));
    if (!assign_columns(out, header, arena, error) || !assign_filters(out, header, arena, error))
        return false;
    if (options->is_wide && options->is_complement)
        return upw_fail(error, UPW_BAD_USAGE,
                        "--complement wants a numerator and a denominator column, which a --wide file cannot have");
    if (options->is_wide)
        return assign_cells(out, error);
    if (!out->has[COLUMN_PERIOD] && has_periods_side_by_side(out))
        return upw_fail_row(
            error, UPW_BAD_INPUT, 1,
            "%s has its periods side by side, a column for each; say --wide, and which column names the "
            "series if it is not called series_id, indicator or organisation",
            file);
    if (!out->has[COLUMN_PERIOD])
        return complain_of_missing(header, TEXT("period"), "--column period=NAME", file, arena, error);
    const bool has_ratio = out->has[COLUMN_NUMERATOR] && out->has[COLUMN_DENOMINATOR];
    if (options->is_complement && !has_ratio)
        return complain_of_missing(header, out->has[COLUMN_NUMERATOR] ? TEXT("denominator") : TEXT("numerator"),
                                   "--column numerator=NAME --column denominator=NAME (--complement needs both)", file,
                                   arena, error);
    if (!out->has[COLUMN_VALUE] && !has_ratio)
        return complain_of_missing(header, TEXT("value"),
                                   "--column value=NAME, or give --column numerator=NAME and --column denominator=NAME",
                                   file, arena, error);
    return true;
}
