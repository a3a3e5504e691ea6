/* Letters to electors. Each brings a link whose token is in the letter and nowhere else. */
#include "services/appraise/inviting.h"

#include <sodium.h>

#include "base/base32.h"
#include "base/civil.h"
#include "base/memory.h"
#include "services/appraise/return_letters.h"
#include "services/people/people.h"
#include "services/promises.h"
#include "web/messages.h"
#include "services/words.h"

enum { GROUP = 4, REMINDERS = 2 };
static const int32_t reminder_days[REMINDERS] = { 10, 21 }; /* of the window; its first day is 1 */

/* What stands in all letters of a body. */
typedef struct invitation_words {
    const appraise_round *round;
    text body, office; /* names */
    text last_day;
} invitation_words;

static bool find_words(const letters_desk *desk, const appraise_round *r, const appraise_return *ret,
                       invitation_words *out, upw_error *error)
{
    organisation office = { .name = r->office_label };
    bool found;
    *out = (invitation_words){ .round = r, .last_day = words_of_date(round_last_individual_day(r), desk->arena) };
    if (!readers_name_body(desk, ret->body, &out->body, error) ||
        (ret->office.len > 0 && !organisations_find(desk->db, ret->office, desk->arena, &office, &found, error)))
        return false;
    out->office = office.name;
    return true;
}

/* ---- tokens ---- */

static text make_token(answers_ticket *ticket, upw_arena *arena)
{
    uint8_t random[BASE32_ID_BYTES];
    char *const token = MEMORY_TAKE(arena, char, BASE32_ID_LEN + 1);
    randombytes_buf(random, sizeof random);
    base32_write(random, sizeof random, token);
    answers_make_ticket(text_of(token), ticket);
    return text_of(token);
}

/* In groups, as it is typed: "abcd-efgh-…". */
static text write_code(text token, upw_arena *arena)
{
    buffer b;
    buffer_init(&b, (size_t)2 * BASE32_ID_LEN);
    for (size_t i = 0; i < token.len; i++) {
        if (i > 0 && i % GROUP == 0)
            buffer_add_char(&b, '-');
        buffer_add_char(&b, token.at[i]);
    }
    return memory_keep(arena, &b);
}

/* ---- what letters say ---- */

static text write_body(const letters_desk *desk, const invitation_words *w, const elector *one, text token,
                       bool is_reminder)
{
    const text url = letters_url(desk, memory_format(desk->arena, "/a/%.*s", TEXT_ARGS(token)));
    const text page = letters_url(desk, TEXT("/a")), code = write_code(token, desk->arena);
    buffer b;
    buffer_init(&b, OUTBOX_BODY_MAX / 2);
    buffer_add_format(&b, "Dear %.*s\n\n", TEXT_ARGS(one->name));
    if (is_reminder)
        buffer_add_format(&b,
                          "There is still time, until the end of %.*s. Nobody at %.*s can see who has answered; this "
                          "letter goes to those whose link was not used.\n\n",
                          TEXT_ARGS(w->last_day), TEXT_ARGS(w->body));
    buffer_add_format(
        &b,
        "You are asked how %.*s and %.*s (%.*s) serve organisations like yours, because %.*s put you on "
        "its list. It takes about 10 minutes. You can answer until the end of %.*s, stop at any time, and "
        "go on later with the same link, on any device.\n\n",
        TEXT_ARGS(w->round->board_label), TEXT_ARGS(w->round->office_label), TEXT_ARGS(w->office), TEXT_ARGS(w->body),
        TEXT_ARGS(w->last_day));
    buffer_add_format(&b, "%.*s %.*s What this cannot protect you from stands on the first page.\n\n",
                      TEXT_ARGS(promises[PROMISE_UNSEEN].what), TEXT_ARGS(promises[PROMISE_UNSEEN].how));
    buffer_add_format(&b, "Your own link, which is for you alone:\n    %.*s\n\n", TEXT_ARGS(url));
    buffer_add_format(&b, "Or go to %.*s and type this code:\n    %.*s\n\n", TEXT_ARGS(page), TEXT_ARGS(code));
    if (is_reminder)
        buffer_add_literal(&b,
                           "If you began to answer with the link of an earlier letter, go on with that one: what you "
                           "saved opens with no other. You can answer once, with any of them.\n\n");
    buffer_add_literal(&b,
                       "To get no more e-mails about this, open your link and choose \"Send me no more e-mails\".\n");
    return memory_keep(desk->arena, &b);
}

