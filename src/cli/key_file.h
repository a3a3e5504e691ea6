/* cli/key_file.h: where the installation's key is, for the commands that need it. */
#ifndef CLI_KEY_FILE_H
#define CLI_KEY_FILE_H

#include "upward/arena.h"

/* The file that was given, or the one beside an SQLite database; NULL: with PostgreSQL it must be given. */
const char *key_file_find(const char *given, const char *database, upw_arena *arena);

#endif
