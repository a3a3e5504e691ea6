/* Who is told that their account closes, and which accounts do. */
#include "services/people/unused.h"

#include "base/civil.h"
#include "base/memory.h"
#include "services/people/accounts.h"
#include "services/site.h"
#include "workflow/outbox.h"

enum { UNUSED_LIST, UNUSED_SET, UNUSED_DUE, SOME = 100 };

static const char all[] = "what is not used ends the same way for everybody";

const store_statement unused_statements[] = {
    [UNUSED_LIST] = { "unused_list",
                      "SELECT id, last_day, created_ms FROM account WHERE closed_ms IS NULL AND is_demonstration = 0 "
                      "AND closes_day = '' AND last_day <= $1 AND (last_day <> '' OR created_ms <= $2) "
                      "ORDER BY last_day, id LIMIT 100",
                      .takes = "ti", .gives = "tti", .open = all },
    [UNUSED_SET] = { "unused_set",
                     "UPDATE account SET closes_day = $2 WHERE id = $1 AND last_day = $3 AND closes_day = '' AND "
                     "closed_ms IS NULL",
                     .takes = "ttt", .open = all },
    [UNUSED_DUE] = { "unused_due",
                     "SELECT id, last_day, created_ms FROM account WHERE closes_day <> '' AND closes_day <= $1 AND "
                     "closed_ms IS NULL ORDER BY closes_day, id LIMIT 100",
                     .takes = "t", .gives = "tti", .open = all },
};
const size_t unused_statements_count = sizeof unused_statements / sizeof *unused_statements;

typedef struct unused_account {
    text id, last_day;
    int32_t since; /* the day since when it is unused */
} unused_account;

typedef struct unused_list {
    unused_account at[SOME];
    size_t n;
} unused_list;

static bool list(store_db *db, size_t statement, const store_value *values, upw_arena *arena, unused_list *out,
                 upw_error *error)
{
    store_rows rows;
    out->n = 0;
    if (!store_query(db, &unused_statements[statement], values, &rows, error))
        return false;
    while (out->n < SOME && store_next(&rows)) {
        unused_account *const u = &out->at[out->n++];
        *u = (unused_account){ .id = store_copy(&rows, 0, arena), .last_day = store_copy(&rows, 1, arena) };
        if (!civil_read_day(u->last_day, &u->since)) /* never signed in */
            u->since = civil_day_of(store_integer(&rows, 2));
    }
    return store_end(&rows, error);
}

/* Somebody must be able to look after the site. */
static bool is_last_administrator(store_db *db, text id, upw_arena *arena, bool *is_last, upw_error *error)
{
    workflow_seat *seats;
    size_t n, n_admins;
    *is_last = false;
    if (!seats_list(db, id, arena, &seats, &n, error) || !seats_count(db, ROLE_ADMIN, &n_admins, error))
        return false;
    for (size_t i = 0; i < n; i++)
        *is_last |= seats[i].role == ROLE_ADMIN && n_admins == 1;
    return true;
}

/* ---- the letter ---- */

typedef struct tell_job {
    const unused_account *u;
    const char *origin;
    int64_t now_ms;
    upw_arena *arena;
} tell_job;

static text write_day(int32_t day, upw_arena *arena)
{
    buffer out;
    buffer_init(&out, 100);
    civil_add_day_for_people(&out, day);
    const text copy = memory_copy_text(arena, buffer_text(&out));
    buffer_clear(&out);
    return copy;
}

