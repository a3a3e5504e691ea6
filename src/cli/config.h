/* cli/config.h: options from a file: "db = postgresql://…" stands for "--db postgresql://…", so that no secret is in
 * a command line, where everybody on the machine can read it. */
#ifndef CLI_CONFIG_H
#define CLI_CONFIG_H

#include "cli/cli.h"

/* Set what the command line has left unset. Lines are "name = value", or "name" for a flag; "#" begins a comment. The
 * file must be readable by its owner alone. UPW_BAD_USAGE, UPW_BAD_INPUT (with the row), UPW_IO_FAILED. */
bool config_read(const char *path, const cli_option *options, size_t n, void *settings, upw_arena *arena,
                 upw_error *error) UPW_MUST_CHECK;

#endif
