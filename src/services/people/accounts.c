/* People who sign in, and the roles that they hold. */
#include "services/people/accounts.h"

#include <sodium.h>

#include "base/base32.h"
#include "base/civil.h"
#include "base/memory.h"
#include "web/session.h"
#include "workflow/mail.h"

enum {
    ACCOUNT_BY_ID,
    ACCOUNT_BY_EMAIL,
    ACCOUNTS_OF_DEMONSTRATION,
    ACCOUNTS_SEARCH,
    ACCOUNTS_COUNT,
    ACCOUNT_ADD,
    ACCOUNT_CLOSE,
    ACCOUNT_NOTE_DAY,
    SEATS_OF,
    SEATS_COUNT,
    SEAT_GIVE,
    SEAT_TAKE,
    SEATS_TAKE_ALL,
    PASSES_TAKE_ALL,
    RECOVERY_TAKE_ALL,
};

#define COLUMNS                                                                                                        \
    "id, name, email, organisation, is_demonstration, wants_each_letter, "                                             \
    "CAST(CASE WHEN closed_ms IS NULL THEN 0 ELSE 1 END AS bigint), last_day, version, "                               \
    "CAST(CASE WHEN password IS NULL THEN 0 ELSE 1 END AS bigint), "                                                   \
    "CAST(CASE WHEN totp_secret IS NULL THEN 0 ELSE 1 END AS bigint)"
#define GIVES "tttTiiitiii"
static const char own[] = "an account is found by what only its owner or an administrator knows";

const store_statement accounts_statements[] = {
    [ACCOUNT_BY_ID] = { "account_by_id", "SELECT " COLUMNS " FROM account WHERE id = $1", .takes = "t", .gives = GIVES,
                        .open = own },
    [ACCOUNT_BY_EMAIL] = { "account_by_email", "SELECT " COLUMNS " FROM account WHERE email = $1", .takes = "t",
                           .gives = GIVES, .open = own },
    [ACCOUNTS_OF_DEMONSTRATION] = { "accounts_of_demonstration",
                                    "SELECT " COLUMNS " FROM account WHERE is_demonstration = 1 AND closed_ms IS NULL "
                                    "ORDER BY created_ms, id LIMIT 50",
                                    .gives = GIVES, .open = "they are invented" },
    [ACCOUNTS_SEARCH] = { "accounts_search",
                          "SELECT " COLUMNS " FROM account WHERE closed_ms IS NULL AND (instr(name, $1) > 0 OR "
                          "instr(name, $2) > 0 OR instr(email, $3) > 0) AND (name > $4 OR (name = $4 AND id > $5)) "
                          "ORDER BY name, id LIMIT 51",
                          .takes = "ttttt", .gives = GIVES,
                          .postgres = "SELECT " COLUMNS " FROM account WHERE closed_ms IS NULL AND "
                                      "(strpos(name, $1) > 0 OR strpos(name, $2) > 0 OR strpos(email, $3) > 0) AND "
                                      "(name > $4 OR (name = $4 AND id > $5)) ORDER BY name, id LIMIT 51",
                          .open = "administrators look after all accounts" },
    [ACCOUNTS_COUNT] = { "accounts_count", "SELECT count(*) FROM account WHERE closed_ms IS NULL", .gives = "i",
                         .open = "how many there are says nothing of anybody" },
    [ACCOUNT_ADD] = { "account_add",
                      "INSERT INTO account (id, name, email, organisation, totp_step, is_demonstration, "
                      "wants_each_letter, created_ms, last_day, version) VALUES ($1, $2, $3, $4, 0, $5, 0, $6, '', 1)",
                      .takes = "tttTii" },
    [ACCOUNT_CLOSE] = { "account_close",
                        "UPDATE account SET name = '', email = $2, password = NULL, totp_secret = NULL, "
                        "closed_ms = $3, version = version + 1 WHERE id = $1 AND version = $4 AND closed_ms IS NULL",
                        .takes = "ttii", .open = own },
    [ACCOUNT_NOTE_DAY] = { "account_note_day",
                           "UPDATE account SET last_day = $2, closes_day = '' WHERE id = $1 AND (last_day < $2 OR "
                           "closes_day <> '')",
                           .takes = "tt", .open = own },
    [SEATS_OF] = { "seats_of", "SELECT role, organisation FROM seat WHERE account = $1 ORDER BY role, organisation",
                   .takes = "t", .gives = "tt", .open = own },
    [SEATS_COUNT] = { "seats_count", "SELECT count(*) FROM seat WHERE role = $1", .takes = "t", .gives = "i",
                      .open = "how many there are of a role says nothing of anybody" },
    [SEAT_GIVE] = { "seat_give", "INSERT INTO seat (account, role, organisation, since_ms) VALUES ($1, $2, $3, $4)",
                    .takes = "ttti" },
    [SEAT_TAKE] = { "seat_take", "DELETE FROM seat WHERE account = $1 AND role = $2 AND organisation = $3",
                    .takes = "ttt" },
    [SEATS_TAKE_ALL] = { "seats_take_all", "DELETE FROM seat WHERE account = $1", .takes = "t", .open = own },
    [PASSES_TAKE_ALL] = { "passes_take_all", "DELETE FROM pass WHERE account = $1", .takes = "t", .open = own },
    [RECOVERY_TAKE_ALL] = { "recovery_take_all", "DELETE FROM recovery_code WHERE account = $1", .takes = "t",
                            .open = own },
};
const size_t accounts_statements_count = sizeof accounts_statements / sizeof *accounts_statements;

