/* upward demo: a database in which everything that is said is invented, for whoever wants to look round. */
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/number.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "cli/database_options.h"
#include "cli/demo_appraisal.h"
#include "cli/demo_measures.h"
#include "network_2013.h"
#include "people.h"
#include "services/appraise/appraise.h"
#include "services/people/accounts.h"
#include "services/people/domains.h"
#include "services/people/people.h"
#include "services/site.h"
#include "store/migrate.h"

enum { PEOPLE_OF_A_PRACTICE = 7000, LIST_MAX = 1 << 20 }; /* people: on average, and invented */

typedef struct demo_settings {
    database_settings database;
    const char *key_file, *answers;
} demo_settings;

/* Before there is anybody, the program itself is the actor. */
static const workflow_actor system_actor = { .role = ROLE_SYSTEM };

/* Only a database that has nothing in it, or nothing but an earlier demonstration's schema. */
static bool check_empty(store *s, upw_error *error)
{
    store_db *const db = store_connect(s, error);
    store_schema schema;
    if (db == NULL)
        return false;
    const bool is_read = store_read_schema(db, &schema, error);
    store_disconnect(db);
    return is_read &&
           (schema.there == 0 || upw_fail(error, UPW_CONFLICT,
                                          "this database has something in it; a demonstration is made in a new "
                                          "one: give a name that is not there"));
}

/* The organisations of 2013 with one more column, by which they weigh: so many people for each practice; and the
 * federation. */
static text make_list(upw_arena *arena)
{
    buffer b;
    text rest = text_of(network_2013);
    buffer_init(&b, LIST_MAX);
    buffer_add(&b, text_take_until(&rest, '\n'));
    buffer_add_literal(&b, ",people_served\n");
    while (rest.len > 0) {
        const text line = text_take_until(&rest, '\n');
        int64_t practices;
        size_t at = line.len;
        while (at > 0 && line.at[at - 1] != ',')
            at--;
        buffer_add(&b, line);
        buffer_add_char(&b, ',');
        if (number_parse_integer((text){ line.at + at, line.len - at }, &practices)) {
            const int64_t people = practices * PEOPLE_OF_A_PRACTICE;
            buffer_add_format(&b, "%lld", (long long)people);
        }
        buffer_add_char(&b, '\n');
    }
    buffer_add(&b, text_of(demo_federation_row));
    return memory_keep(arena, &b);
}

static bool add_organisations(store_db *db, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    organisations_counts counts;
    int descriptor;
    const char *path;
    if (!demo_open_bytes(make_list(arena), &descriptor, &path, arena, error))
        return false;
    const bool is_done = organisations_import(db, path, &system_actor, now_ms, &counts, error);
    close(descriptor);
    return is_done;
}

static bool add_person(store_db *db, const demo_person *who, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    const account draft = { .name = text_of(who->name),
                            .email = text_of(who->email),
                            .organisation = text_of(who->seats[0].organisation),
                            .is_demonstration = true };
    account added;
    if (!accounts_add(db, &draft, &system_actor, now_ms, arena, &added, error))
        return false;
    for (size_t i = 0; i < DEMO_ROLES && who->seats[i].role != NULL; i++) {
        workflow_seat seat = { .organisation = text_of(who->seats[i].organisation) };
        if (!workflow_find_role(text_of(who->seats[i].role), &seat.role))
            return upw_fail(error, UPW_BAD_USAGE, "there is no role %s", who->seats[i].role);
        if (!seats_give(db, added.id, seat, &system_actor, now_ms, error))
            return false;
    }
    return true;
}

/* Answers are sealed with a key and kept in a file of their own; both lie beside an SQLite file. */
static bool name_files(demo_settings *s, const store *keeps, upw_arena *arena, upw_error *error)
{
    if (s->key_file == NULL && !store_is_postgres(keeps))
        s->key_file = memory_format(arena, "%s.key", s->database.where).at;
    if (s->answers == NULL && !store_is_postgres(keeps))
        s->answers = memory_format(arena, "%s.answers", s->database.where).at;
    if (s->key_file == NULL || s->answers == NULL)
        return upw_fail(
            error, UPW_BAD_USAGE,
            "say with --key-file and --answers where the key and the answers of the appraisal shall be: files "
            "on this machine, which `upward serve` is then given too");
    return access(s->answers, F_OK) != 0 ||
           upw_fail(error, UPW_CONFLICT, "%s is there already; a demonstration's answers go into a new file",
                    s->answers);
}

