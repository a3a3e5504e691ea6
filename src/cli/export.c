/* upward export: what is published, as files that can be kept, copied and read without a server. */
#include <string.h>

#include "base/clock.h"
#include "base/output_set.h"
#include "cli/commands.h"
#include "cli/database_options.h"
#include "services/appraise/report_folder.h"
#include "store/migrate.h"

typedef struct export_settings {
    database_settings database;
} export_settings;

static bool add_file(void *context, text name, text bytes, upw_error *error)
{
    return output_set_add(context, name, bytes, error);
}

static bool export_report(store_db *db, const char *year, const char *folder, upw_arena *arena, upw_error *error)
{
    output_set *const set = output_set_open(folder, error);
    if (set == NULL)
        return false;
    const report_folder it = { .add = add_file, .context = set, .year = text_of(year), .now_ms = clock_now_ms() };
    if (report_folder_make(db, &it, arena, error))
        return output_set_commit(set, error);
    output_set_abandon(set);
    return false;
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    const export_settings *const e = settings;
    const store_options options = { .must_exist = true, .is_read_only = true };
    if (files.n != 3 || strcmp(files.paths[0], "report") != 0)
        return upw_fail(
            error, UPW_BAD_USAGE,
            "say what, of which year, and into which folder: upward export report 2026 FOLDER --db DATABASE");
    store *const s = database_open(&e->database, &options, (cli_files){ 0 }, error);
    store_db *const db = s != NULL ? store_connect(s, error) : NULL;
    const bool is_done =
        db != NULL && store_check_schema(db, error) && export_report(db, files.paths[1], files.paths[2], arena, error);
    store_disconnect(db);
    store_close(s);
    if (is_done)
        cli_say("the report of %s is in %s; begin with %s/index.html", files.paths[1], files.paths[2], files.paths[2]);
    return is_done;
}

static const cli_option_group groups[] = {
    { "Database", database_options, DATABASE_OPTIONS_COUNT, offsetof(export_settings, database) },
};

static const cli_example examples[] = {
    { "upward export report 2026 report-2026 --db upward.db", "The published report of 2026, into a folder." },
};

const cli_command export_command = {
    .name = "export",
    .one_line = "a published report as a folder of plain HTML",
    .usage = "report YEAR FOLDER --db DATABASE",
    .description =
        "Writes the published report of a year into a folder, to be kept, copied and read without a server: a page for "
        "each chapter, every table as CSV and JSON with what its columns mean, the texts as they were written, the "
        "style "
        "sheet, and SHA256SUMS.txt, by which \"sha256sum --check\" tells whether they are what was published.\n\n"
        "Only what is published can be exported, in its latest version. The files appear together or not at all.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .needs_no_file = true,
    .settings_size = sizeof(export_settings),
    .run = run,
};
