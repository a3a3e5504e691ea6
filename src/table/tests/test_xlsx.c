/* Does a workbook become the CSV that its author sees, and is everything else refused with a sentence? The workbooks
 * are written here, part by part, and then spoilt byte by byte. */
#include "table/xlsx.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "near.h"
#include "table/xlsx_internal.h"

/* --- making workbooks
 * -------------------------------------------------------------------------------------------------- */

typedef struct part {
    const char *name;
    text content;
    bool is_stored;
} part;

static char folder[64], book_path[96];

static int enter_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/upward-xlsx-XXXXXX");
    if (mkdtemp(folder) == NULL)
        return 1;
    snprintf(book_path, sizeof book_path, "%s/book.xlsx", folder);
    return 0;
}

static int leave_folder(void **state)
{
    (void)state;
    unlink(book_path);
    return rmdir(folder);
}

#define TOP_RELATIONS                                                                                                  \
    {                                                                                                                  \
        "_rels/.rels",                                                                                                 \
            TEXT("<Relationships><Relationship Id='rId1' Type='http://x/relationships/officeDocument' "                \
                 "Target='xl/workbook.xml'/></Relationships>"),                                                        \
            false                                                                                                      \
    }
#define BOOK_RELATIONS                                                                                                 \
    {                                                                                                                  \
        "xl/_rels/workbook.xml.rels",                                                                                  \
            TEXT("<Relationships>"                                                                                     \
                 "<Relationship Id='r1' Type='http://x/relationships/worksheet' Target='worksheets/sheet1.xml'/>"      \
                 "<Relationship Id='r2' Type='http://x/relationships/worksheet' Target='/xl/worksheets/sheet2.xml'/>"  \
                 "<Relationship Id='r3' Type='http://x/relationships/chartsheet' Target='chartsheets/sheet1.xml'/>"    \
                 "<Relationship Id='r4' Type='http://x/relationships/styles' Target='styles.xml'/>"                    \
                 "<Relationship Id='r5' Type='http://x/relationships/sharedStrings' "                                  \
                 "Target='../xl/sharedStrings.xml'/>"                                                                  \
                 "</Relationships>"),                                                                                  \
            false                                                                                                      \
    }
#define BOOK_PART(more)                                                                                                \
    {                                                                                                                  \
        "xl/workbook.xml",                                                                                             \
            TEXT("<?xml version='1.0'?><x:workbook xmlns:x='a' xmlns:r='b'>" more "<x:sheets>"                         \
                 "<x:sheet name='Notes' sheetId='7' state='hidden' r:id='r2'/><x:sheet name='Chart' sheetId='8' "      \
                 "r:id='r3'/>"                                                                                         \
                 "<x:sheet name='Data' sheetId='9' r:id='r1'/></x:sheets></x:workbook>"),                              \
            false                                                                                                      \
    }
#define BOOK BOOK_PART("")
#define STYLES                                                                                                         \
    {                                                                                                                  \
        "xl/styles.xml",                                                                                               \
            TEXT("<styleSheet><numFmts><numFmt numFmtId='164' formatCode='dd\\/mm\\/yyyy'/>"                           \
                 "<numFmt numFmtId='165' formatCode='mmm\\-yy'/><numFmt numFmtId='166' formatCode='[h]:mm:ss'/>"       \
                 "<numFmt numFmtId='167' formatCode='yyyy-mm-dd hh:mm'/></numFmts>"                                    \
                 "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"                                                    \
                 "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='10'/><xf numFmtId='164'/>"               \
                 "<xf numFmtId='165'/><xf numFmtId='166'/><xf numFmtId='167'/></cellXfs></styleSheet>"),               \
            false                                                                                                      \
    }
#define TEXTS                                                                                                          \
    {                                                                                                                  \
        "xl/sharedStrings.xml",                                                                                        \
            TEXT("<sst><si><t>period</t></si><si><r><t>val</t></r><r><t>ue</t></r><rPh><t>no</t></rPh></si>"           \
                 "<si><t>a \"b\", c</t></si><si><t/></si></sst>"),                                                     \
            false                                                                                                      \
    }
