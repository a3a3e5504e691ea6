/* Any bytes as a backup. The first byte says how: as the file itself, which checksums guard, or (odd) as what stands in
 * a file whose checksums are right, so that the manifest and the image are reached.
 *
 * A backup that is refused says why and leaves nothing; one that is taken says so of itself again. */
#include "base/memory.h"
#include "scratch.h"
#include "store/backup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void wrap(const char *path, const uint8_t *data, size_t size)
{
    container_writer *const w = container_create(path, NULL, NULL);
    assert(w != NULL && container_write(w, (text){ (const char *)data, size }, NULL));
    assert(container_finish(w, NULL));
}

static bool try_backup(const char *path, const char *where)
{
    upw_arena arena;
    upw_error error = { 0 };
    store_manifest m;
    memory_init_arena(&arena);
    const bool done = store_restore(path, &(store_restore_options){ .where = where }, &arena, &m, &error);
    assert(done || (error.code != UPW_OK && text_is_utf8(text_of(error.message)) &&
                    strpbrk(error.message, "\n\r\033") == NULL));
    upw_arena_clear(&arena);
    return done;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char where[80];
    if (size == 0)
        return 0;
    const scratch s = scratch_new(data + 1, size - 1);
    if (data[0] % 2 == 1)
        wrap(s.path, data + 1, size - 1);
    const bool is_good = try_backup(s.path, NULL);
    assert(scratch_count(&s) == 1);
    snprintf(where, sizeof where, "%s/restored", s.folder);
    const bool is_restored = try_backup(s.path, where);
    assert(is_restored == is_good && scratch_count(&s) == 1 + (size_t)is_restored);
    scratch_clear(&s);
    return 0;
}
