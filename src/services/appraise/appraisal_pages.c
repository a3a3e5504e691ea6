/* /appraisal and /appraisal/{year}: what everybody sees of the yearly round. Counts are of bodies, never of people. */
#include <stdlib.h>

#include "base/civil.h"
#include "base/memory.h"
#include "base/number.h"
#include "services/appraise/questionnaire.h"
#include "services/appraise/readers.h"
#include "services/appraise/return_pages.h"
#include "services/appraise/round_pages.h"
#include "services/promises.h"
#include "services/words.h"
#include "web/url.h"

/* ---- /appraisal ---- */

/* With what this year's round calls those who are judged; NULL: there is none. */
static void write_what_it_is(html_writer *h, const appraise_round *r, upw_arena *arena)
{
    nhs_lead(h, r == NULL
                    ? TEXT("Once a year local organisations appraise those above them, who must answer in public.")
                    : memory_format(arena,
                                    "Once a year local organisations appraise %.*s and %.*s, and the board must "
                                    "answer in public.",
                                    TEXT_ARGS(r->board_label), TEXT_ARGS(round_their_office(r, arena))));
    nhs_begin_list(h, false);
    html_element(h, "li", TEXT("People answer for themselves. Nobody can see how anybody answered."));
    html_element(h, "li",
                 TEXT("Their organisation speaks once, openly. Its agreed view is signed by two people and can "
                      "be read by anyone."));
    html_element(h, "li",
                 TEXT("The day of publication is set before the first question is asked. Nobody can hold the "
                      "report back."));
    html_element(h, "li",
                 TEXT("What the board was shown is what you are shown. If one number differs, the difference is "
                      "listed."));
    nhs_end_list(h, false);
}

