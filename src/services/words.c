/* How is a day or a period written? */
#include "services/words.h"

#include "base/civil.h"
#include "base/memory.h"

static text write_period(period when, void (*add)(buffer *, period), upw_arena *arena)
{
    buffer b;
    buffer_init(&b, 100);
    add(&b, when);
    return memory_keep(arena, &b);
}

text words_of_period(period when, upw_arena *arena)
{
    return write_period(when, period_add_for_people, arena);
}

text words_of_period_short(period when, upw_arena *arena)
{
    return write_period(when, period_add_short, arena);
}

text words_of_code(period when, upw_arena *arena)
{
    return write_period(when, period_add, arena);
}

text words_of_date(int32_t day, upw_arena *arena)
{
    buffer b;
    buffer_init(&b, 100);
    civil_add_day_for_people(&b, day);
    return memory_keep(arena, &b);
}

text words_of_day(int64_t at_ms, upw_arena *arena)
{
    return words_of_date(civil_day_of(at_ms), arena);
}

text words_of_stored_day(text day, const char *otherwise, upw_arena *arena)
{
    int32_t number;
    return civil_read_day(day, &number) ? words_of_date(number, arena) : text_of(otherwise);
}
