/* store/sqlite.h: what backup, restore and doctor need of SQLite itself. */
#ifndef STORE_SQLITE_H
#define STORE_SQLITE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

enum { SQLITE_MARK = 0x55505744 }; /* "UPWD": the application_id of our files */

/* Settings of every connection, so that a file from elsewhere can do nothing. */
bool sqlite_harden(sqlite3 *handle);

/* The integer that the question gives in its first column, or `otherwise`. */
int64_t sqlite_ask(sqlite3 *handle, const char *question, int64_t otherwise);

/* A copy with ?1 for $1, outside quotes; free() it. */
char *sqlite_number_parameters(const char *sql);

#endif
