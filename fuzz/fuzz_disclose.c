/* Any bytes as a file of crossed tables: what is read has the shape of tables; what is hidden stands up to an attacker
 * who has only what is printed; what is refused is refused with a sentence. */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/memory.h"
#include "table/crossed.h"
#include "upward/disclose.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_refusal(const upw_error *error)
{
    assert(error->code != UPW_OK && error->message[0] != '\0' && text_is_utf8(text_of(error->message)) &&
           strpbrk(error->message, "\n\r\033") == NULL);
}

/* An attack on what is printed, with marks, finds what the owner's audit found. */
static void attack_printed(const upw_table_shape *shape, const int64_t *values, const upw_cell *cells,
                           int64_t threshold, upw_arena *arena)
{
    const size_t n = shape->n_rows * shape->n_columns;
    int64_t *const printed = MEMORY_TAKE(arena, int64_t, n), *const low = MEMORY_TAKE(arena, int64_t, n),
                   *const high = MEMORY_TAKE(arena, int64_t, n);
    upw_error error = { 0 };
    for (size_t k = 0; k < n; k++)
        printed[k] = cells[k].hidden == UPW_SHOWN ? values[k] : UPW_CELL_HIDDEN;
    assert(upw_attack_table(shape, printed, arena, low, high, &error));
    for (size_t k = 0; k < n; k++) {
        const upw_protection need = upw_disclose_find_need(values[k], threshold);
        assert(low[k] == cells[k].low && high[k] == cells[k].high && low[k] <= values[k] && values[k] <= high[k]);
        if (cells[k].hidden == UPW_HIDDEN_SMALL)
            assert(low[k] <= values[k] - need.lower && high[k] >= values[k] + need.upper);
    }
}

static void hide(const crossed_table *t, upw_arena *arena)
{
    const upw_table_shape shape = { t->parents, t->n_rows, t->n_columns, t->has_total };
    const size_t n = t->n_rows * t->n_columns;
    const upw_disclose_options options = { .threshold = t->threshold };
    upw_cell *const cells = MEMORY_TAKE(arena, upw_cell, n);
    int64_t *const low = MEMORY_TAKE(arena, int64_t, n), *const high = MEMORY_TAKE(arena, int64_t, n);
    upw_disclosure found;
    upw_error error = { 0 };
    if (upw_disclose_table(&shape, t->values, &options, arena, cells, &found, &error)) {
        assert(found.exposed == 0 && found.recovered == 0);
        attack_printed(&shape, t->values, cells, t->threshold > 0 ? t->threshold : 10, arena);
    } else {
        check_refusal(&error);
    }
    error = (upw_error){ 0 };
    if (upw_round_table(&shape, t->values, 5, arena, low, &error))
        assert(upw_table_check(&shape, low, &error));
    else
        check_refusal(&error);
    error = (upw_error){ 0 };
    if (!upw_attack_table(&shape, t->values, arena, low, high, &error))
        check_refusal(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { WITHIN = 1 << 13, CELLS = 400 };
    char path[40];
    if (size > WITHIN)
        return 0;
    const int fd = memfd_create("tables", MFD_CLOEXEC);
    assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    upw_arena arena;
    memory_init_arena(&arena);
    crossed c;
    table_notes notes = { 0 };
    upw_error error = { 0 };
    if (crossed_read(path, &(table_options){ 0 }, &arena, &c, &notes, &error)) {
        for (size_t k = 0; k < c.n_tables && c.n <= CELLS; k++)
            hide(&c.tables[k], &arena);
    } else {
        check_refusal(&error);
    }
    upw_arena_clear(&arena);
    close(fd);
    return 0;
}
