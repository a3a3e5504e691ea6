/* Rows of organisations, or of their cases, into one figure for each organisation of each indicator. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/funnel_job.h"
#include "table/hash.h"
#include "table/name_index.h"
#include "table/records.h"

enum { BODY, INDICATOR, NUMERATOR, DENOMINATOR, EXPECTED, MEAN, SPREAD, VARIANCE, RISK, TYPE, COLUMNS };

/* A body while rows are read. */
typedef struct growing {
    text indicator;
    upw_funnel_type type;
    funnel_body body;
    size_t n_risks;
} growing;

typedef struct risk_of {
    size_t body;
    double risk;
} risk_of;

typedef struct reading {
    const funnel_source *source;
    upw_arena *arena;
    growing *items;
    size_t n, capacity;
    name_index index; /* by indicator and name */
    risk_of *risks;
    size_t n_risks, risks_capacity;
} reading;

/* ---- bodies ---- */

typedef struct body_name {
    const reading *r;
    text indicator, name;
} body_name;

static bool is_body(const void *context, size_t item)
{
    const body_name *const wanted = context;
    const growing *const g = &wanted->r->items[item];
    return text_equal(g->body.name, wanted->name) && text_equal(g->indicator, wanted->indicator);
}

static growing *find_body(reading *r, text indicator, text name, upw_funnel_type type, int64_t row)
{
    const body_name wanted = { r, indicator, name };
    const size_t n = r->index.n;
    const size_t i = name_index_find(&r->index, hash_text(indicator) * 31 + hash_text(name), is_body, &wanted);
    if (i < n)
        return &r->items[i];
    if (n == r->capacity) {
        r->capacity = n == 0 ? 256 : 2 * n;
        r->items = memory_grow(r->items, r->capacity, sizeof *r->items);
    }
    const bool has_spread = type == UPW_FUNNEL_MEAN || type == UPW_FUNNEL_RISKS;
    r->items[r->n++] = (growing){
        .indicator = memory_copy_text(r->arena, indicator),
        .type = type,
        .body = { .name = memory_copy_text(r->arena, name), .spread = has_spread ? 0 : NAN, .first_row = row }
    };
    return &r->items[i];
}

/* ---- one row ---- */

static bool read_figure(reading *r, const records_row *at, size_t column, growing *g, double *out)
{
    return records_take_figure(at, column, r->arena, out, &g->body.missing);
}

static bool is_whole(double number)
{
    return isnan(number) || floor(number) == number;
}

static bool check_figures(const records_row *at, upw_funnel_type type, double o, double d, size_t column)
{
    if (type == UPW_FUNNEL_MEAN)
        return true;
    if (o < 0 || !is_whole(o))
        return records_complain(at->file, at->row, NUMERATOR, at->error,
                                "%.10g is no count of events; a funnel needs whole numbers from 0", o);
    if (d < 0)
        return records_complain(at->file, at->row, column, at->error,
                                "%.10g is below 0; give 0 where there are no cases", d);
    const bool is_counted = type == UPW_FUNNEL_PROPORTION || type == UPW_FUNNEL_COUNTS;
    if (is_counted && !is_whole(d))
        return records_complain(at->file, at->row, column, at->error,
                                "%.10g is no count of cases; for exposure that is not counted give --type rate, for "
                                "expected events --type ratio",
                                d);
    if (type == UPW_FUNNEL_PROPORTION && o > d)
        return records_complain(at->file, at->row, NUMERATOR, at->error,
                                "%.10g events of %.10g cases cannot be; is this a rate, or a ratio to expected events "
                                "(--type)?",
                                o, d);
    return true;
}

/* A standard error stands in SPREAD, a variance in VARIANCE; but --spread names what the type wants. */
static bool read_spread(reading *r, const records_row *at, growing *g, bool wants_variance, double *out)
{
    const bool has_error = at->fields[SPREAD].len > 0 || !records_has(at->file, VARIANCE);
    const size_t column = has_error ? SPREAD : VARIANCE;
    if (has_error && !records_has(at->file, SPREAD))
        return records_complain(at->file, at->row, SPREAD, at->error,
                                "there is none, and chance cannot be told without it; give its name with --spread, or "
                                "that of the variance with --variance");
    if (!read_figure(r, at, column, g, out))
        return false;
    if (*out < 0 || (*out == 0 && !wants_variance))
        return records_complain(at->file, at->row, column, at->error,
                                wants_variance ? "a variance is 0 or more, not %.10g"
                                               : "a standard error or a variance is above 0, not %.10g",
                                *out);
    const bool is_variance = !has_error || (wants_variance && r->source->spread != NULL);
    *out = is_variance == wants_variance ? *out : is_variance ? sqrt(*out) : *out * *out;
    return true;
}

