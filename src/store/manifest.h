/* store/manifest.h: the manifest of a backup as JSON, and compared with what was restored. */
#ifndef STORE_MANIFEST_H
#define STORE_MANIFEST_H

#include "base/buffer.h"
#include "store/backup.h"

enum { MANIFEST_BYTES_MAX = 1 << 20 };

extern const char *const manifest_engines[]; /* by is_postgres */

void manifest_write(const store_manifest *m, buffer *out);
bool manifest_read(text json, upw_arena *arena, store_manifest *out, upw_error *error) UPW_MUST_CHECK;

/* That these tables are those of the manifest: names, rows, hashes. */
bool manifest_compare(const store_manifest *m, const store_tables *found, upw_error *error) UPW_MUST_CHECK;

#endif
