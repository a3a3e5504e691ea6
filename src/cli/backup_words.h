/* cli/backup_words.h: what the commands around backups say. */
#ifndef CLI_BACKUP_WORDS_H
#define CLI_BACKUP_WORDS_H

#include "base/buffer.h"
#include "store/backup.h"

/* "SQLite, schema 7, 12 tables, 3456 rows, made on 30 November 2026 at 02:28 UTC by upward 0.1.0" */
void backup_add_manifest(buffer *out, const store_manifest *m);

#endif
