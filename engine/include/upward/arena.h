/* upward/arena.h: memory that is handed out piece by piece and given back as a whole.
 *
 * Who lends the arena owns the result. An arena asks for blocks through two functions of its owner's (malloc and free
 * when none are given; palloc and pfree inside PostgreSQL), so a library function that takes an arena leaks nothing
 * wherever it runs. Not thread-safe: one arena, one thread. */
#ifndef UPWARD_ARENA_H
#define UPWARD_ARENA_H

#include <stddef.h>

#include "upward/error.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct upw_arena_source {
    void *(*take)(void *context, size_t size); /* NULL when there is no memory */
    void (*give_back)(void *context, void *block);
    void *context;
    size_t first_block; /* bytes; 0: 16 KiB. Whoever keeps thousands of small arenas asks for what each needs */
} upw_arena_source;

struct upw_arena_block;

typedef struct upw_arena {
    upw_arena_source source;
    struct upw_arena_block *newest;
    char *at;  /* next free byte of the newest block */
    char *end; /* one past its last */
} upw_arena;

typedef struct upw_arena_mark {
    struct upw_arena_block *block;
    char *at;
} upw_arena_mark;

/* `source` NULL: malloc and free. The arena takes no memory before the first upw_arena_take. */
UPW_API void upw_arena_init(upw_arena *arena, const upw_arena_source *source);

/* `count` items of `size` bytes, aligned for any type, contents undefined. NULL when there is no memory or when
 * count * size does not fit; a request for nothing gets a valid pointer. */
UPW_API void *upw_arena_take(upw_arena *arena, size_t count, size_t size);

/* Give back all that was taken since the mark. */
UPW_API upw_arena_mark upw_arena_get_mark(const upw_arena *arena);
UPW_API void upw_arena_rewind(upw_arena *arena, upw_arena_mark mark);

/* Give back everything; the arena can be used again. */
UPW_API void upw_arena_clear(upw_arena *arena);

#ifdef __cplusplus
}
#endif
#endif
