/* One person of the list: put right or taken off before invitations go out, and given another address when a letter
 * did not come. */
#include "base/memory.h"
#include "services/appraise/electors_read.h"
#include "services/appraise/inviting.h"
#include "services/appraise/return_electors.h"

enum { SEEN_MAX = 500 };

/* What the page was filled with comes back: whoever was second must not undo the first. */
#define SEEN_FIELD                                                                                                     \
    {                                                                                                                  \
        "seen", FORM_TEXT, "version", .most = SEEN_MAX, .empty = MESSAGE_E008, .length = MESSAGE_E008                  \
    }
static const form_field correct_fields[] = {
    SEEN_FIELD,
    { "name", FORM_TEXT, "name", .most = ELECTOR_NAME_MAX, .empty = MESSAGE_ENTER_PERSON_NAME,
      .length = MESSAGE_NAME_LENGTH },
    { "email", FORM_EMAIL, "email address", .empty = MESSAGE_ENTER_PERSON_EMAIL },
    { "capacity", FORM_CHOICE, "how they take part", .choices = elector_capacity_names,
      .empty = MESSAGE_SELECT_CAPACITY, .wrong = MESSAGE_SELECT_CAPACITY },
};
static const form_field address_fields[] = {
    SEEN_FIELD, { "email", FORM_EMAIL, "email address", .empty = MESSAGE_ENTER_PERSON_EMAIL }
};
static const form_field remove_fields[] = { SEEN_FIELD };
static const form correct_form = { "person", correct_fields, 4 };
static const form address_form = { "address", address_fields, 2 };
static const form remove_form = { "remove", remove_fields, 1 };

text return_elector_url(const return_subject *s, text id, const char *tail, upw_arena *arena)
{
    return return_url(s, memory_format(arena, "/electorate/%.*s%s", TEXT_ARGS(id), tail).at, arena);
}

typedef struct listed {
    return_subject s;
    elector one;
} listed;

static bool find(request *req, listed *out, upw_error *error)
{
    bool found;
    return return_find_subject(req, &out->s, error) &&
           electors_find(req->db, out->s.ret.year, out->s.ret.body, request_path(req, "elector"), req->arena, &out->one,
                         &found, error) &&
           (found || upw_fail(error, UPW_NOT_FOUND, "there is no such person on the list"));
}

static text seen_of(const elector *one, upw_arena *arena)
{
    return memory_format(arena, "%.*s %s %.*s", TEXT_ARGS(one->email), elector_capacity_names[one->capacity],
                         TEXT_ARGS(one->name));
}

/* ---- the page ---- */

static void write_email(html_writer *h, request *req, const form *of, text kept)
{
    const bool is_sent = req->form != NULL && req->form->form == of;
    nhs_input(h, &(nhs_input_options){ .name = TEXT("email"),
                                       .label = { TEXT("Email address") },
                                       .value = is_sent ? form_get(req, "email")->raw : kept,
                                       .error = is_sent ? form_get(req, "email")->error : TEXT(""),
                                       .type = "email",
                                       .no_spellcheck = true });
}

static void begin_form(html_writer *h, request *req, const listed *l, const char *tail)
{
    web_page_begin_form(h, req, return_elector_url(&l->s, l->one.id, tail, req->arena));
    web_page_write_hidden(h, TEXT("seen"), seen_of(&l->one, req->arena));
}

static void write_correct(html_writer *h, request *req, const listed *l)
{
    const bool is_sent = req->form != NULL && req->form->form == &correct_form;
    nhs_choice choices[CAPACITY_COUNT];
    for (elector_capacity c = 0; c < CAPACITY_COUNT; c++)
        choices[c] =
            (nhs_choice){ .words = text_of(elector_capacity_words[c]), .value = text_of(elector_capacity_names[c]) };
    begin_form(h, req, l, "");
    nhs_input(h, &(nhs_input_options){ .name = TEXT("name"),
                                       .label = { TEXT("Name") },
                                       .value = is_sent ? form_get(req, "name")->raw : l->one.name,
                                       .error = is_sent ? form_get(req, "name")->error : TEXT("") });
    write_email(h, req, &correct_form, l->one.email);
    nhs_radios(h, &(nhs_radios_options){ .name = TEXT("capacity"),
                                         .label = { TEXT("How do they take part?") },
                                         .value = is_sent ? form_get(req, "capacity")->raw
                                                          : text_of(elector_capacity_names[l->one.capacity]),
                                         .error = is_sent ? form_get(req, "capacity")->error : TEXT(""),
                                         .items = choices,
                                         .n_items = CAPACITY_COUNT });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Save"), .prevents_double_click = true });
    html_close(h, "form");
    begin_form(h, req, l, "/remove");
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Take this person off the list"),
                                         .variant = NHS_BUTTON_WARNING,
                                         .prevents_double_click = true });
    html_close(h, "form");
}

static void write_address(html_writer *h, request *req, const listed *l)
{
    nhs_paragraph(h, TEXT("The letter to this address did not come. Give another one: an invitation with a new link "
                          "goes there at once, and the link of the first letter opens nothing any more."));
    begin_form(h, req, l, "/address");
    write_email(h, req, &address_form, l->one.email);
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Send the invitation there"), .prevents_double_click = true });
    html_close(h, "form");
}

