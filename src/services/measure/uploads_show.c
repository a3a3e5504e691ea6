/* Uploads as people look at them: the log, and what one that waits would change. */
#include <math.h>

#include <sodium.h>

#include "base/memory.h"
#include "base/unit.h"
#include "services/measure/uploads_internal.h"

static upload_state find_state(text name)
{
    upload_state s = 0;
    while (s + 1 < UPLOAD_STATE_COUNT && !text_equal(name, text_of(upload_state_names[s])))
        s++;
    return s;
}

static void read_upload(const store_rows *row, upw_arena *arena, measure_upload *out)
{
    *out = (measure_upload){
        .id = store_copy(row, 0, arena),
        .organisation = store_copy(row, 1, arena),
        .person = store_copy(row, 2, arena),
        .file_name = store_copy(row, 3, arena),
        .file_hash = store_copy(row, 4, arena),
        .state = find_state(store_text(row, 5)),
        .n_rows = store_integer(row, 6),
        .n_good = store_integer(row, 7),
        .n_new = store_integer(row, 8),
        .n_changed = store_integer(row, 9),
        .n_same = store_integer(row, 10),
        .notes = store_copy(row, 11, arena),
        .staged_ms = store_integer(row, 12),
        .settled_ms = store_integer(row, 13),
        .settled_by = store_copy(row, 14, arena),
        .undone_ms = store_integer(row, 15),
        .undone_by = store_copy(row, 16, arena),
        .version = store_integer(row, 17),
    };
}

bool uploads_find(store_db *db, text id, upw_arena *arena, measure_upload *out, bool *found, upw_error *error)
{
    store_rows row;
    if (!store_find(db, &uploads_statements[UPLOAD_BY_ID], (store_value[]){ STORE_TEXT(id) }, &row, found, error))
        return false;
    if (*found)
        read_upload(&row, arena, out);
    return store_end(&row, error);
}

static bool list(store_db *db, upload_statement statement, text key, upw_arena *arena, measure_uploads *out,
                 upw_error *error)
{
    enum { SHOWN_MAX = 100 }; /* as the statements say */
    store_rows rows;
    *out = (measure_uploads){ MEMORY_TAKE(arena, measure_upload, SHOWN_MAX), 0 };
    if (!store_query(db, &uploads_statements[statement], (store_value[]){ STORE_TEXT(key) }, &rows, error))
        return false;
    while (out->n < SHOWN_MAX && store_next(&rows))
        read_upload(&rows, arena, &out->at[out->n++]);
    return store_end(&rows, error);
}

bool uploads_list(store_db *db, text organisation, upw_arena *arena, measure_uploads *out, upw_error *error)
{
    return list(db, organisation.len > 0 ? UPLOADS_OF : UPLOADS_ALL, organisation, arena, out, error);
}

bool uploads_list_waiting(store_db *db, text person, upw_arena *arena, measure_uploads *out, upw_error *error)
{
    return list(db, UPLOADS_WAITING_OF, person, arena, out, error);
}

bool upload_count(store_db *db, text id, upload_counts *out, upw_error *error)
{
    store_rows row;
    bool found;
    *out = (upload_counts){ 0 };
    if (!store_find(db, &uploads_statements[UPLOAD_COUNT], (store_value[]){ STORE_TEXT(id) }, &row, &found, error))
        return false;
    if (found)
        *out = (upload_counts){ store_integer(&row, 0), store_integer(&row, 1), store_integer(&row, 2),
                                store_integer(&row, 3) };
    return store_end(&row, error);
}

bool upload_hash_seen(store_db *db, text id, upw_arena *arena, text *out, upw_error *error)
{
    unsigned char hash[32];
    char *const hex = MEMORY_TAKE(arena, char, 2 * sizeof hash + 1);
    crypto_generichash_state state;
    store_rows rows;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    if (!store_query(db, &uploads_statements[UPLOAD_SEEN], (store_value[]){ STORE_TEXT(id) }, &rows, error))
        return false;
    while (store_next(&rows)) {
        for (size_t i = 0; i < 2; i++) {
            const text part = store_text(&rows, i);
            crypto_generichash_update(&state, (const unsigned char *)part.at, part.len);
            crypto_generichash_update(&state, (const unsigned char *)"/", 1);
        }
        const int64_t figures = store_integer(&rows, 2);
        crypto_generichash_update(&state, (const unsigned char *)&figures, sizeof figures);
    }
    crypto_generichash_final(&state, hash, sizeof hash);
    sodium_bin2hex(hex, 2 * sizeof hash + 1, hash, sizeof hash);
    *out = (text){ hex, 2 * sizeof hash };
    return store_end(&rows, error);
}

