/* What the files that make the report's tables share. Within this folder only. */
#ifndef APPRAISE_REPORT_MAKE_H
#define APPRAISE_REPORT_MAKE_H

#include "services/appraise/report_tables.h"

enum { REPORT_BATCH = 4096 };

struct report_count {
    const report_facts *facts;
    report_items items;
    upw_arena *arena;
    int64_t least;
    upw_score score; /* places: bodies */
    /* people who wait to be added */
    uint8_t *columns[2 * QUESTIONS_MAX];
    uint32_t places[REPORT_BATCH];
    size_t n_waiting;
    /* open answers */
    struct report_topics *topics;
    int64_t comments[REPORT_OPEN_MAX];
    int64_t by_topic[REPORT_OPEN_MAX][REPORT_TOPICS_MAX];
};

bool report_count_flush(report_count *count, upw_error *error) UPW_MUST_CHECK;

/* ---- topics ---- */

struct report_topics *report_topics_load(upw_arena *arena);
size_t report_topics_count(const struct report_topics *topics);
report_topic report_topics_at(const struct report_topics *topics, size_t i);
/* A bit for each that the words tell of. */
uint32_t report_topics_find(const struct report_topics *topics, text words);

/* ---- figures that several tables need ---- */

typedef struct report_work {
    report_count *count;
    const report_facts *facts;
    const report_items *items;
    upw_arena *arena;
    int64_t least;
    size_t n_bodies, n_offices, n_returned;
    double *signed_items;  /* [body][item], 0 to 100; NaN: no view, or not returned */
    double *signed_themes; /* [theme][body] */
    double *people_themes; /* [theme][body] */
    int64_t *answered;     /* [body] */
    int64_t n_invited, n_answered;
    int *hides_answered; /* [nation, regions, offices]: the rule by which nothing of how many answered, nor of what they
                            said, is told; 0: it is */
    size_t office_row, region_row; /* where they begin in it */
    report_tables *out;
} report_work;

/* Next in the report. */
report_table *report_begin(report_work *w, const char *name, int chapter, const char *title,
                           const report_column_made *columns, size_t n_columns);
#define REPORT_BEGIN(w, name, chapter, title, columns)                                                                 \
    report_begin((w), (name), (chapter), (title), (columns), sizeof(columns) / sizeof *(columns))

/* A cell that must not be shown, with its place in the log. */
void report_hide(report_work *w, report_table *t, text row, int rule);

/* A figure of bodies: where too few returned, it is not shown. */
void report_add_signed(report_work *w, report_table *t, double number);

/* ---- the chapters ---- */

bool report_hide_answered(report_work *w, upw_error *error) UPW_MUST_CHECK; /* before all others */
bool report_make_taking_part(report_work *w, upw_error *error) UPW_MUST_CHECK;
bool report_make_themes(report_work *w, upw_error *error) UPW_MUST_CHECK;
bool report_make_questions(report_work *w, const char *name, const char *title, question_target target,
                           upw_error *error) UPW_MUST_CHECK;
bool report_make_offices(report_work *w, upw_error *error) UPW_MUST_CHECK;
bool report_make_gaps(report_work *w, upw_error *error) UPW_MUST_CHECK;
bool report_make_change(report_work *w, upw_error *error) UPW_MUST_CHECK;
bool report_make_history(report_work *w, upw_error *error) UPW_MUST_CHECK;
bool report_make_topics(report_work *w, upw_error *error) UPW_MUST_CHECK;
bool report_make_obstacles(report_work *w, upw_error *error) UPW_MUST_CHECK;
bool report_make_promises(report_work *w, upw_error *error) UPW_MUST_CHECK;
bool report_make_front(report_work *w, upw_error *error) UPW_MUST_CHECK; /* after all others; put first */

/* ---- words ---- */

text report_score_words(double score, upw_arena *arena);                                 /* "63.2" */
text report_count_words(int64_t n, const char *one, const char *many, upw_arena *arena); /* "1 body", "211 bodies" */
text report_question_words(const report_work *w, const report_item *item);
double report_mean_of_bodies(const report_work *w, const double *scores); /* [body]; NaN: no score, or of nobody */
text report_about_words(const report_work *w, question_target target); /* "the national board", "their local office" */

#endif
