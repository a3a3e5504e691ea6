/* The whole return as people read it. */
#include <math.h>

#include "base/civil.h"
#include "base/memory.h"
#include "base/number.h"
#include "services/appraise/return_pages.h"
#include "services/words.h"

static const char *const consulted_words[CONSULTED_COUNT] = {
    [CONSULTED_GOVERNING_BODY] = "governing body",
    [CONSULTED_MEMBER_PRACTICES] = "member practices",
    [CONSULTED_STAFF] = "staff",
    [CONSULTED_PATIENTS] = "patients",
    [CONSULTED_NONE] = "no one else",
};

static text list_consulted(unsigned consulted, upw_arena *arena)
{
    buffer b;
    buffer_init(&b, 200);
    for (unsigned i = 0; i < CONSULTED_COUNT; i++)
        if (consulted >> i & 1u)
            buffer_add_format(&b, "%s%s", b.len > 0 ? ", " : "", consulted_words[i]);
    if (b.len == 0)
        buffer_add_literal(&b, "Not said yet");
    return memory_keep(arena, &b);
}

static bool write_head(html_writer *h, request *req, const return_subject *s, upw_error *error)
{
    organisation office = { .name = TEXT("None") };
    bool found;
    if (s->ret.office.len > 0 && !organisations_find(req->db, s->ret.office, req->arena, &office, &found, error))
        return false;
    const nhs_summary_row rows[] = {
        { .key = TEXT("Organisation"), .value = s->body.name },
        { .key = TEXT("Local office"), .value = office.name },
        { .key = TEXT("People asked one by one"),
          .value = s->ret.has_individual_stage ? TEXT("Yes") : TEXT("No individual stage") },
        { .key = TEXT("Met on"), .value = words_of_stored_day(s->ret.met_on, "Not said yet", req->arena) },
        { .key = TEXT("Consulted"), .value = list_consulted(s->ret.consulted, req->arena) },
    };
    nhs_summary_list(h, &(nhs_summary_list_options){ .rows = rows, .n_rows = sizeof rows / sizeof *rows });
    return true;
}

/* ---- scores ---- */

static text score_words(const question *q, const return_score *score, upw_arena *arena)
{
    const char *const words = score != NULL ? answer_words(q->scale, score->score) : NULL;
    return score == NULL   ? TEXT("Not agreed yet")
           : words == NULL ? TEXT("No agreed view")
                           : memory_format(arena, "%lld, %s", (long long)score->score, words);
}

static void write_score(nhs_table *table, request *req, const return_subject *s, const question *q,
                        question_target target, const return_scores *scores)
{
    const return_score *const score = returns_look_up_score(scores, q->id, target);
    nhs_begin_row(table);
    nhs_cell_text(table, question_words(q, &s->round, target, req->arena));
    nhs_begin_cell(table, &(nhs_cell){ 0 });
    html_text(table->h, score_words(q, score, req->arena));
    if (score != NULL && score->reason.len > 0) {
        html_void(table->h, "br");
        html_format(table->h, "Because: %.*s", TEXT_ARGS(score->reason));
    }
    nhs_end_cell(table);
    nhs_end_row(table);
}

/* The questions from `first` on that belong to one theme; behind the last of them. */
static size_t write_theme(html_writer *h, request *req, const return_subject *s, const questionnaire *asked,
                          size_t first, const return_scores *scores)
{
    static const nhs_column columns[] = { { .words = { "What was asked", 14 }, .width = "two-thirds" },
                                          { .words = { "What the organisation says", 26 } } };
    const text theme = asked->at[first].theme;
    nhs_table table;
    size_t i = first;
    const nhs_table_options options = {
        .caption = asked->at[first].theme_title, .columns = columns, .n_columns = 2, .is_responsive = true
    };
    nhs_begin_table(h, &table, &options);
    for (; i < asked->n && text_equal(asked->at[i].theme, theme); i++)
        for (question_target t = 0; t < TARGET_COUNT; t++)
            if (question_is_about(&asked->at[i], t))
                write_score(&table, req, s, &asked->at[i], t, scores);
    nhs_end_table(&table);
    return i;
}

