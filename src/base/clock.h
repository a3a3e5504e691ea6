/* base/clock.h: what time it is, in milliseconds. Nothing else in the program asks the machine. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "upward/error.h"

/* Milliseconds since 1970-01-01 00:00 UTC: for what is written down and shown. May jump when the machine's clock is
 * set. */
int64_t clock_now_ms(void);

/* Milliseconds since some moment, never backwards: for deadlines and how long something took. */
int64_t clock_monotonic_ms(void);

/* ---- has somebody set it? ---- */

enum { CLOCK_JUMP_MS = 120 * 1000 }; /* what is more than this is a jump, either way (security.md, section 6.2) */

/* From now on what clock_now_ms says is taken to be right. Before the first call nothing counts as a jump. */
void clock_vouch(void);

/* By how much it has been set since: it says so much more than a clock that nobody can set (and that goes on while the
 * machine sleeps) would; negative: less. */
int64_t clock_jump_ms(void);

/* `now_ms`; after a jump forward, what the clock would say without it. For what must not come too early. */
int64_t clock_undo_jump_ms(int64_t now_ms);

/* ---- another clock, for tests ---- */

/* From now on clock_now_ms says what stands in this file (a whole number of milliseconds, read anew each time), so that
 * a test lives through a year in a second; while the file cannot be read, it says what stood there last. However far it
 * goes, that is no jump, unless a second number stands behind the first: what the clock that nobody can set says. Call
 * it before there are other threads. UPW_BAD_INPUT when there is no such number now. */
bool clock_follow_file(const char *path, upw_error *error) UPW_MUST_CHECK;

#endif
