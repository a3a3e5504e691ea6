/* A database with three organisations and two indicators, and files to load into it. */
#ifndef MEASURE_TESTS_SCENE_H
#define MEASURE_TESTS_SCENE_H

#include <math.h>

#include "base/memory.h"
#include "services/measure/measure.h"
#include "services/people/people.h"
#include "store/migrate.h"
#include "store/tests/places.h"

typedef struct scene {
    const place *p;
    store *s;
    store_db *db;
    upw_arena arena;
} scene;

static const measure_deed by_lead = { .actor = { TEXT("p1"), ROLE_BODY_LEAD, TEXT("E1") }, .now_ms = 1000 };
static const measure_deed by_analyst = { .actor = { TEXT("p2"), ROLE_ANALYST, { 0 } }, .now_ms = 2000 };

static const measure_key waits_at_north = { TEXT("waits"), TEXT("E1") };
static const measure_key waits_at_south = { TEXT("waits"), TEXT("E2") };

static inline const char *scene_write(const scene *c, const char *name, const char *words)
{
    static char path[120];
    snprintf(path, sizeof path, "%s/%s", c->p->folder, name);
    FILE *const file = fopen(path, "w");
    assert_non_null(file);
    fputs(words, file);
    fclose(file);
    return path;
}

static inline measure_indicator scene_waits(void)
{
    return (measure_indicator){ .id = TEXT("waits"),
                                .name = TEXT("Seen within four hours"),
                                .definition = TEXT("Share of people in accident and emergency."),
                                .unit = TEXT("%"),
                                .improvement = UPW_INCREASE,
                                .numerator = TEXT("people seen within four hours"),
                                .denominator = TEXT("people who came"),
                                .theme = THEME_PERFORMANCE,
                                .national_target = 95,
                                .has_national_target = true,
                                .is_published = true };
}

static inline void scene_open(const place *p, scene *c)
{
    *c = (scene){ .p = p, .s = place_open(p, NULL) };
    assert_done(store_migrate(c->s, NULL, error));
    c->db = place_connect(c->s);
    memory_init_arena(&c->arena);
    organisations_counts counts;
    const workflow_actor admin = { TEXT("p0"), ROLE_ADMIN, { 0 } };
    assert_done(organisations_import(c->db,
                                     scene_write(c, "tree.csv",
                                                 "org_id,ods_code,name,kind,parent_id,region_id,opened,closed\n"
                                                 "E1,01N,NHS Northmoor,ccg,,,2013-04-01,\n"
                                                 "E2,02S,NHS Southmoor,ccg,,,2013-04-01,\n"
                                                 "E3,03W,NHS Westmoor,ccg,,,2013-04-01,\n"),
                                     &admin, 500, &counts, error));
    const measure_indicator waits = scene_waits();
    const measure_indicator falls = { .id = TEXT("falls"),
                                      .name = TEXT("Falls"),
                                      .definition = TEXT("Falls of people in hospital."),
                                      .unit = TEXT("per 1,000 bed days"),
                                      .improvement = UPW_DECREASE,
                                      .theme = THEME_CARE,
                                      .chart = TEXT("u"),
                                      .is_published = true };
    assert_done(catalogue_add(c->db, &waits, &by_analyst, error));
    assert_done(catalogue_add(c->db, &falls, &by_analyst, error));
}

static inline void scene_close(scene *c)
{
    int64_t n_rows;
    assert_done(audit_verify(c->db, NULL, 0, &n_rows, error));
    upw_arena_clear(&c->arena);
    store_disconnect(c->db);
    store_close(c->s);
}

static inline bool scene_stage(scene *c, const char *words, measure_upload *out, upw_error *error)
{
    const upload_file file = { .path = scene_write(c, "figures.csv", words), .name = TEXT("figures.csv") };
    return uploads_stage(c->db, &file, &by_analyst, &c->arena, out, error);
}

static inline upload_choice scene_choose(scene *c, const measure_upload *upload)
{
    upload_preview preview;
    assert_done(uploads_preview(c->db, upload, &c->arena, &preview, error));
    return (upload_choice){ upload->id, upload->version, preview.seen, true };
}

static inline measure_upload scene_find(scene *c, text id)
{
    measure_upload upload;
    bool found;
    assert_done(uploads_find(c->db, id, &c->arena, &upload, &found, error));
    assert_true(found);
    return upload;
}

/* Staged, looked at and applied. */
static inline measure_upload scene_load(scene *c, const char *words)
{
    measure_upload upload;
    assert_done(scene_stage(c, words, &upload, error));
    const upload_choice choice = scene_choose(c, &upload);
    assert_done(uploads_apply(c->db, &choice, &by_analyst, error));
    return scene_find(c, upload.id);
}

static inline measure_series scene_read(scene *c, measure_key key)
{
    measure_series s;
    bool found;
    assert_done(series_read(c->db, key, &c->arena, &s, &found, error));
    assert_true(found);
    return s;
}

static inline period scene_month(const char *words)
{
    period when;
    const char *reason;
    assert_true(period_parse(text_of(words), PERIOD_ORDER_ISO, &when, &reason));
    return when;
}

/* Two years of it: around 80, and around 90 from the second year on. */
static inline measure_upload scene_load_step(scene *c)
{
    buffer b;
    buffer_init(&b, 1 << 16);
    buffer_add_literal(&b, "indicator,organisation,period,value\n");
    for (int i = 0; i < 24; i++)
        buffer_add_format(&b, "waits,E1,%d-%02d,%d\n", 2024 + i / 12, 1 + i % 12, (i < 12 ? 80 : 90) + i % 3);
    buffer_add_char(&b, '\0');
    const measure_upload upload = scene_load(c, b.at);
    buffer_clear(&b);
    return upload;
}

#define assert_text(a, b) assert_true(text_equal((a), text_of(b)))

#endif
