/* /returns/{year}/{organisation}/statement: what the organisation says in its own words. */
#include "base/civil.h"
#include "base/memory.h"
#include "services/appraise/readers.h"
#include "services/appraise/return_pages.h"

static const char *const consulted_names[] = {
    "governing_body", "member_practices", "staff", "patients", "none", NULL
};

static const form_field fields[] = {
    RETURN_VERSION_FIELD,
    RETURN_SCREENED_FIELD,
    { "move", FORM_INTEGER, "version", .is_optional = true, .wrong = MESSAGE_E008 },
    { "met_on", FORM_DATE, "meeting date" },
    { "consulted", FORM_CHOICE, "who was consulted", .is_list = true, .choices = consulted_names, .empty = MESSAGE_E055,
      .wrong = MESSAGE_E055 },
    { "statement_board", FORM_LINES, "statement", .is_optional = true, .most = RETURN_STATEMENT_MAX,
      .length = MESSAGE_E053 },
    { "statement_office", FORM_LINES, "statement", .is_optional = true, .most = RETURN_STATEMENT_MAX,
      .length = MESSAGE_E053 },
    { "thanks", FORM_LINES, "thank-you", .is_optional = true, .most = RETURN_THANKS_MAX,
      .length = MESSAGE_THANKS_LENGTH },
    { "ask_1", FORM_TEXT, "request", .is_optional = true, .most = RETURN_ASK_MAX, .length = MESSAGE_ASK_LENGTH },
    { "ask_2", FORM_TEXT, "request", .is_optional = true, .most = RETURN_ASK_MAX, .length = MESSAGE_ASK_LENGTH },
    { "ask_3", FORM_TEXT, "request", .is_optional = true, .most = RETURN_ASK_MAX, .length = MESSAGE_ASK_LENGTH },
    { "obstacles", FORM_LINES, "obstacles", .is_optional = true, .most = RETURN_OBSTACLES_MAX,
      .length = MESSAGE_OBSTACLES_LENGTH },
};
static const form statement_form = { "statement", fields, sizeof fields / sizeof *fields };

static const char *const words_fields[] = { "statement_board", "statement_office", "thanks", "ask_1", "ask_2",
                                            "ask_3",           "obstacles" };
enum { WORDS_FIELDS = sizeof words_fields / sizeof *words_fields };

/* ---- what is kept, into the form and back ---- */

static void fill(request *req, const appraise_return *ret)
{
    const text kept[WORDS_FIELDS] = { ret->statement_board, ret->statement_office, ret->thanks,   ret->asks[0],
                                      ret->asks[1],         ret->asks[2],          ret->obstacles };
    int32_t day;
    form_start(req, &statement_form);
    for (size_t i = 0; i < WORDS_FIELDS; i++)
        form_set(req, words_fields[i], kept[i]);
    if (civil_read_day(ret->met_on, &day))
        form_set_date(req, "met_on", civil_from_days(day));
}

static unsigned read_consulted(const form_value *value)
{
    unsigned consulted = 0;
    for (size_t i = 0; i < value->n_list; i++)
        for (unsigned k = 0; k < CONSULTED_COUNT; k++)
            if (text_equal(value->list[i], text_of(return_consulted_names[k])))
                consulted |= 1u << k;
    return consulted;
}

static void read_words(request *req, appraise_return *out)
{
    text *const into[WORDS_FIELDS] = { &out->statement_board, &out->statement_office, &out->thanks,   &out->asks[0],
                                       &out->asks[1],         &out->asks[2],          &out->obstacles };
    for (size_t i = 0; i < WORDS_FIELDS; i++)
        *into[i] = form_text(req, words_fields[i]);
}

/* ---- the page ---- */

static void write_long(html_writer *h, request *req, const char *name, text label, text hint, int most)
{
    nhs_character_count(h, &(nhs_character_count_options){ .name = text_of(name),
                                                           .label = { label, NHS_M },
                                                           .hint = hint,
                                                           .value = form_get(req, name)->raw,
                                                           .error = form_get(req, name)->error,
                                                           .rows = most > 1000 ? 10 : 4,
                                                           .max = most,
                                                           .threshold_pct = 75 });
}

