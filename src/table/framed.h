/* table/framed.h: results of blocks with what stands before, between and after them (internal to table/). */
#ifndef TABLE_FRAMED_H
#define TABLE_FRAMED_H

#include "table/table.h"

typedef struct framed {
    const table_frame *frame;
    output *out;
    bool has_results;
} framed;

static inline bool framed_begin(framed *f, upw_error *error)
{
    f->has_results = false;
    return output_rewind(f->out, error) && output_write(f->out, f->frame->before, error);
}

static inline bool framed_write(framed *f, text results, upw_error *error)
{
    if (results.len == 0)
        return true;
    if (f->has_results && !output_write(f->out, f->frame->between, error))
        return false;
    f->has_results = true;
    return output_write(f->out, results, error);
}

static inline bool framed_end(framed *f, upw_error *error)
{
    return output_write(f->out, f->frame->after, error);
}

#endif
