/* Is the schema changed step by step, once, and by nobody but its own program? */
#include "store/migrate.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "store/tests/places.h"
#include "store/update.h"

static int64_t schema_of(store *s)
{
    store_schema found = { 0 };
    store_db *const db = place_connect(s);
    assert_done(store_read_schema(db, &found, error));
    store_disconnect(db);
    return found.there;
}

static int64_t newest(void)
{
    const place p = place_new(false);
    store_schema found = { 0 };
    store *const s = place_open(&p, NULL);
    store_db *const db = place_connect(s);
    assert_done(store_read_schema(db, &found, error));
    store_disconnect(db);
    store_close(s);
    place_clear(&p);
    return found.known;
}

static void change(store *s, const char *sql)
{
    store_db *const db = place_connect(s);
    place_script(db, sql);
    store_disconnect(db);
}

static void count_step(void *context, int64_t number, const char *name)
{
    int64_t *const n = context;
    assert_int_equal(number, ++*n);
    assert_true(name[0] != '\0');
}

static void steps_are_made_in_their_order_and_once(const place *p)
{
    int64_t n = 0;
    store *const s = place_open(p, NULL);
    const store_migrate_options options = { .did = count_step, .context = &n };
    assert_int_equal(schema_of(s), 0);
    assert_done(store_migrate(s, &options, error));
    assert_int_equal(n, newest());
    assert_int_equal(schema_of(s), n);
    assert_done(store_migrate(s, &options, error));
    assert_int_equal(n, newest());
    store_db *const db = place_connect(s);
    assert_done(store_check_schema(db, error));
    store_disconnect(db);
    store_close(s);
}

static void an_older_schema_is_told(const place *p)
{
    store *const s = place_open(p, NULL);
    store_db *const db = place_connect(s);
    assert_fails(UPW_BAD_INPUT, store_check_schema(db, error));
    store_disconnect(db);
    store_close(s);
}

/* A newer one, one that another program has changed, one with a hole. */
static void what_is_not_ours_is_refused_and_left_alone(const place *p)
{
    static const char *const changes[] = {
        "INSERT INTO migration (no, name, hash, at) VALUES (9999, 'tomorrow', 'x', 0)",
        "UPDATE migration SET hash = 'x' WHERE no = 1",
        "UPDATE migration SET no = 0 WHERE no = 1",
    };
    static const char *const says[] = { "newer", "not this program's", "but not" };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        upw_error error = { 0 };
        const place other = place_new(p->is_postgres);
        store_schema found;
        store *const s = place_open(&other, NULL);
        assert_true(store_migrate(s, NULL, &error));
        change(s, changes[i]);
        store_db *const db = place_connect(s);
        assert_false(store_read_schema(db, &found, &error));
        assert_int_equal(error.code, UPW_BAD_INPUT);
        if (strstr(error.message, says[i]) == NULL)
            fail_msg("%s", error.message);
        assert_false(store_migrate(s, NULL, &error));
        assert_int_equal(error.code, UPW_BAD_INPUT);
        store_disconnect(db);
        store_close(s);
        place_clear(&other);
    }
}

/* ---- several at once, and stopped on the way ---- */

static void *migrate_too(void *context)
{
    upw_error error = { 0 };
    return store_migrate(context, NULL, &error) ? NULL : strdup(error.message);
}

static void two_that_migrate_do_it_once(const place *p)
{
    enum { N = 4 };
    store *s[N];
    pthread_t threads[N];
    for (size_t i = 0; i < N; i++)
        s[i] = place_open(p, NULL);
    for (size_t i = 0; i < N; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, migrate_too, s[i]), 0);
    for (size_t i = 0; i < N; i++) {
        void *complaint;
        pthread_join(threads[i], &complaint);
        if (complaint != NULL)
            fail_msg("%s", (char *)complaint);
    }
    assert_int_equal(schema_of(s[0]), newest());
    for (size_t i = 0; i < N; i++)
        store_close(s[i]);
}

/* Killed after a random time, the schema is one of those there are, and a second start finishes it. */
static void killed_at_any_moment_it_is_finished_the_next_time(const place *p)
{
    const int rounds = p->is_postgres ? 8 : 25;
    uint64_t random = 3;
    for (int round = 0; round < rounds; round++) {
        const place here = place_new(p->is_postgres);
        random = random * 6364136223846793005u + 1442695040888963407u;
        fflush(NULL);
        const pid_t child = fork();
        if (child == 0) {
            store *const s = store_open(here.where, NULL, NULL);
            _exit(s != NULL && store_migrate(s, NULL, NULL) ? 0 : 1);
        }
        const long us = 200L << (random >> 40) % 8;
        nanosleep(&(struct timespec){ 0, us * 1000 }, NULL);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        store *const s = place_open(&here, NULL);
        const int64_t there = schema_of(s);
        assert_true(there >= 0 && there <= newest());
        assert_done(store_migrate(s, NULL, error));
        assert_int_equal(schema_of(s), newest());
        store_close(s);
        place_clear(&here);
    }
}

/* ---- with a way back ---- */

static void note_path(void *context, const char *path)
{
    snprintf(context, 200, "%s", path);
}

static void a_backup_is_made_before_the_first_step_where_there_is_something(const place *p)
{
    char path[200] = "";
    const store_update_options options = { .backed_up = note_path, .migrate = { .context = path } };
    store *const s = place_open(p, NULL);
    assert_done(store_update(s, &options, error));
    assert_string_equal(path, ""); /* there was nothing */
    assert_done(store_update(s, &options, error));
    assert_string_equal(path, ""); /* there was nothing to do */
    if (!p->is_postgres && newest() > 1) {
        const place older = place_new(false);
        store *const old = place_open(&older, NULL);
        assert_done(store_migrate(old, &(store_migrate_options){ .up_to = 1 }, error));
        assert_done(store_update(old, &options, error));
        assert_non_null(strstr(path, ".schema-1.backup"));
        assert_int_equal(access(path, R_OK), 0);
        assert_int_equal(schema_of(old), newest());
        store_close(old);
        place_clear(&older);
    }
    store_close(s);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(steps_are_made_in_their_order_and_once),
        PLACE_TEST(an_older_schema_is_told),
        PLACE_TEST(what_is_not_ours_is_refused_and_left_alone),
        PLACE_TEST(two_that_migrate_do_it_once),
        PLACE_TEST(killed_at_any_moment_it_is_finished_the_next_time),
        PLACE_TEST(a_backup_is_made_before_the_first_step_where_there_is_something),
    };
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