static account read_row(const store_rows *row, upw_arena *arena)
{
    return (account){ .id = store_copy(row, 0, arena),
                      .name = store_copy(row, 1, arena),
                      .email = store_copy(row, 2, arena),
                      .organisation = store_copy(row, 3, arena),
                      .is_demonstration = store_integer(row, 4) != 0,
                      .wants_each_letter = store_integer(row, 5) != 0,
                      .is_closed = store_integer(row, 6) != 0,
                      .last_day = store_copy(row, 7, arena),
                      .version = store_integer(row, 8),
                      .has_password = store_integer(row, 9) != 0,
                      .has_second_factor = store_integer(row, 10) != 0 };
}

static bool find(store_db *db, size_t statement, text key, upw_arena *arena, account *out, bool *found,
                 upw_error *error)
{
    store_rows row;
    const store_value values[] = { STORE_TEXT(key) };
    if (!store_find(db, &accounts_statements[statement], values, &row, found, error))
        return false;
    if (*found)
        *out = read_row(&row, arena);
    return store_end(&row, error);
}

bool accounts_list_demonstration(store_db *db, upw_arena *arena, account_list *out, upw_error *error)
{
    enum { MOST = 50 };
    store_rows rows;
    *out = (account_list){ MEMORY_TAKE(arena, account, MOST), 0 };
    if (!store_query(db, &accounts_statements[ACCOUNTS_OF_DEMONSTRATION], NULL, &rows, error))
        return false;
    while (out->n < MOST && store_next(&rows))
        out->at[out->n++] = read_row(&rows, arena);
    return store_end(&rows, error);
}

bool accounts_find(store_db *db, text id, upw_arena *arena, account *out, bool *found, upw_error *error)
{
    return find(db, ACCOUNT_BY_ID, id, arena, out, found, error);
}

text accounts_normal_email(text email, upw_arena *arena)
{
    char *const lower = MEMORY_TAKE(arena, char, email.len + 1);
    for (size_t i = 0; i < email.len; i++)
        lower[i] = (char)(email.at[i] >= 'A' && email.at[i] <= 'Z' ? email.at[i] - 'A' + 'a' : email.at[i]);
    return (text){ lower, email.len };
}

bool accounts_find_by_email(store_db *db, text email, upw_arena *arena, account *out, bool *found, upw_error *error)
{
    return find(db, ACCOUNT_BY_EMAIL, accounts_normal_email(email, arena), arena, out, found, error);
}

/* One change of one account, with its audit row. */
typedef struct change {
    const workflow_actor *actor;
    int64_t now_ms;
    text id;
    const account *draft;
    int64_t version;
    workflow_seat seat;
    upw_arena *arena;
} change;

static bool record(store_db *db, const change *c, const char *action, upw_error *error)
{
    audit_entry entry = { .at_ms = c->now_ms, .actor = *c->actor, .action = action, .object = c->id };
    if (c->seat.organisation.len > 0) {
        entry.details[0] = (audit_detail){ "role", text_of(workflow_role_names[c->seat.role]) };
        entry.details[1] = (audit_detail){ "organisation", c->seat.organisation };
        entry.n_details = 2;
    }
    return audit_append(db, &entry, error);
}

static bool add(store_db *db, void *context, upw_error *error)
{
    const change *const c = context;
    account there;
    bool found;
    if (!find(db, ACCOUNT_BY_EMAIL, c->draft->email, c->arena, &there, &found, error))
        return false;
    if (found)
        return upw_fail(error, UPW_CONFLICT, "%.*s has an account already", TEXT_ARGS(c->draft->email));
    const store_value values[] = { STORE_TEXT(c->id),
                                   STORE_TEXT(c->draft->name),
                                   STORE_TEXT(c->draft->email),
                                   STORE_TEXT_OR_NULL(c->draft->organisation),
                                   STORE_INTEGER(c->draft->is_demonstration),
                                   STORE_INTEGER(c->now_ms) };
    return store_run(db, &accounts_statements[ACCOUNT_ADD], values, NULL, error) && record(db, c, "account.add", error);
}

