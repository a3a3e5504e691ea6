/* What people say, kept apart from who they are: drafts and sending. */
#include "services/appraise/answers.h"

#include <sodium.h>
#include <stdio.h>
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
                     "CREATE TABLE IF NOT EXISTS spent (mark blob NOT NULL PRIMARY KEY, round text NOT NULL) "
                     "WITHOUT ROWID" },
    [MAKE_RECEIPT] = { "answers_make_receipt",
                       "CREATE TABLE IF NOT EXISTS receipt (round text NOT NULL, hash blob NOT NULL, "
                       "PRIMARY KEY (round, hash)) WITHOUT ROWID" },
    [MAKE_STAGED] = { "answers_make_staged",
                      "CREATE TABLE IF NOT EXISTS staged (id blob NOT NULL PRIMARY KEY, round text NOT NULL, "
                      "kind integer NOT NULL, body blob NOT NULL) WITHOUT ROWID" },
    [MAKE_COLLECTED] = { "answers_make_collected",
                         "CREATE TABLE IF NOT EXISTS collected (round text NOT NULL, kind integer NOT NULL, "
                         "id blob NOT NULL, body blob NOT NULL, PRIMARY KEY (round, kind, id)) WITHOUT ROWID" },
    [MAKE_BATCH] = { "answers_make_batch",
                     "CREATE TABLE IF NOT EXISTS batch (round text NOT NULL PRIMARY KEY, moved_ms integer NOT NULL) "
                     "WITHOUT ROWID" },
    [MAKE_CLOSED] = { "answers_make_closed",
                      "CREATE TABLE IF NOT EXISTS closed (round text NOT NULL PRIMARY KEY) WITHOUT ROWID" },
    [MAKE_RESTING] = { "answers_make_resting",
                       "CREATE TABLE IF NOT EXISTS resting (round text NOT NULL, key blob NOT NULL, "
                       "PRIMARY KEY (round, key)) WITHOUT ROWID" },
    [MAKE_FEW] = { "answers_make_few",
                   "CREATE TABLE IF NOT EXISTS few (round text NOT NULL PRIMARY KEY) WITHOUT ROWID" },
    [DRAFT_PUT] = { "answers_draft_put",
                    "INSERT INTO draft (name, round, body) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET "
                    "body = excluded.body",
                    .takes = "btb" },
    [DRAFT_FIND] = { "answers_draft_find", "SELECT body FROM draft WHERE name = $1", .takes = "b", .gives = "b" },
    [DRAFT_REMOVE] = { "answers_draft_remove", "DELETE FROM draft WHERE name = $1", .takes = "b" },
    [SPENT_FIND] = { "answers_spent_find", "SELECT 1 FROM spent WHERE mark = $1", .takes = "b", .gives = "i" },
    [SPENT_ADD] = { "answers_spent_add", "INSERT INTO spent (mark, round) VALUES ($1, $2)", .takes = "bt" },
    [RECEIPT_ADD] = { "answers_receipt_add", "INSERT INTO receipt (round, hash) VALUES ($1, $2)", .takes = "tb" },
    [RECEIPT_FIND] = { "answers_receipt_find", "SELECT 1 FROM receipt WHERE round = $1 AND hash = $2", .takes = "tb",
                       .gives = "i" },
    [STAGED_ADD] = { "answers_staged_add", "INSERT INTO staged (id, round, kind, body) VALUES ($1, $2, $3, $4)",
                     .takes = "btib" },
    [STAGED_COUNT] = { "answers_staged_count", "SELECT count(*) FROM staged WHERE round = $1 AND kind = 0",
                       .takes = "t", .gives = "i" },
    [COLLECT] = { "answers_collect",
                  "INSERT INTO collected (round, kind, id, body) SELECT round, kind, id, body FROM staged "
                  "WHERE round = $1 ORDER BY kind, id",
                  .takes = "t" },
    [BATCH_FIND] = { "answers_batch_find", "SELECT moved_ms FROM batch WHERE round = $1", .takes = "t", .gives = "i" },
    [BATCH_PUT] = { "answers_batch_put",
                    "INSERT INTO batch (round, moved_ms) VALUES ($1, $2) ON CONFLICT (round) DO UPDATE SET "
                    "moved_ms = excluded.moved_ms",
                    .takes = "ti" },
    [CLOSED_FIND] = { "answers_closed_find", "SELECT 1 FROM closed WHERE round = $1", .takes = "t", .gives = "i" },
    [CLOSED_ADD] = { "answers_closed_add", "INSERT INTO closed (round) VALUES ($1) ON CONFLICT (round) DO NOTHING",
                     .takes = "t" },
    [COLLECTED_COUNT] = { "answers_collected_count", "SELECT count(*) FROM collected WHERE round = $1 AND kind = 0",
                          .takes = "t", .gives = "i" },
    [COLLECTED_AFTER] = { "answers_collected_after",
                          "SELECT id, body FROM collected WHERE round = $1 AND kind = $2 AND id > $3 ORDER BY id "
                          "LIMIT 500",
                          .takes = "tib", .gives = "bb" },
    [END_DRAFTS] = { "answers_end_drafts", "DELETE FROM draft WHERE round = $1", .takes = "t" },
    [END_SPENT] = { "answers_end_spent", "DELETE FROM spent WHERE round = $1", .takes = "t" },
    [END_COMMENTS] = { "answers_end_comments", "DELETE FROM collected WHERE round = $1 AND kind = 1", .takes = "t" },
    [END_STAGED] = { "answers_end_staged", "DELETE FROM staged WHERE round = $1", .takes = "t" },
    [END_COLLECTED] = { "answers_end_collected", "DELETE FROM collected WHERE round = $1", .takes = "t" },
    [END_RECEIPTS] = { "answers_end_receipts", "DELETE FROM receipt WHERE round = $1", .takes = "t" },
    [REST_SPENT] = { "answers_rest_spent", "INSERT INTO resting (round, key) SELECT round, mark FROM spent" },
    [CLEAR_SPENT] = { "answers_clear_spent", "DELETE FROM spent" },
    [SORT_SPENT] = { "answers_sort_spent",
                     "INSERT INTO spent (mark, round) SELECT key, round FROM resting ORDER BY key" },
    [REST_RECEIPTS] = { "answers_rest_receipts", "INSERT INTO resting (round, key) SELECT round, hash FROM receipt" },
    [CLEAR_RECEIPTS] = { "answers_clear_receipts", "DELETE FROM receipt" },
    [SORT_RECEIPTS] = { "answers_sort_receipts",
                        "INSERT INTO receipt (round, hash) SELECT round, key FROM resting ORDER BY round, key" },
    [CLEAR_RESTING] = { "answers_clear_resting", "DELETE FROM resting" },
    [FEW_ADD] = { "answers_few_add", "INSERT INTO few (round) VALUES ($1)", .takes = "t" },
    [FEW_END] = { "answers_few_end", "DELETE FROM few WHERE round = $1", .takes = "t" },
    [UNFIT_FOR_BACKUP] = { "answers_unfit_for_backup",
                           "SELECT (SELECT count(*) FROM staged) + (SELECT count(*) FROM few)", .gives = "i" },
};

