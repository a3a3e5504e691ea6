/* services/appraise/report_tables.h: all the tables of the national report, out of what bodies signed and people said.
 *
 * No database and no server: who has the plain facts of a round has its tables. People are added one at a time, in any
 * order; what is kept does not grow with them, and nothing here keeps a person.
 *
 * Which figures are printed: product.md, sections 6.6, 6.7 and 6.9; how they are computed: docs/methods/scoring.md and
 * disclosure.md; table by table: docs/national-report.md. */
#ifndef APPRAISE_REPORT_TABLES_H
#define APPRAISE_REPORT_TABLES_H

#include "services/appraise/questionnaire.h"
#include "services/appraise/report_table.h"
#include "upward/score.h"

/* What became of a body's return. */
typedef enum report_standing {
    REPORT_RETURNED,
    REPORT_DECLINED,
    REPORT_WITHDRAWN,
    REPORT_LAPSED, /* nothing came, or it came to nothing */
    REPORT_STANDINGS
} report_standing;

typedef struct report_region {
    text code, name;
} report_region;

typedef struct report_office {
    text code, name;
    size_t region; /* index */
} report_office;

typedef struct report_body {
    text code, name, kind;
    size_t office;         /* index */
    int64_t people_served; /* 0: not known */
    report_standing standing;
    text reason;       /* of declining or withdrawing, in the body's words */
    int64_t n_invited; /* people; 0: there was no individual stage */
} report_body;

/* A question put about one of the two that are judged. */
typedef struct report_item {
    const question *question;
    question_target target;
    size_t theme; /* index into report_themes */
} report_item;

typedef struct report_theme {
    text id, title;
    question_target target;
} report_theme;

/* Of a questionnaire: items about the board first, then about the offices, each in the order of asking; themes
 * likewise. Open questions are not among them. */
typedef struct report_items {
    report_item *at;
    size_t n;
    report_theme *themes;
    size_t n_themes;
    const question **open; /* questions of words */
    size_t n_open;
} report_items;
void report_list_items(const questionnaire *q, upw_arena *arena, report_items *out);

/* Topics that open answers are counted under, and the beginnings of words that tell of each. */
typedef struct report_topic {
    text id, title;
} report_topic;
enum { REPORT_TOPICS_MAX = 32, REPORT_OPEN_MAX = 8 };

typedef struct report_proposal {
    int64_t number;
    text words, evidence;             /* "Trust, table T2.1": what it rests on */
    int64_t support, oppose, neutral; /* bodies */
    bool is_dropped;
} report_proposal;

/* One of last year's. */
typedef struct report_promise {
    int64_t number;
    text words, answer, claim;       /* of the board; empty: none */
    int64_t verdict_yes, verdict_no; /* bodies */
    text verdict;                    /* "confirmed", "the board says done, local bodies disagree" … */
} report_promise;

/* What a body signed last year, coded 0 to 100; NaN: no view, or not asked. */
typedef struct report_last_year {
    size_t body;         /* index into the bodies of this year */
    const double *items; /* [item of this year] */
    bool is_break;       /* made of predecessors: their mean, weighted by people served */
} report_last_year;

/* A theme in an earlier round, as its report was published. */
typedef struct report_earlier {
    text year, theme; /* its id */
    question_target target;
    double score; /* mean of what bodies signed; NaN: it was not shown */
} report_earlier;

typedef struct report_facts {
    text year;
    text board_label, office_label, body_label; /* "the national board" … */
    const questionnaire *questions;
    const report_region *regions;
    size_t n_regions;
    const report_office *offices;
    size_t n_offices;
    const report_body *bodies;
    size_t n_bodies;
    const uint8_t *signed_scores; /* [body][item], 1 to 5; 0: no agreed view */
    int64_t least;                /* fewer people than that are never shown; 0: 10 */
    const report_last_year *last_year;
    size_t n_last_year;
    size_t n_last_bodies;          /* bodies that were there in both years, answering or not */
    text last_year_name;           /* "2025"; empty: this is the first round */
    const report_earlier *earlier; /* by year, the oldest first */
    size_t n_earlier;
    const report_proposal *proposals;
    size_t n_proposals;
    const report_promise *promises;
    size_t n_promises;
} report_facts;

/* A cell that is not shown, and by which rule of product.md, section 6.7. */
typedef struct report_hidden {
    text table, row, column;
    int rule;
} report_hidden;

typedef struct report_hiddens {
    report_hidden *at;
    size_t n, room;
} report_hiddens;

/* People's answers as they are added. */
typedef struct report_count report_count;

/* The facts must live as long. Fails with UPW_BAD_INPUT (a body's office, an office's region that is not there),
 * UPW_TOO_LARGE, UPW_NO_MEMORY. */
bool report_count_begin(const report_facts *facts, upw_arena *arena, report_count **out,
                        upw_error *error) UPW_MUST_CHECK;

/* What one person said. Ratings and comments may come apart. Comments are counted under their topics and not kept. */
typedef struct report_person {
    size_t body;
    const uint8_t *ratings; /* [item]: 1 to 5, ANSWER_DO_NOT_KNOW, ANSWER_DOES_NOT_APPLY; 0: not answered. NULL:
                               comments alone, of somebody whose ratings are counted by themselves */
    const text *comments;   /* [open question]; empty: none. NULL: none at all */
} report_person;
bool report_count_add(report_count *count, const report_person *person, upw_error *error) UPW_MUST_CHECK;

typedef struct report_tables {
    report_table *at; /* in the order of the report */
    size_t n;
    report_hiddens hidden;
    bool is_thin; /* fewer than half of the bodies returned: distributions only */
    const report_items *items;
} report_tables;

/* All of them, once. Fails with UPW_NO_MEMORY, or with what a figure cannot be made for. */
bool report_tables_make(report_count *count, report_tables *out, upw_error *error) UPW_MUST_CHECK;

/* Of that name; NULL: there is none. */
const report_table *report_tables_find(const report_tables *all, text name);

/* What an attacker who has the printed tables and knows the rules can work out: the counts of people by nation, region
 * and office that T1.1 hides. False in *is_safe, with the first that is exposed in *which, when a hidden count is left
 * fewer than `least` values. */
bool report_tables_audit(const report_table *taking_part, int64_t least, upw_arena *arena, bool *is_safe, text *which,
                         upw_error *error) UPW_MUST_CHECK;

#endif
