/* What `upward standardise` says on a terminal: what the figures are, then each with its interval and its counts. */
#include <math.h>

#include "base/memory.h"
#include "base/number.h"
#include "cli/standardise_job.h"
#include "report/single.h"

/* "12 of 40", "12 observed, 9.3 expected": the words after the two counts. */
static const struct {
    const char *what;
    const char *between, *after; /* NULL: counts are not shown */
} names[STANDARDISE_WHAT_COUNT] = {
    [STANDARDISE_PROPORTION] = { "Shares of cases, with Wilson's interval", " of ", "" },
    [STANDARDISE_RATE] = { "Rates as they are, not standardised; Byar's interval, exact below 10 events", " among ",
                           "" },
    [STANDARDISE_MEAN] = { "Means, with Student's interval", NULL, "" },
    [STANDARDISE_DIRECT] = { "What rates would be if all had the ages of the standard population", " events among ",
                             "" },
    [STANDARDISE_INDIRECT] = { "Observed events against those that the reference's rates would give", " observed, ",
                               " expected" },
    [STANDARDISE_RATE_RATIO] = { "How many times as frequent events are as in the second population", " events among ",
                                 "" },
    [STANDARDISE_GROUPS] = { "Groups of equal size, by value", NULL, "" },
    [STANDARDISE_INEQUALITY] = { "Slope index of inequality: the least deprived end less the most deprived", NULL, "" },
    [STANDARDISE_LIFE] = { "Life expectancy in years, if today's death rates stayed", " deaths in ", " person-years" },
};

const char *standardise_name(const standardise_job *job)
{
    return names[job->what].what;
}

static void add_head(buffer *out, const standardise_job *job)
{
    buffer words;
    buffer_init(&words, 4096);
    buffer_add(&words, text_of(names[job->what].what));
    if (job->per != 1 && (job->what == STANDARDISE_RATE || job->what == STANDARDISE_DIRECT ||
                          (job->what == STANDARDISE_INDIRECT && job->settings->indirect != 0))) {
        buffer_add_literal(&words, ", per ");
        number_add_rounded(&words, job->per, 6, true);
    } else if (job->what == STANDARDISE_INDIRECT) {
        buffer_add_literal(&words, "; as many as expected is ");
        number_add_rounded(&words, job->per, 6, true);
    }
    buffer_add_literal(&words, ".");
    if (job->what != STANDARDISE_GROUPS)
        buffer_add_format(&words, " Intervals are of %.10g %%.", 100 * job->levels[0]);
    single_add_wrapped(out, buffer_text(&words));
    buffer_add_char(out, '\n');
    buffer_clear(&words);
}

static void add_name(buffer *words, const standardise_job *job, const standardise_figure *f)
{
    const standardise_body *const b = &job->bodies[f->body];
    if (b->indicator.len > 0)
        buffer_add_format(words, "%.*s, ", b->indicator.len < 100 ? (int)b->indicator.len : 100, b->indicator.at);
    buffer_add_format(words, "%.*s", b->name.len < 200 ? (int)b->name.len : 200, b->name.at);
    if (f->band.len > 0)
        buffer_add_format(words, ", %.*s", f->band.len < 100 ? (int)f->band.len : 100, f->band.at);
}

static void add_counts(buffer *words, const standardise_job *job, const standardise_figure *f)
{
    const double second = job->what == STANDARDISE_INDIRECT ? f->expected : f->population;
    if (names[job->what].between == NULL || isnan(f->events) || isnan(second))
        return;
    buffer_add_literal(words, "; ");
    number_add_rounded(words, f->events, 0, true);
    buffer_add(words, text_of(names[job->what].between));
    number_add_rounded(words, second, job->what == STANDARDISE_INDIRECT ? 1 : 0, true);
    buffer_add(words, text_of(names[job->what].after));
    if (job->what != STANDARDISE_RATE_RATIO)
        return;
    buffer_add_literal(words, " against ");
    number_add_rounded(words, f->second[0], 0, true);
    buffer_add_literal(words, " among ");
    number_add_rounded(words, f->second[1], 0, true);
}

static void add_figure(buffer *words, const standardise_job *job, const standardise_figure *f)
{
    add_name(words, job, f);
    if (isnan(f->value))
        buffer_add_format(words, ": no figure (%s)", f->status);
    else
        buffer_add_format(words, ": %.5g", f->value);
    if (job->what == STANDARDISE_GROUPS && f->group > 0)
        buffer_add_format(words, ", group %lld of %zu", (long long)f->group, job->n_groups);
    else if (!isnan(f->limits[0].low))
        buffer_add_format(words, " (%.5g to %.5g)", f->limits[0].low, f->limits[0].high);
    add_counts(words, job, f);
    buffer_add_literal(words, ".");
}

void standardise_add_words(buffer *out, const standardise_job *job)
{
    const char *const only = job->settings->input.organisation;
    add_head(out, job);
    buffer words;
    buffer_init(&words, 1 << 16);
    for (size_t i = 0; i < job->n_figures; i++) {
        const standardise_figure *const f = &job->figures[i];
        if (only != NULL && !text_equal(job->bodies[f->body].name, text_of(only)))
            continue;
        buffer_empty(&words);
        add_figure(&words, job, f);
        single_add_wrapped(out, buffer_text(&words));
    }
    buffer_clear(&words);
    single_add_wrapped(out,
                       TEXT("\nTwo figures whose intervals overlap may still differ, and of many organisations some "
                            "are far apart by chance alone: upward funnel holds each of them against one target."));
}
