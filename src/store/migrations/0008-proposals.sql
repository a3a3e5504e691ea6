-- What local bodies propose (src/services/appraise/proposals.h). Where a proposal stands is in `life`: "2026/3".
CREATE TABLE proposal (
    year text NOT NULL REFERENCES appraisal_round (year),
    number bigint NOT NULL,
    words text NOT NULL,
    evidence text NOT NULL,           -- tables and themes, separated by spaces
    support bigint NOT NULL,          -- bodies; -1 until frozen, and so the next two
    oppose bigint NOT NULL,
    neutral bigint NOT NULL,
    tested_ms bigint NOT NULL,        -- since when bodies are asked; 0: not yet
    dropped_reason text NOT NULL,
    answer text NOT NULL CHECK (answer IN ('', 'accept', 'part', 'reject', 'decide')),
    answer_reason text NOT NULL,
    decide_by text NOT NULL,          -- a day; empty: none
    answered_ms bigint NOT NULL,
    lead text NOT NULL,               -- who does it at the board
    due text NOT NULL,
    claims bigint NOT NULL,           -- how often it was said to be done
    version bigint NOT NULL,
    PRIMARY KEY (year, number)
);

-- Each claim that it is done.
CREATE TABLE proposal_claim (
    year text NOT NULL,
    number bigint NOT NULL,
    attempt bigint NOT NULL,
    words text NOT NULL,
    link text NOT NULL,
    claimed_ms bigint NOT NULL,
    yes bigint NOT NULL,              -- bodies; -1 until counted
    no bigint NOT NULL,
    PRIMARY KEY (year, number, attempt),
    FOREIGN KEY (year, number) REFERENCES proposal (year, number)
);

-- What each body says: of the words (attempt 0), or of a claim.
CREATE TABLE proposal_voice (
    year text NOT NULL,
    number bigint NOT NULL,
    attempt bigint NOT NULL,
    body text NOT NULL REFERENCES organisation (id),
    voice text NOT NULL CHECK (voice IN ('support', 'oppose', 'neutral', 'yes', 'no')),
    person text NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (year, number, attempt, body),
    FOREIGN KEY (year, number) REFERENCES proposal (year, number)
);
