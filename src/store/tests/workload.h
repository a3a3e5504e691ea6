/* A random workload on both databases: the same statements with the same values, one after another, and the same
 * answers.
 *
 * Values come from small pools, so that rows meet: a parameter that belongs to a column (INSERT INTO t (…) VALUES ($1,
 * …), column = $1) takes what that column allows, as its line in the schema says: the words of a CHECK, or one of a few
 * identifiers where it REFERENCES something. */
#ifndef STORE_TESTS_WORKLOAD_H
#define STORE_TESTS_WORKLOAD_H

#include <ctype.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "store/tables.h"
#include "store/tests/places.h"

enum { WORKLOAD_LETTERS = 40, WORKLOAD_OUTCOME = 1 << 20 };

typedef struct workload {
    store_db *a, *b;    /* SQLite, PostgreSQL */
    const char *schema; /* every CREATE TABLE, a column a line */
    uint64_t random;
    size_t n_done, n_refused, n_rows;
} workload;

static inline uint64_t workload_draw(workload *w, uint64_t n)
{
    w->random = w->random * 6364136223846793005u + 1442695040888963407u;
    return (w->random >> 33) % n;
}

/* ---- values ---- */

static inline bool workload_is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The column that $n belongs to, or the empty text. */
static inline text workload_find_column(const char *sql, size_t n)
{
    char name[24];
    snprintf(name, sizeof name, "$%zu", n);
    const char *at = sql;
    while ((at = strstr(at, name)) != NULL && isdigit((unsigned char)at[strlen(name)]))
        at++;
    if (at == NULL)
        return TEXT("");
    const char *const values = strstr(sql, "VALUES");
    if (values != NULL && at > values) { /* the n-th name of the list */
        const char *list = strchr(sql, '(');
        size_t commas = 0;
        for (const char *c = strchr(values, '('); c != NULL && c < at; c++)
            commas += *c == ',';
        while (list != NULL && list < values) {
            list += strspn(list, "( ,\n");
            const size_t len = strspn(list, "abcdefghijklmnopqrstuvwxyz_0123456789");
            if (commas-- == 0 || len == 0)
                return (text){ list, len };
            list += len;
        }
        return TEXT("");
    }
    const char *end = at; /* word = $n, word <= $n … */
    while (end > sql && strchr(" =<>", end[-1]) != NULL)
        end--;
    const char *begin = end;
    while (begin > sql && workload_is_word(begin[-1]))
        begin--;
    return (text){ begin, (size_t)(end - begin) };
}

/* The line of the schema that begins with the column's name. */
static inline text workload_find_line(const char *schema, text column)
{
    text rest = text_of(schema);
    while (column.len > 0 && rest.len > 0) {
        const text line = text_trim(text_take_until(&rest, '\n'));
        if (text_starts_with(line, column) && line.len > column.len && line.at[column.len] == ' ')
            return line;
    }
    return TEXT("");
}

/* One of the quoted words of a line; the empty text when it has none. */
static inline text workload_draw_word(workload *w, text line)
{
    text words[64];
    size_t n = 0;
    const char *at = line.at, *const end = line.at + line.len;
    while (n < 64 && (at = memchr(at, '\'', (size_t)(end - at))) != NULL) {
        const char *const close = memchr(at + 1, '\'', (size_t)(end - at - 1));
        if (close == NULL)
            break;
        words[n++] = (text){ at + 1, (size_t)(close - at - 1) };
        at = close + 1;
    }
    return n == 0 ? TEXT("") : words[workload_draw(w, n)];
}

static inline store_value workload_draw_value(workload *w, char letter, text column)
{
    static const char *const ids[] = { "00000000000000000000000000", "zzzzzzzzzzzzzzzzzzzzzzzzzw",
                                       "5k3e0000000000000000000000" };
    static const char *const words[] = { "a", "B", "\xC3\xA9t\xC3\xA9", "2026-11-30", "2027-01-01", "", "_%'\"$1" };
    static const int64_t integers[] = { 0, 1, 2, 3, -1, 1764500000000, 1764600000000 };
    static const double numbers[] = { 0, 0.5, -2.25, 1e300, 0.1 };
    const char kind = store_letter(letter);
    if (kind != letter && workload_draw(w, 4) == 0)
        return STORE_NULL;
    if (kind == 'i')
        return STORE_INTEGER(integers[workload_draw(w, workload_draw(w, 2) == 0 ? 4 : 7)]);
    if (kind == 'd')
        return STORE_NUMBER(numbers[workload_draw(w, 5)]);
    const text line = workload_find_line(w->schema, column);
    const text word = workload_draw_word(w, line);
    const text id = text_of(ids[workload_draw(w, 3)]);
    const bool is_id = text_contains(line, TEXT("REFERENCES")) || text_contains(line, TEXT("PRIMARY KEY"));
    const text drawn = word.len > 0 && workload_draw(w, 10) > 0 ? word
                       : is_id || workload_draw(w, 3) == 0      ? id
                                                                : text_of(words[workload_draw(w, 7)]);
    return kind == 't' ? STORE_TEXT(drawn) : STORE_BYTES(drawn);
}

/* ---- answers ---- */

typedef struct workload_step {
    const store_statement *statement;
    const store_value *values;
    buffer rows;
    int64_t n_changed;
    size_t n_rows;
} workload_step;

