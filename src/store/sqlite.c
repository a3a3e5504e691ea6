/* SQLite: a file beside the program. One writer at a time, in turn; readers see the state before and never wait.
 *
 * A commit has reached the disk when it is acknowledged (WAL, synchronous=FULL). The schema of a file from elsewhere
 * can do nothing (DEFENSIVE, trusted_schema=OFF). */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "store/sqlite.h"
#include "store/store_internal.h"

/* ---- what went wrong ---- */

static const struct {
    int code; /* primary or extended; the first that fits */
    upw_error_code error;
    const char *sentence;
} complaints[] = {
    { SQLITE_CONSTRAINT_UNIQUE, UPW_CONFLICT, "there is one already" },
    { SQLITE_CONSTRAINT_PRIMARYKEY, UPW_CONFLICT, "there is one already" },
    { SQLITE_CONSTRAINT_FOREIGNKEY, UPW_CONFLICT,
      "what this belongs to is not there, or something still belongs to this" },
    { SQLITE_CONSTRAINT, UPW_CONFLICT, "a rule of the database forbids it" },
    { SQLITE_BUSY, UPW_UNAVAILABLE, "the database is busy; please try again" },
    { SQLITE_LOCKED, UPW_UNAVAILABLE, "the database is busy; please try again" },
    { SQLITE_NOMEM, UPW_NO_MEMORY, "there is not enough memory" },
    { SQLITE_NOTADB, UPW_BAD_INPUT, "this is not a database of SQLite, or it is damaged at its beginning" },
    { SQLITE_CORRUPT, UPW_IO_FAILED, "the database file is damaged; restore it from a backup" },
    { SQLITE_READONLY, UPW_IO_FAILED,
      "the database may not be written: look at the permissions of the file and its folder" },
    { SQLITE_CANTOPEN, UPW_IO_FAILED, "the database file cannot be opened" },
    { SQLITE_PERM, UPW_IO_FAILED, "the database file may not be opened" },
    { SQLITE_TOOBIG, UPW_TOO_LARGE, "this is too large for the database" },
    { SQLITE_INTERRUPT, UPW_INTERRUPTED, "the work was stopped" },
    { SQLITE_IOERR, UPW_IO_FAILED, "the disk of the database reports a fault" },
};

static bool is_no_room(int cause)
{
    return cause == ENOSPC || cause == EDQUOT || cause == EFBIG;
}

/* SQLite does not keep why a call failed for every kind of call; errno, which run() and step_on() set to 0, does. */
static bool is_for_want_of_room(int code, sqlite3 *handle)
{
    const int kind = code & 0xFF;
    return kind == SQLITE_FULL || ((kind == SQLITE_IOERR || kind == SQLITE_CANTOPEN) &&
                                   (is_no_room(errno) || is_no_room(sqlite3_system_errno(handle))));
}

/* After a fault of the disk nothing that this connection believes is certain: it is closed and opened anew. */
static bool complain(store_db *db, int code, upw_error *error)
{
    sqlite3 *const handle = db->handle;
    if ((code & 0xFF) == SQLITE_IOERR || (code & 0xFF) == SQLITE_CORRUPT)
        db->is_lost = true;
    if (is_for_want_of_room(code, handle))
        return upw_fail(error, UPW_DISK_FULL, "there is no room left on the disk of the database");
    for (size_t i = 0; i < sizeof complaints / sizeof *complaints; i++)
        if (complaints[i].code == code || complaints[i].code == (code & 0xFF))
            return upw_fail(error, complaints[i].error, "%s", complaints[i].sentence);
    return upw_fail(error, UPW_IO_FAILED, "the database says: %s", sqlite3_errmsg(handle));
}

static int run(sqlite3 *handle, const char *sql)
{
    errno = 0;
    return sqlite3_exec(handle, sql, NULL, NULL, NULL);
}

static int step_on(sqlite3_stmt *handle)
{
    errno = 0;
    return sqlite3_step(handle);
}

/* ---- connections ---- */

/* For its owner alone, from the first moment; SQLite gives the files beside it the same permissions. */
static bool make_file(const store *s, upw_error *error)
{
    const int fd = open(s->where, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno != EEXIST)
        return upw_fail(error, is_no_room(errno) ? UPW_DISK_FULL : UPW_IO_FAILED, "cannot make %s: %s", s->where,
                        strerror(errno));
    if (fd >= 0)
        close(fd);
    return true;
}

