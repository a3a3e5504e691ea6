/* The federation's office and its proposals: wording, what they rest on, asking bodies, keeping or dropping. */
#include "base/memory.h"
#include "services/appraise/personal.h"
#include "services/appraise/proposal_pages.h"
#include "services/appraise/questionnaire.h"
#include "services/words.h"
#include "web/decode.h"
#include "web/form.h"

enum { EVIDENCE_MAX = 20 };

static const form_field draft_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
    { "words", FORM_LINES, "proposal", .most = PROPOSAL_MOST, .empty = MESSAGE_E068, .length = MESSAGE_E069 },
    { "evidence", FORM_TEXT, "evidence", .is_list = true, .most = EVIDENCE_MAX, .empty = MESSAGE_E070,
      .length = MESSAGE_E070 },
};
static const form draft_form = { "proposal", draft_fields, sizeof draft_fields / sizeof *draft_fields };

static const form_field move_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
};
static const form move_form = { "move", move_fields, sizeof move_fields / sizeof *move_fields };

static const form_field drop_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
    { "reason", FORM_LINES, "reason", .is_optional = true, .least = PROPOSAL_REASON_MIN, .most = PROPOSAL_REASON_MAX,
      .length = MESSAGE_ENTER_DROP_REASON },
};
static const form drop_form = { "drop", drop_fields, sizeof drop_fields / sizeof *drop_fields };

/* Tables of the report on which a proposal may rest; themes come from the questionnaire. */
static const nhs_choice tables[] = {
    { .words = { "Table 2.2: every question about the board", 41 }, .value = { "T2.2", 4 } },
    { .words = { "Table 3.1: offices by theme", 27 }, .value = { "T3.1", 4 } },
    { .words = { "Table 4.1: leaders and colleagues", 33 }, .value = { "T4.1", 4 } },
    { .words = { "Table 5.1: change since last year", 33 }, .value = { "T5.1", 4 } },
    { .words = { "Table 6.1: topics of open answers", 33 }, .value = { "T6.1", 4 } },
    { .words = { "Table 7.1: obstacles", 20 }, .value = { "T7.1", 4 } },
};
enum { TABLES = sizeof tables / sizeof *tables };

static bool find_round(request *req, appraise_round *out, upw_error *error)
{
    bool found;
    return rounds_find(req->db, request_path(req, "year"), req->arena, out, &found, error) &&
           (found || upw_fail(error, UPW_NOT_FOUND, "there is no such round"));
}

static bool list_choices(request *req, const appraise_round *about, nhs_choice **out, size_t *n, upw_error *error)
{
    questionnaire asked;
    if (!questionnaire_find(req->db, about->questionnaire, req->arena, &asked, error))
        return false;
    *out = MEMORY_TAKE(req->arena, nhs_choice, asked.n + TABLES + 1);
    *n = 0;
    for (size_t i = 0; i < asked.n; i++)
        if (asked.at[i].scale != SCALE_TEXT && (*n == 0 || !text_equal((*out)[*n - 1].value, asked.at[i].theme)))
            (*out)[(*n)++] = (nhs_choice){
                .words = memory_format(req->arena, "Theme: %.*s", TEXT_ARGS(asked.at[i].theme_title)),
                .value = asked.at[i].theme,
            };
    for (size_t i = 0; i < TABLES; i++)
        (*out)[(*n)++] = tables[i];
    return true;
}

static text coalition_url(text year, int64_t number, const char *tail, upw_arena *arena)
{
    return number > 0
               ? memory_format(arena, "/coalition/%.*s/proposals/%lld%s", TEXT_ARGS(year), (long long)number, tail)
               : memory_format(arena, "/coalition/%.*s/proposals%s", TEXT_ARGS(year), tail);
}

static layout frame_of(request *req, const appraise_round *about, text title, bool is_one)
{
    nhs_crumb *const crumbs = MEMORY_TAKE(req->arena, nhs_crumb, 2);
    crumbs[0] = (nhs_crumb){ about->title, memory_format(req->arena, "/coalition/%.*s", TEXT_ARGS(about->year)) };
    crumbs[1] = (nhs_crumb){ TEXT("Proposals"), coalition_url(about->year, 0, "", req->arena) };
    return (layout){
        .title = title, .caption = about->title, .place = LAYOUT_APPRAISAL, .crumbs = crumbs, .n_crumbs = is_one ? 2 : 1
    };
}

