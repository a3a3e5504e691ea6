/* Which sheet of a workbook is wanted, and is it there? */
#include "table/xlsx.h"

#include "base/memory.h"
#include "table/xlsx_internal.h"

bool xlsx_is_available(void)
{
    return true;
}

/* `"Data", "Notes" and 3 more` */
static text list_sheets(const workbook *book, upw_arena *arena)
{
    enum { NAMED_MAX = 8 };
    buffer names;
    buffer_init(&names, 4096);
    size_t n = 0;
    for (; n < book->n_sheets && n < NAMED_MAX; n++)
        buffer_add_format(&names, "%s\"%.*s\"", n == 0 ? "" : ", ", TEXT_ARGS(book->sheets[n].name));
    if (n < book->n_sheets)
        buffer_add_format(&names, " and %zu more", book->n_sheets - n);
    const text list = memory_copy_text(arena, buffer_text(&names));
    buffer_clear(&names);
    return list;
}

static const sheet *choose_sheet(const package *p, const workbook *book, const char *name, upw_arena *arena,
                                 upw_error *error)
{
    for (size_t i = 0; i < book->n_sheets; i++) {
        const sheet *const s = &book->sheets[i];
        const bool is_wanted =
            name != NULL ? text_equal_ignoring_case(s->name, text_of(name)) : s->is_table && !s->is_hidden;
        if (is_wanted && s->is_table)
            return s;
        if (is_wanted) {
            upw_fail(error, UPW_BAD_INPUT, "%s: its sheet \"%s\" is not a table of cells", p->name, name);
            return NULL;
        }
    }
    const text names = list_sheets(book, arena);
    if (name != NULL)
        upw_fail(error, UPW_NOT_FOUND, "%s has no sheet \"%s\"; it has %.*s", p->name, name, TEXT_ARGS(names));
    else
        upw_fail(error, UPW_NOT_FOUND, "%s has no sheet of cells that is not hidden; it has %.*s", p->name,
                 TEXT_ARGS(names));
    return NULL;
}

bool xlsx_to_csv(const char *path, const xlsx_options *options, FILE *out, xlsx_notes *notes, upw_error *error)
{
    package p;
    if (!package_open(&p, path, options != NULL && options->name != NULL ? options->name : path, error))
        return false;
    workbook book;
    upw_arena arena;
    memory_init_arena(&arena);
    bool is_done = workbook_read(&p, &arena, &book, error);
    if (is_done) {
        const sheet *const wanted = choose_sheet(&p, &book, options != NULL ? options->sheet : NULL, &arena, error);
        is_done =
            wanted != NULL && sheet_to_csv(&p, &book, wanted, options != NULL ? options->header_row : 0, out, error);
    }
    if (is_done && notes != NULL)
        notes->n_ignored_links = p.n_ignored_links;
    workbook_clear(&book);
    upw_arena_clear(&arena);
    package_close(&p);
    return is_done;
}
