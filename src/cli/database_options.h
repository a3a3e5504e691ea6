/* cli/database_options.h: which database, for the commands that keep and look after one. */
#ifndef CLI_DATABASE_OPTIONS_H
#define CLI_DATABASE_OPTIONS_H

#include "cli/cli.h"
#include "store/store.h"

typedef struct database_settings {
    const char *where; /* a path, or postgresql://…; NULL: not given */
} database_settings;

enum { DATABASE_OPTIONS_COUNT = 1 };
extern const cli_option database_options[DATABASE_OPTIONS_COUNT];

/* UPW_BAD_USAGE, with a sentence that says what to give, when none is given. `files` must be none. */
store *database_open(const database_settings *settings, const store_options *options, cli_files files,
                     upw_error *error) UPW_MUST_CHECK;

#endif
