/* services/people/settings.h: words that an installation chooses. */
#ifndef PEOPLE_SETTINGS_H
#define PEOPLE_SETTINGS_H

#include "store/store.h"
#include "upward/arena.h"
#include "workflow/audit.h"

typedef enum setting {
    SETTING_FEDERATION,    /* "North of England Clinical Federation" */
    SETTING_DEMONSTRATION, /* "yes": everything said in this database is invented */
    SETTING_INVITATION,    /* of a demonstration: the path of a link by which anybody may answer */
    SETTING_CONTACT_NAME,  /* who answers for the service; with the next three on /contact */
    SETTING_CONTACT_EMAIL,
    SETTING_CONTACT_TELEPHONE,
    SETTING_CONTACT_ADDRESS, /* lines */
    SETTING_COUNT
} setting;

text settings_name(setting which); /* "federation": the object of its rows in the audit trail */

/* Empty when it was never set. */
bool settings_find(store_db *db, setting which, upw_arena *arena, text *value, upw_error *error) UPW_MUST_CHECK;

/* With its audit row. */
bool settings_put(store_db *db, setting which, text value, const workflow_actor *actor, int64_t now_ms,
                  upw_error *error) UPW_MUST_CHECK;

/* Those of n whose `value` is another than the `was` that the page showed, with an audit row each, or none of them:
 * UPW_CONFLICT where one is not `was` any more. */
typedef struct setting_change {
    setting which;
    text was, value;
} setting_change;
bool settings_change(store_db *db, const setting_change *changes, size_t n, const workflow_actor *actor, int64_t now_ms,
                     upw_error *error) UPW_MUST_CHECK;

extern const store_statement settings_statements[];
extern const size_t settings_statements_count;

#endif