static bool take_mean(reading *r, const records_row *at, growing *g)
{
    if (g->body.n_rows > 0)
        return records_complain(
            at->file, at->row, BODY, at->error,
            "\"%.*s\" has a mean already; means of several rows cannot be added up (--where chooses "
            "a period)",
            TEXT_ARGS(g->body.name));
    if (!read_figure(r, at, MEAN, g, &g->body.numerator) || !read_spread(r, at, g, false, &g->body.spread))
        return false;
    g->body.denominator = NAN;
    return true;
}

static void keep_risk(reading *r, const growing *g, double risk)
{
    if (r->n_risks == r->risks_capacity) {
        r->risks_capacity = r->risks_capacity == 0 ? 1024 : 2 * r->risks_capacity;
        r->risks = memory_grow(r->risks, r->risks_capacity, sizeof *r->risks);
    }
    r->risks[r->n_risks++] = (risk_of){ (size_t)(g - r->items), risk };
}

/* A case with its risk, or an organisation with the sums of risks and of their variances. */
static bool take_risk(reading *r, const records_row *at, growing *g)
{
    const bool is_case = at->fields[RISK].len > 0;
    double events, risk, variance = NAN;
    if (!read_figure(r, at, NUMERATOR, g, &events) || !read_figure(r, at, is_case ? RISK : EXPECTED, g, &risk) ||
        (!is_case && !read_spread(r, at, g, true, &variance)) ||
        !check_figures(at, UPW_FUNNEL_RISKS, events, risk, is_case ? RISK : EXPECTED))
        return false;
    if (is_case && (risk > 1 || events > 1))
        return records_complain(at->file, at->row, risk > 1 ? RISK : NUMERATOR, at->error,
                                "%.10g is not between 0 and 1; with a risk each row is one case",
                                risk > 1 ? risk : events);
    g->body.numerator += events;
    g->body.denominator += risk;
    g->body.spread += is_case ? risk * (1 - risk) : variance;
    if (is_case && !isnan(risk)) {
        keep_risk(r, g, risk);
        g->n_risks++;
    }
    return true;
}

static bool take_counts(reading *r, const records_row *at, growing *g)
{
    const bool has_expected = g->type == UPW_FUNNEL_RATIO && at->fields[EXPECTED].len > 0;
    const size_t column = has_expected ? EXPECTED : DENOMINATOR;
    double o, d = 1;
    if (!read_figure(r, at, NUMERATOR, g, &o))
        return false;
    if (g->type == UPW_FUNNEL_PROPORTION && !records_has(at->file, DENOMINATOR)) { /* a row is a case */
        if (o != 0 && o != 1 && !isnan(o))
            return records_complain(at->file, at->row, NUMERATOR, at->error,
                                    "%.10g is neither 0 nor 1, and without a denominator each row is one case "
                                    "(--column denominator=NAME, or expected=NAME)",
                                    o);
    } else if (!read_figure(r, at, column, g, &d)) {
        return false;
    }
    if (!check_figures(at, g->type, o, d, column))
        return false;
    g->body.numerator += r->source->input.table.is_complement ? d - o : o;
    g->body.denominator += d;
    return true;
}

/* ---- types ---- */

const char *const funnel_types[UPW_FUNNEL_TYPE_COUNT + 1] = { "proportion", "ratio", "counts", "rate",
                                                              "mean",       "risks", NULL };

/* As the literature abbreviates them. */
static const char *const short_types[UPW_FUNNEL_TYPE_COUNT] = { "PR", "SR", "RC", "RATE", "MEAN", "SRP" };

