/* What people change of their own accounts. */
#include "services/people/accounts.h"

#include "base/memory.h"
#include "web/session.h"
#include "workflow/mail.h"

enum { ACCOUNT_RENAME, ACCOUNT_SET_EMAIL, ACCOUNT_SET_LETTERS, PASSES_END_ALL };

static const char own[] = "a person's own";

const store_statement accounts_change_statements[] = {
    [ACCOUNT_RENAME] = { "account_rename",
                         "UPDATE account SET name = $2, version = version + 1 WHERE id = $1 AND version = $3 AND "
                         "closed_ms IS NULL",
                         .takes = "tti", .open = own },
    [ACCOUNT_SET_EMAIL] = { "account_set_email",
                            "UPDATE account SET email = $2, version = version + 1 WHERE id = $1 AND closed_ms IS NULL",
                            .takes = "tt", .open = own },
    [ACCOUNT_SET_LETTERS] = { "account_set_letters",
                              "UPDATE account SET wants_each_letter = $2, version = version + 1 WHERE id = $1 AND "
                              "closed_ms IS NULL",
                              .takes = "ti", .open = own },
    [PASSES_END_ALL] = { "passes_end_all", "DELETE FROM pass WHERE account = $1", .takes = "t", .open = own },
};
const size_t accounts_change_statements_count = sizeof accounts_change_statements / sizeof *accounts_change_statements;

typedef struct change {
    size_t statement;
    const store_value *values;
    text id;
    const char *action;
    bool ends_sessions;
    const workflow_actor *actor;
    int64_t now_ms;
} change;

static bool apply(store_db *db, void *context, upw_error *error)
{
    const change *const c = context;
    const store_value id[] = { STORE_TEXT(c->id) };
    const audit_entry entry = { .at_ms = c->now_ms, .actor = *c->actor, .action = c->action, .object = c->id };
    int64_t n_changed;
    if (!store_run(db, &accounts_change_statements[c->statement], c->values, &n_changed, error))
        return false;
    if (n_changed == 0)
        return upw_fail(error, UPW_CONFLICT, "%s", "Somebody else has changed this account meanwhile, or it is closed");
    if (c->ends_sessions && (!store_run(db, &accounts_change_statements[PASSES_END_ALL], id, NULL, error) ||
                             !web_session_end_all(db, c->id, error)))
        return false;
    return audit_append(db, &entry, error);
}

bool accounts_rename(store_db *db, text id, int64_t version, text name, const workflow_actor *actor, int64_t now_ms,
                     upw_error *error)
{
    const text trimmed = text_trim(name);
    const store_value values[] = { STORE_TEXT(id), STORE_TEXT(trimmed), STORE_INTEGER(version) };
    change c = { ACCOUNT_RENAME, values, id, "account.rename", false, actor, now_ms };
    if (trimmed.len == 0 || trimmed.len > (size_t)4 * ACCOUNT_NAME_MAX)
        return upw_fail(error, UPW_BAD_INPUT, "Name must be 1 to %d characters", ACCOUNT_NAME_MAX);
    return store_transact(db, apply, &c, error);
}

bool accounts_change_email(store_db *db, text id, text email, const workflow_actor *actor, int64_t now_ms,
                           upw_error *error)
{
    upw_arena arena;
    if (!mail_is_address(email))
        return upw_fail(error, UPW_BAD_INPUT, "Enter an email address in the correct format, like name@example.com");
    memory_init_arena(&arena);
    const store_value values[] = { STORE_TEXT(id), STORE_TEXT(accounts_normal_email(email, &arena)) };
    change c = { ACCOUNT_SET_EMAIL, values, id, "account.change_email", true, actor, now_ms };
    const bool is_done = store_transact(db, apply, &c, error);
    upw_arena_clear(&arena);
    return is_done;
}

bool accounts_choose_letters(store_db *db, text id, bool wants_each, const workflow_actor *actor, int64_t now_ms,
                             upw_error *error)
{
    const store_value values[] = { STORE_TEXT(id), STORE_INTEGER(wants_each) };
    change c = { ACCOUNT_SET_LETTERS, values, id, "account.choose_letters", false, actor, now_ms };
    return store_transact(db, apply, &c, error);
}
