/* How is the result of a screen said? With its number, its interval and its doubts, and without a word on intent. */
#include <math.h>

#include "sentences.h"
#include "upward/bunching.h"

static const double Z_95 = 1.959963984540054;

const char *upw_screen_caution(upw_screen_kind kind)
{
    static const char *const cautions[UPW_SCREEN_KIND_COUNT] = {
        [UPW_SCREEN_WAITS] =
            "This is a reason to ask, not an accusation: hurried care, hiding, and honest effort aimed at the limit "
            "look "
            "alike in a histogram. Ask first what changed then (definition, recording system), and show it to the body "
            "first. In simulated waits without any push the screen spoke in at most 1 sample of 200; a push on 1 "
            "patient "
            "in 10 was seen in about 1 sample of 3 of 20,000 records and hardly ever in 2,000, so silence proves "
            "nothing.",
        [UPW_SCREEN_SCORES] =
            "This is a reason to ask, not an accusation, and never about one body: it speaks of how scores lie around "
            "a "
            "cut-off. With nothing pushed it speaks in about 1 of 20 schemes, in 1 of 10 when bins are two tenths of "
            "amber wide; the top of a hump looks like parking. Of 211 bodies, five that moved are seen about every "
            "other "
            "time. Where several cut-offs or years are looked at, correct for it.",
        [UPW_SCREEN_STEADY] =
            "This is a reason to ask, not an accusation. Possible reasons: figures adjusted to the target, estimates "
            "instead of counts, or a denominator that is not independent cases. By chance alone it speaks of 1 body in "
            "1,000. Real services vary at least as much as coin-tossing, so a ratio above 1 is ordinary.",
    };
    return kind < UPW_SCREEN_KIND_COUNT ? cautions[kind] : "";
}

/* ---- waits ---- */

static void say_interval(sentences *s, const upw_excess *e)
{
    sentences_add(s, "95 %% interval ");
    sentences_add_figure(s, e->excess - Z_95 * e->excess_se);
    sentences_add(s, " to ");
    sentences_add_figure(s, e->excess + Z_95 * e->excess_se);
}

static void say_share(sentences *s, const upw_waits_screen *screen, const char *unit)
{
    const double percent = 100 * screen->excess.share;
    sentences_add(s, "%.*g %% of those who met it after more than %.10g %s", percent < 99.5 ? 2 : 3, percent,
                  fmax(screen->window_from, 0), unit);
}

static void say_excess(sentences *s, const upw_waits_screen *screen, const char *unit)
{
    const upw_excess *const e = &screen->excess;
    if (screen->verdict == UPW_SCREEN_MORE) {
        sentences_add(s, "About ");
        sentences_add_figure(s, e->excess);
        sentences_add(s, " more patients (");
        say_interval(s, e);
        sentences_add(s,
                      ") left in the last 20 %s before the limit than the rest of the pattern would lead one to "
                      "expect; that is ",
                      unit);
        say_share(s, screen, unit);
        sentences_add(s, ". ");
        return;
    }
    if (screen->verdict == UPW_SCREEN_SOMEWHAT)
        sentences_add(s,
                      "Somewhat more patients left in the last 20 %s before the limit than the rest of the pattern "
                      "would lead one to expect, but not enough by this screen's rule to say so (excess ",
                      unit);
    else
        sentences_add(s,
                      "No more patients left in the last 20 %s before the limit than the rest of the pattern and "
                      "chance would lead one to expect (excess ",
                      unit);
    sentences_add_figure(s, e->excess);
    sentences_add(s, ", ");
    say_interval(s, e);
    sentences_add(s, "). ");
}

static void say_digits(sentences *s, const upw_waits_screen *screen, const char *unit)
{
    if (!screen->has_digits && screen->verdict == UPW_SCREEN_CANNOT_TELL)
        return;
    if (!screen->has_digits) {
        sentences_add(s, "There are too few records away from the limit to see whether times are rounded. ");
        return;
    }
    if (!screen->digits.is_rounded && screen->verdict == UPW_SCREEN_CANNOT_TELL)
        return; /* so few records, or so odd ones, that nothing can be said of their clock */
    if (!screen->digits.is_rounded) {
        sentences_add(s, "Times do not look rounded (digit index %.2g). ", screen->digits.index);
        return;
    }
    if (screen->digits.is_mostly_rounded)
        sentences_add(s, "Times here are mostly rounded (digit index %.2g): read the bins of 10 %s only. ",
                      screen->digits.index, unit);
    else
        sentences_add(s, "Some times here are rounded (digit index %.2g). ", screen->digits.index);
}

