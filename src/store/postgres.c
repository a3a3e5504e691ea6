/* PostgreSQL: a server that several of us may share. Writers are serializable and run again when a race is lost;
 * parameters and columns travel in binary; nothing waits longer than it was told to, whatever the network does. */
#include <endian.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/postgres.h"
#include "store/store_internal.h"

enum {
    BACK_OFF_FIRST_MS = 100,
    BACK_OFF_MAX_MS = 2000,
    GRACE_MS = 2000, /* how much later than the server we stop waiting */
    VERSION_MIN = 150000,
};

/* ---- what went wrong ---- */

static const struct {
    const char *state; /* the beginning of an SQLSTATE; the first that fits */
    upw_error_code error;
    const char *sentence;
} complaints[] = {
    { "40001", UPW_CONFLICT, "somebody else changed the same things" },
    { "40P01", UPW_CONFLICT, "somebody else changed the same things" },
    { "23505", UPW_CONFLICT, "there is one already" },
    { "23503", UPW_CONFLICT, "what this belongs to is not there, or something still belongs to this" },
    { "23", UPW_CONFLICT, "a rule of the database forbids it" },
    { "P0001", UPW_CONFLICT, "a rule of the database forbids it" }, /* RAISE in a trigger, as SQLite's RAISE(ABORT) */
    { "22021", UPW_BAD_INPUT, "this is not text in UTF-8" },
    { "53100", UPW_DISK_FULL, "there is no room left on the disk of the database" },
    { "57014", UPW_UNAVAILABLE, "the database took too long" },
    { "55P03", UPW_UNAVAILABLE, "the database is busy; please try again" },
    { "53", UPW_UNAVAILABLE, "the database has no room for more work at the moment" },
    { "57P", UPW_UNAVAILABLE, "the database is being stopped" },
    { "25006", UPW_UNAVAILABLE, "the database can only be read at the moment" },
    { "08", UPW_UNAVAILABLE, "the connection to the database is broken" },
    { "54", UPW_TOO_LARGE, "this is too large for the database" },
    { "XX00", UPW_IO_FAILED, "the database is damaged; see its log" },
};

static bool complain_of_loss(store_db *db, upw_error *error)
{
    db->is_lost = true;
    return upw_fail(error, UPW_UNAVAILABLE, "the database went away");
}

static bool complain(store_db *db, const PGresult *result, upw_error *error)
{
    const char *const state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    if (PQstatus(db->handle) == CONNECTION_BAD)
        db->is_lost = true;
    if (state == NULL)
        return complain_of_loss(db, error);
    db->is_race = strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0;
    for (size_t i = 0; i < sizeof complaints / sizeof *complaints; i++)
        if (text_starts_with(text_of(state), text_of(complaints[i].state)))
            return upw_fail(error, complaints[i].error, "%s", complaints[i].sentence);
    const char *const words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    return upw_fail(error, UPW_IO_FAILED, "the database says: %s (%s)", words != NULL ? words : "nothing", state);
}

/* ---- waiting ---- */

/* Until the connection can be read (or written, when there is more to send); false when it took too long. */
static bool wait_for(PGconn *handle, bool to_send, int64_t until_ms)
{
    const int64_t left = until_ms - clock_monotonic_ms();
    struct pollfd wanted = { .fd = PQsocket(handle), .events = (short)(to_send ? POLLIN | POLLOUT : POLLIN) };
    return left > 0 && wanted.fd >= 0 && poll(&wanted, 1, left < INT_MAX ? (int)left : INT_MAX) >= 0;
}

/* Send what is still to be sent and receive until a whole result is there. */
static bool receive(PGconn *handle, int64_t until_ms)
{
    for (;;) {
        const int unsent = PQflush(handle);
        if (unsent < 0)
            return false;
        if (unsent == 0 && PQisBusy(handle) == 0)
            return true;
        if (!wait_for(handle, unsent > 0, until_ms) || PQconsumeInput(handle) == 0)
            return PQisBusy(handle) == 0 && unsent == 0;
    }
}

