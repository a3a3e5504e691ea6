/* cli/lights_write.h: the picture of a scheme (shared within this folder). */
#ifndef CLI_LIGHTS_WRITE_H
#define CLI_LIGHTS_WRITE_H

#include "base/buffer.h"
#include "report/lights.h"

/* A stand-alone SVG: what one more unit is worth at which level, for values that vary by `sigma`. Refuses a target that
 * moves, and a sigma that is not above 0. */
bool lights_add_picture(buffer *out, const light_scheme *scheme, text name, double sigma, bool is_share,
                        upw_arena *arena, upw_error *error) UPW_MUST_CHECK;

#endif
