/* services/measure/painting.h: PNG of a chart, made in another process (apart/apart.h): the server itself can run no
 * program. */
#ifndef MEASURE_PAINTING_H
#define MEASURE_PAINTING_H

#include "apart/apart.h"
#include "base/buffer.h"

/* `painter` of APART_PAINTERS; NULL: this process starts rsvg-convert itself. Added to `png`. UPW_NOT_FOUND when
 * rsvg-convert is not installed, UPW_IO_FAILED when there is no picture at present. */
bool painting_make_png(apart *painter, text svg, double zoom, buffer *png, upw_error *error) UPW_MUST_CHECK;

#endif
