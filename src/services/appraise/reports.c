/* The report as the database has it, read. */
#include "services/appraise/reports.h"

#include <sodium.h>

#include "base/clock.h"
#include "base/memory.h"

enum {
    REPORT_LATEST,
    REPORT_BY_EDITION,
    REPORT_RELEASED,
    REPORT_RELEASED_EDITION,
    TABLES_OF,
    TABLE_OF,
    HIDDEN_OF,
    CHECKS_OF,
    CHAPTER_OF
};

#define COLUMNS                                                                                                        \
    "r.year, r.edition, r.built_by, r.built_ms, r.n_answers, r.is_thin, r.fingerprint, r.shared_fingerprint, "         \
    "r.approved_by, r.approved_ms, r.shared_ms, r.release_ms, r.release_1_by, r.release_2_by, r.notice, r.notice_by, " \
    "r.version, l.state, l.version, l.since_ms FROM appraisal_report r "                                               \
    "JOIN life l ON l.machine = 'report' AND l.object = r.year || '/' || r.edition"
#define GIVES                                                                                                          \
    "titiiittti"                                                                                                       \
    "iitttti"                                                                                                          \
    "tii"

/* What everybody may see: nothing has to happen at the hour, so nothing can happen early or late. After a jump of the
 * clock the guard's moment stands in for it (workflow/clock_guard.h), and what was published stays so. */
#define RELEASED                                                                                                       \
    " AND r.release_ms > 0 AND r.release_1_by <> '' AND r.release_2_by <> '' AND (l.state IN ('published', "           \
    "'superseded') OR (l.state = 'scheduled' AND r.release_ms <= "                                                     \
    "(SELECT CASE WHEN held_ms > 0 THEN held_ms ELSE $2 END FROM clock_guard)))"

#define TABLE_COLUMNS "name, chapter, title, sentence, note, columns, body FROM appraisal_table"

const store_statement reports_statements[] = {
    [REPORT_LATEST] = { "report_latest", "SELECT " COLUMNS " WHERE r.year = $1 ORDER BY r.edition DESC LIMIT 1",
                        .takes = "t", .gives = GIVES },
    [REPORT_BY_EDITION] = { "report_by_edition", "SELECT " COLUMNS " WHERE r.year = $1 AND r.edition = $2",
                            .takes = "ti", .gives = GIVES },
    [REPORT_RELEASED] = { "report_released",
                          "SELECT " COLUMNS " WHERE r.year = $1" RELEASED " ORDER BY r.edition DESC LIMIT 1",
                          .takes = "ti", .gives = GIVES },
    [REPORT_RELEASED_EDITION] = { "report_released_edition",
                                  "SELECT " COLUMNS " WHERE r.year = $1" RELEASED " AND r.edition = $3", .takes = "tii",
                                  .gives = GIVES },
    [TABLES_OF] = { "report_tables_of",
                    "SELECT " TABLE_COLUMNS " WHERE year = $1 AND edition = $2 AND is_shared = $3 ORDER BY position",
                    .takes = "tii", .gives = "tittttt" },
    [TABLE_OF] = { "report_table_of",
                   "SELECT " TABLE_COLUMNS " WHERE year = $1 AND edition = $2 AND is_shared = $3 AND name = $4",
                   .takes = "tiit", .gives = "tittttt" },
    [HIDDEN_OF] = { "report_hidden_of",
                    "SELECT table_name, row_name, column_name, rule FROM appraisal_hidden "
                    "WHERE year = $1 AND edition = $2 ORDER BY position",
                    .takes = "ti", .gives = "ttti" },
    [CHECKS_OF] = { "report_checks_of",
                    "SELECT name, is_passed, words FROM appraisal_check "
                    "WHERE year = $1 AND edition = $2 ORDER BY position",
                    .takes = "ti", .gives = "tit" },
    [CHAPTER_OF] = { "report_chapter_of",
                     "SELECT words, edited_by, edited_ms, point, version FROM appraisal_chapter "
                     "WHERE year = $1 AND edition = $2 AND is_shared = $3 AND chapter = $4",
                     .takes = "tiii", .gives = "ttiii", .open = "who edited a chapter is told to the coalition" },
};
const size_t reports_statements_count = sizeof reports_statements / sizeof *reports_statements;

