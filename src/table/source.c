/* What is this file? A workbook, a pipe and a Windows-1252 file are first copied into an unnamed temporary file, so
 * that everything after this sees one thing: UTF-8 bytes in a file that can be read twice. */
#include "table/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/output.h"
#include "table/strays.h"
#include "table/temporary.h"
#include "table/windows_1252.h"
#include "table/xlsx.h"

static const char *last_error(void)
{
    return strerror(errno);
}

static const text BYTE_ORDER_MARK = { "\xEF\xBB\xBF", 3 };
static const unsigned char OLD_WORKBOOK[4] = { 0xD0, 0xCF, 0x11, 0xE0 };

enum {
    HEADER_ROOM = RECORD_BYTES_MAX + 4, /* bytes that hold any header, and show that one is too long */
    PIPE_READ_BYTES = 1 << 16,
};

/* ---- temporary copies ---- */

static void adopt(table_source *source, int fd)
{
    if (source->owns_fd)
        close(source->fd);
    source->fd = fd;
    source->owns_fd = true;
}

/* Bytes in Windows-1252 as UTF-8, into `room`; `offset` is where they stand in the file. */
static bool to_utf8(const table_source *source, uint64_t offset, text *bytes, char *room, upw_error *error)
{
    size_t len;
    const size_t n_read = windows_1252_to_utf8(*bytes, room, &len);
    if (n_read < bytes->len)
        return upw_fail(error, UPW_BAD_INPUT,
                        "%s is neither UTF-8 nor Windows-1252 (byte 0x%02X at offset %llu); save it as CSV UTF-8",
                        source->name, (unsigned char)bytes->at[n_read], (unsigned long long)(offset + n_read));
    *bytes = (text){ room, len };
    return true;
}

/* ---- pipes ---- */

/* What is open becomes a pipe, and the source its copy, which is empty as yet. */
static bool begin_copy(table_source *source, upw_error *error)
{
    const int copy = temporary_make(error);
    if (copy < 0)
        return false;
    source->pipe = source->fd;
    source->owns_pipe = source->owns_fd;
    source->fd = copy;
    source->owns_fd = true;
    return true;
}

static void end_copy(table_source *source)
{
    if (source->owns_pipe)
        close(source->pipe);
    source->pipe = -1;
}

