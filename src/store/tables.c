/* What tables there are, and what stands in them. The only statements that are put together at run time, from the names
 * that the database itself gives. */
#include "store/tables.h"

#include <endian.h>
#include <sodium.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "store/store_internal.h"

enum { FETCH = 1000 };

static const store_statement list_columns = {
    .name = "tables_list_columns",
    .sql = "SELECT t.name, c.name, lower(c.type) FROM sqlite_schema t, pragma_table_info(t.name) c"
           " WHERE t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_' ORDER BY t.name, c.cid",
    .postgres = "SELECT CAST(t.relname AS text), CAST(a.attname AS text), format_type(a.atttypid, a.atttypmod)"
                " FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid"
                " WHERE t.relkind IN ('r', 'p') AND t.relnamespace = CAST(current_schema() AS regnamespace)"
                " AND a.attnum > 0 AND NOT a.attisdropped ORDER BY CAST(t.relname AS text) COLLATE \"C\", a.attnum",
    .gives = "ttt",
};

static const struct {
    const char *type;
    char letter;
} types[] = {
    { "integer", 'I' },          { "bigint", 'I' }, { "real", 'D' },  { "text", 'T' },
    { "double precision", 'D' }, { "blob", 'B' },   { "bytea", 'B' },
};

static bool find_letter(text type, char *letter)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (text_equal(type, text_of(types[i].type))) {
            *letter = types[i].letter;
            return true;
        }
    return false;
}

/* A table whose columns are being listed. */
typedef struct growing {
    text names[STORE_COLUMNS_MAX];
    char letters[STORE_COLUMNS_MAX + 1];
    store_table *table;
    size_t capacity;
} growing;

static void end_table(growing *g, upw_arena *arena)
{
    store_table *const t = g->table;
    if (t == NULL)
        return;
    text *const names = MEMORY_TAKE(arena, text, t->n_columns);
    memcpy(names, g->names, t->n_columns * sizeof *names);
    t->columns = names;
    t->gives = memory_copy_text(arena, (text){ g->letters, t->n_columns }).at;
    g->table = NULL;
}

static void begin_table(growing *g, store_tables *out, text name, upw_arena *arena)
{
    end_table(g, arena);
    if (out->n == g->capacity) {
        g->capacity = g->capacity == 0 ? 32 : 2 * g->capacity;
        store_table *const larger = MEMORY_TAKE(arena, store_table, g->capacity);
        if (out->n > 0)
            memcpy(larger, out->at, out->n * sizeof *larger);
        out->at = larger;
    }
    g->table = &out->at[out->n++];
    g->table->name = memory_copy_text(arena, name);
}

static bool add_column(growing *g, const store_rows *row, store_tables *out, upw_arena *arena, upw_error *error)
{
    const text table = store_text(row, 0), column = store_text(row, 1), type = store_text(row, 2);
    if (g->table == NULL || !text_equal(g->table->name, table))
        begin_table(g, out, table, arena);
    store_table *const t = g->table;
    if (t->n_columns == STORE_COLUMNS_MAX)
        return upw_fail(error, UPW_BAD_INPUT, "table %.*s has more columns than any of ours", TEXT_ARGS(table));
    if (!find_letter(type, &g->letters[t->n_columns]))
        return upw_fail(error, UPW_BAD_INPUT, "column %.*s of table %.*s is a %.*s, which none of ours is",
                        TEXT_ARGS(column), TEXT_ARGS(table), TEXT_ARGS(type));
    g->names[t->n_columns++] = memory_copy_text(arena, column);
    return true;
}

bool store_list_tables(store_db *db, upw_arena *arena, store_tables *out, upw_error *error)
{
    store_rows rows;
    growing g = { .table = NULL };
    bool done = true;
    *out = (store_tables){ NULL, 0 };
    if (!store_query(db, &list_columns, NULL, &rows, error))
        return false;
    while (done && store_next(&rows))
        done = add_column(&g, &rows, out, arena, error);
    end_table(&g, arena);
    if (!done && error != NULL)
        text_make_showable(error->message); /* names in it may be anybody's */
    return store_end(&rows, done ? error : NULL) && done;
}

/* ---- reading ---- */

static void add_name(buffer *sql, text name)
{
    buffer_add_char(sql, '"');
    for (size_t i = 0; i < name.len; i++) {
        if (name.at[i] == '"')
            buffer_add_char(sql, '"');
        buffer_add_char(sql, name.at[i]);
    }
    buffer_add_char(sql, '"');
}

static void add_question(buffer *sql, const store_table *t)
{
    buffer_add_literal(sql, "SELECT ");
    for (size_t i = 0; i < t->n_columns; i++) {
        buffer_add(sql, i > 0 ? TEXT(", ") : TEXT(""));
        add_name(sql, t->columns[i]);
    }
    buffer_add_literal(sql, " FROM ");
    add_name(sql, t->name);
}