static bool check_file(const store *s, upw_error *error)
{
    struct stat facts;
    if (stat(s->where, &facts) != 0) {
        if (errno != ENOENT)
            return upw_fail(error, UPW_IO_FAILED, "cannot open %s: %s", s->where, strerror(errno));
        if (s->options.must_exist || s->options.is_read_only)
            return upw_fail(error, UPW_NOT_FOUND, "there is no database %s", s->where);
        return make_file(s, error);
    }
    if (!S_ISREG(facts.st_mode))
        return upw_fail(error, UPW_BAD_INPUT, "%s is not a file", s->where);
    return true;
}

bool sqlite_harden(sqlite3 *handle)
{
    static const struct {
        int what, value;
    } settings[] = {
        { SQLITE_DBCONFIG_DEFENSIVE, 1 }, { SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 }, { SQLITE_DBCONFIG_DQS_DML, 0 },
        { SQLITE_DBCONFIG_DQS_DDL, 0 },   { SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
    };
    bool done = true;
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        done = sqlite3_db_config(handle, settings[i].what, settings[i].value, NULL) == SQLITE_OK && done;
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 1);
    return done && run(handle, "PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA case_sensitive_like=ON;") ==
                       SQLITE_OK;
}

int64_t sqlite_ask(sqlite3 *handle, const char *question, int64_t otherwise)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(handle, question, -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        otherwise = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return otherwise;
}

/* A new file gets our mark; one with another's mark is not ours. */
static bool check_mark(store_db *db, upw_error *error)
{
    sqlite3 *const handle = db->handle;
    char set_mark[60];
    int code = run(handle, "SELECT count(*) FROM sqlite_schema");
    if (code != SQLITE_OK)
        return complain(db, code, error);
    const int64_t mark = sqlite_ask(handle, "PRAGMA application_id", 0);
    if (mark == SQLITE_MARK)
        return true;
    if (mark != 0 || sqlite_ask(handle, "SELECT count(*) FROM sqlite_schema", 1) != 0)
        return upw_fail(error, UPW_BAD_INPUT, "this database was made by another program");
    if (db->store->options.is_read_only)
        return true;
    snprintf(set_mark, sizeof set_mark, "PRAGMA application_id=%d", SQLITE_MARK);
    code = run(handle, set_mark);
    return code == SQLITE_OK || complain(db, code, error);
}

static bool set_up(store_db *db, upw_error *error)
{
    sqlite3 *const handle = db->handle;
    sqlite3_busy_timeout(handle, (int)db->store->options.busy_ms);
    if (!sqlite_harden(handle))
        return complain(db, sqlite3_extended_errcode(handle), error);
    if (!check_mark(db, error))
        return false;
    if (db->store->options.is_read_only)
        return true;
    const int code = run(handle, db->store->options.keeps_no_order
                                     ? "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                                     : "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
                                       "PRAGMA journal_size_limit=67108864;");
    return code == SQLITE_OK || complain(db, code, error);
}

static void disconnect(store_db *db)
{
    sqlite3_close_v2(db->handle);
}

