/* Passwords: kept, checked, and no more at a time than memory allows. */
#include "services/people/passwords.h"

#include <pthread.h>

#include <sodium.h>

#include "base/memory.h"
#include "web/session.h"

enum { PASSWORD_FIND, PASSWORD_SET, PASSWORD_REHASH, PASSWORD_REMOVE };

static const char own[] = "a person's own";

const store_statement passwords_statements[] = {
    [PASSWORD_FIND] = { "password_find", "SELECT password FROM account WHERE id = $1 AND closed_ms IS NULL",
                        .takes = "t", .gives = "T", .open = own },
    [PASSWORD_SET] = { "password_set",
                       "UPDATE account SET password = $2, version = version + 1 WHERE id = $1 AND closed_ms IS NULL",
                       .takes = "tt", .open = own },
    [PASSWORD_REHASH] = { "password_rehash", "UPDATE account SET password = $2 WHERE id = $1 AND password = $3",
                          .takes = "ttt", .open = own },
    [PASSWORD_REMOVE] = { "password_remove",
                          "UPDATE account SET password = NULL, version = version + 1 WHERE id = $1 AND password IS NOT "
                          "NULL",
                          .takes = "t", .open = own },
};
const size_t passwords_statements_count = sizeof passwords_statements / sizeof *passwords_statements;

enum { PASSES = 3, MEMORY_BYTES = 64 << 20 };

/* Of 32 random bytes that nobody has: what an unknown name is compared with. */
static const char nobodys[] =
    "$argon2id$v=19$m=65536,t=3,p=1$5GWlzvWi2cin2jkAjyqkvQ$JSHKcW9N2fufYbY6SZlBCMlOBadVy8QOwoCU0CChpHc";

/* ---- turns ---- */

static struct {
    pthread_mutex_t lock;
    pthread_cond_t is_free;
    unsigned n_running, n_waiting;
} turns = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0 };

bool passwords_take_turn(void)
{
    pthread_mutex_lock(&turns.lock);
    const bool may = turns.n_running < PASSWORDS_AT_ONCE || turns.n_waiting < PASSWORDS_WAITING_MAX;
    if (may) {
        turns.n_waiting++;
        while (turns.n_running == PASSWORDS_AT_ONCE)
            pthread_cond_wait(&turns.is_free, &turns.lock);
        turns.n_waiting--;
        turns.n_running++;
    }
    pthread_mutex_unlock(&turns.lock);
    return may;
}

void passwords_end_turn(void)
{
    pthread_mutex_lock(&turns.lock);
    turns.n_running--;
    pthread_cond_signal(&turns.is_free);
    pthread_mutex_unlock(&turns.lock);
}

unsigned passwords_count_waiting(void)
{
    pthread_mutex_lock(&turns.lock);
    const unsigned n = turns.n_waiting;
    pthread_mutex_unlock(&turns.lock);
    return n;
}

static bool take_turn(upw_error *error)
{
    return passwords_take_turn() ||
           upw_fail(error, UPW_UNAVAILABLE, "Many people sign in at this moment. Try again in a few seconds");
}

static bool make_hash(text password, char hash[crypto_pwhash_STRBYTES], upw_error *error)
{
    if (!take_turn(error))
        return false;
    const bool is_made =
        crypto_pwhash_str_alg(hash, password.at, password.len, PASSES, MEMORY_BYTES, crypto_pwhash_ALG_ARGON2ID13) == 0;
    passwords_end_turn();
    return is_made || upw_fail(error, UPW_UNAVAILABLE, "There is not enough memory for a password now");
}

/* ---- setting ---- */

typedef struct password_job {
    text account;
    const char *hash; /* NULL: it is taken away */
    const workflow_actor *actor;
    int64_t now_ms;
} password_job;

static bool put(store_db *db, void *context, upw_error *error)
{
    const password_job *const job = context;
    const store_value values[] = { STORE_TEXT(job->account),
                                   STORE_TEXT(job->hash != NULL ? text_of(job->hash) : TEXT("")) };
    const audit_entry entry = { .at_ms = job->now_ms,
                                .actor = *job->actor,
                                .action = job->hash != NULL ? "password.set" : "password.remove",
                                .object = job->account };
    int64_t n_changed;
    if (!store_run(db, &passwords_statements[job->hash != NULL ? PASSWORD_SET : PASSWORD_REMOVE], values, &n_changed,
                   error))
        return false;
    if (n_changed == 0)
        return upw_fail(error, UPW_NOT_FOUND, "there is no such account, or it has no password");
    return web_session_end_all(db, job->account, error) && audit_append(db, &entry, error);
}

bool passwords_set(store_db *db, text account_id, text password, const workflow_actor *actor, int64_t now_ms,
                   upw_error *error)
{
    char hash[crypto_pwhash_STRBYTES];
    password_job job = { account_id, hash, actor, now_ms };
    return make_hash(password, hash, error) && store_transact(db, put, &job, error);
}

bool passwords_remove(store_db *db, text account_id, const workflow_actor *actor, int64_t now_ms, upw_error *error)
{
    password_job job = { account_id, NULL, actor, now_ms };
    return store_transact(db, put, &job, error);
}

/* ---- checking ---- */

static bool find_hash(store_db *db, text account_id, upw_arena *arena, const char **hash, bool *found, upw_error *error)
{
    store_rows row;
    const store_value values[] = { STORE_TEXT(account_id) };
    *hash = nobodys;
    if (!store_find(db, &passwords_statements[PASSWORD_FIND], values, &row, found, error))
        return false;
    *found = *found && store_text(&row, 0).len > 0;
    if (*found)
        *hash = store_copy(&row, 0, arena).at;
    return store_end(&row, error);
}

/* One that was made with other parameters is made anew, now that the password is at hand. */
static bool refresh(store_db *db, text account_id, text password, const char *hash, upw_error *error)
{
    char fresh[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str_needs_rehash(hash, PASSES, MEMORY_BYTES) == 0)
        return true;
    if (!make_hash(password, fresh, error))
        return false;
    const store_value values[] = { STORE_TEXT(account_id), STORE_TEXT(text_of(fresh)), STORE_TEXT(text_of(hash)) };
    return store_run(db, &passwords_statements[PASSWORD_REHASH], values, NULL, error);
}

bool passwords_check(store_db *db, text account_id, text password, bool *is_right, upw_error *error)
{
    upw_arena arena;
    const char *hash;
    bool found;
    memory_init_arena(&arena);
    bool is_done = find_hash(db, account_id, &arena, &hash, &found, error) && take_turn(error);
    if (is_done) {
        const bool is_same = crypto_pwhash_str_verify(hash, password.at, password.len) == 0;
        passwords_end_turn();
        *is_right = is_same && found;
        is_done = !*is_right || refresh(db, account_id, password, hash, error);
    }
    upw_arena_clear(&arena);
    return is_done;
}