static void say_break(sentences *s, const upw_waits_screen *screen)
{
    if (!screen->has_density) {
        sentences_add(s, "The test for a break in the density was not run: %s. ",
                      !screen->has_digits         ? "nothing says that times are not rounded"
                      : screen->digits.is_rounded ? "on rounded clocks it cries wolf"
                                                  : "there are too few different values around the limit");
        return;
    }
    const upw_density *const d = &screen->density;
    if (d->p_value < 0.05 && d->t < 0)
        sentences_add(s, "The density of waits falls at the limit (test of a break, p %s %.2g). ",
                      d->p_value < 1e-4 ? "<" : "=", fmax(d->p_value, 1e-4));
    else if (d->p_value < 0.05)
        sentences_add(s,
                      "The density of waits rises at the limit, which is not what a push before it would do (p %s "
                      "%.2g). ",
                      d->p_value < 1e-4 ? "<" : "=", fmax(d->p_value, 1e-4));
    else
        sentences_add(s, "The test for a break in the density finds none (p = %.2g). ", d->p_value);
}

static void say_placebos(sentences *s, const upw_waits_screen *screen)
{
    static const double offsets[] = { -60, 60 };
    for (size_t k = 0; k < 2; k++)
        if (screen->has_placebo[k]) {
            sentences_add(s, "At %.10g, where there is no limit, the same screen finds ",
                          screen->last_met + offsets[k]);
            sentences_add_figure(s, screen->placebos[k].excess);
            sentences_add(s, " (z = %.2g). ", screen->placebos[k].z);
        }
}

static size_t finish(sentences *s)
{
    if (s->length > 0) {
        s->length--; /* the space behind the last full stop */
        if (s->length < s->room)
            s->at[s->length] = '\0';
    }
    return s->length;
}

size_t upw_waits_write_finding(const upw_waits_screen *screen, const char *unit, char *out, size_t room)
{
    sentences s;
    sentences_begin(&s, out, room);
    unit = unit != NULL ? unit : "minutes";
    if (screen->verdict != UPW_SCREEN_CANNOT_TELL) {
        say_excess(&s, screen, unit);
    } else {
        sentences_add(&s, "The data cannot tell: %s", screen->reason);
        if (screen->has_excess) {
            sentences_add(&s, " (excess ");
            sentences_add_figure(&s, screen->excess.excess);
            sentences_add(&s, ", ");
            say_interval(&s, &screen->excess);
            sentences_add(&s, ")");
        }
        sentences_add(&s, ". ");
    }
    say_digits(&s, screen, unit);
    if (screen->verdict != UPW_SCREEN_CANNOT_TELL) {
        say_break(&s, screen);
        say_placebos(&s, screen);
    }
    return finish(&s);
}

/* ---- scores and percentages ---- */

size_t upw_scores_write_finding(const upw_scores_screen *screen, char *out, size_t room)
{
    sentences s;
    sentences_begin(&s, out, room);
    const upw_bunching_exact *const e = &screen->exact;
    const bool is_parking = screen->counts.test == UPW_BUNCHING_PARKING;
    if (screen->verdict == UPW_SCREEN_CANNOT_TELL) {
        sentences_add(&s, "The data cannot tell: %s. ", screen->reason);
        return finish(&s);
    }
    if (is_parking) {
        sentences_add(&s, "%lld of %zu bodies score in the last bin before the cut-off, where about ",
                      (long long)e->statistic, screen->n);
        sentences_add_figure(&s, e->expected);
        sentences_add(&s, " would be expected if scores were spread smoothly");
    } else {
        sentences_add(&s,
                      "%zu bodies score just above the cut-off and %zu just below; the difference is %lld where about ",
                      screen->counts.bins[2], screen->counts.bins[1], (long long)e->statistic);
        sentences_add_figure(&s, fabs(e->expected) < 1e-9 ? 0 : e->expected);
        sentences_add(&s, " would be expected if scores were spread smoothly");
    }
    if (screen->verdict == UPW_SCREEN_MORE)
        sentences_add(&s, "; so many would be unusual by chance (mid-p %s %.2g). ", e->mid_p < 1e-4 ? "<" : "=",
                      fmax(e->mid_p, 1e-4));
    else
        sentences_add(&s, "; this could be chance (mid-p = %.2g). ", e->mid_p);
    return finish(&s);
}

size_t upw_steady_write_finding(const upw_steady *steady, char *out, size_t room)
{
    sentences s;
    sentences_begin(&s, out, room);
    switch (upw_steady_judge(steady)) {
    case UPW_SCREEN_CANNOT_TELL:
        sentences_add(&s, steady->n < 12 ? "The data cannot tell: there are fewer than 12 periods. "
                                         : "The data cannot tell: every period is at 0 or at 100 %%. ");
        break;
    case UPW_SCREEN_MORE:
        sentences_add(&s,
                      "These percentages vary less than chance alone would make them (ratio %.2g, where 1 is chance). ",
                      steady->ratio);
        break;
    default:
        sentences_add(&s, "These percentages vary as much as chance alone would make them, or more (ratio ");
        sentences_add_figure(&s, steady->ratio);
        sentences_add(&s, ", where 1 is chance). ");
    }
    if (steady->met > 0)
        sentences_add(&s, "Of %zu periods that met the target, %zu met it by exactly the least possible number. ",
                      steady->met, steady->exactly_met);
    return finish(&s);
}
