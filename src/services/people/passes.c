/* A link and a code by letter, each for one use. */
#include "services/people/passes.h"

#include <string.h>

#include <sodium.h>

#include "base/base32.h"
#include "base/memory.h"
#include "services/people/accounts.h"

enum { PASS_ADD, PASS_ASKED, PASS_BY_HASH, PASS_BY_EMAIL, PASS_COUNT_TRY, PASS_REMOVE, PASS_END_EARLIER, PASSES_SWEEP };

#define COLUMNS "hash, code_hash, account, email, role, organisation, tries, ends_ms"
static const char by_secret[] = "whoever has the secret, or asks for one, acts for themself";

const store_statement passes_statements[] = {
    [PASS_ADD] = { "pass_add",
                   "INSERT INTO pass (hash, purpose, code_hash, account, email, role, organisation, tries, created_ms, "
                   "ends_ms, n_asked, asked_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10, $11)",
                   .takes = "tttTtTTiiii" },
    [PASS_ASKED] = { "pass_asked",
                     "SELECT n_asked, asked_ms FROM pass WHERE email = $1 AND purpose = $2 ORDER BY created_ms DESC "
                     "LIMIT 1",
                     .takes = "tt", .gives = "ii", .open = by_secret },
    [PASS_BY_HASH] = { "pass_by_hash", "SELECT " COLUMNS " FROM pass WHERE hash = $1 AND purpose = $2", .takes = "tt",
                       .gives = "ttTtTTii", .open = by_secret },
    [PASS_BY_EMAIL] = { "pass_by_email",
                        "SELECT " COLUMNS
                        " FROM pass WHERE email = $1 AND purpose = $2 ORDER BY created_ms DESC LIMIT 1",
                        .takes = "tt", .gives = "ttTtTTii", .open = by_secret },
    [PASS_COUNT_TRY] = { "pass_count_try", "UPDATE pass SET tries = tries + 1 WHERE hash = $1", .takes = "t",
                         .open = by_secret },
    [PASS_REMOVE] = { "pass_remove", "DELETE FROM pass WHERE hash = $1", .takes = "t", .open = by_secret },
    [PASS_END_EARLIER] = { "pass_end_earlier", "DELETE FROM pass WHERE email = $1 AND purpose = $2", .takes = "tt",
                           .open = by_secret },
    [PASSES_SWEEP] = { "passes_sweep", "DELETE FROM pass WHERE ends_ms < $1", .takes = "i",
                       .open = "everybody's, by age alone" },
};
const size_t passes_statements_count = sizeof passes_statements / sizeof *passes_statements;

static const struct {
    const char *name;
    int64_t lasts_ms;
} purposes[PASS_PURPOSE_COUNT] = {
    [PASS_SIGN_IN] = { "sign_in", INT64_C(900000) },
    [PASS_INVITE] = { "invite", INT64_C(1209600000) },
    [PASS_CHANGE_EMAIL] = { "change_email", INT64_C(86400000) },
    [PASS_FIRST_ADMIN] = { "first_admin", INT64_C(86400000) },
};

static const int64_t DAY_MS = INT64_C(86400000);

enum { HASH_BYTES = 32, HASH_HEX = 64 };

static void hash_link(text link, char hex[HASH_HEX + 1])
{
    unsigned char hash[HASH_BYTES];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)link.at, link.len, NULL, 0);
    sodium_bin2hex(hex, HASH_HEX + 1, hash, sizeof hash);
}

/* With its link's hash as the key: a short code cannot be looked up in a table made beforehand. */
static void hash_code(const char *code, const char *link_hash, char hex[HASH_HEX + 1])
{
    unsigned char hash[HASH_BYTES];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)code, PASS_CODE_LEN, (const unsigned char *)link_hash,
                       HASH_HEX);
    sodium_bin2hex(hex, HASH_HEX + 1, hash, sizeof hash);
}

typedef struct make_job {
    const pass *wanted;
    text email;
    const char *hash, *code_hash;
    int64_t now_ms;
    int64_t n_asked, asked_ms;
} make_job;

/* For an address that has asked already, today, and has used nothing of it: one more. */
static bool count_asked(store_db *db, make_job *job, const store_value earlier[2], upw_error *error)
{
    store_rows row;
    bool found;
    job->n_asked = 1;
    job->asked_ms = job->now_ms;
    if (!store_find(db, &passes_statements[PASS_ASKED], earlier, &row, &found, error))
        return false;
    if (found && job->now_ms - store_integer(&row, 1) < DAY_MS) {
        job->n_asked = store_integer(&row, 0) + 1;
        job->asked_ms = store_integer(&row, 1);
    }
    return store_end(&row, error);
}