bool source_take(table_source *source, uint64_t enough, upw_error *error)
{
    char bytes[PIPE_READ_BYTES], room[WINDOWS_1252_GROWTH * sizeof bytes];
    while (source->pipe >= 0 && source->n_copied < enough) {
        const ssize_t got = read(source->pipe, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return upw_fail(error, UPW_IO_FAILED, "reading %s failed: %s", source->name, last_error());
        text piece = { bytes, (size_t)got };
        if (got == 0)
            end_copy(source);
        else if ((source->was_windows_1252 && !to_utf8(source, source->n_copied, &piece, room, error)) ||
                 !temporary_write(source->fd, piece, error))
            return false;
        source->n_copied += (uint64_t)got;
    }
    source->size = lseek(source->fd, 0, SEEK_END);
    return true;
}

bool source_take_rest(table_source *source, upw_error *error)
{
    if (!source_take(source, PIPE_BYTES_MAX + 1, error))
        return false;
    return source->pipe < 0 || upw_fail(error, UPW_TOO_LARGE,
                                        "%s is longer than 32 GiB, the most that is copied from a pipe; has it an end? "
                                        "If so, save it as a file and name that",
                                        source->name);
}

static bool convert_workbook(table_source *source, const char *path, upw_error *error)
{
    const int copy = temporary_make(error);
    if (copy < 0)
        return false;
    FILE *const file = fdopen(copy, "w+");
    if (file == NULL)
        memory_run_out();
    xlsx_options options = { .sheet = source->options->sheet,
                             .header_row = source->options->header_row,
                             .name = source->name };
    xlsx_notes notes = { 0 };
    bool done = xlsx_to_csv(path, &options, file, &notes, error);
    if (done && fflush(file) != 0)
        done = upw_fail(error, UPW_IO_FAILED, "writing a temporary copy of %s failed: %s", source->name, last_error());
    if (done) {
        source->n_ignored_links = notes.n_ignored_links;
        adopt(source, dup(copy));
    }
    fclose(file);
    return done;
}

ssize_t source_read(const table_source *source, char *at, size_t size, off_t offset, upw_error *error)
{
    size_t got = 0;
    if (source->end > 0 && offset + (off_t)size > source->end)
        size = offset < source->end ? (size_t)(source->end - offset) : 0;
    while (got < size) {
        const ssize_t more = pread(source->fd, at + got, size - got, offset + (off_t)got);
        if (more < 0 && errno == EINTR)
            continue;
        if (more < 0) {
            upw_fail(error, UPW_IO_FAILED, "reading %s failed: %s", source->name, last_error());
            return -1;
        }
        if (more == 0)
            break;
        got += (size_t)more;
    }
    return (ssize_t)got;
}

/* ---- Windows-1252 ---- */

static bool recode_into(const table_source *source, int copy, upw_error *error)
{
    char in[16384], out[WINDOWS_1252_GROWTH * sizeof in];
    for (off_t offset = 0;;) {
        const ssize_t got = source_read(source, in, sizeof in, offset, error);
        if (got < 0)
            return false;
        if (got == 0)
            return true;
        text bytes = { in, (size_t)got };
        if (offset == 0 && text_starts_with(bytes, BYTE_ORDER_MARK))
            return upw_fail(
                error, UPW_BAD_INPUT,
                "%s starts with the mark of UTF-8 but holds bytes that are not UTF-8; save it again as CSV UTF-8",
                source->name);
        if (!to_utf8(source, (uint64_t)offset, &bytes, out, error) || !temporary_write(copy, bytes, error))
            return false;
        offset += got;
    }
}

static bool recode(table_source *source, upw_error *error)
{
    const int copy = temporary_make(error);
    if (copy < 0)
        return false;
    if (!recode_into(source, copy, error)) {
        close(copy);
        return false;
    }
    adopt(source, copy);
    source->was_windows_1252 = true;
    source->size = lseek(copy, 0, SEEK_END);
    source->end = 0; /* the last row ends elsewhere now */
    return true;
}

/* ---- the header ---- */

/* An encrypted workbook is an OLE container whose directory names an EncryptedPackage, in UTF-16 (MS-OFFCRYPTO 1.3.3,
 * MS-CFB 2.2). */
static bool is_encrypted(const table_source *source, const unsigned char *at, size_t n)
{
    static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    if (memmem(at, n, name, sizeof name) != NULL)
        return true;
    if (n < 52 || (at[30] != 9 && at[30] != 12))
        return false;
    const uint32_t sector = at[48] | (uint32_t)at[49] << 8 | (uint32_t)at[50] << 16 | (uint32_t)at[51] << 24;
    char directory[4096];
    const size_t size = (size_t)1 << at[30];
    const ssize_t got = source_read(source, directory, size, ((off_t)sector + 1) * (off_t)size, NULL);
    return got > 0 && memmem(directory, (size_t)got, name, sizeof name) != NULL;
}

static bool check_start(const table_source *source, const unsigned char *at, size_t n, upw_error *error)
{
    if (n == 0)
        return upw_fail(error, UPW_BAD_INPUT,
                        "%s is empty: expected a row of column names, then a row for each "
                        "observation",
                        source->name);
    if (n >= 2 && ((at[0] == 0xFF && at[1] == 0xFE) || (at[0] == 0xFE && at[1] == 0xFF)))
        return upw_fail(error, UPW_BAD_INPUT, "%s is in UTF-16; save it as \"CSV UTF-8\"", source->name);
    if (n >= 4 && memcmp(at, OLD_WORKBOOK, 4) == 0 && is_encrypted(source, at, n))
        return upw_fail(
            error, UPW_BAD_INPUT,
            "%s is a workbook with a password; take the password off (in Excel: File, Info) or save it as CSV",
            source->name);
    if (n >= 4 && memcmp(at, OLD_WORKBOOK, 4) == 0)
        return upw_fail(error, UPW_BAD_INPUT, "%s is an old Excel workbook (.xls); save it as .xlsx or as CSV",
                        source->name);
    return true;
}

static text first_line(text rest)
{
    return text_take_until(&rest, '\n');
}

/* The first line that Excel writes for itself: sep=; */
static bool says_delimiter(text line)
{
    if (line.len > 0 && line.at[line.len - 1] == '\r')
        line.len--;
    return line.len == 5 && memcmp(line.at, "sep=", 4) == 0 && strchr(",;\t|", line.at[4]) != NULL;
}

static char choose_delimiter(const table_source *source, text line)
{
    return source->options->delimiter != '\0' ? source->options->delimiter : layout_detect_delimiter(line);
}

/* Take a row off, whatever is in it. False when there is none. */
static bool skip_row(const table_source *source, text *rest)
{
    const size_t length = record_length(*rest, choose_delimiter(source, first_line(*rest)));
    rest->at += length;
    rest->len -= length;
    return length > 0;
}

/* With --wide, some heading must be a date: numbers are more likely to be values. */
static bool has_dates(const table_layout *layout)
{
    bool has_any = !layout->options->is_wide;
    for (size_t i = 0; i < layout->n_columns; i++)
        has_any |= layout->columns[i].role == ROLE_CELL && period_get_kind(layout->columns[i].period) != PERIOD_NUMBER;
    return has_any;
}

/* The first row does not name the columns: does one of the next? They are titles, then, as in tables of national
 * bodies. 0: none. */
static int64_t find_header_row(const table_source *source, text rest)
{
    enum { TITLES_MAX = 30 };
    upw_arena scratch;
    memory_init_arena(&scratch);
    int64_t found = 0;
    for (int64_t row = 2; row <= TITLES_MAX && found == 0 && skip_row(source, &rest) && rest.len > 0; row++) {
        text copy = rest;
        record header = { 0 };
        table_layout layout;
        const char delimiter = choose_delimiter(source, first_line(rest));
        if (record_take(&copy, delimiter, &scratch, &header) == RECORD_COMPLETE && header.n_fields > 1 &&
            layout_read_header(&header, source->options, source->name, delimiter, &scratch, &layout, NULL) &&
            has_dates(&layout))
            found = row;
    }
    upw_arena_clear(&scratch);
    return found;
}

/* A first row of one cell is a title: which of the next has the most names? 0: none, or the first is no title. */
static int64_t guess_header_row(const table_source *source, text rest)
{
    enum { TITLES_MAX = 30 };
    upw_arena scratch;
    memory_init_arena(&scratch);
    size_t most = 1;
    int64_t found = 0;
    for (int64_t row = 1; row <= TITLES_MAX && rest.len > 0; row++) {
        text copy = rest;
        record names = { 0 };
        size_t n = 0;
        if (record_take(&copy, choose_delimiter(source, first_line(rest)), &scratch, &names) == RECORD_COMPLETE)
            for (size_t i = 0; i < names.n_fields; i++)
                n += text_trim(names.fields[i]).len > 0;
        if (row == 1 && n > 2)
            break;
        if (row > 1 && n > most && n > 2)
            most = n, found = row;
        if (!skip_row(source, &rest))
            break;
    }
    upw_arena_clear(&scratch);
    return found;
}

/* What layout_read_header says of the first row, unless a later one would do. */
static bool complain_of_header(const table_source *source, text first, int64_t row, upw_error *error)
{
    const bool is_about_names = error != NULL && error->code == UPW_BAD_INPUT;
    const int64_t better = is_about_names && source->options->header_row == 0 ? find_header_row(source, first) : 0;
    if (better > 0)
        return upw_fail_row(error, UPW_BAD_INPUT, 1,
                            "%s, row 1 does not name the columns, but row %lld does: say "
                            "--header-row %lld",
                            source->name, (long long)better, (long long)better);
    const int64_t likely = is_about_names && source->options->header_row == 0 ? guess_header_row(source, first) : 0;
    if (likely > 0)
        return upw_fail_row(error, UPW_BAD_INPUT, 1,
                            "%s, row 1 does not name the columns; if row %lld does, say --header-row %lld, and which "
                            "column is which with --column MEANING=NAME",
                            source->name, (long long)likely, (long long)likely);
    if (is_about_names && error->row == 1)
        error->row = row;
    return false;
}

static bool read_header(table_source *source, upw_error *error);

/* The header out of the first bytes of the file. */
static bool understand_header(table_source *source, text bytes, bool is_whole_file, upw_error *error)
{
    text rest = bytes;
    while (text_starts_with(rest, BYTE_ORDER_MARK))
        rest.at += BYTE_ORDER_MARK.len, rest.len -= BYTE_ORDER_MARK.len;
    const int64_t header_row = source->options->header_row > 0    ? source->options->header_row
                               : says_delimiter(first_line(rest)) ? 2
                                                                  : 1;
    for (int64_t row = 1; row < header_row; row++)
        if (!skip_row(source, &rest) || rest.len == 0)
            return upw_fail_row(error, UPW_BAD_INPUT, row,
                                "%s has no row %lld among its first rows, which --header-row "
                                "asks for",
                                source->name, (long long)header_row);
    const text first = rest, line = first_line(rest);
    if (memchr(line.at, '\0', line.len) != NULL)
        return upw_fail_row(error, UPW_BAD_INPUT, header_row,
                            "%s is not a text file (row %lld has a NUL byte); export it as CSV or XLSX", source->name,
                            (long long)header_row);
    const char *const first_return = memchr(line.at, '\r', line.len);
    if (first_return != NULL && first_return + 1 < line.at + line.len && memchr(line.at, '"', line.len) == NULL)
        return upw_fail_row(error, UPW_BAD_INPUT, 1,
                            "%s ends its rows with CR alone, as old Macintosh programs do; save it as CSV UTF-8",
                            source->name);
    const char delimiter = choose_delimiter(source, line);
    record header = { 0 };
    const record_state state = record_take(&rest, delimiter, source->arena, &header);
    if (state != RECORD_COMPLETE || (rest.len == 0 && !is_whole_file))
        return upw_fail_row(error, UPW_BAD_INPUT, header_row,
                            "%s, row %lld is not a row of column names: it is longer than 1 MiB, has more than 16,384 "
                            "columns, or its quotes do not match",
                            source->name, (long long)header_row);
    if (!text_is_utf8((text){ bytes.at, (size_t)(rest.at - bytes.at) }))
        return recode(source, error) && read_header(source, error); /* and look again */
    source->start = rest.at - bytes.at;
    source->first_row = header_row + 1;
    if (header.n_fields == 1 && text_trim(header.fields[0]).len == 0) {
        upw_fail_row(error, UPW_BAD_INPUT, header_row,
                     "%s, row %lld is empty: the first row must name the columns (or "
                     "say which does with --header-row)",
                     source->name, (long long)header_row);
        return complain_of_header(source, first, header_row, error);
    }
    if (!layout_read_header(&header, source->options, source->name, delimiter, source->arena, &source->layout, error))
        return complain_of_header(source, first, header_row, error);
    if (source->options->is_wide)
        stray_name_columns(&source->layout, rest, source->passed_over, sizeof source->passed_over);
    return true;
}

/* Where --last-row ends. A row that is too long, or never ends, is left for the reader to refuse. */
static bool find_end(table_source *source, upw_error *error)
{
    if (source->options->last_row == 0)
        return true;
    char *const bytes = memory_grow(NULL, HEADER_ROOM, 1);
    off_t at = source->start;
    int64_t row = source->first_row;
    bool done = source->options->last_row >= row ||
                upw_fail(error, UPW_BAD_USAGE, "--last-row %lld leaves nothing of %s: its header is row %lld",
                         (long long)source->options->last_row, source->name, (long long)row - 1);
    for (bool has_more = done; has_more;) {
        const ssize_t got = source_read(source, bytes, HEADER_ROOM, at, error);
        done = got >= 0;
        size_t used = 0, length = 1;
        while (got > 0 && row <= source->options->last_row && length > 0) {
            length = record_length((text){ bytes + used, (size_t)got - used }, source->layout.delimiter);
            used += length;
            row += length > 0;
        }
        at += (off_t)used;
        has_more = used > 0 && row <= source->options->last_row;
    }
    free(bytes);
    if (done && row > source->options->last_row)
        source->end = at;
    return done;
}

static bool read_header(table_source *source, upw_error *error)
{
    char *const bytes = memory_grow(NULL, HEADER_ROOM, 1);
    const ssize_t got = source_read(source, bytes, HEADER_ROOM, 0, error);
    const bool done = got >= 0 && check_start(source, (const unsigned char *)bytes, (size_t)got, error) &&
                      understand_header(source, (text){ bytes, (size_t)got }, (size_t)got < HEADER_ROOM, error);
    free(bytes);
    return done;
}

void source_add_notes(const table_source *source, table_notes *notes)
{
    notes->was_windows_1252 = source->was_windows_1252;
    notes->n_ignored_links = source->n_ignored_links;
    memcpy(notes->passed_over, source->passed_over, sizeof notes->passed_over);
}

bool source_recode(table_source *source, upw_error *error)
{
    return recode(source, error) && read_header(source, error) && find_end(source, error);
}

/* ---- opening ---- */

/* As it is told, and printed in a report: a file may be called by bytes that are no text. */
static const char *showable_name(const char *name, upw_arena *arena)
{
    char *const copy = memory_take(arena, strlen(name) + 1, 1);
    memcpy(copy, name, strlen(name) + 1);
    text_make_showable(copy);
    return copy;
}

static bool open_file(table_source *source, const char *path, upw_error *error)
{
    if (strcmp(path, "-") == 0) {
        source->fd = STDIN_FILENO;
        source->name = "standard input";
    } else {
        source->name = showable_name(source->options->name != NULL ? source->options->name : path, source->arena);
        source->fd = temporary_open_input(path);
        if (source->fd < 0)
            return upw_fail(error,
                            errno == ENOENT || errno == EACCES || errno == ENOTDIR ? UPW_BAD_INPUT : UPW_IO_FAILED,
                            "cannot open %s: %s", source->name, last_error());
        source->owns_fd = true;
    }
    struct stat about;
    if (fstat(source->fd, &about) != 0)
        return upw_fail(error, UPW_IO_FAILED, "cannot look at %s: %s", source->name, last_error());
    if (source->options->name == NULL) /* nobody's output can fall on a file that is not called by its path */
        output_spare(&about);
    if (S_ISDIR(about.st_mode))
        return upw_fail(error, UPW_BAD_INPUT, "%s is a folder: name a CSV or XLSX file in it", source->name);
    return S_ISREG(about.st_mode) || (begin_copy(source, error) && source_take(source, HEADER_ROOM, error));
}

/* Workbook to CSV; size. */
static bool prepare(table_source *source, const char *path, upw_error *error)
{
    char magic[4];
    const ssize_t got = source_read(source, magic, sizeof magic, 0, error);
    if (got < 0)
        return false;
    const bool is_workbook = got == sizeof magic && memcmp(magic, "PK\3\4", sizeof magic) == 0;
    const bool is_old_workbook = got == sizeof magic && memcmp(magic, OLD_WORKBOOK, sizeof magic) == 0;
    if ((is_workbook || is_old_workbook) && !source_take_rest(source, error))
        return false;
    if (is_workbook) {
        char through_fd[64];
        snprintf(through_fd, sizeof through_fd, "/proc/self/fd/%d", source->fd);
        const bool is_named = strcmp(path, "-") != 0;
        if (!convert_workbook(source, is_named ? path : through_fd, error))
            return false;
    } else if (source->options->sheet != NULL) {
        return upw_fail(error, UPW_BAD_USAGE, "%s is no workbook and has no sheets; leave --sheet out", source->name);
    }
    source->size = lseek(source->fd, 0, SEEK_END);
    return true;
}

table_source *source_open_raw(const char *path, const table_options *options, upw_arena *arena, upw_error *error)
{
    table_source *const source = MEMORY_TAKE(arena, table_source, 1);
    *source = (table_source){ .fd = -1, .pipe = -1, .options = options, .arena = arena, .block_bytes = BLOCK_BYTES };
    if (open_file(source, path, error) && prepare(source, path, error))
        return source;
    table_close(source);
    return NULL;
}

table_source *table_open(const char *path, const table_options *options, upw_arena *arena, upw_error *error)
{
    table_source *const source = source_open_raw(path, options, arena, error);
    if (source == NULL)
        return NULL;
    if (read_header(source, error) && source_take_rest(source, error) && find_end(source, error))
        return source;
    table_close(source);
    return NULL;
}

bool source_read_all(table_source *source, upw_arena *arena, text *bytes, upw_error *error)
{
    for (;;) {
        char *const at = memory_take(arena, (size_t)source->size + 1, 1);
        const ssize_t got = source_read(source, at, (size_t)source->size, 0, error);
        if (got < 0 || !check_start(source, (const unsigned char *)at, (size_t)got, error))
            return false;
        *bytes = (text){ at, (size_t)got };
        if (text_is_utf8(*bytes)) {
            while (text_starts_with(*bytes, BYTE_ORDER_MARK))
                bytes->at += BYTE_ORDER_MARK.len, bytes->len -= BYTE_ORDER_MARK.len;
            return true;
        }
        if (!recode(source, error))
            return false;
    }
}

void table_close(table_source *source)
{
    if (source == NULL)
        return;
    if (source->pipe >= 0)
        end_copy(source);
    if (source->owns_fd)
        close(source->fd);
    source->owns_fd = false;
}

bool table_has(const table_source *source, table_column column)
{
    return source->layout.has[column];
}

const char *table_name(const table_source *source)
{
    return source->name;
}
