/* Answers as bytes, and back. Strict: one answer has one form. */
#include "services/appraise/answer_body.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/number.h"
#include "services/appraise/answers.h"
#include "web/decode.h"

enum { ROOM = 2 * ANSWERS_BODY_MAX, BYTES_A_CHARACTER = 4 };

static const char first_line[] = "upward answer 1";

/* ---- writing ---- */

static void begin(buffer *out, const answer_body *from)
{
    buffer_init(out, ROOM);
    buffer_add_format(out, "%s\nbody %.*s\n", first_line, TEXT_ARGS(from->body));
}

static text end(buffer *out, upw_arena *arena)
{
    const text bytes = memory_copy_text(arena, buffer_text(out));
    buffer_clear(out);
    return bytes;
}

static void add_ratings(buffer *out, const question *q, const uint8_t *ratings)
{
    for (question_target t = 0; t < TARGET_COUNT; t++)
        if (ratings[t] != 0)
            buffer_add_format(out, "rating %.*s %s %d\n", TEXT_ARGS(q->id), question_target_names[t], ratings[t]);
}

static void add_comment(buffer *out, const question *q, text comment, bool is_vouched)
{
    if (comment.len == 0)
        return;
    buffer_add_format(out, "comment %.*s %d %zu\n", TEXT_ARGS(q->id), is_vouched, comment.len);
    buffer_add(out, comment);
    buffer_add_char(out, '\n');
}

text answers_encode(const questionnaire *asked, const answer_body *from, upw_arena *arena)
{
    buffer out;
    begin(&out, from);
    for (size_t i = 0; i < asked->n; i++) {
        add_ratings(&out, &asked->at[i], from->ratings[i]);
        add_comment(&out, &asked->at[i], from->comments[i], from->is_vouched[i]);
    }
    return end(&out, arena);
}

text answers_encode_ratings(const questionnaire *asked, const answer_body *from, upw_arena *arena)
{
    buffer out;
    begin(&out, from);
    for (size_t i = 0; i < asked->n; i++)
        add_ratings(&out, &asked->at[i], from->ratings[i]);
    return end(&out, arena);
}

text answers_encode_comment(const questionnaire *asked, const answer_body *from, size_t place, upw_arena *arena)
{
    buffer out;
    begin(&out, from);
    add_comment(&out, &asked->at[place], from->comments[place], from->is_vouched[place]);
    return end(&out, arena);
}

/* ---- reading ---- */

typedef struct reader {
    text rest;
    const questionnaire *asked;
    answer_body *out;
    size_t next; /* rows come in order: 2 · question + target */
    upw_error *error;
} reader;

static bool refuse(const reader *r, const char *expected)
{
    return upw_fail(r->error, UPW_BAD_INPUT, "an answer does not read as one: %s", expected);
}

/* A line without its end; a last line that has none is not a line. */
static bool take_line(reader *r, text *line)
{
    for (size_t i = 0; i < r->rest.len; i++)
        if (r->rest.at[i] == '\n') {
            *line = (text){ r->rest.at, i };
            r->rest = (text){ r->rest.at + i + 1, r->rest.len - i - 1 };
            return true;
        }
    return refuse(r, "each line ends with a line feed");
}

static bool read_head(reader *r)
{
    text line;
    if (!take_line(r, &line) || !text_equal(line, text_of(first_line)))
        return refuse(r, "its first line is \"upward answer 1\"");
    if (!take_line(r, &line) || !text_equal(text_take_until(&line, ' '), TEXT("body")) || line.len == 0)
        return refuse(r, "its second line names the body");
    r->out->body = line;
    return true;
}

/* The place of a row in the order that rows have. */
static bool find_place(reader *r, text id, size_t target, size_t *place)
{
    for (size_t i = r->next / TARGET_COUNT; i < r->asked->n; i++)
        if (text_equal(r->asked->at[i].id, id)) {
            *place = i;
            const size_t row = i * TARGET_COUNT + target;
            const bool is_next = row >= r->next;
            r->next = row + 1;
            return is_next;
        }
    return false;
}

