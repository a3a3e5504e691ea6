/* What this service is to the program: plain lists, a line for each thing. */
#include "services/appraise/appraise.h"
#include "services/appraise/rules.h"

static const service_rules *const rules[] = { &round_rules, &return_rules };

static const scheduler_duty duties[] = {
    { "open and close rounds by their dates", rounds_keep_dates },
    { "accept returns, and let unanswered questions lapse", returns_keep_dates },
    { "remind of dates that come", rounds_remind },
};

const service appraise_service = {
    .name = "appraise",
    .rules = rules,
    .n_rules = sizeof rules / sizeof *rules, /* NOLINT(bugprone-sizeof-expression): pointers are what it holds */
    .duties = duties,
    .n_duties = sizeof duties / sizeof *duties,
};
