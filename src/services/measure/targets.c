/* Targets and plans as the database has them. */
#include "services/measure/targets.h"

#include <math.h>

#include "base/memory.h"
#include "services/measure/catalogue.h"
#include "services/measure/measure_internal.h"
#include "services/measure/series_internal.h"

enum { TARGET_OF, TARGET_ADD, TARGET_CHANGE, TARGET_END, PLAN_OF, PLAN_ADD, PLAN_CHANGE, PLAN_END, PLANS_OF };

#define IS_OF "WHERE indicator = $1 AND organisation = $2"

const store_statement targets_statements[] = {
    [TARGET_OF] = { "target_of", "SELECT agreed_with, reason, person, at_ms, version, target FROM local_target " IS_OF,
                    .takes = "tt", .gives = "tttiid" },
    [TARGET_ADD] = { "target_add",
                     "INSERT INTO local_target (indicator, organisation, agreed_with, reason, person, at_ms, target, "
                     "version) VALUES ($1, $2, $4, $5, $6, $7, $8, $3 + 1) "
                     "ON CONFLICT (indicator, organisation) DO NOTHING",
                     .takes = "ttitttid" },
    [TARGET_CHANGE] = { "target_change",
                        "UPDATE local_target SET agreed_with = $4, reason = $5, person = $6, at_ms = $7, target = $8, "
                        "version = version + 1 " IS_OF " AND version = $3",
                        .takes = "ttitttid" },
    [TARGET_END] = { "target_end", "DELETE FROM local_target " IS_OF " AND version = $3", .takes = "tti" },
    [PLAN_OF] = { "plan_of",
                  "SELECT agreed_with, reason, person, at_ms, version, shape, parameters, start_level, aim, "
                  "from_period, horizon FROM local_plan " IS_OF,
                  .takes = "tt", .gives = "tttiittDdii" },
    [PLAN_ADD] = { "plan_add",
                   "INSERT INTO local_plan (indicator, organisation, agreed_with, reason, person, at_ms, shape, "
                   "parameters, start_level, aim, from_period, horizon, version) "
                   "VALUES ($1, $2, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $3 + 1) "
                   "ON CONFLICT (indicator, organisation) DO NOTHING",
                   .takes = "ttitttittDdii" },
    [PLAN_CHANGE] = { "plan_change",
                      "UPDATE local_plan SET agreed_with = $4, reason = $5, person = $6, at_ms = $7, shape = $8, "
                      "parameters = $9, start_level = $10, aim = $11, from_period = $12, horizon = $13, "
                      "version = version + 1 " IS_OF " AND version = $3",
                      .takes = "ttitttittDdii" },
    [PLANS_OF] = { "plans_of", "SELECT organisation FROM local_plan WHERE indicator = $1 ORDER BY organisation",
                   .takes = "t", .gives = "t" },
    [PLAN_END] = { "plan_end", "DELETE FROM local_plan " IS_OF " AND version = $3", .takes = "tti" },
};
const size_t targets_statements_count = sizeof targets_statements / sizeof *targets_statements;

enum { AGREEMENT_COLUMNS = 5 };

static measure_agreement read_agreement(const store_rows *row, upw_arena *arena)
{
    return (measure_agreement){ .agreed_with = store_copy(row, 0, arena),
                                .reason = store_copy(row, 1, arena),
                                .person = store_copy(row, 2, arena),
                                .at_ms = store_integer(row, 3),
                                .version = store_integer(row, 4) };
}

bool targets_find(store_db *db, measure_key key, upw_arena *arena, measure_target *out, upw_error *error)
{
    store_rows row;
    store_value values[2];
    bool found;
    *out = (measure_target){ .key = key, .target = NAN };
    if (!store_find(db, &targets_statements[TARGET_OF], series_write_key(key, values), &row, &found, error))
        return false;
    if (found) {
        out->agreed = read_agreement(&row, arena);
        out->target = store_number(&row, AGREEMENT_COLUMNS);
    }
    return store_end(&row, error);
}

