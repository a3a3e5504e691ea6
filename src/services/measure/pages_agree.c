/* What an organisation agrees to aim at: a level, and the path to it. The national target stands beside it. */
#include <math.h>

#include "base/memory.h"
#include "base/number.h"
#include "services/measure/chart_pages.h"
#include "table/cell.h"
#include "web/form.h"

enum { LEVEL_MAX = 40 };

static const form_field target_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
    { "target", FORM_TEXT, "target", .most = LEVEL_MAX, .empty = MESSAGE_ENTER_TARGET,
      .length = MESSAGE_TARGET_NUMBER },
    { "agreed_with", FORM_TEXT, "with whom", .most = AGREED_WITH_MAX, .empty = MESSAGE_ENTER_AGREED_WITH,
      .length = MESSAGE_AGREED_WITH_LENGTH },
    { "reason", FORM_LINES, "reason", .is_optional = true, .most = AGREED_REASON_MAX, .length = MESSAGE_E051 },
};
static const form target_form = { "target", target_fields, sizeof target_fields / sizeof *target_fields };

static const char *const shapes[] = { "jcurve", "line", "lag_s", "step", NULL };
static const form_field path_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
    { "shape", FORM_CHOICE, "shape", .choices = shapes, .empty = MESSAGE_SELECT_SHAPE, .wrong = MESSAGE_SELECT_SHAPE },
    { "start", FORM_TEXT, "start", .is_optional = true, .most = LEVEL_MAX, .length = MESSAGE_LEVEL_NUMBER },
    { "aim", FORM_TEXT, "aim", .most = LEVEL_MAX, .empty = MESSAGE_ENTER_AIM, .length = MESSAGE_LEVEL_NUMBER },
    { "period", FORM_TEXT, "period", .most = 20, .empty = MESSAGE_SELECT_PERIOD, .length = MESSAGE_SELECT_PERIOD },
    { "years", FORM_NUMBER, "years", .low = 0.25, .high = 20, .empty = MESSAGE_YEARS_RANGE,
      .wrong = MESSAGE_YEARS_RANGE, .range = MESSAGE_YEARS_RANGE },
    { "agreed_with", FORM_TEXT, "with whom", .most = AGREED_WITH_MAX, .empty = MESSAGE_ENTER_AGREED_WITH,
      .length = MESSAGE_AGREED_WITH_LENGTH },
    { "reason", FORM_LINES, "reason", .is_optional = true, .most = AGREED_REASON_MAX, .length = MESSAGE_E051 },
};
static const form path_form = { "path", path_fields, sizeof path_fields / sizeof *path_fields };

