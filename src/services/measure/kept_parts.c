/* Parts of pages, kept. */
#include "services/measure/kept_parts.h"

#include "base/memory.h"
#include "services/measure/measure_internal.h"
#include "services/people/people.h"

const store_statement kept_parts_statements[] = {
    { "measure_version", "SELECT version FROM measure_version", .gives = "i" },
};
const size_t kept_parts_statements_count = sizeof kept_parts_statements / sizeof *kept_parts_statements;

static bool read_version(store_db *db, int64_t *out, upw_error *error)
{
    store_rows row;
    bool found;
    if (!store_find(db, &kept_parts_statements[0], NULL, &row, &found, error))
        return false;
    if (found)
        *out = store_integer(&row, 0);
    return store_end(&row, error) && (found || upw_fail(error, UPW_IO_FAILED, "the version of the figures is missing"));
}

static kept_key make_key(const request *req, int64_t version)
{
    const workflow_person *const who = people_who_asks(req);
    kept_key key;
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof key.bytes);
    measure_hash_integer(&state, version);
    measure_hash_text(&state, req->path);
    measure_hash_integer(&state, (int64_t)req->query.n);
    for (size_t i = 0; i < req->query.n; i++) {
        measure_hash_text(&state, req->query.at[i].name);
        measure_hash_text(&state, req->query.at[i].value);
    }
    measure_hash_integer(&state, who != NULL);
    if (who != NULL)
        measure_hash_text(&state, req->person->organisation);
    for (size_t i = 0; who != NULL && i < who->n_seats; i++) {
        measure_hash_integer(&state, who->seats[i].role);
        measure_hash_text(&state, who->seats[i].organisation);
    }
    crypto_generichash_final(&state, key.bytes, sizeof key.bytes);
    return key;
}

static bool add_kept(buffer *out, kept_things *parts, const kept_key *key)
{
    kept_entry *held;
    const text *const part = kept_find(parts, key, &held);
    if (part == NULL)
        return false;
    buffer_add(out, *part);
    kept_let_go(parts, held);
    return true;
}

static const void *copy(const void *part, upw_arena *arena)
{
    text *const copied = MEMORY_TAKE(arena, text, 1);
    *copied = memory_copy_text(arena, *(const text *)part);
    return copied;
}

typedef struct writing {
    html_writer *h;
    html_writer start; /* where it begins: a snapshot may be taken again */
    size_t len;
    request *req;
    measure_part *write;
    const void *context;
    int64_t version;
} writing;

static bool write_at_once(store_db *db, void *context, upw_error *error)
{
    writing *const w = context;
    *w->h = w->start;
    w->h->out->len = w->len;
    return read_version(db, &w->version, error) && w->write(w->h, w->req, w->context, error);
}

bool measure_write_part(html_writer *h, request *req, measure_part *write, const void *context, upw_error *error)
{
    kept_things *const parts = services_of(req)->parts;
    buffer *const out = html_lend(h);
    writing w = { .h = h, .start = *h, .len = out->len, .req = req, .write = write, .context = context };
    if (parts == NULL)
        return store_snapshot(req->db, write_at_once, &w, error);
    if (!read_version(req->db, &w.version, error))
        return false;
    const kept_key wanted = make_key(req, w.version);
    if (add_kept(out, parts, &wanted))
        return true;
    if (!store_snapshot(req->db, write_at_once, &w, error))
        return false;
    const kept_key is = make_key(req, w.version); /* of what was read: it may have changed since */
    const text part = { out->at + w.len, out->len - w.len };
    if (!out->is_full)
        kept_keep(parts, &is, &part, part.len + sizeof part + 1, copy);
    return true;
}