static bool make_tables(store_db *db, void *context, upw_error *error)
{
    (void)context;
    for (answers_statement i = 0; i < ANSWERS_TABLES; i++)
        if (!store_run(db, &answers_statements[i], NULL, NULL, error))
            return false;
    return true;
}

#define BACKUP_END ".backup"

answers *answers_open(const char *path, upw_error *error)
{
    answers *const a = calloc(1, sizeof *a);
    if (a == NULL)
        memory_run_out();
    pthread_rwlock_init(&a->doors, NULL);
    a->backup = memory_grow(NULL, strlen(path) + sizeof BACKUP_END, 1);
    snprintf(a->backup, strlen(path) + sizeof BACKUP_END, "%s" BACKUP_END, path);
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
    pthread_rwlock_destroy(&a->doors);
    free(a->backup);
    free(a);
}

/* ---- drafts ---- */

typedef struct draft_job {
    const answers_ticket *ticket;
    text round;
    text sealed; /* to be kept, or as found */
    upw_arena *arena;
    bool found, is_closed;
} draft_job;

bool answers_find_closed(store_db *db, text round, bool *is_closed, upw_error *error)
{
    store_rows row;
    return store_find(db, &answers_statements[CLOSED_FIND], (store_value[]){ STORE_TEXT(round) }, &row, is_closed,
                      error) &&
           store_end(&row, error);
}

