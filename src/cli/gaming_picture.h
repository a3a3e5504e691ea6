/* cli/gaming_picture.h: histograms around a threshold as stand-alone SVG (shared within this folder). */
#ifndef CLI_GAMING_PICTURE_H
#define CLI_GAMING_PICTURE_H

#include "cli/gaming_waits.h"

/* Waits in bins, with what the rest of the pattern would put there, when the data can tell. */
bool gaming_add_waits_picture(const gaming_job *job, const waits_row *row, buffer *out,
                              upw_error *error) UPW_MUST_CHECK;

typedef struct scores_picture {
    text name;
    const double *scores; /* NaN: none */
    size_t n;
    double width;
    const double *cuts;
    size_t n_cuts;
    bool lower_is_better; /* a score on an edge belongs to the bin below */
    text findings;        /* of every test */
    text summary;         /* one line on all of them */
} scores_picture;

/* Scores in bins that meet at the last cut-off. */
bool gaming_add_scores_picture(const gaming_job *job, const scores_picture *it, buffer *out,
                               upw_error *error) UPW_MUST_CHECK;

#endif
