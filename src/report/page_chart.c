/* The charts of one series: from what the engine found to what the drawing functions want. */
#include "report/page.h"

#include <math.h>

#include "base/html.h"
#include "base/memory.h"
#include "report/words.h"

/* The upper limit of moving ranges, in average ones (D4, as in upward/spc.h). */
static const double RANGE_LIMIT = 3.267;

/* "Mean of the values of each month": of charts whose points are not the values. */
static void add_meaning(buffer *b, const report_series *s)
{
    static const char *const words[POINT_MEANING_COUNT] = {
        [POINTS_ARE_CHANGES] = "Change of each value from the one before",
        [POINTS_ARE_MEANS] = "Mean of the values of each ",
        [POINTS_ARE_SPREADS] = "Standard deviation of the values of each ",
    };
    if (words[s->meaning] == NULL)
        return;
    buffer_add(b, text_of(words[s->meaning]));
    if (s->meaning != POINTS_ARE_CHANGES)
        buffer_add(b, text_of(cadence_noun(s->cadence)));
}

static text write_subtitle(const report_series *s, upw_arena *arena)
{
    buffer b;
    buffer_init(&b, 4096);
    add_meaning(&b, s);
    if (b.len > 0 && s->unit.words.len > 0 && s->unit.kind != UNIT_COUNT)
        buffer_add_literal(&b, ", ");
    if (b.len == 0 || s->unit.kind != UNIT_COUNT)
        unit_add_name(&b, s->unit);
    if (s->key.organisation.len > 0) {
        buffer_add(&b, b.len > 0 ? TEXT(", ") : TEXT(""));
        buffer_add(&b, s->key.organisation);
    }
    if (s->n > 0) {
        buffer_add(&b, b.len > 0 ? TEXT(", ") : TEXT(""));
        words_add_span(&b, s, 0, s->n - 1);
    }
    const text subtitle = memory_copy_text(arena, buffer_text(&b));
    buffer_clear(&b);
    return subtitle;
}

size_t page_find_annotation(const report_series *s, size_t from)
{
    while (from < s->n && (s->annotations == NULL || s->annotations[from].len == 0))
        from++;
    return from;
}

enum { NOTES_SHOWN = 8 }; /* the latest; the table of numbers has them all */

static size_t count_annotations(const report_series *s)
{
    size_t n = 0;
    for (size_t i = page_find_annotation(s, 0); i < s->n; i = page_find_annotation(s, i + 1))
        n++;
    return n;
}

/* The limits differ because the subgroups do. */
static bool has_sizes(const report_series *s)
{
    const bool is_of_subgroups = s->meaning == POINTS_ARE_MEANS || s->meaning == POINTS_ARE_SPREADS;
    for (size_t i = 1; is_of_subgroups && i < s->n; i++)
        if (s->sizes[i] != s->sizes[0])
            return true;
    return false;
}

static text write_footnote(const report_series *s, upw_arena *arena)
{
    const char *const profile = upw_profile_text(s->options.profile);
    const char *const kind = s->face != NULL ? s->face->title : "XmR chart";
    const char *const more = count_annotations(s) > NOTES_SHOWN ? " Earlier notes are in the table of numbers."
                             : has_sizes(s)                     ? " The fewer values, the wider the limits."
                                                                : "";
    if (s->options.fix_after_n > 0)
        return memory_format(arena, "%s, profile %s, limits from the first %zu %s of each stretch.%s", kind, profile,
                             s->options.fix_after_n, cadence_plural(s->cadence), more);
    return memory_format(arena, "%s, profile %s.%s", kind, profile, more);
}

static const chart_note *write_step_notes(const report_series *s, upw_arena *arena)
{
    chart_note *const notes = MEMORY_TAKE(arena, chart_note, s->n_phases);
    for (size_t i = 1; i < s->n_phases; i++)
        notes[i - 1] = (chart_note){ s->phase_starts[i], s->step_reasons[i] };
    return notes;
}

static const chart_note *write_annotations(const report_series *s, size_t n_left_out, upw_arena *arena)
{
    chart_note *const notes = MEMORY_TAKE(arena, chart_note, NOTES_SHOWN);
    size_t at = 0;
    for (size_t i = page_find_annotation(s, 0); i < s->n; i = page_find_annotation(s, i + 1), at++)
        if (at >= n_left_out)
            notes[at - n_left_out] = (chart_note){ i, s->annotations[i] };
    return notes;
}

/* A figure of each phase at each of its points. */
static double *spread(const report_series *s, size_t offset, upw_arena *arena)
{
    double *const column = MEMORY_TAKE(arena, double, s->n);
    for (size_t i = 0; i < s->n_phases; i++) {
        const double figure = *(const double *)((const char *)&s->phases[i] + offset);
        for (size_t at = s->phases[i].start; at < s->phases[i].start + s->phases[i].n; at++)
            column[at] = figure;
    }
    return column;
}

