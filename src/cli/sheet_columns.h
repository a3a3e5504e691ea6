/* cli/sheet_columns.h: a getter for each column of a command's table, one line each (shared within this folder). A file
 * defines what its `row` is, then NUMBER_COLUMN(mean, ROW->mean) makes get_mean. */
#ifndef CLI_SHEET_COLUMNS_H
#define CLI_SHEET_COLUMNS_H

#include "table/sheet.h"

#define NUMBER_COLUMN(name, expression)                                                                                \
    static sheet_cell get_##name(const void *row)                                                                      \
    {                                                                                                                  \
        return sheet_number(expression);                                                                               \
    }
#define INTEGER_COLUMN(name, expression)                                                                               \
    static sheet_cell get_##name(const void *row)                                                                      \
    {                                                                                                                  \
        return sheet_integer((int64_t)(expression));                                                                   \
    }
#define TEXT_COLUMN(name, expression)                                                                                  \
    static sheet_cell get_##name(const void *row)                                                                      \
    {                                                                                                                  \
        return sheet_text(expression);                                                                                 \
    }

#endif
