/* services/appraise/electors.h: who is asked: a body's people, and the links that were sent to them.
 *
 * Their life is that of an invitation in state-machines.csv, and moves are checked against it. It is kept apart from
 * the lives of everything else: no row of `life`, no audit row and no time, since when somebody's invitation was used
 * is what nobody may learn. For the same reason
 *   - that a link was used is written here at the close, for everybody at once; until then the file of answers alone
 *     knows it (answers.h), and the reminders and the count of a day ask there;
 *   - a reminder moves everybody who was invited to "reminded", whether they got the letter or had answered already;
 *   - who wants no more letters can still answer: that they said so tells nothing of whether they did.
 * The audit trail has the electorate as the lead changed it, and one count a day. Names and links are deleted 30 days
 * after the close. */
#ifndef APPRAISE_ELECTORS_H
#define APPRAISE_ELECTORS_H

#include "services/appraise/answers.h"
#include "services/appraise/deed.h"
#include "services/appraise/returns.h"

enum {
    ELECTORS_MAX = 5000,
    ELECTOR_NAME_MAX = 100, /* characters */
    ELECTOR_EMAIL_MAX = 254,
    ELECTOR_LINKS_MAX = 8, /* an invitation, two reminders, and what was readdressed */
    ELECTOR_MARK_HEX = 2 * ANSWERS_KEY_BYTES,
};

typedef enum elector_capacity {
    CAPACITY_GOVERNING_BODY,
    CAPACITY_MEMBER_PRACTICE,
    CAPACITY_CLINICAL_LEAD,
    CAPACITY_MANAGER,
    CAPACITY_LAY_MEMBER,
    CAPACITY_OTHER,
    CAPACITY_COUNT
} elector_capacity;
extern const char *const elector_capacity_names[CAPACITY_COUNT + 1]; /* "governing_body"; ended by NULL */
extern const char *const elector_capacity_words[CAPACITY_COUNT];     /* "Governing body member" */
bool elector_find_capacity(text name, elector_capacity *out);        /* by its name or its words */

typedef struct elector {
    text id, name, email;
    elector_capacity capacity;
    workflow_state state;
    int64_t n_reminders;
} elector;

typedef struct elector_list {
    elector *at; /* by name */
    size_t n;
} elector_list;

bool electors_list(store_db *db, text year, text body, upw_arena *arena, elector_list *out,
                   upw_error *error) UPW_MUST_CHECK;
bool electors_find(store_db *db, text year, text body, text id, upw_arena *arena, elector *out, bool *found,
                   upw_error *error) UPW_MUST_CHECK;

/* Whether an address is on a list of the round already; *body is whose. */
bool electors_find_address(store_db *db, text year, text email, upw_arena *arena, text *body, bool *found,
                           upw_error *error) UPW_MUST_CHECK;

/* ---- before they are invited; UPW_FORBIDDEN afterwards ---- */

/* All, or none: UPW_CONFLICT when an address is on a list already, UPW_TOO_LARGE when there would be more than
 * ELECTORS_MAX. */
bool electors_add(store_db *db, const appraise_return *ret, const elector_list *more, const appraise_deed *by,
                  upw_error *error) UPW_MUST_CHECK;
/* Name, address and capacity of one->id. UPW_CONFLICT: the address is on a list already. */
bool electors_correct(store_db *db, const appraise_return *ret, const elector *one, const appraise_deed *by,
                      upw_error *error) UPW_MUST_CHECK;
bool electors_remove(store_db *db, const appraise_return *ret, text id, const appraise_deed *by,
                     upw_error *error) UPW_MUST_CHECK; /* empty id: all */

/* ---- links; within a transaction ---- */

/* Who holds the link of this mark. */
typedef struct elector_holder {
    text id, year, body;
    workflow_state state;
} elector_holder;
bool electors_find_holder(store_db *db, const uint8_t mark[ANSWERS_KEY_BYTES], upw_arena *arena, elector_holder *out,
                          bool *found, upw_error *error) UPW_MUST_CHECK;

/* The marks of all links of one, at most ELECTOR_LINKS_MAX. */
bool electors_list_marks(store_db *db, text id, uint8_t (*marks)[ANSWERS_KEY_BYTES], size_t *n,
                         upw_error *error) UPW_MUST_CHECK;

/* Of everybody of a body, for counting: `owner` is the place in `all`, which is ordered by id. */
typedef struct elector_marks {
    uint8_t (*marks)[ANSWERS_KEY_BYTES];
    size_t *owners;
    size_t n;
} elector_marks;
void electors_order_by_id(elector_list *all);
bool electors_list_all_marks(store_db *db, text year, text body, const elector_list *all, upw_arena *arena,
                             elector_marks *out, upw_error *error) UPW_MUST_CHECK;

/* Has each of them used a link? Asked of the file of answers, in the order of `all`; *n_used is how many. */
bool electors_ask_used(store_db *db, answers *file, text year, text body, const elector_list *all, upw_arena *arena,
                       bool *are_used, int64_t *n_used, upw_error *error) UPW_MUST_CHECK;

bool electors_add_link(store_db *db, text id, const uint8_t mark[ANSWERS_KEY_BYTES], upw_error *error) UPW_MUST_CHECK;
bool electors_end_links(store_db *db, text id, upw_error *error) UPW_MUST_CHECK; /* those of one are dead */

/* Move one, where state-machines.csv has the move; *is_moved false: it has not, or somebody was first. */
bool electors_move(store_db *db, text year, text body, const elector *one, workflow_event event, bool *is_moved,
                   upw_error *error) UPW_MUST_CHECK;
bool electors_change_address(store_db *db, text year, text body, text id, text email, upw_error *error) UPW_MUST_CHECK;
/* The return has an individual stage from now on. */
bool electors_note_invited(store_db *db, text year, text body, upw_error *error) UPW_MUST_CHECK;
/* Everybody who was invited has been reminded once more; with `is_sent` false that day had passed before. */
bool electors_note_reminder(store_db *db, text year, text body, int64_t n_before, bool is_sent,
                            upw_error *error) UPW_MUST_CHECK;
/* Whose list an elector is on. */
bool electors_find_place(store_db *db, text id, upw_arena *arena, elector_holder *out, bool *found,
                         upw_error *error) UPW_MUST_CHECK;

/* Was anybody sent a link in this round? */
bool electors_ask_invited(store_db *db, text year, bool *any, upw_error *error) UPW_MUST_CHECK;

/* ---- at the end; within a transaction ---- */

/* So many of each capacity were asked. */
bool electors_keep_counts(store_db *db, text year, text body, const elector_list *all, upw_error *error) UPW_MUST_CHECK;
/* Who used a link is "used", everybody else who was sent one "expired". `are_used` in the order of `all`. */
bool electors_settle(store_db *db, text year, text body, const elector_list *all, const bool *are_used,
                     upw_error *error) UPW_MUST_CHECK;
bool electors_forget(store_db *db, text year, upw_error *error) UPW_MUST_CHECK; /* names and links of a round */

extern const store_statement electors_statements[];
extern const size_t electors_statements_count;

#endif
