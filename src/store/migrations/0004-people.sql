-- Organisations: one tree with dates (product.md, section 3).
CREATE TABLE organisation (
    id text NOT NULL PRIMARY KEY,
    code text NOT NULL,        -- of the Organisation Data Service, or empty
    name text NOT NULL,
    kind text NOT NULL,
    parent text REFERENCES organisation (id),
    region text REFERENCES organisation (id),
    opened text NOT NULL,      -- day, or empty: not known
    closed text NOT NULL       -- day, or empty: open
);
CREATE INDEX organisation_by_code ON organisation (code);
CREATE INDEX organisation_by_parent ON organisation (parent);

-- What became of an organisation: a merger has several predecessors and one successor.
CREATE TABLE succession (
    predecessor text NOT NULL REFERENCES organisation (id),
    successor text NOT NULL REFERENCES organisation (id),
    day text NOT NULL,
    PRIMARY KEY (predecessor, successor)
);
CREATE INDEX succession_by_successor ON succession (successor);

CREATE TABLE account (
    id text NOT NULL PRIMARY KEY,
    name text NOT NULL,
    email text NOT NULL UNIQUE, -- lower case; blank once the account is closed: then "closed:" and the id
    organisation text REFERENCES organisation (id),
    password text,              -- as libsodium writes it (Argon2id); null: signs in by letter
    totp_secret bytea,          -- encrypted
    totp_step bigint NOT NULL,  -- the last step whose code was used
    is_demonstration bigint NOT NULL,
    wants_each_letter bigint NOT NULL,
    created_ms bigint NOT NULL,
    last_day text NOT NULL,     -- the day of the last sign-in
    closed_ms bigint,
    version bigint NOT NULL
);
CREATE INDEX account_by_organisation ON account (organisation);

CREATE TABLE recovery_code (
    hash text NOT NULL PRIMARY KEY,
    account text NOT NULL REFERENCES account (id)
);

-- Roles that people hold, each for an organisation.
CREATE TABLE seat (
    account text NOT NULL REFERENCES account (id),
    role text NOT NULL,
    organisation text NOT NULL REFERENCES organisation (id),
    since_ms bigint NOT NULL,
    PRIMARY KEY (account, role, organisation)
);
CREATE INDEX seat_by_organisation ON seat (organisation, role);

-- Links and codes by letter: to sign in, to accept a role, to change an address. Only hashes are kept.
CREATE TABLE pass (
    hash text NOT NULL PRIMARY KEY, -- of the link
    purpose text NOT NULL CHECK (purpose IN ('sign_in', 'invite', 'change_email', 'first_admin')),
    code_hash text,                 -- of the code that does the same
    account text REFERENCES account (id),
    email text NOT NULL,
    role text,
    organisation text REFERENCES organisation (id),
    tries bigint NOT NULL,
    created_ms bigint NOT NULL,
    ends_ms bigint NOT NULL
);
CREATE INDEX pass_by_email ON pass (email, purpose);

-- Failures to sign in, so that a restart forgets none.
CREATE TABLE sign_in_failure (
    who text NOT NULL PRIMARY KEY, -- an account or a network, hashed
    n bigint NOT NULL,
    since_ms bigint NOT NULL,
    waits_until_ms bigint NOT NULL
);

-- Words that installations choose: labels, name of the federation, domains whose people may sign in.
CREATE TABLE setting (
    name text NOT NULL PRIMARY KEY,
    value text NOT NULL,
    version bigint NOT NULL
);
