/* How many events had each organisation, and how many were to be expected of its patients? */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sample_quantile.h"
#include "upward/casemix.h"
#include "upward/special.h"

static const double Z_95 = 1.959963984540054;
static const double NOTHING = 1e-305; /* terms below are as good as none, and slow to work with */

/* ---- the Poisson-binomial law ---- */

/* One patient more: each term is a sum of two that are not negative, so none loses precision. Terms first … last. */
static void add_patient(double *terms, double risk, size_t *first, size_t *last)
{
    const double other = 1 - risk;
    terms[*last + 1] = terms[*last] * risk;
    for (size_t k = *last; k > *first; k--)
        terms[k] = terms[k] * other + terms[k - 1] * risk;
    terms[*first] *= other;
    *last += 1;
    while (*first < *last && terms[*first] < NOTHING)
        terms[(*first)++] = 0;
    while (*last > *first && terms[*last] < NOTHING)
        terms[(*last)--] = 0;
}

upw_event_tails upw_events_find_tails(const double *risks, size_t n, int64_t r, double *terms)
{
    size_t first = 0, last = 0;
    terms[0] = 1;
    for (size_t i = 0; i < n; i++)
        add_patient(terms, risks[i], &first, &last);
    upw_event_tails tails = { 0, 0, 0 };
    for (size_t k = first; k <= last; k++) {
        tails.at_most += (int64_t)k <= r ? terms[k] : 0;
        tails.at += (int64_t)k == r ? terms[k] : 0;
    }
    for (size_t k = last + 1; k-- > first;)
        tails.at_least += (int64_t)k >= r ? terms[k] : 0;
    tails.at_most = fmin(1, tails.at_most);
    tails.at_least = fmin(1, tails.at_least);
    return tails;
}

/* Normal with a correction for skewness and for counts being whole (Volkova 1995). */
static upw_event_tails approximate_tails(const upw_casemix_sums *org)
{
    const double sd = sqrt(org->variance), skewness = org->third / (sd * sd * sd);
    double tails[2]; /* P(R <= r), P(R >= r) */
    for (int side = 0; side < 2; side++) {
        const double z = ((double)org->observed + (side == 0 ? 0.5 : -0.5) - org->expected) / sd;
        const double bend = skewness * (1 - z * z) * upw_normal_density(z) / 6;
        const double plain = side == 0 ? upw_normal_below(z) : upw_normal_above(z);
        const double bent = side == 0 ? plain + bend : plain - bend;
        tails[side] = bent > 0.1 * plain && bent < 1 ? bent : plain;
    }
    return (upw_event_tails){ tails[0], tails[1], fmax(0, tails[0] + tails[1] - 1) };
}

/* ---- one organisation ---- */

/* 95 % interval of a Poisson mean with o events: exact under 10, Byar's approximation from there (Breslow & Day 1987).
 */
static void find_count_limits(double o, double *low, double *high)
{
    if (o < 10) {
        *low = o > 0 ? upw_gamma_quantile(0.025, o) : 0;
        *high = upw_gamma_quantile_above(0.025, o + 1);
        return;
    }
    const double below = 1 - 1 / (9 * o) - Z_95 / (3 * sqrt(o));
    const double above = 1 - 1 / (9 * (o + 1)) + Z_95 / (3 * sqrt(o + 1));
    *low = o * below * below * below;
    *high = (o + 1) * above * above * above;
}

bool upw_casemix_wants_risks(const upw_casemix_sums *org)
{
    enum { WORK_MAX = 200000000 };
    const double spread = fmin((double)org->n, 80 * sqrt(org->variance) + 40);
    return org->n > 0 && (double)org->n * spread <= WORK_MAX;
}

static void judge_ratio(const upw_casemix_sums *org, double overall_rate, upw_casemix_org *out)
{
    out->is_too_small = !(org->expected >= 0.5);
    out->ratio = out->ratio_low = out->ratio_high = NAN;
    if (!out->is_too_small) {
        find_count_limits((double)org->observed, &out->ratio_low, &out->ratio_high);
        out->ratio = (double)org->observed / org->expected;
        out->ratio_low /= org->expected;
        out->ratio_high /= org->expected;
    }
    out->adjusted_rate = out->ratio * overall_rate;
    out->z = org->variance > 0 ? ((double)org->observed - org->expected) / sqrt(org->variance) : NAN;
    out->p_upper_poisson = upw_poisson_at_least(org->observed, org->expected);
    out->outside_share = (double)org->outside / (double)org->n;
}

void upw_casemix_judge(const upw_casemix_sums *org, double overall_rate, const double *risks, double *terms,
                       upw_casemix_org *out)
{
    *out = (upw_casemix_org){
        .n = org->n, .observed = org->observed, .expected = org->expected, .variance = org->variance
    };
    judge_ratio(org, overall_rate, out);
    if (org->n == 0) {
        out->p_lower = out->p_upper = out->z_mid = out->p_upper_poisson = NAN;
        return;
    }
    out->is_approximate = risks == NULL;
    const upw_event_tails tails =
        risks == NULL ? approximate_tails(org) : upw_events_find_tails(risks, (size_t)org->n, org->observed, terms);
    out->p_lower = tails.at_most;
    out->p_upper = tails.at_least;
    const double low = tails.at_most - 0.5 * tails.at, high = tails.at_least - 0.5 * tails.at;
    out->z_mid = low < high ? upw_normal_quantile(low) : 0 - upw_normal_quantile(high); /* 0, never -0 */
}

