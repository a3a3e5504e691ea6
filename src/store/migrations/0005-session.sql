-- Who is signed in. A row is deleted when the session ends; nothing says when somebody was here before.
CREATE TABLE session (
    hash bytea NOT NULL PRIMARY KEY, -- of the cookie's value
    person text NOT NULL,
    secret bytea NOT NULL, -- of its form tokens
    role bigint NOT NULL,
    is_privileged bigint NOT NULL,
    has_second_factor bigint NOT NULL,
    created_ms bigint NOT NULL,
    seen_ms bigint NOT NULL, -- to the minute
    confirmed_ms bigint NOT NULL
);
CREATE INDEX session_person ON session (person);
