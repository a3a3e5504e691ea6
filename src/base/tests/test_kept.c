/* What is kept: found again, within its bounds, by many at once. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/kept.h"
#include "base/memory.h"
#include "near.h"

static kept_key key_of(uint32_t number)
{
    kept_key key = { { 0 } };
    memcpy(key.bytes, &number, sizeof number);
    return key;
}

static const void *copy_text(const void *thing, upw_arena *arena)
{
    text *const copied = MEMORY_TAKE(arena, text, 1);
    *copied = memory_copy_text(arena, *(const text *)thing);
    return copied;
}

static void keep(kept_things *k, uint32_t number, text words)
{
    const kept_key key = key_of(number);
    kept_keep(k, &key, &words, words.len + 1 + sizeof words, copy_text);
}

static const text *find(kept_things *k, uint32_t number, kept_entry **held)
{
    const kept_key key = key_of(number);
    return kept_find(k, &key, held);
}

static char long_words[10000];

static void it_stays_within_its_bounds(void **state)
{
    (void)state;
    enum { BYTES = 1 << 20, N = 1000 };
    kept_things *const k = kept_new(BYTES);
    kept_entry *held;
    for (uint32_t i = 0; i < N; i++) {
        keep(k, i, (text){ long_words, sizeof long_words });
        assert_int_equal(find(k, i, &held)->len, sizeof long_words);
        kept_let_go(k, held);
        assert_true(kept_count(k).bytes <= BYTES);
    }
    assert_null(find(k, 0, &held)); /* it has made room */
    assert_true(kept_count(k).n_kept > 10);
    kept_free(k);
}

static void what_is_too_large_is_not_kept(void **state)
{
    (void)state;
    kept_things *const k = kept_new(sizeof long_words);
    kept_entry *held;
    keep(k, 1, (text){ long_words, sizeof long_words / 4 });
    keep(k, 2, TEXT("small"));
    assert_null(find(k, 1, &held));
    assert_non_null(find(k, 2, &held));
    kept_let_go(k, held);
    kept_free(k);
}

static void what_somebody_looks_at_stays_though_it_makes_room(void **state)
{
    (void)state;
    kept_things *const k = kept_new(20000);
    kept_entry *held, *none;
    keep(k, 0, TEXT("the first"));
    const text *const first = find(k, 0, &held);
    for (uint32_t i = 1; i < 100; i++)
        keep(k, i, (text){ long_words, 1000 });
    assert_null(find(k, 0, &none));
    assert_true(text_equal(*first, TEXT("the first")));
    kept_let_go(k, held);
    kept_free(k);
}

typedef struct crowd {
    kept_things *k;
    uint32_t seed;
} crowd;

static void *ask_often(void *context)
{
    const crowd *const c = context;
    uint32_t random = c->seed;
    for (int i = 0; i < 3000; i++) {
        random = random * 1664525u + 1013904223u;
        const uint32_t which = (random >> 16) % 100;
        kept_entry *held;
        const text *const words = find(c->k, which, &held);
        if (words == NULL) {
            keep(c->k, which, (text){ long_words, (size_t)10 * which });
            continue;
        }
        const bool is_it = words->len == (size_t)10 * which;
        kept_let_go(c->k, held);
        if (!is_it)
            return (void *)"another's";
    }
    return NULL;
}

static void many_threads_share_it(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    kept_things *const k = kept_new(30000); /* not enough for all, so that some make room */
    pthread_t threads[THREADS];
    crowd crowds[THREADS];
    for (uint32_t i = 0; i < THREADS; i++) {
        crowds[i] = (crowd){ k, i + 1 };
        assert_int_equal(pthread_create(&threads[i], NULL, ask_often, &crowds[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        void *wrong;
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
    assert_true(kept_count(k).n_found > 100);
    kept_free(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_stays_within_its_bounds),
        cmocka_unit_test(what_is_too_large_is_not_kept),
        cmocka_unit_test(what_somebody_looks_at_stays_though_it_makes_room),
        cmocka_unit_test(many_threads_share_it),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
