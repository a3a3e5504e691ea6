/* Does a backup hold one moment of the database, does it come back as it was, and is any damage found? */
#include "store/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/memory.h"
#include "store/migrate.h"
#include "store/tests/places.h"

static const char *const tables =
    "CREATE TABLE account (id bigint NOT NULL PRIMARY KEY, name text, pounds bigint NOT NULL,"
    " share double precision, seal bytea);"
    "CREATE TABLE entry (id bigint NOT NULL PRIMARY KEY, account bigint NOT NULL REFERENCES account);";

static const store_statement add_account = { "add_account",
                                             "INSERT INTO account (id, name, pounds, share, seal) VALUES"
                                             " ($1, $2, $3, $4, $5)",
                                             .takes = "iTiDB" };
static const store_statement give = { "give", "UPDATE account SET pounds = pounds + $2 WHERE id = $1", .takes = "ii" };
static const store_statement sum_up = { "sum_up", "SELECT CAST(sum(pounds) AS bigint), count(*) FROM account",
                                        .gives = "ii" };

enum { ACCOUNTS = 200, POUNDS = 1000 };

static void fill(store *s)
{
    assert_done(store_migrate(s, &(store_migrate_options){ .up_to = 1 }, error)); /* and no tables of others */
    store_db *const db = place_connect(s);
    place_script(db, tables);
    for (int64_t i = 0; i < ACCOUNTS; i++) {
        char name[40];
        snprintf(name, sizeof name, "Caf\xC3\xA9 %lld", (long long)i);
        const store_value values[] = { STORE_INTEGER(i), i % 7 == 0 ? STORE_NULL : STORE_TEXT(text_of(name)),
                                       STORE_INTEGER(POUNDS), STORE_NUMBER((double)i / 3),
                                       STORE_BYTES(((text){ "\0\1\2\3", (size_t)(i % 5) })) };
        assert_done(store_run(db, &add_account, values, NULL, error));
    }
    store_disconnect(db);
}

static store *open_path(const char *where)
{
    upw_error error = { 0 };
    store *const s = store_open(where, NULL, &error);
    if (s == NULL)
        fail_msg("%s", error.message);
    return s;
}

static void assert_sum(const char *where, int64_t pounds)
{
    store_rows row;
    bool found;
    store *const s = open_path(where);
    store_db *const db = place_connect(s);
    assert_done(store_find(db, &sum_up, NULL, &row, &found, error));
    assert_int_equal(store_integer(&row, 0), pounds);
    assert_int_equal(store_integer(&row, 1), ACCOUNTS);
    assert_done(store_end(&row, error));
    store_disconnect(db);
    store_close(s);
}

/* Paths in the place's folder, and where to restore to. */
typedef struct paths {
    char backup[80], public_key[80], secret_key[80];
    place target;
} paths;

static paths name_paths(const place *p)
{
    paths n;
    snprintf(n.backup, sizeof n.backup, "%s/it.backup", p->folder);
    snprintf(n.public_key, sizeof n.public_key, "%s/public.key", p->folder);
    snprintf(n.secret_key, sizeof n.secret_key, "%s/secret.key", p->folder);
    n.target = place_new(p->is_postgres);
    return n;
}

static int count_files(const char *folder)
{
    char command[100];
    int n = -1;
    snprintf(command, sizeof command, "ls -A %s | wc -l", folder);
    FILE *const pipe = popen(command, "r");
    assert_non_null(pipe);
    assert_int_equal(fscanf(pipe, "%d", &n), 1);
    pclose(pipe);
    return n;
}

static void back_up(const place *p, const char *path, const uint8_t *key, upw_arena *arena)
{
    store_manifest m;
    store *const s = place_open(p, NULL);
    const store_backup_options options = { .public_key = key };
    assert_done(store_back_up(s, path, &options, arena, &m, error));
    assert_int_equal(m.tables.n, 3);
    assert_int_equal(m.is_postgres, p->is_postgres);
    store_close(s);
}

static void a_backup_comes_back_as_it_was(const place *p)
{
    paths n = name_paths(p);
    upw_arena arena;
    memory_init_arena(&arena);
    store *const s = place_open(p, NULL);
    fill(s);
    store_close(s);
    back_up(p, n.backup, NULL, &arena);
    struct stat facts;
    assert_int_equal(stat(n.backup, &facts), 0);
    assert_int_equal(facts.st_mode & 0777, 0600);
    assert_int_equal(count_files(n.target.folder), 0);
    const store_restore_options options = { .where = n.target.where };
    store_manifest m;
    assert_done(store_restore(n.backup, &options, &arena, &m, error));
    assert_sum(n.target.where, (int64_t)ACCOUNTS * POUNDS);
    assert_int_equal(m.schema, 1);
    /* And again: what is there is not written over. */
    assert_fails(UPW_BAD_USAGE, store_restore(n.backup, &options, &arena, &m, error));
    place_clear(&n.target);
    upw_arena_clear(&arena);
}

