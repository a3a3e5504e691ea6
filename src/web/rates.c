/* Token buckets (security.md section 13). The table is split, so that workers seldom wait for each other. */
#include "web/rates.h"

#include <assert.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* Milliseconds a token, and how many a full bucket holds. */
static const struct {
    const char *name;
    int64_t token_ms;
    int64_t burst;
} classes[WEB_RATE_COUNT] = {
    [WEB_RATE_USUAL] = { "usual", 0, 0 },      [WEB_RATE_PUBLIC] = { "public", 20, 200 },
    [WEB_RATE_PAGE] = { "page", 100, 60 },     [WEB_RATE_CHANGE] = { "change", 500, 30 },
    [WEB_RATE_SEARCH] = { "search", 500, 20 }, [WEB_RATE_SIGN_IN] = { "sign-in", 6000, 10 },
    [WEB_RATE_FILES] = { "files", 10000, 3 },  [WEB_RATE_ANSWER] = { "answer", 2000, 60 },
    [WEB_RATE_GUARD] = { "guard", 4, 1000 },
};

enum { PARTS = 16, WAYS = 8 };

typedef struct bucket {
    uint64_t key;
    int64_t full_at_ms; /* when it will be full again: what it holds follows from this and the time */
} bucket;

struct web_rates {
    uint8_t secret[crypto_shorthash_KEYBYTES]; /* so that nobody can choose whose bucket theirs pushes out */
    size_t sets;                               /* in each part; a key may stand in any of the WAYS places of its set */
    struct {
        pthread_mutex_t lock;
        bucket *buckets;
    } parts[PARTS];
};

const char *web_rate_name(web_rate rate)
{
    return classes[rate].name;
}

web_rates *web_rates_new(size_t n_buckets)
{
    web_rates *const rates = memory_grow(NULL, 1, sizeof *rates);
    randombytes_buf(rates->secret, sizeof rates->secret);
    rates->sets = n_buckets / PARTS / WAYS + 1;
    for (size_t i = 0; i < PARTS; i++) {
        pthread_mutex_init(&rates->parts[i].lock, NULL);
        rates->parts[i].buckets = memory_grow(NULL, rates->sets * WAYS, sizeof(bucket));
        memset(rates->parts[i].buckets, 0, rates->sets * WAYS * sizeof(bucket));
    }
    return rates;
}

void web_rates_free(web_rates *rates)
{
    if (rates == NULL)
        return;
    for (size_t i = 0; i < PARTS; i++) {
        pthread_mutex_destroy(&rates->parts[i].lock);
        free(rates->parts[i].buckets);
    }
    free(rates);
}

/* The bucket of this key in its set, or the one that is full for longest: to forget a full bucket changes nothing. */
static bucket *find_bucket(bucket *set, uint64_t key)
{
    bucket *oldest = set;
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].key == key)
            return &set[i];
        if (set[i].full_at_ms < oldest->full_at_ms)
            oldest = &set[i];
    }
    *oldest = (bucket){ .key = key };
    return oldest;
}

static uint64_t key_of(const web_rates *rates, web_rate rate, text who)
{
    uint64_t key;
    uint8_t hash[crypto_shorthash_BYTES];
    static_assert(sizeof key == sizeof hash, "a key is the hash");
    crypto_shorthash(hash, (const uint8_t *)who.at, who.len, rates->secret);
    memcpy(&key, hash, sizeof key);
    key += (uint64_t)rate * UINT64_C(0x9E3779B97F4A7C15);
    return key != 0 ? key : 1;
}

bool web_rates_take(web_rates *rates, web_rate rate, text who, int64_t monotonic_ms, unsigned *retry_after_s)
{
    const int64_t token_ms = classes[rate].token_ms;
    const uint64_t key = key_of(rates, rate, who);
    const size_t part = key % PARTS, set = key / PARTS % rates->sets;
    pthread_mutex_lock(&rates->parts[part].lock);
    bucket *const b = find_bucket(rates->parts[part].buckets + set * WAYS, key);
    const int64_t from_ms = b->full_at_ms > monotonic_ms ? b->full_at_ms : monotonic_ms;
    const int64_t over_ms = from_ms + token_ms - (monotonic_ms + token_ms * classes[rate].burst);
    if (over_ms <= 0)
        b->full_at_ms = from_ms + token_ms;
    pthread_mutex_unlock(&rates->parts[part].lock);
    *retry_after_s = over_ms > 0 ? (unsigned)((over_ms + 999) / 1000) : 0;
    return over_ms <= 0;
}
