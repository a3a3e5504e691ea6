/* How long may people of each age expect to live at today's death rates? Chiang 1968, Silcocks et al. 2001. */
#include <math.h>

#include "upward/special.h"
#include "upward/standardise.h"

static const double Z_95 = 1.959963984540054;
static const double LEAST_POPULATION = 5000, WIDEST_YEARS = 10, START = 100000;

enum { LAST = UPW_LIFE_BANDS - 1 };

const char *upw_life_status_text(upw_life_status status)
{
    static const char *const words[UPW_LIFE_STATUS_COUNT] = {
        [UPW_LIFE_OK] = "ok",
        [UPW_LIFE_SMALL_POPULATION] = "population_5000_or_fewer",
        [UPW_LIFE_EMPTY_BAND] = "band_without_people",
        [UPW_LIFE_BAD_DEATHS] = "deaths_out_of_range",
        [UPW_LIFE_NO_LAST_DEATHS] = "no_deaths_in_last_band",
    };
    return status < UPW_LIFE_STATUS_COUNT ? words[status] : "";
}

/* Years of a band, and the share of it that those who die in it live. */
static double width_of(size_t band)
{
    return band == 0 ? 1 : band == 1 ? 4 : 5;
}

static double lived_of(size_t band)
{
    return band == 0 ? 0.1 : 0.5;
}

static upw_life_status check_bands(const double *deaths, const double *person_years)
{
    double total = 0;
    for (size_t i = 0; i < UPW_LIFE_BANDS; i++) {
        if (!(person_years[i] > 0) || !isfinite(person_years[i]))
            return UPW_LIFE_EMPTY_BAND;
        if (!(deaths[i] >= 0 && deaths[i] <= person_years[i]))
            return UPW_LIFE_BAD_DEATHS;
        total += person_years[i];
    }
    if (total <= LEAST_POPULATION)
        return UPW_LIFE_SMALL_POPULATION;
    return deaths[LAST] > 0 ? UPW_LIFE_OK : UPW_LIFE_NO_LAST_DEATHS;
}

/* alive[i] of 100,000 reach band i; dying[i] is the chance to die in it. */
static void follow_lives(const double *deaths, const double *person_years, double *alive, double *dying)
{
    alive[0] = START;
    for (size_t i = 0; i < LAST; i++) {
        const double rate = width_of(i) * deaths[i] / person_years[i];
        const bool is_possible = deaths[i] <= person_years[i] / (width_of(i) * lived_of(i));
        dying[i] = is_possible ? rate / (1 + rate * (1 - lived_of(i))) : 1;
        alive[i + 1] = alive[i] * (1 - dying[i]);
    }
    dying[LAST] = 1;
}

void upw_life_table_measure(const double *deaths, const double *person_years, upw_life_table *out)
{
    *out = (upw_life_table){ .status = check_bands(deaths, person_years) };
    for (size_t i = 0; i < UPW_LIFE_BANDS; i++)
        out->years[i] = out->central[i] = out->standard_errors[i] = NAN;
    if (out->status != UPW_LIFE_OK)
        return;
    double alive[UPW_LIFE_BANDS], dying[UPW_LIFE_BANDS];
    follow_lives(deaths, person_years, alive, dying);
    double ahead = alive[LAST] * person_years[LAST] / deaths[LAST]; /* years that all of them have ahead */
    double spread = ahead * ahead / deaths[LAST]; /* the sum of variances, times those alive squared */
    for (size_t i = LAST;; i--) {
        if (i < LAST) {
            const double lived = lived_of(i), width = width_of(i), next = alive[i + 1];
            const double chance = alive[i] > next ? dying[i] * dying[i] * (1 - dying[i]) / deaths[i] : 0;
            const double reach = alive[i] * ((1 - lived) * width + (next > 0 ? ahead / next : 0));
            ahead += width * (next + lived * (alive[i] - next));
            spread += chance * reach * reach;
        }
        if (alive[i] > 0) {
            out->central[i] = ahead / alive[i];
            out->standard_errors[i] = sqrt(spread) / alive[i];
            out->years[i] = Z_95 * out->standard_errors[i] > WIDEST_YEARS ? NAN : out->central[i];
        }
        if (i == 0)
            break;
    }
}

upw_interval upw_life_interval(const upw_life_table *table, size_t band, double level)
{
    const double half = upw_normal_quantile((1 + level) / 2) * table->standard_errors[band];
    return (upw_interval){ table->central[band] - half, table->central[band] + half };
}