static bool make(store_db *db, void *context, upw_error *error)
{
    make_job *const job = context;
    const pass *const w = job->wanted;
    const text purpose = text_of(purposes[w->purpose].name);
    const bool has_seat = w->seat.organisation.len > 0;
    const store_value earlier[] = { STORE_TEXT(job->email), STORE_TEXT(purpose) };
    if (!count_asked(db, job, earlier, error))
        return false;
    const store_value values[] = { STORE_TEXT(text_of(job->hash)),
                                   STORE_TEXT(purpose),
                                   STORE_TEXT(text_of(job->code_hash)),
                                   STORE_TEXT_OR_NULL(w->account),
                                   STORE_TEXT(job->email),
                                   has_seat ? STORE_TEXT(text_of(workflow_role_names[w->seat.role])) : STORE_NULL,
                                   STORE_TEXT_OR_NULL(w->seat.organisation),
                                   STORE_INTEGER(job->now_ms),
                                   STORE_INTEGER(job->now_ms + purposes[w->purpose].lasts_ms),
                                   STORE_INTEGER(job->n_asked),
                                   STORE_INTEGER(job->asked_ms) };
    return (w->purpose == PASS_INVITE || store_run(db, &passes_statements[PASS_END_EARLIER], earlier, NULL, error)) &&
           store_run(db, &passes_statements[PASS_ADD], values, NULL, error);
}

