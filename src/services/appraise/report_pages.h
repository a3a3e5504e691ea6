/* What the pages of the report share. */
#ifndef APPRAISE_REPORT_PAGES_H
#define APPRAISE_REPORT_PAGES_H

#include "services/appraise/report_view.h"
#include "services/appraise/reporting.h"
#include "services/people/people.h"
#include "web/form.h"
#include "web/page.h"

extern const web_routes report_routes;         /* what everybody reads, from its hour on */
extern const web_routes report_making_routes;  /* /coalition/{year}/report: built, checked, approved, released */
extern const web_routes report_text_routes;    /* … its text, chapter by chapter; as it will read; corrections */
extern const web_routes report_sharing_routes; /* /coalition/{year}/share: who reads it before; points settled */
extern const web_routes shared_routes;         /* /shared/{year}: the copy that is checked, points */
extern const web_routes shared_reply_routes;   /* … the board's reply */

bool reporting_add_tasks(request *req, service_tasks *tasks, upw_error *error) UPW_MUST_CHECK;
bool reports_add_downloads(request *req, service_links *links, upw_error *error) UPW_MUST_CHECK;

/* The round of the address, {year}, and the latest edition of its report; *found false: none was built. UPW_NOT_FOUND:
 * there is no such round. */
bool report_find_making(request *req, appraise_round *round, appraise_report *r, bool *found,
                        upw_error *error) UPW_MUST_CHECK;

/* The deed of whoever asks, by the route's permission. */
typedef struct report_doing {
    report_deed by;
    reporting what;
} report_doing;
bool report_make_doing(request *req, report_doing *out, upw_error *error) UPW_MUST_CHECK;

/* After a deed: back to `path`, with "?done=…" where `done` is given; or the form once more with what was wrong. */
typedef struct report_outcome {
    bool is_done;
    const upw_error *why;
    web_handler *again;
    text path;
    const char *done;
} report_outcome;
bool report_answer(request *req, response *res, const report_outcome *it, upw_error *error) UPW_MUST_CHECK;

/* The field by which a form says what its writer saw; UPW_CONFLICT in *why when that is not `version`. */
void report_write_version(html_writer *h, const request *req, int64_t version);
bool report_check_version(const request *req, int64_t version, upw_error *why);
extern const form report_move_form; /* nothing else */

text report_stands(const appraise_report *r); /* "In checks" */

#endif