static bool write_scores(html_writer *h, request *req, const return_subject *s, upw_error *error)
{
    questionnaire asked;
    return_scores scores;
    if (!questionnaire_find(req->db, s->round.questionnaire, req->arena, &asked, error) ||
        !returns_list_scores(req->db, s->ret.year, s->ret.body, req->arena, &scores, error))
        return false;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Agreed scores"), .level = 2, .size = NHS_M });
    for (size_t i = 0; i < asked.n;)
        if (asked.at[i].scale == SCALE_TEXT)
            i++;
        else
            i = write_theme(h, req, s, &asked, i, &scores);
    return true;
}

/* ---- words and signatures ---- */

static void write_section(html_writer *h, text heading, text words)
{
    nhs_heading(h, &(nhs_heading_options){ .words = heading, .level = 2, .size = NHS_M });
    return_write_words(h, words);
}

static void write_statement(html_writer *h, request *req, const return_subject *s)
{
    const appraise_return *const ret = &s->ret;
    bool asks = false;
    write_section(h, memory_format(req->arena, "About %.*s", TEXT_ARGS(s->round.board_label)), ret->statement_board);
    write_section(h, memory_format(req->arena, "About %.*s", TEXT_ARGS(s->round.office_label)), ret->statement_office);
    if (ret->thanks.len > 0)
        write_section(h, TEXT("Thank-you"), ret->thanks);
    for (size_t i = 0; i < RETURN_ASKS; i++) {
        if (ret->asks[i].len == 0)
            continue;
        if (!asks) {
            nhs_heading(h, &(nhs_heading_options){ .words = TEXT("What it asks for"), .level = 2, .size = NHS_M });
            nhs_begin_list(h, true);
        }
        asks = true;
        html_element(h, "li", ret->asks[i]);
    }
    if (asks)
        nhs_end_list(h, true);
    if (ret->obstacles.len > 0)
        write_section(h, TEXT("Obstacles"), ret->obstacles);
}

static bool write_signatures(html_writer *h, request *req, const return_subject *s, upw_error *error)
{
    static const char *const names[] = { "First signature", "Second signature" };
    nhs_summary_row rows[4] = { 0 };
    size_t n = 0;
    for (size_t i = 0; i < 2; i++) {
        const return_signature *const one = &s->ret.signatures[i];
        text name = TEXT("");
        if (one->at_ms > 0 && !people_find_name(req->db, one->person, req->arena, &name, error))
            return false;
        rows[n++] =
            (nhs_summary_row){ .key = text_of(names[i]),
                               .value = one->at_ms > 0 ? memory_format(req->arena, "%.*s, %.*s, on %.*s",
                                                                       TEXT_ARGS(name), TEXT_ARGS(one->title),
                                                                       TEXT_ARGS(words_of_day(one->at_ms, req->arena)))
                                                       : TEXT("Not yet") };
    }
    if (s->ret.fingerprint.len > 0) {
        rows[n++] = (nhs_summary_row){ .key = TEXT("Edition"),
                                       .value = memory_format(req->arena, "%lld", (long long)s->ret.edition) };
        rows[n++] = (nhs_summary_row){ .key = TEXT("Fingerprint (SHA-256)"), .value = s->ret.fingerprint };
    }
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Signatures"), .level = 2, .size = NHS_M });
    nhs_summary_list(h, &(nhs_summary_list_options){ .rows = rows, .n_rows = n });
    return true;
}

bool return_write_whole(html_writer *h, request *req, const return_subject *s, upw_error *error)
{
    if (!write_head(h, req, s, error) || !write_scores(h, req, s, error))
        return false;
    write_statement(h, req, s);
    return write_signatures(h, req, s, error);
}
