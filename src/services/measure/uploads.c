/* What becomes of an upload: it is staged, applied, undone or discarded, each wholly and in one transaction. */
#include <math.h>

#include "base/memory.h"
#include "services/measure/measure_internal.h"
#include "services/measure/series_internal.h"
#include "services/measure/uploads_internal.h"

static bool run(store_db *db, upload_statement statement, text id, upw_error *error)
{
    return store_run(db, &uploads_statements[statement], (store_value[]){ STORE_TEXT(id) }, NULL, error);
}

static text write_count(int64_t n, upw_arena *arena)
{
    return memory_format(arena, "%lld", (long long)n);
}

/* ---- staging ---- */

typedef struct stage_job {
    const upload_file *file;
    const measure_deed *by;
    const upload_reading *reading;
    upw_arena *arena;
    text id;
} stage_job;

enum { ROW_VALUES = 10, ROWS_AT_ONCE = 1000 };

static store_value number_or_null(double number)
{
    return isnan(number) ? STORE_NULL : STORE_NUMBER(number);
}

static void write_row(const stage_job *job, const upload_row *row, store_value out[ROW_VALUES])
{
    const upload_reading *const r = job->reading;
    const store_value values[ROW_VALUES] = {
        STORE_TEXT(job->id),
        STORE_TEXT(r->indicators.at[row->indicator]),
        STORE_TEXT(r->organisations.at[row->organisation]),
        STORE_INTEGER(row->when.code),
        STORE_INTEGER(row->file_row),
        number_or_null(row->value),
        number_or_null(row->numerator),
        number_or_null(row->denominator),
        STORE_INTEGER(row->gap),
        STORE_TEXT(row->annotation),
    };
    for (size_t i = 0; i < ROW_VALUES; i++)
        out[i] = values[i];
}

static bool add_rows(store_db *db, const stage_job *job, upw_error *error)
{
    const upload_reading *const r = job->reading;
    store_value *const values = MEMORY_TAKE(job->arena, store_value, (size_t)ROWS_AT_ONCE * ROW_VALUES);
    for (size_t i = 0; i < r->n_rows; i += ROWS_AT_ONCE) {
        const size_t n = r->n_rows - i < ROWS_AT_ONCE ? r->n_rows - i : ROWS_AT_ONCE;
        for (size_t k = 0; k < n; k++)
            write_row(job, &r->rows[i + k], values + k * ROW_VALUES);
        if (!store_run_many(db, &uploads_statements[UPLOAD_ADD_ROW], values, n, error))
            return false;
    }
    return true;
}

static bool add_faults(store_db *db, const stage_job *job, upw_error *error)
{
    const upload_reading *const r = job->reading;
    for (size_t i = 0; i < r->n_faults_kept; i++) {
        const upload_fault *const f = &r->faults[i];
        const store_value values[] = { STORE_TEXT(job->id), STORE_INTEGER(f->file_row), STORE_TEXT(f->column),
                                       STORE_TEXT(f->found), STORE_TEXT(f->expected) };
        if (!store_run(db, &uploads_statements[UPLOAD_ADD_FAULT], values, NULL, error))
            return false;
    }
    return true;
}

static bool check_room(store_db *db, const measure_deed *by, upw_error *error)
{
    store_rows row;
    bool found;
    const store_value values[] = { STORE_TEXT(by->actor.person) };
    if (!store_find(db, &uploads_statements[UPLOADS_WAITING], values, &row, &found, error))
        return false;
    const int64_t n = found ? store_integer(&row, 0) : 0;
    if (!store_end(&row, error))
        return false;
    return n < UPLOADS_WAITING_MAX ||
           upw_fail(error, UPW_BAD_INPUT, "%lld files of yours wait already: apply or discard one first", (long long)n);
}

