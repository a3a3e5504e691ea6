/* Tables of `upward rank`: an organisation and its place, what its figure was drawn to, the whole set. */
#include <math.h>

#include "base/memory.h"
#include "cli/rank_job.h"
#include "cli/sheet_columns.h"

#define ROW ((const rank_row *)row)
#define SET (ROW->set)
#define ITEM (SET->item)
#define BODY (&ITEM->bodies[ROW->body])
#define SHRUNK (&SET->shrunk)
#define PER (ROW->job->per)

/* ---- an organisation ---- */

static const upw_posterior *posterior_of(const rank_row *row)
{
    const size_t at = row->set->position[row->body];
    return at > 0 && row->set->shrunk.posteriors != NULL ? &row->set->shrunk.posteriors[at - 1] : NULL;
}

static const upw_rank *rank_of(const rank_row *row)
{
    const size_t at = row->set->position[row->body];
    return at > 0 && row->set->ranks != NULL ? &row->set->ranks[at - 1] : NULL;
}

/* What needs a posterior, or a rank, and is empty where there is none. */
#define SHRUNKEN_COLUMN(name, expression)                                                                              \
    static sheet_cell get_##name(const void *row)                                                                      \
    {                                                                                                                  \
        const upw_posterior *const p = posterior_of(row);                                                              \
        if (p == NULL)                                                                                                 \
            return sheet_empty();                                                                                      \
        const size_t k = SET->position[ROW->body] - 1;                                                                 \
        (void)k;                                                                                                       \
        return sheet_number(expression);                                                                               \
    }
#define RANK_COLUMN(name, expression)                                                                                  \
    static sheet_cell get_##name(const void *row)                                                                      \
    {                                                                                                                  \
        const upw_rank *const r = rank_of(row);                                                                        \
        return r != NULL ? sheet_number((double)(expression)) : sheet_empty();                                         \
    }

TEXT_COLUMN(case, ITEM->indicator)
TEXT_COLUMN(org, BODY->name)
TEXT_COLUMN(type, text_of(funnel_types[ITEM->type]))
NUMBER_COLUMN(numerator, BODY->numerator)
NUMBER_COLUMN(denominator, BODY->denominator)
NUMBER_COLUMN(value, SET->position[ROW->body] > 0 ? shrunken_raw(ITEM, PER, ROW->body) : NAN)
SHRUNKEN_COLUMN(shrunken, shrunken_value(SHRUNK, ITEM, PER, k))
SHRUNKEN_COLUMN(shrunken_low, shrunken_interval(SHRUNK, ITEM, PER, k).low)
SHRUNKEN_COLUMN(shrunken_high, shrunken_interval(SHRUNK, ITEM, PER, k).high)
SHRUNKEN_COLUMN(reliability, shrunken_reliability(SHRUNK, k))
RANK_COLUMN(expected, r->expected)
RANK_COLUMN(median, r->median)
RANK_COLUMN(low95, r->low95)
RANK_COLUMN(high95, r->high95)
RANK_COLUMN(low90, r->low90)
RANK_COLUMN(high90, r->high90)
RANK_COLUMN(first, r->first_quarter)
RANK_COLUMN(last, r->last_quarter)
RANK_COLUMN(expected_se, r->expected_se)
RANK_COLUMN(first_se, r->first_se)
RANK_COLUMN(last_se, r->last_se)

static sheet_cell get_place(const void *row)
{
    const upw_rank *const r = rank_of(row);
    return r != NULL ? sheet_text(text_of(upw_rank_place_text(upw_rank_find_place(r, SHRUNK->n)))) : sheet_empty();
}

static sheet_cell get_status(const void *row)
{
    if (SET->position[ROW->body] == 0)
        return sheet_text(BODY->missing.len > 0 ? TEXT("missing") : TEXT("no_cases"));
    return sheet_text(text_of(upw_rank_verdict_text(SET->verdict)));
}

static sheet_cell get_note(const void *row)
{
    if (BODY->missing.len > 0)
        return sheet_text(BODY->missing);
    if (SHRUNK->posteriors == NULL && SHRUNK->reason != NULL)
        return sheet_text(text_of(SHRUNK->reason));
    return rank_of(row) == NULL ? sheet_text(rank_say_verdict(SET, ROW->job->arena)) : sheet_empty();
}

static const sheet_column organisations[] = {
    { "case", get_case },
    { "org", get_org },
    { "numerator", get_numerator },
    { "denominator", get_denominator },
    { "value", get_value },
    { "shrunken", get_shrunken },
    { "shrunken_l95", get_shrunken_low },
    { "shrunken_u95", get_shrunken_high },
    { "reliability", get_reliability },
    { "exp_rank", get_expected },
    { "med", get_median },
    { "lo95", get_low95 },
    { "hi95", get_high95 },
    { "lo90", get_low90 },
    { "hi90", get_high90 },
    { "p_first_quarter", get_first },
    { "p_last_quarter", get_last },
    { "se_exp_rank", get_expected_se },
    { "se_first", get_first_se },
    { "se_last", get_last_se },
    { "place", get_place },
    { "status", get_status },
    { "note", get_note },
};

/* ---- what is known of its true value, on the scale of the law ---- */

