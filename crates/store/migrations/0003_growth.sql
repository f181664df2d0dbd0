-- Jobs that were given up are listed, and forgotten when they are old.
CREATE INDEX job_failed ON job (ready_at) WHERE state = 'failed';
