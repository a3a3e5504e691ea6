/* Questions of a draft, changed. */
#include "services/appraise/questionnaire_write.h"

#include "base/memory.h"
#include "base/number.h"
#include "web/decode.h"
#include "web/messages.h"

enum {
    QUESTIONS_COPY,
    QUESTION_USED,
    QUESTION_IDS,
    QUESTION_PLACE,
    QUESTION_REPLACE,
    QUESTION_SHIFT,
    QUESTION_INSERT,
    QUESTION_REMOVE,
    ROUND_TOUCH
};

#define COLUMNS "id, theme, theme_title, wording, scale, is_negative, target, is_required, max_chars, hint, position"

const store_statement questionnaire_write_statements[] = {
    [QUESTIONS_COPY] = { "questions_copy",
                         "INSERT INTO question (" COLUMNS ", questionnaire) SELECT " COLUMNS
                         ", $1 FROM question WHERE questionnaire = $2",
                         .takes = "tt" },
    [QUESTION_USED] = { "question_used",
                        "SELECT 1 FROM question q JOIN appraisal_round r ON r.questionnaire = q.questionnaire "
                        "WHERE q.id = $1 AND q.questionnaire <> $2 AND r.public_key <> '' LIMIT 1",
                        .takes = "tt", .gives = "i" },
    [QUESTION_IDS] = { "question_ids", "SELECT DISTINCT id FROM question ORDER BY id LIMIT 10000", .gives = "t" },
    [QUESTION_PLACE] = { "question_place", "SELECT max(position) FROM question WHERE questionnaire = $1 AND theme = $2",
                         .takes = "tt", .gives = "I" },
    [QUESTION_REPLACE] = { "question_replace",
                           "UPDATE question SET id = $3, wording = $4, hint = $5 "
                           "WHERE questionnaire = $1 AND id = $2",
                           .takes = "ttttt" },
    [QUESTION_SHIFT] = { "question_shift",
                         "UPDATE question SET position = position + 1 WHERE questionnaire = $1 AND position > $2",
                         .takes = "ti" },
    [QUESTION_INSERT] = { "question_insert",
                          "INSERT INTO question (" COLUMNS ", questionnaire) "
                          "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                          .takes = "tttttitiitit" },
    [QUESTION_REMOVE] = { "question_remove", "DELETE FROM question WHERE questionnaire = $1 AND id = $2",
                          .takes = "tt" },
    [ROUND_TOUCH] = { "round_touch",
                      "UPDATE appraisal_round SET version = version + 1 "
                      "WHERE year = $1 AND version = $2 AND public_key = ''",
                      .takes = "ti" },
};
const size_t questionnaire_write_statements_count =
    sizeof questionnaire_write_statements / sizeof *questionnaire_write_statements;

bool questionnaire_begin(store_db *db, text version, text from, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(version), STORE_TEXT(from) };
    return from.len > 0 ? store_run(db, &questionnaire_write_statements[QUESTIONS_COPY], values, NULL, error)
                        : questionnaire_add_default(db, version, error);
}

bool question_was_used(store_db *db, text id, text version, bool *was_used, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(id), STORE_TEXT(version) };
    store_rows row;
    return store_find(db, &questionnaire_write_statements[QUESTION_USED], values, &row, was_used, error) &&
           store_end(&row, error);
}

/* ---- one change ---- */

typedef struct question_job {
    const appraise_round *r;
    const question *draft;
    bool as_new;
    const appraise_deed *by;
    upw_arena *arena;
    questionnaire all;
} question_job;

/* Nobody else has changed the round, and it is a draft still. */
static bool touch_round(store_db *db, const appraise_round *r, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(r->year), STORE_INTEGER(r->version) };
    int64_t n_changed;
    if (round_is_public(r))
        return upw_fail(error, UPW_FORBIDDEN, "The questions were frozen when the round was announced");
    return store_run(db, &questionnaire_write_statements[ROUND_TOUCH], values, &n_changed, error) &&
           (n_changed == 1 || upw_fail(error, UPW_CONFLICT, "Somebody else has changed the questions meanwhile"));
}

