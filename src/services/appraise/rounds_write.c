/* Setting up a round. */
#include "services/appraise/rounds_write.h"

#include <sodium.h>
#include <string.h>

#include "base/civil.h"
#include "base/memory.h"
#include "services/appraise/questionnaire_write.h"

enum { ROUND_ADD, ROUND_CHANGE, ROUND_ASK_CANCEL, ROUND_PUT_KEYS, ROUND_EXTEND };

const store_statement rounds_write_statements[] = {
    [ROUND_ADD] = { "round_add",
                    "INSERT INTO appraisal_round (year, title, board, board_label, office_label, body_label, opens_on, "
                    "publish_on, individual_days, return_days, reply_working_days, min_people, regime, questionnaire, "
                    "version, shares, extra_days, extra_reason, cancel_reason, cancelled_by, public_key, secret_key) "
                    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, '', '', '', '', "
                    "'')",
                    .takes = "ttttttttiiiittit" },
    [ROUND_CHANGE] = { "round_change",
                       "UPDATE appraisal_round SET title = $2, board = $3, board_label = $4, office_label = $5, "
                       "body_label = $6, opens_on = $7, publish_on = $8, individual_days = $9, return_days = $10, "
                       "reply_working_days = $11, min_people = $12, regime = $13, questionnaire = $14, "
                       "shares = $16, version = version + 1 WHERE year = $1 AND version = $15 AND public_key = ''",
                       .takes = "ttttttttiiiittit" },
    [ROUND_ASK_CANCEL] = { "round_ask_cancel",
                           "UPDATE appraisal_round SET cancel_reason = $2, cancelled_by = $3, version = version + 1 "
                           "WHERE year = $1 AND version = $4",
                           .takes = "ttti" },
    [ROUND_PUT_KEYS] = { "round_put_keys",
                         "UPDATE appraisal_round SET public_key = $2, secret_key = $3, version = version + 1 "
                         "WHERE year = $1 AND public_key = ''",
                         .takes = "ttt" },
    [ROUND_EXTEND] = { "round_extend",
                       "UPDATE appraisal_round SET extra_days = $2, extra_reason = $3, version = version + 1 "
                       "WHERE year = $1 AND extra_days = 0",
                       .takes = "tit" },
};
const size_t rounds_write_statements_count = sizeof rounds_write_statements / sizeof *rounds_write_statements;

bool appraise_record(store_db *db, const appraise_deed *by, const char *action, text object,
                     const audit_detail *details, size_t n_details, upw_error *error)
{
    audit_entry entry = { .at_ms = by->now_ms,
                          .actor = by->actor,
                          .action = action,
                          .object = object,
                          .request = by->request,
                          .n_details = n_details };
    for (size_t i = 0; i < n_details; i++)
        entry.details[i] = details[i];
    return audit_append(db, &entry, error);
}

/* ---- what may be set ---- */

static bool is_year(text year)
{
    bool is = year.len == ROUND_YEAR_LEN && (year.at[0] == '1' || year.at[0] == '2');
    for (size_t i = 0; is && i < year.len; i++)
        is = year.at[i] >= '0' && year.at[i] <= '9';
    return is;
}

static bool is_within(int64_t n, int64_t least, int64_t most)
{
    return n >= least && n <= most;
}

static bool is_early(const appraise_round *r)
{
    return civil_add_working_days(round_last_return_day(r), ROUND_WORKING_DAYS_LEFT) > r->publish_on;
}

bool rounds_find_fault(const appraise_round *r, int32_t today, round_fault *fault)
{
    enum { REPLY_DAYS_MAX = 30 };
    const struct {
        bool is_wrong;
        round_fault fault;
    } rules[] = {
        { !is_year(r->year), { "year", MESSAGE_ROUND_YEAR } },
        { text_trim(r->title).len == 0, { "title", MESSAGE_E023 } },
        { text_trim(r->board_label).len == 0, { "board_label", MESSAGE_ENTER_BOARD_LABEL } },
        { text_trim(r->office_label).len == 0, { "office_label", MESSAGE_ENTER_OFFICE_LABEL } },
        { text_trim(r->body_label).len == 0, { "body_label", MESSAGE_ENTER_BODY_LABEL } },
        { today != INT32_MIN && r->opens_on < today + ROUND_NOTICE_DAYS, { "opens_on", MESSAGE_E025 } },
        { !is_within(r->individual_days, 14, 56), { "individual_days", MESSAGE_E026 } },
        { !is_within(r->return_days, 14, 84), { "return_days", MESSAGE_E027 } },
        { !is_within(r->reply_working_days, 1, REPLY_DAYS_MAX), { "reply_working_days", MESSAGE_REPLY_DAYS } },
        { !civil_is_working_day(r->publish_on), { "publish_on", MESSAGE_E028 } },
        { is_early(r), { "publish_on", MESSAGE_E029 } },
        { r->min_people < ROUND_PEOPLE_LEAST, { "min_people", MESSAGE_E030 } },
        { r->min_people > 30, { "min_people", MESSAGE_E031 } },
        /* product.md, section 6.8: by law final figures are for listed people, in the last 24 hours alone */
        { r->is_official && !r->shares_draft, { "shares", MESSAGE_OFFICIAL_DRAFT } },
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (rules[i].is_wrong) {
            *fault = rules[i].fault;
            return true;
        }
    return false;
}

static bool check(const appraise_round *r, const appraise_deed *by, upw_error *error)
{
    round_fault fault;
    return !rounds_find_fault(r, civil_day_of(by->now_ms), &fault) ||
           upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(fault.message));
}

