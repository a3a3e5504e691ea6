/* demo/appraisal.h: what is invented of an appraisal: how people of the 211 bodies of 2013 answer, what bodies say,
 * what is proposed, and what the board replies. The same seed gives the same answers on every machine. */
#ifndef DEMO_APPRAISAL_H
#define DEMO_APPRAISAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How bodies see the two that are judged, 0 to 100, 100 always good. */
typedef struct demo_theme {
    const char *id; /* of the questionnaire */
    double board, office;
} demo_theme;
extern const demo_theme demo_themes[];
extern const size_t demo_themes_count;

/* The level of a question at a body. `office` is the office's place on the list: three of them differ by more than
 * chance, two below and one above. Freedom to act stands lowest, trust highest. */
double demo_find_level(const char *theme, const char *question, bool is_local, size_t body, size_t office);

/* One person's answers: a leaning that all of them share, then each by itself: 1 to 5, 8 (do not know), 9 (does not
 * apply). */
double demo_draw_leaning(uint64_t *state);
uint8_t demo_draw_rating(double level, double leaning, bool is_negative, uint64_t *state);

/* The body's agreed score: about six points above what its people say. */
uint8_t demo_draw_agreed(double level, bool is_negative, uint64_t *state);

uint64_t demo_begin_body(size_t body); /* the state from which a body's answers are drawn */
unsigned demo_draw_below(uint64_t *state, unsigned n);
unsigned demo_count_practices(size_t body); /* 5 to 122 */
double demo_find_response(size_t body);     /* the share of its people that answers */

/* What became of a body's return. */
typedef enum demo_outcome { DEMO_RETURNED, DEMO_DECLINED, DEMO_WITHDREW, DEMO_LAPSED } demo_outcome;
demo_outcome demo_find_outcome(size_t body);
const char *demo_find_reason(size_t body); /* of declining or withdrawing */

/* Words of people and bodies, one of several. */
const char *demo_find_comment(unsigned question,
                              unsigned which); /* 0: about the board, 1: the office, 2: what helped */
const char *demo_find_statement(bool is_local, size_t body);
const char *demo_find_ask(size_t body, unsigned which);

/* What was proposed, and what became of it. */
typedef enum demo_fate { DEMO_DONE, DEMO_DISPUTED, DEMO_IN_PROGRESS, DEMO_REFUSED } demo_fate;
typedef struct demo_proposal {
    const char *words, *evidence;
    double support; /* share of bodies */
    demo_fate fate;
    const char *answer; /* "accept", "part", "reject" */
    const char *reason, *lead, *claim;
} demo_proposal;
extern const demo_proposal demo_proposals[];
extern const size_t demo_proposals_count;

extern const char demo_reply[]; /* the board's */

/* A sentence that a chapter of the report gains. */
typedef struct demo_sentence {
    int chapter;
    const char *words;
} demo_sentence;

/* A point that the board or an office raised, and what became of it. */
typedef struct demo_point {
    const char *place, *what, *evidence;
    const char *reason;     /* of the outcome */
    demo_sentence sentence; /* without words: the point was rejected */
} demo_point;
extern const demo_point demo_points[];
extern const size_t demo_points_count;

/* Of the correction after publication. */
extern const char demo_correction[];
extern const demo_sentence demo_corrected;

#endif
