/* One row says what every server of the database goes by. */
#include "workflow/clock_guard.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/civil.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"

enum { GUARD_READ, GUARD_SEE, GUARD_HOLD, GUARD_CONFIRM };

const store_statement clock_guard_statements[] = {
    [GUARD_READ] = { "clock_guard_read",
                     "SELECT seen_ms, held_ms, jump_ms, noticed_ms, confirmed_ms, confirmations FROM clock_guard",
                     .gives = "iiiiii" },
    [GUARD_SEE] = { "clock_guard_see", "UPDATE clock_guard SET seen_ms = $1 WHERE seen_ms < $1 AND held_ms = 0",
                    .takes = "i" },
    [GUARD_HOLD] = { "clock_guard_hold",
                     "UPDATE clock_guard SET held_ms = CASE WHEN held_ms > 0 THEN held_ms ELSE $1 END, jump_ms = $2, "
                     "noticed_ms = $3",
                     .takes = "iii" },
    [GUARD_CONFIRM] = { "clock_guard_confirm",
                        "UPDATE clock_guard SET held_ms = 0, seen_ms = $1, confirmed_ms = $1, "
                        "confirmations = confirmations + 1 WHERE held_ms > 0",
                        .takes = "i" },
};
const size_t clock_guard_statements_count = sizeof clock_guard_statements / sizeof *clock_guard_statements;

bool clock_guard_read(store_db *db, clock_guard *out, upw_error *error)
{
    store_rows row;
    bool found;
    if (!store_find(db, &clock_guard_statements[GUARD_READ], NULL, &row, &found, error))
        return false;
    if (found)
        *out = (clock_guard){ store_integer(&row, 0), store_integer(&row, 1), store_integer(&row, 2),
                              store_integer(&row, 3), store_integer(&row, 4), store_integer(&row, 5) };
    return store_end(&row, error) && (found || upw_fail(error, UPW_CONFLICT, "the row of the clock's guard is gone"));
}

/* ---- words ---- */

/* The two largest units: "1 day and 2 hours", "7 minutes". */
static void add_duration(buffer *out, int64_t ms)
{
    static const struct {
        const char *name;
        int64_t ms;
    } units[] = { { "day", 86400000 }, { "hour", 3600000 }, { "minute", 60000 } };
    int n_written = 0;
    for (size_t i = 0; i < sizeof units / sizeof *units && n_written < 2; i++) {
        const int64_t n = ms / units[i].ms;
        ms %= units[i].ms;
        if (n > 0)
            buffer_add_format(out, "%s%" PRId64 " %s%s", n_written++ > 0 ? " and " : "", n, units[i].name,
                              n == 1 ? "" : "s");
    }
}

static int64_t size_of(int64_t jump_ms)
{
    return jump_ms < 0 ? -jump_ms : jump_ms;
}

text clock_guard_words(const clock_guard *g, upw_arena *arena)
{
    buffer words;
    buffer_init(&words, 400);
    buffer_add_format(&words, "The clock jumped %s by ", g->jump_ms < 0 ? "back" : "forward");
    add_duration(&words, size_of(g->jump_ms));
    buffer_add_literal(&words, ", to ");
    civil_add_time_for_people(&words, g->noticed_ms);
    return memory_keep(arena, &words);
}

/* ---- looking ---- */

typedef struct sight {
    int64_t now_ms;
    int64_t jump_ms;  /* 0: there is none that is not written down */
    int64_t as_of_ms; /* what was public by then stays so */
} sight;

static bool hold(store_db *db, void *context, upw_error *error)
{
    const sight *const s = context;
    const store_value values[] = { STORE_INTEGER(s->as_of_ms > 0 ? s->as_of_ms : 1), STORE_INTEGER(s->jump_ms),
                                   STORE_INTEGER(s->now_ms) };
    char seconds[24];
    snprintf(seconds, sizeof seconds, "%" PRId64, s->jump_ms / 1000);
    const audit_entry entry = { .at_ms = s->now_ms,
                                .actor = { .role = ROLE_SYSTEM },
                                .action = "clock.jump",
                                .object = TEXT("clock"),
                                .details = { { "seconds", text_of(seconds) } },
                                .n_details = 1 };
    return store_run(db, &clock_guard_statements[GUARD_HOLD], values, NULL, error) && audit_append(db, &entry, error);
}

