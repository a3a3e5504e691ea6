/* The manifest of a backup: written, and compared with what was restored. */
#include "store/manifest.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "base/json.h"

static void add_table(json_writer *j, const store_table *t)
{
    char hex[2 * TABLES_HASH_BYTES + 1];
    sodium_bin2hex(hex, sizeof hex, t->hash, sizeof t->hash);
    json_begin_object(j);
    json_key(j, "name");
    json_text(j, t->name);
    json_key(j, "rows");
    json_integer(j, t->n_rows);
    json_key(j, "hash");
    json_text(j, text_of(hex));
    json_end_object(j);
}

void manifest_write(const store_manifest *m, buffer *out)
{
    json_writer j;
    json_init(&j, out);
    json_begin_object(&j);
    json_key(&j, "engine");
    json_text(&j, text_of(manifest_engines[m->is_postgres]));
    json_key(&j, "at");
    json_integer(&j, m->at_ms);
    json_key(&j, "upward");
    json_text(&j, m->version);
    json_key(&j, "schema");
    json_integer(&j, m->schema);
    json_key(&j, "head");
    json_text(&j, m->head);
    json_key(&j, "bytes");
    json_integer(&j, m->n_bytes);
    json_key(&j, "tables");
    json_begin_array(&j);
    for (size_t i = 0; i < m->tables.n; i++)
        add_table(&j, &m->tables.at[i]);
    json_end_array(&j);
    json_end_object(&j);
}

static const store_table *find_table(const store_tables *tables, text name)
{
    for (size_t i = 0; i < tables->n; i++)
        if (text_equal(tables->at[i].name, name))
            return &tables->at[i];
    return NULL;
}

bool manifest_compare(const store_manifest *m, const store_tables *found, upw_error *error)
{
    for (size_t i = 0; i < m->tables.n; i++) {
        const store_table *const t = &m->tables.at[i], *const now = find_table(found, t->name);
        if (now == NULL)
            return upw_fail(error, UPW_BAD_INPUT, "the backup lacks the table %.*s", TEXT_ARGS(t->name));
        if (now->n_rows != t->n_rows)
            return upw_fail(error, UPW_BAD_INPUT,
                            "table %.*s of the backup has %" PRId64 " rows, and its manifest says %" PRId64,
                            TEXT_ARGS(t->name), now->n_rows, t->n_rows);
        if (memcmp(now->hash, t->hash, sizeof t->hash) != 0)
            return upw_fail(error, UPW_BAD_INPUT, "table %.*s of the backup is not as its manifest says",
                            TEXT_ARGS(t->name));
    }
    if (found->n != m->tables.n)
        return upw_fail(error, UPW_BAD_INPUT, "the backup has %zu tables, and its manifest says %zu", found->n,
                        m->tables.n);
    return true;
}
