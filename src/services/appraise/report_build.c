/* The facts of a round, and its tables. */
#include "services/appraise/report_build.h"

#include <math.h>
#include <stdlib.h>

#include "base/civil.h"
#include "base/memory.h"
#include "base/number.h"
#include "services/appraise/answer_body.h"
#include "services/appraise/answers.h"
#include "services/appraise/lineage.h"
#include "services/appraise/proposals.h"
#include "services/appraise/returns.h"
#include "services/appraise/rounds_write.h"
#include "services/people/people.h"

enum { SCORES_OF_YEAR };

const store_statement report_build_statements[] = {
    [SCORES_OF_YEAR] = { "scores_of_year",
                         "SELECT body, question, target, score FROM appraisal_agreed WHERE year = $1 ORDER BY body",
                         .takes = "t", .gives = "ttti" },
};
const size_t report_build_statements_count = sizeof report_build_statements / sizeof *report_build_statements;

/* ---- organisations ---- */

static int compare_texts(const void *a, const void *b)
{
    return text_compare(*(const text *)a, *(const text *)b);
}

/* Ids, each once, rising. */
static size_t order(text *ids, size_t n)
{
    size_t kept = 0;
    qsort(ids, n, sizeof *ids, compare_texts);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || !text_equal(ids[kept - 1], ids[i]))
            ids[kept++] = ids[i];
    return kept;
}

static size_t find_id(const text *ids, size_t n, text id)
{
    const text *const at = bsearch(&id, ids, n, sizeof *ids, compare_texts);
    return at != NULL ? (size_t)(at - ids) : SIZE_MAX;
}

size_t report_find_body(const report_round *r, text id)
{
    return find_id(r->bodies, r->facts.n_bodies, id);
}

static text name_of(const organisation_list *all, text id, text *code)
{
    const organisation *const o = organisations_look_up(all, id);
    *code = o != NULL && o->code.len > 0 ? o->code : id;
    return o != NULL ? o->name : id;
}

/* Above a body with no office stands its region, which then is judged as one; above one with neither, the board. */
static text office_of(const appraise_round *r, const appraise_return *ret)
{
    return ret->office.len > 0 ? ret->office : ret->region.len > 0 ? ret->region : r->board;
}

static text region_of(const appraise_round *r, const appraise_return *ret)
{
    return ret->region.len > 0 ? ret->region : r->board;
}

static report_standing standing_of(const appraise_return *ret)
{
    switch (ret->life.state) {
    case STATE_RETURN_ACCEPTED:
    case STATE_RETURN_SUBMITTED:
        return REPORT_RETURNED;
    case STATE_RETURN_DECLINED:
        return REPORT_DECLINED;
    case STATE_RETURN_WITHDRAWN:
        return REPORT_WITHDRAWN;
    default:
        return REPORT_LAPSED;
    }
}

static void add_places(report_round *out, const appraise_returns *returns, const organisation_list *all,
                       upw_arena *arena)
{
    text *const region_ids = MEMORY_TAKE(arena, text, returns->n + 1);
    text *const office_ids = MEMORY_TAKE(arena, text, returns->n + 1);
    text *const body_ids = MEMORY_TAKE(arena, text, returns->n + 1);
    for (size_t i = 0; i < returns->n; i++) {
        region_ids[i] = region_of(&out->round, &returns->at[i]);
        office_ids[i] = office_of(&out->round, &returns->at[i]);
        body_ids[i] = returns->at[i].body;
    }
    report_facts *const f = &out->facts;
    f->n_regions = order(region_ids, returns->n);
    f->n_offices = order(office_ids, returns->n);
    f->n_bodies = order(body_ids, returns->n);
    report_region *const regions = MEMORY_TAKE(arena, report_region, f->n_regions + 1);
    report_office *const offices = MEMORY_TAKE(arena, report_office, f->n_offices + 1);
    report_body *const bodies = MEMORY_TAKE(arena, report_body, f->n_bodies + 1);
    for (size_t i = 0; i < f->n_regions; i++)
        regions[i].name = name_of(all, region_ids[i], &regions[i].code);
    for (size_t i = 0; i < f->n_offices; i++)
        offices[i].name = name_of(all, office_ids[i], &offices[i].code);
    for (size_t i = 0; i < returns->n; i++) {
        const appraise_return *const ret = &returns->at[i];
        report_body *const b = &bodies[find_id(body_ids, f->n_bodies, ret->body)];
        const organisation *const o = organisations_look_up(all, ret->body);
        b->name = name_of(all, ret->body, &b->code);
        b->kind = o != NULL ? text_of(o->kind->words) : TEXT("body");
        b->office = find_id(office_ids, f->n_offices, office_of(&out->round, ret));
        offices[b->office].region = find_id(region_ids, f->n_regions, region_of(&out->round, ret));
        b->people_served = ret->people_served;
        b->standing = standing_of(ret);
        b->reason = ret->reason;
        b->n_invited = ret->has_individual_stage ? ret->n_electors : 0;
    }
    f->regions = regions;
    f->offices = offices;
    f->bodies = bodies;
    out->bodies = body_ids;
}