/* ---- all of a round ---- */

static bool show_all(request *req, response *res, upw_error *error)
{
    static const nhs_column columns[] = { { .words = { "Number", 6 } },
                                          { .words = { "Proposal", 8 } },
                                          { .words = { "Where it stands", 15 } } };
    appraise_round about;
    proposal_list all;
    if (!find_round(req, &about, error) || !proposals_list(req->db, about.year, req->arena, &all, error))
        return false;
    const layout frame = frame_of(req, &about, TEXT("Proposals"), false);
    html_writer *const h = web_page_begin(req, res, &frame);
    nhs_table table;
    if (all.n == 0)
        nhs_inset_text(h, TEXT("There is no proposal yet."));
    else {
        nhs_begin_table(h, &table,
                        &(nhs_table_options){ .caption = TEXT("Proposals of this round"),
                                              .columns = columns,
                                              .n_columns = sizeof columns / sizeof *columns,
                                              .first_is_header = true,
                                              .is_responsive = true });
        for (size_t i = 0; i < all.n; i++) {
            const proposal *const p = &all.at[i];
            nhs_begin_row(&table);
            nhs_cell_text(&table, memory_format(req->arena, "%lld", (long long)p->number));
            nhs_cell_link(&table, coalition_url(p->year, p->number, "", req->arena), p->words);
            nhs_cell_text(&table, proposal_standing(p));
            nhs_end_row(&table);
        }
        nhs_end_table(&table);
    }
    nhs_action_link(h, &(nhs_action_link_options){ .words = TEXT("Write a proposal"),
                                                   .href = coalition_url(about.year, 0, "/new", req->arena) });
    return web_page_end(h, error);
}

/* ---- wording ---- */

static size_t split(text words, text *out, size_t most)
{
    size_t n = 0;
    while (words.len > 0 && n < most)
        out[n++] = text_take_until(&words, ' ');
    return n;
}

static bool write_draft(html_writer *h, request *req, const appraise_round *about, const proposal *p, upw_error *error)
{
    enum { MOST = 40 };
    nhs_choice *choices;
    size_t n;
    text ticked[MOST];
    const bool is_sent = req->form != NULL && req->form->form == &draft_form;
    const form_value *const sent = is_sent ? form_get(req, "evidence") : NULL;
    if (!list_choices(req, about, &choices, &n, error))
        return false;
    const size_t n_ticked = is_sent ? 0 : split(p->evidence, ticked, MOST);
    web_page_begin_form(h, req,
                        p->number > 0 ? coalition_url(p->year, p->number, "", req->arena)
                                      : coalition_url(about->year, 0, "/new", req->arena));
    web_page_write_hidden(h, TEXT("version"), memory_format(req->arena, "%lld", (long long)p->version));
    nhs_character_count(
        h, &(nhs_character_count_options){ .name = TEXT("words"),
                                           .label = { TEXT("What is proposed?") },
                                           .hint = TEXT("Who should do what, so that one can see whether it was done"),
                                           .value = is_sent ? form_get(req, "words")->raw : p->words,
                                           .error = is_sent ? form_get(req, "words")->error : TEXT(""),
                                           .max = PROPOSAL_MOST,
                                           .threshold_pct = 75 });
    nhs_checkboxes(h, &(nhs_checkboxes_options){ .name = TEXT("evidence"),
                                                 .label = { TEXT("What does it rest on?") },
                                                 .error = sent != NULL ? sent->error : TEXT(""),
                                                 .values = sent != NULL ? sent->list : ticked,
                                                 .n_values = sent != NULL ? sent->n_list : n_ticked,
                                                 .items = choices,
                                                 .n_items = n,
                                                 .is_small = true });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Save"), .prevents_double_click = true });
    html_close(h, "form");
    return true;
}

