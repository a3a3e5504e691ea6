/* workflow/clock_guard.h: whether the machine's clock can be believed (security.md, section 6.2).
 *
 * What becomes public at an hour is decided by the clock, so each server looks at it every half minute, and at each
 * jump: whether it was set by more than CLOCK_JUMP_MS since an administrator, or the server's start, vouched for it;
 * and whether it says less than a moment that some server has lived through already, as one that was set back while all
 * stood still, or that is not as another server's. Then nothing more becomes public, on any server of the database,
 * until an administrator has confirmed the clock. What was public stays so: `held_ms` stands in for the clock in the
 * questions that ask whether an hour has come. Before the look, clock_undo_jump_ms keeps what is asked meanwhile from
 * coming too early.
 *
 * A clock that was set forward while every server stood still cannot be told from one that is right. */
#ifndef WORKFLOW_CLOCK_GUARD_H
#define WORKFLOW_CLOCK_GUARD_H

#include "store/store.h"
#include "upward/arena.h"
#include "workflow/audit.h"

enum { CLOCK_GUARD_EVERY_MS = 30 * 1000 };

typedef struct clock_guard {
    int64_t seen_ms;       /* the latest moment that a server has lived through */
    int64_t held_ms;       /* what was public then is public, and nothing more; 0: nothing is held up */
    int64_t jump_ms;       /* how far the clock was set forward, or (negative) back */
    int64_t noticed_ms;    /* when, by that clock; 0: never */
    int64_t confirmed_ms;  /* 0: never */
    int64_t confirmations; /* how many there were */
} clock_guard;

bool clock_guard_read(store_db *db, clock_guard *out, upw_error *error) UPW_MUST_CHECK;

/* "The clock jumped forward by 1 day and 2 hours, to 9:15am on 3 March 2027": of the last jump. */
text clock_guard_words(const clock_guard *g, upw_arena *arena);

/* What a server knows between looks; at first all zero. */
typedef struct clock_watch {
    bool is_begun;
    int64_t confirmations;
    int64_t told_ms; /* the jump that is written down already */
} clock_watch;

/* A look; the first vouches for the clock. A jump is written into the database, the trail and the log. */
bool clock_guard_look(store_db *db, clock_watch *watch, upw_error *error) UPW_MUST_CHECK;

/* It jumped since the last look, or is back where it was; asks no database. */
bool clock_guard_has_news(const clock_watch *watch);

/* An administrator says that the clock is right. UPW_CONFLICT: nothing is held up (any more). */
bool clock_guard_confirm(store_db *db, const workflow_actor *actor, text request, int64_t now_ms,
                         upw_error *error) UPW_MUST_CHECK;

extern const store_statement clock_guard_statements[];
extern const size_t clock_guard_statements_count;

#endif
