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
    [SETTING_FEDERATION] = "federation",           [SETTING_DEMONSTRATION] = "demonstration",
    [SETTING_INVITATION] = "invitation",           [SETTING_CONTACT_NAME] = "contact_name",
    [SETTING_CONTACT_EMAIL] = "contact_email",     [SETTING_CONTACT_TELEPHONE] = "contact_telephone",
    [SETTING_CONTACT_ADDRESS] = "contact_address",
};

text settings_name(setting which)
{
    return text_of(names[which]);
}

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
    const setting_change *changes;
    size_t n;
    size_t statement; /* SETTING_PUT: whatever they were */
    const workflow_actor *actor;
    int64_t now_ms;
} put_job;

static bool put_one(store_db *db, const put_job *job, const setting_change *change, upw_error *error)
{
    const text name = text_of(names[change->which]);
    const store_value values[] = { STORE_TEXT(name), STORE_TEXT(change->value), STORE_TEXT(change->was) };
    int64_t n_changed;
    const audit_entry entry = { .at_ms = job->now_ms,
                                .actor = *job->actor,
                                .action = "setting.change",
                                .object = name,
                                .details = { { "to", change->value } },
                                .n_details = 1 };
    if (!store_run(db, &settings_statements[job->statement], values, &n_changed, error))
        return false;
    if (n_changed != 1)
        return upw_fail(error, UPW_CONFLICT, "somebody else has changed this setting meanwhile");
    return audit_append(db, &entry, error);
}

static bool put(store_db *db, void *context, upw_error *error)
{
    const put_job *const job = context;
    for (size_t i = 0; i < job->n; i++)
        if (!put_one(db, job, &job->changes[i], error))
            return false;
    return true;
}

bool settings_put(store_db *db, setting which, text value, const workflow_actor *actor, int64_t now_ms,
                  upw_error *error)
{
    const setting_change change = { which, TEXT(""), value };
    put_job job = { &change, 1, SETTING_PUT, actor, now_ms };
    return store_transact(db, put, &job, error);
}

bool settings_change(store_db *db, const setting_change *changes, size_t n, const workflow_actor *actor, int64_t now_ms,
                     upw_error *error)
{
    setting_change others[SETTING_COUNT];
    put_job job = { others, 0, SETTING_CHANGE, actor, now_ms };
    for (size_t i = 0; i < n; i++)
        if (!text_equal(changes[i].was, changes[i].value))
            others[job.n++] = changes[i];
    return store_transact(db, put, &job, error);
}
