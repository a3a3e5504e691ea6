/* Mail domains that organisations list. */
#include "services/people/domains.h"

#include <string.h>

#include "base/memory.h"
#include "services/people/accounts.h"

enum { DOMAIN_ADD, DOMAIN_REMOVE, DOMAIN_FIND, DOMAINS_OF, DOMAINS_ALL };

const store_statement domains_statements[] = {
    [DOMAIN_ADD] = { "domain_add",
                     "INSERT INTO mail_domain (domain, organisation) VALUES ($1, $2) ON CONFLICT (domain) DO NOTHING",
                     .takes = "tt" },
    [DOMAIN_REMOVE] = { "domain_remove", "DELETE FROM mail_domain WHERE domain = $1 AND organisation = $2",
                        .takes = "tt" },
    [DOMAIN_FIND] = { "domain_find", "SELECT domain, organisation FROM mail_domain WHERE domain = $1", .takes = "t",
                      .gives = "tt", .open = "whose it is, is the answer" },
    [DOMAINS_OF] = { "domains_of",
                     "SELECT domain, organisation FROM mail_domain WHERE organisation = $1 ORDER BY domain LIMIT 500",
                     .takes = "t", .gives = "tt" },
    [DOMAINS_ALL] = { "domains_all", "SELECT domain, organisation FROM mail_domain ORDER BY domain LIMIT 500",
                      .gives = "tt", .open = "administrators look after all of them" },
};
const size_t domains_statements_count = sizeof domains_statements / sizeof *domains_statements;

/* ---- what a domain is ---- */

/* Many organisations have their addresses in these, or anybody can have one, or they are only the end of a domain (the
 * Public Suffix List, publicsuffix.org, has all of those; these are the ones that health services meet). */
static const char *const shared[] = {
    "nhs.net",          "nhs.uk",         "nhs.scot",       "wales.nhs.uk",    "hscni.net",
    "gov.uk",           "gov.scot",       "gov.wales",      "ac.uk",           "co.uk",
    "org.uk",           "ltd.uk",         "me.uk",          "net.uk",          "plc.uk",
    "police.uk",        "sch.uk",         "mod.uk",         "cjsm.net",        "gmail.com",
    "googlemail.com",   "outlook.com",    "outlook.co.uk",  "hotmail.com",     "hotmail.co.uk",
    "live.com",         "live.co.uk",     "msn.com",        "yahoo.com",       "yahoo.co.uk",
    "ymail.com",        "icloud.com",     "me.com",         "mac.com",         "aol.com",
    "aol.co.uk",        "proton.me",      "pm.me",          "protonmail.com",  "gmx.com",
    "gmx.co.uk",        "gmx.net",        "mail.com",       "email.com",       "zoho.com",
    "fastmail.com",     "tutanota.com",   "yandex.com",     "btinternet.com",  "btconnect.com",
    "sky.com",          "talktalk.net",   "tiscali.co.uk",  "virginmedia.com", "ntlworld.com",
    "blueyonder.co.uk", "doctors.org.uk", "doctors.net.uk", "onmicrosoft.com",
};

text domain_normal(text typed, upw_arena *arena)
{
    text rest = text_trim(typed);
    for (size_t i = 0; i < rest.len; i++)
        if (rest.at[i] == '@')
            return domain_normal((text){ rest.at + i + 1, rest.len - i - 1 }, arena);
    return accounts_normal_email(rest, arena);
}

