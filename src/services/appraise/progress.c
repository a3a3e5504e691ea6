/* The one number of a day. */
#include "services/appraise/progress.h"

#include "base/civil.h"
#include "base/memory.h"
#include "services/appraise/readers.h"
#include "services/people/people.h"

enum { COUNT_FROM_HOUR = 6 }; /* so that the letter goes with the morning's others */

enum { PROGRESS_OF, PROGRESS_PUT, READER_FIND, READER_ADD, READER_REMOVE, READERS_OF_BODY };

const store_statement progress_statements[] = {
    [PROGRESS_OF] = { "progress_of", "SELECT day, n FROM appraisal_progress WHERE year = $1 AND body = $2",
                      .takes = "tt", .gives = "ti" },
    [PROGRESS_PUT] = { "progress_put",
                       "INSERT INTO appraisal_progress (year, body, day, n) VALUES ($1, $2, $3, $4) ON CONFLICT (year, "
                       "body) DO UPDATE SET day = excluded.day, n = excluded.n",
                       .takes = "ttti" },
    [READER_FIND] = { "progress_reader_find",
                      "SELECT 1 FROM appraisal_progress_reader WHERE year = $1 AND organisation = $2 AND account = $3",
                      .takes = "ttt", .gives = "i" },
    [READER_ADD] = { "progress_reader_add",
                     "INSERT INTO appraisal_progress_reader (year, organisation, account) VALUES ($1, $2, $3) ON "
                     "CONFLICT "
                     "(year, organisation, account) DO NOTHING",
                     .takes = "ttt" },
    [READER_REMOVE] = { "progress_reader_remove",
                        "DELETE FROM appraisal_progress_reader WHERE year = $1 AND organisation = $2 AND account = $3",
                        .takes = "ttt" },
    [READERS_OF_BODY] = { "progress_readers_of",
                          "SELECT account FROM appraisal_progress_reader WHERE year = $1 AND organisation = $2 ORDER "
                          "BY "
                          "account",
                          .takes = "tt", .gives = "t" },
};
const size_t progress_statements_count = sizeof progress_statements / sizeof *progress_statements;

bool progress_find(store_db *db, text year, text body, upw_arena *arena, progress *out, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body) };
    store_rows row;
    bool found;
    *out = (progress){ .n = -1 };
    if (!store_find(db, &progress_statements[PROGRESS_OF], values, &row, &found, error))
        return false;
    if (found)
        *out = (progress){ store_copy(&row, 0, arena), store_integer(&row, 1) };
    return store_end(&row, error);
}

bool progress_is_reader(store_db *db, text year, text body, text account, bool *is, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body), STORE_TEXT(account) };
    store_rows row;
    return store_find(db, &progress_statements[READER_FIND], values, &row, is, error) && store_end(&row, error);
}

bool progress_put_reader(store_db *db, text year, text body, text account, bool wants, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body), STORE_TEXT(account) };
    return store_run(db, &progress_statements[wants ? READER_ADD : READER_REMOVE], values, NULL, error);
}

/* ---- counting ---- */

typedef struct count_job {
    letters_desk desk;
    const appraise_round *round;
    const appraise_return *ret;
    answers *file;
    text day;
} count_job;

static text write_number(const count_job *job, int64_t n)
{
    return n < 0 ? memory_format(job->desk.arena, "fewer than %lld", (long long)job->round->min_people)
                 : memory_format(job->desk.arena, "%lld", (long long)n);
}

