-- The yearly appraisal (src/services/appraise/rounds.h, returns.h). Where rounds and returns stand is in `life`: round
-- "2026", return "2026/E38000037". Answers are in a file of their own (answers.h), never here.

-- Questions, by version of the questionnaire: one that was used is never changed, only replaced under another id.
CREATE TABLE question (
    questionnaire text NOT NULL,
    id text NOT NULL,
    position bigint NOT NULL,
    theme text NOT NULL,
    theme_title text NOT NULL,
    wording text NOT NULL,            -- with {Body} and {body} for who is judged
    scale text NOT NULL CHECK (scale IN ('agree5', 'quality5', 'text')),
    is_negative bigint NOT NULL,      -- agreeing is bad
    target text NOT NULL CHECK (target IN ('both', 'national', 'local')),
    is_required bigint NOT NULL,
    max_chars bigint NOT NULL,        -- of a text; 0: none
    hint text NOT NULL,
    PRIMARY KEY (questionnaire, id)
);

CREATE TABLE appraisal_round (
    year text NOT NULL PRIMARY KEY,
    title text NOT NULL,
    board text NOT NULL REFERENCES organisation (id), -- that is appraised
    board_label text NOT NULL,        -- "the national board"
    office_label text NOT NULL,       -- "your local office"
    body_label text NOT NULL,         -- "clinical commissioning group"
    opens_on text NOT NULL,
    individual_days bigint NOT NULL,
    return_days bigint NOT NULL,
    extra_days bigint NOT NULL,       -- by which the return window was extended, once; 0: it was not
    extra_reason text NOT NULL,
    reply_working_days bigint NOT NULL,
    publish_on text NOT NULL,
    min_people bigint NOT NULL,       -- fewer than so many people are never shown
    regime text NOT NULL CHECK (regime IN ('voluntary', 'official')),
    questionnaire text NOT NULL,
    cancel_reason text NOT NULL,
    cancelled_by text NOT NULL,       -- the first of two officers; empty: nobody asked for it
    public_key text NOT NULL,         -- answers are sealed to it, in hexadecimal; empty before the announcement
    secret_key text NOT NULL,         -- opens them after the close; sealed with the installation's key, in hexadecimal
    version bigint NOT NULL
);

-- What each body says, and how it came to it. The tree is as it was on the opening day.
CREATE TABLE appraisal_return (
    year text NOT NULL REFERENCES appraisal_round (year),
    body text NOT NULL REFERENCES organisation (id),
    office text NOT NULL,
    region text NOT NULL,
    people_served bigint NOT NULL,    -- 0: not known
    lead text NOT NULL,               -- accounts; empty: nobody yet
    signatory text NOT NULL,
    n_electors bigint NOT NULL,
    has_individual_stage bigint NOT NULL,
    n_answered bigint NOT NULL,       -- after the close; -1: not known yet, or fewer than the threshold
    met_on text NOT NULL,             -- a day; empty: not given
    consulted text NOT NULL,          -- governing_body member_practices staff patients none, separated by spaces
    statement_board text NOT NULL,
    statement_office text NOT NULL,
    thanks text NOT NULL,
    ask_1 text NOT NULL,
    ask_2 text NOT NULL,
    ask_3 text NOT NULL,
    obstacles text NOT NULL,
    sign_1_person text NOT NULL,
    sign_1_title text NOT NULL,
    sign_1_ms bigint NOT NULL,        -- 0: not signed
    sign_2_person text NOT NULL,
    sign_2_title text NOT NULL,
    sign_2_ms bigint NOT NULL,
    fingerprint text NOT NULL,        -- SHA-256 of the signed text, in hexadecimal; empty: not signed by two
    edition bigint NOT NULL,          -- counts what was signed by two
    reason text NOT NULL,             -- of declining or withdrawing, in the body's words
    query text NOT NULL,              -- what the federation's office asks
    version bigint NOT NULL,          -- of the draft
    PRIMARY KEY (year, body)
);

-- The body's agreed scores.
CREATE TABLE appraisal_agreed (
    year text NOT NULL,
    body text NOT NULL,
    question text NOT NULL,
    target text NOT NULL CHECK (target IN ('national', 'local')),
    score bigint NOT NULL,            -- 1 to 5; 0: no agreed view
    reason text NOT NULL,
    PRIMARY KEY (year, body, question, target),
    FOREIGN KEY (year, body) REFERENCES appraisal_return (year, body)
);

-- Each text that two people signed, as it was when they did.
CREATE TABLE appraisal_signed (
    year text NOT NULL,
    body text NOT NULL,
    edition bigint NOT NULL,
    words text NOT NULL,
    fingerprint text NOT NULL,
    signed_ms bigint NOT NULL,
    PRIMARY KEY (year, body, edition),
    FOREIGN KEY (year, body) REFERENCES appraisal_return (year, body)
);

-- What a body's people said, frozen at the close and the same for all bodies at one moment.
CREATE TABLE appraisal_profile (
    year text NOT NULL,
    body text NOT NULL,
    question text NOT NULL,
    target text NOT NULL CHECK (target IN ('national', 'local')),
    n bigint NOT NULL,                -- on the scale; -1: not shown, and so the next seven
    n_1 bigint NOT NULL,
    n_2 bigint NOT NULL,
    n_3 bigint NOT NULL,
    n_4 bigint NOT NULL,
    n_5 bigint NOT NULL,
    n_do_not_know bigint NOT NULL,
    n_does_not_apply bigint NOT NULL,
    median double precision,          -- null: not shown, or nobody on the scale
    same_answer bigint NOT NULL,      -- 1 to 5: 90 in 100 or more said so, and the others are not shown; 0: no such
    PRIMARY KEY (year, body, question, target),
    FOREIGN KEY (year, body) REFERENCES appraisal_return (year, body)
);
