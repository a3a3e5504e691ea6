/* Which option means something for which result? An option that would change nothing is refused, so that nobody takes a
 * result for what it is not. */
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "cli/spc_settings.h"

/* ---- formats ---- */

static const struct {
    const char *ending;
    spc_format format;
} endings[] = {
    { ".csv", FORMAT_CSV }, { ".json", FORMAT_JSON }, { ".txt", FORMAT_TEXT },
    { ".svg", FORMAT_SVG }, { ".png", FORMAT_PNG },   { ".pdf", FORMAT_PDF },
};

/* The format that a file's name promises; FORMAT_AUTO when it promises none. */
static spc_format promised_by(const char *path, const char **ending)
{
    const text name = text_of(path != NULL ? path : "");
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const size_t length = strlen(endings[i].ending);
        *ending = endings[i].ending;
        if (name.len > length &&
            text_equal_ignoring_case((text){ name.at + name.len - length, length }, text_of(*ending)))
            return endings[i].format;
    }
    return FORMAT_AUTO;
}

static bool is_drawn(spc_format format)
{
    return format >= FORMAT_SVG;
}

/* Something is asked for that only a table tells: then a terminal gets one. */
static bool wants_table(const spc_settings *s)
{
    return s->by != SPC_BY_POINT || s->advice == ADVICE_SSA || s->no_screen || s->run_length != 0 ||
           s->aggregate != NULL || s->multiply != NULL || s->centre != NULL;
}

bool spc_choose_format(const spc_settings *s, spc_format *format, upw_error *error)
{
    const char *ending;
    const spc_format promised = promised_by(s->output, &ending);
    if (s->format != FORMAT_AUTO && promised != FORMAT_AUTO && promised != s->format &&
        (is_drawn(promised) || is_drawn(s->format)))
        return upw_fail(error, UPW_BAD_USAGE,
                        "-o %.200s ends with %s, which is not what --format asks for; change one of them", s->output,
                        ending);
    *format = s->format != FORMAT_AUTO ? s->format : promised;
    if (*format == FORMAT_AUTO)
        *format = s->output == NULL && !wants_table(s) && isatty(STDOUT_FILENO) ? FORMAT_TEXT : FORMAT_CSV;
    return true;
}

/* ---- options ---- */

/* Kinds of results, as bits. Tables of a chart, words and pictures of one, advice. */
enum {
    XMR = 1 << 0,
    RUN = 1 << 1,
    INDIVIDUALS = 1 << 2,
    RANGES = 1 << 3,
    PRIMES = 1 << 4, /* p′, u′, i′: their spread comes from moving ranges */
    OTHERS = 1 << 5,
    SHOWN_XMR = 1 << 6,
    SHOWN_OTHER = 1 << 7,
    SHOWN_MEANS = 1 << 8,  /* xbar */
    SHOWN_SPREAD = 1 << 9, /* mr, s: neither of them has a better side */
    STEPS = 1 << 10,
    SSA = 1 << 11,
    CLASSIC = RUN | INDIVIDUALS | RANGES | PRIMES | OTHERS,
    SHOWN_VALUES = SHOWN_XMR | SHOWN_OTHER,
    SHOWN = SHOWN_VALUES | SHOWN_MEANS | SHOWN_SPREAD,
};

#define AT(field) offsetof(spc_settings, field)

static const struct {
    const char *option;
    size_t offset; /* of the words */
    unsigned kinds;
    const char *where;
} rules[] = {
    { "chart", AT(chart), XMR | CLASSIC | SHOWN, "a chart, and not --advice" },
    { "improvement", AT(improvement), XMR | SHOWN_VALUES | SHOWN_MEANS | STEPS,
      "--chart xmr, and words and pictures of all charts but mr and s" },
    { "target", AT(target), XMR | SHOWN_VALUES,
      "--chart xmr, and words and pictures of all charts but mr, xbar and s" },
    { "fix-after", AT(fix_after), XMR | CLASSIC | SHOWN | STEPS, "charts and --advice steps" },
    { "rebase", AT(rebase), XMR | CLASSIC | SHOWN | STEPS, "charts and --advice steps" },
    { "aggregate", AT(aggregate), RUN | INDIVIDUALS, "the tables of --chart run and i" },
    { "multiply", AT(multiply), CLASSIC, "the tables (--format csv or json) of charts other than xmr" },
    { "centre", AT(centre), CLASSIC, "the tables (--format csv or json) of charts other than xmr" },
};

static unsigned kind_of(const spc_settings *s, const spc_request *request, spc_format format)
{
    static const unsigned of_chart[UPW_CHART_COUNT] = {
        [UPW_CHART_RUN] = RUN,   [UPW_CHART_I] = INDIVIDUALS, [UPW_CHART_MR] = RANGES,
        [UPW_CHART_PP] = PRIMES, [UPW_CHART_UP] = PRIMES,     [UPW_CHART_IP] = PRIMES,
    };
    static const unsigned when_shown[UPW_CHART_COUNT] = {
        [UPW_CHART_MR] = SHOWN_SPREAD,
        [UPW_CHART_XBAR] = SHOWN_MEANS,
        [UPW_CHART_S] = SHOWN_SPREAD,
    };
    if (s->advice != ADVICE_NONE)
        return s->advice == ADVICE_SSA ? SSA : STEPS;
    if (format == FORMAT_TEXT || is_drawn(format))
        return request->is_xmr ? SHOWN_XMR : when_shown[request->chart] != 0 ? when_shown[request->chart] : SHOWN_OTHER;
    if (request->is_xmr)
        return XMR;
    return of_chart[request->chart] != 0 ? of_chart[request->chart] : OTHERS;
}

static bool refuse(const char *option, const char *where, upw_error *error)
{
    return upw_fail(error, UPW_BAD_USAGE, "--%s would change nothing here: it goes with %s", option, where);
}

bool spc_check_options(const spc_settings *s, const spc_request *request, spc_format format, upw_error *error)
{
    const unsigned kind = kind_of(s, request, format);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (*(const char *const *)((const char *)s + rules[i].offset) != NULL && (kind & rules[i].kinds) == 0)
            return refuse(rules[i].option, rules[i].where, error);
    const bool is_table = format == FORMAT_CSV || format == FORMAT_JSON;
    if (s->no_screen && (!is_table || (kind & (XMR | INDIVIDUALS | RANGES | PRIMES | STEPS)) == 0))
        return refuse("no-screen", "the tables (--format csv or json) of --chart xmr, i, mr, pp, up and ip", error);
    if (s->run_length != 0 && (!is_table || (kind & (XMR | STEPS)) == 0))
        return refuse("run-length", "the tables (--format csv or json) of --chart xmr", error);
    if (s->advice == ADVICE_STEPS && s->by != SPC_BY_POINT)
        return refuse("by", "charts and --advice ssa", error);
    if ((s->advice != ADVICE_NONE && is_drawn(format)) || (s->advice == ADVICE_SSA && !is_table))
        return upw_fail(error, UPW_BAD_USAGE,
                        "--advice comes as a table (--format csv or json), that of steps also as --format text");
    if ((kind & SHOWN) != 0 && s->by != SPC_BY_POINT)
        return refuse("by", "tables: --format csv or json", error);
    return true;
}
