/* services/appraise/readers.h: to whom of a return a letter goes (letters.h writes it). */
#ifndef APPRAISE_READERS_H
#define APPRAISE_READERS_H

#include "services/appraise/letters.h"
#include "services/appraise/returns.h"

/* The lead and the signatory of the return, while they hold that role; while it has none, all who do. */
enum { READ_BY_LEAD = 1, READ_BY_SIGNATORY = 2, READ_BY_COALITION = 4 };
bool readers_send(const letters_desk *desk, const appraise_return *ret, unsigned readers, const appraise_letter *letter,
                  upw_error *error) UPW_MUST_CHECK;

/* The same letter about each return of a year that is in one of the states (READERS_OF). The address below the letter's
 * body is that of the return, unless `path` is given; letter->about gets the body. */
#define READERS_OF(state) (1u << ((state)-STATE_RETURN_NOT_STARTED))
enum { READERS_OF_ALL = READERS_OF(STATE_RETURN_LAPSED + 1) - 1 };
typedef struct readers_round {
    text year;
    unsigned states, readers;
    text path;
} readers_round;
bool readers_send_round(const letters_desk *desk, const readers_round *whom, const appraise_letter *letter,
                        upw_error *error) UPW_MUST_CHECK;

text readers_day(int32_t day, upw_arena *arena); /* "30 November 2026" */
text readers_return_url(const letters_desk *desk, const appraise_return *ret);
bool readers_name_body(const letters_desk *desk, text body, text *name, upw_error *error) UPW_MUST_CHECK;

#endif
