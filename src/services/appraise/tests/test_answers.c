/* Answers: sealed, spent once, without time; written together by many; read after the close. */
#include <pthread.h>

#include "answers_scene.h"

enum { THREADS = 8, DAY_MS = 24 * 60 * 60 * 1000 };

static void a_draft_opens_with_its_token_and_with_no_other(void **state)
{
    (void)state;
    scene c;
    begin(&c);
    const answers_ticket mine = ticket_of(1), other = ticket_of(2);
    text body;
    bool found;
    assert_done(answers_read_draft(c.a, &mine, &c.arena, &body, &found, error));
    assert_false(found);
    assert_done(answers_save_draft(c.a, &mine, text_of(round_2026), TEXT("first"), error));
    assert_done(answers_save_draft(c.a, &mine, text_of(round_2026), TEXT("second thoughts"), error));
    assert_done(answers_read_draft(c.a, &mine, &c.arena, &body, &found, error));
    assert_true(found && text_equal(body, TEXT("second thoughts")));
    assert_done(answers_read_draft(c.a, &other, &c.arena, &body, &found, error));
    assert_false(found);
    answers_ticket forged = mine;
    forged.draft_key[0] ^= 1;
    assert_fails(UPW_IO_FAILED, answers_read_draft(c.a, &forged, &c.arena, &body, &found, error));
    assert_done(answers_destroy(c.a, text_of(round_2026), ANSWERS_END_DRAFTS, error));
    assert_done(answers_read_draft(c.a, &mine, &c.arena, &body, &found, error));
    assert_false(found);
    end(&c);
}

static void a_token_is_spent_once_and_stays_spent(void **state)
{
    (void)state;
    scene c;
    begin(&c);
    const answers_ticket ticket = ticket_of(1);
    bool is_spent, has;
    assert_done(answers_is_spent(c.a, &ticket, &is_spent, error));
    assert_false(is_spent);
    assert_done(send_number(&c, 1, error));
    assert_fails(UPW_CONFLICT, send_number(&c, 1, error));
    answers_close(c.a);
    open_file(&c);
    assert_fails(UPW_CONFLICT, send_number(&c, 1, error));
    assert_done(answers_is_spent(c.a, &ticket, &is_spent, error));
    assert_true(is_spent);
    char typed[40];
    snprintf(typed, sizeof typed, " %.4s-%.4s %.4s", ticket.receipt, ticket.receipt + 4, ticket.receipt + 8);
    for (char *at = typed; *at != '\0'; at++)
        if (*at >= 'a' && *at <= 'z')
            *at = (char)(*at - 'a' + 'A');
    assert_done(answers_has_receipt(c.a, text_of(round_2026), text_of(typed), &has, error));
    assert_true(has);
    assert_done(answers_has_receipt(c.a, TEXT("2025"), text_of(typed), &has, error));
    assert_false(has);
    assert_done(answers_has_receipt(c.a, text_of(round_2026), TEXT("000000000000"), &has, error));
    assert_false(has);
    end(&c);
}

static void what_is_too_long_is_refused_and_changes_nothing(void **state)
{
    (void)state;
    scene c;
    begin(&c);
    static char long_body[ANSWERS_BODY_MAX + 1];
    memset(long_body, 'x', sizeof long_body);
    const answers_ticket ticket = ticket_of(1);
    const text too_long = { long_body, sizeof long_body }, just = { long_body, ANSWERS_BODY_MAX };
    assert_fails(UPW_TOO_LARGE, answers_save_draft(c.a, &ticket, text_of(round_2026), too_long, error));
    answers_sending sending = { .ticket = &ticket,
                                .round = text_of(round_2026),
                                .public_key = c.keys.public_key,
                                .ratings = TEXT("short"),
                                .comments = &too_long,
                                .n_comments = 1 };
    assert_fails(UPW_TOO_LARGE, answers_send(c.a, &sending, error));
    sending.comments = &just;
    assert_done(answers_send(c.a, &sending, error));
    end(&c);
}