static void a_trial_leaves_nothing_behind(const place *p)
{
    paths n = name_paths(p);
    upw_arena arena;
    memory_init_arena(&arena);
    store *const s = place_open(p, NULL);
    fill(s);
    back_up(p, n.backup, NULL, &arena);
    const int before = count_files(p->folder);
    store_manifest m;
    assert_done(store_restore(n.backup, &(store_restore_options){ .where = NULL }, &arena, &m, error));
    assert_int_equal(count_files(p->folder), before);
    store_close(s);
    place_clear(&n.target);
    upw_arena_clear(&arena);
}

static void what_is_sealed_opens_with_the_secret_key_only(const place *p)
{
    paths n = name_paths(p);
    upw_arena arena;
    memory_init_arena(&arena);
    store *const s = place_open(p, NULL);
    fill(s);
    store_close(s);
    uint8_t public_key[CONTAINER_KEY_BYTES], secret_key[CONTAINER_KEY_BYTES], other_key[CONTAINER_KEY_BYTES] = { 1 };
    assert_done(container_make_keys(n.public_key, n.secret_key, error));
    assert_fails(UPW_BAD_USAGE, container_make_keys(n.public_key, n.secret_key, error));
    assert_done(container_read_public_key(n.public_key, public_key, error));
    assert_done(container_read_secret_key(n.secret_key, secret_key, error));
    assert_fails(UPW_BAD_INPUT, container_read_public_key(n.secret_key, other_key, error));
    back_up(p, n.backup, public_key, &arena);
    store_manifest m;
    store_restore_options options = { .where = n.target.where };
    assert_fails(UPW_BAD_INPUT, store_restore(n.backup, &options, &arena, &m, error));
    options.secret_key = other_key;
    assert_fails(UPW_BAD_INPUT, store_restore(n.backup, &options, &arena, &m, error));
    options.secret_key = secret_key;
    assert_done(store_restore(n.backup, &options, &arena, &m, error));
    assert_sum(n.target.where, (int64_t)ACCOUNTS * POUNDS);
    assert_int_equal(chmod(n.secret_key, 0640), 0);
    assert_fails(UPW_BAD_INPUT, container_read_secret_key(n.secret_key, secret_key, error));
    place_clear(&n.target);
    upw_arena_clear(&arena);
}

/* ---- while others write ---- */

typedef struct giver {
    store *store;
    atomic_bool stops;
    unsigned n;
} giver;

typedef struct gift {
    int64_t from, to;
} gift;

static bool give_pound(store_db *db, void *context, upw_error *error)
{
    const gift *const g = context;
    return store_run(db, &give, (store_value[]){ STORE_INTEGER(g->from), STORE_INTEGER(-1) }, NULL, error) &&
           store_run(db, &give, (store_value[]){ STORE_INTEGER(g->to), STORE_INTEGER(1) }, NULL, error);
}

static void *keep_giving(void *context)
{
    giver *const g = context;
    upw_error error = { 0 };
    store_db *const db = store_connect(g->store, &error);
    while (db != NULL && !atomic_load(&g->stops)) {
        gift one = { g->n * 7 % ACCOUNTS, g->n * 13 % ACCOUNTS };
        g->n += store_transact(db, give_pound, &one, &error);
        usleep(2000);
    }
    store_disconnect(db);
    return NULL;
}

static void a_backup_is_one_moment_while_others_write(const place *p)
{
    paths n = name_paths(p);
    upw_arena arena;
    memory_init_arena(&arena);
    store *const s = place_open(p, NULL);
    fill(s);
    giver g = { .store = s };
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, keep_giving, &g), 0);
    usleep(20000);
    store_manifest m;
    assert_done(store_back_up(s, n.backup, NULL, &arena, &m, error));
    atomic_store(&g.stops, true);
    pthread_join(thread, NULL);
    assert_true(g.n > 0);
    store_close(s);
    assert_done(store_restore(n.backup, &(store_restore_options){ .where = n.target.where }, &arena, &m, error));
    assert_sum(n.target.where, (int64_t)ACCOUNTS * POUNDS);
    place_clear(&n.target);
    upw_arena_clear(&arena);
}

/* ---- damage ---- */

