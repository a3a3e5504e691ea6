/* Behind a link: who holds it, whether it is open, and what they have answered so far. */
#include "services/appraise/answering.h"

#include <sodium.h>

#include "base/base32.h"
#include "base/memory.h"
#include "base/number.h"
#include "services/services.h"
#include "web/form.h"

text answering_read_code(text typed, upw_arena *arena)
{
    char *const code = MEMORY_TAKE(arena, char, BASE32_ID_LEN + 1);
    size_t n = 0;
    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.at[i];
        if (c == ' ' || c == '-' || c == '\t')
            continue;
        if (n == BASE32_ID_LEN)
            return TEXT("");
        c = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        code[n++] = (char)(c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c);
    }
    const text read = { code, n };
    return base32_is_id(read) ? read : TEXT("");
}

static bool is_open(const appraise_round *r, int64_t now_ms)
{
    return r->life.state == STATE_ROUND_OPEN && now_ms < round_individual_ends_ms(r);
}

/* A round that is not announced, or was cancelled, is as if the link had never been. */
static bool is_there(const appraise_round *r)
{
    return round_is_public(r) && r->life.state != STATE_ROUND_ANNOUNCED && r->life.state != STATE_ROUND_CANCELLED;
}

static bool read_draft(request *req, answering *a, upw_error *error)
{
    text bytes = { 0 };
    upw_error unread = { 0 };
    if (!questionnaire_find(req->db, a->round.questionnaire, req->arena, &a->asked, error) ||
        !answers_read_draft(a->file, &a->ticket, req->arena, &bytes, &a->has_draft, error))
        return false;
    a->has_draft = a->has_draft && answers_decode(bytes, &a->asked, &a->draft, &unread);
    if (!a->has_draft)
        a->draft = (answer_body){ 0 };
    a->draft.body = a->holder.body;
    return true;
}

static bool judge(request *req, answering *a, answering_verdict *verdict, upw_error *error)
{
    bool found, is_spent;
    if (!rounds_find(req->db, a->holder.year, req->arena, &a->round, &found, error))
        return false;
    if (!found || !is_there(&a->round))
        return true;
    if (!answers_is_spent(a->file, &a->ticket, &is_spent, error))
        return false;
    *verdict = is_spent ? ANSWERING_USED : !is_open(&a->round, req->now_ms) ? ANSWERING_CLOSED : ANSWERING_OPEN;
    return *verdict != ANSWERING_OPEN || read_draft(req, a, error);
}

bool answering_find_code(request *req, text code, answering *out, answering_verdict *verdict, upw_error *error)
{
    bool found = false;
    *out = (answering){ .token = answering_read_code(code, req->arena), .file = services_of(req)->answers };
    *verdict = ANSWERING_UNKNOWN;
    if (out->file == NULL)
        return upw_fail(error, UPW_UNAVAILABLE, "this server has no file of answers: start it with --answers");
    answers_make_ticket(out->token, &out->ticket); /* of what is no code, too: the two cannot be told apart */
    return electors_find_holder(req->db, out->ticket.spent_mark, req->arena, &out->holder, &found, error) &&
           (!found || judge(req, out, verdict, error));
}

bool answering_find(request *req, answering *out, answering_verdict *verdict, upw_error *error)
{
    return answering_find_code(req, request_path(req, "token"), out, verdict, error);
}

bool answering_save(request *req, response *res, const answering *a, text next, upw_error *error)
{
    upw_error why = { 0 };
    const text bytes = answers_encode(&a->asked, &a->draft, req->arena);
    if (answers_save_draft(a->file, &a->ticket, a->round.year, bytes, &why))
        return response_redirect(res, next, error);
    return why.code == UPW_FORBIDDEN ? answering_show_verdict(req, res, a, ANSWERING_CLOSED, error)
                                     : upw_fail(error, why.code, "%s", why.message);
}

/* ---- sending ---- */

static bool read_key(text hex, uint8_t key[ANSWERS_KEY_BYTES], upw_error *error)
{
    size_t n;
    return (sodium_hex2bin(key, ANSWERS_KEY_BYTES, hex.at, hex.len, NULL, &n, NULL) == 0 && n == ANSWERS_KEY_BYTES) ||
           upw_fail(error, UPW_CONFLICT, "the round's key is not one");
}

