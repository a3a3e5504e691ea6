/* What the pages about charts share. */
#include "services/measure/chart_pages.h"

#include <math.h>

#include "base/memory.h"
#include "services/services.h"
#include "web/form.h"
#include "web/url.h"

/* ---- what the address names ---- */

bool measure_may_see(request *req, const measure_indicator *about, text organisation_id, bool *may, upw_error *error)
{
    *may = about->is_published;
    return *may || people_may(req, PERMISSION_S2_LOAD_DATA_FOR_OWN_ORGANISATION, organisation_id, may, NULL, error);
}

bool measure_find_visible(request *req, measure_indicator *out, upw_error *error)
{
    bool found, may = false;
    if (!catalogue_find(req->db, request_path(req, "indicator"), req->arena, out, &found, error) ||
        (found && !measure_may_see(req, out, TEXT(""), &may, error)))
        return false;
    return (found && may) || upw_fail(error, UPW_NOT_FOUND, "there is no such indicator");
}

bool measure_find_subject(request *req, measure_subject *out, upw_error *error)
{
    measure_entries entries;
    bool found, may = false;
    if (!people_find_named(req, &out->place, error) ||
        !catalogue_find(req->db, request_path(req, "indicator"), req->arena, &out->about, &found, error))
        return false;
    if (!found)
        return upw_fail(error, UPW_NOT_FOUND, "there is no such indicator");
    if (!series_list(req->db, out->about.id, out->place.id, req->arena, &entries, error) ||
        !series_find_last(req->db, out->about.id, &out->last, &found, error) ||
        !measure_may_see(req, &out->about, out->place.id, &may, error))
        return false;
    if (!may || entries.n == 0)
        return upw_fail(error, UPW_NOT_FOUND, "there are no figures of this here");
    out->entry = entries.at[0];
    return true;
}

bool measure_read_subject(request *req, const measure_subject *subject, unsigned draws, report_reading *out,
                          upw_error *error)
{
    const analysis_wish wish = {
        .indicator = &subject->about, .place = subject->place.name, .draws = draws, .last = subject->last
    };
    return analysis_read(req->db, services_of(req)->readings, &subject->entry, &wish, req->arena, out, error);
}

text measure_url(text id, const organisation *place, const char *tail, upw_arena *arena)
{
    const text name = place->code.len > 0 ? place->code : place->id;
    return memory_format(arena, "/measures/%.*s/at/%.*s%s", TEXT_ARGS(id), TEXT_ARGS(name), tail);
}

text measure_subject_url(const measure_subject *subject, const char *tail, upw_arena *arena)
{
    return measure_url(subject->about.id, &subject->place, tail, arena);
}

layout measure_frame(const measure_subject *subject, text title, upw_arena *arena)
{
    return (layout){ .title = title,
                     .caption = memory_format(arena, "%.*s, %.*s", TEXT_ARGS(subject->about.name),
                                              TEXT_ARGS(subject->place.name)),
                     .place = LAYOUT_MEASURES,
                     .back = measure_subject_url(subject, "", arena) };
}

/* ---- what was done ---- */

static const struct {
    const char *name, *words;
} deeds[DONE_COUNT] = {
    [DONE_NOTHING] = { "", "" },
    [DONE_ANNOTATED] = { "annotated", "Your words stand at their point of the chart" },
    [DONE_REMOVED] = { "removed", "The words were taken away" },
    [DONE_REBASED] = { "rebased", "Limits start anew where you said" },
    [DONE_TAKEN_BACK] = { "taken-back", "Limits are again as they were" },
    [DONE_TARGET] = { "target", "The target was agreed" },
    [DONE_TARGET_ENDED] = { "target-ended", "The local target holds no longer" },
    [DONE_PLAN] = { "path", "The path was agreed" },
    [DONE_PLAN_ENDED] = { "path-ended", "The path holds no longer" },
    [DONE_APPLIED] = { "applied", "The figures are in the charts" },
    [DONE_UNDONE] = { "undone", "All figures are as they were before this file" },
    [DONE_DISCARDED] = { "discarded", "The file was discarded; no figure has changed" },
    [DONE_INDICATOR_ADDED] = { "indicator-added", "The indicator was added" },
    [DONE_INDICATOR_CHANGED] = { "indicator-changed", "The indicator was changed, and its charts with it" },
    [DONE_INDICATORS_TAKEN_IN] = { "indicators", "The indicators of the file are in the catalogue" },
};

