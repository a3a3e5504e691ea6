/* /returns/{year}/{organisation}/agree/{page}: the agreed scores, a page for each theme. */
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "services/appraise/return_pages.h"
#include "web/url.h"

/* A theme with more questions than a page has room for goes on on the next. */
enum { ITEMS_MAX = 12, PAGES_MAX = QUESTIONS_MAX };

#define SCORE_CHOICES                                                                                                  \
    (const char *const[])                                                                                              \
    {                                                                                                                  \
        "1", "2", "3", "4", "5", "none", NULL                                                                          \
    }
#define SCORE(i)                                                                                                       \
    { "score-" #i, FORM_CHOICE, "score", .choices = SCORE_CHOICES, .is_optional = true, .wrong = MESSAGE_E049 },       \
    {                                                                                                                  \
        "reason-" #i, FORM_LINES, "reason", .is_optional = true, .most = RETURN_REASON_MAX, .length = MESSAGE_E051     \
    }

static const form_field fields[] = {
    RETURN_VERSION_FIELD,
    RETURN_SCREENED_FIELD,
    { "move", FORM_INTEGER, "version", .is_optional = true, .wrong = MESSAGE_E008 },
    SCORE(0),
    SCORE(1),
    SCORE(2),
    SCORE(3),
    SCORE(4),
    SCORE(5),
    SCORE(6),
    SCORE(7),
    SCORE(8),
    SCORE(9),
    SCORE(10),
    SCORE(11),
};
static const form agree_form = { "agree", fields, sizeof fields / sizeof *fields };

/* ---- the items of a page ---- */

typedef struct item {
    const question *q;
    question_target target;
} item;

typedef struct agree_page {
    return_subject subject;
    questionnaire asked;
    return_scores scores;
    profile seen;
    size_t number, n_pages; /* from 1 */
    text theme;             /* its title */
    item items[ITEMS_MAX];
    size_t n_items;
} agree_page;

/* Walk through all pages, and keep the items of the one that is asked for. */
static void lay_out(agree_page *p)
{
    size_t page = 0, on_page = 0;
    text theme = TEXT("");
    for (size_t i = 0; i < p->asked.n; i++) {
        const question *const q = &p->asked.at[i];
        for (question_target t = 0; q->scale != SCALE_TEXT && t < TARGET_COUNT; t++) {
            if (!question_is_about(q, t))
                continue;
            if (page == 0 || !text_equal(q->theme, theme) || on_page == ITEMS_MAX) {
                page++;
                on_page = 0;
                theme = q->theme;
            }
            if (page == p->number) {
                p->items[on_page] = (item){ q, t };
                p->n_items = on_page + 1;
                p->theme = q->theme_title;
            }
            on_page++;
        }
    }
    p->n_pages = page;
}

static bool load(request *req, agree_page *p, upw_error *error)
{
    int64_t number;
    *p = (agree_page){ 0 };
    if (!number_parse_integer(request_path(req, "page"), &number) || number < 1 || number > PAGES_MAX)
        return upw_fail(error, UPW_NOT_FOUND, "there is no such page");
    p->number = (size_t)number;
    if (!return_find_subject(req, &p->subject, error) ||
        !questionnaire_find(req->db, p->subject.round.questionnaire, req->arena, &p->asked, error) ||
        !returns_list_scores(req->db, p->subject.ret.year, p->subject.ret.body, req->arena, &p->scores, error) ||
        !returns_find_profile(req->db, p->subject.ret.year, p->subject.ret.body, req->arena, &p->seen, error))
        return false;
    lay_out(p);
    return p->n_items > 0 || upw_fail(error, UPW_NOT_FOUND, "there is no such page");
}

static const char *name_field(const char *what, size_t i, upw_arena *arena)
{
    return memory_format(arena, "%s-%zu", what, i).at;
}

static double median_of(const agree_page *p, const item *one)
{
    const profile_row *const row = returns_look_up_profile(&p->seen, one->q->id, one->target);
    return row != NULL ? row->median : NAN;
}

static text median_words(const agree_page *p, const item *one, upw_arena *arena)
{
    const profile_row *const row = returns_look_up_profile(&p->seen, one->q->id, one->target);
    const double median = median_of(p, one);
    if (row == NULL)
        return TEXT("What people said is not shown");
    if (isnan(median))
        return memory_format(arena, "What people said is not shown: fewer than %lld answered",
                             (long long)p->subject.round.min_people);
    buffer b;
    buffer_init(&b, 100);
    buffer_add_literal(&b, "Half of your people said ");
    number_add_rounded(&b, median, 1, false);
    buffer_add_literal(&b, " or less, half said that or more (the median)");
    return memory_keep(arena, &b);
}

/* ---- the page ---- */

static void write_item(html_writer *h, request *req, const agree_page *p, size_t i)
{
    const item *const one = &p->items[i];
    const bool is_sent = req->form != NULL;
    const return_score *const kept = returns_look_up_score(&p->scores, one->q->id, one->target);
    const char *const score = name_field("score", i, req->arena), *const reason = name_field("reason", i, req->arena);
    nhs_choice choices[7];
    size_t n = 0;
    for (int64_t v = 5; v >= 1; v--)
        choices[n++] = (nhs_choice){ .words = text_of(answer_words(one->q->scale, v)),
                                     .value = memory_format(req->arena, "%lld", (long long)v) };
    choices[n++] = (nhs_choice){ .words = TEXT("or"), .is_divider = true };
    choices[n++] = (nhs_choice){ .words = TEXT("No agreed view"), .value = TEXT("none") };
    const text now = kept == NULL      ? TEXT("")
                     : kept->score < 1 ? TEXT("none")
                                       : memory_format(req->arena, "%lld", (long long)kept->score);
    nhs_radios(h, &(nhs_radios_options){ .name = text_of(score),
                                         .label = { question_words(one->q, &p->subject.round, one->target, req->arena),
                                                    NHS_S, .heading = 2 },
                                         .hint = median_words(p, one, req->arena),
                                         .value = is_sent ? form_get(req, score)->raw : now,
                                         .error = is_sent ? form_get(req, score)->error : TEXT(""),
                                         .items = choices,
                                         .n_items = n,
                                         .is_small = true });
    nhs_textarea(
        h, &(nhs_textarea_options){
               .name = text_of(reason),
               .label = { memory_format(req->arena, "Why, about %.*s",
                                        TEXT_ARGS(one->target == TARGET_NATIONAL ? p->subject.round.board_label
                                                                                 : p->subject.round.office_label)) },
               .hint = TEXT("Needed where the score differs from the median by 1 or more. It is part of what "
                            "is signed"),
               .value = is_sent        ? form_get(req, reason)->raw
                        : kept != NULL ? kept->reason
                                       : TEXT(""),
               .error = is_sent ? form_get(req, reason)->error : TEXT(""),
               .rows = 2 });
}

static text url_of_page(const agree_page *p, size_t number, upw_arena *arena)
{
    return return_url(&p->subject, memory_format(arena, "/agree/%zu", number).at, arena);
}

static bool show(request *req, response *res, upw_error *error)
{
    agree_page p;
    if (!load(req, &p, error))
        return false;
    layout frame =
        return_frame(&p.subject, memory_format(req->arena, "Agree the scores: %.*s", TEXT_ARGS(p.theme)), req->arena);
    frame.caption =
        memory_format(req->arena, "%.*s, theme %zu of %zu", TEXT_ARGS(p.subject.body.name), p.number, p.n_pages);
    frame.done = return_done_words(req);
    html_writer *const h = web_page_begin(req, res, &frame);
    if (!return_write_conflict(h, req, res, &p.subject, error))
        return false;
    if (!return_is_draft(&p.subject.ret))
        nhs_inset_text(h, TEXT("The return is not open for changes now, so nothing can be saved here."));
    web_page_begin_form(h, req, url_of_page(&p, p.number, req->arena));
    return_write_versions(h, req, &p.subject, true);
    for (size_t i = 0; i < p.n_items; i++)
        write_item(h, req, &p, i);
    return_write_screened(h, req);
    if (return_is_draft(&p.subject.ret))
        nhs_button(h, &(nhs_button_options){ .words = p.number < p.n_pages ? TEXT("Save and go on") : TEXT("Save"),
                                             .prevents_double_click = true });
    html_close(h, "form");
    nhs_pagination(h, &(nhs_pagination_options){
                          .previous = p.number > 1 ? url_of_page(&p, p.number - 1, req->arena) : TEXT(""),
                          .next = p.number < p.n_pages ? url_of_page(&p, p.number + 1, req->arena) : TEXT(""),
                          .previous_title = TEXT("Previous theme"),
                          .next_title = TEXT("Next theme") });
    return web_page_end(h, error);
}

/* ---- saving ---- */

static void read_item(request *req, const agree_page *p, size_t i, return_score *out)
{
    const item *const one = &p->items[i];
    const char *const score = name_field("score", i, req->arena), *const reason = name_field("reason", i, req->arena);
    const form_value *const value = form_get(req, score);
    *out = (return_score){ .question = one->q->id, .target = one->target, .reason = form_text(req, reason) };
    if (!value->is_given) {
        if (value->error.len == 0)
            form_fail(req, score, MESSAGE_E049);
        return;
    }
    out->score = value->choice < 5 ? (int64_t)value->choice + 1 : 0;
    if (return_needs_reason(out->score, median_of(p, one)) && out->reason.len == 0 &&
        form_get(req, reason)->error.len == 0)
        form_fail(req, reason, MESSAGE_E050);
    return_check_personal(req, reason);
}

static bool save(request *req, response *res, upw_error *error)
{
    agree_page p;
    appraise_deed by;
    upw_error why = { 0 };
    return_score at[ITEMS_MAX];
    if (!load(req, &p, error) || !return_make_deed(req, &p.subject, &by, error))
        return false;
    for (size_t i = 0; i < p.n_items; i++)
        read_item(req, &p, i, &at[i]);
    if (form_has_errors(req))
        return show(req, res, error);
    const return_scores scores = { at, p.n_items };
    appraise_return seen = p.subject.ret;
    seen.version = form_get(req, "version")->integer;
    if (!returns_save_scores(req->db, &seen, &scores, &by, &why))
        return why.code == UPW_CONFLICT ? return_say_conflict(req, res, show, error)
                                        : web_page_say_again(req, res, show, &why, error);
    const text next =
        p.number < p.n_pages ? url_of_page(&p, p.number + 1, req->arena) : return_url(&p.subject, "", req->arena);
    return response_redirect(res, memory_format(req->arena, "%.*s?done=saved", TEXT_ARGS(next)), error);
}

static const route routes[] = {
    { WEB_GET, RETURN_PLACE "/agree/{page}", show, RETURN_DRAFTED_BY_LEAD },
    { WEB_POST, RETURN_PLACE "/agree/{page}", save, RETURN_DRAFTED_BY_LEAD, .form = &agree_form, .again = show,
      .body_max = RETURN_BODY_MAX },
};
const web_routes return_agree_routes = { routes, sizeof routes / sizeof *routes };