static inline void workload_add_row(buffer *out, const store_rows *rows)
{
    for (size_t i = 0; i < rows->n_columns; i++) {
        const store_value *const cell = &rows->cells[i];
        buffer_add_char(out, '|');
        if (cell->kind == STORE_IS_INTEGER)
            buffer_add_integer(out, cell->integer);
        else if (cell->kind == STORE_IS_NUMBER)
            buffer_add_format(out, "%.17g", cell->number);
        else if (cell->kind != STORE_IS_NULL)
            buffer_add(out, cell->text);
        else
            buffer_add_literal(out, "(null)");
    }
    buffer_add_char(out, '\n');
}

static inline bool workload_work(store_db *db, void *context, upw_error *error)
{
    workload_step *const step = context;
    buffer_empty(&step->rows);
    step->n_changed = 0;
    step->n_rows = 0;
    if (step->statement->gives == NULL)
        return store_run(db, step->statement, step->values, &step->n_changed, error);
    store_rows rows;
    if (!store_query(db, step->statement, step->values, &rows, error))
        return false;
    for (; store_next(&rows); step->n_rows++)
        workload_add_row(&step->rows, &rows);
    return store_end(&rows, error);
}

static inline int workload_compare_lines(const void *a, const void *b)
{
    return text_compare(*(const text *)a, *(const text *)b);
}

/* The same rows, in the same order where the statement names one. */
static inline bool workload_same_rows(const workload_step *a, const workload_step *b, upw_arena *arena)
{
    if (a->n_rows != b->n_rows || a->rows.len != b->rows.len)
        return false;
    if (strstr(a->statement->sql, "ORDER BY") != NULL)
        return text_equal(buffer_text(&a->rows), buffer_text(&b->rows));
    const workload_step *const both[] = { a, b };
    text *lines[2];
    for (size_t k = 0; k < 2; k++) {
        text rest = buffer_text(&both[k]->rows);
        lines[k] = MEMORY_TAKE(arena, text, a->n_rows + 1);
        for (size_t i = 0; i < a->n_rows; i++)
            lines[k][i] = text_take_until(&rest, '\n');
        qsort(lines[k], a->n_rows, sizeof *lines[k], workload_compare_lines);
    }
    for (size_t i = 0; i < a->n_rows; i++)
        if (!text_equal(lines[0][i], lines[1][i]))
            return false;
    return true;
}

/* One statement with random values, on both. */
static inline void workload_step_once(workload *w, const store_statement *s)
{
    store_value values[WORKLOAD_LETTERS];
    upw_arena arena;
    upw_error error_a = { 0 }, error_b = { 0 };
    memory_init_arena(&arena);
    for (size_t i = 0; i < store_count(s->takes); i++)
        values[i] = workload_draw_value(w, s->takes[i], workload_find_column(s->sql, i + 1));
    workload_step a = { .statement = s, .values = values }, b = { .statement = s, .values = values };
    buffer_init(&a.rows, WORKLOAD_OUTCOME);
    buffer_init(&b.rows, WORKLOAD_OUTCOME);
    const bool done_a = store_transact(w->a, workload_work, &a, &error_a);
    const bool done_b = store_transact(w->b, workload_work, &b, &error_b);
    if (done_a != done_b || error_a.code != error_b.code)
        fail_msg("%s: SQLite says \"%s\", PostgreSQL \"%s\"", s->name, done_a ? "done" : error_a.message,
                 done_b ? "done" : error_b.message);
    if (!done_a && error_a.code != UPW_CONFLICT)
        fail_msg("%s", error_a.message);
    if (done_a && (a.n_changed != b.n_changed || !workload_same_rows(&a, &b, &arena)))
        fail_msg("%s: %lld rows changed and %lld;\n%.*s---\n%.*s", s->name, (long long)a.n_changed,
                 (long long)b.n_changed, TEXT_ARGS(buffer_text(&a.rows)), TEXT_ARGS(buffer_text(&b.rows)));
    w->n_done += done_a && (a.n_changed > 0 || a.n_rows > 0);
    w->n_refused += !done_a;
    w->n_rows += a.n_rows;
    buffer_clear(&a.rows);
    buffer_clear(&b.rows);
    upw_arena_clear(&arena);
}

/* ---- what stands there in the end ---- */

typedef struct workload_hashes {
    upw_arena *arena;
    store_tables tables;
} workload_hashes;

static inline bool workload_hash(store_db *db, void *context, upw_error *error)
{
    workload_hashes *const h = context;
    return store_list_tables(db, h->arena, &h->tables, error) && store_hash_tables(db, h->arena, &h->tables, error);
}

/* Every table but `migration`, whose hashes of files may differ, and `measure_version`, which is drawn by lot; its
 * connections are used for nothing else afterwards. */
static inline int64_t workload_assert_same_tables(workload *w)
{
    upw_arena arena;
    int64_t n_rows = 0;
    memory_init_arena(&arena);
    workload_hashes a = { .arena = &arena }, b = { .arena = &arena };
    assert_done(store_snapshot(w->a, workload_hash, &a, error));
    assert_done(store_snapshot(w->b, workload_hash, &b, error));
    assert_int_equal(a.tables.n, b.tables.n);
    for (size_t i = 0; i < a.tables.n; i++) {
        const store_table *const x = &a.tables.at[i], *const y = &b.tables.at[i];
        assert_true(text_equal(x->name, y->name));
        if (text_equal(x->name, TEXT("migration")) || text_equal(x->name, TEXT("measure_version")))
            continue;
        if (x->n_rows != y->n_rows || memcmp(x->hash, y->hash, sizeof x->hash) != 0)
            fail_msg("table %.*s differs", TEXT_ARGS(x->name));
        n_rows += x->n_rows;
    }
    upw_arena_clear(&arena);
    return n_rows;
}

#endif
