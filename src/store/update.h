/* store/update.h: a database brought up to date by whoever is about to use it, with a way back. */
#ifndef STORE_UPDATE_H
#define STORE_UPDATE_H

#include "store/migrate.h"

typedef struct store_update_options {
    bool keeps_no_backup;
    store_migrate_options migrate;
    void (*backed_up)(void *context, const char *path); /* NULL: nobody asks; its context is that of `migrate` */
} store_update_options;

/* Migrate. Where there is something in an SQLite file already, a backup is made beside it first (NAME.schema-7.backup:
 * it was at migration 7), and when that fails nothing is changed. PostgreSQL's backups are its administrator's. */
bool store_update(store *s, const store_update_options *options, upw_error *error) UPW_MUST_CHECK;

#endif
