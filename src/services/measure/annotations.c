/* Annotations as the database has them. */
#include "services/measure/annotations.h"

#include "base/memory.h"
#include "services/measure/measure_internal.h"
#include "services/measure/series_internal.h"

enum { ANNOTATIONS_OF, ANNOTATIONS_AT, ANNOTATION_VERSION, ANNOTATION_ADD, ANNOTATION_CHANGE, ANNOTATION_REMOVE };

#define IS_OF "WHERE id = $1 AND indicator = $2 AND organisation = $3"

const store_statement annotations_statements[] = {
    [ANNOTATIONS_OF] = { "annotations_of",
                         "SELECT id, period, words, person, at_ms, upload, version FROM annotation "
                         "WHERE indicator = $1 AND organisation = $2 ORDER BY period, at_ms, id",
                         .takes = "tt", .gives = "tittiTi" },
    [ANNOTATIONS_AT] = { "annotations_at",
                         "SELECT a.id, a.period, a.words, a.person, a.at_ms, a.upload, a.version, a.indicator "
                         "FROM annotation a JOIN indicator i ON i.id = a.indicator "
                         "WHERE a.organisation = $1 AND i.is_published = 1 ORDER BY a.at_ms DESC, a.id LIMIT 8",
                         .takes = "t", .gives = "tittiTit" },
    [ANNOTATION_VERSION] = { "annotation_version", "SELECT version FROM annotation " IS_OF, .takes = "ttt",
                             .gives = "i" },
    [ANNOTATION_ADD] = { "annotation_add",
                         "INSERT INTO annotation (id, indicator, organisation, period, words, person, at_ms, version) "
                         "VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
                         .takes = "tttitti" },
    [ANNOTATION_CHANGE] = { "annotation_change",
                            "UPDATE annotation SET words = $5, person = $6, at_ms = $7, version = version + 1 " IS_OF
                            " AND version = $4",
                            .takes = "tttitti" },
    [ANNOTATION_REMOVE] = { "annotation_remove", "DELETE FROM annotation " IS_OF " AND version = $4", .takes = "ttti" },
};
const size_t annotations_statements_count = sizeof annotations_statements / sizeof *annotations_statements;

static void add_row(measure_annotations *out, size_t *capacity, const store_rows *rows, measure_key key,
                    upw_arena *arena)
{
    if (out->n == *capacity) {
        measure_annotation *const larger =
            MEMORY_TAKE(arena, measure_annotation, *capacity = *capacity > 0 ? 2 * *capacity : 16);
        for (size_t i = 0; i < out->n; i++)
            larger[i] = out->at[i];
        out->at = larger;
    }
    out->at[out->n++] = (measure_annotation){ .id = store_copy(rows, 0, arena),
                                              .key = key,
                                              .when = { (int32_t)store_integer(rows, 1) },
                                              .words = store_copy(rows, 2, arena),
                                              .person = store_copy(rows, 3, arena),
                                              .at_ms = store_integer(rows, 4),
                                              .upload = store_copy(rows, 5, arena),
                                              .version = store_integer(rows, 6) };
}

bool annotations_list(store_db *db, measure_key key, upw_arena *arena, measure_annotations *out, upw_error *error)
{
    store_rows rows;
    store_value values[2];
    size_t capacity = 0;
    *out = (measure_annotations){ 0 };
    if (!store_query(db, &annotations_statements[ANNOTATIONS_OF], series_write_key(key, values), &rows, error))
        return false;
    while (store_next(&rows))
        add_row(out, &capacity, &rows, key, arena);
    return store_end(&rows, error);
}

bool annotations_list_latest(store_db *db, text organisation, upw_arena *arena, measure_annotations *out,
                             upw_error *error)
{
    store_rows rows;
    size_t capacity = 0;
    const store_value values[] = { STORE_TEXT(organisation) };
    *out = (measure_annotations){ 0 };
    if (!store_query(db, &annotations_statements[ANNOTATIONS_AT], values, &rows, error))
        return false;
    while (store_next(&rows))
        add_row(out, &capacity, &rows, (measure_key){ store_copy(&rows, 7, arena), organisation }, arena);
    return store_end(&rows, error);
}

typedef enum deed { ADD, CHANGE, REMOVE } deed;

typedef struct job {
    const measure_annotation *draft;
    const measure_deed *by;
    deed what;
    upw_arena *arena;
} job;

static bool check_version(store_db *db, const job *j, int64_t n_changed, upw_error *error)
{
    store_rows row;
    bool found = n_changed == 1;
    const measure_annotation *const d = j->draft;
    const store_value values[] = { STORE_TEXT(d->id), STORE_TEXT(d->key.indicator), STORE_TEXT(d->key.organisation) };
    if (!found && (!store_find(db, &annotations_statements[ANNOTATION_VERSION], values, &row, &found, error) ||
                   !store_end(&row, error)))
        return false;
    return measure_check_one(n_changed, found, "annotation", error);
}

static bool do_it(store_db *db, void *context, upw_error *error)
{
    static const struct {
        const char *action;
        size_t statement;
    } deeds[] = { [ADD] = { "annotation.add", ANNOTATION_ADD },
                  [CHANGE] = { "annotation.change", ANNOTATION_CHANGE },
                  [REMOVE] = { "annotation.remove", ANNOTATION_REMOVE } };
    const job *const j = context;
    const measure_annotation *const d = j->draft;
    int64_t n_changed;
    if (j->what == ADD && !series_must_have(db, d->key, d->when, error))
        return false;
    const text id = j->what == ADD ? measure_make_id(j->arena) : d->id;
    const store_value values[] = { STORE_TEXT(id),
                                   STORE_TEXT(d->key.indicator),
                                   STORE_TEXT(d->key.organisation),
                                   STORE_INTEGER(j->what == ADD ? d->when.code : d->version),
                                   STORE_TEXT(d->words),
                                   STORE_TEXT(j->by->actor.person),
                                   STORE_INTEGER(j->by->now_ms) };
    if (!store_run(db, &annotations_statements[deeds[j->what].statement], values, &n_changed, error) ||
        !check_version(db, j, n_changed, error) || !series_touch(db, d->key, false, error))
        return false;
    const measure_note note = {
        .action = deeds[j->what].action,
        .object = measure_name_series(d->key.indicator, d->key.organisation, j->arena),
        .details = { { "annotation", id } },
        .n_details = 1,
    };
    return measure_record(db, j->by, &note, error);
}

static bool run(store_db *db, const measure_annotation *draft, const measure_deed *by, deed what, upw_error *error)
{
    upw_arena arena;
    memory_init_arena(&arena);
    job j = { draft, by, what, &arena };
    const bool is_done = store_transact(db, do_it, &j, error);
    upw_arena_clear(&arena);
    return is_done;
}

static bool check_words(const measure_annotation *draft, upw_error *error)
{
    const measure_words words = { "The annotation", draft->words, 1, ANNOTATION_WORDS_MAX, false };
    return measure_check_words(&words, 1, error);
}

bool annotations_add(store_db *db, const measure_annotation *draft, const measure_deed *by, upw_error *error)
{
    return check_words(draft, error) && run(db, draft, by, ADD, error);
}

bool annotations_change(store_db *db, const measure_annotation *draft, const measure_deed *by, upw_error *error)
{
    return check_words(draft, error) && run(db, draft, by, CHANGE, error);
}

bool annotations_remove(store_db *db, const measure_annotation *draft, const measure_deed *by, upw_error *error)
{
    return run(db, draft, by, REMOVE, error);
}
