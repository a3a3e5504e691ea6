/* services/appraise/rules.h: what each move of a round and of a return needs, does and writes: the rules of
 * state-machines.csv, an event each. */
#ifndef APPRAISE_RULES_H
#define APPRAISE_RULES_H

#include "services/services.h"

extern const service_rules round_rules;
extern const service_rules return_rules;

/* What happens because a date has come: the round opens, windows end, returns are accepted or lapse, letters remind. */
bool rounds_keep_dates(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena,
                       upw_error *error) UPW_MUST_CHECK;
bool returns_keep_dates(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena,
                        upw_error *error) UPW_MUST_CHECK;
bool rounds_remind(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena, upw_error *error) UPW_MUST_CHECK;

/* Five working days have gone by since an instant: the first midnight behind them. */
enum { RETURN_WORKING_DAYS = 5 };
int64_t return_waits_until_ms(int64_t since_ms);

#endif
