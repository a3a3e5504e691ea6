/* RFC 4180, as files really are: a bare LF or CR LF ends a record, quotes count only at the start of a field. */
#include "table/record.h"

#include <string.h>

#include "base/memory.h"

/* Bytes of a field that starts with a quote, up to and including the closing one; 0 when there is none. */
static size_t quoted_length(text rest, bool *has_doubled)
{
    size_t i = 1;
    *has_doubled = false;
    for (;;) {
        const char *const quote = i < rest.len ? memchr(rest.at + i, '"', rest.len - i) : NULL;
        if (quote == NULL)
            return 0;
        i = (size_t)(quote - rest.at) + 1;
        if (i == rest.len || rest.at[i] != '"')
            return i;
        *has_doubled = true;
        i++;
    }
}

static size_t plain_length(text rest, char delimiter)
{
    size_t i = 0;
    while (i < rest.len && rest.at[i] != delimiter && rest.at[i] != '\n')
        i++;
    return i;
}

static text without_doubled_quotes(text inner, upw_arena *arena)
{
    char *const copy = memory_take(arena, inner.len, 1);
    size_t len = 0;
    for (size_t i = 0; i < inner.len; i++) {
        copy[len++] = inner.at[i];
        if (inner.at[i] == '"')
            i++;
    }
    return (text){ copy, len };
}

static bool add_field(record *out, text field, upw_arena *arena)
{
    if (out->n_fields == RECORD_FIELDS_MAX)
        return false;
    if (out->n_fields == out->capacity) {
        const size_t capacity = out->capacity == 0 ? 32 : 2 * out->capacity;
        text *const more = MEMORY_TAKE(arena, text, capacity);
        if (out->n_fields > 0)
            memcpy(more, out->fields, out->n_fields * sizeof *more);
        out->fields = more;
        out->capacity = capacity;
    }
    out->fields[out->n_fields++] = field;
    return true;
}

static text without_return(text field)
{
    if (field.len > 0 && field.at[field.len - 1] == '\r')
        field.len--;
    return field;
}

record_state record_take(text *rest, char delimiter, upw_arena *arena, record *out)
{
    out->n_fields = 0;
    for (;;) {
        text field;
        size_t used;
        if (rest->len > 0 && rest->at[0] == '"') {
            bool has_doubled;
            used = quoted_length(*rest, &has_doubled);
            if (used == 0)
                return RECORD_OPEN_QUOTE;
            field = (text){ rest->at + 1, used - 2 };
            if (has_doubled)
                field = without_doubled_quotes(field, arena);
            const text gap = { rest->at + used, plain_length((text){ rest->at + used, rest->len - used }, delimiter) };
            if (text_trim(gap).len > 0)
                return RECORD_STRAY_QUOTE;
            used += gap.len;
        } else {
            used = plain_length(*rest, delimiter);
            field = (text){ rest->at, used };
        }
        const bool is_last = used == rest->len || rest->at[used] == '\n';
        if (is_last && (used == 0 || rest->at[0] != '"'))
            field = without_return(field);
        if (!add_field(out, field, arena))
            return RECORD_TOO_MANY_FIELDS;
        const size_t step = used < rest->len ? used + 1 : used;
        rest->at += step;
        rest->len -= step;
        if (is_last)
            return RECORD_COMPLETE;
    }
}

size_t record_length(text rest, char delimiter)
{
    size_t i = 0;
    while (i < rest.len) {
        if (rest.at[i] == '"') {
            bool has_doubled;
            const size_t used = quoted_length((text){ rest.at + i, rest.len - i }, &has_doubled);
            if (used == 0)
                return 0;
            i += used;
        }
        i += plain_length((text){ rest.at + i, rest.len - i }, delimiter);
        if (i < rest.len && rest.at[i++] == '\n')
            return i;
    }
    return 0;
}