static bool record(store_db *db, const question_job *job, const char *action, text id, upw_error *error)
{
    const audit_detail details[] = { { "question", id } };
    return appraise_record(db, job->by, action, job->r->year, details, 1, error);
}

static const question *look_up(const questionnaire *all, text id)
{
    for (size_t i = 0; i < all->n; i++)
        if (text_equal(all->at[i].id, id))
            return &all->at[i];
    return NULL;
}

static text letters_of(text id)
{
    size_t n = 0;
    while (n < id.len && !(id.at[n] >= '0' && id.at[n] <= '9'))
        n++;
    return (text){ id.at, n };
}

/* The next number behind these letters that no question has ever had: "L3". */
static bool make_id(store_db *db, text letters, upw_arena *arena, text *out, upw_error *error)
{
    store_rows rows;
    int64_t last = 0;
    if (!store_query(db, &questionnaire_write_statements[QUESTION_IDS], NULL, &rows, error))
        return false;
    while (store_next(&rows)) {
        const text id = store_text(&rows, 0), own = letters_of(id);
        int64_t number = 0;
        if (text_equal(own, letters) && number_parse_integer((text){ id.at + own.len, id.len - own.len }, &number) &&
            number > last)
            last = number;
    }
    *out = memory_format(arena, "%.*s%lld", TEXT_ARGS(letters), (long long)last + 1);
    return store_end(&rows, error);
}

static bool check_words(const question *draft, upw_error *error)
{
    if (text_trim(draft->wording).len == 0)
        return upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(MESSAGE_E034));
    if (web_count_characters(draft->wording) > QUESTION_WORDING_MAX)
        return upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(MESSAGE_E035));
    return web_count_characters(draft->hint) <= QUESTION_HINT_MAX ||
           upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(MESSAGE_HINT_LENGTH));
}

static bool change(store_db *db, void *context, upw_error *error)
{
    question_job *const job = context;
    const question *const draft = job->draft;
    const text version = job->r->questionnaire;
    text id = draft->id;
    bool was_used;
    if (!touch_round(db, job->r, error) || !questionnaire_find(db, version, job->arena, &job->all, error))
        return false;
    const question *const there = look_up(&job->all, draft->id);
    if (there == NULL)
        return upw_fail(error, UPW_NOT_FOUND, "there is no such question");
    if (!question_was_used(db, draft->id, version, &was_used, error))
        return false;
    if (was_used && !job->as_new && !text_equal(there->wording, draft->wording))
        return upw_fail(error, UPW_BAD_INPUT, "%s", web_message_text(MESSAGE_E036));
    if (job->as_new && !make_id(db, letters_of(draft->id), job->arena, &id, error))
        return false;
    const store_value values[] = { STORE_TEXT(version), STORE_TEXT(draft->id), STORE_TEXT(id),
                                   STORE_TEXT(draft->wording), STORE_TEXT(draft->hint) };
    return store_run(db, &questionnaire_write_statements[QUESTION_REPLACE], values, NULL, error) &&
           record(db, job, "question.change", id, error);
}

static const char *name_scale(question_scale scale)
{
    static const char *const names[] = {
        [SCALE_AGREE] = "agree5", [SCALE_QUALITY] = "quality5", [SCALE_TEXT] = "text"
    };
    return names[scale];
}

static text name_targets(unsigned targets)
{
    return targets == 1u << TARGET_NATIONAL ? TEXT("national")
           : targets == 1u << TARGET_LOCAL  ? TEXT("local")
                                            : TEXT("both");
}

static bool find_place(store_db *db, const question_job *job, int64_t *position, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(job->r->questionnaire), STORE_TEXT(job->draft->theme) };
    store_rows row;
    bool found;
    if (!store_find(db, &questionnaire_write_statements[QUESTION_PLACE], values, &row, &found, error))
        return false;
    *position = store_integer(&row, 0);
    return store_end(&row, error);
}