/* In the arena, since prepared statements are known by their address. */
static const store_statement *make_statement(const store_table *t, text sql, upw_arena *arena)
{
    store_statement *const s = MEMORY_TAKE(arena, store_statement, 1);
    s->name = t->name.at;
    s->sql = memory_copy_text(arena, sql).at;
    s->gives = t->gives;
    return s;
}

static bool see_rows(store_db *db, const store_statement *s, store_see_row *see, void *context, int64_t *n,
                     upw_error *error)
{
    store_rows rows;
    bool done = true;
    *n = 0;
    if (!store_query(db, s, NULL, &rows, error))
        return false;
    while (done && store_next(&rows)) {
        done = see(context, &rows, error);
        ++*n;
    }
    return store_end(&rows, done ? error : NULL) && done;
}

/* PostgreSQL would send a whole table at once: a cursor sends a thousand rows at a time. */
static bool see_through_cursor(store_db *db, const store_table *t, const char *question, upw_arena *arena,
                               store_see_row *see, void *context, upw_error *error)
{
    const text declare = memory_format(arena, "DECLARE each_row NO SCROLL CURSOR FOR %s", question);
    const text fetch = memory_format(arena, "FETCH %d FROM each_row", FETCH);
    if (!db->store->driver->script(db, declare.at, error))
        return false;
    const store_statement *const s = make_statement(t, fetch, arena);
    int64_t n = FETCH;
    while (n == FETCH)
        if (!see_rows(db, s, see, context, &n, error))
            return false;
    return db->store->driver->script(db, "CLOSE each_row", error);
}

bool store_read_table(store_db *db, const store_table *table, upw_arena *arena, store_see_row *see, void *context,
                      upw_error *error)
{
    buffer sql;
    int64_t n;
    buffer_init(&sql, 1 << 20);
    add_question(&sql, table);
    const store_statement *const s = make_statement(table, buffer_text(&sql), arena);
    buffer_clear(&sql);
    if (store_is_postgres(db->store))
        return see_through_cursor(db, table, s->sql, arena, see, context, error);
    return see_rows(db, s, see, context, &n, error);
}

/* ---- hashes ---- */

typedef struct hashing {
    const char *gives;
    int64_t n_rows;
    uint64_t sums[TABLES_HASH_BYTES / sizeof(uint64_t)];
} hashing;

/* Each cell says how long it is, so that no two rows look alike. */
static void add_cell(crypto_generichash_state *state, const store_rows *row, size_t column, char letter)
{
    const bool is_text = letter == 't' || letter == 'b';
    const text words = is_text ? store_text(row, column) : TEXT("");
    const double number = letter == 'd' ? store_number(row, column) : 0;
    uint64_t head = is_text ? words.len : letter == 'i' ? (uint64_t)store_integer(row, column) : 0;
    if (letter == 'd')
        memcpy(&head, &number, sizeof head);
    head = htole64(head);
    crypto_generichash_update(state, (const uint8_t *)&letter, 1);
    crypto_generichash_update(state, (const uint8_t *)&head, sizeof head);
    crypto_generichash_update(state, (const uint8_t *)words.at, words.len);
}

/* Sums of the rows' hashes: the order does not matter, and a row that is there twice counts twice. */
static bool hash_row(void *context, const store_rows *row, upw_error *error)
{
    (void)error;
    hashing *const h = context;
    uint64_t hash[TABLES_HASH_BYTES / sizeof(uint64_t)];
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (size_t i = 0; h->gives[i] != '\0'; i++)
        if (store_is_null(row, i))
            crypto_generichash_update(&state, (const uint8_t *)"n", 1);
        else
            add_cell(&state, row, i, store_letter(h->gives[i]));
    crypto_generichash_final(&state, (uint8_t *)hash, sizeof hash);
    for (size_t i = 0; i < sizeof hash / sizeof *hash; i++)
        h->sums[i] += le64toh(hash[i]);
    h->n_rows++;
    return true;
}

bool store_hash_tables(store_db *db, upw_arena *arena, store_tables *tables, upw_error *error)
{
    for (size_t i = 0; i < tables->n; i++) {
        store_table *const t = &tables->at[i];
        hashing h = { .gives = t->gives };
        if (!store_read_table(db, t, arena, hash_row, &h, error))
            return upw_wrap(error, "table %.*s", TEXT_ARGS(t->name));
        for (size_t k = 0; k < sizeof h.sums / sizeof *h.sums; k++) {
            const uint64_t sum = htole64(h.sums[k]);
            memcpy(t->hash + k * sizeof sum, &sum, sizeof sum);
        }
        t->n_rows = h.n_rows;
    }
    return true;
}
