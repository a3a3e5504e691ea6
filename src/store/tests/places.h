/* Places to store things in, a new one for each test: a file in a folder of its own and, when tests/with_postgres runs
 * the program, a database. Each test runs once for each kind. */
#ifndef STORE_TESTS_PLACES_H
#define STORE_TESTS_PLACES_H

#include <ftw.h>
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "near.h"
#include "store/store_internal.h"

typedef struct place {
    bool is_postgres;
    char folder[40];
    char where[300];
} place;

static inline void place_command(const char *sql)
{
    PGconn *const handle = PQconnectdb(getenv("UPWARD_POSTGRES"));
    PGresult *const result = PQexec(handle, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        fail_msg("%s", PQerrorMessage(handle));
    PQclear(result);
    PQfinish(handle);
}

/* A schema of its own is made sooner than a database, but a dump would take in its neighbours. */
static bool place_is_database;

static inline place place_new(bool is_postgres)
{
    static unsigned number;
    place p = { .is_postgres = is_postgres };
    /* In memory where there is such a place: what a killed program has written stays there as it would on a disk. */
    snprintf(p.folder, sizeof p.folder, "%s/upward-store-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(p.folder));
    snprintf(p.where, sizeof p.where, "%s/here.db", p.folder);
    if (is_postgres && place_is_database) {
        char sql[80];
        const char *const query = strchr(getenv("UPWARD_POSTGRES"), '?');
        snprintf(sql, sizeof sql, "CREATE DATABASE t%u", ++number);
        place_command(sql);
        snprintf(p.where, sizeof p.where, "postgresql://upward@/t%u%s", number, query);
    } else if (is_postgres) {
        char sql[80];
        snprintf(sql, sizeof sql, "CREATE SCHEMA t%u", ++number);
        place_command(sql);
        snprintf(p.where, sizeof p.where, "%s&options=-csearch_path%%3Dt%u", getenv("UPWARD_POSTGRES"), number);
    }
    return p;
}

static inline int place_remove_entry(const char *path, const struct stat *now, int kind, struct FTW *where)
{
    (void)now, (void)kind, (void)where;
    return remove(path);
}

static inline void place_clear(const place *p)
{
    assert_int_equal(nftw(p->folder, place_remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static inline store *place_open(const place *p, const store_options *options)
{
    upw_error error = { 0 };
    store *const s = store_open(p->where, options, &error);
    if (s == NULL)
        fail_msg("%s", error.message);
    return s;
}

static inline store_db *place_connect(store *s)
{
    upw_error error = { 0 };
    store_db *const db = store_connect(s, &error);
    if (db == NULL)
        fail_msg("%s", error.message);
    return db;
}

static inline void place_script(store_db *db, const char *sql)
{
    upw_error error = { 0 };
    if (!store_of(db)->driver->script(db, sql, &error))
        fail_msg("%s", error.message);
}

#define assert_done(call)                                                                                              \
    do {                                                                                                               \
        upw_error failure_ = { 0 };                                                                                    \
        upw_error *const error = &failure_;                                                                            \
        if (!(call))                                                                                                   \
            fail_msg("%s", failure_.message);                                                                          \
    } while (0)

/* The call fails with this code; `error` is in scope of the call. */
#define assert_fails(code_expected, call)                                                                              \
    do {                                                                                                               \
        upw_error failure_ = { 0 };                                                                                    \
        upw_error *const error = &failure_;                                                                            \
        assert_false(call);                                                                                            \
        if (failure_.code != (code_expected))                                                                          \
            fail_msg("%s, not %s: %s", upw_error_sentence(failure_.code), upw_error_sentence(code_expected),           \
                     failure_.message);                                                                                \
        assert_true(failure_.message[0] != '\0');                                                                      \
    } while (0)

typedef struct place_test {
    const char *name;
    void (*run)(const place *p);
} place_test;
#define PLACE_TEST(function)                                                                                           \
    {                                                                                                                  \
#function, function                                                                                            \
    }

typedef struct place_case {
    const place_test *test;
    bool is_postgres;
    char name[120];
} place_case;

static inline void place_run(void **state)
{
    const place_case *const c = *state;
    const place p = place_new(c->is_postgres);
    c->test->run(&p);
    place_clear(&p);
}

/* All on SQLite, or all on PostgreSQL when there is one. */
static inline int place_run_all(const place_test *tests, size_t n)
{
    enum { MOST = 64 };
    static place_case cases[MOST];
    static struct CMUnitTest units[MOST];
    const bool is_postgres = getenv("UPWARD_POSTGRES") != NULL;
    assert_true(n <= MOST);
    for (size_t i = 0; i < n; i++) {
        cases[i] = (place_case){ &tests[i], is_postgres, "" };
        snprintf(cases[i].name, sizeof cases[i].name, "%s (%s)", tests[i].name, is_postgres ? "PostgreSQL" : "SQLite");
        units[i] = (struct CMUnitTest){ cases[i].name, place_run, NULL, NULL, &cases[i] };
    }
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return _cmocka_run_group_tests("places", units, n, NULL, NULL);
}

#endif
