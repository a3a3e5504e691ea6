/* An indicator, added or changed: its definition, its unit, which way is better, what is counted out of what, where it
 * comes from, who answers for it, and how it is judged. */
#include "base/memory.h"
#include "services/measure/pages_catalogue.h"
#include "upward/shewhart.h"
#include "web/form.h"

enum { TARGET_LEN = 40 };

static const char *const themes[] = { "care", "performance", "money", "needs", NULL };
static const char *const ways[] = { "increase", "decrease", "neither", NULL };
static const char *const charts[] = { "xmr", "run", "p", "pp", "u", "up", "c", "g", "t", "i", "ip", NULL };
static const char *const seen_by[] = { "yes", "no", NULL };

#define FIELD_ID_OF_NEW                                                                                                \
    {                                                                                                                  \
        "id", FORM_IDENTIFIER, "short name", .most = INDICATOR_ID_MAX, .empty = MESSAGE_ENTER_SHORT_NAME,              \
                                             .wrong = MESSAGE_SHORT_NAME_FORM, .length = MESSAGE_SHORT_NAME_FORM       \
    }
#define FIELD_NAME                                                                                                     \
    {                                                                                                                  \
        "name", FORM_TEXT, "name", .most = INDICATOR_NAME_MAX, .empty = MESSAGE_ENTER_INDICATOR,                       \
                                   .length = MESSAGE_NAME_LENGTH                                                       \
    }
#define FIELD_SHORT(name, label, ...)                                                                                  \
    {                                                                                                                  \
        name, FORM_TEXT, label, .most = INDICATOR_SHORT_MAX, .length = MESSAGE_SHORT_WORDS_LENGTH, __VA_ARGS__         \
    }
#define FIELD_CHOICE(name, label, list, message)                                                                       \
    {                                                                                                                  \
        name, FORM_CHOICE, label, .choices = (list), .empty = (message), .wrong = (message)                            \
    }

/* In the order of the page. */
#define FIELDS                                                                                                         \
    { "definition",                                                                                                    \
      FORM_LINES,                                                                                                      \
      "definition",                                                                                                    \
      .most = INDICATOR_WORDS_MAX,                                                                                     \
      .empty = MESSAGE_ENTER_DEFINITION,                                                                               \
      .length = MESSAGE_DEFINITION_LENGTH },                                                                           \
        FIELD_CHOICE("theme", "theme", themes, MESSAGE_SELECT_THEME),                                                  \
        { "unit", FORM_TEXT, "unit", .is_optional = true, .most = INDICATOR_UNIT_MAX, .length = MESSAGE_UNIT_LENGTH }, \
        FIELD_SHORT("numerator", "what is counted", .is_optional = true),                                              \
        FIELD_SHORT("denominator", "what it is out of", .is_optional = true),                                          \
        FIELD_SHORT("source", "source", .empty = MESSAGE_ENTER_SOURCE),                                                \
        FIELD_SHORT("owner", "owner", .empty = MESSAGE_ENTER_OWNER),                                                   \
        FIELD_CHOICE("improvement", "direction", ways, MESSAGE_SELECT_DIRECTION),                                      \
        { "national_target",   FORM_TEXT,          "national target",                                                  \
          .is_optional = true, .most = TARGET_LEN, .length = MESSAGE_TARGET_NUMBER },                                  \
        FIELD_CHOICE("chart", "chart", charts, MESSAGE_SELECT_CHART),                                                  \
        { "baseline",                                                                                                  \
          FORM_INTEGER,                                                                                                \
          "baseline",                                                                                                  \
          .is_optional = true,                                                                                         \
          .low = INDICATOR_BASELINE_MIN,                                                                               \
          .high = INDICATOR_BASELINE_MAX,                                                                              \
          .wrong = MESSAGE_BASELINE_RANGE,                                                                             \
          .range = MESSAGE_BASELINE_RANGE },                                                                           \
        FIELD_CHOICE("published", "who may see", seen_by, MESSAGE_SELECT_PUBLISHED)

static const form_field new_fields[] = { FIELD_NAME, FIELD_ID_OF_NEW, FIELDS };
static const form new_form = { "indicator", new_fields, sizeof new_fields / sizeof *new_fields };
static const form_field change_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
    FIELD_NAME,
    FIELDS,
};
static const form change_form = { "indicator", change_fields, sizeof change_fields / sizeof *change_fields };

