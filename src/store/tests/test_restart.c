/* PostgreSQL goes away under traffic, in every way it can: is nothing acknowledged lost, nothing done twice, and is all
 * well again soon? */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "store/tests/ledger.h"

enum { WORKERS = 4, CHANGES_MAX = 100000, RECOVERS_MS = 5000, LONGEST_MS = 10000 };

/* ---- traffic ---- */

typedef struct traffic {
    store *store;
    int64_t writer;
    atomic_bool *stops;
    _Atomic int64_t last_done_ms;
    int64_t n, n_done, n_unknown, slowest_ms;
    bool is_done[CHANGES_MAX], is_unknown[CHANGES_MAX];
    upw_error wrong; /* another failure than those that may be */
} traffic;

static void note(traffic *t, bool done, const upw_error *error, int64_t took_ms)
{
    t->slowest_ms = took_ms > t->slowest_ms ? took_ms : t->slowest_ms;
    t->is_done[t->n] = done;
    t->n_done += done;
    if (done)
        atomic_store(&t->last_done_ms, clock_monotonic_ms());
    else if (error->code != UPW_UNAVAILABLE && error->code != UPW_CONFLICT)
        t->wrong = *error;
    t->is_unknown[t->n] = !done && strstr(error->message, "look whether the change was made") != NULL;
    t->n_unknown += t->is_unknown[t->n];
}

static void *work(void *context)
{
    traffic *const t = context;
    upw_error error = { 0 };
    store_db *const db = store_connect(t->store, &error);
    while (db != NULL && !atomic_load(t->stops) && t->n + 1 < CHANGES_MAX) {
        ledger_change change = { t->writer, ++t->n, 20 };
        const int64_t began = clock_monotonic_ms();
        error = (upw_error){ 0 };
        const bool done = store_transact(db, ledger_work, &change, &error);
        note(t, done, &error, clock_monotonic_ms() - began);
        usleep(2000);
    }
    store_disconnect(db);
    return NULL;
}

/* ---- disturbances ---- */

/* As the server's own user, which pg_ctl insists on. */
static int run_as_owner(const char *tool, const char *const *arguments)
{
    char path[200];
    struct stat facts;
    snprintf(path, sizeof path, "%s/%s", getenv("UPWARD_POSTGRES_TOOLS"), tool);
    assert_int_equal(stat(getenv("UPWARD_POSTGRES_DATA"), &facts), 0);
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        if (getuid() == 0 && (setgid(facts.st_gid) != 0 || setuid(facts.st_uid) != 0))
            _exit(126);
        if (chdir("/") != 0 || freopen("/dev/null", "w", stdout) == NULL || freopen("/dev/null", "w", stderr) == NULL)
            _exit(126);
        execv(path, (char **)(uintptr_t)arguments);
        _exit(127);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return status;
}

static void restart(const char *mode)
{
    char log[200];
    snprintf(log, sizeof log, "%s/../log", getenv("UPWARD_POSTGRES_DATA"));
    const char *const arguments[] = { "pg_ctl",  "-D", getenv("UPWARD_POSTGRES_DATA"), "-w", "-m", mode, "-l", log,
                                      "restart", NULL };
    assert_int_equal(run_as_owner("pg_ctl", arguments), 0);
}

static void restart_in_peace(void)
{
    restart("fast");
}

static void restart_at_once(void)
{
    restart("immediate");
}

static void end_connections(void)
{
    PGconn *const handle = PQconnectdb(getenv("UPWARD_POSTGRES"));
    PGresult *const result = PQexec(handle, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                                            " application_name = 'upward'");
    assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
    PQclear(result);
    PQfinish(handle);
}

/* The server then ends all connections and recovers by itself. */
static void kill_one(void)
{
    PGconn *const handle = PQconnectdb(getenv("UPWARD_POSTGRES"));
    PGresult *const result =
        PQexec(handle, "SELECT pid FROM pg_stat_activity WHERE application_name = 'upward' LIMIT 1");
    if (PQntuples(result) == 1)
        kill((pid_t)strtol(PQgetvalue(result, 0, 0), NULL, 10), SIGKILL);
    PQclear(result);
    PQfinish(handle);
}