static bool write_earlier(html_writer *h, request *req, const appraise_round *current, upw_error *error)
{
    appraise_rounds all;
    bool has_heading = false;
    if (!rounds_list(req->db, req->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        const appraise_round *const r = &all.at[i];
        if (!round_is_public(r) || (current != NULL && text_equal(r->year, current->year)))
            continue;
        if (!has_heading) {
            nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Earlier rounds"), .level = 2, .size = NHS_M });
            nhs_begin_list(h, false);
        }
        has_heading = true;
        html_open(h, "li");
        nhs_link(h, round_path(r->year, req->arena), r->title);
        html_format(h, ": %.*s", TEXT_ARGS(round_standing(r->life.state)));
        html_close(h, "li");
    }
    if (has_heading)
        nhs_end_list(h, false);
    return true;
}

/* The last report, and what became of its proposals. */
static bool write_last_report(html_writer *h, request *req, upw_error *error)
{
    appraise_rounds all;
    size_t i = 0;
    if (!rounds_list(req->db, req->arena, &all, error))
        return false;
    while (i < all.n && !round_is_published(&all.at[i]))
        i++;
    if (i == all.n)
        return true;
    const text year = all.at[i].year;
    html_open(h, "div");
    nhs_action_link(
        h, &(nhs_action_link_options){ .words = memory_format(req->arena, "Read the report of %.*s", TEXT_ARGS(year)),
                                       .href = memory_format(req->arena, "/report/%.*s", TEXT_ARGS(year)) });
    html_close(h, "div");
    html_open(h, "div");
    nhs_action_link(h,
                    &(nhs_action_link_options){
                        .words = memory_format(req->arena, "What happened to the proposals of %.*s", TEXT_ARGS(year)),
                        .href = memory_format(req->arena, "/proposals/%.*s", TEXT_ARGS(year)) });
    html_close(h, "div");
    return true;
}

/* "November 2027": a year after the month of this day. */
static text month_after(int32_t day, upw_arena *arena)
{
    civil_date date = civil_from_days(day);
    date.year++;
    date.day = 1;
    text words = words_of_date(civil_to_days(date), arena);
    text_take_until(&words, ' ');
    return words;
}

/* What comes out when: the exact date from the announcement on, which is more than four weeks ahead, and the month of
 * the year after; at 9:30am, and who can be asked (product.md, section 6.8). */
static void write_calendar(html_writer *h, request *req, const appraise_round *r)
{
    int64_t year = 0;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Release calendar"), .level = 2, .size = NHS_M });
    nhs_begin_list(h, false);
    if (!round_is_published(r)) {
        html_open(h, "li");
        html_format(h, "The report of %.*s: 9:30am on %.*s", TEXT_ARGS(r->year),
                    TEXT_ARGS(words_of_date(r->publish_on, req->arena)));
        html_close(h, "li");
    }
    if (number_parse_integer(r->year, &year)) {
        html_open(h, "li");
        html_format(h,
                    "The report of %lld: expected in %.*s, at 9:30am; the exact date is set before the first question "
                    "is asked",
                    (long long)year + 1, TEXT_ARGS(month_after(r->publish_on, req->arena)));
        html_close(h, "li");
    }
    nhs_end_list(h, false);
    html_open(h, "p");
    if (req->site->layout->contact.len > 0)
        html_format(h, "Questions about it: %.*s. ", TEXT_ARGS(req->site->layout->contact));
    nhs_link(h, layout_path(LAYOUT_CONTACT), TEXT("Contact"));
    html_close(h, "p");
}

static bool show_all(request *req, response *res, upw_error *error)
{
    appraise_round r;
    bool found, may_set_up;
    if (!rounds_find_current(req->db, req->arena, &r, &found, error) ||
        !people_may(req, PERMISSION_S1_READ_ANOTHER_BODYS_SIGNED_RETURN_BEFORE_PUBLICATION, TEXT(""), &may_set_up, NULL,
                    error))
        return false;
    html_writer *const h =
        web_page_begin(req, res, &(layout){ .title = TEXT("Appraisal"), .place = LAYOUT_APPRAISAL, .is_place = true });
    write_what_it_is(h, found ? &r : NULL, req->arena);
    if (found) {
        nhs_heading(h, &(nhs_heading_options){
                           .words = r.title, .level = 2, .size = NHS_M, .href = round_path(r.year, req->arena) });
        round_write_dates(h, req, &r);
        write_calendar(h, req, &r);
    } else
        nhs_inset_text(h, TEXT("No round has been announced yet."));
    if (found && !returns_write_ways(h, req, &r, error))
        return false;
    if (may_set_up) {
        html_open(h, "p");
        nhs_link(h, TEXT("/coalition"), TEXT("Rounds, for the federation's office"));
        html_close(h, "p");
    }
    return write_last_report(h, req, error) && write_earlier(h, req, found ? &r : NULL, error) &&
           web_page_end(h, error);
}

/* ---- taking part, by area ---- */

typedef struct area {
    text id, name;
    size_t n, n_part, n_in, n_out;
} area;

typedef struct areas {
    area *at;
    size_t n;
} areas;

static area *find_area(areas *all, text id)
{
    for (size_t i = 0; i < all->n; i++)
        if (text_equal(all->at[i].id, id))
            return &all->at[i];
    all->at[all->n] = (area){ .id = id };
    return &all->at[all->n++];
}

static bool count_areas(request *req, const appraise_returns *returns, areas *out, upw_error *error)
{
    *out = (areas){ .at = MEMORY_TAKE(req->arena, area, returns->n + 1) };
    for (size_t i = 0; i < returns->n; i++) {
        const appraise_return *const ret = &returns->at[i];
        area *const one = find_area(out, ret->office.len > 0 ? ret->office : ret->region);
        one->n++;
        one->n_part += return_takes_part(ret);
        one->n_in += return_is_in(ret);
        one->n_out += ret->life.state == STATE_RETURN_DECLINED || ret->life.state == STATE_RETURN_WITHDRAWN;
    }
    for (size_t i = 0; i < out->n; i++) {
        organisation o = { .name = TEXT("No area") };
        bool found;
        if (out->at[i].id.len > 0 && !organisations_find(req->db, out->at[i].id, req->arena, &o, &found, error))
            return false;
        out->at[i].name = o.name;
    }
    return true;
}

static int by_name(const void *a, const void *b)
{
    return text_compare(((const area *)a)->name, ((const area *)b)->name);
}

static int by_taking_part(const void *a, const void *b)
{
    const area *const one = a, *const other = b;
    /* the larger share first, without a division */
    const size_t left = one->n_part * other->n, right = other->n_part * one->n;
    return left == right ? by_name(a, b) : left < right ? 1 : -1;
}

static text share_words(size_t n, size_t of, upw_arena *arena)
{
    return memory_format(arena, "%zu of %zu", n, of);
}

static bool write_areas(html_writer *h, request *req, const appraise_round *r, const appraise_returns *returns,
                        upw_error *error)
{
    const bool is_by_part = text_equal(request_query(req, "sort"), TEXT("taking-part"));
    const text path = round_path(r->year, req->arena);
    const nhs_column columns[] = {
        { .words = TEXT("Area"), .sort = is_by_part ? NHS_SORTABLE : NHS_SORTED_UP, .href = path },
        { .words = TEXT("Take part"),
          .sort = is_by_part ? NHS_SORTED_DOWN : NHS_SORTABLE,
          .href = memory_format(req->arena, "%.*s?sort=taking-part", TEXT_ARGS(path)) },
        { .words = TEXT("Signed by two") },
        { .words = TEXT("Declined or withdrawn"), .is_numeric = true },
    };
    areas all;
    nhs_table table;
    if (!count_areas(req, returns, &all, error))
        return false;
    if (all.n > 1)
        qsort(all.at, all.n, sizeof *all.at, is_by_part ? by_taking_part : by_name);
    const nhs_table_options options = { .caption = TEXT("Organisations that take part, by area"),
                                        .columns = columns,
                                        .n_columns = sizeof columns / sizeof *columns,
                                        .first_is_header = true,
                                        .is_responsive = true };
    nhs_begin_table(h, &table, &options);
    for (size_t i = 0; i < all.n; i++) {
        const area *const one = &all.at[i];
        nhs_begin_row(&table);
        if (round_is_published(r) && one->id.len > 0 && one->n_in > 0)
            nhs_cell_link(&table,
                          memory_format(req->arena, "%.*s/returns?area=%.*s", TEXT_ARGS(path), TEXT_ARGS(one->id)),
                          one->name);
        else
            nhs_cell_text(&table, one->name);
        nhs_cell_text(&table, share_words(one->n_part, one->n, req->arena));
        nhs_cell_text(&table, share_words(one->n_in, one->n, req->arena));
        nhs_cell_text(&table, memory_format(req->arena, "%zu", one->n_out));
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    return true;
}

/* ---- who declined ---- */

static bool write_declined(html_writer *h, request *req, const appraise_returns *returns, upw_error *error)
{
    bool has_any = false;
    nhs_heading(h,
                &(nhs_heading_options){ .words = TEXT("Who does not take part, and why"), .level = 2, .size = NHS_M });
    for (size_t i = 0; i < returns->n; i++) {
        const appraise_return *const ret = &returns->at[i];
        organisation o;
        bool found;
        if (ret->life.state != STATE_RETURN_DECLINED && ret->life.state != STATE_RETURN_WITHDRAWN)
            continue;
        if (!organisations_find(req->db, ret->body, req->arena, &o, &found, error))
            return false;
        if (!has_any)
            nhs_begin_list(h, false);
        has_any = true;
        html_open(h, "li");
        html_element(h, "b", found ? o.name : ret->body);
        html_format(h, " %s: %.*s", ret->life.state == STATE_RETURN_DECLINED ? "declined" : "withdrew its return",
                    TEXT_ARGS(ret->reason));
        html_close(h, "li");
    }
    if (has_any)
        nhs_end_list(h, false);
    else
        nhs_paragraph(h, TEXT("No organisation has declined."));
    return true;
}

/* ---- questions and protection ---- */

static bool write_questions(html_writer *h, request *req, const appraise_round *r, upw_error *error)
{
    questionnaire asked;
    if (!questionnaire_find(req->db, r->questionnaire, req->arena, &asked, error))
        return false;
    nhs_begin_details(h, &(nhs_details_options){ .summary = TEXT("The questions"), .id = TEXT("questions") });
    for (size_t i = 0; i < asked.n;) {
        const text theme = asked.at[i].theme;
        nhs_heading(h, &(nhs_heading_options){ .words = asked.at[i].theme_title, .level = 3, .size = NHS_S });
        nhs_begin_list(h, false);
        for (; i < asked.n && text_equal(asked.at[i].theme, theme); i++) {
            const question *const q = &asked.at[i];
            const question_target t = question_first_target(q);
            const bool both = question_is_about(q, TARGET_NATIONAL) && question_is_about(q, TARGET_LOCAL);
            html_open(h, "li");
            html_text(h, question_words(q, r, t, req->arena));
            if (both && q->scale != SCALE_TEXT)
                html_format(h, " Asked about %.*s as well.", TEXT_ARGS(r->office_label));
            html_close(h, "li");
        }
        nhs_end_list(h, false);
    }
    nhs_end_details(h);
    return true;
}

static void write_protection(html_writer *h, const appraise_round *r)
{
    nhs_begin_details(h,
                      &(nhs_details_options){ .summary = TEXT("How answers are protected"), .id = TEXT("protected") });
    html_open(h, "p");
    html_text(h, promises[PROMISE_UNSEEN].what);
    html_words(h, " ");
    html_text(h, promises[PROMISE_UNSEEN].how);
    html_close(h, "p");
    html_open(h, "p");
    html_format(h,
                "Nothing that fewer than %lld people said is ever shown. While people can answer there is one count a "
                "day, for the organisation itself, and all profiles appear at the same moment.",
                (long long)r->min_people);
    html_close(h, "p");
    nhs_action_link(h, &(nhs_action_link_options){ TEXT("What is kept, and what this cannot protect you from"),
                                                   layout_path(LAYOUT_PROTECTION), NHS_ON_LIGHT });
    nhs_end_details(h);
}

/* ---- /appraisal/{year} ---- */

/* What there is to read from publication on. */
static void write_published(html_writer *h, request *req, const appraise_round *r)
{
    const struct {
        const char *words, *before, *behind;
    } links[] = {
        { "Read the report", "/report/", "" },
        { "Read what each organisation signed", "/appraisal/", "/returns" },
        { "Was my answer counted?", "/appraisal/", "/receipt" },
    };
    for (size_t i = 0; round_is_published(r) && i < sizeof links / sizeof *links; i++) {
        html_open(h, "div");
        nhs_action_link(h, &(nhs_action_link_options){ .words = text_of(links[i].words),
                                                       .href = memory_format(req->arena, "%s%.*s%s", links[i].before,
                                                                             TEXT_ARGS(r->year), links[i].behind) });
        html_close(h, "div");
    }
}

static void write_news(html_writer *h, request *req, const appraise_round *r)
{
    if (r->life.state == STATE_ROUND_CANCELLED)
        nhs_warning_callout(h, &(nhs_warning_options){ .level = 2,
                                                       .heading = TEXT("This round was cancelled"),
                                                       .words = r->cancel_reason });
    if (r->extra_days > 0)
        nhs_inset_text(h, memory_format(req->arena, "Organisations have %lld more days to sign. The reason: %.*s",
                                        (long long)r->extra_days, TEXT_ARGS(r->extra_reason)));
}

static bool show_one(request *req, response *res, upw_error *error)
{
    static const nhs_crumb crumbs[] = { { { "Appraisal", 9 }, { "/appraisal", 10 } } };
    appraise_round r;
    appraise_returns returns;
    round_counts counts;
    size_t n_part = 0, n_in = 0;
    if (!round_find_public(req, &r, error) || !returns_list(req->db, r.year, req->arena, &returns, error))
        return false;
    round_count(&returns, &counts);
    for (size_t i = 0; i < returns.n; i++) {
        n_part += return_takes_part(&returns.at[i]);
        n_in += return_is_in(&returns.at[i]);
    }
    const workflow_state state = r.life.state;
    const bool is_over = state != STATE_ROUND_ANNOUNCED && state != STATE_ROUND_OPEN && state != STATE_ROUND_AGREEING;
    const size_t n_out = round_counted(&counts, STATE_RETURN_DECLINED) + round_counted(&counts, STATE_RETURN_WITHDRAWN);
    html_writer *const h = web_page_begin(
        req, res, &(layout){ .title = r.title, .place = LAYOUT_APPRAISAL, .crumbs = crumbs, .n_crumbs = 1 });
    write_news(h, req, &r);
    write_published(h, req, &r);
    round_write_dates(h, req, &r);
    html_open(h, "p");
    if (is_over)
        html_format(h,
                    "Of %zu organisations %zu signed their return, %zu declined or withdrew, and %zu did not return.",
                    counts.n, n_in, n_out, counts.n - n_in - n_out);
    else
        html_format(
            h,
            "Of %zu organisations %zu take part so far, %zu have signed, %zu declined or withdrew, and %zu have "
            "not begun.",
            counts.n, n_part, n_in, n_out, round_counted(&counts, STATE_RETURN_NOT_STARTED));
    html_close(h, "p");
    if (!write_areas(h, req, &r, &returns, error) || !write_declined(h, req, &returns, error) ||
        !write_questions(h, req, &r, error))
        return false;
    write_protection(h, &r);
    return web_page_end(h, error);
}

#define OPEN .needs = PERMISSION_S1_SEE_PUBLIC_ROUND_PAGE

static const route routes[] = {
    { WEB_GET, "/appraisal", show_all, OPEN },
    { WEB_GET, "/appraisal/{year}", show_one, OPEN },
};
const web_routes appraisal_routes = { routes, sizeof routes / sizeof *routes };