static void answers_move_ten_at_a_time_and_once_a_day(void **state)
{
    (void)state;
    scene c;
    int64_t n;
    begin(&c);
    for (int i = 0; i < 9; i++)
        assert_done(send_number(&c, i, error));
    const int64_t day = INT64_C(1790000000000);
    assert_done(answers_collect(c.a, text_of(round_2026), day, false, error));
    assert_done(answers_count(c.a, text_of(round_2026), &n, error));
    assert_int_equal(n, 0);
    assert_done(send_number(&c, 9, error));
    assert_done(answers_collect(c.a, text_of(round_2026), day, false, error));
    assert_done(answers_count(c.a, text_of(round_2026), &n, error));
    assert_int_equal(n, 10);
    for (int i = 10; i < 25; i++)
        assert_done(send_number(&c, i, error));
    assert_done(answers_collect(c.a, text_of(round_2026), day + DAY_MS - 1, false, error));
    assert_done(answers_count(c.a, text_of(round_2026), &n, error));
    assert_int_equal(n, 10);
    assert_done(answers_collect(c.a, text_of(round_2026), day + DAY_MS, false, error));
    assert_done(answers_count(c.a, text_of(round_2026), &n, error));
    assert_int_equal(n, 25);
    assert_done(send_number(&c, 25, error));
    assert_done(answers_collect(c.a, text_of(round_2026), day + DAY_MS + 1, true, error)); /* the close */
    assert_done(answers_count(c.a, text_of(round_2026), &n, error));
    assert_int_equal(n, 26);
    end(&c);
}

static void one_link_of_a_person_spends_the_others(void **state)
{
    (void)state;
    scene c;
    begin(&c);
    const answers_ticket first = ticket_of(1), second = ticket_of(2);
    const answers_sending with_second = { .ticket = &second,
                                          .other_marks = &first.spent_mark,
                                          .n_other_marks = 1,
                                          .round = text_of(round_2026),
                                          .public_key = c.keys.public_key,
                                          .ratings = TEXT("r") };
    bool is_spent;
    int64_t n;
    assert_done(answers_send(c.a, &with_second, error));
    assert_done(answers_is_spent(c.a, &first, &is_spent, error));
    assert_true(is_spent);
    assert_fails(UPW_CONFLICT, send_number(&c, 1, error));
    const answers_ticket third = ticket_of(3);
    const answers_sending with_third = { .ticket = &third,
                                         .other_marks = &second.spent_mark,
                                         .n_other_marks = 1,
                                         .round = text_of(round_2026),
                                         .public_key = c.keys.public_key,
                                         .ratings = TEXT("r") };
    assert_fails(UPW_CONFLICT, answers_send(c.a, &with_third, error));
    assert_done(answers_collect(c.a, text_of(round_2026), 1, true, error));
    assert_done(answers_count(c.a, text_of(round_2026), &n, error));
    assert_int_equal(n, 1);
    end(&c);
}

static void after_the_close_nothing_is_taken_and_what_was_taken_is_there(void **state)
{
    (void)state;
    scene c;
    int64_t n;
    begin(&c);
    const answers_ticket late = ticket_of(2);
    bool is_spent;
    assert_done(send_number(&c, 1, error));
    assert_done(answers_collect(c.a, text_of(round_2026), 1, true, error));
    assert_fails(UPW_FORBIDDEN, send_number(&c, 2, error));
    assert_fails(UPW_FORBIDDEN, answers_save_draft(c.a, &late, text_of(round_2026), TEXT("late"), error));
    assert_done(answers_is_spent(c.a, &late, &is_spent, error));
    assert_false(is_spent);
    assert_done(answers_collect(c.a, text_of(round_2026), 2, true, error));
    assert_done(answers_count(c.a, text_of(round_2026), &n, error));
    assert_int_equal(n, 1);
    end(&c);
}

static bool count_parts(void *context, text body, upw_error *error)
{
    (void)body, (void)error;
    ++*(int *)context;
    return true;
}

static int n_parts(scene *c, answers_kind kind)
{
    int n = 0;
    assert_done(answers_read_all(c->a, text_of(round_2026), kind, &c->keys, count_parts, &n, error));
    return n;
}

static void what_is_over_goes_by_kind(void **state)
{
    (void)state;
    scene c;
    begin(&c);
    const answers_ticket one = ticket_of(1);
    bool is_spent, has;
    for (int i = 0; i < 12; i++)
        assert_done(send_number(&c, i, error));
    assert_done(answers_collect(c.a, text_of(round_2026), 1, true, error));
    assert_int_equal(n_parts(&c, ANSWERS_COMMENT), 12);
    assert_done(answers_destroy(c.a, text_of(round_2026), ANSWERS_END_MARKS, error));
    assert_done(answers_is_spent(c.a, &one, &is_spent, error));
    assert_false(is_spent);
    assert_done(answers_has_receipt(c.a, text_of(round_2026), text_of(one.receipt), &has, error));
    assert_true(has);
    assert_done(answers_destroy(c.a, text_of(round_2026), ANSWERS_END_COMMENTS, error));
    assert_int_equal(n_parts(&c, ANSWERS_COMMENT), 0);
    assert_int_equal(n_parts(&c, ANSWERS_RATINGS), 12);
    assert_done(answers_destroy(c.a, text_of(round_2026), ANSWERS_END_ALL, error));
    assert_int_equal(n_parts(&c, ANSWERS_RATINGS), 0);
    assert_done(answers_has_receipt(c.a, text_of(round_2026), text_of(one.receipt), &has, error));
    assert_false(has);
    end(&c);
}

