/* The installation's key. */
#include "services/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/memory.h"

enum { KEY_BYTES = crypto_kdf_KEYBYTES, HASH_BYTES = 32 };
enum { HEAD_BYTES = 1 + crypto_secretbox_NONCEBYTES, SEALED_MORE = HEAD_BYTES + crypto_secretbox_MACBYTES };

/* Number 1 is the first; the last one seals, all of them open. */
struct keys {
    size_t n;
    uint8_t masters[KEYS_MAX][KEY_BYTES];
};

static const char context[crypto_kdf_CONTEXTBYTES] = { 'u', 'p', 'w', 'a', 'r', 'd', 'k', '1' };

static keys *take_memory(void)
{
    keys *const k = sodium_init() < 0 ? NULL : sodium_malloc(sizeof *k); /* out of swap and core dumps */
    if (k == NULL)
        memory_run_out();
    return k;
}

keys *keys_make(void)
{
    keys *const k = take_memory();
    k->n = 1;
    randombytes_buf(k->masters[0], KEY_BYTES);
    sodium_mprotect_readonly(k);
    return k;
}

void keys_close(keys *k)
{
    sodium_free(k);
}

size_t keys_count(const keys *k)
{
    return k->n;
}

static bool fail_with_system(const char *path, const char *what, upw_error *error)
{
    return upw_fail(error, errno == ENOENT ? UPW_NOT_FOUND : UPW_IO_FAILED, "the key file %s cannot be %s: %s", path,
                    what, strerror(errno));
}

static bool check_file(const char *path, int file, struct stat *facts, upw_error *error)
{
    if (fstat(file, facts) != 0)
        return fail_with_system(path, "read", error);
    if (!S_ISREG(facts->st_mode) || facts->st_size < KEY_BYTES || facts->st_size > (off_t)KEYS_MAX * KEY_BYTES ||
        facts->st_size % KEY_BYTES != 0)
        return upw_fail(error, UPW_BAD_INPUT,
                        "%s is no key file: it must have %d bytes for each key, of which %d at most", path,
                        (int)KEY_BYTES, (int)KEYS_MAX);
    return (facts->st_mode & (S_IRWXG | S_IRWXO)) == 0 ||
           upw_fail(error, UPW_BAD_INPUT, "the key file %s may be read by others on this machine; chmod 400 %s", path,
                    path);
}

static bool read_file(const char *path, keys *k, struct stat *facts, upw_error *error)
{
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    bool is_read = file >= 0 || fail_with_system(path, "opened", error);
    if (is_read && (is_read = check_file(path, file, facts, error))) {
        k->n = (size_t)facts->st_size / KEY_BYTES;
        is_read = read(file, k->masters, k->n * KEY_BYTES) == (ssize_t)facts->st_size ||
                  fail_with_system(path, "read", error);
    }
    if (file >= 0)
        close(file);
    return is_read;
}

/* A file that is not there yet, whole and on the disk, or none. `owner` NULL: whoever makes it. */
static bool write_file(const char *path, const keys *k, const struct stat *owner, upw_error *error)
{
    const ssize_t size = (ssize_t)(k->n * KEY_BYTES);
    const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR);
    if (file < 0)
        return fail_with_system(path, "made", error);
    bool is_written = (owner == NULL || fchown(file, owner->st_uid, owner->st_gid) == 0) &&
                      write(file, k->masters, (size_t)size) == size && fsync(file) == 0;
    if (!is_written)
        fail_with_system(path, "written", error);
    if (close(file) != 0 && is_written)
        is_written = fail_with_system(path, "written", error);
    if (!is_written)
        unlink(path);
    return is_written;
}

static bool write_new(const char *path, upw_error *error)
{
    keys *const fresh = keys_make();
    const bool is_written = write_file(path, fresh, NULL, error);
    keys_close(fresh);
    return is_written;
}

keys *keys_open(const char *path, bool may_make, upw_error *error)
{
    struct stat facts;
    keys *const k = take_memory();
    if ((may_make && access(path, F_OK) != 0 && !write_new(path, error)) || !read_file(path, k, &facts, error)) {
        keys_close(k);
        return NULL;
    }
    sodium_mprotect_readonly(k);
    return k;
}

/* The old file is there until the new one is whole. */
static bool replace(const char *path, const keys *k, const struct stat *owner, upw_error *error)
{
    char beside[4096];
    const int length = snprintf(beside, sizeof beside, "%s.new", path);
    if (length < 0 || (size_t)length >= sizeof beside)
        return upw_fail(error, UPW_BAD_USAGE, "the path %.100s… is too long", path);
    if (!write_file(beside, k, owner, error))
        return false;
    if (rename(beside, path) == 0)
        return true;
    fail_with_system(path, "replaced", error);
    unlink(beside);
    return false;
}

