-- Mail domains whose people join an organisation by signing in (src/services/people/domains.h).
CREATE TABLE mail_domain (
    domain text PRIMARY KEY,
    organisation text NOT NULL REFERENCES organisation (id)
);
CREATE INDEX mail_domain_by_organisation ON mail_domain (organisation, domain);

-- How often an address has asked for letters and used none, since when: joining letters are counted.
ALTER TABLE pass ADD COLUMN n_asked bigint NOT NULL DEFAULT 1;
ALTER TABLE pass ADD COLUMN asked_ms bigint NOT NULL DEFAULT 0;
