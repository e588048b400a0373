-- Jackstaff's tables in PostgreSQL 12 or later. It may be run again at any time, and over a table
-- that has only the first five columns. Run it as the owner of the tables; an application then needs
--   GRANT SELECT, INSERT, UPDATE, DELETE ON
--     feature_flags, feature_flag_segments, feature_flag_history, feature_flag_guard_tests,
--     feature_flag_guard_events,
--     feature_flag_guard_nodes, feature_flag_usage, feature_flag_runs, feature_flags_version TO …;
-- and one that only reads needs SELECT on the same tables.

CREATE TABLE IF NOT EXISTS feature_flags (
  name varchar(100) PRIMARY KEY,
  enabled boolean DEFAULT false,
  rollout_percentage double precision,
  allowed_users json DEFAULT '[]',
  metadata json DEFAULT '{}'
);

-- Json and not jsonb, here and below: variants go by the order in which they are written.
ALTER TABLE feature_flags
  ADD COLUMN IF NOT EXISTS revision bigint DEFAULT 0,
  ADD COLUMN IF NOT EXISTS updated_at timestamptz DEFAULT now(),
  ADD COLUMN IF NOT EXISTS updated_by text,
  ADD COLUMN IF NOT EXISTS definition json DEFAULT '{}',
  ADD COLUMN IF NOT EXISTS projected varchar(255);

CREATE TABLE IF NOT EXISTS feature_flag_segments (
  name varchar(100) PRIMARY KEY,
  definition json NOT NULL,
  revision bigint DEFAULT 0,
  updated_at timestamptz DEFAULT now(),
  updated_by text,
  projected varchar(255)
);

CREATE TABLE IF NOT EXISTS feature_flag_history (
  kind varchar(10) NOT NULL DEFAULT 'flag',
  name varchar(100) NOT NULL,
  revision bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT now(),
  by text NOT NULL,
  why text,
  after json,
  PRIMARY KEY (kind, name, revision)
);

-- What guards have counted, exchanged between nodes: a row per test of a flag, a journal of each test, and a row per
-- node. The journal has one entry for all that a node has counted since its last look.
CREATE TABLE IF NOT EXISTS feature_flag_guard_tests (
  flag varchar(100) NOT NULL,
  test varchar(200) NOT NULL,
  entries bigint NOT NULL,
  verdict text,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (flag, test)
);

CREATE TABLE IF NOT EXISTS feature_flag_guard_events (
  flag varchar(100) NOT NULL,
  test varchar(200) NOT NULL,
  n bigint NOT NULL,
  node varchar(36) NOT NULL,
  batch bigint NOT NULL,
  front bigint NOT NULL,
  events bytea NOT NULL,
  PRIMARY KEY (flag, test, n)
);

CREATE TABLE IF NOT EXISTS feature_flag_guard_nodes (
  node varchar(36) PRIMARY KEY,
  front bigint NOT NULL,
  idle boolean NOT NULL,
  seen_at timestamptz NOT NULL
);

-- How often flags were asked for, and what they said: a row per definition and answer. Without a revision: '' it was
-- defined, '*' a tester's override answered, '?' no flag has the name.
CREATE TABLE IF NOT EXISTS feature_flag_usage (
  flag varchar(100) NOT NULL,
  revision varchar(16) NOT NULL,
  answer varchar(100) NOT NULL,
  asked bigint NOT NULL,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
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

-- Its name sorts behind the flags: pg_dump restores it after them, and half a restore is not read.
CREATE TABLE IF NOT EXISTS feature_flags_version (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  version bigint NOT NULL,
  changed_at timestamptz NOT NULL
);
INSERT INTO feature_flags_version (version, changed_at)
  VALUES (0, clock_timestamp()) ON CONFLICT DO NOTHING;

-- Whoever writes: the version goes up, and who listens is told at commit. With its owner's rights,
-- so that a writer needs none on the version.
CREATE OR REPLACE FUNCTION feature_flags_changed() RETURNS trigger
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  raised bigint;
BEGIN
  EXECUTE format(
    'UPDATE %I.%I SET version = version + 1, changed_at = clock_timestamp() RETURNING version',
    TG_TABLE_SCHEMA, TG_ARGV[0] || '_version') INTO raised;
  PERFORM pg_notify(TG_ARGV[0], raised::text);
  RETURN NULL;
END $$;

-- Before and not after: every writer then locks the version first and the rows second.
DROP TRIGGER IF EXISTS feature_flags_notify ON feature_flags;
CREATE TRIGGER feature_flags_notify
  BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON feature_flags
  FOR EACH STATEMENT EXECUTE FUNCTION feature_flags_changed('feature_flags');
DROP TRIGGER IF EXISTS feature_flags_notify ON feature_flag_segments;
CREATE TRIGGER feature_flags_notify
  BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON feature_flag_segments
  FOR EACH STATEMENT EXECUTE FUNCTION feature_flags_changed('feature_flags');
