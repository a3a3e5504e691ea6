/* Markdown, line by line. */
#include "services/appraise/report_markdown.h"

#include "web/nhsuk/content.h"

/* ---- within a line ---- */

/* Elsewhere by https, or on this site, however a browser reads it: it leaves out tabs, and takes "\\" for "/". */
static bool is_address(text href)
{
    for (size_t i = 0; i < href.len; i++)
        if ((unsigned char)href.at[i] <= ' ' || href.at[i] == '\\' || href.at[i] == 0x7F)
            return false;
    return text_starts_with(href, TEXT("https://")) || text_starts_with(href, TEXT("#")) ||
           (text_starts_with(href, TEXT("/")) && !text_starts_with(href, TEXT("//")));
}

/* "[words](address)" at the beginning of `rest`. */
static bool take_link(text *rest, text *words, text *href)
{
    text ahead = *rest;
    if (ahead.len < 4 || ahead.at[0] != '[')
        return false;
    ahead.at++, ahead.len--;
    const size_t before = ahead.len;
    *words = text_take_until(&ahead, ']');
    if (words->len == before || ahead.len == 0 || ahead.at[0] != '(')
        return false;
    ahead.at++, ahead.len--;
    const size_t left = ahead.len;
    *href = text_take_until(&ahead, ')');
    if (href->len == left || words->len == 0 || !is_address(*href))
        return false;
    *rest = ahead;
    return true;
}

static size_t find_end(text rest, text mark)
{
    for (size_t i = mark.len; i + mark.len <= rest.len; i++)
        if (text_equal((text){ rest.at + i, mark.len }, mark))
            return i;
    return 0;
}

/* "**words**" or "*words*" at the beginning: how long the mark is; 0: none. */
static size_t find_mark(text rest, size_t *end)
{
    static const text marks[] = { { "**", 2 }, { "*", 1 } };
    for (size_t m = 0; m < 2; m++)
        if (text_starts_with(rest, marks[m]) && rest.len > marks[m].len && rest.at[marks[m].len] != ' ') {
            *end = find_end(rest, marks[m]);
            if (*end > marks[m].len)
                return marks[m].len;
        }
    return 0;
}

static void write_plain(html_writer *h, text *plain)
{
    if (plain->len > 0)
        html_text(h, *plain);
    plain->len = 0;
}

static void write_line(html_writer *h, text rest)
{
    text plain = { rest.at, 0 }, words, href;
    while (rest.len > 0) {
        size_t end = 0;
        const size_t mark = find_mark(rest, &end);
        if (mark > 0) {
            write_plain(h, &plain);
            words = (text){ rest.at + mark, end - mark };
            if (mark == 2)
                html_element(h, "strong", words);
            else
                html_element(h, "em", words);
            rest.at += end + mark;
            rest.len -= end + mark;
            plain = (text){ rest.at, 0 };
        } else if (take_link(&rest, &words, &href)) {
            write_plain(h, &plain);
            nhs_link(h, href, words);
            plain = (text){ rest.at, 0 };
        } else {
            rest.at++, rest.len--;
            plain.len++;
        }
    }
    write_plain(h, &plain);
}

/* ---- lines ---- */

typedef enum line_kind { LINE_EMPTY, LINE_WORDS, LINE_HEADING, LINE_ITEM, LINE_NUMBERED, LINE_PLACE } line_kind;

/* The kind of a line; *words without its mark, *level of a heading. */
static line_kind read_line(text line, text *words, int *level)
{
    size_t n = 0;
    *words = text_trim(line);
    line = *words;
    if (line.len == 0)
        return LINE_EMPTY;
    while (n < line.len && line.at[n] == '#')
        n++;
    if (n > 0 && n <= 4 && n < line.len && line.at[n] == ' ') {
        *level = n == 1 ? 2 : (int)n;
        *words = text_trim((text){ line.at + n, line.len - n });
        return LINE_HEADING;
    }
    if (line.at[0] == '{' && line.at[line.len - 1] == '}') {
        *words = (text){ line.at + 1, line.len - 2 };
        return LINE_PLACE;
    }
    if (line.len > 2 && (line.at[0] == '-' || line.at[0] == '*') && line.at[1] == ' ') {
        *words = (text){ line.at + 2, line.len - 2 };
        return LINE_ITEM;
    }
    for (n = 0; n < line.len && line.at[n] >= '0' && line.at[n] <= '9';)
        n++;
    if (n > 0 && n < 4 && n + 2 < line.len && line.at[n] == '.' && line.at[n + 1] == ' ') {
        *words = (text){ line.at + n + 2, line.len - n - 2 };
        return LINE_NUMBERED;
    }
    return LINE_WORDS;
}

typedef struct writing {
    html_writer *h;
    const report_markdown *it;
    line_kind open; /* a paragraph or list whose lines may go on; LINE_EMPTY: none */
    int paragraph;
} writing;

static void end_block(writing *w)
{
    if (w->open == LINE_WORDS)
        html_close(w->h, "p");
    if (w->open == LINE_ITEM || w->open == LINE_NUMBERED)
        nhs_end_list(w->h, w->open == LINE_NUMBERED);
    if (w->open != LINE_EMPTY && w->it->after != NULL)
        w->it->after(w->h, w->it->context, ++w->paragraph);
    w->open = LINE_EMPTY;
}

static void write_words(writing *w, text words)
{
    if (w->open == LINE_WORDS)
        html_words(w->h, " ");
    else {
        end_block(w);
        html_open(w->h, "p");
        w->open = LINE_WORDS;
    }
    write_line(w->h, words);
}

static void write_item(writing *w, line_kind kind, text words)
{
    if (w->open != kind) {
        end_block(w);
        nhs_begin_list(w->h, kind == LINE_NUMBERED);
        w->open = kind;
    }
    html_open(w->h, "li");
    write_line(w->h, words);
    html_close(w->h, "li");
}

void report_write_markdown(html_writer *h, const report_markdown *it)
{
    writing w = { .h = h, .it = it };
    for (text rest = it->words; rest.len > 0;) {
        text words;
        int level = 2;
        const line_kind kind = read_line(text_take_until(&rest, '\n'), &words, &level);
        if (kind == LINE_WORDS) {
            write_words(&w, words);
            continue;
        }
        if (kind == LINE_ITEM || kind == LINE_NUMBERED) {
            write_item(&w, kind, words);
            continue;
        }
        end_block(&w);
        if (kind == LINE_HEADING)
            nhs_heading(h, &(nhs_heading_options){ .words = words, .level = level });
        if (kind == LINE_PLACE)
            it->place(h, it->context, words);
    }
    end_block(&w);
}