text measure_done_address(text path, measure_done done, upw_arena *arena)
{
    const web_pair pair = { TEXT("done"), text_of(deeds[done].name) };
    return url_make(path, &pair, 1, arena);
}

text measure_done_words(const request *req)
{
    const text name = request_query(req, "done");
    for (size_t i = 1; i < DONE_COUNT; i++)
        if (text_equal(name, text_of(deeds[i].name)))
            return text_of(deeds[i].words);
    return TEXT("");
}

bool measure_go_back(request *req, response *res, const measure_subject *subject, measure_done done, upw_error *error)
{
    return response_redirect(res, measure_done_address(measure_subject_url(subject, "", req->arena), done, req->arena),
                             error);
}

bool measure_make_deed(request *req, text organisation_id, measure_deed *out, upw_error *error)
{
    *out = (measure_deed){ .now_ms = req->now_ms, .request = memory_copy_text(req->arena, text_of(req->id)) };
    return people_find_actor(req, organisation_id, &out->actor, error);
}

/* ---- periods ---- */

static bool has_period(const request *req)
{
    for (size_t i = 0; req->form != NULL && i < req->form->form->n; i++)
        if (text_equal(text_of(req->form->form->fields[i].name), TEXT("period")))
            return true;
    return false;
}

bool measure_write_periods(html_writer *h, request *req, const measure_subject *subject, text label, text chosen,
                           upw_error *error)
{
    measure_series s;
    bool found;
    const form_value nothing = { 0 }, *const sent = has_period(req) ? form_get(req, "period") : &nothing;
    if (!series_read(req->db, (measure_key){ subject->about.id, subject->place.id }, req->arena, &s, &found, error))
        return false;
    nhs_option *const items = MEMORY_TAKE(req->arena, nhs_option, s.n + 1);
    items[0] = (nhs_option){ .words = TEXT("Choose a period"), .value = TEXT(""), .has_value = true };
    for (size_t i = 0; i < s.n; i++)
        items[s.n - i] = (nhs_option){ .words = words_of_period(s.periods[i], req->arena),
                                       .value = words_of_code(s.periods[i], req->arena),
                                       .has_value = true };
    nhs_select(h, &(nhs_select_options){ .name = TEXT("period"),
                                         .label = { label },
                                         .value = sent->raw.len > 0 ? sent->raw
                                                  : chosen.len > 0  ? chosen
                                                                    : request_query(req, "period"),
                                         .error = sent->error,
                                         .items = items,
                                         .n_items = s.n + 1 });
    return true;
}

bool measure_read_period(request *req, period *out)
{
    const char *reason;
    if (period_parse(form_text(req, "period"), PERIOD_ORDER_ISO, out, &reason))
        return true;
    form_fail(req, "period", MESSAGE_SELECT_PERIOD);
    return false;
}

/* ---- small things ---- */

text measure_name_person(request *req, text id)
{
    text name = TEXT("");
    upw_error ignored;
    if (req->person == NULL || !people_find_name(req->db, id, req->arena, &name, &ignored) || name.len == 0)
        return TEXT("somebody");
    return name;
}

void measure_write_news(html_writer *h, request *req, const response *res, text now, text person)
{
    if (res->status != 409)
        return;
    nhs_begin_inset(h);
    html_text(h, person.len > 0 ? memory_format(req->arena, "%.*s (%.*s)", TEXT_ARGS(now),
                                                TEXT_ARGS(measure_name_person(req, person)))
                                : now);
    nhs_end_inset(h);
}

text measure_write_value(unit u, double value, upw_arena *arena)
{
    buffer b;
    buffer_init(&b, 200);
    unit_add_value(&b, u, value, unit_choose_decimals(u, fabs(value) / 100));
    return memory_keep(arena, &b);
}

void measure_sentence(html_writer *h, text words)
{
    size_t written = 0;
    for (size_t i = 0; i + 1 < words.len; i++) {
        if (words.at[i] != ' ' || words.at[i + 1] != '%')
            continue;
        html_text(h, (text){ words.at + written, i - written });
        html_literal(h, "&nbsp;");
        written = i + 1;
    }
    html_text(h, (text){ words.at + written, words.len - written });
}

void measure_paragraph(html_writer *h, text words)
{
    if (words.len == 0)
        return;
    html_open(h, "p");
    measure_sentence(h, words);
    html_close(h, "p");
}
