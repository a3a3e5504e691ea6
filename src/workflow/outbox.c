/* Letters as rows: written with what they tell of, taken by a sender, tried again with growing pauses. */
#include "workflow/outbox.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/base32.h"
#include "base/civil.h"
#include "base/memory.h"

enum {
    OUTBOX_INSERT,
    OUTBOX_NEXT,
    OUTBOX_DUE_FOR,
    OUTBOX_LEASE,
    OUTBOX_SENT,
    OUTBOX_RETRY,
    OUTBOX_FAILED_OF,
    OUTBOX_WITHDRAW,
    OUTBOX_FORGET
};

const store_statement outbox_statements[] = {
    [OUTBOX_INSERT] = { "outbox_insert",
                        "INSERT INTO outbox (id, letter_key, email, address, subject, body, may_wait, state, tries, "
                        "due_ms, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10) "
                        "ON CONFLICT (letter_key) DO NOTHING",
                        .takes = "ttttttitii", .open = "a letter belongs to an address; only the sender reads it" },
    [OUTBOX_NEXT] = { "outbox_next",
                      "SELECT address, may_wait, id FROM outbox WHERE state = 'queued' AND due_ms <= $1 "
                      "ORDER BY due_ms, id LIMIT 1",
                      .takes = "i", .gives = "tit", .open = "the sender serves everybody" },
    [OUTBOX_DUE_FOR] = { "outbox_due_for",
                         "SELECT id, subject, body, tries FROM outbox WHERE id IN (SELECT id FROM outbox WHERE "
                         "address = $3 AND state = 'queued' AND due_ms <= $1 AND may_wait = 1 AND $2 = 1 "
                         "UNION ALL SELECT $4) ORDER BY created_ms, id LIMIT 50",
                         .takes = "iitt", .gives = "ttti", .open = "the sender serves everybody" },
    [OUTBOX_LEASE] = { "outbox_lease",
                       "UPDATE outbox SET due_ms = $2, tries = tries + 1 WHERE id = $1 AND state = 'queued' AND "
                       "due_ms <= $3",
                       .takes = "tii", .open = "the sender serves everybody" },
    [OUTBOX_SENT] = { "outbox_sent",
                      "UPDATE outbox SET state = 'sent', settled_ms = $2, body = '', address = CASE WHEN email = 'A06' "
                      "THEN '' "
                      "ELSE address END WHERE id = $1 AND state = 'queued'",
                      .takes = "ti", .open = "the sender serves everybody" },
    [OUTBOX_RETRY] = { "outbox_retry",
                       "UPDATE outbox SET due_ms = $2, state = $3, settled_ms = $4, "
                       "body = CASE WHEN $3 = 'failed' THEN '' ELSE body END, address = CASE WHEN email = 'A06' AND "
                       "$3 = 'failed' THEN '' ELSE address END WHERE id = $1 AND state = 'queued'",
                       .takes = "titI", .open = "the sender serves everybody" },
    [OUTBOX_FAILED_OF] = { "outbox_failed_of",
                           "SELECT letter_key FROM outbox WHERE state = 'failed' AND email = $1 ORDER BY id",
                           .takes = "t", .gives = "t", .open = "a duty looks for whom letters did not reach" },
    [OUTBOX_WITHDRAW] = { "outbox_withdraw",
                          "UPDATE outbox SET state = 'suppressed', body = '', address = '' WHERE state = 'queued' AND "
                          "email = $1 AND substr(letter_key, 1, length($2)) = $2",
                          .takes = "tt", .open = "what the letters are about is over, for everybody" },
    [OUTBOX_FORGET] = { "outbox_forget", "DELETE FROM outbox WHERE created_ms < $1", .takes = "i",
                        .open = "retention is the same for everybody" },
};
const size_t outbox_statements_count = sizeof outbox_statements / sizeof *outbox_statements;

enum { DIGEST_MINUTE = 7 * 60, MINUTE_MS = 60000 };
static const int64_t day_ms = INT64_C(86400000);

/* When a letter that may wait goes: at the next seven o'clock. */
static int64_t next_digest(int64_t now_ms)
{
    const civil_time now = civil_from_instant(now_ms);
    const int64_t minutes = now.hour * 60 + now.minute;
    const int64_t wait = DIGEST_MINUTE - minutes + (minutes >= DIGEST_MINUTE ? 24 * 60 : 0);
    return now_ms + wait * MINUTE_MS;
}