/* ---- the preview ---- */

static bool read_differences(store_db *db, text id, upload_statement statement, upw_arena *arena,
                             upload_difference **out, size_t *n, upw_error *error)
{
    store_rows rows;
    *out = MEMORY_TAKE(arena, upload_difference, UPLOAD_SHOWN_MAX);
    *n = 0;
    if (!store_query(db, &uploads_statements[statement], (store_value[]){ STORE_TEXT(id) }, &rows, error))
        return false;
    while (*n < UPLOAD_SHOWN_MAX && store_next(&rows))
        (*out)[(*n)++] = (upload_difference){
            .key = { store_copy(&rows, 0, arena), store_copy(&rows, 1, arena) },
            .when = { (int32_t)store_integer(&rows, 2) },
            .file_row = store_integer(&rows, 3),
            .is_new = statement == UPLOAD_NEW,
            .was = { store_number(&rows, 4), store_number(&rows, 5), store_number(&rows, 6),
                     (uint8_t)store_integer(&rows, 7), store_copy(&rows, 8, arena) },
            .is = { store_number(&rows, 9), store_number(&rows, 10), store_number(&rows, 11),
                    (uint8_t)store_integer(&rows, 12), id },
            .annotation = store_copy(&rows, 13, arena),
        };
    return store_end(&rows, error);
}

static bool read_faults(store_db *db, text id, upw_arena *arena, upload_preview *out, upw_error *error)
{
    store_rows rows;
    if (!store_query(db, &uploads_statements[UPLOAD_FAULTS], (store_value[]){ STORE_TEXT(id) }, &rows, error))
        return false;
    while (out->n_faults_shown < UPLOAD_FAULTS_MAX && store_next(&rows)) {
        if (out->faults == NULL)
            out->faults = MEMORY_TAKE(arena, upload_fault, UPLOAD_FAULTS_MAX);
        out->faults[out->n_faults_shown++] = (upload_fault){ store_integer(&rows, 0), store_copy(&rows, 1, arena),
                                                             store_copy(&rows, 2, arena), store_copy(&rows, 3, arena) };
    }
    return store_end(&rows, error);
}

/* A workbook that shows 95 % holds 0.95. */
static bool read_doubts(store_db *db, text id, upw_arena *arena, text *out, upw_error *error)
{
    store_rows rows;
    *out = TEXT("");
    if (!store_query(db, &uploads_statements[UPLOAD_DOUBTS], (store_value[]){ STORE_TEXT(id) }, &rows, error))
        return false;
    while (store_next(&rows))
        if (unit_parse(store_text(&rows, 1)).kind == UNIT_PERCENT)
            *out =
                memory_format(arena,
                              "%.*sAll values of %.*s lie between 0 and 1, but it is counted in %%: where 0.95 means "
                              "95 %%, write 95 or 95%%.\n",
                              TEXT_ARGS(*out), TEXT_ARGS(store_text(&rows, 0)));
    return store_end(&rows, error);
}

typedef struct look {
    const measure_upload *upload;
    upw_arena *arena;
    upload_preview *out;
} look;

static bool read_preview(store_db *db, void *context, upw_error *error)
{
    const look *const l = context;
    const text id = l->upload->id;
    upload_preview *const out = l->out;
    upload_counts counts;
    *out = (upload_preview){ 0 };
    if (!read_faults(db, id, l->arena, out, error))
        return false;
    if (l->upload->state != UPLOAD_STAGED)
        return true;
    if (!upload_count(db, id, &counts, error) || !upload_hash_seen(db, id, l->arena, &out->seen, error) ||
        !read_differences(db, id, UPLOAD_CHANGED, l->arena, &out->changed, &out->n_changed_shown, error) ||
        !read_differences(db, id, UPLOAD_NEW, l->arena, &out->added, &out->n_added_shown, error) ||
        !read_doubts(db, id, l->arena, &out->doubts, error))
        return false;
    out->n_new = counts.n_new;
    out->n_changed = counts.n_changed;
    out->n_same = counts.n_same;
    out->n_annotations = counts.n_annotations;
    return true;
}

bool uploads_preview(store_db *db, const measure_upload *upload, upw_arena *arena, upload_preview *out,
                     upw_error *error)
{
    look l = { upload, arena, out };
    return store_snapshot(db, read_preview, &l, error);
}
