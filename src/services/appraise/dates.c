/* What happens to rounds and returns because a date has come. */
#include "services/appraise/return_letters.h"
#include "services/appraise/rules.h"

#include "base/civil.h"
#include "base/memory.h"
#include "services/appraise/rounds.h"

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

typedef struct keeping {
    store_db *db;
    const workflow *w;
    int64_t now_ms;
    upw_arena *arena;
} keeping;

static bool was_moved(const keeping *k, const workflow_life *life)
{
    workflow_life now;
    bool found;
    upw_error ignored;
    return workflow_find_life(k->db, life->machine, life->object, k->arena, &now, &found, &ignored) && found &&
           now.version != life->version;
}

/* By the system. That another server was first, or somebody signed at the last moment, is no failure; nor that no body
 * takes part yet when the round shall open. */
static bool move(const keeping *k, const workflow_life *life, workflow_event event, upw_error *error)
{
    upw_error why = { 0 };
    const workflow_request wish = { .event = event,
                                    .object = life->object,
                                    .version = life->version,
                                    .actor = { .role = ROLE_SYSTEM },
                                    .now_ms = k->now_ms };
    if (workflow_move(k->db, k->w, &wish, k->arena, NULL, &why) ||
        (event == EVENT_ROUND_OPEN && why.code == UPW_FORBIDDEN) || was_moved(k, life))
        return true;
    return upw_fail(error, why.code, "%s", why.message);
}

/* ---- rounds ---- */

static const struct {
    workflow_event event;
    workflow_state from;
    int64_t (*when)(const appraise_round *r);
} steps[] = {
    { EVENT_ROUND_OPEN, STATE_ROUND_ANNOUNCED, round_opens_ms },
    { EVENT_ROUND_CLOSE_INDIVIDUAL, STATE_ROUND_OPEN, round_individual_ends_ms },
    { EVENT_ROUND_CLOSE_RETURNS, STATE_ROUND_AGREEING, round_returns_end_ms },
};

/* After a stop several are due: in their order. */
static bool keep_round(const keeping *k, text year, upw_error *error)
{
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        appraise_round r;
        bool found;
        if (!rounds_find(k->db, year, k->arena, &r, &found, error))
            return false;
        if (found && r.life.state == steps[i].from && k->now_ms >= steps[i].when(&r) &&
            !move(k, &r.life, steps[i].event, error))
            return false;
    }
    return true;
}

bool rounds_keep_dates(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    const keeping k = { db, w, now_ms, arena };
    appraise_rounds all;
    bool is_followed = false; /* a later round is published */
    if (!rounds_list(db, arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        const appraise_round *const r = &all.at[i];
        if (is_followed && r->life.state == STATE_ROUND_PUBLISHED && !move(&k, &r->life, EVENT_ROUND_ARCHIVE, error))
            return false;
        if (!keep_round(&k, r->year, error))
            return false;
        is_followed = is_followed || round_is_published(r);
    }
    return true;
}

/* ---- returns ---- */

static bool keep_returns_of(const keeping *k, const appraise_round *r, upw_error *error)
{
    appraise_returns all;
    if (!returns_list(k->db, r->year, k->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        const workflow_life *const life = &all.at[i].life;
        const bool has_waited = k->now_ms >= return_waits_until_ms(life->since_ms);
        if (life->state == STATE_RETURN_SUBMITTED && has_waited && !move(k, life, EVENT_RETURN_ACCEPT, error))
            return false;
        if (life->state == STATE_RETURN_QUERIED && has_waited && k->now_ms >= round_returns_end_ms(r) &&
            !move(k, life, EVENT_RETURN_LAPSE, error))
            return false;
    }
    return true;
}

static bool has_returns_at_work(const appraise_round *r)
{
    return r->life.state == STATE_ROUND_OPEN || r->life.state == STATE_ROUND_AGREEING ||
           r->life.state == STATE_ROUND_ANALYSING || r->life.state == STATE_ROUND_SHARED;
}

bool returns_keep_dates(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    const keeping k = { db, w, now_ms, arena };
    appraise_rounds all;
    if (!rounds_list(db, arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++)
        if (has_returns_at_work(&all.at[i]) && !keep_returns_of(&k, &all.at[i], error))
            return false;
    return true;
}

/* ---- letters ahead of a date ---- */

static bool waits_for_signatures(const appraise_return *ret)
{
    return workflow_offers(&ret->life, EVENT_RETURN_LAPSE, ROLE_SYSTEM);
}

/* Seven days and one day before returns close. */
static bool remind_of_returns(const keeping *k, const appraise_round *r, upw_error *error)
{
    static const struct {
        int days;
        const char *words;
    } times[] = { { 1, "1 day" }, { 7, "7 days" } };
    const letters_desk desk = { k->db, k->w, k->arena, k->now_ms };
    const int64_t ends_ms = round_returns_end_ms(r);
    appraise_returns all;
    size_t t = 0;
    while (t < 2 && k->now_ms < ends_ms - times[t].days * day_ms)
        t++;
    if (r->life.state != STATE_ROUND_AGREEING || k->now_ms >= ends_ms || t == 2)
        return true;
    if (!returns_list(k->db, r->year, k->arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++)
        if (waits_for_signatures(&all.at[i]) && !return_letter_days_left(&desk, r, &all.at[i], times[t].words, error))
            return false;
    return true;
}

/* 28 days before publication; the list of the last 24 hours has its own letter. */
static bool remind_of_publication(const keeping *k, const appraise_round *r, upw_error *error)
{
    const letters_desk desk = { k->db, k->w, k->arena, k->now_ms };
    const int64_t at_ms = round_publishes_ms(r);
    const bool is_due = round_is_public(r) && !round_is_published(r) && r->life.state != STATE_ROUND_CANCELLED &&
                        k->now_ms >= at_ms - ROUND_NOTICE_DAYS * day_ms && k->now_ms < at_ms;
    const text day = readers_day(r->publish_on, k->arena);
    const outbox_word words[] = { { "date", day } };
    const appraise_letter letter = {
        .email = EMAIL_A18,
        .about = r->year,
        .words = words,
        .n_words = 1,
        .body = memory_format(k->arena,
                              "The report of the %.*s appraisal is published at 9:30am on %.*s. Until then nobody may "
                              "say what stands in it.\n",
                              TEXT_ARGS(r->year), TEXT_ARGS(day)),
    };
    const readers_round whom = { r->year, READERS_OF_ALL, READ_BY_LEAD,
                                 memory_format(k->arena, "/appraisal/%.*s", TEXT_ARGS(r->year)) };
    return !is_due || readers_send_round(&desk, &whom, &letter, error);
}

bool rounds_remind(store_db *db, const workflow *w, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    const keeping k = { db, w, now_ms, arena };
    appraise_rounds all;
    if (!rounds_list(db, arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++)
        if (!remind_of_returns(&k, &all.at[i], error) || !remind_of_publication(&k, &all.at[i], error))
            return false;
    return true;
}
