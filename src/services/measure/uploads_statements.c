/* Every statement about uploads. Whole files move with single statements: a row of a file meets the figure that is
 * there, which it leaves as it is where nothing differs. */
#include "services/measure/uploads_internal.h"

#define UPLOAD                                                                                                         \
    "SELECT id, organisation, person, file_name, file_hash, state, n_rows, n_good, n_new, n_changed, n_same, notes, "  \
    "staged_ms, settled_ms, settled_by, undone_ms, undone_by, version FROM upload "
#define UPLOAD_GIVES "tTttttiiiiitiITITi"

/* A row of the file beside the figure of the same series and period. */
#define MEETS                                                                                                          \
    "FROM upload_row r LEFT JOIN observation o ON o.indicator = r.indicator AND o.organisation = r.organisation "      \
    "AND o.period = r.period WHERE r.upload = $1 "
#define IS_NEW "o.period IS NULL"
#define IS_SAME                                                                                                        \
    "(o.value IS NOT DISTINCT FROM r.value AND o.numerator IS NOT DISTINCT FROM r.numerator "                          \
    "AND o.denominator IS NOT DISTINCT FROM r.denominator AND o.gap = r.gap)"
#define IS_CHANGED "o.period IS NOT NULL AND NOT " IS_SAME
#define COUNT_IF(condition) "CAST(coalesce(sum(CASE WHEN " condition " THEN 1 ELSE 0 END), 0) AS bigint)"

#define DIFFERENCE                                                                                                     \
    "SELECT r.indicator, r.organisation, r.period, r.file_row, o.value, o.numerator, o.denominator, "                  \
    "coalesce(o.gap, 0), coalesce(o.upload, ''), r.value, r.numerator, r.denominator, r.gap, r.annotation "
#define DIFFERENCE_GIVES "ttiiDDDitDDDit"

static const char by_id[] = "an upload is found by its id; its page asks whose it is";

#define FIGURE "indicator, organisation, period, value, numerator, denominator, gap"

