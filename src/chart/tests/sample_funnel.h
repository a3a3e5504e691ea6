/* sample_funnel.h: an invented funnel for the tests of pictures. */
#ifndef CHART_TESTS_SAMPLE_FUNNEL_H
#define CHART_TESTS_SAMPLE_FUNNEL_H

#include "chart/pictures.h"
#include "sample.h"

enum { FUNNEL_BODIES = 40, FUNNEL_CURVE = 120 };

typedef struct sample_funnel {
    chart_funnel f;
    double sizes[FUNNEL_BODIES], values[FUNNEL_BODIES];
    char letters[FUNNEL_BODIES][12];
    text names[FUNNEL_BODIES];
    bool is_outside[FUNNEL_BODIES], is_chosen[FUNNEL_BODIES];
    double at[FUNNEL_CURVE], lines[6][FUNNEL_CURVE];
} sample_funnel;

/* Shares of 40 invented wards around 15 %, three of them far off, the limits by the normal approximation, widened. */
static inline sample_funnel *sample_wards(void)
{
    sample_funnel *const s = calloc(1, sizeof *s);
    uint64_t state = 11;
    assert_non_null(s);
    for (size_t i = 0; i < FUNNEL_BODIES; i++) {
        s->sizes[i] = floor(30 * pow(1.12, (double)i));
        s->values[i] = 0.15 + sqrt(0.15 * 0.85 / s->sizes[i] + 0.0002) * sample_noise(&state);
        s->is_outside[i] = i == 12 || i == 25 || i == 39;
        if (s->is_outside[i])
            s->values[i] = i == 25 ? 0.07 : 0.15 + 3.6 * sqrt(0.15 * 0.85 / s->sizes[i] + 0.0002);
        snprintf(s->letters[i], sizeof s->letters[i], "Ward %zu", i + 1);
        s->names[i] = text_of(s->letters[i]);
    }
    s->is_chosen[20] = true;
    for (size_t j = 0; j < FUNNEL_CURVE; j++) {
        s->at[j] = 3 * pow(1.02 * s->sizes[FUNNEL_BODIES - 1] / 3, (double)j / (FUNNEL_CURVE - 1));
        const double chance = sqrt(0.15 * 0.85 / s->at[j]), whole = sqrt(chance * chance + 0.0002);
        const double widths[] = { 1.96 * whole, 3.09 * whole, 3.09 * chance };
        for (size_t k = 0; k < 3; k++) {
            s->lines[2 * k][j] = 0.15 - widths[k] > 0 ? 0.15 - widths[k] : NAN;
            s->lines[2 * k + 1][j] = 0.15 + widths[k] < 1 ? 0.15 + widths[k] : NAN;
        }
    }
    s->f = (chart_funnel){
        .head = { .title = TEXT("3 of 40 lie outside the limits; chance alone would put about 2 there"),
                  .subtitle = TEXT("Falls among patients, %, Northmoor (invented), 2023"),
                  .description =
                      TEXT("3 of 40 wards lie outside the 95 % limits around 15 %; about 2 would by chance."),
                  .id = TEXT("funnel"),
                  .footnote = TEXT("Outside the limits is a reason to ask, not a verdict.") },
        .unit = { .kind = UNIT_SHARE },
        .along_name = TEXT("patients"),
        .n = FUNNEL_BODIES,
        .sizes = s->sizes,
        .values = s->values,
        .names = s->names,
        .is_outside = s->is_outside,
        .is_chosen = s->is_chosen,
        .target = 0.15,
        .target_words = TEXT("average 15 %"),
        .n_curve = FUNNEL_CURVE,
        .curve_sizes = s->at,
        .inner_low = s->lines[0],
        .inner_high = s->lines[1],
        .outer_low = s->lines[2],
        .outer_high = s->lines[3],
        .inner_words = TEXT("95 % limits"),
        .outer_words = TEXT("99.8 % limits"),
        .chance_low = s->lines[4],
        .chance_high = s->lines[5],
        .chance_words = TEXT("99.8 % limits of chance alone"),
    };
    return s;
}

#endif
