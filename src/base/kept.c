/* Things by their hashes: a table, and a chain from the one that was asked for last to the one that makes room. */
#include "base/kept.h"

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct kept_entry {
    kept_key key;
    kept_entry *next;          /* with the same place in the table */
    kept_entry *newer, *older; /* in the chain */
    const void *thing;
    upw_arena arena;
    size_t bytes;
    unsigned readers; /* looking at it at the moment, without the lock */
    bool is_dropped;  /* the last reader gives it back */
};

enum { PLACES = 8192 };

struct kept_things {
    pthread_mutex_t lock;
    kept_entry *places[PLACES];
    kept_entry *newest, *oldest;
    size_t bytes_max;
    kept_counts counts;
};

kept_things *kept_new(size_t bytes_max)
{
    kept_things *const k = memory_grow(NULL, 1, sizeof *k);
    *k = (kept_things){ .bytes_max = bytes_max };
    pthread_mutex_init(&k->lock, NULL);
    return k;
}

static void give_back(kept_entry *e)
{
    upw_arena_clear(&e->arena);
    free(e);
}

void kept_free(kept_things *k)
{
    if (k == NULL)
        return;
    for (kept_entry *e = k->newest; e != NULL;) {
        kept_entry *const older = e->older;
        give_back(e);
        e = older;
    }
    pthread_mutex_destroy(&k->lock);
    free(k);
}

kept_counts kept_count(kept_things *k)
{
    pthread_mutex_lock(&k->lock);
    const kept_counts counts = k->counts;
    pthread_mutex_unlock(&k->lock);
    return counts;
}

/* ---- with the lock ---- */

static kept_entry **place_of(kept_things *k, const kept_key *key)
{
    uint32_t hash; /* the key is a hash: any part of it will do */
    memcpy(&hash, key->bytes, sizeof hash);
    kept_entry **at = &k->places[hash % PLACES];
    while (*at != NULL && memcmp(&(*at)->key, key, sizeof *key) != 0)
        at = &(*at)->next;
    return at;
}

static void unchain(kept_things *k, kept_entry *e)
{
    *(e->newer != NULL ? &e->newer->older : &k->newest) = e->older;
    *(e->older != NULL ? &e->older->newer : &k->oldest) = e->newer;
}

static void chain(kept_things *k, kept_entry *e)
{
    e->newer = NULL;
    e->older = k->newest;
    *(e->older != NULL ? &e->older->newer : &k->oldest) = e;
    k->newest = e;
}

static void drop_oldest(kept_things *k)
{
    kept_entry *const e = k->oldest;
    kept_entry **const at = place_of(k, &e->key);
    assert(*at == e && e->older == NULL);
    unchain(k, e);
    *at = e->next;
    k->counts.bytes -= e->bytes;
    k->counts.n_kept--;
    e->is_dropped = true;
    if (e->readers == 0)
        give_back(e);
}

/* ---- */

void kept_let_go(kept_things *k, kept_entry *held)
{
    pthread_mutex_lock(&k->lock);
    const bool is_last = --held->readers == 0 && held->is_dropped;
    pthread_mutex_unlock(&k->lock);
    if (is_last)
        give_back(held);
}

const void *kept_find(kept_things *k, const kept_key *key, kept_entry **held)
{
    pthread_mutex_lock(&k->lock);
    kept_entry *const e = *place_of(k, key);
    if (e != NULL) {
        unchain(k, e);
        chain(k, e);
        e->readers++;
        k->counts.n_found++;
    } else {
        k->counts.n_made++;
    }
    pthread_mutex_unlock(&k->lock);
    *held = e;
    return e != NULL ? e->thing : NULL;
}

void kept_keep(kept_things *k, const kept_key *key, const void *thing, size_t bytes, kept_copy *copy)
{
    const size_t whole = bytes + sizeof(kept_entry);
    if (whole > k->bytes_max / 8)
        return;
    kept_entry *const e = memory_grow(NULL, 1, sizeof *e);
    *e = (kept_entry){ .key = *key, .bytes = whole };
    memory_init_arena_of(&e->arena, bytes);
    e->thing = copy(thing, &e->arena);
    pthread_mutex_lock(&k->lock);
    kept_entry **const at = place_of(k, key);
    const bool is_new = *at == NULL; /* two may have made it at the same time */
    if (is_new) {
        *at = e;
        chain(k, e);
        k->counts.bytes += whole;
        k->counts.n_kept++;
        while (k->counts.bytes > k->bytes_max && k->oldest != NULL)
            drop_oldest(k);
    }
    pthread_mutex_unlock(&k->lock);
    if (!is_new)
        give_back(e);
}