const store_statement uploads_statements[UPLOAD_STATEMENT_COUNT] = {
    [UPLOAD_BY_ID] = { "upload_by_id", UPLOAD "WHERE id = $1", .takes = "t", .gives = UPLOAD_GIVES },
    [UPLOADS_ALL] = { "uploads_all", UPLOAD "ORDER BY staged_ms DESC, id LIMIT 100", .gives = UPLOAD_GIVES },
    [UPLOADS_OF] = { "uploads_of", UPLOAD "WHERE organisation = $1 ORDER BY staged_ms DESC, id LIMIT 100", .takes = "t",
                     .gives = UPLOAD_GIVES },
    [UPLOADS_WAITING] = { "uploads_waiting", "SELECT count(*) FROM upload WHERE person = $1 AND state = 'staged'",
                          .takes = "t", .gives = "i", .open = "how many somebody's own are" },
    [UPLOADS_WAITING_OF] = { "uploads_waiting_of",
                             UPLOAD "WHERE person = $1 AND state = 'staged' ORDER BY staged_ms DESC, id LIMIT 100",
                             .takes = "t", .gives = UPLOAD_GIVES },
    [UPLOADS_OLD] = { "uploads_old",
                      "SELECT id, version FROM upload WHERE state = 'staged' AND staged_ms < $1 ORDER BY staged_ms, id "
                      "LIMIT 100",
                      .takes = "i", .gives = "ti", .open = "the scheduler's; everybody's" },
    [UPLOAD_ADD] = { "upload_add",
                     "INSERT INTO upload (id, organisation, person, file_name, file_hash, state, n_rows, n_good, "
                     "n_new, n_changed, n_same, notes, staged_ms, version) "
                     "VALUES ($1, $2, $3, $4, $5, 'staged', $6, $7, 0, 0, 0, $8, $9, 1)",
                     .takes = "tTtttiiti" },
    [UPLOAD_ADD_ROW] = { "upload_add_row",
                         "INSERT INTO upload_row (upload, indicator, organisation, period, file_row, value, "
                         "numerator, denominator, gap, annotation) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                         .takes = "tttiiDDDit" },
    [UPLOAD_ADD_FAULT] = { "upload_add_fault",
                           "INSERT INTO upload_fault (upload, file_row, place, found, expected) "
                           "VALUES ($1, $2, $3, $4, $5)",
                           .takes = "tittt", .open = by_id },
    [UPLOAD_COUNT] = { "upload_count",
                       "SELECT " COUNT_IF(IS_NEW) ", " COUNT_IF(IS_CHANGED) ", " COUNT_IF(IS_SAME) ", " COUNT_IF(
                           "r.annotation <> ''") " " MEETS,
                       .takes = "t", .gives = "iiii" },
    [UPLOAD_CHANGED] = { "upload_changed",
                         DIFFERENCE MEETS "AND " IS_CHANGED
                                          " ORDER BY r.file_row, r.indicator, r.organisation, r.period LIMIT 200",
                         .takes = "t", .gives = DIFFERENCE_GIVES },
    [UPLOAD_NEW] = { "upload_new",
                     DIFFERENCE MEETS "AND " IS_NEW
                                      " ORDER BY r.file_row, r.indicator, r.organisation, r.period LIMIT 200",
                     .takes = "t", .gives = DIFFERENCE_GIVES },
    [UPLOAD_FAULTS] = { "upload_faults",
                        "SELECT file_row, place, found, expected FROM upload_fault WHERE upload = $1 "
                        "ORDER BY file_row LIMIT 1000",
                        .takes = "t", .gives = "ittt", .open = by_id },
    [UPLOAD_DOUBTS] = { "upload_doubts",
                        "SELECT i.name, i.unit FROM upload_row r JOIN indicator i ON i.id = r.indicator "
                        "WHERE r.upload = $1 GROUP BY i.id, i.name, i.unit "
                        "HAVING min(r.value) >= 0 AND max(r.value) <= 1 AND max(r.value) > 0 ORDER BY i.id",
                        .takes = "t", .gives = "tt", .open = by_id },
    [UPLOAD_SEEN] = { "upload_seen",
                      "SELECT r.indicator, r.organisation, coalesce(s.figures, 0) FROM (SELECT DISTINCT indicator, "
                      "organisation FROM upload_row WHERE upload = $1) r LEFT JOIN series s "
                      "ON s.indicator = r.indicator AND s.organisation = r.organisation "
                      "ORDER BY r.indicator, r.organisation",
                      .takes = "t", .gives = "tti" },
    [UPLOAD_MAKE_SERIES] = { "upload_make_series",
                             "INSERT INTO series (indicator, organisation, figures, content, n, first_period, "
                             "last_period) SELECT DISTINCT indicator, organisation, 0, '', 0, 0, 0 FROM upload_row "
                             "WHERE upload = $1 ON CONFLICT (indicator, organisation) DO NOTHING",
                             .takes = "t" },
    [UPLOAD_KEEP_OLD] = { "upload_keep_old",
                          "INSERT INTO figure_change (" FIGURE ", is_revised, upload, is_undo, was_of) "
                          "SELECT o.indicator, o.organisation, o.period, o.value, o.numerator, o.denominator, o.gap, "
                          "o.is_revised, $1, 0, o.upload " MEETS "AND " IS_CHANGED,
                          .takes = "t" },
    [UPLOAD_WRITE] = { "upload_write",
                       "INSERT INTO observation (" FIGURE ", is_revised, upload) "
                       "SELECT r.indicator, r.organisation, r.period, r.value, r.numerator, r.denominator, r.gap, "
                       "CASE WHEN " IS_NEW " THEN 0 ELSE 1 END, $1 " MEETS "AND (" IS_NEW " OR NOT " IS_SAME ") "
                       "ON CONFLICT (indicator, organisation, period) DO UPDATE SET value = excluded.value, "
                       "numerator = excluded.numerator, denominator = excluded.denominator, gap = excluded.gap, "
                       "is_revised = excluded.is_revised, upload = excluded.upload",
                       .takes = "t" },
    [UPLOAD_ANNOTATED] = { "upload_annotated",
                           "SELECT r.indicator, r.organisation, r.period, r.annotation FROM upload_row r "
                           "WHERE r.upload = $1 AND r.annotation <> '' AND NOT EXISTS (SELECT 1 FROM annotation a "
                           "WHERE a.indicator = r.indicator AND a.organisation = r.organisation "
                           "AND a.period = r.period AND a.words = r.annotation) "
                           "ORDER BY r.indicator, r.organisation, r.period",
                           .takes = "t", .gives = "ttit" },
    [UPLOAD_ANNOTATE] = { "upload_annotate",
                          "INSERT INTO annotation (id, indicator, organisation, period, words, person, at_ms, upload, "
                          "version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)",
                          .takes = "tttittit" },
    [UPLOAD_SERIES] = { "upload_series",
                        "SELECT DISTINCT indicator, organisation FROM observation WHERE upload = $1 "
                        "ORDER BY indicator, organisation",
                        .takes = "t", .gives = "tt" },
    [UPLOAD_DROP_ROWS] = { "upload_drop_rows", "DELETE FROM upload_row WHERE upload = $1", .takes = "t",
                           .open = by_id },
    [UPLOAD_SETTLE] = { "upload_settle",
                        "UPDATE upload SET state = $3, n_new = $4, n_changed = $5, n_same = $6, settled_ms = $7, "
                        "settled_by = $8, version = version + 1 WHERE id = $1 AND version = $2 AND state = 'staged'",
                        .takes = "titiiiit", .open = by_id },
    [UPLOAD_COUNT_WRITTEN] = { "upload_count_written", "SELECT count(*) FROM observation WHERE upload = $1",
                               .takes = "t", .gives = "i", .open = by_id },
    [UPLOAD_LATER] = { "upload_later",
                       "SELECT u.file_name, count(*) FROM figure_change c JOIN upload u ON u.id = c.upload "
                       "WHERE c.was_of = $1 AND c.is_undo = 0 AND u.state = 'applied' "
                       "GROUP BY u.id, u.file_name, u.settled_ms ORDER BY u.settled_ms DESC, u.id LIMIT 1",
                       .takes = "t", .gives = "ti", .open = "the name of a file" },
    [UPLOAD_KEEP_UNDONE] = { "upload_keep_undone",
                             "INSERT INTO figure_change (" FIGURE ", is_revised, upload, is_undo, was_of) "
                             "SELECT " FIGURE ", is_revised, upload, 1, upload FROM observation WHERE upload = $1",
                             .takes = "t" },
    [UPLOAD_RESTORE] = { "upload_restore",
                         "UPDATE observation SET value = c.value, numerator = c.numerator, "
                         "denominator = c.denominator, gap = c.gap, is_revised = c.is_revised, "
                         "upload = c.was_of FROM figure_change c "
                         "WHERE observation.upload = $1 AND c.upload = $1 AND c.is_undo = 0 "
                         "AND c.indicator = observation.indicator AND c.organisation = observation.organisation "
                         "AND c.period = observation.period",
                         .takes = "t" },
    [UPLOAD_REMOVE] = { "upload_remove", "DELETE FROM observation WHERE upload = $1", .takes = "t", .open = by_id },
    [UPLOAD_ANNOTATED_SERIES] = { "upload_annotated_series",
                                  "SELECT DISTINCT indicator, organisation FROM annotation WHERE upload = $1 "
                                  "ORDER BY indicator, organisation",
                                  .takes = "t", .gives = "tt" },
    [UPLOAD_REMOVE_ANNOTATIONS] = { "upload_remove_annotations", "DELETE FROM annotation WHERE upload = $1",
                                    .takes = "t", .open = by_id },
    [UPLOAD_MARK_UNDONE] = { "upload_mark_undone",
                             "UPDATE upload SET state = 'undone', undone_ms = $3, undone_by = $4, "
                             "version = version + 1 WHERE id = $1 AND version = $2 AND state = 'applied'",
                             .takes = "tiit", .open = by_id },
};
const size_t uploads_statements_count = UPLOAD_STATEMENT_COUNT;

const char *const upload_state_names[UPLOAD_STATE_COUNT] = {
    [UPLOAD_STAGED] = "staged",
    [UPLOAD_APPLIED] = "applied",
    [UPLOAD_UNDONE] = "undone",
    [UPLOAD_DISCARDED] = "discarded",
};
