/* The trail that nobody can rewrite unseen: canonical lines, each with the hash of all before it. */
#include "workflow/audit.h"

#include <string.h>

#include <sodium.h>

#include "base/civil.h"
#include "base/json.h"

enum { AUDIT_TAKE_HEAD, AUDIT_FIND_HEAD, AUDIT_INSERT, AUDIT_SET_HEAD, AUDIT_READ };

const store_statement audit_statements[] = {
    /* The row of the head is taken first, so that two changes at once become one after the other. */
    [AUDIT_TAKE_HEAD] = { "audit_take_head", "UPDATE audit_head SET seq = seq + 1 WHERE id = 1 RETURNING seq, hash",
                          .gives = "it" },
    [AUDIT_FIND_HEAD] = { "audit_find_head", "SELECT seq, hash FROM audit_head WHERE id = 1", .gives = "it" },
    [AUDIT_INSERT] = { "audit_insert",
                       "INSERT INTO audit (seq, record, hash, actor, organisation, object) "
                       "VALUES ($1, $2, $3, $4, $5, $6)",
                       .takes = "itttTt" },
    [AUDIT_SET_HEAD] = { "audit_set_head", "UPDATE audit_head SET hash = $1 WHERE id = 1", .takes = "t" },
    [AUDIT_READ] = { "audit_read", "SELECT seq, record, hash FROM audit WHERE seq > $1 ORDER BY seq LIMIT 1000",
                     .takes = "i", .gives = "itt", .open = "the chain is checked whole" },
};
const size_t audit_statements_count = sizeof audit_statements / sizeof *audit_statements;

static const char label[] = "upward/audit/v1";

void audit_hash(const unsigned char before[AUDIT_HASH_SIZE], text record, unsigned char hash[AUDIT_HASH_SIZE])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, AUDIT_HASH_SIZE);
    crypto_generichash_update(&state, (const unsigned char *)label, sizeof label - 1);
    crypto_generichash_update(&state, before, AUDIT_HASH_SIZE);
    crypto_generichash_update(&state, (const unsigned char *)record.at, record.len);
    crypto_generichash_final(&state, hash, AUDIT_HASH_SIZE);
}

static text actor_of(const audit_entry *entry)
{
    return entry->actor.person.len > 0 ? entry->actor.person : TEXT("system");
}

void audit_add_record(buffer *out, int64_t seq, const audit_entry *entry)
{
    json_writer j;
    json_init(&j, out);
    json_begin_object(&j);
    json_key(&j, "seq");
    json_integer(&j, seq);
    json_key(&j, "at");
    char at[CIVIL_UTC_LEN + 1];
    civil_write_utc(entry->at_ms, at);
    json_text(&j, entry->only_day ? (text){ at, CIVIL_DAY_LEN } : text_of(at));
    json_key(&j, "actor");
    json_text(&j, actor_of(entry));
    json_key(&j, "role");
    json_text(&j, text_of(workflow_role_names[entry->actor.role]));
    json_key(&j, "action");
    json_text(&j, text_of(entry->action));
    json_key(&j, "object");
    json_text(&j, entry->object);
    json_key(&j, "detail");
    json_begin_object(&j);
    for (size_t i = 0; i < entry->n_details; i++) {
        json_key(&j, entry->details[i].name);
        json_text(&j, entry->details[i].value);
    }
    if (entry->request.len > 0) {
        json_key(&j, "request");
        json_text(&j, entry->request);
    }
    json_end_object(&j);
    json_end_object(&j);
}

static bool read_hash(text hex, unsigned char hash[AUDIT_HASH_SIZE])
{
    size_t size;
    return hex.len == AUDIT_HASH_HEX &&
           sodium_hex2bin(hash, AUDIT_HASH_SIZE, hex.at, hex.len, NULL, &size, NULL) == 0 && size == AUDIT_HASH_SIZE;
}

static bool take_head(store_db *db, int64_t *seq, unsigned char hash[AUDIT_HASH_SIZE], upw_error *error)
{
    store_rows row;
    bool found;
    if (!store_find(db, &audit_statements[AUDIT_TAKE_HEAD], NULL, &row, &found, error))
        return false;
    bool is_whole = found;
    if (found) {
        *seq = store_integer(&row, 0);
        is_whole = read_hash(store_text(&row, 1), hash);
    }
    return store_end(&row, error) &&
           (is_whole ||
            upw_fail(error, UPW_CONFLICT, "the head of the audit trail is damaged; run upward audit verify"));
}

