/* Do both databases keep what they are told, answer alike, and say the same when something is wrong? */
#include "store/store.h"

#include <pthread.h>

#include "base/memory.h"
#include "store/tests/places.h"

static const char *const tables =
    "CREATE TABLE body (id text NOT NULL PRIMARY KEY, beds bigint CHECK (beds >= 0),"
    " rate double precision, seal bytea);"
    "CREATE TABLE person (id bigint NOT NULL PRIMARY KEY, body text NOT NULL REFERENCES body);";

static const store_statement add_body = { "add_body", "INSERT INTO body (id, beds, rate, seal) VALUES ($1, $2, $3, $4)",
                                          .takes = "tIDB" };
static const store_statement read_body = { "read_body", "SELECT id, beds, rate, seal FROM body WHERE id = $1",
                                           .takes = "t", .gives = "tIDB" };
static const store_statement list_bodies = { "list_bodies", "SELECT id FROM body ORDER BY id", .gives = "t" };
static const store_statement count_bodies = { "count_bodies", "SELECT count(*) FROM body", .gives = "i" };
static const store_statement add_beds = { "add_beds", "UPDATE body SET beds = beds + $2 WHERE id = $1 RETURNING beds",
                                          .takes = "ti", .gives = "i" };
static const store_statement remove_body = { "remove_body", "DELETE FROM body WHERE id = $1", .takes = "t" };
static const store_statement add_person = { "add_person", "INSERT INTO person (id, body) VALUES ($1, $2)",
                                            .takes = "it" };
static const store_statement swapped = { "swapped",
                                         "SELECT CAST($2 AS bigint) - CAST($1 AS bigint), CAST('$1' AS text)",
                                         .takes = "ii", .gives = "it" };

static store_db *open_tables(const place *p, store **s)
{
    *s = place_open(p, NULL);
    store_db *const db = place_connect(*s);
    place_script(db, tables);
    return db;
}

static void close_tables(store *s, store_db *db)
{
    store_disconnect(db);
    store_close(s);
}

static bool put_body(store_db *db, const char *id, int64_t beds, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(text_of(id)), STORE_INTEGER(beds), STORE_NULL, STORE_NULL };
    return store_run(db, &add_body, values, NULL, error);
}

static int64_t ask(store_db *db, const store_statement *s, const store_value *values)
{
    store_rows row;
    bool found = false;
    assert_done(store_find(db, s, values, &row, &found, error));
    assert_true(found);
    const int64_t answer = store_integer(&row, 0);
    assert_done(store_end(&row, error));
    return answer;
}

static void what_is_stored_comes_back(const place *p)
{
    store *s;
    store_db *const db = open_tables(p, &s);
    static const struct {
        text id;
        int64_t beds;
        double rate;
        text seal;
    } rows[] = {
        { TEXT(""), 0, 0.1, TEXT("") },
        { TEXT("Ysbyty Gwynedd \xE2\x80\x94 \xF0\x9F\x8F\xA5"), INT64_MAX, -1e300, { "\0\xFF\n", 3 } },
        { TEXT("'; DROP TABLE body; --"), 1, 5e-324, { "\0", 1 } },
    };
    upw_arena arena;
    memory_init_arena(&arena);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        store_rows row;
        bool found;
        int64_t n;
        const store_value values[] = { STORE_TEXT(rows[i].id), STORE_INTEGER(rows[i].beds), STORE_NUMBER(rows[i].rate),
                                       STORE_BYTES(rows[i].seal) };
        assert_done(store_run(db, &add_body, values, &n, error));
        assert_int_equal(n, 1);
        assert_done(store_find(db, &read_body, values, &row, &found, error));
        assert_true(found);
        assert_int_equal(store_integer(&row, 1), rows[i].beds);
        assert_true(store_number(&row, 2) == rows[i].rate);
        assert_true(text_equal(store_text(&row, 3), rows[i].seal));
        const text kept = store_copy(&row, 0, &arena);
        assert_done(store_end(&row, error));
        assert_true(text_equal(kept, rows[i].id));
    }
    upw_arena_clear(&arena);
    close_tables(s, db);
}

