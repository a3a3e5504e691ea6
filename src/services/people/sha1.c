/* SHA-1 of short messages, and HMAC with it. */
#include "services/people/sha1.h"

#include <assert.h>
#include <string.h>

#include <sodium.h>

static uint32_t rotate(uint32_t x, unsigned n)
{
    return x << n | x >> (32 - n);
}

/* FIPS 180-4, section 4.1.1: the functions of the four times twenty steps, and section 4.2.1: their constants. */
static uint32_t mix(unsigned step, uint32_t b, uint32_t c, uint32_t d)
{
    switch (step / 20) {
    case 0:
        return ((b & c) | (~b & d)) + 0x5a827999;
    case 1:
        return (b ^ c ^ d) + 0x6ed9eba1;
    case 2:
        return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
    default:
        return (b ^ c ^ d) + 0xca62c1d6;
    }
}

/* Section 6.1.2. */
static void take_block(uint32_t h[5], const uint8_t *block)
{
    uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
    for (size_t i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 |
               block[4 * i + 3];
    for (size_t i = 16; i < 80; i++)
        w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    for (unsigned i = 0; i < 80; i++) {
        const uint32_t next = rotate(a, 5) + mix(i, b, c, d) + e + w[i];
        e = d, d = c, c = rotate(b, 30), b = a, a = next;
    }
    h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
}

void sha1(const uint8_t *bytes, size_t n, uint8_t hash[SHA1_BYTES])
{
    uint32_t h[5] = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0 };
    uint8_t padded[2 * SHA1_BLOCK] = { 0 };
    assert(n <= SHA1_MESSAGE_MAX);
    const size_t size = n + 9 <= SHA1_BLOCK ? SHA1_BLOCK : 2 * SHA1_BLOCK;
    memcpy(padded, bytes, n);
    padded[n] = 0x80;
    padded[size - 2] = (uint8_t)(8 * n >> 8); /* the length in bits, big-endian */
    padded[size - 1] = (uint8_t)(8 * n);
    for (size_t at = 0; at < size; at += SHA1_BLOCK)
        take_block(h, padded + at);
    for (size_t i = 0; i < SHA1_BYTES; i++)
        hash[i] = (uint8_t)(h[i / 4] >> (24 - 8 * (i % 4)));
    sodium_memzero(padded, sizeof padded);
}

void sha1_hmac(const uint8_t *key, size_t key_n, const uint8_t *bytes, size_t n, uint8_t mac[SHA1_BYTES])
{
    uint8_t inner[SHA1_MESSAGE_MAX], outer[SHA1_BLOCK + SHA1_BYTES];
    assert(key_n <= SHA1_BLOCK && n <= sizeof inner - SHA1_BLOCK);
    memset(inner, 0x36, SHA1_BLOCK);
    memset(outer, 0x5c, SHA1_BLOCK);
    for (size_t i = 0; i < key_n; i++) {
        inner[i] ^= key[i];
        outer[i] ^= key[i];
    }
    memcpy(inner + SHA1_BLOCK, bytes, n);
    sha1(inner, SHA1_BLOCK + n, outer + SHA1_BLOCK);
    sha1(outer, sizeof outer, mac);
    sodium_memzero(inner, sizeof inner);
    sodium_memzero(outer, sizeof outer);
}
