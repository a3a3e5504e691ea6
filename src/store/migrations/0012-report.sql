-- The national report (src/services/appraise/reports.h, sharing.h). Where it stands is in `life`: report "2026/1", factual
-- point "2026/3". A correction makes the next edition; earlier ones stay.
CREATE TABLE appraisal_report (
    year text NOT NULL REFERENCES appraisal_round (year),
    edition bigint NOT NULL,
    built_by text NOT NULL,           -- an account
    built_ms bigint NOT NULL,
    n_answers bigint NOT NULL,        -- people's, that were counted
    is_thin bigint NOT NULL,          -- fewer than half of the bodies returned
    fingerprint text NOT NULL,        -- of what was approved, and again of what was changed since; hexadecimal
    approved_by text NOT NULL,
    approved_ms bigint NOT NULL,
    shared_fingerprint text NOT NULL, -- of what was shared
    shared_ms bigint NOT NULL,
    release_ms bigint NOT NULL,       -- from then on everybody may see it, when two people have said so; 0: not set
    release_1_by text NOT NULL,
    release_2_by text NOT NULL,
    notice text NOT NULL,             -- of a correction: what was wrong, and what has changed
    notice_by text NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (year, edition)
);

-- Its tables, as they were made; what was shared is kept beside what is published.
CREATE TABLE appraisal_table (
    year text NOT NULL,
    edition bigint NOT NULL,
    is_shared bigint NOT NULL,
    position bigint NOT NULL,
    name text NOT NULL,               -- "T3.1"
    chapter bigint NOT NULL,
    title text NOT NULL,
    sentence text NOT NULL,
    note text NOT NULL,
    columns text NOT NULL,            -- CSV
    body text NOT NULL,               -- CSV, as people download it
    PRIMARY KEY (year, edition, is_shared, name),
    FOREIGN KEY (year, edition) REFERENCES appraisal_report (year, edition)
);

-- Each cell that is not shown, and by which rule.
CREATE TABLE appraisal_hidden (
    year text NOT NULL,
    edition bigint NOT NULL,
    position bigint NOT NULL,
    table_name text NOT NULL,
    row_name text NOT NULL,
    column_name text NOT NULL,
    rule bigint NOT NULL,
    PRIMARY KEY (year, edition, position),
    FOREIGN KEY (year, edition) REFERENCES appraisal_report (year, edition)
);

-- Its text, by chapter.
CREATE TABLE appraisal_chapter (
    year text NOT NULL,
    edition bigint NOT NULL,
    is_shared bigint NOT NULL,
    chapter bigint NOT NULL,
    words text NOT NULL,
    edited_by text NOT NULL,          -- empty: as it was made
    edited_ms bigint NOT NULL,
    point bigint NOT NULL,            -- the factual point because of which it was changed after sharing; 0: none
    version bigint NOT NULL,
    PRIMARY KEY (year, edition, is_shared, chapter),
    FOREIGN KEY (year, edition) REFERENCES appraisal_report (year, edition)
);

-- What was checked by machine.
CREATE TABLE appraisal_check (
    year text NOT NULL,
    edition bigint NOT NULL,
    position bigint NOT NULL,
    name text NOT NULL,
    is_passed bigint NOT NULL,
    words text NOT NULL,
    PRIMARY KEY (year, edition, position),
    FOREIGN KEY (year, edition) REFERENCES appraisal_report (year, edition)
);

-- Who reads it before everybody may.
CREATE TABLE appraisal_recipient (
    id text NOT NULL PRIMARY KEY,
    year text NOT NULL REFERENCES appraisal_round (year),
    name text NOT NULL,
    email text NOT NULL,              -- of their account
    title text NOT NULL,
    reason text NOT NULL,
    organisation text NOT NULL REFERENCES organisation (id), -- the board, or the office that they are of
    is_day_list bigint NOT NULL,      -- in the last 24 hours only
    token_hash text NOT NULL,         -- of the link in their letter; empty: none was sent
    mark text NOT NULL,               -- printed on each page that they read
    named_by text NOT NULL,
    named_ms bigint NOT NULL,
    removed_ms bigint NOT NULL,       -- 0: is on the list
    openings bigint NOT NULL,
    first_ms bigint NOT NULL,
    last_ms bigint NOT NULL,
    breach text NOT NULL,             -- what became of the embargo with them; published with the report
    UNIQUE (year, email)
);

-- What they say is wrong, and what became of it.
CREATE TABLE appraisal_point (
    year text NOT NULL REFERENCES appraisal_round (year),
    number bigint NOT NULL,
    place text NOT NULL,              -- "T3.1", "chapter 3, paragraph 2"
    words text NOT NULL,
    evidence text NOT NULL,
    organisation text NOT NULL,
    raised_by text NOT NULL,
    raised_ms bigint NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('', 'accepted', 'part_accepted', 'rejected')),
    reason text NOT NULL,             -- of the outcome
    settled_by text NOT NULL,
    settled_ms bigint NOT NULL,       -- 0: open
    version bigint NOT NULL,
    PRIMARY KEY (year, number)
);

-- The board's reply, word for word.
CREATE TABLE appraisal_reply (
    year text NOT NULL PRIMARY KEY REFERENCES appraisal_round (year),
    words text NOT NULL,
    edited_by text NOT NULL,
    sent_by text NOT NULL,
    sent_ms bigint NOT NULL,          -- 0: a draft
    lapsed_ms bigint NOT NULL,        -- the clock ran out; 0: it did not
    version bigint NOT NULL
);