static bool connect(store_db *db, upw_error *error)
{
    store *const s = db->store;
    if (!check_file(s, error))
        return false;
    const int flags = (s->options.is_read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOMUTEX |
                      SQLITE_OPEN_EXRESCODE;
    sqlite3 *handle = NULL;
    const int code = sqlite3_open_v2(s->where, &handle, flags, NULL);
    db->handle = handle;
    if (handle == NULL)
        return upw_fail(error, UPW_NO_MEMORY, "there is not enough memory");
    if ((code == SQLITE_OK || complain(db, code, error)) && set_up(db, error))
        return true;
    disconnect(db);
    db->handle = NULL;
    upw_wrap(error, "%s", s->where);
    if (error != NULL)
        text_make_showable(error->message);
    return false;
}

/* ---- statements ---- */

/* SQLite takes $2 for a name and numbers names as they come; ?2 is the second parameter whatever comes first. */
char *sqlite_number_parameters(const char *sql)
{
    const size_t size = strlen(sql) + 1;
    char *const copy = memory_grow(NULL, size, 1);
    char quote = '\0';
    for (size_t i = 0; i < size; i++) {
        const char c = sql[i];
        copy[i] = c;
        if (quote != '\0')
            quote = c == quote ? '\0' : quote;
        else if (c == '\'' || c == '"')
            quote = c;
        else if (c == '$' && sql[i + 1] >= '1' && sql[i + 1] <= '9')
            copy[i] = '?';
    }
    return copy;
}

static bool prepare(store_db *db, store_prepared *p, upw_error *error)
{
    const store_statement *const s = p->statement;
    sqlite3_stmt *handle = NULL;
    const char *rest = NULL;
    char *const sql = sqlite_number_parameters(s->sql);
    const int code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, &rest);
    const bool is_one = code == SQLITE_OK && handle != NULL && rest[strspn(rest, " \n\t;")] == '\0';
    free(sql);
    p->handle = handle;
    bool done = false;
    if (code == SQLITE_ERROR)
        upw_fail(error, UPW_IO_FAILED, "the database does not understand it: %s", sqlite3_errmsg(db->handle));
    else if (code != SQLITE_OK)
        complain(db, code, error);
    else if (!is_one)
        upw_fail(error, UPW_IO_FAILED, "it must be exactly one statement");
    else if ((size_t)sqlite3_bind_parameter_count(handle) != store_count(s->takes))
        upw_fail(error, UPW_IO_FAILED, "it has %d parameters and takes \"%s\"", sqlite3_bind_parameter_count(handle),
                 s->takes != NULL ? s->takes : "");
    else if ((size_t)sqlite3_column_count(handle) != store_count(s->gives))
        upw_fail(error, UPW_IO_FAILED, "it has %d columns and gives \"%s\"", sqlite3_column_count(handle),
                 s->gives != NULL ? s->gives : "");
    else
        done = true;
    if (!done)
        sqlite3_finalize(handle);
    else
        p->changes = sqlite3_stmt_readonly(handle) == 0;
    return done;
}

static void forget(store_db *db, store_prepared *p)
{
    (void)db;
    sqlite3_finalize(p->handle);
}

static int bind(sqlite3_stmt *handle, int at, const store_value *v)
{
    if (v->kind == STORE_IS_INTEGER)
        return sqlite3_bind_int64(handle, at, v->integer);
    if (v->kind == STORE_IS_NUMBER)
        return sqlite3_bind_double(handle, at, v->number + 0.0); /* no -0 */
    if (v->kind == STORE_IS_NULL)
        return sqlite3_bind_null(handle, at);
    const char *const bytes = v->text.len > 0 ? v->text.at : "";
    if (v->kind == STORE_IS_TEXT)
        return sqlite3_bind_text64(handle, at, bytes, v->text.len, SQLITE_STATIC, SQLITE_UTF8);
    return sqlite3_bind_blob64(handle, at, bytes, v->text.len, SQLITE_STATIC);
}

/* What changes something is done now, as PostgreSQL does it, and not when somebody reads its rows. */
static bool start(store_rows *rows, const store_value *values, upw_error *error)
{
    sqlite3_stmt *const handle = rows->prepared->handle;
    const size_t n = store_count(rows->statement->takes);
    int code = SQLITE_OK;
    for (size_t i = 0; i < n && code == SQLITE_OK; i++)
        code = bind(handle, (int)i + 1, &values[i]);
    rows->first = SQLITE_OK;
    if (code == SQLITE_OK && rows->prepared->changes) {
        code = rows->first = step_on(handle);
        rows->n_changed = sqlite3_changes64(rows->db->handle);
    }
    return code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE || complain(rows->db, code, error);
}

static bool read_cell(sqlite3_stmt *handle, int at, char letter, store_value *cell)
{
    const int type = sqlite3_column_type(handle, at);
    const char kind = store_letter(letter);
    if (type == SQLITE_NULL) {
        *cell = STORE_NULL;
        return kind != letter;
    }
    if (kind == 'i') {
        *cell = STORE_INTEGER(sqlite3_column_int64(handle, at));
        return type == SQLITE_INTEGER;
    }
    if (kind == 'd') {
        *cell = STORE_NUMBER(sqlite3_column_double(handle, at));
        return type == SQLITE_FLOAT || type == SQLITE_INTEGER;
    }
    const char *const bytes = sqlite3_column_blob(handle, at);
    const text view = { bytes != NULL ? bytes : "", (size_t)sqlite3_column_bytes(handle, at) };
    *cell = kind == 't' ? STORE_TEXT(view) : STORE_BYTES(view);
    return type == (kind == 't' ? SQLITE_TEXT : SQLITE_BLOB);
}

