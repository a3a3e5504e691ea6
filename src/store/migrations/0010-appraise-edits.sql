-- Who last changed what of a return: said to somebody whose change came second (src/services/appraise/returns_write.h).
ALTER TABLE appraisal_return ADD COLUMN edited_by text NOT NULL DEFAULT '';
ALTER TABLE appraisal_return ADD COLUMN edited_part text NOT NULL DEFAULT '';
ALTER TABLE appraisal_return ADD COLUMN edited_ms bigint NOT NULL DEFAULT 0;