static bool add_contact(store_db *db, int64_t now_ms, upw_error *error)
{
    return settings_put(db, SETTING_CONTACT_NAME, TEXT("The federation's office (invented)"), &system_actor, now_ms,
                        error) &&
           settings_put(db, SETTING_CONTACT_EMAIL, TEXT("office@federation.example"), &system_actor, now_ms, error) &&
           settings_put(db, SETTING_CONTACT_TELEPHONE, TEXT("0113 496 0000"), &system_actor, now_ms, error);
}

static bool fill(store_db *db, upw_arena *arena, upw_error *error)
{
    const int64_t now_ms = clock_now_ms();
    if (!settings_put(db, SETTING_DEMONSTRATION, TEXT("yes"), &system_actor, now_ms, error) ||
        !settings_put(db, SETTING_FEDERATION, TEXT("Clinical Federation (invented)"), &system_actor, now_ms, error) ||
        !add_contact(db, now_ms, error) || !add_organisations(db, now_ms, arena, error))
        return false;
    for (size_t i = 0; i < demo_people_count; i++)
        if (!add_person(db, &demo_people[i], now_ms + (int64_t)i, arena, error))
            return false;
    const listed_domain listed = { TEXT(DEMO_DOMAIN), TEXT(DEMO_DOMAIN_OF) };
    return domains_add(db, listed, &system_actor, now_ms, error) && demo_add_measures(db, now_ms, arena, error);
}

/* The two rounds are lived through as the server would: by its services, its rules and its duties. */
static bool add_appraisal(store_db *db, const demo_settings *s, upw_arena *arena, upw_error *error)
{
    static service_site site;
    const int64_t now_ms = clock_now_ms();
    keys *const secret = people_open_keys(store_of(db), s->key_file, false, now_ms, error);
    answers *const file = secret != NULL ? answers_open(s->answers, error) : NULL;
    const site_options options = { .is_local = true, .is_unlimited = true, .keys = secret, .answers = file };
    bool is_done = file != NULL && site_open(&site, store_of(db), &options, arena, error);
    site.web.origin = "http://127.0.0.1:8080";
    is_done = is_done && demo_add_appraisal(db, &site.services, now_ms, arena, error);
    site_close(&site);
    answers_close(file);
    keys_close(secret);
    return is_done;
}

static bool make(store *keeps, demo_settings *s, upw_arena *arena, upw_error *error)
{
    store_db *db = NULL;
    const bool is_done = check_empty(keeps, error) && name_files(s, keeps, arena, error) &&
                         store_migrate(keeps, NULL, error) && (db = store_connect(keeps, error)) != NULL &&
                         fill(db, arena, error) && add_appraisal(db, s, arena, error);
    store_disconnect(db);
    return is_done;
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    demo_settings s = *(const demo_settings *)settings;
    store *const keeps = database_open(&s.database, NULL, files, error);
    const bool is_done = keeps != NULL && make(keeps, &s, arena, error);
    store_close(keeps);
    if (is_done)
        cli_say("the demonstration is in %s; see it with: upward serve --db %s", s.database.where, s.database.where);
    return is_done;
}

static const cli_option file_options[] = {
    { .name = "key-file",
      .argument = "FILE",
      .offset = offsetof(demo_settings, key_file),
      .help = "where the installation's key is made: beside an SQLite file, with .key behind its name, when it is not "
              "given" },
    { .name = "answers",
      .argument = "FILE",
      .offset = offsetof(demo_settings, answers),
      .help = "where people's answers are kept: beside an SQLite file, with .answers behind its name, when it is not "
              "given" },
};

static const cli_option_group groups[] = {
    { "Database", database_options, DATABASE_OPTIONS_COUNT, offsetof(demo_settings, database) },
    { "Files beside it", file_options, sizeof file_options / sizeof *file_options, 0 },
};

static const cli_example examples[] = {
    { "upward demo --db demo.db", "Make it; then: upward serve --db demo.db" },
};

const cli_command demo_command = {
    .name = "demo",
    .one_line = "a demonstration database: real organisations of 2013, everything said about them invented",
    .usage = "--db FILE",
    .description =
        "Makes a new database with the national board, its local offices and the 211 local bodies of 2013, and people, "
        "figures and decisions that are invented, dated so that they end today. Whoever opens it with `upward serve` "
        "on "
        "their own machine can be any of the people, without a letter; every page says that it is a demonstration.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .needs_no_file = true,
    .settings_size = sizeof(demo_settings),
    .run = run,
};
