/* /coalition/{year}/share: who reads the report before everybody may; and the factual points that they raise. */
#include "base/memory.h"
#include "base/number.h"
#include "services/appraise/report_pages.h"
#include "services/appraise/returns.h"
#include "services/words.h"

static const form_field recipient_fields[] = {
    { "person", FORM_TEXT, "person", .most = 100, .empty = MESSAGE_SELECT_RECIPIENT,
      .length = MESSAGE_SELECT_RECIPIENT },
    { "title", FORM_TEXT, "job title", .is_optional = true, .most = SHARE_TITLE_MAX, .length = MESSAGE_JOB_TITLE_LONG },
    { "reason", FORM_LINES, "reason", .is_optional = true, .most = SHARE_REASON_MAX,
      .length = MESSAGE_SHARE_REASON_LONG },
    { "day_list", FORM_TICK, "list of the last day", .is_optional = true },
};
static const form recipient_form = { "recipient", recipient_fields,
                                     sizeof recipient_fields / sizeof *recipient_fields };

static const form_field who_fields[] = {
    { "recipient", FORM_TEXT, "recipient", .most = 100, .empty = MESSAGE_SELECT_RECIPIENT,
      .length = MESSAGE_SELECT_RECIPIENT },
};
static const form remove_form = { "remove", who_fields, sizeof who_fields / sizeof *who_fields };

static const form_field breach_fields[] = {
    { "recipient", FORM_TEXT, "recipient", .most = 100, .empty = MESSAGE_SELECT_RECIPIENT,
      .length = MESSAGE_SELECT_RECIPIENT },
    { "breach", FORM_LINES, "what happened", .most = SHARE_REASON_MAX, .empty = MESSAGE_ENTER_BREACH,
      .length = MESSAGE_ENTER_BREACH },
};
static const form breach_form = { "breach", breach_fields, sizeof breach_fields / sizeof *breach_fields };

static const char *const outcomes[] = { "accepted", "part_accepted", "rejected", NULL };
static const form_field settle_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
    { "outcome", FORM_CHOICE, "outcome", .choices = outcomes, .empty = MESSAGE_SELECT_OUTCOME,
      .wrong = MESSAGE_SELECT_OUTCOME },
    { "reason", FORM_LINES, "reason", .is_optional = true, .most = POINT_WORDS_MAX,
      .length = MESSAGE_POINT_REASON_LENGTH },
};
static const form settle_form = { "settle", settle_fields, sizeof settle_fields / sizeof *settle_fields };

static text url(text year, const char *tail, upw_arena *arena)
{
    return memory_format(arena, "/coalition/%.*s/share%s", TEXT_ARGS(year), tail);
}

static text done_words(const request *req)
{
    static const struct {
        const char *name, *words;
    } done[] = {
        { "named", "They are on the list" },
        { "removed", "They are off the list, and their link has ended" },
        { "breach", "What happened is recorded. It is published with the report" },
        { "shared", "The report is shared: everybody on the list has a letter with their link" },
        { "settled", "The factual point is settled, and those who raised it have a letter" },
    };
    const text name = request_query(req, "done");
    for (size_t i = 0; i < sizeof done / sizeof *done; i++)
        if (text_equal(name, text_of(done[i].name)))
            return text_of(done[i].words);
    return TEXT("");
}

/* ---- who can be named ---- */

typedef struct candidate {
    seat_holder holder;
    text organisation, organisation_name;
} candidate;

typedef struct candidates {
    candidate *at;
    size_t n, room;
} candidates;

static bool add_holders(request *req, text organisation_id, candidates *out, upw_error *error)
{
    seat_holder *holders;
    size_t n;
    organisation o = { .name = organisation_id };
    bool found;
    if (!people_list_holders(req->db, organisation_id, req->arena, &holders, &n, error) ||
        !organisations_find(req->db, organisation_id, req->arena, &o, &found, error))
        return false;
    for (size_t i = 0; i < n && out->n < out->room; i++)
        if (holders[i].role == ROLE_BOARD || holders[i].role == ROLE_OFFICE)
            out->at[out->n++] = (candidate){ holders[i], organisation_id, o.name };
    return true;
}

