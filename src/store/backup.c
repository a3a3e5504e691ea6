/* Making a backup: an image of one moment, what stands in it, and both in a container. */
#include "store/backup_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/output.h"
#include "store/manifest.h"
#include "store/migrate.h"
#include "store/store_internal.h"
#include "upward_config.h"

enum { HOUR_MS = 3600000, CHUNK = 1 << 18 };

/* ---- room ---- */

static const store_statement size_of_all = {
    .name = "backup_size",
    .sql = "SELECT c.page_count * s.page_size FROM pragma_page_count() c, pragma_page_size() s",
    .postgres = "SELECT pg_database_size(current_database())",
    .gives = "i",
};

/* The image and what it becomes when compressed stand beside each other for a while. */
static bool check_room(store_db *db, int folder, upw_error *error)
{
    struct statvfs disk;
    store_rows row;
    bool found;
    if (!store_find(db, &size_of_all, NULL, &row, &found, error))
        return false;
    const int64_t size = found ? store_integer(&row, 0) : 0;
    if (!store_end(&row, error))
        return false;
    if (fstatvfs(folder, &disk) != 0)
        return true; /* then the disk says it itself */
    const uint64_t room = (uint64_t)disk.f_bavail * disk.f_frsize, wanted = (uint64_t)size + (uint64_t)size / 2;
    return room >= wanted || upw_fail(error, UPW_DISK_FULL,
                                      "a backup may need %" PRIu64 " MB for a while and the disk has %" PRIu64 " MB",
                                      wanted >> 20, room >> 20);
}

/* ---- the image ---- */

bool backup_describe(store_db *db, const store_hooks *hooks, upw_arena *arena, store_manifest *out, upw_error *error)
{
    store_schema schema;
    if (!store_read_schema(db, &schema, error) || !store_list_tables(db, arena, &out->tables, error) ||
        !store_hash_tables(db, arena, &out->tables, error))
        return false;
    out->schema = schema.there;
    out->version = TEXT(UPWARD_VERSION);
    out->is_postgres = store_is_postgres(db->store);
    out->head = TEXT("");
    return hooks->find_head == NULL || hooks->find_head(hooks->context, db, arena, &out->head, error);
}

typedef struct imaging {
    const char *path; /* of the image */
    const store_backup_options *options;
    upw_arena *arena;
    store_manifest *manifest;
} imaging;

/* In a snapshot of the database itself. */
static bool make_image(store_db *db, void *context, upw_error *error)
{
    const imaging *const i = context;
    i->manifest->at_ms = clock_now_ms();
    if (store_is_postgres(db->store))
        return backup_dump_postgres(db, i->path, error) &&
               backup_describe(db, &i->options->hooks, i->arena, i->manifest, error);
    return backup_copy_sqlite(db, i->path, error);
}

/* In a snapshot of the copy. */
static bool look_at_copy(store_db *db, void *context, upw_error *error)
{
    const imaging *const i = context;
    return backup_check_sqlite(db, error) && backup_describe(db, &i->options->hooks, i->arena, i->manifest, error);
}

static bool check_copy(imaging *i, upw_error *error)
{
    static const store_options reading = { .is_read_only = true, .must_exist = true };
    store *const copy = store_open(i->path, &reading, error);
    store_db *const db = copy != NULL ? store_connect(copy, error) : NULL;
    const bool done = db != NULL && store_snapshot(db, look_at_copy, i, error);
    store_disconnect(db);
    store_close(copy);
    return done;
}

/* ---- into the container ---- */

static bool write_manifest(container_writer *w, const store_manifest *m, upw_error *error)
{
    buffer words;
    buffer_init(&words, MANIFEST_BYTES_MAX);
    manifest_write(m, &words);
    const size_t n = words.len;
    const char length[4] = { (char)(n & 255), (char)(n >> 8 & 255), (char)(n >> 16 & 255), (char)(n >> 24 & 255) };
    const bool done = !words.is_full && container_write(w, (text){ length, sizeof length }, error) &&
                      container_write(w, buffer_text(&words), error);
    buffer_clear(&words);
    return done;
}

static bool write_image(container_writer *w, int file, upw_error *error)
{
    char *const chunk = memory_grow(NULL, CHUNK, 1);
    bool done = true;
    ssize_t n = 0;
    while (done && (n = read(file, chunk, CHUNK)) > 0)
        done = container_write(w, (text){ chunk, (size_t)n }, error);
    free(chunk);
    return done && (n == 0 || upw_fail(error, UPW_IO_FAILED, "the copy cannot be read: %s", strerror(errno)));
}

static bool fill_container(container_writer *w, const char *path, store_manifest *m, upw_error *error)
{
    struct stat facts;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    bool done = file >= 0 && fstat(file, &facts) == 0;
    if (!done)
        upw_fail(error, UPW_IO_FAILED, "the copy cannot be read: %s", strerror(errno));
    if (done) {
        m->n_bytes = facts.st_size;
        done = write_manifest(w, m, error) && write_image(w, file, error);
    }
    if (file >= 0)
        close(file);
    return done;
}

/* ---- all of it ---- */

static bool back_up_to(store_db *db, output *image, container_writer *w, const imaging *with, upw_error *error)
{
    imaging i = *with;
    i.path = output_unfinished_path(image);
    const int file = open(i.path, O_RDONLY | O_CLOEXEC);
    const bool has_room = file >= 0 && check_room(db, file, error);
    if (file >= 0)
        close(file);
    return has_room && store_snapshot(db, make_image, &i, error) &&
           (store_is_postgres(db->store) || check_copy(&i, error)) && fill_container(w, i.path, i.manifest, error);
}

/* A dump may take longer than any statement of a page. */
static store_db *connect_patiently(store *s, store **patient, upw_error *error)
{
    static const store_options options = { .statement_ms = HOUR_MS, .is_read_only = true, .must_exist = true };
    static const char patience[] = "SET idle_in_transaction_session_timeout=0";
    *patient = NULL;
    if (!store_is_postgres(s))
        return store_connect(s, error);
    *patient = store_open(s->where, &options, error);
    store_db *const db = *patient != NULL ? store_connect(*patient, error) : NULL;
    if (db == NULL || store_postgres.script(db, patience, error))
        return db;
    store_disconnect(db);
    return NULL;
}

bool store_back_up(store *s, const char *path, const store_backup_options *options, upw_arena *arena,
                   store_manifest *manifest, upw_error *error)
{
    static const store_backup_options plain = { .public_key = NULL };
    const imaging with = { .options = options != NULL ? options : &plain, .arena = arena, .manifest = manifest };
    store *patient = NULL;
    store_db *db = NULL;
    *manifest = (store_manifest){ .is_postgres = store_is_postgres(s) };
    container_writer *const w = container_create(path, with.options->public_key, error);
    output *const image = w != NULL ? output_open_private(path, error) : NULL;
    if (image != NULL)
        db = connect_patiently(s, &patient, error);
    const bool filled = db != NULL && back_up_to(db, image, w, &with, error);
    store_disconnect(db);
    store_close(patient);
    output_abandon(image);
    if (filled)
        return container_finish(w, error);
    container_abandon(w);
    return false;
}
