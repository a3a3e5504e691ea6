/* sample_rows.h: invented offices and questions for the tests of rows and leans. */
#ifndef CHART_TESTS_SAMPLE_ROWS_H
#define CHART_TESTS_SAMPLE_ROWS_H

#include "chart/pictures.h"

/* Five offices in two regions: one below the average, one without a figure. */
static inline chart_rows sample_offices(void)
{
    static const chart_row rows[] = {
        { { "Cumbria, Northumberland, Tyne and Wear", 38 }, { "North", 5 }, 55, 48, 62, 50, 60, 57, false, { "9", 1 } },
        { { "Merseyside", 10 }, { "North", 5 }, 41, 35, 47, 37, 45, 38, true, { "7", 1 } },
        { { "Lancashire", 10 }, { "North", 5 }, NAN, NAN, NAN, NAN, NAN, NAN, false, { "[c]", 3 } },
        { { "Kent and Medway", 15 }, { "South", 5 }, 52, 46, 58, 48, 56, 52, false, { "8", 1 } },
        { { "Wessex", 6 }, { "South", 5 }, 58, 51, 65, 53, 63, 61, false, { "8", 1 } },
    };
    return (chart_rows){ .head = { .title = TEXT("Offices: trust"),
                                   .subtitle = TEXT("score from 0 to 100; in the order of the map"),
                                   .description = TEXT("One of five offices is below the average."),
                                   .id = TEXT("rows") },
                         .n = sizeof rows / sizeof *rows,
                         .rows = rows,
                         .target = 53,
                         .target_words = TEXT("national average"),
                         .value_words = TEXT("pooled score"),
                         .other_words = TEXT("score as signed"),
                         .interval_words = TEXT("95 % interval") };
}

static inline chart_leans sample_leans(void)
{
    static const chart_lean rows[] = {
        { { "The board listens before it decides", 35 }, { 0.1, 0.2, 0.2, 0.35, 0.15 } },
        { { "Requests come with too little notice", 36 }, { 0.3, 0.4, 0.1, 0.2, 0 } },
        { { "Money is shared out fairly", 26 }, { NAN, NAN, NAN, NAN, NAN } },
    };
    return (chart_leans){ .head = { .title = TEXT("What people answered"),
                                    .subtitle = TEXT("share of those who gave an answer"),
                                    .description = TEXT("Most say that the board listens."),
                                    .id = TEXT("leans") },
                          .n = sizeof rows / sizeof *rows,
                          .rows = rows,
                          .words = { TEXT("strongly against"), TEXT("against"), TEXT("neither"), TEXT("in favour"),
                                     TEXT("strongly in favour") } };
}

#endif
