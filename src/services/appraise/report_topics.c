/* Chapter 6: what open answers are about, by the beginnings of their words (topics.csv). Texts are never kept. */
#include <string.h>

#include "base/memory.h"
#include "services/appraise/report_make.h"
#include "table/record.h"
#include "topics_csv.h"

enum { STEM_MAX = 24, STEMS_MAX = 512, BUCKETS = 26 * 26 };

typedef struct stem {
    char letters[STEM_MAX];
    uint8_t length;
    bool is_whole; /* under four letters: only the whole word counts, for "gp" begins too much */
    uint8_t topic;
    uint16_t next; /* in its bucket, 1-based; 0: none */
} stem;

struct report_topics {
    report_topic at[REPORT_TOPICS_MAX];
    size_t n;
    stem stems[STEMS_MAX];
    size_t n_stems;
    uint16_t buckets[BUCKETS]; /* by the first two letters */
};

static size_t bucket_of(const char *letters)
{
    return (size_t)(letters[0] - 'a') * 26 + (size_t)(letters[1] - 'a');
}

static void add_stem(struct report_topics *t, text letters, size_t topic)
{
    if (letters.len < 2 || letters.len >= STEM_MAX || t->n_stems + 1 >= STEMS_MAX)
        return;
    stem *const s = &t->stems[t->n_stems++];
    memcpy(s->letters, letters.at, letters.len);
    s->length = (uint8_t)letters.len;
    s->is_whole = letters.len < 4;
    s->topic = (uint8_t)topic;
    uint16_t *const bucket = &t->buckets[bucket_of(s->letters)];
    s->next = *bucket;
    *bucket = (uint16_t)t->n_stems;
}

struct report_topics *report_topics_load(upw_arena *arena)
{
    struct report_topics *const t = MEMORY_TAKE(arena, struct report_topics, 1);
    text rest = text_of(topics_csv);
    record r = { 0 };
    for (size_t row = 0; rest.len > 0 && t->n < REPORT_TOPICS_MAX; row++) {
        if (record_take(&rest, ',', arena, &r) != RECORD_COMPLETE || r.n_fields < 3)
            break;
        text words = r.fields[2];
        while (row > 0 && words.len > 0)
            add_stem(t, text_take_until(&words, ' '), t->n);
        if (row > 0)
            t->at[t->n++] = (report_topic){ r.fields[0], r.fields[1] };
    }
    return t;
}

size_t report_topics_count(const struct report_topics *topics)
{
    return topics->n;
}

report_topic report_topics_at(const struct report_topics *topics, size_t i)
{
    return topics->at[i];
}

static uint32_t find_word(const struct report_topics *t, const char *word, size_t length)
{
    uint32_t found = 0;
    for (uint16_t at = length >= 2 ? t->buckets[bucket_of(word)] : 0; at != 0; at = t->stems[at - 1].next) {
        const stem *const s = &t->stems[at - 1];
        if (s->length <= length && (!s->is_whole || s->length == length) && memcmp(word, s->letters, s->length) == 0)
            found |= 1u << s->topic;
    }
    return found;
}

uint32_t report_topics_find(const struct report_topics *topics, text words)
{
    char word[STEM_MAX] = { 0 };
    uint32_t found = 0;
    size_t length = 0;
    for (size_t i = 0; i <= words.len; i++) {
        const char letter = i < words.len ? (char)(words.at[i] | 0x20) : ' ';
        if (letter >= 'a' && letter <= 'z') {
            if (length < sizeof word)
                word[length++] = letter;
            continue;
        }
        found |= find_word(topics, word, length);
        length = 0;
    }
    return found;
}

/* ---- the table ---- */

/* A count is told when it is enough or nobody, and so is the number of the others. */
static bool may_tell(int64_t n, int64_t of, int64_t least)
{
    return (n == 0 || n >= least) && (of == n || of - n >= least);
}

static text find_sentence(const report_work *w)
{
    const struct report_topics *const topics = w->count->topics;
    int64_t all = 0, most = 0;
    size_t topic = 0;
    for (size_t q = 0; q < w->items->n_open; q++)
        all += w->count->comments[q];
    for (size_t t = 0; t < topics->n; t++) {
        int64_t n = 0;
        for (size_t q = 0; q < w->items->n_open; q++)
            n += w->count->by_topic[q][t];
        if (n > most) {
            most = n;
            topic = t;
        }
    }
    if (all < w->least)
        return TEXT("Too few people answered in their own words to say what they wrote about.");
    if (most < w->least)
        return TEXT("People answered in their own words; no topic was named by enough of them to be shown.");
    return memory_format(w->arena,
                         "%s in people's own words; the topic most often named is \xE2\x80\x9C%.*s\xE2\x80\x9D.",
                         report_count_words(all, "answer", "answers", w->arena).at, TEXT_ARGS(topics->at[topic].title));
}

bool report_make_topics(report_work *w, upw_error *error)
{
    static const report_column_made columns[] = {
        { "question", "Question", REPORT_WORDS, "the open question's id" },
        { "wording", "Asked", REPORT_WORDS, "how it was put" },
        { "topic", "Topic", REPORT_WORDS, "what the words are about; one answer may be about several" },
        { "answers", "Answers", REPORT_COUNT, "answers that name the topic" },
        { "answers_pct", "Share, %", REPORT_PERCENT, "of all answers to the question" },
    };
    const report_count *const c = w->count;
    report_table *const t = REPORT_BEGIN(w, "T6.1", 6, "What people wrote about in their own words", columns);
    for (size_t q = 0; q < w->items->n_open; q++)
        for (size_t i = 0; i <= c->topics->n; i++) {
            const question *const asked = w->items->open[q];
            const report_item about = { .question = asked, .target = question_first_target(asked) };
            const bool is_all = i == 0;
            const int64_t n = is_all ? c->comments[q] : c->by_topic[q][i - 1];
            const text topic = is_all ? TEXT("all answers") : c->topics->at[i - 1].title;
            if (!is_all && n < w->least)
                continue;
            report_add_words(t, w->items->open[q]->id);
            report_add_words(t, report_question_words(w, &about));
            report_add_words(t, topic);
            if (may_tell(n, c->comments[q], w->least)) {
                report_add_count(t, n);
                report_add_number(t, n > 0 ? 100.0 * (double)n / (double)c->comments[q] : 0);
            } else {
                report_hide(w, t, topic, 1);
                report_hide(w, t, topic, 1);
            }
            report_end_row(t);
        }
    t->sentence = find_sentence(w);
    t->note = memory_format(w->arena,
                            "Topics of fewer than %lld answers are left out. Words are counted by machine and by their "
                            "beginnings; the answers themselves are never published.",
                            (long long)w->least);
    (void)error;
    return true;
}
