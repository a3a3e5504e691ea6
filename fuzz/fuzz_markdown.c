/* Any text of a chapter: the page that it gives is whole, and no markup of it but what the writer makes. And any table
 * that is read back can be written, and read, once more. */
#include <assert.h>

#include "base/memory.h"
#include "services/appraise/report_markdown.h"
#include "services/appraise/report_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void place(html_writer *h, void *context, text name)
{
    (void)context;
    html_element(h, "b", name);
}

static void after(html_writer *h, void *context, int paragraph)
{
    int *const last = context;
    assert(paragraph == *last + 1);
    *last = paragraph;
    html_literal(h, "<hr>");
}

/* Each "<" begins one of the writer's own elements. */
static void check_markup(text page)
{
    static const text own[] = { { "p>", 2 },      { "/p>", 3 }, { "h", 1 },        { "/h", 2 },   { "ul", 2 },
                                { "/ul>", 4 },    { "ol", 2 },  { "/ol>", 4 },     { "li>", 3 },  { "/li>", 4 },
                                { "strong>", 7 }, { "em>", 3 }, { "/strong>", 8 }, { "/em>", 4 }, { "a class=", 8 },
                                { "/a>", 3 },     { "b>", 2 },  { "/b>", 3 } };
    for (text rest = page; rest.len > 0; rest.at++, rest.len--) {
        const text ahead = { rest.at + 1, rest.len - 1 };
        bool is_own = rest.at[0] != '<';
        for (size_t i = 0; !is_own && i < sizeof own / sizeof *own; i++)
            is_own = text_starts_with(ahead, own[i]);
        assert(is_own);
    }
}

static void read_table(text columns, text rows)
{
    upw_arena arena;
    upw_error error = { 0 };
    report_table t, again;
    buffer written, columns_written;
    memory_init_arena(&arena);
    buffer_init(&written, 1 << 24);
    buffer_init(&columns_written, 1 << 24);
    if (report_table_read(columns, rows, &arena, &t, &error) && t.n_columns > 0) {
        report_table_write(&t, &written);
        report_table_write_columns(&t, &columns_written);
        const bool is_read =
            report_table_read(buffer_text(&columns_written), buffer_text(&written), &arena, &again, &error);
        assert(is_read && again.n_rows == t.n_rows && again.n_columns == t.n_columns);
    }
    buffer_clear(&written);
    buffer_clear(&columns_written);
    upw_arena_clear(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const text given = { (const char *)data, size };
    text rest = given;
    buffer page;
    html_writer h;
    int last = 0;
    buffer_init(&page, 1 << 24);
    html_init(&h, &page);
    report_write_markdown(&h, &(report_markdown){ given, place, after, &last });
    assert(h.depth == 0 && !h.in_tag);
    check_markup(buffer_text(&page));
    buffer_clear(&page);
    const text columns = text_take_until(&rest, '\f');
    read_table(columns, rest);
    return 0;
}
