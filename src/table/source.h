/* table/source.h: a file, whatever it is, as seekable UTF-8 CSV whose header is understood (internal to table/). */
#ifndef TABLE_SOURCE_H
#define TABLE_SOURCE_H

#include <stdint.h>
#include <sys/types.h>

#include "table/layout.h"

enum { BLOCK_BYTES = 1 << 18 }; /* so that a block and its columns stay in the second cache of a core */

/* The most that is copied from a pipe: one without an end would fill the disk. */
#define PIPE_BYTES_MAX ((uint64_t)32 << 30)

struct table_source {
    int fd;
    bool owns_fd;
    int pipe; /* what `fd` is a copy of, as long as there is more to copy; -1: all is there */
    bool owns_pipe;
    uint64_t n_copied; /* bytes of the pipe */
    const char *name;  /* for sentences */
    off_t size;
    off_t start;       /* of the second record */
    int64_t first_row; /* its row */
    table_layout layout;
    const table_options *options;
    upw_arena *arena;
    off_t end; /* of the last row that is read; 0: of the file */
    bool was_windows_1252;
    size_t n_ignored_links;
    char passed_over[160]; /* as in table_notes */
    size_t block_bytes;    /* how much is read at a time: BLOCK_BYTES, or less to find what depends on it */
};

/* As table_open, but without looking at what is inside: no header. Of a pipe only the beginning is there, so that one
 * that begins wrong is refused before the rest is waited for. */
table_source *source_open_raw(const char *path, const table_options *options, upw_arena *arena, upw_error *error);

/* Copy more of a pipe, until there are `enough` bytes or it ends. */
bool source_take(table_source *source, uint64_t enough, upw_error *error) UPW_MUST_CHECK;

/* All of it; must come before anything but the header is read. */
bool source_take_rest(table_source *source, upw_error *error) UPW_MUST_CHECK;

/* What the notes say about the file as a whole. */
void source_add_notes(const table_source *source, table_notes *notes);

/* The whole file as UTF-8, without its byte-order mark. */
bool source_read_all(table_source *source, upw_arena *arena, text *bytes, upw_error *error) UPW_MUST_CHECK;

/* Read up to `size` bytes at `offset`; fewer only at the end of the file. -1 and an error when reading fails. */
ssize_t source_read(const table_source *source, char *at, size_t size, off_t offset, upw_error *error);

/* Some block was not UTF-8: make the source a UTF-8 copy of a Windows-1252 file, and understand its header again.
 * Fails when it cannot be Windows-1252 either. */
bool source_recode(table_source *source, upw_error *error) UPW_MUST_CHECK;

#endif
