-- Jackstaff's tables in MariaDB 10.6, MySQL 8.0.29, or later. It may be run again at any time, and over a table that has
-- only the first five columns; MySQL then refuses the columns that exist, which does no harm (mysql --force). Run it as
-- their owner, who needs the privilege TRIGGER as well; an application then needs
--   GRANT SELECT, INSERT, UPDATE, DELETE ON …
-- for each table, and one that only reads needs SELECT. Times are those of UTC. Names are compared byte by byte.

-- Version 0 means that no trigger raises it, so that nodes compare the rows.
CREATE TABLE IF NOT EXISTS feature_flags_version (
  one boolean NOT NULL DEFAULT true PRIMARY KEY CHECK (one),
  version bigint NOT NULL,
  changed_at datetime(6) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=/*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;
INSERT INTO feature_flags_version (version, changed_at) VALUES (0, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE one = true;

CREATE TABLE IF NOT EXISTS feature_flags (
  name varchar(100) NOT NULL PRIMARY KEY,
  enabled boolean DEFAULT false,
  rollout_percentage double,
  allowed_users longtext DEFAULT ('[]'),
  metadata longtext DEFAULT ('{}')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=/*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;

-- Text and not JSON, here and below: variants go by the order in which they are written, and MySQL sorts keys.
ALTER TABLE feature_flags ADD COLUMN revision bigint DEFAULT 0;
ALTER TABLE feature_flags ADD COLUMN updated_at datetime(6) DEFAULT (UTC_TIMESTAMP(6));
ALTER TABLE feature_flags ADD COLUMN updated_by longtext;
ALTER TABLE feature_flags ADD COLUMN definition longtext DEFAULT ('{}');
ALTER TABLE feature_flags ADD COLUMN projected varchar(255);

CREATE TABLE IF NOT EXISTS feature_flag_segments (
  name varchar(100) NOT NULL PRIMARY KEY,
  definition longtext NOT NULL,
  revision bigint DEFAULT 0,
  updated_at datetime(6) DEFAULT (UTC_TIMESTAMP(6)),
  updated_by longtext,
  projected varchar(255)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=/*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;

CREATE TABLE IF NOT EXISTS feature_flag_history (
  kind varchar(10) NOT NULL DEFAULT 'flag',
  name varchar(100) NOT NULL,
  revision bigint NOT NULL,
  at datetime(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
  `by` longtext NOT NULL,
  why longtext,
  after longtext,
  PRIMARY KEY (kind, name, revision)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=/*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;

-- Whoever writes: the version goes up. With the rights of the role that creates the triggers.
CREATE TRIGGER IF NOT EXISTS feature_flags_ins BEFORE INSERT ON feature_flags
  FOR EACH ROW UPDATE feature_flags_version SET version = version + 1, changed_at = UTC_TIMESTAMP(6);
CREATE TRIGGER IF NOT EXISTS feature_flags_upd BEFORE UPDATE ON feature_flags
  FOR EACH ROW UPDATE feature_flags_version SET version = version + 1, changed_at = UTC_TIMESTAMP(6);
CREATE TRIGGER IF NOT EXISTS feature_flags_del BEFORE DELETE ON feature_flags
  FOR EACH ROW UPDATE feature_flags_version SET version = version + 1, changed_at = UTC_TIMESTAMP(6);
CREATE TRIGGER IF NOT EXISTS feature_flag_segments_ins BEFORE INSERT ON feature_flag_segments
  FOR EACH ROW UPDATE feature_flags_version SET version = version + 1, changed_at = UTC_TIMESTAMP(6);
CREATE TRIGGER IF NOT EXISTS feature_flag_segments_upd BEFORE UPDATE ON feature_flag_segments
  FOR EACH ROW UPDATE feature_flags_version SET version = version + 1, changed_at = UTC_TIMESTAMP(6);
CREATE TRIGGER IF NOT EXISTS feature_flag_segments_del BEFORE DELETE ON feature_flag_segments
  FOR EACH ROW UPDATE feature_flags_version SET version = version + 1, changed_at = UTC_TIMESTAMP(6);
UPDATE feature_flags_version SET version = 1 WHERE version = 0;

-- What guards have counted, exchanged between nodes: a row per test of a flag, a journal of each test, and a row per
-- node. The journal has one entry for all that a node has counted since its last look.
CREATE TABLE IF NOT EXISTS feature_flag_guard_tests (
  flag varchar(100) NOT NULL,
  test varchar(200) NOT NULL,
  entries bigint NOT NULL,
  verdict longtext,
  updated_at datetime(6) NOT NULL,
  PRIMARY KEY (flag, test)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=/*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;

CREATE TABLE IF NOT EXISTS feature_flag_guard_events (
  flag varchar(100) NOT NULL,
  test varchar(200) NOT NULL,
  n bigint NOT NULL,
  node varchar(36) NOT NULL,
  batch bigint NOT NULL,
  front bigint NOT NULL,
  events longblob NOT NULL,
  PRIMARY KEY (flag, test, n)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=/*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;

CREATE TABLE IF NOT EXISTS feature_flag_guard_nodes (
  node varchar(36) NOT NULL PRIMARY KEY,
  front bigint NOT NULL,
  idle boolean NOT NULL,
  seen_at datetime(6) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=/*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;

-- How often flags were asked for, and what they said: a row per definition and answer. Without a revision: '' it was
-- defined, '*' a tester's override answered, '?' no flag has the name.
CREATE TABLE IF NOT EXISTS feature_flag_usage (
  flag varchar(100) NOT NULL,
  revision varchar(16) NOT NULL,
  answer varchar(100) NOT NULL,
  asked bigint NOT NULL,
  first_at datetime(6) NOT NULL,
  last_at datetime(6) NOT NULL,
  PRIMARY KEY (flag, revision, answer)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=/*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;

-- On which days applications ran: a row per start of a node and day, with the last batch of counts that it has written.
CREATE TABLE IF NOT EXISTS feature_flag_runs (
  node varchar(36) NOT NULL,
  ran_on date NOT NULL,
  requests bigint NOT NULL,
  written bigint NOT NULL,
  PRIMARY KEY (node, ran_on)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=/*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;