static bool stage(store_db *db, void *context, upw_error *error)
{
    const stage_job *const job = context;
    const upload_reading *const r = job->reading;
    const store_value values[] = { STORE_TEXT(job->id),
                                   STORE_TEXT_OR_NULL(job->file->organisation),
                                   STORE_TEXT(job->by->actor.person),
                                   STORE_TEXT(job->file->name),
                                   STORE_TEXT(r->hash),
                                   STORE_INTEGER(r->n_read),
                                   STORE_INTEGER((int64_t)r->n_rows),
                                   STORE_TEXT(r->notes),
                                   STORE_INTEGER(job->by->now_ms) };
    const measure_note note = {
        .action = "upload.stage",
        .object = job->id,
        .details = { { "hash", r->hash },
                     { "rows", write_count(r->n_read, job->arena) },
                     { "faults", write_count((int64_t)r->n_faults, job->arena) } },
        .n_details = 3,
    };
    return check_room(db, job->by, error) && store_run(db, &uploads_statements[UPLOAD_ADD], values, NULL, error) &&
           add_rows(db, job, error) && add_faults(db, job, error) && measure_record(db, job->by, &note, error);
}

bool uploads_stage(store_db *db, const upload_file *file, const measure_deed *by, upw_arena *arena, measure_upload *out,
                   upw_error *error)
{
    upw_arena own;
    upload_reading reading;
    bool found;
    memory_init_arena(&own);
    stage_job job = { file, by, &reading, &own, measure_make_id(arena) };
    const bool is_done = upload_read(db, file, &own, &reading, error) && store_transact(db, stage, &job, error) &&
                         uploads_find(db, job.id, arena, out, &found, error);
    upload_end_reading(&reading);
    upw_arena_clear(&own);
    return is_done;
}

/* ---- decisions ---- */

typedef struct job {
    const upload_choice *choice;
    const measure_deed *by;
    upw_arena *arena;
    measure_upload upload;
} job;

/* As it is now, in the state that the decision needs. */
static bool look_again(store_db *db, job *j, upload_state wanted, upw_error *error)
{
    bool found;
    if (!uploads_find(db, j->choice->id, j->arena, &j->upload, &found, error))
        return false;
    if (!found)
        return upw_fail(error, UPW_NOT_FOUND, "There is no such upload");
    if (j->upload.state != wanted || j->upload.version != j->choice->version)
        return upw_fail(error, UPW_CONFLICT, "This upload is %s already", upload_state_names[j->upload.state]);
    return true;
}

/* Series, before what names them goes. */
typedef struct series_set {
    measure_key *at;
    size_t n;
} series_set;

static bool gather_series(store_db *db, upload_statement statement, const job *j, series_set *out, upw_error *error)
{
    size_t capacity = 0;
    store_rows rows;
    *out = (series_set){ 0 };
    if (!store_query(db, &uploads_statements[statement], (store_value[]){ STORE_TEXT(j->upload.id) }, &rows, error))
        return false;
    while (store_next(&rows)) {
        if (out->n == capacity) {
            measure_key *const larger = MEMORY_TAKE(j->arena, measure_key, capacity = capacity > 0 ? 2 * capacity : 64);
            for (size_t i = 0; i < out->n; i++)
                larger[i] = out->at[i];
            out->at = larger;
        }
        out->at[out->n++] = (measure_key){ store_copy(&rows, 0, j->arena), store_copy(&rows, 1, j->arena) };
    }
    return store_end(&rows, error);
}

static bool touch(store_db *db, const series_set *set, bool figures, upw_error *error)
{
    for (size_t i = 0; i < set->n; i++)
        if (!series_touch(db, set->at[i], figures, error))
            return false;
    return true;
}

typedef struct point_words {
    measure_key key;
    int64_t when;
    text words;
} point_words;

static bool annotate(store_db *db, const job *j, upw_error *error)
{
    point_words *all = NULL;
    size_t n = 0, capacity = 0;
    store_rows rows;
    const text id = j->upload.id;
    if (!store_query(db, &uploads_statements[UPLOAD_ANNOTATED], (store_value[]){ STORE_TEXT(id) }, &rows, error))
        return false;
    while (store_next(&rows)) {
        if (n == capacity) {
            point_words *const larger = MEMORY_TAKE(j->arena, point_words, capacity = capacity > 0 ? 2 * capacity : 64);
            for (size_t i = 0; i < n; i++)
                larger[i] = all[i];
            all = larger;
        }
        all[n++] = (point_words){ { store_copy(&rows, 0, j->arena), store_copy(&rows, 1, j->arena) },
                                  store_integer(&rows, 2),
                                  store_copy(&rows, 3, j->arena) };
    }
    if (!store_end(&rows, error))
        return false;
    for (size_t i = 0; i < n; i++) {
        const store_value values[] = { STORE_TEXT(measure_make_id(j->arena)),
                                       STORE_TEXT(all[i].key.indicator),
                                       STORE_TEXT(all[i].key.organisation),
                                       STORE_INTEGER(all[i].when),
                                       STORE_TEXT(all[i].words),
                                       STORE_TEXT(j->by->actor.person),
                                       STORE_INTEGER(j->by->now_ms),
                                       STORE_TEXT(id) };
        if (!store_run(db, &uploads_statements[UPLOAD_ANNOTATE], values, NULL, error))
            return false;
    }
    return true;
}

