/* How does a row of text become an observation?
 *
 * Nearly every row of a large file is plain: no quotes, the series of the row before, an ISO date, ordinary numbers.
 * read_plain_row takes those straight from the bytes; the first thing that is not plain hands the row to
 * read_any_row, which reads it by RFC 4180 and by what people mean (table/cell.h) and makes the complaints. */
#include "table/rows.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "table/cell.h"
#include "table/counts.h"
#include "table/strays.h"

/* One row as it is read, before it becomes a point. */
typedef struct observation {
    text parts[KEY_COUNT];
    period period;
    double numbers[COLUMN_COUNT];
    gap gaps[COLUMN_COUNT];
    text annotation;
    text leading;        /* as in rows */
    unsigned signs;      /* SIGNED_… */
    bool is_wanted;      /* by the filters */
    bool is_same_series; /* known to be of the series of the row before */
} observation;

/* The name of a series out of what the table has of series_id, indicator and organisation. */
static series_key make_key(rows *r, const text parts[KEY_COUNT])
{
    series_key key = { parts[KEY_SERIES_ID], parts[KEY_INDICATOR], parts[KEY_ORGANISATION] };
    if (r->layout->has[COLUMN_SERIES_ID])
        return key;
    if (key.indicator.len > 0 && key.organisation.len > 0)
        key.id = memory_format(r->arena, "%.*s / %.*s", TEXT_ARGS(key.indicator), TEXT_ARGS(key.organisation));
    else
        key.id = key.indicator.len > 0 ? key.indicator : key.organisation;
    return key;
}

/* Without quotes this text would be the same field. */
static bool is_plain(text part, char delimiter)
{
    return part.len > 0 && part.at[0] != '"' && memchr(part.at, delimiter, part.len) == NULL &&
           memchr(part.at, '\n', part.len) == NULL;
}

static void start_series(rows *r, const observation *o)
{
    if (r->n_series + 1 >= r->series_capacity) {
        r->series_capacity = r->series_capacity == 0 ? 64 : 2 * r->series_capacity;
        r->keys = memory_grow(r->keys, r->series_capacity, sizeof *r->keys);
        r->offsets = memory_grow(r->offsets, r->series_capacity, sizeof *r->offsets);
    }
    r->keys[r->n_series] = make_key(r, o->parts);
    r->offsets[r->n_series] = r->n_points;
    r->n_series++;
    memcpy(r->parts, o->parts, sizeof r->parts);
    for (size_t k = 0; k < KEY_COUNT; k++)
        r->plain_parts[k] = is_plain(o->parts[k], r->layout->delimiter) ? o->parts[k] : (text){ NULL, 0 };
    r->leading = o->leading;
}

static bool is_same_series(const rows *r, const text parts[KEY_COUNT])
{
    if (r->n_series == 0)
        return false;
    for (size_t k = 0; k < KEY_COUNT; k++)
        if (!text_equal(parts[k], r->parts[k]))
            return false; /* read_plain_text gives the very text of the row before, when it is the same */
    return true;
}

