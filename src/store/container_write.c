/* Writing a container: bytes are compressed, cut into frames, and encrypted or hashed. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/output.h"
#include "store/container_internal.h"

struct container_writer {
    output *out;
    bool is_sealed;
    crypto_secretstream_xchacha20poly1305_state stream;
    crypto_generichash_state hash;
    uint8_t head[CONTAINER_HEAD_MAX];
    size_t head_len;
    z_stream deflate;
    uint8_t frame[CONTAINER_FRAME_MAX];
};

static bool put(container_writer *w, const void *bytes, size_t n, upw_error *error)
{
    if (!w->is_sealed)
        crypto_generichash_update(&w->hash, bytes, n);
    return output_write(w->out, (text){ bytes, n }, error);
}

static bool put_length(container_writer *w, size_t n, upw_error *error)
{
    const uint8_t length[4] = { (uint8_t)n, (uint8_t)(n >> 8), (uint8_t)(n >> 16), (uint8_t)(n >> 24) };
    return put(w, length, sizeof length, error);
}

/* A new key for this file, which only the owner of the secret key can take out again. */
static void seal(container_writer *w, const uint8_t *public_key)
{
    uint8_t key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
    assert(public_key != NULL);
    crypto_secretstream_xchacha20poly1305_keygen(key);
    if (crypto_box_seal(w->head + w->head_len, key, sizeof key, public_key) != 0)
        abort(); /* only for a key that no generator makes; read_public_key refuses those */
    w->head_len += sizeof key + crypto_box_SEALBYTES;
    crypto_secretstream_xchacha20poly1305_init_push(&w->stream, w->head + w->head_len, key);
    w->head_len += crypto_secretstream_xchacha20poly1305_HEADERBYTES;
    sodium_memzero(key, sizeof key);
}

container_writer *container_create(const char *path, const uint8_t *public_key, upw_error *error)
{
    if (sodium_init() < 0) {
        upw_fail(error, UPW_IO_FAILED, "the machine gives no random numbers");
        return NULL;
    }
    output *const out = output_open_private(path, error);
    if (out == NULL)
        return NULL;
    container_writer *const w = memory_grow(NULL, 1, sizeof *w);
    memset(w, 0, sizeof *w);
    w->out = out;
    w->is_sealed = public_key != NULL;
    if (deflateInit(&w->deflate, CONTAINER_LEVEL) != Z_OK)
        memory_run_out();
    crypto_generichash_init(&w->hash, NULL, 0, CONTAINER_HASH_BYTES);
    memcpy(w->head, CONTAINER_MAGIC, CONTAINER_MAGIC_LEN);
    w->head[CONTAINER_MAGIC_LEN] = w->is_sealed ? 's' : 'p';
    w->head_len = CONTAINER_MAGIC_LEN + 1;
    if (w->is_sealed)
        seal(w, public_key);
    if (put(w, w->head, w->head_len, error))
        return w;
    container_abandon(w);
    return NULL;
}

static bool put_frame(container_writer *w, size_t n, bool is_last, upw_error *error)
{
    if (!w->is_sealed)
        return put_length(w, n, error) && put(w, w->frame, n, error);
    uint8_t closed[CONTAINER_FRAME_MAX + crypto_secretstream_xchacha20poly1305_ABYTES];
    unsigned long long length;
    crypto_secretstream_xchacha20poly1305_push(&w->stream, closed, &length, w->frame, n, w->head, w->head_len,
                                               is_last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
    return put_length(w, (size_t)length, error) && put(w, closed, (size_t)length, error);
}

/* Compress until all is taken, and at the end until all is given out. */
static bool compress_bytes(container_writer *w, text bytes, int flush, upw_error *error)
{
    assert(bytes.len <= UINT32_MAX);
    w->deflate.next_in = (Bytef *)bytes.at; /* zlib does not write there */
    w->deflate.avail_in = (uInt)bytes.len;
    int code;
    do {
        w->deflate.next_out = w->frame + w->deflate.total_out % CONTAINER_FRAME_MAX;
        w->deflate.avail_out = (uInt)(CONTAINER_FRAME_MAX - w->deflate.total_out % CONTAINER_FRAME_MAX);
        code = deflate(&w->deflate, flush);
        assert(code != Z_STREAM_ERROR);
        if (w->deflate.avail_out == 0 && !put_frame(w, CONTAINER_FRAME_MAX, false, error))
            return false;
    } while (w->deflate.avail_in > 0 || (flush == Z_FINISH && code != Z_STREAM_END));
    return true;
}

bool container_write(container_writer *w, text bytes, upw_error *error)
{
    return compress_bytes(w, bytes, Z_NO_FLUSH, error);
}

bool container_finish(container_writer *w, upw_error *error)
{
    uint8_t hash[CONTAINER_HASH_BYTES];
    bool done = compress_bytes(w, TEXT(""), Z_FINISH, error);
    const size_t rest = w->deflate.total_out % CONTAINER_FRAME_MAX;
    if (done && (w->is_sealed || rest > 0)) /* sealed, the last frame says that it is the last */
        done = put_frame(w, rest, true, error);
    if (done && !w->is_sealed) {
        done = put_length(w, 0, error);
        crypto_generichash_final(&w->hash, hash, sizeof hash);
        done = done && output_write(w->out, (text){ (const char *)hash, sizeof hash }, error);
    }
    if (done) {
        done = output_commit(w->out, error);
        w->out = NULL;
    }
    container_abandon(w);
    return done;
}

void container_abandon(container_writer *w)
{
    if (w == NULL)
        return;
    output_abandon(w->out);
    deflateEnd(&w->deflate);
    sodium_memzero(&w->stream, sizeof w->stream);
    free(w);
}
