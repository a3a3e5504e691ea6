/* What does a workbook say before its first cell: which sheets there are, how cells are shown, which texts they share?
 * (ECMA-376, parts 1 and 2. Relations first: they say where the other parts are.) */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/number.h"
#include "table/xlsx_internal.h"

enum {
    SHEETS_MAX = 1000,
    FORMATS_MAX = 1 << 16,
    TEXTS_MAX = 2000000,
    RELATIONS_MAX = 4000,
};

static text copy_or_empty(upw_arena *arena, const char *words)
{
    return memory_copy_text(arena, words != NULL ? text_of(words) : TEXT(""));
}

/* --- relations -----------------------------------------------------------------------------------------------------
 */

typedef struct relation {
    text id, kind, part;
} relation;

typedef struct relations {
    const package *package;
    upw_arena *arena;
    text folder; /* of the part that has these relations: "xl/" */
    relation *items;
    size_t n;
} relations;

/* A target as the name of a part: "/xl/a.xml" and "../a.xml" seen from a folder become "xl/a.xml" and "a.xml". */
static text resolve_target(upw_arena *arena, text folder, text target)
{
    if (text_starts_with(target, TEXT("/")))
        return (text){ target.at + 1, target.len - 1 };
    while (text_starts_with(target, TEXT("../"))) {
        target = (text){ target.at + 3, target.len - 3 };
        folder.len -= folder.len > 0;
        while (folder.len > 0 && folder.at[folder.len - 1] != '/')
            folder.len--;
    }
    if (text_starts_with(target, TEXT("./")))
        target = (text){ target.at + 2, target.len - 2 };
    return memory_format(arena, "%.*s%.*s", TEXT_ARGS(folder), TEXT_ARGS(target));
}

static bool start_relation(void *context, const char *element, const char **attributes, upw_error *error)
{
    relations *const r = context;
    if (strcmp(element, "Relationship") != 0)
        return true;
    if (r->n == RELATIONS_MAX)
        return upw_fail(error, UPW_TOO_LARGE, "%s has more than %d relations between its parts", r->package->name,
                        RELATIONS_MAX);
    const text kind = copy_or_empty(r->arena, part_attribute(attributes, "Type"));
    const char *const slash = kind.len > 0 ? memrchr(kind.at, '/', kind.len) : NULL;
    const size_t before = slash != NULL ? (size_t)(slash - kind.at) + 1 : 0;
    r->items[r->n++] = (relation){
        .id = copy_or_empty(r->arena, part_attribute(attributes, "Id")),
        .kind = { kind.at + before, kind.len - before }, /* "…/relationships/worksheet", whoever made the prefix */
        .part = resolve_target(r->arena, r->folder, copy_or_empty(r->arena, part_attribute(attributes, "Target"))),
    };
    return true;
}

static bool read_relations(package *p, upw_arena *arena, text part, text folder, relations *out, upw_error *error)
{
    static const part_reader reader = { .start = start_relation };
    *out = (relations){ p, arena, folder, MEMORY_TAKE(arena, relation, RELATIONS_MAX), 0 };
    return package_read_part(p, part, &reader, out, error);
}

static const relation *find_relation(const relations *r, text id, text kind)
{
    for (size_t i = 0; i < r->n; i++)
        if ((id.len == 0 || text_equal(r->items[i].id, id)) && (kind.len == 0 || text_equal(r->items[i].kind, kind)))
            return &r->items[i];
    return NULL;
}

/* --- sheets ----------------------------------------------------------------------------------------------------------
 */

typedef struct sheets_reading {
    const package *package;
    const relations *relations;
    upw_arena *arena;
    workbook *book;
} sheets_reading;

