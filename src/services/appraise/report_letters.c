/* Letters about the report. */
#include "services/appraise/report_letters.h"

#include "base/civil.h"
#include "base/memory.h"
#include "services/appraise/readers.h"
#include "services/people/people.h"
#include "services/words.h"

static text path_of(const char *before, const appraise_round *round, upw_arena *arena)
{
    return memory_format(arena, "%s%.*s", before, TEXT_ARGS(round->year));
}

/* The board's people, and the federation's. */
static bool tell_both(const letters_desk *desk, const appraise_round *round, const appraise_letter *letter,
                      upw_error *error)
{
    seat_holder *holders;
    size_t n;
    if (!letters_to_holders(desk, round->board, LETTERS_TO(ROLE_BOARD), letter, error) ||
        !people_list_role(desk->db, ROLE_COALITION, desk->arena, &holders, &n, error))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!letters_to_address(desk, holders[i].name, holders[i].email, letter, error))
            return false;
    return true;
}

bool report_letter_link(const letters_desk *desk, const appraise_round *round, int64_t reply_ends_ms,
                        const recipient *who, upw_error *error)
{
    text token;
    upw_arena *const arena = desk->arena;
    if (!recipients_make_link(desk->db, who, arena, &token, error))
        return false;
    const text link =
        letters_url(desk, memory_format(arena, "/shared/%.*s?copy=%.*s", TEXT_ARGS(round->year), TEXT_ARGS(token)));
    const text day = words_of_date(round->publish_on, arena);
    const text rules =
        memory_format(arena,
                      "Nothing of it may be passed on, quoted or hinted at before it is published at 9:30am on %.*s. "
                      "The link works for you alone, when you have signed in; your name stands on each page, each "
                      "opening is recorded, and your job title is published with the report.\n\n%.*s\n",
                      TEXT_ARGS(day), TEXT_ARGS(link));
    const outbox_word words[] = { { "date", day } };
    const appraise_letter letter = {
        .email = who->is_day_list ? EMAIL_A18 : EMAIL_A14,
        .about = memory_format(arena, "%.*s %.*s", TEXT_ARGS(round->year), TEXT_ARGS(report_hash(token, arena))),
        .words = words,
        .n_words = who->is_day_list ? 1 : 0,
        .body = who->is_day_list
                    ? memory_format(arena, "You can read the report of %.*s from now on.\n\n%.*s",
                                    TEXT_ARGS(round->year), TEXT_ARGS(rules))
                    : memory_format(
                          arena,
                          "The report of %.*s is shared with you in confidence, to check its facts. If a "
                          "table, figure or paragraph is wrong, say so on the page beside it until the end of "
                          "%.*s. The text and the numbers are not for discussion, and the date does not "
                          "move.\n\n%.*s",
                          TEXT_ARGS(round->year), TEXT_ARGS(words_of_day(reply_ends_ms - 1, arena)), TEXT_ARGS(rules)),
    };
    return letters_to_address(desk, who->name, who->email, &letter, error);
}

bool report_letter_point(const letters_desk *desk, const appraise_round *round, const point *p, upw_error *error)
{
    upw_arena *const arena = desk->arena;
    text name, address;
    bool found;
    const char *const outcome = p->outcome == POINT_OPEN ? "Raised" : point_outcomes[p->outcome].words;
    const text number = memory_format(arena, "%lld", (long long)p->number);
    const outbox_word words[] = { { "n", number }, { "accepted", text_of(outcome) } };
    const appraise_letter letter = {
        .email = EMAIL_A15,
        .about = memory_format(arena, "%.*s/%lld %s", TEXT_ARGS(p->year), (long long)p->number, outcome),
        .words = words,
        .n_words = 2,
        .body = memory_format(
            arena,
            "Factual point %lld about the report of %.*s: %s.\n\nThe point and, where it was settled, "
            "the reason stand here; a letter says nothing of what is in the report before it is "
            "published.\n\n%.*s\n",
            (long long)p->number, TEXT_ARGS(p->year), outcome,
            TEXT_ARGS(letters_url(desk, memory_format(arena, "/shared/%.*s/points", TEXT_ARGS(round->year))))),
    };
    return tell_both(desk, round, &letter, error) &&
           people_find_address(desk->db, p->raised_by, arena, &name, &address, &found, error) &&
           (!found || letters_to_address(desk, name, address, &letter, error));
}

