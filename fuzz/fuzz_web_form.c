/* Any form body for a table with a field of each kind: a refusal with a reason; or values of which each holds what its
 * kind promises, is empty and may be, or has a sentence that says what to do. */
#include <assert.h>
#include <math.h>

#include "base/memory.h"
#include "web/decode.h"
#include "web/form.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const choices[] = { "up", "down", NULL };
static const form_field fields[] = {
    { "a", FORM_TEXT, "title", .least = 2, .most = 20, .empty = MESSAGE_E023, .length = MESSAGE_E024 },
    { "b", FORM_LINES, "reason", .is_optional = true, .most = 100, .length = MESSAGE_E024 },
    { "c", FORM_EMAIL, "email", .is_optional = true },
    { "d", FORM_DATE, "opening date", .is_optional = true },
    { "e", FORM_INTEGER, "days", .is_optional = true, .low = 14, .high = 56, .wrong = MESSAGE_E026,
      .range = MESSAGE_E026 },
    { "f", FORM_NUMBER, "target", .is_optional = true, .wrong = MESSAGE_E026 },
    { "g", FORM_CHOICE, "direction", .is_optional = true, .choices = choices, .wrong = MESSAGE_E023 },
    { "h", FORM_TICK, "agreed", .is_optional = true },
    { "i", FORM_IDENTIFIER, "code", .is_optional = true, .wrong = MESSAGE_E023 },
    { "j", FORM_CHOICE, "directions", .is_optional = true, .is_list = true, .choices = choices, .wrong = MESSAGE_E023 },
    { "k", FORM_TEXT, "names", .is_optional = true, .is_list = true, .most = 5, .length = MESSAGE_E024 },
};
static const form table = { "fuzz", fields, sizeof fields / sizeof *fields };

static void check_value(const form_value *v)
{
    const form_field *const f = v->field;
    assert(v->error.len == 0 || text_is_utf8(v->error));
    if (v->error.len > 0 || !v->is_given) {
        assert(v->is_given || f->is_optional == (v->error.len == 0));
        return;
    }
    if ((f->kind == FORM_TEXT || f->kind == FORM_LINES) && !f->is_list)
        assert(web_text_is_clean(v->text, WEB_MANY_LINES) && web_count_characters(v->text) <= f->most &&
               web_count_characters(v->text) >= f->least && !text_contains(v->text, TEXT("\r")));
    if (f->kind == FORM_EMAIL)
        assert(text_contains(v->text, TEXT("@")) && v->text.len <= 254 && !text_contains(v->text, TEXT("\n")));
    if (f->kind == FORM_DATE)
        assert(civil_is_valid(v->date) && v->date.year >= 1900 && v->date.year <= 2199);
    if (f->kind == FORM_INTEGER)
        assert(v->integer >= 14 && v->integer <= 56);
    if (f->kind == FORM_NUMBER)
        assert(isfinite(v->number));
    if (f->kind == FORM_CHOICE && !f->is_list)
        assert(v->choice < 2 && text_equal(v->text, text_of(choices[v->choice])));
    for (size_t i = 0; f->kind == FORM_TEXT && i < v->n_list; i++)
        assert(web_text_is_clean(v->list[i], WEB_ONE_LINE) && web_count_characters(v->list[i]) <= f->most);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    upw_arena arena;
    upw_error error = { 0 };
    web_pairs sent;
    form_values values;
    memory_init_arena(&arena);
    if (web_pairs_parse((text){ (const char *)data, size }, &web_body_limits, &arena, &sent, &error) &&
        form_read(&table, sent, NULL, 0, &arena, &values, &error)) {
        size_t n_errors = 0;
        for (size_t i = 0; i < table.n; i++) {
            check_value(&values.values[i]);
            n_errors += values.values[i].error.len > 0;
        }
        assert(values.n_errors == n_errors);
    } else {
        assert((error.code == UPW_BAD_USAGE || error.code == UPW_TOO_LARGE) && error.message[0] != '\0');
    }
    upw_arena_clear(&arena);
    return 0;
}
