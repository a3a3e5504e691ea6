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

/* From now on clock_now_ms says what stands in this file (a whole number of milliseconds, read anew each time), so that
 * a test lives through a year in a second; while the file cannot be read, it says what stood there last. Call it before
 * there are other threads. UPW_BAD_INPUT when there is no such number now. */
bool clock_follow_file(const char *path, upw_error *error) UPW_MUST_CHECK;

#endif
