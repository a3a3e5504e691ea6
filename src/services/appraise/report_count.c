/* People's answers, added one at a time: what is kept are sums by body. */
#include <string.h>

#include "base/memory.h"
#include "services/appraise/report_make.h"

static size_t find_theme(report_items *items, const question *q, question_target target)
{
    size_t t = 0;
    while (t < items->n_themes && !(items->themes[t].target == target && text_equal(items->themes[t].id, q->theme)))
        t++;
    if (t == items->n_themes)
        items->themes[items->n_themes++] = (report_theme){ q->theme, q->theme_title, target };
    return t;
}

void report_list_items(const questionnaire *q, upw_arena *arena, report_items *out)
{
    *out = (report_items){ .at = MEMORY_TAKE(arena, report_item, TARGET_COUNT * q->n + 1),
                           .themes = MEMORY_TAKE(arena, report_theme, TARGET_COUNT * q->n + 1),
                           .open = MEMORY_TAKE(arena, const question *, q->n + 1) };
    for (int target = 0; target < TARGET_COUNT; target++)
        for (size_t i = 0; i < q->n; i++)
            if (q->at[i].scale != SCALE_TEXT && question_is_about(&q->at[i], (question_target)target)) {
                const size_t theme = find_theme(out, &q->at[i], (question_target)target);
                out->at[out->n++] = (report_item){ &q->at[i], (question_target)target, theme };
            }
    for (size_t i = 0; i < q->n && out->n_open < REPORT_OPEN_MAX; i++)
        if (q->at[i].scale == SCALE_TEXT)
            out->open[out->n_open++] = &q->at[i];
}

static bool check_facts(const report_facts *f, upw_error *error)
{
    if (f->n_bodies == 0 || f->n_offices == 0 || f->n_regions == 0)
        return upw_fail(error, UPW_BAD_INPUT, "a report needs a body, an office and a region");
    for (size_t i = 0; i < f->n_offices; i++)
        if (f->offices[i].region >= f->n_regions)
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "the region of an office is not there");
    for (size_t i = 0; i < f->n_bodies; i++)
        if (f->bodies[i].office >= f->n_offices)
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "the office of a body is not there");
    return true;
}

bool report_count_begin(const report_facts *facts, upw_arena *arena, report_count **out, upw_error *error)
{
    if (!check_facts(facts, error))
        return false;
    report_count *const c = MEMORY_TAKE(arena, report_count, 1);
    *out = c;
    c->facts = facts;
    c->arena = arena;
    c->least = facts->least > 0 ? facts->least : 10;
    c->topics = report_topics_load(arena);
    report_list_items(facts->questions, arena, &c->items);
    upw_score_item *const items = MEMORY_TAKE(arena, upw_score_item, c->items.n + 1);
    for (size_t i = 0; i < c->items.n; i++) {
        items[i] = (upw_score_item){ (uint32_t)c->items.at[i].theme, c->items.at[i].question->is_negative };
        c->columns[i] = MEMORY_TAKE(arena, uint8_t, REPORT_BATCH);
    }
    const upw_score_plan plan = {
        .items = items, .n_items = c->items.n, .n_themes = c->items.n_themes, .n_places = facts->n_bodies
    };
    return upw_score_begin(&plan, arena, &c->score, error);
}

bool report_count_flush(report_count *c, upw_error *error)
{
    const uint8_t *columns[2 * QUESTIONS_MAX];
    for (size_t i = 0; i < c->items.n; i++)
        columns[i] = c->columns[i];
    const upw_score_batch batch = { .answers = columns, .places = c->places, .n = c->n_waiting };
    c->n_waiting = 0;
    return batch.n == 0 || upw_score_add(&c->score, &batch, error);
}

static void count_comments(report_count *c, const text *comments)
{
    for (size_t q = 0; q < c->items.n_open; q++) {
        if (comments[q].len == 0)
            continue;
        uint32_t found = report_topics_find(c->topics, comments[q]);
        c->comments[q]++;
        for (size_t topic = 0; found != 0; topic++, found >>= 1)
            c->by_topic[q][topic] += (int64_t)(found & 1u);
    }
}

static bool check_person(const report_count *c, const report_person *person, const uint8_t *codes, upw_error *error)
{
    if (person->body >= c->facts->n_bodies)
        return upw_fail(error, UPW_BAD_INPUT, "an answer is of a body that is not there");
    for (size_t i = 0; i < c->items.n; i++)
        if (person->ratings[i] > ANSWER_DOES_NOT_APPLY || codes[person->ratings[i]] == UPW_ANSWERS)
            return upw_fail(error, UPW_BAD_INPUT, "an answer is none that can be given");
    return true;
}

bool report_count_add(report_count *c, const report_person *person, upw_error *error)
{
    /* as forms and questionnaires number the answers, to as the engine does */
    static const uint8_t codes[ANSWER_DOES_NOT_APPLY + 1] = {
        UPW_ANSWER_NONE, 1, 2, 3, 4, 5, UPW_ANSWERS, UPW_ANSWERS, UPW_ANSWER_DO_NOT_KNOW, UPW_ANSWER_DOES_NOT_APPLY,
    };
    if (person->ratings != NULL && !check_person(c, person, codes, error))
        return false;
    if (person->comments != NULL)
        count_comments(c, person->comments);
    if (person->ratings == NULL)
        return true;
    for (size_t i = 0; i < c->items.n; i++)
        c->columns[i][c->n_waiting] = codes[person->ratings[i]];
    c->places[c->n_waiting++] = (uint32_t)person->body;
    return c->n_waiting < REPORT_BATCH || report_count_flush(c, error);
}
