/* The schema, changed step by step. */
#include "store/migrate.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "store/store_internal.h"

typedef struct migration_text {
    const char *hash;
    const char *sql;
} migration_text;

typedef struct migration {
    int64_t number;
    const char *name;
    migration_text sqlite, postgres;
} migration;

static const migration migrations[] = {
#include "migrations.inc"
};
enum { N_MIGRATIONS = sizeof migrations / sizeof *migrations };

static const store_statement has_table = {
    .name = "migration_has_table",
    .sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'migration'",
    .postgres = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'migration'",
    .gives = "i",
};
static const store_statement list = {
    .name = "migration_list",
    .sql = "SELECT no, name, hash FROM migration ORDER BY no",
    .gives = "itt",
};
static const store_statement add = {
    .name = "migration_add",
    .sql = "INSERT INTO migration (no, name, hash, at) VALUES ($1, $2, $3, $4)",
    .takes = "itti",
};
static const store_statement broken_references = {
    .name = "migration_broken_references",
    .sql = "SELECT count(*) FROM pragma_foreign_key_check",
    .postgres = "SELECT CAST(0 AS bigint)", /* cannot be: they are never off */
    .gives = "i",
};

static const migration_text *text_for(const store_db *db, const migration *m)
{
    return db->store->driver == &store_postgres ? &m->postgres : &m->sqlite;
}

static bool ask_number(store_db *db, const store_statement *s, int64_t *out, upw_error *error)
{
    store_rows row;
    bool found;
    *out = 0;
    if (!store_find(db, s, NULL, &row, &found, error))
        return false;
    if (found)
        *out = store_integer(&row, 0);
    return store_end(&row, error);
}

/* The past must be the program's own: 1, 2, 3 … with the same hashes. */
static bool compare(store_db *db, const store_rows *row, int64_t expected, upw_error *error)
{
    const int64_t number = store_integer(row, 0);
    const text name = store_text(row, 1);
    if (number > N_MIGRATIONS)
        return upw_fail(error, UPW_BAD_INPUT,
                        "the database is newer than this program: it has had migration %" PRId64
                        " (%.*s), and the last "
                        "one known here is %d; use the newer program",
                        number, TEXT_ARGS(name), N_MIGRATIONS);
    if (number != expected)
        return upw_fail(error, UPW_BAD_INPUT,
                        "the database has had migration %" PRId64 " but not %" PRId64 "; restore a backup", number,
                        expected);
    if (!text_equal(store_text(row, 2), text_of(text_for(db, &migrations[number - 1])->hash)))
        return upw_fail(error, UPW_BAD_INPUT,
                        "migration %" PRId64
                        " (%.*s) of the database is not this program's migration of that number; use the "
                        "program that made the database",
                        number, TEXT_ARGS(name));
    return true;
}

bool store_read_schema(store_db *db, store_schema *out, upw_error *error)
{
    int64_t has = 0;
    *out = (store_schema){ .known = N_MIGRATIONS };
    if (!ask_number(db, &has_table, &has, error))
        return false;
    if (has == 0)
        return true;
    store_rows rows;
    bool done = store_query(db, &list, NULL, &rows, error);
    if (!done)
        return false;
    while (done && store_next(&rows)) {
        done = compare(db, &rows, out->there + 1, error);
        out->there++;
    }
    if (!done && error != NULL)
        text_make_showable(error->message); /* names in it may be anybody's */
    return store_end(&rows, done ? error : NULL) && done;
}

bool store_check_schema(store_db *db, upw_error *error)
{
    store_schema found;
    if (!store_read_schema(db, &found, error))
        return false;
    if (found.there < found.known)
        return upw_fail(error, UPW_BAD_INPUT,
                        "the database's schema is %" PRId64 " and this program's is %" PRId64
                        "; \"upward migrate\" brings it up to date",
                        found.there, found.known);
    return true;
}

typedef struct stepping {
    int64_t up_to;
    int64_t done; /* the migration that was made; 0: there was none to make */
} stepping;

/* One migration, whichever is next when nobody else can be migrating. */
static bool make_next(store_db *db, void *context, upw_error *error)
{
    stepping *const s = context;
    const store_driver *const driver = db->store->driver;
    store_schema found;
    int64_t n_broken;
    s->done = 0;
    if (!store_read_schema(db, &found, error))
        return false;
    if (found.there >= s->up_to)
        return true;
    const migration *const m = &migrations[found.there];
    const migration_text *const words = text_for(db, m);
    const store_value row[] = { STORE_INTEGER(m->number), STORE_TEXT(text_of(m->name)),
                                STORE_TEXT(text_of(words->hash)), STORE_INTEGER(clock_now_ms()) };
    if (!driver->script(db, words->sql, error) || !store_run(db, &add, row, NULL, error) ||
        !ask_number(db, &broken_references, &n_broken, error))
        return upw_wrap(error, "migration %" PRId64 " (%s)", m->number, m->name);
    if (n_broken > 0)
        return upw_fail(error, UPW_IO_FAILED,
                        "migration %" PRId64 " (%s) would leave %" PRId64 " rows that belong to nothing", m->number,
                        m->name, n_broken);
    s->done = m->number;
    return true;
}

/* A table that others belong to can only be rebuilt while SQLite does not look at what belongs where; it is looked at
 * before each commit instead. In PostgreSQL one of us migrates at a time, and the others wait before they look at what
 * is there (a lock within the transaction would come too late: it sees what was there before it waited). Migrations may
 * take as long as they need. */
static bool prepare_connection(store_db *db, upw_error *error)
{
    static const char alone[] = "SET statement_timeout=0; SET lock_timeout=0; SELECT pg_advisory_lock(6148137)";
    const bool is_postgres = db->store->driver == &store_postgres;
    return db->store->driver->script(db, is_postgres ? alone : "PRAGMA foreign_keys=OFF", error);
}

bool store_migrate(store *s, const store_migrate_options *options, upw_error *error)
{
    static const store_migrate_options all = { 0 };
    const store_migrate_options *const o = options != NULL ? options : &all;
    stepping step = { .up_to = o->up_to > 0 && o->up_to < N_MIGRATIONS ? o->up_to : N_MIGRATIONS };
    store_db *const db = store_connect(s, error);
    bool done = db != NULL && prepare_connection(db, error);
    while (done) {
        done = store_transact(db, make_next, &step, error);
        if (!done || step.done == 0)
            break;
        if (o->did != NULL)
            o->did(o->context, step.done, migrations[step.done - 1].name);
    }
    store_disconnect(db);
    return done;
}
