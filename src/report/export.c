/* The report as CSV and as JSON. */
#include "report/export.h"

#include <math.h>

#include "base/csv_out.h"
#include "base/json.h"
#include "report/page.h"
#include "report/parallel.h"
#include "report/words.h"
#include "upward_config.h"

/* ---- CSV: the columns are a table, so that the header and the rows agree ---- */

static void add_unit(csv_out *csv, const report_series *s)
{
    static const char *const names[UNIT_KIND_COUNT] = {
        [UNIT_OTHER] = NULL, [UNIT_PERCENT] = "%", [UNIT_SHARE] = "share", [UNIT_POUNDS] = "£", [UNIT_COUNT] = "count",
    };
    csv_add_text(csv, names[s->unit.kind] != NULL ? text_of(names[s->unit.kind]) : s->unit.words);
}

static void add_latest_period(csv_out *csv, const report_series *s)
{
    buffer b;
    buffer_init(&b, 64);
    if (s->has_latest)
        period_add(&b, s->periods[s->latest]);
    csv_add_text(csv, buffer_text(&b));
    buffer_clear(&b);
}

static double latest_of(const report_series *s, const double *column)
{
    return s->has_latest && column != NULL ? column[s->latest] : NAN;
}

static const upw_xmr_phase *last_phase(const report_series *s)
{
    return &s->phases[s->n_phases - 1];
}

#define TEXT_COLUMN(name, value)                                                                                       \
    static void name(csv_out *csv, const report_series *s)                                                             \
    {                                                                                                                  \
        csv_add_text(csv, (value));                                                                                    \
    }
#define NUMBER_COLUMN(name, value)                                                                                     \
    static void name(csv_out *csv, const report_series *s)                                                             \
    {                                                                                                                  \
        csv_add_number(csv, (value));                                                                                  \
    }
#define INTEGER_COLUMN(name, value)                                                                                    \
    static void name(csv_out *csv, const report_series *s)                                                             \
    {                                                                                                                  \
        csv_add_integer(csv, (int64_t)(value));                                                                        \
    }

TEXT_COLUMN(add_id, s->key.id)
TEXT_COLUMN(add_indicator, s->key.indicator)
TEXT_COLUMN(add_organisation, s->key.organisation)
TEXT_COLUMN(add_name, s->name)
TEXT_COLUMN(add_improvement, s->knows_improvement ? text_of(upw_improvement_text(s->options.improvement)) : TEXT(""))
TEXT_COLUMN(add_variation, s->can_tell ? text_of(upw_variation_text(s->summary.variation)) : TEXT(""))
TEXT_COLUMN(add_assurance, s->can_tell_target ? text_of(upw_assurance_text(s->summary.assurance)) : TEXT(""))
TEXT_COLUMN(add_finding, s->words.finding)
TEXT_COLUMN(add_variation_sentence, s->words.variation)
TEXT_COLUMN(add_assurance_sentence, s->words.assurance)
TEXT_COLUMN(add_noise_sentence, s->words.noise)
INTEGER_COLUMN(add_changing, s->is_changing ? 1 : 0)
TEXT_COLUMN(add_profile, text_of(upw_profile_text(s->options.profile)))
NUMBER_COLUMN(add_value, latest_of(s, s->values))
NUMBER_COLUMN(add_numerator, latest_of(s, s->numerators))
NUMBER_COLUMN(add_denominator, latest_of(s, s->denominators))
NUMBER_COLUMN(add_target, s->options.has_target ? s->options.target : NAN)
NUMBER_COLUMN(add_mean, last_phase(s)->mean)
NUMBER_COLUMN(add_lpl, last_phase(s)->lpl)
NUMBER_COLUMN(add_upl, last_phase(s)->upl)
INTEGER_COLUMN(add_n, s->n)
INTEGER_COLUMN(add_n_missing, s->summary.n_missing)
INTEGER_COLUMN(add_n_phases, s->n_phases)
INTEGER_COLUMN(add_n_proposals, s->n_proposals)
INTEGER_COLUMN(add_trial, last_phase(s)->is_short ? 1 : 0)
TEXT_COLUMN(add_path_verdict,
            s->path != NULL ? text_of(upw_trajectory_verdict_text(s->path->judgement.verdict)) : TEXT(""))
