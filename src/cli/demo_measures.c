/* The measures of a demonstration go the way of all figures: files are staged, looked at and applied. */
#include "cli/demo_measures.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/civil.h"
#include "base/memory.h"
#include "base/number.h"
#include "generate.h"
#include "nation.h"
#include "services/measure/measure.h"
#include "services/people/accounts.h"
#include "services/people/organisations.h"
#include "stories.h"

enum { NATION_BYTES_MAX = 32 << 20, MONTHS_A_YEAR = 12 };

typedef struct demo_job {
    store_db *db;
    upw_arena *arena;
    int64_t now_ms;
    int until; /* month of the last figures: 12 * year + month - 1 */
    measure_deed analyst, lead;
} demo_job;

bool demo_open_bytes(text bytes, int *descriptor, const char **path, upw_arena *arena, upw_error *error)
{
    size_t n_written = 0;
    *descriptor = memfd_create("demonstration", MFD_CLOEXEC);
    while (*descriptor >= 0 && n_written < bytes.len) {
        const ssize_t n = write(*descriptor, bytes.at + n_written, bytes.len - n_written);
        if (n < 0)
            break;
        n_written += (size_t)n;
    }
    if (*descriptor < 0 || n_written < bytes.len)
        return upw_fail(error, UPW_IO_FAILED, "no file could be made in memory: %s", strerror(errno));
    *path = memory_format(arena, "/proc/self/fd/%d", *descriptor).at;
    return true;
}

/* One of the people, as what they are there. */
static bool find_deed(const demo_job *job, const char *email, workflow_role role, text organisation_id,
                      measure_deed *out, upw_error *error)
{
    account who;
    bool found;
    if (!accounts_find_by_email(job->db, text_of(email), job->arena, &who, &found, error))
        return false;
    *out = (measure_deed){ .actor = { found ? who.id : TEXT(""), role, organisation_id }, .now_ms = job->now_ms };
    return true;
}

/* "95%" of a share is 0.95. */
static bool read_target(const demo_indicator *about, double *target)
{
    const size_t len = strlen(about->target);
    const size_t n = number_read(about->target, about->target + len, target);
    if (n == 0)
        return false;
    if (about->target[n] == '%' && about->value == DEMO_SHARE)
        *target /= 100;
    return true;
}

static bool add_indicator(const demo_job *job, const demo_nation_row *row, upw_error *error)
{
    const demo_indicator *const about = demo_find_indicator(row->indicator);
    measure_indicator draft = { .id = text_of(about->id),
                                .name = text_of(about->name),
                                .definition = text_of(about->definition),
                                .unit = text_of(about->unit),
                                .improvement = UPW_NEUTRAL,
                                .numerator = text_of(row->numerator),
                                .denominator = text_of(row->denominator),
                                .source = TEXT("Invented figures"),
                                .owner = text_of(about->owner),
                                .is_published = true };
    for (unsigned i = 0; i < UPW_IMPROVEMENT_COUNT; i++)
        if (strcmp(about->improvement, upw_improvement_text((upw_improvement)i)) == 0)
            draft.improvement = (upw_improvement)i;
    draft.has_national_target = read_target(about, &draft.national_target);
    return measure_find_theme(text_of(row->theme), &draft.theme) &&
           catalogue_add(job->db, &draft, &job->analyst, error);
}

/* Through the door that everybody's figures come in by; what is wrong with some rows stays in the log. */
static bool apply_file(const demo_job *job, const char *name, const char *whose, text bytes, const measure_deed *by,
                       upw_error *error)
{
    upload_file file = { .name = text_of(name), .organisation = text_of(whose), .order = PERIOD_ORDER_ISO };
    measure_upload staged;
    upload_preview seen;
    int descriptor;
    if (!demo_open_bytes(bytes, &descriptor, &file.path, job->arena, error))
        return false;
    const bool is_staged = uploads_stage(job->db, &file, by, job->arena, &staged, error);
    close(descriptor);
    if (!is_staged || !uploads_preview(job->db, &staged, job->arena, &seen, error))
        return false;
    const upload_choice choice = { staged.id, staged.version, seen.seen, staged.n_good < staged.n_rows };
    return staged.n_good > 0 ? uploads_apply(job->db, &choice, by, error)
                             : uploads_discard(job->db, &choice, by, error);
}

static bool add_figures(const demo_job *job, upw_error *error)
{
    organisation_list all;
    buffer bytes;
    if (!organisations_list(job->db, TEXT(""), job->arena, &all, error))
        return false;
    demo_body *const bodies = MEMORY_TAKE(job->arena, demo_body, all.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++) {
        const organisation_level level = all.at[i].kind->level;
        if (level == LEVEL_BODY || level == LEVEL_OFFICE || level == LEVEL_NATIONAL_BOARD)
            bodies[n++] = (demo_body){ all.at[i].id, level != LEVEL_BODY };
    }
    buffer_init(&bytes, NATION_BYTES_MAX);
    demo_write_nation(&bytes, DEMO_SEED, job->until, bodies, n);
    const bool is_done = apply_file(job, "all-organisations.csv", "", buffer_text(&bytes), &job->analyst, error);
    buffer_clear(&bytes);
    return is_done;
}

