/* table/blocks.h: a file in pieces that can be read by themselves (internal to table/). */
#ifndef TABLE_BLOCKS_H
#define TABLE_BLOCKS_H

#include "table/rows.h"
#include "table/source.h"

enum {
    BLOCKS_THREADS_MAX = 16,
    BLOCK_GROWTH_MAX = 256, /* times block_bytes: a block that would be longer is of one series: gather it instead */
};

typedef enum blocks_cut { BLOCKS_OF_ROWS, BLOCKS_OF_SERIES } blocks_cut;

typedef enum block_state {
    BLOCK_READ,
    BLOCK_FAILED, /* reading failed */
    BLOCK_ROW_TOO_LONG,
} block_state;

typedef struct block {
    block_state state;
    text bytes; /* whole rows; followed by zero bytes */
    char *room; /* the memory; free() it */
    size_t room_size;
    upw_error error; /* of BLOCK_FAILED */
} block;

typedef struct blocks {
    const table_source *source;
    blocks_cut cut;
    off_t next; /* where the next block starts */
    bool is_at_end;
    bool is_one_series; /* a block grew beyond BLOCK_GROWTH_MAX: gather */
    upw_arena scratch;  /* for finding series in quoted rows */
    /* What the finished blocks add up to; only touched in turn. */
    off_t bytes_finished;
    table_notes notes;
} blocks;

void blocks_begin(blocks *b, const table_source *source, blocks_cut cut);
void blocks_end(blocks *b);

/* The next block, in order. False at the end of the file. A state other than BLOCK_READ comes out in turn too. */
bool blocks_take(blocks *b, block *out);

int64_t blocks_first_row(const blocks *b); /* of the block whose turn it is */
void blocks_finish(blocks *b, const block *done, const table_notes *notes);
bool blocks_complain(const blocks *b, const block *wrong, int64_t row, upw_error *error);

unsigned blocks_threads(const table_source *source);

/* A header alone is an error, and so is a table whose every row was filtered out. */
bool blocks_check_not_empty(const table_source *source, const table_notes *notes, upw_error *error);

#endif
