/* Answers as bytes: what was said comes back, and nothing else is read as an answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/memory.h"
#include "services/appraise/answer_body.h"

static question questions[] = {
    { .id = { "L1", 2 }, .scale = SCALE_AGREE, .targets = 3, .is_required = true },
    { .id = { "D2", 2 }, .scale = SCALE_AGREE, .targets = 1, .is_required = true },
    { .id = { "G1", 2 }, .scale = SCALE_QUALITY, .targets = 3, .is_required = true },
    { .id = { "X1", 2 }, .scale = SCALE_TEXT, .targets = 1, .max_chars = 20 },
    { .id = { "X3", 2 }, .scale = SCALE_TEXT, .targets = 3, .max_chars = 20 },
};
static const questionnaire asked = { { "2026", 4 }, questions, sizeof questions / sizeof *questions };
enum { L1, D2, G1, X1, X3 };

static answer_body full(void)
{
    answer_body a = { .body = TEXT("E38000037") };
    a.ratings[L1][TARGET_NATIONAL] = 4;
    a.ratings[L1][TARGET_LOCAL] = ANSWER_DO_NOT_KNOW;
    a.ratings[D2][TARGET_NATIONAL] = 1;
    a.ratings[G1][TARGET_NATIONAL] = ANSWER_DOES_NOT_APPLY;
    a.ratings[G1][TARGET_LOCAL] = 5;
    a.comments[X1] = TEXT("rating L1 local 5\n");
    a.comments[X3] = TEXT("Zwölf – \"fine\"");
    a.is_vouched[X3] = true;
    return a;
}

static void what_was_said_comes_back(void **state)
{
    (void)state;
    upw_arena arena;
    upw_error error = { 0 };
    answer_body back;
    memory_init_arena(&arena);
    const answer_body a = full();
    const text bytes = answers_encode(&asked, &a, &arena);
    assert_true(answers_decode(bytes, &asked, &back, &error));
    assert_true(text_equal(back.body, a.body));
    assert_memory_equal(back.ratings, a.ratings, sizeof a.ratings);
    for (size_t i = 0; i < QUESTIONS_MAX; i++) {
        assert_true(text_equal(back.comments[i], a.comments[i]));
        assert_int_equal(back.is_vouched[i], a.is_vouched[i]);
    }
    assert_true(answer_is_complete(&asked, &back));
    upw_arena_clear(&arena);
}

static void parts_hold_nothing_of_each_other(void **state)
{
    (void)state;
    upw_arena arena;
    upw_error error = { 0 };
    answer_body back;
    memory_init_arena(&arena);
    const answer_body a = full();
    assert_true(answers_decode(answers_encode_ratings(&asked, &a, &arena), &asked, &back, &error));
    assert_memory_equal(back.ratings, a.ratings, sizeof a.ratings);
    assert_int_equal(back.comments[X1].len + back.comments[X3].len, 0);
    assert_true(answers_decode(answers_encode_comment(&asked, &a, X3, &arena), &asked, &back, &error));
    assert_true(text_equal(back.comments[X3], a.comments[X3]));
    assert_int_equal(back.comments[X1].len, 0);
    for (size_t i = 0; i < asked.n; i++)
        assert_int_equal(back.ratings[i][0] + back.ratings[i][1], 0);
    upw_arena_clear(&arena);
}

static void an_answer_is_complete_when_each_that_is_judged_has_its_rating(void **state)
{
    (void)state;
    answer_body a = full();
    a.ratings[G1][TARGET_LOCAL] = 0;
    assert_false(answer_is_complete(&asked, &a));
    assert_false(answer_has_question(&questions[G1], &a, G1));
    a = full();
    a.comments[X1] = a.comments[X3] = TEXT("");
    assert_true(answer_is_complete(&asked, &a)); /* words need not be given */
}

#define HEAD "upward answer 1\nbody E38000037\n"

static void what_is_no_answer_is_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "upward answer 2\nbody E38000037\n",
        "upward answer 1\n",
        "upward answer 1\nbody \n",
        HEAD "rating L1 national 4",
        HEAD "rating L1 national 6\n",
        HEAD "rating L1 national 0\n",
        HEAD "rating L1 national 44\n",
        HEAD "rating L1 regional 4\n",
        HEAD "rating D2 local 4\n",
        HEAD "rating Z9 local 4\n",
        HEAD "rating X1 national 4\n",
        HEAD "rating L1 local 4\nrating L1 national 4\n",
        HEAD "rating L1 national 4\nrating L1 national 4\n",
        HEAD "comment L1 0 1\na\n",
        HEAD "comment X1 2 1\na\n",
        HEAD "comment X1 0 2\na\n",
        HEAD "comment X1 0 01\na\n",
        HEAD "comment X1 0 0\n\n",
        HEAD "comment X1 0 1\nab\n",
        HEAD "comment X1 0 1\n\xff\n",
        HEAD "comment X1 0 21\naaaaaaaaaaaaaaaaaaaaa\n",
        HEAD "comment X1 0 1\na\ncomment X1 0 1\nb\n",
        HEAD "comment X1 0 99999999999999999999\na\n",
        HEAD "sung X1\n",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        upw_error error = { 0 };
        answer_body back;
        if (answers_decode(text_of(wrong[i]), &asked, &back, &error))
            fail_msg("this was read as an answer: %s", wrong[i]);
        assert_int_equal(error.code, UPW_BAD_INPUT);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_said_comes_back),
        cmocka_unit_test(parts_hold_nothing_of_each_other),
        cmocka_unit_test(an_answer_is_complete_when_each_that_is_judged_has_its_rating),
        cmocka_unit_test(what_is_no_answer_is_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("services/appraise/answer_body", tests, NULL, NULL);
}
