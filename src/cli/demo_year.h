/* cli/demo_year.h: living through a round of the demonstration at past times, by the service's own functions, so that
 * nothing stands in the database that could not have come about. */
#ifndef CLI_DEMO_YEAR_H
#define CLI_DEMO_YEAR_H

#include "services/appraise/appraise.h"
#include "services/appraise/returns_write.h"
#include "services/services.h"

/* People of the demonstration who have a part in a round. */
typedef struct demo_cast {
    text officer, second_officer; /* coalition */
    text analyst, board, office;  /* the office of one director */
    text office_id;
} demo_cast;

/* A body with its people. */
typedef struct demo_place {
    text body;
    size_t office;        /* place on the list of offices */
    text lead, signatory; /* accounts */
    double response;      /* share of its people that answers */
} demo_place;

typedef struct demo_year {
    store_db *db;
    const workflow *workflow;
    const services *site;
    upw_arena *arena;
    demo_cast cast;
    demo_place *places; /* in the order of the bodies' ids */
    size_t n_places;
    appraise_round round;
    questionnaire asked;
    int64_t now_ms;
} demo_year;

/* A round whose first day is that one, announced 40 days before. */
bool demo_year_announce(demo_year *y, text year, int32_t opens_on, upw_error *error) UPW_MUST_CHECK;

/* By the body's id; SIZE_MAX: it is not there. */
size_t demo_year_find(const demo_year *y, const char *body);

/* It is that late, and what is due is done. */
bool demo_year_go_to(demo_year *y, int32_t day, uint8_t hour, upw_error *error) UPW_MUST_CHECK;

/* A move by somebody now; `facts` may be NULL. */
typedef struct demo_move {
    workflow_event event;
    text object;
    workflow_actor actor;
    const char *reason;
    void *facts;
} demo_move;
bool demo_year_move(const demo_year *y, const demo_move *move, upw_error *error) UPW_MUST_CHECK;
bool demo_year_move_return(const demo_year *y, const demo_place *place, workflow_event event, const char *reason,
                           void *facts, upw_error *error) UPW_MUST_CHECK; /* by its lead, or by who signs second */

/* Body by body: each accepts, brings its list, invites; later its people answer. */
bool demo_year_accept(const demo_year *y, const demo_place *place, upw_error *error) UPW_MUST_CHECK;
bool demo_year_invite(const demo_year *y, size_t place, upw_error *error) UPW_MUST_CHECK;
bool demo_year_answer(const demo_year *y, double share, upw_error *error) UPW_MUST_CHECK; /* of those who would */

/* A list that is too short to show anything of; without letters. */
bool demo_year_bring_short_list(const demo_year *y, size_t place, upw_error *error) UPW_MUST_CHECK;
/* So many letters to people of a body came back. */
bool demo_year_bounce(const demo_year *y, size_t place, size_t n, upw_error *error) UPW_MUST_CHECK;
/* A link by which whoever looks round may answer, as the last on the body's list, who has not: "/a/…". */
bool demo_year_invite_guest(const demo_year *y, size_t place, text *path, upw_error *error) UPW_MUST_CHECK;
/* All letters that wait have gone out. */
bool demo_year_send_letters(const demo_year *y, upw_error *error) UPW_MUST_CHECK;

/* The body's agreed view, up to the lead's signature, on a day after the close; and the second one. */
bool demo_year_agree(const demo_year *y, size_t place, upw_error *error) UPW_MUST_CHECK;
bool demo_year_sign(const demo_year *y, size_t place, upw_error *error) UPW_MUST_CHECK;
bool demo_year_countersign(const demo_year *y, size_t place, upw_error *error) UPW_MUST_CHECK;

#endif