static void nothing_stored_is_null(const place *p)
{
    store *s;
    store_db *const db = open_tables(p, &s);
    store_rows row;
    bool found;
    const store_value values[] = { STORE_TEXT(TEXT("RXX")), STORE_NULL, STORE_NULL, STORE_NULL };
    assert_done(store_run(db, &add_body, values, NULL, error));
    assert_done(store_find(db, &read_body, values, &row, &found, error));
    assert_true(found && store_is_null(&row, 1) && store_is_null(&row, 2) && store_is_null(&row, 3));
    assert_int_equal(store_integer(&row, 1), 0);
    assert_true(isnan(store_number(&row, 2)));
    assert_int_equal(store_text(&row, 3).len, 0);
    assert_done(store_end(&row, error));
    assert_done(store_find(db, &read_body, (store_value[]){ STORE_TEXT(TEXT("RYY")) }, &row, &found, error));
    assert_false(found);
    close_tables(s, db);
}

static void parameters_are_found_by_their_number(const place *p)
{
    store *s;
    store_db *const db = open_tables(p, &s);
    store_rows row;
    bool found;
    const store_value values[] = { STORE_INTEGER(1), STORE_INTEGER(10) };
    assert_done(store_find(db, &swapped, values, &row, &found, error));
    assert_int_equal(store_integer(&row, 0), 9);
    assert_true(text_equal(store_text(&row, 1), TEXT("$1")));
    assert_done(store_end(&row, error));
    close_tables(s, db);
}

static void minus_nought_is_nought(const place *p)
{
    store *s;
    store_db *const db = open_tables(p, &s);
    store_rows row;
    bool found;
    const store_value values[] = { STORE_TEXT(TEXT("R")), STORE_NULL, STORE_NUMBER(-0.0), STORE_NULL };
    assert_done(store_run(db, &add_body, values, NULL, error));
    assert_done(store_find(db, &read_body, values, &row, &found, error));
    assert_false(signbit(store_number(&row, 2)));
    assert_done(store_end(&row, error));
    close_tables(s, db);
}

static void what_cannot_be_kept_is_refused(const place *p)
{
    store *s;
    store_db *const db = open_tables(p, &s);
    static const text not_text[] = { { "\xFF", 1 }, { "a\0b", 3 }, { "\xED\xA0\x80", 3 } };
    for (size_t i = 0; i < sizeof not_text / sizeof *not_text; i++)
        assert_fails(UPW_BAD_INPUT, store_run(db, &remove_body, &STORE_TEXT(not_text[i]), NULL, error));
    static const double not_numbers[] = { NAN, INFINITY, -INFINITY };
    for (size_t i = 0; i < 3; i++)
        assert_fails(UPW_BAD_INPUT, store_run(db, &add_body,
                                              (store_value[]){ STORE_TEXT(TEXT("R")), STORE_NULL,
                                                               STORE_NUMBER(not_numbers[i]), STORE_NULL },
                                              NULL, error));
    assert_int_equal(ask(db, &count_bodies, NULL), 0);
    close_tables(s, db);
}

static void a_broken_rule_is_a_conflict(const place *p)
{
    store *s;
    store_db *const db = open_tables(p, &s);
    assert_done(put_body(db, "R1", 5, error));
    assert_fails(UPW_CONFLICT, put_body(db, "R1", 6, error));
    assert_fails(UPW_CONFLICT, put_body(db, "R2", -1, error));
    assert_fails(UPW_CONFLICT,
                 store_run(db, &add_person, (store_value[]){ STORE_INTEGER(1), STORE_TEXT(TEXT("R9")) }, NULL, error));
    assert_done(store_run(db, &add_person, (store_value[]){ STORE_INTEGER(1), STORE_TEXT(TEXT("R1")) }, NULL, error));
    assert_fails(UPW_CONFLICT, store_run(db, &remove_body, &STORE_TEXT(TEXT("R1")), NULL, error));
    assert_int_equal(ask(db, &count_bodies, NULL), 1);
    close_tables(s, db);
}

