/* Any bytes as a file of traffic-light schemes, held against a small table; and as records without periods.
 *
 * A scheme that is read hangs together: the engine takes it, and the words on it are text. What is refused is refused
 * with a sentence. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/memory.h"
#include "report/lights.h"
#include "table/records.h"
#include "table/schemes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { POINTS = 14, SERIES = 3 };

/* The same name every time, so that complaints can be compared. */
static int make_file(const uint8_t *data, size_t size, char path[40])
{
    const int fd = memfd_create("schemes", MFD_CLOEXEC);
    assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    snprintf(path, 40, "/proc/self/fd/%d", fd);
    return fd;
}

static void check_refusal(const upw_error *error)
{
    assert(error->code != UPW_OK && error->message[0] != '\0' && text_is_utf8(text_of(error->message)) &&
           strpbrk(error->message, "\n\r\033") == NULL);
}

static void check_words(text words)
{
    assert(text_is_utf8(words) && memchr(words.at, '\0', words.len) == NULL);
}

/* Monthly shares, numbered counts, and a series of one value with gaps. */
static void make_table(series_table *out, period *periods, double *values, series_key *keys, size_t *offsets)
{
    static const double noise[POINTS] = { 0, 3, -2, 1, 4, -1, 0, 2, -3, 1, 0, 2, -1, 3 };
    for (size_t s = 0; s < SERIES; s++)
        for (size_t i = 0; i < POINTS; i++) {
            const size_t at = s * POINTS + i;
            periods[at] = s == 1 ? period_make((int32_t)i + 1, PERIOD_NUMBER)
                                 : period_make(civil_to_days((civil_date){ 2020, (uint8_t)(i % 12 + 1), 1 }) +
                                                   (int32_t)(i / 12) * 366,
                                               PERIOD_MONTH);
            values[at] = s == 0 ? 0.9 + noise[i] / 100 : s == 1 ? 60 + noise[i] : i % 3 == 0 ? NAN : 5;
        }
    keys[0] = (series_key){ TEXT("a / x"), TEXT("a"), TEXT("x") };
    keys[1] = (series_key){ TEXT("b / x"), TEXT("b"), TEXT("x") };
    keys[2] = (series_key){ TEXT("c"), TEXT(""), TEXT("") };
    for (size_t s = 0; s <= SERIES; s++)
        offsets[s] = s * POINTS;
    *out = (series_table){ .n_series = SERIES,
                           .n_points = SERIES * POINTS,
                           .keys = keys,
                           .offsets = offsets,
                           .periods = periods,
                           .values = values };
}

static void hold_against(const scheme_list *list, upw_arena *arena)
{
    static const upw_lights_options options = { .chart = UPW_LIGHTS_PLAIN };
    period periods[SERIES * POINTS];
    double values[SERIES * POINTS];
    series_key keys[SERIES];
    size_t offsets[SERIES + 1], n = 0;
    series_table table;
    lights_series items[SERIES];
    make_table(&table, periods, values, keys, offsets);
    bool *const is_used = MEMORY_TAKE(arena, bool, list->n);
    for (size_t s = 0; s < SERIES; s++) {
        upw_error error = { 0 };
        const light_scheme *const scheme = schemes_find(list, &keys[s]);
        if (scheme == NULL)
            continue;
        is_used[scheme - list->items] = true;
        if (!lights_review_series(&table, s, scheme, &options, arena, NULL, NULL, &items[n], &error)) {
            check_refusal(&error);
            continue;
        }
        check_words(lights_write_paragraph(&items[n], NULL, arena));
        check_words(lights_describe_scheme(scheme, s == 0, arena));
        n++;
    }
    upw_error error = { 0 };
    if (!schemes_check_used(list, is_used, keys, SERIES, &error))
        check_refusal(&error);
    for (size_t i = 0; i < list->n && n > 0 && i < 4; i++) {
        lights_overview o;
        if (lights_make_overview(items, n, &list->items[i], arena, &o, &error))
            check_words(lights_write_overview(&o, arena));
    }
}

static bool take_row(void *context, const records_file *file, const text *fields, int64_t row, upw_error *error)
{
    (void)file, (void)error;
    int64_t *const last = context;
    assert(row > *last && text_is_utf8(fields[0]) && text_is_utf8(fields[1]));
    *last = row;
    return true;
}

static void read_records(const char *path)
{
    static const char *const names[] = { "scheme", "body", NULL }, *const values[] = { "c1", "amber_from", NULL };
    static const record_column columns[] = { { "organisation", { "", 0 }, names, false },
                                             { "value", { "", 0 }, values, true } };
    static const table_options options = { 0 };
    table_notes notes = { 0 };
    upw_error error = { 0 };
    int64_t last = 1;
    if (records_read(path, &options, columns, 2, take_row, &last, &notes, &error))
        assert(last <= 1 + notes.n_rows);
    else
        check_refusal(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { WITHIN = 1 << 16 }; /* names are compared with each other */
    char path[40];
    if (size > WITHIN)
        return 0;
    const int fd = make_file(data, size, path);
    upw_arena arena;
    memory_init_arena(&arena);
    scheme_list list;
    upw_error error = { 0 };
    if (schemes_read(path, PERIOD_ORDER_ISO, &arena, &list, &error))
        hold_against(&list, &arena);
    else
        check_refusal(&error);
    read_records(path);
    upw_arena_clear(&arena);
    close(fd);
    return 0;
}
