/* The two icons of a series with their words. */
#include "report/page.h"

#include <math.h>

#include "base/memory.h"

void page_write_sentence(html_writer *h, text words)
{
    size_t written = 0;
    for (size_t i = 0; i + 1 < words.len; i++) {
        if (words.at[i] != ' ' || words.at[i + 1] != '%')
            continue;
        html_text(h, (text){ words.at + written, i - written });
        html_literal(h, "&nbsp;");
        written = i + 1;
    }
    html_text(h, (text){ words.at + written, words.len - written });
}

int page_order_of_assurance(const report_series *s)
{
    static const int orders[UPW_ASSURANCE_COUNT] = {
        [UPW_ASSURANCE_FAIL] = 0,
        [UPW_ASSURANCE_INCONSISTENT] = 1,
        [UPW_ASSURANCE_PASS] = 2,
        [UPW_ASSURANCE_NONE] = 3,
    };
    return orders[series_is_settled_on_target(s) ? s->summary.assurance : UPW_ASSURANCE_NONE];
}

static void write_note(html_writer *h, text words)
{
    if (words.len == 0)
        return;
    html_literal(h, " <span class=\"cell-note\">");
    page_write_sentence(h, words);
    html_literal(h, "</span>");
}

const char *page_variation_words(const report_series *s)
{
    return s->can_tell     ? chart_variation_words(s->summary.variation)
           : s->has_ended  ? "No longer reported"
           : s->has_latest ? "Cannot tell yet"
                           : "No values";
}

text page_variation_note(const report_series *s, upw_arena *arena)
{
    const upw_xmr_phase *const phase = &s->phases[s->n_phases - 1];
    if (!phase->is_short || !s->has_latest || s->has_ended)
        return (text){ "", 0 };
    return memory_format(arena, "%s%zu %s", isnan(phase->upl) ? "" : "trial limits, ", phase->n,
                         phase->n == 1 ? "point" : "points");
}

void page_write_variation(const report_series *s, html_writer *h)
{
    upw_arena scratch;
    memory_init_arena(&scratch);
    html_literal(h, "<div>");
    if (s->can_tell)
        page_use_icon(html_lend(h), 'v', (int)s->summary.variation);
    html_literal(h, "<span>");
    html_text(h, text_of(page_variation_words(s)));
    write_note(h, page_variation_note(s, &scratch));
    html_literal(h, "</span></div>");
    upw_arena_clear(&scratch);
}

const char *page_assurance_words(const report_series *s)
{
    return series_is_settled_on_target(s)          ? chart_assurance_words(s->summary.assurance)
           : !s->options.has_target                ? "No target"
           : s->options.improvement == UPW_NEUTRAL ? "Not judged"
           : s->has_ended                          ? "Cannot tell"
           : s->can_tell_target                    ? "Changing: cannot tell yet"
                                                   : "Cannot tell yet";
}

void page_write_assurance(const report_series *s, html_writer *h)
{
    html_literal(h, "<div>");
    if (series_is_settled_on_target(s))
        page_use_icon(html_lend(h), 'a', (int)s->summary.assurance);
    html_literal(h, "<span>");
    html_text(h, text_of(page_assurance_words(s)));
    write_note(h, s->words.target);
    html_literal(h, "</span></div>");
}
