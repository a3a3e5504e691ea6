-- What is measured (src/services/measure/catalogue.h).
CREATE TABLE indicator (
    id text NOT NULL PRIMARY KEY,
    name text NOT NULL,
    definition text NOT NULL,
    unit text NOT NULL,               -- in words, as src/base/unit.h reads them
    improvement text NOT NULL CHECK (improvement IN ('increase', 'decrease', 'neither')),
    numerator text NOT NULL,          -- what is counted, in words
    denominator text NOT NULL,        -- and out of what
    source text NOT NULL,
    theme text NOT NULL CHECK (theme IN ('care', 'performance', 'money', 'needs')),
    chart text NOT NULL,              -- a name of the report's; empty: xmr
    baseline bigint NOT NULL,         -- points that fix the limits; 0: all of a stretch
    national_target double precision,
    owner text NOT NULL,
    is_published bigint NOT NULL,
    version bigint NOT NULL
);

-- Files of figures on their way in: looked at, then applied as a whole, then perhaps undone as a whole.
CREATE TABLE upload (
    id text NOT NULL PRIMARY KEY,
    organisation text REFERENCES organisation (id), -- whose figures it may bring; null: anybody's
    person text NOT NULL,
    file_name text NOT NULL,
    file_hash text NOT NULL,
    state text NOT NULL CHECK (state IN ('staged', 'applied', 'undone', 'discarded')),
    n_rows bigint NOT NULL,           -- read
    n_good bigint NOT NULL,           -- that can be applied
    n_new bigint NOT NULL,            -- of which, once applied
    n_changed bigint NOT NULL,
    n_same bigint NOT NULL,
    notes text NOT NULL,              -- sentences, a line each
    staged_ms bigint NOT NULL,
    settled_ms bigint,                -- applied or discarded
    settled_by text,
    undone_ms bigint,
    undone_by text,
    version bigint NOT NULL
);
CREATE INDEX upload_by_state ON upload (state, staged_ms);
CREATE INDEX upload_by_organisation ON upload (organisation, staged_ms);
CREATE INDEX upload_by_person ON upload (person, state);

-- The good rows of a file that waits; they go when it is settled.
CREATE TABLE upload_row (
    upload text NOT NULL REFERENCES upload (id),
    indicator text NOT NULL,
    organisation text NOT NULL,
    period bigint NOT NULL,
    file_row bigint NOT NULL,
    value double precision,
    numerator double precision,
    denominator double precision,
    gap bigint NOT NULL,
    annotation text NOT NULL,
    PRIMARY KEY (upload, indicator, organisation, period)
);

-- Rows that could not be read: where, what stood there, what was expected.
CREATE TABLE upload_fault (
    upload text NOT NULL REFERENCES upload (id),
    file_row bigint NOT NULL,
    place text NOT NULL,              -- name of the column
    found text NOT NULL,
    expected text NOT NULL,
    PRIMARY KEY (upload, file_row)
);

-- One indicator at one organisation over time.
CREATE TABLE series (
    indicator text NOT NULL REFERENCES indicator (id),
    organisation text NOT NULL REFERENCES organisation (id),
    figures bigint NOT NULL,          -- goes up with each change of its figures, and never down
    content text NOT NULL,            -- hash of everything that its chart shows
    n bigint NOT NULL,                -- points
    first_period bigint NOT NULL,
    last_period bigint NOT NULL,
    PRIMARY KEY (indicator, organisation)
);
CREATE INDEX series_by_organisation ON series (organisation, indicator);

CREATE TABLE observation (
    indicator text NOT NULL,
    organisation text NOT NULL,
    period bigint NOT NULL,           -- as src/base/period.h has it
    value double precision,
    numerator double precision,
    denominator double precision,
    gap bigint NOT NULL,              -- why there is no value (src/table/series.h); 0: there is one
    is_revised bigint NOT NULL,       -- an upload has changed it since it was first there
    upload text NOT NULL REFERENCES upload (id), -- that brought it
    PRIMARY KEY (indicator, organisation, period),
    FOREIGN KEY (indicator, organisation) REFERENCES series (indicator, organisation)
);
CREATE INDEX observation_by_upload ON observation (upload);

-- What a figure was before an upload changed it, or before an upload was undone.
CREATE TABLE figure_change (
    indicator text NOT NULL,
    organisation text NOT NULL,
    period bigint NOT NULL,
    upload text NOT NULL REFERENCES upload (id), -- that changed it
    is_undo bigint NOT NULL,
    value double precision,
    numerator double precision,
    denominator double precision,
    gap bigint NOT NULL,
    is_revised bigint NOT NULL,
    was_of text NOT NULL REFERENCES upload (id), -- that had brought it
    PRIMARY KEY (indicator, organisation, period, upload, is_undo)
);
CREATE INDEX figure_change_by_upload ON figure_change (upload, is_undo);

-- Words about a point.
CREATE TABLE annotation (
    id text NOT NULL PRIMARY KEY,
    indicator text NOT NULL,
    organisation text NOT NULL,
    period bigint NOT NULL,
    words text NOT NULL,
    person text NOT NULL,
    at_ms bigint NOT NULL,
    upload text REFERENCES upload (id), -- that brought it; null: written on the page
    version bigint NOT NULL,
    FOREIGN KEY (indicator, organisation) REFERENCES series (indicator, organisation)
);
CREATE INDEX annotation_by_series ON annotation (indicator, organisation, period);
CREATE INDEX annotation_by_upload ON annotation (upload);

-- From where limits are new, and why: a decision of people, kept also when it is taken back.
CREATE TABLE rebase (
    id text NOT NULL PRIMARY KEY,
    indicator text NOT NULL,
    organisation text NOT NULL,
    period bigint NOT NULL,
    reason text NOT NULL,
    person text NOT NULL,
    role text NOT NULL,
    at_ms bigint NOT NULL,
    ended_ms bigint,                  -- taken back
    ended_by text,
    ended_reason text,
    version bigint NOT NULL,
    FOREIGN KEY (indicator, organisation) REFERENCES series (indicator, organisation)
);
CREATE INDEX rebase_by_series ON rebase (indicator, organisation, period);

-- What an organisation has agreed to aim at: a level, and the way there.
CREATE TABLE local_target (
    indicator text NOT NULL,
    organisation text NOT NULL,
    target double precision NOT NULL,
    agreed_with text NOT NULL,
    reason text NOT NULL,
    person text NOT NULL,
    at_ms bigint NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (indicator, organisation),
    FOREIGN KEY (indicator, organisation) REFERENCES series (indicator, organisation)
);
CREATE TABLE local_plan (
    indicator text NOT NULL,
    organisation text NOT NULL,
    shape text NOT NULL,              -- as src/table/plans.h reads it, and so the parameters
    parameters text NOT NULL,
    start_level double precision,     -- null: the mean of what was before
    aim double precision NOT NULL,
    from_period bigint NOT NULL,
    horizon bigint NOT NULL,          -- periods that will be judged; 0: up to the arrival
    agreed_with text NOT NULL,
    reason text NOT NULL,
    person text NOT NULL,
    at_ms bigint NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (indicator, organisation),
    FOREIGN KEY (indicator, organisation) REFERENCES series (indicator, organisation)
);