/* ---- the form ---- */

/* What a field shows: what was sent, else what there is. */
typedef struct filled {
    request *req;
    const measure_indicator *of; /* NULL: a new one */
    bool is_sent;
} filled;

static text value_of(const filled *f, catalogue_field field)
{
    return f->is_sent      ? form_get(f->req, catalogue_faces[field].name)->raw
           : f->of != NULL ? catalogue_get(f->of, field, f->req->arena)
                           : TEXT("");
}

static text error_of(const filled *f, catalogue_field field)
{
    return f->is_sent ? form_get(f->req, catalogue_faces[field].name)->error : TEXT("");
}

static void write_input(html_writer *h, const filled *f, catalogue_field field, const char *label, const char *hint,
                        int width)
{
    nhs_input(h, &(nhs_input_options){ .name = text_of(catalogue_faces[field].name),
                                       .label = { text_of(label) },
                                       .hint = text_of(hint),
                                       .value = value_of(f, field),
                                       .error = error_of(f, field),
                                       .no_spellcheck = field == CATALOGUE_ID,
                                       .width = width });
}

static void write_radios(html_writer *h, const filled *f, catalogue_field field, const char *label,
                         const nhs_choice *items, size_t n)
{
    nhs_radios(h, &(nhs_radios_options){ .name = text_of(catalogue_faces[field].name),
                                         .label = { text_of(label) },
                                         .value = value_of(f, field),
                                         .error = error_of(f, field),
                                         .items = items,
                                         .n_items = n });
}

static void write_chart_select(html_writer *h, const filled *f)
{
    enum { CHARTS = sizeof charts / sizeof *charts - 1 };
    nhs_option items[CHARTS];
    for (size_t i = 0; i < CHARTS; i++) {
        upw_chart kind;
        items[i] = (nhs_option){ .words = TEXT("XmR chart: most measures, when in doubt"),
                                 .value = text_of(charts[i]),
                                 .has_value = true };
        if (upw_chart_find(charts[i], &kind))
            items[i].words = memory_format(f->req->arena, "%s: %s", upw_chart_describe(kind)->title,
                                           upw_chart_describe(kind)->shows);
    }
    const text value = value_of(f, CATALOGUE_CHART);
    nhs_select(h, &(nhs_select_options){ .name = TEXT("chart"),
                                         .label = { TEXT("Which chart?") },
                                         .value = value.len > 0 ? value : TEXT("xmr"),
                                         .error = error_of(f, CATALOGUE_CHART),
                                         .items = items,
                                         .n_items = CHARTS });
}

static void write_heading(html_writer *h, const char *words)
{
    nhs_heading(h, &(nhs_heading_options){ .words = text_of(words), .level = 2, .size = NHS_M });
}

static void write_what(html_writer *h, const filled *f)
{
    static const nhs_choice choices[] = {
        { .words = { "Care", 4 }, .value = { "care", 4 } },
        { .words = { "Performance", 11 }, .value = { "performance", 11 } },
        { .words = { "Money", 5 }, .value = { "money", 5 } },
        { .words = { "Needs of the population", 23 },
          .value = { "needs", 5 },
          .hint = { "Context for the rest: nobody is judged by it", 44 } },
    };
    write_heading(h, "What is measured");
    write_input(h, f, CATALOGUE_NAME, "What is it called?", "For example, Seen within four hours", 0);
    if (f->of == NULL)
        write_input(h, f, CATALOGUE_ID, "What is its short name?",
                    "In addresses and files, like four-hour-waits. It cannot be changed later", 20);
    nhs_textarea(h, &(nhs_textarea_options){ .name = TEXT("definition"),
                                             .label = { TEXT("What does it measure, and how is it worked out?") },
                                             .value = value_of(f, CATALOGUE_DEFINITION),
                                             .error = error_of(f, CATALOGUE_DEFINITION),
                                             .rows = 4 });
    write_radios(h, f, CATALOGUE_THEME, "To which theme does it belong?", choices, sizeof choices / sizeof *choices);
}