/* ---- drafts ---- */

typedef struct draft_job {
    const appraise_round *draft;
    const appraise_deed *by;
    upw_arena *arena;
} draft_job;

enum { DRAFT_VALUES = 16 };

static void write_values(const appraise_round *r, int64_t version, upw_arena *arena, store_value out[DRAFT_VALUES])
{
    char *const opens = MEMORY_TAKE(arena, char, CIVIL_DAY_LEN + 1);
    char *const publishes = MEMORY_TAKE(arena, char, CIVIL_DAY_LEN + 1);
    civil_write_day(r->opens_on, opens);
    civil_write_day(r->publish_on, publishes);
    const store_value values[DRAFT_VALUES] = {
        STORE_TEXT(r->year),
        STORE_TEXT(r->title),
        STORE_TEXT(r->board),
        STORE_TEXT(r->board_label),
        STORE_TEXT(r->office_label),
        STORE_TEXT(r->body_label),
        STORE_TEXT(text_of(opens)),
        STORE_TEXT(text_of(publishes)),
        STORE_INTEGER(r->individual_days),
        STORE_INTEGER(r->return_days),
        STORE_INTEGER(r->reply_working_days),
        STORE_INTEGER(r->min_people),
        STORE_TEXT(r->is_official ? TEXT("official") : TEXT("voluntary")),
        STORE_TEXT(r->questionnaire),
        STORE_INTEGER(version),
        STORE_TEXT(r->shares_draft ? TEXT("draft") : TEXT("final")),
    };
    memcpy(out, values, sizeof values);
}

static bool create(store_db *db, void *context, upw_error *error)
{
    const draft_job *const job = context;
    const appraise_round *const draft = job->draft;
    appraise_round r;
    appraise_rounds all;
    store_value values[DRAFT_VALUES];
    bool found;
    if (!rounds_find(db, draft->year, job->arena, &r, &found, error))
        return false;
    if (found)
        return upw_fail(error, UPW_CONFLICT, "There is a round for %.*s already", TEXT_ARGS(draft->year));
    if (!rounds_list(db, job->arena, &all, error))
        return false;
    r = *draft;
    r.questionnaire = draft->year;
    write_values(&r, 1, job->arena, values);
    const audit_detail details[] = { { "opens_on", values[6].text }, { "publish_on", values[7].text } };
    return questionnaire_begin(db, r.questionnaire, all.n > 0 ? all.at[0].questionnaire : TEXT(""), error) &&
           store_run(db, &rounds_write_statements[ROUND_ADD], values, NULL, error) &&
           workflow_begin(db, MACHINE_ROUND, r.year, TEXT(""), &job->by->actor, job->by->now_ms, error) &&
           appraise_record(db, job->by, "round.set", r.year, details, 2, error);
}

static bool change(store_db *db, void *context, upw_error *error)
{
    const draft_job *const job = context;
    const appraise_round *const draft = job->draft;
    appraise_round there, r = *draft;
    store_value values[DRAFT_VALUES];
    bool found;
    int64_t n_changed;
    if (!rounds_find(db, draft->year, job->arena, &there, &found, error))
        return false;
    if (!found)
        return upw_fail(error, UPW_NOT_FOUND, "there is no such round");
    if (there.life.state != STATE_ROUND_DRAFT)
        return upw_fail(error, UPW_FORBIDDEN, "The round is announced: its dates and limits do not change any more");
    r.questionnaire = there.questionnaire;
    write_values(&r, draft->version, job->arena, values);
    if (!store_run(db, &rounds_write_statements[ROUND_CHANGE], values, &n_changed, error))
        return false;
    if (n_changed != 1)
        return upw_fail(error, UPW_CONFLICT, "Somebody else has changed the round meanwhile");
    const audit_detail details[] = { { "opens_on", values[6].text }, { "publish_on", values[7].text } };
    return appraise_record(db, job->by, "round.set", r.year, details, 2, error);
}

static bool run(store_db *db, store_work *work, const appraise_round *draft, const appraise_deed *by, upw_error *error)
{
    upw_arena arena;
    if (!check(draft, by, error))
        return false;
    memory_init_arena(&arena);
    draft_job job = { draft, by, &arena };
    const bool is_done = store_transact(db, work, &job, error);
    upw_arena_clear(&arena);
    return is_done;
}

