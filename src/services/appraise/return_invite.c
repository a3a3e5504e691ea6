/* /returns/{year}/{organisation}/invite and …/progress: the invitations go to everybody at once; after that there is
 * one number a day, and never who. */
#include "base/civil.h"
#include "base/memory.h"
#include "services/appraise/progress.h"
#include "services/appraise/readers.h"
#include "services/appraise/return_electors.h"
#include "services/appraise/round_pages.h"
#include "services/words.h"

static const char *const yes_no[] = { "yes", "no", NULL };

static const form_field invite_fields[] = {
    RETURN_MOVE_FIELD,
    { "seen", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
};
static const form_field letters_fields[] = {
    { "letters", FORM_CHOICE, "letters", .choices = yes_no, .empty = MESSAGE_SELECT_COUNT_LETTERS,
      .wrong = MESSAGE_SELECT_COUNT_LETTERS },
};
static const form invite_form = { "invite", invite_fields, 2 };
static const form letters_form = { "letters", letters_fields, 1 };

/* ---- inviting ---- */

static text cannot_invite(const return_subject *s, upw_arena *arena)
{
    const workflow_state state = s->ret.life.state;
    if (state == STATE_RETURN_NOT_STARTED)
        return TEXT("Accept to lead the appraisal first, and list the people.");
    if (state != STATE_RETURN_PREPARING)
        return TEXT("Invitations went out, or your organisation goes on without them.");
    if (s->round.life.state == STATE_ROUND_ANNOUNCED)
        return memory_format(arena, "People can be invited from 9am on %.*s on, when the round opens.",
                             TEXT_ARGS(readers_day(s->round.opens_on, arena)));
    if (s->round.life.state != STATE_ROUND_OPEN)
        return TEXT("The time in which people answer is over.");
    return s->ret.n_electors >= s->round.min_people
               ? TEXT("")
               : memory_format(arena,
                               "The list has %lld people. You need %lld or more to invite people. You can continue "
                               "without an individual stage",
                               (long long)s->ret.n_electors, (long long)s->round.min_people);
}

static bool show_invite(request *req, response *res, upw_error *error)
{
    return_subject s;
    if (!return_find_subject(req, &s, error))
        return false;
    const layout frame = return_frame(&s, TEXT("Invite the people on your list"), req->arena);
    const text why_not = cannot_invite(&s, req->arena);
    html_writer *const h = web_page_begin(req, res, &frame);
    if (!return_write_conflict(h, req, res, &s, error))
        return false;
    if (why_not.len > 0) {
        nhs_inset_text(h, why_not);
        html_open(h, "p");
        nhs_link(h, return_url(&s, "/electorate", req->arena), TEXT("The people who are asked"));
        html_close(h, "p");
        return web_page_end(h, error);
    }
    nhs_paragraph(h, memory_format(req->arena,
                                   "A letter with a link of their own goes to each of the %lld people on your list, at "
                                   "once. They can answer until the end of %.*s. After that the list stands; only an "
                                   "address that a letter did not reach can be put right. You will never see who "
                                   "answered.",
                                   (long long)s.ret.n_electors,
                                   TEXT_ARGS(readers_day(round_last_individual_day(&s.round), req->arena))));
    web_page_begin_form(h, req, return_url(&s, "/invite", req->arena));
    return_write_versions(h, req, &s, false);
    web_page_write_hidden(h, TEXT("seen"), memory_format(req->arena, "%lld", (long long)s.ret.n_electors));
    nhs_button(
        h, &(nhs_button_options){ .words = memory_format(req->arena, "Invite %lld people", (long long)s.ret.n_electors),
                                  .prevents_double_click = true });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool invite(request *req, response *res, upw_error *error)
{
    return_subject s;
    appraise_deed by;
    const return_step step = { .event = EVENT_RETURN_INVITE, .again = show_invite, .tail = "/progress?done=invited" };
    if (!return_find_subject(req, &s, error) || !return_make_deed(req, &s, &by, error))
        return false;
    return form_get(req, "seen")->integer == s.ret.n_electors ? return_move(req, res, &s, &step, &by.actor, error)
                                                              : return_say_conflict(req, res, show_invite, error);
}

/* ---- the number of the day ---- */

static text count_words(const return_subject *s, const progress *seen, upw_arena *arena)
{
    return seen->n < 0 ? memory_format(arena, "Fewer than %lld", (long long)s->round.min_people)
                       : memory_format(arena, "%lld", (long long)seen->n);
}

static void write_count(html_writer *h, request *req, const return_subject *s, const progress *seen)
{
    const int32_t left = round_last_individual_day(&s->round) - civil_day_of(req->now_ms);
    nhs_panel(h, &(nhs_panel_options){ .heading = count_words(s, seen, req->arena),
                                       .level = 2,
                                       .words = memory_format(req->arena, "of %lld people have answered",
                                                              (long long)s->ret.n_electors) });
    if (seen->day.len == 0)
        nhs_paragraph(h, TEXT("The first count is made on the morning after the invitations."));
    else
        nhs_paragraph(h, memory_format(req->arena, "Counted on %.*s. The number changes once a day.",
                                       TEXT_ARGS(words_of_stored_day(seen->day, "", req->arena))));
    if (s->round.life.state == STATE_ROUND_OPEN && left >= 0)
        nhs_inset_text(
            h, left == 0 ? TEXT("Today is the last day on which people can answer.")
                         : memory_format(req->arena, "%d day%s left after today.", (int)left, left == 1 ? "" : "s"));
    nhs_paragraph(h, TEXT("Nobody can see who they are, not even who has been reminded. Reminders go on the 10th and "
                          "the 21st day to those whose link was not used."));
}

static bool write_letters(html_writer *h, request *req, const return_subject *s, upw_error *error)
{
    static const nhs_choice choices[] = { { .words = { "Yes", 3 }, .value = { "yes", 3 } },
                                          { .words = { "No", 2 }, .value = { "no", 2 } } };
    bool may, is_reader;
    if (!return_may(req, s, PERMISSION_S1_DRAFT_AND_AGREE_A_RETURN, &may, NULL, error))
        return false;
    if (!may || s->ret.life.state != STATE_RETURN_COLLECTING)
        return true;
    if (!progress_is_reader(req->db, s->ret.year, s->ret.body, req->person->id, &is_reader, error))
        return false;
    web_page_begin_form(h, req, return_url(s, "/progress", req->arena));
    nhs_radios(h, &(nhs_radios_options){ .name = TEXT("letters"),
                                         .label = { TEXT("Do you want the number by email each morning?"), NHS_S },
                                         .value = is_reader ? TEXT("yes") : TEXT("no"),
                                         .error = req->form != NULL ? form_get(req, "letters")->error : TEXT(""),
                                         .items = choices,
                                         .n_items = 2 });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Save"), .variant = NHS_BUTTON_SECONDARY });
    html_close(h, "form");
    return true;
}

static text done_words(const request *req)
{
    const text name = request_query(req, "done");
    return text_equal(name, TEXT("invited")) ? TEXT("An invitation goes to everybody on your list")
           : text_equal(name, TEXT("saved")) ? TEXT("Saved")
                                             : TEXT("");
}

static bool show_progress(request *req, response *res, upw_error *error)
{
    return_subject s;
    progress seen;
    bool is_own;
    if (!return_find_subject(req, &s, error) ||
        !return_may(req, &s, PERMISSION_S1_SEE_THE_BODY_PROFILE_AFTER_CLOSE, &is_own, NULL, error) ||
        !progress_find(req->db, s.ret.year, s.ret.body, req->arena, &seen, error))
        return false;
    layout frame = return_frame(&s, TEXT("How many have answered"), req->arena);
    frame.done = done_words(req);
    if (!is_own) /* the federation's office */
        frame.back = round_body_url(s.round.year, &s.body, "", req->arena);
    html_writer *const h = web_page_begin(req, res, &frame);
    if (s.ret.life.state == STATE_RETURN_COLLECTING || seen.day.len > 0)
        write_count(h, req, &s, &seen);
    else
        nhs_inset_text(h, TEXT("Nobody has been invited, so there is nothing to count."));
    return write_letters(h, req, &s, error) && web_page_end(h, error);
}

static bool put_letters(request *req, response *res, upw_error *error)
{
    return_subject s;
    return return_find_subject(req, &s, error) &&
           progress_put_reader(req->db, s.ret.year, s.ret.body, req->person->id, form_get(req, "letters")->choice == 0,
                               error) &&
           response_redirect(res, return_url(&s, "/progress?done=saved", req->arena), error);
}

#define COUNTED .needs = PERMISSION_S1_SEE_THE_COUNT_OF_ANSWERS_WHILE_OPEN_ONCE_A_DAY_10_OR_MORE, .scope = WEB_SCOPE_OWN

static const route routes[] = {
    { WEB_GET, RETURN_PLACE "/invite", show_invite, RETURN_DRAFTED_BY_LEAD },
    { WEB_POST, RETURN_PLACE "/invite", invite, RETURN_DRAFTED_BY_LEAD, .form = &invite_form, .again = show_invite },
    { WEB_GET, RETURN_PLACE "/progress", show_progress, COUNTED },
    { WEB_POST, RETURN_PLACE "/progress", put_letters, RETURN_DRAFTED_BY_LEAD, .form = &letters_form,
      .again = show_progress },
};
const web_routes return_invite_routes = { routes, sizeof routes / sizeof *routes };
