/* Invented series for the bench: make-series SERIES POINTS [SEED] > series.csv
 *
 * Columns series_id, period, value; monthly from January 2019, sorted by series and period; about 26 bytes a row.
 * Most series are common cause alone, every tenth has a step in the middle. The same seed gives the same bytes. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2714064.2660195): one addition and two multiplications a draw. */
static uint64_t draw(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

/* Sum of four 16-bit uniforms, less its mean: bell-shaped, standard deviation 37,837. */
static int64_t draw_bell(uint64_t *state)
{
    const uint64_t z = draw(state);
    return (int64_t)((z & 0xffff) + (z >> 16 & 0xffff) + (z >> 32 & 0xffff) + (z >> 48)) - 2 * 65535;
}

static void write_series(unsigned long number, unsigned long points, uint64_t *state)
{
    const int64_t mean = 2000 + (int64_t)(draw(state) % 6000); /* hundredths */
    const int64_t spread = mean / 20;
    const int64_t step = number % 10 == 0 ? 4 * spread : 0;
    for (unsigned long i = 0; i < points; i++) {
        int64_t value = mean + draw_bell(state) * spread / 37837 + (i >= points / 2 ? step : 0);
        value = value < 0 ? 0 : value;
        printf("S-%06lu,%04lu-%02lu-01,%d.%02d\n", number, 2019 + i / 12, 1 + i % 12, (int)(value / 100),
               (int)(value % 100));
    }
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("make-series SERIES POINTS [SEED] > series.csv\n", stderr);
        return 2;
    }
    const unsigned long series = strtoul(argv[1], NULL, 10), points = strtoul(argv[2], NULL, 10);
    uint64_t state = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    puts("series_id,period,value");
    for (unsigned long i = 1; i <= series; i++)
        write_series(i, points, &state);
    return fflush(stdout) == 0 ? 0 : 3;
}
