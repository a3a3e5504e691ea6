-- Letters to one address that wait to go together (src/workflow/outbox.h) are found by it, however many others wait.
CREATE INDEX outbox_by_address ON outbox (address, state);
