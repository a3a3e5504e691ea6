/* Two clocks of the machine, and a file that stands in for one of them. */
#include "base/clock.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "base/number.h"
#include "base/text.h"

/* Two clocks: `now` can be set, `steady` cannot. */
typedef struct moment {
    int64_t now_ms, steady_ms;
} moment;

static const char *followed;
static _Atomic int64_t last_now_ms, last_steady_ms; /* of the file */
static _Atomic int64_t ahead_ms;                    /* of `now` before `steady`, when it was vouched for */
static atomic_bool is_vouched_for;

static int64_t read_clock(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* "1767225600000", or "1767225600000 5000". */
static bool read_file(const char *path, moment *out)
{
    char words[64];
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    const ssize_t n = read(fd, words, sizeof words);
    close(fd);
    text steady = n > 0 ? text_trim((text){ words, (size_t)n }) : TEXT("");
    if (!number_parse_integer(text_take_until(&steady, ' '), &out->now_ms))
        return false;
    out->steady_ms = out->now_ms;
    return steady.len == 0 || number_parse_integer(text_trim(steady), &out->steady_ms);
}

static moment read_followed(void)
{
    moment now;
    if (!read_file(followed, &now))
        return (moment){ atomic_load(&last_now_ms), atomic_load(&last_steady_ms) };
    atomic_store(&last_now_ms, now.now_ms);
    atomic_store(&last_steady_ms, now.steady_ms);
    return now;
}

static moment read_both(void)
{
    return followed != NULL ? read_followed() : (moment){ read_clock(CLOCK_REALTIME), read_clock(CLOCK_BOOTTIME) };
}

int64_t clock_now_ms(void)
{
    return followed != NULL ? read_followed().now_ms : read_clock(CLOCK_REALTIME);
}

int64_t clock_monotonic_ms(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

void clock_vouch(void)
{
    const moment now = read_both();
    atomic_store(&ahead_ms, now.now_ms - now.steady_ms);
    atomic_store(&is_vouched_for, true);
}

int64_t clock_jump_ms(void)
{
    const moment now = read_both();
    return atomic_load(&is_vouched_for) ? now.now_ms - now.steady_ms - atomic_load(&ahead_ms) : 0;
}

int64_t clock_undo_jump_ms(int64_t now_ms)
{
    const int64_t jump_ms = clock_jump_ms();
    return jump_ms > CLOCK_JUMP_MS ? now_ms - jump_ms : now_ms;
}

bool clock_follow_file(const char *path, upw_error *error)
{
    moment now;
    if (!read_file(path, &now))
        return upw_fail(error, UPW_BAD_INPUT,
                        "%s does not hold the time as a whole number of milliseconds since 1970, for example "
                        "1767225600000",
                        path);
    atomic_store(&last_now_ms, now.now_ms);
    atomic_store(&last_steady_ms, now.steady_ms);
    followed = path;
    return true;
}
