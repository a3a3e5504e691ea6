/* May an order be shown, and what may be said of a body's place in it? */
#include <math.h>

#include "sentences.h"
#include "upward/rank.h"
#include "upward/special.h"

enum { BODIES_LEAST = 5 };

static const double SURE = 0.95, RANKABLE = 0.5, EVIDENCE = 0.05;

const char *upw_rank_verdict_text(upw_rank_verdict verdict)
{
    static const char *const words[UPW_RANK_VERDICT_COUNT] = {
        [UPW_RANK_SHOWN] = "ranked",
        [UPW_RANK_TOO_FEW] = "too_few",
        [UPW_RANK_CHANCE] = "no_evidence_of_difference",
        [UPW_RANK_BLURRED] = "mostly_chance",
    };
    return verdict < UPW_RANK_VERDICT_COUNT ? words[verdict] : "";
}

upw_rank_verdict upw_rank_judge(size_t n, double spread_p_value, double tau2, double rankability)
{
    if (n < BODIES_LEAST)
        return UPW_RANK_TOO_FEW;
    if (!(spread_p_value < EVIDENCE) || !(tau2 > 0))
        return UPW_RANK_CHANCE;
    return rankability >= RANKABLE ? UPW_RANK_SHOWN : UPW_RANK_BLURRED;
}

size_t upw_rank_write_verdict(upw_rank_verdict verdict, double rankability, char *out, size_t room)
{
    sentences s;
    sentences_begin(&s, out, room);
    switch (verdict) {
    case UPW_RANK_TOO_FEW:
        sentences_add(&s, "Cannot be ranked: fewer than five organisations.");
        break;
    case UPW_RANK_CHANCE:
        sentences_add(&s, "Cannot be ranked: the differences are no larger than chance would produce.");
        break;
    case UPW_RANK_BLURRED:
        sentences_add(&s, "Cannot be ranked: %.0f %% of the difference between organisations is chance.",
                      100 * (1 - rankability));
        break;
    default:
        sentences_add(&s,
                      "About %.0f %% of the difference between organisations is chance. Each place is given with the "
                      "range in which it lies, and an organisation is placed only where that is 95 %% sure.",
                      100 * (1 - rankability));
    }
    return s.length;
}

const char *upw_rank_place_text(upw_rank_place place)
{
    static const char *const words[UPW_RANK_PLACE_COUNT] = {
        [UPW_RANK_FIRST_QUARTER] = "first_quarter",
        [UPW_RANK_LAST_QUARTER] = "last_quarter",
        [UPW_RANK_NOT_DISTINGUISHABLE] = "not_distinguishable",
        [UPW_RANK_CANNOT_BE_TOLD] = "cannot_be_told",
    };
    return place < UPW_RANK_PLACE_COUNT ? words[place] : "";
}

upw_rank_place upw_rank_find_place(const upw_rank *rank, size_t n)
{
    if (2 * (size_t)(rank->high95 - rank->low95 + 1) > n)
        return UPW_RANK_CANNOT_BE_TOLD;
    if (rank->first_quarter >= SURE)
        return UPW_RANK_FIRST_QUARTER;
    return rank->last_quarter >= SURE ? UPW_RANK_LAST_QUARTER : UPW_RANK_NOT_DISTINGUISHABLE;
}

double upw_rank_compare_two(const upw_posterior *a, const upw_posterior *b)
{
    return upw_normal_below((a->a - b->a) / hypot(a->b, b->b));
}
