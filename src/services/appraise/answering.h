/* services/appraise/answering.h: what stands behind a link, for the pages on which people answer.
 *
 * A response is draft, submitted, sealed, counted and destroyed (state-machines.csv). None of that is a row of the main
 * database, where it would have an order and a time: the states are places in the file of answers (answers.h). A draft
 * lies there under the key of its link; what is submitted is staged; it is sealed when the close has shut the file, and
 * counted when the close has written the profiles. */
#ifndef APPRAISE_ANSWERING_H
#define APPRAISE_ANSWERING_H

#include "services/appraise/answer_body.h"
#include "services/appraise/electors.h"
#include "web/page.h"

typedef enum answering_verdict {
    ANSWERING_OPEN,
    ANSWERING_UNKNOWN, /* no such link, or one that is dead */
    ANSWERING_USED,
    ANSWERING_CLOSED, /* its window has ended */
} answering_verdict;

typedef struct answering {
    text token; /* as it is written: 26 letters and digits */
    answers_ticket ticket;
    elector_holder holder;
    appraise_round round;
    questionnaire asked;
    answer_body draft; /* empty: nothing is saved yet */
    bool has_draft;
    answers *file;
} answering;

/* The code as somebody types it: capitals, spaces and hyphens do not count, O is 0, I and L are 1. Empty: it is none.
 */
text answering_read_code(text typed, upw_arena *arena);

/* Who holds the link of this request's {token}, and how far they have got. */
bool answering_find(request *req, answering *out, answering_verdict *verdict, upw_error *error) UPW_MUST_CHECK;

/* The same of a code that was typed. */
bool answering_find_code(request *req, text code, answering *out, answering_verdict *verdict,
                         upw_error *error) UPW_MUST_CHECK;

/* Keep the draft and go on to `next`; or say that answering is closed, where it was closed a moment ago. */
bool answering_save(request *req, response *res, const answering *a, text next, upw_error *error) UPW_MUST_CHECK;

/* All of it goes, in parts. UPW_CONFLICT: the link, or another of the same person, was used. UPW_FORBIDDEN: closed. */
bool answering_send(request *req, const answering *a, upw_error *error) UPW_MUST_CHECK;

/* ---- the order in which it is asked: ratings first, then what is written ---- */

typedef struct answering_place {
    size_t question; /* its place in `asked` */
    size_t number;   /* of its kind, from 1: /q/3, /open/1 */
    size_t of_all;   /* from 1: "Question 18 of 20" */
    bool is_open;
} answering_place;

size_t answering_count(const questionnaire *asked, bool is_open);
/* The one of this number ("3"); false: there is none. */
bool answering_find_place(const questionnaire *asked, text number, bool is_open, answering_place *out);
answering_place answering_place_at(const questionnaire *asked, size_t of_all);
/* The first that has no answer but must have one; *found false: all are there. */
bool answering_find_missing(const answering *a, answering_place *out);

/* "/a/{token}", with a tail: "", "/check", … */
text answering_url(const answering *a, const char *tail, upw_arena *arena);
text answering_place_url(const answering *a, const answering_place *place, upw_arena *arena);
/* Did they come from the list of all answers? Then that is where they go on, else to the next question. */
bool answering_is_from_check(const request *req);
text answering_way_on(request *req, const answering *a, const answering_place *place);

/* ---- pages ---- */

/* For whatever is not open: what messages.csv says of it. */
bool answering_show_verdict(request *req, response *res, const answering *a, answering_verdict verdict,
                            upw_error *error) UPW_MUST_CHECK;

/* A frame, and a form in it that needs no token. */
html_writer *answering_begin_page(request *req, response *res, const layout *page);
void answering_begin_form(html_writer *h, text action);

/* What every text box says. */
void answering_write_warning(html_writer *h);

extern const web_routes protection_routes; /* /protection: what is kept of answers, for everybody */
extern const web_routes answering_start_routes, answering_question_routes, answering_open_routes,
    answering_check_routes, answering_receipt_routes;

/* Everything below /a and a receipt: no session, no cookie, no line in the log. */
#define ANSWERING_MAY .needs = WEB_ANYONE, .flags = WEB_BY_LINK
#define ANSWERING_STEP ANSWERING_MAY, .rate = WEB_RATE_PUBLIC /* a step of one's own: a hospital has one address */
#define ANSWERING_RARE ANSWERING_MAY, .rate = WEB_RATE_ANSWER

#endif
