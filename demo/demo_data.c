/* demo-data FOLDER [--until YYYY-MM] [--seed N]: write the invented year as observations.csv, indicators.csv and
 * plans.csv.
 *
 * Without --until the figures end with last month, so that the demonstration is never out of date. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/number.h"
#include "base/output.h"
#include "base/period.h"
#include "generate.h"

enum { SECONDS_A_DAY = 86400, MONTHS_A_YEAR = 12, FILE_MAX = 64 << 20, PATH_MAX_HERE = 4096 };

static const char usage[] = "usage: demo-data FOLDER [--until YYYY-MM] [--seed N]\n";

static int count_months(int32_t day)
{
    const civil_date date = civil_from_days(day);
    return MONTHS_A_YEAR * date.year + date.month - 1;
}

static bool read_arguments(int argc, char **argv, const char **folder, int *until, uint64_t *seed)
{
    *until = count_months((int32_t)(time(NULL) / SECONDS_A_DAY)) - 1;
    *seed = DEMO_SEED;
    for (int i = 1; i < argc; i++) {
        const bool has_more = i + 1 < argc;
        if (strcmp(argv[i], "--until") == 0 && has_more) {
            period month;
            const char *reason;
            if (!period_parse(text_of(argv[++i]), PERIOD_ORDER_ISO, &month, &reason) ||
                period_get_kind(month) != PERIOD_MONTH)
                return false;
            *until = count_months(period_get_start(month));
        } else if (strcmp(argv[i], "--seed") == 0 && has_more) {
            int64_t number;
            if (!number_parse_integer(text_of(argv[++i]), &number))
                return false;
            *seed = (uint64_t)number;
        } else if (*folder == NULL && argv[i][0] != '-') {
            *folder = argv[i];
        } else {
            return false;
        }
    }
    return *folder != NULL;
}

static bool write_file(const char *folder, const char *name, const buffer *bytes, upw_error *error)
{
    char path[PATH_MAX_HERE];
    if ((size_t)snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path)
        return upw_fail(error, UPW_BAD_USAGE, "the name of the folder is too long");
    output *const out = output_open(path, error);
    if (out == NULL)
        return false;
    if (!output_write(out, buffer_text(bytes), error)) {
        output_abandon(out);
        return false;
    }
    return output_commit(out, error);
}

int main(int argc, char **argv)
{
    const char *folder = NULL;
    int until;
    uint64_t seed;
    if (!read_arguments(argc, argv, &folder, &until, &seed)) {
        fputs(usage, stderr);
        return upw_error_exit_status(UPW_BAD_USAGE);
    }
    if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
        fprintf(stderr, "demo-data: cannot make the folder %s: %s\n", folder, strerror(errno));
        return upw_error_exit_status(UPW_IO_FAILED);
    }
    buffer observations, indicators, plans;
    buffer_init(&observations, FILE_MAX);
    buffer_init(&indicators, FILE_MAX);
    buffer_init(&plans, FILE_MAX);
    demo_write_observations(&observations, seed, until);
    demo_write_indicators(&indicators, until);
    demo_write_plans(&plans, until);
    upw_error error = { 0 };
    const bool is_well = write_file(folder, "observations.csv", &observations, &error) &&
                         write_file(folder, "indicators.csv", &indicators, &error) &&
                         write_file(folder, "plans.csv", &plans, &error);
    buffer_clear(&observations);
    buffer_clear(&indicators);
    buffer_clear(&plans);
    if (!is_well)
        fprintf(stderr, "demo-data: %s\n", error.message);
    return upw_error_exit_status(error.code);
}
