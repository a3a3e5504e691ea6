/* A ledger whose rows tell whether a change was made wholly, once, or not at all: each change adds two entries and
 * moves money between two accounts. */
#ifndef STORE_TESTS_LEDGER_H
#define STORE_TESTS_LEDGER_H

#include "store/backup_internal.h"
#include "store/tests/places.h"

enum { LEDGER_ACCOUNTS = 8, LEDGER_POUNDS = 1000 };

static const char *const ledger_tables =
    "CREATE TABLE account (id bigint NOT NULL PRIMARY KEY, pounds bigint NOT NULL);"
    "CREATE TABLE entry (writer bigint NOT NULL, seq bigint NOT NULL, side bigint NOT NULL,"
    " account bigint NOT NULL REFERENCES account, note text NOT NULL, PRIMARY KEY (writer, seq, side));";

static const store_statement ledger_open = { "ledger_open", "INSERT INTO account (id, pounds) VALUES ($1, $2)",
                                             .takes = "ii" };
static const store_statement ledger_move = { "ledger_move", "UPDATE account SET pounds = pounds + $2 WHERE id = $1",
                                             .takes = "ii" };
static const store_statement ledger_note = {
    "ledger_note", "INSERT INTO entry (writer, seq, side, account, note) VALUES ($1, $2, $3, $4, $5)", .takes = "iiiit"
};
/* In one answer: how many changes of this writer there are, the last of them, and how many entries. */
static const store_statement ledger_count = {
    "ledger_count", "SELECT count(DISTINCT seq), coalesce(max(seq), 0), count(*) FROM entry WHERE writer = $1",
    .takes = "i", .gives = "iii"
};
static const store_statement ledger_sum = { "ledger_sum", "SELECT CAST(sum(pounds) AS bigint), count(*) FROM account",
                                            .gives = "ii" };
static const store_statement ledger_has = { "ledger_has", "SELECT count(*) FROM entry WHERE writer = $1 AND seq = $2",
                                            .takes = "ii", .gives = "i" };

typedef struct ledger_change {
    int64_t writer, seq;
    size_t n_bytes; /* of the note: to fill a disk */
} ledger_change;

static inline bool ledger_work(store_db *db, void *context, upw_error *error)
{
    static const char note[1 << 16] = { [0 ...(1 << 16) - 1] = 'x' };
    const ledger_change *const c = context;
    for (int64_t side = 0; side < 2; side++) {
        const store_value account = STORE_INTEGER((c->seq * 3 + side * 5 + c->writer) % LEDGER_ACCOUNTS);
        const store_value entry[] = { STORE_INTEGER(c->writer), STORE_INTEGER(c->seq), STORE_INTEGER(side), account,
                                      STORE_TEXT(((text){ note, c->n_bytes })) };
        if (!store_run(db, &ledger_move, (store_value[]){ account, STORE_INTEGER(side == 0 ? -7 : 7) }, NULL, error) ||
            !store_run(db, &ledger_note, entry, NULL, error))
            return false;
    }
    return true;
}

static inline void ledger_make(const place *p)
{
    store *const s = place_open(p, NULL);
    store_db *const db = place_connect(s);
    place_script(db, ledger_tables);
    for (int64_t i = 0; i < LEDGER_ACCOUNTS; i++)
        assert_done(store_run(db, &ledger_open, (store_value[]){ STORE_INTEGER(i), STORE_INTEGER(LEDGER_POUNDS) }, NULL,
                              error));
    store_disconnect(db);
    store_close(s);
}

static inline void ledger_ask(store_db *db, const store_statement *s, const store_value *values, int64_t *out)
{
    store_rows row;
    bool found = false;
    assert_done(store_find(db, s, values, &row, &found, error));
    assert_true(found);
    for (size_t i = 0; i < store_count(s->gives); i++)
        out[i] = store_integer(&row, i);
    assert_done(store_end(&row, error));
}

static inline bool ledger_check_file(store_db *db, void *context, upw_error *error)
{
    (void)context;
    return backup_check_sqlite(db, error);
}

/* The file is whole, no money has come or gone, and every change of this writer is there wholly. Returns the last. */
static inline int64_t ledger_assert_sound(store_db *db, int64_t writer)
{
    int64_t sum[2], count[3];
    if (!store_is_postgres(store_of(db)))
        assert_done(store_snapshot(db, ledger_check_file, NULL, error));
    ledger_ask(db, &ledger_sum, NULL, sum);
    assert_int_equal(sum[0], LEDGER_ACCOUNTS * LEDGER_POUNDS);
    ledger_ask(db, &ledger_count, &STORE_INTEGER(writer), count);
    assert_int_equal(count[2], 2 * count[0]);
    return count[1];
}

#endif