static void write_how(html_writer *h, const filled *f)
{
    write_heading(h, "How it is counted");
    write_input(h, f, CATALOGUE_UNIT, "In which unit? (optional)",
                "%, share (0 to 1, shown in per cent), £, or words, like per 1,000 bed days. Empty: a count", 20);
    write_input(h, f, CATALOGUE_NUMERATOR, "What is counted? (optional)", "For example, people seen within four hours",
                0);
    write_input(h, f, CATALOGUE_DENOMINATOR, "Out of what? (optional)", "For example, people who came", 0);
    write_heading(h, "Whose it is");
    write_input(h, f, CATALOGUE_SOURCE, "Where do the figures come from?", "", 0);
    write_input(h, f, CATALOGUE_OWNER, "Who answers for the definition?",
                "A team or an office, so that people know whom to ask", 0);
}

static void write_judged(html_writer *h, const filled *f)
{
    static const nhs_choice better[] = {
        { .words = { "Higher", 6 }, .value = { "increase", 8 } },
        { .words = { "Lower", 5 }, .value = { "decrease", 8 } },
        { .words = { "Neither: a change is shown, and not called better or worse", 58 }, .value = { "neither", 7 } },
    };
    static const nhs_choice audience[] = {
        { .words = { "Everybody", 9 }, .value = { "yes", 3 } },
        { .words = { "Only those who may load its figures", 35 }, .value = { "no", 2 } },
    };
    write_heading(h, "How it is judged");
    write_radios(h, f, CATALOGUE_IMPROVEMENT, "Which way is better?", better, sizeof better / sizeof *better);
    write_input(h, f, CATALOGUE_NATIONAL_TARGET, "What is the national target? (optional)",
                "In the unit, like 95%. Organisations agree their own; this one is shown beside it", 10);
    write_chart_select(h, f);
    write_input(h, f, CATALOGUE_BASELINE, "How many points fix the limits? (optional)",
                "12 to 1,000. Empty: all points of a stretch", 4);
    write_radios(h, f, CATALOGUE_PUBLISHED, "Who may see its charts?", audience, sizeof audience / sizeof *audience);
}

static void write_form(html_writer *h, const filled *f, text action)
{
    web_page_begin_form(h, f->req, action);
    if (f->of != NULL)
        web_page_write_hidden(h, TEXT("version"), memory_format(f->req->arena, "%lld", (long long)f->of->version));
    write_what(h, f);
    write_how(h, f);
    write_judged(h, f);
    nhs_button(h, &(nhs_button_options){ .words = f->of == NULL ? TEXT("Add the indicator") : TEXT("Save"),
                                         .prevents_double_click = true });
    html_close(h, "form");
}

/* ---- what was sent ---- */

/* What is wrong stands in the form. */
static bool read_draft(request *req, measure_indicator *out)
{
    for (catalogue_field f = CATALOGUE_NAME; f < CATALOGUE_FIELDS; f++) {
        const char *expected = "";
        if (catalogue_set(out, f, form_text(req, catalogue_faces[f].name), &expected))
            continue;
        const bool is_share = f == CATALOGUE_NATIONAL_TARGET && unit_parse(out->unit).kind == UNIT_SHARE;
        form_fail(req, catalogue_faces[f].name, is_share ? MESSAGE_TARGET_SHARE : MESSAGE_TARGET_NUMBER);
    }
    return !form_has_errors(req);
}

/* ---- adding ---- */

static bool show_new(request *req, response *res, upw_error *error)
{
    const filled f = { .req = req, .is_sent = req->form != NULL && req->form->form == &new_form };
    html_writer *const h = web_page_begin(
        req, res,
        &(layout){ .title = TEXT("Add an indicator"), .place = LAYOUT_MEASURES, .back = TEXT("/measures/catalogue") });
    write_form(h, &f, TEXT("/measures/catalogue/new"));
    return web_page_end(h, error);
}

static bool add(request *req, response *res, upw_error *error)
{
    measure_indicator draft = { .id = form_text(req, "id") };
    measure_deed by;
    upw_error why = { 0 };
    if (!measure_make_deed(req, TEXT(""), &by, error))
        return false;
    if (!read_draft(req, &draft))
        return show_new(req, res, error);
    if (catalogue_add(req->db, &draft, &by, &why))
        return response_redirect(
            res, measure_done_address(TEXT("/measures/catalogue"), DONE_INDICATOR_ADDED, req->arena), error);
    if (why.code != UPW_CONFLICT)
        return web_page_say_again(req, res, show_new, &why, error);
    const web_pair words[] = { { TEXT("[id]"), draft.id } };
    form_fail_with(req, "id", MESSAGE_SHORT_NAME_TAKEN, words, 1);
    return show_new(req, res, error);
}

/* ---- changing ---- */

