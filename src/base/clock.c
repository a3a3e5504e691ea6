/* Two clocks of the machine, and a file that stands in for one of them. */
#include "base/clock.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "base/number.h"
#include "base/text.h"

static const char *followed;
static _Atomic int64_t last_followed_ms;

static int64_t read_clock(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool read_file(const char *path, int64_t *ms)
{
    char words[32];
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    const ssize_t n = read(fd, words, sizeof words);
    close(fd);
    return n > 0 && number_parse_integer(text_trim((text){ words, (size_t)n }), ms);
}

int64_t clock_now_ms(void)
{
    if (followed == NULL)
        return read_clock(CLOCK_REALTIME);
    int64_t ms;
    if (read_file(followed, &ms))
        atomic_store(&last_followed_ms, ms);
    return atomic_load(&last_followed_ms);
}

int64_t clock_monotonic_ms(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

bool clock_follow_file(const char *path, upw_error *error)
{
    int64_t ms;
    if (!read_file(path, &ms))
        return upw_fail(error, UPW_BAD_INPUT,
                        "%s does not hold the time as a whole number of milliseconds since 1970, for example "
                        "1767225600000",
                        path);
    atomic_store(&last_followed_ms, ms);
    followed = path;
    return true;
}
