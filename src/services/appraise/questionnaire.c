/* Questions as the database has them, and how they are said. */
#include "services/appraise/questionnaire.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/number.h"
#include "questionnaire_csv.h"
#include "table/record.h"

const char *const question_target_names[TARGET_COUNT] = { [TARGET_NATIONAL] = "national", [TARGET_LOCAL] = "local" };

static const char *const scale_names[] = {
    [SCALE_AGREE] = "agree5", [SCALE_QUALITY] = "quality5", [SCALE_TEXT] = "text"
};
enum { SCALES = sizeof scale_names / sizeof *scale_names };

enum { QUESTIONS_OF, QUESTION_ADD };

#define COLUMNS "id, theme, theme_title, wording, scale, is_negative, target, is_required, max_chars, hint"

const store_statement questionnaire_statements[] = {
    [QUESTIONS_OF] = { "questions_of", "SELECT " COLUMNS " FROM question WHERE questionnaire = $1 ORDER BY position",
                       .takes = "t", .gives = "tttttitiit" },
    [QUESTION_ADD] = { "question_add",
                       "INSERT INTO question (" COLUMNS ", questionnaire, position) "
                       "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                       .takes = "tttttitiitti" },
};
const size_t questionnaire_statements_count = sizeof questionnaire_statements / sizeof *questionnaire_statements;

static question_scale find_scale(text name)
{
    question_scale s = SCALE_AGREE;
    while (s + 1 < SCALES && !text_equal(name, text_of(scale_names[s])))
        s++;
    return s;
}

static unsigned find_targets(text name)
{
    return text_equal(name, TEXT("national")) ? 1u << TARGET_NATIONAL
           : text_equal(name, TEXT("local"))  ? 1u << TARGET_LOCAL
                                              : 1u << TARGET_NATIONAL | 1u << TARGET_LOCAL;
}

bool questionnaire_find(store_db *db, text version, upw_arena *arena, questionnaire *out, upw_error *error)
{
    store_rows rows;
    *out = (questionnaire){ .version = version, .at = MEMORY_TAKE(arena, question, QUESTIONS_MAX) };
    if (!store_query(db, &questionnaire_statements[QUESTIONS_OF], (store_value[]){ STORE_TEXT(version) }, &rows, error))
        return false;
    while (out->n < QUESTIONS_MAX && store_next(&rows))
        out->at[out->n++] = (question){ .id = store_copy(&rows, 0, arena),
                                        .theme = store_copy(&rows, 1, arena),
                                        .theme_title = store_copy(&rows, 2, arena),
                                        .wording = store_copy(&rows, 3, arena),
                                        .scale = find_scale(store_text(&rows, 4)),
                                        .is_negative = store_integer(&rows, 5) != 0,
                                        .targets = find_targets(store_text(&rows, 6)),
                                        .is_required = store_integer(&rows, 7) != 0,
                                        .max_chars = (size_t)store_integer(&rows, 8),
                                        .hint = store_copy(&rows, 9, arena) };
    return store_end(&rows, error);
}

/* ---- those that come with the program ---- */

enum csv_column {
    CSV_ID,
    CSV_THEME,
    CSV_WORDING,
    CSV_SCALE,
    CSV_DIRECTION,
    CSV_TARGET,
    CSV_THEME_TITLE,
    CSV_ORDER,
    CSV_REQUIRED,
    CSV_MAX_CHARS,
    CSV_HINT
};

static bool add_row(store_db *db, text version, const record *r, upw_error *error)
{
    const text *const f = r->fields;
    int64_t position = 0, max_chars = 0;
    const bool is_read = number_parse_integer(f[CSV_ORDER], &position) &&
                         (f[CSV_MAX_CHARS].len == 0 || number_parse_integer(f[CSV_MAX_CHARS], &max_chars));
    const store_value values[] = {
        STORE_TEXT(f[CSV_ID]),
        STORE_TEXT(f[CSV_THEME]),
        STORE_TEXT(f[CSV_THEME_TITLE]),
        STORE_TEXT(f[CSV_WORDING]),
        STORE_TEXT(f[CSV_SCALE]),
        STORE_INTEGER(text_equal(f[CSV_DIRECTION], TEXT("negative"))),
        STORE_TEXT(f[CSV_TARGET]),
        STORE_INTEGER(text_equal(f[CSV_REQUIRED], TEXT("yes"))),
        STORE_INTEGER(max_chars),
        STORE_TEXT(f[CSV_HINT]),
        STORE_TEXT(version),
        STORE_INTEGER(position),
    };
    return is_read ? store_run(db, &questionnaire_statements[QUESTION_ADD], values, NULL, error)
                   : upw_fail(error, UPW_BAD_USAGE, "questionnaire.csv: order and max_chars are whole numbers");
}

bool questionnaire_add_default(store_db *db, text version, upw_error *error)
{
    text rest = text_of(questionnaire_csv);
    record r = { 0 };
    upw_arena arena;
    bool is_done = true;
    memory_init_arena(&arena);
    for (size_t row = 0; is_done && rest.len > 0; row++)
        is_done = record_take(&rest, ',', &arena, &r) == RECORD_COMPLETE && r.n_fields > CSV_HINT &&
                  (row == 0 || add_row(db, version, &r, error));
    upw_arena_clear(&arena);
    return is_done;
}

/* ---- words ---- */

bool question_is_about(const question *q, question_target target)
{
    return (q->targets >> target & 1u) != 0;
}

question_target question_first_target(const question *q)
{
    return question_is_about(q, TARGET_NATIONAL) ? TARGET_NATIONAL : TARGET_LOCAL;
}

static void add_label(buffer *out, text label, bool begins)
{
    const bool is_small = label.len > 0 && label.at[0] >= 'a' && label.at[0] <= 'z';
    if (!begins || !is_small) {
        buffer_add(out, label);
        return;
    }
    buffer_add_char(out, (char)(label.at[0] - 'a' + 'A'));
    buffer_add(out, (text){ label.at + 1, label.len - 1 });
}

text question_words(const question *q, const appraise_round *r, question_target target, upw_arena *arena)
{
    static const struct {
        text token;
        bool begins;
    } tokens[] = { { TEXT("{Body}"), true }, { TEXT("{body}"), false } };
    const text label = target == TARGET_NATIONAL ? r->board_label : r->office_label;
    buffer out;
    buffer_init(&out, q->wording.len + label.len + 1);
    for (size_t i = 0; i < q->wording.len;) {
        const text rest = { q->wording.at + i, q->wording.len - i };
        size_t k = 0;
        while (k < 2 && !text_starts_with(rest, tokens[k].token))
            k++;
        if (k < 2)
            add_label(&out, label, tokens[k].begins);
        else
            buffer_add_char(&out, q->wording.at[i]);
        i += k < 2 ? tokens[k].token.len : 1;
    }
    const text words = memory_copy_text(arena, buffer_text(&out));
    buffer_clear(&out);
    return words;
}

const char *answer_words(question_scale scale, int64_t value)
{
    static const char *const words[SCALES][6] = {
        [SCALE_AGREE] = { NULL, "Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree",
                          "Strongly agree" },
        [SCALE_QUALITY] = { NULL, "Very poor", "Poor", "Neither good nor poor", "Good", "Very good" },
    };
    return value == ANSWER_DO_NOT_KNOW      ? "I do not know"
           : value == ANSWER_DOES_NOT_APPLY ? "Does not apply to my work"
           : value >= 1 && value <= 5       ? words[scale][value]
                                            : NULL;
}