bool rows_complain(const table_layout *layout, int64_t row, size_t column, upw_error *error, const char *format, ...)
{
    char sentence[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    const text name = layout->columns[column].name;
    upw_fail_row(error, UPW_BAD_INPUT, row, "%s, row %lld, column \"%.*s\": %s", layout->file, (long long)row,
                 name.len < 60 ? (int)name.len : 60, name.at, sentence);
    if (error != NULL)
        text_make_showable(error->message);
    return false;
}

bool rows_complain_of_length(const table_layout *layout, int64_t row, upw_error *error)
{
    return upw_fail_row(error, UPW_BAD_INPUT, row,
                        "%s, row %lld is longer than 1 MiB; does the file use line breaks, and are its quotes closed?",
                        layout->file, (long long)row);
}

/* value = numerator / denominator, where the table has no value column. */
static bool divide(const rows *r, observation *o, int64_t row, upw_error *error)
{
    const double numerator = o->numbers[COLUMN_NUMERATOR], denominator = o->numbers[COLUMN_DENOMINATOR];
    const gap by_numerator = o->gaps[COLUMN_NUMERATOR], by_denominator = o->gaps[COLUMN_DENOMINATOR];
    const gap missing = by_numerator > by_denominator ? by_numerator : by_denominator;
    return counts_divide(r->layout, numerator, denominator, missing, row, &o->numbers[COLUMN_VALUE],
                         &o->gaps[COLUMN_VALUE], error);
}

/* A value beside its numerator and denominator. */
static void compare_counts(rows *r, const observation *o, int64_t row)
{
    const bool has_both = o->gaps[COLUMN_NUMERATOR] == GAP_NONE && o->gaps[COLUMN_DENOMINATOR] == GAP_NONE;
    r->notes.n_uncounted += has_both && o->gaps[COLUMN_VALUE] == GAP_BLANK;
    if (!has_both || o->gaps[COLUMN_VALUE] != GAP_NONE ||
        counts_fit(o->numbers[COLUMN_VALUE], o->numbers[COLUMN_NUMERATOR], o->numbers[COLUMN_DENOMINATOR]))
        return;
    if (r->notes.n_unlike++ == 0)
        r->notes.first_unlike = row - r->first_row;
}

static void count_gap(rows *r, gap why)
{
    r->n_blank += why == GAP_BLANK;
    r->notes.n_suppressed += why == GAP_SUPPRESSED;
    r->notes.n_zero_denominator += why == GAP_ZERO_DENOMINATOR;
}

/* Inlined, because nearly all the time of a large file is spent in what is done for every row. */
__attribute__((always_inline)) static inline bool add_point(rows *r, observation *o, int64_t row, upw_error *error)
{
    if (r->must_divide && !divide(r, o, row, error))
        return false;
    if (!(o->is_same_series && r->n_series > 0) && !is_same_series(r, o->parts))
        start_series(r, o);
    if (r->n_points == r->point_capacity)
        rows_reserve(r, r->n_points + 1);
    const size_t at = r->n_points++;
    const gap why = o->gaps[COLUMN_VALUE];
    r->periods[at] = o->period;
    r->gaps[at] = (uint8_t)(why | o->signs);
    r->n_signed += o->signs != 0;
    r->rows[at] = row;
    if (r->has_counts)
        compare_counts(r, o, row);
    if (r->annotations != NULL)
        r->annotations[at] = o->annotation;
    for (size_t i = 0; i < r->n_kept; i++)
        r->numbers[r->kept[i]][at] = o->numbers[r->kept[i]];
    if (why != GAP_NONE)
        count_gap(r, why);
    return true;
}

/* ---- plain rows ---- */

static const char *find_field_end(const char *at, const char *end, char delimiter)
{
    while (at < end && *at != delimiter && *at != '\n')
        at++;
    return at;
}

/* As memcmp(a, b, len) == 0, without a call: names are short. */
static inline bool same_bytes(const char *a, const char *b, size_t len)
{
    uint64_t x, y;
    size_t i = 0;
    for (; i + sizeof x <= len; i += sizeof x) {
        memcpy(&x, a + i, sizeof x);
        memcpy(&y, b + i, sizeof y);
        if (x != y)
            return false;
    }
    for (; i < len; i++)
        if (a[i] != b[i])
            return false;
    return true;
}

/* The field of a key, when it is plain: not quoted, no space at either end. */
static const char *read_plain_text(const char *at, const char *end, char delimiter, text before, text *field,
                                   bool *is_same)
{
    if ((size_t)(end - at) > before.len && before.len > 0 && at[before.len] == delimiter &&
        same_bytes(at, before.at, before.len)) {
        *field = before;
        return at + before.len;
    }
    *is_same = false;
    const char *const stop = find_field_end(at, end, delimiter);
    const text view = { at, (size_t)(stop - at) };
    if (view.len == 0 || view.at[0] == '"' || text_trim(view).len != view.len)
        return NULL;
    *field = view;
    return stop;
}

/* The columns that name the series, where a row starts with them: in nearly every row the bytes of the row before. */
static inline const char *read_leading(const rows *r, const char *at, const char *end, observation *o)
{
    const size_t len = r->leading.len;
    if (len > 0 && (size_t)(end - at) > len && same_bytes(at, r->leading.at, len))
        return at + len;
    const char delimiter = r->layout->delimiter, *const start = at;
    for (size_t c = 0; c < r->n_leading; c++, at++) {
        const unsigned part = r->layout->columns[c].slot;
        at = read_plain_text(at, end, delimiter, r->plain_parts[part], &o->parts[part], &o->is_same_series);
        if (at == NULL || *at != delimiter)
            return NULL;
    }
    o->leading = (text){ start, (size_t)(at - start) };
    return at;
}

/* Six digits: a month, or a number? rows_sort decides when it has seen the others. */
static inline unsigned get_spelling(text field)
{
    if (field.len != 6)
        return 0;
    for (size_t i = 0; i < field.len; i++)
        if (field.at[i] < '0' || field.at[i] > '9')
            return 0;
    return SIGNED_SIX_DIGITS;
}

/* Series after series has the same periods: what a spelling of ten bytes (2019-04-01) means is remembered. */
static inline known_pair *find_known(rows *r, const char *at, known_period *spelling)
{
    memcpy(&spelling->head, at, sizeof spelling->head);
    memcpy(&spelling->tail, at + sizeof spelling->head, sizeof spelling->tail);
    return &r->known[(spelling->head ^ spelling->tail) * UINT64_C(0x9e3779b97f4a7c15) >> (64 - KNOWN_BITS)];
}

static inline bool is_known(const known_period *known, const known_period *spelling)
{
    return known->head == spelling->head && known->tail == spelling->tail;
}

static const char *read_new_period(rows *r, const char *at, const char *end, observation *o)
{
    const char *const stop = find_field_end(at, end, r->layout->delimiter);
    const text field = { at, (size_t)(stop - at) };
    const char *reason;
    o->signs |= get_spelling(field);
    if (!period_parse(field, r->layout->options->order, &o->period, &reason))
        return NULL;
    if (field.len == PERIOD_SPELLING) {
        known_period now;
        known_pair *const pair = find_known(r, at, &now);
        now.meaning = o->period;
        *pair = (known_pair){ now, pair->last };
    }
    return stop;
}

static inline const char *read_plain_period(rows *r, const char *at, const char *end, observation *o)
{
    if (end - at > PERIOD_SPELLING && (at[PERIOD_SPELLING] == r->layout->delimiter || at[PERIOD_SPELLING] == '\n')) {
        known_period now;
        const known_pair *const pair = find_known(r, at, &now);
        const known_period *const known = is_known(&pair->last, &now) ? &pair->last : &pair->before;
        o->period = known->meaning;
        if (is_known(known, &now))
            return at + PERIOD_SPELLING;
    }
    return read_new_period(r, at, end, o);
}

static inline const char *read_plain_number(const char *at, const char *end, char delimiter, unsigned column,
                                            observation *o)
{
    const size_t length = number_read(at, end, &o->numbers[column]);
    o->gaps[column] = GAP_NONE;
    if (length > 0)
        return isfinite(o->numbers[column]) ? at + length : NULL;
    o->numbers[column] = NAN;
    o->gaps[column] = GAP_BLANK;
    return *at == delimiter || *at == '\n' ? at : NULL;
}

static inline const char *read_plain_cell(rows *r, const column_layout *column, const char *at, const char *end,
                                          observation *o)
{
    const char delimiter = r->layout->delimiter;
    const char *stop;
    switch (column->role) {
    case ROLE_KEY:
        return read_plain_text(at, end, delimiter, r->plain_parts[column->slot], &o->parts[column->slot],
                               &o->is_same_series);
    case ROLE_PERIOD:
        return read_plain_period(r, at, end, o);
    case ROLE_NUMBER:
        return read_plain_number(at, end, delimiter, column->slot, o);
    case ROLE_FILTER:
        stop = find_field_end(at, end, delimiter);
        if (*at == '"' || (stop > at && text_trim((text){ at, 1 }).len == 0) || (stop > at && stop[-1] <= ' '))
            return NULL;
        o->is_wanted &= text_equal((text){ at, (size_t)(stop - at) }, r->layout->options->filters[column->slot].value);
        return stop;
    case ROLE_ANNOTATION:
        stop = find_field_end(at, end, delimiter);
        o->annotation = text_trim((text){ at, (size_t)(stop - at) });
        return *at == '"' || o->annotation.len > TABLE_ANNOTATION_MAX ? NULL : stop;
    case ROLE_IGNORED:
        return *at == '"' ? NULL : find_field_end(at, end, delimiter);
    case ROLE_CELL:
        break;
    }
    return NULL;
}

/* Where the next row starts, or NULL when this one is not plain. A last line without its line break is not plain, and
 * neither is one that the zero byte behind the bytes ends. */
static inline const char *read_plain_row(rows *r, const char *at, const char *end, observation *o)
{
    const table_layout *const layout = r->layout;
    const column_layout *column = layout->columns + r->n_leading, *const last = layout->columns + layout->n_columns - 1;
    at = read_leading(r, at, end, o);
    for (; at != NULL; at++, column++) {
        at = read_plain_cell(r, column, at, end, o);
        if (at == NULL || column == last)
            break;
        if (*at != layout->delimiter)
            return NULL;
    }
    if (at == NULL)
        return NULL;
    at += *at == '\r';
    return at < end && *at == '\n' ? at + 1 : NULL;
}

/* ---- any row ---- */

static bool has_percent_sign(text field)
{
    field = text_trim(field);
    if (field.len > 0 && field.at[field.len - 1] == ')')
        field.len--;
    return field.len > 0 && field.at[field.len - 1] == '%';
}

/* Which bit says that this column was written with a % sign; a value that is worked out has none. */
static unsigned get_sign(const rows *r, table_column column)
{
    if (column == COLUMN_VALUE)
        return r->must_divide ? 0 : SIGNED_VALUE;
    return column == COLUMN_TARGET ? SIGNED_TARGET : 0;
}

static bool read_annotation(const rows *r, size_t column, text field, int64_t row, observation *o, upw_error *error)
{
    o->annotation = text_trim(field);
    size_t n = 0; /* characters: bytes that do not go on with one */
    for (size_t i = 0; i < o->annotation.len; i++)
        n += ((unsigned char)o->annotation.at[i] & 0xC0) != 0x80;
    return n <= TABLE_ANNOTATION_MAX ||
           rows_complain(r->layout, row, column, error, "has %zu characters, %d at most fit on a chart; shorten it", n,
                         TABLE_ANNOTATION_MAX);
}

static bool read_cell(rows *r, size_t column, text field, int64_t row, double *number, gap *why, upw_error *error)
{
    static const gap gaps[] = {
        [CELL_NUMBER] = GAP_NONE,
        [CELL_BLANK] = GAP_BLANK,
        [CELL_NOT_AVAILABLE] = GAP_NOT_AVAILABLE,
        [CELL_SUPPRESSED] = GAP_SUPPRESSED,
    };
    const char *reason = NULL;
    const cell_state state = cell_read_number(field, number, &reason);
    if (state == CELL_WRONG)
        return rows_complain(r->layout, row, column, error, "\"%.*s\" %s", field.len < 40 ? (int)field.len : 40,
                             field.at, reason);
    if (state != CELL_NUMBER)
        *number = NAN;
    *why = gaps[state];
    return true;
}

static bool read_field(rows *r, size_t column, text field, int64_t row, observation *o, upw_error *error)
{
    const column_layout *const layout = &r->layout->columns[column];
    const char *reason = NULL;
    switch (layout->role) {
    case ROLE_KEY:
        o->parts[layout->slot] = text_trim(field);
        if (o->parts[layout->slot].len == 0)
            return rows_complain(
                r->layout, row, column, error,
                "is empty, so the row belongs to no series; fill it in (of merged cells only the first one "
                "holds the text) or remove the row");
        return true;
    case ROLE_PERIOD:
        o->signs |= get_spelling(text_trim(field));
        if (!period_parse(text_trim(field), r->layout->options->order, &o->period, &reason))
            return rows_complain(r->layout, row, column, error, "\"%.*s\" is not a period: %s%s",
                                 field.len < 40 ? (int)field.len : 40, field.at, reason,
                                 stray_is_total(field) ? "; if the row adds up others, remove it or leave it out by "
                                                         "--where or --last-row"
                                                       : "");
        return true;
    case ROLE_NUMBER:
        o->signs |= has_percent_sign(field) ? get_sign(r, layout->slot) : 0;
        return read_cell(r, column, field, row, &o->numbers[layout->slot], &o->gaps[layout->slot], error);
    case ROLE_ANNOTATION:
        return read_annotation(r, column, field, row, o, error);
    case ROLE_FILTER:
    case ROLE_IGNORED:
    case ROLE_CELL:
        break;
    }
    return true;
}

/* Before all else: a row that nobody wants may hold anything. */
static void read_filters(const rows *r, observation *o)
{
    for (size_t c = 0; c < r->layout->n_columns; c++) {
        const column_layout *const layout = &r->layout->columns[c];
        if (layout->role == ROLE_FILTER)
            o->is_wanted &= text_equal(text_trim(r->record.fields[c]), r->layout->options->filters[layout->slot].value);
    }
}

static bool is_blank(const record *r)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (text_trim(r->fields[i]).len > 0)
            return false;
    return true;
}

