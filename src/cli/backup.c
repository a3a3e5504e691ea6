/* upward backup: a copy of the database in use, checked, compressed, and sealed if wished. */
#include <stddef.h>

#include "base/clock.h"
#include "base/memory.h"
#include "cli/backup_hooks.h"
#include "cli/backup_words.h"
#include "cli/commands.h"
#include "cli/database_options.h"
#include "store/retention.h"

typedef struct backup_settings {
    database_settings database;
    const char *output, *folder, *key, *make_keys;
} backup_settings;

#define AT(field) offsetof(backup_settings, field)

static const cli_option result_options[] = {
    { "output", .letter = 'o', .argument = "FILE", .help = "Write the backup there; it appears whole or not at all.",
      .offset = AT(output) },
    { "folder", .argument = "FOLDER",
      .help =
          "Instead of -o: a file named after the moment in this folder, from which older backups then go: those of 7 "
          "days, 5 weeks and 12 months are kept.",
      .offset = AT(folder) },
};

static const cli_option key_options[] = {
    { "key", .argument = "FILE",
      .help = "Seal the backup to this public key: nobody can read it without the secret one, this machine included.",
      .offset = AT(key) },
    { "make-keys", .argument = "NAME",
      .help = "Make a pair of keys, NAME.public and NAME.secret, and no backup. Keep the secret one elsewhere, twice.",
      .offset = AT(make_keys) },
};

static bool make_keys(const char *name, upw_arena *arena, buffer *words, upw_error *error)
{
    const text public_path = memory_format(arena, "%s.public", name),
               secret_path = memory_format(arena, "%s.secret", name);
    buffer_add_format(words, "%s seals backups and may stay here; %s opens them: keep it elsewhere, twice\n",
                      public_path.at, secret_path.at);
    return container_make_keys(public_path.at, secret_path.at, error);
}

static const char *choose_path(const backup_settings *b, upw_arena *arena)
{
    char name[RETENTION_NAME_LEN];
    retention_write_name(clock_now_ms(), name);
    return b->folder == NULL ? b->output : memory_format(arena, "%s/%s", b->folder, name).at;
}

static bool back_up(store *s, const backup_settings *b, upw_arena *arena, buffer *words, upw_error *error)
{
    uint8_t key[CONTAINER_KEY_BYTES];
    store_manifest manifest;
    size_t n_removed = 0;
    const char *const path = choose_path(b, arena);
    if (b->key != NULL && !container_read_public_key(b->key, key, error))
        return false;
    const store_backup_options options = { .public_key = b->key != NULL ? key : NULL, .hooks = backup_hooks };
    if (!store_back_up(s, path, &options, arena, &manifest, error) ||
        (b->folder != NULL && !retention_apply(b->folder, &n_removed, error)))
        return false;
    buffer_add_format(words, "%s: ", path);
    backup_add_manifest(words, &manifest);
    buffer_add(words, b->key != NULL ? TEXT("; sealed\n") : TEXT("\n"));
    if (n_removed > 0)
        buffer_add_format(words, "%zu older backup%s removed\n", n_removed, n_removed == 1 ? "" : "s");
    return true;
}

/* What was asked for, understood. */
static bool work(const backup_settings *b, cli_files files, upw_arena *arena, buffer *words, upw_error *error)
{
    static const store_options options = { .must_exist = true };
    if (b->make_keys != NULL && files.n == 0 && b->database.where == NULL)
        return make_keys(b->make_keys, arena, words, error);
    if (b->make_keys != NULL)
        return upw_fail(error, UPW_BAD_USAGE,
                        "--make-keys stands alone: make the keys first, then a backup with --key");
    if ((b->output != NULL) == (b->folder != NULL))
        return upw_fail(error, UPW_BAD_USAGE, "where to? either -o FILE or --folder FOLDER");
    store *const s = database_open(&b->database, &options, files, error);
    const bool done = s != NULL && back_up(s, b, arena, words, error);
    store_close(s);
    return done;
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    buffer words;
    buffer_init(&words, 1 << 16);
    const bool done = work(settings, files, arena, &words, error) && cli_print(&words, error);
    buffer_clear(&words);
    return done;
}

static const cli_option_group groups[] = {
    { "Database", database_options, DATABASE_OPTIONS_COUNT, AT(database) },
    { "Result", result_options, sizeof result_options / sizeof *result_options, 0 },
    { "Keys", key_options, sizeof key_options / sizeof *key_options, 0 },
};

static const cli_example examples[] = {
    { "upward backup --db upward.db -o today.backup", "A copy of this moment; the server need not stop." },
    { "upward backup --make-keys federation", "Once: keys, so that backups can be kept where others could read them." },
    { "upward backup --db upward.db --folder /var/backups/upward --key federation.public", "Every night." },
};

const cli_command backup_command = {
    .name = "backup",
    .one_line = "copy a database while it is in use",
    .usage = "--db DATABASE -o FILE [OPTIONS]",
    .description =
        "Writes everything that stands in the database at one moment into one file, while others go on reading and "
        "writing. "
        "Before the file is kept, the copy is checked: that it is whole, that every row belongs where it says; the "
        "number "
        "of rows and a hash of each table go into the backup, so that \"upward restore\" can tell that all came "
        "back.\n\n"
        "An SQLite file must never be copied with cp while it is in use: such a copy can be damaged without anybody "
        "noticing. Of PostgreSQL the backup is what pg_dump makes.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .needs_no_file = true,
    .settings_size = sizeof(backup_settings),
    .run = run,
};
