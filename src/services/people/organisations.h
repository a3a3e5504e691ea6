/* services/people/organisations.h: the tree of organisations, with dates, mergers and what became of whom
 * (product.md, section 3). Labels, kinds and the tree itself are data. */
#ifndef PEOPLE_ORGANISATIONS_H
#define PEOPLE_ORGANISATIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "store/store.h"
#include "upward/arena.h"
#include "workflow/audit.h"

/* What an organisation is to the appraisal. */
typedef enum organisation_level {
    LEVEL_NATIONAL_BOARD,
    LEVEL_REGION,
    LEVEL_OFFICE,
    LEVEL_BODY,
    LEVEL_OTHER, /* suppliers, regulators, departments: they own obstacles and are not appraised */
    LEVEL_COUNT
} organisation_level;

typedef struct organisation_kind {
    const char *name;  /* as in files: "area_team" */
    const char *words; /* "area team" */
    organisation_level level;
} organisation_kind;
extern const organisation_kind organisation_kinds[];
extern const size_t organisation_kinds_count;
const organisation_kind *organisation_find_kind(text name); /* NULL: there is none */

typedef struct organisation {
    text id;   /* "E38000056" */
    text code; /* of the Organisation Data Service, "01C"; may be empty */
    text name;
    const organisation_kind *kind;
    text parent, region;   /* ids; may be empty */
    text opened, closed;   /* days, or empty: not known; open */
    int64_t people_served; /* 0: not known */
} organisation;

typedef struct organisation_list {
    organisation *at;
    size_t n;
} organisation_list;

enum { ORGANISATION_NAME_MAX = 200, ORGANISATIONS_MAX = 100000, ORGANISATION_DEPTH_MAX = 8 };

/* By id, or by code where one open organisation has it. */
bool organisations_find(store_db *db, text id_or_code, upw_arena *arena, organisation *out, bool *found,
                        upw_error *error) UPW_MUST_CHECK;

/* The first open one of a kind ("coalition"). */
bool organisations_find_of_kind(store_db *db, const char *kind, upw_arena *arena, organisation *out, bool *found,
                                upw_error *error) UPW_MUST_CHECK;

/* One without a code or a place in the tree; `draft` has name and kind, out->id is made of the name
 * ("NORTH-CLINICAL-FEDERATION", with a number where that is taken). UPW_BAD_INPUT for a name that is none. */
bool organisations_add(store_db *db, const organisation *draft, const workflow_actor *actor, int64_t now_ms,
                       upw_arena *arena, organisation *out, upw_error *error) UPW_MUST_CHECK;

/* All that were there on a day (empty: ever), by name. */
bool organisations_list(store_db *db, text day, upw_arena *arena, organisation_list *out,
                        upw_error *error) UPW_MUST_CHECK;

/* For looking up: put in the order of ids; then the one of this id, or NULL. */
void organisations_order_by_id(organisation_list *list);
const organisation *organisations_look_up(const organisation_list *by_id, text id);

bool organisations_list_children(store_db *db, text parent, upw_arena *arena, organisation_list *out,
                                 upw_error *error) UPW_MUST_CHECK;

/* Those above it, the nearest first; its own is not among them. */
bool organisations_list_above(store_db *db, text id, upw_arena *arena, organisation_list *out,
                              upw_error *error) UPW_MUST_CHECK;

bool organisations_list_successors(store_db *db, text id, upw_arena *arena, organisation_list *out,
                                   upw_error *error) UPW_MUST_CHECK;
bool organisations_list_predecessors(store_db *db, text id, upw_arena *arena, organisation_list *out,
                                     upw_error *error) UPW_MUST_CHECK;

/* A file with the columns org_id, ods_code, name, kind, parent_id, region_id, opened, closed and, where there are any,
 * successors (ids, separated by spaces) and
 * people_served (a whole number). All of it is taken in, in one transaction with its audit row, or nothing: the
 * first fault is named with its row and column. Rows replace those of the same id; others stay. */
typedef struct organisations_counts {
    size_t n_added, n_changed, n_same;
} organisations_counts;
bool organisations_import(store_db *db, const char *path, const workflow_actor *actor, int64_t now_ms,
                          organisations_counts *counts, upw_error *error) UPW_MUST_CHECK;

/* The same of a file that is open, and of which nothing is known. */
struct apart_file;
bool organisations_import_file(store_db *db, const struct apart_file *file, const workflow_actor *actor, int64_t now_ms,
                               organisations_counts *counts, upw_error *error) UPW_MUST_CHECK;

/* The same columns, in the order of ids: what is exported can be imported. */
bool organisations_add_csv(buffer *out, store_db *db, upw_error *error) UPW_MUST_CHECK;

/* Predecessors close on the day before; the successor is there from that day on. */
bool organisations_merge(store_db *db, const text *predecessors, size_t n, text successor, text day,
                         const workflow_actor *actor, int64_t now_ms, upw_error *error) UPW_MUST_CHECK;

extern const store_statement organisations_statements[];
extern const size_t organisations_statements_count;

#endif
