/* What went wrong, in one place: codes and their faces at every edge come from UPW_ERRORS (upward/error.h). */
#include "upward/error.h"

#include <stdio.h>
#include <string.h>

typedef struct error_face {
    const char *sentence;
    int exit_status;
    int http_status;
    const char *sqlstate;
} error_face;

static const error_face faces[UPW_ERROR_COUNT] = {
#define ERROR_AS_FACE(code, sentence, exit_status, http_status, sqlstate)                                              \
    [code] = { sentence, exit_status, http_status, sqlstate },
    UPW_ERRORS(ERROR_AS_FACE)
#undef ERROR_AS_FACE
};

static const error_face *face_of(upw_error_code code)
{
    return &faces[code < UPW_ERROR_COUNT ? code : UPW_BAD_INPUT];
}

bool upw_fail_at(upw_error *error, upw_error_code code, int64_t row, const char *where, const char *format, ...)
{
    if (error == NULL)
        return false;
    error->code = code;
    error->row = row;
    error->where = where;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return false;
}

bool upw_wrap(upw_error *error, const char *format, ...)
{
    if (error == NULL)
        return false;
    char inner[sizeof error->message];
    memcpy(inner, error->message, sizeof inner);
    va_list arguments;
    va_start(arguments, format);
    const int length = vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    if (length >= 0 && (size_t)length < sizeof error->message)
        snprintf(error->message + length, sizeof error->message - (size_t)length, ": %s", inner);
    return false;
}

/* One column of the table each. */
/* clang-format off */
const char *upw_error_sentence(upw_error_code code) { return face_of(code)->sentence; }
int upw_error_exit_status(upw_error_code code) { return face_of(code)->exit_status; }
int upw_error_http_status(upw_error_code code) { return face_of(code)->http_status; }
const char *upw_error_sqlstate(upw_error_code code) { return face_of(code)->sqlstate; }
/* clang-format on */
