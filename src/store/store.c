/* The part of the store that is the same for both databases: connections, prepared statements, transactions. */
#include "store/store_internal.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/memory.h"

enum { ATTEMPTS_MAX = 10, BUSY_MS = 5000, STATEMENT_MS = 10000 };

size_t store_count(const char *letters)
{
    return letters != NULL ? strlen(letters) : 0;
}

char store_letter(char letter)
{
    return (char)tolower((unsigned char)letter);
}

/* ---- opening and closing ---- */

static bool is_address(const char *where)
{
    return text_starts_with(text_of(where), TEXT("postgresql://")) ||
           text_starts_with(text_of(where), TEXT("postgres://"));
}

static void init_guard(store *s)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&s->guard, NULL);
    pthread_cond_init(&s->turn, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

store *store_open(const char *where, const store_options *options, upw_error *error)
{
    store *const s = memory_grow(NULL, 1, sizeof *s);
    *s = (store){ .driver = is_address(where) ? &store_postgres : &store_sqlite };
    if (options != NULL)
        s->options = *options;
    if (s->options.busy_ms == 0)
        s->options.busy_ms = BUSY_MS;
    if (s->options.statement_ms == 0)
        s->options.statement_ms = STATEMENT_MS;
    const size_t size = strlen(where) + 1;
    s->where = memcpy(memory_grow(NULL, size, 1), where, size);
    init_guard(s);
    store_db *const first = store_connect(s, error);
    if (first == NULL) {
        store_close(s);
        return NULL;
    }
    store_disconnect(first);
    s->options.must_exist = true; /* it does; one that vanishes is not made anew */
    return s;
}

void store_close(store *s)
{
    if (s == NULL)
        return;
    pthread_cond_destroy(&s->turn);
    pthread_mutex_destroy(&s->guard);
    free(s->where);
    free(s);
}

bool store_is_postgres(const store *s)
{
    return s->driver == &store_postgres;
}

store *store_of(store_db *db)
{
    return db->store;
}

static void forget_all(store_db *db)
{
    for (size_t i = 0; i < db->capacity; i++)
        if (db->cache[i] != NULL) {
            db->store->driver->forget(db, db->cache[i]);
            free(db->cache[i]);
        }
    free(db->cache);
    db->cache = NULL;
    db->n_cached = db->capacity = 0;
}

static void let_go(store_db *db)
{
    db->is_closing = true;
    forget_all(db);
    if (db->handle != NULL)
        db->store->driver->disconnect(db);
    db->handle = NULL;
    db->is_lost = db->is_closing = false;
}

/* A connection that was lost is made anew, but not under what went with it: a transaction, rows that are being read. */
static bool reach(store_db *db, upw_error *error)
{
    if (db->handle != NULL && !db->is_lost)
        return true;
    if (db->depth > 0 || db->n_open > 0)
        return upw_fail(error, UPW_UNAVAILABLE, "the database went away");
    let_go(db);
    return db->store->driver->connect(db, error);
}

store_db *store_connect(store *s, upw_error *error)
{
    store_db *const db = memory_grow(NULL, 1, sizeof *db);
    *db = (store_db){ .store = s };
    if (reach(db, error))
        return db;
    store_disconnect(db);
    return NULL;
}

void store_disconnect(store_db *db)
{
    if (db == NULL)
        return;
    assert(db->depth == 0);
    let_go(db);
    free(db);
}

/* ---- prepared statements, found by the address of what they prepare ---- */

static store_prepared **find_place(store_prepared **cache, size_t capacity, const store_statement *s)
{
    size_t i = ((uintptr_t)s / sizeof(void *) * 0x9E3779B97F4A7C15u >> 20) & (capacity - 1);
    while (cache[i] != NULL && cache[i]->statement != s)
        i = (i + 1) & (capacity - 1);
    return &cache[i];
}

static void grow_cache(store_db *db)
{
    const size_t capacity = db->capacity > 0 ? 2 * db->capacity : 64;
    store_prepared **const larger = memory_grow(NULL, capacity, sizeof(void *));
    memset(larger, 0, capacity * sizeof(void *));
    for (size_t i = 0; i < db->capacity; i++)
        if (db->cache[i] != NULL)
            *find_place(larger, capacity, db->cache[i]->statement) = db->cache[i];
    free(db->cache);
    db->cache = larger;
    db->capacity = capacity;
}

static store_prepared *prepare(store_db *db, const store_statement *s, upw_error *error)
{
    assert(store_count(s->takes) <= STORE_COLUMNS_MAX && store_count(s->gives) <= STORE_COLUMNS_MAX);
    store_prepared *const p = memory_grow(NULL, 1, sizeof *p);
    *p = (store_prepared){ .statement = s };
    if (db->store->driver->prepare(db, p, error))
        return p;
    free(p);
    return NULL;
}

/* The prepared statement; another one, for this time only, while the rows of the first are still being read. */
static store_prepared *find_prepared(store_db *db, const store_statement *s, bool *is_temporary, upw_error *error)
{
    *is_temporary = false;
    if (2 * (db->n_cached + 1) > db->capacity)
        grow_cache(db);
    store_prepared **const place = find_place(db->cache, db->capacity, s);
    if (*place != NULL && !(*place)->is_busy)
        return *place;
    *is_temporary = *place != NULL;
    store_prepared *const p = prepare(db, s, error);
    if (p != NULL && !*is_temporary) {
        *place = p;
        db->n_cached++;
    }
    return p;
}

bool store_check_statement(store_db *db, const store_statement *s, upw_error *error)
{
    if (!reach(db, error))
        return false;
    store_prepared *const p = prepare(db, s, error);
    if (p == NULL)
        return false;
    db->store->driver->forget(db, p);
    free(p);
    return true;
}

/* ---- asking ---- */

static const store_kind kind_of['z' + 1] = {
    ['i'] = STORE_IS_INTEGER, ['d'] = STORE_IS_NUMBER, ['t'] = STORE_IS_TEXT, ['b'] = STORE_IS_BYTES
};

/* That the kinds agree is a promise of our code; what stands in them may have come from outside. */
static bool check_values(const store_statement *s, const store_value *values, upw_error *error)
{
    for (size_t i = 0; i < store_count(s->takes); i++) {
        const store_value *const v = &values[i];
        const char letter = s->takes[i];
        assert(v->kind == STORE_IS_NULL ? letter != store_letter(letter)
                                        : v->kind == kind_of[(int)store_letter(letter)]);
        if (v->kind == STORE_IS_NUMBER && !isfinite(v->number))
            return upw_fail(error, UPW_BAD_INPUT, "a number must be finite to be stored (%s, $%zu)", s->name, i + 1);
        if (v->kind == STORE_IS_TEXT && v->text.len > 0 && /* an empty one may be nowhere */
            (!text_is_utf8(v->text) || memchr(v->text.at, '\0', v->text.len) != NULL))
            return upw_fail(error, UPW_BAD_INPUT, "this is not text (UTF-8 without NUL): %s, $%zu", s->name, i + 1);
    }
    return true;
}

static bool note_failure(store_db *db, const store_statement *s, upw_error *error)
{
    upw_wrap(error, "%s", s->name);
    if (error != NULL)
        text_make_showable(error->message); /* the database may say anything */
    if (db->depth > 0 && db->failure.code == UPW_OK)
        db->failure = *error;
    return false;
}

static bool start(store_db *db, const store_statement *s, const store_value *values, store_rows *rows, upw_error *error)
{
    rows->is_temporary = false;
    rows->prepared = NULL;
    if (!reach(db, error) || (rows->prepared = find_prepared(db, s, &rows->is_temporary, error)) == NULL)
        return false;
    if (rows->prepared->changes && (db->depth == 0 || db->access == STORE_READS))
        return upw_fail(error, UPW_IO_FAILED, "a statement that changes something was run where nothing may change");
    rows->prepared->is_busy = true;
    rows->is_open = true;
    db->n_open++;
    return db->store->driver->start(rows, values, error);
}

static void stop(store_rows *rows)
{
    if (!rows->is_open)
        return;
    rows->db->store->driver->stop(rows);
    rows->prepared->is_busy = false;
    rows->is_open = false;
    rows->db->n_open--;
    if (rows->is_temporary) {
        rows->db->store->driver->forget(rows->db, rows->prepared);
        free(rows->prepared);
    }
}

bool store_query(store_db *db, const store_statement *s, const store_value *values, store_rows *rows, upw_error *error)
{
    upw_error failure = { 0 };
    rows->db = db;
    rows->statement = s;
    rows->result = NULL;
    rows->row = -1;
    rows->n_changed = 0;
    rows->is_open = false;
    rows->failure = failure;
    rows->n_columns = store_count(s->gives);
    if (db->depth > 0 && db->failure.code != UPW_OK) {
        failure = db->failure;
    } else if (check_values(s, values, &failure)) {
        bool done = start(db, s, values, rows, &failure);
        if (!done && db->is_lost && db->depth == 0) { /* nothing has happened: ask once more */
            stop(rows);
            failure = (upw_error){ 0 };
            done = start(db, s, values, rows, &failure);
        }
        if (done)
            return true;
        note_failure(db, s, &failure);
        stop(rows);
    }
    rows->failure = failure;
    if (error != NULL)
        *error = failure;
    return false;
}

static bool run_each(store_db *db, const store_statement *s, const store_value *values, size_t n, upw_error *error)
{
    for (size_t i = 0; i < n; i++)
        if (!store_run(db, s, values + i * store_count(s->takes), NULL, error))
            return false;
    return true;
}

bool store_run_many(store_db *db, const store_statement *s, const store_value *values, size_t n, upw_error *error)
{
    upw_error failure = { 0 };
    bool is_temporary = false;
    assert(db->depth > 0 && s->gives == NULL);
    if (db->store->driver->run_many == NULL)
        return run_each(db, s, values, n, error);
    if (db->failure.code != UPW_OK) {
        failure = db->failure;
    } else {
        bool is_good = reach(db, &failure);
        for (size_t i = 0; is_good && i < n; i++)
            is_good = check_values(s, values + i * store_count(s->takes), &failure);
        const store_prepared *const p = is_good ? find_prepared(db, s, &is_temporary, &failure) : NULL;
        assert(!is_temporary); /* a statement without rows is never being read */
        if (p != NULL && db->store->driver->run_many(db, p, values, n, &failure))
            return true;
        note_failure(db, s, &failure);
    }
    if (error != NULL)
        *error = failure;
    return false;
}

bool store_next(store_rows *rows)
{
    bool is_row = false;
    if (!rows->is_open)
        return false;
    if (!rows->db->store->driver->step(rows, &is_row, &rows->failure)) {
        note_failure(rows->db, rows->statement, &rows->failure);
        is_row = false;
    }
    if (is_row)
        rows->row++;
    else
        stop(rows);
    return is_row;
}

bool store_end(store_rows *rows, upw_error *error)
{
    stop(rows);
    if (rows->failure.code == UPW_OK)
        return true;
    if (error != NULL)
        *error = rows->failure;
    return false;
}

bool store_find(store_db *db, const store_statement *s, const store_value *values, store_rows *row, bool *found,
                upw_error *error)
{
    *found = false;
    if (!store_query(db, s, values, row, error))
        return false;
    *found = store_next(row);
    return *found || store_end(row, error);
}

/* ---- columns ---- */

static const store_value *cell_of(const store_rows *rows, size_t column, store_kind kind, store_kind other)
{
    assert(rows->is_open && rows->row >= 0 && column < rows->n_columns);
    const store_value *const cell = &rows->cells[column];
    assert(cell->kind == STORE_IS_NULL || cell->kind == kind || cell->kind == other);
    return cell;
}

int64_t store_integer(const store_rows *rows, size_t column)
{
    const store_value *const cell = cell_of(rows, column, STORE_IS_INTEGER, STORE_IS_INTEGER);
    return cell->kind == STORE_IS_NULL ? 0 : cell->integer;
}

double store_number(const store_rows *rows, size_t column)
{
    const store_value *const cell = cell_of(rows, column, STORE_IS_NUMBER, STORE_IS_NUMBER);
    return cell->kind == STORE_IS_NULL ? NAN : cell->number;
}

text store_text(const store_rows *rows, size_t column)
{
    const store_value *const cell = cell_of(rows, column, STORE_IS_TEXT, STORE_IS_BYTES);
    return cell->kind == STORE_IS_NULL ? TEXT("") : cell->text;
}

text store_copy(const store_rows *rows, size_t column, upw_arena *arena)
{
    return memory_copy_text(arena, store_text(rows, column));
}

bool store_is_null(const store_rows *rows, size_t column)
{
    assert(rows->is_open && rows->row >= 0 && column < rows->n_columns);
    return rows->cells[column].kind == STORE_IS_NULL;
}

/* ---- transactions ---- */

/* Part of the transaction around it: whoever fails, fails for all. */
static bool join(store_db *db, store_work *work, void *context, upw_error *error)
{
    upw_error failure = { 0 };
    db->depth++;
    const bool done = work(db, context, &failure);
    db->depth--;
    if (!done && db->failure.code == UPW_OK)
        db->failure = failure;
    if (!done && error != NULL)
        *error = failure;
    return done;
}

static bool attempt(store_db *db, store_access access, store_work *work, void *context, upw_error *error)
{
    const store_driver *const driver = db->store->driver;
    db->is_race = db->is_unknown = false;
    db->failure = (upw_error){ 0 };
    db->access = access;
    if (!reach(db, error) || !driver->begin(db, access, error))
        return false;
    db->depth = 1;
    bool done = work(db, context, error);
    db->depth = 0;
    if (done && db->failure.code != UPW_OK) {
        *error = db->failure;
        done = false;
    }
    if (done)
        done = driver->commit(db, error);
    if (!done)
        driver->roll_back(db);
    db->failure = (upw_error){ 0 };
    return done;
}

/* A moment, twice as long each time, so that those who collided do not collide again: all together as long as a file
 * that is busy is waited for. */
static void wait_a_little(unsigned attempts)
{
    static _Thread_local uint64_t state;
    state = (state ^ (uintptr_t)&state) * 6364136223846793005u + 1442695040888963407u;
    const long ms = 1 + (long)(state >> 33) % (10L << attempts);
    nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

static bool transact(store_db *db, store_access access, store_work *work, void *context, upw_error *error)
{
    upw_error failure = { 0 };
    bool was_lost = false;
    for (unsigned attempts = 1;; attempts++) {
        failure = (upw_error){ 0 };
        if (attempt(db, access, work, context, &failure))
            return true;
        if (db->is_race && attempts < ATTEMPTS_MAX) {
            wait_a_little(attempts);
        } else if (db->is_lost && db->handle != NULL && !db->is_unknown && !was_lost) {
            was_lost = true; /* nothing was committed: once more, on a new connection */
        } else {
            break;
        }
    }
    if (db->is_race)
        upw_fail(&failure, UPW_CONFLICT, "others kept changing the same things; please try again");
    if (error != NULL)
        *error = failure;
    return false;
}

bool store_transact(store_db *db, store_work *work, void *context, upw_error *error)
{
    if (db->depth > 0)
        return join(db, work, context, error);
    return transact(db, STORE_WRITES, work, context, error);
}

bool store_snapshot(store_db *db, store_work *work, void *context, upw_error *error)
{
    if (db->depth > 0)
        return join(db, work, context, error);
    return transact(db, STORE_READS, work, context, error);
}

typedef struct running {
    const store_statement *statement;
    const store_value *values;
    int64_t n_changed;
} running;

static bool run_one(store_db *db, void *context, upw_error *error)
{
    running *const r = context;
    store_rows rows;
    if (!store_query(db, r->statement, r->values, &rows, error))
        return false;
    while (store_next(&rows))
        continue;
    r->n_changed = rows.n_changed;
    return store_end(&rows, error);
}

bool store_run(store_db *db, const store_statement *s, const store_value *values, int64_t *n_changed, upw_error *error)
{
    running r = { s, values, 0 };
    const bool done = db->depth > 0 ? run_one(db, &r, error) : store_transact(db, run_one, &r, error);
    if (n_changed != NULL)
        *n_changed = r.n_changed;
    return done;
}
