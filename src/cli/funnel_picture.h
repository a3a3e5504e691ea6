/* cli/funnel_picture.h: a funnel as a stand-alone SVG file (shared within this folder). */
#ifndef CLI_FUNNEL_PICTURE_H
#define CLI_FUNNEL_PICTURE_H

#include "cli/funnel_job.h"

/* `chosen` is picked out; NULL: nobody. Fails with UPW_BAD_INPUT when there is nothing to draw. */
bool funnel_add_picture(const funnel_item *item, const char *chosen, upw_arena *arena, buffer *out,
                        upw_error *error) UPW_MUST_CHECK;

#endif
