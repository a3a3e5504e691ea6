/* What a series says, word for word: the tables of test_sentences.c and test_sentences_target.c, and the test of each
 * of their rows. */
#ifndef REPORT_TESTS_SAYING_H
#define REPORT_TESTS_SAYING_H

#include <stdlib.h>
#include <string.h>

#include "fixture.h"
#include "near.h"

enum { FIELDS = 6 };

typedef struct saying {
    size_t offset; /* of the text in series_words */
    const char *expected;
} saying;

typedef struct sentence_case {
    const char *name;
    const double *values;
    size_t n;
    void (*change)(fixture *f); /* what is special about it; NULL: nothing */
    saying sayings[FIELDS];     /* up to the first without words */
} sentence_case;

#define VALUES(...) (const double[]){ __VA_ARGS__ }, sizeof((const double[]){ __VA_ARGS__ }) / sizeof(double)
#define SAYS(field, words)                                                                                             \
    {                                                                                                                  \
        offsetof(series_words, field), words                                                                           \
    }

/* Lists are read as their items one after another. */
static inline text words_of(const series_words *w, size_t offset, upw_arena *arena)
{
    const text *items = NULL;
    size_t n = 0;
    if (offset == offsetof(series_words, steps)) {
        items = w->steps;
        n = w->n_steps;
    } else if (offset == offsetof(series_words, history)) {
        items = w->history;
        n = w->n_history;
    } else if (offset == offsetof(series_words, proposals)) {
        items = w->proposals;
        n = w->n_proposals;
    } else {
        return *(const text *)((const char *)w + offset);
    }
    text all = { "", 0 };
    for (size_t i = 0; i < n; i++)
        all = memory_format(arena, "%.*s%s%.*s", TEXT_ARGS(all), i > 0 ? " " : "", TEXT_ARGS(items[i]));
    return all;
}

static inline void the_series_says(void **state)
{
    const sentence_case *const c = *state;
    upw_arena arena;
    memory_init_arena(&arena);
    static fixture f;
    fixture_make(&f, c->values, c->n);
    if (c->change != NULL)
        c->change(&f);
    report_series s;
    upw_error error = { 0 };
    assert_true(series_analyse(&f.table, 0, &f.options, &arena, &s, &error));
    bool is_well = true;
    for (size_t i = 0; i < FIELDS && c->sayings[i].expected != NULL; i++) {
        const text said = words_of(&s.words, c->sayings[i].offset, &arena);
        if (text_equal(said, text_of(c->sayings[i].expected)))
            continue;
        is_well = false;
        fprintf(stderr, "# %s\n#   says    \"%.*s\"\n#   and not \"%s\"\n", c->name, TEXT_ARGS(said),
                c->sayings[i].expected);
    }
    upw_arena_clear(&arena);
    assert_true(is_well);
}

/* Each case is a test of its name. */
static inline int saying_run(const char *group, const sentence_case *cases, size_t n)
{
    struct CMUnitTest *const tests = calloc(n, sizeof *tests);
    if (tests == NULL)
        return 1;
    for (size_t i = 0; i < n; i++)
        tests[i] = (struct CMUnitTest){ .name = cases[i].name,
                                        .test_func = the_series_says,
                                        .initial_state = (void *)&cases[i] };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const int status = _cmocka_run_group_tests(group, tests, n, NULL, NULL);
    free(tests);
    return status;
}

#endif
