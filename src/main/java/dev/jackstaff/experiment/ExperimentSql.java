package dev.jackstaff.experiment;

import dev.jackstaff.internal.jdbc.Dialect;

/**
 * The SQL statements, with the default names of the tables. A row that is written twice is stored
 * once.
 */
final class ExperimentSql {
  private static final String EXPOSE_POSTGRES =
      """
      INSERT INTO feature_flag_exposures AS known (flag, salt, subject, variant, split, at)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (flag, salt, subject, variant) DO UPDATE
        SET at = EXCLUDED.at, split = EXCLUDED.split WHERE EXCLUDED.at < known.at
      """;

  private static final String EXPOSE_H2 =
      """
      MERGE INTO feature_flag_exposures AS known
      USING (SELECT CAST(? AS varchar) AS flag, CAST(? AS varchar) AS salt,
          CAST(? AS varchar) AS subject, CAST(? AS varchar) AS variant,
          CAST(? AS varchar) AS split, CAST(? AS timestamp with time zone) AS at) AS fresh
      ON known.flag = fresh.flag AND known.salt = fresh.salt
        AND known.subject = fresh.subject AND known.variant = fresh.variant
      WHEN MATCHED AND fresh.at < known.at THEN UPDATE SET at = fresh.at, split = fresh.split
      WHEN NOT MATCHED THEN INSERT (flag, salt, subject, variant, split, at)
        VALUES (fresh.flag, fresh.salt, fresh.subject, fresh.variant, fresh.split, fresh.at)
      """;

  private static final String CONVERT_POSTGRES =
      """
      INSERT INTO feature_flag_conversions (event, subject, at, id, amount)
      VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;

  private static final String CONVERT_H2 =
      """
      MERGE INTO feature_flag_conversions (event, subject, at, id, amount)
      KEY (event, subject, at, id) VALUES (?, ?, ?, ?, ?)
      """;

  private static final String KEY_POSTGRES =
      "INSERT INTO feature_flag_subjects (hash_key) VALUES (?) ON CONFLICT DO NOTHING";

  private static final String KEY_H2 =
      "INSERT INTO feature_flag_subjects (one, hash_key) SELECT true, CAST(? AS varchar)"
          + " WHERE NOT EXISTS (SELECT 1 FROM feature_flag_subjects)";

  /** The split comes first, since an assignment sees those before it. */
  private static final String EXPOSE_MYSQL =
      """
      INSERT INTO feature_flag_exposures (flag, salt, subject, variant, split, at)
      VALUES (?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE
        split = IF(VALUES(at) < at, VALUES(split), split), at = LEAST(at, VALUES(at))
      """;

  /** Not {@code IGNORE}, which would also store a value that is too long. */
  private static final String CONVERT_MYSQL =
      """
      INSERT INTO feature_flag_conversions (event, subject, at, id, amount)
      VALUES (?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE amount = VALUES(amount)
      """;

  private static final String KEY_MYSQL =
      "INSERT INTO feature_flag_subjects (hash_key) VALUES (?)"
          + " ON DUPLICATE KEY UPDATE one = VALUES(one)";

  private ExperimentSql() {}

  static String expose(Dialect dialect) {
    return switch (dialect) {
      case POSTGRESQL, SQLITE -> EXPOSE_POSTGRES;
      case H2 -> EXPOSE_H2;
      case MYSQL -> EXPOSE_MYSQL;
    };
  }

  static String convert(Dialect dialect) {
    return switch (dialect) {
      case POSTGRESQL, SQLITE -> CONVERT_POSTGRES;
      case H2 -> CONVERT_H2;
      case MYSQL -> CONVERT_MYSQL;
    };
  }

  static String key(Dialect dialect) {
    return switch (dialect) {
      case POSTGRESQL, SQLITE -> KEY_POSTGRES;
      case H2 -> KEY_H2;
      case MYSQL -> KEY_MYSQL;
    };
  }
}
