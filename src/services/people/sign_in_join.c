/* Joining by signing in: behind the link, or the code, of a letter to an address that has no account, but whose domain
 * an organisation lists (domains.h). They say their name, and are a member of it. */
#include "base/civil.h"
#include "base/memory.h"
#include "services/people/domains.h"
#include "services/people/people.h"
#include "services/people/sign_in.h"
#include "web/page.h"

bool sign_in_find_listing(request *req, store_db *db, text email, organisation *out, bool *found, upw_error *error)
{
    char day[CIVIL_DAY_LEN + 1];
    civil_write_day(civil_day_of(req->now_ms), day);
    return domains_find_listing(db, email, text_of(day), req->arena, out, found, error);
}

bool sign_in_show_join(request *req, response *res, const organisation *o, text email, upw_error *error)
{
    html_writer *const h = web_page_begin(req, res, &(layout){ .title = TEXT("Join"), .caption = o->name });
    html_open(h, "p");
    html_words(h, "With the address ");
    html_element(h, "strong", email);
    html_words(h, " you can be a member of ");
    html_element(h, "strong", o->name);
    html_words(h, ", which lets people with such addresses join.");
    html_close(h, "p");
    web_page_begin_form(h, req, req->path);
    sign_in_write_way_back(h, req);
    nhs_input(h, &(nhs_input_options){ .name = TEXT("name"),
                                       .label = { TEXT("Your name") },
                                       .hint = TEXT("As colleagues know you"),
                                       .value = form_get(req, "name")->raw,
                                       .error = form_get(req, "name")->error,
                                       .autocomplete = "name",
                                       .no_spellcheck = true });
    nhs_button(h, &(nhs_button_options){ .words = TEXT("Join"), .prevents_double_click = true });
    html_close(h, "form");
    nhs_paragraph(h, TEXT("If you do not want to, close this page. Your address is then forgotten."));
    return web_page_end(h, error);
}

static bool record(store_db *db, const workflow_actor *self, text email, request *req, upw_error *error)
{
    const audit_entry entry = { .at_ms = req->now_ms,
                                .actor = *self,
                                .action = "member.join",
                                .object = self->organisation,
                                .details = { { "domain", domain_of_address(email, req->arena) } },
                                .n_details = 1 };
    return audit_append(db, &entry, error);
}

bool sign_in_join(request *req, store_db *db, const organisation *o, text email, account *who, upw_error *error)
{
    const account draft = { .name = form_text(req, "name"), .email = email, .organisation = o->id };
    const workflow_actor stranger = { .role = ROLE_PUBLIC };
    if (!accounts_add(db, &draft, &stranger, req->now_ms, req->arena, who, error))
        return false;
    const workflow_actor self = { who->id, ROLE_MEMBER, o->id };
    return seats_give(db, who->id, (workflow_seat){ ROLE_MEMBER, o->id }, &self, req->now_ms, error) &&
           record(db, &self, email, req, error);
}
