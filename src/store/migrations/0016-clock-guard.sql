-- Whether the clock can be believed (src/workflow/clock_guard.h): one row.
CREATE TABLE clock_guard (
    id bigint NOT NULL PRIMARY KEY CHECK (id = 1),
    seen_ms bigint NOT NULL,       -- the latest moment that a server has lived through
    held_ms bigint NOT NULL,       -- no report becomes public that was not so by then; 0: nothing is held up
    jump_ms bigint NOT NULL,       -- by how much the clock was set forward, or (negative) back
    noticed_ms bigint NOT NULL,    -- when, by that clock
    confirmed_ms bigint NOT NULL,  -- when an administrator last said that the clock is right; 0: never
    confirmations bigint NOT NULL  -- how often
);
INSERT INTO clock_guard (id, seen_ms, held_ms, jump_ms, noticed_ms, confirmed_ms, confirmations)
VALUES (1, 0, 0, 0, 0, 0, 0);
