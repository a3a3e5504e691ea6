/* cli/demo_appraisal.h: the appraisal of a demonstration: last year's, published and answered, and this year's, on its
 * seventeenth day. */
#ifndef CLI_DEMO_APPRAISAL_H
#define CLI_DEMO_APPRAISAL_H

#include "services/site.h"

/* Organisations and the people of demo/people.h are there already; so are the key and the file of answers. */
bool demo_add_appraisal(store_db *db, const services *site, int64_t now_ms, upw_arena *arena,
                        upw_error *error) UPW_MUST_CHECK;

#endif