/* A thief of the file has neither words, nor a way from a token's draft to its answer; nor is there a log of the order.
 */
static void nothing_on_the_disk_tells_what_was_said_or_when(void **state)
{
    (void)state;
    scene c;
    char side[340];
    begin(&c);
    const answers_ticket ticket = ticket_of(3);
    assert_done(answers_save_draft(c.a, &ticket, text_of(round_2026), TEXT("words of number 3"), error));
    for (int i = 0; i < 40; i++)
        assert_done(send_number(&c, i, error));
    assert_done(answers_collect(c.a, text_of(round_2026), INT64_C(1790000000000), true, error));
    static const char *const ends[] = { "", "-journal", "-wal", "-shm" };
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        snprintf(side, sizeof side, "%s%s", c.path, ends[i]);
        const text bytes = read_file(side, &c.arena);
        assert_false(text_contains(bytes, TEXT("words of number")));
        assert_false(text_contains(bytes, text_of(ticket.receipt)));
        assert_true(i == 0 ? bytes.len > 0 : bytes.len == 0); /* the journal is cut off, and there is no other */
        const text name = { (const char *)ticket.draft_name, ANSWERS_KEY_BYTES };
        assert_false(text_contains(bytes, name)); /* the draft went with the sending, and its place was wiped */
    }
    end(&c);
}

static bool refuse(void *context, text body, upw_error *error)
{
    (void)context, (void)body, (void)error;
    return true;
}

static void another_rounds_key_opens_nothing(void **state)
{
    (void)state;
    scene c;
    answers_keys others;
    begin(&c);
    answers_make_keys(&others);
    assert_done(send_number(&c, 1, error));
    assert_done(answers_collect(c.a, text_of(round_2026), 1, true, error));
    assert_fails(UPW_IO_FAILED,
                 answers_read_all(c.a, text_of(round_2026), ANSWERS_RATINGS, &others, refuse, NULL, error));
    end(&c);
}

typedef struct crowd {
    scene *c;
    int first, n, n_sent, n_refused;
} crowd;

static void *send_many(void *context)
{
    crowd *const one = context;
    for (int i = 0; i < one->n; i++) {
        upw_error error = { 0 };
        if (send_number(one->c, one->first + i, &error))
            one->n_sent++;
        else if (error.code == UPW_CONFLICT)
            one->n_refused++;
    }
    return NULL;
}

static void many_at_once_are_each_counted_once(void **state)
{
    (void)state;
    scene c;
    crowd crowds[THREADS];
    pthread_t threads[THREADS];
    int64_t n;
    int n_sent = 0, n_refused = 0;
    begin(&c);
    for (int i = 0; i < THREADS; i++) {
        crowds[i] = (crowd){ &c, i / 2 * 50, 50, 0, 0 }; /* two threads each with the same tokens */
        assert_int_equal(pthread_create(&threads[i], NULL, send_many, &crowds[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        n_sent += crowds[i].n_sent;
        n_refused += crowds[i].n_refused;
    }
    assert_int_equal(n_sent, THREADS / 2 * 50);
    assert_int_equal(n_refused, THREADS / 2 * 50);
    assert_done(answers_collect(c.a, text_of(round_2026), 1, true, error));
    assert_done(answers_count(c.a, text_of(round_2026), &n, error));
    assert_int_equal(n, n_sent);
    end(&c);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_draft_opens_with_its_token_and_with_no_other),
        cmocka_unit_test(a_token_is_spent_once_and_stays_spent),
        cmocka_unit_test(what_is_too_long_is_refused_and_changes_nothing),
        cmocka_unit_test(one_link_of_a_person_spends_the_others),
        cmocka_unit_test(after_the_close_nothing_is_taken_and_what_was_taken_is_there),
        cmocka_unit_test(what_is_over_goes_by_kind),
        cmocka_unit_test(answers_move_ten_at_a_time_and_once_a_day),
        cmocka_unit_test(nothing_on_the_disk_tells_what_was_said_or_when),
        cmocka_unit_test(another_rounds_key_opens_nothing),
        cmocka_unit_test(many_at_once_are_each_counted_once),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests_name("services/appraise/answers", tests, NULL, NULL);
}
