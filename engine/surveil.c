/* Charts that follow one case after the other: cumulative sums, lives gained, weighted means. */
#include "upward/surveil.h"

#include <math.h>
#include <string.h>

#include "sentences.h"
#include "upward/special.h"

static const double Z_95 = 1.959963984540054, Z_998 = 3.090232306167813;

/* ---- one cumulative sum ---- */

bool upw_cusum_add(upw_cusum *cusum, double score, double h, upw_after_signal after)
{
    cusum->t++;
    if (cusum->is_held)
        return false;
    if (cusum->is_reset_due) {
        cusum->value = 0;
        cusum->since = cusum->t - 1;
        cusum->is_reset_due = false;
    }
    cusum->value = fmax(0, cusum->value + score);
    if (cusum->value <= 0)
        cusum->since = cusum->t;
    const bool signals = cusum->value >= h;
    cusum->is_reset_due = signals && after == UPW_AFTER_RESET;
    cusum->is_held = signals && after == UPW_AFTER_HOLD;
    return signals;
}

double upw_cusum_score_case(double risk, bool is_event, double ratio)
{
    return (is_event ? log(ratio) : 0) - log1p(risk * (ratio - 1));
}

double upw_cusum_score_count(double observed, double expected, double ratio)
{
    return observed * log(ratio) - (ratio - 1) * expected;
}

double upw_cusum_score_z(double z, double k)
{
    return z - k;
}

double upw_count_find_z(int64_t observed, double expected)
{
    if (observed < 0 || !(expected > 0) || !isfinite(expected))
        return NAN;
    const double half = 0.5 * upw_poisson_at(observed, expected);
    const double low = upw_poisson_at_most(observed - 1, expected) + half;
    const double high = upw_poisson_at_least(observed + 1, expected) + half;
    return low < high ? upw_normal_quantile(low) : -upw_normal_quantile(high);
}

/* ---- a stream ---- */

double upw_surveil_find_start(const double *risks, size_t n)
{
    const size_t m = n < 50 ? n : 50;
    double sum = 0;
    for (size_t i = 0; i < m; i++)
        sum += risks[i];
    return m > 0 ? sum / (double)m : NAN;
}

static double given_or(double given, double usual)
{
    return given == 0 ? usual : given;
}

static bool check_options(const upw_surveil_options *o, upw_error *error)
{
    if (!(o->ratio_up > 1 && isfinite(o->ratio_up)))
        return upw_fail(error, UPW_BAD_INPUT, "the odds ratio to find upwards is above 1, not %g", o->ratio_up);
    if (!(o->ratio_down > 0 && o->ratio_down < 1))
        return upw_fail(error, UPW_BAD_INPUT, "the odds ratio to find downwards is between 0 and 1, not %g",
                        o->ratio_down);
    const bool is_up = o->h_up > 0 && isfinite(o->h_up);
    if (!is_up || !(o->h_down > 0 && isfinite(o->h_down)))
        return upw_fail(error, UPW_BAD_INPUT, "a limit h is above zero and finite, not %g",
                        is_up ? o->h_down : o->h_up);
    if (!(o->lambda > 0 && o->lambda <= 1))
        return upw_fail(error, UPW_BAD_INPUT, "the weight of the latest case is above 0 and at most 1, not %g",
                        o->lambda);
    if (!(o->start_risk > 0 && o->start_risk < 1))
        return upw_fail(error, UPW_BAD_INPUT, "the risk to start from is above 0 and below 1, not %g", o->start_risk);
    return (unsigned)o->after < UPW_AFTER_SIGNAL_COUNT ||
           upw_fail(error, UPW_BAD_INPUT, "there are %d ways to go on after a signal", UPW_AFTER_SIGNAL_COUNT);
}