static char *read_file(const char *path, size_t *n)
{
    struct stat facts;
    const int file = open(path, O_RDONLY);
    assert_true(file >= 0 && fstat(file, &facts) == 0);
    *n = (size_t)facts.st_size;
    char *const bytes = malloc(*n);
    assert_int_equal(read(file, bytes, *n), *n);
    close(file);
    return bytes;
}

static void write_file(const char *path, const char *bytes, size_t n)
{
    const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, n), n);
    close(file);
}

/* Every byte of the beginning and the end, and random ones between. */
static size_t choose_byte(unsigned round, size_t n, uint64_t *random)
{
    *random = *random * 6364136223846793005u + 1442695040888963407u;
    if (round < 130)
        return round;
    if (round < 200)
        return n - 1 - (round - 130);
    return (size_t)((*random >> 20) % n);
}

static void assert_refused(const char *path, const store_restore_options *options, size_t what)
{
    upw_arena arena;
    upw_error error = { 0 };
    store_manifest m;
    memory_init_arena(&arena);
    if (store_restore(path, options, &arena, &m, &error))
        fail_msg("damage at %zu is not noticed", what);
    if (error.code != UPW_BAD_INPUT || strstr(error.message, path) == NULL)
        fail_msg("damage at %zu: %s", what, error.message);
    upw_arena_clear(&arena);
}

static void damage(const place *p, bool is_sealed)
{
    paths n = name_paths(p);
    upw_arena arena;
    memory_init_arena(&arena);
    store *const s = place_open(p, NULL);
    fill(s);
    store_close(s);
    uint8_t public_key[CONTAINER_KEY_BYTES], secret_key[CONTAINER_KEY_BYTES];
    assert_done(container_make_keys(n.public_key, n.secret_key, error));
    assert_done(container_read_public_key(n.public_key, public_key, error));
    assert_done(container_read_secret_key(n.secret_key, secret_key, error));
    back_up(p, n.backup, is_sealed ? public_key : NULL, &arena);
    const store_restore_options options = { .secret_key = is_sealed ? secret_key : NULL };
    size_t size;
    uint64_t random = 7;
    char *const bytes = read_file(n.backup, &size);
    const int before = count_files(p->folder);
    for (unsigned round = 0; round < 400; round++) {
        const size_t at = choose_byte(round, size, &random);
        bytes[at] = (char)(bytes[at] ^ 1 << round % 8);
        write_file(n.backup, bytes, size);
        bytes[at] = (char)(bytes[at] ^ 1 << round % 8);
        assert_refused(n.backup, &options, at);
    }
    for (unsigned round = 0; round < 60; round++) { /* cut off */
        const size_t left = round < 30 ? round * size / 30 : size - (round - 29);
        write_file(n.backup, bytes, left);
        assert_refused(n.backup, &options, left);
    }
    char *const longer = malloc(size + 1);
    memcpy(longer, bytes, size);
    longer[size] = 'x';
    write_file(n.backup, longer, size + 1);
    assert_refused(n.backup, &options, size);
    write_file(n.backup, bytes, size);
    store_manifest m;
    assert_done(store_restore(n.backup, &options, &arena, &m, error));
    assert_int_equal(count_files(p->folder), before);
    free(longer);
    free(bytes);
    place_clear(&n.target);
    upw_arena_clear(&arena);
}

static void damage_of_a_plain_backup_is_found(const place *p)
{
    damage(p, false);
}

static void damage_of_a_sealed_backup_is_found(const place *p)
{
    damage(p, true);
}

static void what_is_no_backup_is_refused(const place *p)
{
    paths n = name_paths(p);
    upw_arena arena;
    memory_init_arena(&arena);
    store_manifest m;
    const store_restore_options options = { .where = n.target.where };
    assert_fails(UPW_NOT_FOUND, store_restore(n.backup, &options, &arena, &m, error));
    assert_fails(UPW_BAD_INPUT, store_restore(p->folder, &options, &arena, &m, error));
    static const text wrong[] = { { "", 0 },
                                  { "SQLite format 3", 16 },
                                  { "upward backup 1\n", 16 },
                                  { "upward backup 1\nx", 17 },
                                  { "upward backup 1\np\0\0\0\0", 21 } };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        write_file(n.backup, wrong[i].at, wrong[i].len);
        assert_fails(UPW_BAD_INPUT, store_restore(n.backup, &options, &arena, &m, error));
    }
    place_clear(&n.target);
    upw_arena_clear(&arena);
}

