/* The people of the demonstration's bodies answer, as people do: many at the same time, each with a link. */
#include <pthread.h>
#include <sodium.h>

#include "appraisal.h"
#include "base/base32.h"
#include "base/memory.h"
#include "cli/demo_year.h"
#include "services/appraise/answer_body.h"
#include "services/appraise/electors.h"
#include "workflow/outbox.h"

enum { THREADS = 8, OPEN_MAX = 3, HUNDRED = 100, COMMENTS_PCT = 40, SECOND_PCT = 50 };

/* Somebody's links: those that came by letter, and one of which the demonstration has the token. */
typedef struct demo_link {
    text token;
    uint8_t marks[ELECTOR_LINKS_MAX][ANSWERS_KEY_BYTES];
    size_t n_marks, place;
    uint64_t state;
} demo_link;

typedef struct crew {
    const demo_year *y;
    const uint8_t *public_key;
    demo_link *links;
    size_t n, next;
    pthread_mutex_t lock;
    bool has_failed;
    upw_error error;
} crew;

/* ---- links ---- */

static text make_token(upw_arena *arena)
{
    uint8_t bytes[BASE32_ID_BYTES];
    char *const token = MEMORY_TAKE(arena, char, BASE32_ID_LEN + 1);
    randombytes_buf(bytes, sizeof bytes);
    base32_write(bytes, sizeof bytes, token);
    return (text){ token, BASE32_ID_LEN };
}

static bool add_link(const demo_year *y, const elector *who, demo_link *out, upw_error *error)
{
    answers_ticket ticket;
    out->token = make_token(y->arena);
    answers_make_ticket(out->token, &ticket);
    return electors_list_marks(y->db, who->id, out->marks, &out->n_marks, error) &&
           electors_add_link(y->db, who->id, ticket.spent_mark, error);
}

typedef struct links_job {
    const demo_year *y;
    double share;
    demo_link *links;
    size_t n;
} links_job;

static bool add_links(store_db *db, void *context, upw_error *error)
{
    links_job *const job = context;
    const demo_year *const y = job->y;
    job->n = 0;
    for (size_t p = 0; p < y->n_places; p++) {
        elector_list list;
        if (!electors_list(db, y->round.year, y->places[p].body, y->arena, &list, error))
            return false;
        uint64_t state = demo_begin_body(p) ^ (uint64_t)y->round.opens_on;
        for (size_t i = 0; i + 1 < list.n; i++) { /* the last has not answered */
            if (list.at[i].state != STATE_INVITATION_SENT ||
                demo_draw_below(&state, HUNDRED) >= (unsigned)(HUNDRED * y->places[p].response * job->share))
                continue;
            demo_link *const one = &job->links[job->n++];
            *one = (demo_link){ .place = p, .state = demo_begin_body(p) + HUNDRED * i };
            if (!add_link(y, &list.at[i], one, error))
                return false;
        }
    }
    return true;
}

typedef struct one_body {
    const demo_year *y;
    size_t place, n;
    text token;
} one_body;

static bool bounce_some(store_db *db, void *context, upw_error *error)
{
    const one_body *const job = context;
    const demo_year *const y = job->y;
    const text body = y->places[job->place].body;
    elector_list list;
    if (!electors_list(db, y->round.year, body, y->arena, &list, error))
        return false;
    for (size_t i = 0; i < job->n && i < list.n; i++) {
        bool is_moved;
        if (!electors_move(db, y->round.year, body, &list.at[i], EVENT_INVITATION_BOUNCE, &is_moved, error))
            return false;
    }
    return true;
}

bool demo_year_bounce(const demo_year *y, size_t place, size_t n, upw_error *error)
{
    one_body job = { .y = y, .place = place, .n = n };
    return store_transact(y->db, bounce_some, &job, error);
}

static bool invite_guest(store_db *db, void *context, upw_error *error)
{
    one_body *const job = context;
    const demo_year *const y = job->y;
    elector_list list;
    demo_link one = { 0 };
    if (!electors_list(db, y->round.year, y->places[job->place].body, y->arena, &list, error) || list.n == 0 ||
        !add_link(y, &list.at[list.n - 1], &one, error))
        return false;
    job->token = one.token;
    return true;
}

bool demo_year_invite_guest(const demo_year *y, size_t place, text *path, upw_error *error)
{
    one_body job = { .y = y, .place = place };
    const bool is_done = store_transact(y->db, invite_guest, &job, error);
    *path = memory_format(y->arena, "/a/%.*s", TEXT_ARGS(job.token));
    return is_done;
}

typedef struct letters_job {
    const demo_year *y;
    bool is_over;
} letters_job;

static bool settle_some(store_db *db, void *context, upw_error *error)
{
    enum { AT_A_TIME = 200 };
    letters_job *const job = context;
    for (int i = 0; i < AT_A_TIME && !job->is_over; i++) {
        upw_arena scratch;
        outbox_due due;
        bool found = false;
        memory_init_arena(&scratch);
        const bool is_done = outbox_take(db, job->y->now_ms, &scratch, &due, &found, error) &&
                             (!found || outbox_settle(db, &due, true, job->y->now_ms, error));
        upw_arena_clear(&scratch);
        job->is_over = !found;
        if (!is_done)
            return false;
    }
    return true;
}

