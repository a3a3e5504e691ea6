/* The outer side of a workbook: a zip archive of XML parts. Is it safe to unpack, and what does each part say?
 *
 * The directory at the end of the archive is walked here, because libzip does not tell where entries lie: overlapping
 * ones are how a small file unpacks to terabytes (Fifield 2019, "A better zip bomb"). libzip then unpacks, expat
 * parses, and what really comes out is counted again, because a directory can lie. */
#include <errno.h>
#include <expat.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "base/memory.h"
#include "table/temporary.h"
#include "table/xlsx_internal.h"

enum {
    ENTRIES_MAX = 1000,
    RATIO_MAX = 100,
    DEPTH_MAX = 32,
    ATTRIBUTE_MAX = 8 << 10,
    MARKUP_MAX = 1 << 20, /* one tag or comment: expat looks at an unfinished one again with every piece */
    DIRECTORY_MAX = 4 << 20,
    PIECE = 1 << 16,
};
static const uint64_t part_max = 32u << 20, all_max = 64u << 20;

/* Sizes and places of the records of a zip archive (PKWARE APPNOTE 6.3, section 4.3). */
enum { LOCAL_SIZE = 30, CENTRAL_SIZE = 46, END_SIZE = 22 };

typedef struct entry {
    uint32_t packed, unpacked;
    uint64_t start, end; /* of header, name and packed bytes in the file */
    text name;
} entry;