static void text_sorts_by_its_bytes(const place *p)
{
    static const char *const sorted[] = { "", "B", "Z", "_", "a", "aa", "b", "\xC3\xA4", "\xE2\x82\xAC" };
    enum { N = sizeof sorted / sizeof *sorted };
    store *s = place_open(p, NULL);
    store_db *const db = place_connect(s);
    place_script(db, p->is_postgres ? "CREATE TABLE body (id text COLLATE \"C\", beds bigint, rate float8, seal bytea)"
                                    : tables);
    for (size_t i = 0; i < N; i++)
        assert_done(put_body(db, sorted[i * 4 % N], 0, error));
    store_rows rows;
    assert_done(store_query(db, &list_bodies, NULL, &rows, error));
    for (size_t i = 0; i < N; i++) {
        assert_true(store_next(&rows));
        assert_true(text_equal(store_text(&rows, 0), text_of(sorted[i])));
    }
    assert_false(store_next(&rows));
    assert_done(store_end(&rows, error));
    close_tables(s, db);
}

static void a_statement_may_be_asked_within_itself(const place *p)
{
    store *s;
    store_db *const db = open_tables(p, &s);
    static const char *const names[] = { "a", "b", "c" };
    for (size_t i = 0; i < 3; i++)
        assert_done(put_body(db, names[i], 0, error));
    size_t pairs = 0;
    store_rows outer, inner;
    assert_done(store_query(db, &list_bodies, NULL, &outer, error));
    while (store_next(&outer)) {
        assert_done(store_query(db, &list_bodies, NULL, &inner, error));
        while (store_next(&inner))
            pairs += store_text(&inner, 0).at[0] <= store_text(&outer, 0).at[0];
        assert_done(store_end(&inner, error));
    }
    assert_done(store_end(&outer, error));
    assert_int_equal(pairs, 6);
    close_tables(s, db);
}

/* ---- transactions ---- */

typedef struct adding {
    const char *first, *second;
    bool fails_in_between, goes_on;
    unsigned runs;
} adding;

static bool add_two(store_db *db, void *context, upw_error *error)
{
    adding *const a = context;
    a->runs++;
    if (!put_body(db, a->first, 1, error))
        return false;
    if (a->fails_in_between)
        return upw_fail(error, UPW_FORBIDDEN, "not on a Sunday");
    const bool done = put_body(db, a->second, 2, error);
    return done || a->goes_on;
}

static void a_transaction_is_done_wholly_or_not_at_all(const place *p)
{
    store *s;
    store_db *const db = open_tables(p, &s);
    adding a = { "a", "b", .fails_in_between = true };
    assert_fails(UPW_FORBIDDEN, store_transact(db, add_two, &a, error));
    assert_int_equal(ask(db, &count_bodies, NULL), 0);
    assert_int_equal(a.runs, 1);
    a.fails_in_between = false;
    assert_done(store_transact(db, add_two, &a, error));
    assert_int_equal(ask(db, &count_bodies, NULL), 2);
    a.first = "c"; /* and b is there already */
    assert_fails(UPW_CONFLICT, store_transact(db, add_two, &a, error));
    assert_int_equal(ask(db, &count_bodies, NULL), 2);
    close_tables(s, db);
}

static void a_failed_statement_fails_its_transaction(const place *p)
{
    store *s;
    store_db *const db = open_tables(p, &s);
    assert_done(put_body(db, "b", 2, error));
    adding a = { "a", "b", .goes_on = true };
    assert_fails(UPW_CONFLICT, store_transact(db, add_two, &a, error));
    assert_int_equal(ask(db, &count_bodies, NULL), 1);
    close_tables(s, db);
}

static bool add_two_inside(store_db *db, void *context, upw_error *error)
{
    return put_body(db, "outer", 1, error) && store_transact(db, add_two, context, error);
}

static bool forgive(store_db *db, void *context, upw_error *error)
{
    if (!put_body(db, "outer", 1, error))
        return false;
    const bool inner = store_transact(db, add_two, context, error);
    return inner || true;
}

enum { MANY = 1234 };

typedef struct many {
    size_t n;
    size_t wrong; /* of the rows: this one breaks a rule; n: none does */
} many;

static bool put_many(store_db *db, void *context, upw_error *error)
{
    const many *const m = context;
    static char ids[MANY][8];
    static store_value values[MANY][4];
    for (size_t i = 0; i < m->n; i++) {
        snprintf(ids[i], sizeof ids[i], "b%04zu", i);
        values[i][0] = STORE_TEXT(text_of(ids[i]));
        values[i][1] = STORE_INTEGER(i == m->wrong ? -1 : (int64_t)i);
        values[i][2] = i % 2 == 0 ? STORE_NULL : STORE_NUMBER(0.1);
        values[i][3] = STORE_NULL;
    }
    return store_run_many(db, &add_body, values[0], m->n, error) && put_body(db, "behind", 1, error);
}

