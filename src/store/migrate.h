/* store/migrate.h: the schema, changed step by step. Migrations are the numbered files of migrations/, compiled in;
 * forward only, each in one transaction together with its row in the table `migration`, never edited once released. */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "store/store.h"

typedef struct store_schema {
    int64_t there; /* number of the last migration that the database has had; 0: it is empty */
    int64_t known; /* of the last one that this program has */
} store_schema;

/* What the database's schema is. Fails with UPW_BAD_INPUT when it is newer than the program, or when a migration that
 * it has had was another one than the program's of that number. */
bool store_read_schema(store_db *db, store_schema *out, upw_error *error) UPW_MUST_CHECK;

/* As before, and with UPW_BAD_INPUT when it is older: for whoever is about to use it. */
bool store_check_schema(store_db *db, upw_error *error) UPW_MUST_CHECK;

/* Bring the schema up to date. Each migration is there wholly or not at all, whenever the program ends; two that
 * migrate at the same time do it once. `did` (NULL: nobody asks) is called after each. */
typedef struct store_migrate_options {
    int64_t up_to; /* 0: all */
    void (*did)(void *context, int64_t number, const char *name);
    void *context;
} store_migrate_options;
bool store_migrate(store *s, const store_migrate_options *options, upw_error *error) UPW_MUST_CHECK;

#endif