TEXT_COLUMN(method, SHRUNK->is_by_counts ? TEXT("ML") : text_of(upw_shrink_method_name(SHRUNK->method)))
TEXT_COLUMN(model, text_of(shrunken_model_name(SHRUNK)))
SHRUNKEN_COLUMN(parameter1, p->a)
SHRUNKEN_COLUMN(parameter2, p->b)
SHRUNKEN_COLUMN(posterior_mean, upw_posterior_mean(p))
SHRUNKEN_COLUMN(posterior_sd, upw_posterior_sd(p))
SHRUNKEN_COLUMN(posterior_low, upw_posterior_quantile(p, 0.025))
SHRUNKEN_COLUMN(posterior_high, upw_posterior_quantile(p, 0.975))
SHRUNKEN_COLUMN(blup, SHRUNK->is_by_counts ? NAN : p->a)
SHRUNKEN_COLUMN(blup_se, SHRUNK->is_by_counts ? NAN : p->b)
SHRUNKEN_COLUMN(pull, 1 - shrunken_reliability(SHRUNK, k))

static const sheet_column shrunkens[] = {
    { "case", get_case },
    { "method", get_method },
    { "model", get_model },
    { "org", get_org },
    { "post_p1", get_parameter1 },
    { "post_p2", get_parameter2 },
    { "post_mean", get_posterior_mean },
    { "post_sd", get_posterior_sd },
    { "l95", get_posterior_low },
    { "u95", get_posterior_high },
    { "blup", get_blup },
    { "se", get_blup_se },
    { "shrink", get_pull },
    { "status", get_status },
};

/* ---- the set ---- */

#define NORMAL_COLUMN(name, expression)                                                                                \
    NUMBER_COLUMN(name, SHRUNK->is_by_counts || SHRUNK->posteriors == NULL ? NAN : (SHRUNK->normal.expression))
#define COUNTS_COLUMN(name, expression)                                                                                \
    NUMBER_COLUMN(name, SHRUNK->is_by_counts && SHRUNK->posteriors != NULL ? (SHRUNK->counts.expression) : NAN)

static double if_fitted(const rank_row *row, double figure)
{
    return row->set->shrunk.posteriors != NULL ? figure : NAN;
}

INTEGER_COLUMN(n, SHRUNK->n)
INTEGER_COLUMN(not_used, ITEM->n - SHRUNK->n)
NORMAL_COLUMN(mean, mean)
NORMAL_COLUMN(mean_se, mean_se)
NUMBER_COLUMN(tau2, if_fitted(ROW, SHRUNK->tau2))
NORMAL_COLUMN(tau2_se, tau2_se)
NORMAL_COLUMN(q, q)
NORMAL_COLUMN(q_p_value, q_p_value)
NORMAL_COLUMN(i2, i2)
NORMAL_COLUMN(h2, h2)
COUNTS_COLUMN(counts_mean, mean)
COUNTS_COLUMN(log_likelihood, log_likelihood)
COUNTS_COLUMN(log_likelihood_pooled, log_likelihood_pooled)
COUNTS_COLUMN(ratio_p, p_value)
NUMBER_COLUMN(rankability, if_fitted(ROW, SHRUNK->rankability))
TEXT_COLUMN(verdict, text_of(upw_rank_verdict_text(SET->verdict)))
TEXT_COLUMN(sentence, rank_say_verdict(SET, ROW->job->arena))

static sheet_cell get_boundary(const void *row)
{
    return SHRUNK->is_by_counts && SHRUNK->posteriors != NULL ? sheet_integer(SHRUNK->counts.is_boundary)
                                                              : sheet_empty();
}

/* Infinite where nothing varies. */
static sheet_cell get_precision(const void *row)
{
    if (!SHRUNK->is_by_counts || SHRUNK->posteriors == NULL)
        return sheet_empty();
    return isinf(SHRUNK->counts.precision) ? sheet_text(TEXT("Inf")) : sheet_number(SHRUNK->counts.precision);
}

static sheet_cell get_ranks(const void *row)
{
    if (SET->ranks == NULL)
        return sheet_text(TEXT("none"));
    const size_t draws = ROW->job->draws > 0 ? ROW->job->draws : UPW_RANK_DRAWS;
    return sheet_text(!SET->is_drawn ? TEXT("exact")
                                     : memory_format(ROW->job->arena, "%zu draws, seed %llu", draws,
                                                     (unsigned long long)ROW->job->seed));
}

static const sheet_column sets[] = {
    { "case", get_case },
    { "type", get_type },
    { "model", get_model },
    { "method", get_method },
    { "k", get_n },
    { "not_used", get_not_used },
    { "mu", get_mean },
    { "se_mu", get_mean_se },
    { "tau2", get_tau2 },
    { "se_tau2", get_tau2_se },
    { "Q", get_q },
    { "Q_p", get_q_p_value },
    { "I2", get_i2 },
    { "H2", get_h2 },
    { "boundary", get_boundary },
    { "mean", get_counts_mean },
    { "precision", get_precision },
    { "loglik", get_log_likelihood },
    { "loglik_pooled", get_log_likelihood_pooled },
    { "lr_p", get_ratio_p },
    { "rankability", get_rankability },
    { "ranks", get_ranks },
    { "verdict", get_verdict },
    { "sentence", get_sentence },
};

#define SHEET(columns)                                                                                                 \
    {                                                                                                                  \
        columns, sizeof(columns) / sizeof *(columns)                                                                   \
    }

const rank_sheet rank_sheets[RANK_BY_COUNT] = {
    [RANK_BY_ORGANISATION] = SHEET(organisations),
    [RANK_BY_SHRUNKEN] = SHEET(shrunkens),
    [RANK_BY_SET] = SHEET(sets),
};
