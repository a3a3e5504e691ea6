/* Who is asked: the lists, before people are invited. */
#include "services/appraise/electors.h"

#include <stdlib.h>

#include <sodium.h>

#include "base/base32.h"
#include "base/memory.h"
#include "services/appraise/electors_internal.h"

const char *const elector_capacity_names[CAPACITY_COUNT + 1] = {
    [CAPACITY_GOVERNING_BODY] = "governing_body", [CAPACITY_MEMBER_PRACTICE] = "member_practice",
    [CAPACITY_CLINICAL_LEAD] = "clinical_lead",   [CAPACITY_MANAGER] = "manager",
    [CAPACITY_LAY_MEMBER] = "lay_member",         [CAPACITY_OTHER] = "other",
};

const char *const elector_capacity_words[CAPACITY_COUNT] = {
    [CAPACITY_GOVERNING_BODY] = "Governing body member",
    [CAPACITY_MEMBER_PRACTICE] = "Member practice",
    [CAPACITY_CLINICAL_LEAD] = "Clinical lead",
    [CAPACITY_MANAGER] = "Manager",
    [CAPACITY_LAY_MEMBER] = "Lay member",
    [CAPACITY_OTHER] = "Other",
};

#define COLUMNS "id, name, email, capacity, state, n_reminders"
#define OF_BODY "WHERE year = $1 AND organisation = $2"

const store_statement electors_statements[ELECTORS_STATEMENTS] = {
    [ELECTORS_OF] = { "electors_of", "SELECT " COLUMNS " FROM appraisal_elector " OF_BODY " ORDER BY name, email, id",
                      .takes = "tt", .gives = "ttttti" },
    [ELECTOR_FIND] = { "elector_find", "SELECT " COLUMNS " FROM appraisal_elector " OF_BODY " AND id = $3",
                       .takes = "ttt", .gives = "ttttti" },
    [ELECTOR_BY_ADDRESS] = { "elector_by_address",
                             "SELECT organisation FROM appraisal_elector WHERE year = $1 AND email = $2", .takes = "tt",
                             .gives = "t", .open = "one person stands on one list of a round" },
    [ELECTOR_ADD] = { "elector_add",
                      "INSERT INTO appraisal_elector (year, organisation, id, name, email, capacity, state, "
                      "n_reminders) "
                      "VALUES ($1, $2, $3, $4, $5, $6, 'created', 0)",
                      .takes = "tttttt" },
    [ELECTOR_CHANGE] = { "elector_change",
                         "UPDATE appraisal_elector SET name = $4, email = $5, capacity = $6 " OF_BODY " AND id = $3",
                         .takes = "tttttt" },
    [ELECTOR_REMOVE] = { "elector_remove", "DELETE FROM appraisal_elector " OF_BODY " AND id = $3", .takes = "ttt" },
    [ELECTORS_REMOVE] = { "electors_remove", "DELETE FROM appraisal_elector " OF_BODY, .takes = "tt" },
    [ELECTOR_STATE] = { "elector_state",
                        "UPDATE appraisal_elector SET state = $4 " OF_BODY " AND id = $3 AND state = $5",
                        .takes = "ttttt" },
    [ELECTOR_ADDRESS] = { "elector_address", "UPDATE appraisal_elector SET email = $4 " OF_BODY " AND id = $3",
                          .takes = "tttt" },
    [ELECTORS_REMINDED] = { "electors_reminded",
                            "UPDATE appraisal_elector SET n_reminders = n_reminders + 1, state = CASE WHEN state = "
                            "'sent' THEN 'reminded' ELSE state END " OF_BODY " AND n_reminders = $3",
                            .takes = "tti" },
    [LINK_ADD] = { "elector_link_add", "INSERT INTO appraisal_link (mark, elector) VALUES ($1, $2)", .takes = "tt",
                   .open = "the elector is of one organisation" },
    [LINKS_END] = { "elector_links_end", "DELETE FROM appraisal_link WHERE elector = $1", .takes = "t",
                    .open = "the elector is of one organisation" },
    [LINKS_OF] = { "elector_links_of", "SELECT mark FROM appraisal_link WHERE elector = $1 ORDER BY mark", .takes = "t",
                   .gives = "t", .open = "the elector is of one organisation" },
    [LINKS_OF_BODY] = { "elector_links_of_body",
                        "SELECT l.mark, l.elector FROM appraisal_link l JOIN appraisal_elector e ON e.id = l.elector "
                        "WHERE e.year = $1 AND e.organisation = $2 ORDER BY l.elector, l.mark",
                        .takes = "tt", .gives = "tt" },
    [HOLDER_OF] = { "elector_holder_of",
                    "SELECT e.id, e.year, e.organisation, e.state FROM appraisal_link l JOIN appraisal_elector e ON "
                    "e.id = l.elector WHERE l.mark = $1",
                    .takes = "t", .gives = "tttt", .open = "who has the link is who is meant" },
    [ELECTORATE_PUT] = { "electorate_put",
                         "INSERT INTO appraisal_electorate (year, body, capacity, n) VALUES ($1, $2, $3, $4) "
                         "ON CONFLICT (year, body, capacity) DO UPDATE SET n = excluded.n",
                         .takes = "ttti" },
    [LINKS_FORGET] = { "elector_links_forget",
                       "DELETE FROM appraisal_link WHERE elector IN (SELECT id FROM appraisal_elector WHERE year = $1)",
                       .takes = "t", .open = "retention is the same for everybody" },
    [ELECTORS_FORGET] = { "electors_forget", "DELETE FROM appraisal_elector WHERE year = $1", .takes = "t",
                          .open = "retention is the same for everybody" },
    [RETURN_COUNT] = { "return_electors_count",
                       "UPDATE appraisal_return SET n_electors = (SELECT count(*) FROM appraisal_elector "
                       "WHERE year = $1 AND organisation = $2) WHERE year = $1 AND body = $2",
                       .takes = "tt" },
    [RETURN_INVITED] = { "return_invited",
                         "UPDATE appraisal_return SET has_individual_stage = 1 WHERE year = $1 AND body = $2",
                         .takes = "tt" },
    [LINKS_ANY] = { "elector_links_any",
                    "SELECT 1 FROM appraisal_link l JOIN appraisal_elector e ON e.id = l.elector WHERE e.year = $1 "
                    "LIMIT 1",
                    .takes = "t", .gives = "i", .open = "it is asked of the round, and tells of nobody" },
    [ELECTOR_PLACE] = { "elector_place", "SELECT id, year, organisation, state FROM appraisal_elector WHERE id = $1",
                        .takes = "t", .gives = "tttt" },
    [ELECTORS_PASSED] = { "electors_passed",
                          "UPDATE appraisal_elector SET n_reminders = n_reminders + 1 " OF_BODY " AND n_reminders = $3",
                          .takes = "tti" },
    [ELECTORS_EXPIRE] = { "electors_expire",
                          "UPDATE appraisal_elector SET state = 'expired' " OF_BODY
                          " AND state IN ('sent', 'reminded', 'bounced')",
                          .takes = "tt" },
};
const size_t electors_statements_count = sizeof electors_statements / sizeof *electors_statements;

