/* Words that an installation chooses. */
#include "services/people/settings.h"

enum { SETTING_FIND, SETTING_PUT, SETTING_CHANGE };

const store_statement settings_statements[] = {
    [SETTING_FIND] = { "setting_find", "SELECT value FROM setting WHERE name = $1", .takes = "t", .gives = "t",
                       .open = "an installation's own" },
    [SETTING_PUT] = { "setting_put",
                      "INSERT INTO setting (name, value, version) VALUES ($1, $2, 1) ON CONFLICT (name) DO UPDATE SET "
                      "value = excluded.value, version = setting.version + 1",
                      .takes = "tt", .open = "an installation's own" },
    [SETTING_CHANGE] = { "setting_change",
                         "INSERT INTO setting (name, value, version) VALUES ($1, $2, 1) ON CONFLICT (name) DO UPDATE "
                         "SET value = excluded.value, version = setting.version + 1 WHERE setting.value = $3",
                         .takes = "ttt", .open = "an installation's own" },
};
const size_t settings_statements_count = sizeof settings_statements / sizeof *settings_statements;

static const char *const names[SETTING_COUNT] = {
    [SETTING_FEDERATION] = "federation",
    [SETTING_DEMONSTRATION] = "demonstration",
    [SETTING_INVITATION] = "invitation",
};

bool settings_find(store_db *db, setting which, upw_arena *arena, text *value, upw_error *error)
{
    store_rows row;
    bool found;
    const store_value values[] = { STORE_TEXT(text_of(names[which])) };
    *value = TEXT("");
    if (!store_find(db, &settings_statements[SETTING_FIND], values, &row, &found, error))
        return false;
    if (found)
        *value = store_copy(&row, 0, arena);
    return store_end(&row, error);
}

typedef struct put_job {
    setting which;
    text value;
    const text *was; /* NULL: whatever it was */
    const workflow_actor *actor;
    int64_t now_ms;
} put_job;

static bool put(store_db *db, void *context, upw_error *error)
{
    const put_job *const job = context;
    const text name = text_of(names[job->which]);
    const store_value values[] = { STORE_TEXT(name), STORE_TEXT(job->value),
                                   STORE_TEXT(job->was != NULL ? *job->was : TEXT("")) };
    const size_t how = job->was != NULL ? SETTING_CHANGE : SETTING_PUT;
    int64_t n_changed;
    const audit_entry entry = { .at_ms = job->now_ms,
                                .actor = *job->actor,
                                .action = "setting.change",
                                .object = name,
                                .details = { { "to", job->value } },
                                .n_details = 1 };
    if (!store_run(db, &settings_statements[how], values, &n_changed, error))
        return false;
    if (n_changed != 1)
        return upw_fail(error, UPW_CONFLICT, "somebody else has changed this setting meanwhile");
    return audit_append(db, &entry, error);
}

bool settings_put(store_db *db, setting which, text value, const workflow_actor *actor, int64_t now_ms,
                  upw_error *error)
{
    put_job job = { which, value, NULL, actor, now_ms };
    return store_transact(db, put, &job, error);
}

bool settings_change(store_db *db, setting which, text was, text value, const workflow_actor *actor, int64_t now_ms,
                     upw_error *error)
{
    put_job job = { which, value, &was, actor, now_ms };
    return store_transact(db, put, &job, error);
}