bool plans_find_agreed(store_db *db, measure_key key, upw_arena *arena, measure_plan *out, upw_error *error)
{
    store_rows row;
    store_value values[2];
    bool found;
    *out = (measure_plan){ .key = key };
    if (!store_find(db, &targets_statements[PLAN_OF], series_write_key(key, values), &row, &found, error))
        return false;
    if (found) {
        out->agreed = read_agreement(&row, arena);
        out->path = (measure_path){ .shape = store_copy(&row, AGREEMENT_COLUMNS, arena),
                                    .parameters = store_copy(&row, AGREEMENT_COLUMNS + 1, arena),
                                    .start = store_number(&row, AGREEMENT_COLUMNS + 2),
                                    .aim = store_number(&row, AGREEMENT_COLUMNS + 3),
                                    .from = { (int32_t)store_integer(&row, AGREEMENT_COLUMNS + 4) },
                                    .horizon = (size_t)store_integer(&row, AGREEMENT_COLUMNS + 5) };
    }
    return store_end(&row, error);
}

bool plans_list_places(store_db *db, text indicator_id, upw_arena *arena, text **out, size_t *n, upw_error *error)
{
    store_rows rows;
    size_t capacity = 0;
    *out = NULL;
    *n = 0;
    if (!store_query(db, &targets_statements[PLANS_OF], (store_value[]){ STORE_TEXT(indicator_id) }, &rows, error))
        return false;
    while (store_next(&rows)) {
        if (*n == capacity) {
            text *const larger = MEMORY_TAKE(arena, text, capacity = capacity > 0 ? 2 * capacity : 32);
            for (size_t i = 0; i < *n; i++)
                larger[i] = (*out)[i];
            *out = larger;
        }
        (*out)[(*n)++] = store_copy(&rows, 0, arena);
    }
    return store_end(&rows, error);
}

bool plans_make(const measure_path *path, int direction, upw_arena *arena, agreed_plan *out, upw_error *error)
{
    *out = (agreed_plan){ .plan = { .shape = UPW_TRAJECTORY_JCURVE, .start = path->start, .aim = path->aim },
                          .parameters = path->parameters,
                          .has_start = !isnan(path->start),
                          .direction = direction,
                          .has_from = true,
                          .from = path->from,
                          .horizon = path->horizon };
    if (!plans_parse_shape(path->shape, &out->plan.shape, error) ||
        !plans_parse_parameters(path->parameters, &out->plan, arena, error))
        return false;
    if (out->has_start)
        return plans_complete(out, error);
    agreed_plan trial = *out; /* parameters as they are whatever the levels */
    trial.plan.start = 0;
    trial.plan.aim = 1;
    if (!upw_trajectory_complete_plan(&trial.plan, error))
        return false;
    trial.plan.start = out->plan.start;
    trial.plan.aim = out->plan.aim;
    *out = trial;
    return true;
}

/* ---- changes ---- */

typedef struct job {
    measure_key key;
    const measure_deed *by;
    const char *what;   /* "target" */
    const char *action; /* "target.agree" */
    int64_t version;
    const store_value *values; /* the first three are key and version */
    size_t add, change;        /* statements; the same: it ends */
    double before, after;      /* for the trail */
    upw_arena *arena;
} job;

static bool find_before(store_db *db, job *j, bool *is_there, upw_error *error)
{
    if (j->add == TARGET_ADD || j->add == TARGET_END) {
        measure_target t;
        if (!targets_find(db, j->key, j->arena, &t, error))
            return false;
        j->before = t.target;
        *is_there = t.agreed.version > 0;
        return true;
    }
    measure_plan p;
    if (!plans_find_agreed(db, j->key, j->arena, &p, error))
        return false;
    *is_there = p.agreed.version > 0;
    j->before = *is_there ? p.path.aim : NAN;
    return true;
}

static bool do_it(store_db *db, void *context, upw_error *error)
{
    job *const j = context;
    measure_indicator about;
    bool found, is_there;
    int64_t n_changed;
    measure_entries one;
    if (!catalogue_find(db, j->key.indicator, j->arena, &about, &found, error) ||
        !series_list(db, j->key.indicator, j->key.organisation, j->arena, &one, error) ||
        !find_before(db, j, &is_there, error))
        return false;
    if (!found || one.n == 0)
        return upw_fail(error, UPW_NOT_FOUND, "There are no figures for which this could be agreed");
    const size_t statement = j->version == 0 ? j->add : j->change;
    if (!store_run(db, &targets_statements[statement], j->values, &n_changed, error) ||
        !measure_check_one(n_changed, j->version == 0 || is_there, j->what, error) ||
        !series_touch(db, j->key, false, error))
        return false;
    const measure_note note = {
        .action = j->action,
        .object = measure_name_series(j->key.indicator, j->key.organisation, j->arena),
        .details = { { "before", measure_write_number(j->before, j->arena) },
                     { "after", measure_write_number(j->after, j->arena) } },
        .n_details = 2,
    };
    return measure_record(db, j->by, &note, error);
}