/* People of the board and of the offices that are judged in this round: who holds the role there. */
static bool list_candidates(request *req, const appraise_round *round, candidates *out, upw_error *error)
{
    appraise_returns returns;
    text *seen;
    size_t n_seen = 0;
    *out = (candidates){ .at = MEMORY_TAKE(req->arena, candidate, SHARE_RECIPIENTS_MAX), .room = SHARE_RECIPIENTS_MAX };
    if (!returns_list(req->db, round->year, req->arena, &returns, error) || !add_holders(req, round->board, out, error))
        return false;
    seen = MEMORY_TAKE(req->arena, text, returns.n + 1);
    for (size_t i = 0; i < returns.n; i++) {
        const text office = returns.at[i].office;
        size_t k = 0;
        while (k < n_seen && !text_equal(seen[k], office))
            k++;
        if (office.len == 0 || k < n_seen)
            continue;
        seen[n_seen++] = office;
        if (!add_holders(req, office, out, error))
            return false;
    }
    return true;
}

static text candidate_value(const candidate *c, upw_arena *arena)
{
    return memory_format(arena, "%.*s.%.*s", TEXT_ARGS(c->holder.account), TEXT_ARGS(c->organisation));
}

/* ---- the page ---- */

static text day_or_never(int64_t at_ms, upw_arena *arena)
{
    return at_ms > 0 ? words_of_day(at_ms, arena) : TEXT("never");
}

static void write_one_button(html_writer *h, request *req, const appraise_round *round, const recipient *r)
{
    web_page_begin_form(h, req, url(round->year, "/remove", req->arena));
    web_page_write_hidden(h, TEXT("recipient"), r->id);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Remove"),
                                         .variant = NHS_BUTTON_SECONDARY,
                                         .is_small = true,
                                         .aria_label = memory_format(req->arena, "Remove %.*s", TEXT_ARGS(r->name)) });
    html_close(h, "form");
}