static void a_backup_of_one_database_does_not_go_into_the_other(const place *p)
{
    paths n = name_paths(p);
    upw_arena arena;
    memory_init_arena(&arena);
    store_manifest m;
    store *const s = place_open(p, NULL);
    fill(s);
    store_close(s);
    back_up(p, n.backup, NULL, &arena);
    const char *const other =
        p->is_postgres ? "/tmp/upward-not-there.db" : "postgresql://nobody@/nowhere?host=/nowhere";
    assert_fails(UPW_BAD_USAGE, store_restore(n.backup, &(store_restore_options){ .where = other }, &arena, &m, error));
    place_clear(&n.target);
    upw_arena_clear(&arena);
}

/* ---- what others know ---- */

static bool find_head(void *context, store_db *db, upw_arena *arena, text *head, upw_error *error)
{
    (void)context, (void)db, (void)error;
    *head = memory_copy_text(arena, TEXT("17:abc"));
    return true;
}

static bool check_head(void *context, store_db *db, const store_manifest *manifest, upw_error *error)
{
    (void)db;
    return text_equal(manifest->head, text_of(context)) || upw_fail(error, UPW_BAD_INPUT, "the chain is broken");
}

static bool settle(void *context, store_db *db, upw_error *error)
{
    (void)context;
    return store_run(db, &give, (store_value[]){ STORE_INTEGER(0), STORE_INTEGER(1) }, NULL, error);
}

static void others_check_and_settle_what_is_restored(const place *p)
{
    paths n = name_paths(p);
    upw_arena arena;
    memory_init_arena(&arena);
    store_manifest m;
    store *const s = place_open(p, NULL);
    fill(s);
    const store_backup_options with_head = { .hooks = { .find_head = find_head } };
    assert_done(store_back_up(s, n.backup, &with_head, &arena, &m, error));
    store_close(s);
    store_restore_options options = {
        .where = n.target.where, .hooks = { .check = check_head, .settle = settle, .context = (char[]){ "17:abd" } }
    };
    if (!p->is_postgres) { /* PostgreSQL is filled by then */
        assert_fails(UPW_BAD_INPUT, store_restore(n.backup, &options, &arena, &m, error));
        assert_int_equal(access(n.target.where, F_OK), -1);
    }
    options.hooks.context = (char[]){ "17:abc" };
    assert_done(store_restore(n.backup, &options, &arena, &m, error));
    assert_sum(n.target.where, (int64_t)ACCOUNTS * POUNDS + 1);
    place_clear(&n.target);
    upw_arena_clear(&arena);
}

/* ---- hashes ---- */

static void hash_accounts(const char *where, upw_arena *arena, store_table *out)
{
    store_tables t;
    store *const s = open_path(where);
    store_db *const db = place_connect(s);
    assert_done(store_list_tables(db, arena, &t, error));
    if (store_is_postgres(s))
        place_script(db, "BEGIN");
    assert_done(store_hash_tables(db, arena, &t, error));
    assert_true(text_equal(t.at[0].name, TEXT("account")));
    assert_int_equal(t.n, 3);
    *out = t.at[0];
    store_disconnect(db);
    store_close(s);
}

/* BLAKE2b of each row, summed in four lanes: reckoned once, for the rows of fill(), in a few lines of Python. */
static void both_databases_have_the_same_hashes(const place *p)
{
    static const char expected[] = "1a4aeabe21fe4c4a85be927f3a62b750350c9225d78d876decd7656d5fc7d495";
    upw_arena arena;
    memory_init_arena(&arena);
    store *const s = place_open(p, NULL);
    fill(s);
    store_close(s);
    store_table t;
    hash_accounts(p->where, &arena, &t);
    char hex[2 * TABLES_HASH_BYTES + 1] = "";
    for (size_t i = 0; i < sizeof t.hash; i++)
        snprintf(hex + 2 * i, 3, "%02x", t.hash[i]);
    assert_int_equal(t.n_rows, ACCOUNTS);
    assert_string_equal(hex, expected);
    upw_arena_clear(&arena);
}

int main(void)
{
    static const place_test tests[] = {
        PLACE_TEST(a_backup_comes_back_as_it_was),
        PLACE_TEST(a_trial_leaves_nothing_behind),
        PLACE_TEST(what_is_sealed_opens_with_the_secret_key_only),
        PLACE_TEST(a_backup_is_one_moment_while_others_write),
        PLACE_TEST(damage_of_a_plain_backup_is_found),
        PLACE_TEST(damage_of_a_sealed_backup_is_found),
        PLACE_TEST(what_is_no_backup_is_refused),
        PLACE_TEST(a_backup_of_one_database_does_not_go_into_the_other),
        PLACE_TEST(others_check_and_settle_what_is_restored),
        PLACE_TEST(both_databases_have_the_same_hashes),
    };
    place_is_database = true;
    return place_run_all(tests, sizeof tests / sizeof *tests);
}
