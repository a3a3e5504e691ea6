/* Who may do what, by the table. */
#include "workflow/permit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const workflow_seat lead_of_leeds = { ROLE_BODY_LEAD, { "leeds", 5 } };
static const workflow_person lead = { TEXT("p1"), TEXT("A. Lead"), &lead_of_leeds, 1 };

static void a_lead_signs_for_the_own_body_and_for_no_other(void **state)
{
    (void)state;
    const workflow_seat *seat = NULL;
    assert_true(
        workflow_may(PERMISSION_S1_FIRST_SIGNATURE, &lead, &(workflow_about){ .organisation = TEXT("leeds") }, &seat));
    assert_ptr_equal(seat, &lead_of_leeds);
    assert_false(
        workflow_may(PERMISSION_S1_FIRST_SIGNATURE, &lead, &(workflow_about){ .organisation = TEXT("hull") }, NULL));
    assert_false(workflow_may(PERMISSION_S1_FIRST_SIGNATURE, &lead, &(workflow_about){ 0 }, NULL));
    assert_false(
        workflow_may(PERMISSION_S1_SECOND_SIGNATURE, &lead, &(workflow_about){ .organisation = TEXT("leeds") }, NULL));
}

/* A row of dashes is a thing that nobody may do, whatever it is about. */
static void what_nobody_may_do_nobody_may_do(void **state)
{
    (void)state;
    const text leeds = TEXT("leeds");
    const workflow_about all = { leeds, &leeds, 1, TEXT("p1"), true, true };
    size_t n_forbidden = 0;
    for (workflow_permission p = PERMISSION_NONE + 1; p < PERMISSION_COUNT; p++) {
        bool is_anyones = false;
        for (workflow_role r = 0; r < WORKFLOW_ROLES; r++)
            is_anyones = is_anyones || workflow_permissions[p].grants[r] != GRANT_NO;
        n_forbidden += !is_anyones;
        for (workflow_role r = 0; r < ROLE_COUNT; r++) {
            const workflow_seat seat = { r, leeds };
            const workflow_person person = { TEXT("p1"), TEXT("X"), &seat, 1 };
            const bool by_table = r < WORKFLOW_ROLES && workflow_permissions[p].grants[r] != GRANT_NO;
            const bool by_anyone = workflow_permissions[p].grants[ROLE_PUBLIC] != GRANT_NO &&
                                   workflow_permissions[p].grants[ROLE_PUBLIC] != GRANT_OWN;
            if (workflow_may(p, &person, &all, NULL) != (by_table || by_anyone))
                fail_msg("%s: %s", workflow_role_names[r], workflow_permissions[p].action);
        }
    }
    assert_int_equal(n_forbidden, 7);
}

static void what_is_published_is_everybodys(void **state)
{
    (void)state;
    const workflow_permission read = PERMISSION_S1_READ_THE_PUBLISHED_REPORT_AND_TABLES;
    assert_true(workflow_may(read, NULL, &(workflow_about){ .is_published = true }, NULL));
    assert_false(workflow_may(read, NULL, &(workflow_about){ 0 }, NULL));
    assert_false(workflow_may(read, &lead, &(workflow_about){ .organisation = TEXT("leeds") }, NULL));
}

static void those_who_run_the_round_are_not_those_whom_it_appraises(void **state)
{
    (void)state;
    const workflow_seat coalition = { ROLE_COALITION, TEXT("c") };
    workflow_role with = ROLE_COUNT;
    assert_false(workflow_goes_together(&coalition, 1, ROLE_BOARD, &with));
    assert_int_equal(with, ROLE_COALITION);
    assert_false(workflow_goes_together(&coalition, 1, ROLE_ADMIN, &with));
    assert_true(workflow_goes_together(&coalition, 1, ROLE_ANALYST, &with));
    assert_true(workflow_goes_together(NULL, 0, ROLE_BOARD, &with));
}

static void moves_are_found_by_state_and_event(void **state)
{
    (void)state;
    const workflow_move_row *const move = workflow_find_move(EVENT_RETURN_COUNTERSIGN, STATE_RETURN_PART_SIGNED);
    assert_non_null(move);
    assert_int_equal(move->to, STATE_RETURN_SUBMITTED);
    assert_int_equal(move->actors, 1u << ROLE_SIGNATORY);
    assert_int_equal(move->email, EMAIL_A12);
    assert_null(workflow_find_move(EVENT_RETURN_COUNTERSIGN, STATE_RETURN_AGREED));
    assert_null(workflow_find_move(EVENT_RETURN_COUNTERSIGN, STATE_ROUND_OPEN));
    assert_int_equal(workflow_first_state(MACHINE_REPORT), STATE_REPORT_ASSEMBLING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lead_signs_for_the_own_body_and_for_no_other),
        cmocka_unit_test(what_nobody_may_do_nobody_may_do),
        cmocka_unit_test(what_is_published_is_everybodys),
        cmocka_unit_test(those_who_run_the_round_are_not_those_whom_it_appraises),
        cmocka_unit_test(moves_are_found_by_state_and_event),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