/* Some at a time: PostgreSQL goes through all that a transaction has changed, each time it looks for the next. */
bool demo_year_send_letters(const demo_year *y, upw_error *error)
{
    letters_job job = { .y = y };
    bool is_done = true;
    while (is_done && !job.is_over)
        is_done = store_transact(y->db, settle_some, &job, error);
    return is_done;
}

/* ---- answers ---- */

static void answer_questions(const demo_year *y, demo_link *l, answer_body *out, upw_arena *arena)
{
    const demo_place *const place = &y->places[l->place];
    const double leaning = demo_draw_leaning(&l->state);
    unsigned n_open = 0;
    for (size_t i = 0; i < y->asked.n; i++) {
        const question *const q = &y->asked.at[i];
        const char *const theme = memory_format(arena, "%.*s", TEXT_ARGS(q->theme)).at;
        const char *const id = memory_format(arena, "%.*s", TEXT_ARGS(q->id)).at;
        if (q->scale == SCALE_TEXT && n_open < OPEN_MAX) {
            const unsigned which = n_open++;
            const unsigned chance = which == 0 ? COMMENTS_PCT : COMMENTS_PCT * SECOND_PCT / HUNDRED;
            if (demo_draw_below(&l->state, HUNDRED) < chance)
                out->comments[i] = text_of(demo_find_comment(which, demo_draw_below(&l->state, HUNDRED)));
            continue;
        }
        for (question_target t = 0; t < TARGET_COUNT; t++)
            if (question_is_about(q, t))
                out->ratings[i][t] =
                    demo_draw_rating(demo_find_level(theme, id, t == TARGET_LOCAL, l->place, place->office), leaning,
                                     q->is_negative, &l->state);
    }
}

static bool send_one(const crew *c, demo_link *l, upw_error *error)
{
    const demo_year *const y = c->y;
    answer_body *body;
    answers_ticket ticket;
    text comments[OPEN_MAX];
    upw_arena scratch;
    memory_init_arena(&scratch);
    body = MEMORY_TAKE(&scratch, answer_body, 1);
    *body = (answer_body){ .body = y->places[l->place].body };
    answer_questions(y, l, body, &scratch);
    answers_make_ticket(l->token, &ticket);
    answers_sending sending = { .ticket = &ticket,
                                .other_marks = (const uint8_t(*)[ANSWERS_KEY_BYTES])l->marks,
                                .n_other_marks = l->n_marks,
                                .round = y->round.year,
                                .public_key = c->public_key,
                                .ratings = answers_encode_ratings(&y->asked, body, &scratch),
                                .comments = comments };
    for (size_t i = 0; i < y->asked.n && sending.n_comments < OPEN_MAX; i++)
        if (body->comments[i].len > 0)
            comments[sending.n_comments++] = answers_encode_comment(&y->asked, body, i, &scratch);
    const bool is_done = answers_send(y->site->answers, &sending, error);
    upw_arena_clear(&scratch);
    return is_done;
}

static void *send_some(void *context)
{
    crew *const c = context;
    for (;;) {
        upw_error error = { 0 };
        pthread_mutex_lock(&c->lock);
        demo_link *const l = c->has_failed || c->next == c->n ? NULL : &c->links[c->next++];
        pthread_mutex_unlock(&c->lock);
        if (l == NULL)
            return NULL;
        if (!send_one(c, l, &error)) {
            pthread_mutex_lock(&c->lock);
            c->has_failed = true;
            c->error = error;
            pthread_mutex_unlock(&c->lock);
        }
    }
}

static bool send_all(crew *c, upw_error *error)
{
    pthread_t threads[THREADS];
    size_t n = 0;
    pthread_mutex_init(&c->lock, NULL);
    while (n < THREADS && pthread_create(&threads[n], NULL, send_some, c) == 0)
        n++;
    if (n == 0)
        (void)send_some(c);
    for (size_t i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    pthread_mutex_destroy(&c->lock);
    if (c->has_failed)
        *error = c->error;
    return !c->has_failed;
}

bool demo_year_answer(const demo_year *y, double share, upw_error *error)
{
    enum { ELECTORS_OF_ALL = 32 * 1024 };
    uint8_t public_key[ANSWERS_KEY_BYTES];
    size_t n_read;
    links_job job = { .y = y, .share = share, .links = MEMORY_TAKE(y->arena, demo_link, ELECTORS_OF_ALL) };
    if (sodium_hex2bin(public_key, sizeof public_key, y->round.public_key.at, y->round.public_key.len, NULL, &n_read,
                       NULL) != 0 ||
        n_read != sizeof public_key)
        return upw_fail(error, UPW_BAD_INPUT, "the round has no key to which answers are sealed");
    if (!store_transact(y->db, add_links, &job, error))
        return false;
    crew c = { .y = y, .public_key = public_key, .links = job.links, .n = job.n };
    return send_all(&c, error);
}