static bool write_recipients(html_writer *h, request *req, const appraise_round *round, bool may, recipients *all,
                             upw_error *error)
{
    static const nhs_column columns[] = {
        { .words = { "Name", 4 } }, { .words = { "Job title", 9 } }, { .words = { "Reads it", 8 } },
        { .words = { "Mark", 4 } }, { .words = { "Opened", 6 } },    { .words = { "", 0 }, .hidden = { "Remove", 6 } }
    };
    nhs_table table;
    if (!recipients_list(req->db, round->year, false, req->arena, all, error))
        return false;
    if (all->n == 0) {
        nhs_inset_text(h, TEXT("Nobody is on the list yet."));
        return true;
    }
    nhs_begin_table(h, &table,
                    &(nhs_table_options){ .caption = TEXT("Who reads the report before everybody may"),
                                          .columns = columns,
                                          .n_columns = may ? 6 : 5,
                                          .first_is_header = true,
                                          .is_responsive = true });
    for (size_t i = 0; i < all->n; i++) {
        const recipient *const r = &all->at[i];
        nhs_begin_row(&table);
        nhs_cell_text(&table, r->name);
        nhs_cell_text(&table, r->title);
        nhs_cell_text(&table, text_of(r->is_day_list ? "In the last 24 hours"
                                      : r->has_link  ? "Now"
                                                     : "When it is shared"));
        nhs_cell_text(&table, r->mark);
        nhs_cell_text(&table, r->openings == 0 ? TEXT("Never")
                                               : memory_format(req->arena, "%lld time%s, last on %.*s",
                                                               (long long)r->openings, r->openings == 1 ? "" : "s",
                                                               TEXT_ARGS(day_or_never(r->last_ms, req->arena))));
        if (may) {
            nhs_begin_cell(&table, &(nhs_cell){ 0 });
            write_one_button(h, req, round, r);
            nhs_end_cell(&table);
        }
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    return true;
}

static bool write_naming(html_writer *h, request *req, const appraise_round *round, upw_error *error)
{
    static const nhs_choice ticks[] = { { .words = { "In the last 24 hours only", 25 }, .value = { "yes", 3 } } };
    const bool is_sent = req->form != NULL && req->form->form == &recipient_form;
    candidates all;
    if (!list_candidates(req, round, &all, error))
        return false;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Put somebody on the list"), .level = 2, .size = NHS_M });
    if (all.n == 0) {
        nhs_paragraph(h, TEXT("Nobody has a role at the board or an office yet. The administrator gives it."));
        return true;
    }
    nhs_option *const options = MEMORY_TAKE(req->arena, nhs_option, all.n + 1);
    options[0] = (nhs_option){ .words = TEXT("Select a person"), .value = TEXT(""), .has_value = true };
    for (size_t i = 0; i < all.n; i++)
        options[i + 1] = (nhs_option){
            .words = memory_format(req->arena, "%.*s, %.*s", TEXT_ARGS(all.at[i].holder.name),
                                   TEXT_ARGS(all.at[i].organisation_name)),
            .value = candidate_value(&all.at[i], req->arena),
            .has_value = true,
        };
    web_page_begin_form(h, req, url(round->year, "/name", req->arena));
    nhs_select(h, &(nhs_select_options){ .name = TEXT("person"),
                                         .label = { TEXT("Person") },
                                         .hint = TEXT("Those who have a role at the board or at an office"),
                                         .value = is_sent ? form_get(req, "person")->raw : TEXT(""),
                                         .error = is_sent ? form_get(req, "person")->error : TEXT(""),
                                         .items = options,
                                         .n_items = all.n + 1 });
    nhs_input(h, &(nhs_input_options){ .name = TEXT("title"),
                                       .label = { TEXT("Job title") },
                                       .hint = TEXT("Published with the report, instead of the name"),
                                       .value = is_sent ? form_get(req, "title")->raw : TEXT(""),
                                       .error = is_sent ? form_get(req, "title")->error : TEXT("") });
    nhs_textarea(h, &(nhs_textarea_options){ .name = TEXT("reason"),
                                             .label = { TEXT("Why they need to see it") },
                                             .value = is_sent ? form_get(req, "reason")->raw : TEXT(""),
                                             .error = is_sent ? form_get(req, "reason")->error : TEXT(""),
                                             .rows = 2 });
    nhs_checkboxes(
        h, &(nhs_checkboxes_options){
               .name = TEXT("day_list"), .label = { TEXT("When") }, .items = ticks, .n_items = 1, .is_small = true });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Put on the list"), .prevents_double_click = true });
    html_close(h, "form");
    return true;
}

static void write_breach(html_writer *h, request *req, const appraise_round *round, const recipients *all)
{
    const bool is_sent = req->form != NULL && req->form->form == &breach_form;
    nhs_option *const options = MEMORY_TAKE(req->arena, nhs_option, all->n + 1);
    options[0] = (nhs_option){ .words = TEXT("Select a person"), .value = TEXT(""), .has_value = true };
    for (size_t i = 0; i < all->n; i++)
        options[i + 1] = (nhs_option){ .words = all->at[i].name, .value = all->at[i].id, .has_value = true };
    nhs_begin_details(h,
                      &(nhs_details_options){ .summary = TEXT("Record a breach of confidence"), .is_open = is_sent });
    web_page_begin_form(h, req, url(round->year, "/breach", req->arena));
    nhs_select(h, &(nhs_select_options){ .name = TEXT("recipient"),
                                         .label = { TEXT("Whose") },
                                         .value = is_sent ? form_get(req, "recipient")->raw : TEXT(""),
                                         .error = is_sent ? form_get(req, "recipient")->error : TEXT(""),
                                         .items = options,
                                         .n_items = all->n + 1 });
    nhs_textarea(h, &(nhs_textarea_options){ .name = TEXT("breach"),
                                             .label = { TEXT("What happened") },
                                             .hint = TEXT("Published with the report"),
                                             .value = is_sent ? form_get(req, "breach")->raw : TEXT(""),
                                             .error = is_sent ? form_get(req, "breach")->error : TEXT(""),
                                             .rows = 2 });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Record it"), .variant = NHS_BUTTON_SECONDARY });
    html_close(h, "form");
    nhs_end_details(h);
}

static void write_share(html_writer *h, request *req, const appraise_round *round, const appraise_report *r)
{
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Share the report"), .level = 2, .size = NHS_M });
    nhs_paragraph(h, memory_format(req->arena,
                                   "Everybody on the list gets a link that works for them alone. The board can reply, "
                                   "and facts can be questioned, for %lld working days from then on.",
                                   (long long)round->reply_working_days));
    web_page_begin_form(h, req, url(round->year, "", req->arena));
    report_write_version(h, req, r->life.version);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Share the report"), .prevents_double_click = true });
    html_close(h, "form");
}

static text point_url(const point *p, upw_arena *arena)
{
    return memory_format(arena, "/coalition/%.*s/points/%lld", TEXT_ARGS(p->year), (long long)p->number);
}

static bool write_points(html_writer *h, request *req, const appraise_round *round, upw_error *error)
{
    static const nhs_column columns[] = { { .words = { "Point", 5 } },
                                          { .words = { "About", 5 } },
                                          { .words = { "Outcome", 7 } } };
    points all;
    nhs_table table;
    if (!points_list(req->db, round->year, req->arena, &all, error))
        return false;
    nhs_heading(h, &(nhs_heading_options){ .words = TEXT("Factual points"), .level = 2, .size = NHS_M });
    if (all.n == 0) {
        nhs_paragraph(h, TEXT("None has been raised."));
        return true;
    }
    nhs_begin_table(
        h, &table,
        &(nhs_table_options){ .caption = memory_format(req->arena, "%zu raised, %zu open", all.n, all.n_open),
                              .columns = columns,
                              .n_columns = 3,
                              .first_is_header = true,
                              .is_responsive = true });
    for (size_t i = 0; i < all.n; i++) {
        const point *const p = &all.at[i];
        nhs_begin_row(&table);
        nhs_cell_link(&table, point_url(p, req->arena), memory_format(req->arena, "Point %lld", (long long)p->number));
        nhs_cell_text(&table, p->place);
        nhs_cell_text(&table, text_of(point_outcomes[p->outcome].words));
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    return true;
}

static void write_clock(html_writer *h, request *req, const appraise_round *round, const appraise_report *r)
{
    if (round->life.state != STATE_ROUND_SHARED)
        return;
    const int64_t ends_ms = round_reply_ends_ms(round, r->shared_ms);
    nhs_inset_text(h, memory_format(req->arena,
                                    "Shared on %.*s. The board can reply, and facts can be questioned, "
                                    "until the end of %.*s.",
                                    TEXT_ARGS(words_of_day(r->shared_ms, req->arena)),
                                    TEXT_ARGS(words_of_day(ends_ms - 1, req->arena))));
}

static bool show(request *req, response *res, upw_error *error)
{
    appraise_round round;
    appraise_report r;
    recipients all;
    bool found, may;
    if (!report_find_making(req, &round, &r, &found, error) ||
        !people_may(req, PERMISSION_S1_APPROVE_FOR_SHARING, TEXT(""), &may, NULL, error))
        return false;
    const nhs_crumb crumbs[] = { { TEXT("Rounds"), TEXT("/coalition") },
                                 { round.title, memory_format(req->arena, "/coalition/%.*s", TEXT_ARGS(round.year)) },
                                 { TEXT("The report"),
                                   memory_format(req->arena, "/coalition/%.*s/report", TEXT_ARGS(round.year)) } };
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("Before everybody reads it"),
                                                     .caption = round.title,
                                                     .place = LAYOUT_APPRAISAL,
                                                     .crumbs = crumbs,
                                                     .n_crumbs = 3,
                                                     .done = done_words(req) });
    if (found)
        write_clock(h, req, &round, &r);
    if (!write_recipients(h, req, &round, may && !round_is_published(&round), &all, error))
        return false;
    if (may && found && r.edition == 1 && r.life.state == STATE_REPORT_APPROVED)
        write_share(h, req, &round, &r);
    if (may && !round_is_published(&round) && !write_naming(h, req, &round, error))
        return false;
    if (may && all.n > 0)
        write_breach(h, req, &round, &all);
    return write_points(h, req, &round, error) && web_page_end(h, error);
}

