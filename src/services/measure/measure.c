/* Small things that every file of this folder needs. */
#include "base/base32.h"
#include "base/memory.h"
#include "base/number.h"
#include "services/measure/measure_internal.h"
#include "web/messages.h"

bool measure_record(store_db *db, const measure_deed *by, const measure_note *note, upw_error *error)
{
    audit_entry entry = { .at_ms = by->now_ms,
                          .actor = by->actor,
                          .action = note->action,
                          .object = note->object,
                          .request = by->request,
                          .n_details = note->n_details };
    for (size_t i = 0; i < note->n_details; i++)
        entry.details[i] = note->details[i];
    return audit_append(db, &entry, error);
}

text measure_write_number(double number, upw_arena *arena)
{
    buffer b;
    buffer_init(&b, 64);
    number_add_rounded(&b, number, 6, false);
    return memory_keep(arena, &b);
}

text measure_make_id(upw_arena *arena)
{
    uint8_t bytes[BASE32_ID_BYTES];
    char *const id = MEMORY_TAKE(arena, char, BASE32_ID_LEN + 1);
    randombytes_buf(bytes, sizeof bytes);
    base32_write(bytes, sizeof bytes, id);
    return (text){ id, BASE32_ID_LEN };
}

size_t measure_count_characters(text words)
{
    size_t n = 0; /* bytes that do not go on with a character */
    for (size_t i = 0; i < words.len; i++)
        n += ((unsigned char)words.at[i] & 0xC0) != 0x80;
    return n;
}

/* C0 but tab and (where allowed) line feed, DEL, C1, and marks that turn the direction of writing round. */
static bool has_controls(text words, bool has_lines)
{
    for (size_t i = 0; i < words.len; i++) {
        const unsigned char c = (unsigned char)words.at[i];
        const unsigned char next = i + 1 < words.len ? (unsigned char)words.at[i + 1] : 0;
        const unsigned char third = i + 2 < words.len ? (unsigned char)words.at[i + 2] : 0;
        const bool is_line = c == '\n' || c == '\t';
        const bool is_turn = c == 0xE2 && ((next == 0x80 && third >= 0xAA && third <= 0xAE) ||
                                           (next == 0x81 && third >= 0xA6 && third <= 0xA9));
        if ((c < ' ' && !(is_line && has_lines)) || c == 0x7F || (c == 0xC2 && next >= 0x80 && next < 0xA0) || is_turn)
            return true;
    }
    return false;
}

bool measure_check_words(const measure_words *words, size_t n, upw_error *error)
{
    for (size_t i = 0; i < n; i++) {
        const measure_words *const w = &words[i];
        const size_t length = measure_count_characters(w->words);
        if (!text_is_utf8(w->words) || has_controls(w->words, w->has_lines))
            return upw_fail(error, UPW_BAD_INPUT, "%s must not include characters that cannot be shown", w->field);
        if (length < w->least || (w->least > 0 && text_trim(w->words).len == 0))
            return upw_fail(error, UPW_BAD_INPUT, "%s must be %zu character%s or more", w->field, w->least,
                            w->least == 1 ? "" : "s");
        if (length > w->most)
            return upw_fail(error, UPW_BAD_INPUT, "%s must be %zu characters or less", w->field, w->most);
    }
    return true;
}

bool measure_check_one(int64_t n_changed, bool is_there, const char *what, upw_error *error)
{
    if (n_changed == 1)
        return true;
    return is_there ? upw_fail(error, UPW_CONFLICT, "%s", web_message_text(MESSAGE_E009))
                    : upw_fail(error, UPW_NOT_FOUND, "there is no such %s", what);
}

void measure_hash_integer(crypto_generichash_state *state, int64_t number)
{
    crypto_generichash_update(state, (const unsigned char *)&number, sizeof number);
}

void measure_hash_text(crypto_generichash_state *state, text words)
{
    measure_hash_integer(state, (int64_t)words.len);
    crypto_generichash_update(state, (const unsigned char *)words.at, words.len);
}

text measure_name_series(text indicator, text organisation, upw_arena *arena)
{
    return memory_format(arena, "%.*s / %.*s", TEXT_ARGS(indicator), TEXT_ARGS(organisation));
}
