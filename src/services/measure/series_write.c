/* What writes to a series leaves its summary and its hash as they must be. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "services/measure/measure_internal.h"
#include "services/measure/series_internal.h"

/* ---- its hash ---- */

static void add_number(crypto_generichash_state *state, double number)
{
    const double one_nan = isnan(number) ? NAN : number; /* there are many */
    uint64_t bits = UINT64_MAX;
    if (!isnan(one_nan))
        memcpy(&bits, &one_nan, sizeof bits);
    measure_hash_integer(state, (int64_t)bits);
}

text series_hash(const measure_series *s, upw_arena *arena)
{
    unsigned char hash[SERIES_HASH_HEX / 2];
    char *const hex = MEMORY_TAKE(arena, char, SERIES_HASH_HEX + 1);
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    measure_hash_integer(&state, (int64_t)s->n);
    for (size_t i = 0; i < s->n; i++) {
        measure_hash_integer(&state, s->periods[i].code);
        add_number(&state, s->values[i]);
        add_number(&state, s->numerators[i]);
        add_number(&state, s->denominators[i]);
        measure_hash_integer(&state, s->gaps[i] * 2 + s->are_revised[i]);
        measure_hash_text(&state, s->annotations[i]);
    }
    measure_hash_integer(&state, (int64_t)s->n_steps);
    for (size_t i = 0; i < s->n_steps; i++) {
        measure_hash_integer(&state, s->steps[i].from.code);
        measure_hash_text(&state, s->steps[i].reason);
    }
    add_number(&state, s->has_local_target ? s->local_target : NAN);
    measure_hash_integer(&state, s->has_path);
    if (s->has_path) {
        measure_hash_text(&state, s->path.shape);
        measure_hash_text(&state, s->path.parameters);
        add_number(&state, s->path.start);
        add_number(&state, s->path.aim);
        measure_hash_integer(&state, s->path.from.code);
        measure_hash_integer(&state, (int64_t)s->path.horizon);
    }
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(hex, SERIES_HASH_HEX + 1, hash, sizeof hash);
    return (text){ hex, SERIES_HASH_HEX };
}

/* ---- for those who write ---- */

bool series_make(store_db *db, measure_key key, upw_error *error)
{
    store_value values[2];
    return store_run(db, &series_statements[SERIES_MAKE], series_write_key(key, values), NULL, error);
}

bool series_touch(store_db *db, measure_key key, bool figures, upw_error *error)
{
    upw_arena arena;
    memory_init_arena(&arena);
    measure_series s;
    bool found;
    bool is_done = series_read(db, key, &arena, &s, &found, error);
    if (is_done && found) {
        const store_value values[] = { STORE_TEXT(key.indicator),
                                       STORE_TEXT(key.organisation),
                                       STORE_INTEGER(figures),
                                       STORE_TEXT(s.content),
                                       STORE_INTEGER((int64_t)s.n),
                                       STORE_INTEGER(s.n > 0 ? s.periods[0].code : 0),
                                       STORE_INTEGER(s.n > 0 ? s.periods[s.n - 1].code : 0) };
        is_done = store_run(db, &series_statements[SERIES_TOUCH], values, NULL, error);
    }
    upw_arena_clear(&arena);
    return is_done;
}

bool series_has(store_db *db, measure_key key, period when, bool *is_there, upw_error *error)
{
    store_rows row;
    const store_value values[] = { STORE_TEXT(key.indicator), STORE_TEXT(key.organisation), STORE_INTEGER(when.code) };
    return store_find(db, &series_statements[SERIES_HAS], values, &row, is_there, error) && store_end(&row, error);
}

bool series_must_have(store_db *db, measure_key key, period when, upw_error *error)
{
    bool is_there;
    if (!series_has(db, key, when, &is_there, error))
        return false;
    if (is_there)
        return true;
    buffer b;
    buffer_init(&b, 64);
    period_add_for_people(&b, when);
    upw_fail(error, UPW_NOT_FOUND, "There is no figure of %.*s here", (int)b.len, b.at);
    buffer_clear(&b);
    return false;
}
