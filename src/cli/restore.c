/* upward restore: a backup brought back, or only tried. */
#include <inttypes.h>
#include <stddef.h>

#include "cli/backup_hooks.h"
#include "cli/backup_words.h"
#include "cli/commands.h"
#include "cli/database_options.h"

typedef struct restore_settings {
    database_settings database;
    const char *key;
    bool is_trial;
} restore_settings;

static const cli_option work_options[] = {
    { "dry-run", .help = "Check everything and leave nothing behind: worth doing every week.",
      .offset = offsetof(restore_settings, is_trial) },
    { "key", .argument = "FILE", .help = "The secret key, for a sealed backup.",
      .offset = offsetof(restore_settings, key) },
};

static bool print(const store_manifest *m, bool is_trial, upw_error *error)
{
    buffer words;
    buffer_init(&words, 1 << 20);
    for (size_t i = 0; i < m->tables.n; i++)
        buffer_add_format(&words, "%10" PRId64 "  %.*s\n", m->tables.at[i].n_rows, TEXT_ARGS(m->tables.at[i].name));
    buffer_add(&words, is_trial ? TEXT("could be restored: ") : TEXT("restored: "));
    backup_add_manifest(&words, m);
    buffer_add_char(&words, '\n');
    const bool done = cli_print(&words, error);
    buffer_clear(&words);
    return done;
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    const restore_settings *const r = settings;
    uint8_t key[CONTAINER_KEY_BYTES];
    store_manifest manifest;
    if (files.n != 1)
        return upw_fail(error, UPW_BAD_USAGE, "restore takes one backup, not %zu files", files.n);
    if (r->is_trial == (r->database.where != NULL))
        return upw_fail(error, UPW_BAD_USAGE, "where to? either --db DATABASE, where nothing is yet, or --dry-run");
    if (r->key != NULL && !container_read_secret_key(r->key, key, error))
        return false;
    const store_restore_options options = { .secret_key = r->key != NULL ? key : NULL,
                                            .where = r->database.where,
                                            .hooks = backup_hooks };
    return store_restore(files.paths[0], &options, arena, &manifest, error) && print(&manifest, r->is_trial, error);
}

static const cli_option_group groups[] = {
    { "Database", database_options, DATABASE_OPTIONS_COUNT, offsetof(restore_settings, database) },
    { "Work", work_options, sizeof work_options / sizeof *work_options, 0 },
};

static const cli_example examples[] = {
    { "upward restore today.backup --dry-run", "Could it be restored? Every byte is checked." },
    { "upward restore today.backup --db new.db", "Into a file that is not there yet." },
    { "upward restore today.backup --db postgresql://upward@/empty --key federation.secret", "A sealed one." },
};

const cli_command restore_command = {
    .name = "restore",
    .one_line = "bring a backup back, or check that it could be",
    .usage = "BACKUP --db DATABASE | --dry-run [OPTIONS]",
    .description =
        "Reads a backup that \"upward backup\" made, checks every byte of it and, once it is unpacked, every table "
        "against "
        "the number of rows and the hash that were noted when it was made. Only then does the database appear, where "
        "nothing was before; nothing is ever written over. A backup of SQLite becomes an SQLite file, one of "
        "PostgreSQL fills "
        "an empty database.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .settings_size = sizeof(restore_settings),
    .run = run,
};