static bool step(store_rows *rows, bool *is_row, upw_error *error)
{
    sqlite3_stmt *const handle = rows->prepared->handle;
    const int code = rows->first != SQLITE_OK ? rows->first : step_on(handle);
    rows->first = SQLITE_OK;
    *is_row = code == SQLITE_ROW;
    if (code == SQLITE_DONE && rows->prepared->changes)
        rows->first = SQLITE_DONE;
    if (code != SQLITE_ROW && code != SQLITE_DONE)
        return complain(rows->db, code, error);
    for (size_t i = 0; *is_row && i < rows->n_columns; i++)
        if (!read_cell(handle, (int)i, rows->statement->gives[i], &rows->cells[i]))
            return upw_fail(error, UPW_IO_FAILED, "column %zu is not what \"%s\" says", i + 1, rows->statement->gives);
    return true;
}

static void stop(store_rows *rows)
{
    sqlite3_reset(rows->prepared->handle);
    sqlite3_clear_bindings(rows->prepared->handle);
}

/* ---- transactions ---- */

static bool take_turn(store_db *db, upw_error *error)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += db->store->options.busy_ms / 1000;
    until.tv_nsec += db->store->options.busy_ms % 1000 * 1000000;
    if (until.tv_nsec >= 1000000000)
        until.tv_sec++, until.tv_nsec -= 1000000000;
    int why = 0;
    pthread_mutex_lock(&db->store->guard);
    while (db->store->has_writer && why == 0)
        why = pthread_cond_timedwait(&db->store->turn, &db->store->guard, &until);
    db->has_turn = !db->store->has_writer;
    db->store->has_writer = true;
    pthread_mutex_unlock(&db->store->guard);
    return db->has_turn || upw_fail(error, UPW_UNAVAILABLE, "the database is busy; please try again");
}

static void give_turn(store_db *db)
{
    if (!db->has_turn)
        return;
    pthread_mutex_lock(&db->store->guard);
    db->store->has_writer = db->has_turn = false;
    pthread_cond_signal(&db->store->turn);
    pthread_mutex_unlock(&db->store->guard);
}

static bool begin(store_db *db, store_access access, upw_error *error)
{
    if (access == STORE_WRITES && !take_turn(db, error))
        return false;
    const int code = run(db->handle, access == STORE_WRITES ? "BEGIN IMMEDIATE" : "BEGIN");
    if (code == SQLITE_OK)
        return true;
    give_turn(db);
    return complain(db, code, error);
}

static bool commit(store_db *db, upw_error *error)
{
    const int code = run(db->handle, "COMMIT");
    if (code != SQLITE_OK) {
        db->is_unknown = true; /* a fault of the disk is no reason to try again */
        return complain(db, code, error);
    }
    give_turn(db);
    return true;
}

static void roll_back(store_db *db)
{
    if (sqlite3_get_autocommit(db->handle) == 0)
        run(db->handle, "ROLLBACK");
    give_turn(db);
}

static bool script(store_db *db, const char *sql, upw_error *error)
{
    const int code = run(db->handle, sql);
    if (code == SQLITE_OK)
        return true;
    if (code == SQLITE_ERROR)
        upw_fail(error, UPW_IO_FAILED, "the database does not understand it: %s", sqlite3_errmsg(db->handle));
    else
        complain(db, code, error);
    if (error != NULL)
        text_make_showable(error->message); /* names in it may be anybody's */
    return false;
}

const store_driver store_sqlite = {
    .name = "sqlite",
    .connect = connect,
    .disconnect = disconnect,
    .prepare = prepare,
    .forget = forget,
    .begin = begin,
    .commit = commit,
    .roll_back = roll_back,
    .start = start,
    .step = step,
    .stop = stop,
    .script = script,
};
