/* What follows from a token, and how an answer is filled up before it is sealed. */
#include <sodium.h>
#include <string.h>

#include "base/memory.h"
#include "services/appraise/answers_internal.h"

void answers_make_keys(answers_keys *out)
{
    crypto_box_keypair(out->public_key, out->secret_key);
}

/* A label for each thing that follows from a token: knowing one of them tells nothing of the others. */
static void derive(text token, const char *label, uint8_t out[ANSWERS_KEY_BYTES])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, ANSWERS_KEY_BYTES);
    crypto_generichash_update(&state, (const uint8_t *)label, strlen(label) + 1);
    crypto_generichash_update(&state, (const uint8_t *)token.at, token.len);
    crypto_generichash_final(&state, out, ANSWERS_KEY_BYTES);
}

void answers_make_ticket(text token, answers_ticket *out)
{
    uint8_t receipt[ANSWERS_KEY_BYTES];
    char characters[BASE32_LEN(ANSWERS_KEY_BYTES) + 1];
    derive(token, "upward/answers/draft/v1", out->draft_name);
    derive(token, "upward/answers/draft-key/v1", out->draft_key);
    derive(token, "upward/answers/spent/v1", out->spent_mark);
    derive(token, "upward/answers/receipt/v1", receipt);
    base32_write(receipt, sizeof receipt, characters);
    memcpy(out->receipt, characters, ANSWERS_RECEIPT_LEN);
    out->receipt[ANSWERS_RECEIPT_LEN] = '\0';
}

enum { LENGTH = 4 }; /* bytes */

text answers_bytes(const uint8_t *at, size_t n)
{
    return (text){ (const char *)at, n };
}

uint8_t *answers_fill_up(text body, size_t step, upw_arena *arena, size_t *size)
{
    *size = (LENGTH + body.len + step - 1) / step * step;
    uint8_t *const out = memory_take(arena, *size, 1);
    for (size_t i = 0; i < LENGTH; i++)
        out[i] = (uint8_t)(body.len >> (8 * i));
    memcpy(out + LENGTH, body.at, body.len);
    return out;
}

bool answers_take_out(const uint8_t *filled, size_t size, upw_arena *arena, text *body)
{
    size_t len = 0;
    for (size_t i = 0; i < LENGTH && i < size; i++)
        len |= (size_t)filled[i] << (8 * i);
    if (size < LENGTH || len > size - LENGTH)
        return false;
    *body = memory_copy_text(arena, answers_bytes(filled + LENGTH, len));
    return true;
}

bool answers_check_size(text body, upw_error *error)
{
    return body.len <= ANSWERS_BODY_MAX || upw_fail(error, UPW_TOO_LARGE, "this is more than an answer can hold");
}

text answers_hash_receipt(const char *receipt, uint8_t out[ANSWERS_KEY_BYTES])
{
    derive(text_of(receipt), "upward/answers/receipt-hash/v1", out);
    return answers_bytes(out, ANSWERS_KEY_BYTES);
}