/* Of a stale form: who has changed what since. */
static bool write_news(html_writer *h, request *req, const response *res, const measure_indicator *of, upw_error *error)
{
    catalogue_changes since;
    if (res->status != 409)
        return true;
    if (!catalogue_list_changes(req->db, of->id, form_get(req, "version")->integer, req->arena, &since, error))
        return false;
    nhs_begin_inset(h);
    nhs_begin_list(h, false);
    for (size_t i = 0; i < since.n; i++) {
        const catalogue_change_row *const c = &since.at[i];
        const text now = catalogue_describe(c->field, catalogue_get(of, c->field, req->arena));
        html_open(h, "li");
        html_text(h, memory_format(req->arena, "%s was changed by %.*s on %.*s. It was: %.*s. It is now: %.*s",
                                   catalogue_faces[c->field].words, TEXT_ARGS(catalogue_name_changer(req, c->person)),
                                   TEXT_ARGS(words_of_day(c->at_ms, req->arena)),
                                   TEXT_ARGS(catalogue_describe(c->field, c->was)), TEXT_ARGS(now)));
        html_close(h, "li");
    }
    nhs_end_list(h, false);
    nhs_end_inset(h);
    return true;
}

static bool find(request *req, measure_indicator *out, upw_error *error)
{
    bool found;
    if (!catalogue_find(req->db, request_path(req, "indicator"), req->arena, out, &found, error))
        return false;
    return found || upw_fail(error, UPW_NOT_FOUND, "there is no such indicator");
}

static bool show_change(request *req, response *res, upw_error *error)
{
    measure_indicator of;
    if (!find(req, &of, error))
        return false;
    const filled f = { .req = req, .of = &of, .is_sent = req->form != NULL && req->form->form == &change_form };
    html_writer *const h = web_page_begin(req, res,
                                          &(layout){ .title = TEXT("Change an indicator"),
                                                     .caption = of.name,
                                                     .place = LAYOUT_MEASURES,
                                                     .back = TEXT("/measures/catalogue"),
                                                     .done = measure_done_words(req) });
    if (!write_news(h, req, res, &of, error))
        return false;
    html_open(h, "p");
    nhs_link(h, memory_format(req->arena, "/measures/%.*s", TEXT_ARGS(of.id)), TEXT("Its charts"));
    html_close(h, "p");
    write_form(h, &f, catalogue_url(of.id, req->arena));
    if (!catalogue_write_history(h, req, &of, error))
        return false;
    return web_page_end(h, error);
}

/* Said at its field, where most people look first; the change itself asks again. */
static bool check_unit(request *req, const measure_indicator *was, const measure_indicator *draft, upw_error *error)
{
    bool may;
    if (!catalogue_may_have_unit(req->db, was, draft->unit, &may, error))
        return false;
    const web_pair words[] = { { TEXT("[unit]"), was->unit.len > 0 ? was->unit : TEXT("count") } };
    if (!may)
        form_fail_with(req, "unit", MESSAGE_UNIT_IN_USE, words, 1);
    return true;
}

static bool change(request *req, response *res, upw_error *error)
{
    measure_indicator was;
    measure_deed by;
    upw_error why = { 0 };
    if (!find(req, &was, error) || !measure_make_deed(req, TEXT(""), &by, error))
        return false;
    measure_indicator draft = { .id = was.id, .version = form_get(req, "version")->integer };
    if (read_draft(req, &draft) && !check_unit(req, &was, &draft, error))
        return false;
    if (form_has_errors(req))
        return show_change(req, res, error);
    if (catalogue_change(req->db, &draft, &by, &why))
        return response_redirect(
            res, measure_done_address(catalogue_url(was.id, req->arena), DONE_INDICATOR_CHANGED, req->arena), error);
    return web_page_say_again(req, res, show_change, &why, error);
}

static const route routes[] = {
    { WEB_GET, "/measures/catalogue/new", show_new, CATALOGUE_MAY },
    { WEB_POST, "/measures/catalogue/new", add, CATALOGUE_MAY, .form = &new_form, .again = show_new },
    { WEB_GET, "/measures/catalogue/{indicator}", show_change, CATALOGUE_MAY },
    { WEB_POST, "/measures/catalogue/{indicator}", change, CATALOGUE_MAY, .form = &change_form, .again = show_change },
};
const web_routes measure_indicator_form_routes = { routes, sizeof routes / sizeof *routes };