static bool insert(store_db *db, const question_job *job, const question *neighbour, text id, upw_error *error)
{
    const question *const draft = job->draft;
    const text version = job->r->questionnaire;
    const bool is_text = draft->scale == SCALE_TEXT;
    int64_t position = 0;
    if (!find_place(db, job, &position, error))
        return false;
    const store_value shift[] = { STORE_TEXT(version), STORE_INTEGER(position) };
    const store_value values[] = { STORE_TEXT(id),
                                   STORE_TEXT(neighbour->theme),
                                   STORE_TEXT(neighbour->theme_title),
                                   STORE_TEXT(draft->wording),
                                   STORE_TEXT(text_of(name_scale(draft->scale))),
                                   STORE_INTEGER(draft->is_negative && !is_text),
                                   STORE_TEXT(name_targets(draft->targets)),
                                   STORE_INTEGER(!is_text),
                                   STORE_INTEGER(is_text ? QUESTION_TEXT_MAX : 0),
                                   STORE_TEXT(draft->hint),
                                   STORE_INTEGER(position + 1),
                                   STORE_TEXT(version) };
    return store_run(db, &questionnaire_write_statements[QUESTION_SHIFT], shift, NULL, error) &&
           store_run(db, &questionnaire_write_statements[QUESTION_INSERT], values, NULL, error);
}

/* Behind the last question of its theme. */
static bool add(store_db *db, void *context, upw_error *error)
{
    question_job *const job = context;
    const question *neighbour = NULL;
    text id;
    if (!touch_round(db, job->r, error) || !questionnaire_find(db, job->r->questionnaire, job->arena, &job->all, error))
        return false;
    for (size_t i = 0; i < job->all.n; i++)
        if (text_equal(job->all.at[i].theme, job->draft->theme))
            neighbour = &job->all.at[i];
    if (neighbour == NULL || job->all.n == QUESTIONS_MAX)
        return upw_fail(error, UPW_BAD_INPUT, neighbour == NULL ? "there is no such theme" : "there are 100 questions");
    return make_id(db, letters_of(neighbour->id), job->arena, &id, error) && insert(db, job, neighbour, id, error) &&
           record(db, job, "question.add", id, error);
}

static bool take_away(store_db *db, void *context, upw_error *error)
{
    question_job *const job = context;
    const store_value values[] = { STORE_TEXT(job->r->questionnaire), STORE_TEXT(job->draft->id) };
    int64_t n_changed;
    if (!touch_round(db, job->r, error) ||
        !store_run(db, &questionnaire_write_statements[QUESTION_REMOVE], values, &n_changed, error))
        return false;
    return n_changed == 1 ? record(db, job, "question.remove", job->draft->id, error)
                          : upw_fail(error, UPW_NOT_FOUND, "there is no such question");
}

static bool run(store_db *db, store_work *work, question_job job, upw_error *error)
{
    upw_arena arena;
    memory_init_arena(&arena);
    job.arena = &arena;
    const bool is_done = store_transact(db, work, &job, error);
    upw_arena_clear(&arena);
    return is_done;
}

bool questionnaire_change(store_db *db, const appraise_round *r, const question *draft, bool as_new,
                          const appraise_deed *by, upw_error *error)
{
    return check_words(draft, error) &&
           run(db, change, (question_job){ .r = r, .draft = draft, .as_new = as_new, .by = by }, error);
}

bool questionnaire_add(store_db *db, const appraise_round *r, const question *draft, const appraise_deed *by,
                       upw_error *error)
{
    return check_words(draft, error) && run(db, add, (question_job){ .r = r, .draft = draft, .by = by }, error);
}

bool questionnaire_remove(store_db *db, const appraise_round *r, text id, const appraise_deed *by, upw_error *error)
{
    const question draft = { .id = id };
    return run(db, take_away, (question_job){ .r = r, .draft = &draft, .by = by }, error);
}
