/* Second factors as the database has them. */
#include "services/people/second_factor.h"

#include <string.h>

#include <sodium.h>

#include "base/base32.h"
#include "base/memory.h"
#include "services/people/failures.h"
#include "web/session.h"

enum {
    FACTOR_FIND,
    FACTOR_SET,
    FACTOR_USE_STEP,
    FACTOR_REMOVE,
    FACTORS_COUNT,
    FACTORS_SOME,
    CODE_ADD,
    CODE_USE,
    CODES_REMOVE,
    CODES_COUNT
};

static const char own[] = "a person's own";

const store_statement second_factor_statements[] = {
    [FACTOR_FIND] = { "factor_find", "SELECT totp_secret, totp_step FROM account WHERE id = $1", .takes = "t",
                      .gives = "Bi", .open = own },
    [FACTOR_SET] = { "factor_set",
                     "UPDATE account SET totp_secret = $2, totp_step = $3, version = version + 1 WHERE id = $1",
                     .takes = "tbi", .open = own },
    [FACTOR_USE_STEP] = { "factor_use_step", "UPDATE account SET totp_step = $2 WHERE id = $1 AND totp_step < $2",
                          .takes = "ti", .open = own },
    [FACTOR_REMOVE] = { "factor_remove",
                        "UPDATE account SET totp_secret = NULL, version = version + 1 WHERE id = $1 AND totp_secret IS "
                        "NOT NULL",
                        .takes = "t", .open = own },
    [FACTORS_COUNT] = { "factors_count", "SELECT count(*) FROM account WHERE totp_secret IS NOT NULL", .gives = "i",
                        .open = "how many there are says nothing of anybody" },
    [FACTORS_SOME] = { "factors_some", "SELECT id FROM account WHERE totp_secret IS NOT NULL ORDER BY id LIMIT 100",
                       .gives = "t", .open = "all are taken away at once" },
    [CODE_ADD] = { "recovery_code_add", "INSERT INTO recovery_code (hash, account) VALUES ($1, $2)", .takes = "tt",
                   .open = own },
    [CODE_USE] = { "recovery_code_use", "DELETE FROM recovery_code WHERE hash = $1 AND account = $2", .takes = "tt",
                   .open = own },
    [CODES_REMOVE] = { "recovery_codes_remove", "DELETE FROM recovery_code WHERE account = $1", .takes = "t",
                       .open = own },
    [CODES_COUNT] = { "recovery_codes_count", "SELECT count(*) FROM recovery_code WHERE account = $1", .takes = "t",
                      .gives = "i", .open = own },
};
const size_t second_factor_statements_count = sizeof second_factor_statements / sizeof *second_factor_statements;

static bool count(store_db *db, size_t statement, const store_value *values, size_t *n, upw_error *error)
{
    store_rows row;
    bool found;
    if (!store_find(db, &second_factor_statements[statement], values, &row, &found, error))
        return false;
    *n = found ? (size_t)store_integer(&row, 0) : 0;
    return store_end(&row, error);
}

bool second_factor_is_used(store_db *db, bool *is_used, upw_error *error)
{
    size_t n;
    if (!count(db, FACTORS_COUNT, NULL, &n, error))
        return false;
    *is_used = n > 0;
    return true;
}

bool second_factor_count_codes(store_db *db, text account_id, size_t *n, upw_error *error)
{
    return count(db, CODES_COUNT, (const store_value[]){ STORE_TEXT(account_id) }, n, error);
}

/* ---- codes on paper ---- */

enum { CODE_CHARACTERS = 25, CODE_GROUP = 5, CODE_BYTES = 16 };

/* At 125 random bits nobody guesses, so a plain hash is enough. */
static void hash_code(const char characters[CODE_CHARACTERS], char hex[KEYS_HASH_HEX + 1])
{
    uint8_t hash[KEYS_HASH_HEX / 2];
    crypto_generichash(hash, sizeof hash, (const uint8_t *)characters, CODE_CHARACTERS, NULL, 0);
    sodium_bin2hex(hex, KEYS_HASH_HEX + 1, hash, sizeof hash);
}

static void make_code(char out[RECOVERY_CODE_LEN + 1], char characters[CODE_CHARACTERS])
{
    uint8_t random[CODE_BYTES];
    char all[BASE32_LEN(CODE_BYTES) + 1];
    size_t n = 0;
    randombytes_buf(random, sizeof random);
    base32_write(random, sizeof random, all);
    memcpy(characters, all, CODE_CHARACTERS);
    for (size_t i = 0; i < CODE_CHARACTERS; i++) {
        if (i > 0 && i % CODE_GROUP == 0)
            out[n++] = '-';
        out[n++] = all[i];
    }
    out[n] = '\0';
}