bool elector_find_capacity(text name, elector_capacity *out)
{
    for (elector_capacity c = CAPACITY_GOVERNING_BODY; c < CAPACITY_COUNT; c++)
        if (text_equal_ignoring_case(name, text_of(elector_capacity_names[c])) ||
            text_equal_ignoring_case(name, text_of(elector_capacity_words[c]))) {
            *out = c;
            return true;
        }
    return false;
}

static bool read_row(const store_rows *row, upw_arena *arena, elector *out, upw_error *error)
{
    *out = (elector){ .id = store_copy(row, 0, arena),
                      .name = store_copy(row, 1, arena),
                      .email = store_copy(row, 2, arena),
                      .n_reminders = store_integer(row, 5) };
    return (elector_find_capacity(store_text(row, 3), &out->capacity) &&
            workflow_find_state(MACHINE_INVITATION, store_text(row, 4), &out->state)) ||
           upw_fail(error, UPW_CONFLICT, "elector %.*s stands as this program does not know", TEXT_ARGS(out->id));
}

bool electors_list(store_db *db, text year, text body, upw_arena *arena, elector_list *out, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body) };
    store_rows rows;
    bool is_read = true;
    *out = (elector_list){ .at = MEMORY_TAKE(arena, elector, ELECTORS_MAX) };
    if (!store_query(db, &electors_statements[ELECTORS_OF], values, &rows, error))
        return false;
    while (is_read && out->n < ELECTORS_MAX && store_next(&rows))
        is_read = read_row(&rows, arena, &out->at[out->n++], error);
    return store_end(&rows, error) && is_read;
}

bool electors_find(store_db *db, text year, text body, text id, upw_arena *arena, elector *out, bool *found,
                   upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body), STORE_TEXT(id) };
    store_rows row;
    if (!store_find(db, &electors_statements[ELECTOR_FIND], values, &row, found, error))
        return false;
    const bool is_read = !*found || read_row(&row, arena, out, error);
    return store_end(&row, error) && is_read;
}

bool electors_find_address(store_db *db, text year, text email, upw_arena *arena, text *body, bool *found,
                           upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(email) };
    store_rows row;
    if (!store_find(db, &electors_statements[ELECTOR_BY_ADDRESS], values, &row, found, error))
        return false;
    if (*found)
        *body = store_copy(&row, 0, arena);
    return store_end(&row, error);
}

/* ---- changing the list ---- */

