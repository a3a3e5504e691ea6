/* store/store.h: what the program keeps: an SQLite file or a PostgreSQL database, used through numbered statements.
 *
 *   static const store_statement by_id = { "measure_by_id",
 *       "SELECT name, unit FROM measure WHERE id = $1 AND organisation = $2", .takes = "tt", .gives = "tT" };
 *
 *   store_rows row;
 *   bool found;
 *   if (!store_find(db, &by_id, (store_value[]){ STORE_TEXT(id), STORE_TEXT(organisation) }, &row, &found, error))
 *       return false;
 *   if (found)
 *       m->name = store_copy(&row, 0, arena);
 *   return store_end(&row, error);
 *
 * Both databases give the same answers to the same statements: text is UTF-8 without NUL and sorts by its bytes,
 * numbers are finite, -0 is 0, instants are milliseconds in an int64, days are text (2026-11-30), yes and no are 1 and
 * 0.
 *
 * Failures: UPW_CONFLICT (a rule of the schema is broken: not unique, what it belongs to is gone, …; or a race was lost
 * five times), UPW_BAD_INPUT (text that is not UTF-8, a number that is not finite), UPW_DISK_FULL, UPW_UNAVAILABLE (the
 * database is away, too busy, or took too long), UPW_IO_FAILED (damaged, or a fault of ours: see the log). */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "upward/arena.h"
#include "upward/error.h"

typedef struct store store;       /* thread-safe; opened once */
typedef struct store_db store_db; /* one connection; one thread at a time */

typedef struct store_options {
    int64_t busy_ms;      /* how long a writer waits for its turn; 0: 5000 */
    int64_t statement_ms; /* how long PostgreSQL may take for one statement; 0: 10000 */
    bool is_read_only;
    bool must_exist;     /* an SQLite file that is not there is not made */
    bool keeps_no_order; /* SQLite: no write-ahead log, in which the order of changes could be read later */
} store_options;

/* `where` is a path or postgresql://…; `options` NULL: the defaults. An SQLite file that is not there is made, empty
 * and for its owner alone. Opening reaches the database; that its schema is the program's, store_check_schema says.
 * Fails also with UPW_NOT_FOUND (must_exist) and UPW_BAD_INPUT (not a database of ours, or not in UTF-8). */
store *store_open(const char *where, const store_options *options, upw_error *error) UPW_MUST_CHECK;
void store_close(store *s); /* when every connection is closed; NULL is allowed */
bool store_is_postgres(const store *s);

/* A connection of PostgreSQL that is lost comes back by itself: what was under way fails with UPW_UNAVAILABLE (or is
 * run again, where nothing can have happened yet), and so does everything, at once, until it answers again. */
store_db *store_connect(store *s, upw_error *error) UPW_MUST_CHECK;
void store_disconnect(store_db *db); /* NULL is allowed */
store *store_of(store_db *db);

typedef struct store_statement {
    const char *name;  /* "measure_by_id": in the log and in tests */
    const char *sql;   /* $1, $2 …; understood by both databases. Prepared once a connection */
    const char *takes; /* a letter a parameter: i int64, d double, t text, b bytes; a capital may be null; NULL: none */
    const char *gives; /* a letter a column, likewise; NULL: no rows */
    const char *postgres; /* the text for PostgreSQL where the dialects differ; NULL: the same */
    const char *open; /* why a statement on people's data carries no organisation; NULL: it carries one, or is not about
                         people */
} store_statement;

enum { STORE_COLUMNS_MAX = 40 }; /* of a statement, and parameters */

typedef enum store_kind { STORE_IS_NULL, STORE_IS_INTEGER, STORE_IS_NUMBER, STORE_IS_TEXT, STORE_IS_BYTES } store_kind;

typedef struct store_value {
    store_kind kind;
    union {
        int64_t integer;
        double number;
        text text; /* also for bytes */
    };
} store_value;

