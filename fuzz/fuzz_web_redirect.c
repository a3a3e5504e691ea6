/* Any address that somebody wants to be sent to: what is let through stays on this site, however a browser reads it.
 * And the name of any file is text that is safe anywhere. */
#include <assert.h>
#include <string.h>

#include "base/memory.h"
#include "web/decode.h"
#include "web/response.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As the URL Standard begins to read: without control characters and spaces at both ends, without tabs and line ends
 * anywhere, a backslash as a slash. What begins with one slash and no second has no scheme and no host. */
static bool stays_here(text address)
{
    char read[3] = "";
    size_t n = 0;
    for (size_t i = 0; i < address.len && n < 2; i++) {
        const char c = address.at[i] == '\\' ? '/' : address.at[i];
        if (c != '\t' && c != '\n' && c != '\r' && !(n == 0 && (unsigned char)c <= ' '))
            read[n++] = c;
    }
    return read[0] == '/' && read[1] != '/';
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ._-";
    const text given = { (const char *)data, size };
    upw_arena arena;
    upw_error error = { 0 };
    response res;
    memory_init_arena(&arena);
    response_init(&res);
    if (response_redirect(&res, given, &error)) {
        assert(res.status == 303 && stays_here(given));
        for (size_t i = 0; i < size; i++)
            assert(data[i] > ' ' && data[i] < 0x7F && data[i] != '\\');
    } else {
        assert(error.code == UPW_BAD_USAGE && res.status == 200);
    }
    const text name = web_reduce_name(given, &arena);
    assert(name.len >= 1 && name.len <= 100 && name.at[0] != '.' && strspn(name.at, plain) == name.len);
    response_clear(&res);
    upw_arena_clear(&arena);
    return 0;
}