/* In capitals or not, with spaces or hyphens between. */
static bool read_code(text typed, char characters[CODE_CHARACTERS])
{
    size_t n = 0;
    for (size_t i = 0; i < typed.len; i++) {
        const char c = typed.at[i];
        if (c == ' ' || c == '-')
            continue;
        if (n == CODE_CHARACTERS)
            return false;
        characters[n++] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    }
    return n == CODE_CHARACTERS;
}

static bool write_codes(store_db *db, text account_id, recovery_codes codes, upw_error *error)
{
    const store_value who[] = { STORE_TEXT(account_id) };
    if (!store_run(db, &second_factor_statements[CODES_REMOVE], who, NULL, error))
        return false;
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        char characters[CODE_CHARACTERS], hash[KEYS_HASH_HEX + 1];
        make_code(codes[i], characters);
        hash_code(characters, hash);
        const store_value values[] = { STORE_TEXT(text_of(hash)), STORE_TEXT(account_id) };
        if (!store_run(db, &second_factor_statements[CODE_ADD], values, NULL, error))
            return false;
    }
    return true;
}

/* ---- trying ---- */

typedef struct factor_job {
    const keys *k;
    text account, code;
    const uint8_t *secret;
    int64_t step, now_ms;
    const workflow_actor *actor;
    char (*codes)[RECOVERY_CODE_LEN + 1];
    upw_arena *arena;
    factor_verdict verdict;
} factor_job;

static bool use_paper(store_db *db, factor_job *job, upw_error *error)
{
    char characters[CODE_CHARACTERS], hash[KEYS_HASH_HEX + 1];
    int64_t n_used = 0;
    if (!read_code(job->code, characters))
        return true;
    hash_code(characters, hash);
    const store_value values[] = { STORE_TEXT(text_of(hash)), STORE_TEXT(job->account) };
    const audit_entry entry = { .at_ms = job->now_ms,
                                .actor = { .person = job->account, .role = ROLE_MEMBER },
                                .action = "second_factor.use_recovery_code",
                                .object = job->account };
    if (!store_run(db, &second_factor_statements[CODE_USE], values, &n_used, error))
        return false;
    job->verdict = n_used == 1 ? FACTOR_GOOD : FACTOR_WRONG;
    return n_used != 1 || audit_append(db, &entry, error);
}

static bool use_app(store_db *db, factor_job *job, upw_error *error)
{
    store_rows row;
    bool found;
    text secret = TEXT(""), sealed = TEXT("");
    int64_t last = 0, step = 0, n_used = 0;
    const store_value who[] = { STORE_TEXT(job->account) };
    if (!store_find(db, &second_factor_statements[FACTOR_FIND], who, &row, &found, error))
        return false;
    if (found) {
        sealed = store_copy(&row, 0, job->arena);
        last = store_integer(&row, 1);
    }
    if (!store_end(&row, error))
        return false;
    if (sealed.len > 0 && !keys_unseal(job->k, KEY_SECOND_FACTOR, sealed, job->arena, &secret))
        return upw_fail(error, UPW_UNAVAILABLE,
                        "The key of this installation is not the one with which second factors were sealed");
    if (secret.len != TOTP_SECRET_BYTES || !totp_check((const uint8_t *)secret.at, job->code, job->now_ms, last, &step))
        return true;
    const store_value values[] = { STORE_TEXT(job->account), STORE_INTEGER(step) };
    if (!store_run(db, &second_factor_statements[FACTOR_USE_STEP], values, &n_used, error))
        return false;
    job->verdict = n_used == 1 ? FACTOR_GOOD : FACTOR_WRONG; /* two that use it at once: the second is too late */
    return true;
}

static bool try_code(store_db *db, void *context, upw_error *error)
{
    factor_job *const job = context;
    const failure_of of = { FAILURE_SECOND_FACTOR, job->account, job->k };
    bool may;
    job->verdict = FACTOR_WRONG;
    if (!failures_may_try(db, of, job->now_ms, &may, error))
        return false;
    if (!may) {
        job->verdict = FACTOR_WAITS;
        return true;
    }
    if (!use_app(db, job, error) || (job->verdict != FACTOR_GOOD && !use_paper(db, job, error)))
        return false;
    return job->verdict == FACTOR_GOOD ? failures_forget(db, of, error) : failures_note(db, of, job->now_ms, error);
}