bool audit_append(store_db *db, const audit_entry *entry, upw_error *error)
{
    int64_t seq = 0;
    unsigned char hash[AUDIT_HASH_SIZE];
    if (!take_head(db, &seq, hash, error))
        return false;
    buffer record;
    buffer_init(&record, (size_t)64 << 10);
    audit_add_record(&record, seq, entry);
    audit_hash(hash, buffer_text(&record), hash);
    char hex[AUDIT_HASH_HEX + 1];
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    const store_value row[] = { STORE_INTEGER(seq),
                                STORE_TEXT(buffer_text(&record)),
                                STORE_TEXT(text_of(hex)),
                                STORE_TEXT(actor_of(entry)),
                                entry->actor.organisation.len > 0 ? STORE_TEXT(entry->actor.organisation) : STORE_NULL,
                                STORE_TEXT(entry->object) };
    const store_value head[] = { STORE_TEXT(text_of(hex)) };
    const bool is_written =
        (!record.is_full || upw_fail(error, UPW_TOO_LARGE, "an entry of the audit trail is longer than 64 KiB")) &&
        store_run(db, &audit_statements[AUDIT_INSERT], row, NULL, error) &&
        store_run(db, &audit_statements[AUDIT_SET_HEAD], head, NULL, error);
    buffer_clear(&record);
    return is_written;
}

bool audit_find_head(store_db *db, audit_anchor *head, upw_error *error)
{
    store_rows row;
    bool found;
    if (!store_find(db, &audit_statements[AUDIT_FIND_HEAD], NULL, &row, &found, error))
        return false;
    *head = (audit_anchor){ 0 };
    if (found) {
        head->seq = store_integer(&row, 0);
        const text hash = store_text(&row, 1);
        if (hash.len == AUDIT_HASH_HEX)
            memcpy(head->hash, hash.at, AUDIT_HASH_HEX);
    }
    return store_end(&row, error);
}

static bool meets_anchors(int64_t seq, text hash, const audit_anchor *anchors, size_t n_anchors, upw_error *error)
{
    for (size_t i = 0; i < n_anchors; i++)
        if (anchors[i].seq == seq && !text_equal(hash, text_of(anchors[i].hash)))
            return upw_fail_row(error, UPW_CONFLICT, seq,
                                "row %lld of the audit trail has another hash than its anchor: it, or a row before it, "
                                "has been rewritten",
                                (long long)seq);
    return true;
}

/* The row at hand: right behind the one before, and hashed as it should be. */
static bool verify_row(store_rows *rows, int64_t seq, unsigned char hash[AUDIT_HASH_SIZE], upw_error *error)
{
    unsigned char stored[AUDIT_HASH_SIZE];
    audit_hash(hash, store_text(rows, 1), hash);
    if (store_integer(rows, 0) != seq)
        return upw_fail_row(error, UPW_CONFLICT, seq, "row %lld of the audit trail is missing", (long long)seq);
    if (!read_hash(store_text(rows, 2), stored) || memcmp(stored, hash, sizeof stored) != 0)
        return upw_fail_row(error, UPW_CONFLICT, seq, "row %lld of the audit trail is not as it was written",
                            (long long)seq);
    return true;
}

static bool verify_end(store_db *db, int64_t n_rows, const unsigned char hash[AUDIT_HASH_SIZE],
                       const audit_anchor *anchors, size_t n_anchors, upw_error *error)
{
    audit_anchor head;
    char hex[AUDIT_HASH_HEX + 1];
    sodium_bin2hex(hex, sizeof hex, hash, AUDIT_HASH_SIZE);
    if (!audit_find_head(db, &head, error))
        return false;
    for (size_t i = 0; i < n_anchors; i++)
        if (anchors[i].seq > n_rows)
            return upw_fail(error, UPW_CONFLICT, "the audit trail ends at row %lld, before its anchor at row %lld",
                            (long long)n_rows, (long long)anchors[i].seq);
    if (head.seq != n_rows || strcmp(head.hash, hex) != 0)
        return upw_fail(error, UPW_CONFLICT, "the audit trail ends at row %lld, but its head says %lld",
                        (long long)n_rows, (long long)head.seq);
    return true;
}

/* The next rows, behind *n_rows; *more when there may be others. */
static bool verify_some(store_db *db, int64_t *n_rows, unsigned char hash[AUDIT_HASH_SIZE], const audit_anchor *anchors,
                        size_t n_anchors, bool *more, upw_error *error)
{
    const store_value values[] = { STORE_INTEGER(*n_rows) };
    store_rows rows;
    if (!store_query(db, &audit_statements[AUDIT_READ], values, &rows, error))
        return false;
    bool holds = true;
    *more = false;
    while (holds && store_next(&rows)) {
        *more = true;
        *n_rows += 1;
        holds = verify_row(&rows, *n_rows, hash, error) &&
                meets_anchors(*n_rows, store_text(&rows, 2), anchors, n_anchors, error);
    }
    return store_end(&rows, holds ? error : NULL) && holds;
}

bool audit_verify(store_db *db, const audit_anchor *anchors, size_t n_anchors, int64_t *n_rows, upw_error *error)
{
    unsigned char hash[AUDIT_HASH_SIZE] = { 0 };
    bool more = true;
    *n_rows = 0;
    while (more)
        if (!verify_some(db, n_rows, hash, anchors, n_anchors, &more, error))
            return false;
    return verify_end(db, *n_rows, hash, anchors, n_anchors, error);
}
