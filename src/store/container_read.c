/* Reading a container: every byte is checked, and nothing in the file is believed before that. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "store/container_internal.h"

struct container_reader {
    int file;
    bool is_sealed;
    bool has_inflate;
    bool is_last; /* the frame that was read last is the last */
    crypto_secretstream_xchacha20poly1305_state stream;
    crypto_generichash_state hash;
    uint8_t head[CONTAINER_HEAD_MAX];
    size_t head_len;
    z_stream inflate;
    bool is_complete; /* the compressed stream has said its end */
    uint8_t frame[CONTAINER_FRAME_MAX];
    uint8_t closed[CONTAINER_FRAME_MAX + crypto_secretstream_xchacha20poly1305_ABYTES];
};

static bool complain(upw_error *error)
{
    return upw_fail(error, UPW_BAD_INPUT, "the backup is damaged or cut off; take another one");
}

/* Exactly n bytes of the file. */
static bool take_raw(container_reader *r, void *out, size_t n, upw_error *error)
{
    size_t len = 0;
    while (len < n) {
        const ssize_t more = read(r->file, (char *)out + len, n - len);
        if (more < 0 && errno == EINTR)
            continue;
        if (more < 0)
            return upw_fail(error, UPW_IO_FAILED, "reading failed: %s", strerror(errno));
        if (more == 0)
            return complain(error);
        len += (size_t)more;
    }
    return true;
}

static bool take(container_reader *r, void *out, size_t n, upw_error *error)
{
    if (!take_raw(r, out, n, error))
        return false;
    if (!r->is_sealed)
        crypto_generichash_update(&r->hash, out, n);
    return true;
}

static bool take_length(container_reader *r, size_t *n, upw_error *error)
{
    uint8_t length[4];
    if (!take(r, length, sizeof length, error))
        return false;
    *n = (size_t)length[0] | (size_t)length[1] << 8 | (size_t)length[2] << 16 | (size_t)length[3] << 24;
    return true;
}

/* ---- opening ---- */

static bool unseal(container_reader *r, const uint8_t *secret_key, upw_error *error)
{
    uint8_t public_key[CONTAINER_KEY_BYTES], key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
    uint8_t *const sealed = r->head + r->head_len;
    const size_t n = CONTAINER_SEALED_KEY_BYTES + crypto_secretstream_xchacha20poly1305_HEADERBYTES;
    if (secret_key == NULL)
        return upw_fail(error, UPW_BAD_INPUT, "the backup is sealed: give the file with the secret key");
    if (!take(r, sealed, n, error))
        return false;
    r->head_len += n;
    crypto_scalarmult_base(public_key, secret_key);
    const bool done =
        crypto_box_seal_open(key, sealed, CONTAINER_SEALED_KEY_BYTES, public_key, secret_key) == 0 &&
        crypto_secretstream_xchacha20poly1305_init_pull(&r->stream, sealed + CONTAINER_SEALED_KEY_BYTES, key) == 0;
    sodium_memzero(key, sizeof key);
    return done || upw_fail(error, UPW_BAD_INPUT, "the backup was sealed to another key, or it is damaged");
}

static bool read_head(container_reader *r, const uint8_t *secret_key, upw_error *error)
{
    r->head_len = CONTAINER_MAGIC_LEN + 1;
    upw_error ignored;
    if (!take(r, r->head, r->head_len, &ignored) || memcmp(r->head, CONTAINER_MAGIC, CONTAINER_MAGIC_LEN) != 0 ||
        (r->head[CONTAINER_MAGIC_LEN] != 's' && r->head[CONTAINER_MAGIC_LEN] != 'p'))
        return upw_fail(error, UPW_BAD_INPUT, "this is not a backup made by \"upward backup\"");
    r->is_sealed = r->head[CONTAINER_MAGIC_LEN] == 's';
    return !r->is_sealed || unseal(r, secret_key, error);
}