/* ---- deeds ---- */

static bool begin(request *req, appraise_round *round, appraise_report *r, report_doing *doing, upw_error *error)
{
    bool found;
    *r = (appraise_report){ 0 };
    return report_find_making(req, round, r, &found, error) && report_make_doing(req, doing, error);
}

static bool end(request *req, response *res, const appraise_round *round, bool is_done, const upw_error *why,
                const char *done, upw_error *error)
{
    const report_outcome it = { is_done, why, show, url(round->year, "", req->arena), done };
    return report_answer(req, res, &it, error);
}

static bool name(request *req, response *res, upw_error *error)
{
    upw_error why = { 0 };
    appraise_round round;
    appraise_report r;
    report_doing doing;
    candidates all;
    size_t i = 0;
    if (!begin(req, &round, &r, &doing, error) || !list_candidates(req, &round, &all, error))
        return false;
    while (i < all.n && !text_equal(candidate_value(&all.at[i], req->arena), form_text(req, "person")))
        i++;
    if (i == all.n)
        form_fail(req, "person", MESSAGE_SELECT_RECIPIENT);
    const web_pair called[] = { { TEXT("[name]"), i < all.n ? all.at[i].holder.name : TEXT("the person") } };
    if (form_text(req, "title").len == 0)
        form_fail_with(req, "title", MESSAGE_E059, called, 1);
    if (form_text(req, "reason").len == 0)
        form_fail_with(req, "reason", MESSAGE_E060, called, 1);
    if (form_has_errors(req))
        return show(req, res, error);
    const recipient draft = { .year = round.year,
                              .name = all.at[i].holder.name,
                              .email = all.at[i].holder.email,
                              .title = form_text(req, "title"),
                              .reason = form_text(req, "reason"),
                              .organisation = all.at[i].organisation,
                              .is_day_list = form_get(req, "day_list")->is_given };
    return end(req, res, &round, reporting_name_recipient(&doing.what, &round, &draft, &why), &why, "named", error);
}

