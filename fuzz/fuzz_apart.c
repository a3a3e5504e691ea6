/* Any pieces that a worker might send (kind, length, bytes; over and over): refused with a sentence, or rows in order
 * whose fields are text. */
#include <assert.h>
#include <string.h>

#include "apart/rows.h"
#include "base/memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const record_column columns[] = {
    { "indicator", .names = (const char *const[]){ "indicator", NULL } },
    { "value", .names = (const char *const[]){ "value", NULL } },
};

static bool check_row(void *context, const records_file *file, const text *fields, int64_t row, upw_error *error)
{
    int64_t *const last = context;
    (void)error;
    assert(row > *last && strcmp(records_name(file), "my.csv") == 0);
    *last = row;
    for (size_t c = 0; c < 2; c++) {
        assert(text_is_utf8(fields[c]) && text_is_utf8(records_header(file, c)));
        assert(fields[c].len == 0 || memchr(fields[c].at, '\0', fields[c].len) == NULL);
    }
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    upw_arena arena;
    upw_error error = { 0 };
    int64_t last = 1;
    const apart_file file = { NULL, -1, "my.csv", TEXT("mark") };
    memory_init_arena(&arena);
    apart_records *const r = apart_records_begin(&file, columns, 2, check_row, &last, &arena);
    bool goes_on = true;
    for (const uint8_t *end = data + size; goes_on && end - data >= 2;) {
        const uint8_t kind = data[0];
        const size_t len = data[1] < (size_t)(end - data - 2) ? data[1] : (size_t)(end - data - 2);
        goes_on = apart_take_record(r, kind, (text){ (const char *)data + 2, len }, &error);
        data += 2 + len;
    }
    assert(goes_on || (error.code == UPW_BAD_INPUT && error.message[0] != '\0'));
    upw_arena_clear(&arena);
    return 0;
}
