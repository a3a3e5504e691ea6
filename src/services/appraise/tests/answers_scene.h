/* A file of answers, and people who send some. */
#ifndef APPRAISE_TESTS_ANSWERS_SCENE_H
#define APPRAISE_TESTS_ANSWERS_SCENE_H

#include "services/appraise/answers.h"

#include <setjmp.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "store/tests/places.h"

static const char round_2026[] = "2026";

typedef struct scene {
    place p;
    char path[320];
    answers *a;
    answers_keys keys;
    upw_arena arena;
} scene;

static inline void open_file(scene *c)
{
    upw_error error = { 0 };
    c->a = answers_open(c->path, &error);
    if (c->a == NULL)
        fail_msg("%s", error.message);
}

static inline void begin(scene *c)
{
    *c = (scene){ .p = place_new(false) };
    snprintf(c->path, sizeof c->path, "%s/answers.db", c->p.folder);
    memory_init_arena(&c->arena);
    answers_make_keys(&c->keys);
    open_file(c);
}

static inline void end(scene *c)
{
    answers_close(c->a);
    upw_arena_clear(&c->arena);
    place_clear(&c->p);
}

static inline answers_ticket ticket_of(int i)
{
    char token[30];
    answers_ticket ticket;
    snprintf(token, sizeof token, "0000000000000000000000%04d", i);
    answers_make_ticket(text_of(token), &ticket);
    return ticket;
}

static inline bool send_number(scene *c, int i, upw_error *error)
{
    char ratings[60], comment[60];
    const answers_ticket ticket = ticket_of(i);
    snprintf(ratings, sizeof ratings, "ratings of number %d", i);
    snprintf(comment, sizeof comment, "words of number %d", i);
    const text comments[] = { text_of(comment) };
    const answers_sending sending = { .ticket = &ticket,
                                      .round = text_of(round_2026),
                                      .public_key = c->keys.public_key,
                                      .ratings = text_of(ratings),
                                      .comments = comments,
                                      .n_comments = 1 };
    return answers_send(c->a, &sending, error);
}

static inline text read_file(const char *path, upw_arena *arena)
{
    struct stat facts;
    if (stat(path, &facts) != 0)
        return TEXT("");
    char *const bytes = MEMORY_TAKE(arena, char, (size_t)facts.st_size + 1);
    FILE *const file = fopen(path, "rb");
    assert_non_null(file);
    const size_t n = fread(bytes, 1, (size_t)facts.st_size, file);
    fclose(file);
    return (text){ bytes, n };
}

#endif