#define SHEET(rows)                                                                                                    \
    {                                                                                                                  \
        "xl/worksheets/sheet1.xml", TEXT("<worksheet><sheetData>" rows "</sheetData></worksheet>"), false              \
    }

static void write_book(const part *parts, size_t n)
{
    int why;
    zip_t *const zip = zip_open(book_path, ZIP_CREATE | ZIP_TRUNCATE, &why);
    assert_non_null(zip);
    for (size_t i = 0; i < n; i++) {
        zip_source_t *const source = zip_source_buffer(zip, parts[i].content.at, parts[i].content.len, 0);
        const zip_int64_t index = zip_file_add(zip, parts[i].name, source, 0);
        assert_true(index >= 0);
        if (parts[i].is_stored)
            assert_int_equal(zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0), 0);
    }
    assert_int_equal(zip_close(zip), 0);
}

#define WRITE_BOOK(...) write_book((const part[]){ __VA_ARGS__ }, sizeof((const part[]){ __VA_ARGS__ }) / sizeof(part))
#define WRITE_SHEET(rows) WRITE_BOOK(TOP_RELATIONS, BOOK_RELATIONS, BOOK, STYLES, TEXTS, SHEET(rows))

static void put_bytes(const char *path, text bytes)
{
    FILE *const file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes.at, 1, bytes.len, file), bytes.len);
    assert_int_equal(fclose(file), 0);
}

static void put_over(char *at, text bytes)
{
    memcpy(at, bytes.at, bytes.len);
}

