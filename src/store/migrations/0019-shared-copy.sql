-- What is checked before publication: the report with its final figures, or a draft with whole numbers, which is what
-- producers of official statistics may share (src/services/appraise/rounds.h).
ALTER TABLE appraisal_round ADD COLUMN shares text NOT NULL DEFAULT 'final' CHECK (shares IN ('final', 'draft'));
UPDATE appraisal_round SET shares = 'draft' WHERE regime = 'official';