static bool is_good(const PGresult *result)
{
    const ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

/* The answer to what was sent: the last result, or the first that is a complaint. NULL, and the connection is given up,
 * when none came in time. `statement_ms` 0: it may take for ever. */
static PGresult *collect(store_db *db, bool is_sent, int64_t statement_ms)
{
    PGresult *kept = NULL;
    const int64_t until = statement_ms > 0 ? clock_monotonic_ms() + statement_ms + GRACE_MS : INT64_MAX;
    while (is_sent) {
        if (!receive(db->handle, until)) {
            db->is_lost = true;
            break;
        }
        PGresult *const next = PQgetResult(db->handle);
        if (next == NULL)
            return kept;
        if (kept != NULL && !is_good(kept)) {
            PQclear(next);
        } else {
            PQclear(kept);
            kept = next;
        }
    }
    if (kept != NULL && !is_good(kept))
        return kept; /* why it went away */
    PQclear(kept);
    return NULL;
}

static bool judge(store_db *db, PGresult *result, upw_error *error)
{
    if (result != NULL && is_good(result))
        return true;
    return complain(db, result, error);
}

static bool run(store_db *db, const char *sql, int64_t statement_ms, upw_error *error)
{
    PGresult *const result = collect(db, PQsendQuery(db->handle, sql) == 1, statement_ms);
    const bool done = judge(db, result, error);
    PQclear(result);
    return done;
}

/* ---- connections ---- */

static void hear_nothing(void *context, const PGresult *result)
{
    (void)context, (void)result;
}

static bool set_up(store_db *db, upw_error *error)
{
    PGconn *const handle = db->handle;
    char settings[300];
    const char *const encoding = PQparameterStatus(handle, "server_encoding");
    if (PQserverVersion(handle) < VERSION_MIN)
        return upw_fail(error, UPW_BAD_INPUT, "this is PostgreSQL %d; it must be 15 or newer",
                        PQserverVersion(handle) / 10000);
    if (encoding == NULL || strcmp(encoding, "UTF8") != 0)
        return upw_fail(error, UPW_BAD_INPUT, "this database keeps its text as %s; make one with ENCODING 'UTF8'",
                        encoding != NULL ? encoding : "something else");
    snprintf(settings, sizeof settings,
             "SET statement_timeout=%" PRId64 ";SET lock_timeout=%" PRId64
             ";SET idle_in_transaction_session_timeout=60000;SET TimeZone='UTC';SET default_transaction_read_only=%s",
             db->store->options.statement_ms, db->store->options.busy_ms,
             db->store->options.is_read_only ? "on" : "off");
    return PQsetnonblocking(handle, 1) == 0 && run(db, settings, db->store->options.statement_ms, error);
}

static void disconnect(store_db *db)
{
    PQfinish(db->handle);
}

/* Whether it is time to try; when everybody tried all the time, a server that starts would have no peace. */
static bool may_try(store *s)
{
    pthread_mutex_lock(&s->guard);
    const bool may = clock_monotonic_ms() >= s->retry_at_ms;
    pthread_mutex_unlock(&s->guard);
    return may;
}

static void note_outcome(store *s, bool is_reached)
{
    pthread_mutex_lock(&s->guard);
    const int64_t longer = s->back_off_ms == 0 ? BACK_OFF_FIRST_MS : 2 * s->back_off_ms;
    s->back_off_ms = is_reached ? 0 : longer < BACK_OFF_MAX_MS ? longer : BACK_OFF_MAX_MS;
    s->retry_at_ms = is_reached ? 0 : clock_monotonic_ms() + s->back_off_ms;
    pthread_mutex_unlock(&s->guard);
}

static bool complain_of_connection(PGconn *handle, upw_error *error)
{
    char words[300];
    snprintf(words, sizeof words, "%s", PQerrorMessage(handle));
    text_make_showable(words);
    log_write(LOG_LEVEL_WARNING, "store/postgres", "the database cannot be reached", LOG_TEXT("why", text_of(words)));
    return upw_fail(error, UPW_UNAVAILABLE, "the database cannot be reached: %.*s",
                    TEXT_ARGS(text_trim(text_of(words))));
}

static bool connect(store_db *db, upw_error *error)
{
    static const char *const names[] = { "connect_timeout", "keepalives_idle",  "dbname",
                                         "client_encoding", "application_name", NULL };
    const char *const values[] = { "3", "10", db->store->where, "UTF8", "upward", NULL };
    if (!may_try(db->store))
        return upw_fail(error, UPW_UNAVAILABLE, "the database cannot be reached");
    PGconn *const handle = PQconnectdbParams(names, values, 1);
    db->handle = handle;
    PQsetNoticeReceiver(handle, hear_nothing, NULL);
    const bool is_reached = PQstatus(handle) == CONNECTION_OK;
    note_outcome(db->store, is_reached);
    if (is_reached ? set_up(db, error) : complain_of_connection(handle, error))
        return true;
    disconnect(db);
    db->handle = NULL;
    return false;
}

/* ---- statements ---- */

static const Oid type_of['z' + 1] = {
    ['i'] = POSTGRES_INT8, ['d'] = POSTGRES_FLOAT8, ['t'] = POSTGRES_TEXT, ['b'] = POSTGRES_BYTEA
};

static const struct {
    Oid type;
    char letter;
} columns[] = {
    { POSTGRES_INT8, 'i' },   { POSTGRES_INT4, 'i' }, { POSTGRES_INT2, 'i' },    { POSTGRES_BOOL, 'i' },
    { POSTGRES_FLOAT8, 'd' }, { POSTGRES_TEXT, 't' }, { POSTGRES_VARCHAR, 't' }, { POSTGRES_BYTEA, 'b' },
};

static bool is_of_kind(Oid type, char letter)
{
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        if (columns[i].type == type)
            return columns[i].letter == store_letter(letter);
    return false;
}

static bool check_shape(const store_statement *s, const PGresult *described, upw_error *error)
{
    const char *const takes = s->takes != NULL ? s->takes : "", *const gives = s->gives != NULL ? s->gives : "";
    if ((size_t)PQnparams(described) != strlen(takes))
        return upw_fail(error, UPW_IO_FAILED, "it has %d parameters and takes \"%s\"", PQnparams(described), takes);
    if ((size_t)PQnfields(described) != strlen(gives))
        return upw_fail(error, UPW_IO_FAILED, "it has %d columns and gives \"%s\"", PQnfields(described), gives);
    for (int i = 0; i < PQnfields(described); i++)
        if (!is_of_kind(PQftype(described, i), gives[i]))
            return upw_fail(error, UPW_IO_FAILED,
                            "column %d has type %u in PostgreSQL, which is no '%c': say CAST(… AS bigint), for example",
                            i + 1, PQftype(described, i), gives[i]);
    return true;
}

static void write_name(unsigned number, char out[16])
{
    snprintf(out, 16, "s%u", number);
}

static bool prepare(store_db *db, store_prepared *p, upw_error *error)
{
    const store_statement *const s = p->statement;
    Oid types[STORE_COLUMNS_MAX];
    char name[16];
    const size_t n = store_count(s->takes);
    for (size_t i = 0; i < n; i++)
        types[i] = type_of[(int)store_letter(s->takes[i])];
    write_name(++db->n_prepared, name);
    p->handle = (void *)(uintptr_t)db->n_prepared; /* NOLINT(performance-no-int-to-ptr): a number is the handle here */
    const char *const sql = s->postgres != NULL ? s->postgres : s->sql;
    PGresult *result =
        collect(db, PQsendPrepare(db->handle, name, sql, (int)n, types) == 1, db->store->options.statement_ms);
    bool done = judge(db, result, error);
    PQclear(result);
    if (!done)
        return false;
    result = collect(db, PQsendDescribePrepared(db->handle, name) == 1, db->store->options.statement_ms);
    done = judge(db, result, error) && check_shape(s, result, error);
    PQclear(result);
    return done;
}

static void forget(store_db *db, store_prepared *p)
{
    char name[16], sql[32];
    if (db->is_closing || db->is_lost || PQtransactionStatus(db->handle) == PQTRANS_INERROR)
        return; /* it goes with the connection */
    write_name((unsigned)(uintptr_t)p->handle, name);
    snprintf(sql, sizeof sql, "DEALLOCATE %s", name);
    upw_error ignored;
    (void)run(db, sql, db->store->options.statement_ms, &ignored);
}

static uint64_t bits_of(double number)
{
    uint64_t bits;
    number += 0.0; /* no -0 */
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

/* Parameters in binary, as they travel. */
typedef struct parameters {
    const char *at[STORE_COLUMNS_MAX];
    int lengths[STORE_COLUMNS_MAX], formats[STORE_COLUMNS_MAX];
    uint64_t figures[STORE_COLUMNS_MAX];
} parameters;

static bool bind(const store_value *values, size_t n, parameters *p, upw_error *error)
{
    for (size_t i = 0; i < n; i++) {
        const store_value *const v = &values[i];
        const bool is_figure = v->kind == STORE_IS_INTEGER || v->kind == STORE_IS_NUMBER;
        if (!is_figure && v->kind != STORE_IS_NULL && v->text.len > POSTGRES_BYTES_MAX)
            return upw_fail(error, UPW_TOO_LARGE, "this is too large for the database");
        p->figures[i] = htobe64(v->kind == STORE_IS_NUMBER ? bits_of(v->number) : (uint64_t)v->integer);
        p->at[i] = v->kind == STORE_IS_NULL ? NULL
                   : is_figure              ? (const char *)&p->figures[i]
                   : v->text.len > 0        ? v->text.at
                                            : "";
        p->lengths[i] = is_figure ? 8 : v->kind == STORE_IS_NULL ? 0 : (int)v->text.len;
        p->formats[i] = 1;
    }
    return true;
}

static bool send(store_db *db, const store_prepared *prepared, const parameters *p)
{
    char name[16];
    write_name((unsigned)(uintptr_t)prepared->handle, name);
    return PQsendQueryPrepared(db->handle, name, (int)store_count(prepared->statement->takes), p->at, p->lengths,
                               p->formats, 1) == 1;
}

static bool start(store_rows *rows, const store_value *values, upw_error *error)
{
    store_db *const db = rows->db;
    parameters p;
    if (!bind(values, store_count(rows->statement->takes), &p, error))
        return false;
    rows->result = collect(db, send(db, rows->prepared, &p), db->store->options.statement_ms);
    if (!judge(db, rows->result, error))
        return false;
    const char *const tuples = PQcmdTuples(rows->result);
    if (strncmp(PQcmdStatus(rows->result), "SELECT", 6) != 0)
        rows->n_changed = strtoll(tuples, NULL, 10);
    return true;
}

/* The answers of a pipeline up to its end: the first that is a complaint, or the last. NULL: they did not come. */
static PGresult *collect_pipeline(store_db *db, int64_t until_ms)
{
    PGresult *kept = NULL;
    for (int n_ends = 0; n_ends < 2;) { /* one end after each statement, never two */
        if (!receive(db->handle, until_ms))
            break;
        PGresult *const next = PQgetResult(db->handle);
        n_ends = next == NULL ? n_ends + 1 : 0;
        if (next == NULL)
            continue;
        if (PQresultStatus(next) == PGRES_PIPELINE_SYNC) {
            PQclear(next);
            return kept;
        }
        if (kept == NULL || is_good(kept)) {
            PQclear(kept);
            kept = next;
        } else {
            PQclear(next);
        }
    }
    db->is_lost = true;
    PQclear(kept);
    return NULL;
}

/* Some hundreds at a time: what is sent and not answered yet stands in memory on both sides. */
static bool run_some(store_db *db, const store_prepared *prepared, const store_value *values, size_t n,
                     upw_error *error)
{
    const size_t n_values = store_count(prepared->statement->takes);
    const int64_t ms = db->store->options.statement_ms;
    bool is_sent = PQenterPipelineMode(db->handle) == 1;
    for (size_t i = 0; is_sent && i < n; i++) {
        parameters p;
        if (!bind(values + i * n_values, n_values, &p, error)) {
            db->is_lost = true; /* in the middle of a pipeline; it never happens with what we write in bulk */
            return false;
        }
        is_sent = send(db, prepared, &p);
    }
    is_sent = is_sent && PQpipelineSync(db->handle) == 1;
    PGresult *const result =
        is_sent ? collect_pipeline(db, ms > 0 ? clock_monotonic_ms() + ms + GRACE_MS : INT64_MAX) : NULL;
    const bool done = judge(db, result, error);
    PQclear(result);
    if (!db->is_lost && PQexitPipelineMode(db->handle) != 1)
        db->is_lost = true;
    return done;
}

static bool run_many(store_db *db, const store_prepared *p, const store_value *values, size_t n, upw_error *error)
{
    enum { AT_ONCE = 500 };
    const size_t n_values = store_count(p->statement->takes);
    for (size_t i = 0; i < n; i += AT_ONCE)
        if (!run_some(db, p, values + i * n_values, n - i < AT_ONCE ? n - i : AT_ONCE, error))
            return false;
    return true;
}

bool postgres_read_integer(const char *bytes, int length, int64_t *out)
{
    uint64_t bits = 0;
    if (length != 8 && length != 4 && length != 2 && length != 1)
        return false;
    for (int i = 0; i < length; i++)
        bits = bits << 8 | (uint8_t)bytes[i];
    *out = length == 8 ? (int64_t)bits : length == 4 ? (int32_t)bits : length == 2 ? (int16_t)bits : (int64_t)bits;
    return true;
}

static bool read_cell(const PGresult *result, int row, int column, char letter, store_value *cell)
{
    const char kind = store_letter(letter);
    if (PQgetisnull(result, row, column)) {
        *cell = STORE_NULL;
        return kind != letter;
    }
    const char *const bytes = PQgetvalue(result, row, column);
    const int length = PQgetlength(result, row, column);
    if (kind == 't' || kind == 'b') {
        *cell =
            (store_value){ .kind = kind == 't' ? STORE_IS_TEXT : STORE_IS_BYTES, .text = { bytes, (size_t)length } };
        return true;
    }
    int64_t bits;
    if (!postgres_read_integer(bytes, length, &bits))
        return false;
    *cell = STORE_INTEGER(bits);
    if (kind == 'd') {
        double number;
        memcpy(&number, &bits, sizeof number);
        *cell = STORE_NUMBER(number);
    }
    return true;
}

static bool step(store_rows *rows, bool *is_row, upw_error *error)
{
    const int64_t row = rows->row + 1;
    *is_row = row < PQntuples(rows->result);
    for (size_t i = 0; *is_row && i < rows->n_columns; i++)
        if (!read_cell(rows->result, (int)row, (int)i, rows->statement->gives[i], &rows->cells[i]))
            return upw_fail(error, UPW_IO_FAILED, "column %zu is not what \"%s\" says", i + 1, rows->statement->gives);
    return true;
}

static void stop(store_rows *rows)
{
    PQclear(rows->result);
    rows->result = NULL;
}

/* ---- transactions ---- */

static bool begin(store_db *db, store_access access, upw_error *error)
{
    return run(db,
               access == STORE_WRITES ? "BEGIN ISOLATION LEVEL SERIALIZABLE"
                                      : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
               db->store->options.statement_ms, error);
}

static bool commit(store_db *db, upw_error *error)
{
    PGresult *const result = collect(db, PQsendQuery(db->handle, "COMMIT") == 1, db->store->options.statement_ms);
    bool done = judge(db, result, error);
    if (done && strcmp(PQcmdStatus(result), "COMMIT") != 0)
        done = upw_fail(error, UPW_IO_FAILED, "the database did not keep the changes");
    PQclear(result);
    if (!done && db->is_lost) {
        db->is_unknown = true;
        return upw_fail(error, UPW_UNAVAILABLE,
                        "the database went away at the last moment; look whether the change was made before you make "
                        "it again");
    }
    return done;
}

static void roll_back(store_db *db)
{
    upw_error ignored;
    if (!db->is_lost && PQtransactionStatus(db->handle) != PQTRANS_IDLE)
        (void)run(db, "ROLLBACK", db->store->options.statement_ms, &ignored);
}

static bool script(store_db *db, const char *sql, upw_error *error)
{
    return run(db, sql, 0, error);
}

const store_driver store_postgres = {
    .name = "postgresql",
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
    .run_many = run_many,
    .script = script,
};
