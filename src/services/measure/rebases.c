/* Rebases as the database has them. */
#include "services/measure/rebases.h"

#include "base/memory.h"
#include "services/measure/measure_internal.h"
#include "services/measure/series_internal.h"

enum { REBASES_OF, REBASE_FROM, REBASE_VERSION, REBASE_ADD, REBASE_END };

#define IS_OF "WHERE id = $1 AND indicator = $2 AND organisation = $3"

const store_statement rebases_statements[] = {
    [REBASES_OF] = { "rebases_of",
                     "SELECT id, period, reason, person, role, at_ms, ended_ms, ended_by, ended_reason, version "
                     "FROM rebase WHERE indicator = $1 AND organisation = $2 ORDER BY period, at_ms, id",
                     .takes = "tt", .gives = "titttiITTi" },
    [REBASE_FROM] = { "rebase_from",
                      "SELECT id FROM rebase WHERE indicator = $1 AND organisation = $2 AND period = $3 "
                      "AND ended_ms IS NULL",
                      .takes = "tti", .gives = "t" },
    [REBASE_VERSION] = { "rebase_version", "SELECT version FROM rebase " IS_OF, .takes = "ttt", .gives = "i" },
    [REBASE_ADD] = { "rebase_add",
                     "INSERT INTO rebase (id, indicator, organisation, period, reason, person, role, at_ms, version) "
                     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)",
                     .takes = "tttittti" },
    [REBASE_END] = { "rebase_end",
                     "UPDATE rebase SET ended_ms = $5, ended_by = $6, ended_reason = $7, version = version + 1 " IS_OF
                     " AND version = $4 AND ended_ms IS NULL",
                     .takes = "tttiitt" },
};
const size_t rebases_statements_count = sizeof rebases_statements / sizeof *rebases_statements;

bool rebases_list(store_db *db, measure_key key, upw_arena *arena, measure_rebases *out, upw_error *error)
{
    store_rows rows;
    store_value values[2];
    size_t capacity = 0;
    *out = (measure_rebases){ 0 };
    if (!store_query(db, &rebases_statements[REBASES_OF], series_write_key(key, values), &rows, error))
        return false;
    while (store_next(&rows)) {
        if (out->n == capacity) {
            measure_rebase *const larger =
                MEMORY_TAKE(arena, measure_rebase, capacity = capacity > 0 ? 2 * capacity : 8);
            for (size_t i = 0; i < out->n; i++)
                larger[i] = out->at[i];
            out->at = larger;
        }
        out->at[out->n++] = (measure_rebase){ .id = store_copy(&rows, 0, arena),
                                              .key = key,
                                              .from = { (int32_t)store_integer(&rows, 1) },
                                              .reason = store_copy(&rows, 2, arena),
                                              .person = store_copy(&rows, 3, arena),
                                              .role = store_copy(&rows, 4, arena),
                                              .at_ms = store_integer(&rows, 5),
                                              .is_ended = !store_is_null(&rows, 6),
                                              .ended_ms = store_integer(&rows, 6),
                                              .ended_by = store_copy(&rows, 7, arena),
                                              .ended_reason = store_copy(&rows, 8, arena),
                                              .version = store_integer(&rows, 9) };
    }
    return store_end(&rows, error);
}

typedef struct job {
    const measure_rebase *draft;
    const measure_deed *by;
    upw_arena *arena;
} job;

static bool record(store_db *db, const job *j, const char *action, text id, upw_error *error)
{
    const measure_rebase *const d = j->draft;
    buffer b;
    buffer_init(&b, 64);
    period_add(&b, d->from);
    const measure_note note = {
        .action = action,
        .object = measure_name_series(d->key.indicator, d->key.organisation, j->arena),
        .details = { { "rebase", id }, { "from", buffer_text(&b) } },
        .n_details = b.len > 0 ? 2 : 1,
    };
    const bool is_done = measure_record(db, j->by, &note, error);
    buffer_clear(&b);
    return is_done;
}

