package dev.jackstaff.experiment;

/**
 * The SQL statements, with the default names of the tables. A row that is written twice is stored
 * once.
 */
final class ExperimentSql {
  static final String EXPOSE_POSTGRES =
      """
      INSERT INTO feature_flag_exposures AS known (flag, salt, subject, variant, split, at)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (flag, salt, subject, variant) DO UPDATE
        SET at = EXCLUDED.at, split = EXCLUDED.split WHERE EXCLUDED.at < known.at
      """;

  static final String EXPOSE_H2 =
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

  static final String CONVERT_POSTGRES =
      """
      INSERT INTO feature_flag_conversions (event, subject, at, id, amount)
      VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """;

  static final String CONVERT_H2 =
      """
      MERGE INTO feature_flag_conversions (event, subject, at, id, amount)
      KEY (event, subject, at, id) VALUES (?, ?, ?, ?, ?)
      """;

  static final String KEY_POSTGRES =
      "INSERT INTO feature_flag_subjects (hash_key) VALUES (?) ON CONFLICT DO NOTHING";

  static final String KEY_H2 =
      "INSERT INTO feature_flag_subjects (one, hash_key) SELECT true, CAST(? AS varchar)"
          + " WHERE NOT EXISTS (SELECT 1 FROM feature_flag_subjects)";

  private ExperimentSql() {}
}