text report_object(text year, int64_t edition, upw_arena *arena)
{
    return memory_format(arena, "%.*s/%lld", TEXT_ARGS(year), (long long)edition);
}

/* ---- the report ---- */

static bool read_report(const store_rows *row, upw_arena *arena, appraise_report *out, upw_error *error)
{
    *out = (appraise_report){
        .year = store_copy(row, 0, arena),
        .edition = store_integer(row, 1),
        .built_by = store_copy(row, 2, arena),
        .built_ms = store_integer(row, 3),
        .n_answers = store_integer(row, 4),
        .is_thin = store_integer(row, 5) != 0,
        .fingerprint = store_copy(row, 6, arena),
        .shared_fingerprint = store_copy(row, 7, arena),
        .approved_by = store_copy(row, 8, arena),
        .approved_ms = store_integer(row, 9),
        .shared_ms = store_integer(row, 10),
        .release_ms = store_integer(row, 11),
        .release_by = { store_copy(row, 12, arena), store_copy(row, 13, arena) },
        .notice = store_copy(row, 14, arena),
        .notice_by = store_copy(row, 15, arena),
        .version = store_integer(row, 16),
        .life = { .machine = MACHINE_REPORT, .version = store_integer(row, 18), .since_ms = store_integer(row, 19) },
    };
    out->life.object = report_object(out->year, out->edition, arena);
    return workflow_find_state(MACHINE_REPORT, store_text(row, 17), &out->life.state) ||
           upw_fail(error, UPW_CONFLICT, "a report stands in a state that this program does not know");
}

static bool find_report(store_db *db, int statement, const store_value *values, upw_arena *arena, appraise_report *out,
                        bool *found, upw_error *error)
{
    store_rows row;
    if (!store_find(db, &reports_statements[statement], values, &row, found, error))
        return false;
    const bool is_read = !*found || read_report(&row, arena, out, error);
    return store_end(&row, error) && is_read;
}

bool reports_find_latest(store_db *db, text year, upw_arena *arena, appraise_report *out, bool *found, upw_error *error)
{
    return find_report(db, REPORT_LATEST, (store_value[]){ STORE_TEXT(year) }, arena, out, found, error);
}

bool reports_find(store_db *db, text year, int64_t edition, upw_arena *arena, appraise_report *out, bool *found,
                  upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_INTEGER(edition) };
    return find_report(db, REPORT_BY_EDITION, values, arena, out, found, error);
}

bool reports_find_released(store_db *db, text year, int64_t edition, int64_t now_ms, upw_arena *arena,
                           appraise_report *out, bool *found, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(year), STORE_INTEGER(clock_undo_jump_ms(now_ms)),
                                   STORE_INTEGER(edition) };
    return find_report(db, edition > 0 ? REPORT_RELEASED_EDITION : REPORT_RELEASED, values, arena, out, found, error);
}

bool reports_is_released(store_db *db, const appraise_report *r, int64_t now_ms, upw_arena *arena, bool *is,
                         upw_error *error)
{
    appraise_report found;
    return reports_find_released(db, r->year, r->edition, now_ms, arena, &found, is, error);
}

/* ---- places ---- */