bool outbox_add(store_db *db, const outbox_letter *letter, int64_t now_ms, upw_error *error)
{
    assert(letter->body.len <= OUTBOX_BODY_MAX);
    uint8_t random[BASE32_ID_BYTES];
    char id[BASE32_ID_LEN + 1];
    randombytes_buf(random, sizeof random);
    base32_write(random, sizeof random, id);
    const bool is_suppressed = letter->address.len == 0;
    const store_value values[] = { STORE_TEXT(text_of(id)),
                                   STORE_TEXT(letter->key),
                                   STORE_TEXT(text_of(workflow_emails[letter->email].id)),
                                   STORE_TEXT(letter->address),
                                   STORE_TEXT(letter->subject),
                                   STORE_TEXT(letter->body),
                                   STORE_INTEGER(letter->may_wait),
                                   STORE_TEXT(is_suppressed ? TEXT("suppressed") : TEXT("queued")),
                                   STORE_INTEGER(letter->may_wait ? next_digest(now_ms) : now_ms),
                                   STORE_INTEGER(now_ms) };
    return store_run(db, &outbox_statements[OUTBOX_INSERT], values, NULL, error);
}

static text find_word(text name, const outbox_word *words, size_t n_words)
{
    for (size_t i = 0; i < n_words; i++)
        if (text_equal(name, text_of(words[i].name)))
            return words[i].value;
    abort(); /* a word of the subject is not given: a fault of the program */
}

text outbox_make_subject(workflow_email email, const outbox_word *words, size_t n_words, upw_arena *arena)
{
    text rest = text_of(workflow_emails[email].subject);
    buffer out;
    buffer_init(&out, 1000);
    while (rest.len > 0) {
        buffer_add(&out, text_take_until(&rest, '['));
        if (rest.len > 0)
            buffer_add(&out, find_word(text_take_until(&rest, ']'), words, n_words));
    }
    const text subject = memory_copy_text(arena, buffer_text(&out));
    buffer_clear(&out);
    return subject;
}

static bool find_next(store_db *db, int64_t now_ms, upw_arena *arena, text *address, bool *may_wait, text *id,
                      bool *found, upw_error *error)
{
    store_rows row;
    const store_value values[] = { STORE_INTEGER(now_ms) };
    if (!store_find(db, &outbox_statements[OUTBOX_NEXT], values, &row, found, error))
        return false;
    if (*found) {
        *address = store_copy(&row, 0, arena);
        *may_wait = store_integer(&row, 1) != 0;
        *id = store_copy(&row, 2, arena);
    }
    return store_end(&row, error);
}

static bool read_due(store_db *db, int64_t now_ms, bool may_wait, text id, upw_arena *arena, outbox_due *due,
                     upw_error *error)
{
    const store_value values[] = { STORE_INTEGER(now_ms), STORE_INTEGER(may_wait), STORE_TEXT(due->address),
                                   STORE_TEXT(id) };
    store_rows rows;
    if (!store_query(db, &outbox_statements[OUTBOX_DUE_FOR], values, &rows, error))
        return false;
    due->ids = MEMORY_TAKE(arena, text, OUTBOX_TOGETHER_MAX);
    due->subjects = MEMORY_TAKE(arena, text, OUTBOX_TOGETHER_MAX);
    due->bodies = MEMORY_TAKE(arena, text, OUTBOX_TOGETHER_MAX);
    due->n = 0;
    while (due->n < OUTBOX_TOGETHER_MAX && store_next(&rows)) {
        due->ids[due->n] = store_copy(&rows, 0, arena);
        due->subjects[due->n] = store_copy(&rows, 1, arena);
        due->bodies[due->n] = store_copy(&rows, 2, arena);
        due->tries = store_integer(&rows, 3);
        due->n++;
    }
    return store_end(&rows, error);
}

typedef struct take_job {
    int64_t now_ms;
    upw_arena *arena;
    outbox_due *due;
    bool *found;
} take_job;

