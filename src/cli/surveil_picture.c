/* One stream as a picture: cumulative sums with their limits, expected less observed events, weighted means. */
#include <math.h>

#include "base/memory.h"
#include "chart/chart.h"
#include "chart/pictures.h"
#include "cli/surveil_job.h"

enum { POINTS_MAX = 2000 };

const char *const surveil_pictures[SURVEIL_PICTURE_COUNT + 1] = { "cusum", "vlad", "ewma", NULL };

surveil_trace *surveil_start_trace(const surveil_stream *s, upw_arena *arena)
{
    surveil_trace *const t = MEMORY_TAKE(arena, surveil_trace, 1);
    const size_t room = POINTS_MAX + 2 + s->n / 8;
    double **const columns[] = { &t->along, &t->up, &t->down, &t->gained, &t->seen, &t->low, &t->high };
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++)
        *columns[c] = MEMORY_TAKE(arena, double, room);
    t->signals_up = MEMORY_TAKE(arena, bool, room);
    t->signals_down = MEMORY_TAKE(arena, bool, room);
    t->room = room;
    t->step = s->n / POINTS_MAX + 1;
    return t;
}

/* Of very many cases some, and every signal while there is room. */
void surveil_add_to_trace(surveil_trace *t, const surveil_row *row)
{
    const upw_surveil_point *const p = &row->point;
    const surveil_stream *const s = row->stream;
    t->sum += s->risks[row->at] - s->outcomes[row->at];
    const bool is_wanted = row->at % t->step == 0 || row->at + 1 == s->n || p->signals_up || p->signals_down;
    if (!is_wanted || t->n == t->room)
        return;
    const size_t i = t->n++;
    t->along[i] = (double)row->at + 1;
    t->up[i] = p->up;
    t->down[i] = row->job->is_counts ? p->down : -p->down;
    t->gained[i] = t->sum;
    t->seen[i] = p->seen;
    t->low[i] = p->expected_low;
    t->high[i] = p->expected_high;
    t->signals_up[i] = p->signals_up;
    t->signals_down[i] = p->signals_down;
}

static void put_sums(const surveil_job *job, const surveil_stream *s, const surveil_trace *t, chart_watch *w)
{
    w->first = t->up;
    w->second = t->down;
    w->is_signal = t->signals_up;
    w->is_second_signal = t->signals_down;
    w->level = 0;
    w->up = s->limits[0].h;
    w->down = job->is_counts ? s->limits[1].h : -s->limits[1].h;
    w->first_name = memory_format(
        job->arena, job->is_counts ? "for rates %.3g times as high" : "for odds %.3g times as high", s->chart.ratio_up);
    w->second_name = job->is_counts ? TEXT("sum of z-scores above one half")
                                    : memory_format(job->arena, "for odds %.3g times as high", s->chart.ratio_down);
    w->up_words = memory_format(job->arena, "limit %.3g", s->limits[0].h);
    w->down_words = job->is_counts && s->limits[0].h == s->limits[1].h
                        ? (text){ "", 0 }
                        : memory_format(job->arena, "limit %.3g", s->limits[1].h);
    w->unit = unit_parse(TEXT("score"));
}

static void put_gained(const surveil_job *job, const surveil_trace *t, chart_watch *w)
{
    bool *const either = MEMORY_TAKE(job->arena, bool, t->n);
    for (size_t i = 0; i < t->n; i++)
        either[i] = t->signals_up[i] || t->signals_down[i];
    w->first = t->gained;
    w->is_signal = either;
    w->level = 0;
    w->first_name = TEXT("expected less observed events: up is fewer events than expected");
    w->level_words = TEXT("as expected");
    w->unit = unit_parse(TEXT("count"));
}

static void put_means(const surveil_trace *t, chart_watch *w)
{
    w->first = t->seen;
    w->low = t->low;
    w->high = t->high;
    w->first_name = TEXT("weighted mean of outcomes");
    w->band_name = TEXT("99.8 % band around that of the risks");
    w->unit = unit_parse(TEXT("share"));
}

bool surveil_add_picture(buffer *out, const surveil_job *job, const surveil_stream *s, const surveil_trace *t,
                         upw_error *error)
{
    const surveil_picture picture = job->settings->picture;
    if (picture == SURVEIL_EWMA && job->is_counts)
        return upw_fail(error, UPW_BAD_USAGE, "weighted means are of single cases, not of counts");
    const char *const what = job->is_counts ? "periods" : "cases";
    const size_t n_signals = s->n_up + s->n_down;
    chart_watch w = { .n = t->n,
                      .along = t->along,
                      .level = NAN,
                      .up = NAN,
                      .down = NAN,
                      .along_name = text_of(what),
                      .signal_words = TEXT("signal") };
    w.head = (chart_head){
        .title = n_signals == 0 ? memory_format(job->arena, "No signal in %zu %s", s->n, what)
                                : memory_format(job->arena, "%zu signal%s in %zu %s", n_signals,
                                                n_signals == 1 ? "" : "s", s->n, what),
        .subtitle = s->name,
        .description = memory_format(job->arena,
                                     "%zu %s of %.*s followed in order; %zu signals of more events than expected, "
                                     "%zu of fewer.",
                                     s->n, what, TEXT_ARGS(s->name), s->n_up, job->is_counts ? 0 : s->n_down),
        .id = TEXT("watch"),
        .footnote = TEXT("A signal is a reason to look, first at the data and the risk model."),
    };
    if (picture == SURVEIL_VLAD)
        put_gained(job, t, &w);
    else if (picture == SURVEIL_EWMA)
        put_means(t, &w);
    else
        put_sums(job, s, t, &w);
    chart_begin_file(out);
    chart_draw_watch(out, &w);
    return true;
}
