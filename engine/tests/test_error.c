/* An error says what, where and which row, and never more than fits. */
#include "upward/error.h"

#include <string.h>

#include "near.h"

static void a_failure_holds_all_it_was_told_and_is_false(void **state)
{
    (void)state;
    upw_error error = { 0 };
    assert_false(upw_fail(&error, UPW_TOO_FEW, "%d of %s", 3, "twelve"));
    assert_int_equal(error.code, UPW_TOO_FEW);
    assert_string_equal(error.message, "3 of twelve");
    assert_non_null(strstr(error.where, "test_error.c:"));
    assert_int_equal(error.row, 0);
    assert_false(upw_fail_row(&error, UPW_BAD_INPUT, 17, "size must be above zero"));
    assert_int_equal(error.row, 17);
    assert_string_equal(error.message, "size must be above zero");
}

static void nobody_needs_to_listen(void **state)
{
    (void)state;
    assert_false(upw_fail(NULL, UPW_IO_FAILED, "unheard"));
    assert_false(upw_wrap(NULL, "unheard"));
}

static void what_was_being_done_is_put_in_front_on_the_way_up(void **state)
{
    (void)state;
    upw_error error = { 0 };
    upw_fail_row(&error, UPW_BAD_INPUT, 4, "no number");
    const char *const where = error.where;
    assert_false(upw_wrap(&error, "column %s", "value"));
    assert_false(upw_wrap(&error, "reading %s", "x.csv"));
    assert_string_equal(error.message, "reading x.csv: column value: no number");
    assert_int_equal(error.code, UPW_BAD_INPUT);
    assert_int_equal(error.row, 4);
    assert_ptr_equal(error.where, where);
}

static void a_long_sentence_is_cut_and_still_ends(void **state)
{
    (void)state;
    upw_error error = { 0 };
    char words[2000];
    memset(words, 'w', sizeof words);
    words[sizeof words - 1] = '\0';
    upw_fail(&error, UPW_BAD_INPUT, "%s", words);
    assert_int_equal(strlen(error.message), sizeof error.message - 1);
    upw_fail(&error, UPW_BAD_INPUT, "inner");
    /* every length of the context around the size of the message */
    for (size_t length = sizeof error.message - 12; length < sizeof error.message + 4; length++) {
        upw_fail(&error, UPW_BAD_INPUT, "inner");
        upw_wrap(&error, "%.*s", (int)length, words);
        const size_t whole = length + strlen(": inner");
        assert_int_equal(strlen(error.message), whole < sizeof error.message ? whole : sizeof error.message - 1);
    }
}

static void every_code_has_a_face_at_every_edge(void **state)
{
    (void)state;
    for (upw_error_code code = 0; code < UPW_ERROR_COUNT; code++) {
        assert_true(strlen(upw_error_sentence(code)) > 0);
        assert_int_equal(strlen(upw_error_sqlstate(code)), 5);
        assert_in_range(upw_error_http_status(code), 200, 599);
        assert_true((upw_error_exit_status(code) == 0) == (code == UPW_OK));
        assert_true((upw_error_http_status(code) == 200) == (code == UPW_OK));
    }
    assert_int_equal(upw_error_exit_status(UPW_BAD_INPUT), 1);
    assert_int_equal(upw_error_exit_status(UPW_BAD_USAGE), 2);
    assert_int_equal(upw_error_exit_status(UPW_NO_MEMORY), 3);
    /* a code from elsewhere is some error, not a crash */
    assert_int_equal(upw_error_exit_status(UPW_ERROR_COUNT), 1);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failure_holds_all_it_was_told_and_is_false),
        cmocka_unit_test(nobody_needs_to_listen),
        cmocka_unit_test(what_was_being_done_is_put_in_front_on_the_way_up),
        cmocka_unit_test(a_long_sentence_is_cut_and_still_ends),
        cmocka_unit_test(every_code_has_a_face_at_every_edge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
