/* What this service does because time has passed. */
#include "services/people/duties.h"

#include "services/people/failures.h"
#include "services/people/passes.h"
#include "services/people/trail.h"
#include "services/people/unused.h"
#include "web/session.h"
#include "workflow/outbox.h"

static bool end_sessions(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    (void)w, (void)arena;
    return web_session_sweep(db, now_ms, error);
}

static bool forget_letters(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    (void)w, (void)arena;
    return outbox_forget_old(db, now_ms, error);
}

static bool forget_passes(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    (void)w, (void)arena;
    return passes_sweep(db, now_ms, error) && failures_sweep(db, now_ms, error);
}

static bool publish_digest(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    (void)w, (void)arena;
    return trail_anchor_days(db, now_ms, error);
}

const scheduler_duty people_duties[PEOPLE_DUTIES] = {
    { "end old sessions", end_sessions },
    { "forget old letters", forget_letters },
    { "forget links and failures that are over", forget_passes },
    { "publish the digest of the audit trail", publish_digest },
    { "tell owners of accounts that nobody uses", unused_tell },
    { "close accounts that nobody uses", unused_close },
};
