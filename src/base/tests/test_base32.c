/* Are identifiers written so that each is its own, and is anything else refused? */
#include "base/base32.h"

#include <string.h>

#include "near.h"

static void known_bytes_have_known_letters(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t n;
        const char *written;
    } cases[] = {
        { "", 0, "" },
        { "\x00", 1, "00" },
        { "\xFF", 1, "zw" },
        { "foobar", 6, "csqpyrk1e8" },
        { "\x08\x42\x10\x84\x21", 5, "11111111" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[40];
        base32_write((const uint8_t *)cases[i].bytes, cases[i].n, out);
        assert_string_equal(out, cases[i].written);
        assert_int_equal(strlen(out), BASE32_LEN(cases[i].n));
    }
}

static void each_bit_of_an_identifier_shows(void **state)
{
    (void)state;
    char none[BASE32_ID_LEN + 1], one[BASE32_ID_LEN + 1];
    uint8_t bytes[BASE32_ID_BYTES] = { 0 };
    base32_write(bytes, sizeof bytes, none);
    for (size_t bit = 0; bit < sizeof bytes * 8; bit++) {
        memset(bytes, 0, sizeof bytes);
        bytes[bit / 8] = (uint8_t)(1 << bit % 8);
        base32_write(bytes, sizeof bytes, one);
        assert_string_not_equal(one, none);
        assert_true(base32_is_id(text_of(one)));
    }
}

static void what_is_no_identifier_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "0",
        "0000000000000000000000000",
        "000000000000000000000000000",
        "0000000000000000000000000i",
        "0000000000000000000000000L",
        "000000000000O0000000000000",
        "u0000000000000000000000000",
        "0000000000000000000000000A",
        "00000000000000000000000001",
        "0000000000000000000000000/",
    };
    assert_true(base32_is_id(TEXT("00000000000000000000000000")));
    assert_true(base32_is_id(TEXT("zzzzzzzzzzzzzzzzzzzzzzzzzw")));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(base32_is_id(text_of(wrong[i])));
    assert_false(base32_is_id((text){ "0000000000000\0"
                                      "000000000000",
                                      26 }));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_bytes_have_known_letters),
        cmocka_unit_test(each_bit_of_an_identifier_shows),
        cmocka_unit_test(what_is_no_identifier_is_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
