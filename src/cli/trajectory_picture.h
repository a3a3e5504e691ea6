/* cli/trajectory_picture.h: the picture of an agreed path (shared within this folder). */
#ifndef CLI_TRAJECTORY_PICTURE_H
#define CLI_TRAJECTORY_PICTURE_H

#include "chart/chart.h"
#include "chart/pictures.h"
#include "cli/trajectory_job.h"

/* What stands beside and above a path. */
typedef struct trajectory_marks {
    const char *finding; /* for the title: "too early to tell" */
    const char *verdict; /* beside the latest value */
    text description;
    const upw_trajectory_light *lights; /* of each value; NULL: no strip */
} trajectory_marks;

/* A stand-alone SVG file of a path with what is known of it. */
void trajectory_draw_path(buffer *out, const path_series *path, const trajectory_marks *marks, upw_arena *arena);

#endif
