-- How many people an organisation serves (src/services/people/organisations.h).
ALTER TABLE organisation ADD COLUMN people_served bigint NOT NULL DEFAULT 0; -- 0: not known
