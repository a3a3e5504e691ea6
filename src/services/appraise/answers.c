/* What people say, kept apart from who they are: drafts and sending. */
#include "services/appraise/answers.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "services/appraise/answers_internal.h"

/* WITHOUT ROWID: rows lie in the order of their random keys, and no number tells which came first. */
const store_statement answers_statements[ANSWERS_STATEMENT_COUNT] = {
    [MAKE_DRAFT] = { "answers_make_draft",
                     "CREATE TABLE IF NOT EXISTS draft (name blob NOT NULL PRIMARY KEY, round text NOT NULL, "
                     "body blob NOT NULL) WITHOUT ROWID" },
    [MAKE_SPENT] = { "answers_make_spent",
                     "CREATE TABLE IF NOT EXISTS spent (mark blob NOT NULL PRIMARY KEY, round text NOT NULL, "
                     "receipt blob NOT NULL) WITHOUT ROWID" },
    [MAKE_STAGED] = { "answers_make_staged",
                      "CREATE TABLE IF NOT EXISTS staged (id blob NOT NULL PRIMARY KEY, round text NOT NULL, "
                      "body blob NOT NULL) WITHOUT ROWID" },
    [MAKE_COLLECTED] = { "answers_make_collected",
                         "CREATE TABLE IF NOT EXISTS collected (round text NOT NULL, id blob NOT NULL, "
                         "body blob NOT NULL, PRIMARY KEY (round, id)) WITHOUT ROWID" },
    [MAKE_BATCH] = { "answers_make_batch",
                     "CREATE TABLE IF NOT EXISTS batch (round text NOT NULL PRIMARY KEY, moved_ms integer NOT NULL) "
                     "WITHOUT ROWID" },
    [DRAFT_PUT] = { "answers_draft_put",
                    "INSERT INTO draft (name, round, body) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET "
                    "body = excluded.body",
                    .takes = "btb" },
    [DRAFT_FIND] = { "answers_draft_find", "SELECT body FROM draft WHERE name = $1", .takes = "b", .gives = "b" },
    [DRAFT_REMOVE] = { "answers_draft_remove", "DELETE FROM draft WHERE name = $1", .takes = "b" },
    [DRAFTS_DESTROY] = { "answers_drafts_destroy", "DELETE FROM draft WHERE round = $1", .takes = "t" },
    [SPENT_FIND] = { "answers_spent_find", "SELECT 1 FROM spent WHERE mark = $1", .takes = "b", .gives = "i" },
    [SPENT_ADD] = { "answers_spent_add", "INSERT INTO spent (mark, round, receipt) VALUES ($1, $2, $3)",
                    .takes = "btb" },
    [SPENT_BY_RECEIPT] = { "answers_spent_by_receipt", "SELECT 1 FROM spent WHERE round = $1 AND receipt = $2 LIMIT 1",
                           .takes = "tb", .gives = "i" },
    [STAGED_ADD] = { "answers_staged_add", "INSERT INTO staged (id, round, body) VALUES ($1, $2, $3)", .takes = "btb" },
    [STAGED_COUNT] = { "answers_staged_count", "SELECT count(*) FROM staged WHERE round = $1", .takes = "t",
                       .gives = "i" },
    [COLLECT] = { "answers_collect",
                  "INSERT INTO collected (round, id, body) SELECT round, id, body FROM staged WHERE round = $1 "
                  "ORDER BY id",
                  .takes = "t" },
    [STAGED_REMOVE] = { "answers_staged_remove", "DELETE FROM staged WHERE round = $1", .takes = "t" },
    [BATCH_FIND] = { "answers_batch_find", "SELECT moved_ms FROM batch WHERE round = $1", .takes = "t", .gives = "i" },
    [BATCH_PUT] = { "answers_batch_put",
                    "INSERT INTO batch (round, moved_ms) VALUES ($1, $2) ON CONFLICT (round) DO UPDATE SET "
                    "moved_ms = excluded.moved_ms",
                    .takes = "ti" },
    [COLLECTED_COUNT] = { "answers_collected_count", "SELECT count(*) FROM collected WHERE round = $1", .takes = "t",
                          .gives = "i" },
    [COLLECTED_AFTER] = { "answers_collected_after",
                          "SELECT id, body FROM collected WHERE round = $1 AND id > $2 ORDER BY id LIMIT 500",
                          .takes = "tb", .gives = "bb" },
};

static bool make_tables(store_db *db, void *context, upw_error *error)
{
    (void)context;
    for (answers_statement i = 0; i < ANSWERS_TABLES; i++)
        if (!store_run(db, &answers_statements[i], NULL, NULL, error))
            return false;
    return true;
}

answers *answers_open(const char *path, upw_error *error)
{
    answers *const a = calloc(1, sizeof *a);
    if (a == NULL)
        memory_run_out();
    a->file = store_open(path, &(store_options){ .keeps_no_order = true }, error);
    a->group = a->file != NULL ? store_group_open(a->file, error) : NULL;
    if (a->group != NULL && store_group_run(a->group, make_tables, NULL, error))
        return a;
    answers_close(a);
    return NULL;
}

void answers_close(answers *a)
{
    if (a == NULL)
        return;
    store_group_close(a->group);
    store_close(a->file);
    free(a);
}

/* ---- drafts ---- */

typedef struct draft_job {
    const answers_ticket *ticket;
    text round;
    text sealed; /* to be kept, or as found */
    upw_arena *arena;
    bool found;
} draft_job;

static bool put_draft(store_db *db, void *context, upw_error *error)
{
    const draft_job *const d = context;
    const store_value values[] = { STORE_BYTES(answers_bytes(d->ticket->draft_name, ANSWERS_KEY_BYTES)),
                                   STORE_TEXT(d->round), STORE_BYTES(d->sealed) };
    return store_run(db, &answers_statements[DRAFT_PUT], values, NULL, error);
}