static const struct {
    const char *name;
    void (*happen)(void);
} disturbances[] = {
    { "restart -m fast", restart_in_peace },
    { "all connections ended", end_connections },
    { "restart -m immediate", restart_at_once },
    { "SIGKILL of a backend", kill_one },
};

/* ---- the test ---- */

static bool all_work_again(traffic *const *t, int64_t since_ms)
{
    for (size_t i = 0; i < WORKERS; i++)
        if (atomic_load(&t[i]->last_done_ms) <= since_ms)
            return false;
    return true;
}

static void disturb(traffic *const *t)
{
    for (size_t i = 0; i < sizeof disturbances / sizeof *disturbances; i++) {
        usleep(300000);
        disturbances[i].happen();
        const int64_t back_ms = clock_monotonic_ms();
        while (!all_work_again(t, back_ms) && clock_monotonic_ms() < back_ms + 3 * RECOVERS_MS)
            usleep(5000);
        const int64_t took_ms = clock_monotonic_ms() - back_ms;
        print_message("# %s: all work again after %lld ms\n", disturbances[i].name, (long long)took_ms);
        assert_true(took_ms < RECOVERS_MS);
    }
}

/* Acknowledged and there; not acknowledged and not there; unknown and wholly there or not. */
static void assert_changes(store_db *db, const traffic *t)
{
    for (int64_t seq = 1; seq <= t->n; seq++) {
        int64_t n;
        ledger_ask(db, &ledger_has, (store_value[]){ STORE_INTEGER(t->writer), STORE_INTEGER(seq) }, &n);
        const bool fits = t->is_done[seq] ? n == 2 : t->is_unknown[seq] ? n == 0 || n == 2 : n == 0;
        if (!fits)
            fail_msg("change %lld of %lld: %s, and %lld entries are there", (long long)seq, (long long)t->writer,
                     t->is_done[seq] ? "acknowledged" : "refused", (long long)n);
    }
    ledger_assert_sound(db, t->writer);
}

static void nothing_is_lost_or_done_twice_while_it_restarts(const place *p)
{
    static traffic all[WORKERS];
    traffic *t[WORKERS];
    pthread_t threads[WORKERS];
    atomic_bool stops = false;
    ledger_make(p);
    store *const s = place_open(p, NULL);
    for (size_t i = 0; i < WORKERS; i++) {
        t[i] = &all[i];
        t[i]->store = s, t[i]->writer = (int64_t)i, t[i]->stops = &stops;
        assert_int_equal(pthread_create(&threads[i], NULL, work, t[i]), 0);
    }
    disturb(t);
    atomic_store(&stops, true);
    int64_t n_done = 0, n_unknown = 0, n = 0, slowest_ms = 0;
    for (size_t i = 0; i < WORKERS; i++) {
        pthread_join(threads[i], NULL);
        n += t[i]->n, n_done += t[i]->n_done, n_unknown += t[i]->n_unknown;
        slowest_ms = t[i]->slowest_ms > slowest_ms ? t[i]->slowest_ms : slowest_ms;
        if (t[i]->wrong.code != UPW_OK)
            fail_msg("%s: %s", upw_error_sentence(t[i]->wrong.code), t[i]->wrong.message);
    }
    print_message("# %lld changes tried, %lld made, %lld unknown; the longest took %lld ms\n", (long long)n,
                  (long long)n_done, (long long)n_unknown, (long long)slowest_ms);
    assert_true(n_done > 0 && slowest_ms < LONGEST_MS);
    store_db *const db = place_connect(s);
    for (size_t i = 0; i < WORKERS; i++)
        assert_changes(db, t[i]);
    store_disconnect(db);
    store_close(s);
}

int main(void)
{
    static const place_test tests[] = { PLACE_TEST(nothing_is_lost_or_done_twice_while_it_restarts) };
    if (getenv("UPWARD_POSTGRES") == NULL) {
        printf("1..0 # SKIP there is no PostgreSQL\n");
        return 0;
    }
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
