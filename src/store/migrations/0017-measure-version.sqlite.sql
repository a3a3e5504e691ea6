-- Another number whenever an indicator, a series (whose content is all that its chart shows) or an organisation changes,
-- in the same transaction, and never one that was there before: what was made under this number is still true.
CREATE TABLE measure_version (
    version integer NOT NULL -- of one row
) STRICT;
INSERT INTO measure_version (version) VALUES (random());
CREATE TRIGGER indicator_is_added AFTER INSERT ON indicator BEGIN UPDATE measure_version SET version = random(); END;
CREATE TRIGGER indicator_is_changed AFTER UPDATE ON indicator BEGIN UPDATE measure_version SET version = random(); END;
CREATE TRIGGER indicator_is_deleted AFTER DELETE ON indicator BEGIN UPDATE measure_version SET version = random(); END;
CREATE TRIGGER series_is_added AFTER INSERT ON series BEGIN UPDATE measure_version SET version = random(); END;
CREATE TRIGGER series_is_changed AFTER UPDATE ON series BEGIN UPDATE measure_version SET version = random(); END;
CREATE TRIGGER series_is_deleted AFTER DELETE ON series BEGIN UPDATE measure_version SET version = random(); END;
CREATE TRIGGER organisation_is_added AFTER INSERT ON organisation BEGIN UPDATE measure_version SET version = random(); END;
CREATE TRIGGER organisation_is_changed AFTER UPDATE ON organisation BEGIN UPDATE measure_version SET version = random(); END;
CREATE TRIGGER organisation_is_deleted AFTER DELETE ON organisation BEGIN UPDATE measure_version SET version = random(); END;
