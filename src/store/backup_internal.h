/* store/backup_internal.h: the parts of backup and restore that only one of the two databases has. */
#ifndef STORE_BACKUP_INTERNAL_H
#define STORE_BACKUP_INTERNAL_H

#include "store/backup.h"

/* A copy of the SQLite database behind `db`, as it is at this moment, in the empty file `path`. Call inside
 * store_snapshot. */
bool backup_copy_sqlite(store_db *db, const char *path, upw_error *error) UPW_MUST_CHECK;

/* Ok, or what is wrong with it: integrity and references. */
bool backup_check_sqlite(store_db *db, upw_error *error) UPW_MUST_CHECK;

/* What pg_dump makes of the database at the moment of the snapshot that `db` is in, in the file `path`. */
bool backup_dump_postgres(store_db *db, const char *path, upw_error *error) UPW_MUST_CHECK;

/* Fill the empty database `where` from it, in one transaction. */
bool backup_fill_postgres(const char *where, const char *path, upw_error *error) UPW_MUST_CHECK;

/* That pg_restore understands it. */
bool backup_list_postgres(const char *path, upw_error *error) UPW_MUST_CHECK;

/* Schema, tables, head: what stands in the database. Inside store_snapshot. */
bool backup_describe(store_db *db, const store_hooks *hooks, upw_arena *arena, store_manifest *out,
                     upw_error *error) UPW_MUST_CHECK;

#endif