static const struct {
    const char *slug, *title;
    bool has_text;
} places[REPORT_PLACES] = {
    { "", "The report", true },
    { "1", "Who took part", true },
    { "2", "What local bodies say about the board", true },
    { "3", "What they say about their offices", true },
    { "4", "Leaders and colleagues", true },
    { "5", "Change since last year", true },
    { "6", "In their own words", true },
    { "7", "Obstacles", true },
    { "8", "Proposals", true },
    { "9", "Last year's promises", true },
    { "10", "The board's reply", false },
    { "annex-a", "Annex A: method", true },
    { "annex-b", "Annex B: the questionnaire", false },
    { "annex-c", "Annex C: factual points and outcomes", false },
    { "annex-d", "Annex D: people with access before release", false },
    { "annex-e", "Annex E: what is not shown", false },
    { "annex-f", "Annex F: data files", false },
    { "annex-g", "Annex G: corrections", false },
    { "annex-h", "Annex H: differences between the shared and the published version", false },
};

const char *report_slug(int chapter)
{
    return places[chapter].slug;
}

bool report_find_slug(text slug, int *chapter)
{
    for (int i = 1; i < REPORT_PLACES; i++)
        if (text_equal(slug, text_of(places[i].slug))) {
            *chapter = i;
            return true;
        }
    return false;
}

const char *report_chapter_title(int chapter)
{
    return places[chapter].title;
}

bool report_chapter_has_text(int chapter)
{
    return places[chapter].has_text;
}

bool reports_find_chapter(store_db *db, const appraise_report *r, bool is_shared, int chapter, upw_arena *arena,
                          report_chapter *out, bool *found, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(r->year), STORE_INTEGER(r->edition), STORE_INTEGER(is_shared),
                                   STORE_INTEGER(chapter) };
    store_rows row;
    *out = (report_chapter){ .chapter = chapter };
    if (!store_find(db, &reports_statements[CHAPTER_OF], values, &row, found, error))
        return false;
    if (*found) {
        out->words = store_copy(&row, 0, arena);
        out->edited_by = store_copy(&row, 1, arena);
        out->edited_ms = store_integer(&row, 2);
        out->point = store_integer(&row, 3);
        out->version = store_integer(&row, 4);
    }
    return store_end(&row, error);
}

/* ---- tables ---- */

static report_files read_files(const store_rows *row, upw_arena *arena)
{
    return (report_files){ .name = store_copy(row, 0, arena),
                           .chapter = (int)store_integer(row, 1),
                           .title = store_copy(row, 2, arena),
                           .sentence = store_copy(row, 3, arena),
                           .note = store_copy(row, 4, arena),
                           .columns = store_copy(row, 5, arena),
                           .rows = store_copy(row, 6, arena) };
}

enum { TABLES_MAX = 60 };

bool reports_list_files(store_db *db, const appraise_report *r, bool is_shared, upw_arena *arena, report_file_list *out,
                        upw_error *error)
{
    const store_value values[] = { STORE_TEXT(r->year), STORE_INTEGER(r->edition), STORE_INTEGER(is_shared) };
    store_rows rows;
    *out = (report_file_list){ .at = MEMORY_TAKE(arena, report_files, TABLES_MAX) };
    if (!store_query(db, &reports_statements[TABLES_OF], values, &rows, error))
        return false;
    while (out->n < TABLES_MAX && store_next(&rows))
        out->at[out->n++] = read_files(&rows, arena);
    return store_end(&rows, error);
}

bool reports_find_files(store_db *db, const appraise_report *r, bool is_shared, text name, upw_arena *arena,
                        report_files *out, bool *found, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(r->year), STORE_INTEGER(r->edition), STORE_INTEGER(is_shared),
                                   STORE_TEXT(name) };
    store_rows row;
    if (!store_find(db, &reports_statements[TABLE_OF], values, &row, found, error))
        return false;
    if (*found)
        *out = read_files(&row, arena);
    return store_end(&row, error);
}

