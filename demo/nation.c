/* Figures for every place. */
#include "nation.h"

#include <math.h>
#include <string.h>

#include "base/csv_out.h"
#include "generate_internal.h"
#include "stories.h"

enum { MONTHS = 36 };

const demo_nation_row demo_nation[] = {
    { "four-hours", "care", "people seen within four hours", "people who came", false, 91.5, 3.2, 1.2, 9000 },
    { "last-ten-minutes", "care", "people who left in the last ten minutes", "people who came", false, 7.5, 1.4, 0.8,
      9000 },
    { "handover", "performance", "handovers within 30 minutes", "handovers", false, 80, 6, 2, 3500 },
    { "eighteen-weeks", "performance", "people waiting less than 18 weeks", "people waiting", false, 91.5, 2.4, 0.6,
      24000 },
    { "cancer", "care", "people treated within 62 days", "people treated", false, 83.5, 3, 2.6, 320 },
    { "at-home", "care", "visits within two hours", "calls", false, 60, 5, 1.6, 1600 },
    { "letters", "performance", "letters sent within a day", "discharges", false, 93, 3, 1.1, 5200 },
    { "falls", "care", "falls", "bed days", false, 6.1, 0.9, 0.5, 12000 },
    { "infections", "care", "", "", false, 9, 2.5, 2.6, 0 },
    { "sickness", "performance", "days lost to sickness", "working days", false, 4.2, 0.4, 0.22, 45000 },
    { "prescribing", "money", "", "", false, 13.8, 1.1, 0.25, 0 },
    { "spending", "money", "", "", false, 100.4, 1.2, 1.2, 0 },
    { "over-seventy-five", "needs", "people aged 75 and over", "people on the lists", false, 7.8, 1.6, 0.02, 210000 },
    { "obstacles", "performance", "obstacles answered within 28 days", "obstacles passed up", true, 52, 9, 4.5, 110 },
    { "replies", "performance", "", "", true, 54, 8, 7, 0 },
};
const size_t demo_nation_count = sizeof demo_nation / sizeof *demo_nation;

const char *demo_stand_in(const char *organisation)
{
    static const struct {
        const char *invented, *real;
    } pairs[] = {
        { "Northmoor", "E38000037" }, /* NHS Corby */
        { "Eastvale", "E38000094" },  /* NHS Leeds North */
        { "Saltmarsh", "E38000056" }, /* NHS Eastern Cheshire */
        { "Millbrook", "E38000128" }, /* NHS North West Surrey */
        { "National", "E39000015" },  /* Hertfordshire and the South Midlands Area Team */
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (strncmp(organisation, pairs[i].invented, strlen(pairs[i].invented)) == 0)
            return pairs[i].real;
    return NULL;
}

static const demo_story *find_story(const char *indicator, text body)
{
    for (size_t i = 0; i < demo_stories_count; i++) {
        const char *const real = demo_stand_in(demo_stories[i].organisation);
        if (strcmp(demo_stories[i].indicator, indicator) == 0 && real != NULL && text_equal(text_of(real), body))
            return &demo_stories[i];
    }
    return NULL;
}

/* A place where nothing happens but chance, at a level and of a size of its own. */
static demo_story make_story(const demo_nation_row *row, uint64_t *state)
{
    const double level = fmax(0, row->level + row->between * demo_draw_normal(state));
    const double factor = exp(0.5 * demo_draw_normal(state));
    return (demo_story){ .indicator = row->indicator,
                         .months = MONTHS,
                         .knots = { { 0, level }, { MONTHS - 1, level } },
                         .spread = row->spread,
                         .size = (int)round(row->size * factor) };
}

static uint64_t hash(text words)
{
    uint64_t h = 0xCBF29CE484222325u; /* FNV-1a (Fowler, Noll and Vo 1991) */
    for (size_t i = 0; i < words.len; i++)
        h = (h ^ (unsigned char)words.at[i]) * 0x100000001B3u;
    return h;
}

void demo_write_nation(buffer *out, uint64_t seed, int until, const demo_body *bodies, size_t n)
{
    csv_out csv = { .out = out };
    demo_add_header(&csv);
    for (size_t r = 0; r < demo_nation_count; r++)
        for (size_t b = 0; b < n; b++) {
            const demo_nation_row *const row = &demo_nation[r];
            if (row->is_of_centre != bodies[b].is_centre)
                continue;
            const demo_story *const told = find_story(row->indicator, bodies[b].id);
            uint64_t state = told != NULL ? demo_begin_story(seed, (size_t)(told - demo_stories))
                                          : seed ^ hash(bodies[b].id) ^ hash(text_of(row->indicator));
            const demo_story story = told != NULL ? *told : make_story(row, &state);
            demo_add_series(&csv, &story, bodies[b].id, until, &state);
        }
}
