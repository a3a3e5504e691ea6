/* Lines of JSON, each written with one call so that those of several threads do not mix. */
#include "base/log.h"

#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/civil.h"

enum { LINE_MAX_BYTES = 16 << 10 };

static _Atomic int lowest = LOG_LEVEL_INFO;
static _Thread_local const char *request;

static void add_time(json_writer *j, int64_t now_ms)
{
    char words[CIVIL_UTC_LEN + 5];
    civil_write_utc(now_ms, words);
    const int n = snprintf(words + CIVIL_UTC_LEN - 1, 6, ".%03dZ", (int)((now_ms % 1000 + 1000) % 1000));
    json_text(j, (text){ words, CIVIL_UTC_LEN - 1 + (size_t)n });
}

static void add_line(buffer *line, log_level level, const char *place, const char *message, const log_field *fields)
{
    static const char *const names[] = { "debug", "info", "warning", "error" };
    _Static_assert(sizeof names / sizeof *names == LOG_LEVEL_COUNT, "a name for each level");
    json_writer j;
    json_init(&j, line);
    json_begin_object(&j);
    json_key(&j, "time");
    add_time(&j, clock_now_ms());
    json_key(&j, "level");
    json_text(&j, text_of(names[level]));
    if (request != NULL) {
        json_key(&j, "request");
        json_text(&j, text_of(request));
    }
    json_key(&j, "place");
    json_text(&j, text_of(place));
    json_key(&j, "message");
    json_text(&j, text_of(message));
    for (; fields->name != NULL; fields++) {
        json_key(&j, fields->name);
        if (fields->is_text)
            json_text(&j, fields->words);
        else
            json_integer(&j, fields->integer);
    }
    json_end_object(&j);
    buffer_add_char(line, '\n');
}

void log_write_fields(log_level level, const char *place, const char *message, const log_field *fields)
{
    static const log_field none = { .name = NULL };
    if ((int)level < atomic_load(&lowest))
        return;
    buffer line;
    buffer_init(&line, LINE_MAX_BYTES);
    add_line(&line, level, place, message, fields);
    if (line.is_full) { /* without its fields, a line is whole again */
        buffer_empty(&line);
        add_line(&line, level, place, message, &none);
    }
    const text whole = buffer_text(&line);
    const ssize_t ignored = write(STDERR_FILENO, whole.at, whole.len);
    (void)ignored;
    buffer_clear(&line);
}

void log_set_level(log_level level)
{
    atomic_store(&lowest, (int)level);
}

void log_set_request(const char *id)
{
    request = id;
}
