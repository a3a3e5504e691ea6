/* What the pages of the shared copy share. */
#ifndef APPRAISE_SHARED_PAGES_H
#define APPRAISE_SHARED_PAGES_H

#include "services/appraise/report_pages.h"

/* Who reads the shared copy of the address's year: one of the list, or those who make it. */
typedef struct shared_reader {
    appraise_round round;
    appraise_report report;
    recipient who;     /* whoever is on the list */
    bool is_recipient; /* false: of the coalition, or its analyst */
    bool is_of_board;  /* reads everything; an office reads the national chapters and its own rows */
    text office;       /* its name */
    bool is_final;     /* of the list of the last 24 hours, and they have come: as it will be published */
    bool is_draft;     /* with whole numbers */
    bool is_published; /* meanwhile: the copy is no secret any more */
    workflow_actor actor;
} shared_reader;

/* UPW_NOT_FOUND for everybody else, as for a report that there is not. */
bool shared_find_reader(request *req, workflow_permission permission, shared_reader *out,
                        upw_error *error) UPW_MUST_CHECK;
bool shared_note_opening(request *req, const shared_reader *reader, text place, upw_error *error) UPW_MUST_CHECK;

/* The frame, with the embargo's words and the reader's name. */
html_writer *shared_begin_page(request *req, response *res, const shared_reader *reader, text title, bool is_front);

/* The deed of the reader. */
void shared_make_doing(request *req, const shared_reader *reader, report_doing *out);

#endif
