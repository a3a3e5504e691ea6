/* What does a funnel say, in words that claim no more than it shows? */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sentences.h"
#include "upward/funnel.h"

size_t upw_funnel_write_class(const upw_funnel *funnel, int class_of, char *out, size_t room)
{
    sentences s;
    sentences_begin(&s, out, room);
    const size_t k = (size_t)(class_of < 0 ? -class_of : class_of);
    if (k == 0 || k > funnel->options.n_levels) {
        sentences_add(&s, "in");
        return s.length;
    }
    char digits[24];
    sentences level;
    sentences_begin(&level, digits, sizeof digits);
    sentences_add(&level, "%.9f", funnel->options.levels[k - 1]);
    size_t n = strlen(digits);
    while (n > 4 && digits[n - 1] == '0') /* "0.95" and "0.998"; 90 keeps its nought */
        n--;
    sentences_add(&s, "%s%.*s", class_of < 0 ? "low" : "high", (int)(n - 2), digits + 2);
    return s.length;
}

/* ---- figures ---- */

enum { DIGITS = 3, DIGITS_MOST = 12 };

static bool is_per_cent(const upw_funnel *f)
{
    return f->options.type == UPW_FUNNEL_PROPORTION && f->options.per == 1;
}

/* A proportion as a percentage, anything else to three digits; more where three would not do. */
static void add_digits(sentences *s, const upw_funnel *f, double value, int digits)
{
    if (is_per_cent(f))
        sentences_add(s, "%.*g %%", digits, 100 * value);
    else if (digits == DIGITS)
        sentences_add_figure(s, value);
    else
        sentences_add(s, "%.*g", digits, value);
}

static void add_value(sentences *s, const upw_funnel *f, double value)
{
    add_digits(s, f, value, DIGITS);
}

/* So many that a value outside its limit does not read as if it were on it. */
static int find_digits(double value, double limit)
{
    int digits = DIGITS;
    for (; digits < DIGITS_MOST && value != limit; digits++) {
        char a[40], b[40];
        snprintf(a, sizeof a, "%.*g", digits, 100 * value);
        snprintf(b, sizeof b, "%.*g", digits, 100 * limit);
        if (strcmp(a, b) != 0)
            break;
    }
    return digits;
}

static void add_share(sentences *s, const upw_funnel *f, const upw_funnel_body *b, const upw_funnel_words *w)
{
    const upw_funnel_type type = f->options.type;
    if (type == UPW_FUNNEL_MEAN) {
        add_value(s, f, b->value);
        return;
    }
    sentences_add_figure(s, w->numerator);
    sentences_add(s, type == UPW_FUNNEL_RATIO || type == UPW_FUNNEL_RISKS ? " where " : " of ");
    sentences_add_figure(s, type == UPW_FUNNEL_RATIO || type == UPW_FUNNEL_RISKS ? b->expected : w->denominator);
    sentences_add(s, type == UPW_FUNNEL_RATIO || type == UPW_FUNNEL_RISKS ? " would be expected (" : " (");
    add_value(s, f, b->value);
    sentences_add(s, ")");
}

/* "expected 4 % to 12 %"; a side on which nothing can be outside is left open. */
static void add_range(sentences *s, const upw_funnel *f, upw_funnel_line line, int digits)
{
    if (isnan(line.low) || isnan(line.high)) {
        sentences_add(s, isnan(line.low) ? "expected up to " : "expected from ");
        add_digits(s, f, isnan(line.low) ? line.high : line.low, digits);
        return;
    }
    sentences_add(s, "expected ");
    add_digits(s, f, line.low, digits);
    sentences_add(s, " to ");
    add_digits(s, f, line.high, digits);
}

/* ---- one organisation ---- */

static void say_outside(sentences *s, const upw_funnel *f, const upw_funnel_body *b)
{
    const bool is_low = b->class_in_force < 0;
    const size_t k = (size_t)(is_low ? -b->class_in_force : b->class_in_force) - 1;
    const double one_in = 2 / (1 - f->options.levels[k]);
    sentences_add(s, "%s than expected (", is_low ? "lower" : "higher");
    const int digits = find_digits(b->value, is_low ? b->lines[k].low : b->lines[k].high);
    add_digits(s, f, b->value, digits);
    sentences_add(s, ", ");
    add_range(s, f, b->lines[k], digits);
    sentences_add(s, "). ");
    sentences_add(s, one_in > 999 ? "Fewer than one in " : "At most one in ");
    sentences_add_figure(s, floor(one_in + 1e-6));
    sentences_add(s, " average organisations would be this %s by chance%s.", is_low ? "low" : "high",
                  f->in_force != UPW_FUNNEL_PLAIN ? " and the variation that all share" : "");
    if (one_in > 999)
        sentences_add(s, " Worth finding out why.");
    if (b->rests_on_few)
        sentences_add(s, " It rests on one or two events.");
    if (b->class_in_force != b->plain_class && b->plain_class == 0)
        sentences_add(s, " By chance alone it would not stand out.");
}

