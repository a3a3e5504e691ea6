/* services/measure/annotations.h: words about a point, by people who know what happened. */
#ifndef MEASURE_ANNOTATIONS_H
#define MEASURE_ANNOTATIONS_H

#include "services/measure/deed.h"
#include "services/measure/series.h"

enum { ANNOTATION_WORDS_MAX = 200 /* characters: what fits under a chart */ };

typedef struct measure_annotation {
    text id;
    measure_key key;
    period when;
    text words;
    text person;
    int64_t at_ms;
    text upload; /* that brought it; empty: written by hand */
    int64_t version;
} measure_annotation;

typedef struct measure_annotations {
    measure_annotation *at;
    size_t n;
} measure_annotations;

/* By period. */
bool annotations_list(store_db *db, measure_key key, upw_arena *arena, measure_annotations *out,
                      upw_error *error) UPW_MUST_CHECK;

/* Of published indicators of an organisation: the eight that were written last, the latest first. */
bool annotations_list_latest(store_db *db, text organisation, upw_arena *arena, measure_annotations *out,
                             upw_error *error) UPW_MUST_CHECK;

/* `draft` has key, when and words; UPW_BAD_INPUT (no words, or too many), UPW_NOT_FOUND (no figure of that period). */
bool annotations_add(store_db *db, const measure_annotation *draft, const measure_deed *by,
                     upw_error *error) UPW_MUST_CHECK;

/* Of draft->id and key: other words. UPW_CONFLICT unless draft->version is the one that is there. */
bool annotations_change(store_db *db, const measure_annotation *draft, const measure_deed *by,
                        upw_error *error) UPW_MUST_CHECK;
bool annotations_remove(store_db *db, const measure_annotation *draft, const measure_deed *by,
                        upw_error *error) UPW_MUST_CHECK;

extern const store_statement annotations_statements[];
extern const size_t annotations_statements_count;

#endif