static bool show(request *req, response *res, upw_error *error)
{
    listed l;
    if (!find(req, &l, error))
        return false;
    layout frame = return_frame(&l.s, l.one.name, req->arena);
    frame.back = return_url(&l.s, "/electorate", req->arena);
    html_writer *const h = web_page_begin(req, res, &frame);
    if (res->status == 409)
        nhs_inset_text(h, memory_format(req->arena, "On the list now: %.*s, %.*s, %s.", TEXT_ARGS(l.one.name),
                                        TEXT_ARGS(l.one.email), elector_capacity_words[l.one.capacity]));
    if (l.s.ret.life.state == STATE_RETURN_PREPARING)
        write_correct(h, req, &l);
    else if (l.one.state == STATE_INVITATION_BOUNCED)
        write_address(h, req, &l);
    else
        nhs_inset_text(h, TEXT("The list stands: it can be changed until people are invited."));
    return web_page_end(h, error);
}

/* ---- changes ---- */

static bool begin(request *req, listed *l, appraise_deed *by, bool *is_seen, upw_error *error)
{
    if (!find(req, l, error) || !return_make_deed(req, &l->s, by, error))
        return false;
    *is_seen = text_equal(form_text(req, "seen"), seen_of(&l->one, req->arena));
    return true;
}

/* Is the address on a list already, of somebody else? Then the form says so. */
static bool check_address(request *req, const listed *l, text email, upw_error *error)
{
    text body;
    bool found;
    if (text_equal(email, l->one.email))
        return true;
    if (!electors_find_address(req->db, l->s.ret.year, email, req->arena, &body, &found, error))
        return false;
    const web_pair words[] = { { TEXT("[email]"), email } };
    if (found)
        form_fail_with(req, "email", text_equal(body, l->s.ret.body) ? MESSAGE_E037 : MESSAGE_ELECTOR_ELSEWHERE, words,
                       1);
    return true;
}

static bool end(request *req, response *res, const listed *l, bool is_done, const char *done, const upw_error *why,
                upw_error *error)
{
    return is_done ? response_redirect(res, return_url(&l->s, done, req->arena), error)
                   : web_page_say_again(req, res, show, why, error);
}

static bool correct(request *req, response *res, upw_error *error)
{
    listed l;
    appraise_deed by;
    upw_error why = { 0 };
    bool is_seen;
    if (!begin(req, &l, &by, &is_seen, error))
        return false;
    const text email = elector_address(form_text(req, "email"), req->arena);
    if (!is_seen)
        return return_say_conflict(req, res, show, error);
    if (!check_address(req, &l, email, error))
        return false;
    if (form_has_errors(req))
        return show(req, res, error);
    const elector one = { .id = l.one.id,
                          .name = form_text(req, "name"),
                          .email = email,
                          .capacity = (elector_capacity)form_get(req, "capacity")->choice };
    const bool is_done = electors_correct(req->db, &l.s.ret, &one, &by, &why);
    return end(req, res, &l, is_done, "/electorate?done=changed", &why, error);
}

static bool take_off(request *req, response *res, upw_error *error)
{
    listed l;
    appraise_deed by;
    upw_error why = { 0 };
    bool is_seen;
    if (!begin(req, &l, &by, &is_seen, error))
        return false;
    if (!is_seen)
        return return_say_conflict(req, res, show, error);
    const bool is_done = electors_remove(req->db, &l.s.ret, l.one.id, &by, &why);
    return end(req, res, &l, is_done, "/electorate?done=removed", &why, error);
}

static bool readdress(request *req, response *res, upw_error *error)
{
    listed l;
    appraise_deed by;
    upw_error why = { 0 };
    bool is_seen;
    if (!begin(req, &l, &by, &is_seen, error))
        return false;
    const text email = elector_address(form_text(req, "email"), req->arena);
    if (!is_seen)
        return return_say_conflict(req, res, show, error);
    if (!check_address(req, &l, email, error))
        return false;
    if (form_has_errors(req))
        return show(req, res, error);
    const inviting_readdress to = { .round = &l.s.round, .ret = &l.s.ret, .elector = l.one.id, .email = email };
    const bool is_done = inviting_send_again(req->db, &services_of(req)->workflow, &to, &by, &why);
    return end(req, res, &l, is_done, "/electorate?done=sent", &why, error);
}

static const route routes[] = {
    { WEB_GET, RETURN_PLACE "/electorate/{elector}", show, RETURN_LISTED_BY_LEAD },
    { WEB_POST, RETURN_PLACE "/electorate/{elector}", correct, RETURN_LISTED_BY_LEAD, .form = &correct_form,
      .again = show },
    { WEB_POST, RETURN_PLACE "/electorate/{elector}/remove", take_off, RETURN_LISTED_BY_LEAD, .form = &remove_form,
      .again = show },
    { WEB_POST, RETURN_PLACE "/electorate/{elector}/address", readdress, RETURN_LISTED_BY_LEAD, .form = &address_form,
      .again = show },
};
const web_routes return_elector_routes = { routes, sizeof routes / sizeof *routes };
