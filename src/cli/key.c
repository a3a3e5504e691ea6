/* upward key: another key for what is secret in the database, and what is sealed with it. */
#include <stddef.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/database_options.h"
#include "cli/key_file.h"
#include "services/people/people.h"
#include "services/people/second_factor.h"

typedef struct key_settings {
    database_settings database;
    const char *file;
} key_settings;

static const cli_option key_options[] = {
    { "key-file", .argument = "FILE",
      .help = "The installation's key: beside an SQLite file, with .key behind its name, when it is not given.",
      .offset = offsetof(key_settings, file) },
};

const char *key_file_find(const char *given, const char *database, upw_arena *arena)
{
    return given != NULL ? given
           : database == NULL || strncmp(database, "postgres", strlen("postgres")) == 0
               ? NULL
               : memory_format(arena, "%s.key", database).at;
}

static bool say(text words, upw_error *error)
{
    buffer out;
    buffer_init(&out, 4096);
    buffer_add(&out, words);
    const bool is_done = cli_print(&out, error);
    buffer_clear(&out);
    return is_done;
}

static bool add(const key_settings *s, const char *path, upw_arena *arena, upw_error *error)
{
    size_t n;
    (void)s;
    return keys_add(path, &n, error) &&
           say(memory_format(arena,
                             "%s has %zu keys now. Restart every server that uses it; what is new is sealed with key "
                             "%zu then. Afterwards \"upward key reseal\" does so with what is older.\n",
                             path, n, n),
               error);
}

static bool reseal_with(store *keeps, const keys *k, size_t *n, upw_error *error)
{
    store_db *const db = store_connect(keeps, error);
    const bool is_done = db != NULL && second_factor_reseal_all(db, k, clock_now_ms(), n, error);
    if (db != NULL)
        store_disconnect(db);
    return is_done;
}

static bool reseal(const key_settings *s, const char *path, upw_arena *arena, upw_error *error)
{
    size_t n = 0;
    keys *const k = keys_open(path, false, error);
    store *const keeps =
        k != NULL ? store_open(s->database.where, &(store_options){ .must_exist = true }, error) : NULL;
    const bool is_done = keeps != NULL && reseal_with(keeps, k, &n, error) &&
                         say(memory_format(arena, "%zu second factor%s sealed anew, with key %zu\n", n,
                                           n == 1 ? " was" : "s were", keys_count(k)),
                             error);
    store_close(keeps);
    keys_close(k);
    return is_done;
}

static const struct {
    const char *name;
    bool needs_database;
    bool (*run)(const key_settings *s, const char *path, upw_arena *arena, upw_error *error);
} deeds[] = { { "add", false, add }, { "reseal", true, reseal } };

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    const key_settings *const s = settings;
    const char *const path = key_file_find(s->file, s->database.where, arena);
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds && files.n == 1; i++) {
        if (strcmp(files.paths[0], deeds[i].name) != 0)
            continue;
        if (path == NULL)
            return upw_fail(error, UPW_BAD_USAGE, "which key? --key-file FILE, or --db FILE");
        if (deeds[i].needs_database && s->database.where == NULL)
            return upw_fail(error, UPW_BAD_USAGE, "which database? --db FILE, or --db postgresql://…");
        return deeds[i].run(s, path, arena, error);
    }
    return upw_fail(error, UPW_BAD_USAGE, "key what? \"upward key add\", or \"upward key reseal\"");
}

static const cli_option_group groups[] = {
    { "Database", database_options, DATABASE_OPTIONS_COUNT, offsetof(key_settings, database) },
    { "Key", key_options, sizeof key_options / sizeof *key_options, 0 },
};

static const cli_example examples[] = {
    { "upward key add --db upward.db", "Another key, in upward.db.key; then restart the server." },
    { "upward key reseal --db upward.db", "What earlier keys sealed is sealed with it." },
};

const cli_command key_command = {
    .name = "key",
    .one_line = "another key for what is secret in the database",
    .usage = "add|reseal --db DATABASE [--key-file FILE]",
    .description =
        "The secrets of people's second factors are sealed in the database with a key in a file (decision 0010). When "
        "somebody may have seen that file, or every few years: \"add\" puts another key behind those of the file, "
        "which is replaced as a whole; servers use it from their next start on. \"reseal\" seals what was sealed with "
        "earlier keys with the last one, all of it or nothing, and leaves a row in the audit trail. Earlier keys stay "
        "in the file, since backups hold what they sealed.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .needs_no_file = true,
    .settings_size = sizeof(key_settings),
    .run = run,
};