bool passes_make(store_db *db, const pass *wanted, int64_t now_ms, pass_secrets *out, upw_error *error)
{
    unsigned char random[HASH_BYTES];
    char characters[BASE32_LEN(HASH_BYTES) + 1], hash[HASH_HEX + 1], code_hash[HASH_HEX + 1];
    upw_arena arena;
    randombytes_buf(random, sizeof random);
    sodium_bin2base64(out->link, sizeof out->link, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    randombytes_buf(random, sizeof random);
    base32_write(random, sizeof random, characters);
    memcpy(out->code, characters, PASS_CODE_LEN);
    out->code[PASS_CODE_LEN] = '\0';
    hash_link(text_of(out->link), hash);
    hash_code(out->code, hash, code_hash);
    memory_init_arena(&arena);
    make_job job = { wanted, accounts_normal_email(wanted->email, &arena), hash, code_hash, now_ms, 0, 0 };
    const bool is_made = store_transact(db, make, &job, error);
    out->n_asked = job.n_asked;
    upw_arena_clear(&arena);
    return is_made;
}

/* A row of `pass`. */
typedef struct found_pass {
    text hash, code_hash;
    pass what;
    int64_t tries, ends_ms;
} found_pass;

static bool find(store_db *db, size_t statement, text key, pass_purpose purpose, upw_arena *arena, found_pass *out,
                 bool *found, upw_error *error)
{
    store_rows row;
    const store_value values[] = { STORE_TEXT(key), STORE_TEXT(text_of(purposes[purpose].name)) };
    if (!store_find(db, &passes_statements[statement], values, &row, found, error))
        return false;
    if (*found) {
        *out = (found_pass){
            .hash = store_copy(&row, 0, arena),
            .code_hash = store_copy(&row, 1, arena),
            .what = { .purpose = purpose,
                      .account = store_copy(&row, 2, arena),
                      .email = store_copy(&row, 3, arena),
                      .seat.organisation = store_copy(&row, 5, arena) },
            .tries = store_integer(&row, 6),
            .ends_ms = store_integer(&row, 7),
        };
        if (out->what.seat.organisation.len > 0 && !workflow_find_role(store_text(&row, 4), &out->what.seat.role))
            out->what.seat.organisation.len = 0;
    }
    return store_end(&row, error);
}

static pass_verdict judge(const found_pass *f, bool found, int64_t now_ms)
{
    if (!found)
        return PASS_WRONG;
    if (now_ms >= f->ends_ms)
        return PASS_EXPIRED;
    return f->tries >= PASS_TRIES_MAX ? PASS_TOO_MANY_TRIES : PASS_GOOD;
}

bool passes_look(store_db *db, pass_purpose purpose, text link, int64_t now_ms, upw_arena *arena, pass *out,
                 pass_verdict *verdict, upw_error *error)
{
    char hash[HASH_HEX + 1];
    found_pass there;
    bool found;
    hash_link(link, hash);
    if (!find(db, PASS_BY_HASH, text_of(hash), purpose, arena, &there, &found, error))
        return false;
    *verdict = judge(&there, found, now_ms);
    if (*verdict == PASS_GOOD)
        *out = there.what;
    return true;
}

typedef struct use_job {
    pass_purpose purpose;
    text link;        /* or */
    text email, code; /* the code's characters alone */
    int64_t now_ms;
    upw_arena *arena;
    pass *out;
    pass_verdict *verdict;
} use_job;

/* Two that use it at the same time: the second finds it gone. */
static bool use_it_up(store_db *db, const found_pass *there, const use_job *job, upw_error *error)
{
    int64_t n_removed;
    const store_value values[] = { STORE_TEXT(there->hash) };
    if (!store_run(db, &passes_statements[PASS_REMOVE], values, &n_removed, error))
        return false;
    if (n_removed == 1)
        *job->out = there->what;
    else
        *job->verdict = PASS_WRONG;
    return true;
}

static bool use_link(store_db *db, void *context, upw_error *error)
{
    const use_job *const job = context;
    char hash[HASH_HEX + 1];
    found_pass there;
    bool found;
    hash_link(job->link, hash);
    if (!find(db, PASS_BY_HASH, text_of(hash), job->purpose, job->arena, &there, &found, error))
        return false;
    *job->verdict = judge(&there, found, job->now_ms);
    return *job->verdict != PASS_GOOD || use_it_up(db, &there, job, error);
}

static bool is_code(const use_job *job, const found_pass *there)
{
    char hash[HASH_HEX + 1];
    if (job->code.len != PASS_CODE_LEN)
        return false;
    hash_code(job->code.at, there->hash.at, hash);
    return there->code_hash.len == HASH_HEX && sodium_memcmp(hash, there->code_hash.at, HASH_HEX) == 0;
}

static bool try_code(store_db *db, const use_job *job, upw_error *error)
{
    found_pass there;
    bool found;
    if (!find(db, PASS_BY_EMAIL, job->email, job->purpose, job->arena, &there, &found, error))
        return false;
    *job->verdict = judge(&there, found, job->now_ms);
    if (*job->verdict != PASS_GOOD)
        return true;
    if (is_code(job, &there))
        return use_it_up(db, &there, job, error);
    *job->verdict = PASS_WRONG;
    const store_value values[] = { STORE_TEXT(there.hash) };
    return store_run(db, &passes_statements[PASS_COUNT_TRY], values, NULL, error);
}

/* A code that does not sign in leaves its row, without the address that was typed. */
static bool use_code(store_db *db, void *context, upw_error *error)
{
    const use_job *const job = context;
    const audit_entry entry = { .at_ms = job->now_ms, .actor = { .role = ROLE_SYSTEM }, .action = "session.refuse" };
    if (!try_code(db, job, error))
        return false;
    return *job->verdict == PASS_GOOD || job->purpose != PASS_SIGN_IN || audit_append(db, &entry, error);
}

bool passes_use_link(store_db *db, pass_purpose purpose, text link, int64_t now_ms, upw_arena *arena, pass *out,
                     pass_verdict *verdict, upw_error *error)
{
    use_job job = {
        .purpose = purpose, .link = link, .now_ms = now_ms, .arena = arena, .out = out, .verdict = verdict
    };
    return store_transact(db, use_link, &job, error);
}

/* What somebody typed, without what stands between and in lower case; longer than a code when it is none. */
static text clean_code(text typed, char out[PASS_CODE_LEN + 1])
{
    size_t n = 0;
    for (size_t i = 0; i < typed.len; i++) {
        const char c = typed.at[i];
        if (c == ' ' || c == '-')
            continue;
        if (n < PASS_CODE_LEN)
            out[n] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        n++;
    }
    return (text){ out, n };
}

bool passes_use_code(store_db *db, pass_purpose purpose, text email, text code, int64_t now_ms, upw_arena *arena,
                     pass *out, pass_verdict *verdict, upw_error *error)
{
    char clean[PASS_CODE_LEN + 1];
    use_job job = { .purpose = purpose,
                    .email = accounts_normal_email(email, arena),
                    .code = clean_code(code, clean),
                    .now_ms = now_ms,
                    .arena = arena,
                    .out = out,
                    .verdict = verdict };
    return store_transact(db, use_code, &job, error);
}

bool passes_sweep(store_db *db, int64_t now_ms, upw_error *error)
{
    const store_value values[] = { STORE_INTEGER(now_ms - INT64_C(86400000)) };
    return store_run(db, &passes_statements[PASSES_SWEEP], values, NULL, error);
}