/* ---- signed scores ---- */

static size_t find_item(const report_items *items, text id, text target)
{
    size_t i = 0;
    while (i < items->n && !(text_equal(items->at[i].question->id, id) &&
                             text_equal(text_of(question_target_names[items->at[i].target]), target)))
        i++;
    return i;
}

static bool read_scores(store_db *db, report_round *out, const report_items *items, upw_arena *arena, upw_error *error)
{
    uint8_t *const scores = MEMORY_TAKE(arena, uint8_t, out->facts.n_bodies * items->n + 1);
    store_rows rows;
    out->facts.signed_scores = scores;
    if (!store_query(db, &report_build_statements[SCORES_OF_YEAR], (store_value[]){ STORE_TEXT(out->round.year) },
                     &rows, error))
        return false;
    while (store_next(&rows)) {
        const size_t body = report_find_body(out, store_text(&rows, 0));
        const size_t item = find_item(items, store_text(&rows, 1), store_text(&rows, 2));
        if (body != SIZE_MAX && item < items->n)
            scores[body * items->n + item] = (uint8_t)store_integer(&rows, 3);
    }
    return store_end(&rows, error);
}

/* ---- last year ---- */

typedef struct last_round {
    text year;
    appraise_returns returns;
    text *ids; /* of bodies, rising … */
    size_t n;
    double *values; /* … and their items, as this year has them; NaN where nothing was signed */
} last_round;

static bool read_last_scores(store_db *db, last_round *last, const report_items *items, upw_error *error)
{
    store_rows rows;
    if (!store_query(db, &report_build_statements[SCORES_OF_YEAR], (store_value[]){ STORE_TEXT(last->year) }, &rows,
                     error))
        return false;
    while (store_next(&rows)) {
        const size_t body = find_id(last->ids, last->n, store_text(&rows, 0));
        const size_t item = find_item(items, store_text(&rows, 1), store_text(&rows, 2));
        const int64_t score = store_integer(&rows, 3);
        if (body != SIZE_MAX && item < items->n && score >= 1 && score <= 5)
            last->values[body * items->n + item] =
                upw_score_value((unsigned)score, items->at[item].question->is_negative);
    }
    return store_end(&rows, error);
}

static bool read_last(store_db *db, text year, const report_items *items, upw_arena *arena, last_round *out,
                      upw_error *error)
{
    *out = (last_round){ .year = year };
    if (!returns_list(db, year, arena, &out->returns, error))
        return false;
    out->ids = MEMORY_TAKE(arena, text, out->returns.n + 1);
    for (size_t i = 0; i < out->returns.n; i++) /* a draft that was never signed, or was withdrawn, said nothing */
        if (standing_of(&out->returns.at[i]) == REPORT_RETURNED)
            out->ids[out->n++] = out->returns.at[i].body;
    out->n = order(out->ids, out->n);
    out->values = MEMORY_TAKE(arena, double, out->n * items->n + 1);
    for (size_t i = 0; i < out->n * items->n; i++)
        out->values[i] = NAN;
    return read_last_scores(db, out, items, error);
}

/* What those signed that a body was last year, weighted by people served; alike where that is not known of one. */
static void weigh_last(const last_round *last, const report_items *items, const lineage *was, double *values)
{
    bool is_known = true;
    for (size_t k = 0; k < was->n; k++)
        is_known = is_known && was->at[k].people_served > 0;
    for (size_t i = 0; i < items->n; i++) {
        double sum = 0, weights = 0;
        for (size_t k = 0; k < was->n; k++) {
            const size_t at = find_id(last->ids, last->n, was->at[k].body);
            const double weight = is_known ? (double)was->at[k].people_served : 1;
            if (at == SIZE_MAX || isnan(last->values[at * items->n + i]))
                continue;
            sum += weight * last->values[at * items->n + i];
            weights += weight;
        }
        values[i] = weights > 0 ? sum / weights : NAN;
    }
}

