/* What indicators were, field by field. */
#include "services/measure/catalogue_history.h"

#include "base/memory.h"

enum { CHANGES_SINCE, CHANGE_KEEP };

const store_statement catalogue_history_statements[] = {
    [CHANGES_SINCE] = { "indicator_changes_since",
                        "SELECT version, field, was, person, at_ms FROM indicator_change "
                        "WHERE indicator = $1 AND version > $2 ORDER BY version DESC, field LIMIT 500",
                        .takes = "ti", .gives = "ittti",
                        .open = "the catalogue is everybody's; who changed it is told to those who are signed in" },
    [CHANGE_KEEP] = { "indicator_change_keep",
                      "INSERT INTO indicator_change (indicator, version, field, was, person, at_ms) "
                      "VALUES ($1, $2, $3, $4, $5, $6)",
                      .takes = "tittti", .open = "the catalogue is everybody's" },
};
const size_t catalogue_history_statements_count =
    sizeof catalogue_history_statements / sizeof *catalogue_history_statements;

static catalogue_field find_field(text name)
{
    catalogue_field f = 0;
    while (f < CATALOGUE_FIELDS && !text_equal(name, text_of(catalogue_faces[f].name)))
        f++;
    return f;
}

bool catalogue_list_changes(store_db *db, text indicator_id, int64_t version, upw_arena *arena, catalogue_changes *out,
                            upw_error *error)
{
    store_rows rows;
    const store_value values[] = { STORE_TEXT(indicator_id), STORE_INTEGER(version) };
    *out = (catalogue_changes){ 0 };
    if (!store_query(db, &catalogue_history_statements[CHANGES_SINCE], values, &rows, error))
        return false;
    while (store_next(&rows)) {
        const catalogue_field field = find_field(store_text(&rows, 1));
        if (out->n == 0)
            out->at = MEMORY_TAKE(arena, catalogue_change_row, CATALOGUE_CHANGES_MAX);
        if (out->n < CATALOGUE_CHANGES_MAX)
            out->at[out->n++] = (catalogue_change_row){ .version = store_integer(&rows, 0),
                                                        .is_adding = field == CATALOGUE_FIELDS,
                                                        .field = field,
                                                        .was = store_copy(&rows, 2, arena),
                                                        .person = store_copy(&rows, 3, arena),
                                                        .at_ms = store_integer(&rows, 4) };
    }
    return store_end(&rows, error);
}

static bool keep(store_db *db, const measure_indicator *is, int64_t version, const char *field, text was,
                 const measure_deed *by, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(is->id), STORE_INTEGER(version),       STORE_TEXT(text_of(field)),
                                   STORE_TEXT(was),    STORE_TEXT(by->actor.person), STORE_INTEGER(by->now_ms) };
    return store_run(db, &catalogue_history_statements[CHANGE_KEEP], values, NULL, error);
}

bool catalogue_keep_change(store_db *db, const measure_indicator *was, const measure_indicator *is,
                           const measure_deed *by, upw_arena *arena, size_t *n_changed, text *fields, upw_error *error)
{
    *n_changed = 0;
    *fields = TEXT("");
    if (was == NULL)
        return keep(db, is, 1, "", TEXT(""), by, error);
    for (catalogue_field f = CATALOGUE_NAME; f < CATALOGUE_FIELDS; f++) {
        const text before = catalogue_get(was, f, arena);
        if (text_equal(before, catalogue_get(is, f, arena)))
            continue;
        if (!keep(db, is, was->version + 1, catalogue_faces[f].name, before, by, error))
            return false;
        *fields =
            memory_format(arena, "%.*s%s%s", TEXT_ARGS(*fields), *n_changed > 0 ? ", " : "", catalogue_faces[f].name);
        (*n_changed)++;
    }
    return true;
}
