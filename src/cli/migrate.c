/* upward migrate: bring the schema of a database up to date. */
#include <inttypes.h>
#include <stddef.h>

#include "base/buffer.h"
#include "cli/commands.h"
#include "cli/database_options.h"
#include "store/update.h"

typedef struct migrate_settings {
    database_settings database;
    bool checks, keeps_no_backup;
} migrate_settings;

static const cli_option work_options[] = {
    { "check", .help = "Change nothing: exit 0 when the schema is up to date, and 1 with a sentence when it is not.",
      .offset = offsetof(migrate_settings, checks) },
    { "no-backup", .help = "Make no backup first. Only for those who have just made one.",
      .offset = offsetof(migrate_settings, keeps_no_backup) },
};

static void add_migration(void *context, int64_t number, const char *name)
{
    buffer_add_format(context, "done: migration %" PRId64 " (%s)\n", number, name);
}

static void add_backup(void *context, const char *path)
{
    buffer_add_format(context, "backup: %s\n", path);
}

static bool check(store *s, buffer *words, upw_error *error)
{
    store_db *const db = store_connect(s, error);
    const bool done = db != NULL && store_check_schema(db, error);
    store_disconnect(db);
    if (done)
        buffer_add_literal(words, "the schema is up to date\n");
    return done;
}

static bool migrate(store *s, const migrate_settings *settings, buffer *words, upw_error *error)
{
    const store_update_options options = {
        .keeps_no_backup = settings->keeps_no_backup,
        .backed_up = add_backup,
        .migrate = { .did = add_migration, .context = words },
    };
    if (!store_update(s, &options, error))
        return false;
    if (words->len == 0)
        buffer_add_literal(words, "the schema is up to date; there was nothing to do\n");
    return true;
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    (void)arena;
    const migrate_settings *const m = settings;
    const store_options options = { .must_exist = m->checks, .is_read_only = m->checks };
    store *const s = database_open(&m->database, &options, files, error);
    buffer words;
    buffer_init(&words, 1 << 20);
    bool done = s != NULL && (m->checks ? check(s, &words, error) : migrate(s, m, &words, error));
    store_close(s);
    done = cli_print(&words, done ? error : NULL) && done; /* also what was done before it failed */
    buffer_clear(&words);
    return done;
}

static const cli_option_group groups[] = {
    { "Database", database_options, DATABASE_OPTIONS_COUNT, offsetof(migrate_settings, database) },
    { "Work", work_options, sizeof work_options / sizeof *work_options, 0 },
};

static const cli_example examples[] = {
    { "upward migrate --db upward.db", "After an update of the program, or to make a new database." },
    { "upward migrate --db postgresql://upward@/upward --check", "Is this database ready for this program?" },
};

const cli_command migrate_command = {
    .name = "migrate",
    .one_line = "bring a database up to date, or make a new one",
    .usage = "--db DATABASE [OPTIONS]",
    .description =
        "Changes the tables of a database to what this version of the program needs, step by step; an SQLite file that "
        "is "
        "not there is made. Each step is done wholly or not at all, whenever the program is stopped, and is written "
        "down in "
        "the database; there is no way back but a backup, so one is made beside an SQLite file first. (PostgreSQL: see "
        "\"upward backup\".)\n\n"
        "A database that is newer than the program, or that another program has changed, is refused and left as it is.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .needs_no_file = true,
    .settings_size = sizeof(migrate_settings),
    .run = run,
};
