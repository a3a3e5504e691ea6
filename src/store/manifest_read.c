/* The manifest of a backup, read. (Not in manifest.c: jansson and base/json.h have names in common.) */
#include "store/manifest.h"

#include <jansson.h>
#include <sodium.h>

#include "base/memory.h"

const char *const manifest_engines[] = { "sqlite", "postgresql" };

static bool take_integer(const json_t *object, const char *key, int64_t *out)
{
    const json_t *const value = json_object_get(object, key);
    *out = json_integer_value(value);
    return json_is_integer(value) && *out >= 0;
}

static bool take_text(const json_t *object, const char *key, upw_arena *arena, text *out)
{
    const json_t *const value = json_object_get(object, key);
    if (!json_is_string(value))
        return false;
    *out = memory_copy_text(arena, (text){ json_string_value(value), json_string_length(value) });
    return true;
}

static bool take_table(const json_t *value, upw_arena *arena, store_table *out)
{
    text hex;
    size_t n = 0;
    return take_text(value, "name", arena, &out->name) && take_integer(value, "rows", &out->n_rows) &&
           take_text(value, "hash", arena, &hex) && hex.len == 2 * sizeof out->hash &&
           sodium_hex2bin(out->hash, sizeof out->hash, hex.at, hex.len, NULL, &n, NULL) == 0 && n == sizeof out->hash;
}

static bool take_tables(const json_t *list, upw_arena *arena, store_tables *out)
{
    if (!json_is_array(list))
        return false;
    out->n = json_array_size(list);
    out->at = MEMORY_TAKE(arena, store_table, out->n);
    for (size_t i = 0; i < out->n; i++)
        if (!take_table(json_array_get(list, i), arena, &out->at[i]))
            return false;
    return true;
}

static bool take_engine(const json_t *object, upw_arena *arena, bool *is_postgres)
{
    text engine;
    if (!take_text(object, "engine", arena, &engine))
        return false;
    *is_postgres = text_equal(engine, text_of(manifest_engines[1]));
    return *is_postgres || text_equal(engine, text_of(manifest_engines[0]));
}

bool manifest_read(text json, upw_arena *arena, store_manifest *out, upw_error *error)
{
    json_error_t why;
    json_t *const root = json_loadb(json.at, json.len, JSON_REJECT_DUPLICATES, &why);
    *out = (store_manifest){ .is_postgres = false };
    const bool done = json_is_object(root) && take_engine(root, arena, &out->is_postgres) &&
                      take_integer(root, "at", &out->at_ms) && take_text(root, "upward", arena, &out->version) &&
                      take_integer(root, "schema", &out->schema) && take_text(root, "head", arena, &out->head) &&
                      take_integer(root, "bytes", &out->n_bytes) &&
                      take_tables(json_object_get(root, "tables"), arena, &out->tables);
    json_decref(root);
    return done || upw_fail(error, UPW_BAD_INPUT, "the backup's manifest is not one that \"upward backup\" writes");
}