static bool run(store_db *db, job *j, upw_error *error)
{
    upw_arena arena;
    memory_init_arena(&arena);
    j->arena = &arena;
    const bool is_done = store_transact(db, do_it, j, error);
    upw_arena_clear(&arena);
    return is_done;
}

static bool check_agreement(const measure_agreement *agreed, double level, const char *what, upw_error *error)
{
    const measure_words words[] = { { "With whom it was agreed", agreed->agreed_with, 1, AGREED_WITH_MAX, false },
                                    { "The reason", agreed->reason, 0, AGREED_REASON_MAX, true } };
    return (isfinite(level) || upw_fail(error, UPW_BAD_INPUT, "%s must be a number", what)) &&
           measure_check_words(words, 2, error);
}

bool targets_agree(store_db *db, const measure_target *draft, const measure_deed *by, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(draft->key.indicator),
                                   STORE_TEXT(draft->key.organisation),
                                   STORE_INTEGER(draft->agreed.version),
                                   STORE_TEXT(draft->agreed.agreed_with),
                                   STORE_TEXT(draft->agreed.reason),
                                   STORE_TEXT(by->actor.person),
                                   STORE_INTEGER(by->now_ms),
                                   STORE_NUMBER(draft->target) };
    job j = { .key = draft->key,
              .by = by,
              .what = "target",
              .action = "target.agree",
              .version = draft->agreed.version,
              .values = values,
              .add = TARGET_ADD,
              .change = TARGET_CHANGE,
              .after = draft->target };
    return check_agreement(&draft->agreed, draft->target, "The target", error) && run(db, &j, error);
}

static bool check_plan(const measure_plan *draft, upw_error *error)
{
    upw_arena arena;
    agreed_plan made;
    const measure_words words = { "The parameters", draft->path.parameters, 0, AGREED_REASON_MAX, false };
    memory_init_arena(&arena);
    const bool is_good =
        draft->path.horizon <= UPW_TRAJECTORY_HORIZON_MAX
            ? measure_check_words(&words, 1, error) && plans_make(&draft->path, 0, &arena, &made, error)
            : upw_fail(error, UPW_BAD_INPUT, "A plan is judged for at most %d periods", UPW_TRAJECTORY_HORIZON_MAX);
    upw_arena_clear(&arena);
    return is_good;
}

bool plans_agree(store_db *db, const measure_plan *draft, const measure_deed *by, upw_error *error)
{
    const measure_path *const p = &draft->path;
    const store_value values[] = { STORE_TEXT(draft->key.indicator),
                                   STORE_TEXT(draft->key.organisation),
                                   STORE_INTEGER(draft->agreed.version),
                                   STORE_TEXT(draft->agreed.agreed_with),
                                   STORE_TEXT(draft->agreed.reason),
                                   STORE_TEXT(by->actor.person),
                                   STORE_INTEGER(by->now_ms),
                                   STORE_TEXT(p->shape),
                                   STORE_TEXT(p->parameters),
                                   isnan(p->start) ? STORE_NULL : STORE_NUMBER(p->start),
                                   STORE_NUMBER(p->aim),
                                   STORE_INTEGER(p->from.code),
                                   STORE_INTEGER((int64_t)p->horizon) };
    job j = { .key = draft->key,
              .by = by,
              .what = "plan",
              .action = "plan.agree",
              .version = draft->agreed.version,
              .values = values,
              .add = PLAN_ADD,
              .change = PLAN_CHANGE,
              .after = p->aim };
    return check_agreement(&draft->agreed, p->aim, "The aim", error) && check_plan(draft, error) && run(db, &j, error);
}

static bool end(store_db *db, measure_key key, int64_t version, const measure_deed *by, job *j, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(key.indicator), STORE_TEXT(key.organisation), STORE_INTEGER(version) };
    j->key = key;
    j->by = by;
    j->version = version;
    j->values = values;
    j->after = NAN;
    return run(db, j, error);
}

bool targets_end(store_db *db, measure_key key, int64_t version, const measure_deed *by, upw_error *error)
{
    job j = { .what = "target", .action = "target.end", .add = TARGET_END, .change = TARGET_END };
    return end(db, key, version, by, &j, error);
}

bool plans_end(store_db *db, measure_key key, int64_t version, const measure_deed *by, upw_error *error)
{
    job j = { .what = "plan", .action = "plan.end", .add = PLAN_END, .change = PLAN_END };
    return end(db, key, version, by, &j, error);
}
