/* The calibration plot: what happened in tenths of risk, against what was expected. */
#include <math.h>

#include "base/memory.h"
#include "chart/chart.h"
#include "chart/pictures.h"
#include "cli/casemix_job.h"
#include "upward/standardise.h"

bool casemix_add_picture(buffer *out, const casemix_job *job, upw_error *error)
{
    const upw_calibration *const c = &job->calibration;
    if (!job->has_calibration || !c->has_groups)
        return upw_fail(error, UPW_BAD_INPUT,
                        "%s: there are no tenths of risk to draw: the risks are too much alike, or there is no model",
                        job->file);
    double along[UPW_TENTHS], values[UPW_TENTHS], low[UPW_TENTHS], high[UPW_TENTHS];
    bool is_outside[UPW_TENTHS];
    size_t n = 0, n_outside = 0;
    for (size_t g = 0; g < UPW_TENTHS; g++) {
        const upw_calibration_group *const group = &c->groups[g];
        if (group->n == 0)
            continue;
        const upw_figure share = upw_proportion((double)group->observed, (double)group->n, 0.95);
        along[n] = group->expected / (double)group->n;
        values[n] = share.value;
        low[n] = share.low;
        high[n] = share.high;
        is_outside[n] = share.low > along[n] || share.high < along[n];
        n_outside += is_outside[n++];
    }
    const chart_intervals it = {
        .head = { .title = n_outside == 0
                               ? TEXT("In every tenth of risk, what happened agrees with what was expected")
                               : memory_format(job->arena,
                                               "In %zu of %zu groups the interval does not hold what was expected",
                                               n_outside, n),
                  .subtitle = memory_format(job->arena, "%.*s: events by tenth of risk, %zu patients",
                                            TEXT_ARGS(job->label), job->n),
                  .description = TEXT("Share of patients with the event in ten groups of rising risk, with 95 % "
                                      "intervals, against the mean risk of the group."),
                  .id = TEXT("calibration"),
                  .footnote =
                      job->has_model
                          ? TEXT("On the patients the model was made from; on later ones agreement will be less.")
                          : TEXT("Filled: the interval does not hold what was expected.") },
        .unit = unit_parse(TEXT("share")),
        .along_name = TEXT("expected share"),
        .along_unit = unit_parse(TEXT("share")),
        .n = n,
        .along = along,
        .values = values,
        .low = low,
        .high = high,
        .is_outside = is_outside,
        .target = NAN,
        .diagonal_words = TEXT("as many as expected"),
        .interval_words = TEXT("observed share, 95 % interval"),
    };
    chart_begin_file(out);
    chart_draw_intervals(out, &it);
    return true;
}
