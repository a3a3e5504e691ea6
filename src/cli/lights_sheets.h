/* cli/lights_sheets.h: the tables that `upward lights` prints (shared within this folder). */
#ifndef CLI_LIGHTS_SHEETS_H
#define CLI_LIGHTS_SHEETS_H

#include "report/lights.h"
#include "table/sheet.h"

typedef enum lights_by { LIGHTS_BY_SERIES, LIGHTS_BY_POINT, LIGHTS_BY_SCHEME, LIGHTS_BY_COUNT } lights_by;

/* What a row may be about. */
typedef struct lights_row {
    const lights_series *series;
    const lights_overview *overview;
    const series_table *table;
    const upw_lights_options *options;
    const uint8_t *colours;
    const int8_t *verdicts;
    size_t first, at;           /* of the series, and of the point, in the table's columns */
    upw_lights_scheme at_point; /* cut-offs in force there */
    text bins, words;
} lights_row;

typedef struct lights_columns {
    const sheet_column *columns;
    size_t n;
} lights_columns;

/* The columns of the golden files first (docs/lights.md). */
extern const lights_columns lights_sheets[LIGHTS_BY_COUNT];

#endif
