/* The audit trail, read. */
#include "services/people/trail.h"

#include <string.h>

#include "base/civil.h"
#include "base/memory.h"
#include "base/number.h"

enum { TRAIL_PAGE, TRAIL_PIECE, TRAIL_ROW, ANCHOR_ADD, ANCHORS_BEFORE };

#define PAGE_SQL                                                                                                       \
    "SELECT a.seq, a.record, a.hash, COALESCE(a.organisation, ''), COALESCE(p.name, ''), "                             \
    "COALESCE(po.name, oo.name, ''), COALESCE(o.name, '') FROM audit a "                                               \
    "LEFT JOIN account p ON p.id = a.actor LEFT JOIN organisation o ON o.id = a.organisation "                         \
    "LEFT JOIN account po ON po.id = a.object LEFT JOIN organisation oo ON oo.id = a.object "                          \
    "WHERE a.seq >= $1 AND a.seq < $2 AND ($3 = '' OR a.actor = $3) AND ($4 = '' OR a.object = $4) "                   \
    "AND ($5 = '' OR a.organisation = $5) AND ($6 = '' OR a.actor = $6 OR a.object = $6 OR "                           \
    "a.organisation IN (SELECT s.organisation FROM seat s WHERE s.account = $6 AND s.role IN ($7, $8))) "              \
    "ORDER BY a.seq DESC"
static const char public_points[] = "published: it says nothing of anybody";

const store_statement trail_statements[] = {
    [TRAIL_PAGE] = { "trail_page", PAGE_SQL " LIMIT 51", .takes = "iitttttt", .gives = "itttttt" },
    [TRAIL_PIECE] = { "trail_piece", PAGE_SQL " LIMIT 1001", .takes = "iitttttt", .gives = "itttttt" },
    [TRAIL_ROW] = { "trail_row", "SELECT record, hash FROM audit WHERE seq = $1", .takes = "i", .gives = "tt",
                    .open = "to find where a day begins" },
    [ANCHOR_ADD] = { "anchor_add",
                     "INSERT INTO audit_anchor (day, seq, hash) VALUES ($1, $2, $3) ON CONFLICT (day) DO NOTHING",
                     .takes = "tit", .open = public_points },
    [ANCHORS_BEFORE] = { "anchors_before",
                         "SELECT day, seq, hash FROM audit_anchor WHERE $1 = '' OR day < $1 ORDER BY day DESC LIMIT "
                         "4000",
                         .takes = "t", .gives = "tit", .open = public_points },
};
const size_t trail_statements_count = sizeof trail_statements / sizeof *trail_statements;

/* ---- a row's parts ---- */

static bool take(text *rest, text what)
{
    if (!text_starts_with(*rest, what))
        return false;
    rest->at += what.len;
    rest->len -= what.len;
    return true;
}

/* What stands behind a backslash in our own rows (base/json.c): \" \\ \n \t … and \u00XX of control characters, which
 * become spaces. */
static char unescape(text *rest)
{
    const char c = rest->at[0];
    const size_t n = c == 'u' && rest->len >= 5 ? 5 : 1;
    rest->at += n;
    rest->len -= n;
    return c == '"' || c == '\\' || c == '/' ? c : ' ';
}

static char take_char(text *rest)
{
    const char c = *rest->at;
    rest->at++, rest->len--;
    return c == '\\' && rest->len > 0 ? unescape(rest) : c;
}

static size_t measure_string(text rest)
{
    size_t n = 0;
    for (; rest.len > 0 && *rest.at != '"'; n++)
        take_char(&rest);
    return n;
}

static bool take_string(text *rest, upw_arena *arena, text *out)
{
    if (!take(rest, TEXT("\"")))
        return false;
    const size_t n = measure_string(*rest);
    char *const words = MEMORY_TAKE(arena, char, n + 1);
    for (size_t i = 0; i < n; i++)
        words[i] = take_char(rest);
    *out = (text){ words, n };
    return take(rest, TEXT("\""));
}

static bool take_details(text *rest, upw_arena *arena, trail_row *out)
{
    while (!take(rest, TEXT("}"))) {
        text name, value;
        take(rest, TEXT(","));
        if (!take_string(rest, arena, &name) || !take(rest, TEXT(":")) || !take_string(rest, arena, &value))
            return false;
        if (out->n_details < AUDIT_DETAILS_MAX)
            out->details[out->n_details++] = (audit_detail){ memory_copy_text(arena, name).at, value };
    }
    return true;
}

