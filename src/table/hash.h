/* table/hash.h: a 64-bit hash of a name (internal to table/). Never 0, so that 0 can stand for "nothing here". */
#ifndef TABLE_HASH_H
#define TABLE_HASH_H

#include <stdint.h>

#include "base/text.h"

/* FNV-1a, then a finaliser so that every bit counts. */
static inline uint64_t hash_text(text view)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < view.len; i++)
        hash = (hash ^ (unsigned char)view.at[i]) * UINT64_C(0x100000001b3);
    hash ^= hash >> 32;
    hash *= UINT64_C(0xd6e8feb86659fd93);
    hash ^= hash >> 32;
    return hash != 0 ? hash : 1;
}

#endif
