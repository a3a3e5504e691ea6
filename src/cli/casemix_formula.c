/* What is adjusted for, as a person writes it: age + factor(band, ref=B) + log(volume) + age:los. */
#include <ctype.h>
#include <string.h>

#include "base/number.h"
#include "cli/casemix_job.h"

typedef struct parser {
    text rest;
    const char *words;
    casemix_formula *out;
    upw_error *error;
} parser;

static bool complain(const parser *p, const char *what)
{
    return upw_fail(p->error, UPW_BAD_USAGE,
                    "--adjust \"%.120s\": %s%s%.40s%s; it is written like age + factor(band, ref=B) + log(volume) + "
                    "spline(score, 4) + age:los",
                    p->words, what, p->rest.len > 0 ? " at \"" : " at its end", p->rest.len > 0 ? p->rest.at : "",
                    p->rest.len > 0 ? "\"" : "");
}

static void skip_spaces(parser *p)
{
    p->rest = text_trim(p->rest);
}

static bool take_sign(parser *p, char sign)
{
    skip_spaces(p);
    if (p->rest.len == 0 || *p->rest.at != sign)
        return false;
    p->rest.at++, p->rest.len--;
    return true;
}

static bool is_of_name(char c)
{
    return isalnum((unsigned char)c) || c == '.' || c == '_' || (unsigned char)c >= 0x80;
}

/* Empty when there is none. */
static text take_name(parser *p)
{
    skip_spaces(p);
    if (p->rest.len > 0 && *p->rest.at == '`') {
        p->rest.at++, p->rest.len--;
        return text_take_until(&p->rest, '`');
    }
    text name = { p->rest.at, 0 };
    while (name.len < p->rest.len && is_of_name(name.at[name.len]))
        name.len++;
    p->rest.at += name.len, p->rest.len -= name.len;
    return name;
}

static bool find_variable(parser *p, text name, size_t *out)
{
    casemix_formula *const f = p->out;
    if (name.len == 0)
        return complain(p, "a name is missing");
    for (*out = 0; *out < f->n_variables; ++*out)
        if (text_equal_ignoring_case(f->variables[*out].name, name))
            return true;
    if (f->n_variables == VARIABLES_MAX)
        return upw_fail(p->error, UPW_BAD_USAGE, "--adjust names more than %d columns", VARIABLES_MAX);
    f->variables[f->n_variables++] = (casemix_variable){ .name = name };
    return true;
}

/* factor(band, ref=B) and spline(score, 4), behind their first name. */
static bool take_rest(parser *p, bool is_factor, casemix_variable *variable, casemix_term *term)
{
    if (is_factor) {
        variable->is_used_as_factor = true;
        if (take_sign(p, ',')) {
            if (!text_equal(take_name(p), TEXT("ref")) || !take_sign(p, '='))
                return complain(p, "ref=LEVEL is expected");
            variable->reference = take_name(p);
            if (variable->reference.len == 0)
                return complain(p, "a level is missing");
        }
    } else {
        int64_t knots = 4;
        if (take_sign(p, ',') && (!number_parse_integer(take_name(p), &knots) || knots < 3 || knots > UPW_KNOTS_MAX))
            return complain(p, "a spline has 3 to 5 knots");
        variable->is_used_as_number = true;
        term->n_knots = (size_t)knots;
    }
    return true;
}

/* A name, or something of a name in brackets. */
static bool take_atom(parser *p, casemix_term *term, size_t which)
{
    static const char *const functions[] = { "log", "factor", "spline" };
    const text word = take_name(p);
    size_t function = 0;
    const bool is_call = take_sign(p, '(');
    while (function < 3 && !(is_call && text_equal(word, text_of(functions[function]))))
        function++;
    if (is_call && function == 3)
        return complain(p, "only log, factor and spline have brackets");
    if (!find_variable(p, is_call ? take_name(p) : word, &term->variables[which]))
        return false;
    casemix_variable *const variable = &p->out->variables[term->variables[which]];
    if (!is_call)
        return true;
    term->logs[which] = function == 0;
    variable->is_used_as_number = variable->is_used_as_number || function == 0;
    if (function > 0) {
        term->kind = function == 2 ? TERM_SPLINE : TERM_PLAIN;
        if (!take_rest(p, function == 1, variable, term))
            return false;
    }
    return take_sign(p, ')') || complain(p, "a closing bracket is missing");
}

static bool add_term(parser *p, const casemix_term *term)
{
    if (p->out->n_terms == TERMS_MAX)
        return upw_fail(p->error, UPW_BAD_USAGE, "--adjust has more than %d terms", TERMS_MAX);
    p->out->terms[p->out->n_terms++] = *term;
    return true;
}

static text name_between(const char *from, const parser *p)
{
    return text_trim((text){ from, (size_t)(p->rest.at - from) });
}

static bool take_term(parser *p)
{
    skip_spaces(p);
    const char *const from = p->rest.at;
    casemix_term left = { 0 };
    if (!take_atom(p, &left, 0))
        return false;
    left.name = name_between(from, p);
    if (left.kind == TERM_PLAIN && left.logs[0])
        left.kind = TERM_LOG;
    const bool crosses = take_sign(p, '*');
    if (!crosses && !take_sign(p, ':'))
        return add_term(p, &left);
    casemix_term right = { 0 };
    skip_spaces(p);
    const char *const second = p->rest.at;
    if (!take_atom(p, &right, 0))
        return false;
    right.name = name_between(second, p);
    right.kind = right.logs[0] ? TERM_LOG : right.kind;
    if (left.kind == TERM_SPLINE || right.kind == TERM_SPLINE ||
        p->out->variables[left.variables[0]].is_used_as_factor ||
        p->out->variables[right.variables[0]].is_used_as_factor)
        return complain(p, "products are of numbers, not of factors or splines");
    const casemix_term product = { .kind = TERM_PRODUCT,
                                   .logs = { left.logs[0], right.logs[0] },
                                   .variables = { left.variables[0], right.variables[0] },
                                   .name = name_between(from, p) };
    p->out->variables[left.variables[0]].is_used_as_number = true;
    p->out->variables[right.variables[0]].is_used_as_number = true;
    return (!crosses || (add_term(p, &left) && add_term(p, &right))) && add_term(p, &product);
}

bool casemix_parse_formula(const char *words, casemix_formula *out, upw_error *error)
{
    parser p = { .rest = text_trim(text_of(words)), .words = words, .out = out, .error = error };
    *out = (casemix_formula){ 0 };
    do {
        if (!take_term(&p))
            return false;
    } while (take_sign(&p, '+') || take_sign(&p, ','));
    for (size_t v = 0; v < out->n_variables; v++)
        if (out->variables[v].is_used_as_factor && out->variables[v].is_used_as_number)
            return upw_fail(error, UPW_BAD_USAGE, "--adjust uses %.*s both as a number and as a factor",
                            TEXT_ARGS(out->variables[v].name));
    return p.rest.len == 0 || complain(&p, "a + is expected");
}