/* The keys stand in this order, without a space between (workflow/audit.c). */
bool trail_parse(text record, upw_arena *arena, trail_row *out)
{
    text rest = record;
    if (!take(&rest, TEXT("{\"seq\":")) || !number_parse_integer(text_take_until(&rest, ','), &out->seq))
        return false;
    return take(&rest, TEXT("\"at\":")) && take_string(&rest, arena, &out->at) && take(&rest, TEXT(",\"actor\":")) &&
           take_string(&rest, arena, &out->actor) && take(&rest, TEXT(",\"role\":")) &&
           take_string(&rest, arena, &out->role) && take(&rest, TEXT(",\"action\":")) &&
           take_string(&rest, arena, &out->action) && take(&rest, TEXT(",\"object\":")) &&
           take_string(&rest, arena, &out->object) && take(&rest, TEXT(",\"detail\":{")) &&
           take_details(&rest, arena, out);
}

/* ---- days: rows are in the order of their time, so a day's first row is found by halving ---- */

typedef struct trail_place {
    int64_t seq;
    text day, hash;
} trail_place;

static bool find_place(store_db *db, int64_t seq, upw_arena *arena, trail_place *out, bool *found, upw_error *error)
{
    store_rows row;
    trail_row parts = { 0 };
    const store_value values[] = { STORE_INTEGER(seq) };
    if (!store_find(db, &trail_statements[TRAIL_ROW], values, &row, found, error))
        return false;
    if (*found && trail_parse(store_text(&row, 0), arena, &parts))
        *out = (trail_place){ seq,
                              { parts.at.at, parts.at.len < CIVIL_DAY_LEN ? parts.at.len : CIVIL_DAY_LEN },
                              store_copy(&row, 1, arena) };
    else if (*found)
        *out = (trail_place){ .seq = seq };
    return store_end(&row, error);
}

