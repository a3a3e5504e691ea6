/* What `upward casemix` says on a terminal: the model, how good it is, who differs, and what must be said beside it. */
#include <math.h>

#include "base/memory.h"
#include "base/number.h"
#include "cli/casemix_job.h"
#include "report/single.h"

static void add_paragraph(buffer *out, text words)
{
    single_add_wrapped(out, words);
    buffer_add_char(out, '\n');
}

static void add_model(buffer *out, const casemix_job *job)
{
    buffer words;
    buffer_init(&words, 8192);
    const upw_calibration *const c = &job->calibration;
    const long long events = (long long)(job->has_model ? job->logit.events : c->events);
    buffer_add_literal(&words, "Patients: ");
    number_add_rounded(&words, (double)job->n, 0, true);
    buffer_add_format(&words, ", of whom %lld had the outcome, in %zu organisation%s.", events, job->n_orgs,
                      job->n_orgs == 1 ? "" : "s");
    if (job->has_calibration && !isnan(c->c_statistic))
        buffer_add_format(
            &words,
            " Of two patients, one with the outcome and one without, the model gives the first the higher "
            "risk in %.0f %% of pairs (95 %% interval %.0f to %.0f %%).",
            100 * c->c_statistic, 100 * fmax(0, c->c_statistic - 1.96 * c->c_se),
            100 * fmin(1, c->c_statistic + 1.96 * c->c_se));
    if (job->has_model && job->has_calibration)
        buffer_add_literal(&words, " That is on the patients the model was made from; on later ones it will be less.");
    if (!job->has_model && !isnan(c->slope))
        buffer_add_format(&words,
                          " Events were %.2f times as many as the risks say; calibration slope %.2f (standard error "
                          "%.2f; 1 is perfect).",
                          c->o_over_e, c->slope, c->slope_se);
    if (job->has_calibration && !isnan(c->hl_p))
        buffer_add_format(&words,
                          " Hosmer-Lemeshow test by tenths of risk: p = %.2g (in many patients it rejects any model).",
                          c->hl_p);
    add_paragraph(out, buffer_text(&words));
    buffer_clear(&words);
}

static void add_org(buffer *out, const casemix_org *o, upw_arena *arena)
{
    const upw_casemix_org *const f = &o->found;
    const bool is_high = f->p_upper <= 0.025;
    const double tail = is_high ? f->p_upper : f->p_lower;
    add_paragraph(out, memory_format(arena,
                                     "%.*s: %s events than expected of its patients (%lld of %lld; %.1f expected, "
                                     "ratio %.2f, 95 %% interval %.2f to %.2f). %s average organisations would be "
                                     "this %s by chance.%s",
                                     TEXT_ARGS(o->name), is_high ? "more" : "fewer", (long long)f->observed,
                                     (long long)f->n, f->expected, f->ratio, f->ratio_low, f->ratio_high,
                                     tail <= 0.001 ? "Fewer than one in 1,000" : "Fewer than one in 40",
                                     is_high ? "high" : "low", tail <= 0.001 ? " Worth finding out why." : ""));
}

static void add_orgs(buffer *out, const casemix_job *job)
{
    size_t n_beyond = 0, n_judged = 0, n_small = 0;
    for (size_t o = 0; o < job->n_orgs; o++) {
        const casemix_org *const org = &job->by_org[job->order[o]];
        const upw_casemix_org *const f = &org->found;
        const bool is_judged = f->n > 0 && !f->is_too_small;
        n_small += !is_judged;
        n_judged += is_judged;
        if (!is_judged || fmin(f->p_upper, f->p_lower) > 0.025)
            continue;
        n_beyond++;
        add_org(out, org, job->arena);
    }
    add_paragraph(out,
                  memory_format(job->arena,
                                "%zu of %zu organisations lie%s outside what chance allows around what was expected "
                                "of their patients; up to about %.0f would by chance alone.",
                                n_beyond, n_judged, n_beyond == 1 ? "s" : "", ceil(0.05 * (double)n_judged)));
    if (n_small > 0)
        add_paragraph(out, memory_format(job->arena, "%zu %s too few cases for the data to tell yet.", n_small,
                                         n_small == 1 ? "organisation has" : "organisations have"));
}

/* "age, male and log(vol)" */
static const char *name_terms(const casemix_job *job)
{
    text words = { "", 0 };
    for (size_t i = 0; i < job->formula.n_terms; i++) {
        const char *const before = i == 0 ? "" : i + 1 == job->formula.n_terms ? " and " : ", ";
        words =
            memory_format(job->arena, "%.*s%s%.*s", TEXT_ARGS(words), before, TEXT_ARGS(job->formula.terms[i].name));
    }
    return words.at;
}

static text name_dropped(const casemix_job *job)
{
    text words = { "", 0 };
    for (size_t j = 1; j <= job->p && job->has_model; j++)
        if (job->logit.is_dropped[j])
            words = memory_format(job->arena, "%.*s%s%.*s", TEXT_ARGS(words), words.len > 0 ? ", " : "",
                                  TEXT_ARGS(job->names[j]));
    return words;
}

void casemix_add_words(buffer *out, const casemix_job *job)
{
    char cautions[4096];
    const upw_casemix_facts facts = {
        .variables = job->has_model
                         ? name_terms(job)
                         : memory_format(job->arena, "what the risks in column %s know", job->settings->risk).at,
        .logit = job->has_model ? &job->logit : NULL,
        .n_left_out = job->n_left_out,
        .n_all = job->n + job->n_left_out,
        .is_uneven = job->is_uneven,
        .o_over_e = job->has_calibration ? job->calibration.o_over_e : 1,
        .n_outside = job->n_outside,
        .n_orgs = job->n_orgs,
        .unlike = job->unlike.len > 0 ? job->unlike.at : NULL,
    };
    add_model(out, job);
    if (job->n_orgs > 1 && job->has_calibration)
        add_orgs(out, job);
    const text dropped = name_dropped(job);
    if (dropped.len > 0)
        add_paragraph(out, memory_format(job->arena,
                                         "Left out of the model, because they depend on the columns before "
                                         "them: %.*s.",
                                         TEXT_ARGS(dropped)));
    const size_t length = upw_casemix_write_cautions(&facts, cautions, sizeof cautions);
    single_add_wrapped(out, (text){ cautions, length < sizeof cautions ? length : sizeof cautions - 1 });
}