/* Letters that another sender has taken meanwhile drop out. */
static bool take(store_db *db, void *context, upw_error *error)
{
    const take_job *const job = context;
    outbox_due *const due = job->due;
    bool may_wait = false;
    text id = { 0 };
    *due = (outbox_due){ 0 };
    if (!find_next(db, job->now_ms, job->arena, &due->address, &may_wait, &id, job->found, error))
        return false;
    if (!*job->found)
        return true;
    if (!read_due(db, job->now_ms, may_wait, id, job->arena, due, error))
        return false;
    size_t n_taken = 0;
    for (size_t i = 0; i < due->n; i++) {
        const store_value values[] = { STORE_TEXT(due->ids[i]), STORE_INTEGER(job->now_ms + OUTBOX_LEASE_MS),
                                       STORE_INTEGER(job->now_ms) };
        int64_t n_changed;
        if (!store_run(db, &outbox_statements[OUTBOX_LEASE], values, &n_changed, error))
            return false;
        if (n_changed == 1) {
            due->ids[n_taken] = due->ids[i];
            due->subjects[n_taken] = due->subjects[i];
            due->bodies[n_taken] = due->bodies[i];
            n_taken++;
        }
    }
    due->n = n_taken;
    return true;
}

bool outbox_take(store_db *db, int64_t now_ms, upw_arena *arena, outbox_due *due, bool *found, upw_error *error)
{
    take_job job = { now_ms, arena, due, found };
    return store_transact(db, take, &job, error);
}

/* 1, 2, 4 … minutes, at most eight hours: twelve tries in about two days. */
static int64_t pause_after(int64_t tries)
{
    const int64_t minutes = tries < 9 ? INT64_C(1) << tries : 480;
    return minutes * MINUTE_MS;
}

typedef struct settle_job {
    const outbox_due *due;
    bool is_sent;
    int64_t now_ms;
} settle_job;

static bool settle(store_db *db, void *context, upw_error *error)
{
    const settle_job *const job = context;
    const bool is_last = job->due->tries + 1 >= OUTBOX_TRIES_MAX;
    for (size_t i = 0; i < job->due->n; i++) {
        const store_value sent[] = { STORE_TEXT(job->due->ids[i]), STORE_INTEGER(job->now_ms) };
        const store_value retry[] = { STORE_TEXT(job->due->ids[i]),
                                      STORE_INTEGER(job->now_ms + pause_after(job->due->tries)),
                                      STORE_TEXT(is_last ? TEXT("failed") : TEXT("queued")),
                                      is_last ? STORE_INTEGER(job->now_ms) : STORE_NULL };
        if (!store_run(db, &outbox_statements[job->is_sent ? OUTBOX_SENT : OUTBOX_RETRY], job->is_sent ? sent : retry,
                       NULL, error))
            return false;
    }
    return true;
}

bool outbox_settle(store_db *db, const outbox_due *due, bool is_sent, int64_t now_ms, upw_error *error)
{
    settle_job job = { due, is_sent, now_ms };
    return store_transact(db, settle, &job, error);
}

bool outbox_list_failed(store_db *db, workflow_email email, upw_arena *arena, text **keys, size_t *n, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(text_of(workflow_emails[email].id)) };
    store_rows rows;
    size_t room = 0;
    *keys = NULL;
    *n = 0;
    if (!store_query(db, &outbox_statements[OUTBOX_FAILED_OF], values, &rows, error))
        return false;
    while (store_next(&rows)) {
        if (*n == room) {
            text *const larger = MEMORY_TAKE(arena, text, room = room > 0 ? 2 * room : 64);
            for (size_t i = 0; i < *n; i++)
                larger[i] = (*keys)[i];
            *keys = larger;
        }
        (*keys)[(*n)++] = store_copy(&rows, 0, arena);
    }
    return store_end(&rows, error);
}

bool outbox_withdraw(store_db *db, workflow_email email, text key_start, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(text_of(workflow_emails[email].id)), STORE_TEXT(key_start) };
    return store_run(db, &outbox_statements[OUTBOX_WITHDRAW], values, NULL, error);
}

bool outbox_forget_old(store_db *db, int64_t now_ms, upw_error *error)
{
    const store_value values[] = { STORE_INTEGER(now_ms - OUTBOX_DAYS * day_ms) };
    return store_run(db, &outbox_statements[OUTBOX_FORGET], values, NULL, error);
}
