-- Who is asked in a round, and the links that were sent to them (src/services/appraise/electors.h). What they answer, and
-- whether, is in the file of answers (answers.h), never here while they can answer.

CREATE TABLE appraisal_elector (
    id text NOT NULL PRIMARY KEY,
    year text NOT NULL,
    organisation text NOT NULL,       -- the body
    name text NOT NULL,
    email text NOT NULL,              -- lower case
    capacity text NOT NULL,
    state text NOT NULL,              -- of state-machines.csv; "used" is written at the close, for all at once
    n_reminders bigint NOT NULL,      -- the same for everybody of a body, whoever got one
    UNIQUE (year, email),             -- one person answers once
    FOREIGN KEY (year, organisation) REFERENCES appraisal_return (year, body)
);
CREATE INDEX appraisal_elector_of ON appraisal_elector (year, organisation);

-- The mark that a link is spent, which follows from its token and leads neither to the token nor to a draft. A reminder
-- brings a link of its own: the first token is kept nowhere.
CREATE TABLE appraisal_link (
    mark text NOT NULL PRIMARY KEY,   -- in hexadecimal
    elector text NOT NULL REFERENCES appraisal_elector (id)
);
CREATE INDEX appraisal_link_of ON appraisal_link (elector);

-- How many were asked, by capacity: what stays when the names are deleted, 30 days after the close.
CREATE TABLE appraisal_electorate (
    year text NOT NULL,
    body text NOT NULL,
    capacity text NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (year, body, capacity),
    FOREIGN KEY (year, body) REFERENCES appraisal_return (year, body)
);

-- The one number a day while people can answer.
CREATE TABLE appraisal_progress (
    year text NOT NULL,
    body text NOT NULL,
    day text NOT NULL,
    n bigint NOT NULL,                -- -1: fewer than the threshold
    PRIMARY KEY (year, body),
    FOREIGN KEY (year, body) REFERENCES appraisal_return (year, body)
);

-- Who wants it by letter.
CREATE TABLE appraisal_progress_reader (
    year text NOT NULL,
    organisation text NOT NULL,       -- the body
    account text NOT NULL,
    PRIMARY KEY (year, organisation, account),
    FOREIGN KEY (year, organisation) REFERENCES appraisal_return (year, body)
);

-- What the people of a body wrote, where enough did: shuffled, and without what looks like somebody's particulars.
-- Deleted after 12 months.
CREATE TABLE appraisal_comment (
    id text NOT NULL PRIMARY KEY,     -- random: there is no order
    year text NOT NULL,
    body text NOT NULL,
    question text NOT NULL,
    words text NOT NULL,
    FOREIGN KEY (year, body) REFERENCES appraisal_return (year, body)
);
CREATE INDEX appraisal_comment_of ON appraisal_comment (year, body);

-- How many of them wrote anything, and about what; only numbers at or above the threshold.
CREATE TABLE appraisal_topic (
    year text NOT NULL,
    body text NOT NULL,
    question text NOT NULL,
    topic text NOT NULL,              -- empty: all who wrote
    n bigint NOT NULL,
    PRIMARY KEY (year, body, question, topic),
    FOREIGN KEY (year, body) REFERENCES appraisal_return (year, body)
);
