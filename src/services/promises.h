/* services/promises.h: what Upward promises, word for word as people read it (product.md, section 1.1). Pages and
 * letters take the words from here, so that nothing stronger is said in one place than in another. */
#ifndef SERVICES_PROMISES_H
#define SERVICES_PROMISES_H

#include "base/html.h"

typedef enum promise {
    PROMISE_UNSEEN,  /* nobody can see how you answered */
    PROMISE_OPENLY,  /* your organisation speaks once */
    PROMISE_SAME,    /* what the board was shown */
    PROMISE_DATE,    /* nobody can hold the report back */
    PROMISE_RANKING, /* on noise */
    PROMISE_COUNT
} promise;

typedef struct promise_words {
    text what; /* "Nobody can see how you answered." */
    text how;  /* what follows */
} promise_words;
extern const promise_words promises[PROMISE_COUNT];

/* Of PROMISE_UNSEEN: what it cannot protect anybody from. */
extern const text promise_limits;

/* <li>, the first sentence strong. */
void promises_write_items(html_writer *h, const promise *which, size_t n);

#endif
