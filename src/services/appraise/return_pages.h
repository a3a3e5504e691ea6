/* What the pages of a return share. */
#ifndef APPRAISE_RETURN_PAGES_H
#define APPRAISE_RETURN_PAGES_H

#include "services/appraise/returns_write.h"
#include "services/people/people.h"
#include "web/form.h"
#include "web/page.h"

extern const web_routes return_routes;           /* the list of tasks; accepting, leaving people out, beginning */
extern const web_routes return_agree_routes;     /* agreed scores, a page for each theme */
extern const web_routes return_statement_routes; /* statements, thanks, requests */
extern const web_routes return_sign_routes;      /* the whole return: read, agreed, signed, reopened, downloaded */
extern const web_routes return_decline_routes;   /* out, and back */
extern const web_routes return_public_routes;    /* what everybody reads after publication */

bool returns_add_links(request *req, const organisation *of, service_links *links, upw_error *error) UPW_MUST_CHECK;
bool returns_add_tasks(request *req, service_tasks *tasks, upw_error *error) UPW_MUST_CHECK;

/* Links to what whoever asks leads or signs in the round, also while none of it waits for them. */
bool returns_write_ways(html_writer *h, request *req, const appraise_round *r, upw_error *error) UPW_MUST_CHECK;

/* The return of the address, {year} and {organisation}. */
typedef struct return_subject {
    appraise_round round;
    appraise_return ret;
    organisation body;
} return_subject;
bool return_find_subject(request *req, return_subject *out, upw_error *error) UPW_MUST_CHECK; /* UPW_NOT_FOUND */

text return_url(const return_subject *s, const char *tail, upw_arena *arena); /* "/returns/2026/01C…" */
text return_standing(workflow_state state);                                   /* "Waits for the second signature" */
layout return_frame(const return_subject *s, text title, upw_arena *arena);   /* with the way back to the list */

/* Who asks, and may they do it to this return? *actor (NULL: nobody asks) as when they do. */
bool return_may(request *req, const return_subject *s, workflow_permission permission, bool *may, workflow_actor *actor,
                upw_error *error) UPW_MUST_CHECK;
bool return_make_deed(request *req, const return_subject *s, appraise_deed *out, upw_error *error) UPW_MUST_CHECK;

/* Move it, by whoever asks; version is that of the page's hidden field "move". What people can put right is said above
 * the form again. */
typedef struct return_step {
    workflow_event event;
    text reason;
    void *facts;
    web_handler *again;
    const char *tail; /* where to go when it is done: "/sign?done=signed" */
} return_step;
bool return_move(request *req, response *res, const return_subject *s, const return_step *step,
                 const workflow_actor *by, upw_error *error) UPW_MUST_CHECK;

#define RETURN_MOVE_FIELD                                                                                              \
    {                                                                                                                  \
        "move", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008                                  \
    }
#define RETURN_VERSION_FIELD                                                                                           \
    {                                                                                                                  \
        "version", FORM_INTEGER, "version", .empty = MESSAGE_E008, .wrong = MESSAGE_E008                               \
    }
void return_write_versions(html_writer *h, request *req, const return_subject *s, bool has_draft);

/* Somebody else saved it first: who, and what; shown again with what was typed. */
bool return_say_conflict(request *req, response *res, web_handler *again, upw_error *error) UPW_MUST_CHECK;
bool return_write_conflict(html_writer *h, request *req, const response *res, const return_subject *s,
                           upw_error *error) UPW_MUST_CHECK;

/* Does the field look as if somebody's particulars were in it? Then it has its sentence, unless they have said that it
 * is about nobody (the tick "screened", which the page then shows). */
void return_check_personal(request *req, const char *name);
void return_write_screened(html_writer *h, request *req);
#define RETURN_SCREENED_FIELD                                                                                          \
    {                                                                                                                  \
        "screened", FORM_TICK, "not about a person", .is_optional = true                                               \
    }

/* The whole return as people read it: head, scores, statements, signatures. */
bool return_write_whole(html_writer *h, request *req, const return_subject *s, upw_error *error) UPW_MUST_CHECK;

/* The text that was signed, as a download. */
void return_answer_signed(response *res, request *req, const appraise_return *ret, text words);

/* Words with their line ends as paragraphs; "Nothing" where there are none. */
void return_write_words(html_writer *h, text words);

/* "done=agreed" of the address as a sentence for the page. */
text return_done_words(const request *req);

enum { RETURN_BODY_MAX = 512 * 1024 }; /* of a form with long texts, written in any language */

#define RETURN_PLACE "/returns/{year}/{organisation}"
#define RETURN_SEEN_BY_BOTH .needs = PERMISSION_S1_SEE_THE_BODY_PROFILE_AFTER_CLOSE, .scope = WEB_SCOPE_OWN
#define RETURN_DRAFTED_BY_LEAD .needs = PERMISSION_S1_DRAFT_AND_AGREE_A_RETURN, .scope = WEB_SCOPE_OWN

#endif
