/* Parts of a form as libmicrohttpd's post-processor finds them; the limits are ours. */
#include "web/multipart.h"

#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "web/decode.h"

enum { PART_HEADER_MAX = 2048, VALUE_MAX = 16 * 1024, BOUNDARY_MAX = 70 };

struct web_multipart {
    struct MHD_PostProcessor *reader;
    upw_arena *arena;
    const char *temp_folder;
    web_pair fields[WEB_PARTS_MAX];
    size_t n_fields;
    web_file files[WEB_PARTS_MAX];
    size_t n_files;
    size_t n_parts;
    text name;      /* of the part that is being read */
    web_file *file; /* where it goes; NULL: it is a field */
    buffer value;
    upw_error *error; /* of the call under way */
};

/* RFC 2046, section 5.1.1: 1 to 70 characters of a small set, not ending in a space. */
static bool is_sound_boundary(text content_type)
{
    text parameters = content_type;
    text_take_until(&parameters, ';');
    while (parameters.len > 0) {
        text value = text_trim(text_take_until(&parameters, ';'));
        const text name = text_trim(text_take_until(&value, '='));
        if (!text_equal_ignoring_case(name, TEXT("boundary")))
            continue;
        if (value.len >= 2 && value.at[0] == '"' && value.at[value.len - 1] == '"')
            value.at++, value.len -= 2;
        for (size_t i = 0; i < value.len; i++)
            if (value.at[i] <= ' ' || value.at[i] > '~' || strchr("\"\\;", value.at[i]) != NULL)
                return false;
        return value.len >= 1 && value.len <= BOUNDARY_MAX;
    }
    return false;
}