typedef struct list_job {
    const appraise_return *ret;
    const elector_list *more; /* to add */
    const elector *one;       /* to correct */
    text id;                  /* to remove; empty: all */
    const appraise_deed *by;
    upw_arena *arena;
} list_job;

/* Once people are invited their list stands: who is added later would answer under other eyes. */
static bool check_open(store_db *db, const list_job *job, upw_error *error)
{
    appraise_return now;
    bool found;
    if (!returns_find(db, job->ret->year, job->ret->body, job->arena, &now, &found, error))
        return false;
    return (found && now.life.state == STATE_RETURN_PREPARING) ||
           upw_fail(error, UPW_FORBIDDEN, "the list cannot be changed after people were invited");
}

/* The return knows how many stand on its list, and the trail that it was changed. */
static bool record(store_db *db, const list_job *job, const char *action, int64_t n, upw_error *error)
{
    const store_value place[] = { STORE_TEXT(job->ret->year), STORE_TEXT(job->ret->body) };
    if (!store_run(db, &electors_statements[RETURN_COUNT], place, NULL, error))
        return false;
    const audit_detail details[] = { { "people", memory_format(job->arena, "%lld", (long long)n) } };
    return appraise_record(db, job->by, action, return_object(job->ret->year, job->ret->body, job->arena), details, 1,
                           error);
}

static bool add_one(store_db *db, const list_job *job, const elector *e, upw_error *error)
{
    uint8_t random[BASE32_ID_BYTES];
    char id[BASE32_ID_LEN + 1];
    randombytes_buf(random, sizeof random);
    base32_write(random, sizeof random, id);
    const store_value values[] = {
        STORE_TEXT(job->ret->year), STORE_TEXT(job->ret->body), STORE_TEXT(text_of(id)),
        STORE_TEXT(e->name),        STORE_TEXT(e->email),       STORE_TEXT(text_of(elector_capacity_names[e->capacity]))
    };
    return store_run(db, &electors_statements[ELECTOR_ADD], values, NULL, error) ||
           upw_wrap(error, "%.*s", TEXT_ARGS(e->email));
}

static bool add(store_db *db, void *context, upw_error *error)
{
    const list_job *const job = context;
    elector_list there;
    if (!check_open(db, job, error) || !electors_list(db, job->ret->year, job->ret->body, job->arena, &there, error))
        return false;
    if (there.n + job->more->n > ELECTORS_MAX)
        return upw_fail(error, UPW_TOO_LARGE, "The list must have 5,000 people or fewer");
    for (size_t i = 0; i < job->more->n; i++)
        if (!add_one(db, job, &job->more->at[i], error))
            return false;
    return record(db, job, "electorate.add", (int64_t)job->more->n, error);
}

static bool correct(store_db *db, void *context, upw_error *error)
{
    const list_job *const job = context;
    const elector *const e = job->one;
    const store_value values[] = {
        STORE_TEXT(job->ret->year), STORE_TEXT(job->ret->body), STORE_TEXT(e->id),
        STORE_TEXT(e->name),        STORE_TEXT(e->email),       STORE_TEXT(text_of(elector_capacity_names[e->capacity]))
    };
    int64_t n;
    if (!check_open(db, job, error) || !store_run(db, &electors_statements[ELECTOR_CHANGE], values, &n, error))
        return false;
    return n == 1 ? record(db, job, "electorate.correct", n, error)
                  : upw_fail(error, UPW_NOT_FOUND, "there is no such person on the list");
}

static bool remove_some(store_db *db, void *context, upw_error *error)
{
    const list_job *const job = context;
    const store_value values[] = { STORE_TEXT(job->ret->year), STORE_TEXT(job->ret->body), STORE_TEXT(job->id) };
    int64_t n;
    return check_open(db, job, error) &&
           store_run(db, &electors_statements[job->id.len > 0 ? ELECTOR_REMOVE : ELECTORS_REMOVE], values, &n, error) &&
           (n == 0 || record(db, job, "electorate.remove", n, error));
}

static bool change(store_db *db, store_work *work, list_job *job, upw_error *error)
{
    upw_arena arena;
    memory_init_arena(&arena);
    job->arena = &arena;
    const bool is_done = store_transact(db, work, job, error);
    upw_arena_clear(&arena);
    return is_done;
}

bool electors_add(store_db *db, const appraise_return *ret, const elector_list *more, const appraise_deed *by,
                  upw_error *error)
{
    return change(db, add, &(list_job){ .ret = ret, .more = more, .by = by }, error);
}

bool electors_correct(store_db *db, const appraise_return *ret, const elector *one, const appraise_deed *by,
                      upw_error *error)
{
    return change(db, correct, &(list_job){ .ret = ret, .one = one, .by = by }, error);
}

bool electors_remove(store_db *db, const appraise_return *ret, text id, const appraise_deed *by, upw_error *error)
{
    return change(db, remove_some, &(list_job){ .ret = ret, .id = id, .by = by }, error);
}