static upw_funnel_type choose_type(const reading *r, const text *fields)
{
    if (r->source->type > 0)
        return (upw_funnel_type)(r->source->type - 1);
    for (size_t k = 0; k < UPW_FUNNEL_TYPE_COUNT; k++)
        if (text_equal_ignoring_case(fields[TYPE], text_of(short_types[k])) ||
            text_equal_ignoring_case(fields[TYPE], text_of(funnel_types[k])))
            return (upw_funnel_type)k;
    const bool has_spread = fields[SPREAD].len > 0 || fields[VARIANCE].len > 0;
    if (fields[NUMERATOR].len == 0 && fields[MEAN].len > 0 && has_spread)
        return UPW_FUNNEL_MEAN;
    if (fields[RISK].len > 0 || (fields[EXPECTED].len > 0 && has_spread))
        return UPW_FUNNEL_RISKS;
    return fields[EXPECTED].len > 0 && fields[DENOMINATOR].len == 0 ? UPW_FUNNEL_RATIO : UPW_FUNNEL_PROPORTION;
}

static bool take_row(void *context, const records_file *file, const text *fields, int64_t row, upw_error *error)
{
    reading *const r = context;
    const records_row at = { file, fields, row, error };
    const input_settings *const input = &r->source->input;
    if (input->indicator != NULL && !text_equal(fields[INDICATOR], text_of(input->indicator)))
        return true;
    if (fields[BODY].len == 0)
        return records_complain(file, row, BODY, error, "nothing stands here; which organisation is this?");
    const upw_funnel_type type = choose_type(r, fields);
    growing *const g = find_body(r, fields[INDICATOR], fields[BODY], type, row);
    if (g->type != type)
        return records_complain(file, row, BODY, error,
                                "\"%.*s\" is a %s here and a %s in row %lld; one organisation has one type (--type)",
                                TEXT_ARGS(g->body.name), funnel_types[type], funnel_types[g->type],
                                (long long)g->body.first_row);
    const bool is_taken = type == UPW_FUNNEL_MEAN    ? take_mean(r, &at, g)
                          : type == UPW_FUNNEL_RISKS ? take_risk(r, &at, g)
                                                     : take_counts(r, &at, g);
    g->body.n_rows++;
    return is_taken;
}

/* ---- all rows ---- */

static void put_body(funnel_item *item, const growing *g, double *numerators, double *denominators, double *spreads)
{
    const size_t i = item->n++;
    item->bodies[i] = g->body;
    numerators[i] = g->body.numerator;
    denominators[i] = g->body.denominator;
    spreads[i] = g->body.spread;
}

/* Risks of each organisation together; only where every case of every one has its own. */
static void put_risks(const reading *r, funnel_item *item, const size_t *order)
{
    size_t *const offsets = MEMORY_TAKE(r->arena, size_t, item->n + 1), *const at = MEMORY_TAKE(r->arena, size_t, r->n);
    for (size_t i = 0; i < item->n; i++) {
        const growing *const g = &r->items[order[i]];
        if ((int64_t)g->n_risks != g->body.n_rows)
            return;
        offsets[i + 1] = offsets[i] + g->n_risks;
        at[order[i]] = offsets[i] + 1;
    }
    double *const risks = MEMORY_TAKE(r->arena, double, offsets[item->n]);
    for (size_t j = 0; j < r->n_risks; j++)
        if (at[r->risks[j].body] > 0)
            risks[at[r->risks[j].body]++ - 1] = r->risks[j].risk;
    item->data.risks = risks;
    item->data.offsets = offsets;
}

static bool settle_item(const reading *r, text indicator, size_t n, const char *file, funnel_item *item,
                        upw_error *error)
{
    double *const columns = MEMORY_TAKE(r->arena, double, 3 * n);
    size_t *const order = MEMORY_TAKE(r->arena, size_t, n);
    *item = (funnel_item){ .indicator = indicator, .bodies = MEMORY_TAKE(r->arena, funnel_body, n) };
    for (size_t i = 0; i < r->n; i++) {
        const growing *const g = &r->items[i];
        if (!text_equal(g->indicator, indicator))
            continue;
        if (item->n > 0 && g->type != item->type)
            return upw_fail_row(
                error, UPW_BAD_INPUT, g->body.first_row,
                "%s, row %lld: %.*s is a %s, and the organisations before it are a %s each; one funnel has "
                "one type (--type)",
                file, (long long)g->body.first_row, TEXT_ARGS(g->body.name), funnel_types[g->type],
                funnel_types[item->type]);
        item->type = g->type;
        order[item->n] = i;
        put_body(item, g, columns, columns + n, columns + 2 * n);
    }
    item->data = (upw_funnel_data){
        .numerators = columns, .denominators = columns + n, .spreads = columns + 2 * n, .n = item->n
    };
    if (item->type == UPW_FUNNEL_RISKS)
        put_risks(r, item, order);
    return true;
}