static bool show_new(request *req, response *res, upw_error *error)
{
    appraise_round about;
    const proposal nothing = { 0 };
    if (!find_round(req, &about, error))
        return false;
    const layout frame = frame_of(req, &about, TEXT("Write a proposal"), true);
    html_writer *const h = web_page_begin(req, res, &frame);
    return write_draft(h, req, &about, &nothing, error) && web_page_end(h, error);
}

static bool read_draft(request *req, proposal *draft)
{
    const form_value *const evidence = form_get(req, "evidence");
    const personal_kind kind = personal_find(form_text(req, "words"));
    buffer all;
    buffer_init(&all, 1000);
    for (size_t i = 0; i < evidence->n_list; i++) {
        if (i > 0)
            buffer_add_char(&all, ' ');
        buffer_add(&all, evidence->list[i]);
    }
    draft->year = request_path(req, "year");
    draft->words = form_text(req, "words");
    draft->evidence = memory_keep(req->arena, &all);
    draft->version = form_get(req, "version")->integer;
    if (web_count_characters(draft->words) < PROPOSAL_LEAST)
        form_fail(req, "words", MESSAGE_E068);
    if (kind != PERSONAL_NOTHING) {
        const web_pair words[] = { { TEXT("[a person's name]"), text_of(personal_words[kind]) } };
        form_fail_with(req, "words", MESSAGE_E090, words, 1);
    }
    return !form_has_errors(req);
}

static bool add(request *req, response *res, upw_error *error)
{
    proposal draft = { 0 };
    workflow_actor actor;
    upw_error why = { 0 };
    int64_t number;
    if (!read_draft(req, &draft))
        return show_new(req, res, error);
    if (!people_find_actor(req, TEXT(""), &actor, error))
        return false;
    const appraise_deed by = proposal_make_deed(req, actor);
    if (proposals_add(req->db, &draft, &by, req->arena, &number, &why))
        return response_redirect(res, coalition_url(draft.year, number, "", req->arena), error);
    return web_page_say_again(req, res, show_new, &why, error);
}

/* ---- one ---- */

static void write_move(html_writer *h, const request *req, const proposal *p, const char *tail, const char *words)
{
    web_page_begin_form(h, req, coalition_url(p->year, p->number, tail, req->arena));
    web_page_write_hidden(h, TEXT("version"), memory_format(req->arena, "%lld", (long long)p->life.version));
    nhs_button(h, &(nhs_button_options){ .words = text_of(words), .prevents_double_click = true });
    html_close(h, "form");
}

static void write_drop(html_writer *h, request *req, const proposal *p)
{
    const bool is_sent = req->form != NULL && req->form->form == &drop_form;
    web_page_begin_form(h, req, coalition_url(p->year, p->number, "/drop", req->arena));
    web_page_write_hidden(h, TEXT("version"), memory_format(req->arena, "%lld", (long long)p->life.version));
    nhs_textarea(h, &(nhs_textarea_options){ .name = TEXT("reason"),
                                             .label = { TEXT("Into which proposal is it merged? (optional)") },
                                             .hint = TEXT("Without this, it can be dropped only when fewer than half "
                                                          "of the bodies that answered support it"),
                                             .value = is_sent ? form_get(req, "reason")->raw : TEXT(""),
                                             .error = is_sent ? form_get(req, "reason")->error : TEXT(""),
                                             .rows = 2 });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Drop it"), .variant = NHS_BUTTON_WARNING });
    html_close(h, "form");
}

