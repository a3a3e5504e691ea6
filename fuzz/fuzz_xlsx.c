/* Any bytes as a workbook, and any bytes as the parts of one: a CSV whose records are rows, or a refusal with a reason.
 *
 * The first byte says which: 'Z': the rest is the archive itself. Anything else: the rest is its sheet, styles and
 * shared texts, parted by NUL bytes, and the archive around them is made here, so that the search need not find
 * checksums. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buffer.h"
#include "table/xlsx.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARCHIVE_MAX = 16 << 20 };

typedef struct archive {
    buffer bytes;     /* of the file so far */
    buffer directory; /* that will follow */
    unsigned n;
} archive;

static void add_16(buffer *b, uint32_t number)
{
    buffer_add_char(b, (char)(number & 0xFF));
    buffer_add_char(b, (char)(number >> 8 & 0xFF));
}

static void add_32(buffer *b, uint32_t number)
{
    add_16(b, number & 0xFFFF);
    add_16(b, number >> 16);
}

/* CRC-32 as in zip archives, bit by bit. */
static uint32_t checksum(text bytes)
{
    uint32_t crc = 0xFFFFFFFFu;
    for (size_t i = 0; i < bytes.len; i++) {
        crc ^= (unsigned char)bytes.at[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0);
    }
    return ~crc;
}

/* What a local header and a directory record have in common: a stored part, made at no time. */
static void add_description(buffer *b, text name, text content)
{
    add_16(b, 20); /* version */
    add_32(b, 0);  /* flags, method */
    add_32(b, 0);  /* time */
    add_32(b, checksum(content));
    add_32(b, (uint32_t)content.len);
    add_32(b, (uint32_t)content.len);
    add_16(b, (uint32_t)name.len);
    add_16(b, 0);
}

static void add_part(archive *a, text name, text content)
{
    const uint32_t start = (uint32_t)a->bytes.len;
    buffer_add_literal(&a->bytes, "PK\3\4");
    add_description(&a->bytes, name, content);
    buffer_add(&a->bytes, name);
    buffer_add(&a->bytes, content);
    buffer_add_literal(&a->directory, "PK\1\2");
    add_16(&a->directory, 20);
    add_description(&a->directory, name, content);
    add_32(&a->directory, 0);
    add_32(&a->directory, 0);
    add_16(&a->directory, 0);
    add_32(&a->directory, start);
    buffer_add(&a->directory, name);
    a->n++;
}

static void end_archive(archive *a)
{
    const uint32_t start = (uint32_t)a->bytes.len;
    buffer_add(&a->bytes, buffer_text(&a->directory));
    buffer_add_literal(&a->bytes, "PK\5\6");
    add_32(&a->bytes, 0);
    add_16(&a->bytes, a->n);
    add_16(&a->bytes, a->n);
    add_32(&a->bytes, (uint32_t)a->directory.len);
    add_32(&a->bytes, start);
    add_16(&a->bytes, 0);
}

static void make_archive(archive *a, text parts)
{
    add_part(a, TEXT("_rels/.rels"), TEXT("<r><Relationship Id='a' Type='x/officeDocument' Target='w.xml'/></r>"));
    add_part(a, TEXT("w.xml"), TEXT("<w><sheet name='S' id='s'/></w>"));
    add_part(a, TEXT("_rels/w.xml.rels"),
             TEXT("<r><Relationship Id='s' Type='x/worksheet' Target='s.xml'/>"
                  "<Relationship Id='t' Type='x/styles' Target='/t.xml'/>"
                  "<Relationship Id='u' Type='x/sharedStrings' Target='../u.xml'/></r>"));
    add_part(a, TEXT("s.xml"), text_take_until(&parts, '\0'));
    add_part(a, TEXT("t.xml"), text_take_until(&parts, '\0'));
    add_part(a, TEXT("u.xml"), parts);
    end_archive(a);
}

static void convert(text book)
{
    char path[64], *csv = NULL;
    size_t size = 0;
    upw_error error = { 0 };
    const int file = memfd_create("book", MFD_CLOEXEC);
    assert(file >= 0 && write(file, book.at, book.len) == (ssize_t)book.len);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    FILE *const out = open_memstream(&csv, &size);
    assert(out != NULL);
    const bool is_done = xlsx_to_csv(path, NULL, out, NULL, &error);
    fclose(out);
    close(file);
    assert(is_done || error.message[0] != '\0');
    assert(!is_done || text_is_utf8((text){ csv, size }));
    assert(!is_done || size == 0 || csv[size - 1] == '\n');
    free(csv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size > ARCHIVE_MAX / 2)
        return 0;
    const text rest = { (const char *)data + 1, size - 1 };
    if (data[0] == 'Z') {
        convert(rest);
        return 0;
    }
    archive a = { .n = 0 };
    buffer_init(&a.bytes, ARCHIVE_MAX);
    buffer_init(&a.directory, ARCHIVE_MAX);
    make_archive(&a, rest);
    convert(buffer_text(&a.bytes));
    buffer_clear(&a.bytes);
    buffer_clear(&a.directory);
    return 0;
}
