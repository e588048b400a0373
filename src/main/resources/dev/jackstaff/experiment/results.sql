WITH shown AS (
  SELECT subject, variant, split, at,
    ROW_NUMBER() OVER (PARTITION BY subject ORDER BY at, variant) AS turn
  FROM feature_flag_exposures WHERE flag = :flag AND salt = :salt),
periods (split, period, begun, last, ended) AS (  -- one ends when other weights take its place
  :periods),
outcome AS (  -- each subject counts for the variant that it saw first, with what it did since
  SELECT f.subject, f.variant, f.split, p.period,
    CASE WHEN COUNT(c.subject) > 0 THEN 1.0E0 ELSE 0.0E0 END AS converted,
    CAST(COALESCE(SUM(c.amount), 0) AS double precision) AS total
  FROM shown AS f
  JOIN periods AS p ON p.split = f.split AND f.at >= p.begun AND f.at <= p.last
  LEFT JOIN feature_flag_conversions AS c
    ON c.subject = f.subject AND c.event = :event AND c.at >= f.at
    AND (p.ended IS NULL OR c.at < p.ended):window
  WHERE f.turn = 1
  GROUP BY f.subject, f.variant, f.split, p.period),
cell AS (  -- groups that were drawn in the same period with the same weights
  SELECT split, period, variant, CAST(COUNT(*) AS double precision) AS users,
    CAST(SUM(converted) AS double precision) AS conversions,
    AVG(CAST(:outcome AS double precision)) AS mean,
    COALESCE(VAR_SAMP(CAST(:outcome AS double precision)), 0) AS variance
  FROM outcome GROUP BY split, period, variant)