static void write_meeting(html_writer *h, request *req, const return_subject *s, unsigned consulted)
{
    static const nhs_choice choices[] = {
        { .words = { "Governing body", 14 }, .value = { "governing_body", 14 } },
        { .words = { "Member practices", 16 }, .value = { "member_practices", 16 } },
        { .words = { "Staff", 5 }, .value = { "staff", 5 } },
        { .words = { "Patients", 8 }, .value = { "patients", 8 } },
        { .words = { "or", 2 }, .is_divider = true },
        { .words = { "No one else", 11 }, .value = { "none", 4 }, .is_exclusive = true },
    };
    const form_value *const met_on = form_get(req, "met_on");
    text values[CONSULTED_COUNT];
    size_t n = 0;
    for (unsigned i = 0; i < CONSULTED_COUNT; i++)
        if (consulted >> i & 1u)
            values[n++] = text_of(return_consulted_names[i]);
    nhs_date_input(
        h, &(nhs_date_input_options){
               .name = TEXT("met_on"),
               .label = { TEXT("When did your organisation agree its view?"), NHS_M },
               .hint = memory_format(req->arena, "The day of the meeting: %.*s or later",
                                     TEXT_ARGS(readers_day(return_first_meeting_day(&s->round, &s->ret), req->arena))),
               .error = met_on->error,
               .day = { .value = met_on->raw_day },
               .month = { .value = met_on->raw_month },
               .year = { .value = met_on->raw } });
    nhs_checkboxes(h, &(nhs_checkboxes_options){ .name = TEXT("consulted"),
                                                 .label = { TEXT("Who was consulted?"), NHS_M },
                                                 .error = form_get(req, "consulted")->error,
                                                 .values = values,
                                                 .n_values = n,
                                                 .items = choices,
                                                 .n_items = sizeof choices / sizeof *choices });
}

static void write_requests(html_writer *h, request *req)
{
    static const char *const names[] = { "ask_1", "ask_2", "ask_3" };
    nhs_begin_fieldset(h,
                       &(nhs_fieldset_options){ .legend = { TEXT("What do you ask for? Up to three things"), NHS_M } });
    for (size_t i = 0; i < RETURN_ASKS; i++)
        nhs_input(h, &(nhs_input_options){ .name = text_of(names[i]),
                                           .label = { memory_format(req->arena, "Request %zu", i + 1) },
                                           .hint = i == 0 ? TEXT("One sentence, 200 characters at most. Proposals of "
                                                                 "the report grow out of these")
                                                          : TEXT(""),
                                           .value = form_get(req, names[i])->raw,
                                           .error = form_get(req, names[i])->error });
    nhs_end_fieldset(h);
}

static void write_form(html_writer *h, request *req, const return_subject *s, unsigned consulted)
{
    const appraise_round *const r = &s->round;
    web_page_begin_form(h, req, return_url(s, "/statement", req->arena));
    return_write_versions(h, req, s, true);
    write_meeting(h, req, s, consulted);
    write_long(h, req, "statement_board",
               memory_format(req->arena, "What do you say about %.*s?", TEXT_ARGS(r->board_label)),
               TEXT("After publication anybody can read it"), RETURN_STATEMENT_MAX);
    write_long(h, req, "statement_office",
               memory_format(req->arena, "What do you say about %.*s?", TEXT_ARGS(r->office_label)),
               TEXT("After publication anybody can read it"), RETURN_STATEMENT_MAX);
    write_long(h, req, "thanks", TEXT("Is there something to thank them for? (optional)"),
               TEXT("What has either of them done that helped?"), RETURN_THANKS_MAX);
    write_requests(h, req);
    write_long(h, req, "obstacles", TEXT("Which obstacles does it rest on? (optional)"),
               TEXT("References of the register of obstacles, one a line"), RETURN_OBSTACLES_MAX);
    return_write_screened(h, req);
    if (return_is_draft(&s->ret))
        nhs_button(h, &(nhs_button_options){ .words = TEXT("Save"), .prevents_double_click = true });
    html_close(h, "form");
}

/* What somebody else saved meanwhile, to compare with. */
static void write_theirs(html_writer *h, const return_subject *s)
{
    nhs_begin_details(h, &(nhs_details_options){ .summary = TEXT("What is saved now"), .is_open = true });
    return_write_words(h, s->ret.statement_board);
    return_write_words(h, s->ret.statement_office);
    nhs_end_details(h);
}

