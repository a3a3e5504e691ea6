/* services/appraise/inviting.h: letters to electors: invitations (A05), reminders (A06), and to whom a letter did not
 * come. */
#ifndef APPRAISE_INVITING_H
#define APPRAISE_INVITING_H

#include "services/appraise/electors.h"
#include "services/appraise/letters.h"
#include "services/services.h"

extern const service_rules inviting_rules; /* EVENT_RETURN_INVITE: one letter for each elector */

/* A letter did not come: it is sent to another address, with another link. Within a transaction of its own.
 * UPW_CONFLICT: the address is on a list already. UPW_FORBIDDEN: the letter was not returned, or answering is over. */
typedef struct inviting_readdress {
    const appraise_round *round;
    const appraise_return *ret;
    text elector; /* id */
    text email;
} inviting_readdress;
bool inviting_send_again(store_db *db, const workflow *w, const inviting_readdress *to, const appraise_deed *by,
                         upw_error *error) UPW_MUST_CHECK;

/* Of a round that is open: who was not reached, and reminders on their days. */
bool inviting_note_bounces(const letters_desk *desk, const appraise_round *r, upw_error *error) UPW_MUST_CHECK;
bool inviting_remind(const letters_desk *desk, const appraise_round *r, const appraise_return *ret, answers *file,
                     upw_error *error) UPW_MUST_CHECK;

/* Letters that were not sent yet are not sent any more: the round is closed or cancelled. */
bool inviting_withdraw(store_db *db, text year, upw_error *error) UPW_MUST_CHECK;

#endif
