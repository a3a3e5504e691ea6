/* cli/demo_rounds.h: what happens in the demonstration's two rounds (demo.md). */
#ifndef CLI_DEMO_ROUNDS_H
#define CLI_DEMO_ROUNDS_H

#include "cli/demo_year.h"

/* Published: 187 of 211 returned, 9 declined, 3 withdrew, 12 let it lapse; eight proposals, two factual points accepted
 * and one rejected, a reply, a correction. */
bool demo_live_last_year(demo_year *y, text year, int32_t opens_on, upw_error *error) UPW_MUST_CHECK;

/* Of last year: proposals drafted and supported once returns have ended; the report, from that day to a correction a
 * week after its publication; and what the board then did with the proposals. */
bool demo_live_proposals(demo_year *y, int32_t ends, upw_error *error) UPW_MUST_CHECK;
bool demo_live_report(demo_year *y, int32_t from, upw_error *error) UPW_MUST_CHECK;
bool demo_live_promises(demo_year *y, upw_error *error) UPW_MUST_CHECK;

/* Open, day 17 of 28: a body whose list is too short, a lead with three letters that came back, a return that waits for
 * its second signature, and most of the others collecting answers. */
bool demo_live_this_year(demo_year *y, text year, int32_t opens_on, int64_t now_ms, upw_error *error) UPW_MUST_CHECK;

#endif