/* Of this round, by its id. */
static bool find_recipient(request *req, const appraise_round *round, recipient *out, upw_error *error)
{
    bool found;
    return recipients_find(req->db, form_text(req, "recipient"), req->arena, out, &found, error) &&
           ((found && text_equal(out->year, round->year)) ||
            upw_fail(error, UPW_NOT_FOUND, "there is no such recipient"));
}

static bool take_off(request *req, response *res, upw_error *error)
{
    upw_error why = { 0 };
    appraise_round round;
    appraise_report r;
    report_doing doing;
    recipient who;
    if (!begin(req, &round, &r, &doing, error) || !find_recipient(req, &round, &who, error))
        return false;
    return end(req, res, &round, reporting_remove_recipient(&doing.what, &round, &who, &why), &why, "removed", error);
}

static bool record_breach(request *req, response *res, upw_error *error)
{
    upw_error why = { 0 };
    appraise_round round;
    appraise_report r;
    report_doing doing;
    recipient who;
    if (!begin(req, &round, &r, &doing, error) || !find_recipient(req, &round, &who, error))
        return false;
    return end(req, res, &round, reporting_note_breach(&doing.what, &who, form_text(req, "breach"), &why), &why,
               "breach", error);
}

static bool share(request *req, response *res, upw_error *error)
{
    upw_error why = { 0 };
    appraise_round round;
    appraise_report r;
    report_doing doing;
    if (!begin(req, &round, &r, &doing, error))
        return false;
    if (r.edition == 0)
        return upw_fail(error, UPW_NOT_FOUND, "there is no report yet");
    const bool is_done =
        report_check_version(req, r.life.version, &why) && reporting_share(&doing.what, &round, &r, &why);
    return end(req, res, &round, is_done, &why, "shared", error);
}

/* ---- a point ---- */

static bool find_point(request *req, point *out, upw_error *error)
{
    int64_t number = 0;
    bool found = false;
    *out = (point){ 0 };
    if (number_parse_integer(request_path(req, "number"), &number) &&
        !points_find(req->db, request_path(req, "year"), number, req->arena, out, &found, error))
        return false;
    return found || upw_fail(error, UPW_NOT_FOUND, "there is no such factual point");
}

static void write_settling(html_writer *h, request *req, const point *p)
{
    static const nhs_choice choices[] = {
        { .words = { "Accepted: the evidence supports the change", 42 }, .value = { "accepted", 8 } },
        { .words = { "Accepted in part", 16 }, .value = { "part_accepted", 13 } },
        { .words = { "Rejected", 8 }, .value = { "rejected", 8 } },
    };
    const bool is_sent = req->form != NULL;
    web_page_begin_form(h, req, point_url(p, req->arena));
    report_write_version(h, req, p->life.version);
    nhs_radios(h, &(nhs_radios_options){ .name = TEXT("outcome"),
                                         .label = { TEXT("Outcome") },
                                         .value = is_sent ? form_get(req, "outcome")->raw : TEXT(""),
                                         .error = is_sent ? form_get(req, "outcome")->error : TEXT(""),
                                         .items = choices,
                                         .n_items = 3 });
    nhs_textarea(h, &(nhs_textarea_options){ .name = TEXT("reason"),
                                             .label = { TEXT("Reason") },
                                             .hint = TEXT("Needed unless the point is accepted. It is printed in annex "
                                                          "C"),
                                             .value = is_sent ? form_get(req, "reason")->raw : TEXT(""),
                                             .error = is_sent ? form_get(req, "reason")->error : TEXT(""),
                                             .rows = 4 });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Settle the point"), .prevents_double_click = true });
    html_close(h, "form");
}

