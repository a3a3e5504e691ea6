/* /a/{token}/open/{n}: a question that is answered in one's own words, which are looked through for what could give
 * somebody away. */
#include "base/memory.h"
#include "services/appraise/answering.h"
#include "services/appraise/personal.h"
#include "web/decode.h"
#include "web/form.h"

enum { WORDS_MAX = 1000, COUNT_FROM_PCT = 75 };
static const char *const froms[] = { "check", NULL };

static const form_field fields[] = {
    { "words", FORM_LINES, "your answer", .is_optional = true, .most = WORDS_MAX, .length = MESSAGE_E043 },
    { "about_nobody", FORM_TICK, "not about a person", .is_optional = true },
    { "from", FORM_CHOICE, "from", .is_optional = true, .choices = froms, .wrong = MESSAGE_E008 },
};
static const form open_form = { "open question", fields, sizeof fields / sizeof *fields };

static bool find(request *req, answering *a, answering_place *place, answering_verdict *verdict, upw_error *error)
{
    if (!answering_find(req, a, verdict, error))
        return false;
    return *verdict != ANSWERING_OPEN || answering_find_place(&a->asked, request_path(req, "number"), true, place) ||
           upw_fail(error, UPW_NOT_FOUND, "there is no such question");
}

/* ---- showing it ---- */

void answering_write_warning(html_writer *h)
{
    nhs_begin_warning(
        h, &(nhs_warning_options){ .heading = TEXT("Do not write what could identify somebody"), .level = 2 });
    nhs_paragraph(h,
                  TEXT("No names, no patients, nothing that only you could know. What enough people write is read by "
                       "your organisation, in random order and without your name."));
    nhs_paragraph(h, TEXT("Nobody answers what is written here. For a patient-safety incident use the Learn from "
                          "patient safety events service; to speak up about wrongdoing, your Freedom to Speak Up "
                          "guardian; to complain, the complaints service of the organisation concerned. In an "
                          "emergency call 999."));
    nhs_end_warning(h);
}

static text find_way_back(request *req, const answering *a, const answering_place *place)
{
    if (answering_is_from_check(req))
        return answering_url(a, "/check", req->arena);
    const answering_place before = answering_place_at(&a->asked, place->of_all - 1);
    return place->of_all > 1 ? answering_place_url(a, &before, req->arena) : answering_url(a, "", req->arena);
}

static bool looks_personal(const request *req)
{
    return req->form != NULL && personal_find(form_text(req, "words")) != PERSONAL_NOTHING;
}

static void write_tick(html_writer *h)
{
    const nhs_choice item = { .words = TEXT("This is not about a person"), .value = TEXT("yes") };
    nhs_checkboxes(h, &(nhs_checkboxes_options){
                          .name = TEXT("about_nobody"), .items = &item, .n_items = 1, .has_no_fieldset = true });
}

static bool show_at(request *req, response *res, const answering *a, const answering_place *place, upw_error *error)
{
    const question *const q = &a->asked.at[place->question];
    const text words = question_words(q, &a->round, question_first_target(q), req->arena);
    html_writer *const h = answering_begin_page(
        req, res,
        &(layout){ .title = words,
                   .caption = memory_format(req->arena, "Question %zu of %zu", place->of_all, a->asked.n),
                   .back = find_way_back(req, a, place) });
    answering_write_warning(h);
    answering_begin_form(h, answering_place_url(a, place, req->arena));
    if (answering_is_from_check(req))
        web_page_write_hidden(h, TEXT("from"), TEXT("check"));
    nhs_character_count(
        h, &(nhs_character_count_options){ .name = TEXT("words"),
                                           .label = { TEXT("Your answer (you can leave it empty)") },
                                           .hint = q->hint,
                                           .value = req->form != NULL ? form_get(req, "words")->raw
                                                                      : a->draft.comments[place->question],
                                           .error = req->form != NULL ? form_get(req, "words")->error : TEXT(""),
                                           .rows = 6,
                                           .max = (int)q->max_chars,
                                           .count = NHS_COUNT_CHARACTERS,
                                           .threshold_pct = COUNT_FROM_PCT });
    if (looks_personal(req))
        write_tick(h);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Save and continue") });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool show(request *req, response *res, upw_error *error)
{
    answering a;
    answering_place place;
    answering_verdict verdict;
    if (!find(req, &a, &place, &verdict, error))
        return false;
    return verdict == ANSWERING_OPEN ? show_at(req, res, &a, &place, error)
                                     : answering_show_verdict(req, res, &a, verdict, error);
}

/* ---- keeping it ---- */

static void check_words(request *req, const question *q)
{
    const text words = form_text(req, "words");
    const personal_kind kind = personal_find(words);
    const web_pair what = { TEXT("[an NHS number]"), text_of(personal_words[kind]) };
    if (web_count_characters(words) > q->max_chars)
        form_fail(req, "words", MESSAGE_E043);
    else if (kind != PERSONAL_NOTHING && !form_get(req, "about_nobody")->is_given)
        form_fail_with(req, "words", MESSAGE_E044, &what, 1);
}

static bool save(request *req, response *res, upw_error *error)
{
    answering a;
    answering_place place;
    answering_verdict verdict;
    if (!find(req, &a, &place, &verdict, error))
        return false;
    if (verdict != ANSWERING_OPEN)
        return answering_show_verdict(req, res, &a, verdict, error);
    check_words(req, &a.asked.at[place.question]);
    if (form_has_errors(req))
        return show_at(req, res, &a, &place, error);
    a.draft.comments[place.question] = form_text(req, "words");
    a.draft.is_vouched[place.question] = looks_personal(req);
    return answering_save(req, res, &a, answering_way_on(req, &a, &place), error);
}

static const route routes[] = {
    { WEB_GET, "/a/{token}/open/{number}", show, ANSWERING_STEP },
    { WEB_POST, "/a/{token}/open/{number}", save, ANSWERING_STEP, .form = &open_form, .again = show },
};
const web_routes answering_open_routes = { routes, sizeof routes / sizeof *routes };