static bool write_to(const count_job *job, text account, int64_t n, size_t n_invited, upw_error *error)
{
    const letters_desk *const desk = &job->desk;
    text name, address, body;
    bool found;
    if (!people_find_address(desk->db, account, desk->arena, &name, &address, &found, error) ||
        !readers_name_body(desk, job->ret->body, &body, error))
        return false;
    const text number = write_number(job, n);
    const text invited = memory_format(desk->arena, "%zu", n_invited);
    const outbox_word words[] = { { "n", number }, { "N", invited }, { "body", body } };
    const outbox_letter letter = {
        .key = memory_format(desk->arena, "A07 %.*s %.*s %.*s", TEXT_ARGS(job->ret->life.object), TEXT_ARGS(job->day),
                             TEXT_ARGS(account)),
        .email = EMAIL_A07,
        .address = address,
        .subject = outbox_make_subject(EMAIL_A07, words, 3, desk->arena),
        .body = memory_format(desk->arena,
                              "Dear %.*s\n\nUntil this morning %.*s of the %zu people who were invited at %.*s have "
                              "answered. The number changes once a day; nobody can see who they are.\n\nTo get no more "
                              "of these letters:\n    %.*s/progress\n",
                              TEXT_ARGS(name), TEXT_ARGS(number), n_invited, TEXT_ARGS(body),
                              TEXT_ARGS(readers_return_url(desk, job->ret))),
        .may_wait = true,
    };
    return !found || outbox_add(desk->db, &letter, desk->now_ms, error);
}

static bool write_to_readers(const count_job *job, int64_t n, size_t n_invited, upw_error *error)
{
    enum { READERS_MAX = 50 };
    const store_value values[] = { STORE_TEXT(job->ret->year), STORE_TEXT(job->ret->body) };
    text readers[READERS_MAX];
    size_t n_readers = 0;
    store_rows rows;
    if (!store_query(job->desk.db, &progress_statements[READERS_OF_BODY], values, &rows, error))
        return false;
    while (n_readers < READERS_MAX && store_next(&rows))
        readers[n_readers++] = store_copy(&rows, 0, job->desk.arena);
    if (!store_end(&rows, error))
        return false;
    for (size_t i = 0; i < n_readers; i++)
        if (!write_to(job, readers[i], n, n_invited, error))
            return false;
    return true;
}

static bool record(const count_job *job, int64_t n, upw_error *error)
{
    const audit_entry entry = { .at_ms = job->desk.now_ms,
                                .only_day = true,
                                .actor = { .role = ROLE_SYSTEM },
                                .action = "answering.count",
                                .object = job->ret->life.object,
                                .details = { { "people", write_number(job, n) } },
                                .n_details = 1 };
    return audit_append(job->desk.db, &entry, error);
}

static bool count(store_db *db, void *context, upw_error *error)
{
    count_job *const job = context;
    const text year = job->ret->year, body = job->ret->body;
    elector_list all;
    progress last;
    int64_t n_used;
    job->desk.db = db;
    if (!progress_find(db, year, body, job->desk.arena, &last, error) ||
        !electors_list(db, year, body, job->desk.arena, &all, error))
        return false;
    if (text_equal(last.day, job->day))
        return true;
    electors_order_by_id(&all);
    bool *const are_used = MEMORY_TAKE(job->desk.arena, bool, all.n + 1);
    if (!electors_ask_used(db, job->file, year, body, &all, job->desk.arena, are_used, &n_used, error))
        return false;
    const int64_t n = n_used < job->round->min_people ? -1 : n_used;
    const store_value values[] = { STORE_TEXT(year), STORE_TEXT(body), STORE_TEXT(job->day), STORE_INTEGER(n) };
    return store_run(db, &progress_statements[PROGRESS_PUT], values, NULL, error) && record(job, n, error) &&
           write_to_readers(job, n, all.n, error);
}

bool progress_count(const letters_desk *desk, const appraise_round *r, const appraise_return *ret, answers *file,
                    upw_error *error)
{
    upw_arena arena;
    progress last;
    char day[CIVIL_DAY_LEN + 1];
    civil_write_day(civil_day_of(desk->now_ms), day);
    if (civil_from_instant(desk->now_ms).hour < COUNT_FROM_HOUR)
        return true;
    memory_init_arena(&arena);
    count_job job = { *desk, r, ret, file, text_of(day) };
    job.desk.arena = &arena;
    const bool is_done = progress_find(desk->db, ret->year, ret->body, &arena, &last, error) &&
                         (text_equal(last.day, job.day) || store_transact(desk->db, count, &job, error));
    upw_arena_clear(&arena);
    return is_done;
}