static bool add_letter(store_db *db, const tell_job *job, const account *who, int32_t closes, upw_error *error)
{
    const text day = write_day(closes, job->arena), since = write_day(job->u->since, job->arena);
    const outbox_word words[] = { { "date", day } };
    const text use = who->last_day.len > 0
                         ? memory_format(job->arena, "You last signed in to Upward on %.*s.", TEXT_ARGS(since))
                         : memory_format(job->arena,
                                         "You have had an account of Upward since %.*s, and have not "
                                         "signed in yet.",
                                         TEXT_ARGS(since));
    const outbox_letter letter = {
        .key = memory_format(job->arena, "S03 %.*s %.*s", TEXT_ARGS(who->id), TEXT_ARGS(day)),
        .email = EMAIL_S03,
        .address = who->email,
        .subject = outbox_make_subject(EMAIL_S03, words, 1, job->arena),
        .body =
            memory_format(job->arena,
                          "Dear %.*s\n\n%.*s An account that nobody uses is closed after a year: yours will close on "
                          "%.*s. Your name and address are removed then, and your roles end.\n\n"
                          "To keep it, sign in once before that day:\n%s/sign-in\n\n"
                          "If you do not need it any more, do nothing.\n",
                          TEXT_ARGS(who->name), TEXT_ARGS(use), TEXT_ARGS(day), job->origin),
    };
    return outbox_add(db, &letter, job->now_ms, error);
}

static bool tell_one(store_db *db, void *context, upw_error *error)
{
    const tell_job *const job = context;
    const int32_t today = civil_day_of(job->now_ms), year = civil_add_months(job->u->since, UNUSED_CLOSED_MONTHS);
    const int32_t closes = year > today + UNUSED_NOTICE_DAYS ? year : today + UNUSED_NOTICE_DAYS;
    char day[CIVIL_DAY_LEN + 1];
    account who = { 0 };
    bool found;
    int64_t n_set = 0;
    civil_write_day(closes, day);
    const store_value values[] = { STORE_TEXT(job->u->id), STORE_TEXT(text_of(day)), STORE_TEXT(job->u->last_day) };
    const audit_entry entry = { .at_ms = job->now_ms,
                                .actor = { .role = ROLE_SYSTEM },
                                .action = "account.tell_unused",
                                .object = job->u->id,
                                .details = { { "closes", text_of(day) } },
                                .n_details = 1 };
    if (!accounts_find(db, job->u->id, job->arena, &who, &found, error) ||
        !store_run(db, &unused_statements[UNUSED_SET], values, &n_set, error))
        return false;
    return n_set == 0 /* signed in a moment ago, or another server was quicker */ ||
           (add_letter(db, job, &who, closes, error) && audit_append(db, &entry, error));
}

bool unused_tell(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    const services *const s = w->application;
    const int32_t limit = civil_add_months(civil_day_of(now_ms), -UNUSED_TOLD_MONTHS);
    char day[CIVIL_DAY_LEN + 1];
    civil_write_day(limit, day);
    unused_list *const some = MEMORY_TAKE(arena, unused_list, 1);
    const store_value values[] = { STORE_TEXT(text_of(day)), STORE_INTEGER((int64_t)(limit + 1) * 86400000 - 1) };
    if (!list(db, UNUSED_LIST, values, arena, some, error))
        return false;
    for (size_t i = 0; i < some->n; i++) {
        tell_job job = { &some->at[i], s->site->web.origin, now_ms, arena };
        bool is_last;
        if (!is_last_administrator(db, some->at[i].id, arena, &is_last, error) ||
            (!is_last && !store_transact(db, tell_one, &job, error)))
            return false;
    }
    return true;
}

/* ---- the end ---- */

static bool close_one(store_db *db, const unused_account *u, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    const workflow_actor system = { .role = ROLE_SYSTEM };
    account who = { 0 };
    bool found, is_last;
    upw_error why = { 0 };
    if (!accounts_find(db, u->id, arena, &who, &found, error) ||
        !is_last_administrator(db, u->id, arena, &is_last, error))
        return false;
    if (is_last || accounts_close(db, u->id, who.version, &system, now_ms, &why) || why.code == UPW_CONFLICT)
        return true; /* somebody was quicker: all the better */
    return upw_fail(error, why.code, "%s", why.message);
}

bool unused_close(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    char day[CIVIL_DAY_LEN + 1];
    (void)w;
    civil_write_day(civil_day_of(now_ms), day);
    unused_list *const some = MEMORY_TAKE(arena, unused_list, 1);
    const store_value values[] = { STORE_TEXT(text_of(day)) };
    if (!list(db, UNUSED_DUE, values, arena, some, error))
        return false;
    for (size_t i = 0; i < some->n; i++)
        if (!close_one(db, &some->at[i], now_ms, arena, error))
            return false;
    return true;
}