static bool *find_short_phases(const report_series *s, upw_arena *arena)
{
    bool *const is_short = MEMORY_TAKE(arena, bool, s->n_phases);
    for (size_t i = 0; i < s->n_phases; i++)
        is_short[i] = s->phases[i].is_short;
    return is_short;
}

chart page_make_chart(const report_series *s, text id, upw_arena *arena)
{
    upw_point_type *const types = MEMORY_TAKE(arena, upw_point_type, s->n);
    int8_t *const sides = MEMORY_TAKE(arena, int8_t, s->n);
    for (size_t i = 0; i < s->n; i++) {
        types[i] = (upw_point_type)s->points[i].type;
        sides[i] = s->points[i].side;
    }
    const size_t n_notes = count_annotations(s), n_left_out = n_notes > NOTES_SHOWN ? n_notes - NOTES_SHOWN : 0;
    return (chart){
        .title = memory_format(arena, "%.*s: %.*s", TEXT_ARGS(s->name), TEXT_ARGS(s->words.finding)),
        .subtitle = write_subtitle(s, arena),
        .description = memory_format(arena, "%.*s %.*s", TEXT_ARGS(s->words.variation), TEXT_ARGS(s->words.assurance)),
        .id = id,
        .unit = s->unit,
        .n = s->n,
        .periods = s->periods,
        .values = s->values,
        .centre = s->face != NULL ? s->centre : spread(s, offsetof(upw_xmr_phase, mean), arena),
        .lower = s->face != NULL ? s->lower : spread(s, offsetof(upw_xmr_phase, lpl), arena),
        .upper = s->face != NULL ? s->upper : spread(s, offsetof(upw_xmr_phase, upl), arena),
        .centre_name = text_of(s->centre_name),
        .types = types,
        .sides = sides,
        .phase_starts = s->phase_starts,
        .n_phases = s->n_phases,
        .phase_is_short = find_short_phases(s, arena),
        .step_notes = write_step_notes(s, arena),
        .n_step_notes = s->n_phases - 1,
        .annotations = write_annotations(s, n_left_out, arena),
        .n_annotations = n_notes - n_left_out,
        .target = s->options.target,
        .has_target = s->options.has_target,
        .lowest = s->lowest,
        .highest = s->highest,
        .footnote = write_footnote(s, arena),
    };
}

chart page_make_range_chart(const report_series *s, text id, upw_arena *arena)
{
    double *const ranges = MEMORY_TAKE(arena, double, s->n);
    double *const limits = spread(s, offsetof(upw_xmr_phase, mean_range), arena);
    for (size_t i = 0; i < s->n; i++)
        limits[i] *= RANGE_LIMIT;
    for (size_t i = 0; i < s->n_phases; i++) {
        const size_t start = s->phases[i].start;
        if (s->phases[i].n > 0)
            ranges[start] = NAN;
        for (size_t at = start + 1; at < start + s->phases[i].n; at++)
            ranges[at] = fabs(s->values[at] - s->values[at - 1]);
    }
    return (chart){
        .title = memory_format(arena, "%.*s: moving ranges", TEXT_ARGS(s->name)),
        .subtitle = memory_format(arena, "Difference of each %s from the one before", cadence_noun(s->cadence)),
        .description = TEXT("A high point is a jump; the limits of the chart above rest on the mean of these."),
        .id = id,
        .unit = s->unit,
        .n = s->n,
        .periods = s->periods,
        .values = ranges,
        .centre = spread(s, offsetof(upw_xmr_phase, mean_range), arena),
        .upper = limits,
        .phase_starts = s->phase_starts,
        .n_phases = s->n_phases,
    };
}

/* <symbol>s, so that a thousand rows cost a thousand references and not a thousand drawings. */
void page_define_icons(buffer *out)
{
    buffer_add_literal(out, "<svg width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\">");
    for (int i = 0; i < UPW_VARIATION_COUNT; i++) {
        buffer_add_format(out, "<symbol id=\"v%d\" viewBox=\"0 0 64 64\">", i);
        chart_draw_variation_icon(out, (upw_variation)i);
        buffer_add_literal(out, "</symbol>");
    }
    for (int i = UPW_ASSURANCE_NONE + 1; i < UPW_ASSURANCE_COUNT; i++) {
        buffer_add_format(out, "<symbol id=\"a%d\" viewBox=\"0 0 64 64\">", i);
        chart_draw_assurance_icon(out, (upw_assurance)i);
        buffer_add_literal(out, "</symbol>");
    }
    buffer_add_literal(out, "</svg>\n");
}

void page_use_icon(buffer *out, char kind, int number)
{
    buffer_add_format(out, "<svg class=\"icon\" viewBox=\"0 0 64 64\" aria-hidden=\"true\"><use href=\"#%c%d\"/></svg>",
                      kind, number);
}