/* ---- an invitation ---- */

static bool invite_one(const letters_desk *desk, const invitation_words *w, const appraise_return *ret,
                       const elector *one, upw_error *error)
{
    answers_ticket ticket;
    bool is_moved;
    const text token = make_token(&ticket, desk->arena);
    const outbox_letter letter = {
        /* elector and address: by them a letter that failed is found again (inviting_note_bounces) */
        .key = memory_format(desk->arena, "A05 %.*s %.*s %.*s", TEXT_ARGS(ret->year), TEXT_ARGS(one->id),
                             TEXT_ARGS(one->email)),
        .email = EMAIL_A05,
        .address = one->email,
        /* that of emails.csv, with what the round calls the board */
        .subject = memory_format(desk->arena, "Your view of %.*s and %.*s", TEXT_ARGS(w->round->board_label),
                                 TEXT_ARGS(w->office)),
        .body = write_body(desk, w, one, token, false),
    };
    return electors_move(desk->db, ret->year, ret->body, one, EVENT_INVITATION_SEND, &is_moved, error) &&
           (!is_moved || (electors_add_link(desk->db, one->id, ticket.spent_mark, error) &&
                          outbox_add(desk->db, &letter, desk->now_ms, error)));
}

static bool begin(workflow_step *step, appraise_round *r, appraise_return *ret, elector_list *all, upw_error *error)
{
    return return_of_step(step, r, ret, error) &&
           electors_list(step->db, ret->year, ret->body, step->arena, all, error);
}

static bool is_answering(const appraise_round *r, int64_t now_ms)
{
    return r->life.state == STATE_ROUND_OPEN && now_ms < round_individual_ends_ms(r);
}

static bool may_invite(workflow_step *step, upw_error *error)
{
    const services *const s = step->workflow->application;
    appraise_round r;
    appraise_return ret;
    elector_list all;
    if (!begin(step, &r, &ret, &all, error))
        return false;
    if (!is_answering(&r, step->request->now_ms))
        return upw_fail(error, UPW_FORBIDDEN, "People can be invited while the round is open for answers");
    if (s->answers == NULL)
        return upw_fail(error, UPW_UNAVAILABLE, "This server keeps no answers: it was started without --answers");
    return (int64_t)all.n >= r.min_people ||
           upw_fail(error, UPW_BAD_INPUT,
                    "The list has %zu people. You need %lld or more to invite people. You can continue without an "
                    "individual stage",
                    all.n, (long long)r.min_people);
}

static bool invite(workflow_step *step, upw_error *error)
{
    appraise_round r;
    appraise_return ret;
    elector_list all;
    return begin(step, &r, &ret, &all, error) && electors_note_invited(step->db, ret.year, ret.body, error);
}

static bool send_letters(workflow_step *step, upw_error *error)
{
    const letters_desk desk = letters_desk_of(step);
    appraise_round r;
    appraise_return ret;
    elector_list all;
    invitation_words words;
    if (!begin(step, &r, &ret, &all, error) || !find_words(&desk, &r, &ret, &words, error))
        return false;
    for (size_t i = 0; i < all.n; i++)
        if (!invite_one(&desk, &words, &ret, &all.at[i], error))
            return false;
    return true;
}

static const workflow_rule rules[] = { { EVENT_RETURN_INVITE, may_invite, invite, send_letters } };
const service_rules inviting_rules = { rules, sizeof rules / sizeof *rules };