/* The bytes of the workbook; free them. */
static unsigned char *get_book(size_t *size)
{
    struct stat about;
    assert_int_equal(stat(book_path, &about), 0);
    *size = (size_t)about.st_size;
    unsigned char *const bytes = malloc(*size);
    FILE *const file = fopen(book_path, "r");
    assert_true(bytes != NULL && file != NULL);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

/* Overwrites `n` bytes at `offset` behind the start of central directory record `index`. */
static void spoil_directory(size_t index, size_t offset, const char *bytes, size_t n)
{
    size_t size;
    unsigned char *const book = get_book(&size);
    unsigned char *at = book;
    for (size_t i = 0; i <= index; i++) {
        at = memmem(at + (i > 0), size - (size_t)(at + (i > 0) - book), "PK\1\2", 4);
        assert_non_null(at);
    }
    memcpy(at + offset, bytes, n);
    put_bytes(book_path, (text){ (const char *)book, size });
    free(book);
}

/* --- reading them
 * ------------------------------------------------------------------------------------------------------ */

static bool convert(const char *sheet_name, char **csv, upw_error *error)
{
    size_t size;
    FILE *const out = open_memstream(csv, &size);
    assert_non_null(out);
    const xlsx_options options = { .sheet = sheet_name };
    const bool is_done = xlsx_to_csv(book_path, &options, out, NULL, error);
    assert_int_equal(fclose(out), 0);
    return is_done;
}

static void assert_csv(const char *sheet_name, const char *expected)
{
    char *csv = NULL;
    upw_error error = { 0 };
    if (!convert(sheet_name, &csv, &error))
        fail_msg("%s", error.message);
    assert_string_equal(csv, expected);
    free(csv);
}

static void assert_refused_sheet(const char *sheet_name, upw_error_code code, const char *because)
{
    char *csv = NULL;
    upw_error error = { 0 };
    assert_false(convert(sheet_name, &csv, &error));
    free(csv);
    if (error.code != code || strstr(error.message, because) == NULL)
        fail_msg("'%s' (code %d) does not say '%s'", error.message, error.code, because);
}

static void assert_refused(upw_error_code code, const char *because)
{
    assert_refused_sheet(NULL, code, because);
}

/* --- what is read
 * -------------------------------------------------------------------------------------------------------- */

static void percentages_keep_their_digits(void **state)
{
    (void)state;
    static const struct {
        const char *spelled, *shown;
    } cases[] = {
        { "0.105", "10.5%" },
        { "1", "100%" },
        { "0", "0%" },
        { "0.94999999999999996", "94.999999999999996%" },
        { "-0.5", "-50%" },
        { "12.3456", "1234.56%" },
        { "0.001", "0.1%" },
        { ".5", "50%" },
        { "9.5000000000000001E-2", "9.5000000000000001%" },
        { "1E-4", "0.01%" },
        { "1.25e1", "1250%" },
        { "1e999", NULL },
        { "x", NULL },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buffer b;
        buffer_init(&b, 100);
        assert_int_equal(format_add_percent(&b, text_of(cases[i].spelled)), cases[i].shown != NULL);
        buffer_add_char(&b, '\0');
        assert_string_equal(b.at, cases[i].shown != NULL ? cases[i].shown : "");
        buffer_clear(&b);
    }
    assert_int_equal(format_of_code(TEXT("0.0%")), FORMAT_PERCENT);
    assert_int_equal(format_of_code(TEXT("0.0\\%")), FORMAT_NUMBER);
}

static void cells_of_every_kind_become_fields(void **state)
{
    (void)state;
    WRITE_SHEET(
        "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c><c r='D1' t='inlineStr'><is><t>in</t>"
        "<r><t xml:space='preserve'> line</t></r></is></c></row>"
        "<row r='2'/>"
        "<row r='4'><c r='B4'><v>0.10000000000000001</v></c><c r='C4' s='2'><v>0.95</v></c></row>"
        "<row r='5'><c r='A5' t='b'><v>1</v></c><c r='B5' t='b'><v>0</v></c><c r='C5' t='e'><v>#DIV/0!</v></c>"
        "<c r='D5' t='str'><f>A1&amp;B1</f><v>a\nb &lt;</v></c><c r='E5'><f>1+1</f><v>2</v></c></row>"
        "<row><c t='s'><v>2</v></c><c t='n'><v>1E3</v></c><c s='1'/><c t='s'><v>3</v></c></row>"
        "<row r='9'><c r='A9' s='1'/></row>");
    assert_csv(NULL, "period,value,,in line\n"
                     "\n"
                     "\n"
                     ",0.10000000000000001,95%,\n"
                     "TRUE,FALSE,#DIV/0!,\"a\nb <\",2\n"
                     "\"a \"\"b\"\", c\",1E3,,\n");
}

static void dates_are_written_as_they_are_shown(void **state)
{
    (void)state;
    WRITE_SHEET(
        "<row><c s='1'><v>43556</v></c><c s='3'><v>43556.75</v></c><c s='4'><v>43556</v></c>"
        "<c s='5'><v>1.5</v></c><c s='6'><v>43556.395833333336</v></c><c s='6'><v>43556</v></c>"
        "<c s='0'><v>43556</v></c><c s='99'><v>43556</v></c></row>"
        "<row><c s='1'><v>1</v></c><c s='1'><v>59</v></c><c s='1'><v>60</v></c><c s='1'><v>61</v></c>"
        "<c s='1'><v>0</v></c><c s='1'><v>-3</v></c><c s='1'><v>2958465</v></c><c s='1'><v>2958466</v></c></row>"
        "<row><c s='1'><v>what</v></c><c s='1' t='str'><v>43556</v></c><c t='d'><v>2019-04-01</v></c></row>");
    assert_csv("data", "2019-04-01,2019-04-01,2019-04,36:00:00,2019-04-01T09:30:00,2019-04-01,43556,43556\n"
                       "1900-01-01,1900-02-28,1900-02-29,1900-03-01,0,-3,9999-12-31,2958466\n"
                       "what,43556,2019-04-01,,,,,\n");
    WRITE_BOOK(TOP_RELATIONS, BOOK_RELATIONS, BOOK_PART("<x:workbookPr date1904='1'/>"), STYLES, TEXTS,
               SHEET("<row><c s='1'><v>42094</v></c><c s='1'><v>0</v></c><c s='1'><v>60</v></c></row>"));
    assert_csv("Data", "2019-04-01,1904-01-01,1904-03-01\n");
}

static void formats_of_dates_are_told_from_those_of_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *code;
        cell_format format;
    } cases[] = {
        { "General", FORMAT_NUMBER },
        { "0.00E+00", FORMAT_NUMBER },
        { "#,##0.00;[Red]-#,##0.00", FORMAT_NUMBER },
        { "0.0\"days\"", FORMAT_NUMBER },
        { "0\\d", FORMAT_NUMBER },
        { "_-£* #,##0_-;[Black]-£* #,##0_-", FORMAT_NUMBER },
        { "[$-809]0.0", FORMAT_NUMBER },
        { "0;\"my\"", FORMAT_NUMBER },
        { "0;yyyy", FORMAT_NUMBER },
        { "@", FORMAT_NUMBER },
        { "", FORMAT_NUMBER },
        { "[$-809]dd mmmm yyyy;@", FORMAT_DAY },
        { "yyyy", FORMAT_DAY },
        { "D/M/YY", FORMAT_DAY },
        { "mmm-yy", FORMAT_MONTH },
        { "mmmm", FORMAT_MONTH },
        { "yyyy\\-mm", FORMAT_MONTH },
        { "h:mm AM/PM", FORMAT_TIME },
        { "mm:ss.0", FORMAT_TIME },
        { "[mm]:ss", FORMAT_TIME },
        { "[h]", FORMAT_TIME },
        { "yyyy-mm-dd\"T\"hh:mm:ss", FORMAT_DAY_AND_TIME },
        { "d h", FORMAT_DAY_AND_TIME },
        { "\"unclosed", FORMAT_NUMBER },
        { "[unclosed", FORMAT_NUMBER },
        { "\\", FORMAT_NUMBER },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (format_of_code(text_of(cases[i].code)) != cases[i].format)
            fail_msg("'%s' is taken for %d", cases[i].code, format_of_code(text_of(cases[i].code)));
    assert_int_equal(format_of_builtin(0), FORMAT_NUMBER);
    assert_int_equal(format_of_builtin(10), FORMAT_PERCENT);
    assert_int_equal(format_of_builtin(14), FORMAT_DAY);
    assert_int_equal(format_of_builtin(17), FORMAT_MONTH);
    assert_int_equal(format_of_builtin(22), FORMAT_DAY_AND_TIME);
    assert_int_equal(format_of_builtin(46), FORMAT_TIME);
    assert_int_equal(format_of_builtin(49), FORMAT_NUMBER);
    assert_int_equal(format_of_builtin(-1), FORMAT_NUMBER);
}

