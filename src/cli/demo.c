/* upward demo: a database in which everything that is said is invented, for whoever wants to look round. */
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/database_options.h"
#include "cli/demo_measures.h"
#include "network_2013.h"
#include "people.h"
#include "services/people/accounts.h"
#include "services/people/people.h"
#include "store/migrate.h"

typedef struct demo_settings {
    database_settings database;
} demo_settings;

/* Before there is anybody, the program itself is the actor. */
static const workflow_actor system_actor = { .role = ROLE_SYSTEM };

/* Only a database that has nothing in it, or nothing but an earlier demonstration's schema. */
static bool check_empty(store *s, upw_error *error)
{
    store_db *const db = store_connect(s, error);
    store_schema schema;
    if (db == NULL)
        return false;
    const bool is_read = store_read_schema(db, &schema, error);
    store_disconnect(db);
    return is_read &&
           (schema.there == 0 || upw_fail(error, UPW_CONFLICT,
                                          "this database has something in it; a demonstration is made in a new "
                                          "one: give a name that is not there"));
}

static bool add_organisations(store_db *db, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    organisations_counts counts;
    int descriptor;
    const char *path;
    const text rows = memory_format(arena, "%s%s", network_2013, demo_federation_row);
    if (!demo_open_bytes(rows, &descriptor, &path, arena, error))
        return false;
    const bool is_done = organisations_import(db, path, &system_actor, now_ms, &counts, error);
    close(descriptor);
    return is_done;
}

static bool add_person(store_db *db, const demo_person *who, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    const account draft = { .name = text_of(who->name),
                            .email = text_of(who->email),
                            .organisation = text_of(who->seats[0].organisation),
                            .is_demonstration = true };
    account added;
    if (!accounts_add(db, &draft, &system_actor, now_ms, arena, &added, error))
        return false;
    for (size_t i = 0; i < DEMO_ROLES && who->seats[i].role != NULL; i++) {
        workflow_seat seat = { .organisation = text_of(who->seats[i].organisation) };
        if (!workflow_find_role(text_of(who->seats[i].role), &seat.role))
            return upw_fail(error, UPW_BAD_USAGE, "there is no role %s", who->seats[i].role);
        if (!seats_give(db, added.id, seat, &system_actor, now_ms, error))
            return false;
    }
    return true;
}

static bool fill(store_db *db, upw_arena *arena, upw_error *error)
{
    const int64_t now_ms = clock_now_ms();
    if (!settings_put(db, SETTING_DEMONSTRATION, TEXT("yes"), &system_actor, now_ms, error) ||
        !settings_put(db, SETTING_FEDERATION, TEXT("Clinical Federation (invented)"), &system_actor, now_ms, error) ||
        !add_organisations(db, now_ms, arena, error))
        return false;
    for (size_t i = 0; i < demo_people_count; i++)
        if (!add_person(db, &demo_people[i], now_ms + (int64_t)i, arena, error))
            return false;
    return demo_add_measures(db, now_ms, arena, error);
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    const demo_settings *const s = settings;
    store *const keeps = database_open(&s->database, NULL, files, error);
    store_db *db = NULL;
    const bool is_done = keeps != NULL && check_empty(keeps, error) && store_migrate(keeps, NULL, error) &&
                         (db = store_connect(keeps, error)) != NULL && fill(db, arena, error);
    if (db != NULL)
        store_disconnect(db);
    store_close(keeps);
    if (is_done)
        cli_say("the demonstration is in %s; see it with: upward serve --db %s", s->database.where, s->database.where);
    return is_done;
}

static const cli_option_group groups[] = {
    { "Database", database_options, DATABASE_OPTIONS_COUNT, offsetof(demo_settings, database) },
};

static const cli_example examples[] = {
    { "upward demo --db demo.db", "Make it; then: upward serve --db demo.db" },
};

const cli_command demo_command = {
    .name = "demo",
    .one_line = "a demonstration database: real organisations of 2013, everything said about them invented",
    .usage = "--db FILE",
    .description =
        "Makes a new database with the national board, its local offices and the 211 local bodies of 2013, and people, "
        "figures and decisions that are invented, dated so that they end today. Whoever opens it with `upward serve` "
        "on "
        "their own machine can be any of the people, without a letter; every page says that it is a demonstration.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .needs_no_file = true,
    .settings_size = sizeof(demo_settings),
    .run = run,
};