bool accounts_add(store_db *db, const account *draft, const workflow_actor *actor, int64_t now_ms, upw_arena *arena,
                  account *out, upw_error *error)
{
    uint8_t random[BASE32_ID_BYTES];
    char *const id = MEMORY_TAKE(arena, char, BASE32_ID_LEN + 1);
    const text name = text_trim(draft->name);
    if (name.len == 0 || name.len > (size_t)4 * ACCOUNT_NAME_MAX || !text_is_utf8(name))
        return upw_fail(error, UPW_BAD_INPUT, "Name must be 1 to %d characters", ACCOUNT_NAME_MAX);
    if (!mail_is_address(draft->email))
        return upw_fail(error, UPW_BAD_INPUT, "Enter an email address in the correct format, like name@example.com");
    randombytes_buf(random, sizeof random);
    base32_write(random, sizeof random, id);
    *out = (account){ .id = { id, BASE32_ID_LEN },
                      .name = name,
                      .email = accounts_normal_email(draft->email, arena),
                      .organisation = draft->organisation,
                      .is_demonstration = draft->is_demonstration,
                      .version = 1 };
    change c = { .actor = actor, .now_ms = now_ms, .id = out->id, .draft = out, .arena = arena };
    return store_transact(db, add, &c, error);
}

static bool close_account(store_db *db, void *context, upw_error *error)
{
    const change *const c = context;
    const store_value id[] = { STORE_TEXT(c->id) };
    const store_value values[] = { STORE_TEXT(c->id),
                                   STORE_TEXT(memory_format(c->arena, "closed:%.*s", TEXT_ARGS(c->id))),
                                   STORE_INTEGER(c->now_ms), STORE_INTEGER(c->version) };
    account there;
    bool found;
    int64_t n_changed;
    if (!find(db, ACCOUNT_BY_ID, c->id, c->arena, &there, &found, error))
        return false;
    if (!found)
        return upw_fail(error, UPW_NOT_FOUND, "there is no such account");
    if (!store_run(db, &accounts_statements[ACCOUNT_CLOSE], values, &n_changed, error))
        return false;
    if (n_changed == 0)
        return upw_fail(error, UPW_CONFLICT, "the account is closed already, or somebody else has changed it");
    return store_run(db, &accounts_statements[SEATS_TAKE_ALL], id, NULL, error) &&
           store_run(db, &accounts_statements[PASSES_TAKE_ALL], id, NULL, error) &&
           store_run(db, &accounts_statements[RECOVERY_TAKE_ALL], id, NULL, error) &&
           web_session_end_all(db, c->id, error) && record(db, c, "account.close", error);
}

bool accounts_close(store_db *db, text id, int64_t version, const workflow_actor *actor, int64_t now_ms,
                    upw_error *error)
{
    upw_arena arena;
    memory_init_arena(&arena);
    change c = { .actor = actor, .now_ms = now_ms, .id = id, .version = version, .arena = &arena };
    const bool is_done = store_transact(db, close_account, &c, error);
    upw_arena_clear(&arena);
    return is_done;
}

bool accounts_note_day(store_db *db, text id, int64_t now_ms, upw_error *error)
{
    char day[CIVIL_DAY_LEN + 1];
    civil_write_day(civil_day_of(now_ms), day);
    const store_value values[] = { STORE_TEXT(id), STORE_TEXT(text_of(day)) };
    return store_run(db, &accounts_statements[ACCOUNT_NOTE_DAY], values, NULL, error);
}

bool seats_list(store_db *db, text account_id, upw_arena *arena, workflow_seat **out, size_t *n, upw_error *error)
{
    enum { SEATS_MAX = 200 };
    store_rows rows;
    const store_value values[] = { STORE_TEXT(account_id) };
    *out = MEMORY_TAKE(arena, workflow_seat, SEATS_MAX);
    *n = 0;
    if (!store_query(db, &accounts_statements[SEATS_OF], values, &rows, error))
        return false;
    while (*n < SEATS_MAX && store_next(&rows))
        if (workflow_find_role(store_text(&rows, 0), &(*out)[*n].role)) /* one of a later version gives nothing */
            (*out)[(*n)++].organisation = store_copy(&rows, 1, arena);
    return store_end(&rows, error);
}

