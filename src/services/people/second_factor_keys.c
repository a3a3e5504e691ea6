/* Second factors and the installation's keys: what was sealed with an earlier key is sealed with the last one. */
#include "base/memory.h"
#include "services/people/second_factor.h"

enum { FACTORS_AFTER, FACTOR_RESEAL, SOME = 100 };

const store_statement second_factor_keys_statements[] = {
    [FACTORS_AFTER] = { "factors_after",
                        "SELECT id, totp_secret FROM account WHERE totp_secret IS NOT NULL AND id > $1 ORDER BY id "
                        "LIMIT 100",
                        .takes = "t", .gives = "tB", .open = "the key is the same for all" },
    [FACTOR_RESEAL] = { "factor_reseal", "UPDATE account SET totp_secret = $2 WHERE id = $1 AND totp_secret = $3",
                        .takes = "tbb", .open = "the key is the same for all" },
};
const size_t second_factor_keys_statements_count =
    sizeof second_factor_keys_statements / sizeof *second_factor_keys_statements;

typedef struct sealed_factor {
    text account, sealed;
} sealed_factor;

typedef struct reseal_job {
    const keys *k;
    int64_t now_ms;
    size_t n_earlier, n_lost, n_resealed;
    upw_arena *arena;
} reseal_job;

/* The next hundred behind `after`. */
static bool take_some(store_db *db, text after, sealed_factor out[SOME], size_t *n, upw_arena *arena, upw_error *error)
{
    store_rows rows;
    const store_value values[] = { STORE_TEXT(after) };
    *n = 0;
    if (!store_query(db, &second_factor_keys_statements[FACTORS_AFTER], values, &rows, error))
        return false;
    while (*n < SOME && store_next(&rows))
        out[(*n)++] = (sealed_factor){ store_copy(&rows, 0, arena), store_copy(&rows, 1, arena) };
    return store_end(&rows, error);
}

/* Which key it is sealed with; and, with `reseals`, with the last one from now on. */
static bool look_at(store_db *db, reseal_job *job, const sealed_factor *f, bool reseals, upw_error *error)
{
    text secret;
    int64_t n_changed = 0;
    if (!keys_unseal(job->k, KEY_SECOND_FACTOR, f->sealed, job->arena, &secret)) {
        job->n_lost++;
        return true;
    }
    if (keys_seals_with_last(job->k, f->sealed))
        return true;
    job->n_earlier++;
    if (!reseals)
        return true;
    const text anew = keys_seal(job->k, KEY_SECOND_FACTOR, secret, job->arena);
    const store_value values[] = { STORE_TEXT(f->account), STORE_BYTES(anew), STORE_BYTES(f->sealed) };
    if (!store_run(db, &second_factor_keys_statements[FACTOR_RESEAL], values, &n_changed, error))
        return false;
    job->n_resealed += (size_t)n_changed;
    return true;
}

static bool walk(store_db *db, reseal_job *job, bool reseals, upw_error *error)
{
    sealed_factor some[SOME];
    text after = TEXT("");
    size_t n = SOME;
    while (n == SOME) {
        if (!take_some(db, after, some, &n, job->arena, error))
            return false;
        for (size_t i = 0; i < n; i++)
            if (!look_at(db, job, &some[i], reseals, error))
                return false;
        after = n > 0 ? some[n - 1].account : after;
    }
    return true;
}

static bool reseal(store_db *db, void *context, upw_error *error)
{
    reseal_job *const job = context;
    job->n_earlier = job->n_lost = job->n_resealed = 0;
    if (!walk(db, job, true, error))
        return false;
    if (job->n_lost > 0)
        return upw_fail(error, UPW_BAD_INPUT,
                        "%zu second factor%s sealed with a key that is not in this file; nothing was changed",
                        job->n_lost, job->n_lost == 1 ? " is" : "s are");
    const audit_entry entry = {
        .at_ms = job->now_ms,
        .actor = { .role = ROLE_SYSTEM },
        .action = "key.reseal",
        .object = TEXT("second factors"),
        .details = { { "key", memory_format(job->arena, "%zu", keys_count(job->k)) },
                     { "resealed", memory_format(job->arena, "%zu", job->n_resealed) } },
        .n_details = 2,
    };
    return audit_append(db, &entry, error);
}

bool second_factor_reseal_all(store_db *db, const keys *k, int64_t now_ms, size_t *n, upw_error *error)
{
    upw_arena arena;
    memory_init_arena(&arena);
    reseal_job job = { .k = k, .now_ms = now_ms, .arena = &arena };
    const bool is_done = store_transact(db, reseal, &job, error);
    *n = job.n_resealed;
    upw_arena_clear(&arena);
    return is_done;
}

bool second_factor_examine(store_db *db, const keys *k, size_t *n_earlier, size_t *n_lost, upw_error *error)
{
    upw_arena arena;
    memory_init_arena(&arena);
    reseal_job job = { .k = k, .arena = &arena };
    const bool is_done = walk(db, &job, false, error);
    *n_earlier = job.n_earlier;
    *n_lost = job.n_lost;
    upw_arena_clear(&arena);
    return is_done;
}