/* A wide row is a whole series: a point for each column whose heading is a period. */
static bool add_cells(rows *r, observation *o, int64_t row, upw_error *error)
{
    for (size_t c = 0; c < r->layout->n_columns; c++) {
        if (r->layout->columns[c].role != ROLE_CELL)
            continue;
        o->period = r->layout->columns[c].period;
        o->signs = (o->signs & SIGNED_TARGET) | (has_percent_sign(r->record.fields[c]) ? SIGNED_VALUE : 0);
        if (!read_cell(r, c, r->record.fields[c], row, &o->numbers[COLUMN_VALUE], &o->gaps[COLUMN_VALUE], error) ||
            !add_point(r, o, row, error))
            return false;
    }
    return true;
}

static bool complain_of_record(const rows *r, record_state state, int64_t row, upw_error *error)
{
    const char *what = "has more than 16,384 columns; is the delimiter right? (--delimiter)";
    if (state == RECORD_OPEN_QUOTE)
        what = "starts a quoted field that never ends; add the missing quote (\")";
    else if (state == RECORD_STRAY_QUOTE)
        what = "has text after a closing quote; double the quotes inside a quoted field (\"\")";
    return upw_fail_row(error, UPW_BAD_INPUT, row, "%s, row %lld %s", r->layout->file, (long long)row, what);
}

