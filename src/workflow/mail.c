/* A letter as it travels. */
#include "workflow/mail.h"

#include <string.h>

#include "base/civil.h"

enum {
    LINE_MAX_BYTES = 76,
    WORD_BYTES = 39, /* 52 of base64: with its header within 76 */
    PLAIN_MAX = 60   /* bytes of words as they are: with the header's name within 76 */
};

/* What means something in the name before an address (RFC 5322, section 3.2.3): a comma would begin another address. */
static const char specials[] = "()<>[]:;@\\,.\"";

static bool is_plain(char c)
{
    return c >= ' ' && c <= '~';
}

static bool needs_encoding(text words, const char *marks)
{
    for (size_t i = 0; i < words.len; i++)
        if (!is_plain(words.at[i]) || strchr(marks, words.at[i]) != NULL)
            return true;
    return words.len > PLAIN_MAX || text_contains(words, TEXT("=?"));
}

static void add_base64(buffer *out, const unsigned char *at, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        const unsigned long group =
            (unsigned long)at[i] << 16 | (i + 1 < n ? (unsigned long)at[i + 1] << 8 : 0) | (i + 2 < n ? at[i + 2] : 0);
        buffer_add_char(out, digits[group >> 18]);
        buffer_add_char(out, digits[group >> 12 & 63]);
        buffer_add_char(out, i + 1 < n ? digits[group >> 6 & 63] : '=');
        buffer_add_char(out, i + 2 < n ? digits[group & 63] : '=');
    }
}

/* Not in the middle of a character. */
static size_t word_length(text rest)
{
    size_t n = rest.len < WORD_BYTES ? rest.len : WORD_BYTES;
    while (n > 0 && n < rest.len && ((unsigned char)rest.at[n] & 0xC0) == 0x80)
        n--;
    return n > 0 ? n : rest.len;
}

static void add_header_words(buffer *out, text words, const char *marks)
{
    if (!needs_encoding(words, marks)) {
        buffer_add(out, words);
        return;
    }
    while (words.len > 0) {
        unsigned char bytes[WORD_BYTES + 4];
        const size_t n = word_length((text){ words.at, words.len < sizeof bytes ? words.len : sizeof bytes });
        for (size_t i = 0; i < n; i++)
            bytes[i] = (unsigned char)words.at[i] < ' ' || words.at[i] == 0x7F ? ' ' : (unsigned char)words.at[i];
        buffer_add_literal(out, "=?UTF-8?B?");
        add_base64(out, bytes, n);
        buffer_add_literal(out, "?=");
        words.at += n;
        words.len -= n;
        if (words.len > 0)
            buffer_add_literal(out, "\r\n ");
    }
}

static void add_header(buffer *out, const char *name, text words)
{
    buffer_add(out, text_of(name));
    buffer_add_literal(out, ": ");
    add_header_words(out, words, "");
    buffer_add_literal(out, "\r\n");
}

static void add_address(buffer *out, text address)
{
    buffer_add_literal(out, "<");
    for (size_t i = 0; i < address.len; i++)
        if (is_plain(address.at[i]))
            buffer_add_char(out, address.at[i]);
    buffer_add_literal(out, ">\r\n");
}

/* A dot at the beginning of a line means something to mail servers, a blank at its end gets lost. */
static bool needs_quoting(unsigned char c, size_t column, bool is_last)
{
    return !is_plain((char)c) || c == '=' || (c == ' ' && is_last) || (c == '.' && column == 0);
}

static void add_quoted_line(buffer *out, text line)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t column = 0;
    for (size_t i = 0; i < line.len; i++) {
        const unsigned char c = (unsigned char)line.at[i];
        const bool is_last = i + 1 == line.len;
        if (column + (needs_quoting(c, column, is_last) ? 3 : 1) > LINE_MAX_BYTES - 1) {
            buffer_add_literal(out, "=\r\n");
            column = 0;
        }
        const bool is_as_it_is = !needs_quoting(c, column, is_last);
        if (is_as_it_is)
            buffer_add_char(out, (char)c);
        else {
            buffer_add_char(out, '=');
            buffer_add_char(out, hex[c >> 4]);
            buffer_add_char(out, hex[c & 15]);
        }
        column += is_as_it_is ? 1 : 3;
    }
    buffer_add_literal(out, "\r\n");
}

void mail_add(buffer *out, const mail *letter)
{
    char date[CIVIL_MAIL_LEN + 1];
    civil_write_mail(letter->date_ms, date);
    buffer_add_literal(out, "From: ");
    add_header_words(out, letter->from_name, specials);
    buffer_add_literal(out, " ");
    add_address(out, letter->from_address);
    buffer_add_literal(out, "To: ");
    add_address(out, letter->to_address);
    add_header(out, "Subject", letter->subject);
    add_header(out, "Date", text_of(date));
    text host = letter->from_address;
    text_take_until(&host, '@');
    buffer_add_format(out, "Message-ID: <%.*s@%.*s>\r\n", TEXT_ARGS(letter->id), TEXT_ARGS(host));
    buffer_add_literal(out, "MIME-Version: 1.0\r\n"
                            "Content-Type: text/plain; charset=utf-8\r\n"
                            "Content-Transfer-Encoding: quoted-printable\r\n"
                            "Auto-Submitted: auto-generated\r\n\r\n");
    text rest = letter->body;
    while (rest.len > 0)
        add_quoted_line(out, text_take_until(&rest, '\n'));
}

static bool is_address_char(char c)
{
    return is_plain(c) && c != ' ' && c != '"' && c != '<' && c != '>' && c != '(' && c != ')' && c != ',' &&
           c != ';' && c != ':' && c != '\\' && c != '[' && c != ']' && c != '@';
}

bool mail_is_address(text address)
{
    if (address.len > 254)
        return false;
    text domain = address;
    const text local = text_take_until(&domain, '@');
    for (size_t i = 0; i < local.len; i++)
        if (!is_address_char(local.at[i]))
            return false;
    bool has_dot = false;
    for (size_t i = 0; i < domain.len; i++) {
        const bool is_dot = domain.at[i] == '.';
        if (!is_address_char(domain.at[i]) || (is_dot && (i == 0 || i + 1 == domain.len || domain.at[i - 1] == '.')))
            return false;
        has_dot = has_dot || is_dot;
    }
    return local.len > 0 && has_dot;
}