static bool add_last_year(store_db *db, report_round *out, const report_items *items, upw_arena *arena,
                          upw_error *error)
{
    int64_t year = 0;
    appraise_round before;
    bool found;
    last_round last;
    if (!number_parse_integer(out->round.year, &year))
        return true;
    const text name = memory_format(arena, "%lld", (long long)(year - 1));
    if (!rounds_find(db, name, arena, &before, &found, error))
        return false;
    if (!found || !round_is_published(&before))
        return true;
    if (!read_last(db, before.year, items, arena, &last, error))
        return false;
    report_last_year *const years = MEMORY_TAKE(arena, report_last_year, out->facts.n_bodies + 1);
    for (size_t b = 0; b < out->facts.n_bodies; b++) {
        lineage was;
        if (!lineage_find(db, before.year, out->round.year, out->bodies[b], arena, &was, error))
            return false;
        if (was.n == 0)
            continue;
        double *const values = MEMORY_TAKE(arena, double, items->n + 1);
        weigh_last(&last, items, &was, values);
        years[out->facts.n_last_year++] = (report_last_year){ b, values, was.is_break };
    }
    out->facts.last_year = years;
    out->facts.n_last_bodies = out->facts.n_last_year;
    out->facts.last_year_name = name;
    return true;
}

/* ---- all rounds before ---- */

/* The edition that everybody reads. */
static bool find_published(store_db *db, text year, upw_arena *arena, appraise_report *out, bool *found,
                           upw_error *error)
{
    if (!reports_find_latest(db, year, arena, out, found, error))
        return false;
    while (*found && out->life.state != STATE_REPORT_PUBLISHED && out->edition > 1)
        if (!reports_find(db, year, out->edition - 1, arena, out, found, error))
            return false;
    *found = *found && out->life.state == STATE_REPORT_PUBLISHED;
    return true;
}

/* The board's themes are in T2.1, those of offices, all together, in T3.2. */
static void add_themes(const report_tables *tables, text year, question_target target, report_facts *facts,
                       report_earlier *at)
{
    const report_table *const t = report_tables_find(tables, target == TARGET_NATIONAL ? TEXT("T2.1") : TEXT("T3.2"));
    if (t == NULL)
        return;
    const size_t theme = report_find_column(t, TEXT("theme")), score = report_find_column(t, TEXT("score"));
    for (size_t row = 0; theme < t->n_columns && score < t->n_columns && row < t->n_rows && row < QUESTIONS_MAX; row++)
        at[facts->n_earlier++] =
            (report_earlier){ year, report_at(t, row, theme)->words, target, report_at(t, row, score)->number };
}

static bool add_earlier(store_db *db, report_round *out, upw_arena *arena, upw_error *error)
{
    appraise_rounds all;
    if (!rounds_list(db, arena, &all, error))
        return false;
    report_earlier *const at = MEMORY_TAKE(arena, report_earlier, all.n * QUESTIONS_MAX * TARGET_COUNT + 1);
    for (size_t i = all.n; i-- > 0;) {
        const text year = all.at[i].year;
        appraise_report r;
        report_tables tables;
        bool found;
        if (text_compare(year, out->round.year) >= 0 || !round_is_published(&all.at[i]))
            continue;
        if (!find_published(db, year, arena, &r, &found, error) ||
            (found && !reports_list_tables(db, &r, false, arena, &tables, error)))
            return false;
        for (int target = 0; found && target < TARGET_COUNT; target++)
            add_themes(&tables, year, (question_target)target, &out->facts, at);
    }
    out->facts.earlier = at;
    return true;
}

/* ---- proposals and promises ---- */

static bool add_proposals(store_db *db, report_round *out, upw_arena *arena, upw_error *error)
{
    proposal_list all;
    if (!proposals_list(db, out->round.year, arena, &all, error))
        return false;
    report_proposal *const at = MEMORY_TAKE(arena, report_proposal, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const proposal *const p = &all.at[i];
        if (p->support >= 0) /* bodies have said what they think */
            at[out->facts.n_proposals++] =
                (report_proposal){ .number = p->number,
                                   .words = p->words,
                                   .evidence = proposal_evidence_words(p->evidence, &out->questions, arena),
                                   .support = p->support,
                                   .oppose = p->oppose,
                                   .neutral = p->neutral,
                                   .is_dropped = p->life.state == STATE_PROPOSAL_DROPPED };
    }
    out->facts.proposals = at;
    return true;
}