/* Those of the same person's other links. */
static bool find_other_marks(request *req, const answering *a, uint8_t (*marks)[ANSWERS_KEY_BYTES], size_t *n,
                             upw_error *error)
{
    size_t n_all, kept = 0;
    if (!electors_list_marks(req->db, a->holder.id, marks, &n_all, error))
        return false;
    for (size_t i = 0; i < n_all; i++)
        if (sodium_memcmp(marks[i], a->ticket.spent_mark, ANSWERS_KEY_BYTES) != 0) {
            if (kept != i)
                for (size_t k = 0; k < ANSWERS_KEY_BYTES; k++)
                    marks[kept][k] = marks[i][k];
            kept++;
        }
    *n = kept;
    return true;
}

bool answering_send(request *req, const answering *a, upw_error *error)
{
    uint8_t key[ANSWERS_KEY_BYTES], marks[ELECTOR_LINKS_MAX][ANSWERS_KEY_BYTES];
    answers_sending sending = { .ticket = &a->ticket, .other_marks = marks, .round = a->round.year, .public_key = key };
    if (!read_key(a->round.public_key, key, error) || !find_other_marks(req, a, marks, &sending.n_other_marks, error))
        return false;
    text *const comments = MEMORY_TAKE(req->arena, text, a->asked.n + 1);
    for (size_t i = 0; i < a->asked.n; i++)
        if (a->draft.comments[i].len > 0)
            comments[sending.n_comments++] = answers_encode_comment(&a->asked, &a->draft, i, req->arena);
    sending.comments = comments;
    sending.ratings = answers_encode_ratings(&a->asked, &a->draft, req->arena);
    return answers_send(a->file, &sending, error);
}

/* ---- the order ---- */

size_t answering_count(const questionnaire *asked, bool is_open_question)
{
    size_t n = 0;
    for (size_t i = 0; i < asked->n; i++)
        n += (asked->at[i].scale == SCALE_TEXT) == is_open_question;
    return n;
}

answering_place answering_place_at(const questionnaire *asked, size_t of_all)
{
    const size_t n_rated = answering_count(asked, false);
    answering_place place = { .of_all = of_all, .is_open = of_all > n_rated };
    place.number = place.is_open ? of_all - n_rated : of_all;
    for (size_t i = 0, n = 0; i < asked->n; i++)
        if ((asked->at[i].scale == SCALE_TEXT) == place.is_open && ++n == place.number)
            place.question = i;
    return place;
}

bool answering_find_place(const questionnaire *asked, text number, bool is_open_question, answering_place *out)
{
    int64_t n = 0;
    if (!number_parse_integer(number, &n) || n < 1 || n > (int64_t)answering_count(asked, is_open_question))
        return false;
    *out = answering_place_at(asked, (size_t)n + (is_open_question ? answering_count(asked, false) : 0));
    return true;
}

bool answering_find_missing(const answering *a, answering_place *out)
{
    for (size_t n = 1; n <= answering_count(&a->asked, false); n++) {
        *out = answering_place_at(&a->asked, n);
        const question *const q = &a->asked.at[out->question];
        if (q->is_required && !answer_has_question(q, &a->draft, out->question))
            return true;
    }
    return false;
}

text answering_url(const answering *a, const char *tail, upw_arena *arena)
{
    return memory_format(arena, "/a/%.*s%s", TEXT_ARGS(a->token), tail);
}

text answering_place_url(const answering *a, const answering_place *place, upw_arena *arena)
{
    return memory_format(arena, "/a/%.*s/%s/%zu", TEXT_ARGS(a->token), place->is_open ? "open" : "q", place->number);
}

bool answering_is_from_check(const request *req)
{
    return req->form != NULL ? form_get(req, "from")->is_given : text_equal(request_query(req, "from"), TEXT("check"));
}

text answering_way_on(request *req, const answering *a, const answering_place *place)
{
    if (answering_is_from_check(req) || place->of_all == a->asked.n)
        return answering_url(a, "/check", req->arena);
    const answering_place next = answering_place_at(&a->asked, place->of_all + 1);
    return answering_place_url(a, &next, req->arena);
}