static bool show_one(request *req, response *res, upw_error *error)
{
    appraise_round about;
    proposal p;
    if (!find_round(req, &about, error) || !proposal_find_named(req, &p, error))
        return false;
    const layout frame = frame_of(req, &about, proposal_name(&p, req->arena), true);
    html_writer *const h = web_page_begin(req, res, &frame);
    const nhs_summary_row rows[] = {
        { .key = TEXT("Where it stands"), .value = proposal_standing(&p) },
        { .key = TEXT("Rests on"), .value = proposal_rests_on(req, &p) },
        { .key = TEXT("Bodies may say"),
          .value = p.tested_ms == 0
                       ? TEXT("Not asked yet")
                       : memory_format(req->arena, "Until the end of %.*s",
                                       TEXT_ARGS(words_of_day(proposal_voices_end_ms(p.tested_ms) - 1, req->arena))) },
        { .key = TEXT("Why it was dropped"), .value = p.dropped_reason },
    };
    nhs_inset_text(h, p.words);
    nhs_summary_list(h, &(nhs_summary_list_options){ .rows = rows, .n_rows = p.dropped_reason.len > 0 ? 4 : 3 });
    if (p.life.state == STATE_PROPOSAL_DRAFTED) {
        if (!write_draft(h, req, &about, &p, error))
            return false;
        write_move(h, req, &p, "/test", "Ask local bodies");
    }
    if (p.life.state == STATE_PROPOSAL_TESTED) {
        write_move(h, req, &p, "/include", "Put it into the report");
        write_drop(h, req, &p);
    }
    if (proposal_is_public(&p))
        nhs_action_link(h, &(nhs_action_link_options){ .words = TEXT("As everybody sees it"),
                                                       .href = proposal_url(&p, "", req->arena) });
    return web_page_end(h, error);
}

static bool change(request *req, response *res, upw_error *error)
{
    proposal p;
    workflow_actor actor;
    upw_error why = { 0 };
    if (!proposal_find_named(req, &p, error) || !people_find_actor(req, TEXT(""), &actor, error))
        return false;
    if (!read_draft(req, &p))
        return show_one(req, res, error);
    const appraise_deed by = proposal_make_deed(req, actor);
    if (proposals_change(req->db, &p, &by, req->arena, &why))
        return response_redirect(res, coalition_url(p.year, p.number, "", req->arena), error);
    return web_page_say_again(req, res, show_one, &why, error);
}

static bool move(request *req, response *res, workflow_event event, const proposal_facts *facts, upw_error *error)
{
    proposal p;
    workflow_actor actor;
    upw_error why = { 0 };
    if (!proposal_find_named(req, &p, error) || !people_find_actor(req, TEXT(""), &actor, error))
        return false;
    const appraise_deed by = proposal_make_deed(req, actor);
    if (proposals_move(req->db, &services_of(req)->workflow, &p, event, facts, form_get(req, "version")->integer, &by,
                       req->arena, &why))
        return response_redirect(res, coalition_url(p.year, p.number, "", req->arena), error);
    if (why.code == UPW_FORBIDDEN) /* it is not the time yet, which the page says */
        why.code = UPW_BAD_INPUT;
    return web_page_say_again(req, res, show_one, &why, error);
}

static bool test(request *req, response *res, upw_error *error)
{
    return move(req, res, EVENT_PROPOSAL_TEST, NULL, error);
}

static bool include(request *req, response *res, upw_error *error)
{
    return move(req, res, EVENT_PROPOSAL_INCLUDE, NULL, error);
}

static bool drop(request *req, response *res, upw_error *error)
{
    const proposal_facts facts = { .reason = form_text(req, "reason") };
    return move(req, res, EVENT_PROPOSAL_DROP, &facts, error);
}

#define ALL "/coalition/{year}/proposals"
#define ONE ALL "/{number}"
#define MAY .needs = PERMISSION_S1_SET_UP_ANNOUNCE_EXTEND_OR_CANCEL_A_ROUND, .scope = WEB_SCOPE_ANY

static const route routes[] = {
    { WEB_GET, ALL, show_all, MAY },
    { WEB_GET, ALL "/new", show_new, MAY },
    { WEB_POST, ALL "/new", add, MAY, .form = &draft_form, .again = show_new },
    { WEB_GET, ONE, show_one, MAY },
    { WEB_POST, ONE, change, MAY, .form = &draft_form, .again = show_one },
    { WEB_POST, ONE "/test", test, MAY, .form = &move_form, .again = show_one },
    { WEB_POST, ONE "/include", include, MAY, .form = &move_form, .again = show_one },
    { WEB_POST, ONE "/drop", drop, MAY, .form = &drop_form, .again = show_one },
};
const web_routes proposal_coalition_routes = { routes, sizeof routes / sizeof *routes };
