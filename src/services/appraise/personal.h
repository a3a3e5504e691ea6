/* services/appraise/personal.h: does a free text look as if it had somebody's particulars in it? (product.md, section
 * 5.9.) Asked before the text is kept. It is a help, not a proof: what it does not see may still name a person. */
#ifndef APPRAISE_PERSONAL_H
#define APPRAISE_PERSONAL_H

#include "base/text.h"

typedef enum personal_kind {
    PERSONAL_NOTHING,
    PERSONAL_NHS_NUMBER,    /* ten digits whose check digit is right, however they are grouped */
    PERSONAL_PHONE,         /* of this country: 0… of 10 or 11 digits, +44 … */
    PERSONAL_EMAIL,         /* name@example.com */
    PERSONAL_POSTCODE,      /* whole: SW1A 2AA */
    PERSONAL_DATE_OF_BIRTH, /* a whole day before 2010, or any with "born" or "date of birth" shortly before it */
    PERSONAL_NAME,          /* Mr, Mrs, Ms, Miss, Mx, Dr, Prof, Sir or Dame, and a capital */
    PERSONAL_COUNT
} personal_kind;

/* "an NHS number": for "[an NHS number]" of messages.csv. */
extern const char *const personal_words[PERSONAL_COUNT];

/* The first of the list that is found; PERSONAL_NOTHING for most texts. Any bytes. */
personal_kind personal_find(text words);

#endif
