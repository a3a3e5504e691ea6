/* How many charts say what? Each number has its verb, so that the sentence is whole whatever is nought, one or many. */
#include "report/summary.h"

#include <stdio.h>

static summary_change change_of(const report_series *s)
{
    static const summary_change changes[UPW_VARIATION_COUNT] = {
        [UPW_VARIATION_COMMON_CAUSE] = SUMMARY_NO_SIGN,   [UPW_VARIATION_CONCERN_HIGH] = SUMMARY_WORSE,
        [UPW_VARIATION_CONCERN_LOW] = SUMMARY_WORSE,      [UPW_VARIATION_IMPROVEMENT_HIGH] = SUMMARY_BETTER,
        [UPW_VARIATION_IMPROVEMENT_LOW] = SUMMARY_BETTER, [UPW_VARIATION_NEUTRAL_HIGH] = SUMMARY_NEITHER,
        [UPW_VARIATION_NEUTRAL_LOW] = SUMMARY_NEITHER,
    };
    if (s->has_ended)
        return SUMMARY_ENDED;
    if (!s->can_tell)
        return SUMMARY_TOO_LITTLE;
    const summary_change change = changes[s->summary.variation];
    return change == SUMMARY_NO_SIGN && s->n_proposals > 0 ? SUMMARY_UNDECIDED : change;
}

static summary_target target_of(const report_series *s)
{
    if (s->options.improvement == UPW_NEUTRAL)
        return SUMMARY_UNJUDGED;
    if (!s->can_tell_target)
        return SUMMARY_NOT_YET;
    if (s->is_changing)
        return SUMMARY_CHANGING;
    return s->summary.assurance == UPW_ASSURANCE_FAIL   ? SUMMARY_MISSES
           : s->summary.assurance == UPW_ASSURANCE_PASS ? SUMMARY_MEETS
                                                        : SUMMARY_BY_CHANCE;
}

static summary_path path_of(const report_series *s)
{
    static const summary_path paths[UPW_TRAJECTORY_VERDICT_COUNT] = {
        [UPW_TRAJECTORY_TOO_EARLY] = SUMMARY_PATH_TOO_EARLY, [UPW_TRAJECTORY_ON_CURVE] = SUMMARY_PATH_ON_CURVE,
        [UPW_TRAJECTORY_BEHIND] = SUMMARY_PATH_BEHIND,       [UPW_TRAJECTORY_AHEAD] = SUMMARY_PATH_AHEAD,
        [UPW_TRAJECTORY_NO_VERDICT] = SUMMARY_PATH_UNJUDGED,
    };
    return s->path != NULL ? paths[s->path->judgement.verdict] : SUMMARY_PATH_UNJUDGED;
}

summary_counts summary_count(const report_model *model)
{
    summary_counts counts = { .n = model->n_series };
    for (size_t i = 0; i < model->n_series; i++) {
        const report_series *const s = &model->series[i];
        counts.changes[change_of(s)]++;
        if (s->words.path.len > 0) {
            counts.n_paths++;
            counts.paths[path_of(s)]++;
        }
        if (!s->options.has_target)
            continue;
        counts.n_targets++;
        counts.targets[target_of(s)]++;
    }
    return counts;
}

/* What one chart does, and what several do. */
typedef struct deed {
    const char *one, *many;
} deed;

/* "2 show a change for the worse, 1 shows a change for the better and 3 show no sign of change" */
static void write_deeds(buffer *b, const size_t *counts, const deed *deeds, size_t n)
{
    size_t n_left = 0;
    for (size_t i = 0; i < n; i++)
        n_left += counts[i] > 0 ? 1 : 0;
    for (size_t i = 0; i < n; i++) {
        if (counts[i] == 0)
            continue;
        buffer_add_format(b, "%zu %s", counts[i], counts[i] == 1 ? deeds[i].one : deeds[i].many);
        n_left--;
        buffer_add(b, n_left == 0 ? TEXT(".") : n_left == 1 ? TEXT(" and ") : TEXT(", "));
    }
}