/* ---- another address ---- */

typedef struct readdress_job {
    const inviting_readdress *to;
    const appraise_deed *by;
    letters_desk desk;
} readdress_job;

static bool readdress(store_db *db, void *context, upw_error *error)
{
    readdress_job *const job = context;
    const appraise_return *const ret = job->to->ret;
    invitation_words words;
    elector one;
    bool found, is_moved = false;
    job->desk.db = db;
    if (!electors_find(db, ret->year, ret->body, job->to->elector, job->desk.arena, &one, &found, error))
        return false;
    if (found && !electors_move(db, ret->year, ret->body, &one, EVENT_INVITATION_READDRESS, &is_moved, error))
        return false;
    if (!is_moved)
        return upw_fail(error, UPW_FORBIDDEN, "Only an address to which a letter did not come can be changed now");
    one.state = STATE_INVITATION_CREATED;
    one.email = job->to->email;
    const text object = return_object(ret->year, ret->body, job->desk.arena);
    return electors_change_address(db, ret->year, ret->body, one.id, one.email, error) &&
           electors_end_links(db, one.id, error) &&
           appraise_record(db, job->by, "electorate.readdress", object, NULL, 0, error) &&
           find_words(&job->desk, job->to->round, ret, &words, error) &&
           invite_one(&job->desk, &words, ret, &one, error);
}

bool inviting_send_again(store_db *db, const workflow *w, const inviting_readdress *to, const appraise_deed *by,
                         upw_error *error)
{
    upw_arena arena;
    if (!is_answering(to->round, by->now_ms))
        return upw_fail(error, UPW_FORBIDDEN, "People can be invited while the round is open for answers");
    memory_init_arena(&arena);
    readdress_job job = { to, by, { db, w, &arena, by->now_ms } };
    const bool is_done = store_transact(db, readdress, &job, error);
    upw_arena_clear(&arena);
    return is_done;
}

/* ---- letters that did not come ---- */

/* "A05 2026 ELECTOR ADDRESS" */
static bool note_bounce(const letters_desk *desk, const appraise_round *r, text key, upw_error *error)
{
    elector_holder who;
    elector one;
    bool found, is_moved;
    text_take_until(&key, ' ');
    if (!text_equal(text_take_until(&key, ' '), r->year))
        return true;
    const text id = text_take_until(&key, ' ');
    if (!electors_find_place(desk->db, id, desk->arena, &who, &found, error))
        return false;
    if (!found || !electors_find(desk->db, who.year, who.body, id, desk->arena, &one, &found, error) || !found)
        return !found && error->code == UPW_OK;
    return !text_equal(one.email, key) || /* it has another address since */
           electors_move(desk->db, who.year, who.body, &one, EVENT_INVITATION_BOUNCE, &is_moved, error);
}

bool inviting_note_bounces(const letters_desk *desk, const appraise_round *r, upw_error *error)
{
    text *failed;
    size_t n;
    if (!outbox_list_failed(desk->db, EMAIL_A05, desk->arena, &failed, &n, error))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!note_bounce(desk, r, failed[i], error))
            return false;
    return true;
}

/* ---- reminders ---- */

static int64_t reminder_ms(const appraise_round *r, size_t i)
{
    upw_error ignored;
    int64_t at_ms = INT64_MAX;
    const civil_time nine = { .date = civil_from_days(r->opens_on + reminder_days[i] - 1), .hour = 9 };
    return civil_to_instant(nine, CIVIL_FIRST, &at_ms, &ignored) ? at_ms : INT64_MAX;
}

/* How many reminders are due by now; *is_new: one of them since people were invited, and it was not sent yet. */
static int64_t count_due(const letters_desk *desk, const appraise_round *r, const appraise_return *ret, int64_t n_sent,
                         bool *is_new)
{
    int64_t n = 0;
    *is_new = false;
    for (size_t i = 0; i < REMINDERS; i++)
        if (reminder_ms(r, i) <= desk->now_ms) {
            *is_new = *is_new || (n >= n_sent && reminder_ms(r, i) > ret->life.since_ms);
            n++;
        }
    return n;
}

