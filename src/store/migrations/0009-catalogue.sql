-- What an indicator was before it was changed (src/services/measure/catalogue_history.h): a row for each field.
CREATE TABLE indicator_change (
    indicator text NOT NULL REFERENCES indicator (id),
    version bigint NOT NULL,          -- that the change made
    field text NOT NULL,              -- "unit"; empty: it was added
    was text NOT NULL,                -- as files have it
    person text NOT NULL,             -- empty: the system
    at_ms bigint NOT NULL,
    PRIMARY KEY (indicator, version, field)
);
