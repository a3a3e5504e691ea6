-- What has been done to this schema: one row for each migration, in the order of their numbers.
CREATE TABLE migration (
    no bigint NOT NULL PRIMARY KEY,
    name text NOT NULL,
    hash text NOT NULL, -- SHA-256 of the file
    at bigint NOT NULL  -- milliseconds since 1970
);