#define STORE_NULL ((store_value){ .kind = STORE_IS_NULL })
#define STORE_INTEGER(x) ((store_value){ .kind = STORE_IS_INTEGER, .integer = (x) })
#define STORE_NUMBER(x) ((store_value){ .kind = STORE_IS_NUMBER, .number = (x) })
#define STORE_TEXT(t) ((store_value){ .kind = STORE_IS_TEXT, .text = (t) })
#define STORE_BYTES(t) ((store_value){ .kind = STORE_IS_BYTES, .text = (t) })
#define STORE_TEXT_OR_NULL(t) ((t).len > 0 ? STORE_TEXT(t) : STORE_NULL)

/* The rows of one question, in the caller's storage; the fields are the store's. */
typedef struct store_rows {
    store_db *db;
    const store_statement *statement;
    struct store_prepared *prepared;
    void *result; /* PostgreSQL: the answer */
    int first;    /* SQLite: how the first step went, taken already */
    int64_t row;  /* the one that is read, from 0 */
    int64_t n_changed;
    bool is_open, is_temporary;
    upw_error failure;
    size_t n_columns;
    store_value cells[STORE_COLUMNS_MAX];
} store_rows;

/* Do it; *n_changed (NULL: nobody asks) is the number of rows inserted, changed or deleted. Outside store_transact it
 * is a transaction by itself. `values` has a value for each letter of `takes`; NULL when there is none. */
bool store_run(store_db *db, const store_statement *s, const store_value *values, int64_t *n_changed,
               upw_error *error) UPW_MUST_CHECK;

/* Do it once for each of `n` rows of values, one row after another in `values`, within store_transact: as store_run in
 * a loop would, but without waiting for PostgreSQL after each. No row of them is known to be done before all are. */
bool store_run_many(store_db *db, const store_statement *s, const store_value *values, size_t n,
                    upw_error *error) UPW_MUST_CHECK;

/* Ask. A statement that changes rows and gives some (RETURNING) is only allowed inside store_transact. PostgreSQL's
 * answer is in memory whole: ask for thousands of rows, not for millions (… WHERE id > $1 ORDER BY id LIMIT 1000). */
bool store_query(store_db *db, const store_statement *s, const store_value *values, store_rows *rows,
                 upw_error *error) UPW_MUST_CHECK;
bool store_next(store_rows *rows);                                 /* false at the end, or on failure */
bool store_end(store_rows *rows, upw_error *error) UPW_MUST_CHECK; /* must be called; false: reading failed */

/* Ask for one row; what comes behind it is not looked at. When it was not found or on failure the rows are ended
 * already, and ending them again does no harm. */
bool store_find(store_db *db, const store_statement *s, const store_value *values, store_rows *row, bool *found,
                upw_error *error) UPW_MUST_CHECK;

/* Columns of the row that is read, from 0. A null is 0, NaN, the empty text. Text lives until the next row is read or
 * the rows are ended; a copy lives as long as the arena. */
int64_t store_integer(const store_rows *rows, size_t column);
double store_number(const store_rows *rows, size_t column);
text store_text(const store_rows *rows, size_t column);
text store_copy(const store_rows *rows, size_t column, upw_arena *arena);
bool store_is_null(const store_rows *rows, size_t column);

/* Work in one transaction, as if nobody else were working. Committed when `work` returns true; rolled back when it
 * returns false, and also when a statement in it failed. Run again, at most 5 times in all, when a race was lost: it
 * must change nothing outside the database and set all it hands out anew. Inside another transaction it is part of that
 * one.
 *
 * UPW_UNAVAILABLE with a sentence that says so when the database went away while committing: then it is not known. */
typedef bool store_work(store_db *db, void *context, upw_error *error);
bool store_transact(store_db *db, store_work *work, void *context, upw_error *error) UPW_MUST_CHECK;

/* Questions only, all answered from the same moment; does not wait for writers. */
bool store_snapshot(store_db *db, store_work *work, void *context, upw_error *error) UPW_MUST_CHECK;

/* A folder's statements, so that tests can walk through all of them. */
typedef struct store_statements {
    const char *place; /* "services/measure" */
    const store_statement *at;
    size_t n;
} store_statements;

/* Prepare it on this database: it parses, its tables exist, `takes` and `gives` have as many letters as there are
 * parameters and columns, of the right types where the database tells. */
bool store_check_statement(store_db *db, const store_statement *s, upw_error *error) UPW_MUST_CHECK;

#endif