static void many_rows_are_written_all_or_none(const place *p)
{
    static const size_t sizes[] = { 0, 1, 499, 500, 501, MANY };
    store *s;
    store_db *const db = open_tables(p, &s);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        many m = { sizes[i], sizes[i] };
        assert_done(store_transact(db, put_many, &m, error));
        assert_int_equal(ask(db, &count_bodies, NULL), sizes[i] + 1);
        place_script(db, "DELETE FROM body");
    }
    for (size_t wrong = 0; wrong < MANY; wrong += MANY - 1) {
        many m = { MANY, wrong };
        assert_fails(UPW_CONFLICT, store_transact(db, put_many, &m, error));
        assert_int_equal(ask(db, &count_bodies, NULL), 0);
    }
    assert_done(put_body(db, "after", 1, error)); /* the connection is as good as before */
    close_tables(s, db);
}

static void a_transaction_inside_another_is_part_of_it(const place *p)
{
    store *s;
    store_db *const db = open_tables(p, &s);
    adding a = { "a", "b", .fails_in_between = true };
    assert_fails(UPW_FORBIDDEN, store_transact(db, add_two_inside, &a, error));
    assert_fails(UPW_FORBIDDEN, store_transact(db, forgive, &a, error));
    assert_int_equal(ask(db, &count_bodies, NULL), 0);
    a.fails_in_between = false;
    assert_done(store_transact(db, add_two_inside, &a, error));
    assert_int_equal(ask(db, &count_bodies, NULL), 3);
    close_tables(s, db);
}

static bool try_to_write(store_db *db, void *context, upw_error *error)
{
    (void)context;
    return put_body(db, "a", 1, error);
}

static void nothing_is_written_in_a_snapshot(const place *p)
{
    store *s;
    store_db *const db = open_tables(p, &s);
    upw_error error = { 0 };
    assert_false(store_snapshot(db, try_to_write, NULL, &error));
    assert_int_equal(ask(db, &count_bodies, NULL), 0);
    close_tables(s, db);
}

static bool look_twice(store_db *db, void *context, upw_error *error)
{
    store_db *const other = context;
    if (ask(db, &count_bodies, NULL) != 0 || !put_body(other, "meanwhile", 1, error))
        return false;
    return ask(db, &count_bodies, NULL) == 0 || upw_fail(error, UPW_IO_FAILED, "the moment has passed");
}

static void a_snapshot_is_one_moment(const place *p)
{
    store *s;
    store_db *const db = open_tables(p, &s), *const other = place_connect(s);
    assert_done(store_snapshot(db, look_twice, other, error));
    assert_int_equal(ask(db, &count_bodies, NULL), 1);
    store_disconnect(other);
    close_tables(s, db);
}

/* ---- many at once ---- */

enum { WORKERS = 4, ROUNDS = 50 };

static bool read_then_write(store_db *db, void *context, upw_error *error)
{
    (void)context;
    const store_value who = STORE_TEXT(TEXT("R"));
    store_rows row;
    bool found;
    if (!store_find(db, &read_body, &who, &row, &found, error))
        return false;
    const int64_t beds = store_integer(&row, 1);
    if (!store_end(&row, error))
        return false;
    static const store_statement set_beds = { "set_beds", "UPDATE body SET beds = $2 WHERE id = $1", .takes = "ti" };
    return store_run(db, &set_beds, (store_value[]){ who, STORE_INTEGER(beds + 1) }, NULL, error);
}

typedef struct worker {
    store *store;
    unsigned done, lost;
} worker;

static void *work_often(void *context)
{
    worker *const w = context;
    upw_error error = { 0 };
    store_db *const db = store_connect(w->store, &error);
    for (int i = 0; db != NULL && i < ROUNDS; i++)
        if (store_transact(db, read_then_write, NULL, &error))
            w->done++;
        else if (error.code == UPW_CONFLICT)
            w->lost++;
    store_disconnect(db);
    return NULL;
}