static bool is_true(const char *value)
{
    return value != NULL && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

static bool start_in_workbook(void *context, const char *element, const char **attributes, upw_error *error)
{
    const sheets_reading *const r = context;
    workbook *const book = r->book;
    if (strcmp(element, "workbookPr") == 0)
        book->counts_from_1904 = is_true(part_attribute(attributes, "date1904"));
    if (strcmp(element, "sheet") != 0)
        return true;
    if (book->n_sheets == SHEETS_MAX)
        return upw_fail(error, UPW_TOO_LARGE, "%s has more than %d sheets", r->package->name, SHEETS_MAX);
    const char *const state = part_attribute(attributes, "state");
    const text id = copy_or_empty(r->arena, part_attribute(attributes, "id"));
    const relation *const found = id.len > 0 ? find_relation(r->relations, id, TEXT("")) : NULL;
    book->sheets[book->n_sheets++] = (sheet){
        .name = copy_or_empty(r->arena, part_attribute(attributes, "name")),
        .part = found != NULL ? found->part : TEXT(""),
        .is_hidden = state != NULL && strcmp(state, "visible") != 0,
        .is_table = found != NULL && text_equal(found->kind, TEXT("worksheet")),
    };
    return true;
}

/* --- styles ----------------------------------------------------------------------------------------------------------
 */

typedef struct styles_reading {
    const package *package;
    upw_arena *arena;
    workbook *book;
    struct {
        long id;
        cell_format format;
    } * own; /* formats that the workbook brings along */
    size_t n_own;
    bool is_in_cell_formats;
} styles_reading;

static long number_attribute(const char **attributes, const char *name)
{
    const char *const value = part_attribute(attributes, name);
    int64_t number;
    return value != NULL && number_parse_integer(text_of(value), &number) && number >= 0 && number < INT32_MAX
               ? (long)number
               : -1;
}

static cell_format find_format(const styles_reading *r, long id)
{
    for (size_t i = r->n_own; i > 0; i--)
        if (r->own[i - 1].id == id)
            return r->own[i - 1].format;
    return format_of_builtin(id);
}

static bool start_in_styles(void *context, const char *element, const char **attributes, upw_error *error)
{
    styles_reading *const r = context;
    if (strcmp(element, "numFmt") == 0 && r->n_own < SHEETS_MAX) {
        const char *const code = part_attribute(attributes, "formatCode");
        r->own[r->n_own].id = number_attribute(attributes, "numFmtId");
        r->own[r->n_own++].format = code != NULL ? format_of_code(text_of(code)) : FORMAT_NUMBER;
    } else if (strcmp(element, "cellXfs") == 0) {
        r->is_in_cell_formats = true;
    } else if (strcmp(element, "xf") == 0 && r->is_in_cell_formats) {
        if (r->book->n_formats == FORMATS_MAX)
            return upw_fail(error, UPW_TOO_LARGE, "%s has more than %d cell styles", r->package->name, FORMATS_MAX);
        r->book->formats[r->book->n_formats++] = (uint8_t)find_format(r, number_attribute(attributes, "numFmtId"));
    }
    return true;
}

static bool end_in_styles(void *context, const char *element, upw_error *error)
{
    styles_reading *const r = context;
    (void)error;
    if (strcmp(element, "cellXfs") == 0)
        r->is_in_cell_formats = false;
    return true;
}

static bool read_styles(package *p, text part, upw_arena *arena, workbook *book, upw_error *error)
{
    static const part_reader reader = { .start = start_in_styles, .end = end_in_styles };
    styles_reading r = { .package = p, .arena = arena, .book = book };
    r.own = memory_take(arena, SHEETS_MAX, sizeof *r.own);
    book->formats = MEMORY_TAKE(arena, uint8_t, FORMATS_MAX);
    return package_read_part(p, part, &reader, &r, error);
}

/* --- shared texts ----------------------------------------------------------------------------------------------------
 */

void text_collector_start(text_collector *c, const char *element)
{
    c->hint_depth += strcmp(element, "rPh") == 0;
    c->is_in_text = strcmp(element, "t") == 0 && c->hint_depth == 0;
}

void text_collector_end(text_collector *c, const char *element)
{
    if (strcmp(element, "rPh") == 0 && c->hint_depth > 0)
        c->hint_depth--;
    c->is_in_text = false;
}

void text_collector_add(text_collector *c, text characters)
{
    if (c->is_in_text)
        buffer_add(c->into, characters);
}

typedef struct texts_reading {
    const package *package;
    workbook *book;
    text_collector collector;
    size_t capacity;
} texts_reading;

static bool start_in_texts(void *context, const char *element, const char **attributes, upw_error *error)
{
    texts_reading *const r = context;
    (void)attributes;
    (void)error;
    text_collector_start(&r->collector, element);
    return true;
}

static bool end_in_texts(void *context, const char *element, upw_error *error)
{
    texts_reading *const r = context;
    workbook *const book = r->book;
    text_collector_end(&r->collector, element);
    if (strcmp(element, "si") != 0)
        return true;
    if (book->n_texts == TEXTS_MAX)
        return upw_fail(error, UPW_TOO_LARGE, "%s has more than %d shared texts", r->package->name, TEXTS_MAX);
    if (book->n_texts == r->capacity) {
        r->capacity = r->capacity == 0 ? 1024 : 2 * r->capacity;
        book->text_ends = memory_grow(book->text_ends, r->capacity, sizeof *book->text_ends);
    }
    book->text_ends[book->n_texts++] = (uint32_t)book->texts.len;
    return true;
}

static bool add_to_texts(void *context, text characters, upw_error *error)
{
    texts_reading *const r = context;
    (void)error;
    text_collector_add(&r->collector, characters);
    return true;
}

static bool read_texts(package *p, text part, workbook *book, upw_error *error)
{
    static const part_reader reader = { start_in_texts, end_in_texts, add_to_texts };
    texts_reading r = { .package = p, .book = book, .collector.into = &book->texts };
    return package_read_part(p, part, &reader, &r, error);
}

/* --- all of it
 * -------------------------------------------------------------------------------------------------------- */

/* Where the workbook itself is; by convention, not by law, in xl/workbook.xml. */
static bool find_workbook(package *p, upw_arena *arena, text *part, upw_error *error)
{
    relations top;
    if (package_has_part(p, TEXT("content.xml")) && package_has_part(p, TEXT("mimetype")))
        return upw_fail(error, UPW_BAD_INPUT, "%s is an OpenDocument spreadsheet; save it as .xlsx or as CSV", p->name);
    if (!package_has_part(p, TEXT("_rels/.rels")))
        return upw_fail(error, UPW_BAD_INPUT, "%s is a zip archive but not a workbook; save it as .xlsx or as CSV",
                        p->name);
    if (!read_relations(p, arena, TEXT("_rels/.rels"), TEXT(""), &top, error))
        return false;
    const relation *const found = find_relation(&top, TEXT(""), TEXT("officeDocument"));
    if (found == NULL || !package_has_part(p, found->part))
        return upw_fail(error, UPW_BAD_INPUT, "%s is an Office document but not a workbook; save it as .xlsx or as CSV",
                        p->name);
    *part = found->part;
    return true;
}

bool workbook_read(package *p, upw_arena *arena, workbook *book, upw_error *error)
{
    static const part_reader reader = { .start = start_in_workbook };
    relations all;
    text part = TEXT("");
    *book = (workbook){ .sheets = MEMORY_TAKE(arena, sheet, SHEETS_MAX) };
    buffer_init(&book->texts, UINT32_MAX);
    if (!find_workbook(p, arena, &part, error))
        return false;
    const char *const slash = memrchr(part.at, '/', part.len);
    const size_t before = slash != NULL ? (size_t)(slash - part.at) + 1 : 0;
    const text folder = { part.at, before }, file = { part.at + before, part.len - before };
    const text relations_part = memory_format(arena, "%.*s_rels/%.*s.rels", TEXT_ARGS(folder), TEXT_ARGS(file));
    if (!read_relations(p, arena, relations_part, folder, &all, error) ||
        !package_read_part(p, part, &reader, &(sheets_reading){ p, &all, arena, book }, error))
        return false;
    if (book->n_sheets == 0)
        return upw_fail(error, UPW_BAD_INPUT, "%s has no sheets", p->name);
    const relation *const styles = find_relation(&all, TEXT(""), TEXT("styles"));
    const relation *const texts = find_relation(&all, TEXT(""), TEXT("sharedStrings"));
    return (styles == NULL || read_styles(p, styles->part, arena, book, error)) &&
           (texts == NULL || read_texts(p, texts->part, book, error));
}

void workbook_clear(workbook *book)
{
    buffer_clear(&book->texts);
    free(book->text_ends);
    book->text_ends = NULL;
}
