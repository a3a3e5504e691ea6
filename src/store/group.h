/* store/group.h: many requests, one transaction: each is durable when its call returns, and those that wait at the same
 * time pay for one write to the disk. On one connection, used by all threads. */
#ifndef STORE_GROUP_H
#define STORE_GROUP_H

#include "store/store.h"

typedef struct store_group store_group; /* thread-safe */

/* Opens its own connection. */
store_group *store_group_open(store *s, upw_error *error) UPW_MUST_CHECK;
void store_group_close(store_group *g); /* when nobody is in a call; NULL is allowed */

/* As store_transact, together with others. `work` may be run again by itself after a transaction that another spoilt;
 * work that fails for another reason than the database's must have changed nothing in it. */
bool store_group_run(store_group *g, store_work *work, void *context, upw_error *error) UPW_MUST_CHECK;

#endif