static bool settle(store_db *db, const job *j, upload_state state, const upload_counts *counts, upw_error *error)
{
    const store_value values[] = {
        STORE_TEXT(j->upload.id),     STORE_INTEGER(j->upload.version), STORE_TEXT(text_of(upload_state_names[state])),
        STORE_INTEGER(counts->n_new), STORE_INTEGER(counts->n_changed), STORE_INTEGER(counts->n_same),
        STORE_INTEGER(j->by->now_ms), STORE_TEXT(j->by->actor.person)
    };
    int64_t n_changed;
    return run(db, UPLOAD_DROP_ROWS, j->upload.id, error) &&
           store_run(db, &uploads_statements[UPLOAD_SETTLE], values, &n_changed, error) &&
           measure_check_one(n_changed, true, "upload", error);
}

static bool record(store_db *db, const job *j, const char *action, const upload_counts *counts, upw_error *error)
{
    const measure_note note = {
        .action = action,
        .object = j->upload.id,
        .details = { { "hash", j->upload.file_hash },
                     { "new", write_count(counts->n_new, j->arena) },
                     { "changed", write_count(counts->n_changed, j->arena) },
                     { "left_out", write_count(j->upload.n_rows - j->upload.n_good, j->arena) } },
        .n_details = 4,
    };
    return measure_record(db, j->by, &note, error);
}

static bool check_choice(store_db *db, const job *j, upw_error *error)
{
    text seen;
    const int64_t n_faults = j->upload.n_rows - j->upload.n_good;
    if (j->upload.n_good == 0)
        return upw_fail(error, UPW_BAD_INPUT, "No row of the file can be used; correct it and load it again");
    if (n_faults > 0 && !j->choice->leaves_out_faults)
        return upw_fail(error, UPW_BAD_INPUT,
                        "%lld row%s not correct: select that %s left out, or correct the file and load it again",
                        (long long)n_faults, n_faults == 1 ? " is" : "s are", n_faults == 1 ? "it is" : "they are");
    return upload_hash_seen(db, j->upload.id, j->arena, &seen, error) &&
           (text_equal(seen, j->choice->seen) ||
            upw_fail(error, UPW_CONFLICT,
                     "Somebody else has loaded figures of the same charts meanwhile: look at the differences again"));
}

static bool apply(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    upload_counts counts;
    series_set written, annotated;
    if (!look_again(db, j, UPLOAD_STAGED, error) || !check_choice(db, j, error))
        return false;
    const text id = j->upload.id;
    return run(db, UPLOAD_MAKE_SERIES, id, error) && upload_count(db, id, &counts, error) &&
           run(db, UPLOAD_KEEP_OLD, id, error) && run(db, UPLOAD_WRITE, id, error) && annotate(db, j, error) &&
           gather_series(db, UPLOAD_SERIES, j, &written, error) &&
           gather_series(db, UPLOAD_ANNOTATED_SERIES, j, &annotated, error) && touch(db, &written, true, error) &&
           touch(db, &annotated, false, error) && settle(db, j, UPLOAD_APPLIED, &counts, error) &&
           record(db, j, "upload.apply", &counts, error);
}