static void a_sheet_is_found_by_its_name(void **state)
{
    (void)state;
    const part second = { "xl/worksheets/sheet2.xml",
                          TEXT("<worksheet><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>"), false };
    WRITE_BOOK(TOP_RELATIONS, BOOK_RELATIONS, BOOK, STYLES, TEXTS, SHEET("<row><c><v>1</v></c></row>"), second);
    assert_csv(NULL, "1\n"); /* "Notes" comes first but is hidden, "Chart" is no table */
    assert_csv("Notes", "2\n");
    assert_csv("DATA", "1\n");
    assert_refused_sheet("Dat", UPW_NOT_FOUND, "has no sheet \"Dat\"; it has \"Notes\", \"Chart\", \"Data\"");
    assert_refused_sheet("Chart", UPW_BAD_INPUT, "\"Chart\" is not a table of cells");
}

static void links_and_objects_are_ignored_and_counted(void **state)
{
    (void)state;
    WRITE_BOOK(TOP_RELATIONS, BOOK_RELATIONS, BOOK, STYLES, TEXTS, SHEET("<row><c><v>1</v></c></row>"),
               { "xl/externalLinks/externalLink1.xml", TEXT("<x/>"), false },
               { "xl/externalLinks/_rels/externalLink1.xml.rels", TEXT("<x/>"), false },
               { "xl/connections.xml", TEXT("<x/>"), false }, { "xl/embeddings/a.bin", TEXT("x"), false });
    xlsx_notes notes = { 0 };
    FILE *const out = fopen("/dev/null", "w");
    assert_non_null(out);
    assert_true(xlsx_to_csv(book_path, NULL, out, &notes, NULL));
    fclose(out);
    assert_int_equal(notes.n_ignored_links, 3);
}