/* A file that nobody else can open and that goes away with its descriptor. */
static int open_unnamed(const char *folder)
{
    const int unnamed = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (unnamed >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return unnamed;
    char path[512];
    snprintf(path, sizeof path, "%s/upward-XXXXXX", folder);
    const int named = mkostemp(path, O_CLOEXEC);
    if (named >= 0)
        unlink(path);
    return named;
}

static void end_part(web_multipart *m)
{
    if (m->name.at != NULL && m->file == NULL)
        m->fields[m->n_fields++] = (web_pair){ m->name, memory_copy_text(m->arena, buffer_text(&m->value)) };
    buffer_empty(&m->value);
    m->name = (text){ 0 };
}

static bool begin_part(web_multipart *m, const char *name, const char *file_name)
{
    end_part(m);
    if (m->n_parts++ == WEB_PARTS_MAX)
        return upw_fail(m->error, UPW_TOO_LARGE, "the form has more than %d parts", WEB_PARTS_MAX);
    if (name == NULL || name[0] == '\0' || !web_text_is_clean(text_of(name), WEB_ONE_LINE))
        return upw_fail(m->error, UPW_BAD_USAGE, "the form has a part without a name");
    m->name = memory_copy_text(m->arena, text_of(name));
    m->file = NULL;
    if (file_name == NULL)
        return true;
    m->file = &m->files[m->n_files];
    const text given = file_name[0] != '\0' ? web_reduce_name(text_of(file_name), m->arena) : TEXT("");
    *m->file = (web_file){ m->name, given, open_unnamed(m->temp_folder), 0 };
    if (m->file->descriptor < 0)
        return upw_fail(m->error, UPW_IO_FAILED, "an uploaded file cannot be kept: %s", strerror(errno));
    m->n_files++;
    return true;
}

static bool write_all(int descriptor, const char *at, size_t len, upw_error *error)
{
    while (len > 0) {
        const ssize_t written = write(descriptor, at, len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return upw_fail(error, errno == ENOSPC || errno == EDQUOT ? UPW_DISK_FULL : UPW_IO_FAILED,
                            "an uploaded file cannot be kept: %s", strerror(errno));
        at += written;
        len -= (size_t)written;
    }
    return true;
}

static bool add_bytes(web_multipart *m, const char *at, size_t len)
{
    if (m->file != NULL) {
        m->file->size += len;
        return write_all(m->file->descriptor, at, len, m->error);
    }
    if (len > 0)
        buffer_add(&m->value, (text){ at, len });
    return !m->value.is_full ||
           upw_fail(m->error, UPW_TOO_LARGE, "the form has a value of more than %d bytes", VALUE_MAX);
}

/* Called for each piece of a part; offset 0 begins one. */
static enum MHD_Result take_piece(void *context, enum MHD_ValueKind kind, const char *name, const char *file_name,
                                  const char *type, const char *encoding, const char *data, uint64_t offset,
                                  size_t size)
{
    (void)kind;
    (void)type;
    web_multipart *const m = context;
    if (encoding != NULL && strcasecmp(encoding, "binary") != 0 && strcasecmp(encoding, "8bit") != 0 &&
        strcasecmp(encoding, "7bit") != 0) {
        upw_fail(m->error, UPW_BAD_USAGE, "the form has a part in a transfer encoding, which no browser uses");
        return MHD_NO;
    }
    if (offset == 0 && !begin_part(m, name, file_name))
        return MHD_NO;
    return add_bytes(m, data, size) ? MHD_YES : MHD_NO;
}

web_multipart *web_multipart_begin(struct MHD_Connection *connection, text content_type, const char *temp_folder,
                                   upw_arena *arena, upw_error *error)
{
    web_multipart *const m = MEMORY_TAKE(arena, web_multipart, 1);
    m->arena = arena;
    m->temp_folder = temp_folder;
    buffer_init(&m->value, VALUE_MAX);
    if (is_sound_boundary(content_type))
        m->reader = MHD_create_post_processor(connection, PART_HEADER_MAX + BOUNDARY_MAX, take_piece, m);
    if (m->reader == NULL) {
        upw_fail(error, UPW_BAD_USAGE, "the form does not say where its parts end");
        return NULL;
    }
    return m;
}

bool web_multipart_add(web_multipart *m, text bytes, upw_error *error)
{
    upw_error own = { 0 };
    m->error = &own;
    if (MHD_post_process(m->reader, bytes.at, bytes.len) == MHD_YES && own.code == UPW_OK)
        return true;
    if (own.code == UPW_OK)
        upw_fail(&own, UPW_BAD_USAGE, "the form cannot be read");
    *error = own;
    return false;
}

static bool is_text(text value)
{
    return text_is_utf8(value) && strlen(value.at) == value.len;
}

/* "No file chosen" is a part whose file has no name and no bytes: it is no file. */
static void forget_files_not_chosen(web_multipart *m)
{
    size_t kept = 0;
    for (size_t i = 0; i < m->n_files; i++) {
        web_file *const file = &m->files[i];
        if (file->name.len == 0 && file->size == 0) {
            close(file->descriptor);
            continue;
        }
        if (file->name.len == 0)
            file->name = TEXT("file");
        m->files[kept++] = *file;
    }
    m->n_files = kept;
}

bool web_multipart_end(web_multipart *m, request *req, upw_error *error)
{
    struct MHD_PostProcessor *const reader = m->reader;
    upw_error own = { 0 }; /* the last piece may be handed over only now */
    m->reader = NULL;
    m->error = &own;
    if (MHD_destroy_post_processor(reader) != MHD_YES && own.code == UPW_OK)
        upw_fail(&own, UPW_BAD_USAGE, "the form ends too early");
    end_part(m);
    for (size_t i = 0; i < m->n_fields && own.code == UPW_OK; i++)
        if (!is_text(m->fields[i].value))
            upw_fail(&own, UPW_BAD_USAGE, "the form has bytes that are not text");
    forget_files_not_chosen(m);
    req->fields = (web_pairs){ m->fields, m->n_fields };
    req->files = m->files;
    req->n_files = m->n_files;
    if (own.code != UPW_OK)
        *error = own;
    return own.code == UPW_OK;
}

void web_multipart_free(web_multipart *m)
{
    if (m == NULL)
        return;
    if (m->reader != NULL)
        MHD_destroy_post_processor(m->reader);
    for (size_t i = 0; i < m->n_files; i++)
        close(m->files[i].descriptor);
    buffer_clear(&m->value);
}
