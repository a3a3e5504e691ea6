/* An audit trail that somebody else wrote: any records, hashes, numbers, head and published day. Checking the chain and
 * reading it (workflow/audit.h, services/people/trail.h) comes to an end, says which row is wrong in a sentence, and
 * finds nothing wrong with a chain whose hashes are right.
 *
 * The first byte says what is right, and 8 bytes follow as the number that goes astray. Then a row a line: a hash of 64
 * characters, unless hashes are right, and the record. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/memory.h"
#include "scratch.h"
#include "services/people/trail.h"
#include "store/migrate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HASHES_ARE_WRONG = 1, HEAD_IS_ASTRAY = 2, ROW_IS_ASTRAY = 4, HAS_ANCHOR = 8, NOW_MS = 1790000000 };

static const store_statement insert_row = {
    .name = "fuzz_row",
    .sql = "INSERT INTO audit (seq, record, hash, actor, object) VALUES ($1, $2, $3, 'system', '')",
    .takes = "itt",
};
static const store_statement set_head = { .name = "fuzz_head",
                                          .sql = "UPDATE audit_head SET seq = $1, hash = $2 WHERE id = 1",
                                          .takes = "it" };
static const store_statement add_anchor = {
    .name = "fuzz_anchor",
    .sql = "INSERT INTO audit_anchor (day, seq, hash) VALUES ('2026-11-29', $1, $2)",
    .takes = "it",
};

typedef struct trail {
    unsigned what;
    int64_t astray;
    text rows;
} trail;

static struct {
    scratch place;
    store *keeps;
    store_db *db;
} here;

static void leave(void)
{
    store_disconnect(here.db);
    store_close(here.keeps);
    scratch_clear(&here.place);
}

static void arrive(void)
{
    char where[80];
    upw_error error = { 0 };
    here.place = scratch_new((const uint8_t *)"", 0);
    snprintf(where, sizeof where, "%s/it.db", here.place.folder);
    here.keeps = store_open(where, NULL, &error);
    assert(here.keeps != NULL && store_migrate(here.keeps, NULL, &error));
    here.db = store_connect(here.keeps, &error);
    assert(here.db != NULL && sodium_init() >= 0);
    atexit(leave);
}

static void check_sentence(const upw_error *error)
{
    assert(error->code != UPW_OK && error->message[0] != '\0' && text_is_utf8(text_of(error->message)) &&
           strpbrk(error->message, "\n\r\033") == NULL);
}

/* False: the database takes no such row. */
static bool write_row(const trail *t, int64_t seq, text line, unsigned char hash[AUDIT_HASH_SIZE], upw_error *error)
{
    char hex[AUDIT_HASH_HEX + 1];
    text stored = { hex, AUDIT_HASH_HEX }, record = line;
    if (t->what & HASHES_ARE_WRONG) {
        stored = (text){ line.at, line.len < AUDIT_HASH_HEX ? line.len : AUDIT_HASH_HEX };
        record = (text){ line.at + stored.len, line.len - stored.len };
    } else {
        audit_hash(hash, record, hash);
        sodium_bin2hex(hex, sizeof hex, hash, AUDIT_HASH_SIZE);
    }
    const store_value values[] = { STORE_INTEGER(seq), STORE_TEXT(record), STORE_TEXT(stored) };
    return store_run(here.db, &insert_row, values, NULL, error);
}

static bool write_trail(const trail *t, int64_t *n, upw_error *error)
{
    unsigned char hash[AUDIT_HASH_SIZE] = { 0 };
    char hex[AUDIT_HASH_HEX + 1];
    text rest = t->rows;
    for (*n = 0; rest.len > 0; ++*n) {
        const text line = text_take_until(&rest, '\n');
        const bool is_astray = (t->what & ROW_IS_ASTRAY) && rest.len == 0;
        if (!write_row(t, is_astray ? t->astray : *n + 1, line, hash, error))
            return false;
    }
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    const store_value head[] = { STORE_INTEGER(t->what & HEAD_IS_ASTRAY ? t->astray : *n), STORE_TEXT(text_of(hex)) };
    const store_value anchor[] = { STORE_INTEGER(t->astray), STORE_TEXT(text_of(hex)) };
    return store_run(here.db, &set_head, head, NULL, error) &&
           (!(t->what & HAS_ANCHOR) || store_run(here.db, &add_anchor, anchor, NULL, error));
}

static void read_trail(store_db *db, upw_arena *arena)
{
    static const char *const days[] = { "", "2026-11-29" };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        trail_rows rows;
        upw_error error = { 0 };
        const trail_question all = { .day = text_of(days[i]), .most = TRAIL_PIECE_ROWS };
        if (!trail_read(db, &all, arena, &rows, &error))
            check_sentence(&error);
        else
            assert(rows.n <= TRAIL_PIECE_ROWS);
    }
}

/* Rolled back by returning false. */
static bool look(store_db *db, void *context, upw_error *error)
{
    const trail *const t = context;
    int64_t n, n_rows = 0;
    upw_arena arena;
    memory_init_arena(&arena);
    if (write_trail(t, &n, error)) {
        upw_error wrong = { 0 };
        const bool holds = trail_verify(db, &n_rows, &wrong);
        assert(n_rows <= n + 1 && (holds || t->what != 0));
        if (!holds)
            check_sentence(&wrong);
        read_trail(db, &arena);
        if (!trail_anchor_days(db, (int64_t)NOW_MS * 1000, &wrong))
            check_sentence(&wrong);
    }
    upw_arena_clear(&arena);
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    trail t = { 0 };
    upw_error error = { 0 };
    if (here.db == NULL)
        arrive();
    if (size < 1 + sizeof t.astray)
        return 0;
    t.what = data[0];
    memcpy(&t.astray, data + 1, sizeof t.astray);
    t.rows = (text){ (const char *)data + 1 + sizeof t.astray, size - 1 - sizeof t.astray };
    const bool is_kept = store_transact(here.db, look, &t, &error);
    assert(!is_kept);
    return 0;
}
