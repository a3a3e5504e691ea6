/* store/retention.h: which of many backups are kept: the newest of each of 7 days, 5 weeks and 12 months. */
#ifndef STORE_RETENTION_H
#define STORE_RETENTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "upward/error.h"

enum { RETENTION_NAME_LEN = 31 }; /* upward-20261130T022852Z.backup and the NUL */

void retention_write_name(int64_t at_ms, char out[RETENTION_NAME_LEN]);
bool retention_read_name(text name, int64_t *at_ms); /* that and nothing else */

/* keep[i] tells what becomes of the one made at at_ms[i]; they are sorted, newest first. Days, weeks and months (UTC)
 * in which there was no backup do not count. */
void retention_choose(const int64_t *at_ms, size_t n, bool *keep);

/* Remove from the folder what is not kept. Only files named like ours are looked at. */
bool retention_apply(const char *folder, size_t *n_removed, upw_error *error) UPW_MUST_CHECK;

#endif
