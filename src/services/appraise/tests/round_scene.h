/* A round that is open, with one body whose people were invited, for tests: put straight into the tables, so that a
 * test of answering needs none of setting up. */
#ifndef APPRAISE_TESTS_ROUND_SCENE_H
#define APPRAISE_TESTS_ROUND_SCENE_H

#include "base/base32.h"
#include "base/civil.h"
#include "services/appraise/electors.h"
#include "services/tests/scene.h"

enum { ROUND_SCENE_PEOPLE = 30 };
#define ROUND_SCENE_YEAR "2016"

typedef struct round_scene {
    scene c;
    char answers_path[400];
    answers *file;
    answers_keys keys;
    char tokens[ROUND_SCENE_PEOPLE][BASE32_ID_LEN + 1];
} round_scene;

static const store_statement round_scene_statements[] = {
    { "test_round_add",
      "INSERT INTO appraisal_round (year, title, board, board_label, office_label, body_label, opens_on, "
      "individual_days, return_days, extra_days, extra_reason, reply_working_days, publish_on, min_people, regime, "
      "questionnaire, cancel_reason, cancelled_by, public_key, secret_key, version) VALUES ($1, 'The appraisal of "
      "2016', "
      "$2, 'the national board', 'your local office', 'clinical commissioning group', '2016-06-20', 28, 28, 0, '', 10, "
      "'2016-11-01', 10, 'voluntary', $1, '', '', $3, $4, 1)",
      .takes = "tttt" },
    { "test_return_add",
      "INSERT INTO appraisal_return (year, body, office, region, people_served, lead, signatory, n_electors, "
      "has_individual_stage, n_answered, met_on, consulted, statement_board, statement_office, thanks, ask_1, ask_2, "
      "ask_3, obstacles, sign_1_person, sign_1_title, sign_1_ms, sign_2_person, sign_2_title, sign_2_ms, fingerprint, "
      "edition, reason, query, version) VALUES ($1, $2, '', '', 0, '', '', 0, 0, -1, '', '', '', '', '', '', '', '', "
      "'', "
      "'', '', 0, '', '', 0, '', 0, '', '', 1)",
      .takes = "tt" },
    { "test_life_put", "UPDATE life SET state = $3 WHERE machine = $1 AND object = $2", .takes = "ttt" },
    { "test_elector_put", "UPDATE appraisal_elector SET state = 'sent' WHERE id = $1", .takes = "t" },
};

static inline void round_scene_life(round_scene *s, const char *machine, const char *object, const char *state)
{
    const store_value values[] = { STORE_TEXT(text_of(machine)), STORE_TEXT(text_of(object)),
                                   STORE_TEXT(text_of(state)) };
    assert_done(store_run(s->c.db, &round_scene_statements[2], values, NULL, error));
}

typedef struct round_scene_job {
    round_scene *s;
    text secret;
} round_scene_job;

static inline bool round_scene_fill(store_db *db, void *context, upw_error *error)
{
    const round_scene_job *const job = context;
    char key[2 * ANSWERS_KEY_BYTES + 1];
    sodium_bin2hex(key, sizeof key, job->s->keys.public_key, ANSWERS_KEY_BYTES);
    const store_value round[] = { STORE_TEXT(TEXT(ROUND_SCENE_YEAR)), STORE_TEXT(TEXT(SCENE_BOARD)),
                                  STORE_TEXT(text_of(key)), STORE_TEXT(job->secret) };
    const store_value ret[] = { STORE_TEXT(TEXT(ROUND_SCENE_YEAR)), STORE_TEXT(TEXT(SCENE_BODY)) };
    return questionnaire_add_default(db, TEXT(ROUND_SCENE_YEAR), error) &&
           store_run(db, &round_scene_statements[0], round, NULL, error) &&
           store_run(db, &round_scene_statements[1], ret, NULL, error) &&
           workflow_begin(db, MACHINE_ROUND, TEXT(ROUND_SCENE_YEAR), TEXT(""), &scene_admin, 1000, error) &&
           workflow_begin(db, MACHINE_RETURN, TEXT(ROUND_SCENE_YEAR "/" SCENE_BODY), TEXT(SCENE_BODY), &scene_admin,
                          1000, error);
}

static inline bool round_scene_link(store_db *db, void *context, upw_error *error)
{
    round_scene *const s = context;
    elector_list all;
    if (!electors_list(db, TEXT(ROUND_SCENE_YEAR), TEXT(SCENE_BODY), &s->c.arena, &all, error))
        return false;
    for (size_t i = 0; i < all.n; i++) {
        answers_ticket ticket;
        answers_make_ticket(text_of(s->tokens[i]), &ticket);
        const store_value values[] = { STORE_TEXT(all.at[i].id) };
        if (!electors_add_link(db, all.at[i].id, ticket.spent_mark, error) ||
            !store_run(db, &round_scene_statements[3], values, NULL, error))
            return false;
    }
    return true;
}

/* Person i, by name, holds s->tokens[i]. */
static inline void round_scene_invite(round_scene *s)
{
    appraise_return ret;
    bool found;
    const appraise_deed by = { .actor = scene_admin, .now_ms = 2000 };
    elector people[ROUND_SCENE_PEOPLE];
    const elector_list list = { people, ROUND_SCENE_PEOPLE };
    round_scene_life(s, "return", ROUND_SCENE_YEAR "/" SCENE_BODY, "preparing");
    for (size_t i = 0; i < ROUND_SCENE_PEOPLE; i++) {
        uint8_t random[BASE32_ID_BYTES];
        randombytes_buf(random, sizeof random);
        base32_write(random, sizeof random, s->tokens[i]);
        people[i] = (elector){ .name = memory_format(&s->c.arena, "Person %02zu", i),
                               .email = memory_format(&s->c.arena, "person%zu@example.org", i) };
    }
    assert_done(returns_find(s->c.db, TEXT(ROUND_SCENE_YEAR), TEXT(SCENE_BODY), &s->c.arena, &ret, &found, error));
    assert_done(electors_add(s->c.db, &ret, &list, &by, error));
    assert_done(store_transact(s->c.db, round_scene_link, s, error));
    round_scene_life(s, "return", ROUND_SCENE_YEAR "/" SCENE_BODY, "collecting");
}

static inline void round_scene_open(round_scene *s, const place *p)
{
    upw_error why = { 0 };
    scene_open(&s->c, p);
    s->c.site.services.answers = s->file = answers_open(s->answers_path, &why);
    if (s->file == NULL)
        fail_msg("%s", why.message);
    answers_make_keys(&s->keys);
    round_scene_job job = { s, TEXT("") };
    assert_done(store_transact(s->c.db, round_scene_fill, &job, error));
    round_scene_life(s, "round", ROUND_SCENE_YEAR, "open");
    round_scene_invite(s);
}

static inline void round_scene_close(round_scene *s)
{
    scene_close(&s->c);
    answers_close(s->file);
}

#endif