/* The number of the first row of this day or a later one; one behind the last when there is none. */
static bool find_first_of(store_db *db, text day, upw_arena *arena, int64_t *seq, upw_error *error)
{
    audit_anchor head;
    if (!audit_find_head(db, &head, error))
        return false;
    int64_t low = 1, high = head.seq < INT64_MAX ? head.seq + 1 : INT64_MAX; /* whatever somebody wrote there */
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        trail_place at = { 0 };
        bool found;
        if (!find_place(db, middle, arena, &at, &found, error))
            return false;
        if (found && text_compare(at.day, day) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *seq = low;
    return true;
}

static bool find_range(store_db *db, const trail_question *q, upw_arena *arena, int64_t *from, int64_t *to,
                       upw_error *error)
{
    int32_t day;
    char next[CIVIL_DAY_LEN + 1];
    *from = 1;
    *to = q->before > 0 ? q->before : INT64_MAX;
    if (q->day.len == 0)
        return true;
    if (!civil_read_day(q->day, &day))
        return upw_fail(error, UPW_BAD_INPUT, "Day must be a real date, like 2026-11-30");
    civil_write_day(day + 1, next);
    int64_t end;
    if (!find_first_of(db, q->day, arena, from, error) || !find_first_of(db, text_of(next), arena, &end, error))
        return false;
    if (end < *to)
        *to = end;
    return true;
}

/* ---- reading ---- */

static trail_row read_row(const store_rows *rows, upw_arena *arena)
{
    trail_row row = { 0 };
    if (!trail_parse(store_text(rows, 1), arena, &row))
        row = (trail_row){ .action = TEXT("cannot be read") };
    row.seq = store_integer(rows, 0);
    row.hash = store_copy(rows, 2, arena);
    row.organisation = store_copy(rows, 3, arena);
    row.actor_name = store_copy(rows, 4, arena);
    row.object_name = store_copy(rows, 5, arena);
    row.organisation_name = store_copy(rows, 6, arena);
    return row;
}

/* Whose holders read the records of the organisation that they hold it for: those to whom permissions.csv gives that.
 */
enum { READER_ROLES = 2 };
static void list_reader_roles(text names[READER_ROLES])
{
    const workflow_grant *const grants =
        workflow_permissions[PERMISSION_ALL_READ_THE_AUDIT_TRAIL_OF_OWN_RECORDS].grants;
    size_t n = 0;
    for (size_t i = 0; i < READER_ROLES; i++)
        names[i] = TEXT("");
    for (size_t role = 0; role < WORKFLOW_ROLES && n < READER_ROLES; role++)
        if (grants[role] == GRANT_BODY || grants[role] == GRANT_YES)
            names[n++] = text_of(workflow_role_names[role]);
}

bool trail_read(store_db *db, const trail_question *q, upw_arena *arena, trail_rows *out, upw_error *error)
{
    store_rows rows;
    int64_t from, to;
    text roles[READER_ROLES];
    *out = (trail_rows){ .at = MEMORY_TAKE(arena, trail_row, q->most + 1) };
    if (!find_range(db, q, arena, &from, &to, error))
        return false;
    list_reader_roles(roles);
    const store_value values[] = { STORE_INTEGER(from),   STORE_INTEGER(to),           STORE_TEXT(q->actor),
                                   STORE_TEXT(q->object), STORE_TEXT(q->organisation), STORE_TEXT(q->reader),
                                   STORE_TEXT(roles[0]),  STORE_TEXT(roles[1]) };
    const size_t statement = q->most <= TRAIL_PAGE_ROWS ? TRAIL_PAGE : TRAIL_PIECE;
    if (!store_query(db, &trail_statements[statement], values, &rows, error))
        return false;
    while (out->n <= q->most && store_next(&rows))
        out->at[out->n++] = read_row(&rows, arena);
    out->has_more = out->n > q->most;
    if (out->has_more)
        out->n = q->most;
    return store_end(&rows, error);
}

/* ---- the digest ---- */

bool trail_list_anchors(store_db *db, text before_day, size_t most, upw_arena *arena, trail_anchor **out, size_t *n,
                        upw_error *error)
{
    store_rows rows;
    const store_value values[] = { STORE_TEXT(before_day) };
    *out = MEMORY_TAKE(arena, trail_anchor, most + 1);
    *n = 0;
    if (!store_query(db, &trail_statements[ANCHORS_BEFORE], values, &rows, error))
        return false;
    while (*n < most && store_next(&rows)) {
        trail_anchor *const one = &(*out)[(*n)++];
        const text hash = store_text(&rows, 2);
        *one = (trail_anchor){ .day = store_copy(&rows, 0, arena), .point.seq = store_integer(&rows, 1) };
        memcpy(one->point.hash, hash.at, hash.len < AUDIT_HASH_HEX ? hash.len : AUDIT_HASH_HEX);
    }
    return store_end(&rows, error);
}

/* The day of the row after `seq` has ended: publish its last row. */
static bool anchor_next(store_db *db, int64_t *seq, text today, upw_arena *arena, bool *more, upw_error *error)
{
    trail_place first = { 0 }, last = { 0 };
    int32_t day;
    char next[CIVIL_DAY_LEN + 1];
    int64_t end;
    *more = false;
    bool found = false;
    if (*seq < INT64_MAX && !find_place(db, *seq + 1, arena, &first, &found, error))
        return false;
    if (!found || text_compare(first.day, today) >= 0 || !civil_read_day(first.day, &day))
        return true;
    civil_write_day(day + 1, next);
    if (!find_first_of(db, text_of(next), arena, &end, error) || !find_place(db, end - 1, arena, &last, &found, error))
        return false;
    const store_value values[] = { STORE_TEXT(first.day), STORE_INTEGER(end - 1), STORE_TEXT(last.hash) };
    *more = end - 1 > *seq;
    *seq = end - 1;
    return store_run(db, &trail_statements[ANCHOR_ADD], values, NULL, error);
}

bool trail_anchor_days(store_db *db, int64_t now_ms, upw_error *error)
{
    char today[CIVIL_UTC_LEN + 1];
    upw_arena arena;
    trail_anchor *latest;
    size_t n;
    bool more = true;
    civil_write_utc(now_ms, today);
    memory_init_arena(&arena);
    bool is_done = trail_list_anchors(db, TEXT(""), 1, &arena, &latest, &n, error);
    int64_t seq = is_done && n > 0 ? latest[0].point.seq : 0;
    while (is_done && more)
        is_done = anchor_next(db, &seq, (text){ today, CIVIL_DAY_LEN }, &arena, &more, error);
    upw_arena_clear(&arena);
    return is_done;
}

bool trail_verify(store_db *db, int64_t *n_rows, upw_error *error)
{
    upw_arena arena;
    trail_anchor *days;
    size_t n;
    memory_init_arena(&arena);
    bool holds = trail_list_anchors(db, TEXT(""), TRAIL_ANCHORS_MAX, &arena, &days, &n, error);
    if (holds) {
        audit_anchor *const points = MEMORY_TAKE(&arena, audit_anchor, n + 1);
        for (size_t i = 0; i < n; i++)
            points[i] = days[i].point;
        holds = audit_verify(db, points, n, n_rows, error);
    }
    upw_arena_clear(&arena);
    return holds;
}
