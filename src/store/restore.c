/* Bringing a backup back: everything is checked before anything is used. */
#include "store/backup_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/output.h"
#include "store/manifest.h"
#include "store/store_internal.h"

enum { CHUNK = 1 << 18, HOUR_MS = 3600000 };

typedef struct restoring {
    const store_restore_options *options;
    upw_arena *arena;
    store_manifest *manifest;
} restoring;

/* ---- out of the container ---- */

static bool read_manifest(container_reader *r, upw_arena *arena, store_manifest *out, upw_error *error)
{
    uint8_t length[4];
    if (!container_read(r, length, sizeof length, error))
        return false;
    const size_t n = (size_t)length[0] | (size_t)length[1] << 8 | (size_t)length[2] << 16 | (size_t)length[3] << 24;
    if (n > MANIFEST_BYTES_MAX)
        return upw_fail(error, UPW_BAD_INPUT, "the backup's manifest is too long to be one");
    char *const words = memory_take(arena, n, 1);
    return container_read(r, words, n, error) && manifest_read((text){ words, n }, arena, out, error);
}

static bool read_image(container_reader *r, int64_t n_bytes, output *image, upw_error *error)
{
    char *const chunk = memory_grow(NULL, CHUNK, 1);
    bool done = true;
    while (done && n_bytes > 0) {
        const size_t n = n_bytes < CHUNK ? (size_t)n_bytes : CHUNK;
        done = container_read(r, chunk, n, error) && output_write(image, (text){ chunk, n }, error);
        n_bytes -= (int64_t)n;
    }
    free(chunk);
    return done && container_end(r, error) && output_flush(image, error);
}

/* ---- what was restored ---- */

static bool check_contents(store_db *db, void *context, upw_error *error)
{
    const restoring *const r = context;
    static const store_hooks none = { .context = NULL };
    const store_hooks *const hooks = &r->options->hooks;
    store_manifest found = { .is_postgres = r->manifest->is_postgres };
    if (!store_is_postgres(db->store) && !backup_check_sqlite(db, error))
        return false;
    if (!backup_describe(db, &none, r->arena, &found, error) || !manifest_compare(r->manifest, &found.tables, error))
        return false;
    return hooks->check == NULL || hooks->check(hooks->context, db, r->manifest, error);
}

/* Look at everything, then let others settle what must be settled before it is used. */
static bool check_restored(const restoring *r, const char *where, bool settles, upw_error *error)
{
    const store_hooks *const hooks = &r->options->hooks;
    const store_options options = { .statement_ms = HOUR_MS, .must_exist = true, .is_read_only = !settles };
    store *const s = store_open(where, &options, error);
    store_db *const db = s != NULL ? store_connect(s, error) : NULL;
    const bool done = db != NULL && store_snapshot(db, check_contents, (void *)r, error) &&
                      (!settles || hooks->settle == NULL || hooks->settle(hooks->context, db, error));
    store_disconnect(db);
    store_close(s);
    return done;
}

/* ---- where it goes ---- */

static bool check_empty(const char *where, upw_error *error)
{
    upw_arena arena;
    store_tables tables = { NULL, 0 };
    memory_init_arena(&arena);
    store *const s = store_open(where, NULL, error);
    store_db *const db = s != NULL ? store_connect(s, error) : NULL;
    const bool is_read = db != NULL && store_list_tables(db, &arena, &tables, error);
    store_disconnect(db);
    store_close(s);
    upw_arena_clear(&arena);
    return is_read &&
           (tables.n == 0 || upw_fail(error, UPW_BAD_USAGE, "the database is not empty; restore into an empty one"));
}

static bool check_place(const restoring *r, upw_error *error)
{
    struct stat facts;
    const char *const where = r->options->where;
    const bool is_address = text_contains(text_of(where), TEXT("://"));
    if (is_address != r->manifest->is_postgres)
        return upw_fail(error, UPW_BAD_USAGE, "this is a backup of %s; give %s to restore it to",
                        r->manifest->is_postgres ? "PostgreSQL" : "SQLite",
                        r->manifest->is_postgres ? "the address of an empty database, postgresql://…"
                                                 : "a path where nothing is");
    if (is_address)
        return check_empty(where, error);
    return stat(where, &facts) != 0 ||
           upw_fail(error, UPW_BAD_USAGE, "%s is there already; restore to another path and move it when all is well",
                    where);
}

/* An image of ours stands alone: one that wants a log beside it, or that only a later SQLite may write, is none. */
static bool check_image(const char *path, upw_error *error)
{
    static const char format[16] = "SQLite format 3";
    enum { WRITE_VERSION = 18, READ_VERSION = 19, N = 20 };
    char head[N] = { 0 };
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    const bool is_read = file >= 0 && read(file, head, N) == N;
    if (file >= 0)
        close(file);
    return (is_read && memcmp(head, format, sizeof format) == 0 && head[WRITE_VERSION] == 1 &&
            head[READ_VERSION] == 1) ||
           upw_fail(error, UPW_BAD_INPUT, "what is in the backup is no database as \"upward backup\" copies it");
}

/* The image is in a file; what becomes of it. */
static bool use_image(const restoring *r, output *image, bool *is_kept, upw_error *error)
{
    const char *const where = r->options->where, *const path = output_unfinished_path(image);
    *is_kept = false;
    if (!r->manifest->is_postgres) {
        *is_kept = where != NULL;
        return check_image(path, error) && check_restored(r, path, where != NULL, error);
    }
    if (where == NULL)
        return backup_list_postgres(path, error);
    return backup_fill_postgres(where, path, error) && check_restored(r, where, true, error);
}

static bool restore_from(container_reader *reader, const char *path, const restoring *r, upw_error *error)
{
    bool is_kept = false;
    if (!read_manifest(reader, r->arena, r->manifest, error) || (r->options->where != NULL && !check_place(r, error)))
        return false;
    /* Where the database will stand; a trial, and what is for PostgreSQL, beside the backup. */
    const bool is_there = r->options->where != NULL && !r->manifest->is_postgres;
    output *const image =
        output_open_private(is_there ? r->options->where : memory_format(r->arena, "%s.trial", path).at, error);
    if (image == NULL)
        return false;
    const bool done = read_image(reader, r->manifest->n_bytes, image, error) && use_image(r, image, &is_kept, error);
    if (done && is_kept)
        return output_commit(image, error);
    output_abandon(image);
    return done;
}

bool store_restore(const char *path, const store_restore_options *options, upw_arena *arena, store_manifest *manifest,
                   upw_error *error)
{
    const restoring r = { options, arena, manifest };
    *manifest = (store_manifest){ .is_postgres = false };
    container_reader *const reader = container_open(path, options->secret_key, error);
    const bool done = reader != NULL && restore_from(reader, path, &r, error);
    container_close(reader);
    if (done)
        return true;
    upw_wrap(error, "%s", path);
    if (error != NULL)
        text_make_showable(error->message); /* names in it may be anybody's */
    return false;
}
