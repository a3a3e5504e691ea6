/* upward/error.h: how a function of libupward says what went wrong.
 *
 * Everything that can fail returns bool and takes `upw_error *error` last. On failure the error holds a code (the only
 * part that code may branch on), one sentence for a person and, where the fault sits in a row of input, that row.
 * The library never prints. */
#ifndef UPWARD_ERROR_H
#define UPWARD_ERROR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define UPW_API __attribute__((visibility("default")))
#define UPW_MUST_CHECK __attribute__((warn_unused_result))
#define UPW_PRINTF(sentence, first) __attribute__((format(printf, sentence, first)))
#else
#define UPW_API
#define UPW_MUST_CHECK
#define UPW_PRINTF(sentence, first)
#endif

/* code, default sentence, exit status of the command line, HTTP status, SQLSTATE: stated once, so every edge agrees. */
#define UPW_ERRORS(X)                                                                                                  \
    X(UPW_OK, "nothing is wrong", 0, 200, "00000")                                                                     \
    X(UPW_BAD_INPUT, "the input is not as it must be", 1, 422, "22023")                                                \
    X(UPW_TOO_FEW, "there are too few values for this method", 1, 422, "22023")                                        \
    X(UPW_TOO_LARGE, "the input is larger than the limit", 1, 413, "54000")                                            \
    X(UPW_NOT_FOUND, "there is nothing of that name", 1, 404, "42704")                                                 \
    X(UPW_BAD_USAGE, "the request itself is wrong", 2, 400, "22023")                                                   \
    X(UPW_NO_MEMORY, "there is not enough memory", 3, 503, "53200")                                                    \
    X(UPW_IO_FAILED, "reading or writing failed", 3, 500, "58030")                                                     \
    X(UPW_INTERRUPTED, "the work was stopped", 3, 503, "57014")                                                        \
    X(UPW_FORBIDDEN, "this may be seen, but not done", 1, 403, "42501")                                                \
    X(UPW_CONFLICT, "someone else has changed this meanwhile", 1, 409, "40001")                                        \
    X(UPW_UNAVAILABLE, "the database cannot be reached at the moment", 3, 503, "08006")                                \
    X(UPW_DISK_FULL, "there is no room left on the disk", 3, 507, "53100")

typedef enum upw_error_code {
#define UPW_ERROR_AS_ENUM(code, sentence, exit_status, http_status, sqlstate) code,
    UPW_ERRORS(UPW_ERROR_AS_ENUM)
#undef UPW_ERROR_AS_ENUM
        UPW_ERROR_COUNT
} upw_error_code;

typedef struct upw_error {
    upw_error_code code;
    char message[480]; /* one sentence for a person, no newline at the end */
    const char *where; /* "engine/xmr.c:118": for logs, never for users */
    int64_t row;       /* 1-based row (of a file) or element (of an array) at fault; 0 when it is not about one */
} upw_error;

/* Fill `error` (NULL is allowed: nobody wants to know) and return false, so that a caller can `return upw_fail(…)`. */
#define upw_fail(error, code, ...) upw_failed(upw_fail_at((error), (code), 0, UPW_HERE, __VA_ARGS__))
#define upw_fail_row(error, code, row, ...) upw_failed(upw_fail_at((error), (code), (row), UPW_HERE, __VA_ARGS__))
#define UPW_HERE __FILE__ ":" UPW_AS_TEXT(__LINE__)
#define UPW_AS_TEXT(number) UPW_AS_TEXT_(number)
#define UPW_AS_TEXT_(number) #number
UPW_API bool upw_fail_at(upw_error *error, upw_error_code code, int64_t row, const char *where, const char *format, ...)
    UPW_PRINTF(5, 6);
/* That it is false is said where compilers and analysers see it: after `return upw_fail(…)` nobody reads what was not
 * set. */
static inline bool upw_failed(bool ignored)
{
    (void)ignored;
    return false;
}

/* Put "reading x.csv: " in front of the sentence while an error travels up; always returns false. */
UPW_API bool upw_wrap(upw_error *error, const char *format, ...) UPW_PRINTF(2, 3);

UPW_API const char *upw_error_sentence(upw_error_code code);
UPW_API int upw_error_exit_status(upw_error_code code);
UPW_API int upw_error_http_status(upw_error_code code);
UPW_API const char *upw_error_sqlstate(upw_error_code code);

#ifdef __cplusplus
}
#endif
#endif
