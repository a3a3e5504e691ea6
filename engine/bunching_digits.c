/* Do people round the times they write down?
 *
 * The last digits of whole minutes away from the limit, against a density that is straight over each ten: the trapezium
 * rule on the counts of the tens (docs/methods/gaming.md). */
#include <math.h>

#include "bunching_waits.h"
#include "upward/special.h"

static const double INDEX_CLEAN = 0.02, INDEX_MOSTLY = 0.10, P_CLEAN = 0.001;

/* Records in the tens: the first and last of those inside, and the two on either side. */
typedef struct edge_tens {
    int64_t before, first, last, after;
} edge_tens;

static void count_tens(edge_tens *tens, int64_t minute, int64_t first, int64_t last, int64_t count)
{
    tens->before += minute >= first - 10 && minute < first ? count : 0;
    tens->first += minute >= first && minute < first + 10 ? count : 0;
    tens->last += minute > last - 10 && minute <= last ? count : 0;
    tens->after += minute > last && minute <= last + 10 ? count : 0;
}

bool upw_digits_measure(const upw_waits *waits, int64_t first, int64_t last, upw_digits *out, upw_error *error)
{
    static const int64_t reach = 1000000000;
    *out = (upw_digits){ 0 };
    if (first < 0 || first % 10 != 0 || last % 10 != 9 || last < first || last > reach)
        return upw_fail(error, UPW_BAD_INPUT, "last digits are counted over whole tens, such as 30 to 209");
    if (!waits_check(waits, NULL, error))
        return false;
    edge_tens tens = { 0 };
    for (size_t i = 0; i < waits->n; i++) {
        const double whole = floor(waits->values[i]);
        if (!(whole >= (double)(first - 10) && whole <= (double)(last + 10)))
            continue;
        const int64_t minute = (int64_t)whole, count = waits_count(waits, i);
        count_tens(&tens, minute, first, last, count);
        if (minute >= first && minute <= last) {
            out->observed[minute % 10] += count;
            out->n += count;
        }
    }
    if (out->n == 0)
        return upw_fail(error, UPW_TOO_FEW, "no records between %lld and %lld to look at last digits", (long long)first,
                        (long long)last);
    const double slope = (double)(tens.after + tens.last - tens.first - tens.before) / 200;
    double moved = 0;
    for (int d = 0; d < UPW_DIGITS; d++) {
        const double expected = (double)out->n / 10 + (d - 4.5) * slope;
        const double off = (double)out->observed[d] - expected;
        out->expected[d] = expected;
        out->chi_square += off * off / expected;
        moved += fabs(off);
        out->on_fives += d % 5 == 0 ? off / (double)out->n : 0;
    }
    out->index = moved / (double)out->n / 2;
    /* So few or so steep that a straight line gives some digit nothing: there is no test. */
    const bool has_test = out->expected[0] > 0 && out->expected[UPW_DIGITS - 1] > 0;
    if (!has_test)
        out->chi_square = NAN;
    out->p_value = has_test ? upw_chi_square_above(out->chi_square, UPW_DIGITS - 1) : NAN;
    out->is_rounded = out->index > INDEX_CLEAN && out->p_value < P_CLEAN;
    out->is_mostly_rounded = out->is_rounded && out->index > INDEX_MOSTLY;
    return true;
}
