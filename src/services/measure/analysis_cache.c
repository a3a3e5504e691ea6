/* Readings by their hashes: a table, and a chain from the one that was asked for last to the one that makes room. */
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "services/measure/analysis_cache.h"

typedef struct entry {
    analysis_key key;
    struct entry *next;          /* with the same place in the table */
    struct entry *newer, *older; /* in the chain */
    report_reading reading;
    upw_arena arena;
    size_t bytes;
    unsigned readers; /* copying at the moment, without the lock */
    bool is_dropped;  /* the last reader gives it back */
} entry;

enum { PLACES = 8192 };

struct analysis_cache {
    pthread_mutex_t lock;
    entry *places[PLACES];
    entry *newest, *oldest;
    size_t bytes_max;
    analysis_counts counts;
};

analysis_cache *analysis_cache_new(size_t bytes_max)
{
    analysis_cache *const cache = memory_grow(NULL, 1, sizeof *cache);
    *cache = (analysis_cache){ .bytes_max = bytes_max };
    pthread_mutex_init(&cache->lock, NULL);
    return cache;
}

static void give_back(entry *e)
{
    upw_arena_clear(&e->arena);
    free(e);
}

void analysis_cache_free(analysis_cache *cache)
{
    if (cache == NULL)
        return;
    for (entry *e = cache->newest; e != NULL;) {
        entry *const older = e->older;
        give_back(e);
        e = older;
    }
    pthread_mutex_destroy(&cache->lock);
    free(cache);
}

analysis_counts analysis_cache_count(analysis_cache *cache)
{
    pthread_mutex_lock(&cache->lock);
    const analysis_counts counts = cache->counts;
    pthread_mutex_unlock(&cache->lock);
    return counts;
}

/* ---- with the lock ---- */

static entry **place_of(analysis_cache *cache, const analysis_key *key)
{
    uint32_t hash; /* the key is a hash: any part of it will do */
    memcpy(&hash, key->bytes, sizeof hash);
    entry **at = &cache->places[hash % PLACES];
    while (*at != NULL && memcmp(&(*at)->key, key, sizeof *key) != 0)
        at = &(*at)->next;
    return at;
}

static void unchain(analysis_cache *cache, entry *e)
{
    *(e->newer != NULL ? &e->newer->older : &cache->newest) = e->older;
    *(e->older != NULL ? &e->older->newer : &cache->oldest) = e->newer;
}

static void chain(analysis_cache *cache, entry *e)
{
    e->newer = NULL;
    e->older = cache->newest;
    *(e->older != NULL ? &e->older->newer : &cache->oldest) = e;
    cache->newest = e;
}

static void drop_oldest(analysis_cache *cache)
{
    entry *const e = cache->oldest;
    entry **const at = place_of(cache, &e->key);
    assert(*at == e && e->older == NULL);
    unchain(cache, e);
    *at = e->next;
    cache->counts.bytes -= e->bytes;
    cache->counts.n_kept--;
    e->is_dropped = true;
    if (e->readers == 0)
        give_back(e);
}

/* ---- */

static void leave(analysis_cache *cache, entry *e)
{
    pthread_mutex_lock(&cache->lock);
    const bool is_last = --e->readers == 0 && e->is_dropped;
    pthread_mutex_unlock(&cache->lock);
    if (is_last)
        give_back(e);
}

bool analysis_cache_find(analysis_cache *cache, const analysis_key *key, upw_arena *arena, report_reading *out)
{
    pthread_mutex_lock(&cache->lock);
    entry *const e = *place_of(cache, key);
    if (e != NULL) {
        unchain(cache, e);
        chain(cache, e);
        e->readers++;
        cache->counts.n_found++;
    } else {
        cache->counts.n_made++;
    }
    pthread_mutex_unlock(&cache->lock);
    if (e == NULL)
        return false;
    reading_copy(&e->reading, arena, out);
    leave(cache, e);
    return true;
}

void analysis_cache_keep(analysis_cache *cache, const analysis_key *key, const report_reading *reading)
{
    const size_t of_reading = reading_weigh(reading), bytes = of_reading + sizeof(entry);
    if (bytes > cache->bytes_max / 8)
        return;
    entry *const e = memory_grow(NULL, 1, sizeof *e);
    *e = (entry){ .key = *key, .bytes = bytes };
    memory_init_arena_of(&e->arena, of_reading);
    reading_copy(reading, &e->arena, &e->reading);
    pthread_mutex_lock(&cache->lock);
    entry **const at = place_of(cache, key);
    const bool is_new = *at == NULL; /* two may have made it at the same time */
    if (is_new) {
        *at = e;
        chain(cache, e);
        cache->counts.bytes += bytes;
        cache->counts.n_kept++;
        while (cache->counts.bytes > cache->bytes_max && cache->oldest != NULL)
            drop_oldest(cache);
    }
    pthread_mutex_unlock(&cache->lock);
    if (!is_new)
        give_back(e);
}
