/* What scores allow to be said, and what they do not. */
#include <math.h>

#include "sentences.h"
#include "upward/score.h"

enum { RELIABILITY_LEAST = 100 };

static const double HANGS_TOGETHER = 0.7;

static const char *ending_of(size_t place)
{
    static const char *const endings[] = { "th", "st", "nd", "rd" };
    return place % 100 / 10 != 1 && place % 10 <= 3 ? endings[place % 10] : endings[0];
}

size_t upw_score_write_range(const char *name, size_t from, size_t to, size_t n, char *out, size_t room)
{
    sentences s;
    sentences_begin(&s, out, room);
    if (from == to)
        sentences_add(&s, "%s is %zu%s of %zu.", name, from, ending_of(from), n);
    else if (from > 0)
        sentences_add(&s, "%s is somewhere between %zu%s and %zu%s of %zu.", name, from, ending_of(from), to,
                      ending_of(to), n);
    else
        sentences_add(&s, "%s has no place.", name);
    return s.length;
}

static void add_apart(sentences *s, const upw_office *offices, size_t n)
{
    size_t above = 0, below = 0, all = 0;
    for (size_t i = 0; i < n; i++) {
        all += isnan(offices[i].pooled) ? 0 : 1;
        above += offices[i].is_above;
        below += offices[i].is_below;
    }
    sentences_add(s, "Scores for %zu of %zu offices cannot be told apart from the average; %zu %s below and %zu above.",
                  all - above - below, all, below, below == 1 ? "is" : "are", above);
}

size_t upw_score_write_pool(const upw_pool *pool, const upw_office *offices, size_t n, char *out, size_t room)
{
    sentences s;
    sentences_begin(&s, out, room);
    switch (pool->status) {
    case UPW_POOL_TOO_FEW:
        sentences_add(&s, "Fewer than five offices have a score (%zu): their means stand alone, with their intervals.",
                      pool->n_offices);
        return s.length;
    case UPW_POOL_NO_WITHIN:
        sentences_add(&s, "Within each office all scores are the same: there is no chance to judge differences by.");
        return s.length;
    default:
        break;
    }
    if (pool->between == 0) {
        sentences_add(&s, "The offices do not differ more than chance.");
        return s.length;
    }
    add_apart(&s, offices, n);
    if (pool->has_no_order)
        sentences_add(&s, " The offices cannot be put in order.");
    else
        sentences_add(&s,
                      " Of %zu pairs %zu differ by more than chance allows when all are compared; of %zu "
                      "neighbours %zu cannot be told apart.",
                      pool->pairs, pool->apart, pool->n_offices - 1, pool->neighbours_alike);
    return s.length;
}

size_t upw_score_write_mean(const upw_finite_mean *mean, const char *noun, char *out, size_t room)
{
    sentences s;
    sentences_begin(&s, out, room);
    if (!(mean->n > 0))
        sentences_add(&s, "No %s answered.", noun);
    else if (mean->is_census)
        sentences_add(&s, "%.1f of 100, from all %.0f %s: every one answered, so this is not an estimate.", mean->mean,
                      mean->n, noun);
    else if (isnan(mean->se))
        sentences_add(&s, "%.1f of 100, from one of %.0f %s: nothing says how far that is from the others.", mean->mean,
                      mean->size, noun);
    else
        sentences_add(&s, "%.1f of 100 (95 %% interval %.1f to %.1f), from %.0f of %.0f %s.", mean->mean, mean->low,
                      mean->high, mean->n, mean->size, noun);
    return s.length;
}

size_t upw_score_write_reliability(const upw_reliability *reliability, char *out, size_t room)
{
    sentences s;
    sentences_begin(&s, out, room);
    if (reliability->n < RELIABILITY_LEAST || isnan(reliability->alpha))
        return s.length;
    const double least = isnan(reliability->omega) ? reliability->alpha : fmin(reliability->alpha, reliability->omega);
    if (least < HANGS_TOGETHER)
        sentences_add(&s,
                      "The questions in this theme do not hang together (%.2f, from %lld people); read them one by "
                      "one.",
                      least, (long long)reliability->n);
    else
        sentences_add(&s, "The questions in this theme hang together (%.2f, from %lld people).", least,
                      (long long)reliability->n);
    return s.length;
}