bool report_letter_reply(const letters_desk *desk, const appraise_round *round, bool is_sent, upw_error *error)
{
    upw_arena *const arena = desk->arena;
    const text day = words_of_day(desk->now_ms - (is_sent ? 0 : 1), arena);
    const appraise_letter letter = {
        .email = is_sent ? EMAIL_A16 : EMAIL_A17,
        .about = round->year,
        .body = is_sent ? memory_format(arena,
                                        "The board's reply to the report of %.*s was received on %.*s. It will be "
                                        "printed word for word, with this date.\n",
                                        TEXT_ARGS(round->year), TEXT_ARGS(day))
                        : memory_format(arena,
                                        "The time to reply to the report of %.*s has ended. The report will say: "
                                        "\"No reply was received by %.*s\".\n",
                                        TEXT_ARGS(round->year), TEXT_ARGS(day)),
    };
    return tell_both(desk, round, &letter, error);
}

bool report_letter_date(const letters_desk *desk, const appraise_round *round, int64_t release_ms, upw_error *error)
{
    upw_arena *const arena = desk->arena;
    const text day = words_of_day(release_ms, arena);
    const outbox_word words[] = { { "date", day } };
    const appraise_letter letter = {
        .email = EMAIL_A18,
        /* of the day that was announced, people have had this letter when it was 28 days away */
        .about = release_ms == round_publishes_ms(round)
                     ? round->year
                     : memory_format(arena, "%.*s on %.*s", TEXT_ARGS(round->year), TEXT_ARGS(day)),
        .words = words,
        .n_words = 1,
        .body = memory_format(arena,
                              "The report of %.*s is published at 9:30am on %.*s. Until then nothing of it is public, "
                              "and nobody may pass on what stands in it. It will be here:\n",
                              TEXT_ARGS(round->year), TEXT_ARGS(day)),
    };
    const readers_round whom = { round->year, READERS_OF_ALL, READ_BY_LEAD, path_of("/report/", round, arena) };
    return readers_send_round(desk, &whom, &letter, error);
}

static text sentence_of(const report_tables *tables, const char *name)
{
    const report_table *const t = report_tables_find(tables, text_of(name));
    return t != NULL ? t->sentence : TEXT("");
}

bool report_letter_published(const letters_desk *desk, const appraise_round *round, const appraise_report *r,
                             upw_error *error)
{
    upw_arena *const arena = desk->arena;
    report_tables tables;
    if (!reports_list_tables(desk->db, r, false, arena, &tables, error))
        return false;
    const outbox_word words[] = { { "year", round->year } };
    const appraise_letter letter = {
        .email = EMAIL_A19,
        .about = round->year,
        .words = words,
        .n_words = 1,
        .body = memory_format(arena,
                              "The report of %.*s is published:\n\n    %.*s\n\n%.*s\n\n%.*s\n\n%.*s\n\nThank you to "
                              "everybody who took part; please tell them. The page of your own organisation:\n",
                              TEXT_ARGS(round->year), TEXT_ARGS(letters_url(desk, path_of("/report/", round, arena))),
                              TEXT_ARGS(sentence_of(&tables, "T1.1")), TEXT_ARGS(sentence_of(&tables, "T2.1")),
                              TEXT_ARGS(sentence_of(&tables, "T5.1"))),
    };
    const readers_round whom = { round->year, READERS_OF_ALL, READ_BY_LEAD, TEXT("") };
    return readers_send_round(desk, &whom, &letter, error);
}

bool report_letter_corrected(const letters_desk *desk, const appraise_round *round, const appraise_report *r,
                             upw_error *error)
{
    upw_arena *const arena = desk->arena;
    const outbox_word words[] = { { "year", round->year } };
    const appraise_letter letter = {
        .email = EMAIL_A20,
        .about = r->life.object,
        .words = words,
        .n_words = 1,
        .body =
            memory_format(arena,
                          "The report of %.*s was corrected on %.*s. What was wrong, and what has changed:\n\n%.*s"
                          "\n\nThe version before stays readable. The corrected report:\n",
                          TEXT_ARGS(round->year), TEXT_ARGS(words_of_day(desk->now_ms, arena)), TEXT_ARGS(r->notice)),
    };
    const readers_round whom = { round->year, READERS_OF_ALL, READ_BY_LEAD, path_of("/report/", round, arena) };
    return readers_send_round(desk, &whom, &letter, error);
}
