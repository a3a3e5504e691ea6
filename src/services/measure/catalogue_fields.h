/* services/measure/catalogue_fields.h: what is said of an indicator, field by field, under one name each: the column of
 * files, the field of forms, and what the history says was changed. */
#ifndef MEASURE_CATALOGUE_FIELDS_H
#define MEASURE_CATALOGUE_FIELDS_H

#include "services/measure/catalogue.h"

/* In the order of files; the unit stands before what is written in it. */
typedef enum catalogue_field {
    CATALOGUE_ID,
    CATALOGUE_NAME,
    CATALOGUE_THEME,
    CATALOGUE_UNIT,
    CATALOGUE_IMPROVEMENT,
    CATALOGUE_NATIONAL_TARGET,
    CATALOGUE_NUMERATOR,
    CATALOGUE_DENOMINATOR,
    CATALOGUE_DEFINITION,
    CATALOGUE_SOURCE,
    CATALOGUE_OWNER,
    CATALOGUE_CHART,
    CATALOGUE_BASELINE,
    CATALOGUE_PUBLISHED,
    CATALOGUE_FIELDS
} catalogue_field;

typedef struct catalogue_face {
    const char *name;  /* "national_target" */
    const char *words; /* "National target" */
} catalogue_face;
extern const catalogue_face catalogue_faces[CATALOGUE_FIELDS];

/* The field as files have it: "increase", "95%" (of a share), "p", "yes"; empty where there is nothing. */
text catalogue_get(const measure_indicator *of, catalogue_field field, upw_arena *arena);

/* The field from what a file or a form has, trimmed; empty is nothing. False: *expected goes on after what stands
 * there ("is no theme; …"). The unit is set before the target. What is set may still be refused by catalogue_check. */
bool catalogue_set(measure_indicator *of, catalogue_field field, text words, const char **expected);

/* What catalogue_get gave, for people: "Higher", "Care", "p chart"; "None" where there is nothing. */
text catalogue_describe(catalogue_field field, text words);

/* Is it what an indicator can be? UPW_BAD_INPUT with a sentence; *wrong (NULL: nobody asks) is the field. */
bool catalogue_check(const measure_indicator *draft, catalogue_field *wrong, upw_error *error) UPW_MUST_CHECK;

/* Figures are kept in their unit: is what they mean the same in both? ("£" and "pounds"; "%" and "share" are not.) */
bool catalogue_is_same_unit(text one, text other);

#endif