container_reader *container_open(const char *path, const uint8_t *secret_key, upw_error *error)
{
    struct stat facts;
    if (sodium_init() < 0) {
        upw_fail(error, UPW_IO_FAILED, "the machine gives no random numbers");
        return NULL;
    }
    container_reader *const r = memory_grow(NULL, 1, sizeof *r);
    memset(r, 0, sizeof *r);
    r->file = open(path, O_RDONLY | O_CLOEXEC);
    crypto_generichash_init(&r->hash, NULL, 0, CONTAINER_HASH_BYTES);
    bool done = false;
    if (r->file < 0)
        upw_fail(error, errno == ENOENT ? UPW_NOT_FOUND : UPW_IO_FAILED, "it cannot be read: %s", strerror(errno));
    else if (fstat(r->file, &facts) != 0 || S_ISDIR(facts.st_mode))
        upw_fail(error, UPW_BAD_INPUT, "it is a folder");
    else
        done = read_head(r, secret_key, error);
    r->has_inflate = done && inflateInit(&r->inflate) == Z_OK;
    if (done && !r->has_inflate)
        memory_run_out();
    if (done)
        return r;
    container_close(r);
    return NULL;
}

/* ---- frames ---- */

static bool open_frame(container_reader *r, size_t n, size_t *len, upw_error *error)
{
    unsigned long long length = 0;
    unsigned char tag = 0;
    const size_t extra = crypto_secretstream_xchacha20poly1305_ABYTES;
    if (n < extra || n > sizeof r->closed)
        return complain(error);
    if (!take(r, r->closed, n, error))
        return false;
    if (crypto_secretstream_xchacha20poly1305_pull(&r->stream, r->frame, &length, &tag, r->closed, n, r->head,
                                                   r->head_len) != 0)
        return complain(error);
    r->is_last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    *len = (size_t)length;
    return true;
}

/* The next frame; one of no bytes when there are no more. */
static bool next_frame(container_reader *r, size_t *len, upw_error *error)
{
    size_t n;
    *len = 0;
    if (r->is_last)
        return true;
    if (!take_length(r, &n, error))
        return false;
    if (r->is_sealed)
        return open_frame(r, n, len, error);
    if (n > sizeof r->frame)
        return complain(error);
    r->is_last = n == 0;
    *len = n;
    return take(r, r->frame, n, error);
}

/* Up to `n` bytes of what was compressed; fewer only at its end. */
static bool inflate_bytes(container_reader *r, void *out, size_t n, size_t *got, upw_error *error)
{
    r->inflate.next_out = out;
    r->inflate.avail_out = (uInt)n;
    while (r->inflate.avail_out > 0 && !r->is_complete) {
        size_t len = r->inflate.avail_in;
        if (len == 0) {
            if (!next_frame(r, &len, error))
                return false;
            if (len == 0)
                return complain(error);
            r->inflate.next_in = r->frame;
            r->inflate.avail_in = (uInt)len;
        }
        const int code = inflate(&r->inflate, Z_NO_FLUSH);
        if (code == Z_MEM_ERROR)
            memory_run_out();
        if (code != Z_OK && code != Z_STREAM_END)
            return complain(error);
        r->is_complete = code == Z_STREAM_END;
    }
    *got = n - r->inflate.avail_out;
    return true;
}

bool container_read(container_reader *r, void *out, size_t n, upw_error *error)
{
    size_t got = 0;
    return inflate_bytes(r, out, n, &got, error) && (got == n || complain(error));
}

static bool check_hash(container_reader *r, upw_error *error)
{
    uint8_t expected[CONTAINER_HASH_BYTES], found[CONTAINER_HASH_BYTES];
    crypto_generichash_final(&r->hash, expected, sizeof expected);
    return take_raw(r, found, sizeof found, error) &&
           (sodium_memcmp(expected, found, sizeof found) == 0 || complain(error));
}

bool container_end(container_reader *r, upw_error *error)
{
    char byte;
    size_t got = 0, len = 0;
    if (!inflate_bytes(r, &byte, 1, &got, error))
        return false;
    if (got > 0 || r->inflate.avail_in > 0)
        return complain(error);
    if (!r->is_last && (!next_frame(r, &len, error) || len > 0 || !r->is_last))
        return complain(error);
    if (!r->is_sealed && !check_hash(r, error))
        return false;
    return read(r->file, &byte, 1) == 0 || complain(error);
}

void container_close(container_reader *r)
{
    if (r == NULL)
        return;
    if (r->file >= 0)
        close(r->file);
    if (r->has_inflate)
        inflateEnd(&r->inflate);
    sodium_memzero(&r->stream, sizeof r->stream);
    free(r);
}
