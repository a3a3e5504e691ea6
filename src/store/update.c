/* A backup, then the migrations. */
#include "store/update.h"

#include <inttypes.h>

#include "base/memory.h"
#include "store/backup.h"
#include "store/store_internal.h"

static bool read_schema(store *s, store_schema *out, upw_error *error)
{
    store_db *const db = store_connect(s, error);
    const bool done = db != NULL && store_read_schema(db, out, error);
    store_disconnect(db);
    return done;
}

static bool back_up(store *s, int64_t schema, const store_update_options *o, upw_error *error)
{
    upw_arena arena;
    store_manifest manifest;
    memory_init_arena(&arena);
    const text path = memory_format(&arena, "%s.schema-%" PRId64 ".backup", s->where, schema);
    const bool done = store_back_up(s, path.at, NULL, &arena, &manifest, error);
    if (!done)
        upw_wrap(error, "no backup could be made, so nothing was changed");
    else if (o->backed_up != NULL)
        o->backed_up(o->migrate.context, path.at);
    upw_arena_clear(&arena);
    return done;
}

bool store_update(store *s, const store_update_options *options, upw_error *error)
{
    static const store_update_options plain = { .keeps_no_backup = false };
    const store_update_options *const o = options != NULL ? options : &plain;
    store_schema found;
    if (!read_schema(s, &found, error))
        return false;
    if (found.there == found.known)
        return true;
    if (found.there > 0 && !o->keeps_no_backup && !store_is_postgres(s) && !back_up(s, found.there, o, error))
        return false;
    return store_migrate(s, &o->migrate, error);
}
