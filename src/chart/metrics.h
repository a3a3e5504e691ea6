/* chart/metrics.h: how wide words will be, without a font at hand.
 *
 * Which font draws a chart is not known here (Atkinson Hyperlegible, Arial, whatever the system has), so widths are
 * those of the widest ordinary fallback, DejaVu Sans: what fits by this table fits by the others too. */
#ifndef CHART_METRICS_H
#define CHART_METRICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* The next character of *rest, which moves behind it; U+FFFD for a byte that is no UTF-8. *rest must not be empty. */
uint32_t metrics_take_character(text *rest);

/* Width in the unit of `size`. */
double metrics_width(text words, double size, bool is_bold);

/* The longest start of `words` that is no wider than `width`, whole characters only. */
text metrics_cut(text words, double width, double size, bool is_bold);

/* Break at spaces into at most `max_lines` lines; a longer text goes on in the last one, beyond `width`, for the
 * writer to shorten. Returns the number of lines. */
size_t metrics_wrap(text words, double width, double size, bool is_bold, text *lines, size_t max_lines);

#endif
