/* Files of a report. */
#include "services/appraise/report_files.h"

#include "base/json.h"
#include "base/memory.h"
#include "services/appraise/report_registers.h"

enum { FILE_MAX = 64 * 1024 * 1024 };

/* The name before an ending; false: it ends otherwise. */
static bool take_off(text name, text ending, text *before)
{
    if (name.len <= ending.len || !text_equal((text){ name.at + name.len - ending.len, ending.len }, ending))
        return false;
    *before = (text){ name.at, name.len - ending.len };
    return true;
}

/* An array with an object for each row. */
static bool write_rows(const report_files *f, upw_arena *arena, text *bytes, upw_error *error)
{
    report_table t;
    buffer lines, out;
    if (!report_table_read(f->columns, f->rows, arena, &t, error))
        return false;
    buffer_init(&lines, FILE_MAX);
    buffer_init(&out, FILE_MAX);
    report_table_write_lines(&t, &lines);
    buffer_add_literal(&out, "[\n");
    for (text rest = buffer_text(&lines), line; rest.len > 0;) {
        line = text_take_until(&rest, '\n');
        buffer_add(&out, line);
        buffer_add(&out, rest.len > 0 ? TEXT(",\n") : TEXT("\n"));
    }
    buffer_add_literal(&out, "]\n");
    buffer_clear(&lines);
    *bytes = memory_keep(arena, &out);
    return true;
}

static void write_schema(json_writer *j, const report_table *t)
{
    json_key(j, "schema");
    json_begin_object(j);
    json_key(j, "missingValues");
    json_begin_array(j);
    for (int m = REPORT_SHOWN + 1; m < REPORT_MARK_COUNT; m++)
        json_text(j, text_of(report_mark_symbols[m]));
    json_end_array(j);
    json_key(j, "fields");
    json_begin_array(j);
    for (size_t c = 0; c < t->n_columns; c++) {
        json_begin_object(j);
        json_key(j, "name");
        json_text(j, t->columns[c].name);
        json_key(j, "title");
        json_text(j, t->columns[c].title);
        json_key(j, "type");
        json_text(j, text_of(t->columns[c].kind == REPORT_WORDS ? "string" : "number"));
        json_key(j, "description");
        json_text(j, t->columns[c].words);
        json_end_object(j);
    }
    json_end_array(j);
    json_end_object(j);
}

/* ---- registers ---- */

/* As the files of a table that is stored; not in `sums`. */
static report_files write_register(const report_table *t, upw_arena *arena)
{
    report_files f = { .name = t->name, .title = t->title };
    buffer columns, rows;
    buffer_init(&columns, FILE_MAX);
    buffer_init(&rows, FILE_MAX);
    report_table_write_columns(t, &columns);
    report_table_write(t, &rows);
    f.columns = memory_keep(arena, &columns);
    f.rows = memory_keep(arena, &rows);
    return f;
}

static bool find_register(store_db *db, const appraise_report *r, text name, upw_arena *arena, report_files *out,
                          bool *found, upw_error *error)
{
    report_table all[REPORT_REGISTERS];
    if (!report_registers_make(db, r, arena, all, error))
        return false;
    for (size_t i = 0; i < REPORT_REGISTERS && !*found; i++)
        if (text_equal(name, all[i].name)) {
            *out = write_register(&all[i], arena);
            *found = true;
        }
    return true;
}

/* ---- the data dictionary ---- */

static bool write_resource(json_writer *j, const report_files *f, bool is_fixed, upw_arena *arena, upw_error *error)
{
    report_table t;
    if (!report_table_read(f->columns, f->rows, arena, &t, error))
        return false;
    json_begin_object(j);
    json_key(j, "name");
    json_text(j, f->name);
    json_key(j, "title");
    json_text(j, f->title);
    if (f->sentence.len > 0) {
        json_key(j, "description");
        json_text(j, f->sentence);
    }
    json_key(j, "path");
    json_text(j, memory_format(arena, "%.*s.csv", TEXT_ARGS(f->name)));
    if (is_fixed) {
        json_key(j, "hash");
        json_text(j, memory_format(arena, "sha256:%.*s", TEXT_ARGS(report_hash(f->rows, arena))));
    }
    write_schema(j, &t);
    json_end_object(j);
    return true;
}

static bool write_resources(json_writer *j, store_db *db, const appraise_report *r, upw_arena *arena, upw_error *error)
{
    report_file_list files;
    report_table registers[REPORT_REGISTERS];
    if (!reports_list_files(db, r, false, arena, &files, error) ||
        !report_registers_make(db, r, arena, registers, error))
        return false;
    for (size_t i = 0; i < files.n; i++)
        if (!write_resource(j, &files.at[i], true, arena, error))
            return false;
    for (size_t i = 0; i < REPORT_REGISTERS; i++) {
        const report_files f = write_register(&registers[i], arena);
        if (!write_resource(j, &f, false, arena, error))
            return false;
    }
    return true;
}

