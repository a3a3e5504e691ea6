/* The report as the database has it, written. */
#include <stdio.h>

#include "services/appraise/reports.h"
#include "web/messages.h"

enum {
    REPORT_ADD,
    REPORT_REBUILT,
    REPORT_TOUCH,
    TABLES_REMOVE,
    TABLE_ADD,
    HIDDEN_REMOVE,
    HIDDEN_ADD,
    CHECKS_REMOVE,
    CHECK_ADD,
    CHAPTER_PUT,
    CHAPTER_CHANGE,
    SHARED_TABLES_REMOVE,
    SHARED_CHAPTERS_REMOVE,
    SHARE_TABLES,
    SHARE_CHAPTERS,
    COPY_REPORT,
    COPY_TABLES,
    COPY_CHAPTERS,
    COPY_HIDDEN,
    FIRST_MILE
};

#define OF " WHERE year = $1 AND edition = $2"
#define TABLE_REST "position, name, chapter, title, sentence, note, columns, body"
#define CHAPTER_REST "chapter, words, edited_by, edited_ms"
#define MILE(name, change, more)                                                                                       \
    {                                                                                                                  \
        "report_" name, "UPDATE appraisal_report SET version = version + 1, " change OF, .takes = "ti" more            \
    }

const store_statement reports_write_statements[] = {
    [REPORT_ADD] = { "report_add",
                     "INSERT INTO appraisal_report (year, edition, built_by, built_ms, n_answers, is_thin, "
                     "fingerprint, "
                     "shared_fingerprint, approved_by, approved_ms, shared_ms, release_ms, release_1_by, release_2_by, "
                     "notice, notice_by, version) "
                     "VALUES ($1, $2, $3, $4, $5, $6, '', '', '', 0, 0, 0, '', '', '', '', 1)",
                     .takes = "titiii" },
    [REPORT_REBUILT] = { "report_rebuilt",
                         "UPDATE appraisal_report SET built_by = $3, built_ms = $4, n_answers = $5, is_thin = $6, "
                         "version = version + 1" OF,
                         .takes = "titiii" },
    [REPORT_TOUCH] = { "report_touch", "UPDATE appraisal_report SET version = version + 1" OF, .takes = "ti" },
    [TABLES_REMOVE] = { "report_tables_remove", "DELETE FROM appraisal_table" OF " AND is_shared = 0", .takes = "ti" },
    [TABLE_ADD] = { "report_table_add",
                    "INSERT INTO appraisal_table (year, edition, is_shared, " TABLE_REST ") "
                    "VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8, $9, $10)",
                    .takes = "tiitittttt" },
    [HIDDEN_REMOVE] = { "report_hidden_remove", "DELETE FROM appraisal_hidden" OF, .takes = "ti" },
    [HIDDEN_ADD] = { "report_hidden_add",
                     "INSERT INTO appraisal_hidden (year, edition, position, table_name, row_name, column_name, rule) "
                     "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                     .takes = "tiittti" },
    [CHECKS_REMOVE] = { "report_checks_remove", "DELETE FROM appraisal_check" OF, .takes = "ti" },
    [CHECK_ADD] = { "report_check_add",
                    "INSERT INTO appraisal_check (year, edition, position, name, is_passed, words) "
                    "VALUES ($1, $2, $3, $4, $5, $6)",
                    .takes = "tiitit" },
    [CHAPTER_PUT] = { "report_chapter_put",
                      "INSERT INTO appraisal_chapter (year, edition, is_shared, " CHAPTER_REST ", point, version) "
                      "VALUES ($1, $2, 0, $3, $4, '', 0, 0, 1) ON CONFLICT (year, edition, is_shared, chapter) "
                      "DO UPDATE SET words = $4, edited_by = '', edited_ms = 0, "
                      "version = appraisal_chapter.version + 1",
                      .takes = "tiit", .open = "nobody is named" },
    [CHAPTER_CHANGE] = { "report_chapter_change",
                         "UPDATE appraisal_chapter SET words = $4, edited_by = $5, edited_ms = $6, point = $7, "
                         "version = version + 1" OF " AND chapter = $3 AND is_shared = 0 AND version = $8",
                         .takes = "tiittiii", .open = "who edits is of the coalition" },
    [SHARED_TABLES_REMOVE] = { "report_shared_tables_remove", "DELETE FROM appraisal_table" OF " AND is_shared = 1",
                               .takes = "ti" },
    [SHARED_CHAPTERS_REMOVE] = { "report_shared_chapters_remove",
                                 "DELETE FROM appraisal_chapter" OF " AND is_shared = 1", .takes = "ti",
                                 .open = "nobody is named" },
    [SHARE_TABLES] = { "report_share_tables",
                       "INSERT INTO appraisal_table (year, edition, is_shared, " TABLE_REST ") "
                       "SELECT year, edition, 1, " TABLE_REST " FROM appraisal_table" OF " AND is_shared = 0",
                       .takes = "ti" },
    [SHARE_CHAPTERS] = { "report_share_chapters",
                         "INSERT INTO appraisal_chapter (year, edition, is_shared, " CHAPTER_REST ", point, version) "
                         "SELECT year, edition, 1, " CHAPTER_REST ", 0, 1 FROM appraisal_chapter" OF
                         " AND is_shared = 0",
                         .takes = "ti", .open = "nobody is named" },
    [COPY_REPORT] = { "report_copy",
                      "INSERT INTO appraisal_report (year, edition, built_by, built_ms, n_answers, is_thin, "
                      "fingerprint, "
                      "shared_fingerprint, approved_by, approved_ms, shared_ms, release_ms, release_1_by, "
                      "release_2_by, "
                      "notice, notice_by, version) SELECT year, edition + 1, $3, $4, n_answers, is_thin, '', '', '', "
                      "0, "
                      "0, 0, '', '', '', '', 1 FROM appraisal_report" OF,
                      .takes = "titi" },
    [COPY_TABLES] = { "report_copy_tables",
                      "INSERT INTO appraisal_table (year, edition, is_shared, " TABLE_REST ") "
                      "SELECT year, edition + 1, 0, " TABLE_REST " FROM appraisal_table" OF " AND is_shared = 0",
                      .takes = "ti" },
    [COPY_CHAPTERS] = { "report_copy_chapters",
                        "INSERT INTO appraisal_chapter (year, edition, is_shared, " CHAPTER_REST ", point, version) "
                        "SELECT year, edition + 1, 0, " CHAPTER_REST ", 0, 1 FROM appraisal_chapter" OF
                        " AND is_shared = 0",
                        .takes = "ti", .open = "nobody is named" },
    [COPY_HIDDEN] = { "report_copy_hidden",
                      "INSERT INTO appraisal_hidden (year, edition, position, table_name, row_name, column_name, rule) "
                      "SELECT year, edition + 1, position, table_name, row_name, column_name, rule "
                      "FROM appraisal_hidden" OF,
                      .takes = "ti" },
    [FIRST_MILE + MILE_APPROVED] = MILE("approved", "fingerprint = $3, approved_ms = $4, approved_by = $5", "tit"),
    [FIRST_MILE + MILE_SHARED] = MILE("shared", "shared_fingerprint = $3, shared_ms = $4", "ti"),
    [FIRST_MILE + MILE_SETTLED] = MILE("settled", "fingerprint = $3", "t"),
    [FIRST_MILE + MILE_SCHEDULED] = MILE("scheduled", "release_ms = $3", "i"),
    [FIRST_MILE + MILE_RELEASE_1] = MILE("release_1", "release_1_by = $3", "t"),
    [FIRST_MILE + MILE_RELEASE_2] = MILE("release_2", "release_2_by = $3", "t"),
    [FIRST_MILE + MILE_NOTICE] = MILE("notice", "notice = $3, notice_by = $4", "tt"),
};
const size_t reports_write_statements_count = sizeof reports_write_statements / sizeof *reports_write_statements;

static const store_statement *statement(int which)
{
    return &reports_write_statements[which];
}

/* ---- what was built ---- */

static bool put_table(store_db *db, const report_built *built, size_t position, upw_error *error)
{
    const report_table *const t = &built->tables->at[position];
    buffer columns, rows;
    buffer_init(&columns, (size_t)1 << 20);
    buffer_init(&rows, (size_t)1 << 26);
    report_table_write_columns(t, &columns);
    report_table_write(t, &rows);
    const store_value values[] = { STORE_TEXT(built->year),           STORE_INTEGER(built->edition),
                                   STORE_INTEGER((int64_t)position),  STORE_TEXT(t->name),
                                   STORE_INTEGER(t->chapter),         STORE_TEXT(t->title),
                                   STORE_TEXT(t->sentence),           STORE_TEXT(t->note),
                                   STORE_TEXT(buffer_text(&columns)), STORE_TEXT(buffer_text(&rows)) };
    const bool is_done = (!columns.is_full && !rows.is_full) ||
                         upw_fail(error, UPW_TOO_LARGE, "table %.*s is too large to be kept", TEXT_ARGS(t->name));
    const bool is_put = is_done && store_run(db, statement(TABLE_ADD), values, NULL, error);
    buffer_clear(&columns);
    buffer_clear(&rows);
    return is_put;
}

static bool put_hidden(store_db *db, const report_built *built, upw_error *error)
{
    const report_hiddens *const hidden = &built->tables->hidden;
    for (size_t i = 0; i < hidden->n; i++) {
        const report_hidden *const h = &hidden->at[i];
        const store_value values[] = { STORE_TEXT(built->year),   STORE_INTEGER(built->edition),
                                       STORE_INTEGER((int64_t)i), STORE_TEXT(h->table),
                                       STORE_TEXT(h->row),        STORE_TEXT(h->column),
                                       STORE_INTEGER(h->rule) };
        if (!store_run(db, statement(HIDDEN_ADD), values, NULL, error))
            return false;
    }
    return true;
}

static bool put_chapters(store_db *db, const report_built *built, upw_error *error)
{
    for (int chapter = 0; built->chapters != NULL && chapter < REPORT_PLACES; chapter++) {
        const store_value values[] = { STORE_TEXT(built->year), STORE_INTEGER(built->edition), STORE_INTEGER(chapter),
                                       STORE_TEXT(built->chapters[chapter]) };
        if (report_chapter_has_text(chapter) && !store_run(db, statement(CHAPTER_PUT), values, NULL, error))
            return false;
    }
    return true;
}

static bool note(store_db *db, const char *action, text year, int64_t edition, const report_deed *by,
                 const audit_detail *detail, upw_error *error)
{
    char object[40];
    snprintf(object, sizeof object, "%.*s/%lld", TEXT_ARGS(year), (long long)edition);
    audit_entry entry = {
        .at_ms = by->now_ms, .actor = by->actor, .action = action, .object = text_of(object), .request = by->request
    };
    if (detail != NULL)
        entry.details[entry.n_details++] = *detail;
    return audit_append(db, &entry, error);
}

bool reports_put_built(store_db *db, const report_built *built, const report_deed *by, upw_error *error)
{
    const store_value key[] = { STORE_TEXT(built->year), STORE_INTEGER(built->edition) };
    const store_value values[] = { key[0],
                                   key[1],
                                   STORE_TEXT(by->actor.person),
                                   STORE_INTEGER(by->now_ms),
                                   STORE_INTEGER(built->n_answers),
                                   STORE_INTEGER(built->tables->is_thin) };
    char object[40];
    int64_t n_changed = 0;
    snprintf(object, sizeof object, "%.*s/%lld", TEXT_ARGS(built->year), (long long)built->edition);
    if (!store_run(db, statement(REPORT_REBUILT), values, &n_changed, error))
        return false;
    if (n_changed == 0 &&
        (!store_run(db, statement(REPORT_ADD), values, NULL, error) ||
         !workflow_begin(db, MACHINE_REPORT, text_of(object), TEXT(""), &by->actor, by->now_ms, error)))
        return false;
    if (!store_run(db, statement(TABLES_REMOVE), key, NULL, error) ||
        !store_run(db, statement(HIDDEN_REMOVE), key, NULL, error) ||
        !store_run(db, statement(CHECKS_REMOVE), key, NULL, error))
        return false;
    for (size_t i = 0; i < built->tables->n; i++)
        if (!put_table(db, built, i, error))
            return false;
    return put_hidden(db, built, error) && put_chapters(db, built, error) &&
           note(db, "report.build", built->year, built->edition, by, NULL, error);
}

bool reports_put_checks(store_db *db, const appraise_report *r, const report_checks *checks, upw_error *error)
{
    const store_value key[] = { STORE_TEXT(r->year), STORE_INTEGER(r->edition) };
    if (!store_run(db, statement(CHECKS_REMOVE), key, NULL, error))
        return false;
    for (size_t i = 0; i < checks->n; i++) {
        const report_check *const c = &checks->at[i];
        const store_value values[] = { key[0],
                                       key[1],
                                       STORE_INTEGER((int64_t)i),
                                       STORE_TEXT(c->name),
                                       STORE_INTEGER(c->is_passed),
                                       STORE_TEXT(c->words) };
        if (!store_run(db, statement(CHECK_ADD), values, NULL, error))
            return false;
    }
    return true;
}

bool reports_put_chapter(store_db *db, const appraise_report *r, const report_chapter *c, const report_deed *by,
                         upw_error *error)
{
    const store_value values[] = { STORE_TEXT(r->year),     STORE_INTEGER(r->edition),    STORE_INTEGER(c->chapter),
                                   STORE_TEXT(c->words),    STORE_TEXT(by->actor.person), STORE_INTEGER(by->now_ms),
                                   STORE_INTEGER(c->point), STORE_INTEGER(c->version) };
    int64_t n_changed = 0;
    if (!store_run(db, statement(CHAPTER_CHANGE), values, &n_changed, error))
        return false;
    if (n_changed == 0)
        return upw_fail(error, UPW_CONFLICT, "%s", web_message_text(MESSAGE_E009));
    const audit_detail detail = { "chapter", text_of(report_chapter_title(c->chapter)) };
    return note(db, "report.edit", r->year, r->edition, by, &detail, error) &&
           store_run(db, statement(REPORT_TOUCH), values, NULL, error);
}

/* ---- on its way ---- */

bool reports_put_mile(store_db *db, const appraise_report *r, report_mile mile, text words, int64_t at_ms, text person,
                      upw_error *error)
{
    /* w: words, a: the instant, p: the person */
    static const char *const takes[MILE_COUNT] = {
        [MILE_APPROVED] = "wap", [MILE_SHARED] = "wa",   [MILE_SETTLED] = "w", [MILE_SCHEDULED] = "a",
        [MILE_RELEASE_1] = "p",  [MILE_RELEASE_2] = "p", [MILE_NOTICE] = "wp",
    };
    store_value values[5] = { STORE_TEXT(r->year), STORE_INTEGER(r->edition) };
    size_t n = 2;
    for (const char *what = takes[mile]; *what != '\0'; what++)
        values[n++] = *what == 'a' ? STORE_INTEGER(at_ms) : STORE_TEXT(*what == 'w' ? words : person);
    return store_run(db, statement(FIRST_MILE + (int)mile), values, NULL, error);
}

static bool run_all(store_db *db, const int *which, size_t n, const store_value *values, upw_error *error)
{
    for (size_t i = 0; i < n; i++)
        if (!store_run(db, statement(which[i]), values, NULL, error))
            return false;
    return true;
}

bool reports_keep_shared(store_db *db, const appraise_report *r, upw_error *error)
{
    static const int steps[] = { SHARED_TABLES_REMOVE, SHARED_CHAPTERS_REMOVE, SHARE_TABLES, SHARE_CHAPTERS };
    const store_value values[] = { STORE_TEXT(r->year), STORE_INTEGER(r->edition) };
    return run_all(db, steps, sizeof steps / sizeof *steps, values, error);
}

bool reports_copy_edition(store_db *db, const appraise_report *r, const report_deed *by, upw_error *error)
{
    static const int steps[] = { COPY_REPORT, COPY_TABLES, COPY_CHAPTERS, COPY_HIDDEN };
    const store_value values[] = { STORE_TEXT(r->year), STORE_INTEGER(r->edition), STORE_TEXT(by->actor.person),
                                   STORE_INTEGER(by->now_ms) };
    char object[40];
    snprintf(object, sizeof object, "%.*s/%lld", TEXT_ARGS(r->year), (long long)r->edition + 1);
    return run_all(db, steps, sizeof steps / sizeof *steps, values, error) &&
           workflow_begin(db, MACHINE_REPORT, text_of(object), TEXT(""), &by->actor, by->now_ms, error);
}
