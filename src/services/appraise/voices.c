/* Two readings of what was sealed: one that counts, one that keeps what may be seen. Nothing is held in between but
 * numbers. */
#include "services/appraise/voices.h"

#include <stdlib.h>

#include <sodium.h>

#include "base/base32.h"
#include "base/memory.h"
#include "services/appraise/personal.h"
#include "services/appraise/report_make.h"

enum { VOICE_ADD, VOICE_COUNT_ADD, VOICES_OF, VOICE_COUNTS_OF, VOICES_FORGET };

const store_statement voices_statements[] = {
    [VOICE_ADD] = { "voice_add",
                    "INSERT INTO appraisal_comment (id, year, body, question, words) VALUES ($1, $2, $3, $4, $5)",
                    .takes = "ttttt" },
    [VOICE_COUNT_ADD] = { "voice_count_add",
                          "INSERT INTO appraisal_topic (year, body, question, topic, n) VALUES ($1, $2, $3, $4, $5)",
                          .takes = "tttti" },
    [VOICES_OF] = { "voices_of",
                    "SELECT question, words FROM appraisal_comment WHERE year = $1 AND body = $2 ORDER BY question, id "
                    "LIMIT 5000",
                    .takes = "tt", .gives = "tt" },
    [VOICE_COUNTS_OF] = { "voice_counts_of",
                          "SELECT question, topic, n FROM appraisal_topic WHERE year = $1 AND body = $2 "
                          "ORDER BY question, n DESC, topic",
                          .takes = "tt", .gives = "tti" },
    [VOICES_FORGET] = { "voices_forget", "DELETE FROM appraisal_comment WHERE year = $1", .takes = "t" },
};
const size_t voices_statements_count = sizeof voices_statements / sizeof *voices_statements;

/* Of a body and a question. */
typedef struct cell {
    int64_t n, n_fit; /* who wrote; whose words may be seen */
    int64_t by_topic[REPORT_TOPICS_MAX];
} cell;

typedef struct reading {
    const voices_job *job;
    const struct report_topics *topics;
    cell *cells; /* [return][question] */
} reading;

static int compare_returns(const void *a, const void *b)
{
    return text_compare(((const appraise_return *)a)->body, ((const appraise_return *)b)->body);
}

/* The part's body and question; false: it is no comment of a body that there is. */
static bool find_cell(const reading *r, text part, answer_body *a, size_t *place, cell **out, upw_error *error)
{
    const voices_job *const job = r->job;
    if (!answers_decode(part, job->asked, a, error))
        return false;
    const appraise_return key = { .body = a->body };
    const appraise_return *const found =
        bsearch(&key, job->all->at, job->all->n, sizeof *job->all->at, compare_returns);
    *place = 0;
    while (*place < job->asked->n && a->comments[*place].len == 0)
        ++*place;
    if (found == NULL || *place == job->asked->n)
        return upw_fail(error, UPW_CONFLICT, "there is a comment that belongs to no return");
    *out = &r->cells[(size_t)(found - job->all->at) * job->asked->n + *place];
    return true;
}

static bool is_fit(text words)
{
    return personal_find(words) == PERSONAL_NOTHING;
}

static bool count_one(void *context, text part, upw_error *error)
{
    const reading *const r = context;
    answer_body a;
    size_t place;
    cell *c;
    if (!find_cell(r, part, &a, &place, &c, error))
        return false;
    c->n++;
    c->n_fit += is_fit(a.comments[place]);
    const uint32_t found = report_topics_find(r->topics, a.comments[place]);
    for (size_t i = 0; i < report_topics_count(r->topics); i++)
        c->by_topic[i] += found >> i & 1u;
    return true;
}

static bool keep_one(void *context, text part, upw_error *error)
{
    const reading *const r = context;
    answer_body a;
    size_t place;
    cell *c;
    uint8_t random[BASE32_ID_BYTES];
    char id[BASE32_ID_LEN + 1];
    if (!find_cell(r, part, &a, &place, &c, error))
        return false;
    if (c->n_fit < r->job->round->min_people || !is_fit(a.comments[place]))
        return true;
    randombytes_buf(random, sizeof random);
    base32_write(random, sizeof random, id);
    const store_value values[] = { STORE_TEXT(text_of(id)), STORE_TEXT(r->job->round->year), STORE_TEXT(a.body),
                                   STORE_TEXT(r->job->asked->at[place].id), STORE_TEXT(a.comments[place]) };
    return store_run(r->job->db, &voices_statements[VOICE_ADD], values, NULL, error);
}

static bool write_count(const reading *r, const appraise_return *ret, const question *q, text topic, int64_t n,
                        upw_error *error)
{
    const store_value values[] = { STORE_TEXT(r->job->round->year), STORE_TEXT(ret->body), STORE_TEXT(q->id),
                                   STORE_TEXT(topic), STORE_INTEGER(n) };
    return n < r->job->round->min_people ||
           store_run(r->job->db, &voices_statements[VOICE_COUNT_ADD], values, NULL, error);
}

static bool write_counts(const reading *r, const appraise_return *ret, const cell *cells, upw_error *error)
{
    for (size_t q = 0; q < r->job->asked->n; q++) {
        const question *const asked = &r->job->asked->at[q];
        if (!write_count(r, ret, asked, TEXT(""), cells[q].n, error))
            return false;
        for (size_t t = 0; t < report_topics_count(r->topics); t++)
            if (!write_count(r, ret, asked, report_topics_at(r->topics, t).id, cells[q].by_topic[t], error))
                return false;
    }
    return true;
}

bool voices_write(const voices_job *job, upw_error *error)
{
    reading r = { .job = job,
                  .topics = report_topics_load(job->arena),
                  .cells = MEMORY_TAKE(job->arena, cell, job->all->n * job->asked->n + 1) };
    const text year = job->round->year;
    if (!answers_read_all(job->file, year, ANSWERS_COMMENT, job->opened, count_one, &r, error))
        return false;
    for (size_t i = 0; i < job->all->n; i++)
        if (!write_counts(&r, &job->all->at[i], &r.cells[i * job->asked->n], error))
            return false;
    return answers_read_all(job->file, year, ANSWERS_COMMENT, job->opened, keep_one, &r, error);
}

bool voices_find(store_db *db, text year, text body, upw_arena *arena, voices *out, upw_error *error)
{
    enum { COUNTS_MAX = REPORT_OPEN_MAX * (REPORT_TOPICS_MAX + 1), SAID_MAX = 5000 };
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body) };
    store_rows rows;
    *out = (voices){ .counts = MEMORY_TAKE(arena, voices_count, COUNTS_MAX),
                     .said = MEMORY_TAKE(arena, voices_words, SAID_MAX) };
    if (!store_query(db, &voices_statements[VOICE_COUNTS_OF], values, &rows, error))
        return false;
    while (out->n_counts < COUNTS_MAX && store_next(&rows))
        out->counts[out->n_counts++] =
            (voices_count){ store_copy(&rows, 0, arena), store_copy(&rows, 1, arena), store_integer(&rows, 2) };
    if (!store_end(&rows, error) || !store_query(db, &voices_statements[VOICES_OF], values, &rows, error))
        return false;
    while (out->n_said < SAID_MAX && store_next(&rows))
        out->said[out->n_said++] = (voices_words){ store_copy(&rows, 0, arena), store_copy(&rows, 1, arena) };
    return store_end(&rows, error);
}

bool voices_forget(store_db *db, text year, upw_error *error)
{
    return store_run(db, &voices_statements[VOICES_FORGET], (store_value[]){ STORE_TEXT(year) }, NULL, error);
}