/* The letter's key tells nobody, and its address goes when it is sent (workflow/outbox.c): who was reminded is who had
 * not answered. */
static bool remind_one(const letters_desk *desk, const invitation_words *w, const elector *one, upw_error *error)
{
    answers_ticket ticket, other;
    const text token = make_token(&ticket, desk->arena);
    const outbox_word words[] = { { "date", w->last_day } };
    const outbox_letter letter = {
        .key = memory_format(desk->arena, "A06 %.*s %.*s", TEXT_ARGS(w->round->year),
                             TEXT_ARGS(make_token(&other, desk->arena))),
        .email = EMAIL_A06,
        .address = one->email,
        .subject = outbox_make_subject(EMAIL_A06, words, 1, desk->arena),
        .body = write_body(desk, w, one, token, true),
    };
    return electors_add_link(desk->db, one->id, ticket.spent_mark, error) &&
           outbox_add(desk->db, &letter, desk->now_ms, error);
}

typedef struct remind_job {
    letters_desk desk;
    const appraise_round *round;
    const appraise_return *ret;
    answers *file;
} remind_job;

static bool remind_all(const remind_job *job, const elector_list *all, upw_error *error)
{
    const letters_desk *const desk = &job->desk;
    invitation_words words;
    bool *const are_used = MEMORY_TAKE(desk->arena, bool, all->n + 1);
    int64_t n_used;
    if (!find_words(desk, job->round, job->ret, &words, error) ||
        !electors_ask_used(desk->db, job->file, job->ret->year, job->ret->body, all, desk->arena, are_used, &n_used,
                           error))
        return false;
    for (size_t i = 0; i < all->n; i++)
        if (!are_used[i] && workflow_find_move(EVENT_INVITATION_REMIND, all->at[i].state) != NULL &&
            !remind_one(desk, &words, &all->at[i], error))
            return false;
    return true;
}

static bool remind(store_db *db, void *context, upw_error *error)
{
    remind_job *const job = context;
    elector_list all;
    bool is_new;
    job->desk.db = db;
    if (!electors_list(db, job->ret->year, job->ret->body, job->desk.arena, &all, error) || all.n == 0)
        return all.n == 0 && error->code == UPW_OK;
    electors_order_by_id(&all);
    const int64_t n_sent = all.at[0].n_reminders;
    const int64_t n_due = count_due(&job->desk, job->round, job->ret, n_sent, &is_new);
    if (is_new && !remind_all(job, &all, error))
        return false;
    for (int64_t n = n_sent; n < n_due; n++)
        if (!electors_note_reminder(db, job->ret->year, job->ret->body, n, is_new, error))
            return false;
    return true;
}

bool inviting_remind(const letters_desk *desk, const appraise_round *r, const appraise_return *ret, answers *file,
                     upw_error *error)
{
    upw_arena arena;
    if (reminder_ms(r, 0) > desk->now_ms)
        return true;
    memory_init_arena(&arena);
    remind_job job = { *desk, r, ret, file };
    job.desk.arena = &arena;
    const bool is_done = store_transact(desk->db, remind, &job, error);
    upw_arena_clear(&arena);
    return is_done;
}

bool inviting_withdraw(store_db *db, text year, upw_error *error)
{
    upw_arena arena;
    memory_init_arena(&arena);
    const bool is_done = outbox_withdraw(db, EMAIL_A05, memory_format(&arena, "A05 %.*s ", TEXT_ARGS(year)), error) &&
                         outbox_withdraw(db, EMAIL_A06, memory_format(&arena, "A06 %.*s ", TEXT_ARGS(year)), error);
    upw_arena_clear(&arena);
    return is_done;
}