bool upw_surveil_begin(const upw_surveil_options *options, upw_surveil *out, upw_error *error)
{
    memset(out, 0, sizeof *out);
    upw_surveil_options *const o = &out->options;
    *o = *options;
    o->ratio_up = given_or(o->ratio_up, 2);
    o->ratio_down = given_or(o->ratio_down, 0.5);
    o->h_up = given_or(o->h_up, 4.5);
    o->h_down = given_or(o->h_down, 4);
    o->lambda = given_or(o->lambda, 0.02);
    if (!check_options(o, error))
        return false;
    out->seen = out->expected = o->start_risk;
    if (o->has_head_start) {
        out->up.value = o->h_up / 2;
        out->down.value = o->h_down / 2;
    }
    return true;
}

static void add_sums(upw_surveil *s, double risk, bool is_event, upw_surveil_point *out)
{
    const upw_surveil_options *const o = &s->options;
    out->score_up = upw_cusum_score_case(risk, is_event, o->ratio_up);
    out->score_down = upw_cusum_score_case(risk, is_event, o->ratio_down);
    out->signals_up = upw_cusum_add(&s->up, out->score_up, o->h_up, o->after);
    out->signals_down = upw_cusum_add(&s->down, out->score_down, o->h_down, o->after);
    out->start_up = out->signals_up ? s->up.since + 1 : 0;
    out->start_down = out->signals_down ? s->down.since + 1 : 0;
    out->up = s->up.value;
    out->down = s->down.value;
}

static void add_means(upw_surveil *s, double risk, bool is_event, upw_surveil_point *out)
{
    const double lambda = s->options.lambda, rest = 1 - lambda, variance = risk * (1 - risk);
    s->gained += risk - (is_event ? 1 : 0);
    s->variance += variance;
    s->seen = lambda * (is_event ? 1 : 0) + rest * s->seen;
    s->expected = lambda * risk + rest * s->expected;
    s->spread = lambda * lambda * variance + rest * rest * s->spread;
    out->gained = s->gained;
    out->gained_high = Z_95 * sqrt(s->variance);
    out->gained_low = -out->gained_high;
    out->seen = s->seen;
    out->expected = s->expected;
    out->expected_low = s->expected - Z_998 * sqrt(s->spread);
    out->expected_high = s->expected + Z_998 * sqrt(s->spread);
}

bool upw_surveil_add(upw_surveil *state, double risk, double outcome, upw_surveil_point *out, upw_error *error)
{
    const int64_t row = state->n + 1;
    if (!(risk > 0 && risk < 1))
        return upw_fail_row(error, UPW_BAD_INPUT, row,
                            isnan(risk) ? "the risk is missing; a chart does not skip a case"
                                        : "a risk is above 0 and below 1, not %g",
                            risk);
    if (!(outcome == 0 || outcome == 1))
        return upw_fail_row(error, UPW_BAD_INPUT, row,
                            isnan(outcome) ? "the outcome is missing; a chart does not skip a case"
                                           : "an outcome is 0 or 1, not %g",
                            outcome);
    state->n++;
    add_sums(state, risk, outcome > 0, out);
    add_means(state, risk, outcome > 0, out);
    return true;
}

/* ---- keeping it ---- */

enum { VERSION = 1, N_NUMBERS = 14, N_WHOLE = 6 };

static void put_bits(uint8_t **at, uint64_t bits)
{
    for (unsigned i = 0; i < 8; i++)
        *(*at)++ = (uint8_t)(bits >> (8 * i));
}

static uint64_t take_bits(const uint8_t **at)
{
    uint64_t bits = 0;
    for (unsigned i = 0; i < 8; i++)
        bits |= (uint64_t) * (*at)++ << (8 * i);
    return bits;
}

/* The figures of a state, in the order in which they are kept. */
static void list_numbers(upw_surveil *s, double *numbers[N_NUMBERS], int64_t *whole[N_WHOLE])
{
    upw_surveil_options *const o = &s->options;
    double *const list[N_NUMBERS] = { &o->ratio_up,   &o->ratio_down, &o->h_up,       &o->h_down, &o->lambda,
                                      &o->start_risk, &s->up.value,   &s->down.value, &s->gained, &s->variance,
                                      &s->seen,       &s->expected,   &s->spread,     NULL };
    int64_t *const counts[N_WHOLE] = { &s->n, &s->up.t, &s->up.since, &s->down.t, &s->down.since, NULL };
    memcpy(numbers, list, sizeof list);
    memcpy(whole, counts, sizeof counts);
}

