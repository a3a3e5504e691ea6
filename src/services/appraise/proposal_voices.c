/* What a body says of proposals: of their words while they are being tested, and later whether they are done. */
#include "base/civil.h"
#include "base/memory.h"
#include "services/appraise/proposal_pages.h"
#include "services/words.h"
#include "web/form.h"

static const char *const voices_offered[] = { "support", "oppose", "neutral", "yes", "no", NULL };
static const form_field voice_fields[] = {
    { "voice", FORM_CHOICE, "view", .choices = voices_offered, .empty = MESSAGE_SELECT_VOICE,
      .wrong = MESSAGE_SELECT_VOICE },
};
static const form voice_form = { "view", voice_fields, sizeof voice_fields / sizeof *voice_fields };

static const nhs_choice views[] = {
    { .words = { "We support it", 13 }, .value = { "support", 7 } },
    { .words = { "We oppose it", 12 }, .value = { "oppose", 6 } },
    { .words = { "Neither", 7 }, .value = { "neutral", 7 } },
};
static const nhs_choice verdicts[] = {
    { .words = { "Yes, it is done", 15 }, .value = { "yes", 3 } },
    { .words = { "No, it is not done", 18 }, .value = { "no", 2 } },
};

/* Are bodies asked about it now, and until when? */
static bool is_asked(const proposal *p, int64_t now_ms, int64_t *ends_ms)
{
    const bool is_claim = p->life.state == STATE_PROPOSAL_CLAIMED_DONE;
    *ends_ms = proposal_voices_end_ms(is_claim ? p->life.since_ms : p->tested_ms);
    return is_claim || (p->life.state == STATE_PROPOSAL_TESTED && now_ms < *ends_ms);
}

static text page_url(text year, const organisation *o, upw_arena *arena)
{
    return memory_format(arena, "/returns/%.*s/%.*s/proposals", TEXT_ARGS(year),
                         TEXT_ARGS(o->code.len > 0 ? o->code : o->id));
}

static bool write_one(html_writer *h, request *req, const organisation *o, const proposal *p, upw_error *error)
{
    int64_t ends_ms;
    proposal_voice voice;
    proposal_claims claims;
    if (!is_asked(p, req->now_ms, &ends_ms))
        return true;
    if (!proposals_find_voice(req->db, p, o->id, &voice, error) ||
        !proposals_list_claims(req->db, p, req->arena, &claims, error))
        return false;
    const bool is_claim = p->life.state == STATE_PROPOSAL_CLAIMED_DONE;
    nhs_heading(h, &(nhs_heading_options){ .words = proposal_name(p, req->arena), .level = 2 });
    nhs_paragraph(h, p->words);
    if (is_claim && claims.n > 0) {
        nhs_inset_text(h, memory_format(req->arena, "The board says: %.*s", TEXT_ARGS(claims.at[claims.n - 1].words)));
        html_open(h, "p");
        nhs_link(h, claims.at[claims.n - 1].link, claims.at[claims.n - 1].link);
        html_close(h, "p");
    }
    web_page_begin_form(
        h, req,
        memory_format(req->arena, "%.*s/%lld", TEXT_ARGS(page_url(p->year, o, req->arena)), (long long)p->number));
    const text field_id = memory_format(req->arena, "voice-%lld", (long long)p->number);
    nhs_radios(h, &(nhs_radios_options){
                      .name = TEXT("voice"),
                      .id = field_id,
                      .label = { is_claim ? TEXT("Is it done?") : TEXT("What does your organisation say?") },
                      .hint = memory_format(req->arena, "Until the end of %.*s. You can change it until then",
                                            TEXT_ARGS(words_of_day(ends_ms - 1, req->arena))),
                      .value = text_of(proposal_voices[voice]),
                      .items = is_claim ? verdicts : views,
                      .n_items = is_claim ? sizeof verdicts / sizeof *verdicts : sizeof views / sizeof *views,
                  });
    nhs_button(h, &(nhs_button_options){
                      .words = memory_format(req->arena, "Send the view on proposal %lld", (long long)p->number),
                      .prevents_double_click = true });
    html_close(h, "form");
    return true;
}

static bool show(request *req, response *res, upw_error *error)
{
    organisation o;
    proposal_list all;
    int64_t ends_ms;
    size_t n_asked = 0;
    const text year = request_path(req, "year");
    if (!people_find_named(req, &o, error) || !proposals_list(req->db, year, req->arena, &all, error))
        return false;
    html_writer *const h = web_page_begin(
        req, res,
        &(layout){ .title = TEXT("What your organisation says of the proposals"),
                   .caption = o.name,
                   .place = LAYOUT_APPRAISAL,
                   .back = TEXT("/todo"),
                   .done = request_query(req, "done").len > 0 ? TEXT("Your organisation's view is in") : TEXT("") });
    for (size_t i = 0; i < all.n; i++)
        n_asked += is_asked(&all.at[i], req->now_ms, &ends_ms);
    if (n_asked == 0)
        nhs_inset_text(h, TEXT("Nothing is being asked now."));
    else
        nhs_lead(h, TEXT("Your organisation has one voice on each. The numbers of bodies are published, and nothing "
                         "else."));
    for (size_t i = 0; i < all.n; i++)
        if (!write_one(h, req, &o, &all.at[i], error))
            return false;
    return web_page_end(h, error);
}

