/* A file of options, by the command's own table. */
#include "cli/config.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/nearest.h"

enum { CONFIG_MAX = 64 * 1024 };

static bool read_whole(const char *path, upw_arena *arena, text *out, upw_error *error)
{
    struct stat facts;
    *out = TEXT("");
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return upw_fail(error, UPW_IO_FAILED, "%s cannot be opened: %s", path, strerror(errno));
    bool is_done = fstat(file, &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_size <= CONFIG_MAX;
    if (!is_done)
        upw_fail(error, UPW_BAD_USAGE, "%s is no file of options: a text of at most 64 kB", path);
    else if ((facts.st_mode & 077) != 0)
        is_done = upw_fail(error, UPW_BAD_USAGE,
                           "%s can be read by others, and may hold a password; do \"chmod 600 %s\"", path, path);
    if (is_done) {
        char *const at = memory_take(arena, CONFIG_MAX + 1, 1);
        const ssize_t len = read(file, at, CONFIG_MAX);
        is_done = len >= 0 || upw_fail(error, UPW_IO_FAILED, "%s cannot be read: %s", path, strerror(errno));
        *out = (text){ at, len > 0 ? (size_t)len : 0 };
        if (is_done && memchr(at, '\0', out->len) != NULL)
            is_done = upw_fail(error, UPW_BAD_USAGE, "%s is no file of options: no text has a zero byte", path);
    }
    close(file);
    return is_done;
}

static bool set(const cli_option *option, text value, char *settings, upw_arena *arena, upw_error *error)
{
    if (option->argument == NULL) {
        *(bool *)(void *)(settings + option->offset) = true;
        return value.len == 0 || upw_fail(error, UPW_BAD_INPUT, "\"%s\" stands alone, without a value", option->name);
    }
    if (value.len == 0)
        return upw_fail(error, UPW_BAD_INPUT, "\"%s\" needs a value: %s", option->name, option->argument);
    const char **const at = (const char **)(void *)(settings + option->offset);
    if (*at == NULL)
        *at = memory_copy_text(arena, value).at;
    return true;
}

static bool read_line(text line, const cli_option *options, size_t n, void *settings, upw_arena *arena,
                      upw_error *error)
{
    text value = line;
    const text name = text_trim(text_take_until(&value, '='));
    nearest near = { .wanted = name };
    for (size_t i = 0; i < n; i++) {
        if (text_equal(text_of(options[i].name), name))
            return set(&options[i], text_trim(value), settings, arena, error);
        nearest_offer(&near, text_of(options[i].name));
    }
    if (nearest_is_likely(&near))
        return upw_fail(error, UPW_BAD_INPUT, "there is no option \"%.*s\"; did you mean \"%.*s\"?", TEXT_ARGS(name),
                        TEXT_ARGS(near.names[0]));
    return upw_fail(error, UPW_BAD_INPUT, "there is no option \"%.*s\"; \"upward serve --help\" lists them",
                    TEXT_ARGS(name));
}

bool config_read(const char *path, const cli_option *options, size_t n, void *settings, upw_arena *arena,
                 upw_error *error)
{
    text rest;
    if (!read_whole(path, arena, &rest, error))
        return false;
    for (int64_t row = 1; rest.len > 0; row++) {
        const text line = text_trim(text_take_until(&rest, '\n'));
        if (line.len == 0 || line.at[0] == '#')
            continue;
        if (!read_line(line, options, n, settings, arena, error)) {
            if (error != NULL) {
                error->row = row;
                text_make_showable(error->message);
            }
            return upw_wrap(error, "%s, row %" PRId64, path, row);
        }
    }
    return true;
}