TEXT_COLUMN(add_path_sentence, s->words.path)
INTEGER_COLUMN(add_runs_signal, s->runs.signal ? 1 : 0)

static const struct {
    const char *name;
    void (*add)(csv_out *csv, const report_series *s);
} columns[] = {
    { "series_id", add_id },
    { "indicator", add_indicator },
    { "organisation", add_organisation },
    { "name", add_name },
    { "unit", add_unit },
    { "improvement", add_improvement },
    { "latest_period", add_latest_period },
    { "latest_value", add_value },
    { "latest_numerator", add_numerator },
    { "latest_denominator", add_denominator },
    { "variation", add_variation },
    { "assurance", add_assurance },
    { "finding", add_finding },
    { "variation_sentence", add_variation_sentence },
    { "assurance_sentence", add_assurance_sentence },
    { "noise_sentence", add_noise_sentence },
    { "target", add_target },
    { "mean", add_mean },
    { "lpl", add_lpl },
    { "upl", add_upl },
    { "n_points", add_n },
    { "n_missing", add_n_missing },
    { "n_phases", add_n_phases },
    { "trial_limits", add_trial },
    { "steps_to_decide", add_n_proposals },
    { "runs_signal", add_runs_signal },
    { "profile", add_profile },
    { "changing", add_changing },
    { "path_verdict", add_path_verdict },
    { "path_sentence", add_path_sentence },
};

enum { COLUMNS = sizeof columns / sizeof columns[0] };

static void write_csv_row(const void *context, size_t index, buffer *part)
{
    const report_model *const model = context;
    csv_out csv = { .out = part };
    for (size_t i = 0; i < COLUMNS; i++)
        columns[i].add(&csv, &model->series[index]);
    csv_end_row(&csv);
}

bool export_csv(const report_model *model, unsigned threads, output *out, upw_error *error)
{
    buffer header;
    buffer_init(&header, 1 << 16);
    csv_out csv = { .out = &header };
    for (size_t i = 0; i < COLUMNS; i++)
        csv_add_text(&csv, text_of(columns[i].name));
    csv_end_row(&csv);
    const bool is_well = output_write(out, buffer_text(&header), error) &&
                         parallel_write(model->n_series, threads, write_csv_row, model, out, error);
    buffer_clear(&header);
    return is_well;
}

/* ---- JSON ---- */

static void add_text_member(json_writer *j, const char *key, text value)
{
    json_key(j, key);
    if (value.len > 0)
        json_text(j, value);
    else
        json_null(j);
}

static void add_number_member(json_writer *j, const char *key, double value)
{
    json_key(j, key);
    json_number(j, value);
}

static void add_integer_member(json_writer *j, const char *key, size_t value)
{
    json_key(j, key);
    json_integer(j, (int64_t)value);
}

static void add_period_member(json_writer *j, const char *key, const report_series *s, size_t point)
{
    buffer b;
    buffer_init(&b, 64);
    period_add(&b, s->periods[point]);
    add_text_member(j, key, buffer_text(&b));
    buffer_clear(&b);
}

static void add_texts_member(json_writer *j, const char *key, const text *items, size_t n)
{
    json_key(j, key);
    json_begin_array(j);
    for (size_t i = 0; i < n; i++)
        json_text(j, items[i]);
    json_end_array(j);
}

static void add_phases(json_writer *j, const report_series *s)
{
    json_key(j, "phases");
    json_begin_array(j);
    for (size_t i = 0; i < s->n_phases && s->n > 0; i++) {
        const upw_xmr_phase *const phase = &s->phases[i];
        json_begin_object(j);
        add_period_member(j, "start", s, phase->start);
        add_integer_member(j, "n", phase->n);
        add_number_member(j, "mean", phase->mean);
        add_number_member(j, "lpl", phase->lpl);
        add_number_member(j, "upl", phase->upl);
        json_key(j, "trial_limits");
        json_bool(j, phase->is_short);
        add_text_member(j, "reason", s->step_reasons[i]);
        json_end_object(j);
    }
    json_end_array(j);
}

