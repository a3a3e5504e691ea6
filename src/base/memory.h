/* base/memory.h: the program's arenas. When memory runs out the program says so and stops with status 3; nothing that
 * calls these need look at NULL. (The engine, which lives in other people's processes, reports UPW_NO_MEMORY.) */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/text.h"
#include "upward/arena.h"

/* An arena whose blocks come from malloc or end the program. Close with upw_arena_clear. */
void memory_init_arena(upw_arena *arena);
void memory_init_arena_of(upw_arena *arena, size_t first_block); /* for something whose size is known */

/* `count` zeroed items of `size` bytes out of the arena. */
void *memory_take(upw_arena *arena, size_t count, size_t size);
#define MEMORY_TAKE(arena, type, count) ((type *)memory_take((arena), (count), sizeof(type)))

/* A copy that outlives what the view looked at; terminated by a NUL that its length does not count. */
text memory_copy_text(upw_arena *arena, text view);

/* "The national board": the words, their first letter, if it is one of a to z, as a capital. */
text memory_capitalise(upw_arena *arena, text view);

/* What the buffer holds, as memory_copy_text; the buffer is cleared. */
text memory_keep(upw_arena *arena, buffer *b);

/* printf into the arena. */
text memory_format(upw_arena *arena, const char *format, ...) UPW_PRINTF(2, 3);

/* realloc or end the program; for arrays that grow outside an arena. Free with free(). */
void *memory_grow(void *block, size_t count, size_t size);

_Noreturn void memory_run_out(void);

#endif
