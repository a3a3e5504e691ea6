/* Does a buffer hold what was added, up to its maximum and not a byte more? */
#include "base/buffer.h"

#include <string.h>

#include "near.h"

static void assert_holds(const buffer *b, text expected)
{
    const text held = buffer_text(b);
    if (!text_equal(held, expected))
        fail_msg("\"%.*s\" instead of \"%.*s\"", TEXT_ARGS(held), TEXT_ARGS(expected));
}

static void what_is_added_stands_in_order(void **state)
{
    (void)state;
    buffer b;
    buffer_init(&b, 1000);
    assert_holds(&b, TEXT(""));
    buffer_add_literal(&b, "one ");
    buffer_add(&b, TEXT("t\0o"));
    buffer_add(&b, (text){ NULL, 0 });
    buffer_add_char(&b, ' ');
    buffer_add_format(&b, "%s-%d", "three", 4);
    buffer_add_format(&b, "%s", "");
    assert_holds(&b, TEXT("one t\0o three-4"));
    assert_false(b.is_full);
    buffer_clear(&b);
}

static void integers_are_written_whole(void **state)
{
    (void)state;
    static const struct {
        int64_t number;
        const char *words;
    } cases[] = {
        { 0, "0" },
        { 7, "7" },
        { -7, "-7" },
        { 10, "10" },
        { INT64_MAX, "9223372036854775807" },
        { INT64_MIN, "-9223372036854775808" },
    };
    buffer b;
    buffer_init(&b, 100);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buffer_empty(&b);
        buffer_add_integer(&b, cases[i].number);
        assert_holds(&b, text_of(cases[i].words));
    }
    buffer_clear(&b);
}

/* Ways to add five bytes. */
typedef void (*adder)(buffer *b);
static void add_view(buffer *b)
{
    buffer_add(b, TEXT("12345"));
}
static void add_format(buffer *b)
{
    buffer_add_format(b, "%d", 12345);
}
static void add_integer(buffer *b)
{
    buffer_add_integer(b, 12345);
}

static void the_maximum_is_reached_but_not_passed(void **state)
{
    (void)state;
    static const adder adders[] = { add_view, add_format, add_integer };
    for (size_t i = 0; i < sizeof adders / sizeof *adders; i++)
        for (size_t maximum = 0; maximum < 1200; maximum += maximum < 12 ? 1 : 97) {
            buffer b;
            buffer_init(&b, maximum);
            for (size_t k = 0; k < maximum / 5; k++)
                adders[i](&b);
            if (b.len != maximum / 5 * 5 || b.is_full)
                fail_msg("adder %zu stops at %zu of %zu", i, b.len, maximum);
            adders[i](&b);
            assert_true(b.is_full);
            assert_int_equal(b.len, maximum / 5 * 5);
            const size_t len = b.len;
            buffer_add_char(&b, 'x'); /* would fit, but something is missing before it */
            assert_int_equal(b.len, len);
            assert_null(buffer_reserve(&b, 1));
            buffer_empty(&b);
            assert_false(b.is_full);
            buffer_clear(&b);
            assert_int_equal(b.maximum, maximum);
        }
}

static void reserved_room_is_used_as_far_as_it_is_counted(void **state)
{
    (void)state;
    buffer b;
    buffer_init(&b, 100000);
    for (size_t i = 0; i < 1000; i++) {
        char *const room = buffer_reserve(&b, 100);
        assert_non_null(room);
        memset(room, 'a' + (int)(i % 26), 100);
        b.len += 50;
    }
    assert_int_equal(b.len, 50000);
    for (size_t i = 0; i < b.len; i++)
        assert_int_equal(b.at[i], 'a' + (int)(i / 50 % 26));
    assert_null(buffer_reserve(&b, SIZE_MAX));
    buffer_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_added_stands_in_order),
        cmocka_unit_test(integers_are_written_whole),
        cmocka_unit_test(the_maximum_is_reached_but_not_passed),
        cmocka_unit_test(reserved_room_is_used_as_far_as_it_is_counted),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
