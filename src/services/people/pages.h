/* services/people/pages.h: the tables of routes of this service's pages, a file each, and what several of them show. */
#ifndef PEOPLE_PAGES_H
#define PEOPLE_PAGES_H

#include "base/html.h"
#include "services/people/settings.h"
#include "services/services.h"
#include "web/route.h"

extern const web_routes front_routes;         /* the first page, help, and what the footer leads to */
extern const web_routes contact_routes;       /* how people reach those who run it */
extern const web_routes todo_routes;          /* everything that waits for somebody */
extern const web_routes organisations_routes; /* who there is */
extern const web_routes second_factor_routes; /* an app on the phone */
extern const web_routes confirm_routes;       /* "is it still you?" */
extern const web_routes account_routes;       /* one's own: name, letters … */
extern const web_routes account_email_routes;
extern const web_routes account_sessions_routes;
extern const web_routes account_password_routes;
extern const web_routes account_leave_routes;       /* what is kept of one, and closing */
extern const web_routes audit_routes;               /* who changed what, and the public digest of it */
extern const web_routes organisation_people_routes; /* who holds a role in a body */
extern const web_routes domain_routes;              /* whose people join without an invitation */
extern const web_routes invitation_routes;          /* a role accepted */
extern const web_routes admin_routes;               /* for administrators: what there is, settings */
extern const web_routes admin_clock_routes;         /* … whether the clock is believed */
extern const web_routes admin_people_routes;        /* … accounts, invitations */
extern const web_routes admin_person_routes;        /* … one account */
extern const web_routes admin_organisations_routes; /* … import and merge */

struct organisation;
bool organisations_add_links(request *req, const struct organisation *of, service_links *links,
                             upw_error *error) UPW_MUST_CHECK;
bool people_add_tasks(request *req, service_tasks *tasks, upw_error *error) UPW_MUST_CHECK;

/* Of a stale form: what a setting is now, and who has changed it. */
bool people_write_setting_news(html_writer *h, request *req, setting which, const char *label, text now,
                               upw_error *error) UPW_MUST_CHECK;

/* Links to what is theirs: their organisations, account, records; for administrators their part of the site. */
bool people_write_own_places(html_writer *h, request *req, upw_error *error) UPW_MUST_CHECK;

#endif
