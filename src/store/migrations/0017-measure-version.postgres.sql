-- Another number whenever an indicator, a series (whose content is all that its chart shows) or an organisation changes,
-- in the same transaction, and never one that was there before: what was made under this number is still true.
CREATE TABLE measure_version (
    version bigint NOT NULL -- of one row
);
INSERT INTO measure_version (version) VALUES (CAST(random() * 9007199254740992 AS bigint));

-- When the transaction ends, so that nobody waits for those who write for long; and once in it, however much it changes.
CREATE FUNCTION measure_version_draw() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE measure_version SET version = CAST(random() * 9007199254740992 AS bigint)
        WHERE xmin <> CAST(pg_current_xact_id() AS xid);
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER indicator_is_changed AFTER INSERT OR UPDATE OR DELETE ON indicator
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION measure_version_draw();
CREATE CONSTRAINT TRIGGER series_is_changed AFTER INSERT OR UPDATE OR DELETE ON series
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION measure_version_draw();
CREATE CONSTRAINT TRIGGER organisation_is_changed AFTER INSERT OR UPDATE OR DELETE ON organisation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION measure_version_draw();
