/* Rounds as the database has them, and their dates. */
#include "services/appraise/rounds.h"

#include "base/civil.h"
#include "base/memory.h"

enum { ROUND_BY_YEAR, ROUNDS_ALL };

#define COLUMNS                                                                                                        \
    "r.year, r.title, r.board, r.board_label, r.office_label, r.body_label, r.opens_on, r.publish_on, "                \
    "r.individual_days, r.return_days, r.extra_days, r.reply_working_days, r.min_people, r.regime, r.shares, "         \
    "r.questionnaire, "                                                                                                \
    "r.extra_reason, r.cancel_reason, r.cancelled_by, r.public_key, r.secret_key, r.version, l.state, l.version, "     \
    "l.since_ms FROM appraisal_round r JOIN life l ON l.machine = 'round' AND l.object = r.year"
#define GIVES "ttttttttiiiiittttttttitii"

const store_statement rounds_statements[] = {
    [ROUND_BY_YEAR] = { "round_by_year", "SELECT " COLUMNS " WHERE r.year = $1", .takes = "t", .gives = GIVES },
    [ROUNDS_ALL] = { "rounds_all", "SELECT " COLUMNS " ORDER BY r.year DESC", .gives = GIVES },
};
const size_t rounds_statements_count = sizeof rounds_statements / sizeof *rounds_statements;

static int32_t read_day(text day)
{
    int32_t days = 0;
    return civil_read_day(day, &days) ? days : 0;
}

static bool read_row(const store_rows *row, upw_arena *arena, appraise_round *out, upw_error *error)
{
    *out = (appraise_round){
        .year = store_copy(row, 0, arena),
        .title = store_copy(row, 1, arena),
        .board = store_copy(row, 2, arena),
        .board_label = store_copy(row, 3, arena),
        .office_label = store_copy(row, 4, arena),
        .body_label = store_copy(row, 5, arena),
        .opens_on = read_day(store_text(row, 6)),
        .publish_on = read_day(store_text(row, 7)),
        .individual_days = store_integer(row, 8),
        .return_days = store_integer(row, 9),
        .extra_days = store_integer(row, 10),
        .reply_working_days = store_integer(row, 11),
        .min_people = store_integer(row, 12),
        .is_official = text_equal(store_text(row, 13), TEXT("official")),
        .shares_draft = text_equal(store_text(row, 14), TEXT("draft")),
        .questionnaire = store_copy(row, 15, arena),
        .extra_reason = store_copy(row, 16, arena),
        .cancel_reason = store_copy(row, 17, arena),
        .cancelled_by = store_copy(row, 18, arena),
        .public_key = store_copy(row, 19, arena),
        .secret_key = store_copy(row, 20, arena),
        .version = store_integer(row, 21),
        .life = { .machine = MACHINE_ROUND, .version = store_integer(row, 23), .since_ms = store_integer(row, 24) },
    };
    out->life.object = out->year;
    return workflow_find_state(MACHINE_ROUND, store_text(row, 22), &out->life.state) ||
           upw_fail(error, UPW_CONFLICT, "round %.*s stands in a state that this program does not know",
                    TEXT_ARGS(out->year));
}

bool rounds_find(store_db *db, text year, upw_arena *arena, appraise_round *out, bool *found, upw_error *error)
{
    store_rows row;
    if (!store_find(db, &rounds_statements[ROUND_BY_YEAR], (store_value[]){ STORE_TEXT(year) }, &row, found, error))
        return false;
    const bool is_read = !*found || read_row(&row, arena, out, error);
    return store_end(&row, error) && is_read;
}

bool rounds_list(store_db *db, upw_arena *arena, appraise_rounds *out, upw_error *error)
{
    enum { ROUNDS_MAX = 200 }; /* years */
    store_rows rows;
    bool is_read = true;
    *out = (appraise_rounds){ .at = MEMORY_TAKE(arena, appraise_round, ROUNDS_MAX) };
    if (!store_query(db, &rounds_statements[ROUNDS_ALL], NULL, &rows, error))
        return false;
    while (is_read && out->n < ROUNDS_MAX && store_next(&rows))
        is_read = read_row(&rows, arena, &out->at[out->n++], error);
    return store_end(&rows, error) && is_read;
}

bool rounds_find_current(store_db *db, upw_arena *arena, appraise_round *out, bool *found, upw_error *error)
{
    appraise_rounds all;
    *found = false;
    if (!rounds_list(db, arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n && !*found; i++)
        if (round_is_public(&all.at[i]) && all.at[i].life.state != STATE_ROUND_CANCELLED) {
            *out = all.at[i];
            *found = true;
        }
    return true;
}

bool round_is_public(const appraise_round *r)
{
    return r->public_key.len > 0; /* made at the announcement */
}

bool round_is_published(const appraise_round *r)
{
    return r->life.state == STATE_ROUND_PUBLISHED || r->life.state == STATE_ROUND_ARCHIVED;
}

/* ---- dates ---- */

/* Neither at midnight nor at these hours does a clock go forward or back. */
static int64_t instant_of(int32_t day, uint8_t hour, uint8_t minute)
{
    upw_error error;
    int64_t instant = 0;
    const civil_time time = { .date = civil_from_days(day), .hour = hour, .minute = minute };
    return civil_to_instant(time, CIVIL_FIRST, &instant, &error) ? instant : 0;
}

int64_t round_opens_ms(const appraise_round *r)
{
    return instant_of(r->opens_on, 9, 0);
}

int32_t round_last_individual_day(const appraise_round *r)
{
    return r->opens_on + (int32_t)r->individual_days - 1;
}

int32_t round_last_return_day(const appraise_round *r)
{
    return round_last_individual_day(r) + (int32_t)(r->return_days + r->extra_days);
}

int64_t round_individual_ends_ms(const appraise_round *r)
{
    return instant_of(round_last_individual_day(r) + 1, 0, 0);
}

int64_t round_returns_end_ms(const appraise_round *r)
{
    return instant_of(round_last_return_day(r) + 1, 0, 0);
}

int64_t round_reply_ends_ms(const appraise_round *r, int64_t shared_ms)
{
    const int32_t last = civil_add_working_days(civil_day_of(shared_ms), (int32_t)r->reply_working_days);
    return instant_of(last + 1, 0, 0);
}

int64_t round_publishes_ms(const appraise_round *r)
{
    return instant_of(r->publish_on, 9, 30);
}

text round_their_office(const appraise_round *r, upw_arena *arena)
{
    const text yours = TEXT("your ");
    if (!text_starts_with(r->office_label, yours))
        return r->office_label;
    return memory_format(arena, "their %.*s", (int)(r->office_label.len - yours.len), r->office_label.at + yours.len);
}