/* `used`: the bytes of the row at the start of `whole`; 0 when its end is not in sight. Blocks are cut by the same
 * rule, so that a row is too long wherever it stands in a file. */
static bool is_too_long(text whole, size_t used)
{
    const size_t length = used > 0 ? used - (whole.at[used - 1] == '\n') : whole.len;
    return length >= RECORD_BYTES_MAX;
}

static bool read_any_row(rows *r, text *rest, int64_t row, observation *o, upw_error *error)
{
    const text whole = *rest;
    const record_state state = record_take(rest, r->layout->delimiter, r->arena, &r->record);
    const size_t used =
        state == RECORD_COMPLETE ? (size_t)(rest->at - whole.at) : record_length(whole, r->layout->delimiter);
    if (is_too_long(whole, used))
        return rows_complain_of_length(r->layout, row, error);
    if (state != RECORD_COMPLETE)
        return complain_of_record(r, state, row, error);
    if (memchr(whole.at, '\0', used) != NULL)
        return upw_fail_row(error, UPW_BAD_INPUT, row,
                            "%s, row %lld has a NUL byte, so this is not a text file; export it as CSV again",
                            r->layout->file, (long long)row);
    if (is_blank(&r->record)) {
        r->notes.n_blank++;
        return true;
    }
    text note;
    if (r->record.n_fields != r->layout->n_columns)
        return stray_complain_of_width(r->layout, &r->record, stray_is_note(r->layout, &r->record, &note), row, error);
    read_filters(r, o);
    if (!o->is_wanted) {
        r->notes.n_filtered++;
        return true;
    }
    if (stray_is_note(r->layout, &r->record, &note))
        return stray_complain_of_note(r->layout, note, row, error);
    for (size_t c = 0; c < r->layout->n_columns; c++)
        if (!read_field(r, c, r->record.fields[c], row, o, error))
            return false;
    return r->layout->options->is_wide ? add_cells(r, o, row, error) : add_point(r, o, row, error);
}