/* True, and the whole sentence is written, when all do the same. */
static bool write_all_alike(buffer *b, const size_t *counts, const deed *deeds, size_t n, size_t whole,
                            const char *subject_one, const char *subject_many)
{
    for (size_t i = 0; i < n; i++) {
        if (counts[i] != whole)
            continue;
        if (whole == 1)
            buffer_add_format(b, "%s %s.", subject_one, deeds[i].one);
        else if (whole == 2)
            buffer_add_format(b, "Both %s %s.", subject_many, deeds[i].many);
        else
            buffer_add_format(b, "All %zu %s %s.", whole, subject_many, deeds[i].many);
        return true;
    }
    return false;
}

/* " Of 5 with a target, …"; nothing when there are none. */
static void write_share(buffer *b, const size_t *counts, const deed *deeds, size_t n, size_t whole, const char *having)
{
    char one[64];
    snprintf(one, sizeof one, "The one %s", having);
    if (whole == 0)
        return;
    buffer_add_char(b, ' ');
    if (write_all_alike(b, counts, deeds, n, whole, one, having))
        return;
    buffer_add_format(b, "Of %zu %s, ", whole, having);
    write_deeds(b, counts, deeds, n);
}

void summary_write(buffer *b, const summary_counts *counts)
{
    static const deed changes[SUMMARY_CHANGE_COUNT] = {
        [SUMMARY_WORSE] = { "shows a change for the worse", "show a change for the worse" },
        [SUMMARY_BETTER] = { "shows a change for the better", "show a change for the better" },
        [SUMMARY_NEITHER] = { "shows a change that nobody has called better or worse",
                              "show a change that nobody has called better or worse" },
        [SUMMARY_UNDECIDED] = { "has a step change that waits for a decision",
                                "have a step change that waits for a decision" },
        [SUMMARY_NO_SIGN] = { "shows no sign of change", "show no sign of change" },
        [SUMMARY_TOO_LITTLE] = { "has too few values to tell yet", "have too few values to tell yet" },
        [SUMMARY_ENDED] = { "has had no value for more than a year", "have had no value for more than a year" },
    };
    static const deed targets[SUMMARY_TARGET_COUNT] = {
        [SUMMARY_MISSES] = { "will miss it until something changes", "will miss it until something changes" },
        [SUMMARY_MEETS] = { "will meet it unless something changes", "will meet it unless something changes" },
        [SUMMARY_BY_CHANCE] = { "will meet or miss it by chance", "will meet or miss it by chance" },
        [SUMMARY_CHANGING] = { "is changing, so nobody can tell yet", "are changing, so nobody can tell yet" },
        [SUMMARY_UNJUDGED] = { "is not judged because no direction is called better",
                               "are not judged because no direction is called better" },
        [SUMMARY_NOT_YET] = { "cannot be judged yet", "cannot be judged yet" },
    };
    static const deed paths[SUMMARY_PATH_COUNT] = {
        [SUMMARY_PATH_BEHIND] = { "is behind it", "are behind it" },
        [SUMMARY_PATH_AHEAD] = { "is ahead of it", "are ahead of it" },
        [SUMMARY_PATH_ON_CURVE] = { "is on it", "are on it" },
        [SUMMARY_PATH_TOO_EARLY] = { "is too early to tell", "are too early to tell" },
        [SUMMARY_PATH_UNJUDGED] = { "cannot be judged", "cannot be judged" },
    };
    if (!write_all_alike(b, counts->changes, changes, SUMMARY_CHANGE_COUNT, counts->n, "The only chart", "charts")) {
        buffer_add_format(b, "Of %zu charts, ", counts->n);
        write_deeds(b, counts->changes, changes, SUMMARY_CHANGE_COUNT);
    }
    write_share(b, counts->targets, targets, SUMMARY_TARGET_COUNT, counts->n_targets, "with a target");
    write_share(b, counts->paths, paths, SUMMARY_PATH_COUNT, counts->n_paths, "with an agreed path");
}
