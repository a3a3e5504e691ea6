/* Are the right backups kept, and is nothing else touched? */
#include "store/retention.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "near.h"

static const int64_t DAY = 86400000, NOW = 1796004000000; /* 30 November 2026, 02:00 UTC, a Monday */

static size_t count(const bool *keep, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        kept += keep[i];
    return kept;
}

static void a_year_of_nights_becomes_days_weeks_and_months(void **state)
{
    (void)state;
    enum { N = 400 };
    int64_t at[N];
    bool keep[N];
    for (int i = 0; i < N; i++)
        at[i] = NOW - i * DAY;
    retention_choose(at, N, keep);
    for (int i = 0; i < 7; i++)
        assert_true(keep[i]); /* 30 to 24 November */
    /* Sundays 22, 15 and 8 November end the weeks (29 is kept as a day, today begins one); months end on the 31st or
     * 30th, back to December 2025. */
    static const int also[] = { 8, 15, 22, 30, 61, 91, 122, 153, 183, 214, 244, 275, 303, 334 };
    for (size_t i = 0; i < sizeof also / sizeof *also; i++)
        assert_true(keep[also[i]]);
    assert_int_equal(count(keep, N), 7 + sizeof also / sizeof *also);
}

static void the_newest_of_a_day_is_kept(void **state)
{
    (void)state;
    const int64_t at[] = { NOW, NOW - 1000, NOW - 3600000, NOW - DAY };
    bool keep[4];
    retention_choose(at, 4, keep);
    assert_true(keep[0] && !keep[1] && !keep[2] && keep[3]);
    retention_choose(at, 0, keep);
}

static void days_without_a_backup_do_not_count(void **state)
{
    (void)state;
    int64_t at[7];
    bool keep[7];
    for (int i = 0; i < 7; i++)
        at[i] = NOW - i * 50 * DAY;
    retention_choose(at, 7, keep);
    assert_int_equal(count(keep, 7), 7);
}

static void names_are_written_and_read(void **state)
{
    (void)state;
    char name[RETENTION_NAME_LEN];
    int64_t at;
    retention_write_name(NOW + 52123, name);
    assert_string_equal(name, "upward-20261130T020052Z.backup");
    assert_true(retention_read_name(text_of(name), &at));
    assert_int_equal(at, NOW + 52000);
    static const char *const others[] = { "",
                                          "upward-20261130T020052Z.backup~",
                                          "upward-20261130T020052Z.backuq",
                                          "upward-20261330T020052Z.backup",
                                          "upward-20261130T240052Z.backup",
                                          "upward-2026113xT020052Z.backup",
                                          "Upward-20261130T020052Z.backup" };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(retention_read_name(text_of(others[i]), &at));
}

static void put(const char *folder, const char *name)
{
    char path[120];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *const file = fopen(path, "w");
    assert_non_null(file);
    fclose(file);
}

static bool is_there(const char *folder, const char *name)
{
    char path[120];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    const bool there = access(path, F_OK) == 0;
    unlink(path);
    return there;
}

static void only_what_is_named_like_a_backup_is_removed(void **state)
{
    (void)state;
    char folder[] = "/tmp/upward-retention-XXXXXX";
    upw_error error = { 0 };
    size_t n_removed;
    assert_non_null(mkdtemp(folder));
    put(folder, "upward-20261130T020000Z.backup");
    put(folder, "upward-20261130T010000Z.backup");
    put(folder, "upward-20261130T010000Z.backup.old");
    put(folder, "upward.db");
    assert_true(retention_apply(folder, &n_removed, &error));
    assert_int_equal(n_removed, 1);
    assert_true(is_there(folder, "upward-20261130T020000Z.backup"));
    assert_false(is_there(folder, "upward-20261130T010000Z.backup"));
    assert_true(is_there(folder, "upward-20261130T010000Z.backup.old"));
    assert_true(is_there(folder, "upward.db"));
    assert_int_equal(rmdir(folder), 0);
    assert_false(retention_apply(folder, &n_removed, &error));
    assert_int_equal(error.code, UPW_IO_FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_year_of_nights_becomes_days_weeks_and_months),
        cmocka_unit_test(the_newest_of_a_day_is_kept),
        cmocka_unit_test(days_without_a_backup_do_not_count),
        cmocka_unit_test(names_are_written_and_read),
        cmocka_unit_test(only_what_is_named_like_a_backup_is_removed),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