text domain_of_address(text email, upw_arena *arena)
{
    return memchr(email.at, '@', email.len) != NULL ? domain_normal(email, arena) : TEXT("");
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* A label of a host name (RFC 1123, section 2.1): letters, digits and, inside, hyphens; 63 at most. */
static bool is_label(text label)
{
    if (label.len == 0 || label.len > 63 || label.at[0] == '-' || label.at[label.len - 1] == '-')
        return false;
    for (size_t i = 0; i < label.len; i++)
        if (!is_letter_or_digit(label.at[i]) && label.at[i] != '-')
            return false;
    return true;
}

static bool is_domain(text normal)
{
    size_t n_labels = 0;
    bool has_letter = false; /* of the last label: 192.0.2.1 is none */
    if (normal.len > DOMAIN_MAX || (normal.len > 0 && normal.at[normal.len - 1] == '.'))
        return false;
    for (text rest = normal; rest.len > 0; n_labels++) {
        const text label = text_take_until(&rest, '.');
        if (!is_label(label))
            return false;
        has_letter = label.at[0] >= 'a';
    }
    return n_labels >= 2 && has_letter;
}

domain_fault domain_find_fault(text normal)
{
    if (!is_domain(normal))
        return DOMAIN_IS_NONE;
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
        if (text_equal(normal, text_of(shared[i])))
            return DOMAIN_IS_SHARED;
    return DOMAIN_IS_GOOD;
}

/* ---- reading ---- */

static bool find(store_db *db, text domain, upw_arena *arena, listed_domain *out, bool *found, upw_error *error)
{
    store_rows row;
    const store_value values[] = { STORE_TEXT(domain) };
    if (!store_find(db, &domains_statements[DOMAIN_FIND], values, &row, found, error))
        return false;
    *out = (listed_domain){ domain, *found ? store_copy(&row, 1, arena) : TEXT("") };
    return store_end(&row, error);
}

bool domains_find_listing(store_db *db, text email, text day, upw_arena *arena, organisation *out, bool *found,
                          upw_error *error)
{
    listed_domain one;
    bool is_listed;
    /* An address whose domain nobody lists looks for an organisation, too: it takes as long. */
    if (!find(db, domain_of_address(email, arena), arena, &one, &is_listed, error) ||
        !organisations_find(db, one.organisation, arena, out, found, error))
        return false;
    *found = *found && (out->closed.len == 0 || text_compare(day, out->closed) <= 0);
    return true;
}

bool domains_list(store_db *db, text of, upw_arena *arena, listed_domain **out, size_t *n, upw_error *error)
{
    store_rows rows;
    const store_value values[] = { STORE_TEXT(of) };
    const bool is_all = of.len == 0;
    *out = MEMORY_TAKE(arena, listed_domain, DOMAINS_MAX);
    *n = 0;
    if (!store_query(db, &domains_statements[is_all ? DOMAINS_ALL : DOMAINS_OF], is_all ? NULL : values, &rows, error))
        return false;
    while (*n < DOMAINS_MAX && store_next(&rows))
        (*out)[(*n)++] = (listed_domain){ store_copy(&rows, 0, arena), store_copy(&rows, 1, arena) };
    return store_end(&rows, error);
}

/* ---- changing ---- */

typedef struct domain_job {
    listed_domain one;
    const workflow_actor *actor;
    int64_t now_ms;
    size_t statement;
} domain_job;

static bool record(store_db *db, const domain_job *job, upw_error *error)
{
    const audit_entry entry = { .at_ms = job->now_ms,
                                .actor = *job->actor,
                                .action = job->statement == DOMAIN_ADD ? "domain.list" : "domain.unlist",
                                .object = job->one.organisation,
                                .details = { { "domain", job->one.domain } },
                                .n_details = 1 };
    return audit_append(db, &entry, error);
}

static bool change(store_db *db, void *context, upw_error *error)
{
    const domain_job *const job = context;
    const store_value values[] = { STORE_TEXT(job->one.domain), STORE_TEXT(job->one.organisation) };
    int64_t n_changed;
    return store_run(db, &domains_statements[job->statement], values, &n_changed, error) &&
           (n_changed == 0 || record(db, job, error));
}

/* In the transaction that adds: whose it is afterwards. */
static bool add(store_db *db, void *context, upw_error *error)
{
    const domain_job *const job = context;
    upw_arena arena;
    listed_domain there = { 0 };
    bool found = false;
    memory_init_arena(&arena);
    const bool is_done = change(db, context, error) && find(db, job->one.domain, &arena, &there, &found, error);
    const bool is_ours = found && text_equal(there.organisation, job->one.organisation);
    upw_arena_clear(&arena);
    return is_done && (is_ours || upw_fail(error, UPW_CONFLICT, "another organisation lists this domain"));
}

bool domains_add(store_db *db, listed_domain one, const workflow_actor *actor, int64_t now_ms, upw_error *error)
{
    domain_job job = { one, actor, now_ms, DOMAIN_ADD };
    return store_transact(db, add, &job, error);
}

bool domains_remove(store_db *db, listed_domain one, const workflow_actor *actor, int64_t now_ms, upw_error *error)
{
    domain_job job = { one, actor, now_ms, DOMAIN_REMOVE };
    return store_transact(db, change, &job, error);
}