static void a_workbook_without_styles_and_texts_is_read(void **state)
{
    (void)state;
    WRITE_BOOK(TOP_RELATIONS, BOOK,
               { "xl/_rels/workbook.xml.rels",
                 TEXT("<Relationships><Relationship Id='r1' Type='t/worksheet' Target='worksheets/sheet1.xml'/>"
                      "</Relationships>"),
                 true },
               SHEET("<row><c s='1'><v>5</v></c></row>"));
    assert_csv(NULL, "5\n");
}

/* --- what is refused
 * ---------------------------------------------------------------------------------------------------- */

static void faults_in_a_sheet_name_the_cell(void **state)
{
    (void)state;
    WRITE_SHEET("<row r='7'><c r='AB7'><f>1+1</f></c></row>");
    assert_refused(UPW_BAD_INPUT, "sheet \"Data\", cell AB7: is a formula whose value was not saved");
    WRITE_SHEET("<row><c><v>1</v></c><c><f>1+1</f><v></v></c></row>");
    assert_refused(UPW_BAD_INPUT, "cell B1: is a formula whose value was not saved");
    WRITE_SHEET("<row><c><v>1</v></c><c t='str'><f>\"\"</f><v></v></c></row>");
    assert_csv(NULL, "1\n");
    WRITE_SHEET("<row><c t='s'><v>4</v></c></row>");
    assert_refused(UPW_BAD_INPUT, "cell A1: refers to a text that the workbook lacks");
    WRITE_SHEET("<row><c t='s'><v>-1</v></c></row>");
    assert_refused(UPW_BAD_INPUT, "cell A1: refers to a text that the workbook lacks");
    WRITE_SHEET("<row r='2'/><row r='2'/>");
    assert_refused(UPW_BAD_INPUT, "not in order near row 2");
    WRITE_SHEET("<row r='1048577'/>");
    assert_refused(UPW_BAD_INPUT, "not in order");
    WRITE_SHEET("<row r='99999999999999999999'/>");
    assert_refused(UPW_BAD_INPUT, "not in order");
    WRITE_SHEET("<row r='2'><c r='B2'/><c r='B2'/></row>");
    assert_refused(UPW_BAD_INPUT, "not in order near row 2");
    WRITE_SHEET("<row r='2'><c r='B3'/></row>");
    assert_refused(UPW_BAD_INPUT, "not in order near row 2");
    WRITE_SHEET("<row r='1'><c r='XFE1'/></row>");
    assert_refused(UPW_BAD_INPUT, "not in order near row 1");
    WRITE_SHEET("<row r='1'><c r='ZZZZZZZZZZZZZZ1'/></row>");
    assert_refused(UPW_BAD_INPUT, "not in order near row 1");
    WRITE_SHEET("<row><c><v>1</c></row>");
    assert_refused(UPW_BAD_INPUT, "mismatched tag");
}