static uint32_t get_16(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static uint32_t get_32(const unsigned char *at)
{
    return get_16(at) | get_16(at + 2) << 16;
}

static bool has_signature(const unsigned char *at, unsigned char kind, unsigned char more)
{
    return at[0] == 'P' && at[1] == 'K' && at[2] == kind && at[3] == more;
}

static bool read_at(int file, void *to, size_t size, uint64_t at)
{
    size_t got = 0;
    while (got < size) {
        const ssize_t n = pread(file, (char *)to + got, size - got, (off_t)(at + got));
        if (n == 0 || (n < 0 && errno != EINTR))
            return false;
        got += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static bool complain_of_damage(const package *p, upw_error *error)
{
    return upw_fail(error, UPW_BAD_INPUT, "%s is damaged or cut off; save the workbook again", p->name);
}

/* --- the directory -------------------------------------------------------------------------------------------------
 */

static bool ends_with(text whole, text end)
{
    return whole.len >= end.len && text_equal_ignoring_case((text){ whole.at + whole.len - end.len, end.len }, end);
}

static bool check_name(package *p, text name, upw_error *error)
{
    static const text ignored[] = {
        { "xl/externalLinks/externalLink", 29 },
        { "xl/connections.xml", 18 },
        { "xl/embeddings/", 14 },
    };
    if (ends_with(name, TEXT("vbaProject.bin")))
        return upw_fail(error, UPW_BAD_INPUT, "%s holds macros; save the workbook as .xlsx, which has none", p->name);
    if (text_equal(name, TEXT("xl/workbook.bin")))
        return upw_fail(error, UPW_BAD_INPUT, "%s is a binary workbook (.xlsb); save it as .xlsx or as CSV", p->name);
    for (size_t i = 0; i < sizeof ignored / sizeof ignored[0]; i++)
        p->n_ignored_links += text_starts_with(name, ignored[i]);
    return true;
}

static bool check_entry(package *p, const unsigned char *at, text name, upw_error *error)
{
    enum { ENCRYPTED = 1, STRONGLY_ENCRYPTED = 1 << 6, DIRECTORY_ENCRYPTED = 1 << 13 };
    const uint32_t flags = get_16(at + 8), method = get_16(at + 10);
    const uint32_t packed = get_32(at + 20), unpacked = get_32(at + 24);
    if ((flags & (ENCRYPTED | STRONGLY_ENCRYPTED | DIRECTORY_ENCRYPTED)) != 0)
        return upw_fail(error, UPW_BAD_INPUT, "%s is encrypted; save the workbook without a password", p->name);
    if (method != ZIP_CM_STORE && method != ZIP_CM_DEFLATE)
        return upw_fail(error, UPW_BAD_INPUT, "%s is packed in a way that workbooks do not use (method %" PRIu32 ")",
                        p->name, method);
    if (unpacked > part_max)
        return upw_fail(error, UPW_TOO_LARGE,
                        "%s holds a part of more than 32 MiB (%.*s); save only the sheet that is needed, or CSV",
                        p->name, TEXT_ARGS(name));
    if (unpacked / RATIO_MAX > packed)
        return upw_fail(error, UPW_TOO_LARGE, "%s is packed more than a hundredfold (%.*s); save it again, or as CSV",
                        p->name, TEXT_ARGS(name));
    return check_name(p, name, error);
}

static int compare_starts(const void *a, const void *b)
{
    const entry *const left = a, *const right = b;
    return (left->start > right->start) - (left->start < right->start);
}

static bool check_overlaps(const package *p, entry *entries, size_t n, uint64_t directory, upw_error *error)
{
    qsort(entries, n, sizeof *entries, compare_starts);
    for (size_t i = 0; i < n; i++)
        if (entries[i].end > (i + 1 < n ? entries[i + 1].start : directory))
            return upw_fail(error, UPW_BAD_INPUT, "%s has parts that overlap; save the workbook again", p->name);
    return true;
}

/* Reads the central directory at `at` into entries, in its order. */
static bool walk_directory(package *p, int file, const unsigned char *at, size_t size, entry *entries, size_t n,
                           upw_error *error)
{
    uint64_t unpacked = 0;
    for (size_t i = 0; i < n; i++) {
        if (size < CENTRAL_SIZE || !has_signature(at, 1, 2))
            return complain_of_damage(p, error);
        const size_t name_size = get_16(at + 28);
        const size_t record_size = CENTRAL_SIZE + name_size + get_16(at + 30) + get_16(at + 32);
        if (size < record_size)
            return complain_of_damage(p, error);
        const text name = { (const char *)at + CENTRAL_SIZE, name_size };
        if (!check_entry(p, at, name, error))
            return false;

        unsigned char local[LOCAL_SIZE];
        const uint64_t start = get_32(at + 42);
        if (!read_at(file, local, sizeof local, start) || !has_signature(local, 3, 4))
            return complain_of_damage(p, error);
        entries[i] = (entry){
            .packed = get_32(at + 20),
            .unpacked = get_32(at + 24),
            .start = start,
            .end = start + LOCAL_SIZE + get_16(local + 26) + get_16(local + 28) + get_32(at + 20),
            .name = name,
        };
        unpacked += entries[i].unpacked;
        at += record_size;
        size -= record_size;
    }
    if (unpacked > all_max)
        return upw_fail(error, UPW_TOO_LARGE,
                        "%s unpacks to more than 64 MiB; save only the sheet that is needed, or CSV", p->name);
    return true;
}

/* Opens the archive in libzip and sees to it that libzip found the same directory. Takes over the file. */
static bool open_zip(package *p, int file, const entry *entries, size_t n, upw_error *error)
{
    int why;
    p->zip = zip_fdopen(file, 0, &why);
    if (p->zip == NULL) {
        close(file);
        return complain_of_damage(p, error);
    }
    if (zip_get_num_entries(p->zip, 0) != (zip_int64_t)n)
        return complain_of_damage(p, error);
    for (size_t i = 0; i < n; i++) {
        zip_stat_t found;
        if (zip_stat_index(p->zip, i, ZIP_FL_ENC_RAW, &found) != 0 || found.size != entries[i].unpacked ||
            found.comp_size != entries[i].packed || !text_equal(text_of(found.name), entries[i].name))
            return complain_of_damage(p, error);
    }
    return true;
}

/* Everything that can be known before unpacking. Takes over the file. */
static bool check_and_open(package *p, int file, uint64_t size, upw_error *error)
{
    unsigned char end[END_SIZE];
    unsigned char *directory = NULL;
    entry *entries = NULL;
    bool is_good = false;
    if (size < END_SIZE || !read_at(file, end, sizeof end, size - END_SIZE) || !has_signature(end, 5, 6) ||
        get_32(end + 4) != 0 || get_16(end + 8) != get_16(end + 10)) {
        complain_of_damage(p, error);
        goto done;
    }
    const size_t n = get_16(end + 10), directory_size = get_32(end + 12);
    const uint64_t start = get_32(end + 16);
    if (n > ENTRIES_MAX || directory_size > DIRECTORY_MAX) {
        upw_fail(error, UPW_TOO_LARGE, "%s has more than %d parts; save only the sheet that is needed, or CSV", p->name,
                 ENTRIES_MAX);
        goto done;
    }
    directory = memory_grow(NULL, directory_size, 1);
    entries = memory_grow(NULL, 2 * n, sizeof *entries);
    if (start + directory_size > size - END_SIZE || !read_at(file, directory, directory_size, start)) {
        complain_of_damage(p, error);
        goto done;
    }
    if (!walk_directory(p, file, directory, directory_size, entries, n, error))
        goto done;
    memcpy(entries + n, entries, n * sizeof *entries);
    if (!check_overlaps(p, entries + n, n, start, error))
        goto done;
    is_good = open_zip(p, file, entries, n, error);
    file = -1;
done:
    if (file >= 0)
        close(file);
    free(entries);
    free(directory);
    return is_good;
}

/* What the first bytes say. */
static bool check_beginning(const package *p, int file, upw_error *error)
{
    static const unsigned char compound_file[] = { 0xD0, 0xCF, 0x11, 0xE0 };
    unsigned char start[4];
    if (!read_at(file, start, sizeof start, 0))
        return upw_fail(error, UPW_BAD_INPUT, "%s is empty or too short for a workbook", p->name);
    if (memcmp(start, compound_file, sizeof start) == 0)
        return upw_fail(error, UPW_BAD_INPUT,
                        "%s is an old workbook (.xls) or has a password; save it as .xlsx without a password", p->name);
    if (!has_signature(start, 3, 4))
        return upw_fail(error, UPW_BAD_INPUT,
                        "%s is not a workbook, whatever its name says; save it as .xlsx or as CSV", p->name);
    return true;
}

bool package_open(package *p, const char *path, const char *name, upw_error *error)
{
    struct stat about;
    *p = (package){ .name = name };
    if (ends_with(text_of(name), TEXT(".xlsm")))
        return upw_fail(error, UPW_BAD_INPUT, "%s may hold macros; save the workbook as .xlsx, which has none", name);
    const int file = temporary_open_input(path);
    if (file < 0)
        return errno == ENOENT ? upw_fail(error, UPW_NOT_FOUND, "there is no file %s", name)
                               : upw_fail(error, UPW_IO_FAILED, "%s cannot be read: %s", name, strerror(errno));
    const bool is_file = fstat(file, &about) == 0 && S_ISREG(about.st_mode);
    if (!is_file)
        upw_fail(error, UPW_BAD_INPUT, "%s is not a file; a workbook must be one", name);
    if (!is_file || !check_beginning(p, file, error)) {
        close(file);
        return false;
    }
    if (check_and_open(p, file, (uint64_t)about.st_size, error))
        return true;
    package_close(p);
    return false;
}

void package_close(package *p)
{
    if (p->zip != NULL)
        zip_discard(p->zip);
    p->zip = NULL;
}

/* --- a part --------------------------------------------------------------------------------------------------------
 */

/* Names of parts are looked up and never used as paths. */
static zip_int64_t find_part(const package *p, text part)
{
    char name[512];
    if (part.len >= sizeof name)
        return -1;
    memcpy(name, part.at, part.len);
    name[part.len] = '\0';
    return zip_name_locate(p->zip, name, ZIP_FL_NOCASE);
}

bool package_has_part(const package *p, text part)
{
    return find_part(p, part) >= 0;
}

typedef struct parsing {
    const package *package;
    text part;
    const part_reader *reader;
    void *context;
    XML_Parser parser;
    unsigned depth;
    bool has_failed; /* and error says why */
    upw_error *error;
} parsing;

static void stop(parsing *x)
{
    x->has_failed = true;
    XML_StopParser(x->parser, XML_FALSE);
}

static const char *without_prefix(const char *name)
{
    const char *const colon = strchr(name, ':');
    return colon != NULL ? colon + 1 : name;
}

const char *part_attribute(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2)
        if (strcmp(without_prefix(attributes[i]), name) == 0)
            return attributes[i + 1];
    return NULL;
}

static void start_element(void *user, const XML_Char *name, const XML_Char **attributes)
{
    parsing *const x = user;
    if (x->has_failed)
        return;
    for (size_t i = 0; attributes[i] != NULL; i += 2)
        if (strlen(attributes[i + 1]) > ATTRIBUTE_MAX) {
            upw_fail(x->error, UPW_TOO_LARGE, "%s has an attribute of more than 8 KiB in its part %.*s",
                     x->package->name, TEXT_ARGS(x->part));
            stop(x);
            return;
        }
    if (++x->depth > DEPTH_MAX) {
        upw_fail(x->error, UPW_TOO_LARGE, "%s has more than %d elements inside each other in its part %.*s",
                 x->package->name, DEPTH_MAX, TEXT_ARGS(x->part));
        stop(x);
    } else if (x->reader->start != NULL && !x->reader->start(x->context, without_prefix(name), attributes, x->error)) {
        stop(x);
    }
}

static void end_element(void *user, const XML_Char *name)
{
    parsing *const x = user;
    x->depth--;
    if (!x->has_failed && x->reader->end != NULL && !x->reader->end(x->context, without_prefix(name), x->error))
        stop(x);
}

static void take_characters(void *user, const XML_Char *at, int len)
{
    parsing *const x = user;
    if (!x->has_failed && x->reader->characters != NULL &&
        !x->reader->characters(x->context, (text){ at, (size_t)len }, x->error))
        stop(x);
}

/* Entities are declared in a DOCTYPE, so without one there are none but the five. */
static void refuse_doctype(void *user, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                           int internal)
{
    parsing *const x = user;
    (void)name, (void)system, (void)public, (void)internal;
    if (!x->has_failed)
        upw_fail(x->error, UPW_BAD_INPUT, "%s has a DOCTYPE in its part %.*s, which no workbook has; save it again",
                 x->package->name, TEXT_ARGS(x->part));
    stop(x);
}

static bool complain_of_xml(const parsing *x)
{
    return x->has_failed
               ? false
               : upw_fail(x->error, UPW_BAD_INPUT, "%s is damaged: part %.*s, line %lu: %s; save the workbook again",
                          x->package->name, TEXT_ARGS(x->part), (unsigned long)XML_GetCurrentLineNumber(x->parser),
                          XML_ErrorString(XML_GetErrorCode(x->parser)));
}

static bool parse_pieces(package *p, zip_file_t *file, uint64_t size, parsing *x)
{
    uint64_t unpacked = 0;
    for (;;) {
        void *const piece = XML_GetBuffer(x->parser, PIECE);
        if (piece == NULL)
            memory_run_out();
        const zip_int64_t n = zip_fread(file, piece, PIECE);
        if (n < 0)
            return complain_of_damage(p, x->error);
        unpacked += (uint64_t)n;
        p->n_unpacked += (uint64_t)n;
        if (unpacked > size || p->n_unpacked > all_max)
            return upw_fail(x->error, UPW_TOO_LARGE, "%s unpacks to more than its directory says (%.*s); save it again",
                            p->name, TEXT_ARGS(x->part));
        if (XML_ParseBuffer(x->parser, (int)n, n == 0) != XML_STATUS_OK)
            return complain_of_xml(x);
        if (n == 0)
            return true;
        if ((int64_t)unpacked - XML_GetCurrentByteIndex(x->parser) > MARKUP_MAX)
            return upw_fail(x->error, UPW_TOO_LARGE, "%s has a tag or comment of more than 1 MiB in its part %.*s",
                            p->name, TEXT_ARGS(x->part));
    }
}

bool package_read_part(package *p, text part, const part_reader *reader, void *context, upw_error *error)
{
    zip_stat_t about;
    const zip_int64_t index = find_part(p, part);
    if (index < 0)
        return upw_fail(error, UPW_BAD_INPUT, "%s lacks its part %.*s; save the workbook again", p->name,
                        TEXT_ARGS(part));
    if (zip_stat_index(p->zip, (zip_uint64_t)index, 0, &about) != 0)
        return complain_of_damage(p, error);
    zip_file_t *const file = zip_fopen_index(p->zip, (zip_uint64_t)index, 0);
    if (file == NULL)
        return complain_of_damage(p, error);
    parsing x = { .package = p, .part = part, .reader = reader, .context = context, .error = error };
    x.parser = XML_ParserCreate(NULL);
    if (x.parser == NULL)
        memory_run_out();
    XML_SetUserData(x.parser, &x);
    XML_SetElementHandler(x.parser, start_element, end_element);
    XML_SetCharacterDataHandler(x.parser, take_characters);
    XML_SetStartDoctypeDeclHandler(x.parser, refuse_doctype);
    const bool is_read = parse_pieces(p, file, about.size, &x);
    XML_ParserFree(x.parser);
    zip_fclose(file);
    return is_read;
}
