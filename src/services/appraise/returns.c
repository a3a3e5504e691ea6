/* Returns as the database has them. */
#include "services/appraise/returns.h"

#include <math.h>

#include "base/memory.h"

const char *const return_consulted_names[CONSULTED_COUNT] = {
    [CONSULTED_GOVERNING_BODY] = "governing_body",
    [CONSULTED_MEMBER_PRACTICES] = "member_practices",
    [CONSULTED_STAFF] = "staff",
    [CONSULTED_PATIENTS] = "patients",
    [CONSULTED_NONE] = "none",
};

enum { RETURN_FIND, RETURNS_OF, SCORES_OF, PROFILE_OF };

#define COLUMNS                                                                                                        \
    "r.body, r.office, r.region, r.people_served, r.lead, r.signatory, r.n_electors, r.has_individual_stage, "         \
    "r.n_answered, r.met_on, r.consulted, r.statement_board, r.statement_office, r.thanks, r.ask_1, r.ask_2, "         \
    "r.ask_3, r.obstacles, r.sign_1_person, r.sign_1_title, r.sign_1_ms, r.sign_2_person, r.sign_2_title, "            \
    "r.sign_2_ms, r.fingerprint, r.edition, r.reason, r.query, r.version, l.state, l.version, l.since_ms, "            \
    "r.edited_by, r.edited_part, r.edited_ms "                                                                         \
    "FROM appraisal_return r JOIN life l ON l.machine = 'return' AND l.object = r.year || '/' || r.body "              \
    "WHERE r.year = $1"
#define GIVES                                                                                                          \
    "ttti"                                                                                                             \
    "ttiiit"                                                                                                           \
    "tttttttt"                                                                                                         \
    "ttitti"                                                                                                           \
    "tittitiitti"

const store_statement returns_statements[] = {
    [RETURN_FIND] = { "return_find", "SELECT " COLUMNS " AND r.body = $2", .takes = "tt", .gives = GIVES },
    [RETURNS_OF] = { "returns_of", "SELECT " COLUMNS " ORDER BY r.body", .takes = "t", .gives = GIVES,
                     .open = "the federation's office and the report see every body's return" },
    [SCORES_OF] = { "return_scores_of",
                    "SELECT question, target, score, reason FROM appraisal_agreed WHERE year = $1 AND body = $2 "
                    "ORDER BY question, target DESC",
                    .takes = "tt", .gives = "ttit" },
    [PROFILE_OF] = { "return_profile_of",
                     "SELECT question, target, n, n_1, n_2, n_3, n_4, n_5, n_do_not_know, n_does_not_apply, median, "
                     "same_answer FROM appraisal_profile WHERE year = $1 AND body = $2 ORDER BY question, target DESC",
                     .takes = "tt", .gives = "ttiiiiiiiiDi" },
};
const size_t returns_statements_count = sizeof returns_statements / sizeof *returns_statements;

text return_object(text year, text body, upw_arena *arena)
{
    return memory_format(arena, "%.*s/%.*s", TEXT_ARGS(year), TEXT_ARGS(body));
}

static unsigned read_consulted(text names)
{
    unsigned consulted = 0;
    while (names.len > 0) {
        size_t n = 0;
        while (n < names.len && names.at[n] != ' ')
            n++;
        for (unsigned i = 0; i < CONSULTED_COUNT; i++)
            if (text_equal((text){ names.at, n }, text_of(return_consulted_names[i])))
                consulted |= 1u << i;
        n += n < names.len;
        names = (text){ names.at + n, names.len - n };
    }
    return consulted;
}

static bool read_row(const store_rows *row, text year, upw_arena *arena, appraise_return *out, upw_error *error)
{
    *out = (appraise_return){
        .year = year,
        .body = store_copy(row, 0, arena),
        .office = store_copy(row, 1, arena),
        .region = store_copy(row, 2, arena),
        .people_served = store_integer(row, 3),
        .lead = store_copy(row, 4, arena),
        .signatory = store_copy(row, 5, arena),
        .n_electors = store_integer(row, 6),
        .has_individual_stage = store_integer(row, 7) != 0,
        .n_answered = store_integer(row, 8),
        .met_on = store_copy(row, 9, arena),
        .consulted = read_consulted(store_text(row, 10)),
        .statement_board = store_copy(row, 11, arena),
        .statement_office = store_copy(row, 12, arena),
        .thanks = store_copy(row, 13, arena),
        .asks = { store_copy(row, 14, arena), store_copy(row, 15, arena), store_copy(row, 16, arena) },
        .obstacles = store_copy(row, 17, arena),
        .signatures = { { store_copy(row, 18, arena), store_copy(row, 19, arena), store_integer(row, 20) },
                        { store_copy(row, 21, arena), store_copy(row, 22, arena), store_integer(row, 23) } },
        .fingerprint = store_copy(row, 24, arena),
        .edition = store_integer(row, 25),
        .reason = store_copy(row, 26, arena),
        .query = store_copy(row, 27, arena),
        .version = store_integer(row, 28),
        .life = { .machine = MACHINE_RETURN, .version = store_integer(row, 30), .since_ms = store_integer(row, 31) },
        .edited = { store_copy(row, 32, arena), store_copy(row, 33, arena), store_integer(row, 34) },
    };
    out->life.object = return_object(year, out->body, arena);
    out->life.organisation = out->body;
    return workflow_find_state(MACHINE_RETURN, store_text(row, 29), &out->life.state) ||
           upw_fail(error, UPW_CONFLICT, "return %.*s stands in a state that this program does not know",
                    TEXT_ARGS(out->life.object));
}

