/* table/gather.h: a whole table in columns, grouped by series (internal to table/). */
#ifndef TABLE_GATHER_H
#define TABLE_GATHER_H

#include "table/framed.h"

bool gather_and_work(table_source *source, table_block_function work, void *context, framed *out, table_notes *notes,
                     upw_error *error) UPW_MUST_CHECK;

#endif
