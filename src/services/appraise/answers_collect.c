/* Answers move into the collection, are counted, and are read after the close. */
#include <sodium.h>
#include <string.h>

#include "base/memory.h"
#include "services/appraise/answers_internal.h"

typedef struct round_job {
    text round;
    int64_t now_ms;
    bool is_close;
    answers_end end;
    int64_t n;
} round_job;

static bool ask_number(store_db *db, answers_statement statement, text round, int64_t *n, upw_error *error)
{
    store_rows row;
    bool found;
    *n = 0;
    if (!store_find(db, &answers_statements[statement], (store_value[]){ STORE_TEXT(round) }, &row, &found, error))
        return false;
    if (found)
        *n = store_integer(&row, 0);
    return store_end(&row, error);
}

static bool collect(store_db *db, void *context, upw_error *error)
{
    enum { DAY_MS = 24 * 60 * 60 * 1000 };
    round_job *const r = context;
    const store_value round[] = { STORE_TEXT(r->round) };
    const store_value batch[] = { STORE_TEXT(r->round), STORE_INTEGER(r->now_ms) };
    int64_t n_staged, moved_ms;
    if (!ask_number(db, STAGED_COUNT, r->round, &n_staged, error) ||
        !ask_number(db, BATCH_FIND, r->round, &moved_ms, error))
        return false;
    if (r->is_close && !store_run(db, &answers_statements[CLOSED_ADD], round, NULL, error))
        return false;
    if (n_staged == 0 || (!r->is_close && (n_staged < ANSWERS_BATCH_MIN || r->now_ms - moved_ms < DAY_MS)))
        return true;
    return store_run(db, &answers_statements[COLLECT], round, NULL, error) &&
           store_run(db, &answers_statements[END_STAGED], round, NULL, error) &&
           store_run(db, &answers_statements[BATCH_PUT], batch, NULL, error);
}

bool answers_collect(answers *a, text round, int64_t now_ms, bool is_close, upw_error *error)
{
    round_job r = { .round = round, .now_ms = now_ms, .is_close = is_close };
    return store_group_run(a->group, collect, &r, error);
}

static bool count(store_db *db, void *context, upw_error *error)
{
    round_job *const r = context;
    return ask_number(db, COLLECTED_COUNT, r->round, &r->n, error);
}

bool answers_count(answers *a, text round, int64_t *n, upw_error *error)
{
    round_job r = { .round = round };
    const bool is_done = store_group_run(a->group, count, &r, error);
    *n = r.n;
    return is_done;
}

/* What goes with each end. All of a round: nothing is taken for it any more, either. */
static bool destroy(store_db *db, void *context, upw_error *error)
{
    static const answers_statement ends[ANSWERS_END_COUNT][6] = {
        [ANSWERS_END_DRAFTS] = { END_DRAFTS },
        [ANSWERS_END_MARKS] = { END_SPENT },
        [ANSWERS_END_COMMENTS] = { END_COMMENTS },
        [ANSWERS_END_ALL] = { CLOSED_ADD, END_DRAFTS, END_SPENT, END_STAGED, END_COLLECTED, END_RECEIPTS },
    };
    const round_job *const r = context;
    for (size_t i = 0; i < 6 && ends[r->end][i] != MAKE_DRAFT; i++)
        if (!store_run(db, &answers_statements[ends[r->end][i]], (store_value[]){ STORE_TEXT(r->round) }, NULL, error))
            return false;
    return true;
}

bool answers_destroy(answers *a, text round, answers_end what, upw_error *error)
{
    round_job r = { .round = round, .end = what };
    return store_group_run(a->group, destroy, &r, error);
}

typedef struct read_job {
    text round;
    answers_kind kind;
    const answers_keys *keys;
    answers_take *take;
    void *context;
    uint8_t after[BASE32_ID_BYTES];
    size_t n_read;
} read_job;

static bool open_one(const read_job *r, text sealed, upw_error *error)
{
    upw_arena arena;
    text body;
    memory_init_arena(&arena);
    const size_t size = sealed.len > crypto_box_SEALBYTES ? sealed.len - crypto_box_SEALBYTES : 0;
    uint8_t *const filled = memory_take(&arena, size + 1, 1);
    const bool is_open = size > 0 &&
                         crypto_box_seal_open(filled, (const uint8_t *)sealed.at, sealed.len, r->keys->public_key,
                                              r->keys->secret_key) == 0 &&
                         answers_take_out(filled, size, &arena, &body);
    const bool goes_on = is_open ? r->take(r->context, body, error)
                                 : upw_fail(error, UPW_IO_FAILED, "an answer does not open with the round's key");
    sodium_memzero(filled, size + 1);
    upw_arena_clear(&arena);
    return goes_on;
}

static bool read_some(store_db *db, void *context, upw_error *error)
{
    read_job *const r = context;
    store_rows rows;
    const store_value values[] = { STORE_TEXT(r->round), STORE_INTEGER(r->kind),
                                   STORE_BYTES(answers_bytes(r->after, sizeof r->after)) };
    bool goes_on = true;
    r->n_read = 0;
    if (!store_query(db, &answers_statements[COLLECTED_AFTER], values, &rows, error))
        return false;
    while (goes_on && store_next(&rows)) {
        const text id = store_text(&rows, 0);
        memcpy(r->after, id.at, id.len < sizeof r->after ? id.len : sizeof r->after);
        goes_on = open_one(r, store_text(&rows, 1), error);
        r->n_read++;
    }
    return store_end(&rows, error) && goes_on;
}

bool answers_read_all(answers *a, text round, answers_kind kind, const answers_keys *keys, answers_take *take,
                      void *context, upw_error *error)
{
    read_job r = { .round = round, .kind = kind, .keys = keys, .take = take, .context = context };
    do
        if (!store_group_run(a->group, read_some, &r, error))
            return false;
    while (r.n_read > 0);
    return true;
}

/* ---- receipts ---- */

typedef struct receipt_job {
    text round, hash;
    bool has;
} receipt_job;

static bool find_receipt(store_db *db, void *context, upw_error *error)
{
    receipt_job *const r = context;
    store_rows row;
    const store_value values[] = { STORE_TEXT(r->round), STORE_BYTES(r->hash) };
    return store_find(db, &answers_statements[RECEIPT_FIND], values, &row, &r->has, error) && store_end(&row, error);
}

bool answers_has_receipt(answers *a, text round, text typed, bool *has, upw_error *error)
{
    char clean[ANSWERS_RECEIPT_LEN + 1];
    uint8_t hash[ANSWERS_KEY_BYTES];
    size_t n = 0;
    for (size_t i = 0; i < typed.len; i++) {
        const char as_typed = typed.at[i];
        if (as_typed == ' ' || as_typed == '-')
            continue;
        const char c = (char)(as_typed >= 'A' && as_typed <= 'Z' ? as_typed - 'A' + 'a' : as_typed);
        if (n < ANSWERS_RECEIPT_LEN)
            clean[n] = (char)(c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c);
        n++;
    }
    *has = false;
    if (n != ANSWERS_RECEIPT_LEN)
        return true;
    clean[n] = '\0';
    receipt_job r = { round, answers_hash_receipt(clean, hash), false };
    const bool is_done = store_group_run(a->group, find_receipt, &r, error);
    *has = r.has;
    return is_done;
}
