/* How does a row of text become an observation?
 *
 * Nearly every row of a large file is plain: no quotes, the series of the row before, an ISO date, ordinary numbers.
 * read_plain_row takes those straight from the bytes, and read_run many of the plainest at a time; the first thing that
 * is not plain hands the row to rows_read_any, which reads it with care and makes the complaints. */
#include "table/rows.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "table/cell.h"
#include "table/rows_point.h"

static const char *find_field_end(const char *at, const char *end, char delimiter)
{
    while (at < end && *at != delimiter && *at != '\n')
        at++;
    return at;
}

static inline bool same_eight(const char *a, const char *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return x == y;
}

/* As memcmp(a, b, len) == 0, without a call: names are short. Of neighbouring names the ends differ, so these first;
 * the eight bytes before them may overlap. */
static inline bool same_bytes(const char *a, const char *b, size_t len)
{
    if (len < 8) {
        for (size_t i = 0; i < len; i++)
            if (a[i] != b[i])
                return false;
        return true;
    }
    if (!same_eight(a + len - 8, b + len - 8))
        return false;
    for (size_t i = 0; i + 8 < len; i += 8)
        if (!same_eight(a + i, b + i))
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

/* Series after series has the same periods: what a spelling of ten bytes (2019-04-01) means is remembered, together
 * with the byte that ends it. */
static inline known_period spell_period(const char *at)
{
    known_period spelling = { 0 };
    memcpy(&spelling.head, at, sizeof spelling.head);
    memcpy(&spelling.tail, at + PERIOD_SPELLING + 1 - sizeof spelling.tail, sizeof spelling.tail);
    return spelling;
}

static inline bool is_known(const known_period *known, known_period spelling)
{
    return ((known->head ^ spelling.head) | (known->tail ^ spelling.tail)) == 0;
}

static inline known_pair *find_known(rows *r, known_period spelling)
{
    return &r->known[(spelling.head ^ spelling.tail) * UINT64_C(0x9e3779b97f4a7c15) >> (64 - KNOWN_BITS)];
}

/* What the period means that stands there, with at least one byte behind its ten; NULL when it is not known. Most
 * likely it is the one that the series before had at the same place. */
static inline const period *find_period(rows *r, const char *at, size_t place)
{
    const known_period spelling = spell_period(at);
    known_period *const likely = &r->likely[place % LIKELY_PLACES];
    if (is_known(likely, spelling))
        return &likely->meaning;
    const known_pair *const pair = find_known(r, spelling);
    const known_period *const known = is_known(&pair->last, spelling) ? &pair->last : &pair->before;
    if (!is_known(known, spelling))
        return NULL;
    *likely = *known;
    return &likely->meaning;
}

static const char *read_new_period(rows *r, const char *at, const char *end, observation *o)
{
    const char *const stop = find_field_end(at, end, r->layout->delimiter);
    const text field = { at, (size_t)(stop - at) };
    const char *reason;
    o->signs |= rows_get_spelling(field);
    if (!period_parse(field, r->layout->options->order, &o->period, &reason))
        return NULL;
    if (field.len == PERIOD_SPELLING) {
        known_period now = spell_period(at);
        known_pair *const pair = find_known(r, now);
        now.meaning = o->period;
        *pair = (known_pair){ now, pair->last };
    }
    return stop;
}

static inline const char *read_plain_period(rows *r, const char *at, const char *end, observation *o)
{
    const period *const known = end - at > PERIOD_SPELLING ? find_period(r, at, r->n_points) : NULL;
    if (known == NULL)
        return read_new_period(r, at, end, o);
    o->period = *known;
    return at + PERIOD_SPELLING;
}

static inline const char *read_plain_number(const char *at, const char *end, char delimiter, double *number, gap *why)
{
    *why = GAP_NONE;
    size_t length = short_number_read(at, end, number);
    if (length > 0)
        return at + length;
    length = number_read_any(at, end, number);
    if (length > 0)
        return fabs(*number) <= CELL_LARGEST ? at + length : NULL;
    *number = NAN;
    *why = GAP_BLANK;
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
        return read_plain_number(at, end, delimiter, rows_next_number(r, column->slot), &o->gaps[column->slot]);
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

/* Take rows as long as each is what nearly all rows of a large file are: one more point of the series at hand, at a
 * period that is known, with a short number. What the loop needs stays in registers then. A row that is anything else
 * is left to the others. *row is the last row that was read. */
__attribute__((noinline)) static const char *read_run(rows *r, const char *at, const char *end, int64_t *row)
{
    const text name = r->leading;
    const size_t most_bytes = name.len + PERIOD_SPELLING + sizeof ",1234.56\n";
    if (!r->comes_in_runs || name.len == 0 || most_bytes > RECORD_BYTES_MAX)
        return at;
    period *const periods = r->periods;
    double *const values = r->numbers[COLUMN_VALUE];
    int64_t *const row_numbers = r->rows;
    const size_t first = r->n_points, room = r->point_capacity - 1;
    const size_t start = r->offsets[r->n_series - 1];
    const int64_t row_of_point_0 = *row + 1 - (int64_t)first;
    size_t n = first;
    for (; n < room && (size_t)(end - at) >= most_bytes; n++) {
        if (!same_bytes(at, name.at, name.len))
            break;
        const period *const when = find_period(r, at + name.len, n - start);
        if (when == NULL)
            break;
        periods[n] = *when;
        const char *const stop = at + name.len + PERIOD_SPELLING;
        const size_t length = short_number_read_unsigned(stop + 1, &values[n]);
        const char *line_end = stop + 1 + length;
        /* A branch and no addition, so that the next row does not wait for what ends this one. */
        if (*line_end != '\n' && *line_end++ != '\r')
            break;
        if (*line_end != '\n' || length == 0)
            break;
        row_numbers[n] = row_of_point_0 + (int64_t)n;
        at = line_end + 1;
    }
    memset(r->gaps + first, GAP_NONE, n - first);
    r->n_points = n;
    *row += (int64_t)(n - first);
    return at;
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
    rows_reserve(r, 1);
    for (const char *at = bytes.at; at < end; row++) {
        o.is_wanted = o.is_same_series = true;
        o.signs = 0;
        const char *const next = has_plain_rows ? read_plain_row(r, at, end, &o) : NULL;
        if (next == NULL || next - at > RECORD_BYTES_MAX) {
            text rest = { at, (size_t)(end - at) };
            o.is_wanted = true;
            o.is_same_series = false;
            o.leading = (text){ NULL, 0 };
            o.signs = 0;
            if (!rows_read_any(r, &rest, row, &o, error))
                return false;
            at = rest.at;
            continue;
        }
        at = next;
        if (!o.is_wanted)
            r->notes.n_filtered++;
        else if (!rows_add_point(r, &o, row, error))
            return false;
        at = read_run(r, at, end, &row);
    }
    r->notes.n_rows = row - first_row;
    if (r->n_series > 0)
        r->offsets[r->n_series] = r->n_points;
    return true;
}
