/* Any bytes as the SQLite file that the program is started with: it is refused, or used as what it is. */
#include "base/memory.h"
#include "scratch.h"
#include "store/doctor.h"
#include "store/migrate.h"
#include "store/tables.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_sentence(const upw_error *error)
{
    assert(error->code != UPW_OK && error->message[0] != '\0' && text_is_utf8(text_of(error->message)) &&
           strpbrk(error->message, "\n\r\033") == NULL);
}

static bool hash(store_db *db, void *context, upw_error *error)
{
    store_tables tables;
    return store_list_tables(db, context, &tables, error) && store_hash_tables(db, context, &tables, error);
}

static void use(store *s, upw_arena *arena)
{
    upw_error error = { 0 };
    store_db *const db = store_connect(s, &error);
    if (db == NULL || !store_snapshot(db, hash, arena, &error))
        check_sentence(&error);
    store_disconnect(db);
    if (!store_migrate(s, NULL, &error))
        check_sentence(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    upw_arena arena;
    upw_error error = { 0 };
    memory_init_arena(&arena);
    const scratch s = scratch_new(data, size);
    doctor_findings *const found = MEMORY_TAKE(&arena, doctor_findings, 1);
    found->arena = &arena;
    store_examine(s.path, found);
    for (size_t i = 0; i < found->n; i++)
        assert(text_is_utf8(text_of(found->at[i].what)));
    store *const opened = store_open(s.path, NULL, &error);
    if (opened != NULL)
        use(opened, &arena);
    else
        check_sentence(&error);
    store_close(opened);
    scratch_clear(&s);
    upw_arena_clear(&arena);
    return 0;
}
