/* services/measure/catalogue.h: the indicators: what is measured, and how its figures are to be read. */
#ifndef MEASURE_CATALOGUE_H
#define MEASURE_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "services/measure/deed.h"
#include "store/store.h"
#include "upward/arena.h"
#include "upward/spc.h"

/* Under which heading an indicator stands. Needs of the population are context: nobody is judged by them. */
typedef enum measure_theme { THEME_CARE, THEME_PERFORMANCE, THEME_MONEY, THEME_NEEDS, THEME_COUNT } measure_theme;
typedef struct measure_theme_words {
    const char *name;  /* as stored: "care" */
    const char *words; /* "Care" */
} measure_theme_words;
extern const measure_theme_words measure_themes[THEME_COUNT];
bool measure_find_theme(text name, measure_theme *out);

typedef struct measure_indicator {
    text id; /* [a-z0-9-], at most 40 */
    text name;
    text definition;
    text unit; /* in words: "%", "share", "£", "per 1,000 bed days" (base/unit.h) */
    upw_improvement improvement;
    text numerator, denominator; /* in words; empty where values are no ratios */
    text source, owner;
    measure_theme theme;
    text chart;      /* a name that a report has: "xmr" (when empty), "run", "p", "u" … */
    size_t baseline; /* points of each stretch that fix its limits; 0: all, else at least 12 */
    double national_target;
    bool has_national_target;
    bool is_published; /* seen by everybody, else by those who may load its figures */
    int64_t version;
} measure_indicator;

typedef struct measure_indicators {
    measure_indicator *at;
    size_t n;
} measure_indicators;

enum {
    INDICATOR_ID_MAX = 40,
    INDICATOR_NAME_MAX = 100, /* characters */
    INDICATOR_UNIT_MAX = 60,
    INDICATOR_WORDS_MAX = 2000, /* of a definition */
    INDICATOR_SHORT_MAX = 200,  /* of a source, an owner, what is counted */
    INDICATOR_BASELINE_MIN = 12,
    INDICATOR_BASELINE_MAX = 1000,
    INDICATORS_MAX = 10000
};

bool catalogue_find(store_db *db, text id, upw_arena *arena, measure_indicator *out, bool *found,
                    upw_error *error) UPW_MUST_CHECK;

/* All, by theme and name. */
bool catalogue_list(store_db *db, upw_arena *arena, measure_indicators *out, upw_error *error) UPW_MUST_CHECK;

/* The one of this id, or NULL. */
const measure_indicator *catalogue_look_up(const measure_indicators *all, text id);

/* UPW_BAD_INPUT says which field and why; UPW_CONFLICT: there is one of this id. */
bool catalogue_add(store_db *db, const measure_indicator *draft, const measure_deed *by,
                   upw_error *error) UPW_MUST_CHECK;

/* `draft` as it shall be; its version is the one that was seen. What it was is kept (catalogue_history.h); charts
 * follow, since what they say is kept by what it was made of. UPW_NOT_FOUND, UPW_CONFLICT (it has changed since),
 * UPW_BAD_INPUT also for a unit in which the figures that are there would mean something else. */
bool catalogue_change(store_db *db, const measure_indicator *draft, const measure_deed *by,
                      upw_error *error) UPW_MUST_CHECK;

/* May its unit become this one? Not while there are figures that would mean something else in it. */
bool catalogue_may_have_unit(store_db *db, const measure_indicator *is, text unit, bool *may,
                             upw_error *error) UPW_MUST_CHECK;

extern const store_statement catalogue_statements[];
extern const size_t catalogue_statements_count;

#endif
