/* Words about a point: written, changed, taken away. */
#include "base/memory.h"
#include "services/measure/chart_pages.h"
#include "web/form.h"

static const form_field new_fields[] = {
    { "period", FORM_TEXT, "period", .most = 20, .empty = MESSAGE_SELECT_PERIOD, .length = MESSAGE_SELECT_PERIOD },
    { "words", FORM_TEXT, "what happened", .most = ANNOTATION_WORDS_MAX, .empty = MESSAGE_ENTER_ANNOTATION,
      .length = MESSAGE_ANNOTATION_LENGTH },
};
static const form new_form = { "annotation", new_fields, sizeof new_fields / sizeof *new_fields };

static const form_field change_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
    { "words", FORM_TEXT, "what happened", .most = ANNOTATION_WORDS_MAX, .empty = MESSAGE_ENTER_ANNOTATION,
      .length = MESSAGE_ANNOTATION_LENGTH },
};
static const form change_form = { "annotation", change_fields, sizeof change_fields / sizeof *change_fields };

static const form_field remove_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
};
static const form remove_form = { "annotation", remove_fields, sizeof remove_fields / sizeof *remove_fields };

static void write_words_field(html_writer *h, text value, text error)
{
    nhs_character_count(h, &(nhs_character_count_options){
                               .name = TEXT("words"),
                               .label = { TEXT("What happened?") },
                               .hint = TEXT("It is shown under the chart to everybody who sees it. No names of people, "
                                            "and nothing about a patient"),
                               .value = value,
                               .error = error,
                               .rows = 3,
                               .max = ANNOTATION_WORDS_MAX });
}

/* ---- a new one ---- */

static bool show_new(request *req, response *res, upw_error *error)
{
    measure_subject subject;
    if (!measure_find_subject(req, &subject, error))
        return false;
    const layout frame = measure_frame(&subject, TEXT("Write words about a point"), req->arena);
    html_writer *const h = web_page_begin(req, res, &frame);
    web_page_begin_form(h, req, measure_subject_url(&subject, "/annotate", req->arena));
    if (!measure_write_periods(h, req, &subject, TEXT("Which period is it about?"), TEXT(""), error))
        return false;
    write_words_field(h, form_get(req, "words")->raw, form_get(req, "words")->error);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Save"), .prevents_double_click = true });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool add(request *req, response *res, upw_error *error)
{
    measure_subject subject;
    measure_deed by;
    upw_error why = { 0 };
    measure_annotation draft = { .words = form_text(req, "words") };
    if (!measure_find_subject(req, &subject, error) || !measure_make_deed(req, subject.place.id, &by, error))
        return false;
    draft.key = (measure_key){ subject.about.id, subject.place.id };
    if (!measure_read_period(req, &draft.when))
        return show_new(req, res, error);
    if (annotations_add(req->db, &draft, &by, &why))
        return measure_go_back(req, res, &subject, DONE_ANNOTATED, error);
    if (why.code == UPW_NOT_FOUND) {
        form_fail(req, "period", MESSAGE_SELECT_PERIOD);
        return show_new(req, res, error);
    }
    return web_page_say_again(req, res, show_new, &why, error);
}

/* ---- one that is there ---- */

static bool find(request *req, const measure_subject *subject, measure_annotation *out, upw_error *error)
{
    measure_annotations all;
    const text id = request_path(req, "annotation");
    if (!annotations_list(req->db, (measure_key){ subject->about.id, subject->place.id }, req->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++)
        if (text_equal(all.at[i].id, id)) {
            *out = all.at[i];
            return true;
        }
    return upw_fail(error, UPW_NOT_FOUND, "these words are not there any more");
}

static bool show_one(request *req, response *res, upw_error *error)
{
    measure_subject subject;
    measure_annotation a = { 0 };
    if (!measure_find_subject(req, &subject, error) || !find(req, &subject, &a, error))
        return false;
    const bool is_sent = req->form != NULL && req->form->form == &change_form;
    const text version = memory_format(req->arena, "%lld", (long long)a.version);
    const text action = memory_format(
        req->arena, "%.*s/%.*s", TEXT_ARGS(measure_subject_url(&subject, "/annotations", req->arena)), TEXT_ARGS(a.id));
    const layout frame = measure_frame(
        &subject, memory_format(req->arena, "Words about %.*s", TEXT_ARGS(words_of_period(a.when, req->arena))),
        req->arena);
    html_writer *const h = web_page_begin(req, res, &frame);
    measure_write_news(h, req, res, memory_format(req->arena, "They are now: %.*s", TEXT_ARGS(a.words)), a.person);
    web_page_begin_form(h, req, action);
    web_page_write_hidden(h, TEXT("version"), version);
    write_words_field(h, is_sent ? form_get(req, "words")->raw : a.words,
                      is_sent ? form_get(req, "words")->error : TEXT(""));
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Save"), .prevents_double_click = true });
    html_close(h, "form");
    web_page_begin_form(h, req, memory_format(req->arena, "%.*s/remove", TEXT_ARGS(action)));
    web_page_write_hidden(h, TEXT("version"), version);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Take these words away"), .variant = NHS_BUTTON_WARNING });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool do_to_one(request *req, response *res, bool removes, upw_error *error)
{
    measure_subject subject;
    measure_deed by;
    upw_error why = { 0 };
    if (!measure_find_subject(req, &subject, error) || !measure_make_deed(req, subject.place.id, &by, error))
        return false;
    const measure_annotation draft = { .id = request_path(req, "annotation"),
                                       .key = { subject.about.id, subject.place.id },
                                       .words = removes ? TEXT("") : form_text(req, "words"),
                                       .version = form_get(req, "version")->integer };
    if (removes ? annotations_remove(req->db, &draft, &by, &why) : annotations_change(req->db, &draft, &by, &why))
        return measure_go_back(req, res, &subject, removes ? DONE_REMOVED : DONE_ANNOTATED, error);
    return web_page_say_again(req, res, show_one, &why, error);
}

static bool change(request *req, response *res, upw_error *error)
{
    return do_to_one(req, res, false, error);
}

static bool remove_one(request *req, response *res, upw_error *error)
{
    return do_to_one(req, res, true, error);
}

#define PLACE "/measures/{indicator}/at/{organisation}"
#define MAY .needs = PERMISSION_S2_ANNOTATE_A_CHART, .scope = WEB_SCOPE_OWN

static const route routes[] = {
    { WEB_GET, PLACE "/annotate", show_new, MAY },
    { WEB_POST, PLACE "/annotate", add, MAY, .form = &new_form, .again = show_new },
    { WEB_GET, PLACE "/annotations/{annotation}", show_one, MAY },
    { WEB_POST, PLACE "/annotations/{annotation}", change, MAY, .form = &change_form, .again = show_one },
    { WEB_POST, PLACE "/annotations/{annotation}/remove", remove_one, MAY, .form = &remove_form, .again = show_one },
};
const web_routes measure_annotate_routes = { routes, sizeof routes / sizeof *routes };
