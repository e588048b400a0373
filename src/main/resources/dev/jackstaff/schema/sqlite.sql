-- Jackstaff's tables in SQLite 3.42 or later. It may be run again at any time, and over a table that has only the first
-- five columns; the columns that exist are then refused, which does no harm. Times are microseconds since 1970: read
-- them by datetime(at / 1000000, 'unixepoch').

-- Readers then do not wait for a writer.
PRAGMA journal_mode = WAL;

-- Version 0 means that no trigger raises it, so that nodes compare the rows.
CREATE TABLE IF NOT EXISTS feature_flags_version (
  one boolean NOT NULL DEFAULT true PRIMARY KEY CHECK (one),
  version bigint NOT NULL,
  changed_at bigint NOT NULL
);
INSERT INTO feature_flags_version (version, changed_at) VALUES (0, CAST(unixepoch('subsec') * 1000000 AS integer))
  ON CONFLICT DO NOTHING;

CREATE TABLE IF NOT EXISTS feature_flags (
  name varchar(100) NOT NULL PRIMARY KEY,
  enabled boolean DEFAULT false,
  rollout_percentage double precision,
  allowed_users text DEFAULT ('[]'),
  metadata text DEFAULT ('{}')
);

ALTER TABLE feature_flags ADD COLUMN revision bigint DEFAULT 0;
ALTER TABLE feature_flags ADD COLUMN updated_at bigint;
ALTER TABLE feature_flags ADD COLUMN updated_by text;
ALTER TABLE feature_flags ADD COLUMN definition text DEFAULT ('{}');
ALTER TABLE feature_flags ADD COLUMN projected varchar(255);

CREATE TABLE IF NOT EXISTS feature_flag_segments (
  name varchar(100) NOT NULL PRIMARY KEY,
  definition text NOT NULL,
  revision bigint DEFAULT 0,
  updated_at bigint,
  updated_by text,
  projected varchar(255)
);

CREATE TABLE IF NOT EXISTS feature_flag_history (
  kind varchar(10) NOT NULL DEFAULT 'flag',
  name varchar(100) NOT NULL,
  revision bigint NOT NULL,
  at bigint NOT NULL,
  "by" text NOT NULL,
  why text,
  after text,
  PRIMARY KEY (kind, name, revision)
);

-- Whoever writes: the version goes up.
CREATE TRIGGER IF NOT EXISTS feature_flags_ins AFTER INSERT ON feature_flags BEGIN
  UPDATE feature_flags_version SET version = version + 1,
    changed_at = CAST(unixepoch('subsec') * 1000000 AS integer); END;
CREATE TRIGGER IF NOT EXISTS feature_flags_upd AFTER UPDATE ON feature_flags BEGIN
  UPDATE feature_flags_version SET version = version + 1,
    changed_at = CAST(unixepoch('subsec') * 1000000 AS integer); END;
CREATE TRIGGER IF NOT EXISTS feature_flags_del AFTER DELETE ON feature_flags BEGIN
  UPDATE feature_flags_version SET version = version + 1,
    changed_at = CAST(unixepoch('subsec') * 1000000 AS integer); END;
CREATE TRIGGER IF NOT EXISTS feature_flag_segments_ins AFTER INSERT ON feature_flag_segments BEGIN
  UPDATE feature_flags_version SET version = version + 1,
    changed_at = CAST(unixepoch('subsec') * 1000000 AS integer); END;
CREATE TRIGGER IF NOT EXISTS feature_flag_segments_upd AFTER UPDATE ON feature_flag_segments BEGIN
  UPDATE feature_flags_version SET version = version + 1,
    changed_at = CAST(unixepoch('subsec') * 1000000 AS integer); END;
CREATE TRIGGER IF NOT EXISTS feature_flag_segments_del AFTER DELETE ON feature_flag_segments BEGIN
  UPDATE feature_flags_version SET version = version + 1,
    changed_at = CAST(unixepoch('subsec') * 1000000 AS integer); END;
UPDATE feature_flags_version SET version = 1 WHERE version = 0;

-- What guards have counted, exchanged between nodes: a row per test of a flag, a journal of each test, and a row per
-- node. The journal has one entry for all that a node has counted since its last look.
CREATE TABLE IF NOT EXISTS feature_flag_guard_tests (
  flag varchar(100) NOT NULL,
  test varchar(200) NOT NULL,
  entries bigint NOT NULL,
  verdict text,
  updated_at bigint NOT NULL,
  PRIMARY KEY (flag, test)
);

CREATE TABLE IF NOT EXISTS feature_flag_guard_events (
  flag varchar(100) NOT NULL,
  test varchar(200) NOT NULL,
  n bigint NOT NULL,
  node varchar(36) NOT NULL,
  batch bigint NOT NULL,
  front bigint NOT NULL,
  events blob NOT NULL,
  PRIMARY KEY (flag, test, n)
);

CREATE TABLE IF NOT EXISTS feature_flag_guard_nodes (
  node varchar(36) NOT NULL PRIMARY KEY,
  front bigint NOT NULL,
  idle boolean NOT NULL,
  seen_at bigint NOT NULL
);

-- How often flags were asked for, and what they said: a row per definition and answer. Without a revision: '' it was
-- defined, '*' a tester's override answered, '?' no flag has the name.
CREATE TABLE IF NOT EXISTS feature_flag_usage (
  flag varchar(100) NOT NULL,
  revision varchar(16) NOT NULL,
  answer varchar(100) NOT NULL,
  asked bigint NOT NULL,
  first_at bigint NOT NULL,
  last_at bigint NOT NULL,
  PRIMARY KEY (flag, revision, answer)
);

-- On which days applications ran: a row per start of a node and day, with the last batch of counts that it has written.
CREATE TABLE IF NOT EXISTS feature_flag_runs (
  node varchar(36) NOT NULL,
  ran_on date NOT NULL,
  requests bigint NOT NULL,
  written bigint NOT NULL,
  PRIMARY KEY (node, ran_on)
);
