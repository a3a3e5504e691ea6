/* --db, and what it opens. */
#include "cli/database_options.h"

#include <stddef.h>

const cli_option database_options[DATABASE_OPTIONS_COUNT] = {
    { "db", .argument = "FILE|postgresql://ADDRESS",
      .help =
          "The database: an SQLite file, or the address of a database in PostgreSQL 15 or newer. A password is better "
          "kept in ~/.pgpass than written here, where others on the machine see it.",
      .offset = offsetof(database_settings, where) },
};

store *database_open(const database_settings *settings, const store_options *options, cli_files files, upw_error *error)
{
    if (files.n > 0)
        upw_fail(error, UPW_BAD_USAGE, "\"%.200s\" is one thing too many; the database is given with --db",
                 files.paths[0]);
    else if (settings->where == NULL)
        upw_fail(error, UPW_BAD_USAGE, "which database? --db FILE, or --db postgresql://…");
    else
        return store_open(settings->where, options, error);
    return NULL;
}
