/**
 * Version 1.
 *
 * A key is one row of `workset_keys`. Its place in the order of ready keys, or its claim, stands in narrow tables beside it, so
 * that taking a key never rewrites its payload. `next_…` is what a key processing is to run with again, `wait_…` what it
 * waits with; both may be there at once. Priorities are kept as `rank`, their negative, so that the order of ready keys
 * is the order of its primary key.
 */
export const version1 = `
CREATE TABLE workset_queues (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  ready INTEGER NOT NULL DEFAULT 0,
  waiting INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  stamp INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE workset_keys (
  id INTEGER PRIMARY KEY,
  queue INTEGER NOT NULL,
  key TEXT NOT NULL,
  state INTEGER NOT NULL,
  rank REAL NOT NULL,
  seq INTEGER NOT NULL,
  added_at REAL NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  crashes INTEGER NOT NULL DEFAULT 0,
  errors INTEGER NOT NULL DEFAULT 0,
  failed_at REAL,
  rerun INTEGER NOT NULL DEFAULT 0,
  next_rank REAL,
  next_added_at REAL,
  due_at REAL,
  wait_seq INTEGER,
  wait_rank REAL,
  wait_added_at REAL,
  payload TEXT,
  next_payload TEXT,
  wait_payload TEXT
) STRICT;
CREATE UNIQUE INDEX workset_keys_by_key ON workset_keys (queue, key);
CREATE INDEX workset_keys_waiting ON workset_keys (queue, due_at, wait_seq) WHERE due_at IS NOT NULL;
CREATE INDEX workset_keys_failed ON workset_keys (queue, failed_at, seq) WHERE state = 2;

CREATE TABLE workset_line (
  queue INTEGER NOT NULL,
  rank REAL NOT NULL,
  seq INTEGER NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY (queue, rank, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE workset_held (
  token INTEGER PRIMARY KEY,
  queue INTEGER NOT NULL,
  id INTEGER NOT NULL
) STRICT;

CREATE TABLE workset_errors (
  id INTEGER PRIMARY KEY,
  key_id INTEGER NOT NULL,
  at REAL NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  message TEXT NOT NULL,
  stack TEXT,
  failures INTEGER NOT NULL,
  crashes INTEGER NOT NULL
) STRICT;
CREATE INDEX workset_errors_by_key ON workset_errors (key_id, id);

INSERT INTO workset_meta VALUES ('sequence', 0);
`;

/** Version 2: the deadline of the last counted failure, and the failures before it. */
export const version2 = `
ALTER TABLE workset_keys ADD COLUMN backoff_until REAL;
ALTER TABLE workset_keys ADD COLUMN early INTEGER NOT NULL DEFAULT 0;
`;
