/* Widths of words, for layout without a font. */
#include "chart/metrics.h"

enum { FIRST_CHARACTER = 32, CHARACTERS = 95 };

/* Advance widths of U+0020 to U+007E in thousandths of the font size: the larger of DejaVu Sans 2.37 and Liberation
 * Sans 2.1.5 (which has Arial's widths), measured from the fonts. */
static const uint16_t widths[CHARACTERS] = {
    318,  401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, /* space to / */
    636,  636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 556, /* 0 to ? */
    1015, 684, 686, 722, 770, 667, 611, 778, 752, 295, 500, 667, 557, 863, 748, 787, /* @ to O */
    667,  787, 722, 667, 611, 732, 684, 989, 685, 667, 685, 390, 337, 390, 838, 556, /* P to _ */
    500,  613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, /* ` to o */
    635,  635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,      /* p to ~ */
};

/* Bold is wider by 10 to 13 % in the fonts above. */
static const double bold_factor = 1.13;

static const struct {
    uint32_t from;
    uint16_t width;
} ranges[] = {
    { 0x1F000, 1400 }, /* pictures */
    { 0x1100, 1000 },  /* East Asian scripts, symbols and all that comes between */
    { 0x0370, 900 },   /* Greek, Cyrillic and beyond; some Cyrillic capitals are wider, the average is not */
    { 0x00A1, 750 },   /* Latin with accents, signs */
    { 0x007F, 318 },   /* control characters, no-break space */
};

static uint16_t character_width(uint32_t character)
{
    if (character < FIRST_CHARACTER)
        return widths[0];
    if (character < FIRST_CHARACTER + CHARACTERS)
        return widths[character - FIRST_CHARACTER];
    if (character == 0x2009 || character == 0x202F) /* thin spaces, as before a % */
        return 200;
    size_t i = 0;
    while (character < ranges[i].from)
        i++;
    return ranges[i].width;
}

uint32_t metrics_take_character(text *rest)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    const unsigned char *const at = (const unsigned char *)rest->at;
    const size_t length = at[0] < 0x80   ? 1
                          : at[0] < 0xC2 ? 0
                          : at[0] < 0xE0 ? 2
                          : at[0] < 0xF0 ? 3
                          : at[0] < 0xF5 ? 4
                                         : 0;
    uint32_t character = length <= 1 ? at[0] : at[0] & (0xFFu >> (length + 1));
    bool is_good = length > 0 && length <= rest->len;
    for (size_t i = 1; is_good && i < length; i++) {
        is_good = (at[i] & 0xC0) == 0x80;
        character = character << 6 | (at[i] & 0x3Fu);
    }
    if (!is_good || character < least[length] || character > 0x10FFFF || (character >= 0xD800 && character < 0xE000)) {
        *rest = (text){ rest->at + 1, rest->len - 1 };
        return 0xFFFD;
    }
    *rest = (text){ rest->at + length, rest->len - length };
    return character;
}

double metrics_width(text words, double size, bool is_bold)
{
    uint64_t thousandths = 0;
    while (words.len > 0)
        thousandths += character_width(metrics_take_character(&words));
    return (double)thousandths * size * (is_bold ? bold_factor : 1) / 1000;
}

text metrics_cut(text words, double width, double size, bool is_bold)
{
    const double scale = size * (is_bold ? bold_factor : 1) / 1000;
    uint64_t thousandths = 0;
    text rest = words;
    while (rest.len > 0) {
        text after = rest;
        thousandths += character_width(metrics_take_character(&after));
        if ((double)thousandths * scale > width)
            break;
        rest = after;
    }
    return (text){ words.at, words.len - rest.len };
}

/* Where the first line ends: at the last space before `width`, or behind the first word when it is wider. */
static size_t find_line_end(text words, double width, double size, bool is_bold)
{
    const size_t fits = metrics_cut(words, width, size, is_bold).len;
    if (fits == words.len)
        return fits;
    for (size_t i = fits + 1; i-- > 1;)
        if (words.at[i] == ' ')
            return i;
    size_t end = fits;
    while (end < words.len && words.at[end] != ' ')
        end++;
    return end;
}

size_t metrics_wrap(text words, double width, double size, bool is_bold, text *lines, size_t max_lines)
{
    size_t n = 0;
    words = text_trim(words);
    while (words.len > 0 && n < max_lines) {
        const size_t end = n + 1 == max_lines ? words.len : find_line_end(words, width, size, is_bold);
        lines[n++] = text_trim((text){ words.at, end });
        words = text_trim((text){ words.at + end, words.len - end });
    }
    return n;
}
