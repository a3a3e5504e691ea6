/* The stages of an agreed path in sentences. */
#include "report/path_stages.h"

#include <math.h>

#include "base/memory.h"
#include "report/words.h"

enum { WORDS_MAX = 2000, OUTSIDE_NAMED_MAX = 6 };

typedef struct stages {
    const report_series *s;
    const path_series *path;
    upw_arena *arena;
    text *out;
    size_t n;
} stages;

static void add_level(buffer *b, const stages *t, double level)
{
    words_add_value_short(b, t->s, level);
}

static void add_period(buffer *b, const stages *t, size_t n)
{
    char name[100];
    path_name_period(&t->path->calendar, n, name, sizeof name);
    buffer_add(b, text_of(name));
}

static void keep(stages *t, buffer *b)
{
    t->out[t->n++] = memory_keep(t->arena, b);
}

static void write_start(stages *t)
{
    buffer b;
    buffer_init(&b, WORDS_MAX);
    buffer_add_literal(&b, "It starts at ");
    add_level(&b, t, t->path->plan.plan.start);
    buffer_add_literal(&b, "; its first period is ");
    add_period(&b, t, 1);
    buffer_add_literal(&b, ".");
    keep(t, &b);
}

/* The years without a rise: worse first, or little change. */
static void write_flat(stages *t, const upw_trajectory_outline *outline)
{
    const upw_trajectory_plan *const plan = &t->path->plan.plan;
    buffer b;
    buffer_init(&b, WORDS_MAX);
    if (outline->lowest_share < 0) {
        buffer_add_literal(&b, "It gets worse first: worst in ");
        add_period(&b, t, path_find_period(t->path, outline->lowest_time));
        buffer_add_literal(&b, ", at ");
        add_level(&b, t, outline->lowest_level);
        if (t->path->judgement.dip_end > 0) {
            buffer_add_literal(&b, "; it turns, and is back where it started in ");
            add_period(&b, t, t->path->judgement.dip_end + 1);
        }
    } else if (plan->lag > 0) {
        buffer_add_literal(&b, "Little changes until ");
        add_period(&b, t, path_find_period(t->path, plan->lag));
        buffer_add_literal(&b, "; then it turns");
    }
    buffer_add(&b, b.len > 0 ? TEXT(".") : TEXT(""));
    if (b.len > 0)
        keep(t, &b);
    else
        buffer_clear(&b);
}

static void write_climb(stages *t, const upw_trajectory_outline *outline)
{
    buffer b;
    if (t->path->plan.plan.arrival <= 1)
        return;
    buffer_init(&b, WORDS_MAX);
    buffer_add_literal(&b, "Its steepest twelve months begin in ");
    add_period(&b, t, path_find_period(t->path, outline->steepest_time) + (outline->steepest_time > 0));
    buffer_add_literal(&b, ": from ");
    add_level(&b, t, upw_trajectory_find_level(&t->path->plan.plan, outline->steepest_time));
    buffer_add_literal(&b, " to ");
    add_level(&b, t, upw_trajectory_find_level(&t->path->plan.plan, outline->steepest_time + 1));
    buffer_add_literal(&b, ".");
    keep(t, &b);
}

static void write_arrival(stages *t)
{
    buffer b;
    buffer_init(&b, WORDS_MAX);
    buffer_add_literal(&b, "It arrives at ");
    add_level(&b, t, t->path->plan.plan.aim);
    buffer_add_literal(&b, " in ");
    add_period(&b, t, path_find_arrival(t->path));
    buffer_add_literal(&b, ".");
    keep(t, &b);
}

static void write_results(stages *t)
{
    const path_series *const p = t->path;
    size_t n = 0, n_outside = 0;
    buffer b, names;
    buffer_init(&b, WORDS_MAX);
    buffer_init(&names, WORDS_MAX);
    for (size_t i = 0; i < p->series.n; i++) {
        n += isnan(p->series.values[i]) ? 0 : 1;
        if (!p->points[i].is_exceptional)
            continue;
        if (n_outside < OUTSIDE_NAMED_MAX) {
            buffer_add(&names, n_outside > 0 ? TEXT(", ") : TEXT(""));
            add_period(&names, t, i + 1);
        }
        n_outside++;
    }
    buffer_add_format(&b, "Of %zu result%s so far, %zu lie%s within the range of ordinary variation round it", n,
                      n == 1 ? "" : "s", n - n_outside, n - n_outside == 1 ? "s" : "");
    if (n_outside > 0)
        buffer_add_format(&b, ", and %zu outside: %.*s", n_outside, (int)names.len, names.at);
    if (n_outside > OUTSIDE_NAMED_MAX)
        buffer_add_format(&b, " and %zu more", n_outside - OUTSIDE_NAMED_MAX);
    buffer_add_literal(&b, ".");
    buffer_clear(&names);
    if (n > 0)
        keep(t, &b);
    else
        buffer_clear(&b);
}

size_t path_write_stages(const report_series *s, upw_arena *arena, text out[PATH_STAGES_MAX])
{
    stages t = { .s = s, .path = s->path, .arena = arena, .out = out };
    const upw_trajectory_outline outline = upw_trajectory_outline_plan(&s->path->plan.plan);
    write_start(&t);
    write_flat(&t, &outline);
    write_climb(&t, &outline);
    write_arrival(&t);
    write_results(&t);
    return t.n;
}

text path_write_range(const report_series *s, period when, upw_arena *arena)
{
    int64_t n;
    buffer b;
    if (s->path == NULL || !path_find_position(&s->path->calendar, when, &n) || n < 1 || n > (int64_t)s->path->series.n)
        return (text){ "", 0 };
    const double level = s->path->points[n - 1].plan, sigma = path_get_sigma(s->path, (size_t)n - 1);
    buffer_init(&b, WORDS_MAX);
    words_add_value_short(&b, s, level - 3 * sigma);
    buffer_add_literal(&b, " to ");
    words_add_value_short(&b, s, level + 3 * sigma);
    return memory_keep(arena, &b);
}