static bool say(request *req, response *res, upw_error *error)
{
    organisation o;
    proposal p;
    workflow_actor actor;
    upw_error why = { 0 };
    proposal_voice voice = VOICE_NONE;
    if (!people_find_named(req, &o, error) || !proposal_find_named(req, &p, error) ||
        !people_find_actor(req, o.id, &actor, error))
        return false;
    for (proposal_voice v = VOICE_SUPPORT; v < VOICE_COUNT; v++)
        if (text_equal(form_text(req, "voice"), text_of(proposal_voices[v])))
            voice = v;
    const appraise_deed by = proposal_make_deed(req, actor);
    if (proposals_say(req->db, &p, o.id, voice, &by, req->arena, &why))
        return response_redirect(
            res, memory_format(req->arena, "%.*s?done=1", TEXT_ARGS(page_url(p.year, &o, req->arena))), error);
    if (why.code == UPW_FORBIDDEN) /* too late: the page says so */
        why.code = UPW_BAD_INPUT;
    return web_page_say_again(req, res, show, &why, error);
}

/* ---- what waits ---- */

static bool add_voice_task(request *req, service_tasks *tasks, const proposal *p, const organisation *o,
                           upw_error *error)
{
    int64_t ends_ms;
    proposal_voice voice;
    if (!is_asked(p, req->now_ms, &ends_ms))
        return true;
    if (!proposals_find_voice(req->db, p, o->id, &voice, error))
        return false;
    char *const day = MEMORY_TAKE(req->arena, char, CIVIL_DAY_LEN + 1);
    civil_write_day(civil_day_of(ends_ms - 1), day);
    if (voice == VOICE_NONE)
        service_tasks_add(tasks, (service_task){
                                     .words = memory_format(req->arena, "Say what %.*s thinks of proposal %lld",
                                                            TEXT_ARGS(o->name), (long long)p->number),
                                     .href = page_url(p->year, o, req->arena),
                                     .hint = p->life.state == STATE_PROPOSAL_TESTED
                                                 ? TEXT("Support it, oppose it, or neither")
                                                 : TEXT("The board says that it is done. Is it?"),
                                     .due = { day, CIVIL_DAY_LEN },
                                 });
    return true;
}

static void add_board_task(request *req, service_tasks *tasks, const proposal *p)
{
    if (p->life.state == STATE_PROPOSAL_PUBLISHED)
        service_tasks_add(tasks, (service_task){ .words = memory_format(req->arena, "Answer proposal %lld of %.*s",
                                                                        (long long)p->number, TEXT_ARGS(p->year)),
                                                 .href = proposal_url(p, "/answer", req->arena),
                                                 .hint = p->words });
}

bool proposals_add_tasks(request *req, service_tasks *tasks, upw_error *error)
{
    const workflow_person *const who = people_who_asks(req);
    appraise_rounds rounds;
    if (who == NULL || !rounds_list(req->db, req->arena, &rounds, error))
        return who == NULL;
    for (size_t r = 0; r < rounds.n && r < 2; r++) { /* this year's and last year's */
        proposal_list all;
        if (!proposals_list(req->db, rounds.at[r].year, req->arena, &all, error))
            return false;
        for (size_t s = 0; s < who->n_seats; s++) {
            organisation o = { 0 };
            bool found = false;
            if (who->seats[s].role != ROLE_BODY_LEAD && who->seats[s].role != ROLE_BOARD)
                continue;
            if (!organisations_find(req->db, who->seats[s].organisation, req->arena, &o, &found, error))
                return false;
            for (size_t i = 0; found && i < all.n; i++)
                if (who->seats[s].role == ROLE_BOARD)
                    add_board_task(req, tasks, &all.at[i]);
                else if (!add_voice_task(req, tasks, &all.at[i], &o, error))
                    return false;
        }
    }
    return true;
}

#define PLACE "/returns/{year}/{organisation}/proposals"
#define MAY .needs = PERMISSION_S1_GIVE_A_VERDICT_ON_A_PROPOSAL, .scope = WEB_SCOPE_OWN

static const route routes[] = {
    { WEB_GET, PLACE, show, MAY },
    { WEB_POST, PLACE "/{number}", say, MAY, .form = &voice_form, .again = show },
};
const web_routes proposal_voice_routes = { routes, sizeof routes / sizeof *routes };
