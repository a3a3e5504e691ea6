/* table/windows_1252.h: the encoding of old office files, as UTF-8 (internal to table/). */
#ifndef TABLE_WINDOWS_1252_H
#define TABLE_WINDOWS_1252_H

#include <stddef.h>

#include "base/text.h"

enum { WINDOWS_1252_GROWTH = 3 }; /* bytes of UTF-8 for one byte, at most */

/* Append the bytes as UTF-8 at `out`, which has room for WINDOWS_1252_GROWTH times as many; *len is how many were
 * written. How many bytes were read: fewer than there are when the next one has no meaning in Windows-1252. */
size_t windows_1252_to_utf8(text bytes, char *out, size_t *len);

#endif
