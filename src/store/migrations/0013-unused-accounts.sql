-- Accounts that nobody uses (src/services/people/unused.h).
ALTER TABLE account ADD COLUMN closes_day text NOT NULL DEFAULT ''; -- its owner was told so; empty: it stays
CREATE INDEX account_by_last_day ON account (last_day, id);
CREATE INDEX account_by_closes_day ON account (closes_day, id);
