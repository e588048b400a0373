-- What experiments have seen, in PostgreSQL 12 or later. It may be run again at any time, and needs none of the
-- other tables. Run it as their owner; an application then needs
--   GRANT SELECT, INSERT, UPDATE, DELETE ON
--     feature_flag_exposures, feature_flag_conversions, feature_flag_subjects TO …;

-- Who saw which variant of a flag first when. A subject is a user, or whatever the flag draws by; another salt draws
-- anew, and so is another experiment. The split says who was drawn with which weights, as {"off":75,"on":25}.
CREATE TABLE IF NOT EXISTS feature_flag_exposures (
  flag varchar(100) NOT NULL,
  salt varchar(100) NOT NULL,
  subject varchar(256) NOT NULL,
  variant varchar(100) NOT NULL,
  split text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (flag, salt, subject, variant)
);

-- What subjects did. The id only tells a row that is sent twice.
CREATE TABLE IF NOT EXISTS feature_flag_conversions (
  event varchar(100) NOT NULL,
  subject varchar(256) NOT NULL,
  at timestamptz NOT NULL,
  id uuid NOT NULL,
  amount double precision,
  PRIMARY KEY (event, subject, at, id)
);

-- The key by which subjects are hashed, the same for all nodes.
CREATE TABLE IF NOT EXISTS feature_flag_subjects (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  hash_key varchar(64) NOT NULL
);
