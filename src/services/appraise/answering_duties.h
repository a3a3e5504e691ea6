/* What time makes due while people answer, and when what they said must go. */
#ifndef APPRAISE_ANSWERING_DUTIES_H
#define APPRAISE_ANSWERING_DUTIES_H

#include "store/store.h"
#include "workflow/move.h"

/* Of the round that is open: letters that did not come, reminders, the count of the day, answers move on. */
bool answering_keep_days(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena,
                         upw_error *error) UPW_MUST_CHECK;

/* Names and links 30 days after the close; words after 12 months; answers after 24 (product.md, section 5.8). */
bool answering_forget(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena,
                      upw_error *error) UPW_MUST_CHECK;

#endif
