/* From where limits start anew: the engine's advice, and a decision with a reason. */
#include "base/memory.h"
#include "services/measure/measure_internal.h"
#include "services/measure/chart_pages.h"
#include "web/form.h"

static const form_field new_fields[] = {
    { "period", FORM_TEXT, "period", .most = 20, .empty = MESSAGE_SELECT_PERIOD, .length = MESSAGE_SELECT_PERIOD },
    { "reason", FORM_LINES, "reason", .most = REBASE_REASON_MAX, .empty = MESSAGE_E032, .length = MESSAGE_E051 },
};
static const form new_form = { "rebase", new_fields, sizeof new_fields / sizeof *new_fields };

static const form_field end_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
    { "reason", FORM_LINES, "reason", .most = REBASE_REASON_MAX, .empty = MESSAGE_E032, .length = MESSAGE_E051 },
};
static const form end_form = { "rebase", end_fields, sizeof end_fields / sizeof *end_fields };

/* A table has one sentence for lengths; too short has its own. */
static bool is_reason_enough(request *req)
{
    if (measure_count_characters(form_text(req, "reason")) >= REBASE_REASON_MIN)
        return true;
    form_fail(req, "reason", MESSAGE_E033);
    return false;
}

static void write_reason(html_writer *h, request *req, const char *label)
{
    const form_value *const value = form_get(req, "reason");
    nhs_character_count(h, &(nhs_character_count_options){
                               .name = TEXT("reason"),
                               .label = { text_of(label) },
                               .hint = TEXT("What was changed, when and by whom it was decided. Everybody who sees the "
                                            "chart can read it"),
                               .value = value->raw,
                               .error = value->error,
                               .max = REBASE_REASON_MAX });
}

static void write_advice(html_writer *h, const report_reading *r)
{
    nhs_begin_inset(h);
    if (r->words.n_proposals == 0)
        measure_paragraph(h,
                          TEXT("The chart itself gives no reason to start limits anew: no step change is proposed."));
    for (size_t i = 0; i < r->words.n_proposals; i++)
        measure_paragraph(h, r->words.proposals[i]);
    measure_paragraph(h, r->words.proposals_note);
    nhs_end_inset(h);
}

static bool show_new(request *req, response *res, upw_error *error)
{
    measure_subject subject;
    report_reading r;
    if (!measure_find_subject(req, &subject, error) ||
        !measure_read_subject(req, &subject, READING_CHART | READING_RANGES, &r, error))
        return false;
    const layout frame = measure_frame(&subject, TEXT("Start limits anew"), req->arena);
    html_writer *const h = web_page_begin(req, res, &frame);
    nhs_paragraph(h, TEXT("When a process has been changed for good, and you know how, its limits can start anew. They "
                          "are never started anew because the chart would look better."));
    write_advice(h, &r);
    web_page_begin_form(h, req, measure_subject_url(&subject, "/rebase", req->arena));
    if (!measure_write_periods(h, req, &subject, TEXT("Which is the first period of the new stretch?"), TEXT(""),
                               error))
        return false;
    write_reason(h, req, "Why do limits start anew there?");
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Start limits anew"), .prevents_double_click = true });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool agree(request *req, response *res, upw_error *error)
{
    measure_subject subject;
    measure_deed by;
    upw_error why = { 0 };
    measure_rebase draft = { .reason = form_text(req, "reason") };
    if (!measure_find_subject(req, &subject, error) || !measure_make_deed(req, subject.place.id, &by, error))
        return false;
    draft.key = (measure_key){ subject.about.id, subject.place.id };
    const bool is_enough = is_reason_enough(req);
    if (!measure_read_period(req, &draft.from) || !is_enough)
        return show_new(req, res, error);
    if (rebases_agree(req->db, &draft, &by, &why))
        return measure_go_back(req, res, &subject, DONE_REBASED, error);
    if (why.code == UPW_NOT_FOUND) {
        form_fail(req, "period", MESSAGE_SELECT_PERIOD);
        return show_new(req, res, error);
    }
    return web_page_say_again(req, res, show_new, &why, error);
}

/* ---- taking it back ---- */

static bool find(request *req, const measure_subject *subject, measure_rebase *out, upw_error *error)
{
    measure_rebases all;
    const text id = request_path(req, "rebase");
    if (!rebases_list(req->db, (measure_key){ subject->about.id, subject->place.id }, req->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++)
        if (text_equal(all.at[i].id, id)) {
            *out = all.at[i];
            return true;
        }
    return upw_fail(error, UPW_NOT_FOUND, "there is no such decision");
}

static bool show_end(request *req, response *res, upw_error *error)
{
    measure_subject subject;
    measure_rebase d = { 0 };
    if (!measure_find_subject(req, &subject, error) || !find(req, &subject, &d, error))
        return false;
    const layout frame = measure_frame(&subject, TEXT("Take back a decision on limits"), req->arena);
    html_writer *const h = web_page_begin(req, res, &frame);
    nhs_begin_inset(h);
    html_format(h, "From %.*s: ", TEXT_ARGS(words_of_period(d.from, req->arena)));
    html_text(h, d.reason);
    nhs_end_inset(h);
    if (d.is_ended) {
        nhs_paragraph(h, TEXT("This decision has been taken back already."));
        return web_page_end(h, error);
    }
    web_page_begin_form(h, req,
                        memory_format(req->arena, "%.*s/%.*s/take-back",
                                      TEXT_ARGS(measure_subject_url(&subject, "/rebase", req->arena)),
                                      TEXT_ARGS(d.id)));
    web_page_write_hidden(h, TEXT("version"), memory_format(req->arena, "%lld", (long long)d.version));
    write_reason(h, req, "Why is it taken back?");
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Take it back"), .variant = NHS_BUTTON_WARNING });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool take_back(request *req, response *res, upw_error *error)
{
    measure_subject subject;
    measure_rebase d = { 0 };
    measure_deed by;
    upw_error why = { 0 };
    if (!measure_find_subject(req, &subject, error) || !find(req, &subject, &d, error) ||
        !measure_make_deed(req, subject.place.id, &by, error))
        return false;
    if (!is_reason_enough(req))
        return show_end(req, res, error);
    d.version = form_get(req, "version")->integer;
    d.ended_reason = form_text(req, "reason");
    if (rebases_take_back(req->db, &d, &by, &why))
        return measure_go_back(req, res, &subject, DONE_TAKEN_BACK, error);
    return web_page_say_again(req, res, show_end, &why, error);
}

#define PLACE "/measures/{indicator}/at/{organisation}/rebase"
#define MAY .needs = PERMISSION_S2_ANNOTATE_A_CHART, .scope = WEB_SCOPE_OWN

static const route routes[] = {
    { WEB_GET, PLACE, show_new, MAY },
    { WEB_POST, PLACE, agree, MAY, .form = &new_form, .again = show_new },
    { WEB_GET, PLACE "/{rebase}/take-back", show_end, MAY },
    { WEB_POST, PLACE "/{rebase}/take-back", take_back, MAY, .form = &end_form, .again = show_end },
};
const web_routes measure_rebase_routes = { routes, sizeof routes / sizeof *routes };
