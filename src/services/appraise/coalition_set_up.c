/* /coalition/new and /coalition/{year}/set-up: what is set of a round before it is announced. */
#include "base/civil.h"
#include "base/memory.h"
#include "services/appraise/round_pages.h"

static const char *const regimes[] = { "voluntary", "official", NULL };
static const char *const shared[] = { "final", "draft", NULL };

/* Numbers have no bounds in the table: rounds_find_fault knows them, with a sentence for each. */
#define SET_UP_FIELDS                                                                                                  \
    { "title", FORM_TEXT, "title", .most = ROUND_TITLE_MAX, .empty = MESSAGE_E023, .length = MESSAGE_E024 },           \
        { "board", FORM_TEXT, "board", .most = 40, .empty = MESSAGE_SELECT_BOARD, .length = MESSAGE_SELECT_BOARD },    \
        { "board_label",                                                                                               \
          FORM_TEXT,                                                                                                   \
          "what it is called",                                                                                         \
          .most = ROUND_LABEL_MAX,                                                                                     \
          .empty = MESSAGE_ENTER_BOARD_LABEL,                                                                          \
          .length = MESSAGE_LABEL_LENGTH },                                                                            \
        { "office_label",                                                                                              \
          FORM_TEXT,                                                                                                   \
          "what it is called",                                                                                         \
          .most = ROUND_LABEL_MAX,                                                                                     \
          .empty = MESSAGE_ENTER_OFFICE_LABEL,                                                                         \
          .length = MESSAGE_LABEL_LENGTH },                                                                            \
        { "body_label",                                                                                                \
          FORM_TEXT,                                                                                                   \
          "what it is called",                                                                                         \
          .most = ROUND_LABEL_MAX,                                                                                     \
          .empty = MESSAGE_ENTER_BODY_LABEL,                                                                           \
          .length = MESSAGE_LABEL_LENGTH },                                                                            \
        { "opens_on", FORM_DATE, "opening date" },                                                                     \
        { "individual_days", FORM_INTEGER, "days", .empty = MESSAGE_WHOLE_DAYS, .wrong = MESSAGE_WHOLE_DAYS },         \
        { "return_days", FORM_INTEGER, "days", .empty = MESSAGE_WHOLE_DAYS, .wrong = MESSAGE_WHOLE_DAYS },             \
        { "reply_working_days", FORM_INTEGER, "days", .empty = MESSAGE_WHOLE_DAYS, .wrong = MESSAGE_WHOLE_DAYS },      \
        { "publish_on", FORM_DATE, "publication date" },                                                               \
        { "min_people", FORM_INTEGER, "people", .empty = MESSAGE_WHOLE_PEOPLE, .wrong = MESSAGE_WHOLE_PEOPLE },        \
        { "regime",                                                                                                    \
          FORM_CHOICE,                                                                                                 \
          "rules",                                                                                                     \
          .choices = regimes,                                                                                          \
          .empty = MESSAGE_SELECT_REGIME,                                                                              \
          .wrong = MESSAGE_SELECT_REGIME },                                                                            \
    {                                                                                                                  \
        "shares", FORM_CHOICE, "shared copy", .choices = shared, .empty = MESSAGE_SELECT_SHARES,                       \
                                              .wrong = MESSAGE_SELECT_SHARES                                           \
    }

static const form_field new_fields[] = {
    { "year", FORM_TEXT, "year", .most = ROUND_YEAR_LEN, .empty = MESSAGE_ROUND_YEAR, .length = MESSAGE_ROUND_YEAR },
    SET_UP_FIELDS,
};
static const form_field change_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
    SET_UP_FIELDS,
};
static const form new_form = { "round", new_fields, sizeof new_fields / sizeof *new_fields };
static const form change_form = { "round", change_fields, sizeof change_fields / sizeof *change_fields };

/* ---- what is kept, into the form ---- */

static void set_number(request *req, const char *name, int64_t number)
{
    form_set(req, name, memory_format(req->arena, "%lld", (long long)number));
}

static void fill(request *req, const appraise_round *r)
{
    form_set(req, "title", r->title);
    form_set(req, "board", r->board);
    form_set(req, "board_label", r->board_label);
    form_set(req, "office_label", r->office_label);
    form_set(req, "body_label", r->body_label);
    set_number(req, "individual_days", r->individual_days);
    set_number(req, "return_days", r->return_days);
    set_number(req, "reply_working_days", r->reply_working_days);
    set_number(req, "min_people", r->min_people);
    form_set(req, "regime", text_of(regimes[r->is_official]));
    form_set(req, "shares", text_of(shared[r->shares_draft]));
    if (r->opens_on > 0)
        form_set_date(req, "opens_on", civil_from_days(r->opens_on));
    if (r->publish_on > 0)
        form_set_date(req, "publish_on", civil_from_days(r->publish_on));
}