static bool read_digit(text word, unsigned *out)
{
    *out = word.len == 1 && word.at[0] >= '0' && word.at[0] <= '9' ? (unsigned)(word.at[0] - '0') : 0;
    return word.len == 1 && word.at[0] >= '0' && word.at[0] <= '9';
}

static bool read_rating(reader *r, text line)
{
    const text id = text_take_until(&line, ' '), target_name = text_take_until(&line, ' ');
    question_target target = TARGET_NATIONAL;
    unsigned value;
    size_t place;
    while (target < TARGET_COUNT && !text_equal(target_name, text_of(question_target_names[target])))
        target++;
    if (target == TARGET_COUNT || !find_place(r, id, target, &place))
        return refuse(r, "ratings are of its questions, in their order");
    const question *const q = &r->asked->at[place];
    if (!read_digit(line, &value) || answer_words(q->scale, value) == NULL || q->scale == SCALE_TEXT ||
        !question_is_about(q, target))
        return refuse(r, "a rating is 1 to 5, 8 or 9");
    r->out->ratings[place][target] = (uint8_t)value;
    return true;
}

static bool is_number(text word, size_t most, size_t *out)
{
    size_t n = 0;
    for (size_t i = 0; i < word.len; i++) {
        if (word.at[i] < '0' || word.at[i] > '9' || n > most)
            return false;
        n = 10 * n + (size_t)(word.at[i] - '0');
    }
    *out = n;
    return word.len > 0 && word.at[0] != '0' && n <= most;
}

static bool read_comment(reader *r, text line)
{
    const text id = text_take_until(&line, ' '), vouched = text_take_until(&line, ' ');
    unsigned is_vouched;
    size_t place, n;
    if (!find_place(r, id, 0, &place) || r->asked->at[place].scale != SCALE_TEXT)
        return refuse(r, "comments are on its open questions, in their order");
    const size_t most = r->asked->at[place].max_chars;
    r->next = (place + 1) * TARGET_COUNT;
    if (!read_digit(vouched, &is_vouched) || is_vouched > 1 || !is_number(line, BYTES_A_CHARACTER * most, &n) ||
        n + 1 > r->rest.len || r->rest.at[n] != '\n')
        return refuse(r, "a comment is as long as its line says");
    const text words = { r->rest.at, n };
    if (!text_is_utf8(words) || web_count_characters(words) > most)
        return refuse(r, "a comment is UTF-8, and no longer than its question allows");
    r->out->comments[place] = words;
    r->out->is_vouched[place] = is_vouched == 1;
    r->rest = (text){ r->rest.at + n + 1, r->rest.len - n - 1 };
    return true;
}

bool answers_decode(text bytes, const questionnaire *asked, answer_body *out, upw_error *error)
{
    reader r = { .rest = bytes, .asked = asked, .out = out, .error = error };
    *out = (answer_body){ 0 };
    if (!read_head(&r))
        return false;
    while (r.rest.len > 0) {
        text line;
        if (!take_line(&r, &line))
            return false;
        const text kind = text_take_until(&line, ' ');
        const bool is_read = text_equal(kind, TEXT("rating"))    ? read_rating(&r, line)
                             : text_equal(kind, TEXT("comment")) ? read_comment(&r, line)
                                                                 : refuse(&r, "its lines are ratings and comments");
        if (!is_read)
            return false;
    }
    return true;
}

/* ---- is it all there? ---- */

bool answer_has_question(const question *q, const answer_body *a, size_t place)
{
    if (q->scale == SCALE_TEXT)
        return a->comments[place].len > 0;
    for (question_target t = 0; t < TARGET_COUNT; t++)
        if (question_is_about(q, t) && a->ratings[place][t] == 0)
            return false;
    return true;
}

bool answer_is_complete(const questionnaire *asked, const answer_body *a)
{
    for (size_t i = 0; i < asked->n; i++)
        if (asked->at[i].is_required && !answer_has_question(&asked->at[i], a, i))
            return false;
    return true;
}
