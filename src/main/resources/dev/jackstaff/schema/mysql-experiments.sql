-- What experiments have seen, in MariaDB 10.6, MySQL 8.0.29, or later. It may be run again at any time, and needs none of the
-- other tables. Run it as their owner; an application then needs SELECT, INSERT, UPDATE and DELETE on them. Times are
-- those of UTC.

-- Who saw which variant of a flag first when. A subject is a user, or whatever the flag draws by; another salt draws
-- anew, and so is another experiment. The split says who was drawn with which weights, as {"off":75,"on":25}.
CREATE TABLE IF NOT EXISTS feature_flag_exposures (
  flag varchar(100) NOT NULL,
  salt varchar(100) NOT NULL,
  subject varchar(256) NOT NULL,
  variant varchar(100) NOT NULL,
  split longtext NOT NULL,
  at datetime(6) NOT NULL,
  PRIMARY KEY (flag, salt, subject, variant)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=/*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;

-- What subjects did. The id only tells a row that is sent twice.
CREATE TABLE IF NOT EXISTS feature_flag_conversions (
  event varchar(100) NOT NULL,
  subject varchar(256) NOT NULL,
  at datetime(6) NOT NULL,
  id char(36) NOT NULL,
  amount double,
  PRIMARY KEY (event, subject, at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=/*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;

-- The key by which subjects are hashed, the same for all nodes.
CREATE TABLE IF NOT EXISTS feature_flag_subjects (
  one boolean NOT NULL DEFAULT true PRIMARY KEY CHECK (one),
  hash_key varchar(64) NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=/*M! utf8mb4_nopad_bin */ /*!80017 utf8mb4_0900_bin */;