static const char *verdict_of(workflow_state state)
{
    return state == STATE_PROPOSAL_CONFIRMED      ? "done, and local bodies agree"
           : state == STATE_PROPOSAL_DISPUTED     ? "the board says done, local bodies disagree"
           : state == STATE_PROPOSAL_CLAIMED_DONE ? "the board says done, local bodies are asked"
           : state == STATE_PROPOSAL_IN_PROGRESS  ? "in progress"
           : state == STATE_PROPOSAL_ANSWERED     ? "answered"
                                                  : "not answered";
}

static bool add_promises(store_db *db, report_round *out, upw_arena *arena, upw_error *error)
{
    proposal_list all;
    if (out->facts.last_year_name.len == 0)
        return true;
    if (!proposals_list(db, out->facts.last_year_name, arena, &all, error))
        return false;
    report_promise *const at = MEMORY_TAKE(arena, report_promise, all.n + 1);
    for (size_t i = 0; i < all.n; i++) {
        const proposal *const p = &all.at[i];
        proposal_claims claims;
        if (!proposal_is_public(p) || p->life.state == STATE_PROPOSAL_DROPPED)
            continue;
        if (!proposals_list_claims(db, p, arena, &claims, error))
            return false;
        report_promise *const it = &at[out->facts.n_promises++];
        *it = (report_promise){ .number = p->number, .words = p->words, .verdict = text_of(verdict_of(p->life.state)) };
        if (p->answer != ANSWER_NONE)
            it->answer =
                memory_format(arena, "%s. %.*s", proposal_answers[p->answer].words, TEXT_ARGS(p->answer_reason));
        if (claims.n > 0) {
            const proposal_claim *const c = &claims.at[claims.n - 1];
            it->claim = c->words;
            it->verdict_yes = c->yes > 0 ? c->yes : 0;
            it->verdict_no = c->no > 0 ? c->no : 0;
        }
    }
    out->facts.promises = at;
    return true;
}

/* ---- all of it ---- */

bool report_gather(store_db *db, const appraise_round *r, upw_arena *arena, report_round *out, upw_error *error)
{
    appraise_returns returns;
    organisation_list all;
    report_items items;
    *out = (report_round){ .round = *r };
    if (!questionnaire_find(db, r->questionnaire, arena, &out->questions, error) ||
        !returns_list(db, r->year, arena, &returns, error) || !organisations_list(db, TEXT(""), arena, &all, error))
        return false;
    organisations_order_by_id(&all);
    out->facts = (report_facts){ .year = r->year,
                                 .board_label = memory_copy_text(arena, r->board_label),
                                 .office_label = memory_copy_text(arena, r->office_label),
                                 .body_label = memory_copy_text(arena, r->body_label),
                                 .least = r->min_people };
    add_places(out, &returns, &all, arena);
    report_list_items(&out->questions, arena, &items);
    return read_scores(db, out, &items, arena, error) && add_last_year(db, out, &items, arena, error) &&
           add_earlier(db, out, arena, error) && add_proposals(db, out, arena, error) &&
           add_promises(db, out, arena, error);
}

/* ---- people's answers ---- */

typedef struct reading {
    const report_round *round;
    const report_items *items;
    report_count *count;
    int64_t n;
    answer_body body;
} reading;

static bool take_ratings(void *context, text bytes, upw_error *error)
{
    reading *const r = context;
    uint8_t ratings[2 * QUESTIONS_MAX];
    if (!answers_decode(bytes, &r->round->questions, &r->body, error))
        return false;
    const size_t body = report_find_body(r->round, r->body.body);
    for (size_t i = 0; i < r->items->n; i++) {
        const size_t place = (size_t)(r->items->at[i].question - r->round->questions.at);
        ratings[i] = r->body.ratings[place][r->items->at[i].target];
    }
    r->n++;
    return report_count_add(r->count, &(report_person){ .body = body, .ratings = ratings }, error);
}

static bool take_comment(void *context, text bytes, upw_error *error)
{
    reading *const r = context;
    text comments[REPORT_OPEN_MAX];
    if (!answers_decode(bytes, &r->round->questions, &r->body, error))
        return false;
    for (size_t i = 0; i < r->items->n_open; i++)
        comments[i] = r->body.comments[r->items->open[i] - r->round->questions.at];
    return report_count_add(r->count, &(report_person){ .comments = comments }, error);
}

static bool read_answers(const report_sources *from, reading *r, upw_error *error)
{
    answers_keys opened;
    const text year = r->round->round.year;
    return from->file == NULL ||
           (rounds_open_keys(&r->round->round, from->keys, &opened, error) &&
            answers_read_all(from->file, year, ANSWERS_RATINGS, &opened, take_ratings, r, error) &&
            answers_read_all(from->file, year, ANSWERS_COMMENT, &opened, take_comment, r, error));
}