static const form_field end_fields[] = {
    { "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008 },
};
static const form end_form = { "end", end_fields, sizeof end_fields / sizeof *end_fields };

/* ---- levels: shares are shown and typed in per cent ---- */

static bool is_share(const measure_subject *subject)
{
    return unit_parse(subject->about.unit).kind == UNIT_SHARE;
}

static bool read_level(const measure_subject *subject, text typed, double *out)
{
    const char *reason;
    if (typed.len > 0 && typed.at[typed.len - 1] == '%')
        typed = text_trim((text){ typed.at, typed.len - 1 });
    if (cell_read_number(typed, out, &reason) != CELL_NUMBER)
        return false;
    if (is_share(subject))
        *out /= 100;
    return true;
}

static text write_level(const measure_subject *subject, double level, upw_arena *arena)
{
    enum { DECIMALS = 6 };
    buffer b;
    buffer_init(&b, 100);
    if (!isnan(level))
        number_add_rounded(&b, is_share(subject) ? 100 * level : level, DECIMALS, false);
    return memory_keep(arena, &b);
}

static void write_level_field(html_writer *h, const measure_subject *subject, const char *name, const char *label,
                              const char *hint, text value, text error)
{
    const unit u = unit_parse(subject->about.unit);
    const bool is_percent = u.kind == UNIT_SHARE || u.kind == UNIT_PERCENT;
    nhs_input(h, &(nhs_input_options){ .name = text_of(name),
                                       .label = { text_of(label) },
                                       .hint = text_of(hint),
                                       .value = value,
                                       .error = error,
                                       .inputmode = "decimal",
                                       .width = 10,
                                       .prefix = u.kind == UNIT_POUNDS ? TEXT("£") : TEXT(""),
                                       .suffix = is_percent             ? TEXT("%")
                                                 : u.kind == UNIT_OTHER ? u.words
                                                                        : TEXT("") });
}

/* ---- what both forms ask ---- */

static void write_agreement(html_writer *h, request *req, const measure_agreement *agreed, bool is_sent)
{
    nhs_input(h, &(nhs_input_options){ .name = TEXT("agreed_with"),
                                       .label = { TEXT("With whom was it agreed?") },
                                       .hint = TEXT("For example, the clinical council on 12 March 2026"),
                                       .value = is_sent ? form_get(req, "agreed_with")->raw : agreed->agreed_with,
                                       .error = is_sent ? form_get(req, "agreed_with")->error : TEXT("") });
    nhs_textarea(h, &(nhs_textarea_options){ .name = TEXT("reason"),
                                             .label = { TEXT("Why this? (optional)") },
                                             .value = is_sent ? form_get(req, "reason")->raw : agreed->reason,
                                             .error = is_sent ? form_get(req, "reason")->error : TEXT(""),
                                             .rows = 3 });
}

static text write_version(const measure_agreement *agreed, upw_arena *arena)
{
    return memory_format(arena, "%lld", (long long)agreed->version);
}

static void write_end_form(html_writer *h, const request *req, text action, const measure_agreement *agreed,
                           const char *words)
{
    if (agreed->version == 0)
        return;
    web_page_begin_form(h, req, action);
    web_page_write_hidden(h, TEXT("version"), write_version(agreed, req->arena));
    nhs_button(h, &(nhs_button_options){ .words = text_of(words), .variant = NHS_BUTTON_WARNING });
    html_close(h, "form");
}

/* ---- the target ---- */

static bool show_target(request *req, response *res, upw_error *error)
{
    measure_subject subject;
    measure_target t;
    if (!measure_find_subject(req, &subject, error) ||
        !targets_find(req->db, (measure_key){ subject.about.id, subject.place.id }, req->arena, &t, error))
        return false;
    const bool is_sent = req->form != NULL && req->form->form == &target_form;
    const text now = write_level(&subject, t.target, req->arena);
    const layout frame = measure_frame(&subject, TEXT("Agree a target"), req->arena);
    html_writer *const h = web_page_begin(req, res, &frame);
    measure_write_news(
        h, req, res,
        memory_format(req->arena, "The target is now %.*s", TEXT_ARGS(t.agreed.version > 0 ? now : TEXT("gone"))),
        t.agreed.person);
    if (subject.about.has_national_target)
        nhs_paragraph(h, memory_format(req->arena, "The national target, for comparison: %.*s",
                                       TEXT_ARGS(write_level(&subject, subject.about.national_target, req->arena))));
    web_page_begin_form(h, req, measure_subject_url(&subject, "/target", req->arena));
    web_page_write_hidden(h, TEXT("version"), write_version(&t.agreed, req->arena));
    write_level_field(h, &subject, "target", "What is the target?", "", is_sent ? form_get(req, "target")->raw : now,
                      is_sent ? form_get(req, "target")->error : TEXT(""));
    write_agreement(h, req, &t.agreed, is_sent);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Save"), .prevents_double_click = true });
    html_close(h, "form");
    write_end_form(h, req, measure_subject_url(&subject, "/target/end", req->arena), &t.agreed, "End the local target");
    return web_page_end(h, error);
}

static bool agree_target(request *req, response *res, upw_error *error)
{
    measure_subject subject;
    measure_deed by;
    upw_error why = { 0 };
    if (!measure_find_subject(req, &subject, error) || !measure_make_deed(req, subject.place.id, &by, error))
        return false;
    measure_target draft = { .key = { subject.about.id, subject.place.id },
                             .agreed = { .agreed_with = form_text(req, "agreed_with"),
                                         .reason = form_text(req, "reason"),
                                         .version = form_get(req, "version")->integer } };
    if (!read_level(&subject, form_text(req, "target"), &draft.target)) {
        form_fail(req, "target", MESSAGE_TARGET_NUMBER);
        return show_target(req, res, error);
    }
    if (targets_agree(req->db, &draft, &by, &why))
        return measure_go_back(req, res, &subject, DONE_TARGET, error);
    return web_page_say_again(req, res, show_target, &why, error);
}

static bool end_target(request *req, response *res, upw_error *error)
{
    measure_subject subject;
    measure_deed by;
    upw_error why = { 0 };
    if (!measure_find_subject(req, &subject, error) || !measure_make_deed(req, subject.place.id, &by, error))
        return false;
    const measure_key key = { subject.about.id, subject.place.id };
    if (targets_end(req->db, key, form_get(req, "version")->integer, &by, &why))
        return measure_go_back(req, res, &subject, DONE_TARGET_ENDED, error);
    return web_page_say_again(req, res, show_target, &why, error);
}

/* ---- the path ---- */

static void write_shapes(html_writer *h, text chosen, text error)
{
    static const nhs_choice choices[] = {
        { .words = { "First worse, then better", 24 },
          .value = { "jcurve", 6 },
          .hint = { "A reform: people learn, results dip, the rise comes after two or three years", 76 } },
        { .words = { "Slowly, then faster, then slowly", 32 }, .value = { "lag_s", 5 } },
        { .words = { "A straight line", 15 }, .value = { "line", 4 } },
        { .words = { "All at once", 11 }, .value = { "step", 4 } },
    };
    nhs_radios(h, &(nhs_radios_options){ .name = TEXT("shape"),
                                         .label = { TEXT("What will the way look like?") },
                                         .value = chosen,
                                         .error = error,
                                         .items = choices,
                                         .n_items = sizeof choices / sizeof *choices });
}

static text find_years(const measure_path *path)
{
    text rest = path->parameters;
    while (rest.len > 0) {
        const text one = text_trim(text_take_until(&rest, ';'));
        if (text_starts_with(one, TEXT("T=")))
            return (text){ one.at + 2, one.len - 2 };
    }
    return TEXT("5");
}

/* What was sent, or what holds. */
typedef struct path_values {
    text shape, start, aim, years, period;
    text errors[4]; /* shape, start, aim, years */
} path_values;

static path_values gather_values(request *req, const measure_subject *subject, const measure_plan *plan)
{
    path_values v = { .years = TEXT("5"), .shape = TEXT("") };
    static const char *const names[] = { "shape", "start", "aim", "years" };
    if (req->form != NULL && req->form->form == &path_form) {
        v = (path_values){ form_get(req, "shape")->raw, form_get(req, "start")->raw,  form_get(req, "aim")->raw,
                           form_get(req, "years")->raw, form_get(req, "period")->raw, { { 0 } } };
        for (size_t i = 0; i < 4; i++)
            v.errors[i] = form_get(req, names[i])->error;
    } else if (plan->agreed.version > 0) {
        v = (path_values){ plan->path.shape,
                           write_level(subject, plan->path.start, req->arena),
                           write_level(subject, plan->path.aim, req->arena),
                           find_years(&plan->path),
                           words_of_code(plan->path.from, req->arena),
                           { { 0 } } };
    }
    return v;
}

static bool write_path_form(html_writer *h, request *req, const measure_subject *subject, const measure_plan *plan,
                            upw_error *error)
{
    const path_values v = gather_values(req, subject, plan);
    web_page_begin_form(h, req, measure_subject_url(subject, "/path", req->arena));
    web_page_write_hidden(h, TEXT("version"), write_version(&plan->agreed, req->arena));
    write_shapes(h, v.shape, v.errors[0]);
    write_level_field(h, subject, "start", "Where does it start? (optional)",
                      "When it is left empty, at the mean of what was before", v.start, v.errors[1]);
    write_level_field(h, subject, "aim", "Where shall it arrive?", "", v.aim, v.errors[2]);
    if (!measure_write_periods(h, req, subject, TEXT("Which is the first period of the path?"), v.period, error))
        return false;
    nhs_input(h, &(nhs_input_options){ .name = TEXT("years"),
                                       .label = { TEXT("How many years will it take?") },
                                       .value = v.years,
                                       .error = v.errors[3],
                                       .inputmode = "decimal",
                                       .width = 4 });
    write_agreement(h, req, &plan->agreed, req->form != NULL && req->form->form == &path_form);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Save"), .prevents_double_click = true });
    html_close(h, "form");
    return true;
}

static bool show_path(request *req, response *res, upw_error *error)
{
    measure_subject subject;
    measure_plan plan;
    if (!measure_find_subject(req, &subject, error) ||
        !plans_find_agreed(req->db, (measure_key){ subject.about.id, subject.place.id }, req->arena, &plan, error))
        return false;
    const layout frame = measure_frame(&subject, TEXT("Agree a path"), req->arena);
    html_writer *const h = web_page_begin(req, res, &frame);
    const text aim = write_level(&subject, plan.path.aim, req->arena);
    measure_write_news(
        h, req, res,
        plan.agreed.version > 0
            ? memory_format(req->arena, "Another path has been agreed meanwhile, to %.*s", TEXT_ARGS(aim))
            : TEXT("The path has been ended meanwhile"),
        plan.agreed.person);
    if (!write_path_form(h, req, &subject, &plan, error))
        return false;
    write_end_form(h, req, measure_subject_url(&subject, "/path/end", req->arena), &plan.agreed, "End the path");
    return web_page_end(h, error);
}

static text write_parameters(text shape, text years, upw_arena *arena)
{
    upw_trajectory_shape parsed;
    upw_error ignored;
    if (!plans_parse_shape(shape, &parsed, &ignored) || !plans_has_parameter(parsed, TEXT("T")))
        return TEXT("");
    return memory_format(arena, "T=%.*s", TEXT_ARGS(years));
}

static bool read_path(request *req, const measure_subject *subject, measure_path *out)
{
    const text start = form_text(req, "start");
    *out = (measure_path){ .shape = form_text(req, "shape"), .start = NAN };
    out->parameters = write_parameters(out->shape, form_text(req, "years"), req->arena);
    if (start.len > 0 && !read_level(subject, start, &out->start))
        form_fail(req, "start", MESSAGE_LEVEL_NUMBER);
    if (!read_level(subject, form_text(req, "aim"), &out->aim))
        form_fail(req, "aim", MESSAGE_LEVEL_NUMBER);
    (void)measure_read_period(req, &out->from);
    return !form_has_errors(req);
}

static bool agree_path(request *req, response *res, upw_error *error)
{
    measure_subject subject;
    measure_deed by;
    upw_error why = { 0 };
    if (!measure_find_subject(req, &subject, error) || !measure_make_deed(req, subject.place.id, &by, error))
        return false;
    measure_plan draft = { .key = { subject.about.id, subject.place.id },
                           .agreed = { .agreed_with = form_text(req, "agreed_with"),
                                       .reason = form_text(req, "reason"),
                                       .version = form_get(req, "version")->integer } };
    if (!read_path(req, &subject, &draft.path))
        return show_path(req, res, error);
    if (plans_agree(req->db, &draft, &by, &why))
        return measure_go_back(req, res, &subject, DONE_PLAN, error);
    return web_page_say_again(req, res, show_path, &why, error);
}

static bool end_path(request *req, response *res, upw_error *error)
{
    measure_subject subject;
    measure_deed by;
    upw_error why = { 0 };
    if (!measure_find_subject(req, &subject, error) || !measure_make_deed(req, subject.place.id, &by, error))
        return false;
    const measure_key key = { subject.about.id, subject.place.id };
    if (plans_end(req->db, key, form_get(req, "version")->integer, &by, &why))
        return measure_go_back(req, res, &subject, DONE_PLAN_ENDED, error);
    return web_page_say_again(req, res, show_path, &why, error);
}

#define PLACE "/measures/{indicator}/at/{organisation}"
#define MAY .needs = PERMISSION_S2_SET_A_TRAJECTORY_FOR_OWN_ORGANISATION, .scope = WEB_SCOPE_OWN

static const route routes[] = {
    { WEB_GET, PLACE "/target", show_target, MAY },
    { WEB_POST, PLACE "/target", agree_target, MAY, .form = &target_form, .again = show_target },
    { WEB_POST, PLACE "/target/end", end_target, MAY, .form = &end_form, .again = show_target },
    { WEB_GET, PLACE "/path", show_path, MAY },
    { WEB_POST, PLACE "/path", agree_path, MAY, .form = &path_form, .again = show_path },
    { WEB_POST, PLACE "/path/end", end_path, MAY, .form = &end_form, .again = show_path },
};
const web_routes measure_agree_routes = { routes, sizeof routes / sizeof *routes };
