/* Three moments at which others look at a backup. A database with an older schema may lack what they look at: it has no
 * head, and its sessions end when it is used. */
#include "cli/backup_hooks.h"

#include <inttypes.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "store/migrate.h"
#include "web/session.h"
#include "workflow/audit.h"

static bool has_tables(store_db *db, bool *has, upw_error *error)
{
    store_schema found;
    if (!store_read_schema(db, &found, error))
        return false;
    *has = found.there == found.known;
    return true;
}

static bool find_head(void *context, store_db *db, upw_arena *arena, text *head, upw_error *error)
{
    (void)context;
    audit_anchor anchor;
    bool has;
    if (!has_tables(db, &has, error))
        return false;
    if (!has)
        return true;
    if (!audit_find_head(db, &anchor, error))
        return false;
    *head = memory_format(arena, "%" PRId64 ":%s", anchor.seq, anchor.hash);
    return true;
}

static bool check(void *context, store_db *db, const store_manifest *manifest, upw_error *error)
{
    (void)context;
    audit_anchor anchor = { 0 };
    int64_t n_rows;
    text hash = manifest->head;
    if (hash.len == 0)
        return true;
    const text seq = text_take_until(&hash, ':');
    if (!number_parse_integer(seq, &anchor.seq) || hash.len >= sizeof anchor.hash)
        return upw_fail(error, UPW_BAD_INPUT, "the backup's manifest does not say where the audit trail ends");
    memcpy(anchor.hash, hash.at, hash.len);
    return audit_verify(db, &anchor, anchor.seq > 0, &n_rows, error);
}

static bool settle(void *context, store_db *db, upw_error *error)
{
    (void)context;
    static const int64_t after_all_ms = INT64_C(253402300800000); /* the year 10000: every session has ended by then */
    bool has;
    return has_tables(db, &has, error) && (!has || web_session_sweep(db, after_all_ms, error));
}

const store_hooks backup_hooks = { .find_head = find_head, .check = check, .settle = settle };
