/* What this service is to the program: plain lists, a line for each thing. */
#include "services/appraise/answering.h"
#include "services/appraise/answering_duties.h"
#include "services/appraise/appraise.h"
#include "services/appraise/inviting.h"
#include "services/appraise/proposal_pages.h"
#include "services/appraise/rules.h"

static const service_rules *const rules[] = { &inviting_rules, &round_rules, &return_rules, &proposal_rules };

static const scheduler_duty duties[] = {
    { "open and close rounds by their dates", rounds_keep_dates },
    { "accept returns, and let unanswered questions lapse", returns_keep_dates },
    { "remind of dates that come", rounds_remind },
    { "publish proposals, and settle whether they are done", proposals_keep_dates },
    { "remind electors, count the day", answering_keep_days },
    { "forget electors and answers", answering_forget },
};

static const web_routes *const tables[] = {
    &answering_start_routes, &answering_question_routes, &answering_open_routes,
    &answering_check_routes, &answering_receipt_routes,  &proposal_routes,
    &proposal_board_routes,  &proposal_coalition_routes, &proposal_voice_routes,
};

const service appraise_service = {
    .name = "appraise",
    .rules = rules,
    .n_rules = sizeof rules / sizeof *rules, /* NOLINT(bugprone-sizeof-expression): pointers are what it holds */
    .duties = duties,
    .n_duties = sizeof duties / sizeof *duties,
    .tables = tables,
    .n_tables = sizeof tables / sizeof *tables, /* NOLINT(bugprone-sizeof-expression): likewise */
    .add_tasks = proposals_add_tasks,
};
