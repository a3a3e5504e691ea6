/* Recipients, points and the reply, as the database has them. */
#include "services/appraise/sharing.h"

#include <sodium.h>
#include <stdio.h>

#include "base/base32.h"
#include "base/memory.h"
#include "web/messages.h"

enum {
    RECIPIENTS_OF,
    RECIPIENT_BY_ID,
    RECIPIENT_READER,
    RECIPIENT_TOKEN,
    RECIPIENT_ADD,
    RECIPIENT_REMOVE,
    RECIPIENT_BREACH,
    RECIPIENT_LINK,
    RECIPIENT_OPENED,
    POINTS_OF,
    POINT_BY_NUMBER,
    POINT_NEXT,
    POINT_ADD,
    POINT_OUTCOME,
    REPLY_OF,
    REPLY_NEW,
    REPLY_CHANGE,
    REPLY_SENT,
    REPLY_LAPSED
};

#define RECIPIENT                                                                                                      \
    "id, year, name, email, title, reason, organisation, is_day_list, mark, removed_ms, openings, first_ms, last_ms, " \
    "token_hash, breach FROM appraisal_recipient"
#define RECIPIENT_GIVES "tttttttitiiiitt"
#define POINT                                                                                                          \
    "p.year, p.number, p.place, p.words, p.evidence, p.organisation, p.raised_by, p.raised_ms, p.outcome, "            \
    "p.reason, p.settled_ms, p.version, l.state, l.version, l.since_ms FROM appraisal_point p "                        \
    "JOIN life l ON l.machine = 'factual_point' AND l.object = p.year || '/' || p.number"
#define POINT_GIVES "titttttittiitii"