bool reports_list_tables(store_db *db, const appraise_report *r, bool is_shared, upw_arena *arena, report_tables *out,
                         upw_error *error)
{
    report_file_list files;
    *out = (report_tables){ .at = MEMORY_TAKE(arena, report_table, TABLES_MAX), .is_thin = r->is_thin };
    if (!reports_list_files(db, r, is_shared, arena, &files, error))
        return false;
    for (size_t i = 0; i < files.n; i++) {
        const report_files *const f = &files.at[i];
        report_table *const t = &out->at[out->n++];
        if (!report_table_read(f->columns, f->rows, arena, t, error))
            return false;
        t->name = f->name;
        t->title = f->title;
        t->sentence = f->sentence;
        t->note = f->note;
        t->chapter = f->chapter;
    }
    return true;
}

enum { HIDDEN_MAX = 20000, CHECKS_MAX = 100 };

bool reports_list_hidden(store_db *db, const appraise_report *r, upw_arena *arena, report_hiddens *out,
                         upw_error *error)
{
    const store_value values[] = { STORE_TEXT(r->year), STORE_INTEGER(r->edition) };
    store_rows rows;
    *out = (report_hiddens){ .at = MEMORY_TAKE(arena, report_hidden, HIDDEN_MAX), .room = HIDDEN_MAX };
    if (!store_query(db, &reports_statements[HIDDEN_OF], values, &rows, error))
        return false;
    while (out->n < out->room && store_next(&rows))
        out->at[out->n++] = (report_hidden){ store_copy(&rows, 0, arena), store_copy(&rows, 1, arena),
                                             store_copy(&rows, 2, arena), (int)store_integer(&rows, 3) };
    return store_end(&rows, error);
}

bool reports_list_checks(store_db *db, const appraise_report *r, upw_arena *arena, report_checks *out, upw_error *error)
{
    const store_value values[] = { STORE_TEXT(r->year), STORE_INTEGER(r->edition) };
    store_rows rows;
    *out = (report_checks){ .at = MEMORY_TAKE(arena, report_check, CHECKS_MAX), .all_pass = true };
    if (!store_query(db, &reports_statements[CHECKS_OF], values, &rows, error))
        return false;
    while (out->n < CHECKS_MAX && store_next(&rows)) {
        report_check *const c = &out->at[out->n++];
        *c = (report_check){ store_copy(&rows, 0, arena), store_copy(&rows, 2, arena), store_integer(&rows, 1) != 0 };
        out->all_pass = out->all_pass && c->is_passed;
    }
    out->all_pass = out->all_pass && out->n > 0;
    return store_end(&rows, error);
}

/* ---- fingerprint ---- */

text report_hash(text bytes, upw_arena *arena)
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    char hex[REPORT_FINGERPRINT_LEN + 1];
    crypto_hash_sha256(hash, (const unsigned char *)bytes.at, bytes.len);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return memory_copy_text(arena, text_of(hex));
}

text report_chapter_file(int chapter, upw_arena *arena)
{
    return memory_format(arena, "chapter-%02d.md", chapter);
}

static void add_sum(buffer *out, text bytes, text file, upw_arena *arena)
{
    buffer_add(out, report_hash(bytes, arena));
    buffer_add_literal(out, "  ");
    buffer_add(out, file);
    buffer_add_char(out, '\n');
}

bool reports_write_sums(store_db *db, const appraise_report *r, bool is_shared, upw_arena *arena, text *sums,
                        upw_error *error)
{
    report_file_list files;
    buffer out;
    bool is_done = true, found;
    if (!reports_list_files(db, r, is_shared, arena, &files, error))
        return false;
    buffer_init(&out, 65536);
    for (size_t i = 0; i < files.n; i++)
        add_sum(&out, files.at[i].rows, memory_format(arena, "%.*s.csv", TEXT_ARGS(files.at[i].name)), arena);
    for (int chapter = 0; is_done && chapter < REPORT_PLACES; chapter++) {
        report_chapter c;
        if (!report_chapter_has_text(chapter))
            continue;
        is_done = reports_find_chapter(db, r, is_shared, chapter, arena, &c, &found, error);
        if (is_done && found)
            add_sum(&out, c.words, report_chapter_file(chapter, arena), arena);
    }
    *sums = memory_keep(arena, &out);
    return is_done;
}