/* As a Data Package has it (specs.frictionlessdata.io). */
static bool write_package(store_db *db, const appraise_report *r, upw_arena *arena, text *bytes, upw_error *error)
{
    buffer out;
    json_writer j;
    buffer_init(&out, FILE_MAX);
    json_init(&j, &out);
    json_begin_object(&j);
    json_key(&j, "name");
    json_text(&j, memory_format(arena, "appraisal-%.*s", TEXT_ARGS(r->year)));
    json_key(&j, "version");
    json_text(&j, memory_format(arena, "%lld", (long long)r->edition));
    json_key(&j, "resources");
    json_begin_array(&j);
    if (!write_resources(&j, db, r, arena, error)) {
        buffer_clear(&out);
        return false;
    }
    json_end_array(&j);
    json_end_object(&j);
    buffer_add_literal(&out, "\n");
    *bytes = memory_keep(arena, &out);
    return true;
}

/* ---- by name ---- */

static bool make_table(store_db *db, const appraise_report *r, text name, upw_arena *arena, text *bytes,
                       report_file_kind *kind, bool *found, upw_error *error)
{
    static const struct {
        text ending;
        report_file_kind kind;
    } endings[] = { { { "-columns.csv", 12 }, REPORT_FILE_CSV },
                    { { ".csv", 4 }, REPORT_FILE_CSV },
                    { { ".json", 5 }, REPORT_FILE_JSON } };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        text table;
        report_files f;
        if (!take_off(name, endings[i].ending, &table))
            continue;
        if (!reports_find_files(db, r, false, table, arena, &f, found, error) ||
            (!*found && !find_register(db, r, table, arena, &f, found, error)))
            return false;
        if (!*found)
            continue;
        *kind = endings[i].kind;
        *bytes = i == 0 ? f.columns : f.rows;
        return *kind != REPORT_FILE_JSON || write_rows(&f, arena, bytes, error);
    }
    return true;
}

static bool make_chapter(store_db *db, const appraise_report *r, text name, upw_arena *arena, text *bytes, bool *found,
                         upw_error *error)
{
    for (int chapter = 0; chapter < REPORT_PLACES; chapter++) {
        report_chapter c;
        if (!report_chapter_has_text(chapter) || !text_equal(name, report_chapter_file(chapter, arena)))
            continue;
        if (!reports_find_chapter(db, r, false, chapter, arena, &c, found, error))
            return false;
        *bytes = c.words;
    }
    return true;
}

bool report_files_make(store_db *db, const appraise_report *r, text name, upw_arena *arena, text *bytes,
                       report_file_kind *kind, bool *found, upw_error *error)
{
    *found = false;
    *bytes = TEXT("");
    *kind = REPORT_FILE_TEXT;
    if (text_equal(name, TEXT("SHA256SUMS.txt"))) {
        *found = true;
        return reports_write_sums(db, r, false, arena, bytes, error);
    }
    if (text_equal(name, TEXT("datapackage.json"))) {
        *found = true;
        *kind = REPORT_FILE_JSON;
        return write_package(db, r, arena, bytes, error);
    }
    return make_chapter(db, r, name, arena, bytes, found, error) &&
           (*found || make_table(db, r, name, arena, bytes, kind, found, error));
}

bool report_files_list(store_db *db, const appraise_report *r, upw_arena *arena, text **names, size_t *n,
                       upw_error *error)
{
    static const char *const endings[] = { ".csv", ".json", "-columns.csv" };
    enum { ENDINGS = sizeof endings / sizeof *endings };
    report_file_list files;
    report_table registers[REPORT_REGISTERS];
    if (!reports_list_files(db, r, false, arena, &files, error) ||
        !report_registers_make(db, r, arena, registers, error))
        return false;
    *names = MEMORY_TAKE(arena, text, ENDINGS * (files.n + REPORT_REGISTERS) + REPORT_PLACES + 2);
    *n = 0;
    for (size_t i = 0; i < files.n; i++)
        for (size_t e = 0; e < ENDINGS; e++)
            (*names)[(*n)++] = memory_format(arena, "%.*s%s", TEXT_ARGS(files.at[i].name), endings[e]);
    for (size_t i = 0; i < REPORT_REGISTERS; i++)
        for (size_t e = 0; e < ENDINGS; e++)
            (*names)[(*n)++] = memory_format(arena, "%.*s%s", TEXT_ARGS(registers[i].name), endings[e]);
    for (int chapter = 0; chapter < REPORT_PLACES; chapter++)
        if (report_chapter_has_text(chapter))
            (*names)[(*n)++] = report_chapter_file(chapter, arena);
    (*names)[(*n)++] = TEXT("datapackage.json");
    (*names)[(*n)++] = TEXT("SHA256SUMS.txt");
    return true;
}
