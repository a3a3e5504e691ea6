/* services/appraise/report_letters.h: what people are told of the report: shared, questioned, replied to, published,
 * corrected. No letter says anything of what stands in it before everybody may read it. */
#ifndef APPRAISE_REPORT_LETTERS_H
#define APPRAISE_REPORT_LETTERS_H

#include "services/appraise/letters.h"
#include "services/appraise/sharing.h"

/* A new link, to one who may read it before; of the list of the last day, what A18 says. */
bool report_letter_link(const letters_desk *desk, const appraise_round *round, int64_t reply_ends_ms,
                        const recipient *who, upw_error *error) UPW_MUST_CHECK;
bool report_letter_point(const letters_desk *desk, const appraise_round *round, const point *p,
                         upw_error *error) UPW_MUST_CHECK;
bool report_letter_reply(const letters_desk *desk, const appraise_round *round, bool is_sent,
                         upw_error *error) UPW_MUST_CHECK;
bool report_letter_date(const letters_desk *desk, const appraise_round *round, int64_t release_ms,
                        upw_error *error) UPW_MUST_CHECK;
bool report_letter_published(const letters_desk *desk, const appraise_round *round, const appraise_report *r,
                             upw_error *error) UPW_MUST_CHECK;
bool report_letter_corrected(const letters_desk *desk, const appraise_round *round, const appraise_report *r,
                             upw_error *error) UPW_MUST_CHECK;

#endif
