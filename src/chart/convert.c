/* SVG to PNG or PDF by rsvg-convert: a helper process with a file in memory as its input, a pipe as its output and a
 * deadline. No shell, no names of files. */
#include "chart/chart.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/number.h"

extern char **environ;

enum { DEADLINE_MS = 30000, CHUNK = 65536 };

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int chart_open_memory(text bytes)
{
    const int file = memfd_create("chart", MFD_CLOEXEC);
    while (file >= 0 && bytes.len > 0) {
        const ssize_t written = write(file, bytes.at, bytes.len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            close(file);
            return -1;
        }
        bytes = (text){ bytes.at + written, bytes.len - (size_t)written };
    }
    if (file >= 0)
        lseek(file, 0, SEEK_SET);
    return file;
}

/* All that the helper writes, until it closes its end or the deadline passes. */
static bool read_all(int pipe_end, buffer *out, upw_error *error)
{
    const int64_t deadline = now_ms() + DEADLINE_MS;
    for (;;) {
        struct pollfd wait = { .fd = pipe_end, .events = POLLIN };
        const int64_t left = deadline - now_ms();
        const int ready = left > 0 ? poll(&wait, 1, (int)left) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return upw_fail(error, UPW_IO_FAILED, "rsvg-convert took longer than %d seconds", DEADLINE_MS / 1000);
        char *const room = buffer_reserve(out, CHUNK);
        if (room == NULL)
            return upw_fail(error, UPW_IO_FAILED, "the picture is larger than %zu bytes", out->maximum);
        const ssize_t n = read(pipe_end, room, CHUNK);
        if (n == 0)
            return true;
        if (n > 0)
            out->len += (size_t)n;
        else if (errno != EINTR)
            return upw_fail(error, UPW_IO_FAILED, "reading from rsvg-convert: %s", strerror(errno));
    }
}

/* The first line of what the helper said on standard error. */
static void read_complaint(int file, char *line, size_t size)
{
    const ssize_t n = pread(file, line, size - 1, 0);
    line[n > 0 ? n : 0] = '\0';
    line[strcspn(line, "\r\n")] = '\0';
}

static bool start(const char *format, double zoom, int in, int out, int complaints, pid_t *child, upw_error *error)
{
    char room[32];
    buffer zoom_words = { .at = room, .capacity = sizeof room, .maximum = sizeof room };
    number_add_rounded(&zoom_words, zoom, 3, false);
    buffer_add_char(&zoom_words, '\0');
    char *const arguments[] = {
        (char[]){ "rsvg-convert" }, (char[]){ "--format" }, (char[]){ "png" }, (char[]){ "--zoom" }, room, NULL
    };
    memcpy(arguments[2], format, 3);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, complaints, STDERR_FILENO);
    const int failed = posix_spawnp(child, "rsvg-convert", &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed == ENOENT)
        return upw_fail(error, UPW_NOT_FOUND, "rsvg-convert is not installed (Debian: apt-get install librsvg2-bin)");
    return failed == 0 || upw_fail(error, UPW_IO_FAILED, "starting rsvg-convert: %s", strerror(failed));
}

/* Wait for the end of the helper; it is stopped first when nobody wants its output any more. */
static bool finish(pid_t child, bool is_wanted, int complaints, upw_error *error)
{
    int status = 0;
    if (!is_wanted)
        kill(child, SIGKILL);
    while (waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (!is_wanted)
        return false;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    char complaint[160];
    read_complaint(complaints, complaint, sizeof complaint);
    return upw_fail(error, UPW_IO_FAILED, "rsvg-convert failed: %s",
                    complaint[0] != '\0' ? complaint : "no reason given");
}

/* The two other files of the helper are there. */
static bool convert(int svg, const char *format, double zoom, int complaints, int ends[2], buffer *out,
                    upw_error *error)
{
    pid_t child;
    const size_t before = out->len;
    if (!start(format, zoom, svg, ends[1], complaints, &child, error))
        return false;
    close(ends[1]);
    ends[1] = -1;
    const bool is_read = read_all(ends[0], out, error);
    return finish(child, is_read, complaints, error) &&
           (out->len > before || upw_fail(error, UPW_IO_FAILED, "rsvg-convert gave no picture"));
}

bool chart_convert_file(int svg, const char *format, double zoom, buffer *out, upw_error *error)
{
    if (strcmp(format, "png") != 0 && strcmp(format, "pdf") != 0)
        return upw_fail(error, UPW_BAD_USAGE, "a chart is converted to png or pdf, not to %.20s", format);
    if (!(zoom >= 0.1 && zoom <= 20))
        return upw_fail(error, UPW_BAD_USAGE, "zoom must be between 0.1 and 20");
    int ends[2] = { -1, -1 };
    const size_t before = out->len;
    const int complaints = chart_open_memory((text){ "", 0 });
    const bool is_done = svg >= 0 && complaints >= 0 && pipe2(ends, O_CLOEXEC) == 0
                             ? convert(svg, format, zoom, complaints, ends, out, error)
                             : upw_fail(error, UPW_IO_FAILED, "preparing rsvg-convert: %s", strerror(errno));
    if (!is_done)
        out->len = before;
    const int files[] = { complaints, ends[0], ends[1] };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        if (files[i] >= 0)
            close(files[i]);
    return is_done;
}

bool chart_convert(text svg, const char *format, double zoom, buffer *out, upw_error *error)
{
    const int file = chart_open_memory(svg);
    const bool is_done = chart_convert_file(file, format, zoom, out, error);
    if (file >= 0)
        close(file);
    return is_done;
}
