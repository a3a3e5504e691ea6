/* store/backup.h: copies of what the store keeps, made while it is in use, and brought back.
 *
 * A backup is a container (container.h) of a manifest and an image: an SQLite file, or what pg_dump makes. The manifest
 * says when it was made and of what, which migrations it has had, and of each table the number of rows and their hash.
 * It is one moment of the database, and it is checked before it is kept: integrity, references, hashes. */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include "store/container.h"
#include "store/store.h"
#include "store/tables.h"

typedef struct store_manifest {
    bool is_postgres;
    int64_t at_ms;   /* when it was made */
    int64_t schema;  /* the last migration it has had */
    text version;    /* of the program */
    text head;       /* the end of the audit's chain, as whoever made the backup wrote it; may be empty */
    int64_t n_bytes; /* of the image */
    store_tables tables;
} store_manifest;

/* Who knows more about what is stored than the store does. Each may be NULL. */
typedef struct store_hooks {
    /* The end of the audit's chain. */
    bool (*find_head)(void *context, store_db *db, upw_arena *arena, text *head, upw_error *error);
    /* That what was restored is right (the chain, up to its head). */
    bool (*check)(void *context, store_db *db, const store_manifest *manifest, upw_error *error);
    /* What must happen before it is used (all sessions end). */
    bool (*settle)(void *context, store_db *db, upw_error *error);
    void *context;
} store_hooks;

typedef struct store_backup_options {
    const uint8_t *public_key; /* whom it is sealed to; NULL: it is plain */
    store_hooks hooks;
} store_backup_options;

/* `path` appears whole or not at all, for its owner alone. Writers and readers go on meanwhile. UPW_DISK_FULL also when
 * there is plainly too little room before it begins. What `manifest` holds lives in the arena. */
bool store_back_up(store *s, const char *path, const store_backup_options *options, upw_arena *arena,
                   store_manifest *manifest, upw_error *error) UPW_MUST_CHECK;

typedef struct store_restore_options {
    const uint8_t *secret_key; /* for a sealed backup */
    const char *where;         /* a path where nothing is, or the address of an empty database; NULL: a trial, which
                                  checks all and leaves nothing */
    store_hooks hooks;
} store_restore_options;

/* Bring back what stands in the file `path`, after every check: damage of a single byte is found (UPW_BAD_INPUT). An
 * SQLite file appears whole or not at all; a database of PostgreSQL is filled in one transaction and then checked. A
 * trial of a backup of PostgreSQL's ends with its contents being listed, since there is nowhere to fill. */
bool store_restore(const char *path, const store_restore_options *options, upw_arena *arena, store_manifest *manifest,
                   upw_error *error) UPW_MUST_CHECK;

#endif
