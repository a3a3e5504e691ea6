/* Rows of a file in the order in which they are written: by series and period. */
#include "services/measure/uploads_rows.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"

enum { GAP_DROPPED = 255, FOUND_MAX = 60 /* bytes that are repeated to people */ };

void upload_add_row(upload_reading *r, const upload_row *row)
{
    if (r->n_rows == r->capacity) {
        r->capacity = r->capacity > 0 ? 2 * r->capacity : 1024;
        r->rows = memory_grow(r->rows, r->capacity, sizeof *r->rows);
    }
    r->rows[r->n_rows++] = *row;
}

void upload_end_reading(upload_reading *r)
{
    free(r->rows);
    r->rows = NULL;
    r->n_rows = r->capacity = 0;
}

/* Cut at a character, without what cannot be shown. */
static text copy_found(text found, upw_arena *arena)
{
    char shown[FOUND_MAX + 1];
    snprintf(shown, sizeof shown, "%.*s", (int)(found.len < FOUND_MAX ? found.len : FOUND_MAX), found.at);
    text_make_showable(shown);
    return memory_copy_text(arena, text_of(shown));
}

void upload_add_fault(upload_reading *r, int64_t row, text column, text found, text expected)
{
    r->n_faults++;
    if (r->n_faults_kept == UPLOAD_FAULTS_MAX)
        return;
    if (r->faults == NULL)
        r->faults = MEMORY_TAKE(r->arena, upload_fault, UPLOAD_FAULTS_MAX);
    r->faults[r->n_faults_kept++] =
        (upload_fault){ row, column, copy_found(found, r->arena), memory_copy_text(r->arena, expected) };
}

void upload_add_note(upload_reading *r, const char *format, ...)
{
    char sentence[240];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    r->notes = memory_format(r->arena, "%.*s%s.\n", TEXT_ARGS(r->notes), sentence);
}

/* ---- order ---- */

/* By ids, as databases have them. */
static int compare_series(const upload_row *a, const upload_row *b, const upload_reading *r)
{
    if (a->indicator != b->indicator)
        return text_compare(r->indicators.at[a->indicator], r->indicators.at[b->indicator]);
    if (a->organisation != b->organisation)
        return text_compare(r->organisations.at[a->organisation], r->organisations.at[b->organisation]);
    return 0;
}

static int compare_file_rows(const upload_row *a, const upload_row *b)
{
    return (a->file_row > b->file_row) - (a->file_row < b->file_row);
}

static int compare_in_file(const void *a, const void *b, void *reading)
{
    const int series = compare_series(a, b, reading);
    return series != 0 ? series : compare_file_rows(a, b);
}

static int compare_in_time(const void *a, const void *b, void *reading)
{
    const upload_row *const one = a, *const other = b;
    const int series = compare_series(one, other, reading);
    return series != 0                          ? series
           : one->when.code != other->when.code ? (one->when.code > other->when.code ? 1 : -1)
                                                : compare_file_rows(one, other);
}

static int compare_faults(const void *a, const void *b)
{
    const int64_t one = ((const upload_fault *)a)->file_row, other = ((const upload_fault *)b)->file_row;
    return (one > other) - (one < other);
}

static void drop(upload_reading *r, upload_row *row, const char *expected)
{
    buffer b;
    buffer_init(&b, 64);
    period_add(&b, row->when);
    upload_add_fault(r, row->file_row, TEXT("period"), buffer_text(&b), text_of(expected));
    buffer_clear(&b);
    row->gap = GAP_DROPPED;
}

/* ---- kinds of periods ---- */

static const char *const kinds[PERIOD_KIND_COUNT] = {
    [PERIOD_DAY] = "days, written as 2019-04-01",
    [PERIOD_MONTH] = "months, written as 2019-04",
    [PERIOD_QUARTER] = "quarters, written as 2019-Q2",
    [PERIOD_FINANCIAL_YEAR] = "financial years, written as 2019/20",
    [PERIOD_YEAR] = "years",
    [PERIOD_NUMBER] = "whole numbers",
};

static bool is_first_of_month(period when)
{
    return period_get_kind(when) == PERIOD_DAY && civil_from_days(period_get_start(when)).day == 1;
}

/* Of a new series: dates that are all the first of a month are months. */
static period_kind find_kind(const upload_row *rows, size_t n)
{
    size_t n_firsts = 0;
    for (size_t i = 0; i < n; i++)
        n_firsts += is_first_of_month(rows[i].when);
    return n > 1 && n_firsts == n ? PERIOD_MONTH : period_get_kind(rows[0].when);
}

static int compare_key(const void *key, const void *entry)
{
    const measure_key *const one = key, *const other = &((const measure_entry *)entry)->key;
    const int by_indicator = text_compare(one->indicator, other->indicator);
    return by_indicator != 0 ? by_indicator : text_compare(one->organisation, other->organisation);
}

static void settle_kind(upload_reading *r, upload_row *rows, size_t n, const measure_entries *there)
{
    const measure_key key = { r->indicators.at[rows[0].indicator], r->organisations.at[rows[0].organisation] };
    const measure_entry *const known =
        there->n > 0 ? bsearch(&key, there->at, there->n, sizeof *there->at, compare_key) : NULL;
    const period_kind kind = known != NULL ? period_get_kind(known->first) : find_kind(rows, n);
    for (size_t i = 0; i < n; i++) {
        if (kind == PERIOD_MONTH && is_first_of_month(rows[i].when))
            rows[i].when = period_make(period_get_start(rows[i].when), PERIOD_MONTH);
        if (period_get_kind(rows[i].when) == kind)
            continue;
        char sentence[160];
        snprintf(sentence, sizeof sentence, "is of another kind than the other periods of this series, which are %s",
                 kinds[kind]);
        drop(r, &rows[i], sentence);
    }
}

static void settle_kinds(upload_reading *r, const measure_entries *there)
{
    for (size_t from = 0, to; from < r->n_rows; from = to) {
        for (to = from + 1; to < r->n_rows && compare_series(&r->rows[from], &r->rows[to], r) == 0;)
            to++;
        settle_kind(r, r->rows + from, to - from, there);
    }
}

/* ---- repeats ---- */

static void drop_repeats(upload_reading *r)
{
    size_t first = 0;
    for (size_t i = 1; i < r->n_rows; i++) {
        upload_row *const one = &r->rows[first], *const other = &r->rows[i];
        if (compare_series(one, other, r) != 0 || one->when.code != other->when.code) {
            first = i;
            continue;
        }
        char sentence[100];
        snprintf(sentence, sizeof sentence, "stands in row %u, too; keep one of the two", one->file_row);
        drop(r, other, sentence);
    }
}

static void close_ranks(upload_reading *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_rows; i++)
        if (r->rows[i].gap != GAP_DROPPED)
            r->rows[n++] = r->rows[i];
    r->n_rows = n;
}

static void sort(upload_reading *r, int (*compare)(const void *, const void *, void *))
{
    if (r->n_rows > 1)
        qsort_r(r->rows, r->n_rows, sizeof *r->rows, compare, r);
}

bool upload_put_in_order(store_db *db, upload_reading *r, upw_error *error)
{
    measure_entries there;
    if (!series_list(db, TEXT(""), TEXT(""), r->arena, &there, error))
        return false;
    sort(r, compare_in_file);
    settle_kinds(r, &there);
    close_ranks(r);
    sort(r, compare_in_time);
    drop_repeats(r);
    close_ranks(r);
    if (r->n_faults_kept > 1)
        qsort(r->faults, r->n_faults_kept, sizeof *r->faults, compare_faults);
    return true;
}