const store_statement sharing_statements[] = {
    [RECIPIENTS_OF] = { "recipients_of",
                        "SELECT " RECIPIENT " WHERE year = $1 AND (removed_ms = 0 OR $2 = 1) ORDER BY name, id",
                        .takes = "ti", .gives = RECIPIENT_GIVES },
    [RECIPIENT_BY_ID] = { "recipient_by_id", "SELECT " RECIPIENT " WHERE id = $1", .takes = "t",
                          .gives = RECIPIENT_GIVES },
    [RECIPIENT_READER] = { "recipient_reader",
                           "SELECT " RECIPIENT " WHERE year = $1 AND email = $2 AND removed_ms = 0 "
                           "AND token_hash <> ''",
                           .takes = "tt", .gives = RECIPIENT_GIVES },
    [RECIPIENT_TOKEN] = { "recipient_token", "SELECT token_hash, organisation FROM appraisal_recipient WHERE id = $1",
                          .takes = "t", .gives = "tt" },
    [RECIPIENT_ADD] = { "recipient_add",
                        "INSERT INTO appraisal_recipient (id, year, name, email, title, reason, organisation, "
                        "is_day_list, token_hash, mark, named_by, named_ms, removed_ms, openings, first_ms, last_ms, "
                        "breach) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, $10, $11, 0, 0, 0, 0, '') "
                        "ON CONFLICT (year, email) DO UPDATE SET name = $3, title = $5, reason = $6, "
                        "organisation = $7, is_day_list = $8, named_by = $10, named_ms = $11, removed_ms = 0",
                        .takes = "tttttttitti" },
    [RECIPIENT_REMOVE] = { "recipient_remove",
                           "UPDATE appraisal_recipient SET removed_ms = $3, token_hash = '' "
                           "WHERE id = $1 AND organisation = $2",
                           .takes = "tti" },
    [RECIPIENT_BREACH] = { "recipient_breach",
                           "UPDATE appraisal_recipient SET breach = $3 WHERE id = $1 AND organisation = $2",
                           .takes = "ttt" },
    [RECIPIENT_LINK] = { "recipient_link",
                         "UPDATE appraisal_recipient SET token_hash = $3 WHERE id = $1 AND organisation = $2",
                         .takes = "ttt" },
    [RECIPIENT_OPENED] = { "recipient_opened",
                           "UPDATE appraisal_recipient SET openings = openings + 1, last_ms = $3, "
                           "first_ms = CASE WHEN first_ms = 0 THEN $3 ELSE first_ms END "
                           "WHERE id = $1 AND organisation = $2",
                           .takes = "tti" },
    [POINTS_OF] = { "points_of", "SELECT " POINT " WHERE p.year = $1 ORDER BY p.number", .takes = "t",
                    .gives = POINT_GIVES },
    [POINT_BY_NUMBER] = { "point_by_number", "SELECT " POINT " WHERE p.year = $1 AND p.number = $2", .takes = "ti",
                          .gives = POINT_GIVES },
    [POINT_NEXT] = { "point_next", "SELECT coalesce(max(number), 0) + 1 FROM appraisal_point WHERE year = $1",
                     .takes = "t", .gives = "i", .open = "a number, of nobody" },
    [POINT_ADD] = { "point_add",
                    "INSERT INTO appraisal_point (year, number, place, words, evidence, organisation, raised_by, "
                    "raised_ms, outcome, reason, settled_by, settled_ms, version) "
                    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', '', 0, 1)",
                    .takes = "tittttti" },
    [POINT_OUTCOME] = { "point_outcome",
                        "UPDATE appraisal_point SET reason = $4, settled_by = $5, settled_ms = $6, outcome = $7, "
                        "version = version + 1 WHERE year = $1 AND number = $2 AND organisation = $3",
                        .takes = "titttit" },
    [REPLY_OF] = { "reply_of",
                   "SELECT words, edited_by, sent_by, sent_ms, lapsed_ms, version FROM appraisal_reply WHERE year = $1",
                   .takes = "t", .gives = "tttiii", .open = "the board's, whose words everybody will read" },
    [REPLY_NEW] = { "reply_new",
                    "INSERT INTO appraisal_reply (year, words, edited_by, sent_by, sent_ms, lapsed_ms, version) "
                    "VALUES ($1, $2, $3, '', 0, 0, 1)",
                    .takes = "ttt", .open = "the board's" },
    [REPLY_CHANGE] = { "reply_change",
                       "UPDATE appraisal_reply SET words = $2, edited_by = $3, version = version + 1 "
                       "WHERE year = $1 AND version = $4 AND sent_ms = 0 AND lapsed_ms = 0",
                       .takes = "ttti", .open = "the board's" },
    [REPLY_SENT] = { "reply_sent",
                     "UPDATE appraisal_reply SET sent_by = $2, sent_ms = $3, version = version + 1 WHERE year = $1",
                     .takes = "tti", .open = "the board's" },
    [REPLY_LAPSED] = { "reply_lapsed",
                       "INSERT INTO appraisal_reply (year, words, edited_by, sent_by, sent_ms, lapsed_ms, version) "
                       "VALUES ($1, '', '', $2, 0, $3, 1) ON CONFLICT (year) DO UPDATE SET lapsed_ms = $3, "
                       "version = appraisal_reply.version + 1",
                       .takes = "tti", .open = "the board's" },
};
const size_t sharing_statements_count = sizeof sharing_statements / sizeof *sharing_statements;

static bool note(store_db *db, const char *action, text object, const report_deed *by, const audit_detail *details,
                 size_t n_details, upw_error *error)
{
    audit_entry entry = {
        .at_ms = by->now_ms, .actor = by->actor, .action = action, .object = object, .request = by->request
    };
    for (size_t i = 0; i < n_details; i++)
        entry.details[entry.n_details++] = details[i];
    return audit_append(db, &entry, error);
}

/* ---- recipients ---- */

static recipient read_recipient(const store_rows *row, upw_arena *arena)
{
    return (recipient){ .id = store_copy(row, 0, arena),
                        .year = store_copy(row, 1, arena),
                        .name = store_copy(row, 2, arena),
                        .email = store_copy(row, 3, arena),
                        .title = store_copy(row, 4, arena),
                        .reason = store_copy(row, 5, arena),
                        .organisation = store_copy(row, 6, arena),
                        .is_day_list = store_integer(row, 7) != 0,
                        .mark = store_copy(row, 8, arena),
                        .removed_ms = store_integer(row, 9),
                        .openings = store_integer(row, 10),
                        .first_ms = store_integer(row, 11),
                        .last_ms = store_integer(row, 12),
                        .has_link = store_text(row, 13).len > 0,
                        .breach = store_copy(row, 14, arena) };
}