/* Bodies by indicator, indicators in order of first appearance; there are far fewer of these. */
static bool settle(const reading *r, funnel_table *out, upw_error *error)
{
    text *const names = MEMORY_TAKE(r->arena, text, r->n);
    size_t *const counts = MEMORY_TAKE(r->arena, size_t, r->n);
    size_t last = 0;
    for (size_t i = 0; i < r->n; i++) {
        size_t k = last;
        if (out->n == 0 || !text_equal(names[last], r->items[i].indicator))
            for (k = 0; k < out->n && !text_equal(names[k], r->items[i].indicator); k++)
                ;
        if (k == out->n)
            names[out->n++] = r->items[i].indicator;
        counts[k]++;
        last = k;
    }
    out->items = MEMORY_TAKE(r->arena, funnel_item, out->n);
    for (size_t k = 0; k < out->n; k++)
        if (!settle_item(r, names[k], counts[k], out->file, &out->items[k], error))
            return false;
    return true;
}

static bool is_needed(const funnel_source *s, size_t column)
{
    static const struct {
        size_t column;
        bool by_type[UPW_FUNNEL_TYPE_COUNT];
    } needs[] = {
        { NUMERATOR, { true, true, true, true, false, true } },
        { DENOMINATOR, { [UPW_FUNNEL_COUNTS] = true, [UPW_FUNNEL_RATE] = true } },
        { MEAN, { [UPW_FUNNEL_MEAN] = true } },
    };
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (needs[i].column == column && s->type > 0)
            return needs[i].by_type[s->type - 1];
    return false;
}

bool funnel_read(const char *path, const funnel_source *s, upw_arena *arena, funnel_table *out, upw_error *error)
{
    static const char *const names[COLUMNS][12] = {
        [BODY] = { "organisation", "organization", "org", "org_code", "provider", "practice", "trust", "hospital",
                   "body", "series_id" },
        [INDICATOR] = { "indicator", "measure", "metric" },
        [NUMERATOR] = { "numerator", "observed", "events", "count", "outcome" },
        [DENOMINATOR] = { "denominator", "cases", "n", "population", "exposure", "person_time" },
        [EXPECTED] = { "expected" },
        [MEAN] = { "value", "mean" },
        [SPREAD] = { "standard_error", "se" },
        [VARIANCE] = { "variance" },
        [RISK] = { "risk", "predicted" },
        [TYPE] = { "type" },
    };
    static const char *const meanings[COLUMNS] = {
        "organisation", "indicator",      "numerator", "denominator", "expected",
        "value",        "standard error", "variance",  "risk",        "type",
    };
    static const table_column known[COLUMNS] = {
        [BODY] = COLUMN_ORGANISATION,       [INDICATOR] = COLUMN_INDICATOR, [NUMERATOR] = COLUMN_NUMERATOR,
        [DENOMINATOR] = COLUMN_DENOMINATOR, [EXPECTED] = COLUMN_EXPECTED,   [MEAN] = COLUMN_VALUE
    };
    record_column columns[COLUMNS];
    for (size_t c = 0; c < COLUMNS; c++) {
        const char *const given = c == SPREAD ? s->spread : c == VARIANCE ? s->variance : c == RISK ? s->risk : NULL;
        const text wanted = c <= MEAN ? s->input.table.columns[known[c]] : text_of(given != NULL ? given : "");
        columns[c] = (record_column){ meanings[c], wanted, names[c], c == BODY || is_needed(s, c) };
    }
    *out = (funnel_table){ .file = strcmp(path, "-") == 0 ? "standard input" : path };
    reading r = { .source = s, .arena = arena };
    table_notes notes = { 0 };
    bool is_done = records_read(path, &s->input.table, columns, COLUMNS, take_row, &r, &notes, error);
    if (is_done && r.n == 0)
        is_done = upw_fail(error, UPW_BAD_INPUT, "%s has no row that --where and --indicator keep", out->file);
    is_done = is_done && settle(&r, out, error);
    free(r.items);
    name_index_clear(&r.index);
    free(r.risks);
    if (is_done)
        input_say_notes(&notes, out->file);
    return is_done;
}