static void add_points(json_writer *j, const report_series *s)
{
    json_key(j, "points");
    json_begin_array(j);
    for (size_t i = 0; i < s->n; i++) {
        json_begin_object(j);
        add_period_member(j, "period", s, i);
        add_number_member(j, "value", s->values[i]);
        if (s->numerators != NULL)
            add_number_member(j, "numerator", s->numerators[i]);
        if (s->denominators != NULL)
            add_number_member(j, "denominator", s->denominators[i]);
        add_text_member(j, "label", text_of(upw_label_text((upw_label)s->points[i].label, &s->options)));
        add_text_member(j, "type", text_of(upw_point_type_text((upw_point_type)s->points[i].type)));
        if (s->annotations != NULL)
            add_text_member(j, "annotation", s->annotations[i]);
        json_end_object(j);
    }
    json_end_array(j);
}

static void add_sentences(json_writer *j, const series_words *w)
{
    json_key(j, "sentences");
    json_begin_object(j);
    add_text_member(j, "finding", w->finding);
    add_text_member(j, "variation", w->variation);
    add_text_member(j, "assurance", w->assurance);
    add_text_member(j, "latest", w->latest);
    add_text_member(j, "noise", w->noise);
    add_text_member(j, "trial_limits", w->trial);
    add_text_member(j, "narrow_limits", w->narrow);
    add_text_member(j, "gaps", w->gaps);
    add_text_member(j, "target_change", w->target_change);
    add_text_member(j, "runs", w->runs);
    add_texts_member(j, "proposals", w->proposals, w->n_proposals);
    add_text_member(j, "path", w->path);
    add_text_member(j, "proposals_note", w->proposals_note);
    add_texts_member(j, "steps", w->steps, w->n_steps);
    add_texts_member(j, "history", w->history, w->n_history);
    json_end_object(j);
}

static void write_json_series(const void *context, size_t index, buffer *part)
{
    const report_model *const model = context;
    const report_series *const s = &model->series[index];
    if (index > 0)
        buffer_add_literal(part, ",\n");
    json_writer writer, *const j = &writer;
    json_init(j, part);
    json_begin_object(j);
    add_text_member(j, "series_id", s->key.id);
    add_text_member(j, "indicator", s->key.indicator);
    add_text_member(j, "organisation", s->key.organisation);
    add_text_member(j, "name", s->name);
    add_text_member(j, "improvement",
                    s->knows_improvement ? text_of(upw_improvement_text(s->options.improvement)) : (text){ "", 0 });
    add_number_member(j, "target", s->options.has_target ? s->options.target : NAN);
    add_integer_member(j, "n_points", s->n);
    add_integer_member(j, "n_missing", s->summary.n_missing);
    add_text_member(j, "variation", s->can_tell ? text_of(upw_variation_text(s->summary.variation)) : (text){ "", 0 });
    add_text_member(j, "assurance",
                    s->can_tell_target ? text_of(upw_assurance_text(s->summary.assurance)) : (text){ "", 0 });
    add_text_member(j, "path_verdict",
                    s->path != NULL ? text_of(upw_trajectory_verdict_text(s->path->judgement.verdict))
                                    : (text){ "", 0 });
    json_key(j, "changing");
    json_bool(j, s->is_changing);
    add_sentences(j, &s->words);
    add_phases(j, s);
    add_points(j, s);
    json_end_object(j);
}

bool export_json(const report_model *model, unsigned threads, output *out, upw_error *error)
{
    buffer frame;
    buffer_init(&frame, 1 << 20);
    json_writer writer, *const j = &writer;
    json_init(j, &frame);
    json_begin_object(j);
    add_text_member(j, "title", model->title);
    add_text_member(j, "place", model->place);
    add_text_member(j, "span", model->span);
    add_text_member(j, "banner", model->options->banner);
    add_text_member(j, "source", model->options->source);
    add_text_member(j, "made_by", TEXT("Upward " UPWARD_VERSION));
    add_text_member(j, "profile", text_of(upw_profile_text(model->options->profile)));
    json_key(j, "series");
    json_begin_array(j);
    buffer_add_char(&frame, '\n');
    bool is_well = output_write(out, buffer_text(&frame), error) &&
                   parallel_write(model->n_series, threads, write_json_series, model, out, error);
    buffer_empty(&frame);
    json_end_array(j);
    json_end_object(j);
    buffer_add_char(&frame, '\n');
    is_well = is_well && output_write(out, buffer_text(&frame), error);
    buffer_clear(&frame);
    return is_well;
}