bool rounds_create(store_db *db, const appraise_round *draft, const appraise_deed *by, upw_error *error)
{
    return run(db, create, draft, by, error);
}

bool rounds_change(store_db *db, const appraise_round *draft, const appraise_deed *by, upw_error *error)
{
    return run(db, change, draft, by, error);
}

/* ---- what moves write ---- */

typedef struct cancel_job {
    const appraise_round *r;
    text reason;
    const appraise_deed *by;
} cancel_job;

static bool ask_to_cancel(store_db *db, void *context, upw_error *error)
{
    const cancel_job *const job = context;
    const store_value values[] = { STORE_TEXT(job->r->year), STORE_TEXT(job->reason), STORE_TEXT(job->by->actor.person),
                                   STORE_INTEGER(job->r->version) };
    int64_t n_changed;
    if (!store_run(db, &rounds_write_statements[ROUND_ASK_CANCEL], values, &n_changed, error))
        return false;
    return n_changed == 1 ? appraise_record(db, job->by, "round.ask_to_cancel", job->r->year, NULL, 0, error)
                          : upw_fail(error, UPW_CONFLICT, "Somebody else has changed the round meanwhile");
}

bool rounds_ask_to_cancel(store_db *db, const appraise_round *r, text reason, const appraise_deed *by, upw_error *error)
{
    cancel_job job = { r, reason, by };
    if (!workflow_offers(&r->life, EVENT_ROUND_CANCEL, ROLE_COALITION))
        return upw_fail(error, UPW_FORBIDDEN, "People have answered: this round can no longer be cancelled");
    return store_transact(db, ask_to_cancel, &job, error);
}

bool rounds_put_extension(store_db *db, text year, int64_t days, text reason, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_INTEGER(days), STORE_TEXT(reason) };
    int64_t n_changed;
    return store_run(db, &rounds_write_statements[ROUND_EXTEND], values, &n_changed, error) &&
           (n_changed == 1 || upw_fail(error, UPW_CONFLICT, "The window was extended before"));
}

/* ---- keys ---- */

enum { HEX_MAX = 2 * 256 + 1 };

static text hex_of(text bytes, upw_arena *arena)
{
    char *const hex = MEMORY_TAKE(arena, char, 2 * bytes.len + 1);
    sodium_bin2hex(hex, 2 * bytes.len + 1, (const uint8_t *)bytes.at, bytes.len);
    return (text){ hex, 2 * bytes.len };
}

bool rounds_put_keys(store_db *db, text year, const keys *k, upw_error *error)
{
    upw_arena arena;
    answers_keys made;
    int64_t n_changed = 0;
    memory_init_arena(&arena);
    answers_make_keys(&made);
    const text secret = keys_seal(k, KEY_ROUNDS, (text){ (const char *)made.secret_key, ANSWERS_KEY_BYTES }, &arena);
    const text open = hex_of((text){ (const char *)made.public_key, ANSWERS_KEY_BYTES }, &arena);
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(open), STORE_TEXT(hex_of(secret, &arena)) };
    const bool is_run = store_run(db, &rounds_write_statements[ROUND_PUT_KEYS], values, &n_changed, error);
    sodium_memzero(&made, sizeof made);
    upw_arena_clear(&arena);
    return is_run && (n_changed == 1 || upw_fail(error, UPW_CONFLICT, "the round has its keys already"));
}

static bool read_hex(text hex, uint8_t *out, size_t room, size_t *n)
{
    return sodium_hex2bin(out, room, hex.at, hex.len, NULL, n, NULL) == 0;
}

bool rounds_open_keys(const appraise_round *r, const keys *k, answers_keys *out, upw_error *error)
{
    uint8_t sealed[HEX_MAX];
    size_t n, n_public;
    upw_arena arena;
    text plain = { 0 };
    if (k == NULL)
        return upw_fail(error, UPW_UNAVAILABLE, "this server has no key file: start it with --key-file");
    memory_init_arena(&arena);
    const bool is_read = read_hex(r->public_key, out->public_key, sizeof out->public_key, &n_public) &&
                         n_public == ANSWERS_KEY_BYTES && read_hex(r->secret_key, sealed, sizeof sealed, &n) &&
                         keys_unseal(k, KEY_ROUNDS, (text){ (const char *)sealed, n }, &arena, &plain) &&
                         plain.len == ANSWERS_KEY_BYTES;
    if (is_read) {
        memcpy(out->secret_key, plain.at, ANSWERS_KEY_BYTES);
        sodium_memzero((void *)plain.at, plain.len);
    }
    upw_arena_clear(&arena);
    return is_read || upw_fail(error, UPW_UNAVAILABLE,
                               "the answers of %.*s were sealed with another key than this server's; give the key file "
                               "with which the round was announced",
                               TEXT_ARGS(r->year));
}
