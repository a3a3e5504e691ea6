/* Where "no memory" is decided for the whole program. */
#include "base/memory.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/output.h"

/* Threads may run out at the same time: the first says so and ends the program, the others wait for that. */
_Noreturn void memory_run_out(void)
{
    static atomic_flag is_said = ATOMIC_FLAG_INIT;
    while (atomic_flag_test_and_set(&is_said))
        pause();
    output_abandon_all();
    static const char sentence[] = "upward: there is not enough memory for this; nothing was written\n";
    const ssize_t ignored = write(STDERR_FILENO, sentence, sizeof sentence - 1);
    (void)ignored;
    _exit(upw_error_exit_status(UPW_NO_MEMORY));
}

static void *take_or_end(void *context, size_t size)
{
    (void)context;
    void *block = malloc(size);
    if (block == NULL)
        memory_run_out();
    return block;
}

static void give_back(void *context, void *block)
{
    (void)context;
    free(block);
}

void memory_init_arena(upw_arena *arena)
{
    memory_init_arena_of(arena, 0);
}

void memory_init_arena_of(upw_arena *arena, size_t first_block)
{
    const upw_arena_source source = { take_or_end, give_back, NULL, first_block };
    upw_arena_init(arena, &source);
}

void *memory_take(upw_arena *arena, size_t count, size_t size)
{
    void *piece = upw_arena_take(arena, count, size);
    if (piece == NULL)
        memory_run_out();
    return memset(piece, 0, count * size);
}

text memory_copy_text(upw_arena *arena, text view)
{
    char *copy = memory_take(arena, view.len + 1, 1);
    if (view.len > 0)
        memcpy(copy, view.at, view.len);
    return (text){ copy, view.len };
}

text memory_capitalise(upw_arena *arena, text view)
{
    const bool is_small = view.len > 0 && view.at[0] >= 'a' && view.at[0] <= 'z';
    return is_small ? memory_format(arena, "%c%.*s", view.at[0] - 'a' + 'A', (int)view.len - 1, view.at + 1) : view;
}

text memory_keep(upw_arena *arena, buffer *b)
{
    const text kept = memory_copy_text(arena, buffer_text(b));
    buffer_clear(b);
    return kept;
}

text memory_format(upw_arena *arena, const char *format, ...)
{
    assert(format != NULL); /* what gcc cannot see under UBSan */
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    const size_t len = length > 0 ? (size_t)length : 0;
    char *piece = memory_take(arena, len + 1, 1);
    vsnprintf(piece, len + 1, format, again);
    va_end(again);
    return (text){ piece, len };
}

void *memory_grow(void *block, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        memory_run_out();
    void *grown = realloc(block, count * size == 0 ? 1 : count * size);
    if (grown == NULL)
        memory_run_out();
    return grown;
}
