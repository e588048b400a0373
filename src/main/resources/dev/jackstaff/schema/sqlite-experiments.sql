-- What experiments have seen, in SQLite 3.42 or later. It may be run again at any time, and needs none of the
-- other tables. Times are microseconds since 1970.

-- Who saw which variant of a flag first when. A subject is a user, or whatever the flag draws by; another salt draws
-- anew, and so is another experiment. The split says who was drawn with which weights, as {"off":75,"on":25}.
CREATE TABLE IF NOT EXISTS feature_flag_exposures (
  flag varchar(100) NOT NULL,
  salt varchar(100) NOT NULL,
  subject varchar(256) NOT NULL,
  variant varchar(100) NOT NULL,
  split text NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (flag, salt, subject, variant)
);

-- What subjects did. The id only tells a row that is sent twice.
CREATE TABLE IF NOT EXISTS feature_flag_conversions (
  event varchar(100) NOT NULL,
  subject varchar(256) NOT NULL,
  at bigint NOT NULL,
  id text NOT NULL,
  amount double precision,
  PRIMARY KEY (event, subject, at, id)
);

-- The key by which subjects are hashed, the same for all nodes.
CREATE TABLE IF NOT EXISTS feature_flag_subjects (
  one boolean NOT NULL DEFAULT true PRIMARY KEY CHECK (one),
  hash_key varchar(64) NOT NULL
);