bool rows_read(rows *r, text bytes, int64_t first_row, upw_error *error)
{
    r->n_points = r->n_series = r->n_signed = r->n_blank = 0;
    r->first_row = first_row;
    r->notes = (table_notes){ 0 };
    r->record = (record){ 0 }; /* its fields went with the arena */
    memset(r->parts, 0, sizeof r->parts);
    memset(r->plain_parts, 0, sizeof r->plain_parts);
    r->leading = (text){ NULL, 0 };
    const bool has_plain_rows = !r->layout->options->is_wide && memchr(bytes.at, '\0', bytes.len) == NULL;
    const char *const end = bytes.at + bytes.len;
    observation o = { .is_wanted = true };
    int64_t row = first_row;
    for (text rest = bytes; rest.len > 0; row++) {
        o.is_wanted = o.is_same_series = true;
        o.signs = 0;
        const char *const next = has_plain_rows ? read_plain_row(r, rest.at, end, &o) : NULL;
        if (next == NULL || (size_t)(next - rest.at) > RECORD_BYTES_MAX) {
            o.is_wanted = true;
            o.is_same_series = false;
            o.leading = (text){ NULL, 0 };
            o.signs = 0;
            if (!read_any_row(r, &rest, row, &o, error))
                return false;
            continue;
        }
        rest = (text){ next, (size_t)(end - next) };
        if (!o.is_wanted)
            r->notes.n_filtered++;
        else if (!add_point(r, &o, row, error))
            return false;
    }
    r->notes.n_rows = row - first_row;
    if (r->n_series > 0)
        r->offsets[r->n_series] = r->n_points;
    return true;
}