static bool in_transaction(store_db *db, store_work *work, factor_job *job, upw_error *error)
{
    upw_arena arena;
    memory_init_arena(&arena);
    job->arena = &arena;
    const bool is_done = store_transact(db, work, job, error);
    upw_arena_clear(&arena);
    return is_done;
}

bool second_factor_try(store_db *db, const keys *k, text account_id, text code, int64_t now_ms, factor_verdict *verdict,
                       upw_error *error)
{
    factor_job job = { .k = k, .account = account_id, .code = code, .now_ms = now_ms };
    if (k == NULL)
        return upw_fail(error, UPW_UNAVAILABLE, "This installation has no key file, so no code can be checked");
    if (!in_transaction(db, try_code, &job, error))
        return false;
    *verdict = job.verdict;
    return true;
}

/* ---- setting up and taking away ---- */

static bool record(store_db *db, const factor_job *job, const char *action, upw_error *error)
{
    const audit_entry entry = { .at_ms = job->now_ms, .actor = *job->actor, .action = action, .object = job->account };
    return audit_append(db, &entry, error);
}

static bool set(store_db *db, void *context, upw_error *error)
{
    const factor_job *const job = context;
    const text sealed =
        keys_seal(job->k, KEY_SECOND_FACTOR, (text){ (const char *)job->secret, TOTP_SECRET_BYTES }, job->arena);
    const store_value values[] = { STORE_TEXT(job->account), STORE_BYTES(sealed), STORE_INTEGER(job->step) };
    return store_run(db, &second_factor_statements[FACTOR_SET], values, NULL, error) &&
           write_codes(db, job->account, job->codes, error) && record(db, job, "second_factor.set", error);
}

bool second_factor_set(store_db *db, const keys *k, text account_id, const uint8_t secret[TOTP_SECRET_BYTES],
                       int64_t step, const workflow_actor *actor, int64_t now_ms, recovery_codes codes,
                       upw_error *error)
{
    factor_job job = {
        .k = k, .account = account_id, .secret = secret, .step = step, .now_ms = now_ms, .actor = actor, .codes = codes
    };
    return in_transaction(db, set, &job, error);
}

static bool renew(store_db *db, void *context, upw_error *error)
{
    const factor_job *const job = context;
    return write_codes(db, job->account, job->codes, error) && record(db, job, "second_factor.renew_codes", error);
}

bool second_factor_renew_codes(store_db *db, text account_id, const workflow_actor *actor, int64_t now_ms,
                               recovery_codes codes, upw_error *error)
{
    factor_job job = { .account = account_id, .now_ms = now_ms, .actor = actor, .codes = codes };
    return in_transaction(db, renew, &job, error);
}

static bool take_away(store_db *db, void *context, upw_error *error)
{
    const factor_job *const job = context;
    const store_value who[] = { STORE_TEXT(job->account) };
    int64_t n_changed = 0;
    if (!store_run(db, &second_factor_statements[FACTOR_REMOVE], who, &n_changed, error) ||
        !store_run(db, &second_factor_statements[CODES_REMOVE], who, NULL, error) ||
        !web_session_end_all(db, job->account, error))
        return false;
    return (n_changed == 1 || upw_fail(error, UPW_NOT_FOUND, "there is no second factor")) &&
           record(db, job, "second_factor.remove", error);
}

bool second_factor_remove(store_db *db, text account_id, const workflow_actor *actor, int64_t now_ms, upw_error *error)
{
    factor_job job = { .account = account_id, .now_ms = now_ms, .actor = actor };
    return in_transaction(db, take_away, &job, error);
}

/* A hundred at a time, each with its row in the trail; *more when there may be others. */
static bool remove_some(store_db *db, int64_t now_ms, bool *more, upw_error *error)
{
    enum { SOME = 100 };
    const workflow_actor system = { .role = ROLE_SYSTEM };
    upw_arena arena;
    store_rows rows;
    text ids[SOME];
    size_t n = 0;
    memory_init_arena(&arena);
    bool is_done = store_query(db, &second_factor_statements[FACTORS_SOME], NULL, &rows, error);
    while (is_done && n < SOME && store_next(&rows))
        ids[n++] = store_copy(&rows, 0, &arena);
    is_done = is_done && store_end(&rows, error);
    for (size_t i = 0; is_done && i < n; i++)
        is_done = second_factor_remove(db, ids[i], &system, now_ms, error);
    *more = n > 0;
    upw_arena_clear(&arena);
    return is_done;
}

bool second_factor_remove_all(store_db *db, int64_t now_ms, upw_error *error)
{
    bool more = true;
    while (more)
        if (!remove_some(db, now_ms, &more, error))
            return false;
    return true;
}
