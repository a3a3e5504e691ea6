/* Proposals as everybody reads them: the year's, and one. */
#include "services/appraise/proposal_pages.h"

#include "base/memory.h"
#include "base/number.h"
#include "services/appraise/questionnaire.h"
#include "services/words.h"

bool proposal_find_named(request *req, proposal *out, upw_error *error)
{
    int64_t number = 0;
    bool found = false;
    if (number_parse_integer(request_path(req, "number"), &number) &&
        !proposals_find(req->db, request_path(req, "year"), number, req->arena, out, &found, error))
        return false;
    return found || upw_fail(error, UPW_NOT_FOUND, "there is no such proposal");
}

appraise_deed proposal_make_deed(const request *req, workflow_actor actor)
{
    return (appraise_deed){ .actor = actor,
                            .now_ms = req->now_ms,
                            .request = memory_copy_text(req->arena, text_of(req->id)) };
}

text proposal_url(const proposal *p, const char *tail, upw_arena *arena)
{
    return memory_format(arena, "/proposals/%.*s/%lld%s", TEXT_ARGS(p->year), (long long)p->number, tail);
}

text proposal_name(const proposal *p, upw_arena *arena)
{
    return memory_format(arena, "Proposal %lld", (long long)p->number);
}

text proposal_standing(const proposal *p)
{
    static const struct {
        workflow_state state;
        const char *words;
    } standings[] = {
        { STATE_PROPOSAL_DRAFTED, "Being written" },
        { STATE_PROPOSAL_TESTED, "Bodies are asked" },
        { STATE_PROPOSAL_INCLUDED, "In the report" },
        { STATE_PROPOSAL_DROPPED, "Dropped" },
        { STATE_PROPOSAL_PUBLISHED, "Waiting for an answer" },
        { STATE_PROPOSAL_ANSWERED, "" },
        { STATE_PROPOSAL_IN_PROGRESS, "In progress" },
        { STATE_PROPOSAL_CLAIMED_DONE, "Board says done, bodies are asked" },
        { STATE_PROPOSAL_CONFIRMED, "Done" },
        { STATE_PROPOSAL_DISPUTED, "Board says done, local bodies disagree" },
    };
    for (size_t i = 0; i < sizeof standings / sizeof *standings; i++)
        if (standings[i].state == p->life.state && standings[i].words[0] != '\0')
            return text_of(standings[i].words);
    return text_of(proposal_answers[p->answer].words);
}

text proposal_rests_on(request *req, const proposal *p)
{
    upw_error ignored;
    appraise_round about;
    questionnaire asked = { 0 };
    bool found;
    if (!rounds_find(req->db, p->year, req->arena, &about, &found, &ignored) || !found ||
        !questionnaire_find(req->db, about.questionnaire, req->arena, &asked, &ignored))
        asked.n = 0;
    return proposal_evidence_words(p->evidence, &asked, req->arena);
}

static nhs_tag_options tag_of(const proposal *p)
{
    const workflow_state s = p->life.state;
    return (nhs_tag_options){ .words = proposal_standing(p),
                              .colour = s == STATE_PROPOSAL_CONFIRMED     ? NHS_AQUA_GREEN
                                        : s == STATE_PROPOSAL_DISPUTED    ? NHS_PURPLE
                                        : s == STATE_PROPOSAL_IN_PROGRESS ? NHS_BLUE
                                                                          : NHS_GREY };
}

/* ---- the year's ---- */

static text support_words(const proposal *p, upw_arena *arena)
{
    return p->support < 0 ? TEXT("")
                          : memory_format(arena, "%lld of %lld bodies", (long long)p->support,
                                          (long long)p->support + p->oppose + p->neutral);
}

