/* What `upward rank` says on a terminal: whether there is an order, who has a place in it, and how sure that is. */
#include <math.h>

#include "base/memory.h"
#include "cli/rank_job.h"
#include "report/single.h"

enum { MANY = 20 };

static const double SURE = 0.95;

static void add_paragraph(buffer *out, text words)
{
    single_add_wrapped(out, words);
    buffer_add_char(out, '\n');
}

text rank_say_verdict(const rank_set *set, upw_arena *arena)
{
    char sentence[400];
    upw_rank_write_verdict(set->verdict, set->shrunk.rankability, sentence, sizeof sentence);
    return memory_copy_text(arena, text_of(sentence));
}

/* How much true values differ, and by which law that was found. */
static text say_spread(const rank_set *set, upw_arena *arena)
{
    const shrunken *const s = &set->shrunk;
    const bool is_log = s->is_by_counts
                            ? s->count_model == UPW_COUNT_GAMMA_POISSON
                            : set->item->type != UPW_FUNNEL_MEAN && set->item->type != UPW_FUNNEL_PROPORTION;
    text words = { "", 0 };
    if (s->tau2 > 0 && is_log)
        words = memory_format(arena, " True values differ by about %.2g %% (one standard deviation).",
                              100 * (exp(sqrt(s->tau2)) - 1));
    return memory_format(arena, "%zu organisations were compared.%.*s%s", s->n, TEXT_ARGS(words),
                         s->n < MANY ? " With fewer than 20 of them that spread is itself uncertain, and intervals are "
                                       "too narrow."
                                     : "");
}

static void add_place(buffer *out, const rank_job *job, const rank_set *set, size_t k)
{
    const upw_rank *const r = &set->ranks[k];
    const text name = set->item->bodies[set->shrunk.at[k]].name;
    const upw_rank_place place = upw_rank_find_place(r, set->shrunk.n);
    const char *const ends[UPW_RANK_PLACE_COUNT] = { "in the quarter with the lowest values",
                                                     "in the quarter with the highest values",
                                                     "not distinguishable from the others",
                                                     "its place cannot be told" };
    const double sure = place == UPW_RANK_FIRST_QUARTER ? r->first_quarter : r->last_quarter;
    const bool is_placed = place == UPW_RANK_FIRST_QUARTER || place == UPW_RANK_LAST_QUARTER;
    const text how_sure = is_placed ? memory_format(job->arena, ", %s%.0f %% sure", sure >= 0.995 ? "more than " : "",
                                                    fmin(99, floor(100 * sure)))
                                    : (text){ "", 0 };
    single_add_wrapped(out, memory_format(job->arena,
                                          "%.*s: %s%.*s. From the lowest, its place is %d to %d of %zu (95 %% "
                                          "interval).",
                                          name.len < 200 ? (int)name.len : 200, name.at, ends[place],
                                          TEXT_ARGS(how_sure), r->low95, r->high95, set->shrunk.n));
}

static void add_places(buffer *out, const rank_job *job, const rank_set *set)
{
    const char *const only = job->settings->source.input.organisation;
    size_t counts[UPW_RANK_PLACE_COUNT] = { 0 };
    for (size_t k = 0; k < set->shrunk.n; k++) {
        const upw_rank_place place = upw_rank_find_place(&set->ranks[k], set->shrunk.n);
        counts[place]++;
        const bool is_placed = place == UPW_RANK_FIRST_QUARTER || place == UPW_RANK_LAST_QUARTER;
        if (only != NULL ? text_equal(set->item->bodies[set->shrunk.at[k]].name, text_of(only)) : is_placed)
            add_place(out, job, set, k);
    }
    text words = memory_format(job->arena,
                               "%zu and %zu are placed in the quarters with the lowest and the highest values; %zu are "
                               "not distinguishable from others.",
                               counts[UPW_RANK_FIRST_QUARTER], counts[UPW_RANK_LAST_QUARTER],
                               counts[UPW_RANK_NOT_DISTINGUISHABLE]);
    if (counts[UPW_RANK_CANNOT_BE_TOLD] > 0)
        words = memory_format(job->arena,
                              "%.*s Of %zu more the place cannot be told: the interval covers more than half of all "
                              "places.",
                              TEXT_ARGS(words), counts[UPW_RANK_CANNOT_BE_TOLD]);
    add_paragraph(out, words);
}

static size_t find_position(const rank_set *set, const char *name)
{
    for (size_t k = 0; k < set->shrunk.n; k++)
        if (text_equal(set->item->bodies[set->shrunk.at[k]].name, text_of(name)))
            return k;
    return set->shrunk.n;
}

/* Two of them: the chance that the true value of the first is above that of the second, exactly. */
static bool add_pair(buffer *out, const rank_job *job, const rank_set *set, upw_error *error)
{
    const shrunken *const s = &set->shrunk;
    const char *const names[2] = { job->settings->source.input.organisation, job->settings->pair };
    const size_t a = find_position(set, names[0]), b = find_position(set, names[1]);
    if (a == s->n || b == s->n || s->posteriors == NULL) {
        add_paragraph(out, memory_format(job->arena, "%s and %s cannot be compared: one of them has no figure.",
                                         names[0], names[1]));
        return true;
    }
    const upw_posterior two[2] = { s->posteriors[a], s->posteriors[b] };
    double chances[4] = { 0.5, 0.5, 0.5, 0.5 }; /* of points, which are one value */
    upw_rank ranks[2];
    if (two[0].kind != UPW_POSTERIOR_POINT && !upw_rank_exactly(two, 2, job->arena, ranks, chances, error))
        return upw_wrap(error, "%s, %.60s and %.60s", job->table.file, names[0], names[1]);
    const double above = chances[1];
    if (fmax(above, 1 - above) < SURE)
        add_paragraph(out, memory_format(job->arena,
                                         "%s and %s cannot be told apart: the chance that the first is truly the "
                                         "higher is %.0f %%.",
                                         names[0], names[1], 100 * above));
    else
        add_paragraph(out, memory_format(job->arena, "%s is %s than %s: the chance of that is %s%.0f %%.", names[0],
                                         above > 0.5 ? "higher" : "lower", names[1],
                                         fmax(above, 1 - above) >= 0.995 ? "more than " : "",
                                         fmin(99, floor(100 * fmax(above, 1 - above)))));
    return true;
}

bool rank_add_words(buffer *out, const rank_job *job, const rank_set *set, upw_error *error)
{
    if (set->item->indicator.len > 0)
        buffer_add_format(out, "%.*s\n", TEXT_ARGS(set->item->indicator));
    add_paragraph(out, rank_say_verdict(set, job->arena));
    if (job->settings->pair != NULL && !add_pair(out, job, set, error))
        return false;
    if (set->ranks != NULL)
        add_places(out, job, set);
    const size_t n_out = set->item->n - set->shrunk.n;
    add_paragraph(out, say_spread(set, job->arena));
    if (n_out > 0)
        add_paragraph(out, memory_format(job->arena, "%zu more %s no cases, or a figure is missing: %s has no place.",
                                         n_out, n_out == 1 ? "has" : "have", n_out == 1 ? "it" : "none of them"));
    return true;
}
