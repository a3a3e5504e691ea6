/* What this service is to the program. */
#include "services/people/duties.h"
#include "services/people/pages.h"
#include "services/people/people.h"
#include "services/people/sign_in.h"

static const web_routes *const tables[] = {
    &front_routes,
    &contact_routes,
    &sign_in_routes,
    &sign_in_demonstration_routes,
    &first_administrator_routes,
    &sign_in_second_factor_routes,
    &todo_routes,
    &organisations_routes,
    &second_factor_routes,
    &confirm_routes,
    &account_routes,
    &account_email_routes,
    &account_sessions_routes,
    &account_leave_routes,
    &account_password_routes,
    &sign_in_password_routes,
    &audit_routes,
    &organisation_people_routes,
    &domain_routes,
    &invitation_routes,
    &admin_routes,
    &admin_clock_routes,
    &admin_people_routes,
    &admin_person_routes,
    &admin_organisations_routes,
};

const service people_service = {
    .name = "people",
    .tables = tables,
    .n_tables = sizeof tables / sizeof *tables, /* NOLINT(bugprone-sizeof-expression): pointers are what it holds */
    .add_tasks = people_add_tasks,
    .add_links = organisations_add_links,
    .duties = people_duties,
    .n_duties = PEOPLE_DUTIES,
    .places = LAYOUT_HAS(LAYOUT_ORGANISATIONS) | LAYOUT_HAS(LAYOUT_HELP) | LAYOUT_HAS(LAYOUT_ABOUT) |
              LAYOUT_HAS(LAYOUT_ACCESSIBILITY) | LAYOUT_HAS(LAYOUT_PRIVACY) | LAYOUT_HAS(LAYOUT_CONTACT),
};
