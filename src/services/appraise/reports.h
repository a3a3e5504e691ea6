/* services/appraise/reports.h: the national report as it is kept: tables as they were made, text by chapter, what was
 * checked, and where it stands. Pages read what stands here and compute nothing.
 *
 * Its life is that of state-machines.csv under "2026/1": the year and the edition. Before it is released it is, to
 * everybody but those who make it or are on its list, as if it were not there: reports_find_released asks the database
 * that question in one condition. */
#ifndef APPRAISE_REPORTS_H
#define APPRAISE_REPORTS_H

#include "services/appraise/report_tables.h"

enum {
    REPORT_CHAPTERS = 11,     /* 0, the front page, to 10, the board's reply */
    REPORT_ANNEX_A = 11,      /* annexes A to H follow */
    REPORT_PLACES = 19,       /* chapters and annexes */
    REPORT_WORDS_MAX = 16000, /* characters of a chapter's text */
    REPORT_FINGERPRINT_LEN = 64,
};

typedef struct appraise_report {
    text year;
    int64_t edition;
    text built_by;
    int64_t built_ms;
    int64_t n_answers;
    bool is_thin;
    text fingerprint, shared_fingerprint; /* empty: not approved, not shared */
    text approved_by;
    int64_t approved_ms, shared_ms, release_ms; /* 0: not yet */
    text release_by[2];
    text notice, notice_by; /* of a correction */
    int64_t version;
    workflow_life life;
} appraise_report;

text report_object(text year, int64_t edition, upw_arena *arena); /* "2026/1" */

/* The latest edition, wherever it stands: for those who make it. */
bool reports_find_latest(store_db *db, text year, upw_arena *arena, appraise_report *out, bool *found,
                         upw_error *error) UPW_MUST_CHECK;
bool reports_find(store_db *db, text year, int64_t edition, upw_arena *arena, appraise_report *out, bool *found,
                  upw_error *error) UPW_MUST_CHECK;

/* What everybody may see at this moment: two people have released it, and its hour has come by a clock that can be
 * believed. The latest edition, or (edition above 0) that one. */
bool reports_find_released(store_db *db, text year, int64_t edition, int64_t now_ms, upw_arena *arena,
                           appraise_report *out, bool *found, upw_error *error) UPW_MUST_CHECK;
bool reports_is_released(store_db *db, const appraise_report *r, int64_t now_ms, upw_arena *arena, bool *is,
                         upw_error *error) UPW_MUST_CHECK;

/* ---- its places ---- */

/* "1" to "10", "annex-a" …; the front page has none. */
const char *report_slug(int chapter);
bool report_find_slug(text slug, int *chapter);
const char *report_chapter_title(int chapter); /* as makers call it; for readers: report_view_title */
bool report_chapter_has_text(int chapter);     /* written by people; the others are made when they are shown */

typedef struct report_chapter {
    int chapter;
    text words; /* Markdown, with "{T1.1}" and "{F1.1}" where tables and figures stand */
    text edited_by;
    int64_t edited_ms, point, version;
} report_chapter;

/* Of what is now, or (is_shared) of what was shared. *found false: there is none. */
bool reports_find_chapter(store_db *db, const appraise_report *r, bool is_shared, int chapter, upw_arena *arena,
                          report_chapter *out, bool *found, upw_error *error) UPW_MUST_CHECK;

/* All tables, in order; t->columns and so on point into the arena. */
bool reports_list_tables(store_db *db, const appraise_report *r, bool is_shared, upw_arena *arena, report_tables *out,
                         upw_error *error) UPW_MUST_CHECK;

/* A table as the files that people download. */
typedef struct report_files {
    text name, title, sentence, note;
    text columns, rows; /* CSV */
    int chapter;
} report_files;
bool reports_find_files(store_db *db, const appraise_report *r, bool is_shared, text name, upw_arena *arena,
                        report_files *out, bool *found, upw_error *error) UPW_MUST_CHECK;
typedef struct report_file_list {
    report_files *at;
    size_t n;
} report_file_list;
bool reports_list_files(store_db *db, const appraise_report *r, bool is_shared, upw_arena *arena, report_file_list *out,
                        upw_error *error) UPW_MUST_CHECK;

bool reports_list_hidden(store_db *db, const appraise_report *r, upw_arena *arena, report_hiddens *out,
                         upw_error *error) UPW_MUST_CHECK;

typedef struct report_check {
    text name, words;
    bool is_passed;
} report_check;
typedef struct report_checks {
    report_check *at;
    size_t n;
    bool all_pass;
} report_checks;
bool reports_list_checks(store_db *db, const appraise_report *r, upw_arena *arena, report_checks *out,
                         upw_error *error) UPW_MUST_CHECK;

/* ---- fingerprint ---- */

/* A line for each table and each written chapter: "SHA-256  T1.1.csv", "SHA-256  chapter-01.md", as sha256sum writes
 * and checks them. The report's fingerprint is the SHA-256 of this list. */
bool reports_write_sums(store_db *db, const appraise_report *r, bool is_shared, upw_arena *arena, text *sums,
                        upw_error *error) UPW_MUST_CHECK;
text report_hash(text bytes, upw_arena *arena);          /* hexadecimal */
text report_chapter_file(int chapter, upw_arena *arena); /* "chapter-01.md" */

/* ---- writing, within a transaction ---- */

typedef struct report_deed {
    const workflow *workflow;
    workflow_actor actor;
    int64_t now_ms;
    text request;
} report_deed;

/* What was built: a new edition, or in the place of what was built before. */
typedef struct report_built {
    text year;
    int64_t edition;
    int64_t n_answers;
    const report_tables *tables;
    const text *chapters; /* [REPORT_PLACES]: as made; empty: none. NULL: the text stays as it is */
} report_built;
bool reports_put_built(store_db *db, const report_built *built, const report_deed *by, upw_error *error) UPW_MUST_CHECK;

bool reports_put_checks(store_db *db, const appraise_report *r, const report_checks *checks,
                        upw_error *error) UPW_MUST_CHECK;

/* A chapter's new text. UPW_CONFLICT: somebody else changed it since `version`. */
bool reports_put_chapter(store_db *db, const appraise_report *r, const report_chapter *chapter, const report_deed *by,
                         upw_error *error) UPW_MUST_CHECK;

typedef enum report_mile {
    MILE_APPROVED, /* words: the fingerprint */
    MILE_SHARED,   /* likewise */
    MILE_SETTLED,  /* likewise, of what it is now */
    MILE_SCHEDULED,
    MILE_RELEASE_1,
    MILE_RELEASE_2,
    MILE_NOTICE, /* words: of the correction */
    MILE_COUNT
} report_mile;
bool reports_put_mile(store_db *db, const appraise_report *r, report_mile mile, text words, int64_t at_ms, text person,
                      upw_error *error) UPW_MUST_CHECK;

/* Tables and text of what is now, once more as what was shared. */
bool reports_keep_shared(store_db *db, const appraise_report *r, upw_error *error) UPW_MUST_CHECK;
/* The next edition, as a copy. */
bool reports_copy_edition(store_db *db, const appraise_report *r, const report_deed *by,
                          upw_error *error) UPW_MUST_CHECK;

extern const store_statement reports_statements[];
extern const size_t reports_statements_count;
extern const store_statement reports_write_statements[];
extern const size_t reports_write_statements_count;

#endif
