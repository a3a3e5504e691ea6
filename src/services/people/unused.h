/* services/people/unused.h: accounts that nobody uses: after eleven months without a sign-in their owner is told
 * (letter S03 of emails.csv), a month later, or thirty days after the letter where that is later, they close. Signing
 * in once keeps an account. The last administrator's stays, and those of a demonstration. */
#ifndef PEOPLE_UNUSED_H
#define PEOPLE_UNUSED_H

#include "store/store.h"
#include "upward/arena.h"
#include "workflow/move.h"

enum { UNUSED_TOLD_MONTHS = 11, UNUSED_CLOSED_MONTHS = 12, UNUSED_NOTICE_DAYS = 30 };

/* Duties (workflow/scheduler.h). `w`'s application is the services. */
bool unused_tell(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena, upw_error *error) UPW_MUST_CHECK;
bool unused_close(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena, upw_error *error) UPW_MUST_CHECK;

extern const store_statement unused_statements[];
extern const size_t unused_statements_count;

#endif
