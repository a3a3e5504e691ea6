/* A bump allocator in blocks that double. Under AddressSanitizer what is not lent out is poisoned, so a stray write
 * inside a block is still caught. */
#include "upward/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1 /* clang's way of saying what gcc says by this macro */
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#endif

enum { ALIGNMENT = alignof(max_align_t), FIRST_BLOCK = 16 * 1024, LARGEST_STEP = 8 * 1024 * 1024 };

typedef struct upw_arena_block {
    struct upw_arena_block *older;
    size_t size; /* usable bytes after this header */
    alignas(max_align_t) char bytes[];
} block;

static void *take_from_malloc(void *context, size_t size)
{
    (void)context;
    return malloc(size);
}

static void give_back_to_free(void *context, void *memory)
{
    (void)context;
    free(memory);
}

void upw_arena_init(upw_arena *arena, const upw_arena_source *source)
{
    static const upw_arena_source heap = { take_from_malloc, give_back_to_free, NULL };
    *arena = (upw_arena){ .source = source != NULL ? *source : heap };
}

static bool add_block(upw_arena *arena, size_t at_least)
{
    size_t size = arena->source.first_block > 0 ? arena->source.first_block : FIRST_BLOCK;
    if (arena->newest != NULL)
        size = arena->newest->size < LARGEST_STEP / 2 ? 2 * arena->newest->size : LARGEST_STEP;
    if (size < at_least)
        size = at_least;
    if (size > SIZE_MAX - sizeof(block))
        return false;
    block *fresh = arena->source.take(arena->source.context, sizeof(block) + size);
    if (fresh == NULL)
        return false;
    fresh->older = arena->newest;
    fresh->size = size;
    ASAN_POISON_MEMORY_REGION(fresh->bytes, size);
    arena->newest = fresh;
    arena->at = fresh->bytes;
    arena->end = fresh->bytes + size;
    return true;
}

void *upw_arena_take(upw_arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > (SIZE_MAX - ALIGNMENT) / size)
        return NULL;
    /* A request for nothing takes one unit, so that every pointer is valid and its own. */
    const size_t wanted = count * size == 0 ? 1 : count * size;
    const size_t rounded = (wanted + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (arena->newest == NULL || rounded > (size_t)(arena->end - arena->at))
        if (!add_block(arena, rounded))
            return NULL;
    void *piece = arena->at;
    arena->at += rounded;
    ASAN_UNPOISON_MEMORY_REGION(piece, wanted);
    return piece;
}

upw_arena_mark upw_arena_get_mark(const upw_arena *arena)
{
    return (upw_arena_mark){ arena->newest, arena->at };
}

void upw_arena_rewind(upw_arena *arena, upw_arena_mark mark)
{
    while (arena->newest != mark.block) {
        block *const gone = arena->newest;
        arena->newest = gone->older;
        ASAN_UNPOISON_MEMORY_REGION(gone->bytes, gone->size);
        arena->source.give_back(arena->source.context, gone);
    }
    arena->at = mark.at;
    arena->end = mark.block != NULL ? mark.block->bytes + mark.block->size : NULL;
    if (mark.block != NULL)
        ASAN_POISON_MEMORY_REGION(arena->at, (size_t)(arena->end - arena->at));
}

void upw_arena_clear(upw_arena *arena)
{
    upw_arena_rewind(arena, (upw_arena_mark){ NULL, NULL });
}
