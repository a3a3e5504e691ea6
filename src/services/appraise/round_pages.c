/* What the pages of a round share. */
#include "services/appraise/round_pages.h"

#include "base/civil.h"
#include "base/memory.h"
#include "services/appraise/readers.h"

bool round_find_named(request *req, appraise_round *out, upw_error *error)
{
    bool found;
    if (!rounds_find(req->db, request_path(req, "year"), req->arena, out, &found, error))
        return false;
    return found || upw_fail(error, UPW_NOT_FOUND, "there is no such round");
}

bool round_find_public(request *req, appraise_round *out, upw_error *error)
{
    return round_find_named(req, out, error) &&
           (round_is_public(out) || upw_fail(error, UPW_NOT_FOUND, "there is no such round"));
}

text round_standing(workflow_state state)
{
    switch (state) {
    case STATE_ROUND_DRAFT:
        return TEXT("Draft");
    case STATE_ROUND_ANNOUNCED:
        return TEXT("Announced");
    case STATE_ROUND_OPEN:
        return TEXT("Open: people are answering");
    case STATE_ROUND_CANCELLED:
        return TEXT("Cancelled");
    case STATE_ROUND_AGREEING:
        return TEXT("Organisations agree and sign");
    case STATE_ROUND_PUBLISHED:
    case STATE_ROUND_ARCHIVED:
        return TEXT("Published");
    default:
        return TEXT("The report is being made");
    }
}

text round_url(text year, const char *tail, upw_arena *arena)
{
    return memory_format(arena, "/coalition/%.*s%s", TEXT_ARGS(year), tail);
}

text round_path(text year, upw_arena *arena)
{
    return memory_format(arena, "/appraisal/%.*s", TEXT_ARGS(year));
}

text round_body_url(text year, const organisation *body, const char *tail, upw_arena *arena)
{
    const text name = body->code.len > 0 ? body->code : body->id;
    return memory_format(arena, "/coalition/%.*s/returns/%.*s%s", TEXT_ARGS(year), TEXT_ARGS(name), tail);
}

void round_write_dates(html_writer *h, request *req, const appraise_round *r)
{
    upw_arena *const arena = req->arena;
    const nhs_summary_row rows[] = {
        { .key = TEXT("Stands at"), .value = round_standing(r->life.state) },
        { .key = TEXT("Opens"),
          .value = memory_format(arena, "9am on %.*s", TEXT_ARGS(readers_day(r->opens_on, arena))) },
        { .key = TEXT("People answer until"),
          .value =
              memory_format(arena, "the end of %.*s", TEXT_ARGS(readers_day(round_last_individual_day(r), arena))) },
        { .key = TEXT("Organisations sign until"),
          .value = memory_format(arena, "the end of %.*s", TEXT_ARGS(readers_day(round_last_return_day(r), arena))) },
        { .key = TEXT("The board replies within"),
          .value = memory_format(arena, "%lld working days of seeing the report", (long long)r->reply_working_days) },
        { .key = TEXT("The report is published"),
          .value = memory_format(arena, "9:30am on %.*s", TEXT_ARGS(readers_day(r->publish_on, arena))) },
    };
    nhs_summary_list(h, &(nhs_summary_list_options){ .rows = rows, .n_rows = sizeof rows / sizeof *rows });
}

/* ---- counts ---- */

void round_count(const appraise_returns *all, round_counts *out)
{
    *out = (round_counts){ .n = all->n };
    for (size_t i = 0; i < all->n; i++)
        out->of[all->at[i].life.state - STATE_RETURN_NOT_STARTED]++;
}

size_t round_counted(const round_counts *c, workflow_state state)
{
    return c->of[state - STATE_RETURN_NOT_STARTED];
}

bool return_takes_part(const appraise_return *ret)
{
    const workflow_state state = ret->life.state;
    return state != STATE_RETURN_NOT_STARTED && state != STATE_RETURN_DECLINED && state != STATE_RETURN_WITHDRAWN &&
           state != STATE_RETURN_LAPSED;
}

bool return_is_in(const appraise_return *ret)
{
    const workflow_state state = ret->life.state;
    return state == STATE_RETURN_SUBMITTED || state == STATE_RETURN_QUERIED || state == STATE_RETURN_ACCEPTED;
}

/* ---- moves ---- */

bool round_make_deed(request *req, appraise_deed *out, upw_error *error)
{
    *out = (appraise_deed){ .now_ms = req->now_ms, .request = memory_copy_text(req->arena, text_of(req->id)) };
    return people_find_actor(req, TEXT(""), &out->actor, error);
}

bool round_move(request *req, response *res, const appraise_round *r, const round_step *step, upw_error *error)
{
    upw_error why = { 0 };
    appraise_deed by;
    if (!round_make_deed(req, &by, error))
        return false;
    const workflow_request wish = { .event = step->event,
                                    .object = r->year,
                                    .version = form_get(req, "move")->integer,
                                    .actor = by.actor,
                                    .now_ms = req->now_ms,
                                    .request = by.request,
                                    .reason = step->reason,
                                    .facts = step->facts };
    if (workflow_move(req->db, &services_of(req)->workflow, &wish, req->arena, NULL, &why))
        return response_redirect(
            res, memory_format(req->arena, "%.*s?done=%s", TEXT_ARGS(round_url(r->year, "", req->arena)), step->done),
            error);
    return web_page_say_again(req, res, step->again, &why, error);
}
