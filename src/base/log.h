/* base/log.h: what happened, one JSON object a line on standard error:
 *
 *   {"time":"2026-11-30T02:28:52.001Z","level":"warning","request":"…","place":"store/postgres","message":"…","ms":12}
 *
 * Journald or a container keeps the lines. Never personal data, tokens, query strings or what somebody typed. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

typedef enum log_level {
    LOG_LEVEL_DEBUG,
    LOG_LEVEL_INFO,
    LOG_LEVEL_WARNING,
    LOG_LEVEL_ERROR,
    LOG_LEVEL_COUNT
} log_level;

typedef struct log_field {
    const char *name; /* NULL ends the list */
    bool is_text;
    int64_t integer;
    text words;
} log_field;

#define LOG_INTEGER(field, value)                                                                                      \
    {                                                                                                                  \
        .name = (field), .integer = (value)                                                                            \
    }
#define LOG_TEXT(field, view)                                                                                          \
    {                                                                                                                  \
        .name = (field), .is_text = true, .words = (view)                                                              \
    }

/* log_write(LOG_LEVEL_INFO, "web/server", "ready", LOG_INTEGER("port", 8080)) */
#define log_write(level, place, message, ...)                                                                          \
    log_write_fields((level), (place), (message), (const log_field[]){ __VA_ARGS__ __VA_OPT__(, ){ .name = NULL } })
void log_write_fields(log_level level, const char *place, const char *message, const log_field *fields);

/* Lines below this level are not written. At first: LOG_LEVEL_INFO. */
void log_set_level(log_level level);

/* What this thread is working for until it says otherwise; NULL: nothing in particular. Borrowed. */
void log_set_request(const char *id);

#endif