static bool count(store_db *db, size_t statement, const store_value *values, size_t *n, upw_error *error)
{
    store_rows row;
    bool found;
    if (!store_find(db, &accounts_statements[statement], values, &row, &found, error))
        return false;
    *n = found ? (size_t)store_integer(&row, 0) : 0;
    return store_end(&row, error);
}

bool accounts_count(store_db *db, size_t *n, upw_error *error)
{
    return count(db, ACCOUNTS_COUNT, NULL, n, error);
}

/* Each word with a capital: names are compared as they are written. */
static text capitalise(text words, upw_arena *arena)
{
    const text copy = memory_copy_text(arena, words);
    char *const at = (char *)copy.at;
    for (size_t i = 0; i < copy.len; i++)
        if ((i == 0 || at[i - 1] == ' ') && at[i] >= 'a' && at[i] <= 'z')
            at[i] = (char)(at[i] - 'a' + 'A');
    return copy;
}

bool accounts_search(store_db *db, text wanted, text after_name, text after_id, upw_arena *arena, account_list *out,
                     bool *has_more, upw_error *error)
{
    store_rows rows;
    const store_value values[] = { STORE_TEXT(wanted), STORE_TEXT(capitalise(wanted, arena)),
                                   STORE_TEXT(accounts_normal_email(wanted, arena)), STORE_TEXT(after_name),
                                   STORE_TEXT(after_id) };
    *out = (account_list){ MEMORY_TAKE(arena, account, ACCOUNTS_PAGE), 0 };
    *has_more = false;
    if (!store_query(db, &accounts_statements[ACCOUNTS_SEARCH], values, &rows, error))
        return false;
    while (store_next(&rows)) {
        *has_more = out->n == ACCOUNTS_PAGE;
        if (*has_more)
            break;
        out->at[out->n++] = read_row(&rows, arena);
    }
    return store_end(&rows, error);
}

bool seats_count(store_db *db, workflow_role role, size_t *n, upw_error *error)
{
    return count(db, SEATS_COUNT, (const store_value[]){ STORE_TEXT(text_of(workflow_role_names[role])) }, n, error);
}

static bool give(store_db *db, void *context, upw_error *error)
{
    const change *const c = context;
    workflow_seat *held;
    size_t n;
    workflow_role with;
    if (!seats_list(db, c->id, c->arena, &held, &n, error))
        return false;
    if (!workflow_goes_together(held, n, c->seat.role, &with))
        return upw_fail(error, UPW_FORBIDDEN, "%s and %s may not be held by the same person",
                        workflow_role_names[c->seat.role], workflow_role_names[with]);
    const store_value values[] = { STORE_TEXT(c->id), STORE_TEXT(text_of(workflow_role_names[c->seat.role])),
                                   STORE_TEXT(c->seat.organisation), STORE_INTEGER(c->now_ms) };
    return store_run(db, &accounts_statements[SEAT_GIVE], values, NULL, error) &&
           web_session_end_all(db, c->id, error) && record(db, c, "seat.give", error);
}

static bool take(store_db *db, void *context, upw_error *error)
{
    const change *const c = context;
    int64_t n_changed;
    const store_value values[] = { STORE_TEXT(c->id), STORE_TEXT(text_of(workflow_role_names[c->seat.role])),
                                   STORE_TEXT(c->seat.organisation) };
    if (!store_run(db, &accounts_statements[SEAT_TAKE], values, &n_changed, error))
        return false;
    return (n_changed == 1 || upw_fail(error, UPW_NOT_FOUND, "this role is not held")) &&
           web_session_end_all(db, c->id, error) && record(db, c, "seat.take", error);
}

static bool change_seat(store_db *db, store_work *work, text account_id, workflow_seat seat,
                        const workflow_actor *actor, int64_t now_ms, upw_error *error)
{
    upw_arena arena;
    memory_init_arena(&arena);
    change c = { .actor = actor, .now_ms = now_ms, .id = account_id, .seat = seat, .arena = &arena };
    const bool is_done = store_transact(db, work, &c, error);
    upw_arena_clear(&arena);
    return is_done;
}

bool seats_give(store_db *db, text account_id, workflow_seat seat, const workflow_actor *actor, int64_t now_ms,
                upw_error *error)
{
    return change_seat(db, give, account_id, seat, actor, now_ms, error);
}

bool seats_take(store_db *db, text account_id, workflow_seat seat, const workflow_actor *actor, int64_t now_ms,
                upw_error *error)
{
    return change_seat(db, take, account_id, seat, actor, now_ms, error);
}
