-- Where every object of every life cycle stands (src/workflow/state-machines.csv).
CREATE TABLE life (
    machine text NOT NULL,
    object text NOT NULL,
    organisation text NOT NULL, -- whose it is; empty: nobody's
    state text NOT NULL,
    version bigint NOT NULL,
    since_ms bigint NOT NULL,
    PRIMARY KEY (machine, object)
);
CREATE INDEX life_by_state ON life (machine, state);
CREATE INDEX life_by_organisation ON life (organisation, machine);

-- The trail of changes: canonical JSON, chained by hashes in hexadecimal (src/workflow/audit.h).
CREATE TABLE audit (
    seq bigint NOT NULL PRIMARY KEY,
    record text NOT NULL,
    hash text NOT NULL,
    actor text NOT NULL,
    organisation text, -- for which the actor acted
    object text NOT NULL
);
CREATE INDEX audit_by_actor ON audit (actor, seq);
CREATE INDEX audit_by_organisation ON audit (organisation, seq);
CREATE INDEX audit_by_object ON audit (object, seq);

CREATE TABLE audit_head (
    id bigint NOT NULL PRIMARY KEY CHECK (id = 1),
    seq bigint NOT NULL,
    hash text NOT NULL
);
INSERT INTO audit_head (id, seq, hash)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- The last row of each day, as published.
CREATE TABLE audit_anchor (
    day text NOT NULL PRIMARY KEY,
    seq bigint NOT NULL,
    hash text NOT NULL
);

-- Letters on their way (src/workflow/outbox.h).
CREATE TABLE outbox (
    id text NOT NULL PRIMARY KEY,
    letter_key text NOT NULL UNIQUE,
    email text NOT NULL, -- id of emails.csv
    address text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    may_wait bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('queued', 'sent', 'failed', 'suppressed')),
    tries bigint NOT NULL,
    due_ms bigint NOT NULL,
    created_ms bigint NOT NULL,
    settled_ms bigint
);
CREATE INDEX outbox_by_due ON outbox (state, due_ms, id);
