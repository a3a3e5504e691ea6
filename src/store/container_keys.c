/* Keys as files that can be printed and typed: "upward public key 1 <base64>", one line. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/output.h"
#include "store/container_internal.h"

enum { LINE_MAX_BYTES = 128, BASE64 = sodium_base64_VARIANT_ORIGINAL };

static const char public_label[] = "upward public key 1 ", secret_label[] = "upward secret key 1 ";

static bool write_key(const char *path, const char *label, const uint8_t *key, upw_error *error)
{
    char line[LINE_MAX_BYTES], words[sodium_base64_ENCODED_LEN(CONTAINER_KEY_BYTES, BASE64)];
    sodium_bin2base64(words, sizeof words, key, CONTAINER_KEY_BYTES, BASE64);
    const int n = snprintf(line, sizeof line, "%s%s\n", label, words);
    struct stat facts;
    if (stat(path, &facts) == 0)
        return upw_fail(error, UPW_BAD_USAGE, "%s stands there already; a key is never written over", path);
    output *const out = output_open_private(path, error);
    bool done = out != NULL && output_write(out, (text){ line, (size_t)n }, error);
    if (done)
        done = output_commit(out, error);
    else
        output_abandon(out);
    sodium_memzero(line, sizeof line);
    sodium_memzero(words, sizeof words);
    return done;
}

bool container_make_keys(const char *public_path, const char *secret_path, upw_error *error)
{
    uint8_t public_key[CONTAINER_KEY_BYTES], secret_key[CONTAINER_KEY_BYTES];
    if (sodium_init() < 0)
        return upw_fail(error, UPW_IO_FAILED, "the machine gives no random numbers");
    crypto_box_keypair(public_key, secret_key);
    const bool done = write_key(secret_path, secret_label, secret_key, error) &&
                      write_key(public_path, public_label, public_key, error);
    sodium_memzero(secret_key, sizeof secret_key);
    return done;
}

static bool read_key(const char *path, const char *label, const char *kind, uint8_t *key, upw_error *error)
{
    char line[LINE_MAX_BYTES];
    size_t n_key = 0;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return upw_fail(error, errno == ENOENT ? UPW_NOT_FOUND : UPW_IO_FAILED, "%s cannot be read: %s", path,
                        strerror(errno));
    const ssize_t n = read(file, line, sizeof line);
    close(file);
    const text words = text_trim((text){ line, n > 0 ? (size_t)n : 0 });
    const size_t n_label = strlen(label);
    const char *end = NULL;
    const bool done = text_starts_with(words, text_of(label)) &&
                      sodium_base642bin(key, CONTAINER_KEY_BYTES, words.at + n_label, words.len - n_label, NULL, &n_key,
                                        &end, BASE64) == 0 &&
                      n_key == CONTAINER_KEY_BYTES && end == words.at + words.len;
    sodium_memzero(line, sizeof line);
    return done || upw_fail(error, UPW_BAD_INPUT,
                            "%s is not a file with a %s key made by \"upward backup --make-keys\"", path, kind);
}

bool container_read_public_key(const char *path, uint8_t key[CONTAINER_KEY_BYTES], upw_error *error)
{
    uint8_t trial[1 + crypto_box_SEALBYTES];
    return read_key(path, public_label, "public", key, error) &&
           (crypto_box_seal(trial, (const uint8_t *)"", 1, key) == 0 ||
            upw_fail(error, UPW_BAD_INPUT, "%s holds a public key to which nothing can be sealed", path));
}

bool container_read_secret_key(const char *path, uint8_t key[CONTAINER_KEY_BYTES], upw_error *error)
{
    struct stat facts;
    if (stat(path, &facts) == 0 && (facts.st_mode & 077) != 0)
        return upw_fail(error, UPW_BAD_INPUT, "%s can be read by others; \"chmod 600 %s\" keeps the secret", path,
                        path);
    return read_key(path, secret_label, "secret", key, error);
}