bool answers_save_draft(answers *a, const answers_ticket *ticket, text round, text body, upw_error *error)
{
    upw_arena arena;
    size_t size;
    if (!answers_check_size(body, error))
        return false;
    memory_init_arena(&arena);
    const uint8_t *const filled = answers_fill_up(body, &arena, &size);
    const size_t n = crypto_secretbox_NONCEBYTES + size + crypto_secretbox_MACBYTES;
    uint8_t *const sealed = memory_take(&arena, n, 1);
    randombytes_buf(sealed, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(sealed + crypto_secretbox_NONCEBYTES, filled, size, sealed, ticket->draft_key);
    draft_job d = { .ticket = ticket, .round = round, .sealed = answers_bytes(sealed, n) };
    const bool is_done = store_group_run(a->group, put_draft, &d, error);
    upw_arena_clear(&arena);
    return is_done;
}

static bool find_draft(store_db *db, void *context, upw_error *error)
{
    draft_job *const d = context;
    store_rows row;
    const store_value values[] = { STORE_BYTES(answers_bytes(d->ticket->draft_name, ANSWERS_KEY_BYTES)) };
    if (!store_find(db, &answers_statements[DRAFT_FIND], values, &row, &d->found, error))
        return false;
    if (d->found)
        d->sealed = store_copy(&row, 0, d->arena);
    return store_end(&row, error);
}

bool answers_read_draft(answers *a, const answers_ticket *ticket, upw_arena *arena, text *body, bool *found,
                        upw_error *error)
{
    draft_job d = { .ticket = ticket, .arena = arena };
    *found = false;
    if (!store_group_run(a->group, find_draft, &d, error) || !d.found)
        return !d.found && error->code == UPW_OK;
    const uint8_t *const sealed = (const uint8_t *)d.sealed.at;
    enum { AROUND = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES };
    const size_t size = d.sealed.len > AROUND ? d.sealed.len - AROUND : 0;
    uint8_t *const filled = memory_take(arena, size + 1, 1);
    *found = size > 0 &&
             crypto_secretbox_open_easy(filled, sealed + crypto_secretbox_NONCEBYTES,
                                        d.sealed.len - crypto_secretbox_NONCEBYTES, sealed, ticket->draft_key) == 0 &&
             answers_take_out(filled, size, arena, body);
    return *found || upw_fail(error, UPW_IO_FAILED, "a draft does not open with the key of its link");
}

/* ---- sending ---- */

typedef struct send_job {
    const answers_ticket *ticket;
    text round;
    text sealed;
    uint8_t id[BASE32_ID_BYTES];
    bool is_spent;
} send_job;

static bool find_spent(store_db *db, void *context, upw_error *error)
{
    send_job *const s = context;
    store_rows row;
    const store_value values[] = { STORE_BYTES(answers_bytes(s->ticket->spent_mark, ANSWERS_KEY_BYTES)) };
    return store_find(db, &answers_statements[SPENT_FIND], values, &row, &s->is_spent, error) && store_end(&row, error);
}

bool answers_is_spent(answers *a, const answers_ticket *ticket, bool *is_spent, upw_error *error)
{
    send_job s = { .ticket = ticket };
    const bool is_done = store_group_run(a->group, find_spent, &s, error);
    *is_spent = s.is_spent;
    return is_done;
}

static bool send(store_db *db, void *context, upw_error *error)
{
    send_job *const s = context;
    uint8_t receipt[ANSWERS_KEY_BYTES];
    if (!find_spent(db, s, error) || s->is_spent)
        return error->code == UPW_OK; /* that it is spent, the caller says */
    const store_value spent[] = { STORE_BYTES(answers_bytes(s->ticket->spent_mark, ANSWERS_KEY_BYTES)),
                                  STORE_TEXT(s->round),
                                  STORE_BYTES(answers_hash_receipt(s->ticket->receipt, receipt)) };
    const store_value staged[] = { STORE_BYTES(answers_bytes(s->id, sizeof s->id)), STORE_TEXT(s->round),
                                   STORE_BYTES(s->sealed) };
    const store_value draft[] = { STORE_BYTES(answers_bytes(s->ticket->draft_name, ANSWERS_KEY_BYTES)) };
    return store_run(db, &answers_statements[SPENT_ADD], spent, NULL, error) &&
           store_run(db, &answers_statements[STAGED_ADD], staged, NULL, error) &&
           store_run(db, &answers_statements[DRAFT_REMOVE], draft, NULL, error);
}

bool answers_send(answers *a, const answers_ticket *ticket, text round, const uint8_t public_key[ANSWERS_KEY_BYTES],
                  text body, upw_error *error)
{
    upw_arena arena;
    size_t size;
    if (!answers_check_size(body, error))
        return false;
    memory_init_arena(&arena);
    const uint8_t *const filled = answers_fill_up(body, &arena, &size);
    uint8_t *const sealed = memory_take(&arena, size + crypto_box_SEALBYTES, 1);
    send_job s = { .ticket = ticket, .round = round, .sealed = answers_bytes(sealed, size + crypto_box_SEALBYTES) };
    randombytes_buf(s.id, sizeof s.id);
    const bool is_done = crypto_box_seal(sealed, filled, size, public_key) == 0
                             ? store_group_run(a->group, send, &s, error)
                             : upw_fail(error, UPW_IO_FAILED, "the answer could not be sealed");
    upw_arena_clear(&arena);
    return is_done && (!s.is_spent || upw_fail(error, UPW_CONFLICT, "this link has already been used"));
}
