/* store/tables.h: every table with its columns, the number of its rows and a hash of them: to know that a copy is
 * whole. The same rows have the same hash in SQLite and in PostgreSQL, in whatever order they are kept. */
#ifndef STORE_TABLES_H
#define STORE_TABLES_H

#include "store/store.h"

enum { TABLES_HASH_BYTES = 32 };

typedef struct store_table {
    text name;
    size_t n_columns;
    const text *columns;
    const char *gives; /* their types, all capitals */
    int64_t n_rows;
    uint8_t hash[TABLES_HASH_BYTES];
} store_table;

typedef struct store_tables {
    store_table *at; /* by name */
    size_t n;
} store_tables;

/* Every table of the database, all from one moment when inside store_snapshot. `db` is used for nothing else
 * afterwards: the questions that are asked live in the arena. */
bool store_list_tables(store_db *db, upw_arena *arena, store_tables *out, upw_error *error) UPW_MUST_CHECK;
bool store_hash_tables(store_db *db, upw_arena *arena, store_tables *tables, upw_error *error) UPW_MUST_CHECK;

/* Rows of a table, one after another: the numbers that count and hash them, or anything else. Columns by their `gives`.
 */
typedef bool store_see_row(void *context, const store_rows *row, upw_error *error);
bool store_read_table(store_db *db, const store_table *table, upw_arena *arena, store_see_row *see, void *context,
                      upw_error *error) UPW_MUST_CHECK;

#endif
