/* services/appraise/report_figures.h: the pictures of the report, drawn from its stored tables. */
#ifndef APPRAISE_REPORT_FIGURES_H
#define APPRAISE_REPORT_FIGURES_H

#include "services/appraise/report_tables.h"

/* The table that a figure is made of: "T3.1" for "F3.2"; empty: there is no such figure. */
text report_figure_table(text figure);
text report_figure_title(text figure); /* empty likewise */

typedef struct report_figure {
    text name;
    const report_tables *tables;
    bool is_whole; /* figures are rounded to whole numbers (a draft of official statistics) */
    text mark;     /* of whoever reads it before everybody may: stands under the picture; empty: none */
} report_figure;

/* Its pictures, one or several; nothing where the table has no row. Twice each, as pages have them, or (is_alone) once.
 */
void report_draw_figure(buffer *out, const report_figure *it, bool is_alone, upw_arena *arena);

#endif
