/* A letter as it travels. */
#include "workflow/mail.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static mail letter = {
    .from_name = TEXT("Upward on behalf of the Federation"),
    .from_address = TEXT("upward@example.org"),
    .to_address = TEXT("a.lead@example.org"),
    .subject = TEXT("Your sign-in link"),
    .body = TEXT("One line\n"),
    .id = TEXT("abc123"),
    .date_ms = INT64_C(1796031000000),
};

static const char *write(const mail *m, buffer *out)
{
    buffer_empty(out);
    mail_add(out, m);
    buffer_add_char(out, '\0');
    assert_false(out->is_full);
    return out->at;
}

static void a_plain_letter_reads_as_written(void **state)
{
    (void)state;
    buffer out;
    buffer_init(&out, 100000);
    assert_string_equal(write(&letter, &out), "From: Upward on behalf of the Federation <upward@example.org>\r\n"
                                              "To: <a.lead@example.org>\r\n"
                                              "Subject: Your sign-in link\r\n"
                                              "Date: Mon, 30 Nov 2026 09:30:00 +0000\r\n"
                                              "Message-ID: <abc123@example.org>\r\n"
                                              "MIME-Version: 1.0\r\n"
                                              "Content-Type: text/plain; charset=utf-8\r\n"
                                              "Content-Transfer-Encoding: quoted-printable\r\n"
                                              "Auto-Submitted: auto-generated\r\n"
                                              "\r\n"
                                              "One line\r\n");
    buffer_clear(&out);
}

/* A name or subject that somebody typed cannot add a header or a recipient. */
static void a_line_break_adds_no_header(void **state)
{
    (void)state;
    buffer out;
    buffer_init(&out, 100000);
    mail m = letter;
    m.subject = TEXT("Hello\r\nBcc: everybody@example.org");
    m.from_name = TEXT("X\nBcc: e@example.org");
    m.to_address = TEXT("a@example.org\r\nBcc: e@example.org");
    const char *const words = write(&m, &out);
    assert_null(strstr(words, "\nBcc"));
    assert_null(strstr(words, "\rBcc"));
    buffer_clear(&out);
}

static void no_line_begins_with_a_dot_wherever_it_is_broken(void **state)
{
    (void)state;
    static const char dots[] = "................................................................................"
                               "................................................................................";
    buffer out;
    buffer_init(&out, 100000);
    for (size_t n = 0; n < 80; n++) {
        char body[400];
        snprintf(body, sizeof body, "%0*d%s", (int)n + 1, 0, dots);
        mail m = letter;
        m.body = text_of(body);
        assert_null(strstr(write(&m, &out), "\n."));
    }
    buffer_clear(&out);
}

/* A comma in a federation's name would begin another address, brackets would be a remark that nobody sees. */
static void a_name_with_marks_stays_one_name(void **state)
{
    (void)state;
    static const char *const names[] = { "Upward on behalf of North, South", "Upward on behalf of X (invented)",
                                         "Upward <x@example.org>", "=?UTF-8?B?AAAA?=" };
    buffer out;
    buffer_init(&out, 100000);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        mail m = letter;
        m.from_name = text_of(names[i]);
        const char *const words = write(&m, &out);
        assert_int_equal(strncmp(words, "From: =?UTF-8?B?", strlen("From: =?UTF-8?B?")), 0);
        assert_non_null(strstr(words, "?= <upward@example.org>\r\nTo: <a.lead@example.org>\r\n"));
        assert_null(strstr(words, names[i]));
    }
    buffer_clear(&out);
}

static void long_and_foreign_words_stay_within_the_lines(void **state)
{
    (void)state;
    buffer out;
    buffer_init(&out, 100000);
    mail m = letter;
    m.subject =
        TEXT("Ysbyty Gwynedd \xE2\x80\x93 arfarniad blynyddol y bwrdd cenedlaethol a\xC3\xB4 rhywbeth hir iawn iawn");
    m.body = TEXT(".begins with a dot, is long: caf\xC3\xA9 = 100 %, and goes on and on and on and on and on and on so "
                  "far that it must be broken \n\nend");
    const char *words = write(&m, &out);
    assert_null(strstr(words, "\r\n."));
    assert_non_null(strstr(words, "Subject: =?UTF-8?B?"));
    assert_non_null(strstr(words, "\r\n\r\n=2Ebegins"));
    assert_non_null(strstr(words, "caf=C3=A9 =3D 100 %"));
    assert_non_null(strstr(words, "broken=20\r\n\r\nend\r\n"));
    size_t length = 0;
    for (; *words != '\0'; words++) {
        length = *words == '\n' ? 0 : length + 1;
        assert_true(length <= 77);
        assert_true((unsigned char)*words < 0x80);
    }
    buffer_clear(&out);
}

static void addresses(void **state)
{
    (void)state;
    static const char *const right[] = { "a@b.uk", "first.last+tag@nhs.example.org", "o'brien@example.com" };
    static const char *const wrong[] = { "",         "a",        "a@b",        "@b.uk",         "a@b.",
                                         "a@.b",     "a@b..uk",  "a b@c.uk",   "a@b@c.uk",      "a@b.uk\r\n",
                                         "<a@b.uk>", "a,b@c.uk", "\"a\"@b.uk", "a@b.uk,c@d.uk", "caf\xC3\xA9@b.uk" };
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        if (!mail_is_address(text_of(right[i])))
            fail_msg("%s", right[i]);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (mail_is_address(text_of(wrong[i])))
            fail_msg("%s", wrong[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_letter_reads_as_written),
        cmocka_unit_test(a_line_break_adds_no_header),
        cmocka_unit_test(no_line_begins_with_a_dot_wherever_it_is_broken),
        cmocka_unit_test(a_name_with_marks_stays_one_name),
        cmocka_unit_test(long_and_foreign_words_stay_within_the_lines),
        cmocka_unit_test(addresses),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