static period month_of(int months)
{
    const civil_date first = { months / MONTHS_A_YEAR, (uint8_t)(months % MONTHS_A_YEAR + 1), 1 };
    return period_make(civil_to_days(first), PERIOD_MONTH);
}

static measure_key key_of(const char *id, const char *organisation_told)
{
    const char *const real = demo_stand_in(organisation_told);
    return (measure_key){ text_of(id), text_of(real != NULL ? real : "") };
}

/* What stories say that people have decided. */
static bool add_rebases(const demo_job *job, upw_error *error)
{
    for (size_t i = 0; i < demo_stories_count; i++) {
        const demo_story *const story = &demo_stories[i];
        if (story->rebase == 0)
            continue;
        const measure_rebase draft = { .key = key_of(story->indicator, story->organisation),
                                       .from = month_of(job->until - story->months + 1 + story->rebase),
                                       .reason = memory_format(job->arena, "Agreed by the clinical council: %s",
                                                               story->reason) };
        if (!rebases_agree(job->db, &draft, &job->analyst, error))
            return false;
    }
    return true;
}

/* "61%" of a share is 0.61; empty: not known. */
static double read_level(const char *words)
{
    double level;
    const size_t n = number_read(words, words + strlen(words), &level);
    return n == 0 ? NAN : words[n] == '%' ? level / 100 : level;
}

static bool add_plans(const demo_job *job, upw_error *error)
{
    for (size_t i = 0; i < demo_paths_count; i++) {
        const demo_path *const path = &demo_paths[i];
        const measure_plan draft = { .key = key_of(path->indicator, path->organisation),
                                     .path = { .shape = text_of(path->shape),
                                               .parameters = text_of(path->parameters),
                                               .start = read_level(path->start),
                                               .aim = read_level(path->aim),
                                               .from = month_of(job->until - path->months + 1) },
                                     .agreed = { .agreed_with = TEXT("The clinical council"),
                                                 .reason = TEXT("The reform gets worse before it gets better") } };
        if (!plans_agree(job->db, &draft, &job->lead, error))
            return false;
    }
    return true;
}

static text write_month(int months, upw_arena *arena)
{
    return memory_format(arena, "%04d-%02d", months / MONTHS_A_YEAR, months % MONTHS_A_YEAR + 1);
}

/* A correction that came late, an upload that was refused, and a word about a point. */
static bool add_later_events(const demo_job *job, upw_error *error)
{
    const char *const corby = demo_stand_in("Northmoor");
    const text last = write_month(job->until - 2, job->arena), next = write_month(job->until - 1, job->arena);
    const text corrected = memory_format(job->arena,
                                         "indicator,organisation,period,numerator,denominator\n"
                                         "four-hours,%s,%.*s,9690,11213\n",
                                         corby, TEXT_ARGS(last));
    const text refused = memory_format(job->arena,
                                       "indicator,organisation,period,numerator,denominator\n"
                                       "four-hours,%s,%.*s,about ten thousand,11213\n"
                                       "for-hours,%s,%.*s,9690,11213\n",
                                       corby, TEXT_ARGS(last), corby, TEXT_ARGS(next));
    const measure_annotation note = { .key = { TEXT("falls"), text_of(corby) },
                                      .when = month_of(job->until - 8),
                                      .words = TEXT("New beds with low rails on two wards") };
    return apply_file(job, "corrected.csv", corby, corrected, &job->lead, error) &&
           apply_file(job, "refused.csv", corby, refused, &job->lead, error) &&
           annotations_add(job->db, &note, &job->lead, error);
}

bool demo_add_measures(store_db *db, int64_t now_ms, upw_arena *arena, upw_error *error)
{
    const civil_date today = civil_from_days(civil_day_of(now_ms));
    demo_job job = {
        .db = db, .arena = arena, .now_ms = now_ms, .until = MONTHS_A_YEAR * today.year + today.month - 2
    };
    if (!find_deed(&job, "dev@example.org", ROLE_ANALYST, TEXT("COALITION"), &job.analyst, error) ||
        !find_deed(&job, "asha@example.org", ROLE_BODY_LEAD, text_of(demo_stand_in("Northmoor")), &job.lead, error))
        return false;
    for (size_t i = 0; i < demo_nation_count; i++)
        if (!add_indicator(&job, &demo_nation[i], error))
            return false;
    return add_figures(&job, error) && add_rebases(&job, error) && add_plans(&job, error) &&
           add_later_events(&job, error);
}
