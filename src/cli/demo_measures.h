/* cli/demo_measures.h: the measures of a demonstration: indicators, figures of every organisation, and what people have
 * decided about them. */
#ifndef CLI_DEMO_MEASURES_H
#define CLI_DEMO_MEASURES_H

#include "store/store.h"
#include "upward/arena.h"

/* The organisations and people are there already. Figures end with the month before `now_ms`. */
bool demo_add_measures(store_db *db, int64_t now_ms, upw_arena *arena, upw_error *error) UPW_MUST_CHECK;

/* Bytes as a file with a name that can be opened, for what reads files; close *descriptor afterwards. */
bool demo_open_bytes(text bytes, int *descriptor, const char **path, upw_arena *arena, upw_error *error) UPW_MUST_CHECK;

#endif
