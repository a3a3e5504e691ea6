/* Answers move into the collection, are counted, and are read after the close. */
#include <sodium.h>
#include <string.h>

#include "base/memory.h"
#include "services/appraise/answers_internal.h"
#include "store/backup.h"

typedef struct round_job {
    text round;
    int64_t now_ms;
    bool is_close;
    answers_end end;
    int64_t n; /* counted, moved, or gone */
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

/* Which marks lie next to each other in the file would tell who answered after whom: they are laid down again, sorted
 * (security.md, section 5.9). */
static bool sort_marks(store_db *db, upw_error *error)
{
    static const answers_statement steps[] = { REST_SPENT,    CLEAR_SPENT,    SORT_SPENT,    CLEAR_RESTING,
                                               REST_RECEIPTS, CLEAR_RECEIPTS, SORT_RECEIPTS, CLEAR_RESTING };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (!store_run(db, &answers_statements[steps[i]], NULL, NULL, error))
            return false;
    return true;
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
    r->n = n_staged;
    return (n_staged >= ANSWERS_BATCH_MIN || store_run(db, &answers_statements[FEW_ADD], round, NULL, error)) &&
           store_run(db, &answers_statements[COLLECT], round, NULL, error) &&
           store_run(db, &answers_statements[END_STAGED], round, NULL, error) &&
           store_run(db, &answers_statements[BATCH_PUT], batch, NULL, error) && sort_marks(db, error);
}

static bool find_unfit(store_db *db, void *context, upw_error *error)
{
    store_rows row;
    bool found;
    int64_t *const n = context;
    if (!store_find(db, &answers_statements[UNFIT_FOR_BACKUP], NULL, &row, &found, error))
        return false;
    *n = store_integer(&row, 0);
    return store_end(&row, error);
}

/* The file as it is, into a backup beside it; not while what is new since the last could be fewer than ten answers
 * beside the marks of those who gave them. */
static bool back_up(answers *a, upw_error *error)
{
    upw_arena arena;
    store_manifest manifest;
    int64_t n_unfit = 0;
    if (!store_group_run(a->group, find_unfit, &n_unfit, error) || n_unfit > 0)
        return n_unfit > 0;
    memory_init_arena(&arena);
    const bool is_done = store_back_up(a->file, a->backup, NULL, &arena, &manifest, error);
    upw_arena_clear(&arena);
    return is_done;
}

bool answers_collect(answers *a, text round, int64_t now_ms, bool is_close, upw_error *error)
{
    round_job r = { .round = round, .now_ms = now_ms, .is_close = is_close };
    pthread_rwlock_wrlock(&a->doors);
    const bool is_done = store_group_run(a->group, collect, &r, error) && (r.n == 0 || back_up(a, error));
    pthread_rwlock_unlock(&a->doors);
    return is_done;
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
    enum { STEPS_MAX = 7 };
    static const answers_statement ends[ANSWERS_END_COUNT][STEPS_MAX] = {
        [ANSWERS_END_DRAFTS] = { END_DRAFTS },
        [ANSWERS_END_MARKS] = { END_SPENT, FEW_END },
        [ANSWERS_END_COMMENTS] = { END_COMMENTS },
        [ANSWERS_END_ALL] = { CLOSED_ADD, END_DRAFTS, END_SPENT, END_STAGED, END_COLLECTED, END_RECEIPTS, FEW_END },
    };
    round_job *const r = context;
    for (size_t i = 0; i < STEPS_MAX && ends[r->end][i] != MAKE_DRAFT; i++) {
        int64_t n = 0;
        if (!store_run(db, &answers_statements[ends[r->end][i]], (store_value[]){ STORE_TEXT(r->round) }, &n, error))
            return false;
        r->n += n;
    }
    return true;
}

/* What went must not come back out of the last backup: it is made again. */
bool answers_destroy(answers *a, text round, answers_end what, upw_error *error)
{
    round_job r = { .round = round, .end = what };
    pthread_rwlock_wrlock(&a->doors);
    const bool is_done = store_group_run(a->group, destroy, &r, error) && (r.n == 0 || back_up(a, error));
    pthread_rwlock_unlock(&a->doors);
    return is_done;
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
