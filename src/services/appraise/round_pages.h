/* What the pages of a round share. */
#ifndef APPRAISE_ROUND_PAGES_H
#define APPRAISE_ROUND_PAGES_H

#include "services/appraise/returns.h"
#include "services/appraise/rounds_write.h"
#include "services/people/people.h"
#include "web/form.h"
#include "web/page.h"

extern const web_routes appraisal_routes;           /* what everybody sees of rounds */
extern const web_routes appraisal_returns_routes;   /* … and of returns, after publication */
extern const web_routes coalition_routes;           /* the federation's office: rounds, one of them, its moves */
extern const web_routes coalition_returns_routes;   /* … one body's return: read, asked about, accepted */
extern const web_routes coalition_set_up_routes;    /* … what is set of a draft */
extern const web_routes coalition_questions_routes; /* … what it asks */

bool rounds_add_tasks(request *req, service_tasks *tasks, upw_error *error) UPW_MUST_CHECK;

/* The round of the address, {year}; UPW_NOT_FOUND. Drafts are the office's alone. */
bool round_find_named(request *req, appraise_round *out, upw_error *error) UPW_MUST_CHECK;
bool round_find_public(request *req, appraise_round *out, upw_error *error) UPW_MUST_CHECK;

text round_standing(workflow_state state);                     /* "Open" */
text round_url(text year, const char *tail, upw_arena *arena); /* "/coalition/2026…" */
text round_path(text year, upw_arena *arena);                  /* "/appraisal/2026" */
text round_body_url(text year, const organisation *body, const char *tail,
                    upw_arena *arena); /* "/coalition/2026/returns/01C…" */
void round_write_dates(html_writer *h, request *req, const appraise_round *r);

/* How many returns stand where. */
typedef struct round_counts {
    size_t of[STATE_RETURN_LAPSED - STATE_RETURN_NOT_STARTED + 1];
    size_t n;
} round_counts;
void round_count(const appraise_returns *all, round_counts *out);
size_t round_counted(const round_counts *c, workflow_state state);
bool return_takes_part(const appraise_return *ret); /* accepted to, and neither declined, withdrawn nor lapsed */
bool return_is_in(const appraise_return *ret);      /* signed by two */

/* Of the office's page: what is amiss and how many stand where; all of them, in the order that is asked for. */
void coalition_write_overview(html_writer *h, request *req, const appraise_round *r, const appraise_returns *all);
bool coalition_write_bodies(html_writer *h, request *req, const appraise_round *r, const appraise_returns *all,
                            upw_error *error) UPW_MUST_CHECK;

/* Move the round, by whoever asks; as return_move. */
typedef struct round_step {
    workflow_event event;
    text reason;
    void *facts;
    web_handler *again;
    const char *done;
} round_step;
bool round_move(request *req, response *res, const appraise_round *r, const round_step *step,
                upw_error *error) UPW_MUST_CHECK;
bool round_make_deed(request *req, appraise_deed *out, upw_error *error) UPW_MUST_CHECK;

#endif
