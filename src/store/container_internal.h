/* store/container_internal.h: sizes that the writer and the reader of containers must agree on. */
#ifndef STORE_CONTAINER_INTERNAL_H
#define STORE_CONTAINER_INTERNAL_H

#include <sodium.h>
#include <zlib.h>

#include "store/container.h"

#define CONTAINER_MAGIC "upward backup 1\n"

enum {
    CONTAINER_MAGIC_LEN = sizeof CONTAINER_MAGIC - 1,
    CONTAINER_SEALED_KEY_BYTES = crypto_secretstream_xchacha20poly1305_KEYBYTES + crypto_box_SEALBYTES,
    CONTAINER_HEAD_MAX =
        CONTAINER_MAGIC_LEN + 1 + CONTAINER_SEALED_KEY_BYTES + crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    CONTAINER_FRAME_MAX = 1 << 16, /* before it is encrypted */
    CONTAINER_HASH_BYTES = 32,
    CONTAINER_LEVEL = 6, /* of zlib */
};

#endif