/* All that it wrote must still be its own. */
static bool check_untouched(store_db *db, const job *j, upw_error *error)
{
    store_rows row;
    bool found;
    const store_value values[] = { STORE_TEXT(j->upload.id) };
    if (!store_find(db, &uploads_statements[UPLOAD_COUNT_WRITTEN], values, &row, &found, error))
        return false;
    const int64_t n = found ? store_integer(&row, 0) : 0;
    if (!store_end(&row, error))
        return false;
    if (n == j->upload.n_new + j->upload.n_changed)
        return true;
    if (!store_find(db, &uploads_statements[UPLOAD_LATER], values, &row, &found, error))
        return false;
    const text later = found ? store_copy(&row, 0, j->arena) : TEXT("a later file");
    const long long n_later = found ? (long long)store_integer(&row, 1) : 0;
    return store_end(&row, error) &&
           upw_fail(error, UPW_CONFLICT, "%.*s has changed %lld of its figures since: undo that one first",
                    TEXT_ARGS(later), n_later);
}

static bool undo(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    if (!look_again(db, j, UPLOAD_APPLIED, error) || !check_untouched(db, j, error))
        return false;
    const text id = j->upload.id;
    const upload_counts counts = { j->upload.n_new, j->upload.n_changed, j->upload.n_same, 0 };
    const store_value values[] = { STORE_TEXT(id), STORE_INTEGER(j->upload.version), STORE_INTEGER(j->by->now_ms),
                                   STORE_TEXT(j->by->actor.person) };
    int64_t n_changed;
    series_set written, annotated;
    return gather_series(db, UPLOAD_SERIES, j, &written, error) &&
           gather_series(db, UPLOAD_ANNOTATED_SERIES, j, &annotated, error) && run(db, UPLOAD_KEEP_UNDONE, id, error) &&
           run(db, UPLOAD_RESTORE, id, error) && run(db, UPLOAD_REMOVE, id, error) &&
           run(db, UPLOAD_REMOVE_ANNOTATIONS, id, error) && touch(db, &written, true, error) &&
           touch(db, &annotated, false, error) &&
           store_run(db, &uploads_statements[UPLOAD_MARK_UNDONE], values, &n_changed, error) &&
           measure_check_one(n_changed, true, "upload", error) && record(db, j, "upload.undo", &counts, error);
}

static bool discard(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    const upload_counts none = { 0 };
    return look_again(db, j, UPLOAD_STAGED, error) && settle(db, j, UPLOAD_DISCARDED, &none, error) &&
           record(db, j, "upload.discard", &none, error);
}

static bool decide(store_db *db, store_work *work, const upload_choice *choice, const measure_deed *by,
                   upw_error *error)
{
    upw_arena arena;
    memory_init_arena(&arena);
    job j = { .choice = choice, .by = by, .arena = &arena };
    const bool is_done = store_transact(db, work, &j, error);
    upw_arena_clear(&arena);
    return is_done;
}

bool uploads_apply(store_db *db, const upload_choice *choice, const measure_deed *by, upw_error *error)
{
    return decide(db, apply, choice, by, error);
}

bool uploads_undo(store_db *db, const upload_choice *choice, const measure_deed *by, upw_error *error)
{
    return decide(db, undo, choice, by, error);
}

bool uploads_discard(store_db *db, const upload_choice *choice, const measure_deed *by, upw_error *error)
{
    return decide(db, discard, choice, by, error);
}

bool uploads_discard_old(store_db *db, int64_t before_ms, const measure_deed *by, size_t *n, upw_error *error)
{
    enum { AT_ONCE = 100 }; /* as the statement says; the scheduler comes again */
    upload_choice old[AT_ONCE];
    upw_arena arena;
    store_rows rows;
    size_t n_old = 0;
    *n = 0;
    if (!store_query(db, &uploads_statements[UPLOADS_OLD], (store_value[]){ STORE_INTEGER(before_ms) }, &rows, error))
        return false;
    memory_init_arena(&arena);
    while (n_old < AT_ONCE && store_next(&rows))
        old[n_old++] = (upload_choice){ .id = store_copy(&rows, 0, &arena), .version = store_integer(&rows, 1) };
    bool is_done = store_end(&rows, error);
    for (size_t i = 0; is_done && i < n_old; i++) {
        upw_error why = { 0 };
        if (uploads_discard(db, &old[i], by, &why))
            (*n)++;
        else if (why.code != UPW_CONFLICT) /* somebody was quicker: all the better */
            is_done = upw_fail(error, why.code, "%s", why.message);
    }
    upw_arena_clear(&arena);
    return is_done;
}
