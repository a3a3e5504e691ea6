/* Old backups go, the older the more of them. */
#include "store/retention.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/number.h"
#include "base/period.h"

enum { DAY_MS = 86400000 };

static int64_t day_of(int64_t at_ms)
{
    return (at_ms - (at_ms % DAY_MS + DAY_MS) % DAY_MS) / DAY_MS;
}

static int64_t week_of(int64_t at_ms)
{
    return (day_of(at_ms) + 3) / 7; /* Monday to Sunday */
}

static int64_t month_of(int64_t at_ms)
{
    const civil_date date = civil_from_days((int32_t)day_of(at_ms));
    return date.year * 12 + date.month;
}

static const struct {
    int64_t (*stretch_of)(int64_t at_ms);
    unsigned n;
} kept[] = { { day_of, 7 }, { week_of, 5 }, { month_of, 12 } };

void retention_choose(const int64_t *at_ms, size_t n, bool *keep)
{
    memset(keep, 0, n);
    for (size_t k = 0; k < sizeof kept / sizeof *kept; k++) {
        unsigned n_kept = 0;
        for (size_t i = 0; i < n && n_kept < kept[k].n; i++)
            if (i == 0 || kept[k].stretch_of(at_ms[i]) != kept[k].stretch_of(at_ms[i - 1])) {
                keep[i] = true;
                n_kept++;
            }
    }
}

/* ---- names ---- */

void retention_write_name(int64_t at_ms, char out[RETENTION_NAME_LEN])
{
    const int64_t day = day_of(at_ms);
    const civil_date date = civil_from_days((int32_t)day);
    const unsigned s = (unsigned)((at_ms - day * DAY_MS) / 1000);
    snprintf(out, RETENTION_NAME_LEN, "upward-%04u%02u%02uT%02u%02u%02uZ.backup", (unsigned)date.year % 10000,
             date.month % 100u, date.day % 100u, s / 3600 % 100, s / 60 % 60, s % 60);
}

bool retention_read_name(text name, int64_t *at_ms)
{
    static const char shape[] = "upward-00000000T000000Z.backup";
    int64_t digits[14] = { 0 };
    size_t n = 0;
    if (name.len != sizeof shape - 1)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        const bool is_digit = name.at[i] >= '0' && name.at[i] <= '9';
        if (shape[i] == '0' ? !is_digit : name.at[i] != shape[i])
            return false;
        if (shape[i] == '0')
            digits[n++] = name.at[i] - '0';
    }
    int64_t parts[7]; /* century, year in it, month, day, hour, minute, second */
    for (size_t i = 0; i < 7; i++)
        parts[i] = digits[2 * i] * 10 + digits[2 * i + 1];
    const civil_date date = { (int32_t)(parts[0] * 100 + parts[1]), (uint8_t)parts[2], (uint8_t)parts[3] };
    if (!civil_is_valid(date) || parts[4] > 23 || parts[5] > 59 || parts[6] > 59)
        return false;
    *at_ms = civil_to_days(date) * (int64_t)DAY_MS + ((parts[4] * 60 + parts[5]) * 60 + parts[6]) * 1000;
    return true;
}

/* ---- the folder ---- */

static int compare_newest_first(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x < y) - (x > y);
}

static bool list_folder(DIR *folder, int64_t **at_ms, size_t *n)
{
    const struct dirent *entry;
    errno = 0;
    while ((entry = readdir(folder)) != NULL) {
        int64_t at;
        if (!retention_read_name(text_of(entry->d_name), &at))
            continue;
        *at_ms = memory_grow(*at_ms, *n + 1, sizeof **at_ms);
        (*at_ms)[(*n)++] = at;
    }
    return errno == 0;
}

bool retention_apply(const char *path, size_t *n_removed, upw_error *error)
{
    int64_t *at_ms = NULL;
    size_t n = 0;
    *n_removed = 0;
    DIR *const folder = opendir(path);
    if (folder == NULL || !list_folder(folder, &at_ms, &n)) {
        upw_fail(error, UPW_IO_FAILED, "the folder %s cannot be read: %s", path, strerror(errno));
        if (folder != NULL)
            closedir(folder);
        free(at_ms);
        return false;
    }
    bool *const keep = memory_grow(NULL, n, sizeof *keep);
    if (n > 0)
        qsort(at_ms, n, sizeof *at_ms, compare_newest_first);
    retention_choose(at_ms, n, keep);
    bool done = true;
    for (size_t i = 0; done && i < n; i++) {
        char name[RETENTION_NAME_LEN];
        retention_write_name(at_ms[i], name);
        if (keep[i])
            continue;
        done =
            unlinkat(dirfd(folder), name, 0) == 0 ||
            upw_fail(error, UPW_IO_FAILED, "the old backup %s/%s cannot be removed: %s", path, name, strerror(errno));
        *n_removed += done;
    }
    closedir(folder);
    free(keep);
    free(at_ms);
    return done;
}