void upw_surveil_save(const upw_surveil *state, uint8_t out[UPW_SURVEIL_BYTES])
{
    upw_surveil copy = *state;
    double *numbers[N_NUMBERS];
    int64_t *whole[N_WHOLE];
    list_numbers(&copy, numbers, whole);
    memset(out, 0, UPW_SURVEIL_BYTES);
    uint8_t *at = out;
    *at++ = VERSION;
    *at++ = (uint8_t)copy.options.after;
    *at++ = (uint8_t)((copy.options.has_head_start ? 1 : 0) | (copy.up.is_reset_due ? 2 : 0) |
                      (copy.up.is_held ? 4 : 0) | (copy.down.is_reset_due ? 8 : 0) | (copy.down.is_held ? 16 : 0));
    put_bits(&at, copy.options.model);
    for (size_t i = 0; numbers[i] != NULL; i++) {
        uint64_t bits;
        memcpy(&bits, numbers[i], sizeof bits);
        put_bits(&at, bits);
    }
    for (size_t i = 0; whole[i] != NULL; i++)
        put_bits(&at, (uint64_t)*whole[i]);
}

static bool is_state(const upw_surveil *s)
{
    return check_options(&s->options, NULL) && s->up.value >= 0 && s->down.value >= 0 && isfinite(s->up.value) &&
           isfinite(s->down.value) && isfinite(s->gained) && s->variance >= 0 && isfinite(s->variance) &&
           s->seen >= 0 && s->seen <= 1 && s->expected > 0 && s->expected < 1 && s->spread >= 0 &&
           isfinite(s->spread) && s->n >= 0 && s->n < INT64_MAX / 2 && s->up.t == s->n && s->down.t == s->n &&
           s->up.since >= 0 && s->up.since <= s->n && s->down.since >= 0 && s->down.since <= s->n;
}

bool upw_surveil_load(const uint8_t *bytes, size_t n, uint64_t model, upw_surveil *out, upw_error *error)
{
    memset(out, 0, sizeof *out);
    if (n != UPW_SURVEIL_BYTES || bytes[0] != VERSION)
        return upw_fail(error, UPW_BAD_INPUT, "this is no saved chart of this version");
    out->options.after = (upw_after_signal)bytes[1];
    out->options.has_head_start = bytes[2] & 1;
    out->up.is_reset_due = bytes[2] & 2;
    out->up.is_held = bytes[2] & 4;
    out->down.is_reset_due = bytes[2] & 8;
    out->down.is_held = bytes[2] & 16;
    const uint8_t *at = bytes + 3;
    out->options.model = take_bits(&at);
    if (out->options.model != model)
        return upw_fail(error, UPW_BAD_INPUT, "the saved chart belongs to another risk model");
    double *numbers[N_NUMBERS];
    int64_t *whole[N_WHOLE];
    list_numbers(out, numbers, whole);
    for (size_t i = 0; numbers[i] != NULL; i++) {
        const uint64_t bits = take_bits(&at);
        memcpy(numbers[i], &bits, sizeof bits);
    }
    for (size_t i = 0; whole[i] != NULL; i++)
        *whole[i] = (int64_t)take_bits(&at);
    return is_state(out) || upw_fail(error, UPW_BAD_INPUT, "the saved chart holds figures that no chart can have");
}

/* ---- words ---- */

size_t upw_surveil_write_signal(bool is_up, const char *label, double false_alarm, char *out, size_t room)
{
    sentences s;
    sentences_begin(&s, out, room);
    sentences_add(&s, "Since about %s there have been %s events than the patients' risk explains.", label,
                  is_up ? "more" : "fewer");
    if (false_alarm > 0)
        sentences_add(&s, " The chart would give a false alarm in %.2g %% of years.", 100 * false_alarm);
    return s.length;
}
