/* How long do all tables of a national report take? report-speed [PEOPLE [BODIES [COMMENTS]]]
 *
 * Invented answers of so many people (750,000), in 1,500 bodies of 27 offices and 7 regions, to the questionnaire that
 * comes with the program, as asked about the board and the office; 450,000 of them write a comment as well. They are
 * counted, made into tables with disclosure control, and these are written as CSV. Prints seconds of one core's time,
 * the most memory in MB, ratings and bytes of tables. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/memory.h"
#include "base/number.h"
#include "services/appraise/report_tables.h"

enum { OFFICES = 27, REGIONS = 7, QUESTIONS = 20, RATED = 17, ITEMS_MAX = 2 * QUESTIONS };

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static uint64_t next(void)
{
    static uint64_t state = 1;
    uint64_t z = (state += 0x9e3779b97f4a7c15u);
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static void check(bool is_done, const upw_error *error)
{
    if (is_done)
        return;
    fprintf(stderr, "report-speed: %s\n", error->message);
    exit(1);
}

static int64_t read_count(int argc, char **argv, int place, int64_t otherwise)
{
    int64_t n = otherwise;
    if (argc > place && (!number_parse_integer(text_of(argv[place]), &n) || n < 0)) {
        fprintf(stderr, "report-speed: \"%s\" is no count\n", argv[place]);
        exit(2);
    }
    return n;
}

/* The shape of the questionnaire of 2026: 17 ratings, of which 13 about both, and 3 open questions. */
static questionnaire make_questions(upw_arena *arena)
{
    static const char *const themes[RATED] = { "listening",  "listening", "direction",  "direction",  "freedom",
                                               "freedom",    "freedom",   "timeliness", "timeliness", "obstacles",
                                               "obstacles",  "funding",   "funding",    "trust",      "trust",
                                               "leadership", "overall" };
    questionnaire q = { .version = TEXT("1"), .at = MEMORY_TAKE(arena, question, QUESTIONS), .n = QUESTIONS };
    for (size_t i = 0; i < QUESTIONS; i++) {
        const bool is_open = i >= RATED;
        q.at[i] = (question){ .id = memory_format(arena, "Q%zu", i),
                              .theme = is_open ? TEXT("open") : text_of(themes[i]),
                              .theme_title = is_open ? TEXT("In your own words") : text_of(themes[i]),
                              .wording = TEXT("{Body} helps us."),
                              .scale = is_open ? SCALE_TEXT : SCALE_AGREE,
                              .is_negative = i == 5 || i == 8,
                              .targets = i == 3 || i == 10 || i == 11 ? 1u << TARGET_NATIONAL
                                         : i == 6                     ? 1u << TARGET_LOCAL
                                                                      : 3u };
    }
    return q;
}

static report_facts make_facts(const questionnaire *q, size_t n_bodies, upw_arena *arena)
{
    report_region *const regions = MEMORY_TAKE(arena, report_region, REGIONS);
    report_office *const offices = MEMORY_TAKE(arena, report_office, OFFICES);
    report_body *const bodies = MEMORY_TAKE(arena, report_body, n_bodies);
    uint8_t *const scores = MEMORY_TAKE(arena, uint8_t, n_bodies * ITEMS_MAX);
    for (size_t i = 0; i < REGIONS; i++)
        regions[i] = (report_region){ memory_format(arena, "R%zu", i), memory_format(arena, "Region %zu", i) };
    for (size_t i = 0; i < OFFICES; i++)
        offices[i] =
            (report_office){ memory_format(arena, "O%zu", i), memory_format(arena, "Office %zu", i), i % REGIONS };
    for (size_t i = 0; i < n_bodies; i++)
        bodies[i] = (report_body){ .code = memory_format(arena, "B%zu", i),
                                   .name = memory_format(arena, "Body %zu", i),
                                   .kind = TEXT("trust"),
                                   .office = i % OFFICES,
                                   .people_served = (int64_t)(10000 + next() % 900000),
                                   .standing = next() % 9 == 0 ? REPORT_LAPSED : REPORT_RETURNED,
                                   .n_invited = 1000 };
    for (size_t i = 0; i < n_bodies * ITEMS_MAX; i++)
        scores[i] = (uint8_t)(next() % 6);
    return (report_facts){ .year = TEXT("2026"),
                           .board_label = TEXT("the national board"),
                           .office_label = TEXT("your local office"),
                           .body_label = TEXT("trust"),
                           .questions = q,
                           .regions = regions,
                           .n_regions = REGIONS,
                           .offices = offices,
                           .n_offices = OFFICES,
                           .bodies = bodies,
                           .n_bodies = n_bodies,
                           .signed_scores = scores };
}

/* A few sentences of about 200 letters, as people write. */
static text make_comment(char *room, size_t size)
{
    static const text words[16] = { { "the ", 4 },      { "reports ", 8 },  { "board ", 6 },    { "should ", 7 },
                                    { "funding ", 8 },  { "patients ", 9 }, { "earlier ", 8 },  { "notice ", 7 },
                                    { "decision ", 9 }, { "and ", 4 },      { "support ", 8 },  { "practices ", 10 },
                                    { "local ", 6 },    { "targets ", 8 },  { "meetings ", 9 }, { "keep ", 5 } };
    size_t length = 0;
    for (uint64_t bits = next(); length + 12 < size; bits = bits > 15 ? bits >> 4 : next()) {
        const text word = words[bits & 15u];
        memcpy(room + length, word.at, word.len);
        length += word.len;
    }
    return (text){ room, length };
}

static void add_people(report_count *count, size_t people, size_t comments, size_t n_bodies)
{
    static const uint8_t given[16] = { 1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 5, 5, 8, 9, 8 };
    upw_error error = { 0 };
    for (size_t i = 0; i < people; i++) {
        uint8_t ratings[ITEMS_MAX];
        char room[200];
        uint64_t bits = 0;
        for (size_t k = 0; k < ITEMS_MAX; k++) {
            bits = k % 16 == 0 ? next() : bits >> 4;
            ratings[k] = given[bits & 15u];
        }
        const text words[3] = { i < comments ? make_comment(room, sizeof room) : (text){ "", 0 },
                                { "", 0 },
                                { "", 0 } };
        const report_person person = { .body = next() % n_bodies, .ratings = ratings, .comments = words };
        check(report_count_add(count, &person, &error), &error);
    }
}

int main(int argc, char **argv)
{
    const size_t people = (size_t)read_count(argc, argv, 1, 750000), n_bodies = (size_t)read_count(argc, argv, 2, 1500),
                 comments = (size_t)read_count(argc, argv, 3, 450000);
    upw_arena arena;
    upw_error error = { 0 };
    report_count *count = NULL;
    report_tables tables;
    buffer out;
    struct rusage used;
    memory_init_arena(&arena);
    buffer_init(&out, (size_t)1 << 28);
    const questionnaire q = make_questions(&arena);
    const report_facts facts = make_facts(&q, n_bodies, &arena);
    const double start = now_s();
    check(report_count_begin(&facts, &arena, &count, &error), &error);
    add_people(count, people, comments, n_bodies);
    check(report_tables_make(count, &tables, &error), &error);
    for (size_t i = 0; i < tables.n; i++)
        report_table_write(&tables.at[i], &out);
    const double seconds = now_s() - start;
    getrusage(RUSAGE_SELF, &used);
    printf("%.3f %.1f %zu %zu\n", seconds, (double)used.ru_maxrss / 1024, people * tables.items->n, out.len);
    buffer_clear(&out);
    upw_arena_clear(&arena);
    return 0;
}