static void say_inside(sentences *s, const upw_funnel *f, const upw_funnel_body *b, const upw_funnel_words *w)
{
    add_share(s, f, b, w);
    sentences_add(s, ". Within the range that chance%s allow%s around ",
                  f->in_force != UPW_FUNNEL_PLAIN ? " and the variation that all share" : "",
                  f->in_force != UPW_FUNNEL_PLAIN ? "" : "s");
    add_value(s, f, f->target);
    sentences_add(s, ".");
    if (b->plain_class != 0)
        sentences_add(s, " Chance alone would not explain it, but organisations differ by more than chance.");
}

size_t upw_funnel_write_body(const upw_funnel *f, const upw_funnel_body *b, const upw_funnel_words *w, char *out,
                             size_t room)
{
    sentences s;
    sentences_begin(&s, out, room);
    sentences_add(&s, "%s: ", w->name);
    switch (b->status) {
    case UPW_FUNNEL_MISSING:
        sentences_add(&s, "a figure is missing, so nothing can be said.");
        return s.length;
    case UPW_FUNNEL_NO_CASES:
        sentences_add(&s, "no cases, so nothing can be said.");
        return s.length;
    case UPW_FUNNEL_NO_CONTRAST:
        sentences_add(&s, "there is no difference between organisations to look at.");
        return s.length;
    case UPW_FUNNEL_TOO_SMALL_FOR_LOW:
    case UPW_FUNNEL_TOO_SMALL_FOR_HIGH:
        if (b->class_in_force == 0) {
            sentences_add(&s, "too few cases for the data to tell yet.");
            return s.length;
        }
        break;
    default:
        break;
    }
    if (b->class_in_force != 0)
        say_outside(&s, f, b);
    else
        say_inside(&s, f, b, w);
    return s.length;
}

/* ---- all of them ---- */

static void say_spread(sentences *s, const upw_funnel *f)
{
    const double tau = sqrt(f->spread.tau2), t = f->target / f->options.per;
    sentences_add(s, " Limits are widened because organisations differ by more than chance (");
    if (f->in_force == UPW_FUNNEL_MULTIPLICATIVE) {
        sentences_add(s, "every standard error by a factor of %.3g).", sqrt(fmax(1, f->spread.phi)));
        return;
    }
    sentences_add(s, "by about ±");
    if (f->options.type == UPW_FUNNEL_PROPORTION)
        sentences_add(s, "%.2g percentage points", 200 * tau * sqrt(t * (1 - t)));
    else if (f->options.type == UPW_FUNNEL_MEAN || f->options.type == UPW_FUNNEL_RISKS)
        sentences_add(s, "%.2g", tau * f->options.per);
    else
        sentences_add(s, "%.2g %%",
                      100 * expm1(f->options.scale == UPW_FUNNEL_ROOT && f->options.type != UPW_FUNNEL_COUNTS
                                      ? 2 * tau / sqrt(t)
                                      : tau));
    sentences_add(s, ", one standard deviation).");
    if (f->is_all_spread)
        sentences_add(s, " The spread between organisations is larger than chance for all of them; look for a common "
                         "cause or missing case mix before looking at single organisations.");
}

/* Where most are outside limits of chance alone, being outside singles nobody out. */
static void say_too_few(sentences *s, const upw_funnel *f)
{
    sentences_add(s, " There are too few organisations to judge whether they differ by more than chance, so limits are "
                     "those of chance alone.");
    if (f->n > 1 && 2 * f->outside[0] > f->n)
        sentences_add(s, " That most of them are outside says that they have many cases and differ, as places and "
                         "their patients do; it singles nobody out.");
}

static void say_decision(sentences *s, const upw_funnel *f)
{
    if (f->in_force != UPW_FUNNEL_PLAIN)
        say_spread(s, f);
    else if (f->decision == UPW_FUNNEL_TOO_FEW)
        say_too_few(s, f);
    else if (f->decision == UPW_FUNNEL_NO_SPREAD)
        sentences_add(s, " Organisations as a whole differ no more than chance would make them.");
    if (f->is_pooled && (f->n < 10 || f->largest_share > 0.25))
        sentences_add(s, " The target is the average of these organisations themselves%s.",
                      f->largest_share > 0.25 ? ", and one of them makes up more than a quarter of it"
                                              : ", and there are few of them");
}

size_t upw_funnel_write_summary(const upw_funnel *f, char *out, size_t room)
{
    sentences s;
    sentences_begin(&s, out, room);
    if (f->decision == UPW_FUNNEL_IMPOSSIBLE) {
        sentences_add(&s, f->n == 0 ? "The data cannot tell: no organisation has cases."
                                    : "The data cannot tell: no organisation has an event, or everybody has only "
                                      "events, so there is nothing to compare.");
        return s.length;
    }
    sentences_add(&s, "%zu of %zu %s outside the %.10g %% limits around ", f->outside[0], f->n,
                  f->outside[0] == 1 ? "lies" : "lie", 100 * f->options.levels[0]);
    add_value(&s, f, f->target);
    sentences_add(&s, "; about ");
    sentences_add(&s, "%.2g", f->expected_outside[0]);
    sentences_add(&s, " would by chance alone.");
    say_decision(&s, f);
    return s.length;
}