bool recipients_list(store_db *db, text year, bool also_removed, upw_arena *arena, recipients *out, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_INTEGER(also_removed) };
    store_rows rows;
    *out = (recipients){ .at = MEMORY_TAKE(arena, recipient, SHARE_RECIPIENTS_MAX) };
    if (!store_query(db, &sharing_statements[RECIPIENTS_OF], values, &rows, error))
        return false;
    while (out->n < SHARE_RECIPIENTS_MAX && store_next(&rows))
        out->at[out->n++] = read_recipient(&rows, arena);
    return store_end(&rows, error);
}

static bool find_recipient(store_db *db, int which, const store_value *values, upw_arena *arena, recipient *out,
                           bool *found, upw_error *error)
{
    store_rows row;
    if (!store_find(db, &sharing_statements[which], values, &row, found, error))
        return false;
    if (*found)
        *out = read_recipient(&row, arena);
    return store_end(&row, error);
}

bool recipients_find(store_db *db, text id, upw_arena *arena, recipient *out, bool *found, upw_error *error)
{
    return find_recipient(db, RECIPIENT_BY_ID, (store_value[]){ STORE_TEXT(id) }, arena, out, found, error);
}

bool recipients_find_reader(store_db *db, text year, text email, upw_arena *arena, recipient *out, bool *found,
                            upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(email) };
    return find_recipient(db, RECIPIENT_READER, values, arena, out, found, error);
}

bool recipients_has_token(store_db *db, const recipient *r, text token, bool *is_theirs, upw_error *error)
{
    upw_arena arena;
    store_rows row;
    bool found;
    *is_theirs = false;
    if (!store_find(db, &sharing_statements[RECIPIENT_TOKEN], (store_value[]){ STORE_TEXT(r->id) }, &row, &found,
                    error))
        return false;
    memory_init_arena(&arena);
    if (found) {
        const text hash = report_hash(token, &arena), kept = store_text(&row, 0);
        *is_theirs = hash.len == kept.len && sodium_memcmp(hash.at, kept.at, hash.len) == 0;
    }
    upw_arena_clear(&arena);
    return store_end(&row, error);
}

static text make_code(size_t n_bytes, upw_arena *arena)
{
    uint8_t bytes[BASE32_ID_BYTES];
    char code[BASE32_ID_LEN + 1];
    randombytes_buf(bytes, sizeof bytes);
    base32_write(bytes, n_bytes, code);
    return memory_copy_text(arena, text_of(code));
}

bool recipients_add(store_db *db, const recipient *draft, const report_deed *by, upw_arena *arena, upw_error *error)
{
    enum { MARK_BYTES = 5 }; /* 40 bits (security.md, section 6) */
    const text id = make_code(BASE32_ID_BYTES, arena);
    const store_value values[] = { STORE_TEXT(id),
                                   STORE_TEXT(draft->year),
                                   STORE_TEXT(draft->name),
                                   STORE_TEXT(draft->email),
                                   STORE_TEXT(draft->title),
                                   STORE_TEXT(draft->reason),
                                   STORE_TEXT(draft->organisation),
                                   STORE_INTEGER(draft->is_day_list),
                                   STORE_TEXT(make_code(MARK_BYTES, arena)),
                                   STORE_TEXT(by->actor.person),
                                   STORE_INTEGER(by->now_ms) };
    const audit_detail details[] = { { "title", draft->title }, { "organisation", draft->organisation } };
    if (draft->title.len == 0 || draft->reason.len == 0)
        return upw_fail(error, UPW_BAD_INPUT, "a recipient is named with a job title and a reason");
    return store_run(db, &sharing_statements[RECIPIENT_ADD], values, NULL, error) &&
           note(db, "report.name_recipient", draft->year, by, details, 2, error);
}

