/* store/container.h: a compressed file that is either whole or refused, sealed to somebody's key or not.
 *
 *   "upward backup 1\n", 'p' (plain) or 's' (sealed)
 *   sealed: a new key, sealed to the public key (crypto_box_seal, 80 bytes); the header of crypto_secretstream (24
 * bytes) frames: length (4 bytes, little-endian), so many bytes of one zlib stream; sealed, each encrypted, the last
 * marked plain: after a frame of length 0, BLAKE2b (32 bytes) of all that stands before it
 *
 * Whoever lacks the secret key can write such a file and cannot read one. */
#ifndef STORE_CONTAINER_H
#define STORE_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "upward/error.h"

enum { CONTAINER_KEY_BYTES = 32 };

/* A pair of keys as two files of one line each. The secret one is for its owner alone and is never written over. */
bool container_make_keys(const char *public_path, const char *secret_path, upw_error *error) UPW_MUST_CHECK;
bool container_read_public_key(const char *path, uint8_t key[CONTAINER_KEY_BYTES], upw_error *error) UPW_MUST_CHECK;
bool container_read_secret_key(const char *path, uint8_t key[CONTAINER_KEY_BYTES], upw_error *error) UPW_MUST_CHECK;

typedef struct container_writer container_writer;

/* The file is for its owner alone and appears when it is finished. `public_key` NULL: plain. */
container_writer *container_create(const char *path, const uint8_t *public_key, upw_error *error) UPW_MUST_CHECK;
bool container_write(container_writer *w, text bytes, upw_error *error) UPW_MUST_CHECK;
bool container_finish(container_writer *w, upw_error *error) UPW_MUST_CHECK; /* closes, whether it succeeds or fails */
void container_abandon(container_writer *w);                                 /* NULL is allowed */

typedef struct container_reader container_reader;

/* `secret_key` NULL: a sealed file is refused, with a sentence that says what it needs. What has been read is certain
 * only when container_end has succeeded. Fails with UPW_BAD_INPUT: no such file, damaged, another key. */
container_reader *container_open(const char *path, const uint8_t *secret_key, upw_error *error) UPW_MUST_CHECK;
bool container_read(container_reader *r, void *out, size_t n, upw_error *error) UPW_MUST_CHECK; /* n bytes, or fails */
bool container_end(container_reader *r, upw_error *error) UPW_MUST_CHECK; /* there is nothing more, and all was right */
void container_close(container_reader *r);                                /* NULL is allowed */

#endif