bool report_build(store_db *db, const appraise_round *r, const report_sources *from, upw_arena *arena,
                  report_tables *tables, int64_t *n_answers, upw_error *error)
{
    report_round *const round = MEMORY_TAKE(arena, report_round, 1);
    report_items items;
    if (!report_gather(db, r, arena, round, error))
        return false;
    round->facts.questions = &round->questions;
    report_list_items(&round->questions, arena, &items);
    reading *const reads = MEMORY_TAKE(arena, reading, 1);
    *reads = (reading){ .round = round, .items = &items };
    const bool is_read = report_count_begin(&round->facts, arena, &reads->count, error) &&
                         read_answers(from, reads, error) && report_tables_make(reads->count, tables, error);
    *n_answers = reads->n;
    return is_read;
}

/* ---- the text it begins with ---- */

static void add_place(buffer *out, text name)
{
    buffer_add_literal(out, "{");
    buffer_add(out, name);
    buffer_add_literal(out, "}\n\n");
}

static void add_paragraph(buffer *out, text words)
{
    buffer_add(out, words);
    buffer_add_literal(out, "\n\n");
}

/* The figures of each table: docs/national-report.md. */
static const struct {
    const char *table, *figures[2];
} figures[] = {
    { "T1.1", { "F1.1" } }, { "T2.1", { "F2.1" } }, { "T2.2", { "F2.2" } }, { "T3.1", { "F3.1", "F3.2" } },
    { "T4.1", { "F4.1" } }, { "T5.1", { "F5.1" } }, { "T8.1", { "F8.1" } }, { "T9.1", { "F9.1" } },
};

static void add_table(buffer *out, const report_table *t)
{
    buffer_add_format(out, "## %.*s\n\n", TEXT_ARGS(t->title));
    add_paragraph(out, t->sentence);
    if (t->n_rows == 0)
        return;
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        for (size_t k = 0; k < 2 && figures[i].figures[k] != NULL; k++)
            if (text_equal(t->name, text_of(figures[i].table)))
                add_place(out, text_of(figures[i].figures[k]));
    add_place(out, t->name);
}

static text sentence_of(const report_tables *tables, const char *name)
{
    const report_table *const t = report_tables_find(tables, text_of(name));
    return t != NULL ? t->sentence : TEXT("");
}

static text write_method(const appraise_round *r, upw_arena *arena)
{
    return memory_format(
        arena,
        "Bodies appraise %.*s and %.*s. People of a body answer by themselves and without a name; the body then agrees "
        "on a score for each question, and two people sign it.\n\nAnswers from 1 to 5 become scores "
        "from 0 to 100, where 100 is always good: who disagrees with a statement that finds fault is in favour. A "
        "theme is the mean of its questions, when at least half of them "
        "were answered. The national score is the mean of what bodies signed: one body, one voice.\n\nIntervals say "
        "how far a mean may be from what it would be if everybody had answered. Nothing is shown that rests on fewer "
        "than %lld people, nor what would let somebody work such a figure out; counts of bodies and signed scores are "
        "never hidden.\n\nSymbols: **[c]** not shown, so that nobody's answer can be worked out; **[x]** not "
        "available; **[z]** not applicable; **[u]** too little to rely on; **[b]** not comparable with the year "
        "before.\n",
        TEXT_ARGS(r->board_label), TEXT_ARGS(round_their_office(r, arena)), (long long)r->min_people);
}

text *report_write_chapters(const appraise_round *r, const report_tables *tables, upw_arena *arena)
{
    text *const chapters = MEMORY_TAKE(arena, text, REPORT_PLACES);
    for (int chapter = 0; chapter < REPORT_PLACES; chapter++) {
        buffer out;
        buffer_init(&out, REPORT_WORDS_MAX);
        if (chapter == 0) {
            add_paragraph(&out, sentence_of(tables, "T1.1"));
            add_paragraph(&out, sentence_of(tables, "T2.1"));
            add_paragraph(&out, sentence_of(tables, "T5.1"));
            add_place(&out, TEXT("T0"));
        }
        for (size_t i = 0; i < tables->n && chapter > 0; i++)
            if (tables->at[i].chapter == chapter)
                add_table(&out, &tables->at[i]);
        if (chapter == REPORT_ANNEX_A)
            add_paragraph(&out, write_method(r, arena));
        chapters[chapter] = memory_keep(arena, &out);
    }
    return chapters;
}
