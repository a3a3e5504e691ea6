/* golden-cases FAMILY FILE: what the engine says to the cases that an expected file lists, as CSV with its columns. */
#include "cases.h"

#include <libgen.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv_out.h"
#include "base/memory.h"
#include "base/number.h"

static const case_family *const families[] = { &cases_of_casemix,   &cases_of_compare,   &cases_of_disclosure,
                                               &cases_of_drawn,     &cases_of_funnel,    &cases_of_gaming,
                                               &cases_of_published, &cases_of_rag,       &cases_of_rank,
                                               &cases_of_scoring,   &cases_of_trajectory };

void cases_fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("golden-cases: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

text cases_text(const cases *c, size_t row, const char *column)
{
    const size_t at = cells_find(&c->file, column);
    if (at == c->file.n_columns)
        cases_fail("%s has no column %s", c->file.file, column);
    return cells_get(&c->file, row, at);
}

double cases_number(const cases *c, size_t row, const char *column)
{
    const text words = cases_text(c, row, column);
    double number;
    if (!number_parse(words, &number))
        cases_fail("%s, row %zu, %s: no number", c->file.file, row + 2, column);
    return number;
}

void cases_put_text(cases *c, const char *column, text words)
{
    if (c->n_answers == ANSWERS_MAX)
        cases_fail("more than %d answers", ANSWERS_MAX);
    c->answers[c->n_answers].column = column;
    c->answers[c->n_answers++].words = words;
}

void cases_put(cases *c, const char *column, double number)
{
    buffer words;
    buffer_init(&words, 64);
    number_add(&words, number);
    cases_put_text(c, column, memory_copy_text(c->arena, buffer_text(&words)));
    buffer_clear(&words);
}

void cases_put_within(cases *c, size_t row, const char *column, double number, double allowance)
{
    if (fabs(number - cases_number(c, row, column)) <= allowance)
        cases_put_text(c, column, cases_text(c, row, column));
    else
        cases_put(c, column, number);
}

void cases_read_beside(const cases *c, const char *name, cells *out)
{
    upw_error error = { 0 };
    if (!cells_read_exactly(memory_format(c->arena, "%s/%s", c->directory, name).at, c->arena, out, &error))
        cases_fail("%s", error.message);
}

size_t cases_find_word(text words, const char *const *choices, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text_equal(words, text_of(choices[i])))
            return i;
    cases_fail("\"%.*s\" is not known", TEXT_ARGS(words));
}

static bool is_question(const case_file *about, text column)
{
    for (size_t i = 0; i < sizeof about->questions / sizeof *about->questions && about->questions[i] != NULL; i++)
        if (text_equal(column, text_of(about->questions[i])))
            return true;
    return false;
}

static void add_row(const cases *c, const case_file *about, size_t row, csv_out *csv)
{
    for (size_t column = 0; column < c->file.n_columns; column++) {
        const text name = c->file.names[column];
        text words = is_question(about, name) ? cells_get(&c->file, row, column) : (text){ "", 0 };
        for (size_t i = 0; i < c->n_answers; i++)
            if (text_equal(name, text_of(c->answers[i].column)))
                words = c->answers[i].words;
        csv_add_text(csv, words);
    }
    csv_end_row(csv);
}

static void answer_all(cases *c, const case_file *about, buffer *out)
{
    csv_out csv = { .out = out };
    for (size_t column = 0; column < c->file.n_columns; column++)
        csv_add_text(&csv, c->file.names[column]);
    csv_end_row(&csv);
    for (size_t row = 0; row < c->file.n_rows; row++) {
        c->n_answers = 0;
        about->answer(c, row);
        add_row(c, about, row, &csv);
        upw_arena_clear(&c->scratch);
    }
}

static const case_file *find_file(const char *family, const char *name)
{
    for (size_t f = 0; f < sizeof families / sizeof *families; f++)
        for (size_t i = 0; i < families[f]->n; i++)
            if (strcmp(families[f]->files[i].family, family) == 0 && strcmp(families[f]->files[i].name, name) == 0)
                return &families[f]->files[i];
    return NULL;
}

int main(int count, char **arguments)
{
    if (count != 3) {
        fputs("usage: golden-cases FAMILY EXPECTED-FILE\n", stderr);
        return 2;
    }
    upw_arena arena;
    memory_init_arena(&arena);
    const text path = text_of(arguments[2]);
    const char *const name = basename((char *)memory_copy_text(&arena, path).at);
    const case_file *const about = find_file(arguments[1], name);
    if (about == NULL)
        cases_fail("nothing is known of %s in the family %s", name, arguments[1]);
    cases c = { .directory = dirname((char *)memory_copy_text(&arena, path).at), .arena = &arena };
    upw_error error = { 0 };
    if (!cells_read_exactly(arguments[2], &arena, &c.file, &error))
        cases_fail("%s", error.message);
    memory_init_arena(&c.scratch);
    buffer out;
    buffer_init(&out, (size_t)64 << 20);
    answer_all(&c, about, &out);
    const bool is_written = fwrite(out.at, 1, out.len, stdout) == out.len && fflush(stdout) == 0;
    buffer_clear(&out);
    upw_arena_clear(&c.scratch);
    upw_arena_clear(&arena);
    return is_written && !out.is_full ? 0 : 3;
}
