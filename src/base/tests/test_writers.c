/* Markup that cannot be forgotten to be escaped, JSON and CSV. */
#include "base/csv_out.h"
#include "base/html.h"
#include "base/json.h"

#include "near.h"

enum { TEST_MAX = 4096 };

static void assert_written(buffer *b, const char *expected)
{
    buffer_add_char(b, '\0');
    assert_string_equal(b->at, expected);
    buffer_clear(b);
}

static void text_and_attributes_are_escaped(void **state)
{
    (void)state;
    static const struct {
        text words;
        const char *written;
    } cases[] = {
        { TEXT("a & b < c > d"), "<p title=\"a &amp; b &lt; c &gt; d\">a &amp; b &lt; c &gt; d</p>" },
        { TEXT("\"it's\""), "<p title=\"&quot;it&#39;s&quot;\">&quot;it&#39;s&quot;</p>" },
        { TEXT("</p><script>"), "<p title=\"&lt;/p&gt;&lt;script&gt;\">&lt;/p&gt;&lt;script&gt;</p>" },
        { TEXT("tab\tbell\a"), "<p title=\"tab\tbell\xEF\xBF\xBD\">tab\tbell\xEF\xBF\xBD</p>" },
        { TEXT("Anh\xC3\xB8j"), "<p title=\"Anh\xC3\xB8j\">Anh\xC3\xB8j</p>" },
        { TEXT(""), "<p title=\"\"></p>" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        buffer b;
        buffer_init(&b, TEST_MAX);
        html_writer h;
        html_init(&h, &b);
        html_open(&h, "p");
        html_attr(&h, "title", cases[i].words);
        html_text(&h, cases[i].words);
        html_close(&h, "p");
        assert_written(&b, cases[i].written);
    }
}

static void elements_nest_and_void_ones_do_not(void **state)
{
    (void)state;
    buffer b;
    buffer_init(&b, TEST_MAX);
    html_writer h;
    html_init(&h, &b);
    html_open(&h, "ul");
    html_element(&h, "li", TEXT("one"));
    html_open(&h, "li");
    html_format(&h, "%d < %d", 1, 2);
    html_void(&h, "br");
    html_literal(&h, "<b>bold</b>");
    html_close(&h, "li");
    html_open(&h, "details");
    html_flag(&h, "open");
    buffer_add_literal(html_lend(&h), "<svg/>");
    html_close(&h, "details");
    html_close(&h, "ul");
    assert_int_equal(h.depth, 0);
    assert_written(&b, "<ul><li>one</li><li>1 &lt; 2<br><b>bold</b></li><details open><svg/></details></ul>");
}

static void json_has_its_commas_and_escapes(void **state)
{
    (void)state;
    buffer b;
    buffer_init(&b, TEST_MAX);
    json_writer j;
    json_init(&j, &b);
    json_begin_object(&j);
    json_key(&j, "a \"quoted\" key");
    json_text(&j, TEXT("line\nback\\slash \x01 <b>&\xE2\x80\xA8\xE2\x80\x99"));
    json_key(&j, "list");
    json_begin_array(&j);
    json_number(&j, 0.1);
    json_number(&j, NAN);
    json_number(&j, HUGE_VAL);
    json_integer(&j, INT64_MIN);
    json_bool(&j, true);
    json_begin_array(&j);
    json_end_array(&j);
    json_begin_object(&j);
    json_end_object(&j);
    json_null(&j);
    json_end_array(&j);
    json_key(&j, "last");
    json_bool(&j, false);
    json_end_object(&j);
    assert_written(
        &b, "{\"a \\\"quoted\\\" key\":\"line\\u000aback\\\\slash \\u0001 \\u003cb\\u003e\\u0026\\u2028\xE2\x80\x99\","
            "\"list\":[0.10000000000000001,null,null,-9223372036854775808,true,[],{},null],\"last\":false}");
}

static void csv_cells_are_quoted_when_they_need_it_and_never_run(void **state)
{
    (void)state;
    static const struct {
        text cell;
        const char *written;
    } cases[] = {
        { TEXT("plain"), "plain\n" },
        { TEXT(""), "\n" },
        { TEXT("a,b"), "\"a,b\"\n" },
        { TEXT("say \"so\""), "\"say \"\"so\"\"\"\n" },
        { TEXT("two\nlines"), "\"two\nlines\"\n" },
        { TEXT(" edge"), "\" edge\"\n" },
        { TEXT("=1+1"), "\"'=1+1\"\n" },
        { TEXT("@cmd"), "\"'@cmd\"\n" },
        { TEXT("+cmd|' /C calc'!A0"), "\"'+cmd|' /C calc'!A0\"\n" },
        { TEXT("-5.5"), "-5.5\n" },
        { TEXT("-"), "\"'-\"\n" },
        { TEXT("\xEF\xBC\x9D"
               "1"),
          "\"'\xEF\xBC\x9D"
          "1\"\n" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        buffer b;
        buffer_init(&b, TEST_MAX);
        csv_out csv = { .out = &b };
        csv_add_text(&csv, cases[i].cell);
        csv_end_row(&csv);
        assert_written(&b, cases[i].written);
    }
}

static void csv_rows_have_as_many_commas_as_they_need(void **state)
{
    (void)state;
    buffer b;
    buffer_init(&b, TEST_MAX);
    csv_out csv = { .out = &b };
    csv_add_empty(&csv);
    csv_add_number(&csv, 0.1);
    csv_add_number(&csv, NAN);
    csv_add_integer(&csv, -7);
    csv_end_row(&csv);
    csv_add_text(&csv, TEXT("next"));
    csv_end_row(&csv);
    assert_written(&b, ",0.10000000000000001,,-7\nnext\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_and_attributes_are_escaped),
        cmocka_unit_test(elements_nest_and_void_ones_do_not),
        cmocka_unit_test(json_has_its_commas_and_escapes),
        cmocka_unit_test(csv_cells_are_quoted_when_they_need_it_and_never_run),
        cmocka_unit_test(csv_rows_have_as_many_commas_as_they_need),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("writing", tests, NULL, NULL);
}
