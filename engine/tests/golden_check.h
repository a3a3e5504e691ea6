/* golden_check.h: figures against the cells of a golden file, each row counted, what is off printed. */
#ifndef ENGINE_TESTS_GOLDEN_CHECK_H
#define ENGINE_TESTS_GOLDEN_CHECK_H

#include "csv_fixture.h"

typedef struct golden_tally {
    size_t compared, off;
    double worst; /* error over tolerance */
} golden_tally;

/* Within `relative` of the expected number or `absolute`, whichever is more; an empty cell is NaN. */
static inline void golden_check(golden_tally *tally, const csv_fixture *csv, size_t row, const char *column,
                                double actual, double relative, double absolute)
{
    const double expected = fixture_number(csv, row, column);
    const double allowed = fmax(relative * fabs(expected), absolute);
    tally->compared++;
    if (isnan(expected) ? isnan(actual) : fabs(actual - expected) <= allowed) {
        if (allowed > 0 && !isnan(expected))
            tally->worst = fmax(tally->worst, fabs(actual - expected) / allowed);
        return;
    }
    if (tally->off++ < 20)
        fprintf(stderr, "# %s row %zu, %s: %.17g, expected %.17g\n", csv->name, row + 2, column, actual, expected);
}

static inline void golden_check_exactly(golden_tally *tally, const csv_fixture *csv, size_t row, const char *column,
                                        double actual)
{
    golden_check(tally, csv, row, column, actual, 0, 0);
}

static inline void golden_check_text(golden_tally *tally, const csv_fixture *csv, size_t row, const char *column,
                                     const char *actual)
{
    tally->compared++;
    if (strcmp(fixture_text(csv, row, column), actual) == 0)
        return;
    if (tally->off++ < 20)
        fprintf(stderr, "# %s row %zu, %s: %s, expected %s\n", csv->name, row + 2, column, actual,
                fixture_text(csv, row, column));
}

/* Counts such as "5/24/17" into out; how many. */
static inline size_t golden_read_counts(const csv_fixture *csv, size_t row, const char *column, size_t *out,
                                        size_t room)
{
    size_t n = 0;
    for (const char *at = fixture_text(csv, row, column); *at != '\0';) {
        char *end;
        assert_true(n < room);
        out[n++] = strtoul(at, &end, 10);
        assert_true(end != at && (*end == '/' || *end == '\0'));
        at = end + (*end == '/');
    }
    return n;
}

/* The folder of a family: in the project (`is_shared` false), or beside it with the real data too. */
static inline bool golden_open_file(csv_fixture *csv, const char *family, const char *file, bool is_shared)
{
    char below[128], directory[512];
    snprintf(below, sizeof below, is_shared ? "golden/%s" : "%s", family);
    fixture_directory(is_shared ? "UPWARD_SHARED" : "UPWARD_GOLDEN", below, directory, sizeof directory);
    return fixture_open(csv, directory, file);
}

#endif
