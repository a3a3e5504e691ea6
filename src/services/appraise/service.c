/* What this service is to the program: plain lists, a line for each thing. */
#include "services/appraise/answering.h"
#include "services/appraise/answering_duties.h"
#include "services/appraise/appraise.h"
#include "services/appraise/inviting.h"
#include "services/appraise/proposal_pages.h"
#include "services/appraise/report_pages.h"
#include "services/appraise/return_electors.h"
#include "services/appraise/return_pages.h"
#include "services/appraise/return_profile.h"
#include "services/appraise/round_pages.h"
#include "services/appraise/rules.h"

static const service_rules *const rules[] = { &inviting_rules, &round_rules, &return_rules, &proposal_rules,
                                              &report_rules };

static const scheduler_duty duties[] = {
    { "open and close rounds by their dates", rounds_keep_dates },
    { "accept returns, and let unanswered questions lapse", returns_keep_dates },
    { "remind of dates that come", rounds_remind },
    { "let the reply lapse, publish the report, tell its date", reports_keep_dates },
    { "publish proposals, and settle whether they are done", proposals_keep_dates },
    { "remind electors, count the day", answering_keep_days },
    { "forget electors and answers", answering_forget },
};

/* clang-format off */
static const web_routes *const tables[] = {
    &appraisal_routes,
    &appraisal_returns_routes,
    &coalition_routes,
    &coalition_returns_routes,
    &coalition_set_up_routes,
    &coalition_questions_routes,
    &return_routes,
    &return_electors_routes,
    &return_elector_routes,
    &return_invite_routes,
    &return_profile_routes,
    &return_voices_routes,
    &return_agree_routes,
    &return_statement_routes,
    &return_sign_routes,
    &return_decline_routes,
    &return_public_routes,
    &protection_routes,
    &answering_start_routes,
    &answering_question_routes,
    &answering_open_routes,
    &answering_check_routes,
    &answering_receipt_routes,
    &proposal_routes,
    &proposal_board_routes,
    &proposal_coalition_routes,
    &proposal_voice_routes,
    &report_routes,
    &report_making_routes,
    &report_text_routes,
    &report_sharing_routes,
    &shared_routes,
    &shared_reply_routes,
};
/* clang-format on */

/* What waits for people. */
static bool (*const tasks_of[])(request *req, service_tasks *tasks, upw_error *error) = {
    returns_add_tasks,
    rounds_add_tasks,
    proposals_add_tasks,
    reporting_add_tasks,
};

static bool add_tasks(request *req, service_tasks *tasks, upw_error *error)
{
    for (size_t i = 0; i < sizeof tasks_of / sizeof *tasks_of; i++)
        if (!tasks_of[i](req, tasks, error))
            return false;
    return true;
}

const service appraise_service = {
    .name = "appraise",
    .rules = rules,
    .n_rules = sizeof rules / sizeof *rules, /* NOLINT(bugprone-sizeof-expression): pointers are what it holds */
    .duties = duties,
    .n_duties = sizeof duties / sizeof *duties,
    .tables = tables,
    .n_tables = sizeof tables / sizeof *tables, /* NOLINT(bugprone-sizeof-expression): likewise */
    .places = LAYOUT_HAS(LAYOUT_APPRAISAL) | LAYOUT_HAS(LAYOUT_PROTECTION) | LAYOUT_HAS(LAYOUT_CORRECTIONS),
    .add_tasks = add_tasks,
    .add_links = returns_add_links,
    .add_downloads = reports_add_downloads,
};