bool clock_guard_has_news(const clock_watch *watch)
{
    return size_of(clock_jump_ms() - watch->told_ms) > CLOCK_JUMP_MS;
}

/* `vouches`: for the clock as it is; nobody does for one that is not as the one that an administrator has confirmed. */
static sight find_jump(const clock_guard *g, clock_watch *watch, bool *vouches)
{
    sight s = { .now_ms = clock_now_ms() };
    const int64_t jump_ms = watch->is_begun ? clock_jump_ms() : 0;
    const bool is_confirmed = watch->is_begun && g->confirmations != watch->confirmations;
    if (is_confirmed && size_of(s.now_ms - g->confirmed_ms) > CLOCK_JUMP_MS + CLOCK_GUARD_EVERY_MS) {
        /* an administrator looked at another server's clock, and this one's is not the same */
        s.jump_ms = s.now_ms - g->confirmed_ms;
        s.as_of_ms = g->confirmed_ms;
        watch->told_ms = jump_ms;
    } else if (watch->is_begun && !is_confirmed && size_of(jump_ms) > CLOCK_JUMP_MS && clock_guard_has_news(watch)) {
        s.jump_ms = jump_ms;
        s.as_of_ms = s.now_ms - jump_ms;
        watch->told_ms = jump_ms;
    } else if (g->held_ms == 0 && s.now_ms < g->seen_ms - CLOCK_JUMP_MS) {
        s.jump_ms = s.now_ms - g->seen_ms;
        s.as_of_ms = g->seen_ms;
    }
    *vouches = !watch->is_begun || (is_confirmed && s.jump_ms == 0);
    if (*vouches || size_of(jump_ms) <= CLOCK_JUMP_MS)
        watch->told_ms = 0;
    return s;
}

bool clock_guard_look(store_db *db, clock_watch *watch, upw_error *error)
{
    clock_guard g;
    if (!clock_guard_read(db, &g, error))
        return false;
    clock_watch next = *watch;
    bool vouches;
    sight s = find_jump(&g, &next, &vouches);
    if (s.jump_ms != 0 && !store_transact(db, hold, &s, error))
        return false;
    if (s.jump_ms != 0)
        log_write(LOG_LEVEL_WARNING, "workflow/clock_guard",
                  "the clock jumped: no report becomes public until an administrator has confirmed it",
                  LOG_INTEGER("seconds", s.jump_ms / 1000));
    if (vouches)
        clock_vouch();
    next.is_begun = true;
    next.confirmations = g.confirmations;
    *watch = next;
    const store_value now[] = { STORE_INTEGER(s.now_ms) };
    return s.jump_ms != 0 || g.held_ms > 0 || s.now_ms <= g.seen_ms ||
           store_run(db, &clock_guard_statements[GUARD_SEE], now, NULL, error) ||
           error->code == UPW_DISK_FULL; /* pages can be read on */
}

/* ---- confirming ---- */

typedef struct confirming {
    const workflow_actor *actor;
    text request;
    int64_t now_ms;
} confirming;

static bool confirm(store_db *db, void *context, upw_error *error)
{
    const confirming *const c = context;
    int64_t n_changed = 0;
    const store_value values[] = { STORE_INTEGER(c->now_ms) };
    if (!store_run(db, &clock_guard_statements[GUARD_CONFIRM], values, &n_changed, error))
        return false;
    if (n_changed == 0)
        return upw_fail(error, UPW_CONFLICT, "nothing waits for the clock to be confirmed");
    const audit_entry entry = { .at_ms = c->now_ms,
                                .actor = *c->actor,
                                .action = "clock.confirm",
                                .object = TEXT("clock"),
                                .request = c->request };
    return audit_append(db, &entry, error);
}

bool clock_guard_confirm(store_db *db, const workflow_actor *actor, text request, int64_t now_ms, upw_error *error)
{
    confirming c = { actor, request, now_ms };
    if (!store_transact(db, confirm, &c, error))
        return false;
    clock_vouch();
    return true;
}
