/* A backup in one line. */
#include "cli/backup_words.h"

#include <inttypes.h>

#include "base/period.h"

enum { DAY_MS = 86400000 };

void backup_add_manifest(buffer *out, const store_manifest *m)
{
    int64_t n_rows = 0;
    for (size_t i = 0; i < m->tables.n; i++)
        n_rows += m->tables.at[i].n_rows;
    const int minute = (int)(m->at_ms % DAY_MS / 60000);
    buffer_add_format(out, "%s, schema %" PRId64 ", %zu table%s, %" PRId64 " row%s, made on ",
                      m->is_postgres ? "PostgreSQL" : "SQLite", m->schema, m->tables.n, m->tables.n == 1 ? "" : "s",
                      n_rows, n_rows == 1 ? "" : "s");
    period_add_for_people(out, period_make((int32_t)(m->at_ms / DAY_MS), PERIOD_DAY));
    buffer_add_format(out, " at %02d:%02d UTC by upward %.*s", minute / 60, minute % 60, TEXT_ARGS(m->version));
}