bool keys_add(const char *path, size_t *n, upw_error *error)
{
    struct stat facts;
    keys *const k = take_memory();
    bool is_done = read_file(path, k, &facts, error);
    if (is_done && k->n == KEYS_MAX)
        is_done = upw_fail(error, UPW_BAD_INPUT, "%s has %d keys, and no room for another", path, (int)KEYS_MAX);
    if (is_done) {
        randombytes_buf(k->masters[k->n++], KEY_BYTES);
        is_done = replace(path, k, &facts, error);
    }
    *n = k->n;
    keys_close(k);
    return is_done;
}

static void derive(const keys *k, size_t number, key_purpose purpose, uint8_t out[crypto_secretbox_KEYBYTES])
{
    crypto_kdf_derive_from_key(out, crypto_secretbox_KEYBYTES, (uint64_t)purpose, context, k->masters[number - 1]);
}

/* The number of the key, a nonce, and the box. */
text keys_seal(const keys *k, key_purpose purpose, text plain, upw_arena *arena)
{
    uint8_t key[crypto_secretbox_KEYBYTES];
    uint8_t *const out = MEMORY_TAKE(arena, uint8_t, plain.len + SEALED_MORE);
    derive(k, k->n, purpose, key);
    out[0] = (uint8_t)k->n;
    randombytes_buf(out + 1, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(out + HEAD_BYTES, (const uint8_t *)plain.at, plain.len, out + 1, key);
    sodium_memzero(key, sizeof key);
    return (text){ (const char *)out, plain.len + SEALED_MORE };
}

bool keys_unseal(const keys *k, key_purpose purpose, text sealed, upw_arena *arena, text *plain)
{
    const uint8_t *const at = (const uint8_t *)sealed.at;
    uint8_t key[crypto_secretbox_KEYBYTES];
    if (sealed.len < SEALED_MORE || at[0] < 1 || at[0] > k->n)
        return false;
    uint8_t *const out = MEMORY_TAKE(arena, uint8_t, sealed.len);
    derive(k, at[0], purpose, key);
    const bool is_whole = crypto_secretbox_open_easy(out, at + HEAD_BYTES, sealed.len - HEAD_BYTES, at + 1, key) == 0;
    sodium_memzero(key, sizeof key);
    *plain = (text){ (const char *)out, is_whole ? sealed.len - SEALED_MORE : 0 };
    return is_whole;
}

bool keys_seals_with_last(const keys *k, text sealed)
{
    return sealed.len > 0 && (uint8_t)sealed.at[0] == k->n;
}

enum { VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };

text keys_seal_until(const keys *k, text plain, int64_t ends_ms, upw_arena *arena)
{
    char *const whole = MEMORY_TAKE(arena, char, plain.len + sizeof ends_ms);
    memcpy(whole, &ends_ms, sizeof ends_ms);
    memcpy(whole + sizeof ends_ms, plain.at, plain.len);
    const text sealed = keys_seal(k, KEY_IN_A_FORM, (text){ whole, plain.len + sizeof ends_ms }, arena);
    const size_t room = sodium_base64_encoded_len(sealed.len, VARIANT);
    char *const letters = MEMORY_TAKE(arena, char, room);
    sodium_bin2base64(letters, room, (const uint8_t *)sealed.at, sealed.len, VARIANT);
    return text_of(letters);
}

bool keys_unseal_until(const keys *k, text sealed, int64_t now_ms, upw_arena *arena, text *plain)
{
    int64_t ends_ms;
    size_t len;
    uint8_t *const bytes = MEMORY_TAKE(arena, uint8_t, sealed.len + 1);
    text whole;
    if (sodium_base642bin(bytes, sealed.len, sealed.at, sealed.len, NULL, &len, NULL, VARIANT) != 0 ||
        !keys_unseal(k, KEY_IN_A_FORM, (text){ (const char *)bytes, len }, arena, &whole) || whole.len < sizeof ends_ms)
        return false;
    memcpy(&ends_ms, whole.at, sizeof ends_ms);
    *plain = (text){ whole.at + sizeof ends_ms, whole.len - sizeof ends_ms };
    return now_ms < ends_ms;
}

void keys_hash(const keys *k, key_purpose purpose, text what, char hex[KEYS_HASH_HEX + 1])
{
    uint8_t key[crypto_secretbox_KEYBYTES], hash[HASH_BYTES];
    if (k != NULL)
        derive(k, k->n, purpose, key);
    crypto_generichash(hash, sizeof hash, (const uint8_t *)what.at, what.len, k != NULL ? key : NULL,
                       k != NULL ? sizeof key : 0);
    sodium_bin2hex(hex, KEYS_HASH_HEX + 1, hash, sizeof hash);
}
