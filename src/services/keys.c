/* The installation's key. */
#include "services/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/memory.h"

enum { KEY_BYTES = crypto_kdf_KEYBYTES, KEY_NUMBER = 1, HASH_BYTES = 32 };
enum { HEAD_BYTES = 1 + crypto_secretbox_NONCEBYTES, SEALED_MORE = HEAD_BYTES + crypto_secretbox_MACBYTES };

struct keys {
    uint8_t master[KEY_BYTES];
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
    randombytes_buf(k->master, sizeof k->master);
    sodium_mprotect_readonly(k);
    return k;
}

void keys_close(keys *k)
{
    sodium_free(k);
}

static bool fail_with_system(const char *path, const char *what, upw_error *error)
{
    return upw_fail(error, errno == ENOENT ? UPW_NOT_FOUND : UPW_IO_FAILED, "the key file %s cannot be %s: %s", path,
                    what, strerror(errno));
}

static bool check_file(const char *path, int file, upw_error *error)
{
    struct stat facts;
    if (fstat(file, &facts) != 0)
        return fail_with_system(path, "read", error);
    if (!S_ISREG(facts.st_mode) || facts.st_size != KEY_BYTES)
        return upw_fail(error, UPW_BAD_INPUT, "%s is no key file: it must have %d bytes", path, (int)KEY_BYTES);
    return (facts.st_mode & (S_IRWXG | S_IRWXO)) == 0 ||
           upw_fail(error, UPW_BAD_INPUT, "the key file %s may be read by others on this machine; chmod 400 %s", path,
                    path);
}

static bool write_new(const char *path, upw_error *error)
{
    uint8_t fresh[KEY_BYTES];
    const int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR);
    if (file < 0)
        return fail_with_system(path, "made", error);
    randombytes_buf(fresh, sizeof fresh);
    bool is_written = write(file, fresh, sizeof fresh) == (ssize_t)sizeof fresh && fsync(file) == 0;
    sodium_memzero(fresh, sizeof fresh);
    if (!is_written)
        fail_with_system(path, "written", error);
    if (close(file) != 0 && is_written)
        is_written = fail_with_system(path, "written", error);
    if (!is_written)
        unlink(path);
    return is_written;
}

keys *keys_open(const char *path, bool may_make, upw_error *error)
{
    keys *const k = take_memory();
    if (may_make && access(path, F_OK) != 0 && !write_new(path, error)) {
        keys_close(k);
        return NULL;
    }
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    bool is_read = file >= 0 || fail_with_system(path, "opened", error);
    is_read =
        is_read && check_file(path, file, error) &&
        (read(file, k->master, sizeof k->master) == (ssize_t)sizeof k->master || fail_with_system(path, "read", error));
    if (file >= 0)
        close(file);
    if (!is_read) {
        keys_close(k);
        return NULL;
    }
    sodium_mprotect_readonly(k);
    return k;
}

static void derive(const keys *k, key_purpose purpose, uint8_t out[crypto_secretbox_KEYBYTES])
{
    crypto_kdf_derive_from_key(out, crypto_secretbox_KEYBYTES, (uint64_t)purpose, context, k->master);
}

/* The number of the key, a nonce, and the box. */
text keys_seal(const keys *k, key_purpose purpose, text plain, upw_arena *arena)
{
    uint8_t key[crypto_secretbox_KEYBYTES];
    uint8_t *const out = MEMORY_TAKE(arena, uint8_t, plain.len + SEALED_MORE);
    derive(k, purpose, key);
    out[0] = KEY_NUMBER;
    randombytes_buf(out + 1, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(out + HEAD_BYTES, (const uint8_t *)plain.at, plain.len, out + 1, key);
    sodium_memzero(key, sizeof key);
    return (text){ (const char *)out, plain.len + SEALED_MORE };
}

bool keys_unseal(const keys *k, key_purpose purpose, text sealed, upw_arena *arena, text *plain)
{
    const uint8_t *const at = (const uint8_t *)sealed.at;
    uint8_t key[crypto_secretbox_KEYBYTES];
    if (sealed.len < SEALED_MORE || at[0] != KEY_NUMBER)
        return false;
    uint8_t *const out = MEMORY_TAKE(arena, uint8_t, sealed.len);
    derive(k, purpose, key);
    const bool is_whole = crypto_secretbox_open_easy(out, at + HEAD_BYTES, sealed.len - HEAD_BYTES, at + 1, key) == 0;
    sodium_memzero(key, sizeof key);
    *plain = (text){ (const char *)out, is_whole ? sealed.len - SEALED_MORE : 0 };
    return is_whole;
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
        derive(k, purpose, key);
    crypto_generichash(hash, sizeof hash, (const uint8_t *)what.at, what.len, k != NULL ? key : NULL,
                       k != NULL ? sizeof key : 0);
    sodium_bin2hex(hex, KEYS_HASH_HEX + 1, hash, sizeof hash);
}