void upw_casemix_add(upw_casemix_sums *by_org, const upw_casemix_rows *rows)
{
    for (size_t i = 0; i < rows->n; i++) {
        const double p = rows->risks[i], v = p * (1 - p);
        upw_casemix_sums *const org = &by_org[rows->orgs[i]];
        org->n++;
        org->observed += rows->y[i] > 0;
        org->expected += p;
        org->variance += v;
        org->third += v * (1 - 2 * p);
        org->outside += p < rows->low || p > rows->high;
    }
}

void upw_casemix_merge(upw_casemix_sums *into, const upw_casemix_sums *other)
{
    into->n += other->n;
    into->observed += other->observed;
    into->outside += other->outside;
    into->expected += other->expected;
    into->variance += other->variance;
    into->third += other->third;
}

/* ---- all ---- */

typedef struct count_room {
    double *sorted, *by_org, *terms;
    size_t *starts; /* n_orgs + 1 */
    upw_casemix_sums *sums;
} count_room;

static bool take_room(size_t n, size_t n_orgs, upw_arena *scratch, count_room *out, upw_error *error)
{
    out->sorted = upw_arena_take(scratch, n, sizeof *out->sorted);
    out->by_org = upw_arena_take(scratch, n, sizeof *out->by_org);
    out->terms = upw_arena_take(scratch, n + 2, sizeof *out->terms);
    out->starts = upw_arena_take(scratch, n_orgs + 2, sizeof *out->starts);
    out->sums = upw_arena_take(scratch, n_orgs + 1, sizeof *out->sums);
    return (out->sorted != NULL && out->by_org != NULL && out->terms != NULL && out->starts != NULL &&
            out->sums != NULL) ||
           upw_fail(error, UPW_NO_MEMORY, "there is not enough memory to count the events of %zu patients", n);
}

static bool check_rows(const double *risks, const double *y, const uint32_t *orgs, size_t n, size_t n_orgs,
                       upw_error *error)
{
    for (size_t i = 0; i < n; i++) {
        if (!(risks[i] >= 0 && risks[i] <= 1))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "a risk is between 0 and 1, not %g", risks[i]);
        if (!(y[i] == 0 || y[i] == 1))
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "an outcome is 0 or 1, not %g", y[i]);
        if (orgs[i] >= n_orgs)
            return upw_fail_row(error, UPW_BAD_INPUT, (int64_t)i + 1, "there is no organisation %u", orgs[i]);
    }
    return true;
}

/* Sums of each organisation, and its risks side by side. */
static void gather(const double *risks, const double *y, const uint32_t *orgs, size_t n, size_t n_orgs,
                   const count_room *room)
{
    memset(room->sums, 0, n_orgs * sizeof *room->sums);
    memset(room->starts, 0, (n_orgs + 2) * sizeof *room->starts);
    memcpy(room->sorted, risks, n * sizeof *risks);
    qsort(room->sorted, n, sizeof *room->sorted, sample_compare);
    const upw_casemix_rows rows = { risks,
                                    y,
                                    orgs,
                                    n,
                                    n > 0 ? sample_quantile(room->sorted, n, 1, 0.01) : 0,
                                    n > 0 ? sample_quantile(room->sorted, n, 1, 0.99) : 0 };
    upw_casemix_add(room->sums, &rows);
    for (size_t i = 0; i < n; i++)
        room->starts[orgs[i] + 2]++;
    for (size_t o = 2; o < n_orgs + 2; o++)
        room->starts[o] += room->starts[o - 1];
    for (size_t i = 0; i < n; i++)
        room->by_org[room->starts[orgs[i] + 1]++] = risks[i];
}

bool upw_casemix_count(const double *risks, const double *y, const uint32_t *orgs, size_t n, size_t n_orgs,
                       upw_arena *scratch, upw_casemix_org *out, upw_error *error)
{
    if (!check_rows(risks, y, orgs, n, n_orgs, error))
        return false;
    const upw_arena_mark mark = upw_arena_get_mark(scratch);
    count_room room;
    if (!take_room(n, n_orgs, scratch, &room, error)) {
        upw_arena_rewind(scratch, mark);
        return false;
    }
    gather(risks, y, orgs, n, n_orgs, &room);
    int64_t events = 0;
    for (size_t o = 0; o < n_orgs; o++)
        events += room.sums[o].observed;
    for (size_t o = 0; o < n_orgs; o++)
        upw_casemix_judge(&room.sums[o], (double)events / (double)n,
                          upw_casemix_wants_risks(&room.sums[o]) ? room.by_org + room.starts[o] : NULL, room.terms,
                          &out[o]);
    upw_arena_rewind(scratch, mark);
    return true;
}