static void what_is_no_workbook_is_named(void **state)
{
    (void)state;
    put_bytes(book_path, TEXT(""));
    assert_refused(UPW_BAD_INPUT, "empty or too short");
    put_bytes(book_path, TEXT("indicator,period,value\n"));
    assert_refused(UPW_BAD_INPUT, "not a workbook, whatever its name says");
    put_bytes(book_path, TEXT("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
    assert_refused(UPW_BAD_INPUT, "an old workbook (.xls) or has a password");
    put_bytes(book_path, TEXT("PK\3\4 and nothing more of an archive"));
    assert_refused(UPW_BAD_INPUT, "damaged or cut off");
    WRITE_BOOK({ "readme.txt", TEXT("hello"), false });
    assert_refused(UPW_BAD_INPUT, "a zip archive but not a workbook");
    WRITE_BOOK({ "mimetype", TEXT("x"), true }, { "content.xml", TEXT("<x/>"), false });
    assert_refused(UPW_BAD_INPUT, "an OpenDocument spreadsheet");
    WRITE_BOOK(TOP_RELATIONS, { "word/document.xml", TEXT("<x/>"), false });
    assert_refused(UPW_BAD_INPUT, "an Office document but not a workbook");
    WRITE_BOOK(TOP_RELATIONS, { "xl/workbook.bin", TEXT("x"), false });
    assert_refused(UPW_BAD_INPUT, "binary workbook");
    WRITE_BOOK(TOP_RELATIONS, BOOK, BOOK_RELATIONS);
    assert_refused(UPW_BAD_INPUT, "lacks its part xl/styles.xml");
    WRITE_BOOK(TOP_RELATIONS, BOOK_RELATIONS, { "xl/workbook.xml", TEXT("<workbook/>"), false }, STYLES, TEXTS);
    assert_refused(UPW_BAD_INPUT, "has no sheets");
    unlink(book_path);
    assert_refused(UPW_NOT_FOUND, "there is no file");
    upw_error error = { 0 };
    assert_false(xlsx_to_csv(folder, NULL, stderr, NULL, &error));
    assert_non_null(strstr(error.message, "is not a file"));
}

static void macros_are_refused(void **state)
{
    (void)state;
    WRITE_BOOK(TOP_RELATIONS, BOOK_RELATIONS, BOOK, STYLES, TEXTS, SHEET(""),
               { "xl/VBAProject.bin", TEXT("x"), false });
    assert_refused(UPW_BAD_INPUT, "holds macros");
    upw_error error = { 0 };
    assert_false(xlsx_to_csv("book.XLSM", NULL, stderr, NULL, &error));
    assert_non_null(strstr(error.message, "may hold macros"));
}

static void markup_that_no_workbook_has_is_refused(void **state)
{
    (void)state;
    enum { LARGE = 3 << 20 };
    WRITE_BOOK(TOP_RELATIONS, BOOK_RELATIONS, BOOK, STYLES, TEXTS,
               { "xl/worksheets/sheet1.xml",
                 TEXT("<!DOCTYPE w [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]><w>&b;</w>"),
                 false });
    assert_refused(UPW_BAD_INPUT, "DOCTYPE in its part xl/worksheets/sheet1.xml");
    WRITE_SHEET("<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>");
    assert_refused(UPW_TOO_LARGE, "more than 32 elements inside each other");
    WRITE_SHEET("<row>&unknown;</row>");
    assert_refused(UPW_BAD_INPUT, "undefined entity");

    char *const large = malloc(LARGE);
    assert_non_null(large);
    memset(large, 'x', LARGE);
    put_over(large, TEXT("<a b='"));
    put_over(large + 6 + 8193, TEXT("'/>"));
    WRITE_BOOK(TOP_RELATIONS, BOOK_RELATIONS, BOOK, STYLES, TEXTS,
               { "xl/worksheets/sheet1.xml", { large, 6 + 8193 + 3 }, true });
    assert_refused(UPW_TOO_LARGE, "attribute of more than 8 KiB");
    memset(large, 'x', LARGE);
    put_over(large, TEXT("<!--"));
    WRITE_BOOK(TOP_RELATIONS, BOOK_RELATIONS, BOOK, STYLES, TEXTS,
               { "xl/worksheets/sheet1.xml", { large, LARGE }, true });
    assert_refused(UPW_TOO_LARGE, "tag or comment of more than 1 MiB");
    memset(large, 'x', LARGE);
    put_over(large, TEXT("<w><row><c><v>"));
    WRITE_BOOK(TOP_RELATIONS, BOOK_RELATIONS, BOOK, STYLES, TEXTS,
               { "xl/worksheets/sheet1.xml", { large, LARGE }, true });
    assert_refused(UPW_BAD_INPUT, "no element found");
    put_over(large + LARGE - 22, TEXT("</v></c></row><x/></w>"));
    WRITE_BOOK(TOP_RELATIONS, BOOK_RELATIONS, BOOK, STYLES, TEXTS,
               { "xl/worksheets/sheet1.xml", { large, LARGE }, true });
    assert_refused(UPW_TOO_LARGE, "cell A1: holds more text than a cell can");
    free(large);
}

static void more_than_two_million_shared_texts_are_refused(void **state)
{
    (void)state;
    enum { N = 2000001, EACH = 5 };
    char *const texts = malloc(EACH * N + 16);
    assert_non_null(texts);
    put_over(texts, TEXT("<sst>"));
    for (size_t i = 0; i < N; i++)
        put_over(texts + 5 + i * EACH, TEXT("<si/>"));
    put_over(texts + 5 + (size_t)EACH * N, TEXT("</sst>"));
    WRITE_BOOK(TOP_RELATIONS, BOOK_RELATIONS, BOOK, STYLES, { "xl/sharedStrings.xml", { texts, EACH * N + 11 }, true },
               SHEET(""));
    assert_refused(UPW_TOO_LARGE, "more than 2000000 shared texts");
    free(texts);
}

/* A few bytes for each row, but each row as wide as a sheet can be: 640 MB of commas. */
static void a_sheet_that_grows_beyond_measure_as_csv_is_refused(void **state)
{
    (void)state;
    enum { N = 40000 };
    buffer rows;
    buffer_init(&rows, 8 << 20);
    buffer_add_literal(&rows, "<w>");
    for (int i = 1; i <= N; i++)
        buffer_add_format(&rows, "<row><c r='XFD%d'><v>1</v></c></row>", i);
    buffer_add_literal(&rows, "</w>");
    WRITE_BOOK(TOP_RELATIONS, BOOK_RELATIONS, BOOK, STYLES, TEXTS,
               { "xl/worksheets/sheet1.xml", buffer_text(&rows), false });
    buffer_clear(&rows);
    upw_error error = { 0 };
    FILE *const out = fopen("/dev/null", "w");
    assert_non_null(out);
    assert_false(xlsx_to_csv(book_path, NULL, out, NULL, &error));
    fclose(out);
    assert_non_null(strstr(error.message, "more than 512 MiB of text"));
}

static void bombs_are_refused_before_they_are_unpacked(void **state)
{
    (void)state;
    enum { LARGE = 3 << 20 };
    char *const zeros = calloc(LARGE, 1);
    assert_non_null(zeros);
    WRITE_BOOK(TOP_RELATIONS, BOOK_RELATIONS, BOOK, STYLES, TEXTS, SHEET(""),
               { "xl/media/1.png", { zeros, LARGE }, false });
    assert_refused(UPW_TOO_LARGE, "packed more than a hundredfold (xl/media/1.png)");
    free(zeros);
    enum { FLAGS = 8, METHOD = 10, PACKED = 20, UNPACKED = 24, PLACE = 42 };
    static const struct {
        size_t offset, n;
        const char *bytes;
        upw_error_code code;
        const char *because;
    } cases[] = {
        { UNPACKED, 4, "\1\0\0\2", UPW_TOO_LARGE, "a part of more than 32 MiB" },
        { UNPACKED, 4, "\xFF\xFF\xFF\xFF", UPW_TOO_LARGE, "a part of more than 32 MiB" },
        { UNPACKED, 4, "\0\0\0\1", UPW_TOO_LARGE, "hundredfold" },
        { FLAGS, 2, "\1\0", UPW_BAD_INPUT, "is encrypted" },
        { FLAGS, 2, "\0\x20", UPW_BAD_INPUT, "is encrypted" },
        { METHOD, 2, "\x0C\0", UPW_BAD_INPUT, "method 12" },
        { PLACE, 4, "\0\0\0\0", UPW_BAD_INPUT, "parts that overlap" },
        { PLACE, 4, "\1\0\0\0", UPW_BAD_INPUT, "damaged" },
        { PACKED, 4, "\0\x10\0\0", UPW_BAD_INPUT, "overlap" },
        { 0, 4, "XXXX", UPW_BAD_INPUT, "damaged" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        WRITE_SHEET("<row><c><v>1</v></c></row>");
        spoil_directory(3, cases[i].offset, cases[i].bytes, cases[i].n);
        assert_refused(cases[i].code, cases[i].because);
    }
    /* Each of four within its limits, all together not. */
    WRITE_SHEET("<row><c><v>1</v></c></row>");
    for (size_t i = 0; i < 4; i++) {
        spoil_directory(i, PACKED, "\0\0\x20\0", 4);
        spoil_directory(i, UNPACKED, "\0\0\0\1\1", 4);
    }
    spoil_directory(4, UNPACKED, "\1\0\0\0", 4);
    assert_refused(UPW_TOO_LARGE, "unpacks to more than 64 MiB");
}

static void too_many_parts_are_refused(void **state)
{
    (void)state;
    static part parts[1001];
    static char names[1001][16];
    for (size_t i = 0; i < 1001; i++) {
        snprintf(names[i], sizeof names[i], "%zu.xml", i);
        parts[i] = (part){ names[i], TEXT("x"), true };
    }
    write_book(parts, 1001);
    assert_refused(UPW_TOO_LARGE, "more than 1000 parts");
}

/* The directory says 10 bytes, the part holds more. */
static void a_directory_that_lies_is_found_out(void **state)
{
    (void)state;
    WRITE_SHEET("<row><c><v>1</v></c></row>");
    spoil_directory(5, 24, "\x0A\0\0\0", 4);
    char *csv = NULL;
    upw_error error = { 0 };
    assert_false(convert(NULL, &csv, &error));
    free(csv);
    assert_true(strstr(error.message, "more than its directory says") != NULL ||
                strstr(error.message, "damaged") != NULL);
}

static void no_cut_and_no_changed_byte_does_harm(void **state)
{
    (void)state;
    WRITE_SHEET("<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' s='1'><v>43556</v></c></row>");
    size_t size;
    unsigned char *const book = get_book(&size);
    char *csv = NULL;
    upw_error error = { 0 };
    for (size_t len = 0; len < size; len++) {
        put_bytes(book_path, (text){ (const char *)book, len });
        assert_false(convert(NULL, &csv, &error));
        free(csv);
        assert_true(error.message[0] != '\0');
    }
    size_t n_refused = 0;
    for (size_t i = 0; i < size; i++) {
        book[i] ^= 0x41;
        put_bytes(book_path, (text){ (const char *)book, size });
        book[i] ^= 0x41;
        n_refused += !convert(NULL, &csv, &error);
        free(csv);
    }
    assert_true(n_refused > size / 2); /* times and attributes of the archive do not matter, the rest has a checksum */
    free(book);
}

static void a_full_disk_is_a_sentence(void **state)
{
    (void)state;
    WRITE_SHEET("<row r='1048576'><c><v>1</v></c></row>");
    upw_error error = { 0 };
    FILE *const full = fopen("/dev/full", "w");
    assert_non_null(full);
    assert_false(xlsx_to_csv(book_path, NULL, full, NULL, &error));
    fclose(full);
    assert_int_equal(error.code, UPW_IO_FAILED);
    assert_non_null(strstr(error.message, "no space left"));
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percentages_keep_their_digits),
        IN_A_FOLDER(cells_of_every_kind_become_fields),
        IN_A_FOLDER(dates_are_written_as_they_are_shown),
        IN_A_FOLDER(formats_of_dates_are_told_from_those_of_numbers),
        IN_A_FOLDER(a_sheet_is_found_by_its_name),
        IN_A_FOLDER(links_and_objects_are_ignored_and_counted),
        IN_A_FOLDER(a_workbook_without_styles_and_texts_is_read),
        IN_A_FOLDER(faults_in_a_sheet_name_the_cell),
        IN_A_FOLDER(what_is_no_workbook_is_named),
        IN_A_FOLDER(macros_are_refused),
        IN_A_FOLDER(markup_that_no_workbook_has_is_refused),
        IN_A_FOLDER(more_than_two_million_shared_texts_are_refused),
        IN_A_FOLDER(a_sheet_that_grows_beyond_measure_as_csv_is_refused),
        IN_A_FOLDER(bombs_are_refused_before_they_are_unpacked),
        IN_A_FOLDER(too_many_parts_are_refused),
        IN_A_FOLDER(a_directory_that_lies_is_found_out),
        IN_A_FOLDER(no_cut_and_no_changed_byte_does_harm),
        IN_A_FOLDER(a_full_disk_is_a_sentence),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