static bool show_point(request *req, response *res, upw_error *error)
{
    appraise_round round;
    appraise_report r;
    point p;
    organisation o = { 0 };
    bool found, may;
    if (!report_find_making(req, &round, &r, &found, error) || !find_point(req, &p, error) ||
        !people_may(req, PERMISSION_S1_SETTLE_A_FACTUAL_POINT, TEXT(""), &may, NULL, error) ||
        !organisations_find(req->db, p.organisation, req->arena, &o, &found, error))
        return false;
    const nhs_crumb crumbs[] = { { TEXT("Rounds"), TEXT("/coalition") },
                                 { round.title, memory_format(req->arena, "/coalition/%.*s", TEXT_ARGS(round.year)) },
                                 { TEXT("Before everybody reads it"), url(round.year, "", req->arena) } };
    html_writer *const h =
        web_page_begin(req, res,
                       &(layout){ .title = memory_format(req->arena, "Factual point %lld", (long long)p.number),
                                  .caption = round.title,
                                  .place = LAYOUT_APPRAISAL,
                                  .crumbs = crumbs,
                                  .n_crumbs = 3 });
    const nhs_summary_row rows[] = {
        { .key = TEXT("About"), .value = p.place },
        { .key = TEXT("What is wrong"), .value = p.words },
        { .key = TEXT("Evidence"), .value = p.evidence },
        { .key = TEXT("Raised by"), .value = found ? o.name : p.organisation },
        { .key = TEXT("Raised on"), .value = words_of_day(p.raised_ms, req->arena) },
        { .key = TEXT("Outcome"), .value = text_of(point_outcomes[p.outcome].words) },
        { .key = TEXT("Reason"), .value = p.reason },
    };
    nhs_summary_list(h, &(nhs_summary_list_options){ .rows = rows, .n_rows = p.reason.len > 0 ? 7 : 6 });
    if (may && p.life.state == STATE_FACTUAL_POINT_RAISED)
        write_settling(h, req, &p);
    return web_page_end(h, error);
}

static bool settle_point(request *req, response *res, upw_error *error)
{
    upw_error why = { 0 };
    point p;
    report_doing doing;
    if (!find_point(req, &p, error) || !report_make_doing(req, &doing, error))
        return false;
    const point_outcome outcome = (point_outcome)(POINT_ACCEPTED + form_get(req, "outcome")->choice);
    if (outcome != POINT_ACCEPTED && form_text(req, "reason").len == 0) {
        form_fail(req, "reason", MESSAGE_ENTER_POINT_REASON);
        return show_point(req, res, error);
    }
    const bool is_done = report_check_version(req, p.life.version, &why) &&
                         reporting_settle_point(&doing.what, &p, outcome, form_text(req, "reason"), &why);
    const report_outcome it = { is_done, &why, show_point, url(p.year, "", req->arena), "settled" };
    return report_answer(req, res, &it, error);
}

#define AT "/coalition/{year}/share"
#define POINT "/coalition/{year}/points/{number}"
#define SEES .needs = PERMISSION_S1_READ_ANOTHER_BODYS_SIGNED_RETURN_BEFORE_PUBLICATION, .scope = WEB_SCOPE_ANY
#define SHARES .needs = PERMISSION_S1_APPROVE_FOR_SHARING, .scope = WEB_SCOPE_ANY, .flags = WEB_NEEDS_SECOND_FACTOR
#define SETTLES .needs = PERMISSION_S1_SETTLE_A_FACTUAL_POINT, .scope = WEB_SCOPE_ANY

static const route routes[] = {
    { WEB_GET, AT, show, SEES },
    { WEB_POST, AT, share, SHARES, .form = &report_move_form, .again = show },
    { WEB_POST, AT "/name", name, SHARES, .form = &recipient_form, .again = show },
    { WEB_POST, AT "/remove", take_off, SHARES, .form = &remove_form, .again = show },
    { WEB_POST, AT "/breach", record_breach, SHARES, .form = &breach_form, .again = show },
    { WEB_GET, POINT, show_point, SEES },
    { WEB_POST, POINT, settle_point, SETTLES, .form = &settle_form, .again = show_point },
};
const web_routes report_sharing_routes = { routes, sizeof routes / sizeof *routes };
