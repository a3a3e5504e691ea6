/* What would one say about this scheme to somebody who has to live with it?
 *
 * Every number comes from the other files; a sentence whose number is undefined is left out. No sentence judges by
 * colour, and none says why anybody does anything. */
#include "upward/lights.h"

#include <math.h>
#include <stdio.h>

#include "sentences.h"

typedef struct words {
    const char *unit, *one_unit, *sign, *body;
    const char *period;
    char periods[64];
} words;

static void say_noise(sentences *s, const upw_lights_facts *f, const words *w)
{
    if (!(f->sigma >= 0) || !isfinite(f->sigma))
        return;
    sentences_add(s, "This measure moves up and down by about ");
    sentences_add_figure(s, 2 * f->sigma);
    sentences_add(s, " %s from %s to %s when nothing has changed. ", w->unit, w->period, w->period);
}

static void say_scheme(sentences *s, const upw_lights_facts *f, const words *w)
{
    if (!isfinite(f->scheme.amber_from) || !isfinite(f->scheme.green_from))
        return;
    sentences_add(s, "The light turns red %s %.10g%s and green from %.10g%s%s. ",
                  f->scheme.lower_is_better ? "above" : "below", f->scheme.amber_from, w->sign, f->scheme.green_from,
                  w->sign, f->scheme.lower_is_better ? " down" : "");
}

static void say_stillness(sentences *s, const upw_lights_facts *f, const words *w)
{
    if (isnan(f->mu) || isnan(f->light[0] + f->light[1] + f->light[2]) || isnan(f->same))
        return;
    static const char *const before[] = { "would be red ", ", amber ", " and green " };
    const bool has_amber = f->scheme.amber_from != f->scheme.green_from;
    const double a_year = f->periods_a_year > 0 ? f->periods_a_year : 12; /* NaN: twelve, without calling it a year */
    const double changes = (a_year - 1) * (1 - f->same);
    sentences_add(s, "A service sitting still at ");
    sentences_add_figure(s, f->mu);
    sentences_add(s, "%s ", w->sign);
    for (size_t c = 0; c < 3; c++) {
        if (c == UPW_LIGHT_AMBER && !has_amber)
            continue;
        sentences_add(s, "%s", before[c]);
        sentences_add_chance(s, f->light[c], w->period, w->periods);
    }
    if (changes < 0.5)
        sentences_add(s, ", and would hardly ever change colour. ");
    else
        sentences_add(s, ", and would change colour about %.0f time%s ", changes, changes < 1.5 ? "" : "s");
    if (changes >= 0.5 && isnan(f->periods_a_year))
        sentences_add(s, "in 12 %s. ", w->periods);
    else if (changes >= 0.5)
        sentences_add(s, "a year. ");
}

static void say_changes(sentences *s, const upw_lights_facts *f, const words *w)
{
    if (f->n < 2)
        return;
    const size_t others = f->changes - f->changes_agreeing;
    sentences_add(s, "In the last %zu %s %s ", f->n, w->periods, w->body);
    if (f->changes == 0)
        sentences_add(s, "never changed colour. ");
    else if (f->changes == 1)
        sentences_add(s, "changed colour once; that %s. ",
                      others == 0 ? "matched a real change on the chart" : "did not match a real change on the chart");
    else
        sentences_add(s,
                      "changed colour %zu times; %zu of those changes matched a real change on the chart and %zu did "
                      "not. ",
                      f->changes, f->changes_agreeing, others);
}

static void say_information(sentences *s, const upw_lights_facts *f)
{
    if (!isnan(f->share_kept))
        sentences_add(s,
                      "Turning the number into a colour keeps about %.0f %% of what it says about differences between "
                      "bodies. ",
                      100 * f->share_kept);
}

static void say_incentive(sentences *s, const upw_lights_facts *f, const words *w)
{
    static const char *const usual = "the cut-off", *const of_amber = "the cut-off of amber";
    if (f->green_costs)
        sentences_add(s,
                      "At the cut-off of green, %.10g%s, one more %s of improvement is worth less than nothing to a "
                      "body. ",
                      f->scheme.green_from, w->sign, w->one_unit);
    if (isnan(f->edge_ratio))
        return;
    sentences_add(s, "One more %s of improvement is worth ", w->one_unit);
    const char *const where = f->green_costs ? of_amber : usual;
    if (fabs(f->edge_ratio - 1) < 0.15) {
        sentences_add(s, "about as much to a body at %s as to one in the middle of amber. ", where);
        return;
    }
    if (f->edge_ratio >= 1000)
        sentences_add(s, "more than 1,000");
    else
        sentences_add_figure(s, f->edge_ratio);
    sentences_add(s, " times as much to a body at %s as to one in the middle of amber. ", where);
}

static void say_bodies(sentences *s, const upw_lights_facts *f)
{
    if (f->n_bodies == 0 || isnan(f->expected) || isnan(f->mid_p))
        return;
    sentences_add(s, "%zu of %zu bodies sit%s in the top tenth of amber, where about ", f->top_tenth, f->n_bodies,
                  f->top_tenth == 1 ? "s" : "");
    sentences_add_figure(s, f->expected);
    if (f->mid_p > 0.05)
        sentences_add(s, " would be expected; this could be chance. ");
    else
        sentences_add(s, " would be expected; a difference this large would be unusual by chance (p %s %.2g). ",
                      f->mid_p < 0.0001 ? "<" : "=", fmax(f->mid_p, 0.0001));
}

static void say_path(sentences *s, const upw_lights_facts *f, const words *w)
{
    if (f->path_periods == 0 || isnan(f->red_periods))
        return;
    sentences_add(s,
                  "If %s were exactly on its agreed path, the light would still be red in about %.0f of the next %zu "
                  "%s. ",
                  w->body, f->red_periods, f->path_periods, w->periods);
}

size_t upw_lights_write_paragraph(const upw_lights_facts *facts, char *out, size_t room)
{
    words w = {
        .unit = facts->unit != NULL ? facts->unit : "units",
        .one_unit = facts->one_unit != NULL ? facts->one_unit : "unit",
        .sign = facts->sign != NULL ? facts->sign : "",
        .body = facts->body != NULL ? facts->body : "this service",
        .period = facts->period != NULL ? facts->period : "month",
    };
    snprintf(w.periods, sizeof w.periods, "%ss", w.period);
    sentences s;
    sentences_begin(&s, out, room);
    say_noise(&s, facts, &w);
    say_scheme(&s, facts, &w);
    say_stillness(&s, facts, &w);
    say_changes(&s, facts, &w);
    say_information(&s, facts);
    say_incentive(&s, facts, &w);
    say_bodies(&s, facts);
    say_path(&s, facts, &w);
    if (s.length > 0) {
        s.length--; /* the space behind the last full stop */
        if (s.length < room)
            out[s.length] = '\0';
    }
    return s.length;
}
