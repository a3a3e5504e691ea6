/* cli/trajectory_picture.h: the picture of an agreed path (shared within this folder). */
#ifndef CLI_TRAJECTORY_PICTURE_H
#define CLI_TRAJECTORY_PICTURE_H

#include "chart/chart.h"
#include "cli/trajectory_job.h"

/* A stand-alone SVG file of a path with what is known of it. */
void trajectory_draw_path(buffer *out, const path_series *path, const path_marks *marks, upw_arena *arena);

#endif
