/* The text that is signed. */
#include "services/appraise/signed.h"

#include <sodium.h>

#include "base/civil.h"
#include "base/memory.h"
#include "services/people/people.h"

enum { SIGNED_BYTES_MAX = 512 * 1024 };

typedef struct writing {
    store_db *db;
    upw_arena *arena;
    const appraise_round *r;
    const appraise_return *ret;
    buffer out;
} writing;

static void add_line(writing *w, const char *name, text words)
{
    buffer_add_format(&w->out, "%s: ", name);
    buffer_add(&w->out, words);
    buffer_add_char(&w->out, '\n');
}

/* Words of several lines: each stands behind two spaces, so that none of them can be taken for a line of ours. */
static void add_words(writing *w, const char *name, text words)
{
    buffer_add_format(&w->out, "%s:\n", name);
    while (words.len > 0) {
        buffer_add_literal(&w->out, "  ");
        buffer_add(&w->out, text_take_until(&words, '\n'));
        buffer_add_char(&w->out, '\n');
    }
}

/* "E38000056 NHS Enfield CCG" */
static bool add_organisation(writing *w, const char *name, text id, upw_error *error)
{
    organisation o = { 0 };
    bool found;
    if (!organisations_find(w->db, id, w->arena, &o, &found, error))
        return false;
    add_line(w, name, memory_format(w->arena, "%.*s %.*s", TEXT_ARGS(id), TEXT_ARGS(o.name)));
    return true;
}

static bool add_head(writing *w, upw_error *error)
{
    const appraise_return *const ret = w->ret;
    buffer_add_literal(&w->out, "Upward: a signed return, form 1\n");
    add_line(w, "year", ret->year);
    add_line(w, "round", w->r->title);
    if (!add_organisation(w, "board", w->r->board, error) || !add_organisation(w, "body", ret->body, error) ||
        (ret->office.len > 0 && !add_organisation(w, "office", ret->office, error)))
        return false;
    add_line(w, "edition", memory_format(w->arena, "%lld", (long long)ret->edition + 1));
    add_line(w, "individual stage", ret->has_individual_stage ? TEXT("yes") : TEXT("no"));
    add_line(w, "met on", ret->met_on);
    buffer_add_literal(&w->out, "consulted:");
    for (unsigned i = 0; i < CONSULTED_COUNT; i++)
        if (ret->consulted >> i & 1u)
            buffer_add_format(&w->out, " %s", return_consulted_names[i]);
    buffer_add_char(&w->out, '\n');
    return true;
}

static void add_score(writing *w, const question *q, question_target target, const return_score *score)
{
    const char *const words = score != NULL ? answer_words(q->scale, score->score) : NULL;
    buffer_add_format(&w->out, "\nquestion: %.*s %s\n", TEXT_ARGS(q->id), question_target_names[target]);
    add_line(w, "asked", question_words(q, w->r, target, w->arena));
    if (words != NULL)
        add_line(w, "agreed", memory_format(w->arena, "%lld %s", (long long)score->score, words));
    else
        add_line(w, "agreed", TEXT("no agreed view"));
    if (score != NULL && score->reason.len > 0)
        add_words(w, "because", score->reason);
}

static bool add_scores(writing *w, upw_error *error)
{
    questionnaire asked;
    return_scores scores;
    if (!questionnaire_find(w->db, w->r->questionnaire, w->arena, &asked, error) ||
        !returns_list_scores(w->db, w->ret->year, w->ret->body, w->arena, &scores, error))
        return false;
    for (size_t i = 0; i < asked.n; i++)
        for (question_target t = 0; asked.at[i].scale != SCALE_TEXT && t < TARGET_COUNT; t++)
            if (question_is_about(&asked.at[i], t))
                add_score(w, &asked.at[i], t, returns_look_up_score(&scores, asked.at[i].id, t));
    return true;
}

static void add_statement(writing *w)
{
    const appraise_return *const ret = w->ret;
    buffer_add_char(&w->out, '\n');
    add_words(w, "about the board", ret->statement_board);
    add_words(w, "about the office", ret->statement_office);
    add_words(w, "thanks", ret->thanks);
    for (size_t i = 0; i < RETURN_ASKS; i++)
        if (ret->asks[i].len > 0)
            add_words(w, "asks", ret->asks[i]);
    add_words(w, "obstacles", ret->obstacles);
}

static bool add_signatures(writing *w, upw_error *error)
{
    static const char *const names[] = { "first signature", "second signature" };
    buffer_add_char(&w->out, '\n');
    for (size_t i = 0; i < 2; i++) {
        const return_signature *const s = &w->ret->signatures[i];
        text name;
        char at[CIVIL_UTC_LEN + 1];
        if (!people_find_name(w->db, s->person, w->arena, &name, error))
            return false;
        civil_write_utc(s->at_ms, at);
        if (s->at_ms > 0)
            add_line(w, names[i], memory_format(w->arena, "%.*s, %.*s, %s", TEXT_ARGS(name), TEXT_ARGS(s->title), at));
    }
    return true;
}

bool signed_write(store_db *db, const appraise_round *r, const appraise_return *ret, upw_arena *arena, text *out,
                  upw_error *error)
{
    writing w = { .db = db, .arena = arena, .r = r, .ret = ret };
    buffer_init(&w.out, SIGNED_BYTES_MAX);
    bool is_done = add_head(&w, error) && add_scores(&w, error);
    if (is_done)
        add_statement(&w);
    is_done = is_done && add_signatures(&w, error) &&
              (!w.out.is_full || upw_fail(error, UPW_TOO_LARGE, "the return is longer than one text can be"));
    *out = memory_keep(arena, &w.out);
    return is_done;
}

void signed_fingerprint(text words, char out[SIGNED_FINGERPRINT_LEN + 1])
{
    uint8_t hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const uint8_t *)words.at, words.len);
    sodium_bin2hex(out, SIGNED_FINGERPRINT_LEN + 1, hash, sizeof hash);
}