/* What was set last time is offered again; its dates are not. */
static bool fill_new(request *req, upw_error *error)
{
    appraise_rounds all;
    appraise_round r = { .board_label = TEXT("the national board"),
                         .office_label = TEXT("your local office"),
                         .body_label = TEXT("local body"),
                         .individual_days = 28,
                         .return_days = 28,
                         .reply_working_days = 10,
                         .min_people = 10 };
    organisation board;
    bool found;
    if (!rounds_list(req->db, req->arena, &all, error) ||
        !organisations_find_of_kind(req->db, "national_board", req->arena, &board, &found, error))
        return false;
    if (all.n > 0)
        r = all.at[0];
    else if (found)
        r.board = board.id;
    r.title = TEXT("");
    r.opens_on = r.publish_on = 0;
    form_start(req, &new_form);
    fill(req, &r);
    return true;
}

/* ---- the page ---- */

typedef struct entry {
    const char *name, *label, *hint;
    int width;
} entry;

static void write_entry(html_writer *h, request *req, const entry *e)
{
    const form_value *const value = form_get(req, e->name);
    nhs_input(h, &(nhs_input_options){ .name = text_of(e->name),
                                       .label = { text_of(e->label) },
                                       .hint = text_of(e->hint),
                                       .value = value->raw,
                                       .error = value->error,
                                       .width = e->width,
                                       .inputmode = e->width > 0 && e->width < 10 ? "numeric" : NULL });
}

static void write_date(html_writer *h, request *req, const char *name, text label, text hint)
{
    const form_value *const value = form_get(req, name);
    nhs_date_input(h, &(nhs_date_input_options){ .name = text_of(name),
                                                 .label = { label },
                                                 .hint = hint,
                                                 .error = value->error,
                                                 .day = { .value = value->raw_day },
                                                 .month = { .value = value->raw_month },
                                                 .year = { .value = value->raw } });
}

static void write_regime(html_writer *h, request *req)
{
    static const nhs_choice choices[] = {
        { .words = { "By choice", 9 },
          .value = { "voluntary", 9 },
          .hint = { "You are not a producer of official statistics, and follow the Code of Practice by choice", 88 } },
        { .words = { "By law", 6 },
          .value = { "official", 8 },
          .hint = { "You are a producer under the Statistics and Registration Service Act 2007", 73 } },
    };
    nhs_radios(h, &(nhs_radios_options){ .name = TEXT("regime"),
                                         .label = { TEXT("Under which rules is the report published?"), NHS_M },
                                         .value = form_get(req, "regime")->raw,
                                         .error = form_get(req, "regime")->error,
                                         .items = choices,
                                         .n_items = 2 });
}

static void write_shares(html_writer *h, request *req)
{
    static const nhs_choice choices[] = {
        { .words = { "The report with its final figures", 33 },
          .value = { "final", 5 },
          .hint = { "Only if it is published by choice", 33 } },
        { .words = { "A draft for quality assurance, with whole numbers", 49 },
          .value = { "draft", 5 },
          .hint = { "Final figures are for the list of the last 24 hours, 50 people at most", 70 } },
    };
    nhs_radios(
        h, &(nhs_radios_options){ .name = TEXT("shares"),
                                  .label = { TEXT("What do the board and offices check before publication?"), NHS_M },
                                  .value = form_get(req, "shares")->raw,
                                  .error = form_get(req, "shares")->error,
                                  .items = choices,
                                  .n_items = 2 });
}

static void write_fields(html_writer *h, request *req)
{
    static const entry names[] = {
        { "title", "Title", "For example, The appraisal of 2027", 0 },
        { "board", "Which board is appraised?", "Its code on the list of organisations", 10 },
        { "board_label", "What the board is called in questions", "For example, the national board", 20 },
        { "office_label", "What an office is called in questions", "For example, your local office", 20 },
        { "body_label", "What a local body is called", "For example, clinical commissioning group", 20 },
    };
    static const entry windows[] = {
        { "individual_days", "Days in which people can answer", "14 to 56; usually 28", 2 },
        { "return_days", "Days in which organisations agree and sign",
          "14 to 84; usually 28, so that a monthly meeting "
          "falls inside",
          2 },
        { "reply_working_days", "Working days in which the board replies", "1 to 30; usually 10", 2 },
    };
    static const entry people = { "min_people", "Smallest group that is shown",
                                  "8 to 30 people; usually 10. It does not change after the announcement", 2 };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        write_entry(h, req, &names[i]);
    write_date(h, req, "opens_on", TEXT("When does it open?"), TEXT("At 9am; at least 28 days after today"));
    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++)
        write_entry(h, req, &windows[i]);
    write_date(
        h, req, "publish_on", TEXT("When is the report published?"),
        TEXT("At 9:30am on a working day, at least 35 working days after returns close. It does not move any more "
             "once it is announced"));
    write_entry(h, req, &people);
    write_regime(h, req);
    write_shares(h, req);
}

static const nhs_crumb crumbs[] = { { { "Appraisal", 9 }, { "/appraisal", 10 } },
                                    { { "Rounds", 6 }, { "/coalition", 10 } } };