bool recipients_remove(store_db *db, const recipient *r, const report_deed *by, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(r->id), STORE_TEXT(r->organisation), STORE_INTEGER(by->now_ms) };
    const audit_detail details[] = { { "title", r->title } };
    return store_run(db, &sharing_statements[RECIPIENT_REMOVE], values, NULL, error) &&
           note(db, "report.remove_recipient", r->year, by, details, 1, error);
}

bool recipients_note_breach(store_db *db, const recipient *r, text words, const report_deed *by, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(r->id), STORE_TEXT(r->organisation), STORE_TEXT(words) };
    const audit_detail details[] = { { "title", r->title } };
    return store_run(db, &sharing_statements[RECIPIENT_BREACH], values, NULL, error) &&
           note(db, "report.record_breach", r->year, by, details, 1, error);
}

bool recipients_make_link(store_db *db, const recipient *r, upw_arena *arena, text *token, upw_error *error)
{
    *token = make_code(BASE32_ID_BYTES, arena);
    const store_value values[] = { STORE_TEXT(r->id), STORE_TEXT(r->organisation),
                                   STORE_TEXT(report_hash(*token, arena)) };
    return store_run(db, &sharing_statements[RECIPIENT_LINK], values, NULL, error);
}

bool recipients_note_opening(store_db *db, const recipient *r, text place, const report_deed *by, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(r->id), STORE_TEXT(r->organisation), STORE_INTEGER(by->now_ms) };
    const audit_detail details[] = { { "place", place } };
    return store_run(db, &sharing_statements[RECIPIENT_OPENED], values, NULL, error) &&
           note(db, "report.open_shared", r->year, by, details, 1, error);
}

/* ---- points ---- */

const point_outcome_words point_outcomes[POINT_OUTCOMES] = {
    [POINT_OPEN] = { "", "Open" },
    [POINT_ACCEPTED] = { "accepted", "Accepted" },
    [POINT_PART_ACCEPTED] = { "part_accepted", "Accepted in part" },
    [POINT_REJECTED] = { "rejected", "Rejected" },
};

static point_outcome find_outcome(text name)
{
    point_outcome o = POINT_OPEN;
    while (o + 1 < POINT_OUTCOMES && !text_equal(name, text_of(point_outcomes[o].name)))
        o++;
    return o;
}

static bool read_point(const store_rows *row, upw_arena *arena, point *out, upw_error *error)
{
    *out = (point){ .year = store_copy(row, 0, arena),
                    .number = store_integer(row, 1),
                    .place = store_copy(row, 2, arena),
                    .words = store_copy(row, 3, arena),
                    .evidence = store_copy(row, 4, arena),
                    .organisation = store_copy(row, 5, arena),
                    .raised_by = store_copy(row, 6, arena),
                    .raised_ms = store_integer(row, 7),
                    .outcome = find_outcome(store_text(row, 8)),
                    .reason = store_copy(row, 9, arena),
                    .settled_ms = store_integer(row, 10),
                    .version = store_integer(row, 11),
                    .life = { .machine = MACHINE_FACTUAL_POINT,
                              .version = store_integer(row, 13),
                              .since_ms = store_integer(row, 14) } };
    out->life.object = report_object(out->year, out->number, arena);
    return workflow_find_state(MACHINE_FACTUAL_POINT, store_text(row, 12), &out->life.state) ||
           upw_fail(error, UPW_CONFLICT, "a point stands in a state that this program does not know");
}

enum { POINTS_MAX = 2000 };

bool points_list(store_db *db, text year, upw_arena *arena, points *out, upw_error *error)
{
    store_rows rows;
    bool is_read = true;
    *out = (points){ .at = MEMORY_TAKE(arena, point, POINTS_MAX) };
    if (!store_query(db, &sharing_statements[POINTS_OF], (store_value[]){ STORE_TEXT(year) }, &rows, error))
        return false;
    while (is_read && out->n < POINTS_MAX && store_next(&rows)) {
        is_read = read_point(&rows, arena, &out->at[out->n], error);
        out->n_open += is_read && out->at[out->n].life.state == STATE_FACTUAL_POINT_RAISED;
        out->n++;
    }
    return store_end(&rows, error) && is_read;
}

