/* A letter of which strangers chose words: no word of them begins a header or another letter, and nothing but what SMTP
 * carries is sent (RFC 5321, section 4.5.3.1.6; RFC 2045, section 6.7). */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "workflow/mail.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROOM = 1 << 22, LINE_MOST = 998 };

static text take_part(text *rest)
{
    return text_take_until(rest, '\0');
}

static void check_header(text line)
{
    static const char *const known[] = {
        "From: ",           "To: ",           "Subject: ",      "Date: ",
        "Message-ID: ",     "MIME-Version: ", "Content-Type: ", "Content-Transfer-Encoding: ",
        "Auto-Submitted: ", " =?UTF-8?B?"
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (text_starts_with(line, text_of(known[i])))
            return;
    assert(false && "a line that we have not begun");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text rest = { (const char *)data, size };
    buffer b;
    buffer_init(&b, ROOM);
    const text name = take_part(&rest), to = take_part(&rest);
    const bool is_address = mail_is_address(to);
    assert(!is_address || (to.len <= 254 && memchr(to.at, '\n', to.len) == NULL));
    const mail letter = { .from_name = name,
                          .from_address = TEXT("upward@example.org"),
                          .to_address = is_address ? to : TEXT("lead@example.org"),
                          .subject = take_part(&rest),
                          .body = rest,
                          .id = TEXT("a1"),
                          .date_ms = 1000 };
    mail_add(&b, &letter);
    bool in_headers = true;
    size_t n_headers = 0;
    for (text left = buffer_text(&b); left.len > 0;) {
        text line = text_take_until(&left, '\n');
        assert(line.len > 0 && line.at[line.len - 1] == '\r');
        line.len--;
        assert(line.len <= LINE_MOST);
        for (size_t i = 0; i < line.len; i++)
            assert(((unsigned char)line.at[i] >= ' ' && (unsigned char)line.at[i] < 0x7F) ||
                   (line.at[i] == '\t' && !in_headers));
        assert(line.len == 0 || line.at[0] != '.');
        if (in_headers && line.len == 0)
            in_headers = false;
        else if (in_headers) {
            check_header(line);
            n_headers += line.at[0] != ' ';
        }
    }
    assert(!in_headers && n_headers == 9);
    buffer_clear(&b);
    return 0;
}
