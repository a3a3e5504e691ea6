/* cli/backup_hooks.h: what the audit trail and the sessions have to do with a backup. */
#ifndef CLI_BACKUP_HOOKS_H
#define CLI_BACKUP_HOOKS_H

#include "store/backup.h"

/* A backup notes the end of the audit trail; what is restored must have the whole trail up to there, unbroken, and in
 * it all sessions are ended: somebody who has been shut out since shall not come back in. */
extern const store_hooks backup_hooks;

#endif
