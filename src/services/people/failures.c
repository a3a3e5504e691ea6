/* Failures to sign in, counted. */
#include "services/people/failures.h"

#include "base/buffer.h"
#include "workflow/audit.h"

enum { FAILURE_FIND, FAILURE_PUT, FAILURE_REMOVE, FAILURES_SWEEP };
enum { MINUTE_MS = 60 * 1000, WINDOW_MS = 15 * MINUTE_MS, LONGEST_MS = 15 * MINUTE_MS };

static const char own[] = "whom it is about is not kept, but a hash of it";

const store_statement failures_statements[] = {
    [FAILURE_FIND] = { "failure_find", "SELECT n, since_ms, waits_until_ms FROM sign_in_failure WHERE who = $1",
                       .takes = "t", .gives = "iii", .open = own },
    [FAILURE_PUT] = { "failure_put",
                      "INSERT INTO sign_in_failure (who, n, since_ms, waits_until_ms) VALUES ($1, $2, $3, $4) "
                      "ON CONFLICT (who) DO UPDATE SET n = excluded.n, since_ms = excluded.since_ms, "
                      "waits_until_ms = excluded.waits_until_ms",
                      .takes = "tiii", .open = own },
    [FAILURE_REMOVE] = { "failure_remove", "DELETE FROM sign_in_failure WHERE who = $1", .takes = "t", .open = own },
    [FAILURES_SWEEP] = { "failures_sweep", "DELETE FROM sign_in_failure WHERE since_ms < $1 AND waits_until_ms < $2",
                         .takes = "ii", .open = own },
};
const size_t failures_statements_count = sizeof failures_statements / sizeof *failures_statements;

static const struct {
    const char *name;
    int64_t most;       /* failures in the window before one waits */
    int64_t first_ms;   /* how long, and twice as long with each failure more */
    const char *action; /* in the audit trail; NULL: another kind is noted with it */
} rules[FAILURE_KIND_COUNT] = {
    [FAILURE_PASSWORD] = { "password", 10, MINUTE_MS, "session.refuse" },
    [FAILURE_NETWORK] = { "network", 50, MINUTE_MS, NULL },
    [FAILURE_SECOND_FACTOR] = { "second factor", 5, LONGEST_MS, "second_factor.refuse" },
};

typedef struct counted {
    int64_t n, since_ms, waits_until_ms;
} counted;

static void name_it(failure_of of, char hex[KEYS_HASH_HEX + 1])
{
    buffer whole;
    buffer_init(&whole, 2000);
    buffer_add_format(&whole, "%s %.*s", rules[of.kind].name, TEXT_ARGS(of.who));
    keys_hash(of.k, KEY_COUNTERS, buffer_text(&whole), hex);
    buffer_clear(&whole);
}

static bool find(store_db *db, const char *who, counted *out, upw_error *error)
{
    store_rows row;
    bool found;
    const store_value values[] = { STORE_TEXT(text_of(who)) };
    *out = (counted){ 0 };
    if (!store_find(db, &failures_statements[FAILURE_FIND], values, &row, &found, error))
        return false;
    if (found)
        *out = (counted){ store_integer(&row, 0), store_integer(&row, 1), store_integer(&row, 2) };
    return store_end(&row, error);
}

bool failures_may_try(store_db *db, failure_of of, int64_t now_ms, bool *may, upw_error *error)
{
    char who[KEYS_HASH_HEX + 1];
    counted there;
    name_it(of, who);
    if (!find(db, who, &there, error))
        return false;
    /* nobody waits longer than the longest: the clock has been set back since */
    *may = now_ms >= there.waits_until_ms || there.waits_until_ms > now_ms + LONGEST_MS;
    return true;
}

static int64_t wait_after(failure_kind kind, int64_t n)
{
    int64_t ms = rules[kind].first_ms;
    for (int64_t i = rules[kind].most; i < n && ms < LONGEST_MS; i++)
        ms *= 2;
    return ms < LONGEST_MS ? ms : LONGEST_MS;
}

typedef struct note_job {
    failure_kind kind;
    text account; /* empty: what was typed may be none, and is not recorded */
    const char *who;
    int64_t now_ms;
} note_job;

/* What failed, never in whose name: who types an address need not be who it belongs to. A second factor is somebody's
 * who has shown that the account is theirs. */
static bool record(store_db *db, const note_job *job, upw_error *error)
{
    const audit_entry entry = {
        .at_ms = job->now_ms,
        .actor = { job->account, job->account.len > 0 ? ROLE_MEMBER : ROLE_SYSTEM, TEXT("") },
        .action = rules[job->kind].action,
        .object = job->account,
    };
    return entry.action == NULL || audit_append(db, &entry, error);
}

static bool note(store_db *db, void *context, upw_error *error)
{
    const note_job *const job = context;
    counted there;
    if (!find(db, job->who, &there, error))
        return false;
    const bool has_waited = there.n >= rules[job->kind].most;
    if (there.n == 0 || there.since_ms > job->now_ms ||
        job->now_ms >= (has_waited ? there.waits_until_ms : there.since_ms) + WINDOW_MS)
        there = (counted){ .since_ms = job->now_ms };
    there.n++;
    if (there.n >= rules[job->kind].most)
        there.waits_until_ms = job->now_ms + wait_after(job->kind, there.n);
    const store_value values[] = { STORE_TEXT(text_of(job->who)), STORE_INTEGER(there.n), STORE_INTEGER(there.since_ms),
                                   STORE_INTEGER(there.waits_until_ms) };
    return store_run(db, &failures_statements[FAILURE_PUT], values, NULL, error) && record(db, job, error);
}

bool failures_note(store_db *db, failure_of of, int64_t now_ms, upw_error *error)
{
    char who[KEYS_HASH_HEX + 1];
    name_it(of, who);
    note_job job = { of.kind, of.kind == FAILURE_SECOND_FACTOR ? of.who : TEXT(""), who, now_ms };
    return store_transact(db, note, &job, error);
}

bool failures_forget(store_db *db, failure_of of, upw_error *error)
{
    char who[KEYS_HASH_HEX + 1];
    name_it(of, who);
    const store_value values[] = { STORE_TEXT(text_of(who)) };
    return store_run(db, &failures_statements[FAILURE_REMOVE], values, NULL, error);
}

bool failures_sweep(store_db *db, int64_t now_ms, upw_error *error)
{
    const store_value values[] = { STORE_INTEGER(now_ms - WINDOW_MS - LONGEST_MS), STORE_INTEGER(now_ms) };
    return store_run(db, &failures_statements[FAILURES_SWEEP], values, NULL, error);
}
