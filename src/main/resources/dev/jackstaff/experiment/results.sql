WITH first_seen AS (  -- each subject counts for the variant that it saw first
  SELECT subject, variant, split, at FROM (
    SELECT subject, variant, split, at,
      ROW_NUMBER() OVER (PARTITION BY subject ORDER BY at, variant) AS turn
    FROM feature_flag_exposures WHERE flag = :flag AND salt = :salt) AS seen
  WHERE turn = 1),
outcome AS (  -- what it did since
  SELECT f.subject, f.variant, f.split,
    CASE WHEN COUNT(c.id) > 0 THEN 1.0E0 ELSE 0.0E0 END AS converted,
    CAST(COALESCE(SUM(c.amount), 0) AS double precision) AS total
  FROM first_seen AS f LEFT JOIN feature_flag_conversions AS c
    ON c.subject = f.subject AND c.event = :event AND c.at >= f.at
  GROUP BY f.subject, f.variant, f.split),
cell AS (  -- groups that were drawn with the same weights
  SELECT split, variant, CAST(COUNT(*) AS double precision) AS users,
    CAST(SUM(converted) AS double precision) AS conversions,
    AVG(CAST(:outcome AS double precision)) AS mean,
    COALESCE(VAR_SAMP(CAST(:outcome AS double precision)), 0) AS variance
  FROM outcome GROUP BY split, variant)
