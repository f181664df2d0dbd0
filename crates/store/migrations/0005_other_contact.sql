-- The contact for whose sake a write was refused, so that pages can lead to it.
ALTER TABLE write_ledger ADD COLUMN other_contact_id TEXT;