static void write_rows(nhs_table *table, request *req, const proposal_list *all)
{
    for (size_t i = 0; i < all->n; i++) {
        const proposal *const p = &all->at[i];
        if (!proposal_is_public(p))
            continue;
        const nhs_tag_options tag = tag_of(p);
        nhs_begin_row(table);
        nhs_cell_text(table, memory_format(req->arena, "%lld", (long long)p->number));
        nhs_cell_link(table, proposal_url(p, "", req->arena), p->words);
        nhs_cell_text(table, support_words(p, req->arena));
        nhs_cell_text(table, text_of(proposal_answers[p->answer].words));
        nhs_begin_cell(table, &(nhs_cell){ 0 });
        nhs_tag(table->h, &tag);
        nhs_end_cell(table);
        nhs_end_row(table);
    }
}

static bool show_year(request *req, response *res, upw_error *error)
{
    static const nhs_column columns[] = {
        { .words = { "Number", 6 } },          { .words = { "Proposal", 8 } }, { .words = { "Support", 7 } },
        { .words = { "Board's answer", 14 } }, { .words = { "Now", 3 } },
    };
    proposal_list all;
    size_t n_public = 0;
    const text year = request_path(req, "year");
    if (!proposals_list(req->db, year, req->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++)
        n_public += proposal_is_public(&all.at[i]);
    if (n_public == 0)
        return upw_fail(error, UPW_NOT_FOUND, "there are no proposals of that year");
    const nhs_crumb crumbs[] = { { TEXT("Appraisal"), TEXT("/appraisal") } };
    html_writer *const h = web_page_begin(
        req, res,
        &(layout){ .title = memory_format(req->arena, "What became of the proposals of %.*s", TEXT_ARGS(year)),
                   .place = LAYOUT_APPRAISAL,
                   .is_wide = true,
                   .crumbs = crumbs,
                   .n_crumbs = 1 });
    nhs_table table;
    nhs_begin_table(
        h, &table,
        &(nhs_table_options){ .caption = TEXT("Each proposal, what the board answered, and where it stands"),
                              .columns = columns,
                              .n_columns = sizeof columns / sizeof *columns,
                              .first_is_header = true,
                              .is_responsive = true });
    write_rows(&table, req, &all);
    nhs_end_table(&table);
    return web_page_end(h, error);
}

/* ---- one ---- */

static text day_words(text day, upw_arena *arena)
{
    return words_of_stored_day(day, "", arena);
}

enum { SUMMARY_ROWS = 8 };

static size_t add_row(nhs_summary_row *rows, size_t n, const char *key, text value)
{
    if (value.len > 0)
        rows[n++] = (nhs_summary_row){ .key = text_of(key), .value = value };
    return n;
}

static void write_summary(html_writer *h, request *req, const proposal *p)
{
    upw_arena *const arena = req->arena;
    nhs_summary_row rows[SUMMARY_ROWS];
    size_t n = 0;
    n = add_row(rows, n, "Where it stands", proposal_standing(p));
    n = add_row(rows, n, "Rests on", proposal_rests_on(req, p));
    n = add_row(rows, n, "Support",
                p->support < 0 ? TEXT("")
                               : memory_format(arena, "%lld bodies support it, %lld oppose it, %lld say neither",
                                               (long long)p->support, (long long)p->oppose, (long long)p->neutral));
    n = add_row(rows, n, "Board's answer",
                p->answered_ms == 0 ? TEXT("Not answered yet")
                                    : memory_format(arena, "%s, on %.*s", proposal_answers[p->answer].words,
                                                    TEXT_ARGS(words_of_day(p->answered_ms, arena))));
    n = add_row(rows, n, "Reason", p->answer_reason);
    n = add_row(rows, n, "To be decided by", day_words(p->decide_by, arena));
    n = add_row(rows, n, "Led by", p->lead);
    n = add_row(rows, n, "Due", day_words(p->due, arena));
    nhs_summary_list(h, &(nhs_summary_list_options){ .rows = rows, .n_rows = n });
}

static text verdict_words(const proposal_claim *c, upw_arena *arena)
{
    return c->yes < 0 ? memory_format(arena, "Bodies may say whether it is done until %.*s",
                                      TEXT_ARGS(words_of_day(proposal_voices_end_ms(c->claimed_ms) - 1, arena)))
                      : memory_format(arena, "Of %lld bodies that answered, %lld agree that it is done",
                                      (long long)c->yes + c->no, (long long)c->yes);
}

static void write_claims(html_writer *h, request *req, const proposal_claims *claims)
{
    if (claims->n > 0)
        nhs_heading(h, &(nhs_heading_options){ .words = TEXT("What the board says it has done"), .level = 2 });
    for (size_t i = 0; i < claims->n; i++) {
        const proposal_claim *const c = &claims->at[i];
        nhs_heading(h, &(nhs_heading_options){ .words = words_of_day(c->claimed_ms, req->arena), .level = 3 });
        nhs_paragraph(h, c->words);
        html_open(h, "p");
        nhs_link(h, c->link, c->link);
        html_close(h, "p");
        nhs_inset_text(h, verdict_words(c, req->arena));
    }
}

/* What whoever asks may do next, as links to forms. */
static bool write_next(html_writer *h, request *req, const proposal *p, upw_error *error)
{
    static const struct {
        workflow_event event;
        const char *tail, *words;
    } deeds[] = {
        { EVENT_PROPOSAL_ANSWER, "/answer", "Answer this proposal" },
        { EVENT_PROPOSAL_START, "/start", "Say who leads it and by when" },
        { EVENT_PROPOSAL_CLAIM_DONE, "/claim", "Say that it is done" },
        { EVENT_PROPOSAL_RESUME, "/resume", "Give a new date" },
    };
    bool may = false;
    workflow_actor actor;
    if (req->person != NULL && !people_may(req, PERMISSION_S1_ANSWER_A_PROPOSAL_OR_CLAIM_IT_IS_DONE,
                                           p->life.organisation, &may, &actor, error))
        return false;
    for (size_t i = 0; may && i < sizeof deeds / sizeof *deeds; i++)
        if (workflow_offers(&p->life, deeds[i].event, actor.role) &&
            (deeds[i].event != EVENT_PROPOSAL_START || p->answer == ANSWER_ACCEPT || p->answer == ANSWER_PART))
            nhs_action_link(h, &(nhs_action_link_options){ .words = text_of(deeds[i].words),
                                                           .href = proposal_url(p, deeds[i].tail, req->arena) });
    return true;
}

static bool show_one(request *req, response *res, upw_error *error)
{
    proposal p;
    proposal_claims claims;
    if (!proposal_find_named(req, &p, error))
        return false;
    if (!proposal_is_public(&p))
        return upw_fail(error, UPW_NOT_FOUND, "there is no such proposal");
    if (!proposals_list_claims(req->db, &p, req->arena, &claims, error))
        return false;
    const nhs_crumb crumbs[] = {
        { TEXT("Appraisal"), TEXT("/appraisal") },
        { memory_format(req->arena, "Proposals of %.*s", TEXT_ARGS(p.year)),
          memory_format(req->arena, "/proposals/%.*s", TEXT_ARGS(p.year)) },
    };
    html_writer *const h = web_page_begin(
        req, res,
        &(layout){
            .title = proposal_name(&p, req->arena), .place = LAYOUT_APPRAISAL, .crumbs = crumbs, .n_crumbs = 2 });
    nhs_lead(h, p.words);
    write_summary(h, req, &p);
    write_claims(h, req, &claims);
    return write_next(h, req, &p, error) && web_page_end(h, error);
}

#define OPEN .needs = PERMISSION_S1_READ_THE_PUBLISHED_REPORT_AND_TABLES, .scope = WEB_SCOPE_ANY

static const route routes[] = {
    { WEB_GET, "/proposals/{year}", show_year, OPEN },
    { WEB_GET, "/proposals/{year}/{number}", show_one, OPEN },
};
const web_routes proposal_routes = { routes, sizeof routes / sizeof *routes };
