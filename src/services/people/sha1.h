/* services/people/sha1.h: HMAC-SHA-1 (FIPS 180-4, RFC 2104), for the codes of people's apps (totp.h), which have
 * nothing else. Its collisions do not matter there: the key is secret and a code lives for a minute. Used for nothing
 * else. */
#ifndef PEOPLE_SHA1_H
#define PEOPLE_SHA1_H

#include <stddef.h>
#include <stdint.h>

enum { SHA1_BYTES = 20, SHA1_BLOCK = 64 };

/* `n` bytes, at most 119: one block and what pads it into two. */
enum { SHA1_MESSAGE_MAX = 2 * SHA1_BLOCK - 9 };
void sha1(const uint8_t *bytes, size_t n, uint8_t hash[SHA1_BYTES]);

/* key_n <= SHA1_BLOCK, n <= SHA1_MESSAGE_MAX - SHA1_BLOCK. */
void sha1_hmac(const uint8_t *key, size_t key_n, const uint8_t *bytes, size_t n, uint8_t mac[SHA1_BYTES]);

#endif