static bool show_new(request *req, response *res, upw_error *error)
{
    static const entry year = { "year", "Which year is it about?", "Four digits, like 2027", 4 };
    if (req->form == NULL && !fill_new(req, error))
        return false;
    html_writer *const h = web_page_begin(
        req, res,
        &(layout){ .title = TEXT("Set up a round"), .place = LAYOUT_APPRAISAL, .crumbs = crumbs, .n_crumbs = 2 });
    web_page_begin_form(h, req, TEXT("/coalition/new"));
    write_entry(h, req, &year);
    write_fields(h, req);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Save the draft"), .prevents_double_click = true });
    html_close(h, "form");
    return web_page_end(h, error);
}

static bool show_change(request *req, response *res, upw_error *error)
{
    appraise_round r;
    if (!round_find_named(req, &r, error))
        return false;
    if (req->form == NULL) {
        form_start(req, &change_form);
        fill(req, &r);
    }
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("Change its dates and limits"),
                                                     .caption = r.title,
                                                     .place = LAYOUT_APPRAISAL,
                                                     .back = round_url(r.year, "", req->arena) });
    if (round_is_public(&r))
        nhs_inset_text(h, TEXT("The round is announced: its dates and limits do not change any more."));
    web_page_begin_form(h, req, round_url(r.year, "/set-up", req->arena));
    web_page_write_hidden(h, TEXT("version"), memory_format(req->arena, "%lld", (long long)r.version));
    write_fields(h, req);
    if (!round_is_public(&r))
        nhs_button(h, &(nhs_button_options){ .words = TEXT("Save the draft"), .prevents_double_click = true });
    html_close(h, "form");
    return web_page_end(h, error);
}

/* ---- saving ---- */

/* False when something must be put right; then the fields say what. */
static bool read(request *req, text year, appraise_round *out, bool *is_good, upw_error *error)
{
    organisation board;
    round_fault fault;
    bool found;
    *is_good = false;
    *out = (appraise_round){ .year = year,
                             .title = form_text(req, "title"),
                             .board_label = form_text(req, "board_label"),
                             .office_label = form_text(req, "office_label"),
                             .body_label = form_text(req, "body_label"),
                             .individual_days = form_get(req, "individual_days")->integer,
                             .return_days = form_get(req, "return_days")->integer,
                             .reply_working_days = form_get(req, "reply_working_days")->integer,
                             .min_people = form_get(req, "min_people")->integer,
                             .is_official = form_get(req, "regime")->choice == 1,
                             .shares_draft = form_get(req, "shares")->choice == 1 };
    if (form_has_errors(req))
        return true;
    if (!organisations_find(req->db, form_text(req, "board"), req->arena, &board, &found, error))
        return false;
    if (!found || board.kind->level != LEVEL_NATIONAL_BOARD) {
        form_fail(req, "board", MESSAGE_SELECT_BOARD);
        return true;
    }
    out->board = board.id;
    out->opens_on = civil_to_days(form_get(req, "opens_on")->date);
    out->publish_on = civil_to_days(form_get(req, "publish_on")->date);
    *is_good = !rounds_find_fault(out, civil_day_of(req->now_ms), &fault);
    if (!*is_good)
        form_fail(req, fault.field, fault.message);
    return true;
}

static bool go_on(request *req, response *res, text year, upw_error *error)
{
    return response_redirect(
        res, memory_format(req->arena, "%.*s?done=set-up", TEXT_ARGS(round_url(year, "", req->arena))), error);
}

static bool add(request *req, response *res, upw_error *error)
{
    appraise_round draft;
    appraise_deed by;
    upw_error why = { 0 };
    bool is_good;
    if (!round_make_deed(req, &by, error) || !read(req, form_text(req, "year"), &draft, &is_good, error))
        return false;
    if (!is_good)
        return show_new(req, res, error);
    if (rounds_create(req->db, &draft, &by, &why))
        return go_on(req, res, draft.year, error);
    if (why.code != UPW_CONFLICT)
        return web_page_say_again(req, res, show_new, &why, error);
    form_fail(req, "year", MESSAGE_ROUND_YEAR_TAKEN);
    return show_new(req, res, error);
}

static bool change(request *req, response *res, upw_error *error)
{
    appraise_round r, draft;
    appraise_deed by;
    upw_error why = { 0 };
    bool is_good;
    if (!round_find_named(req, &r, error) || !round_make_deed(req, &by, error) ||
        !read(req, r.year, &draft, &is_good, error))
        return false;
    if (!is_good)
        return show_change(req, res, error);
    draft.version = form_get(req, "version")->integer;
    return rounds_change(req->db, &draft, &by, &why) ? go_on(req, res, r.year, error)
                                                     : web_page_say_again(req, res, show_change, &why, error);
}

#define RUNS .needs = PERMISSION_S1_SET_UP_ANNOUNCE_EXTEND_OR_CANCEL_A_ROUND, .flags = WEB_NEEDS_SECOND_FACTOR

static const route routes[] = {
    { WEB_GET, "/coalition/new", show_new, RUNS },
    { WEB_POST, "/coalition/new", add, RUNS, .form = &new_form, .again = show_new },
    { WEB_GET, "/coalition/{year}/set-up", show_change, RUNS },
    { WEB_POST, "/coalition/{year}/set-up", change, RUNS, .form = &change_form, .again = show_change },
};
const web_routes coalition_set_up_routes = { routes, sizeof routes / sizeof *routes };
