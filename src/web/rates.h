/* web/rates.h: how often, by token buckets in memory.
 *
 * A bucket holds `burst` tokens and fills at so many a second; a request takes one. Buckets are kept for an account or
 * a network, in a table of a fixed size: the one that has been full for longest makes room. */
#ifndef WEB_RATES_H
#define WEB_RATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* Classes of security.md section 13. */
typedef enum web_rate {
    WEB_RATE_USUAL,   /* by method and session: one of the next three */
    WEB_RATE_PUBLIC,  /* static files, public pages */
    WEB_RATE_PAGE,    /* signed in */
    WEB_RATE_CHANGE,  /* state-changing */
    WEB_RATE_SEARCH,  /* search, charts, previews */
    WEB_RATE_SIGN_IN, /* sign-in, reset, invitation, second factor */
    WEB_RATE_FILES,   /* import, export */
    WEB_RATE_ANSWER,  /* answers to an appraisal that are sent, and codes that are typed: a hospital has one address */
    WEB_RATE_GUARD,   /* all that a network sends with a session cookie, before the session is looked up */
    WEB_RATE_COUNT
} web_rate;

const char *web_rate_name(web_rate rate);

typedef struct web_rates web_rates;
web_rates *web_rates_new(size_t n_buckets);
void web_rates_free(web_rates *rates);

/* Take a token; false when there is none, and after how many whole seconds there will be one. Thread-safe. */
bool web_rates_take(web_rates *rates, web_rate rate, text who, int64_t monotonic_ms, unsigned *retry_after_s);

#endif