bool points_find(store_db *db, text year, int64_t number, upw_arena *arena, point *out, bool *found, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_INTEGER(number) };
    store_rows row;
    if (!store_find(db, &sharing_statements[POINT_BY_NUMBER], values, &row, found, error))
        return false;
    const bool is_read = !*found || read_point(&row, arena, out, error);
    return store_end(&row, error) && is_read;
}

bool points_add(store_db *db, const point *draft, const report_deed *by, int64_t *number, upw_error *error)
{
    store_rows row;
    bool found;
    char object[40];
    if (!store_find(db, &sharing_statements[POINT_NEXT], (store_value[]){ STORE_TEXT(draft->year) }, &row, &found,
                    error))
        return false;
    *number = found ? store_integer(&row, 0) : 1;
    if (!store_end(&row, error))
        return false;
    const store_value values[] = { STORE_TEXT(draft->year),      STORE_INTEGER(*number),
                                   STORE_TEXT(draft->place),     STORE_TEXT(draft->words),
                                   STORE_TEXT(draft->evidence),  STORE_TEXT(draft->organisation),
                                   STORE_TEXT(by->actor.person), STORE_INTEGER(by->now_ms) };
    snprintf(object, sizeof object, "%.*s/%lld", TEXT_ARGS(draft->year), (long long)*number);
    return store_run(db, &sharing_statements[POINT_ADD], values, NULL, error) &&
           workflow_begin(db, MACHINE_FACTUAL_POINT, text_of(object), TEXT(""), &by->actor, by->now_ms, error);
}

bool points_put_outcome(store_db *db, const point *p, point_outcome outcome, text reason, const report_deed *by,
                        upw_error *error)
{
    const store_value values[] = { STORE_TEXT(p->year),
                                   STORE_INTEGER(p->number),
                                   STORE_TEXT(p->organisation),
                                   STORE_TEXT(reason),
                                   STORE_TEXT(by->actor.person),
                                   STORE_INTEGER(by->now_ms),
                                   STORE_TEXT(text_of(point_outcomes[outcome].name)) };
    return store_run(db, &sharing_statements[POINT_OUTCOME], values, NULL, error);
}

bool point_allows_change(const point *p)
{
    return p->outcome == POINT_ACCEPTED || p->outcome == POINT_PART_ACCEPTED;
}

/* ---- the reply ---- */

bool replies_find(store_db *db, text year, upw_arena *arena, reply *out, bool *found, upw_error *error)
{
    store_rows row;
    *out = (reply){ 0 };
    if (!store_find(db, &sharing_statements[REPLY_OF], (store_value[]){ STORE_TEXT(year) }, &row, found, error))
        return false;
    if (*found)
        *out = (reply){ .words = store_copy(&row, 0, arena),
                        .edited_by = store_copy(&row, 1, arena),
                        .sent_by = store_copy(&row, 2, arena),
                        .sent_ms = store_integer(&row, 3),
                        .lapsed_ms = store_integer(&row, 4),
                        .version = store_integer(&row, 5) };
    return store_end(&row, error);
}

bool replies_save(store_db *db, text year, const reply *draft, const report_deed *by, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(draft->words), STORE_TEXT(by->actor.person),
                                   STORE_INTEGER(draft->version) };
    int64_t n_changed = 0;
    if (!store_run(db, &sharing_statements[draft->version == 0 ? REPLY_NEW : REPLY_CHANGE], values, &n_changed, error))
        return false;
    if (n_changed == 0)
        return upw_fail(error, UPW_CONFLICT, "%s", web_message_text(MESSAGE_E009));
    return note(db, "report.save_reply", year, by, NULL, 0, error);
}

bool replies_put_end(store_db *db, text year, bool is_sent, const report_deed *by, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(by->actor.person), STORE_INTEGER(by->now_ms) };
    return store_run(db, &sharing_statements[is_sent ? REPLY_SENT : REPLY_LAPSED], values, NULL, error);
}
