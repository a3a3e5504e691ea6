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
    SETTING_COUNT
} setting;

/* Empty when it was never set. */
bool settings_find(store_db *db, setting which, upw_arena *arena, text *value, upw_error *error) UPW_MUST_CHECK;

/* With its audit row. settings_change: as long as it is still `was`, else UPW_CONFLICT. */
bool settings_put(store_db *db, setting which, text value, const workflow_actor *actor, int64_t now_ms,
                  upw_error *error) UPW_MUST_CHECK;
bool settings_change(store_db *db, setting which, text was, text value, const workflow_actor *actor, int64_t now_ms,
                     upw_error *error) UPW_MUST_CHECK;

extern const store_statement settings_statements[];
extern const size_t settings_statements_count;

#endif