static bool show(request *req, response *res, upw_error *error)
{
    return_subject s;
    if (!return_find_subject(req, &s, error))
        return false;
    const bool is_sent = req->form != NULL;
    const unsigned consulted = is_sent ? read_consulted(form_get(req, "consulted")) : s.ret.consulted;
    if (!is_sent)
        fill(req, &s.ret);
    layout frame = return_frame(&s, TEXT("Write the statement"), req->arena);
    frame.done = return_done_words(req);
    html_writer *const h = web_page_begin(req, res, &frame);
    if (!return_write_conflict(h, req, res, &s, error))
        return false;
    if (res->status == 409)
        write_theirs(h, &s);
    if (!return_is_draft(&s.ret))
        nhs_inset_text(h, TEXT("The return is not open for changes now, so nothing can be saved here."));
    nhs_warning_callout(h,
                        &(nhs_warning_options){
                            .level = 2,
                            .heading = TEXT("What this is not for"),
                            .words = TEXT("Not for patient-safety incidents (use your incident system), not for "
                                          "whistleblowing (use your Freedom to Speak Up guardian), not for complaints "
                                          "or anything urgent. Name no patient and no colleague.") });
    write_form(h, req, &s, consulted);
    return web_page_end(h, error);
}

/* ---- saving ---- */

static void check(request *req, const return_subject *s)
{
    const struct {
        const char *name;
        text label;
    } needed[] = { { "statement_board", s->round.board_label }, { "statement_office", s->round.office_label } };
    const unsigned consulted = read_consulted(form_get(req, "consulted"));
    const form_value *const met_on = form_get(req, "met_on");
    const int32_t first = return_first_meeting_day(&s->round, &s->ret);
    for (size_t i = 0; i < 2; i++) {
        const web_pair words[] = { { TEXT("[the national board]"), needed[i].label } };
        if (form_text(req, needed[i].name).len == 0 && form_get(req, needed[i].name)->error.len == 0)
            form_fail_with(req, needed[i].name, MESSAGE_E052, words, 1);
    }
    if (consulted >> CONSULTED_NONE & 1u && consulted != 1u << CONSULTED_NONE)
        form_fail(req, "consulted", MESSAGE_CONSULTED_NONE_ALONE);
    if (met_on->error.len == 0 && civil_to_days(met_on->date) < first) {
        const web_pair words[] = { { TEXT("[date]"), readers_day(first, req->arena) } };
        form_fail_with(req, "met_on", MESSAGE_E054, words, 1);
    } else if (met_on->error.len == 0 && civil_to_days(met_on->date) > civil_day_of(req->now_ms))
        form_fail(req, "met_on", MESSAGE_E017);
    for (size_t i = 0; i < WORDS_FIELDS; i++)
        return_check_personal(req, words_fields[i]);
}

static bool save(request *req, response *res, upw_error *error)
{
    return_subject s;
    appraise_deed by;
    upw_error why = { 0 };
    char day[CIVIL_DAY_LEN + 1];
    if (!return_find_subject(req, &s, error) || !return_make_deed(req, &s, &by, error))
        return false;
    check(req, &s);
    if (form_has_errors(req))
        return show(req, res, error);
    appraise_return draft = s.ret;
    civil_write_day(civil_to_days(form_get(req, "met_on")->date), day);
    read_words(req, &draft);
    draft.met_on = text_of(day);
    draft.consulted = read_consulted(form_get(req, "consulted"));
    draft.version = form_get(req, "version")->integer;
    if (returns_save_statement(req->db, &draft, &by, &why))
        return response_redirect(res, return_url(&s, "?done=saved", req->arena), error);
    return why.code == UPW_CONFLICT ? return_say_conflict(req, res, show, error)
                                    : web_page_say_again(req, res, show, &why, error);
}

static const route routes[] = {
    { WEB_GET, RETURN_PLACE "/statement", show, RETURN_DRAFTED_BY_LEAD },
    { WEB_POST, RETURN_PLACE "/statement", save, RETURN_DRAFTED_BY_LEAD, .form = &statement_form, .again = show,
      .body_max = RETURN_BODY_MAX },
};
const web_routes return_statement_routes = { routes, sizeof routes / sizeof *routes };
