/* How the invented people answer. */
#include "appraisal.h"

#include <string.h>

#include "generate_internal.h"

enum { BODY_SEED = 2014, BODIES = 211, SHIFT = 17, STEP = 25 };

const demo_theme demo_themes[] = {
    { "listening", 47, 53 },  { "direction", 56, 57 },  { "freedom", 37, 42 },
    { "timeliness", 45, 51 }, { "obstacles", 43, 48 },  { "funding", 50, 54 },
    { "trust", 66, 70 },      { "leadership", 52, 56 }, { "overall", 55, 60 },
};
const size_t demo_themes_count = sizeof demo_themes / sizeof *demo_themes;

static uint64_t hash(const char *words, uint64_t state)
{
    for (; *words != '\0'; words++)
        state = (state ^ (unsigned char)*words) * UINT64_C(0x100000001B3);
    return state;
}

uint64_t demo_begin_body(size_t body)
{
    return demo_begin_story(BODY_SEED, body);
}

static double find_shift(size_t office)
{
    static const struct {
        size_t office;
        double shift;
    } shifts[] = { { 3, -SHIFT }, { 11, -SHIFT }, { 18, SHIFT } };
    for (size_t i = 0; i < sizeof shifts / sizeof *shifts; i++)
        if (shifts[i].office == office)
            return shifts[i].shift;
    return 0;
}

/* Questions of a theme differ by up to four points, bodies by some six. */
double demo_find_level(const char *theme, const char *question, bool is_local, size_t body, size_t office)
{
    enum { SPREAD = 9, MIDDLE = 4 };
    const double between = 6;
    uint64_t state = demo_begin_body(body);
    double level = 50;
    for (size_t i = 0; i < demo_themes_count; i++)
        if (strcmp(demo_themes[i].id, theme) == 0)
            level = is_local ? demo_themes[i].office : demo_themes[i].board;
    level += between * demo_draw_normal(&state);
    level += (double)(hash(question, 0) % SPREAD) - MIDDLE;
    return level + (is_local ? find_shift(office) : 0);
}

double demo_draw_leaning(uint64_t *state)
{
    const double leaning = 18;
    return leaning * demo_draw_normal(state);
}

static uint8_t on_the_scale(double value, bool is_negative)
{
    int score = 1 + (int)(value / STEP + 0.5);
    score = value < 0 || score < 1 ? 1 : score > 5 ? 5 : score;
    return (uint8_t)(is_negative ? 6 - score : score);
}

unsigned demo_draw_below(uint64_t *state, unsigned n)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)((*state >> 33) % n);
}

uint8_t demo_draw_rating(double level, double leaning, bool is_negative, uint64_t *state)
{
    enum { OF = 100, DO_NOT_KNOW = 4, DOES_NOT_APPLY = 6 };
    const double noise = 14;
    const unsigned other = demo_draw_below(state, OF);
    const double value = level + leaning + noise * demo_draw_normal(state);
    return other < DO_NOT_KNOW ? 8 : other < DOES_NOT_APPLY ? 9 : on_the_scale(value, is_negative);
}

/* Between two answers the nearer one is the likelier, so that the mean over bodies is the level. */
uint8_t demo_draw_agreed(double level, bool is_negative, uint64_t *state)
{
    enum { MIRROR_GAP = 5, OF = 1000 };
    double value = level + MIRROR_GAP;
    value = value < 0 ? 0 : value > 100 ? 100 : value;
    const int below = (int)(value / STEP);
    const bool is_up = demo_draw_below(state, OF) < (unsigned)((value / STEP - below) * OF);
    return on_the_scale((double)STEP * (below + is_up), is_negative);
}

unsigned demo_count_practices(size_t body)
{
    enum { LEAST = 5, MIDDLE = 33, MOST = 122 };
    const double spread = 14;
    uint64_t state = hash("practices", demo_begin_body(body));
    const double n = MIDDLE + spread * demo_draw_normal(&state);
    return n < LEAST ? LEAST : n > MOST ? MOST : (unsigned)n;
}

double demo_find_response(size_t body)
{
    const double mean = 0.6, spread = 0.12, least = 0.2, most = 0.95;
    uint64_t state = hash("response", demo_begin_body(body));
    const double share = mean + spread * demo_draw_normal(&state);
    return share < least ? least : share > most ? most : share;
}

/* Nine decline, three withdraw, twelve let it lapse, the rest return. */
demo_outcome demo_find_outcome(size_t body)
{
    enum { STRIDE = 97, START = 40, DECLINED = 9, WITHDREW = 12, LAPSED = 24 };
    const size_t place = (body * STRIDE + START) % BODIES;
    return place < DECLINED   ? DEMO_DECLINED
           : place < WITHDREW ? DEMO_WITHDREW
           : place < LAPSED   ? DEMO_LAPSED
                              : DEMO_RETURNED;
}
