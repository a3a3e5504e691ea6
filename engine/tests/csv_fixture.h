/* csv_fixture.h: the golden CSV files, read whole, for tests only.
 *
 * The goldens are plain (comma, LF, no quotes), so a cell ends at the next comma. A missing file is for the test to
 * skip; a missing column or a cell that is not a number fails the test. */
#ifndef ENGINE_TESTS_CSV_FIXTURE_H
#define ENGINE_TESTS_CSV_FIXTURE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

typedef struct csv_fixture {
    char *bytes;        /* the file, commas and line ends made NUL */
    const char **cells; /* row after row, the header first */
    size_t n_columns;
    size_t n_rows; /* without the header */
    char name[640];
} csv_fixture;

static inline void fixture_split(csv_fixture *csv, size_t size)
{
    size_t n_cells = 0, capacity = 64, n_lines = 0;
    for (size_t i = 0; i < size; i++)
        capacity += csv->bytes[i] == ',' || csv->bytes[i] == '\n';
    csv->cells = malloc(capacity * sizeof *csv->cells);
    assert_non_null(csv->cells);
    for (char *at = csv->bytes; at < csv->bytes + size;) {
        char *end = at + strcspn(at, ",\n");
        const bool ends_line = *end != ',';
        *end = '\0';
        csv->cells[n_cells++] = at;
        at = end + 1;
        if (!ends_line)
            continue;
        n_lines++;
        if (n_lines == 1)
            csv->n_columns = n_cells;
        assert_int_equal(n_cells, n_lines * csv->n_columns);
    }
    assert_true(n_lines > 0);
    csv->n_rows = n_lines - 1;
}

/* False when there is no such file. */
static inline bool fixture_open(csv_fixture *csv, const char *directory, const char *file)
{
    *csv = (csv_fixture){ 0 };
    snprintf(csv->name, sizeof csv->name, "%s/%s", directory, file);
    FILE *stream = fopen(csv->name, "rb");
    if (stream == NULL)
        return false;
    fseek(stream, 0, SEEK_END);
    const long size = ftell(stream);
    rewind(stream);
    csv->bytes = malloc((size_t)size + 1);
    assert_non_null(csv->bytes);
    assert_int_equal(fread(csv->bytes, 1, (size_t)size, stream), size);
    fclose(stream);
    csv->bytes[size] = '\0';
    fixture_split(csv, (size_t)size);
    return true;
}

static inline void fixture_close(csv_fixture *csv)
{
    free(csv->cells);
    free(csv->bytes);
    *csv = (csv_fixture){ 0 };
}

static inline size_t fixture_column(const csv_fixture *csv, const char *name)
{
    for (size_t i = 0; i < csv->n_columns; i++)
        if (strcmp(csv->cells[i], name) == 0)
            return i;
    fail_msg("%s has no column %s", csv->name, name);
    return 0;
}

/* Rows count from 0, without the header; an empty cell is "". */
static inline const char *fixture_cell(const csv_fixture *csv, size_t row, size_t column)
{
    assert_true(row < csv->n_rows && column < csv->n_columns);
    return csv->cells[(row + 1) * csv->n_columns + column];
}

static inline const char *fixture_text(const csv_fixture *csv, size_t row, const char *column)
{
    return fixture_cell(csv, row, fixture_column(csv, column));
}

static inline double fixture_parse(const csv_fixture *csv, const char *cell)
{
    if (*cell == '\0')
        return NAN;
    char *end;
    const double number = strtod(cell, &end); /* tests stay in the C locale */
    if (*end != '\0')
        fail_msg("%s: %s is not a number", csv->name, cell);
    return number;
}

/* NaN when the cell is empty. */
static inline double fixture_number(const csv_fixture *csv, size_t row, const char *column)
{
    return fixture_parse(csv, fixture_text(csv, row, column));
}

/* The numbers of a cell like "12;24"; how many there are. */
static inline size_t fixture_list(const csv_fixture *csv, size_t row, const char *column, size_t *out, size_t room)
{
    size_t n = 0;
    const char *at = fixture_text(csv, row, column);
    while (*at != '\0') {
        char *end;
        assert_true(n < room);
        out[n++] = strtoul(at, &end, 10);
        assert_true(end != at && (*end == ';' || *end == '\0'));
        at = end + (*end == ';');
    }
    return n;
}

/* The rows of one series (they stand together): the first of them, and how many, 0 when there are none. */
static inline size_t fixture_find(const csv_fixture *csv, const char *column, const char *id, size_t *n)
{
    const size_t at = fixture_column(csv, column);
    size_t first = 0;
    while (first < csv->n_rows && strcmp(fixture_cell(csv, first, at), id) != 0)
        first++;
    size_t end = first;
    while (end < csv->n_rows && strcmp(fixture_cell(csv, end, at), id) == 0)
        end++;
    *n = end - first;
    return first;
}

/* Where goldens stand: tests/golden of this project (UPWARD_GOLDEN) and the folder shared beside it (UPWARD_SHARED),
 * both told by Meson. */
static inline const char *fixture_directory(const char *variable, const char *below, char *out, size_t size)
{
    const char *const root = getenv(variable);
    snprintf(out, size, "%s/%s", root != NULL ? root : ".", below);
    return out;
}

#endif
