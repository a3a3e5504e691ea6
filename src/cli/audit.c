/* upward audit verify: whether the audit trail is as it was written. */
#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/number.h"
#include "cli/commands.h"
#include "cli/database_options.h"
#include "services/people/trail.h"
#include "store/migrate.h"

enum { ANCHORS_MAX = 100 };

typedef struct audit_settings {
    database_settings database;
    audit_anchor anchors[ANCHORS_MAX];
    size_t n_anchors;
} audit_settings;

/* 812:3f0c…, as /audit/digest has it. */
static bool add_anchor(void *settings, const char *argument, upw_error *error)
{
    audit_settings *const s = settings;
    text rest = text_of(argument);
    int64_t seq = 0;
    const bool is_number = number_parse_integer(text_take_until(&rest, ':'), &seq) && seq > 0;
    bool is_hash = rest.len == AUDIT_HASH_HEX;
    for (size_t i = 0; is_hash && i < rest.len; i++)
        is_hash = isxdigit((unsigned char)rest.at[i]) && !isupper((unsigned char)rest.at[i]);
    if (!is_number || !is_hash)
        return upw_fail(
            error, UPW_BAD_USAGE,
            "--anchor must be the number of a row and its hash, like 812:3f0c… with 64 digits, and is \"%s\"",
            argument);
    if (s->n_anchors == ANCHORS_MAX)
        return upw_fail(error, UPW_BAD_USAGE, "at most %d times --anchor", ANCHORS_MAX);
    audit_anchor *const one = &s->anchors[s->n_anchors++];
    one->seq = seq;
    memcpy(one->hash, rest.at, rest.len);
    return true;
}

static const cli_option audit_options[] = {
    { "anchor", .argument = "ROW:HASH",
      .help =
          "A row's hash that was kept elsewhere, of a day's end for instance; may be given more than once. Then what "
          "somebody has rewritten is found even if all hashes were computed anew.",
      .set = add_anchor, .repeats = true },
};

static bool verify(store_db *db, const audit_settings *s, int64_t *n_rows, upw_error *error)
{
    return store_check_schema(db, error) && trail_verify(db, n_rows, error) &&
           (s->n_anchors == 0 || audit_verify(db, s->anchors, s->n_anchors, n_rows, error));
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    const audit_settings *const s = settings;
    const store_options options = { .must_exist = true, .is_read_only = true };
    int64_t n_rows = 0;
    buffer out;
    (void)arena;
    if (files.n != 1 || strcmp(files.paths[0], "verify") != 0)
        return upw_fail(error, UPW_BAD_USAGE, "do what? \"upward audit verify\"");
    store *const keeps = database_open(&s->database, &options, (cli_files){ 0 }, error);
    store_db *const db = keeps != NULL ? store_connect(keeps, error) : NULL;
    bool is_done = db != NULL && verify(db, s, &n_rows, error);
    store_disconnect(db);
    store_close(keeps);
    buffer_init(&out, 4096);
    buffer_add_format(&out, "the audit trail is as it was written: %" PRId64 " rows\n", n_rows);
    is_done = is_done && cli_print(&out, error);
    buffer_clear(&out);
    return is_done;
}

static const cli_option_group groups[] = {
    { "Database", database_options, DATABASE_OPTIONS_COUNT, offsetof(audit_settings, database) },
    { "Trail", audit_options, sizeof audit_options / sizeof *audit_options, 0 },
};

static const cli_example examples[] = {
    { "upward audit verify --db upward.db", "Every row, in order, and the published hashes of the days." },
};

const cli_command audit_command = {
    .name = "audit",
    .one_line = "whether the audit trail is as it was written",
    .usage = "verify --db DATABASE [--anchor ROW:HASH]...",
    .description =
        "Every change on the server leaves a row in the audit trail, with a hash of the row before and of itself. This "
        "reads all rows and computes all hashes again, and compares them with those that were published at the end of "
        "each "
        "day. The first row that is missing or is not as it was written is named; the exit status is 1 then.\n\n"
        "Whoever can write to the database can also compute hashes: keep some of those at /audit/digest elsewhere, and "
        "give them with --anchor.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .needs_no_file = true,
    .settings_size = sizeof(audit_settings),
    .run = run,
};