static bool put_draft(store_db *db, void *context, upw_error *error)
{
    draft_job *const d = context;
    const store_value values[] = { STORE_BYTES(answers_bytes(d->ticket->draft_name, ANSWERS_KEY_BYTES)),
                                   STORE_TEXT(d->round), STORE_BYTES(d->sealed) };
    return answers_find_closed(db, d->round, &d->is_closed, error) &&
           (d->is_closed || store_run(db, &answers_statements[DRAFT_PUT], values, NULL, error));
}

static bool say_closed(upw_error *error)
{
    return upw_fail(error, UPW_FORBIDDEN, "answering is closed");
}

bool answers_save_draft(answers *a, const answers_ticket *ticket, text round, text body, upw_error *error)
{
    upw_arena arena;
    size_t size;
    if (!answers_check_size(body, error))
        return false;
    memory_init_arena(&arena);
    const uint8_t *const filled = answers_fill_up(body, FILL_DRAFT, &arena, &size);
    const size_t n = crypto_secretbox_NONCEBYTES + size + crypto_secretbox_MACBYTES;
    uint8_t *const sealed = memory_take(&arena, n, 1);
    randombytes_buf(sealed, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(sealed + crypto_secretbox_NONCEBYTES, filled, size, sealed, ticket->draft_key);
    draft_job d = { .ticket = ticket, .round = round, .sealed = answers_bytes(sealed, n) };
    const bool is_done = store_group_run(a->group, put_draft, &d, error);
    upw_arena_clear(&arena);
    return is_done && (!d.is_closed || say_closed(error));
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

/* A part of what is sent, sealed. */
typedef struct sealed_part {
    uint8_t id[BASE32_ID_BYTES];
    answers_kind kind;
    text bytes;
} sealed_part;

typedef struct send_job {
    const answers_sending *sending;
    sealed_part *parts;
    size_t n_parts;
    bool is_spent, is_closed;
} send_job;

static bool find_spent(store_db *db, const uint8_t *mark, bool *is_spent, upw_error *error)
{
    store_rows row;
    const store_value values[] = { STORE_BYTES(answers_bytes(mark, ANSWERS_KEY_BYTES)) };
    return store_find(db, &answers_statements[SPENT_FIND], values, &row, is_spent, error) && store_end(&row, error);
}

typedef struct marks_job {
    const uint8_t (*marks)[ANSWERS_KEY_BYTES];
    size_t n;
    bool *are_spent;
} marks_job;

static bool find_all_spent(store_db *db, void *context, upw_error *error)
{
    const marks_job *const m = context;
    for (size_t i = 0; i < m->n; i++)
        if (!find_spent(db, m->marks[i], &m->are_spent[i], error))
            return false;
    return true;
}

bool answers_are_spent(answers *a, const uint8_t (*marks)[ANSWERS_KEY_BYTES], size_t n, bool *are_spent,
                       upw_error *error)
{
    marks_job m = { marks, n, are_spent };
    return store_group_run(a->group, find_all_spent, &m, error);
}

bool answers_is_spent(answers *a, const answers_ticket *ticket, bool *is_spent, upw_error *error)
{
    *is_spent = false;
    return answers_are_spent(a, &ticket->spent_mark, 1, is_spent, error);
}

/* Whether any of the person's links is spent. */
static bool find_any_spent(store_db *db, send_job *s, upw_error *error)
{
    if (!find_spent(db, s->sending->ticket->spent_mark, &s->is_spent, error))
        return false;
    for (size_t i = 0; i < s->sending->n_other_marks && !s->is_spent; i++)
        if (!find_spent(db, s->sending->other_marks[i], &s->is_spent, error))
            return false;
    return true;
}

static bool add_spent(store_db *db, const uint8_t *mark, text round, upw_error *error)
{
    const store_value values[] = { STORE_BYTES(answers_bytes(mark, ANSWERS_KEY_BYTES)), STORE_TEXT(round) };
    return store_run(db, &answers_statements[SPENT_ADD], values, NULL, error);
}

static bool add_marks(store_db *db, const answers_sending *s, upw_error *error)
{
    uint8_t hash[ANSWERS_KEY_BYTES];
    const store_value receipt[] = { STORE_TEXT(s->round), STORE_BYTES(answers_hash_receipt(s->ticket->receipt, hash)) };
    if (!add_spent(db, s->ticket->spent_mark, s->round, error))
        return false;
    for (size_t i = 0; i < s->n_other_marks; i++)
        if (!add_spent(db, s->other_marks[i], s->round, error))
            return false;
    return store_run(db, &answers_statements[RECEIPT_ADD], receipt, NULL, error);
}

static bool add_part(store_db *db, const sealed_part *part, text round, upw_error *error)
{
    const store_value values[] = { STORE_BYTES(answers_bytes(part->id, sizeof part->id)), STORE_TEXT(round),
                                   STORE_INTEGER(part->kind), STORE_BYTES(part->bytes) };
    return store_run(db, &answers_statements[STAGED_ADD], values, NULL, error);
}

static bool send(store_db *db, void *context, upw_error *error)
{
    send_job *const s = context;
    const answers_sending *const sent = s->sending;
    if (!answers_find_closed(db, sent->round, &s->is_closed, error) || !find_any_spent(db, s, error))
        return false;
    if (s->is_spent || s->is_closed)
        return true; /* the caller says so */
    const store_value draft[] = { STORE_BYTES(answers_bytes(sent->ticket->draft_name, ANSWERS_KEY_BYTES)) };
    if (!add_marks(db, sent, error) || !store_run(db, &answers_statements[DRAFT_REMOVE], draft, NULL, error))
        return false;
    for (size_t i = 0; i < s->n_parts; i++)
        if (!add_part(db, &s->parts[i], sent->round, error))
            return false;
    return true;
}

static bool seal(const answers_sending *s, answers_kind kind, text body, upw_arena *arena, sealed_part *out,
                 upw_error *error)
{
    size_t size;
    if (!answers_check_size(body, error))
        return false;
    const uint8_t *const filled =
        answers_fill_up(body, kind == ANSWERS_RATINGS ? FILL_RATINGS : FILL_COMMENT, arena, &size);
    uint8_t *const sealed = memory_take(arena, size + crypto_box_SEALBYTES, 1);
    *out = (sealed_part){ .kind = kind, .bytes = answers_bytes(sealed, size + crypto_box_SEALBYTES) };
    randombytes_buf(out->id, sizeof out->id);
    return crypto_box_seal(sealed, filled, size, s->public_key) == 0 ||
           upw_fail(error, UPW_IO_FAILED, "the answer could not be sealed");
}

static bool seal_all(send_job *job, upw_arena *arena, upw_error *error)
{
    const answers_sending *const s = job->sending;
    job->parts = MEMORY_TAKE(arena, sealed_part, s->n_comments + 1);
    if (!seal(s, ANSWERS_RATINGS, s->ratings, arena, &job->parts[job->n_parts++], error))
        return false;
    for (size_t i = 0; i < s->n_comments; i++)
        if (!seal(s, ANSWERS_COMMENT, s->comments[i], arena, &job->parts[job->n_parts++], error))
            return false;
    return true;
}

bool answers_send(answers *a, const answers_sending *sending, upw_error *error)
{
    upw_arena arena;
    send_job s = { .sending = sending };
    memory_init_arena(&arena);
    pthread_rwlock_rdlock(&a->doors);
    const bool is_done = seal_all(&s, &arena, error) && store_group_run(a->group, send, &s, error);
    pthread_rwlock_unlock(&a->doors);
    upw_arena_clear(&arena);
    return is_done && (!s.is_spent || upw_fail(error, UPW_CONFLICT, "this link has already been used")) &&
           (!s.is_closed || say_closed(error));
}