bool returns_find(store_db *db, text year, text body, upw_arena *arena, appraise_return *out, bool *found,
                  upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body) };
    store_rows row;
    if (!store_find(db, &returns_statements[RETURN_FIND], values, &row, found, error))
        return false;
    const bool is_read = !*found || read_row(&row, year, arena, out, error);
    return store_end(&row, error) && is_read;
}

bool returns_list(store_db *db, text year, upw_arena *arena, appraise_returns *out, upw_error *error)
{
    store_rows rows;
    size_t capacity = 0;
    bool is_read = true;
    *out = (appraise_returns){ 0 };
    if (!store_query(db, &returns_statements[RETURNS_OF], (store_value[]){ STORE_TEXT(year) }, &rows, error))
        return false;
    while (is_read && store_next(&rows)) {
        if (out->n == capacity) {
            appraise_return *const larger =
                MEMORY_TAKE(arena, appraise_return, capacity = capacity > 0 ? 2 * capacity : 256);
            for (size_t i = 0; i < out->n; i++)
                larger[i] = out->at[i];
            out->at = larger;
        }
        is_read = read_row(&rows, year, arena, &out->at[out->n++], error);
    }
    return store_end(&rows, error) && is_read;
}

question_target returns_read_target(text name)
{
    return text_equal(name, text_of(question_target_names[TARGET_LOCAL])) ? TARGET_LOCAL : TARGET_NATIONAL;
}

enum { ROWS_MAX = QUESTIONS_MAX * TARGET_COUNT };

bool returns_list_scores(store_db *db, text year, text body, upw_arena *arena, return_scores *out, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body) };
    store_rows rows;
    *out = (return_scores){ .at = MEMORY_TAKE(arena, return_score, ROWS_MAX) };
    if (!store_query(db, &returns_statements[SCORES_OF], values, &rows, error))
        return false;
    while (out->n < ROWS_MAX && store_next(&rows))
        out->at[out->n++] = (return_score){ .question = store_copy(&rows, 0, arena),
                                            .target = returns_read_target(store_text(&rows, 1)),
                                            .score = store_integer(&rows, 2),
                                            .reason = store_copy(&rows, 3, arena) };
    return store_end(&rows, error);
}

bool returns_find_profile(store_db *db, text year, text body, upw_arena *arena, profile *out, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body) };
    store_rows rows;
    *out = (profile){ .at = MEMORY_TAKE(arena, profile_row, ROWS_MAX) };
    if (!store_query(db, &returns_statements[PROFILE_OF], values, &rows, error))
        return false;
    while (out->n < ROWS_MAX && store_next(&rows)) {
        profile_row *const p = &out->at[out->n++];
        *p = (profile_row){ .question = store_copy(&rows, 0, arena),
                            .target = returns_read_target(store_text(&rows, 1)),
                            .is_shown = store_integer(&rows, 2) >= 0,
                            .n = store_integer(&rows, 2),
                            .n_do_not_know = store_integer(&rows, 8),
                            .n_does_not_apply = store_integer(&rows, 9),
                            .median = store_is_null(&rows, 10) ? NAN : store_number(&rows, 10),
                            .same_answer = store_integer(&rows, 11) };
        for (size_t i = 0; i < 5; i++)
            p->counts[i] = store_integer(&rows, 3 + i);
    }
    return store_end(&rows, error);
}

const return_score *returns_look_up_score(const return_scores *scores, text id, question_target target)
{
    for (size_t i = 0; i < scores->n; i++)
        if (scores->at[i].target == target && text_equal(scores->at[i].question, id))
            return &scores->at[i];
    return NULL;
}

const profile_row *returns_look_up_profile(const profile *p, text id, question_target target)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->at[i].target == target && text_equal(p->at[i].question, id))
            return &p->at[i];
    return NULL;
}
