/* upward doctor: what is wrong with this installation, and what to do about it. */
#include <stddef.h>

#include "apart/confine.h"
#include "base/clock.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/database_options.h"
#include "store/doctor.h"
#include "store/migrate.h"
#include "workflow/clock_guard.h"

typedef struct doctor_settings {
    database_settings database;
} doctor_settings;

/* A clock that jumped holds up what is due to be published (workflow/clock_guard.h). */
static void judge_clock(store_db *db, doctor_findings *f)
{
    static const char cure[] = "put the machine's clock right, then confirm it under Administration, Clock";
    clock_guard guard;
    upw_error error = { 0 };
    if (!clock_guard_read(db, &guard, &error))
        doctor_add(f, DOCTOR_NOTE, "", "%s", error.message);
    else if (guard.held_ms > 0)
        doctor_add(f, DOCTOR_WRONG, cure, "no report is published at its hour: %.*s",
                   TEXT_ARGS(clock_guard_words(&guard, f->arena)));
    else if (clock_now_ms() < guard.seen_ms - CLOCK_JUMP_MS)
        doctor_add(f, DOCTOR_WRONG, cure,
                   "this machine's clock is behind a moment that a server has lived through already; no report is "
                   "published once a server notices it");
    else
        doctor_add(f, DOCTOR_WELL, "", "no report waits for the clock to be confirmed");
}

static void look_at_clock(const char *where, doctor_findings *f)
{
    static const store_options reading = { .is_read_only = true, .must_exist = true };
    upw_error error = { 0 };
    store_schema schema;
    store *const s = store_open(where, &reading, &error);
    store_db *const db = s != NULL ? store_connect(s, &error) : NULL;
    if (db != NULL && store_read_schema(db, &schema, &error) && schema.there == schema.known)
        judge_clock(db, f); /* what else is wrong has been said already */
    store_disconnect(db);
    store_close(s);
}

static void add_finding(buffer *words, const doctor_finding *f)
{
    static const char *const verdicts[] = { "well ", "note ", "WRONG" };
    _Static_assert(sizeof verdicts / sizeof *verdicts == DOCTOR_VERDICT_COUNT, "a word for each verdict");
    buffer_add_format(words, "%s  %s\n", verdicts[f->verdict], f->what);
    if (f->cure[0] != '\0')
        buffer_add_format(words, "       %s\n", f->cure);
}

/* What the kernel has to confine the server with. */
static void look_at_kernel(doctor_findings *f)
{
    static const char cure[] = "use a kernel from 5.13 on, with Landlock among those in /sys/kernel/security/lsm";
    const int version = confine_landlock();
    const char *const missing = confine_calls_missing();
    if (missing == NULL)
        doctor_add(f, DOCTOR_WELL, "", "the kernel can confine the server's system calls (seccomp)");
    else
        doctor_add(f, DOCTOR_WRONG, "upward serve starts with --without-seccomp alone",
                   "the server's system calls cannot be confined: %s", missing);
    if (version > 0)
        doctor_add(f, DOCTOR_WELL, "", "the kernel can confine the files that the server opens (Landlock, version %d)",
                   version);
    else
        doctor_add(f, DOCTOR_NOTE, cure,
                   "the kernel cannot confine the files that the server opens: it has no Landlock");
}

static bool print(const doctor_findings *f, upw_error *error)
{
    buffer words;
    buffer_init(&words, 1 << 20);
    for (size_t i = 0; i < f->n; i++)
        add_finding(&words, &f->at[i]);
    const bool done = cli_print(&words, error);
    buffer_clear(&words);
    return done;
}

static bool run(const void *settings, cli_files files, upw_arena *arena, upw_error *error)
{
    const doctor_settings *const d = settings;
    if (files.n > 0 || d->database.where == NULL)
        return upw_fail(error, UPW_BAD_USAGE, "which installation? --db FILE, or --db postgresql://…");
    doctor_findings *const found = MEMORY_TAKE(arena, doctor_findings, 1);
    found->arena = arena;
    store_examine(d->database.where, found);
    look_at_clock(d->database.where, found);
    look_at_kernel(found);
    size_t n_wrong = 0;
    for (size_t i = 0; i < found->n; i++)
        n_wrong += found->at[i].verdict == DOCTOR_WRONG;
    return print(found, error) &&
           (n_wrong == 0 ||
            upw_fail(error, UPW_BAD_INPUT, n_wrong == 1 ? "one thing is wrong" : "%zu things are wrong", n_wrong));
}

static const cli_option_group groups[] = {
    { "Database", database_options, DATABASE_OPTIONS_COUNT, offsetof(doctor_settings, database) },
};

static const cli_example examples[] = {
    { "upward doctor --db upward.db", "After an installation, and whenever something seems odd." },
};

const cli_command doctor_command = {
    .name = "doctor",
    .one_line = "what is wrong with an installation, and what to do about it",
    .usage = "--db DATABASE",
    .description =
        "Looks at an installation and changes nothing: who may read the database, whether there is room for it and for "
        "a "
        "backup, whether it is whole, whether its schema is this program's, how its server is set, whether "
        "publication waits because the clock jumped, and what the kernel has to confine the server with. Each finding "
        "is "
        "\"well\", a \"note\", or \"WRONG\" with what to do; the exit status is 1 when anything is wrong.",
    .groups = groups,
    .n_groups = sizeof groups / sizeof *groups,
    .examples = examples,
    .n_examples = sizeof examples / sizeof *examples,
    .needs_no_file = true,
    .settings_size = sizeof(doctor_settings),
    .run = run,
};
