/* /coalition/{year}/questions: what a round asks; changed until it is announced. */
#include "base/memory.h"
#include "services/appraise/questionnaire_write.h"
#include "services/appraise/round_pages.h"

enum { ID_MAX = 40 };

static const char *const scales[] = { "agree5", "quality5", "text", NULL };
static const char *const directions[] = { "positive", "negative", NULL };
static const char *const targets[] = { "both", "national", "local", NULL };

#define VERSION_FIELD                                                                                                  \
    {                                                                                                                  \
        "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008                               \
    }
#define WORDS_FIELDS                                                                                                   \
    { "wording", FORM_TEXT, "question", .most = QUESTION_WORDING_MAX, .empty = MESSAGE_E034, .length = MESSAGE_E035 }, \
    {                                                                                                                  \
        "hint", FORM_TEXT, "hint", .is_optional = true, .most = QUESTION_HINT_MAX, .length = MESSAGE_HINT_LENGTH       \
    }

static const form_field change_fields[] = {
    VERSION_FIELD,
    WORDS_FIELDS,
    { "as_new", FORM_TICK, "new question", .is_optional = true },
};
static const form_field new_fields[] = {
    VERSION_FIELD,
    WORDS_FIELDS,
    { "theme", FORM_TEXT, "theme", .most = ID_MAX, .empty = MESSAGE_SELECT_QUESTION_THEME,
      .length = MESSAGE_SELECT_QUESTION_THEME },
    { "scale", FORM_CHOICE, "scale", .choices = scales, .empty = MESSAGE_SELECT_SCALE, .wrong = MESSAGE_SELECT_SCALE },
    { "direction", FORM_CHOICE, "direction", .choices = directions, .empty = MESSAGE_SELECT_AGREEING,
      .wrong = MESSAGE_SELECT_AGREEING },
    { "target", FORM_CHOICE, "who is judged", .choices = targets, .empty = MESSAGE_SELECT_WHO_IS_JUDGED,
      .wrong = MESSAGE_SELECT_WHO_IS_JUDGED },
};
static const form_field remove_fields[] = { VERSION_FIELD };
static const form change_form = { "question", change_fields, sizeof change_fields / sizeof *change_fields };
static const form new_form = { "new question", new_fields, sizeof new_fields / sizeof *new_fields };
static const form remove_form = { "remove", remove_fields, 1 };

/* ---- the list ---- */

typedef struct asking {
    appraise_round round;
    questionnaire all;
} asking;

static bool load(request *req, asking *a, upw_error *error)
{
    return round_find_named(req, &a->round, error) &&
           questionnaire_find(req->db, a->round.questionnaire, req->arena, &a->all, error);
}

static const question *find(const asking *a, text id)
{
    for (size_t i = 0; i < a->all.n; i++)
        if (text_equal(a->all.at[i].id, id))
            return &a->all.at[i];
    return NULL;
}

static text url_of(const asking *a, text id, const char *tail, upw_arena *arena)
{
    return memory_format(arena, "/coalition/%.*s/questions%s%.*s%s", TEXT_ARGS(a->round.year), id.len > 0 ? "/" : "",
                         TEXT_ARGS(id), tail);
}

static layout frame_of(request *req, const asking *a, text title, bool is_list)
{
    return (layout){ .title = title,
                     .caption = a->round.title,
                     .place = LAYOUT_APPRAISAL,
                     .back = is_list ? round_url(a->round.year, "", req->arena) : url_of(a, TEXT(""), "", req->arena) };
}

static text said_of(const question *q)
{
    return q->targets == 1u << TARGET_NATIONAL ? TEXT("The board")
           : q->targets == 1u << TARGET_LOCAL  ? TEXT("The office")
                                               : TEXT("Both");
}

static bool show_all(request *req, response *res, upw_error *error)
{
    static const nhs_column columns[] = { { .words = { "Theme", 5 } },
                                          { .words = { "Question", 8 } },
                                          { .words = { "Judges", 6 } } };
    asking a;
    nhs_table table;
    if (!load(req, &a, error))
        return false;
    layout frame = frame_of(req, &a, TEXT("Questions"), true);
    frame.done = text_equal(request_query(req, "done"), TEXT("saved")) ? TEXT("The questions were changed") : TEXT("");
    html_writer *const h = web_page_begin(req, res, &frame);
    const bool is_draft = !round_is_public(&a.round);
    if (is_draft)
        nhs_action_link(h, &(nhs_action_link_options){ .words = TEXT("Add a question"),
                                                       .href = url_of(&a, TEXT("new"), "", req->arena) });
    else
        nhs_paragraph(h, TEXT("The questions were frozen when the round was announced."));
    nhs_paragraph(h, TEXT("{Body} and {body} stand for who is judged: the board, or the office."));
    const nhs_table_options options = {
        .caption = TEXT("What is asked, in this order"), .columns = columns, .n_columns = 3, .is_responsive = true
    };
    nhs_begin_table(h, &table, &options);
    for (size_t i = 0; i < a.all.n; i++) {
        const question *const q = &a.all.at[i];
        nhs_begin_row(&table);
        nhs_cell_text(&table, q->theme_title);
        if (is_draft)
            nhs_cell_link(&table, url_of(&a, q->id, "", req->arena), q->wording);
        else
            nhs_cell_text(&table, q->wording);
        nhs_cell_text(&table, said_of(q));
        nhs_end_row(&table);
    }
    nhs_end_table(&table);
    return web_page_end(h, error);
}

/* ---- one of them ---- */

static void write_version(html_writer *h, request *req, const asking *a)
{
    web_page_write_hidden(h, TEXT("version"), memory_format(req->arena, "%lld", (long long)a->round.version));
}

static void write_words(html_writer *h, request *req, text wording, text hint)
{
    const bool is_sent = req->form != NULL && req->form->form != &remove_form;
    nhs_character_count(h, &(nhs_character_count_options){
                               .name = TEXT("wording"),
                               .label = { TEXT("The question") },
                               .hint = TEXT("{Body} stands for who is judged at the beginning of a sentence, {body} "
                                            "elsewhere"),
                               .value = is_sent ? form_get(req, "wording")->raw : wording,
                               .error = is_sent ? form_get(req, "wording")->error : TEXT(""),
                               .rows = 3,
                               .max = QUESTION_WORDING_MAX });
    nhs_input(h, &(nhs_input_options){ .name = TEXT("hint"),
                                       .label = { TEXT("A hint below it (optional)") },
                                       .value = is_sent ? form_get(req, "hint")->raw : hint,
                                       .error = is_sent ? form_get(req, "hint")->error : TEXT("") });
}

static bool show_one(request *req, response *res, upw_error *error)
{
    static const nhs_choice as_new[] = { { .words = { "Save it as a new question", 25 }, .value = { "yes", 3 } } };
    asking a;
    bool was_used;
    const text ticked = TEXT("yes");
    if (!load(req, &a, error))
        return false;
    const question *const q = find(&a, request_path(req, "question"));
    if (q == NULL || round_is_public(&a.round))
        return upw_fail(error, UPW_NOT_FOUND, "there is no such question to change");
    if (!question_was_used(req->db, q->id, a.round.questionnaire, &was_used, error))
        return false;
    const layout frame = frame_of(req, &a, TEXT("Change a question"), false);
    html_writer *const h = web_page_begin(req, res, &frame);
    if (res->status == 409)
        nhs_inset_text(h, memory_format(req->arena, "It is now: %.*s", TEXT_ARGS(q->wording)));
    web_page_begin_form(h, req, url_of(&a, q->id, "", req->arena));
    write_version(h, req, &a);
    write_words(h, req, q->wording, q->hint);
    if (was_used)
        nhs_checkboxes(
            h,
            &(nhs_checkboxes_options){
                .name = TEXT("as_new"),
                .label = { TEXT("People were asked this before") },
                .hint = TEXT("With other words it is another question: results are then not compared with "
                             "earlier years"),
                .values = &ticked,
                .n_values = req->form != NULL && req->form->form == &change_form && form_get(req, "as_new")->is_given,
                .items = as_new,
                .n_items = 1 });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Save"), .prevents_double_click = true });
    html_close(h, "form");
    web_page_begin_form(h, req, url_of(&a, q->id, "/remove", req->arena));
    write_version(h, req, &a);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Take this question away"), .variant = NHS_BUTTON_WARNING });
    html_close(h, "form");
    return web_page_end(h, error);
}

/* ---- a new one ---- */

static void write_choice(html_writer *h, request *req, const char *name, text label, const nhs_choice *items, size_t n)
{
    const bool is_sent = req->form != NULL;
    nhs_radios(h, &(nhs_radios_options){ .name = text_of(name),
                                         .label = { label },
                                         .value = is_sent ? form_get(req, name)->raw : TEXT(""),
                                         .error = is_sent ? form_get(req, name)->error : TEXT(""),
                                         .items = items,
                                         .n_items = n });
}

static void write_themes(html_writer *h, request *req, const asking *a)
{
    nhs_choice *const themes = MEMORY_TAKE(req->arena, nhs_choice, a->all.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < a->all.n; i++)
        if (n == 0 || !text_equal(themes[n - 1].value, a->all.at[i].theme))
            themes[n++] = (nhs_choice){ .words = a->all.at[i].theme_title, .value = a->all.at[i].theme };
    write_choice(h, req, "theme", TEXT("To which theme does it belong?"), themes, n);
}

static bool show_new(request *req, response *res, upw_error *error)
{
    static const nhs_choice of_scale[] = {
        { .words = { "How much they agree", 19 }, .value = { "agree5", 6 } },
        { .words = { "How good something is", 21 }, .value = { "quality5", 8 } },
        { .words = { "In their own words", 18 }, .value = { "text", 4 } },
    };
    static const nhs_choice of_direction[] = {
        { .words = { "Something good", 14 }, .value = { "positive", 8 } },
        { .words = { "Something bad", 13 }, .value = { "negative", 8 } },
    };
    static const nhs_choice of_target[] = {
        { .words = { "The board and the office", 24 }, .value = { "both", 4 } },
        { .words = { "The board", 9 }, .value = { "national", 8 } },
        { .words = { "The office", 10 }, .value = { "local", 5 } },
    };
    asking a;
    if (!load(req, &a, error))
        return false;
    const layout frame = frame_of(req, &a, TEXT("Add a question"), false);
    html_writer *const h = web_page_begin(req, res, &frame);
    if (round_is_public(&a.round)) {
        nhs_inset_text(h,
                       TEXT("The questions were frozen when the round was announced. The next round can have others."));
        return web_page_end(h, error);
    }
    web_page_begin_form(h, req, url_of(&a, TEXT("new"), "", req->arena));
    write_version(h, req, &a);
    write_words(h, req, TEXT(""), TEXT(""));
    write_themes(h, req, &a);
    write_choice(h, req, "scale", TEXT("How do people answer?"), of_scale, 3);
    write_choice(h, req, "direction", TEXT("What does agreeing mean?"), of_direction, 2);
    write_choice(h, req, "target", TEXT("Who is judged?"), of_target, 3);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Add the question"), .prevents_double_click = true });
    html_close(h, "form");
    return web_page_end(h, error);
}

/* ---- saving ---- */

static bool begin(request *req, asking *a, appraise_deed *by, upw_error *error)
{
    if (!load(req, a, error) || !round_make_deed(req, by, error))
        return false;
    a->round.version = form_get(req, "version")->integer;
    return true;
}

static bool end(request *req, response *res, const asking *a, bool is_done, web_handler *again, const upw_error *why,
                upw_error *error)
{
    return is_done ? response_redirect(res, url_of(a, TEXT(""), "?done=saved", req->arena), error)
                   : web_page_say_again(req, res, again, why, error);
}

static bool change(request *req, response *res, upw_error *error)
{
    asking a;
    appraise_deed by;
    upw_error why = { 0 };
    if (!begin(req, &a, &by, error))
        return false;
    const question draft = { .id = request_path(req, "question"),
                             .wording = form_text(req, "wording"),
                             .hint = form_text(req, "hint") };
    const bool is_done = questionnaire_change(req->db, &a.round, &draft, form_get(req, "as_new")->is_given, &by, &why);
    return end(req, res, &a, is_done, show_one, &why, error);
}

static bool add(request *req, response *res, upw_error *error)
{
    static const unsigned bits[] = { 1u << TARGET_NATIONAL | 1u << TARGET_LOCAL, 1u << TARGET_NATIONAL,
                                     1u << TARGET_LOCAL };
    asking a;
    appraise_deed by;
    upw_error why = { 0 };
    if (!begin(req, &a, &by, error))
        return false;
    const question draft = { .theme = form_text(req, "theme"),
                             .wording = form_text(req, "wording"),
                             .hint = form_text(req, "hint"),
                             .scale = (question_scale)form_get(req, "scale")->choice,
                             .is_negative = form_get(req, "direction")->choice == 1,
                             .targets = bits[form_get(req, "target")->choice % 3] };
    const bool is_done = questionnaire_add(req->db, &a.round, &draft, &by, &why);
    return end(req, res, &a, is_done, show_new, &why, error);
}

static bool take_away(request *req, response *res, upw_error *error)
{
    asking a;
    appraise_deed by;
    upw_error why = { 0 };
    if (!begin(req, &a, &by, error))
        return false;
    const bool is_done = questionnaire_remove(req->db, &a.round, request_path(req, "question"), &by, &why);
    return end(req, res, &a, is_done, show_one, &why, error);
}

#define ALL "/coalition/{year}/questions"
#define EDITS .needs = PERMISSION_S1_EDIT_THE_QUESTIONNAIRE_BEFORE_FREEZE, .flags = WEB_NEEDS_SECOND_FACTOR

static const route routes[] = {
    { WEB_GET, ALL, show_all, EDITS },
    { WEB_GET, ALL "/new", show_new, EDITS },
    { WEB_POST, ALL "/new", add, EDITS, .form = &new_form, .again = show_new },
    { WEB_GET, ALL "/{question}", show_one, EDITS },
    { WEB_POST, ALL "/{question}", change, EDITS, .form = &change_form, .again = show_one },
    { WEB_POST, ALL "/{question}/remove", take_away, EDITS, .form = &remove_form, .again = show_one },
};
const web_routes coalition_questions_routes = { routes, sizeof routes / sizeof *routes };
