/* What must be said beside adjusted figures. */
#include <math.h>

#include "sentences.h"
#include "upward/casemix.h"

static void say_fit(sentences *s, const upw_logit *logit)
{
    if (logit == NULL)
        return;
    if (logit->status == UPW_LOGIT_NO_EVENTS || logit->status == UPW_LOGIT_ALL_EVENTS) {
        sentences_add(s, " %s had the outcome, so there is no model.",
                      logit->status == UPW_LOGIT_NO_EVENTS ? "Nobody" : "Everybody");
        return;
    }
    if (logit->is_firth && logit->ml_status == UPW_LOGIT_SEPARATED)
        sentences_add(s, " Some combination of the variables tells the outcome without error, so ordinary estimates "
                         "have no end; Firth's penalised likelihood was used, and its intervals are approximate.");
    else if (logit->is_firth)
        sentences_add(s, " Events are few for so many variables, so Firth's penalised likelihood was used; its "
                         "intervals are approximate.");
    else if (logit->has_few_events)
        sentences_add(s, " There are fewer than 10 events for each coefficient: the model may fit these patients "
                         "better than the next ones.");
    if (logit->status == UPW_LOGIT_NOT_CONVERGED)
        sentences_add(s, " The estimates did not settle: do not use this model.");
}

static void say_left_out(sentences *s, const upw_casemix_facts *facts)
{
    if (facts->n_left_out == 0 || facts->n_all == 0)
        return;
    const double share = 100 * (double)facts->n_left_out / (double)facts->n_all;
    sentences_add(s, " %zu of %zu rows (%.1f %%) were left out because something was missing", facts->n_left_out,
                  facts->n_all, share);
    sentences_add(s, facts->is_uneven ? ", and organisations differ much in how many: compare with care."
                                      : (share > 5 ? ": more than one in 20, which can bend every figure here." : "."));
}

size_t upw_casemix_write_cautions(const upw_casemix_facts *facts, char *out, size_t room)
{
    sentences s;
    sentences_begin(&s, out, room);
    if (facts->variables != NULL)
        sentences_add(&s, "Adjusted for %s. Not adjusted for what was not recorded.", facts->variables);
    else
        sentences_add(&s, "Adjusted for nothing: everybody has the same risk in this model.");
    say_fit(&s, facts->logit);
    say_left_out(&s, facts);
    if (fabs(facts->o_over_e - 1) > 1e-6)
        sentences_add(&s,
                      " Over all organisations there were %.2f times as many events as the model expects: recalibrate "
                      "it before comparing.",
                      facts->o_over_e);
    if (facts->n_orgs > 1)
        sentences_add(&s, " Compare each organisation with what was expected of its own patients, not with another "
                          "organisation.");
    if (facts->n_outside == 1)
        sentences_add(&s, " In one organisation more than 10 %% of patients have risks that are rare elsewhere, so its "
                          "figure leans on the model.");
    else if (facts->n_outside > 1)
        sentences_add(&s,
                      " In %zu organisations more than 10 %% of patients have risks that are rare elsewhere, so "
                      "their figures lean on the model.",
                      facts->n_outside);
    if (facts->unlike != NULL)
        sentences_add(&s, " Not alike everywhere: %s (recording differs, or risk does).", facts->unlike);
    return s.length;
}