/* A figure of the series, not its first, and not the start of a stretch already. */
static bool check_place(store_db *db, const measure_rebase *d, upw_arena *arena, upw_error *error)
{
    measure_entries one;
    store_rows row;
    bool is_there;
    const store_value values[] = { STORE_TEXT(d->key.indicator), STORE_TEXT(d->key.organisation),
                                   STORE_INTEGER(d->from.code) };
    if (!series_must_have(db, d->key, d->from, error) ||
        !series_list(db, d->key.indicator, d->key.organisation, arena, &one, error))
        return false;
    if (one.n > 0 && one.at[0].first.code == d->from.code)
        return upw_fail(error, UPW_BAD_INPUT, "Limits start at the first period in any case: choose a later one");
    if (!store_find(db, &rebases_statements[REBASE_FROM], values, &row, &is_there, error) || !store_end(&row, error))
        return false;
    return !is_there || upw_fail(error, UPW_CONFLICT, "Limits start anew there already");
}

static bool agree(store_db *db, void *context, upw_error *error)
{
    const job *const j = context;
    const measure_rebase *const d = j->draft;
    const text id = measure_make_id(j->arena);
    const store_value values[] = { STORE_TEXT(id),
                                   STORE_TEXT(d->key.indicator),
                                   STORE_TEXT(d->key.organisation),
                                   STORE_INTEGER(d->from.code),
                                   STORE_TEXT(d->reason),
                                   STORE_TEXT(j->by->actor.person),
                                   STORE_TEXT(text_of(workflow_role_names[j->by->actor.role])),
                                   STORE_INTEGER(j->by->now_ms) };
    return check_place(db, d, j->arena, error) && store_run(db, &rebases_statements[REBASE_ADD], values, NULL, error) &&
           series_touch(db, d->key, false, error) && record(db, j, "rebase.agree", id, error);
}

static bool take_back(store_db *db, void *context, upw_error *error)
{
    const job *const j = context;
    const measure_rebase *const d = j->draft;
    const store_value values[] = {
        STORE_TEXT(d->id),          STORE_TEXT(d->key.indicator), STORE_TEXT(d->key.organisation),
        STORE_INTEGER(d->version),  STORE_INTEGER(j->by->now_ms), STORE_TEXT(j->by->actor.person),
        STORE_TEXT(d->ended_reason)
    };
    int64_t n_changed;
    if (!store_run(db, &rebases_statements[REBASE_END], values, &n_changed, error))
        return false;
    store_rows row;
    bool found = n_changed == 1;
    if (!found &&
        (!store_find(db, &rebases_statements[REBASE_VERSION], values, &row, &found, error) || !store_end(&row, error)))
        return false;
    return measure_check_one(n_changed, found, "decision", error) && series_touch(db, d->key, false, error) &&
           record(db, j, "rebase.take_back", d->id, error);
}

static bool check(text reason, const measure_deed *by, upw_error *error)
{
    const measure_words words = { "The reason", reason, REBASE_REASON_MIN, REBASE_REASON_MAX, true };
    if (by->actor.person.len == 0)
        return upw_fail(error, UPW_FORBIDDEN, "Limits are only started anew by somebody who gives a reason");
    return measure_check_words(&words, 1, error);
}

static bool run(store_db *db, const measure_rebase *draft, const measure_deed *by, store_work *work, upw_error *error)
{
    upw_arena arena;
    memory_init_arena(&arena);
    job j = { draft, by, &arena };
    const bool is_done = store_transact(db, work, &j, error);
    upw_arena_clear(&arena);
    return is_done;
}

bool rebases_agree(store_db *db, const measure_rebase *draft, const measure_deed *by, upw_error *error)
{
    return check(draft->reason, by, error) && run(db, draft, by, agree, error);
}

bool rebases_take_back(store_db *db, const measure_rebase *draft, const measure_deed *by, upw_error *error)
{
    return check(draft->ended_reason, by, error) && run(db, draft, by, take_back, error);
}
