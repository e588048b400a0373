-- Jackstaff's tables in H2 2.2 or later. It may be run again at any time, and over a table that has
-- only the first five columns. A literal for a column of type json is written JSON '["user:1"]'.

CREATE TABLE IF NOT EXISTS feature_flags (
  name varchar(100) PRIMARY KEY,
  enabled boolean DEFAULT false,
  rollout_percentage double precision,
  allowed_users json DEFAULT JSON '[]',
  metadata json DEFAULT JSON '{}'
);

ALTER TABLE feature_flags ADD COLUMN IF NOT EXISTS revision bigint DEFAULT 0;
ALTER TABLE feature_flags
  ADD COLUMN IF NOT EXISTS updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE feature_flags ADD COLUMN IF NOT EXISTS updated_by varchar;
ALTER TABLE feature_flags ADD COLUMN IF NOT EXISTS definition json DEFAULT JSON '{}';
ALTER TABLE feature_flags ADD COLUMN IF NOT EXISTS projected varchar(255);

CREATE TABLE IF NOT EXISTS feature_flag_segments (
  name varchar(100) PRIMARY KEY,
  definition json NOT NULL,
  revision bigint DEFAULT 0,
  updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
  updated_by varchar,
  projected varchar(255)
);

CREATE TABLE IF NOT EXISTS feature_flag_history (
  kind varchar(10) DEFAULT 'flag' NOT NULL,
  name varchar(100) NOT NULL,
  revision bigint NOT NULL,
  at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  by varchar NOT NULL,
  why varchar,
  after json,
  PRIMARY KEY (kind, name, revision)
);

-- What guards have counted, exchanged between nodes: a row per test of a flag, a journal of each test, and a row per
-- node. The journal has one entry for all that a node has counted since its last look.
CREATE TABLE IF NOT EXISTS feature_flag_guard_tests (
  flag varchar(100) NOT NULL,
  test varchar(200) NOT NULL,
  entries bigint NOT NULL,
  verdict varchar,
  updated_at timestamp with time zone NOT NULL,
  PRIMARY KEY (flag, test)
);

CREATE TABLE IF NOT EXISTS feature_flag_guard_events (
  flag varchar(100) NOT NULL,
  test varchar(200) NOT NULL,
  n bigint NOT NULL,
  node varchar(36) NOT NULL,
  batch bigint NOT NULL,
  front bigint NOT NULL,
  events varbinary NOT NULL,
  PRIMARY KEY (flag, test, n)
);

CREATE TABLE IF NOT EXISTS feature_flag_guard_nodes (
  node varchar(36) PRIMARY KEY,
  front bigint NOT NULL,
  idle boolean NOT NULL,
  seen_at timestamp with time zone NOT NULL
);

-- How often flags were asked for, and what they said: a row per definition and answer. Without a revision: '' it was
-- defined, '*' a tester's override answered, '?' no flag has the name.
CREATE TABLE IF NOT EXISTS feature_flag_usage (
  flag varchar(100) NOT NULL,
  revision varchar(16) NOT NULL,
  answer varchar(100) NOT NULL,
  asked bigint NOT NULL,
  first_at timestamp with time zone NOT NULL,
  last_at timestamp with time zone NOT NULL,
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

CREATE TABLE IF NOT EXISTS feature_flags_version (
  one boolean DEFAULT true PRIMARY KEY CHECK (one),
  version bigint NOT NULL,
  changed_at timestamp with time zone NOT NULL
);
INSERT INTO feature_flags_version (one, version, changed_at)
  SELECT true, 0, CURRENT_TIMESTAMP WHERE NOT EXISTS (SELECT 1 FROM feature_flags_version);
