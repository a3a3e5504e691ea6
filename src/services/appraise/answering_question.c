/* /a/{token}/q/{n}: one rated question a page; where both are judged, two fieldsets. Saved at each step. */
#include "base/memory.h"
#include "services/appraise/answering.h"
#include "web/form.h"

static const char *const values[] = { "5", "4", "3", "2", "1", "8", "9", NULL };
static const char *const froms[] = { "check", NULL };

static const form_field fields[] = {
    { "national", FORM_CHOICE, "rating", .is_optional = true, .choices = values, .wrong = MESSAGE_E041 },
    { "local", FORM_CHOICE, "rating", .is_optional = true, .choices = values, .wrong = MESSAGE_E041 },
    { "from", FORM_CHOICE, "from", .is_optional = true, .choices = froms, .wrong = MESSAGE_E008 },
};
static const form question_form = { "question", fields, sizeof fields / sizeof *fields };

/* The page's question; ANSWERING_OPEN and *found false: there is no such number. */
static bool find(request *req, answering *a, answering_place *place, answering_verdict *verdict, upw_error *error)
{
    if (!answering_find(req, a, verdict, error))
        return false;
    return *verdict != ANSWERING_OPEN || answering_find_place(&a->asked, request_path(req, "number"), false, place) ||
           upw_fail(error, UPW_NOT_FOUND, "there is no such question");
}

/* ---- showing it ---- */

static text find_chosen(const request *req, const answering *a, const answering_place *place, question_target t)
{
    if (req->form != NULL)
        return form_get(req, question_target_names[t])->raw;
    const uint8_t kept = a->draft.ratings[place->question][t];
    return kept > 0 ? memory_format(req->arena, "%d", kept) : TEXT("");
}

static void write_radios(html_writer *h, request *req, const answering *a, const answering_place *place,
                         question_target t, const nhs_label *legend)
{
    const question *const q = &a->asked.at[place->question];
    nhs_choice items[8];
    size_t n = 0;
    for (size_t i = 0; values[i] != NULL; i++) {
        if (values[i][0] == '8')
            items[n++] = (nhs_choice){ .words = TEXT("or"), .is_divider = true };
        items[n++] =
            (nhs_choice){ .words = text_of(answer_words(q->scale, values[i][0] - '0')), .value = text_of(values[i]) };
    }
    const text name = text_of(question_target_names[t]);
    nhs_radios(h, &(nhs_radios_options){ .name = name,
                                         .label = *legend,
                                         .hint = q->hint,
                                         .error = req->form != NULL ? form_get(req, name.at)->error : TEXT(""),
                                         .value = find_chosen(req, a, place, t),
                                         .items = items,
                                         .n_items = n });
}

static text find_way_back(request *req, const answering *a, const answering_place *place)
{
    if (answering_is_from_check(req))
        return answering_url(a, "/check", req->arena);
    if (place->of_all == 1)
        return answering_url(a, "", req->arena);
    const answering_place before = answering_place_at(&a->asked, place->of_all - 1);
    return answering_place_url(a, &before, req->arena);
}

static bool judges_both(const question *q)
{
    return question_is_about(q, TARGET_NATIONAL) && question_is_about(q, TARGET_LOCAL);
}

static bool show_at(request *req, response *res, const answering *a, const answering_place *place, upw_error *error)
{
    const question *const q = &a->asked.at[place->question];
    const text number = memory_format(req->arena, "Question %zu of %zu", place->of_all, a->asked.n);
    const question_target first = question_first_target(q);
    const bool is_double = judges_both(q);
    html_writer *const h = answering_begin_page(
        req, res,
        &(layout){ .title = is_double ? q->theme_title : question_words(q, &a->round, first, req->arena),
                   .caption = number,
                   .asks = !is_double,
                   .back = find_way_back(req, a, place) });
    answering_begin_form(h, answering_place_url(a, place, req->arena));
    if (answering_is_from_check(req))
        web_page_write_hidden(h, TEXT("from"), TEXT("check"));
    for (question_target t = TARGET_NATIONAL; t < TARGET_COUNT; t++) {
        const nhs_label legend = { .words = question_words(q, &a->round, t, req->arena),
                                   .size = is_double ? NHS_M : NHS_L,
                                   .heading = is_double ? 2 : 1,
                                   .caption = { .words = is_double ? TEXT("") : number, .size = NHS_L } };
        if (question_is_about(q, t))
            write_radios(h, req, a, place, t, &legend);
    }
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

/* False: something is missing, and the form says so. */
static bool take(request *req, answering *a, const answering_place *place)
{
    const question *const q = &a->asked.at[place->question];
    for (question_target t = TARGET_NATIONAL; t < TARGET_COUNT; t++) {
        const char *const name = question_target_names[t];
        const form_value *const sent = form_get(req, name);
        if (!question_is_about(q, t))
            continue;
        if (sent->is_given)
            a->draft.ratings[place->question][t] = (uint8_t)(values[sent->choice][0] - '0');
        else if (q->is_required)
            form_fail(req, name, q->scale == SCALE_QUALITY ? MESSAGE_E042 : MESSAGE_E041);
    }
    return !form_has_errors(req);
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
    if (!take(req, &a, &place))
        return show_at(req, res, &a, &place, error);
    return answering_save(req, res, &a, answering_way_on(req, &a, &place), error);
}

static const route routes[] = {
    { WEB_GET, "/a/{token}/q/{number}", show, ANSWERING_STEP },
    { WEB_POST, "/a/{token}/q/{number}", save, ANSWERING_STEP, .form = &question_form, .again = show },
};
const web_routes answering_question_routes = { routes, sizeof routes / sizeof *routes };
