/* store/postgres_files.h: which files are read whenever a connection to PostgreSQL is made. */
#ifndef STORE_POSTGRES_FILES_H
#define STORE_POSTGRES_FILES_H

#include <stddef.h>

#include "upward/arena.h"

enum { POSTGRES_FILES_MAX = 15 };

/* The password file, certificates and the file of services: those that the address (postgresql://…) names, those that
 * the environment names, and those in the home folder. They need not be there. The number of them. */
size_t postgres_list_files(const char *address, upw_arena *arena, const char *files[POSTGRES_FILES_MAX]);

#endif