static void no_update_is_lost(const place *p)
{
    store *s;
    store_db *const db = open_tables(p, &s);
    assert_done(put_body(db, "R", 0, error));
    worker workers[WORKERS];
    pthread_t threads[WORKERS];
    for (size_t i = 0; i < WORKERS; i++) {
        workers[i] = (worker){ .store = s };
        assert_int_equal(pthread_create(&threads[i], NULL, work_often, &workers[i]), 0);
    }
    unsigned done = 0, lost = 0;
    for (size_t i = 0; i < WORKERS; i++) {
        pthread_join(threads[i], NULL);
        done += workers[i].done, lost += workers[i].lost;
    }
    assert_int_equal(done + lost, WORKERS * ROUNDS);
    assert_true(done >= ROUNDS);
    store_rows row;
    bool found;
    assert_done(store_find(db, &read_body, &STORE_TEXT(TEXT("R")), &row, &found, error));
    assert_int_equal(store_integer(&row, 1), done);
    assert_done(store_end(&row, error));
    close_tables(s, db);
}

static bool return_beds(store_db *db, void *context, upw_error *error)
{
    store_rows row;
    bool found;
    if (!store_find(db, &add_beds, (store_value[]){ STORE_TEXT(TEXT("R")), STORE_INTEGER(5) }, &row, &found, error))
        return false;
    *(int64_t *)context = found ? store_integer(&row, 0) : -1;
    return store_end(&row, error);
}

static void a_change_can_answer(const place *p)
{
    store *s;
    store_db *const db = open_tables(p, &s);
    int64_t beds = 0, n;
    assert_done(put_body(db, "R", 7, error));
    assert_done(store_transact(db, return_beds, &beds, error));
    assert_int_equal(beds, 12);
    assert_done(store_run(db, &remove_body, &STORE_TEXT(TEXT("R")), &n, error));
    assert_int_equal(n, 1);
    assert_done(store_run(db, &remove_body, &STORE_TEXT(TEXT("R")), &n, error));
    assert_int_equal(n, 0);
    close_tables(s, db);
}

static void a_statement_is_checked_against_the_database(const place *p)
{
    static const struct {
        store_statement statement;
        bool fits, fits_postgres;
    } cases[] = {
        { { "fits", "SELECT id, beds FROM body WHERE id = $1", .takes = "t", .gives = "tI" }, true, true },
        { { "no_table", "SELECT 1 FROM nobody", .gives = "i" }, false, false },
        { { "a_parameter_more", "SELECT id FROM body WHERE id = $1", .takes = "tt", .gives = "t" }, false, true },
        { { "a_parameter_less", "SELECT id FROM body WHERE id = $1", .gives = "t" }, false, false },
        { { "a_column_more", "SELECT id FROM body", .gives = "tt" }, false, false },
        { { "a_column_less", "SELECT id, beds FROM body", .gives = "t" }, false, false },
        { { "two_at_once", "DELETE FROM person; DELETE FROM body" }, false, false },
        { { "no_sql", "SELEKT" }, false, false },
    };
    store *s;
    store_db *const db = open_tables(p, &s);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        upw_error error = { 0 };
        const bool fits = store_check_statement(db, &cases[i].statement, &error);
        if (fits != (p->is_postgres ? cases[i].fits_postgres : cases[i].fits))
            fail_msg("%s: %s", cases[i].statement.name, error.message);
    }
    assert_int_equal(ask(db, &count_bodies, NULL), 0);
    close_tables(s, db);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(what_is_stored_comes_back),
        PLACE_TEST(nothing_stored_is_null),
        PLACE_TEST(parameters_are_found_by_their_number),
        PLACE_TEST(minus_nought_is_nought),
        PLACE_TEST(what_cannot_be_kept_is_refused),
        PLACE_TEST(a_broken_rule_is_a_conflict),
        PLACE_TEST(text_sorts_by_its_bytes),
        PLACE_TEST(a_statement_may_be_asked_within_itself),
        PLACE_TEST(a_transaction_is_done_wholly_or_not_at_all),
        PLACE_TEST(a_failed_statement_fails_its_transaction),
        PLACE_TEST(many_rows_are_written_all_or_none),
        PLACE_TEST(a_transaction_inside_another_is_part_of_it),
        PLACE_TEST(nothing_is_written_in_a_snapshot),
        PLACE_TEST(a_snapshot_is_one_moment),
        PLACE_TEST(no_update_is_lost),
        PLACE_TEST(a_change_can_answer),
        PLACE_TEST(a_statement_is_checked_against_the_database),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
